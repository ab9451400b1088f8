package world

import "time"

// LaunchConfiguration is an immutable set of launch settings.
type LaunchConfiguration struct {
	Name, ARN string
	Created   time.Time
	Settings  LaunchSettings
}

// LaunchRef names what a group launches from: a launch configuration, or a
// launch template's version.
type LaunchRef struct {
	Configuration string
	Template      string // id
	TemplateName  string
	Version       string // "$Default", "$Latest" or a number
}

// Group is an Auto Scaling group.
type Group struct {
	Name, ARN                string
	Created                  time.Time
	Min, Max, Desired        int
	Launch                   LaunchRef
	Mixed                    *MixedPolicy // then Launch is the policy's template
	Zones, Subnets           []string
	TargetGroups             []string // ARNs
	Balancers                []string // names of Classic load balancers
	DefaultCooldown          time.Duration
	DefaultWarmup            time.Duration // negative when unset
	HealthCheckType          string        // "EC2" or "ELB"
	Grace                    time.Duration
	TerminationPolicies      []string
	Suspended                []Suspension
	NewProtected             bool
	MaxInstanceLifetime      time.Duration
	CapacityRebalance        bool
	ServiceLinkedRole        string
	Members                  []Member // in order of joining
	Hooks                    []Hook
	Causes                   []string  // sentences that explain the next activities
	CooldownUntil            time.Time // simple scaling waits until then
	LastUnhealthyReplacement time.Time
	Deleting                 bool
	ForceDelete              bool
	EnabledMetrics           []string
	LaunchFailures           int       // in a row
	LaunchRetryAt            time.Time // after a failed launch

	Served         []string      // target groups and Classic balancers in which a member has once been healthy
	Removing       []string      // those detached whose members still drain
	Replacing      int           // launches owed for unhealthy members taken out
	ReplaceAt      time.Time     // the owed launches wait until then
	Surplus        int           // members launched over the desired capacity, to balance zones
	CooldownFor    time.Duration // the cooldown that begins once the group rests
	SettledAt      time.Time     // when a member last entered or left service
	Reshaped       bool          // a member has done so, and the neighbours have not been told
	ProtectedNoted bool          // the activity that says that all are protected has been written
	RebalanceAt    time.Time     // no balancing of zones before then
	LookAt         time.Time     // the appointment that the group has made to look again
	Tags           []GroupTag
	Notifications  []Notification // in order of topics' coming

	Refresh    string // id of the instance refresh under way, "" for none
	Refreshing int    // units of launches owed for members that a refresh took out
}

// Suspension is a suspended process.
type Suspension struct{ Process, Reason string }

// GroupTag is a tag of a group, with whether instances get it.
type GroupTag struct {
	Key, Value string
	Propagate  bool
}

// Member is an instance as its group sees it.
type Member struct {
	Instance   string
	Zone, Type string
	Lifecycle  string // "Pending", "Pending:Wait", ...
	Since      time.Time
	Health     string // "Healthy" or "Unhealthy"
	HealthWhy  string // "ec2", "status", "elb", "user": what made it unhealthy
	Protected  bool
	Launch     LaunchRef // as launched, with the version's number
	InService  time.Time // when it last entered InService
	GraceUntil time.Time
	WarmUntil  time.Time // counts as warming until then
	Activity   string    // id of the activity in progress on it
	Hook       HookWait
	Passed     []string // hooks completed in this transition
	Leaving    Leaving  // set when it is on its way out

	ImpairedSince time.Time // when its status checks began to fail; zero while they pass
	Returning     bool      // it comes from standby or by attachment: no hooks run

	Weight    int    // units that it counts for; 0 where weights are not used
	Spot      bool   // a Spot Instance
	AtRisk    bool   // EC2 recommended to replace it
	Successor string // the instance that was launched to take its place, which then goes
	Refresh   string // the refresh, or its way back, under which it was launched
}

// HookWait is the hook at which a member waits.
type HookWait struct {
	Name      string // "" when it waits at none
	Token     string
	Started   time.Time
	ExpiresAt time.Time
	Abandoned bool
}

// Leaving says why and how a member leaves its group.
type Leaving struct {
	Why     string // "scale-in", "unhealthy", "lifetime", "user", "abandoned", "detach", "standby", "delete", "refresh", "spot"
	Drained bool   // targets have been drained
}

// Hook is a lifecycle hook.
type Hook struct {
	Name, Transition, DefaultResult, Notification, Role, Metadata string
	Heartbeat                                                     time.Duration
}

// Policy is a scaling policy.
type Policy struct {
	ARN, Group, Name, Type string
	Enabled                bool
	AdjustmentType         string
	Adjustment             int
	MinMagnitude           int
	Cooldown               time.Duration // negative when unset
	Warmup                 time.Duration // negative when unset
	Aggregation            string
	Steps                  []Step
	Target                 TargetTracking
	Alarms                 []string // names of the alarms made for target tracking
	LastRun                time.Time
}

// Step is one step adjustment; a nil bound is open.
type Step struct {
	Lower, Upper *float64
	Adjustment   int
}

// TargetTracking is the aim of a target tracking policy.
type TargetTracking struct {
	Value          float64
	Predefined     string
	ResourceLabel  string
	Custom         *MetricRef
	DisableScaleIn bool
}

// ScheduledAction is a change of a group's numbers at a time.
type ScheduledAction struct {
	ARN, Group, Name  string
	Min, Max, Desired *int
	Recurrence        string
	TimeZone          string
	Start, End        time.Time
	Next              time.Time
}

// Activity is one scaling activity.
type Activity struct {
	ID, Group, Description, Cause string
	Start, End                    time.Time
	Status, Message               string
	Progress                      int
	Details                       string // JSON
	Instance                      string
}
