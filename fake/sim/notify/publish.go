package notify

import (
	"encoding/json"
	"fmt"
	"time"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// The outbox keeps this many of the newest deliveries. Choice.
const outboxSize = 500

// Publish sends a message to everybody who has confirmed a subscription to the
// topic. A topic that does not exist is an error with code NotFound.
func (r *Room) Publish(topicARN, subject, message string) error {
	_, err := r.Send(topicARN, subject, message)
	return err
}

// PublishEach is Publish with a message for each protocol, as the services of
// the account send them: a letter to "email", JSON to machines.
func (r *Room) PublishEach(topicARN, subject string, message func(protocol string) string) error {
	_, err := r.send(topicARN, subject, message)
	return err
}

// Send is Publish that answers the message's id.
func (r *Room) Send(topicARN, subject, message string) (string, error) {
	return r.send(topicARN, subject, func(string) string { return message })
}

func (r *Room) send(topicARN, subject string, message func(protocol string) string) (string, error) {
	t := r.w.Topics.Get(topicARN)
	if t == nil {
		return "", awserr.New("NotFound", "Topic does not exist").WithStatus(404)
	}
	id := r.messageID()
	for _, s := range r.Subscribers(topicARN) {
		if s.Confirmed {
			r.deliver(t, s, id, subject, message(s.Protocol))
		}
	}
	return id, nil
}

// The longest text message (SNS/sms_publish-to-phone).
const textMost = 1600

// deliver puts into the outbox what an endpoint would get: plain mail with a
// way out under it, a text as long as texts are, or the message in JSON for
// programs.
func (r *Room) deliver(t *world.Topic, s *world.Subscription, id, subject, message string) {
	d := world.Delivery{ID: id, At: r.w.Now, Topic: t.ARN, Protocol: s.Protocol, Endpoint: s.Endpoint, Subject: subject, Body: message}
	switch s.Protocol {
	case "email":
		if d.Subject == "" {
			d.Subject = "AWS Notification Message"
		}
		d.Body += r.wayOut(s)
	case "sms":
		d.Subject = ""
		if t.DisplayName != "" {
			d.Body = t.DisplayName + "> " + d.Body
		}
		if runes := []rune(d.Body); len(runes) > textMost {
			d.Body = string(runes[:textMost])
		}
	default:
		d.Subject = ""
		if raw(s) {
			break
		}
		d.Body = r.envelope(s, id, subject, message)
	}
	r.put(d)
}

// wayOut is what SNS writes under every mail.
func (r *Room) wayOut(s *world.Subscription) string {
	return fmt.Sprintf("\n\n--\nIf you wish to stop receiving notifications from this topic, please click or visit the link below to unsubscribe:\n"+
		"https://sns.%s.amazonaws.com/unsubscribe.html?SubscriptionArn=%s&Endpoint=%s\n\n"+
		"Please do not reply directly to this email. If you have any questions or comments regarding this email, please contact us at https://aws.amazon.com/support",
		r.w.Region, s.ARN, s.Endpoint)
}

// raw tells whether a subscriber wants the message alone.
func raw(s *world.Subscription) bool {
	for _, a := range s.Attributes {
		if a.Key == "RawMessageDelivery" {
			return a.Value == "true"
		}
	}
	return false
}

// envelope is the JSON that programs get (SNS/sns-message-and-json-formats).
func (r *Room) envelope(s *world.Subscription, id, subject, message string) string {
	text, err := json.Marshal(struct {
		Type      string
		MessageId string
		TopicArn  string
		Subject   string `json:",omitempty"`
		Message   string
		Timestamp string
	}{"Notification", id, s.Topic, subject, message, r.w.Now.UTC().Format("2006-01-02T15:04:05.000Z")})
	if err != nil {
		return message // cannot be: texts are always JSON
	}
	return string(text)
}

// outboxAge is how long deliveries are kept at most. Choice.
const outboxAge = 14 * 24 * time.Hour

// put adds a delivery to the outbox and drops what is old or too many.
func (r *Room) put(d world.Delivery) {
	r.w.Outbox = append(r.w.Outbox, d)
	first := max(len(r.w.Outbox)-outboxSize, 0)
	for first < len(r.w.Outbox) && d.At.Sub(r.w.Outbox[first].At) > outboxAge {
		first++
	}
	if first > 0 {
		r.w.Outbox = append([]world.Delivery(nil), r.w.Outbox[first:]...)
	}
}

// messageID is the id of the next message. It comes from a count, not from
// the world's randomness: whether anybody is told must not change the future.
func (r *Room) messageID() string {
	n := r.w.Sent
	r.w.Sent++
	high, low := mix(r.w.Seed+2*n+1), mix(^r.w.Seed+2*n)
	return fmt.Sprintf("%08x-%04x-5%03x-%04x-%012x",
		high>>32, high>>16&0xffff, high&0xfff, low>>48&0x3fff|0x8000, low&0xffffffffffff)
}

// mix spreads a number over 64 bits (the finalizer of SplitMix64).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
