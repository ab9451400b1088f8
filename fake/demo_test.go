package fake

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fleetglass/fake/world"
)

// Whoever watches the demo at sixty times for two minutes sees the fleet grow
// and shrink, a health check fail, and a replacement; and instances that wait
// at a hook. None of it is scripted, so it is looked for with several seeds.
func TestTheDemoLives(t *testing.T) {
	for seed := range uint64(6) {
		e, _ := newTested(t, Options{Seed: seed, AfterStep: func(*world.World) {}})
		e.Pause()
		begin := e.Now()
		waited, failed := false, false
		for e.Now().Before(begin.Add(2 * time.Hour)) {
			e.Advance(15 * time.Second)
			waited = waited || anyMember(e, "Pending:Wait")
			failed = failed || anyTarget(e, "unhealthy")
		}
		saw := map[string]bool{"an instance at a hook": waited, "a failed health check": failed}
		for _, a := range e.home().world.Activities.All() {
			if a.Start.Before(begin) {
				continue
			}
			byPolicy := strings.Contains(a.Cause, "triggered policy")
			launch := strings.HasPrefix(a.Description, "Launching")
			saw["a scale-out"] = saw["a scale-out"] || byPolicy && launch
			saw["a scale-in"] = saw["a scale-in"] || byPolicy && !launch
			saw["a replacement"] = saw["a replacement"] || strings.Contains(a.Cause, "unhealthy instance needing to be replaced")
		}
		for _, what := range []string{"an instance at a hook", "a failed health check", "a scale-out", "a scale-in", "a replacement"} {
			if !saw[what] {
				t.Errorf("seed %d: two hours pass without %s", seed, what)
			}
		}
	}
}

func anyMember(e *Engine, lifecycle string) bool {
	for _, g := range e.home().world.Groups.All() {
		for _, m := range g.Members {
			if m.Lifecycle == lifecycle {
				return true
			}
		}
	}
	return false
}

func anyTarget(e *Engine, state string) bool {
	for _, tg := range e.home().world.TargetGroups.All() {
		for _, target := range tg.Targets {
			if target.State == state {
				return true
			}
		}
	}
	return false
}

// The demo is first seen when it has settled: most of it works, and its
// charts have a past.
func TestTheDemoBeginsWithAPastAndInGoodHealth(t *testing.T) {
	e, _ := newTested(t, Options{})
	w := e.home().world
	if !w.Now.Equal(DefaultStart()) || w.Now.Sub(w.Born) < 3*time.Hour {
		t.Errorf("it is %s and was born %s", w.Now, w.Born)
	}
	if n := w.Activities.Len(); n < 10 {
		t.Errorf("only %d activities are in the past", n)
	}
	healthy, all := 0, 0
	for _, tg := range w.TargetGroups.All() {
		for _, target := range tg.Targets {
			all++
			if target.State == "healthy" {
				healthy++
			}
		}
	}
	if healthy < all*2/3 || all < 8 {
		t.Errorf("%d of %d targets are healthy", healthy, all)
	}
	for name, g := range w.Groups.All() {
		if name != "batch-asg" && len(g.Members) == 0 {
			t.Errorf("group %s is empty", name)
		}
	}
}

// A server that boots goes from initial to healthy. The targets of the demo are
// not found unhealthy before they have once been healthy, unless something
// broke them meanwhile.
func TestNewServersOfTheDemoAreNotFoundUnhealthyWhileTheyBoot(t *testing.T) {
	for seed := range uint64(3) {
		served, flapped := map[string]bool{}, map[string]bool{}
		e, _ := newTested(t, Options{Seed: seed, AfterStep: func(w *world.World) {
			for _, tg := range w.TargetGroups.All() {
				for i := range tg.Targets {
					in := w.Instances.Get(tg.Targets[i].ID)
					served[tg.Targets[i].ID] = served[tg.Targets[i].ID] || tg.Targets[i].State == "healthy"
					if tg.Targets[i].State == "unhealthy" && !served[tg.Targets[i].ID] && in != nil && in.Health == (world.InstanceHealth{}) {
						flapped[tg.Targets[i].ID] = true
					}
				}
			}
		}})
		e.Pause()
		e.Advance(2 * time.Hour)
		if len(flapped) > 0 {
			t.Errorf("seed %d: %d of %d servers were unhealthy before they were healthy", seed, len(flapped), len(served))
		}
	}
}

func TestGroupsOfTheDemoHaveTheirMetricsCollected(t *testing.T) {
	e, _ := newTested(t, Options{})
	for name, g := range e.home().world.Groups.All() {
		if !slices.Contains(g.EnabledMetrics, "GroupDesiredCapacity") || !slices.Contains(g.EnabledMetrics, "GroupInServiceInstances") {
			t.Errorf("group %s has %v", name, g.EnabledMetrics)
		}
	}
}

func TestALargeWorldHasTheSizeAskedFor(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "large", Size: 500, AfterStep: func(*world.World) {}})
	w := e.home().world
	if w.Instances.Len() < 500 || w.Groups.Len() != 50 || w.LoadBalancers.Len() != 10 {
		t.Errorf("%d instances, %d groups, %d balancers", w.Instances.Len(), w.Groups.Len(), w.LoadBalancers.Len())
	}
}
