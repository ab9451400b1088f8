package invariant_test

import (
	"strings"
	"testing"
	"time"

	"fleetglass/fake/invariant"
	"fleetglass/fake/world"
)

// Every sort of record is seen when it is filed under an id that is not its
// own.
func TestEveryRecordIsFiledUnderItsOwnID(t *testing.T) {
	for name, plant := range map[string]func(*world.World){
		"instance":         func(w *world.World) { w.Instances.Put("x", &world.Instance{}) },
		"group":            func(w *world.World) { w.Groups.Put("x", &world.Group{}) },
		"target group":     func(w *world.World) { w.TargetGroups.Put("x", &world.TargetGroup{}) },
		"balancer":         func(w *world.World) { w.LoadBalancers.Put("x", &world.LoadBalancer{}) },
		"rule":             func(w *world.World) { w.Rules.Put("x", &world.Rule{}) },
		"listener":         func(w *world.World) { w.Listeners.Put("x", &world.Listener{}) },
		"classic balancer": func(w *world.World) { w.ClassicBalancers.Put("x", &world.ClassicBalancer{}) },
		"alarm":            func(w *world.World) { w.Alarms.Put("x", &world.Alarm{}) },
		"policy":           func(w *world.World) { w.Policies.Put("x", &world.Policy{}) },
		"activity":         func(w *world.World) { w.Activities.Put("x", &world.Activity{}) },
		"refresh":          func(w *world.World) { w.Refreshes.Put("x", &world.Refresh{}) },
		"spot fleet":       func(w *world.World) { w.SpotFleets.Put("x", &world.SpotFleet{}) },
		"log group":        func(w *world.World) { w.LogGroups.Put("x", &world.LogGroup{}) },
		"log stream": func(w *world.World) {
			g := &world.LogGroup{Name: "g"}
			g.Streams.Put("x", &world.LogStream{})
			w.LogGroups.Put("g", g)
		},
		"log query": func(w *world.World) { w.LogQueries.Put("x", &world.LogQuery{}) },
		"trail":     func(w *world.World) { w.Trails.Put("x", &world.Trail{}) },
		"delivery":  func(w *world.World) { w.Deliveries.Put("x", &world.TrailDelivery{}) },
		"bucket":    func(w *world.World) { w.Buckets.Put("x", &world.Bucket{}) },
	} {
		w := sound()
		plant(w)
		wantSaid(t, name, invariant.Check(w), invariant.Unique, "x", "is filed under this id")
	}
}

// Every time of the past is seen when it lies in the future.
func TestNothingComesFromTheFuture(t *testing.T) {
	later := noon().Add(time.Second)
	for _, c := range []struct {
		subject, what string
		plant         func(*world.World)
	}{
		{"i-1", "its launch", func(w *world.World) { w.Instances.Get("i-1").Launched = later }},
		{"i-1", "its state", func(w *world.World) { w.Instances.Get("i-1").StateSince = later }},
		{"web", "its creation", func(w *world.World) { w.Groups.Get("web").Created = later }},
		{"i-1", "its lifecycle state", func(w *world.World) { w.Groups.Get("web").Members[0].Since = later }},
		{"i-1", "its state as a target", func(w *world.World) { w.TargetGroups.Get("tg").Targets[0].Since = later }},
		{"lb", "its creation", func(w *world.World) { w.LoadBalancers.Get("lb").Created = later }},
		{"old", "its creation", func(w *world.World) {
			w.ClassicBalancers.Put("old", &world.ClassicBalancer{Name: "old", Created: later})
		}},
		{"i-1", "its state with a Classic balancer", func(w *world.World) {
			w.ClassicBalancers.Put("old", &world.ClassicBalancer{Name: "old", Instances: []world.ClassicInstance{{ID: "i-1", Since: later}}})
		}},
		{"alarm", "its state", func(w *world.World) { w.Alarms.Get("alarm").StateSince = later }},
		{"call", "its time", func(w *world.World) { w.Trail = []world.TrailEvent{{ID: "call", At: later}} }},
		{"activity", "its start", func(w *world.World) { w.Activities.Get("activity").Start = later }},
		{"activity", "its end", func(w *world.World) { w.Activities.Get("activity").End = later }},
		{"web", "a step of its history", func(w *world.World) { w.Metrics.Capacity.Get("web").Steps[1].At = later }},
		{"r", "its start", func(w *world.World) { w.Refreshes.Put("r", &world.Refresh{ID: "r", Started: later}) }},
		{"r", "its end", func(w *world.World) { w.Refreshes.Put("r", &world.Refresh{ID: "r", Ended: later}) }},
		{"sir", "created", func(w *world.World) { w.SpotRequests.Put("sir", &world.SpotRequest{ID: "sir", Created: later}) }},
		{"sir", "status", func(w *world.World) { w.SpotRequests.Put("sir", &world.SpotRequest{ID: "sir", Updated: later}) }},
		{"i-1", "notice", func(w *world.World) {
			w.SpotInstances.Put("i-1", &world.SpotInstance{Instance: "i-1", NoticeAt: later})
		}},
		{"i-1", "event", func(w *world.World) { w.SpotMarket.Events = []world.SpotEvent{{Instance: "i-1", At: later}} }},
		{"sfr", "its creation", func(w *world.World) { w.SpotFleets.Put("sfr", &world.SpotFleet{ID: "sfr", Created: later}) }},
		{"sfr", "an event", func(w *world.World) {
			w.SpotFleets.Put("sfr", &world.SpotFleet{ID: "sfr", History: []world.FleetEvent{{At: later}}})
		}},
		{"logs", "its creation", func(w *world.World) { w.LogGroups.Put("logs", &world.LogGroup{Name: "logs", Created: later}) }},
		{"logs s", "the arrival of an event", func(w *world.World) {
			streamed(w, &world.LogStream{Name: "s", Events: []world.LogEvent{{At: noon(), Ingested: later}}})
		}},
		{"logs s", "the start of its agent", func(w *world.World) {
			streamed(w, &world.LogStream{Name: "s", Shipper: &world.LogShipper{Instance: "i-1", Runs: []world.LogRun{{From: later}}}})
		}},
		{"q", "its creation", func(w *world.World) { w.LogQueries.Put("q", &world.LogQuery{ID: "q", Created: later}) }},
		{"t", "its creation", func(w *world.World) { w.Trails.Put("t", &world.Trail{ARN: "t", Created: later}) }},
		{"t", "its last delivery", func(w *world.World) {
			w.Deliveries.Put("t", &world.TrailDelivery{Trail: "t", Delivered: later})
		}},
		{"t", "an event that waits", func(w *world.World) {
			w.Deliveries.Put("t", &world.TrailDelivery{Trail: "t", Waiting: true, Lines: []world.TrailEvent{{At: later}}})
		}},
	} {
		w := sound()
		c.plant(w)
		wantSaid(t, c.subject+": "+c.what, invariant.Check(w), invariant.Future, c.subject, c.what+" is ")
	}
}

func streamed(w *world.World, s *world.LogStream) {
	g := &world.LogGroup{Name: "logs"}
	g.Streams.Put(s.Name, s)
	w.LogGroups.Put(g.Name, g)
}

// wantSaid wants a violation that says just this: another one that happens to
// break the same rule will not do.
func wantSaid(t *testing.T, name string, found []invariant.Violation, rule, subject, begins string) {
	t.Helper()
	for _, v := range found {
		if v.Rule == rule && v.Subject == subject && strings.HasPrefix(v.Problem, begins) {
			return
		}
	}
	t.Errorf("%s: want %q said of %q, found %v", name, begins, subject, found)
}
