package spotfleet_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/classic"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/spot"
	"fleetglass/fake/sim/spotfleet"
	"fleetglass/fake/world"
)

// account is a new account with rooms for Spot.
type account struct {
	*sim.Kernel
	t         *testing.T
	compute   *compute.Room
	spot      *spot.Room
	balancing *balancing.Room
	room      *spotfleet.Room
	net       compute.Network
}

func newAccount(t *testing.T) *account {
	t.Helper()
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	a := &account{t: t, Kernel: sim.New(&world.World{
		Account: "123456789012", Region: "us-west-2", Seed: 7, Born: start, Now: start, Random: world.Random{Hi: 7, Lo: 1},
	})}
	a.compute = compute.New(a.Kernel)
	a.spot = spot.New(a.Kernel, a.compute)
	a.balancing = balancing.New(a.Kernel, a.compute)
	a.net = compute.DefaultNetwork(a.Kernel)
	a.room = spotfleet.New(a.Kernel, a.compute, a.spot, a.balancing, classic.New(a.Kernel, a.compute, a.balancing), nil)
	a.AfterStep(func() { a.check() })
	// Prices of a quiet day: a, b, c, d from the cheapest up.
	for i, zone := range []string{"a", "b", "c", "d"} {
		a.spot.SetPrice("m5.large", "us-west-2"+zone, 0.030+0.001*float64(i), 0)
		a.spot.SetCapacity("m5.large", "us-west-2"+zone, 100, 0)
	}
	return a
}

// check is what always holds: a fleet never has more than its target and its
// largest weight, unless it keeps what was launched for a higher one.
func (a *account) check() {
	for id, f := range a.World.SpotFleets.All() {
		sum, largest := 0.0, 1.0
		for _, m := range f.Members {
			largest = max(largest, m.Weight)
			in := a.World.Instances.Get(m.Instance)
			if in != nil && (in.State == world.Running || in.State == world.Pending) && !m.Leaving && m.AtRisk.IsZero() {
				sum += m.Weight
			}
		}
		if got := a.room.Fulfilled(f); got != sum {
			a.t.Fatalf("%s: %s has %g units, its instances %g", a.Now(), id, got, sum)
		}
		if f.Config.ExcessPolicy != fleet.NoTermination && f.State == fleet.Active && !f.Shrinking && sum >= float64(f.Config.Target)+largest {
			a.t.Fatalf("%s: %s has %g of %d units", a.Now(), id, sum, f.Config.Target)
		}
	}
}

func (a *account) pass(d time.Duration) { a.Advance(a.Now().Add(d)) }

// specification is one of m5.large, or what the changes make of it.
func (a *account) specification(changes ...func(*world.FleetSpecification)) world.FleetSpecification {
	s := world.FleetSpecification{Settings: world.LaunchSettings{Image: a.net.Images.AmazonLinux2023, Type: "m5.large"}}
	for _, change := range changes {
		change(&s)
	}
	return s
}

// request makes a fleet of one specification in all zones, or what the
// changes make of it.
func (a *account) request(target int, changes ...func(*world.FleetConfig)) *world.SpotFleet {
	a.t.Helper()
	c := world.FleetConfig{Role: "arn:aws:iam::123456789012:role/fleet", Target: target, Specifications: []world.FleetSpecification{a.specification()}}
	for _, change := range changes {
		change(&c)
	}
	f, err := a.room.Request(c, nil)
	if err != nil {
		a.t.Fatal(err)
	}
	return f
}

// told is the subtypes of a fleet's history from a place on.
func told(f *world.SpotFleet, from int) string {
	var list []string
	for _, e := range f.History[min(from, len(f.History)):] {
		list = append(list, e.Subtype)
	}
	return strings.Join(list, " ")
}

// drawn is where a fleet's instances run: "a:2 b:2".
func (a *account) drawn(f *world.SpotFleet) string {
	count := map[string]int{}
	for _, m := range a.room.Active(f) {
		name := strings.TrimPrefix(m.Zone, "us-west-2")
		if m.OnDemand {
			name += "*"
		}
		count[name]++
	}
	var list []string
	for name, n := range count {
		list = append(list, fmt.Sprintf("%s:%d", name, n))
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

func (a *account) kill(f *world.SpotFleet, n int) {
	a.t.Helper()
	for _, m := range a.room.Active(f)[:n] {
		if err := a.compute.Terminate(m.Instance, compute.CodeUserShutdown, compute.UserShutdown); err != nil {
			a.t.Fatal(err)
		}
	}
	a.Settle()
}

func diversified(c *world.FleetConfig) { c.Strategy = fleet.Diversified }

// EC2/spot-fleet: a fleet of type maintain replaces what ends.
func TestMaintain(t *testing.T) {
	a := newAccount(t)
	f := a.request(4, diversified)
	if f.State != fleet.Submitted || a.room.Activity(f) != fleet.ActivityPendingFulfillment {
		t.Errorf("%s, %s", f.State, a.room.Activity(f))
	}
	a.pass(time.Minute)
	if got := a.drawn(f); got != "a:1 b:1 c:1 d:1" || a.room.Activity(f) != fleet.ActivityFulfilled {
		t.Fatalf("%s, %s", got, a.room.Activity(f))
	}
	want := "submitted active" + strings.Repeat(" progress launched", 4)
	if got := told(f, 0); got != want {
		t.Errorf("history: %s", got)
	}
	e := f.History[3]
	if e.Text != `{"instanceType":"m5.large","image":"`+a.net.Images.AmazonLinux2023+`","productDescription":"Linux/UNIX","availabilityZone":"us-west-2a"}` || e.Instance == "" {
		t.Errorf("launched: %+v", e)
	}
	requests := []string{a.room.RequestOf(&f.Members[0]), a.room.RequestOf(&f.Members[1])}
	n := len(f.History)
	a.kill(f, 2)
	if got := told(f, n); got != "terminated terminated" || a.room.Fulfilled(f) != 2 || a.room.Activity(f) != fleet.ActivityPendingFulfillment {
		t.Errorf("%s, %g, %s", got, a.room.Fulfilled(f), a.room.Activity(f))
	}
	for _, id := range requests {
		if q := a.World.SpotRequests.Get(id); q.State != "closed" || q.Code != "instance-terminated-by-user" {
			t.Errorf("%s: %s, %s", id, q.State, q.Code)
		}
	}
	a.pass(2 * time.Minute)
	if got := a.drawn(f); got != "a:1 b:1 c:1 d:1" || a.room.Activity(f) != fleet.ActivityFulfilled {
		t.Errorf("replaced: %s, %s", got, a.room.Activity(f))
	}
	if len(f.Members) != 4 {
		t.Errorf("%d members", len(f.Members))
	}
}

func TestRequestPlacesOnce(t *testing.T) {
	a := newAccount(t)
	f := a.request(4, func(c *world.FleetConfig) { c.Type = fleet.Request })
	a.pass(time.Minute)
	a.kill(f, 2)
	a.pass(time.Hour)
	if got := a.room.Fulfilled(f); got != 2 {
		t.Errorf("%g units", got)
	}
	if err := a.room.Modify(f.ID, spotfleet.Change{Target: new(int)}); err == nil {
		t.Error("a fleet of type request was modified")
	}
}

// What the engine launches is what the rules say for the same pools.
func TestStrategies(t *testing.T) {
	for _, c := range []struct {
		strategy string
		pools    int
		want     string
	}{
		{"", 0, "a:6"},
		{fleet.LowestPrice, 2, "a:3 b:3"},
		{fleet.Diversified, 0, "a:2 b:2 c:1 d:1"},
	} {
		a := newAccount(t)
		f := a.request(6, func(fc *world.FleetConfig) { fc.Strategy, fc.PoolsToUse = c.strategy, c.pools })
		a.pass(time.Minute)
		if got := a.drawn(f); got != c.want {
			t.Errorf("%s: %s, want %s", c.strategy, got, c.want)
		}
	}
}

// The strategies that look at capacity go where the market is deepest.
func TestCapacityStrategies(t *testing.T) {
	for _, strategy := range []string{fleet.CapacityOptimized, fleet.CapacityOptimizedPrioritized, fleet.PriceCapacityOptimized} {
		a := newAccount(t)
		template := a.template("m5.large")
		var pools []fleet.Pool
		var overrides []world.FleetOverride
		for i, zone := range []string{"a", "b", "c", "d"} {
			priority := float64(3 - i)
			overrides = append(overrides, world.FleetOverride{Zone: "us-west-2" + zone, Priority: &priority})
			pools = append(pools, fleet.Pool{Type: zone, Spot: a.spot.Price("m5.large", "us-west-2"+zone, "Linux/UNIX"), OnDemand: 0.096, Available: 100,
				Depth: a.spot.Depth("m5.large", "us-west-2"+zone, "Linux/UNIX"), Priority: priority})
		}
		f := a.request(6, func(c *world.FleetConfig) {
			c.Strategy, c.Specifications = strategy, nil
			c.Templates = []world.FleetTemplate{{Launch: template, Overrides: overrides}}
		})
		a.pass(time.Minute)
		var want []string
		for _, l := range fleet.Allocate(pools, fleet.Ask{Strategy: strategy, Target: 6}).Launches {
			want = append(want, fmt.Sprintf("%s:%d", pools[l.Pool].Type, l.Count))
		}
		slices.Sort(want)
		if got := a.drawn(f); got != strings.Join(want, " ") {
			t.Errorf("%s: %s, the rules say %v", strategy, got, want)
		}
	}
}

// template makes a launch template.
func (a *account) template(typ string) world.LaunchRef {
	id := a.ID("lt-", 17)
	a.World.LaunchTemplates.Put(id, &world.LaunchTemplate{ID: id, Name: "web", Default: 1, Versions: []world.LaunchTemplateVersion{
		{Number: 1, Settings: world.LaunchSettings{Image: a.net.Images.AmazonLinux2023, Type: typ}}}})
	return world.LaunchRef{Template: id, Version: "$Default"}
}

func TestWeightsAndOnDemand(t *testing.T) {
	a := newAccount(t)
	ref := a.template("m5.large")
	f := a.request(11, func(c *world.FleetConfig) {
		c.Specifications, c.OnDemandTarget = nil, 3
		c.Templates = []world.FleetTemplate{{Launch: ref, Overrides: []world.FleetOverride{{Weight: 2, Zone: "us-west-2a"}, {Weight: 2, Zone: "us-west-2b"}}}}
	})
	a.pass(time.Minute)
	// Two On-Demand make four units; seven are left for Spot, and four make eight.
	if got := a.drawn(f); got != "a*:2 a:4" || a.room.Fulfilled(f) != 12 || a.room.FulfilledOnDemand(f) != 4 {
		t.Errorf("%s, %g units, %g On-Demand", got, a.room.Fulfilled(f), a.room.FulfilledOnDemand(f))
	}
	for _, m := range a.room.Active(f) {
		if (a.room.RequestOf(m) == "") != m.OnDemand {
			t.Errorf("%+v, request %q", m, a.room.RequestOf(m))
		}
	}
}

func TestModify(t *testing.T) {
	a := newAccount(t)
	f := a.request(2)
	a.pass(time.Minute)
	n := len(f.History)
	a.modify(f, 5, "")
	if f.State != fleet.Modifying {
		t.Error(f.State)
	}
	a.pass(time.Minute)
	if got := told(f, n); got != "modify_in_progress modify_succeeded progress launched launched launched" || a.room.Fulfilled(f) != 5 {
		t.Errorf("up: %s, %g", got, a.room.Fulfilled(f))
	}
	n = len(f.History)
	a.modify(f, 3, "")
	a.pass(6 * time.Second)
	if got := told(f, n); got != "modify_in_progress modify_succeeded"+strings.Repeat(" termination_notified terminated", 2) || a.room.Activity(f) != fleet.ActivityPendingTermination {
		t.Errorf("down: %s, %s", got, a.room.Activity(f))
	}
	a.pass(2 * time.Minute)
	if a.room.Activity(f) != fleet.ActivityFulfilled || a.room.Fulfilled(f) != 3 {
		t.Errorf("down: %s, %g", a.room.Activity(f), a.room.Fulfilled(f))
	}
	a.modify(f, 1, fleet.NoTermination)
	a.pass(2 * time.Minute)
	a.kill(f, 1)
	a.pass(time.Hour)
	if a.room.Fulfilled(f) != 2 {
		t.Errorf("no termination: %g", a.room.Fulfilled(f))
	}
}

func (a *account) modify(f *world.SpotFleet, target int, policy string) {
	a.t.Helper()
	if err := a.room.Modify(f.ID, spotfleet.Change{Target: &target, ExcessPolicy: policy}); err != nil {
		a.t.Fatal(err)
	}
}

func TestCancel(t *testing.T) {
	a := newAccount(t)
	ends, stays := a.request(2), a.request(2)
	a.pass(time.Minute)
	request := a.room.RequestOf(&stays.Members[0])
	for f, terminate := range map[*world.SpotFleet]bool{ends: true, stays: false} {
		if previous, err := a.room.Cancel(f.ID, terminate); err != nil || previous != fleet.Active {
			t.Fatalf("%s, %v", previous, err)
		}
	}
	if ends.State != fleet.CancelledTerminating || stays.State != fleet.CancelledRunning {
		t.Errorf("%s, %s", ends.State, stays.State)
	}
	if q := a.World.SpotRequests.Get(request); q.Code != "request-canceled-and-instance-running" {
		t.Error(q.Code)
	}
	a.pass(2 * time.Minute)
	if ends.State != fleet.Cancelled || told(ends, 5) != "cancelled_terminating terminated terminated cancelled" {
		t.Errorf("%s, %s", ends.State, told(ends, 5))
	}
	if stays.State != fleet.CancelledRunning || a.room.Fulfilled(stays) != 2 {
		t.Errorf("%s, %g", stays.State, a.room.Fulfilled(stays))
	}
	if _, err := a.room.Cancel(stays.ID, true); err == nil || !strings.Contains(err.Error(), "fleetRequestNotInCancellableState") {
		t.Error(err)
	}
	a.kill(stays, 2)
	a.pass(2 * time.Minute)
	if stays.State != fleet.Cancelled {
		t.Error(stays.State)
	}
	a.pass(48 * time.Hour)
	if n := a.World.SpotFleets.Len(); n != 0 {
		t.Errorf("%d fleets two days later", n)
	}
	a.pass(40 * 24 * time.Hour)
	if n := a.World.Metrics.Fleets.Len(); n != 0 {
		t.Errorf("%d meters when nobody can ask for them any more", n)
	}
}

func TestExpiration(t *testing.T) {
	a := newAccount(t)
	until := a.Now().Add(time.Hour)
	ends := a.request(1, func(c *world.FleetConfig) { c.ValidUntil, c.TerminateWithExpiration = until, true })
	stays := a.request(1, func(c *world.FleetConfig) { c.ValidUntil = until })
	later := a.request(1, func(c *world.FleetConfig) { c.ValidFrom = until })
	a.pass(30 * time.Minute)
	if later.State != fleet.Submitted {
		t.Errorf("before its time: %s", later.State)
	}
	a.pass(40 * time.Minute)
	if ends.State != fleet.Cancelled || stays.State != fleet.CancelledRunning || later.State != fleet.Active {
		t.Errorf("%s, %s, %s", ends.State, stays.State, later.State)
	}
	if got := told(ends, 4); got != "expired cancelled_terminating terminated cancelled" {
		t.Error(got)
	}
}
