package invariant_test

import (
	"testing"
	"time"

	"fleetglass/fake/invariant"
	"fleetglass/fake/world"
)

// audited is a sound world with a bucket and a trail.
func audited() *world.World {
	w := sound()
	w.Buckets.Put("logs", &world.Bucket{Name: "logs", Objects: []world.Object{{Key: "a", Body: []byte("1")}, {Key: "b", Body: []byte("2")}}})
	w.StoredBytes = 2
	w.Trails.Put("trail", &world.Trail{ARN: "trail", Name: "main", Logging: true, Started: noon(), Created: noon()})
	w.Deliveries.Put("trail", &world.TrailDelivery{Trail: "trail", Waiting: true, Files: []world.TrailEvent{{At: noon()}}})
	return w
}

func TestEachInvariantOfTrailsAndBucketsFires(t *testing.T) {
	for _, v := range invariant.Check(audited()) {
		t.Error(v)
	}
	later := noon().Add(time.Second)
	for _, c := range []struct {
		name, rule string
		plant      func(*world.World)
	}{
		{"objects out of order", invariant.Stored, func(w *world.World) { w.Buckets.Get("logs").Objects[0].Key = "c" }},
		{"bytes miscounted", invariant.Stored, func(w *world.World) { w.StoredBytes++ }},
		{"a bucket that is another's", invariant.Unique, func(w *world.World) { w.Buckets.Get("logs").Name = "x" }},
		{"a trail from the future", invariant.Future, func(w *world.World) { w.Trails.Get("trail").Created = later }},
		{"a trail that was never started", invariant.Known, func(w *world.World) { w.Trails.Get("trail").Started = time.Time{} }},
		{"two trails of one name", invariant.Unique, func(w *world.World) { w.Trails.Put("two", &world.Trail{ARN: "two", Name: "main"}) }},
		{"events that nobody will deliver", invariant.Queue, func(w *world.World) { w.Deliveries.Get("trail").Waiting = false }},
		{"an event from the future waits", invariant.Future, func(w *world.World) { w.Deliveries.Get("trail").Files[0].At = later }},
	} {
		w := audited()
		c.plant(w)
		wantViolation(t, invariant.Check(w), c.rule)
	}
}
