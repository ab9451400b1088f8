// Package snsapi answers the SNS operations of the engine: topics,
// subscriptions and messages.
//
// It does not know filter policies' effect, FIFO topics, mobile push or
// delivery policies: what is set of these is kept and shown, FIFO topics are
// refused. Messages go to the outbox of fake/sim/notify.
package snsapi

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/notify"
	"fleetglass/fake/world"
)

type service struct {
	room *notify.Room
	w    *world.World
}

// Register adds the SNS operations to the table.
func Register(m *api.Mux, k *sim.Kernel, r *notify.Room) {
	s := &service{r, k.World}
	api.Handle(m, s.createTopic)
	api.Handle(m, s.deleteTopic)
	api.Handle(m, s.listTopics)
	api.Handle(m, s.getTopic)
	api.Handle(m, s.setTopic)
	api.Handle(m, s.subscribe)
	api.Handle(m, s.confirm)
	api.Handle(m, s.unsubscribe)
	api.Handle(m, s.listSubscriptions)
	api.Handle(m, s.listByTopic)
	api.Handle(m, s.getSubscription)
	api.Handle(m, s.setSubscription)
	api.Handle(m, s.publish)
	api.Handle(m, s.tag)
	api.Handle(m, s.untag)
	api.Handle(m, s.listTags)
}

// pageSize is how many topics or subscriptions a page has (BC:sns).
const pageSize = 100

func invalid(format string, args ...any) error {
	return awserr.New("InvalidParameter", "Invalid parameter: "+format, args...)
}

func notFound(format string, args ...any) error {
	return awserr.New("NotFound", format, args...).WithStatus(404)
}

// topic finds a topic by ARN.
func (s *service) topic(arn *string) (*world.Topic, error) {
	text := aws.ToString(arn)
	if parts := strings.Split(text, ":"); len(parts) != 6 || parts[0] != "arn" || parts[2] != "sns" {
		return nil, invalid("TopicArn Reason: An ARN must have at least 6 elements, not %d", len(parts))
	}
	if t := s.w.Topics.Get(text); t != nil {
		return t, nil
	}
	return nil, notFound("Topic does not exist")
}

func (s *service) subscription(arn *string) (*world.Subscription, error) {
	text := aws.ToString(arn)
	if parts := strings.Split(text, ":"); len(parts) != 7 || parts[0] != "arn" || parts[2] != "sns" {
		return nil, invalid("SubscriptionArn Reason: An ARN must have at least 6 elements, not %d", len(parts))
	}
	if sub := s.w.Subscriptions.Get(text); sub != nil {
		return sub, nil
	}
	return nil, notFound("Subscription does not exist")
}
