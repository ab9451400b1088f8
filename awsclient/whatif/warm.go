package whatif

import (
	"fmt"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/scaling"
)

// standing is the group as a policy finds it.
func (g *Group) standing(p *awsclient.Policy) scaling.Standing {
	s := scaling.Standing{Desired: g.Limits.Desired, Bounds: scaling.Bounds{Min: g.Limits.Min, Max: g.Limits.Max}}
	warmup, _ := g.warmup(p)
	for i := range g.Instances {
		switch m := &g.Instances[i]; {
		case joining(m), m.Lifecycle == inService && g.Now.Before(g.served(m.ID).Add(warmup)):
			s.Warming++
		case m.Lifecycle == inService:
			s.Warm++
		case strings.HasPrefix(m.Lifecycle, terminating) && g.scaledIn(m.ID):
			s.Leaving++
		}
	}
	return s
}

// warmup is how long instances warm up for a policy, and by which setting.
func (g *Group) warmup(p *awsclient.Policy) (time.Duration, string) {
	return scaling.Warmup(unset(p.Warmup), unset(g.DefaultWarmup), g.DefaultCooldown)
}

// unset is what the rules of scaling take for a setting that is not there.
// Trap: a client tells 0 both for that and for a setting of 0.
func unset(d time.Duration) time.Duration {
	if d == 0 {
		return -1
	}
	return d
}

func (g *Group) cooldown(p *awsclient.Policy) (time.Duration, string) {
	return scaling.SimpleCooldown(unset(p.Cooldown), g.DefaultCooldown)
}

// after is what a group waits for once a policy has scaled it.
func (g *Group) after(p *awsclient.Policy) string {
	if p.Type == simpleScaling {
		d, by := g.cooldown(p)
		return fmt.Sprintf("cooldown of %s (%s): no simple policy acts until it has passed", words(d), by)
	}
	d, by := g.warmup(p)
	return fmt.Sprintf("warm-up of %s (%s): new instances are not counted until it has passed", words(d), by)
}

// heldBack is why a policy does not act now although its alarm fires, "" when
// it does.
func (g *Group) heldBack(p *awsclient.Policy) string {
	switch {
	case !p.Enabled:
		return "the policy is disabled"
	case g.suspended("AlarmNotification"):
		return "AlarmNotification is suspended: alarms run no policy"
	case p.Type != simpleScaling:
		return ""
	}
	for i := range g.Activities {
		if a := &g.Activities[i]; a.End.IsZero() {
			return "a scaling activity is in progress: a simple policy waits for it"
		}
	}
	if until := g.coolsUntil(); g.Now.Before(until) {
		return fmt.Sprintf("the group cools down for %s more: a simple policy waits for it", words(until.Sub(g.Now)))
	}
	if g.Limits.Desired != g.capacity() {
		return fmt.Sprintf("the group has %d where %d are desired: a simple policy waits for it", g.capacity(), g.Limits.Desired)
	}
	return ""
}

// coolsUntil is when the cooldown of the last simple policy is over. AWS does
// not tell it; it follows from the activities that the policy began. With
// target groups it is a little early or late, for the cooldown then counts
// from when connections have drained.
func (g *Group) coolsUntil() time.Time {
	var until time.Time
	for i := range g.Activities {
		a := &g.Activities[i]
		for j := range g.Policies {
			p := &g.Policies[j]
			if p.Type != simpleScaling || !strings.Contains(a.Cause, "policy "+p.Name+" changing the desired capacity") {
				continue
			}
			d, _ := g.cooldown(p)
			if end := a.End.Add(d); end.After(until) {
				until = end
			}
		}
	}
	return until
}

// scaleNotes say what keeps a new capacity from being reached.
func (g *Group) scaleNotes(p *awsclient.Policy) []string {
	var notes []string
	if !p.Enabled {
		notes = append(notes, "the policy is disabled")
	}
	if g.suspended("Launch") {
		notes = append(notes, "Launch is suspended: the desired capacity rises, but nothing comes")
	}
	if g.suspended("Terminate") {
		notes = append(notes, "Terminate is suspended: the desired capacity falls, but nothing goes")
	}
	if g.weighs() {
		notes = append(notes, "the capacity is counted in units of weights")
	}
	if len(g.Policies) > 1 {
		notes = append(notes, fmt.Sprintf("the group has %d policies: of those that act at once the largest capacity wins", len(g.Policies)))
	}
	return notes
}
