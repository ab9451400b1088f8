package scaling_test

import (
	"testing"
	"time"

	"fleetglass/fake/world"
)

// KC auto-scaling-scale-down: the text of a scheduled change.
func TestScheduledOnce(t *testing.T) {
	a := newAccount(t, 1)
	a.settled(1, 5, 3)
	before := len(a.activities())
	when := a.Now().Add(time.Hour)
	a.must(a.room.PutSchedule(world.ScheduledAction{Group: "web", Name: "evening", Min: new(1), Max: new(5), Desired: new(2), Start: when}))
	a.Advance(when)
	now := at(when)
	cause := a.since(before)[0].Cause
	a.wantText("cause", cause[:len(cause)-len(" instance i-0123456789abcdef0 was selected for termination.")-len(now)-2],
		now+" a scheduled action update of AutoScalingGroup constraints to min: 1, max: 5, desired: 2 changing the desired capacity from 3 to 2.  "+
			now+" an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from 3 to 2.")
	if a.w.ScheduledActions.Len() != 0 {
		t.Error("a one-time action should be gone after its run")
	}
}

// Recurring, in a zone that has daylight saving: 9 in New York is 14 UTC in
// winter and 13 UTC in summer (from 8 March 2026).
func TestScheduledInATimeZone(t *testing.T) {
	a := newAccount(t, 2)
	a.settled(0, 5, 0)
	a.must(a.room.PutSchedule(world.ScheduledAction{Group: "web", Name: "morning", Desired: new(2), Recurrence: "0 9 * * *", TimeZone: "America/New_York"}))
	a.Advance(time.Date(2026, 3, 2, 13, 59, 59, 0, time.UTC))
	if a.group().Desired != 0 {
		t.Error("it ran too early")
	}
	a.pass(time.Second)
	if a.group().Desired != 2 {
		t.Error("it did not run at nine in New York")
	}
	a.Advance(time.Date(2026, 3, 8, 12, 0, 0, 0, time.UTC))
	a.must(a.room.SetDesired("web", 0, false))
	a.Advance(time.Date(2026, 3, 8, 13, 0, 0, 0, time.UTC))
	if a.group().Desired != 2 {
		t.Error("it did not follow daylight saving")
	}
}

// StartTime fires once at that time, then the recurrence; after EndTime the
// action is gone (AS/ec2-auto-scaling-scheduled-scaling).
func TestScheduledFromToEnd(t *testing.T) {
	a := newAccount(t, 3)
	a.settled(0, 9, 0)
	a.must(a.room.PutSchedule(world.ScheduledAction{
		Group: "web", Name: "x", Desired: new(3), Recurrence: "30 * * * *", Start: start.Add(3 * time.Hour), End: start.Add(5 * time.Hour),
	}))
	runs := 0
	for a.Now().Before(start.Add(8 * time.Hour)) {
		a.pass(5 * time.Minute)
		if a.group().Desired == 3 {
			runs++
			a.must(a.room.SetDesired("web", 0, false))
		}
	}
	if runs != 3 || a.w.ScheduledActions.Len() != 0 {
		t.Errorf("%d runs, want 12:00, 12:30 and 13:30; %d actions left", runs, a.w.ScheduledActions.Len())
	}
}

func TestSuspendedScheduledActionsAreSkipped(t *testing.T) {
	a := newAccount(t, 4)
	a.settled(1, 5, 1)
	a.must(a.room.Suspend("web", []string{"ScheduledActions"}))
	a.must(a.room.PutSchedule(world.ScheduledAction{Group: "web", Name: "x", Desired: new(3), Start: a.Now().Add(time.Minute)}))
	a.pass(time.Hour)
	a.must(a.room.Resume("web", nil))
	a.pass(time.Hour)
	if a.group().Desired != 1 {
		t.Errorf("desired %d: the time was missed, and that is that", a.group().Desired)
	}
}

func TestSchedulesAreRefused(t *testing.T) {
	a := newAccount(t, 5)
	a.settled(1, 5, 1)
	soon := a.Now().Add(time.Hour)
	a.must(a.room.PutSchedule(world.ScheduledAction{Group: "web", Name: "first", Desired: new(2), Start: soon}))
	for _, c := range []struct {
		a          world.ScheduledAction
		code, text string
	}{
		{world.ScheduledAction{Name: "x", Start: soon}, "ValidationError", "At least one of MinSize, MaxSize or DesiredCapacity must be specified"},
		{world.ScheduledAction{Name: "x", Desired: new(1)}, "ValidationError", "One of StartTime or Recurrence must be specified"},
		{world.ScheduledAction{Name: "x", Desired: new(1), Start: start}, "ValidationError", "Given start time is in the past"},
		{world.ScheduledAction{Name: "x", Desired: new(1), Start: soon.Add(1), TimeZone: "Mars/Olympus"}, "ValidationError", "Invalid TimeZone: Mars/Olympus"},
		{world.ScheduledAction{Name: "x", Min: new(3), Max: new(2), Start: soon.Add(1)}, "ValidationError", "Max bound, 2, must be greater than or equal to min bound, 3"},
		{world.ScheduledAction{Name: "x", Desired: new(1), Start: soon}, "AlreadyExists", "A scheduled action with this start time already exists for AutoScalingGroup web"},
	} {
		c.a.Group = "web"
		a.refused(a.room.PutSchedule(c.a), c.code, c.text)
	}
	if err := a.room.PutSchedule(world.ScheduledAction{Group: "web", Name: "x", Desired: new(1), Recurrence: "every day"}); err == nil {
		t.Error("a recurrence that is no cron expression was taken")
	}
	a.refused(a.room.DeleteSchedule("web", "no"), "ValidationError", "Scheduled action name not found - Scheduled action no not found")
}
