package fake

import (
	"sort"
	"time"
)

// Delivery is one message that SNS gave to somebody, or would have: the
// engine sends nothing out of the process.
type Delivery struct {
	At                 time.Time // virtual
	Region, Topic      string    // topic's ARN
	Protocol, Endpoint string    // "email", "ops@example.com"
	Subject, Body      string
	MessageID          string
}

// Outbox are the newest deliveries of all regions, oldest first.
func (e *Engine) Outbox() []Delivery {
	<-e.born
	e.mu.Lock()
	defer e.mu.Unlock()
	e.catchUp(stepsPerCall)
	var all []Delivery
	for _, p := range e.places {
		for _, d := range p.notify.Sent() {
			all = append(all, Delivery{
				At: d.At, Region: p.world.Region, Topic: d.Topic, Protocol: d.Protocol, Endpoint: d.Endpoint,
				Subject: d.Subject, Body: d.Body, MessageID: d.ID,
			})
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].At.Before(all[j].At) })
	return all
}
