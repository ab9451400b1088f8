package scaling_test

import (
	"fmt"
	"testing"
	"time"

	"fleetglass/fake/sim/scaling"
	"fleetglass/fake/world"
)

// fleet is an account with groups of instances that jobs keep busy, each with
// a target tracking policy, all in service.
func fleet(tb testing.TB, groups, each int) *account {
	tb.Helper()
	t, ok := tb.(*testing.T)
	if !ok {
		t = &testing.T{}
	}
	a := newAccount(t, 1)
	for i := range groups {
		name := fmt.Sprintf("g%03d", i)
		a.balancing.PutWorkload(world.Workload{
			ID: name, Group: name, Base: float64(each) * 35, Cost: 0.02, Swing: 0.3, PeakHour: 20, Ripple: 0.05, RippleEvery: 47 * time.Minute, Noise: 0.02,
		})
		g := scaling.NewGroup(name)
		g.Min, g.Max, g.Desired, g.Launch.Configuration, g.Zones = each/2, 2*each, each, "web", zones(3)
		a.must(a.room.CreateGroup(g))
		_, err := a.room.PutPolicy(world.Policy{Group: name, Name: "cpu", Type: "TargetTrackingScaling", Enabled: true, Cooldown: -1, Warmup: -1,
			Target: world.TargetTracking{Value: 50, Predefined: "ASGAverageCPUUtilization"}})
		a.must(err)
	}
	a.pass(15 * time.Minute)
	return a
}

// BenchmarkDay is a virtual day of a thousand instances in groups that track a
// target: 1,440 evaluations of every alarm.
func BenchmarkDay(b *testing.B) {
	for _, c := range []struct{ groups, each int }{{1, 1000}, {10, 100}} {
		b.Run(fmt.Sprintf("%dx%d", c.groups, c.each), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				a := fleet(b, c.groups, c.each)
				b.StartTimer()
				a.pass(24 * time.Hour)
			}
		})
	}
}
