package classic_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"fleetglass/fake/sim"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/classic"
	"fleetglass/fake/world"
)

// share is the part of the workload that goes to a zone now.
func (a *account) share(zone int) float64 {
	h := a.World.Metrics.Shares.Get("load|" + classic.Pool(name, a.zone(zone), 80))
	if v := balancing.At(h, a.Now()); v != nil {
		return v[0]
	}
	return 0
}

func (a *account) wantShares(what string, first, second float64) {
	a.t.Helper()
	a.Settle()
	if x, y := a.share(0), a.share(1); math.Abs(x-first) > 1e-9 || math.Abs(y-second) > 1e-9 {
		a.t.Errorf("%s: %.3f and %.3f, want %.3f and %.3f", what, x, y, first, second)
	}
}

// CLB/how-elastic-load-balancing-works: clients come to all zones alike;
// without cross-zone balancing each zone serves its own.
func TestRequestsAreSpreadOverZones(t *testing.T) {
	a := newAccount(t)
	one, two, three := a.server(0), a.server(0), a.server(1)
	a.balancing.PutWorkload(world.Workload{ID: "load", Balancer: name, Base: 10})
	a.wantShares("nobody is there: clients are turned away in both", 0.5, 0.5)
	a.register(one, two, three)
	a.pass(time.Minute)
	a.wantShares("each zone half", 0.5, 0.5)
	a.lb().CrossZone = true
	a.room.RoutingChanged(a.lb())
	a.wantShares("each instance a third", 2.0/3, 1.0/3)
	silence(a, three)
	a.pass(time.Minute)
	a.wantShares("a zone without a healthy instance gets nothing", 1, 0)
	a.lb().CrossZone = false
	a.room.RoutingChanged(a.lb())
	a.wantShares("nor without cross-zone", 1, 0)
	a.deregister(one, two)
	a.wantShares("nobody is healthy", 0.5, 0.5)
	a.lb().Listeners = nil
	a.room.RoutingChanged(a.lb())
	a.wantShares("nothing listens", 0, 0)
}

// A workload may name its balancer by ARN, and say to which port it comes.
func TestRequestsByPort(t *testing.T) {
	a := newAccount(t)
	a.lb().Listeners = append(a.lb().Listeners, world.ClassicListener{Protocol: "HTTPS", Port: 443, InstanceProtocol: "HTTP", InstancePort: 8080})
	id := a.server(0)
	a.register(id)
	a.room.RoutingChanged(a.lb())
	a.pass(time.Minute)
	a.balancing.PutWorkload(world.Workload{ID: "load", Balancer: "arn:aws:elasticloadbalancing:us-west-2:123456789012:loadbalancer/web", Base: 10, Mix: []world.RequestMix{
		{Share: 1}, {Scheme: "https", Share: 2}, {Port: 99, Share: 1},
	}})
	a.wantShares("plain requests", 0.25, 0)
	if h := a.World.Metrics.Shares.Get("load|" + classic.Pool(name, a.zone(0), 8080)); h == nil || h.Steps[0].Values[0] != 0.5 {
		t.Errorf("secure requests: %+v", h)
	}
	pools := map[string]int{}
	for _, c := range a.balancing.Carried(id) {
		pools[c.Pool]++
	}
	if len(pools) != 2 {
		t.Errorf("the instance serves in %v", pools)
	}
	a.room.Delete(name)
	a.wantShares("the balancer is gone", 0, 0)
}

func TestPoolNames(t *testing.T) {
	b, z, p, ok := classic.PoolOf(classic.Pool("a-b", "us-west-2a", 8080))
	if b != "a-b" || z != "us-west-2a" || p != 8080 || !ok {
		t.Errorf("%q %q %d %v", b, z, p, ok)
	}
	for _, bad := range []string{"", "group/web", "classic/web", "classic/web/us-west-2a/x", "arn:aws:elasticloadbalancing:us-west-2:1:targetgroup/a/b"} {
		if _, _, _, ok := classic.PoolOf(bad); ok {
			t.Errorf("%q is taken for a pool", bad)
		}
	}
}

// A world that is saved and loaded goes on as if nothing had happened.
func TestALoadedWorldGoesOnTheSame(t *testing.T) {
	a := newAccount(t)
	one, two := a.server(0), a.server(1)
	a.lb().Draining = true
	a.register(one, two)
	a.balancing.PutWorkload(world.Workload{ID: "load", Balancer: name, Base: 10})
	a.pass(100 * time.Second)
	silence(a, one)
	a.pass(40 * time.Second)
	saved, err := json.Marshal(a.World)
	a.must(err)
	b := &account{t: t, Kernel: sim.New(&world.World{}), net: a.net}
	a.must(json.Unmarshal(saved, b.World))
	b.furnish()
	for _, each := range []*account{a, b} {
		each.pass(time.Minute)
		each.deregister(two)
		speak(each, one)
		each.pass(10 * time.Minute)
	}
	first, _ := json.Marshal(a.World)
	second, _ := json.Marshal(b.World)
	if string(first) != string(second) {
		t.Error("the loaded world went another way")
	}
}
