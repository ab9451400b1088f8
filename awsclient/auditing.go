package awsclient

import (
	"strings"
	"time"

	"fleetglass/awsclient/semantics/bucketpolicy"
)

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
	Identity     string // what the caller is: "IAMUser", "AssumedRole", "Root", "AWSService", "AWSAccount"
	Caller       string // account that the caller is of, "" for AWS's own services
	Account      string // account whose event it is
	Resources    []EventResource
	ErrorCode    string // "" when the call succeeded
	ErrorMessage string
	SourceIP     string
	UserAgent    string
	Record       string // the whole record, JSON
}

// EventResource is a resource that a call named.
type EventResource struct{ Type, Name string }

// Trail is a CloudTrail trail as AWS tells it.
type Trail struct {
	TrailSettings
	ARN             string
	HomeRegion      string // where it was made, and can be changed
	CustomSelectors bool   // it does not just want all management events
}

// TrailSettings are what a trail is made of.
type TrailSettings struct {
	Name              string
	Bucket, Prefix    string
	Topic             string // SNS topic's ARN or name, "" for none
	LogGroup, LogRole string // ARNs; "" for no delivery to CloudWatch Logs
	Key               string // KMS key's ARN
	AllRegions        bool
	GlobalServices    bool // IAM, STS and the like too
	Validation        bool // digest files
}

// PolicyWant is what the policy of a trail's bucket must allow; the package
// bucketpolicy judges it.
func (t Trail) PolicyWant() bucketpolicy.Want {
	account := ""
	if parts := strings.Split(t.ARN, ":"); len(parts) > 4 {
		account = parts[4]
	}
	return bucketpolicy.Want{Bucket: t.Bucket, Prefix: t.Prefix, Account: account, TrailARN: t.ARN}
}

// TrailStatus is how a trail's delivery goes. Times are zero for what has not
// happened yet, errors "" when the last attempt went well.
type TrailStatus struct {
	Logging          bool
	Started, Stopped time.Time
	Delivered        time.Time // the last log file
	DeliveryError    string    // S3's code, such as "NoSuchBucket" or "AccessDenied"
	Logged           time.Time // the last lines in CloudWatch Logs
	LogError         string
	Notified         time.Time
	NotifyError      string
}

// TrailSelectors are which events a trail wants, in one of AWS's two forms.
type TrailSelectors struct {
	Basic    []EventSelector
	Advanced []AdvancedSelector
}

// EventSelector is a basic selector.
type EventSelector struct {
	ReadWrite       string // "All", "ReadOnly", "WriteOnly"
	Management      bool
	ExcludedSources []string // "kms.amazonaws.com"
	Data            []string // "AWS::S3::Object arn:aws:s3:::b/"
}

// AdvancedSelector is an advanced one; its conditions are plain text, such as
// "readOnly equals false".
type AdvancedSelector struct {
	Name       string
	Conditions []string
}
