package scaling_test

import (
	"strings"
	"testing"
	"time"

	"fleetglass/fake/world"
)

// tracked is a group behind a balancer that requests come to: at the base load
// two instances are about 40 % busy.
func tracked(t *testing.T, seed uint64) *account {
	t.Helper()
	a := newAccount(t, seed)
	arn := a.targetGroup("web")
	var balancer string
	for id := range a.w.LoadBalancers.All() {
		balancer = id
	}
	a.balancing.PutWorkload(world.Workload{
		ID: "visitors", Balancer: balancer, Base: 80, Cost: 0.02,
		Mix:    []world.RequestMix{{Scheme: "http", Host: "www.example.com", Method: "GET", Path: "/", Port: 80, Share: 1}},
		Surges: []world.Surge{{From: start.Add(time.Hour), To: start.Add(3 * time.Hour), Factor: 4}},
	})
	a.settled(2, 20, 2, func(g *world.Group) {
		g.HealthCheckType, g.Grace, g.TargetGroups = "ELB", 3*time.Minute, []string{arn}
		g.DefaultWarmup = 2 * time.Minute
	})
	_, err := a.room.PutPolicy(world.Policy{Group: "web", Name: "cpu", Type: "TargetTrackingScaling", Enabled: true, Cooldown: -1, Warmup: -1,
		Target: world.TargetTracking{Value: 50, Predefined: "ASGAverageCPUUtilization"}})
	a.must(err)
	return a
}

// The loop is closed: requests load the instances, their CPU drives the
// alarms, the alarms the policy, the policy the group, and the group brings
// instances that take their share (AS/as-scaling-target-tracking).
func TestTargetTrackingClosesTheLoop(t *testing.T) {
	a := tracked(t, 1)
	a.Advance(start.Add(time.Hour))
	quiet := a.group().Desired
	if quiet > 4 {
		t.Fatalf("desired %d before the surge", quiet)
	}
	a.Advance(start.Add(90 * time.Minute))
	busy := a.group().Desired
	if busy < 3*quiet {
		t.Errorf("desired %d in the surge, %d before", busy, quiet)
	}
	a.Advance(start.Add(3 * time.Hour))
	if n := a.group().Desired; n < busy/2 || n > 2*busy {
		t.Errorf("desired went from %d to %d while the surge went on", busy, n)
	}
	a.Advance(start.Add(4 * time.Hour))
	if n := a.group().Desired; n > quiet+1 {
		t.Errorf("desired %d an hour after the surge, %d before it", n, quiet)
	}
	if !a.toldByAlarm("AlarmHigh") || !a.toldByAlarm("AlarmLow") {
		t.Error("no activity names the alarm")
	}
	for _, al := range a.w.Alarms.All() {
		if !strings.HasPrefix(al.Reason, "Threshold Crossed: ") {
			t.Errorf("%s: %s", al.State, al.Reason)
		}
	}
	changes := 0
	last := 0.0
	for _, s := range a.w.Metrics.Capacity.Get("web").Steps {
		if s.Values[2] != last {
			changes, last = changes+1, s.Values[2]
		}
	}
	if changes > 20 {
		t.Errorf("the desired capacity changed %d times: it does not settle", changes)
	}
}

func (a *account) toldByAlarm(part string) bool {
	for _, act := range a.activities() {
		if strings.Contains(act.Cause, "a monitor alarm TargetTracking-web-"+part+"-") && strings.Contains(act.Cause, " in state ALARM triggered policy cpu changing the desired capacity from ") {
			return true
		}
	}
	return false
}

// Without data an alarm does not know, and the policy does nothing.
func TestTrackingWithoutData(t *testing.T) {
	a := newAccount(t, 2)
	a.settled(0, 5, 0)
	_, err := a.room.PutPolicy(world.Policy{Group: "web", Name: "cpu", Type: "TargetTrackingScaling", Enabled: true, Cooldown: -1, Warmup: -1,
		Target: world.TargetTracking{Value: 50, Predefined: "ASGAverageCPUUtilization"}})
	a.must(err)
	a.pass(time.Hour)
	for _, al := range a.w.Alarms.All() {
		if al.State != "INSUFFICIENT_DATA" || a.group().Desired != 0 {
			t.Errorf("%s is %s, desired %d", al.Name, al.State, a.group().Desired)
		}
	}
}

func TestTrackingWithScaleInDisabled(t *testing.T) {
	a := newAccount(t, 3)
	a.settled(1, 5, 4)
	_, err := a.room.PutPolicy(world.Policy{Group: "web", Name: "cpu", Type: "TargetTrackingScaling", Enabled: true, Cooldown: -1, Warmup: -1,
		Target: world.TargetTracking{Value: 50, Predefined: "ASGAverageCPUUtilization", DisableScaleIn: true}})
	a.must(err)
	a.pass(2 * time.Hour)
	if a.group().Desired != 4 {
		t.Errorf("desired %d", a.group().Desired)
	}
}

// Target tracking policies scale in only if all agree
// (AS/as-scaling-target-tracking).
func TestTrackingPoliciesMustAgree(t *testing.T) {
	a := newAccount(t, 4)
	a.settled(1, 5, 4)
	for _, p := range []world.Policy{
		{Name: "cpu", Target: world.TargetTracking{Value: 50, Predefined: "ASGAverageCPUUtilization"}},
		{Name: "mine", Target: world.TargetTracking{Value: 50, Custom: &world.MetricRef{Namespace: "Test", Name: "Load", Statistic: "Average"}}},
	} {
		p.Group, p.Type, p.Enabled, p.Cooldown, p.Warmup = "web", "TargetTrackingScaling", true, -1, -1
		_, err := a.room.PutPolicy(p)
		a.must(err)
	}
	a.pass(2 * time.Hour)
	if a.group().Desired != 4 {
		t.Errorf("desired %d, though one policy has no data", a.group().Desired)
	}
	a.must(a.room.DeletePolicy("web", "mine"))
	a.pass(time.Hour)
	if a.group().Desired != 1 {
		t.Errorf("desired %d, want idle instances to go", a.group().Desired)
	}
}
