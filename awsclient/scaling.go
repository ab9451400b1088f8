package awsclient

import "time"

// Group is one Auto Scaling group.
type Group struct {
	Name                string
	Region              string
	ARN                 string
	Limits              Limits
	DefaultCooldown     time.Duration
	DefaultWarmup       time.Duration // 0 when unset
	Zones               []string
	Subnets             []string
	TargetGroups        []string // ARNs
	ClassicBalancers    []string // names
	HealthCheckType     string   // "EC2", "ELB", ...
	Grace               time.Duration
	TerminationPolicies []string
	Suspended           []SuspendedProcess
	Launch              LaunchRef
	Mixed               *MixedPolicy // nil without a mixed instances policy; Launch is then its template
	Instances           []GroupInstance
	Created             time.Time
	Status              string // "Delete in progress", or ""
	NewProtected        bool   // new instances are protected from scale-in
	CapacityRebalance   bool
	MaxInstanceLifetime time.Duration
	Tags                []Tag
}

// Limits are the three numbers of a group.
type Limits struct{ Min, Desired, Max int }

// SuspendedProcess is a process of a group that is switched off.
type SuspendedProcess struct{ Name, Reason string }

// LaunchRef names what a group launches from: a launch configuration, or a
// version of a launch template.
type LaunchRef struct {
	Configuration string // launch configuration's name
	TemplateID    string
	TemplateName  string
	Version       string // "$Default", "$Latest" or a number
}

// Empty tells whether the reference names nothing.
func (r LaunchRef) Empty() bool { return r == LaunchRef{} }

// GroupInstance is an instance as its group sees it.
type GroupInstance struct {
	ID        string
	Group     string
	Zone      string
	Type      string
	Lifecycle string // "Pending", "Pending:Wait", "InService", ...
	Health    string // "Healthy" or "Unhealthy"
	Protected bool
	Launch    LaunchRef
	Weight    int // units that it counts for; 0 where weights are not used
}

// LaunchSettings are what new instances get.
type LaunchSettings struct {
	Ref              LaunchRef
	Kind             string // "launch configuration" or "launch template"
	Created          time.Time
	CreatedBy        string
	VersionNumber    int // of a template; 0 for a configuration
	DefaultVersion   int
	LatestVersion    int
	Description      string
	Image            string
	Type             string
	KeyName          string
	SecurityGroupIDs []string
	InstanceProfile  string
	Monitoring       bool
	Spot             bool // asks for Spot Instances
	SpotPrice        string
	UserData         string // decoded
	Tags             []Tag
}

// Activity is one scaling activity.
type Activity struct {
	ID            string
	Group         string
	Description   string
	Cause         string
	Start, End    time.Time
	StatusCode    string // "Successful", "InProgress", "Failed", ...
	StatusMessage string
	Progress      int // percent
	Details       string
}

// Policy is one scaling policy.
type Policy struct {
	ARN                string
	Group              string
	Name               string
	Type               string // "SimpleScaling", "StepScaling", "TargetTrackingScaling", "PredictiveScaling"
	Enabled            bool
	AdjustmentType     string // "ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"
	Adjustment         int    // simple
	MinMagnitude       int
	Cooldown           time.Duration // simple; 0 when the group's default is used
	Warmup             time.Duration // step and target tracking; 0 when unset
	MetricAggregation  string
	Steps              []Step // step
	Target             TargetTracking
	AlarmNames         []string
	AlarmARNs          []string
	PredictiveDescribe string // predictive policies: what the policy is for, in words
}

// Step is one step adjustment; a nil bound is open.
type Step struct {
	Lower, Upper *float64 // relative to the alarm's threshold
	Adjustment   int
}

// TargetTracking is what a target tracking policy holds steady.
type TargetTracking struct {
	Value           float64
	Predefined      string // "ASGAverageCPUUtilization", ...
	ResourceLabel   string
	CustomMetric    string // namespace and name, "" when predefined
	DisableScaleIn  bool
	CustomStatistic string
	// Custom is the metric to track where it is not predefined; nil for metric
	// math, which cannot be written back.
	Custom *CustomMetric
}

// ScheduledAction is one scheduled action; a nil number is left as it is.
type ScheduledAction struct {
	ARN        string
	Group      string
	Name       string
	Min        *int
	Max        *int
	Desired    *int
	Recurrence string // cron, "" for one-time
	TimeZone   string // IANA, "" is UTC
	Start, End time.Time
}

// Hook is one lifecycle hook.
type Hook struct {
	Group         string
	Name          string
	Transition    string // "autoscaling:EC2_INSTANCE_LAUNCHING" or "...TERMINATING"
	Heartbeat     time.Duration
	GlobalTimeout time.Duration
	DefaultResult string // "CONTINUE" or "ABANDON"
	Notification  string // ARN
	Metadata      string
}

// LifecycleAction names one waiting instance at one hook.
type LifecycleAction struct{ Group, Hook, Instance string }

// CustomMetric is a metric that a target tracking policy names itself.
type CustomMetric struct {
	Namespace, Name string
	Dimensions      []Dimension
	Statistic       string // "Average", "Sum", ...
	Unit            string // "" for any
}
