package awsclient

import "time"

// EventQuery asks CloudTrail's event history. CloudTrail honours one lookup
// attribute; with Attribute "" every event in the range is meant.
type EventQuery struct {
	Attribute  string // "ResourceName", "Username", "EventName", ...
	Value      string
	Start, End time.Time // zero: open
	Limit      int       // 0 means one page, 50
}

// Event is one API call in CloudTrail's event history.
type Event struct {
	ID           string
	Name         string // "StopInstances"
	Source       string // "ec2.amazonaws.com"
	Time         time.Time
	Username     string
	ReadOnly     bool
	AccessKeyID  string
	Resources    []EventResource
	ErrorCode    string // "" when the call succeeded
	ErrorMessage string
	SourceIP     string
	UserAgent    string
	Record       string // the whole record, JSON
}

// EventResource is a resource that a call named.
type EventResource struct{ Type, Name string }
