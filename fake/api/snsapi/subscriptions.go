package snsapi

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// pending stands where the ARN of a subscription that is not confirmed would.
const pending = "pending confirmation"

// listPending is the same in lists.
const listPending = "PendingConfirmation"

func (s *service) subscribe(_ context.Context, in *sns.SubscribeInput) (*sns.SubscribeOutput, error) {
	t, err := s.topic(in.TopicArn)
	if err != nil {
		return nil, err
	}
	protocol, endpoint := aws.ToString(in.Protocol), aws.ToString(in.Endpoint)
	if err := checkEndpoint(protocol, endpoint); err != nil {
		return nil, err
	}
	var attributes []world.Attribute
	for _, name := range sortedKeys(in.Attributes) {
		if attributes, err = setAttribute(attributes, protocol, name, in.Attributes[name]); err != nil {
			return nil, err
		}
	}
	sub := s.room.Subscribe(t, protocol, endpoint, attributes)
	arn := sub.ARN
	if !sub.Confirmed && !in.ReturnSubscriptionArn {
		arn = pending
	}
	return &sns.SubscribeOutput{SubscriptionArn: aws.String(arn)}, nil
}

// checkEndpoint wants an endpoint of the form that its protocol has.
func checkEndpoint(protocol, endpoint string) error {
	bad := func(why string) error { return invalid("%s", why) }
	if endpoint == "" && slices.Contains([]string{"email", "email-json", "http", "https", "sms", "sqs", "lambda", "firehose", "application"}, protocol) {
		return bad("Endpoint")
	}
	switch protocol {
	case "email", "email-json":
		if at := strings.IndexByte(endpoint, '@'); at < 1 || at == len(endpoint)-1 || strings.ContainsAny(endpoint, " \t\n") {
			return bad("Email address")
		}
	case "http", "https":
		if !strings.HasPrefix(endpoint, protocol+"://") {
			return bad("Endpoint must match the specified protocol")
		}
	case "sms":
		digits := strings.TrimPrefix(endpoint, "+")
		if len(digits) < 5 || strings.ContainsFunc(digits, func(r rune) bool { return (r < '0' || r > '9') && r != '-' }) {
			return bad("Invalid SMS endpoint: " + endpoint)
		}
	case "sqs", "lambda", "firehose", "application":
		service := map[string]string{"sqs": "sqs", "lambda": "lambda", "firehose": "firehose", "application": "sns"}[protocol]
		if parts := strings.SplitN(endpoint, ":", 6); len(parts) < 6 || parts[0] != "arn" || parts[2] != service {
			return bad(strings.ToUpper(protocol) + " endpoint ARN")
		}
	default:
		return bad("Protocol Reason: Does not support this protocol string: " + protocol)
	}
	return nil
}

func setAttribute(list []world.Attribute, protocol, name, value string) ([]world.Attribute, error) {
	switch name {
	case "RawMessageDelivery":
		if value != "true" && value != "false" {
			return nil, invalid("Attributes Reason: RawMessageDelivery: Invalid value [%s]. Must be true or false.", value)
		}
		if value == "true" && !slices.Contains([]string{"sqs", "http", "https", "firehose"}, protocol) {
			return nil, invalid("Attributes Reason: Delivery protocol [%s] does not support raw message delivery.", protocol)
		}
	case "FilterPolicy", "DeliveryPolicy", "RedrivePolicy":
		if value != "" && !json.Valid([]byte(value)) {
			return nil, invalid("%s: failed to parse JSON.", name)
		}
	case "FilterPolicyScope":
		if value != "MessageAttributes" && value != "MessageBody" {
			return nil, invalid("FilterPolicyScope: Invalid value [%s]. Please use either MessageBody or MessageAttributes", value)
		}
	case "SubscriptionRoleArn":
	default:
		return nil, invalid("AttributeName")
	}
	return put(list, name, value), nil
}

func (s *service) confirm(_ context.Context, in *sns.ConfirmSubscriptionInput) (*sns.ConfirmSubscriptionOutput, error) {
	t, err := s.topic(in.TopicArn)
	if err != nil {
		return nil, err
	}
	token := aws.ToString(in.Token)
	if token == "" {
		return nil, invalid("Token")
	}
	sub := s.room.Confirm(t.ARN, token)
	if sub == nil {
		return nil, invalid("Token")
	}
	return &sns.ConfirmSubscriptionOutput{SubscriptionArn: aws.String(sub.ARN)}, nil
}

func (s *service) unsubscribe(_ context.Context, in *sns.UnsubscribeInput) (*sns.UnsubscribeOutput, error) {
	sub, err := s.subscription(in.SubscriptionArn)
	if err != nil {
		if refused, ok := err.(*awserr.Error); ok && refused.Code == "NotFound" {
			return &sns.UnsubscribeOutput{}, nil // as with topics
		}
		return nil, err
	}
	s.w.Subscriptions.Delete(sub.ARN)
	return &sns.UnsubscribeOutput{}, nil
}

func (s *service) list(topic string, token *string) ([]types.Subscription, *string, error) {
	all := s.room.Subscribers(topic)
	slices.SortStableFunc(all, func(a, b *world.Subscription) int { return cmp.Compare(a.Topic, b.Topic) })
	part, next, err := api.Page(all, func(sub *world.Subscription) string { return sub.ARN }, nil, pageSize, pageSize, token)
	if err != nil {
		return nil, nil, invalid("NextToken")
	}
	views := []types.Subscription{}
	for _, sub := range part {
		arn := sub.ARN
		if !sub.Confirmed {
			arn = listPending
		}
		views = append(views, types.Subscription{
			SubscriptionArn: aws.String(arn), TopicArn: aws.String(sub.Topic), Protocol: aws.String(sub.Protocol),
			Endpoint: aws.String(sub.Endpoint), Owner: aws.String(sub.Owner),
		})
	}
	return views, next, nil
}

func (s *service) listSubscriptions(_ context.Context, in *sns.ListSubscriptionsInput) (*sns.ListSubscriptionsOutput, error) {
	views, next, err := s.list("", in.NextToken)
	return &sns.ListSubscriptionsOutput{Subscriptions: views, NextToken: next}, err
}

func (s *service) listByTopic(_ context.Context, in *sns.ListSubscriptionsByTopicInput) (*sns.ListSubscriptionsByTopicOutput, error) {
	t, err := s.topic(in.TopicArn)
	if err != nil {
		return nil, err
	}
	views, next, err := s.list(t.ARN, in.NextToken)
	return &sns.ListSubscriptionsByTopicOutput{Subscriptions: views, NextToken: next}, err
}

func (s *service) getSubscription(_ context.Context, in *sns.GetSubscriptionAttributesInput) (*sns.GetSubscriptionAttributesOutput, error) {
	sub, err := s.subscription(in.SubscriptionArn)
	if err != nil {
		return nil, err
	}
	yes := map[bool]string{true: "true", false: "false"}
	all := map[string]string{
		"SubscriptionArn": sub.ARN, "TopicArn": sub.Topic, "Owner": sub.Owner, "Protocol": sub.Protocol, "Endpoint": sub.Endpoint,
		"PendingConfirmation": yes[!sub.Confirmed], "ConfirmationWasAuthenticated": "false", "RawMessageDelivery": "false",
		"SubscriptionPrincipal": s.w.GlobalARN("iam", "root"),
	}
	for _, a := range sub.Attributes {
		all[a.Key] = a.Value
	}
	return &sns.GetSubscriptionAttributesOutput{Attributes: all}, nil
}

func (s *service) setSubscription(_ context.Context, in *sns.SetSubscriptionAttributesInput) (*sns.SetSubscriptionAttributesOutput, error) {
	sub, err := s.subscription(in.SubscriptionArn)
	if err != nil {
		return nil, err
	}
	list, err := setAttribute(sub.Attributes, sub.Protocol, aws.ToString(in.AttributeName), aws.ToString(in.AttributeValue))
	if err != nil {
		return nil, err
	}
	sub.Attributes = list
	return &sns.SetSubscriptionAttributesOutput{}, nil
}

// The longest message and subject (BC:sns.Publish).
const (
	messageMost = 256 << 10
	subjectMost = 100
)

func (s *service) publish(_ context.Context, in *sns.PublishInput) (*sns.PublishOutput, error) {
	if name := api.Unhandled(in, "TopicArn", "TargetArn", "Message", "Subject", "MessageAttributes"); name != "" {
		return nil, invalid("%s", name)
	}
	subject, message := aws.ToString(in.Subject), aws.ToString(in.Message)
	arn := in.TopicArn
	if arn == nil {
		arn = in.TargetArn
	}
	t, err := s.topic(arn)
	switch {
	case err != nil:
		return nil, err
	case message == "":
		return nil, invalid("Empty message")
	case len(message) > messageMost:
		return nil, invalid("Message too long")
	case in.Subject != nil && (subject == "" || len(subject) > subjectMost || strings.ContainsAny(subject, "\n\r") || subject[0] <= ' '):
		return nil, invalid("Subject")
	}
	id, err := s.room.Send(t.ARN, subject, message)
	return &sns.PublishOutput{MessageId: aws.String(id)}, err
}
