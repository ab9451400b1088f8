package scaling

import (
	"time"

	"fleetglass/awsclient/semantics/activity"
	rules "fleetglass/awsclient/semantics/scaling"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// want sets the desired capacity; sentence explains the activities that
// follow.
func (r *Room) want(g *world.Group, n int, sentence string) {
	if n == g.Desired {
		return
	}
	g.Desired = n
	g.Causes = append(g.Causes, sentence)
	g.ProtectedNoted = false
	r.wakeGroup(g)
}

// SetDesired is SetDesiredCapacity.
func (r *Room) SetDesired(group string, n int, honorCooldown bool) error {
	g, err := r.group(group)
	if err != nil {
		return err
	}
	if err := refuseDeleting(g); err != nil {
		return err
	}
	switch {
	case n > g.Max:
		return invalid("New SetDesiredCapacity value %d is above max value %d for the AutoScalingGroup.", n, g.Max)
	case n < g.Min:
		return invalid("New SetDesiredCapacity value %d is below min value %d for the AutoScalingGroup.", n, g.Min)
	}
	if honorCooldown {
		if err := r.cooling(g); err != nil {
			return err
		}
	}
	r.want(g, n, activity.SetDesired(r.now(), g.Desired, n))
	return nil
}

// cooling refuses what must wait for an activity or for the cooldown. The
// second text is a choice.
func (r *Room) cooling(g *world.Group) error {
	for i := range g.Members {
		if id := g.Members[i].Activity; id != "" {
			return awserr.New("ScalingActivityInProgress", "Scaling activity %s is in progress and blocks this action", id)
		}
	}
	if g.CooldownFor > 0 || r.now().Before(g.CooldownUntil) || g.Desired != actual(g) {
		return awserr.New("ScalingActivityInProgress", "AutoScalingGroup %s is in cooldown and blocks this action", g.Name)
	}
	return nil
}

func refuseDeleting(g *world.Group) error {
	if g.Deleting {
		return awserr.New("ScalingActivityInProgress", "AutoScalingGroup %s is being deleted", g.Name)
	}
	return nil
}

// CheckNumbers is AWS's refusal of three numbers that do not go together.
func CheckNumbers(minimum, maximum, desired int) error {
	switch {
	case minimum < 0 || maximum < 0 || desired < 0:
		return invalid("Group sizes must be greater than or equal to 0")
	case maximum < minimum:
		return invalid("Max bound, %d, must be greater than or equal to min bound, %d", maximum, minimum)
	case desired < minimum || desired > maximum:
		return invalid("Desired capacity:%d must be between the specified min size:%d and max size:%d", desired, minimum, maximum)
	}
	return nil
}

// numbersAfter is a group's numbers after a change; a nil number is left as
// it is, and then the desired capacity follows the others.
func numbersAfter(g *world.Group, minimum, maximum, desired *int) (lo, hi, n int) {
	lo, hi, n = g.Min, g.Max, g.Desired
	if minimum != nil {
		lo = *minimum
	}
	if maximum != nil {
		hi = *maximum
	}
	if desired != nil {
		return lo, hi, *desired
	}
	return lo, hi, rules.Clamp(n, lo, max(lo, hi))
}

// TerminateInGroup ends one member. With decrement the desired capacity goes
// down; else another is launched in its place. It returns the activity, nil
// when the member ends already and its activity has been forgotten.
func (r *Room) TerminateInGroup(instance string, decrement bool) (*world.Activity, error) {
	g, m := r.memberAnywhere(instance)
	if m == nil {
		return nil, invalid("Instance Id not found - No managed instance found for instance ID %s", instance)
	}
	if ending(m) {
		return r.k.World.Activities.Get(m.Activity), nil
	}
	if m.Lifecycle == detaching {
		return nil, invalid("The instance %s is being detached from Auto Scaling group %s.", instance, g.Name)
	}
	cause := activity.TerminatedByUser(r.now(), instance)
	if decrement && counts(m) {
		if g.Desired-units(m) < g.Min {
			return nil, invalid("Currently, desiredSize equals minSize (%d). Terminating instance without replacement will violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower group's min size.", g.Min)
		}
		cause = activity.TerminatedByUserShrinking(r.now(), instance, g.Desired, g.Desired-units(m))
		g.Desired -= units(m)
	}
	r.leave(g, m, whyUser, cause)
	return r.k.World.Activities.Get(m.Activity), nil
}

// SetProtection sets whether members are protected from scale-in.
func (r *Room) SetProtection(group string, ids []string, protected bool) error {
	g, err := r.membersIn(group, ids, inService, standby, enteringStandby, pending, pendingWait, pendingProceed)
	if err != nil {
		return err
	}
	for _, id := range ids {
		memberOf(g, id).Protected = protected
	}
	g.ProtectedNoted = false
	r.wakeGroup(g)
	return nil
}

// Suspend switches processes of a group off, all of them when none is named.
func (r *Room) Suspend(group string, processes []string) error {
	g, names, err := r.processes(group, processes)
	if err != nil {
		return err
	}
	for _, name := range names {
		if !suspended(g, name) {
			g.Suspended = append(g.Suspended, world.Suspension{
				Process: name, Reason: "User suspended at " + r.now().UTC().Format(time.RFC3339),
			})
		}
	}
	return nil
}
