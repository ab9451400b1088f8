package invariant_test

import (
	"testing"
	"time"

	"fleetglass/fake/invariant"
	"fleetglass/fake/world"
)

func soundSpot() *world.World {
	w := sound()
	w.Instances.Put("i-s", &world.Instance{ID: "i-s", State: world.Running, Subnet: "subnet-1", PrivateIP: "10.0.0.9", Market: "spot", SpotRequest: "sir-1"})
	w.SpotRequests.Put("sir-1", &world.SpotRequest{ID: "sir-1", Type: "one-time", State: "active", Code: "fulfilled", Instance: "i-s"})
	w.SpotInstances.Put("i-s", &world.SpotInstance{Instance: "i-s", Request: "sir-1", Running: noon(), NoticeAt: noon(), EndsAt: noon().Add(2 * time.Minute)})
	return w
}

func TestSpotInvariantsFire(t *testing.T) {
	for _, v := range invariant.Check(soundSpot()) {
		t.Error(v)
	}
	request := func(w *world.World) *world.SpotRequest { return w.SpotRequests.Get("sir-1") }
	instance := func(w *world.World) *world.SpotInstance { return w.SpotInstances.Get("i-s") }
	for name, c := range map[string]struct {
		rule  string
		plant func(*world.World)
	}{
		"an unknown status":                  {invariant.Known, func(w *world.World) { request(w).Code = "sold-out" }},
		"a closed request that is fulfilled": {invariant.Spot, func(w *world.World) { request(w).State = "closed" }},
		"an instance while it waits":         {invariant.Spot, func(w *world.World) { request(w).State, request(w).Code = "open", "price-too-low" }},
		"another's instance":                 {invariant.Spot, func(w *world.World) { w.Instances.Get("i-s").SpotRequest = "sir-2" }},
		"a notice of a minute":               {invariant.Spot, func(w *world.World) { instance(w).EndsAt = noon().Add(time.Minute) }},
		"a notice that had no consequence":   {invariant.Spot, func(w *world.World) { w.Now = noon().Add(time.Hour) }},
		"a bill for what does not run":       {invariant.Spot, func(w *world.World) { w.Instances.Get("i-s").State = world.Stopped }},
		"a status from the future":           {invariant.Future, func(w *world.World) { request(w).Updated = noon().Add(time.Second) }},
		"an event from the future": {invariant.Future, func(w *world.World) {
			w.SpotMarket.Events = []world.SpotEvent{{Instance: "i-s", At: noon().Add(time.Second)}}
		}},
		"what is gone": {invariant.Reference, func(w *world.World) { w.Instances.Delete("i-s") }},
	} {
		w := soundSpot()
		c.plant(w)
		found := false
		for _, v := range invariant.Check(w) {
			found = found || v.Rule == c.rule
		}
		if !found {
			t.Errorf("%s: no violation of %q", name, c.rule)
		}
	}
}
