package invariant_test

import (
	"testing"
	"time"

	"fleetglass/fake/invariant"
	"fleetglass/fake/world"
)

// refreshed is a sound world with a group in which a refresh is under way.
func refreshed() *world.World {
	w := sound()
	w.Groups.Put("fresh", &world.Group{Name: "fresh", Max: 4, Desired: 2, Refresh: "r-1", Members: []world.Member{
		{Instance: "i-r1", Lifecycle: "InService", Successor: "i-r3"}, {Instance: "i-r2", Lifecycle: "InService"}, {Instance: "i-r3", Lifecycle: "InService"},
	}})
	for _, id := range []string{"i-r1", "i-r2", "i-r3"} {
		w.Instances.Put(id, &world.Instance{ID: id, State: world.Running, Subnet: "subnet-1"})
	}
	w.Refreshes.Put("r-1", &world.Refresh{ID: "r-1", Group: "fresh", Status: "InProgress", Started: noon(), Total: 2, Updated: 1, Left: 1})
	return w
}

func TestRefreshInvariantsFire(t *testing.T) {
	for _, v := range invariant.Check(refreshed()) {
		t.Error(v)
	}
	first := func(w *world.World) *world.Refresh { return w.Refreshes.Get("r-1") }
	for name, c := range map[string]struct {
		rule  string
		plant func(*world.World)
	}{
		"an unknown status":        {invariant.Known, func(w *world.World) { first(w).Status = "Resting" }},
		"an end while it runs":     {invariant.Known, func(w *world.World) { first(w).Ended = noon() }},
		"more done than there was": {invariant.RefreshCount, func(w *world.World) { first(w).Updated = 3 }},
		"more gone back":           {invariant.RefreshCount, func(w *world.World) { first(w).Back = &world.Rollback{Updated: 1} }},
		"a start to come":          {invariant.Future, func(w *world.World) { first(w).Started = noon().Add(time.Hour) }},
		"two at once": {invariant.OneRefresh, func(w *world.World) {
			w.Refreshes.Put("r-2", &world.Refresh{ID: "r-2", Group: "fresh", Status: "Pending", Started: noon()})
		}},
		"a group that knows nothing of it": {invariant.Reference, func(w *world.World) { w.Groups.Get("fresh").Refresh = "" }},
		"its own successor":                {invariant.Succession, func(w *world.World) { w.Groups.Get("fresh").Members[0].Successor = "i-r1" }},
		"one successor of two":             {invariant.Succession, func(w *world.World) { w.Groups.Get("fresh").Members[1].Successor = "i-r3" }},
	} {
		w := refreshed()
		c.plant(w)
		found := false
		for _, v := range invariant.Check(w) {
			found = found || v.Rule == c.rule
		}
		if !found {
			t.Errorf("%s is not found", name)
		}
	}
}
