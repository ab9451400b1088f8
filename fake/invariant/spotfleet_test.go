package invariant_test

import (
	"slices"
	"testing"
	"time"

	"fleetglass/fake/invariant"
	"fleetglass/fake/world"
)

// spotFleet is a sound Spot Fleet of two instances in the sound world.
func spotFleet() (*world.World, *world.SpotFleet) {
	w := sound()
	f := &world.SpotFleet{
		ID: "sfr-1", State: "active", Config: world.FleetConfig{Target: 3},
		Members: []world.FleetMember{{Instance: "i-fleet1", Weight: 2}, {Instance: "i-fleet2", Weight: 2, OnDemand: true}},
		History: []world.FleetEvent{{At: noon(), Type: "fleetRequestChange", Subtype: "submitted"}},
	}
	for i, id := range []string{"i-fleet1", "i-fleet2"} {
		in := *w.Instances.Get("i-1")
		in.ID, in.PrivateIP, in.PublicIP, in.Interface, in.Volume = id, "", "", "eni-"+id, "vol-"+id
		in.Market = []string{"spot", ""}[i]
		in.Tags = []world.Tag{{Key: "aws:ec2spot:fleet-request-id", Value: "sfr-1"}}
		w.Instances.Put(id, &in)
	}
	w.SpotFleets.Put("sfr-1", f)
	return w, f
}

func TestASoundSpotFleet(t *testing.T) {
	w, _ := spotFleet()
	for _, v := range invariant.Check(w) {
		t.Error(v)
	}
}

func TestEachInvariantOfSpotFleetsFires(t *testing.T) {
	for _, c := range []struct {
		name  string
		rule  string
		plant func(*world.World, *world.SpotFleet)
	}{
		{"made tomorrow", invariant.Future, func(_ *world.World, f *world.SpotFleet) { f.Created = noon().Add(time.Second) }},
		{"a state that AWS does not have", invariant.Known, func(_ *world.World, f *world.SpotFleet) { f.State = "deleted" }},
		{"cancelled with instances", invariant.Reference, func(_ *world.World, f *world.SpotFleet) { f.State = "cancelled" }},
		{"a member twice", invariant.Unique, func(_ *world.World, f *world.SpotFleet) { f.Members[1] = f.Members[0] }},
		{"a member that is gone", invariant.Reference, func(_ *world.World, f *world.SpotFleet) { f.Members[0].Instance = "i-9" }},
		{"no tag", invariant.Reference, func(w *world.World, _ *world.SpotFleet) { w.Instances.Get("i-fleet1").Tags = nil }},
		{"the wrong market", invariant.Reference, func(_ *world.World, f *world.SpotFleet) { f.Members[0].OnDemand = true }},
		{"too much", invariant.Capacity, func(_ *world.World, f *world.SpotFleet) { f.Config.Target = 2 }},
		{"a weight of nothing", invariant.Capacity, func(_ *world.World, f *world.SpotFleet) { f.Members[0].Weight = 0 }},
		{"an end that was not noticed", invariant.Ghost, func(w *world.World, _ *world.SpotFleet) {
			in := w.Instances.Get("i-fleet1")
			in.State, in.StateSince = world.ShuttingDown, noon().Add(-time.Second)
		}},
		{"an event that AWS does not have", invariant.Known, func(_ *world.World, f *world.SpotFleet) { f.History[0].Subtype = "bored" }},
		{"a history that goes back", invariant.History, func(_ *world.World, f *world.SpotFleet) {
			f.History = append(f.History, world.FleetEvent{At: noon().Add(-time.Hour), Type: "fleetRequestChange", Subtype: "active"})
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, f := spotFleet()
			c.plant(w, f)
			found := invariant.Check(w)
			if !slices.ContainsFunc(found, func(v invariant.Violation) bool { return v.Rule == c.rule }) {
				t.Errorf("found %v, want %q", found, c.rule)
			}
		})
	}
}

func TestTheWatchSeesImpossibleStatesOfFleets(t *testing.T) {
	w, f := spotFleet()
	var watch invariant.Watch
	watch.Look(w)
	f.State = "submitted"
	if !slices.ContainsFunc(watch.Look(w), func(v invariant.Violation) bool { return v.Rule == invariant.Change }) {
		t.Error("active to submitted was not seen")
	}
	f.State = "cancelled_running"
	if found := watch.Look(w); len(found) > 0 {
		t.Errorf("submitted to cancelled_running: %v", found)
	}
}
