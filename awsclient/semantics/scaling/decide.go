package scaling

import "fmt"

// Standing is a group as a policy finds it.
type Standing struct {
	Desired int
	Warm    int // members in service that have warmed up for the policy
	Warming int // members that have not, those on their way into service included
	Leaving int // members on their way out because the group scaled in
	Bounds  Bounds
}

// Decision is the capacity that a policy wants, and why in words. It is the
// present one when the policy changes nothing.
type Decision struct {
	To  int
	Why string
}

// Simple is what a simple policy wants. It counts from the desired capacity;
// whether a cooldown holds it back is the caller's to know.
func Simple(c Change, s Standing) Decision {
	a := c.Apply(s.Desired, s.Bounds)
	return Decision{a.Clamped, a.Why}
}

// Stepped is what a step policy wants at a metric's value. c names the kind
// of the adjustments, the steps their amounts. To scale out it counts from
// the members that have warmed up, so that a breach that goes on does not add
// twice; to scale in, from a capacity that still counts the members on their
// way out, and not while others warm up (AS/as-scaling-simple-step).
func Stepped(steps []Step, c Change, threshold, metric float64, s Standing) Decision {
	step, ok := SelectStep(steps, threshold, metric)
	if !ok {
		return Decision{s.Desired, fmt.Sprintf("no step is for a metric of %s at a threshold of %s", short(metric), short(threshold))}
	}
	c.Amount = step.Adjustment
	d := s.settle(c.Apply(s.counted(), s.Bounds), c.Apply(s.Desired+s.Leaving, s.Bounds))
	d.Why = "step " + step.Describe(threshold) + ": " + d.Why
	return d
}

// Target is what a target tracking policy keeps to.
type Target struct {
	Value          float64
	DisableScaleIn bool
}

// Tracked is what a target tracking policy wants when one of its alarms
// fires. It counts members as Stepped does. settled tells whether the
// datapoint is younger than the last change of the members: an older one
// still shows the capacity before it, and would shrink the group again for
// the same slack (choice).
func Tracked(t Target, metric float64, high, settled bool, s Standing) Decision {
	if high {
		up := Track(s.counted(), metric, t.Value, s.Bounds, t.DisableScaleIn)
		if up.Clamped > s.Desired {
			return Decision{up.Clamped, up.Why + s.fromWarm()}
		}
		return Decision{s.Desired, fmt.Sprintf("%s%s; %d are desired already", up.Why, s.fromWarm(), s.Desired)}
	}
	down := Track(s.Desired+s.Leaving, metric, t.Value, s.Bounds, t.DisableScaleIn)
	switch {
	case down.Clamped >= s.Desired:
		return Decision{s.Desired, down.Why + s.withLeaving()}
	case s.Warming > 0:
		return Decision{s.Desired, down.Why + s.whileWarming()}
	case !settled:
		return Decision{s.Desired, down.Why + ", but the datapoint is older than the group's last change"}
	}
	return Decision{down.Clamped, down.Why + s.withLeaving()}
}

// settle chooses between an adjustment out, counted from the warm members,
// and one in, counted with those that leave.
func (s Standing) settle(up, down Adjustment) Decision {
	switch {
	case up.Clamped > s.Desired:
		return Decision{up.Clamped, up.Why + s.fromWarm()}
	case down.Clamped < s.Desired && s.Warming > 0:
		return Decision{s.Desired, down.Why + s.whileWarming()}
	case down.Clamped < s.Desired:
		return Decision{down.Clamped, down.Why + s.withLeaving()}
	case down.Raw < down.From:
		return Decision{s.Desired, fmt.Sprintf("%s%s; %d stays", down.Why, s.withLeaving(), s.Desired)}
	}
	return Decision{s.Desired, fmt.Sprintf("%s%s; %d are desired already", up.Why, s.fromWarm(), s.Desired)}
}

// counted is the capacity from which a policy scales out.
func (s Standing) counted() int { return min(s.Warm, s.Desired) }

func (s Standing) fromWarm() string {
	if s.counted() == s.Desired {
		return ""
	}
	return fmt.Sprintf(" (counted from the %d of %d that have warmed up)", s.counted(), s.Desired)
}

func (s Standing) withLeaving() string {
	if s.Leaving == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d that leave are still counted)", s.Leaving)
}

func (s Standing) whileWarming() string {
	return fmt.Sprintf(", but nothing scales in while %d warm up", s.Warming)
}
