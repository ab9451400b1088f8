package world

import "time"

// MixedPolicy is a mixed instances policy: several types, On-Demand and Spot,
// in one group.
type MixedPolicy struct {
	Launch           LaunchRef // the template that the overrides are on top of
	Overrides        []Override
	OnDemandStrategy string // "lowest-price", "prioritized"
	OnDemandBase     int    // units
	OnDemandPercent  int    // of the units above the base
	SpotStrategy     string // "lowest-price", "capacity-optimized", ...
	SpotPools        int    // with lowest-price: over how many pools it spreads
	SpotMaxPrice     string // USD for a unit an hour, "" for the On-Demand price
}

// Override is one type that a mixed group may launch. The order is that of
// priority.
type Override struct {
	Type   string
	Weight int       // units that an instance counts for; 0 when weights are not used
	Launch LaunchRef // another template for this type; empty: that of the policy
}

// Refresh is an instance refresh.
type Refresh struct {
	ID, Group      string
	Status, Reason string
	Started, Ended time.Time // Ended is zero while it runs
	Preferences    RefreshPreferences
	Launch         *LaunchRef   // the desired configuration is this template,
	Mixed          *MixedPolicy // or this policy; neither: the group's own

	Total     int       // instances to replace when it began
	Updated   int       // replaced and ready
	Left      int       // those still to replace when it ended
	Moved     time.Time // when it last got further
	Passed    int       // the checkpoint whose delay is over or runs, percent
	WaitUntil time.Time // of that delay, or of the bake time

	Back *Rollback
}

// RefreshPreferences are those of a refresh, as they were given with AWS's
// defaults filled in.
type RefreshPreferences struct {
	MinHealthy, MaxHealthy int
	Warmup                 time.Duration // negative when unset
	Checkpoints            []int
	CheckpointDelay        time.Duration
	BakeTime               time.Duration
	SkipMatching           bool
	AutoRollback           bool
	ScaleInProtected       string
	Standby                string
	Alarms                 []string
}

// Rollback is the way back of a refresh, and how far it had come.
type Rollback struct {
	Reason        string
	Started       time.Time
	Percent, Left int // of the refresh when the way back began
	Total         int // instances to replace again
	Updated       int // of those, replaced and ready
}

// Notification is a topic that hears of some of a group's events.
type Notification struct {
	Topic string   // ARN
	Types []string // "autoscaling:EC2_INSTANCE_LAUNCH", ...
}
