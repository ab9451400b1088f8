package scaling_test

import (
	"testing"
	"time"

	"fleetglass/fake/world"
)

func bound(v float64) *float64 { return &v }

// policy is a policy of the group web with an alarm of the same name that runs
// it. The alarm watches a metric that nobody writes and never changes by itself.
func (a *account) policy(p world.Policy, threshold float64) *world.Policy {
	a.t.Helper()
	p.Group, p.Enabled = "web", true
	if p.Cooldown == 0 {
		p.Cooldown = -1
	}
	if p.Warmup == 0 {
		p.Warmup = -1
	}
	made, err := a.room.PutPolicy(p)
	a.must(err)
	a.must(a.room.PutAlarm(world.Alarm{
		Name: p.Name, Metric: world.MetricRef{Namespace: "Test", Name: "Load", Statistic: "Average", Period: time.Minute},
		Threshold: threshold, Comparison: "GreaterThanOrEqualToThreshold", Periods: 1, MissingData: "ignore",
		ActionsEnabled: true, AlarmActions: []string{made.ARN},
	}))
	return made
}

func (a *account) alarm(name, state string) {
	a.t.Helper()
	a.must(a.room.SetAlarmState(name, state, "test", ""))
	a.Settle()
}

// AS/as-scaling-simple-step: a simple policy waits for the activity and the
// cooldown, which begins when the last instance has come.
func TestSimplePolicy(t *testing.T) {
	a := newAccount(t, 1)
	a.settled(1, 10, 2)
	before := len(a.activities())
	a.policy(world.Policy{Name: "out", Type: "SimpleScaling", AdjustmentType: "ChangeInCapacity", Adjustment: 2, Cooldown: 3 * time.Minute}, 60)
	a.alarm("out", "ALARM")
	if a.group().Desired != 4 {
		t.Fatalf("desired %d, want 4", a.group().Desired)
	}
	now := at(a.Now())
	a.wantText("cause", a.since(before)[0].Cause, now+" a monitor alarm out in state ALARM triggered policy out changing the desired capacity from 2 to 4.  "+
		now+" an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 2 to 4.")
	for a.states() != "InService*4" {
		a.pass(time.Second)
	}
	last := a.Now()
	for a.group().Desired == 4 {
		a.pass(time.Second)
	}
	if wait := a.Now().Sub(last); wait < 3*time.Minute || wait > 4*time.Minute {
		t.Errorf("it ran again after %s, want the cooldown of three minutes and at most another for the alarm's next minute", wait)
	}
	// A change by hand does not wait for the cooldown, unless it asks to.
	if err := a.room.SetDesired("web", 9, true); err == nil {
		t.Error("HonorCooldown was not honored")
	}
	a.must(a.room.SetDesired("web", 9, false))
}

// The default cooldown is 300 s (AS/Cooldown).
func TestDefaultCooldown(t *testing.T) {
	a := newAccount(t, 2)
	a.settled(1, 10, 2)
	a.policy(world.Policy{Name: "out", Type: "SimpleScaling", AdjustmentType: "ChangeInCapacity", Adjustment: 1}, 60)
	a.alarm("out", "ALARM")
	a.pass(5 * time.Minute)
	if a.group().Desired != 3 {
		t.Errorf("desired %d within the cooldown, want 3", a.group().Desired)
	}
	a.pass(2 * time.Minute)
	if a.group().Desired != 4 {
		t.Errorf("desired %d after it, want 4", a.group().Desired)
	}
}

// AS/as-scaling-simple-step: the documentation's steps on a group of ten, alarm
// threshold 60.
func TestStepPolicy(t *testing.T) {
	steps := []world.Step{
		{Upper: bound(-20), Adjustment: -30}, {Lower: bound(-20), Upper: bound(-10), Adjustment: -10},
		{Lower: bound(-10), Upper: bound(0), Adjustment: 0}, {Lower: bound(0), Upper: bound(10), Adjustment: 0},
		{Lower: bound(10), Upper: bound(20), Adjustment: 10}, {Lower: bound(20), Adjustment: 30},
	}
	for _, c := range []struct {
		metric float64
		want   int
	}{{60, 10}, {69.9, 10}, {70, 11}, {80, 13}, {95, 13}, {50.1, 10}, {50, 9}, {40.1, 9}, {40, 7}, {30, 7}} {
		a := newAccount(t, 3)
		a.settled(1, 20, 10)
		a.policy(world.Policy{Name: "p", Type: "StepScaling", AdjustmentType: "PercentChangeInCapacity", Steps: steps}, 60)
		a.must(a.room.ExecutePolicy("web", "p", false, &c.metric, bound(60)))
		if a.group().Desired != c.want {
			t.Errorf("at %v: desired %d, want %d", c.metric, a.group().Desired, c.want)
		}
	}
}

// Instances that warm up count: a breach of the same step does nothing more, a
// larger one adds the rest; scaling in waits (AS/as-scaling-simple-step).
func TestStepPolicyWarmup(t *testing.T) {
	a := newAccount(t, 4)
	a.settled(1, 20, 10)
	steps := []world.Step{
		{Upper: bound(0), Adjustment: -10}, {Lower: bound(0), Upper: bound(10), Adjustment: 10}, {Lower: bound(10), Adjustment: 30},
	}
	a.policy(world.Policy{Name: "p", Type: "StepScaling", AdjustmentType: "PercentChangeInCapacity", Steps: steps, Warmup: 5 * time.Minute}, 60)
	run := func(metric float64, want int) {
		t.Helper()
		a.must(a.room.ExecutePolicy("web", "p", false, &metric, bound(60)))
		a.Settle()
		if a.group().Desired != want {
			t.Errorf("at %v: desired %d, want %d", metric, a.group().Desired, want)
		}
	}
	run(62, 11)
	a.pass(time.Minute)
	run(62, 11) // the same step
	run(72, 13) // 30 % of ten, less the one that comes
	run(50, 13) // no scaling in while others warm up
	a.pass(10 * time.Minute)
	run(50, 12)
}

// The alarm's actions repeat every minute (CW/AlarmThatSendsEmail), so a step
// policy goes on while the alarm stays.
func TestAlarmActionsRepeat(t *testing.T) {
	a := newAccount(t, 5)
	a.settled(1, 20, 1)
	a.policy(world.Policy{Name: "p", Type: "StepScaling", AdjustmentType: "ChangeInCapacity", Steps: []world.Step{{Lower: bound(0), Adjustment: 1}}, Warmup: time.Second}, 60)
	a.alarm("p", "ALARM")
	a.pass(10 * time.Minute)
	if n := a.group().Desired; n < 7 || n > 12 {
		t.Errorf("desired %d after ten minutes", n)
	}
	a.alarm("p", "OK")
	n := a.group().Desired
	a.pass(5 * time.Minute)
	if a.group().Desired != n {
		t.Errorf("desired %d, want it to stay %d", a.group().Desired, n)
	}
}

// Several policies: the largest capacity wins (AS/as-scale-based-on-demand).
func TestLargestWins(t *testing.T) {
	a := newAccount(t, 6)
	a.settled(1, 20, 4)
	a.policy(world.Policy{Name: "few", Type: "StepScaling", AdjustmentType: "ChangeInCapacity", Steps: []world.Step{{Lower: bound(0), Adjustment: 1}}}, 60)
	a.policy(world.Policy{Name: "many", Type: "StepScaling", AdjustmentType: "ExactCapacity", Steps: []world.Step{{Lower: bound(0), Adjustment: 9}}}, 60)
	a.must(a.room.Suspend("web", []string{"AlarmNotification"}))
	a.alarm("few", "ALARM")
	a.alarm("many", "ALARM")
	a.pass(3 * time.Minute)
	if a.group().Desired != 4 {
		t.Fatal("AlarmNotification off: it should not have scaled")
	}
	a.must(a.room.Resume("web", []string{"AlarmNotification"}))
	a.pass(time.Minute)
	if a.group().Desired != 9 {
		t.Errorf("desired %d, want 9", a.group().Desired)
	}
}

func TestPoliciesAreRefused(t *testing.T) {
	a := newAccount(t, 7)
	a.create(1, 2, 1)
	for _, p := range []world.Policy{
		{Name: "kind", Type: "Magic"},
		{Name: "adjust", Type: "SimpleScaling", AdjustmentType: "Double"},
		{Name: "steps", Type: "StepScaling", AdjustmentType: "ChangeInCapacity"},
		{Name: "target", Type: "TargetTrackingScaling", Target: world.TargetTracking{Value: 0, Predefined: "ASGAverageCPUUtilization"}},
		{Name: "metric", Type: "TargetTrackingScaling", Target: world.TargetTracking{Value: 50, Predefined: "Mood"}},
		{Name: "label", Type: "TargetTrackingScaling", Target: world.TargetTracking{Value: 50, Predefined: "ALBRequestCountPerTarget", ResourceLabel: "x"}},
	} {
		p.Group = "web"
		if _, err := a.room.PutPolicy(p); err == nil {
			t.Errorf("%s was taken", p.Name)
		}
	}
	if a.w.Policies.Len() != 0 || a.w.Alarms.Len() != 0 {
		t.Error("a refused policy has left something behind")
	}
}

// The two alarms, as AWS makes them (published alarms of real accounts).
func TestTrackingAlarms(t *testing.T) {
	a := newAccount(t, 8)
	a.create(1, 10, 1)
	p, err := a.room.PutPolicy(world.Policy{Group: "web", Name: "cpu", Type: "TargetTrackingScaling", Enabled: true, Cooldown: -1, Warmup: -1,
		Target: world.TargetTracking{Value: 40, Predefined: "ASGAverageCPUUtilization"}})
	a.must(err)
	var list []*world.Alarm
	for _, al := range a.w.Alarms.All() {
		list = append(list, al)
	}
	if len(list) != 2 {
		t.Fatalf("%d alarms", len(list))
	}
	high, low := list[0], list[1]
	if high.Threshold != 40 || high.Comparison != "GreaterThanThreshold" || high.Periods != 3 ||
		low.Threshold != 28 || low.Comparison != "LessThanThreshold" || low.Periods != 15 || low.Metric.Period != time.Minute {
		t.Errorf("high %+v\nlow %+v", high, low)
	}
	a.wantText("name", high.Name[:len("TargetTracking-web-AlarmHigh-")], "TargetTracking-web-AlarmHigh-")
	a.wantText("description", high.Description, "DO NOT EDIT OR DELETE. For TargetTrackingScaling policy "+p.ARN+".")
	a.wantText("state", high.State+" "+high.Reason, "INSUFFICIENT_DATA Unchecked: Initial alarm creation")

	p, err = a.room.PutPolicy(world.Policy{Group: "web", Name: "cpu", Type: "TargetTrackingScaling", Enabled: true, Cooldown: -1, Warmup: -1,
		Target: world.TargetTracking{Value: 75, Predefined: "ASGAverageCPUUtilization", DisableScaleIn: true}})
	a.must(err)
	if a.w.Alarms.Len() != 1 || a.w.Alarms.Get(p.Alarms[0]).Threshold != 75 {
		t.Errorf("%d alarms after disabling scale-in", a.w.Alarms.Len())
	}
	a.must(a.room.DeletePolicy("web", "cpu"))
	if a.w.Alarms.Len() != 0 {
		t.Error("the alarms are left")
	}
}
