package awsclient

import "context"

// Topic is an SNS topic.
type Topic struct{ Name, ARN string }

// Subscription is somebody who gets a topic's messages.
type Subscription struct {
	ARN       string // "" while it is not confirmed: AWS does not tell it then
	Topic     string // ARN
	Protocol  string // "email", "sms", "sqs", ...
	Endpoint  string
	Owner     string // account
	Confirmed bool
}

// Notifying is the part of Client that reads and changes SNS.
type Notifying interface {
	Topics(ctx context.Context) ([]Topic, error)
	// Subscriptions are those of a topic; of all topics when the ARN is "".
	Subscriptions(ctx context.Context, topicARN string) ([]Subscription, error)

	// CreateTopic makes a topic, or finds the one that has this name, and
	// answers its ARN.
	CreateTopic(ctx context.Context, name string) (arn string, err error)
	DeleteTopic(ctx context.Context, topicARN string) error
	// Subscribe asks for a topic's messages. Mail and web endpoints must then
	// confirm it.
	Subscribe(ctx context.Context, topicARN, protocol, endpoint string) error
	Unsubscribe(ctx context.Context, subscriptionARN string) error
	// Publish sends a message and answers its id. The subject may be "".
	Publish(ctx context.Context, topicARN, subject, message string) (id string, err error)
}
