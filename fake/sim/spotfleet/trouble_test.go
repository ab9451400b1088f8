package spotfleet_test

import (
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/world"
)

// EC2/spot-fleet-allocation-strategy: a diversified fleet replaces what was
// interrupted across the remaining pools.
func TestInterruption(t *testing.T) {
	a := newAccount(t)
	f := a.request(4, diversified)
	a.pass(5 * time.Minute)
	if err := a.spot.Interrupt(f.Members[0].Instance); err != nil {
		t.Fatal(err)
	}
	a.pass(time.Minute)
	if a.room.Fulfilled(f) != 4 {
		t.Error("the notice alone must not count")
	}
	a.pass(3 * time.Minute)
	if got := a.drawn(f); got != "b:2 c:1 d:1" {
		t.Errorf("%s", got)
	}
}

// EC2/spot-fleet-capacity-rebalance.
func TestCapacityRebalance(t *testing.T) {
	a := newAccount(t)
	launch := a.request(2, func(c *world.FleetConfig) { c.Rebalance = fleet.RebalanceLaunch })
	before := a.request(2, func(c *world.FleetConfig) {
		c.Rebalance, c.RebalanceDelay = fleet.RebalanceLaunchBeforeTerminate, 5*time.Minute
	})
	a.pass(5 * time.Minute)
	for _, f := range []*world.SpotFleet{launch, before} {
		if err := a.spot.Rebalance(f.Members[0].Instance); err != nil {
			t.Fatal(err)
		}
	}
	a.pass(2 * time.Minute)
	for _, f := range []*world.SpotFleet{launch, before} {
		if n := len(a.room.Active(f)); n != 3 || a.room.Fulfilled(f) != 2 {
			t.Errorf("%d instances, %g units", n, a.room.Fulfilled(f))
		}
	}
	a.pass(5 * time.Minute)
	if n, m := len(a.room.Active(launch)), len(a.room.Active(before)); n != 3 || m != 2 {
		t.Errorf("after the delay: %d and %d instances", n, m)
	}
}

// EC2/spot-fleet, health checks: three in a row, every two minutes.
func TestUnhealthy(t *testing.T) {
	a := newAccount(t)
	f := a.request(2, func(c *world.FleetConfig) { c.ReplaceUnhealthy = true })
	left := a.request(2)
	a.pass(10 * time.Minute)
	sick := f.Members[0].Instance
	a.compute.Impair(sick, time.Time{})
	a.compute.Impair(left.Members[0].Instance, time.Time{})
	a.pass(5 * time.Minute)
	if !a.room.Healthy(&f.Members[0]) {
		t.Error("sick after two checks")
	}
	a.pass(70 * time.Second)
	if a.World.Instances.Get(sick).State != world.ShuttingDown {
		t.Error("not replaced after three checks")
	}
	if a.room.Healthy(&left.Members[0]) || a.World.Instances.Get(left.Members[0].Instance).State != world.Running {
		t.Error("a fleet that does not replace tells, and does nothing")
	}
	a.pass(2 * time.Minute)
	if a.room.Fulfilled(f) != 2 {
		t.Errorf("%g units", a.room.Fulfilled(f))
	}
}

func TestTooDear(t *testing.T) {
	a := newAccount(t)
	f := a.request(2, func(c *world.FleetConfig) {
		c.SpotPrice = "0.02"
		c.Specifications[0].Zones = []string{"us-west-2a", "us-west-2b"}
	})
	a.pass(10 * time.Minute)
	if got := told(f, 2); got != "launchSpecUnusable launchSpecUnusable fleetProgressHalted" {
		t.Errorf("told %s", got)
	}
	if want := ", Linux/UNIX, us-west-2a, Spot bid price is less than Spot market price $0.0300"; !strings.HasSuffix(f.History[2].Text, want) {
		t.Error(f.History[2].Text)
	}
	if a.room.Activity(f) != fleet.ActivityPendingFulfillment {
		t.Error(a.room.Activity(f))
	}
	a.spot.SetPrice("m5.large", "us-west-2b", 0.01, 0)
	a.pass(2 * time.Minute)
	if got := a.drawn(f); got != "b:2" {
		t.Errorf("once it is cheap: %s", got)
	}
}

func TestNoCapacity(t *testing.T) {
	a := newAccount(t)
	a.spot.SetCapacity("m5.large", "", 1, 0)
	f := a.request(6)
	a.pass(10 * time.Minute)
	if got := a.drawn(f); got != "a:1 b:1 c:1 d:1" || a.room.Activity(f) != fleet.ActivityError {
		t.Errorf("%s, %s", got, a.room.Activity(f))
	}
	last := f.History[len(f.History)-1]
	if last.Subtype != "spotFleetRequestConfigurationInvalid" || !strings.HasSuffix(last.Text, "Linux/UNIX: There is no Spot capacity available that matches your request.") {
		t.Errorf("%+v", last)
	}
	a.spot.SetCapacity("m5.large", "", 100, 0)
	a.pass(2 * time.Minute)
	if a.room.Fulfilled(f) != 6 || a.room.Activity(f) != fleet.ActivityFulfilled {
		t.Errorf("%g, %s", a.room.Fulfilled(f), a.room.Activity(f))
	}
}

// As observed: a launch that goes wrong again and again is left alone for
// thirteen minutes.
func TestBlacklist(t *testing.T) {
	a := newAccount(t)
	f := a.request(1, func(c *world.FleetConfig) {
		c.Specifications[0].Settings.Image = "ami-0123456789abcdef0"
		c.Specifications[0].Zones = []string{"us-west-2a"}
	})
	a.pass(10 * time.Minute)
	if got := told(f, 2); got != "spotFleetRequestConfigurationInvalid launchSpecTemporarilyBlacklisted allLaunchSpecsTemporarilyBlacklisted" {
		t.Errorf("told %s", got)
	}
	if want := "It will not be retried for at least 13 minutes. Error message: The image id '[ami-0123456789abcdef0]' does not exist"; !strings.HasSuffix(f.History[3].Text, want) {
		t.Error(f.History[3].Text)
	}
	if a.room.Activity(f) != fleet.ActivityError {
		t.Error(a.room.Activity(f))
	}
}

func TestBalancers(t *testing.T) {
	a := newAccount(t)
	tg := &world.TargetGroup{ARN: "arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/web/0123456789abcdef", Name: "web", Protocol: "HTTP", Port: 80, TargetType: "instance", VPC: a.net.VPC}
	a.World.TargetGroups.Put(tg.ARN, tg)
	f := a.request(2, func(c *world.FleetConfig) { c.TargetGroups = []string{tg.ARN} })
	a.pass(2 * time.Minute)
	for _, m := range a.room.Active(f) {
		if _, registered := a.balancing.TargetState(tg.ARN, m.Instance); !registered {
			t.Errorf("%s is not registered", m.Instance)
		}
	}
	a.kill(f, 1)
	a.pass(3 * time.Minute)
	if n := len(tg.Targets); n != 2 {
		t.Errorf("%d targets", n)
	}
	_, err := a.room.Request(world.FleetConfig{Role: "r", Target: 1, Specifications: f.Config.Specifications, TargetGroups: []string{"arn:none"}}, nil)
	if err == nil {
		t.Error("a target group that is not there was taken")
	}
}

// A stop behaviour keeps the instance's place until it is started again.
func TestStopBehaviour(t *testing.T) {
	a := newAccount(t)
	f := a.request(2, func(c *world.FleetConfig) { c.Interruption = "stop" })
	a.pass(5 * time.Minute)
	if err := a.spot.Interrupt(f.Members[0].Instance); err != nil {
		t.Fatal(err)
	}
	a.pass(2*time.Minute + time.Second)
	if a.room.Fulfilled(f) != 1 {
		t.Errorf("while it stops: %g", a.room.Fulfilled(f))
	}
	a.pass(20 * time.Minute)
	if n := len(f.Members); n != 2 {
		t.Errorf("%d members", n)
	}
	a.kill(f, 1) // its persistent request must not bring it back by itself
	a.pass(10 * time.Minute)
	if n := len(f.Members); n != 2 || a.room.Fulfilled(f) > 2 {
		t.Errorf("%d members, %g units", n, a.room.Fulfilled(f))
	}
	running := 0
	for _, in := range a.World.Instances.All() {
		if in.State == world.Running {
			running++
		}
	}
	if running > 2 {
		t.Errorf("%d instances run", running)
	}
}

// A fulfilled fleet costs nothing.
func TestNoAppointments(t *testing.T) {
	a := newAccount(t)
	f := a.request(200, diversified)
	a.pass(30 * time.Minute)
	if a.room.Fulfilled(f) != 200 {
		t.Fatalf("%g units", a.room.Fulfilled(f))
	}
	for _, q := range a.World.Queue {
		if q.Kind == "spot fleet" {
			t.Errorf("%s at %s", q.Kind, q.At)
		}
	}
	if balancing.Retention < 48*time.Hour {
		t.Error("meters are forgotten before fleets")
	}
}
