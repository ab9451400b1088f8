package world

import "time"

// TrailEvent is one recorded call, or another event that CloudTrail knows.
type TrailEvent struct {
	ID, Name, Source        string
	At                      time.Time
	AccessKey, Username     string
	IdentityType, ARN       string
	PrincipalID             string
	InvokedBy               string // "autoscaling.amazonaws.com"
	SourceIP, UserAgent     string
	ReadOnly                bool
	ErrorCode, ErrorMessage string
	Request, Response       string // JSON, "" for null
	Additional              string // additionalEventData: JSON, "" for none
	RequestID               string
	Resources               []TrailResource
	Kind                    string // its eventType; "" is AwsApiCall
	Console                 bool   // made with the credentials of a session of AWS's console
	Session                 TrailSession
}

// TrailSession is the session of temporary credentials that a call was made
// with. The zero session says nothing; for an assumed role the rest is then
// read out of the caller's ARN.
type TrailSession struct {
	IssuerType, IssuerARN, IssuerID, IssuerName string // "Role", its ARN, id and name
	Created                                     time.Time
	MFA                                         bool
}

// TrailResource is a resource that a call named.
type TrailResource struct{ Type, Name string }

// Trail is a CloudTrail trail. Trails of all regions are in the account's home
// world, because those of all regions record everywhere.
type Trail struct {
	Name, ARN, Region string // the region it was made in
	Bucket, Prefix    string
	Topic             string // SNS topic's ARN, "" for none
	LogGroup, LogRole string // ARNs; "" for no delivery to CloudWatch Logs
	Key               string // KMS key's ARN
	GlobalServices    bool
	MultiRegion       bool
	Validation        bool
	Created           time.Time
	Logging           bool
	Started, Stopped  time.Time
	Selectors         []EventSelector    // at most one of the two kinds is set;
	Advanced          []AdvancedSelector // none of them means all management events
	Tags              []Tag
}

// EventSelector says which events a trail wants.
type EventSelector struct {
	ReadWrite  string // "All", "ReadOnly", "WriteOnly"
	Management bool
	Excluded   []string // event sources that are left out
	Data       []DataResource
}

// DataResource names resources whose data events a trail wants.
type DataResource struct {
	Type   string // "AWS::S3::Object"
	Values []string
}

// AdvancedSelector wants the events that all of its fields hold for.
type AdvancedSelector struct {
	Name   string
	Fields []FieldSelector
}

// FieldSelector is a condition on one field of an event's record.
type FieldSelector struct {
	Field                                string
	Equals, StartsWith, EndsWith         []string
	NotEquals, NotStartsWith, NotEndWith []string
}

// TrailDelivery is how one trail's delivery goes in one region.
type TrailDelivery struct {
	Trail   string       // ARN
	Files   []TrailEvent // wait for the next log file
	Lines   []TrailEvent // wait for CloudWatch Logs
	Waiting bool         // an appointment is made

	Delivered, Attempted time.Time // log files
	Error                string    // of the last attempt, "" when it succeeded
	Logged               time.Time
	LogError             string
	Notified             time.Time
	NotifyError          string
}
