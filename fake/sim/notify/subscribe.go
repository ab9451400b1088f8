package notify

import (
	"fmt"
	"strings"

	"fleetglass/fake/world"
)

// Create makes a topic. Its name says what its ARN is.
func (r *Room) Create(name string) *world.Topic {
	t := &world.Topic{Name: name, ARN: r.w.ARN("sns", name), Created: r.w.Now}
	r.w.Topics.Put(t.ARN, t)
	return t
}

// Delete removes a topic with its subscriptions.
func (r *Room) Delete(arn string) {
	for id, s := range r.w.Subscriptions.All() {
		if s.Topic == arn {
			r.w.Subscriptions.Delete(id)
		}
	}
	r.w.Topics.Delete(arn)
}

// Subscribe makes a subscription, or finds the one that there is. Whoever must
// be asked gets a message that asks; the others are confirmed at once.
func (r *Room) Subscribe(topic *world.Topic, protocol, endpoint string, attributes []world.Attribute) *world.Subscription {
	for _, s := range r.w.Subscriptions.All() {
		if s.Topic == topic.ARN && s.Protocol == protocol && s.Endpoint == endpoint {
			return s
		}
	}
	id := r.k.UUID()
	s := &world.Subscription{
		ARN: topic.ARN + ":" + id, Topic: topic.ARN, Protocol: protocol, Endpoint: endpoint, Owner: r.w.Account,
		Token: r.k.ID("", tokenLength), Created: r.w.Now, Attributes: attributes, Confirmed: !Asks(protocol),
	}
	r.w.Subscriptions.Put(s.ARN, s)
	if !s.Confirmed {
		r.ask(topic, s)
	}
	return s
}

// tokenLength is how long the token that confirms a subscription is.
const tokenLength = 64

// Asks tells whether an endpoint of this protocol must confirm that it wants
// messages. Text messages and queues of the same account need not.
func Asks(protocol string) bool {
	return strings.HasPrefix(protocol, "email") || strings.HasPrefix(protocol, "http")
}

// ask sends the message in which an endpoint is asked to confirm.
func (r *Room) ask(topic *world.Topic, s *world.Subscription) {
	body := fmt.Sprintf("You have chosen to subscribe to the topic:\n%s\n\nTo confirm this subscription, visit:\nhttps://sns.%s.amazonaws.com/confirmation.html?TopicArn=%s&Token=%s&Endpoint=%s",
		topic.ARN, r.w.Region, topic.ARN, s.Token, s.Endpoint)
	r.put(world.Delivery{
		ID: r.messageID(), At: r.w.Now, Topic: topic.ARN, Protocol: s.Protocol, Endpoint: s.Endpoint,
		Subject: "AWS Notification - Subscription Confirmation", Body: body,
	})
}

// Confirm confirms the subscription that a token belongs to; nil when there
// is none.
func (r *Room) Confirm(topic, token string) *world.Subscription {
	for _, s := range r.w.Subscriptions.All() {
		if s.Topic == topic && s.Token == token {
			s.Confirmed = true
			return s
		}
	}
	return nil
}

// Subscribers are a topic's subscriptions, "" for those of all topics.
func (r *Room) Subscribers(topic string) []*world.Subscription {
	var all []*world.Subscription
	for _, s := range r.w.Subscriptions.All() {
		if topic == "" || s.Topic == topic {
			all = append(all, s)
		}
	}
	return all
}

// Sent are the deliveries that the outbox still has, oldest first.
func (r *Room) Sent() []world.Delivery { return r.w.Outbox }
