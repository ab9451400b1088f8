package scaling

import (
	"fmt"
	"time"
)

// Proposal is the capacity that one policy wants.
type Proposal struct {
	Policy         string
	Capacity       int
	TargetTracking bool
	DisableScaleIn bool // target tracking only: it has no say in scaling in
}

// Outcome is the capacity that several policies lead to.
type Outcome struct {
	Capacity int
	Policy   string // the one that won, "" when nothing changes
	Why      string
}

// Largest settles several policies that act at once: the largest capacity
// wins, whether they scale out or in. False if there are none.
func Largest(current int, proposals []Proposal) (Outcome, bool) {
	if len(proposals) == 0 {
		return Outcome{Capacity: current}, false
	}
	best := proposals[0]
	for _, p := range proposals[1:] {
		if p.Capacity > best.Capacity {
			best = p
		}
	}
	o := Outcome{Capacity: best.Capacity, Policy: best.Policy, Why: best.Policy + " wants " + fmt.Sprint(best.Capacity)}
	if len(proposals) > 1 {
		o.Why += fmt.Sprintf(", the largest of %d policies", len(proposals))
	}
	return o, true
}

// TrackingVerdict settles the target tracking policies of a group: out if
// any wants out, in only if all that may scale in agree. proposals must hold
// every one of them, also those content with the current capacity.
func TrackingVerdict(current int, proposals []Proposal) Outcome {
	var voters []Proposal
	for _, p := range proposals {
		if p.TargetTracking && (p.Capacity > current || !p.DisableScaleIn) {
			voters = append(voters, p)
		}
	}
	best, ok := Largest(current, voters)
	switch {
	case !ok || best.Capacity == current:
		return Outcome{Capacity: current, Why: "no change: not every policy agrees to scale in"}
	case best.Capacity < current:
		best.Why += "; all agree to scale in"
	}
	return best
}

// Settle is what comes of policies whose alarms fire at one moment. fired is
// what they want; tracking are all target tracking policies of the group, those
// content with the current capacity too. False when nothing changes.
func Settle(current int, fired, tracking []Proposal) (Outcome, bool) {
	var proposals []Proposal
	tracked := false
	for _, p := range fired {
		switch {
		case p.Capacity == current:
		case p.TargetTracking:
			tracked = true
		default:
			proposals = append(proposals, p)
		}
	}
	if tracked {
		if v := TrackingVerdict(current, tracking); v.Policy != "" {
			proposals = append(proposals, Proposal{Policy: v.Policy, Capacity: v.Capacity, TargetTracking: true})
		}
	}
	best, ok := Largest(current, proposals)
	return best, ok && best.Capacity != current
}

// Warmup is how long an instance launched by a policy warms up, and which
// setting says so: the policy's EstimatedInstanceWarmup, else the group's
// DefaultInstanceWarmup, else its DefaultCooldown. Negative means unset.
func Warmup(policy, group, cooldown time.Duration) (time.Duration, string) {
	return firstSet(setting{policy, "EstimatedInstanceWarmup"},
		setting{group, "DefaultInstanceWarmup"}, setting{cooldown, "DefaultCooldown"})
}

// RefreshWarmup is the same for an instance refresh: its InstanceWarmup, else
// DefaultInstanceWarmup, else the HealthCheckGracePeriod.
func RefreshWarmup(refresh, group, grace time.Duration) (time.Duration, string) {
	return firstSet(setting{refresh, "InstanceWarmup"},
		setting{group, "DefaultInstanceWarmup"}, setting{grace, "HealthCheckGracePeriod"})
}

// SimpleCooldown is how long simple scaling waits after an activity: the
// policy's own cooldown, else the group's.
func SimpleCooldown(policy, group time.Duration) (time.Duration, string) {
	return firstSet(setting{policy, "Cooldown"}, setting{group, "DefaultCooldown"})
}

type setting struct {
	value time.Duration
	name  string
}

func firstSet(settings ...setting) (time.Duration, string) {
	for _, s := range settings {
		if s.value >= 0 {
			return s.value, s.name
		}
	}
	return 0, ""
}
