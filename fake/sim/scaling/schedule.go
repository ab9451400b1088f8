package scaling

import (
	"math"
	"slices"
	"time"
	_ "time/tzdata" // time zones must not depend on the machine

	"fleetglass/awsclient/semantics/activity"
	"fleetglass/awsclient/semantics/cron"
	rules "fleetglass/awsclient/semantics/scaling"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// maxScheduled is the quota of scheduled actions per group
// (AS/ec2-auto-scaling-quotas).
const maxScheduled = 125

// PutSchedule creates a scheduled action or replaces the one of the same name.
func (r *Room) PutSchedule(a world.ScheduledAction) error {
	if _, err := r.group(a.Group); err != nil {
		return err
	}
	if err := r.checkSchedule(a); err != nil {
		return err
	}
	others := r.Schedules(a.Group)
	at := slices.IndexFunc(others, func(o *world.ScheduledAction) bool { return o.Name == a.Name })
	a.Next = a.Start
	if a.Start.IsZero() {
		a.Next = nextRun(a, r.now())
	}
	if slices.ContainsFunc(others, func(o *world.ScheduledAction) bool {
		return o.Name != a.Name && !a.Next.IsZero() && o.Next.Equal(a.Next)
	}) {
		return awserr.New("AlreadyExists", "A scheduled action with this start time already exists for AutoScalingGroup %s", a.Group)
	}
	switch {
	case at >= 0:
		a.ARN = others[at].ARN
	case len(others) >= maxScheduled:
		return awserr.New("LimitExceeded", "AutoScalingGroup %s may have at most %d scheduled actions", a.Group, maxScheduled)
	default:
		a.ARN = r.arn("scheduledUpdateGroupAction:" + r.k.UUID() + ":autoScalingGroupName/" + a.Group + ":scheduledActionName/" + a.Name)
	}
	r.k.World.ScheduledActions.Put(a.ARN, &a)
	r.appoint(&a)
	return nil
}

// checkSchedule is AWS's refusal of a scheduled action that is wrong in
// itself. The texts are choices in AWS's manner.
func (r *Room) checkSchedule(a world.ScheduledAction) error {
	now := r.now()
	switch {
	case a.Min == nil && a.Max == nil && a.Desired == nil:
		return invalid("At least one of MinSize, MaxSize or DesiredCapacity must be specified")
	case a.Start.IsZero() && a.Recurrence == "":
		return invalid("One of StartTime or Recurrence must be specified")
	case !a.Start.IsZero() && a.Start.Before(now):
		return invalid("Given start time is in the past")
	case !a.End.IsZero() && a.End.Before(now):
		return invalid("Given end time is in the past")
	case !a.End.IsZero() && !a.Start.IsZero() && !a.End.After(a.Start):
		return invalid("Given end time is not after the start time")
	}
	if _, err := time.LoadLocation(a.TimeZone); err != nil || a.TimeZone == "Local" {
		return invalid("Invalid TimeZone: %s", a.TimeZone)
	}
	if a.Recurrence != "" {
		if _, err := cron.Parse(a.Recurrence); err != nil {
			return refused(err)
		}
	}
	return checkScheduledNumbers(a)
}

func checkScheduledNumbers(a world.ScheduledAction) error {
	lo, hi := 0, math.MaxInt32
	set(&lo, a.Min)
	set(&hi, a.Max)
	n := lo
	set(&n, a.Desired)
	return CheckNumbers(lo, hi, n)
}

// Schedules is the scheduled actions of a group, in order of creation.
func (r *Room) Schedules(group string) []*world.ScheduledAction {
	var list []*world.ScheduledAction
	for _, a := range r.k.World.ScheduledActions.All() {
		if a.Group == group {
			list = append(list, a)
		}
	}
	return list
}

// DeleteSchedule deletes a scheduled action.
func (r *Room) DeleteSchedule(group, name string) error {
	if _, err := r.group(group); err != nil {
		return err
	}
	for _, a := range r.Schedules(group) {
		if a.Name == name {
			r.k.World.ScheduledActions.Delete(a.ARN)
			return nil
		}
	}
	return invalid("Scheduled action name not found - Scheduled action %s not found", name)
}

// nextRun is when an action recurs after a time; zero if it does not.
func nextRun(a world.ScheduledAction, after time.Time) time.Time {
	if a.Recurrence == "" {
		return time.Time{}
	}
	s, err := cron.Parse(a.Recurrence)
	if err != nil {
		return time.Time{} // checked when it was put
	}
	zone, err := time.LoadLocation(a.TimeZone)
	if err != nil {
		return time.Time{}
	}
	return s.Next(after, zone).UTC()
}

// appoint has an action looked at when it is next due, or when it ends.
func (r *Room) appoint(a *world.ScheduledAction) {
	at := a.Next
	if !a.End.IsZero() && (at.IsZero() || at.After(a.End)) {
		at = a.End
	}
	if !at.IsZero() {
		r.k.WakeAt(at, KindSchedule, a.ARN)
	}
}

// lookAtSchedule runs an action that is due, and removes one that will not
// come again.
func (r *Room) lookAtSchedule(arn string) {
	a := r.k.World.ScheduledActions.Get(arn)
	if a == nil {
		return
	}
	now := r.now()
	ended := !a.End.IsZero() && !now.Before(a.End)
	if due := !a.Next.IsZero() && !now.Before(a.Next); due {
		if !ended || a.Next.Equal(a.End) {
			r.runSchedule(a)
		}
		a.Next = nextRun(*a, now)
	}
	if ended || a.Next.IsZero() {
		r.k.World.ScheduledActions.Delete(arn)
		return
	}
	r.appoint(a)
}

// runSchedule gives a group the numbers of an action. It heeds no cooldown. A
// desired capacity out of bounds is brought within them; bounds that
// contradict each other change nothing. A suspended group misses the time.
func (r *Room) runSchedule(a *world.ScheduledAction) {
	g := r.k.World.Groups.Get(a.Group)
	if g == nil || g.Deleting || suspended(g, processScheduledActions) {
		return
	}
	lo, hi, n := numbersAfter(g, a.Min, a.Max, a.Desired)
	if lo > hi {
		return
	}
	n = rules.Clamp(n, lo, hi)
	g.Min, g.Max = lo, hi
	r.want(g, n, activity.Scheduled(r.now(), lo, hi, n, g.Desired, n))
	r.wakeGroup(g)
}
