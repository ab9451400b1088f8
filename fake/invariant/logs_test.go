package invariant_test

import (
	"testing"
	"time"

	"fleetglass/fake/invariant"
	"fleetglass/fake/world"
)

// logged is a sound world with a log group that a server ships to.
func logged() *world.World {
	w := sound()
	zero := 0.0
	g := &world.LogGroup{Name: "web", Bytes: 2 * (26 + 5), Intake: []world.LogIntake{{Minute: 1}, {Minute: 2}}, MetricFilters: []world.LogFilter{
		{Name: "a", Default: &zero, Pending: []world.LogMinute{{Minute: 1}}}, {Name: "b"},
	}}
	g.Streams.Put("s", &world.LogStream{
		Name:   "s",
		Events: []world.LogEvent{{At: noon().Add(-time.Minute), Ingested: noon(), Message: "hello"}, {At: noon(), Ingested: noon(), Message: "there"}},
		Shipper: &world.LogShipper{Instance: "i-1", Runs: []world.LogRun{
			{From: noon().Add(-time.Hour), To: noon().Add(-time.Minute)}, {From: noon().Add(-time.Second)},
		}},
	})
	w.LogGroups.Put("web", g)
	w.LogQueries.Put("q", &world.LogQuery{ID: "q", Status: "Running"})
	return w
}

func TestEachInvariantOfLogsFires(t *testing.T) {
	for _, v := range invariant.Check(logged()) {
		t.Errorf("sound: %s", v)
	}
	stream := func(w *world.World) *world.LogStream { return w.LogGroups.Get("web").Streams.Get("s") }
	for _, c := range []struct {
		name, rule string
		plant      func(*world.World)
	}{
		{"a group under another's name", invariant.Unique, func(w *world.World) { w.LogGroups.Get("web").Name = "x" }},
		{"a group from tomorrow", invariant.Future, func(w *world.World) { w.LogGroups.Get("web").Created = noon().Add(time.Hour) }},
		{"bytes that nobody wrote", invariant.Sums, func(w *world.World) { w.LogGroups.Get("web").Bytes++ }},
		{"events out of order", invariant.History, func(w *world.World) { stream(w).Events[1].At = noon().Add(-time.Hour) }},
		{"an event that comes tomorrow", invariant.Future, func(w *world.World) { stream(w).Events[1].At = noon().Add(3 * time.Hour) }},
		{"an event that has not come yet", invariant.Future, func(w *world.World) { stream(w).Events[1].Ingested = noon().Add(time.Second) }},
		{"two agents at once", invariant.History, func(w *world.World) { stream(w).Shipper.Runs[0].To = time.Time{} }},
		{"an agent on no server", invariant.Reference, func(w *world.World) { stream(w).Shipper.Instance = "i-9" }},
		{"minutes that go back", invariant.History, func(w *world.World) { w.LogGroups.Get("web").Intake[1].Minute = 0 }},
		{"a filter twice", invariant.Unique, func(w *world.World) { w.LogGroups.Get("web").MetricFilters[1].Name = "a" }},
		{"a default that is not there", invariant.Known, func(w *world.World) { w.LogGroups.Get("web").MetricFilters[0].Default = nil }},
		{"filters that were forgotten", invariant.Queue, func(w *world.World) { w.LogGroups.Get("web").FilterAt = noon().Add(-time.Second) }},
		{"a result before its time", invariant.Known, func(w *world.World) { w.LogQueries.Get("q").Rows = [][]world.Attribute{{}} }},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := logged()
			c.plant(w)
			wantViolation(t, invariant.Check(w), c.rule)
		})
	}
}
