package invariant_test

import (
	"slices"
	"testing"
	"time"

	"fleetglass/fake/invariant"
	"fleetglass/fake/world"
)

// classic is a sound Classic balancer in the sound world.
func classic() (*world.World, *world.ClassicBalancer) {
	w := sound()
	b := &world.ClassicBalancer{
		Name: "old", Zones: []string{"a"}, Subnets: []string{"subnet-1"}, Policies: []world.ClassicPolicy{{Name: "cart"}},
		Listeners: []world.ClassicListener{{Port: 80, Policies: []string{"cart"}}, {Port: 81}},
		Instances: []world.ClassicInstance{{ID: "i-1", State: "InService"}, {ID: "i-2", State: "OutOfService"}},
	}
	w.ClassicBalancers.Put("old", b)
	return w, b
}

func TestASoundClassicBalancer(t *testing.T) {
	w, _ := classic()
	for _, v := range invariant.Check(w) {
		t.Error(v)
	}
}

func TestEachInvariantOfClassicBalancersFires(t *testing.T) {
	later := noon().Add(time.Second)
	for _, c := range []struct {
		name  string
		rule  string
		plant func(*world.World, *world.ClassicBalancer)
	}{
		{"a name that is another's", invariant.Unique, func(_ *world.World, b *world.ClassicBalancer) { b.Name = "new" }},
		{"made tomorrow", invariant.Future, func(_ *world.World, b *world.ClassicBalancer) { b.Created = later }},
		{"a state from the future", invariant.Future, func(_ *world.World, b *world.ClassicBalancer) { b.Instances[0].Since = later }},
		{"a zone without a subnet", invariant.Reference, func(_ *world.World, b *world.ClassicBalancer) { b.Zones = []string{"a", "b"} }},
		{"a subnet that is gone", invariant.Reference, func(_ *world.World, b *world.ClassicBalancer) { b.Subnets = []string{"subnet-9"} }},
		{"two listeners at a port", invariant.Unique, func(_ *world.World, b *world.ClassicBalancer) { b.Listeners[1].Port = 80 }},
		{"a policy that is gone", invariant.Reference, func(_ *world.World, b *world.ClassicBalancer) { b.Policies = nil }},
		{"registered twice", invariant.Unique, func(_ *world.World, b *world.ClassicBalancer) { b.Instances[1] = b.Instances[0] }},
		{"a state that AWS does not have", invariant.Known, func(_ *world.World, b *world.ClassicBalancer) { b.Instances[0].State = "healthy" }},
		{"a terminated instance gets requests", invariant.DeadTarget, func(_ *world.World, b *world.ClassicBalancer) { b.Instances[1].State = "InService" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, b := classic()
			c.plant(w, b)
			found := invariant.Check(w)
			if !slices.ContainsFunc(found, func(v invariant.Violation) bool { return v.Rule == c.rule }) {
				t.Errorf("found %v, want %q", found, c.rule)
			}
		})
	}
}
