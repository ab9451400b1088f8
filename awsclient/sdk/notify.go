package sdk

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"fleetglass/awsclient"
)

// Topics are the region's SNS topics, by ARN.
func (c *Client) Topics(ctx context.Context) ([]awsclient.Topic, error) {
	rows, err := gather(ctx, c, sns.NewListTopicsPaginator(c.read.sns, &sns.ListTopicsInput{}), func(out *sns.ListTopicsOutput) []awsclient.Topic {
		return mapped(out.Topics, topic)
	})
	return sorted(rows, func(t awsclient.Topic) string { return t.ARN }), err
}

func topic(t types.Topic) awsclient.Topic {
	arn := text(t.TopicArn)
	return awsclient.Topic{Name: arn[strings.LastIndex(arn, ":")+1:], ARN: arn}
}

// Subscriptions are those of a topic, or of all.
func (c *Client) Subscriptions(ctx context.Context, topicARN string) ([]awsclient.Subscription, error) {
	var rows []awsclient.Subscription
	var err error
	if topicARN == "" {
		rows, err = gather(ctx, c, sns.NewListSubscriptionsPaginator(c.read.sns, &sns.ListSubscriptionsInput{}), func(out *sns.ListSubscriptionsOutput) []awsclient.Subscription {
			return mapped(out.Subscriptions, subscription)
		})
	} else {
		in := &sns.ListSubscriptionsByTopicInput{TopicArn: aws.String(topicARN)}
		rows, err = gather(ctx, c, sns.NewListSubscriptionsByTopicPaginator(c.read.sns, in), func(out *sns.ListSubscriptionsByTopicOutput) []awsclient.Subscription {
			return mapped(out.Subscriptions, subscription)
		})
	}
	return sorted(rows, func(s awsclient.Subscription) string { return s.Topic },
		func(s awsclient.Subscription) string { return s.Protocol }, func(s awsclient.Subscription) string { return s.Endpoint }), err
}

// subscription is one as the client tells it. Where others have an ARN, one
// that waits has a word.
func subscription(s types.Subscription) awsclient.Subscription {
	arn := text(s.SubscriptionArn)
	confirmed := strings.HasPrefix(arn, "arn:")
	if !confirmed {
		arn = ""
	}
	return awsclient.Subscription{
		ARN: arn, Topic: text(s.TopicArn), Protocol: text(s.Protocol), Endpoint: text(s.Endpoint), Owner: text(s.Owner), Confirmed: confirmed,
	}
}

// CreateTopic makes a topic, or finds it.
func (c *Client) CreateTopic(ctx context.Context, name string) (string, error) {
	out, err := call(ctx, c, c.write.sns.CreateTopic, &sns.CreateTopicInput{Name: aws.String(name)})
	if err != nil {
		return "", err
	}
	return text(out.TopicArn), nil
}

// DeleteTopic removes a topic and its subscriptions.
func (c *Client) DeleteTopic(ctx context.Context, topicARN string) error {
	_, err := call(ctx, c, c.write.sns.DeleteTopic, &sns.DeleteTopicInput{TopicArn: aws.String(topicARN)})
	return err
}

// Subscribe asks for a topic's messages.
func (c *Client) Subscribe(ctx context.Context, topicARN, protocol, endpoint string) error {
	_, err := call(ctx, c, c.write.sns.Subscribe, &sns.SubscribeInput{
		TopicArn: aws.String(topicARN), Protocol: aws.String(protocol), Endpoint: aws.String(endpoint),
	})
	return err
}

// Unsubscribe ends a subscription.
func (c *Client) Unsubscribe(ctx context.Context, subscriptionARN string) error {
	_, err := call(ctx, c, c.write.sns.Unsubscribe, &sns.UnsubscribeInput{SubscriptionArn: aws.String(subscriptionARN)})
	return err
}

// Publish sends a message to a topic.
func (c *Client) Publish(ctx context.Context, topicARN, subject, message string) (string, error) {
	in := &sns.PublishInput{TopicArn: aws.String(topicARN), Message: aws.String(message)}
	if subject != "" {
		in.Subject = aws.String(subject)
	}
	out, err := call(ctx, c, c.write.sns.Publish, in)
	if err != nil {
		return "", err
	}
	return text(out.MessageId), nil
}
