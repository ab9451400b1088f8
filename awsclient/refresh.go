package awsclient

import "time"

// MixedPolicy is how a group launches several types, On-Demand and Spot.
type MixedPolicy struct {
	Launch           LaunchRef
	Overrides        []MixedType // in order of priority
	OnDemandStrategy string      // "lowest-price", "prioritized"
	OnDemandBase     int         // units
	OnDemandPercent  int         // of what is above the base
	SpotStrategy     string      // "lowest-price", "capacity-optimized", "price-capacity-optimized", ...
	SpotPools        int         // with lowest-price: over how many pools; 0 when unset
	SpotMaxPrice     string      // USD for a unit an hour, "" for the On-Demand price
}

// MixedType is a type that a mixed group may launch.
type MixedType struct {
	Type   string    // "" when it is chosen by its attributes
	Weight int       // units that an instance counts for; 0 where weights are not used
	Launch LaunchRef // a template of its own, or empty
}

// InstanceRefresh is one instance refresh of a group.
type InstanceRefresh struct {
	ID          string
	Group       string
	Status      string // "Pending", "InProgress", "Successful", "RollbackInProgress", ...
	Reason      string
	Start, End  time.Time
	Percent     int
	Left        int // instances still to update
	Preferences RefreshPreferences
	Launch      LaunchRef    // of the desired configuration; empty without one
	Mixed       *MixedPolicy // of the desired configuration; nil without one

	// The way back; RollbackReason is "" when there is none.
	RollbackReason  string
	RollbackStart   time.Time
	RollbackPercent int // how far it was when the way back began
	RollbackLeft    int
}

// RefreshPreferences are those of a refresh. In a request nil and zero values
// mean AWS's default.
type RefreshPreferences struct {
	MinHealthy       *int // percent
	MaxHealthy       *int // percent; AWS wants MinHealthy with it
	Warmup           *time.Duration
	Checkpoints      []int         // percent, ascending
	CheckpointDelay  time.Duration // only with checkpoints
	BakeTime         time.Duration
	SkipMatching     bool
	AutoRollback     bool
	ScaleInProtected string // "Refresh", "Ignore", "Wait"
	Standby          string // "Terminate", "Ignore", "Wait"
	Alarms           []string
}

// NotificationConfig is a topic that hears of some of a group's events.
type NotificationConfig struct {
	Group string
	Topic string   // ARN
	Types []string // "autoscaling:EC2_INSTANCE_LAUNCH", ...
}

// GroupSettings are what a group is created with, or changed to. A nil value
// means AWS's default, or no change. Exactly one of Launch and Mixed is needed
// for a new group.
type GroupSettings struct {
	Name                string
	Limits              *Limits
	Launch              *LaunchRef
	Mixed               *MixedPolicy
	Subnets             []string
	Zones               []string
	TargetGroups        []string // ARNs; for a new group only
	HealthCheckType     string   // "" as it is
	Grace               *time.Duration
	DefaultCooldown     *time.Duration
	DefaultWarmup       *time.Duration
	MaxInstanceLifetime *time.Duration // 0 clears it
	CapacityRebalance   *bool
	NewProtected        *bool
	TerminationPolicies []string
	Tags                []Tag // for a new group only; instances get them too
}
