package refresh

import (
	"time"

	"fleetglass/awsclient/semantics/refusal"
)

// What to do with instances that are protected from scale-in or in standby,
// in AWS's words. Refresh is for protected ones, Terminate for standby.
const (
	Refresh   = "Refresh"
	Terminate = "Terminate"
	Ignore    = "Ignore"
	Wait      = "Wait"
)

// Defaults of a refresh that is started by a call. The AWS console has
// SkipMatching on, and Ignore for both sorts of instances.
const (
	DefaultMinHealthy      = 90
	DefaultMaxHealthy      = 100
	DefaultCheckpointDelay = time.Hour
)

// How long a refresh lasts at most.
const (
	StuckAfter  = time.Hour           // without an instance becoming ready, or waiting for protected ones
	MaxDuration = 14 * 24 * time.Hour // altogether
	MaxDelay    = 172_800 * time.Second
)

// Preferences are those of a refresh.
type Preferences struct {
	MinHealthy       int           // percent of the desired capacity
	MaxHealthy       int           // percent; above 100 launches come first
	Checkpoints      []int         // percent of the group that is replaced, ascending
	CheckpointDelay  time.Duration // after each checkpoint
	BakeTime         time.Duration // after the last replacement
	SkipMatching     bool
	AutoRollback     bool
	ScaleInProtected string // Refresh, Ignore or Wait
	Standby          string // Terminate, Ignore or Wait
}

// Defaults are the preferences of a call that names none.
func Defaults() Preferences {
	return Preferences{
		MinHealthy: DefaultMinHealthy, MaxHealthy: DefaultMaxHealthy,
		CheckpointDelay: DefaultCheckpointDelay, ScaleInProtected: Wait, Standby: Wait,
	}
}

// Unset is a warm-up that is not given.
const Unset time.Duration = -1

// Warmup is how long a new instance warms up: the refresh's own time, else
// the group's DefaultInstanceWarmup, else its health check grace period.
func Warmup(own, groupDefault, grace time.Duration) time.Duration {
	switch {
	case own != Unset:
		return own
	case groupDefault != Unset:
		return groupDefault
	}
	return grace
}

// Validate refuses preferences that AWS would refuse; the texts are choices.
func (p Preferences) Validate() error {
	switch {
	case p.MinHealthy < 0 || p.MinHealthy > 100:
		return refusal.Invalid("MinHealthyPercentage must be between 0 and 100")
	case p.MaxHealthy < 100 || p.MaxHealthy > 200:
		return refusal.Invalid("MaxHealthyPercentage must be between 100 and 200")
	case p.MaxHealthy-p.MinHealthy > 100:
		return refusal.Invalid("The difference between MaxHealthyPercentage and MinHealthyPercentage cannot be greater than 100")
	case p.CheckpointDelay < 0 || p.CheckpointDelay > MaxDelay || p.BakeTime < 0 || p.BakeTime > MaxDelay:
		return refusal.Invalid("CheckpointDelay and BakeTime must be between 0 and %d seconds", int(MaxDelay/time.Second))
	case p.ScaleInProtected != Refresh && p.ScaleInProtected != Ignore && p.ScaleInProtected != Wait:
		return refusal.Invalid("ScaleInProtectedInstances must be one of [%s, %s, %s]", Refresh, Ignore, Wait)
	case p.Standby != Terminate && p.Standby != Ignore && p.Standby != Wait:
		return refusal.Invalid("StandbyInstances must be one of [%s, %s, %s]", Terminate, Ignore, Wait)
	}
	last := 0
	for _, c := range p.Checkpoints {
		if c <= last || c > 100 {
			return refusal.Invalid("CheckpointPercentages must be unique, in ascending order, and between 1 and 100")
		}
		last = c
	}
	return nil
}
