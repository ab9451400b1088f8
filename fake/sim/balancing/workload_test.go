package balancing_test

import (
	"math"
	"testing"
	"time"

	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/world"
)

func path(p string) world.Condition {
	return world.Condition{Field: "path-pattern", Values: []string{p}}
}

// The shares of a mix of requests, by ALB/load-balancer-listeners.
func TestSharesFollowTheRules(t *testing.T) {
	a := newAccount(t)
	api, canary := a.targetGroup("api"), a.targetGroup("canary")
	a.rule("r10", 10, forward(api.ARN, 3, world.Forward{TargetGroup: canary.ARN, Weight: 1}), path("/api/*"))
	a.rule("r20", 20, world.Action{Type: "redirect"}, path("/old"))
	a.rule("r30", 30, world.Action{Type: "fixed-response"}, path("/teapot"))
	a.rule("r40", 40, forward(api.ARN, 0), path("/nobody"))
	a.room.PutWorkload(world.Workload{ID: "w", Balancer: a.lb.ARN, Base: 10, Mix: []world.RequestMix{
		{Path: "/", Share: 4}, {Path: "/api/users", Share: 4}, {Path: "/old", Share: 1}, {Path: "/teapot?milk=1", Share: 2}, {Path: "/nobody", Share: 3},
		{Path: "/", Port: 81, Share: 2}, // no listener
	}})
	a.Settle()
	if n := a.World.Metrics.Shares.Len(); n != 0 {
		t.Errorf("%d shares before the balancer is up", n)
	}
	a.up()
	want := map[string]float64{
		a.tg.ARN: 4. / 16, api.ARN: 3. / 16, canary.ARN: 1. / 16,
		balancing.ToRedirect: 1. / 16, balancing.ToFixed: 2. / 16, balancing.ToNobody: 3. / 16,
	}
	for to, share := range want {
		if got := a.share(to); math.Abs(got-share) > 1e-9 {
			t.Errorf("%s gets %v, want %v", to, got, share)
		}
	}
	a.World.Rules.Delete("r10")
	a.room.RoutingChanged(a.lb.ARN)
	a.Settle()
	if a.share(api.ARN) != 0 || a.share(a.tg.ARN) != 0.5 {
		t.Errorf("without the rule: api gets %v, the default %v", a.share(api.ARN), a.share(a.tg.ARN))
	}
}

func (a *account) share(to string) float64 {
	v := balancing.At(a.World.Metrics.Shares.Get("w|"+to), a.Now())
	if v == nil {
		return 0
	}
	return v[0]
}

func (a *account) serving() balancing.Serving {
	return balancing.ServingFrom(balancing.At(a.World.Metrics.Serving.Get(a.tg.ARN), a.Now()))
}

// ALB/load-balancer-target-groups: all get requests when none is healthy.
func TestFailOpen(t *testing.T) {
	a := newAccount(t)
	a.up()
	one, two := a.server(0), a.server(1)
	a.register(a.tg, one, two)
	a.pass(time.Minute)
	for _, c := range []struct {
		name string
		do   func()
		want balancing.Serving
	}{
		{"both healthy", func() {}, balancing.Serving{Healthy: 2, Registered: 2, Receiving: 2}},
		{"one fails", func() { fail(503)(a, one) }, balancing.Serving{Healthy: 1, Unhealthy: 1, Registered: 2, Receiving: 1}},
		{"both fail", func() { fail(503)(a, two) }, balancing.Serving{Unhealthy: 2, Registered: 2, Receiving: 2, FailOpen: true}},
		{"one heals", func() { heal(a, one) }, balancing.Serving{Healthy: 1, Unhealthy: 1, Registered: 2, Receiving: 1}},
		{"at least two must be healthy", func() {
			a.tg.Attributes = []world.Attribute{{Key: "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count", Value: "2"}}
			a.room.CheckChanged(a.tg.ARN)
		}, balancing.Serving{Healthy: 1, Unhealthy: 1, Registered: 2, Receiving: 2, FailOpen: true}},
		{"both leave", func() { a.deregister(one); a.deregister(two) }, balancing.Serving{}},
	} {
		c.do()
		a.pass(4 * time.Minute)
		if got := a.serving(); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestWorkersShareAGroupsJobs(t *testing.T) {
	a := newAccount(t)
	g := &world.Group{Name: "workers", Members: []world.Member{{Instance: "i-1", Lifecycle: "InService"}, {Instance: "i-2", Lifecycle: "Pending"}}}
	a.World.Groups.Put(g.Name, g)
	a.room.PutWorkload(world.Workload{ID: "w", Group: "workers", Base: 1})
	a.Settle()
	stands := func(id string) balancing.Standing {
		v := balancing.At(a.World.Metrics.Load.Get("group/workers|"+id+"|0"), a.Now())
		if v == nil {
			return balancing.Gone
		}
		return balancing.Standing(v[0])
	}
	if stands("i-1") != balancing.Serves || stands("i-2") != balancing.Gone {
		t.Error("only the member in service takes jobs")
	}
	a.pass(time.Minute)
	g.Members[0].Lifecycle, g.Members[1].Lifecycle = "Terminating", "InService"
	a.Changed("group", g.Name)
	a.Settle()
	if stands("i-1") != balancing.Gone || stands("i-2") != balancing.Serves {
		t.Error("the other member takes the jobs over")
	}
}

func TestDemand(t *testing.T) {
	a := newAccount(t)
	day := time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)
	w := world.Workload{ID: "w", Base: 100, Swing: 0.5, PeakHour: 20}
	for _, c := range []struct {
		name string
		at   time.Time
		want float64
	}{
		{"peak", day.Add(20 * time.Hour), 150}, {"trough", day.Add(8 * time.Hour), 50}, {"between", day.Add(14 * time.Hour), 100},
		{"the minute counts, not the second", day.Add(20*time.Hour + 59*time.Second), 150},
	} {
		if got := a.room.Demand(&w, c.at); math.Abs(got-c.want) > 1e-6 {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	w.Surges = []world.Surge{{From: day.Add(20 * time.Hour), To: day.Add(21 * time.Hour), Factor: 3}}
	if got := a.room.Demand(&w, day.Add(20*time.Hour)); math.Abs(got-450) > 1e-6 {
		t.Errorf("in a surge: %v, want 450", got)
	}
	w.Noise, w.Ripple, w.RippleEvery = 0.1, 0.2, time.Hour
	first := a.room.Demand(&w, day)
	if first != a.room.Demand(&w, day) {
		t.Error("the same minute has two demands")
	}
	if first == a.room.Demand(&w, day.Add(time.Minute)) {
		t.Error("noise does not vary")
	}
}

func TestHistoriesAreForgotten(t *testing.T) {
	a := newAccount(t)
	a.up()
	id := a.server(0)
	a.register(a.tg, id)
	a.pass(time.Minute)
	a.deregister(id)
	a.pass(balancing.Retention)
	if len(a.room.Carried(id)) != 1 {
		t.Error("a history must outlive its target")
	}
	a.pass(time.Hour)
	if len(a.room.Carried(id)) != 0 || a.World.Metrics.Load.Len() != 0 {
		t.Error("a history is kept for ever")
	}
}
