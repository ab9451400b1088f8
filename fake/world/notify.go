package world

import "time"

// Topic is an SNS topic.
type Topic struct {
	Name, ARN   string
	DisplayName string
	Policy      string // "" is AWS's default policy
	Created     time.Time
	Attributes  []Attribute // others that were set, by name
	Tags        []Tag
}

// Subscription is somebody who wants a topic's messages.
type Subscription struct {
	ARN, Topic         string
	Protocol, Endpoint string // "email", "ops@example.com"
	Owner              string // account
	Token              string // confirms it
	Confirmed          bool
	Created            time.Time
	Attributes         []Attribute // "RawMessageDelivery", "FilterPolicy", ..., by name
}

// Delivery is one message that SNS gave to one subscriber.
type Delivery struct {
	ID                 string // of the message
	At                 time.Time
	Topic              string // ARN
	Protocol, Endpoint string
	Subject, Body      string
}
