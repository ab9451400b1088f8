package trouble_test

import (
	"testing"
	"time"

	"fleetglass/fake/sim"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/trouble"
	"fleetglass/fake/world"
)

func noon() time.Time { return time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC) }

// account is a world with one group: a server in service, one that boots, and
// one that is broken already.
func account() (*sim.Kernel, *trouble.Room) {
	k := sim.New(&world.World{Region: "us-west-2", Now: noon(), Random: world.Random{Hi: 1, Lo: 2}})
	room := trouble.New(k, compute.New(k))
	put := func(id, zone string, state world.InstanceState, health world.InstanceHealth) {
		k.World.Instances.Put(id, &world.Instance{ID: id, State: state, Zone: zone, Type: "t3.small", Health: health})
	}
	put("i-serves", "us-west-2a", world.Running, world.InstanceHealth{})
	put("i-boots", "us-west-2a", world.Pending, world.InstanceHealth{})
	put("i-broken", "us-west-2b", world.Running, world.InstanceHealth{FailCode: 404})
	k.World.Groups.Put("web", &world.Group{Name: "web", Members: []world.Member{
		{Instance: "i-serves", Lifecycle: "InService"}, {Instance: "i-boots", Lifecycle: "Pending"}, {Instance: "i-broken", Lifecycle: "InService"},
	}})
	return k, room
}

func TestATroubleStrikesWhatServes(t *testing.T) {
	k, _ := account()
	trouble.Begin(k, world.Trouble{ID: "web", Group: "web", Every: 10 * time.Minute, Code: 503})
	k.Advance(noon().Add(2 * time.Hour))
	for id, code := range map[string]int{"i-serves": 503, "i-boots": 0, "i-broken": 404} {
		if got := k.World.Instances.Get(id).Health.FailCode; got != code {
			t.Errorf("%s answers %d, want %d", id, got, code)
		}
	}
	if len(k.World.Queue) != 1 {
		t.Errorf("%d appointments are to come, want the next strike", len(k.World.Queue))
	}
}

func TestATroubleOfNothingGoesOn(t *testing.T) {
	k, _ := account()
	trouble.Begin(k, world.Trouble{ID: "gone", Group: "gone", Every: time.Minute})
	k.Advance(noon().Add(time.Hour))
	k.World.Troubles.Delete("gone")
	k.Advance(noon().Add(2 * time.Hour))
	if len(k.World.Queue) != 0 {
		t.Error("a trouble that was taken out comes again")
	}
}

// Strikes come at random, but neither in a burst nor after an age.
func TestIntervalsAreBoundedAndKeepTheirMean(t *testing.T) {
	k, _ := account()
	const mean, n = 40 * time.Minute, 2000
	for range n {
		trouble.Begin(k, world.Trouble{ID: "t", Every: mean})
	}
	var sum time.Duration
	for _, a := range k.World.Queue {
		after := a.At.Sub(noon())
		if after < 12*time.Minute || after > 100*time.Minute {
			t.Fatalf("a strike comes after %s", after)
		}
		sum += after
	}
	if got := sum / n; got < 35*time.Minute || got > 45*time.Minute {
		t.Errorf("the mean is %s", got)
	}
}

func TestWhatAPersonMayBreak(t *testing.T) {
	k, room := account()
	if n := room.FailZone("us-west-2a", 10*time.Minute); n != 2 || !k.World.Instances.Get("i-serves").Health.Impaired {
		t.Errorf("%d instances are impaired", n)
	}
	k.Advance(noon().Add(11 * time.Minute))
	if k.World.Instances.Get("i-serves").Health.Impaired {
		t.Error("the zone is still out after its time")
	}
	room.FailServer("i-serves", -1, 0)
	k.Advance(noon().Add(24 * time.Hour))
	if k.World.Instances.Get("i-serves").Health.FailCode != -1 {
		t.Error("a fault without an end has ended")
	}
	if err := room.Kill("i-serves"); err != nil || k.World.Instances.Get("i-serves").StateCode != "Server.InternalError" {
		t.Errorf("killed: %+v, error %v", k.World.Instances.Get("i-serves"), err)
	}
	w := &world.Workload{}
	room.Surge(w, trouble.Surge{Factor: 3, For: time.Hour})
	if len(w.Surges) != 1 || w.Surges[0].To.Sub(w.Surges[0].From) != time.Hour {
		t.Errorf("surges %v", w.Surges)
	}
}
