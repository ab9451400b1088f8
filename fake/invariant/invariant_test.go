package invariant_test

import (
	"testing"
	"time"

	"fleetglass/fake/invariant"
	"fleetglass/fake/world"
)

func noon() time.Time { return time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC) }

// sound is a small world in which everything holds.
func sound() *world.World {
	w := &world.World{Now: noon()}
	w.Subnets.Put("subnet-1", &world.Subnet{ID: "subnet-1"})
	w.Instances.Put("i-1", &world.Instance{ID: "i-1", State: world.Running, Subnet: "subnet-1", PrivateIP: "10.0.0.4"})
	w.Instances.Put("i-2", &world.Instance{ID: "i-2", State: world.Terminated, Subnet: "subnet-1"})
	w.LoadBalancers.Put("lb", &world.LoadBalancer{ARN: "lb"})
	w.Listeners.Put("listener", &world.Listener{ARN: "listener", Balancer: "lb"})
	w.TargetGroups.Put("tg", &world.TargetGroup{ARN: "tg", Targets: []world.Target{{ID: "i-1", Port: 80, State: "healthy"}}})
	w.Rules.Put("rule", &world.Rule{ARN: "rule", Listener: "listener", Default: true,
		Actions: []world.Action{{Forwards: []world.Forward{{TargetGroup: "tg"}}}}})
	w.Groups.Put("web", &world.Group{Name: "web", Min: 1, Desired: 1, Max: 2, TargetGroups: []string{"tg"},
		Members: []world.Member{{Instance: "i-1", Lifecycle: "InService"}}})
	w.Policies.Put("policy", &world.Policy{ARN: "policy", Group: "web"})
	w.Alarms.Put("alarm", &world.Alarm{Name: "alarm"})
	w.Activities.Put("activity", &world.Activity{ID: "activity", Start: noon().Add(-time.Minute), End: noon()})
	w.Metrics.Capacity.Put("web", &world.StepHistory{Steps: []world.HistoryStep{{At: noon().Add(-time.Hour)}, {At: noon()}}})
	w.Queue = []world.Appointment{{At: noon()}}
	return w
}

func TestASoundWorldHasNoViolations(t *testing.T) {
	for _, v := range invariant.Check(sound()) {
		t.Error(v)
	}
}

// Every invariant is seen firing on the fault that it is there for.
func TestEachInvariantFires(t *testing.T) {
	later := noon().Add(time.Second)
	cases := []struct {
		name  string
		rule  string
		plant func(*world.World)
	}{
		{"desired under min", invariant.Bounds, func(w *world.World) { w.Groups.Get("web").Desired = 0 }},
		{"desired over max", invariant.Bounds, func(w *world.World) { w.Groups.Get("web").Desired = 3 }},
		{"an instance in two groups", invariant.OneGroup, func(w *world.World) {
			w.Groups.Put("api", &world.Group{Name: "api", Members: []world.Member{{Instance: "i-1", Lifecycle: "Pending"}}})
		}},
		{"a terminated instance gets requests", invariant.DeadTarget, func(w *world.World) {
			tg := w.TargetGroups.Get("tg")
			tg.Targets = append(tg.Targets, world.Target{ID: "i-2", Port: 80, State: "healthy"})
		}},
		{"launched tomorrow", invariant.Future, func(w *world.World) { w.Instances.Get("i-1").Launched = later }},
		{"a target's state from the future", invariant.Future, func(w *world.World) { w.TargetGroups.Get("tg").Targets[0].Since = later }},
		{"an activity from the future", invariant.Future, func(w *world.World) { w.Activities.Get("activity").Start = later }},
		{"an alarm's state from the future", invariant.Future, func(w *world.World) { w.Alarms.Get("alarm").StateSince = later }},
		{"a call from the future", invariant.Future, func(w *world.World) { w.Trail = []world.TrailEvent{{At: later}} }},
		{"one address twice", invariant.Unique, func(w *world.World) {
			w.Instances.Put("i-3", &world.Instance{ID: "i-3", State: world.Running, Subnet: "subnet-1", PrivateIP: "10.0.0.4"})
		}},
		{"an id that is another's", invariant.Unique, func(w *world.World) { w.Instances.Get("i-1").ID = "i-9" }},
		{"a target registered twice", invariant.Unique, func(w *world.World) {
			tg := w.TargetGroups.Get("tg")
			tg.Targets = append(tg.Targets, tg.Targets[0])
		}},
		{"a subnet that is gone", invariant.Reference, func(w *world.World) { w.Subnets.Delete("subnet-1") }},
		{"a target group that is gone", invariant.Reference, func(w *world.World) { w.TargetGroups.Delete("tg") }},
		{"a listener that is gone", invariant.Reference, func(w *world.World) { w.Listeners.Delete("listener") }},
		{"a balancer that is gone", invariant.Reference, func(w *world.World) { w.LoadBalancers.Delete("lb") }},
		{"a policy of no group", invariant.Reference, func(w *world.World) { w.Policies.Get("policy").Group = "gone" }},
		{"a listener without a default", invariant.Default, func(w *world.World) { w.Rules.Get("rule").Default = false }},
		{"a history that stands still", invariant.History, func(w *world.World) {
			h := w.Metrics.Capacity.Get("web")
			h.Steps = append(h.Steps, world.HistoryStep{At: noon()})
		}},
		{"a server's history that stands still", invariant.History, func(w *world.World) {
			w.Metrics.Meters.Put("i-1", &world.Meter{History: world.StepHistory{Steps: []world.HistoryStep{{At: noon()}, {At: noon()}}}})
		}},
		{"an activity that ends before it starts", invariant.History, func(w *world.World) {
			w.Activities.Get("activity").End = noon().Add(-time.Hour)
		}},
		{"an appointment missed", invariant.Queue, func(w *world.World) { w.Queue[0].At = noon().Add(-time.Second) }},
		{"a state that EC2 does not have", invariant.Known, func(w *world.World) { w.Instances.Get("i-1").State = "resting" }},
		{"a lifecycle state that Auto Scaling does not have", invariant.Known, func(w *world.World) {
			w.Groups.Get("web").Members[0].Lifecycle = "Resting"
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := sound()
			c.plant(w)
			wantViolation(t, invariant.Check(w), c.rule)
		})
	}
}

// A Watch knows which state may follow which
// (EC2/ec2-instance-lifecycle, AS/ec2-auto-scaling-lifecycle).
func TestAWatchSeesForbiddenChanges(t *testing.T) {
	cases := []struct {
		name  string
		plant func(*world.World)
	}{
		{"the dead rise", func(w *world.World) { w.Instances.Get("i-2").State = world.Running }},
		{"stopped without stopping", func(w *world.World) { w.Instances.Get("i-1").State = world.Stopped }},
		{"gone while running", func(w *world.World) { w.Instances.Delete("i-1"); w.Groups.Get("web").Members = nil }},
		{"born running", func(w *world.World) {
			w.Instances.Put("i-3", &world.Instance{ID: "i-3", State: world.Running, Subnet: "subnet-1"})
		}},
		{"back to pending while in service", func(w *world.World) { w.Groups.Get("web").Members[0].Lifecycle = "Pending:Wait" }},
		{"the clock goes back", func(w *world.World) {
			w.Now = w.Now.Add(-time.Hour)
			w.Activities.Delete("activity")
			w.Metrics.Capacity.Delete("web")
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := sound()
			var watch invariant.Watch
			if found := watch.Look(w); len(found) > 0 {
				t.Fatalf("the first look: %v", found)
			}
			c.plant(w)
			wantViolation(t, watch.Look(w), invariant.Change)
		})
	}
}

// AS/ec2-auto-scaling-health-checks: an instance that does not run is unhealthy
// at once.
func TestAGroupMustFindOutAtOnceThatAnInstanceDoesNotRun(t *testing.T) {
	cases := []struct {
		name string
		end  func(*world.World)
	}{
		{"it stops", func(w *world.World) { w.Instances.Get("i-1").State = world.Stopping }},
		{"it ends", func(w *world.World) { w.Instances.Get("i-1").State = world.ShuttingDown }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := sound()
			var watch invariant.Watch
			watch.Look(w)
			c.end(w)
			if found := watch.Look(w); len(found) > 0 {
				t.Errorf("in the same moment: %v", found)
			}
			w.Now = w.Now.Add(time.Second)
			w.Queue = nil
			wantViolation(t, watch.Look(w), invariant.Ghost)
		})
	}
}

func TestAWatchAllowsWhatAWSAllows(t *testing.T) {
	w := sound()
	var watch invariant.Watch
	watch.Look(w)
	for _, state := range []world.InstanceState{world.Stopping, world.Stopped, world.Pending, world.Running, world.ShuttingDown, world.Terminated} {
		w.Instances.Get("i-1").State = state
		if state == world.Terminated {
			w.TargetGroups.Get("tg").Targets[0].State = "unused"
		}
		for _, v := range watch.Look(w) {
			t.Error(v)
		}
	}
	w.Instances.Delete("i-2")
	for _, v := range watch.Look(w) {
		t.Error(v)
	}
}

func wantViolation(t *testing.T, found []invariant.Violation, rule string) {
	t.Helper()
	for _, v := range found {
		if v.Rule == rule {
			return
		}
	}
	t.Errorf("want a violation of %q, found %v", rule, found)
}
