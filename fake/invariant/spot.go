package invariant

import (
	"time"

	"fleetglass/awsclient/semantics/spot"
	"fleetglass/fake/world"
)

// Spot is the rule that requests, their statuses and their instances go
// together (EC2/spot-request-status).
const Spot = "a Spot request, its status and its instance go together"

// spots checks Spot requests and the instances they have.
func (c *checker) spots() {
	for id, q := range c.w.SpotRequests.All() {
		c.spotRequest(id, q)
	}
	for id, s := range c.w.SpotInstances.All() {
		c.spotInstance(id, s)
	}
	for i := range c.w.SpotMarket.Events {
		c.notAfterNow(c.w.SpotMarket.Events[i].Instance, "event", c.w.SpotMarket.Events[i].At)
	}
}

func (c *checker) spotRequest(id string, q *world.SpotRequest) {
	c.notAfterNow(id, "created", q.Created)
	c.notAfterNow(id, "status", q.Updated)
	status, known := c.status(q.Code)
	if !known {
		c.report(Known, id, "status %q", q.Code)
		return
	}
	state := ""
	if in := c.w.Instances.Get(q.Instance); in != nil {
		state = string(in.State)
		if in.SpotRequest != id {
			c.report(Spot, id, "its instance %s belongs to %q", q.Instance, in.SpotRequest)
		}
	} else if q.Instance != "" && status.Instance != nil {
		state = string(world.Terminated) // EC2 has forgotten it
	}
	if !status.Allows(q.State, state, q.Type == "persistent") {
		c.report(Spot, id, "state %s, status %s, instance %q (%s)", q.State, q.Code, q.Instance, state)
	}
}

// spotInstance checks a notice: it is exactly as long as AWS says, and what it
// announced has been done when it is over.
func (c *checker) spotInstance(id string, s *world.SpotInstance) {
	in := c.w.Instances.Get(id)
	if in == nil {
		c.report(Reference, id, "a Spot Instance that is no instance")
		return
	}
	if in.Market != "spot" || in.SpotRequest != s.Request {
		c.report(Spot, id, "market %q, request %q and %q", in.Market, in.SpotRequest, s.Request)
	}
	if (in.State == world.Running) != !s.Running.IsZero() {
		c.report(Spot, id, "it is %s and billed since %s", in.State, s.Running.Format(time.RFC3339))
	}
	if s.NoticeAt.IsZero() {
		return
	}
	c.notAfterNow(id, "notice", s.NoticeAt)
	if s.EndsAt.Sub(s.NoticeAt) != spot.NoticeLength {
		c.report(Spot, id, "a notice of %s", s.EndsAt.Sub(s.NoticeAt))
	}
	if in.State == world.Running && c.w.Now.After(s.EndsAt) {
		c.report(Spot, id, "it runs on after its notice")
	}
}
