package scaling_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fleetglass/fake/sim/scaling"
	"fleetglass/fake/world"
)

// mixed is a settled group of so many units with a policy.
func (a *account) mixed(desired int, change func(*world.MixedPolicy)) *world.Group {
	a.t.Helper()
	id := a.template("t3.micro")
	a.create(0, 40, desired, func(g *world.Group) {
		p := scaling.NewMixedPolicy()
		p.Launch = world.LaunchRef{Template: id, Version: "1"}
		p.Overrides = []world.Override{{Type: "m5.large"}, {Type: "c5.large"}, {Type: "m4.large"}}
		p.OnDemandPercent, p.SpotStrategy = 0, "price-capacity-optimized"
		change(&p)
		g.Mixed, g.Launch = &p, world.LaunchRef{}
	})
	a.pass(10 * time.Minute)
	return a.group()
}

// markets is how many members in service are On-Demand and Spot.
func (a *account) markets() string {
	n := map[bool]int{}
	for _, m := range a.group().Members {
		if m.Lifecycle == "InService" {
			n[m.Spot]++
			if in := a.w.Instances.Get(m.Instance); (in.Market == "spot") != m.Spot || m.Type != in.Type {
				a.t.Errorf("%s is %s, %s", m.Instance, in.Market, in.Type)
			}
		}
	}
	return fmt.Sprintf("%d on demand, %d spot", n[false], n[true])
}

// AS/ec2-auto-scaling-mixed-instances-groups, "Scaling behavior".
func TestMixedSplit(t *testing.T) {
	for _, c := range []struct {
		base, percent int
		want          [3]string // at 10, 20 and again 10
	}{
		{10, 50, [3]string{"10 on demand, 0 spot", "15 on demand, 5 spot", "10 on demand, 0 spot"}},
		{0, 0, [3]string{"0 on demand, 10 spot", "0 on demand, 20 spot", "0 on demand, 10 spot"}},
		{0, 60, [3]string{"6 on demand, 4 spot", "12 on demand, 8 spot", "6 on demand, 4 spot"}},
		{12, 0, [3]string{"10 on demand, 0 spot", "12 on demand, 8 spot", "10 on demand, 0 spot"}},
	} {
		a := newAccount(t, 40)
		a.mixed(10, func(p *world.MixedPolicy) { p.OnDemandBase, p.OnDemandPercent = c.base, c.percent })
		for i, desired := range []int{10, 20, 10} {
			a.must(a.room.SetDesired("web", desired, false))
			a.pass(10 * time.Minute)
			if got := a.markets(); got != c.want[i] {
				t.Errorf("%+v at %d: %s", c, desired, got)
			}
		}
	}
}

// AS/ec2-auto-scaling-mixed-instances-groups-instance-weighting: capacity is
// in units, may be over by less than the largest weight, and is not lowered
// below what is desired.
func TestMixedWeights(t *testing.T) {
	a := newAccount(t, 41)
	a.mixed(10, func(p *world.MixedPolicy) {
		p.Overrides = []world.Override{{Type: "m5.xlarge", Weight: 4}, {Type: "m5.2xlarge", Weight: 8}}
		p.OnDemandPercent = 100
	})
	units := func() int {
		n := 0
		for _, m := range a.group().Members {
			if m.Lifecycle == "InService" {
				n += m.Weight
			}
		}
		return n
	}
	if a.types() != "m5.xlarge*3" || units() != 12 {
		t.Error(a.types())
	}
	a.must(a.room.SetDesired("web", 9, false)) // a whole instance less would be too few
	a.pass(10 * time.Minute)
	if units() != 12 {
		t.Errorf("%d units", units())
	}
	a.must(a.room.SetDesired("web", 8, false))
	a.pass(10 * time.Minute)
	if units() != 8 || a.group().Desired != 8 {
		t.Errorf("%d units", units())
	}
	_, err := a.room.TerminateInGroup(a.member(0).Instance, true)
	a.must(err)
	a.pass(10 * time.Minute)
	if units() != 4 || a.group().Desired != 4 {
		t.Errorf("%d units, %d desired", units(), a.group().Desired)
	}
	steps := a.w.Metrics.Capacity.Get("web").Steps
	if last := steps[len(steps)-1].Values; last[3] != 1 || last[8] != 4 {
		t.Errorf("%v", last)
	}
}

// The order of the list is that of priority; the other strategy goes by price.
func TestMixedOnDemandStrategies(t *testing.T) {
	for strategy, want := range map[string]string{"prioritized": "m5.large*4", "lowest-price": "c5.large*4"} {
		a := newAccount(t, 42)
		a.mixed(4, func(p *world.MixedPolicy) { p.OnDemandStrategy, p.OnDemandPercent = strategy, 100 })
		if a.types() != want {
			t.Errorf("%s: %s", strategy, a.types())
		}
	}
}

// AS/ts-as-capacity: a failed activity says why there is no Spot Instance, and
// the group goes on when there is.
func TestMixedWithoutSpot(t *testing.T) {
	for _, c := range []struct {
		price   string
		message string
	}{
		{"", "There is no Spot capacity available that matches your request. Launching EC2 instance failed."},
		{"0.0001", "is lower than the minimum required Spot request fulfillment price of"},
	} {
		a := newAccount(t, 43)
		if c.price == "" {
			a.spot.SetCapacity("", "", 0, time.Hour)
		}
		a.mixed(2, func(p *world.MixedPolicy) { p.SpotMaxPrice = c.price })
		if first := a.activities()[0]; first.Status != "Failed" || !strings.Contains(first.Message, c.message) {
			t.Errorf("%+v", first)
		}
		if a.states() != "" {
			t.Error(a.states())
		}
		if c.price == "" {
			a.pass(2 * time.Hour)
			a.wantStates("InService*2")
		}
	}
}

// Without capacity rebalancing a group finds out when the instance has ended.
func TestInterruptionIsReplaced(t *testing.T) {
	a := newAccount(t, 44)
	a.mixed(2, func(*world.MixedPolicy) {})
	victim := a.member(0).Instance
	a.must(a.spot.Interrupt(victim))
	a.pass(time.Minute)
	a.wantStates("InService*2")
	before := len(a.activities())
	a.pass(5 * time.Minute)
	a.wantStates("InService*2")
	list := a.since(before)
	if len(list) != 2 || list[0].Instance != victim || !strings.HasSuffix(list[0].Cause, "in response to an EC2 health check indicating it has been terminated or stopped.") ||
		!strings.HasSuffix(list[1].Cause, "an instance was launched in response to an unhealthy instance needing to be replaced.") {
		t.Errorf("%+v", list)
	}
}

// AS/ec2-auto-scaling-capacity-rebalancing: the successor comes before the
// instance goes; after a notice there is no time for that.
func TestCapacityRebalancing(t *testing.T) {
	a := newAccount(t, 45)
	a.mixed(3, func(*world.MixedPolicy) {})
	yes := true
	a.must(a.room.UpdateGroup("web", scaling.Update{CapRebalance: &yes}))
	victim, before := a.member(0).Instance, len(a.activities())
	serving := 3
	a.AfterStep(func() {
		n := 0
		for _, m := range a.group().Members {
			if m.Lifecycle == "InService" {
				n++
			}
		}
		serving = min(serving, n)
	})
	a.must(a.spot.Rebalance(victim))
	a.pass(15 * time.Minute)
	list := a.since(before)
	if len(list) < 2 || list[1].Instance != victim || serving != 3 ||
		!strings.HasSuffix(list[0].Cause, "was launched in response to an EC2 instance rebalance recommendation.") ||
		!strings.Contains(list[1].Cause, "was taken out of service in response to an EC2 instance rebalance recommendation.") {
		t.Errorf("at least %d served; %+v", serving, list)
	}
	a.wantStates("InService*3")

	victim, before = a.member(0).Instance, len(a.activities())
	a.must(a.spot.Interrupt(victim))
	a.pass(10 * time.Second)
	list = a.since(before)
	if len(list) != 2 || list[0].Instance != victim || !strings.HasSuffix(list[0].Cause, "in response to an EC2 Spot instance interruption notice.") {
		t.Errorf("%+v", list)
	}
	a.pass(15 * time.Minute)
	a.wantStates("InService*3")
}

// BC:autoscaling.MixedInstancesPolicy; the texts are choices.
func TestMixedRefusals(t *testing.T) {
	a := newAccount(t, 46)
	id := a.template("t3.micro")
	for _, c := range []struct {
		change func(*world.MixedPolicy)
		text   string
	}{
		{func(p *world.MixedPolicy) { p.Launch = world.LaunchRef{} }, "Valid requests must contain a launch template in the MixedInstancesPolicy."},
		{func(p *world.MixedPolicy) { p.SpotStrategy = "diversified" }, "Invalid SpotAllocationStrategy: diversified"},
		{func(p *world.MixedPolicy) { p.OnDemandStrategy = "cheap" }, "Invalid OnDemandAllocationStrategy: cheap"},
		{func(p *world.MixedPolicy) { p.SpotStrategy, p.SpotPools = "capacity-optimized", 3 }, "SpotInstancePools option is only available with the lowest-price allocation strategy."},
		{func(p *world.MixedPolicy) { p.SpotPools = 21 }, "SpotInstancePools must be between 1 and 20"},
		{func(p *world.MixedPolicy) { p.SpotMaxPrice = "much" }, "Invalid SpotMaxPrice: much"},
		{func(p *world.MixedPolicy) { p.OnDemandPercent = 101 }, "OnDemandPercentageAboveBaseCapacity must be between 0 and 100"},
		{func(p *world.MixedPolicy) { p.Overrides[1].Type = "t3.micro" }, "Duplicate instance types found: t3.micro"},
		{func(p *world.MixedPolicy) { p.Overrides[1].Type = "" }, "Each override must have an instance type."},
		{func(p *world.MixedPolicy) { p.Overrides[1].Weight = 2 }, "You must specify WeightedCapacity for either all or none of the instance types in the overrides."},
		{func(p *world.MixedPolicy) { p.Overrides[0].Weight, p.Overrides[1].Weight = 1, 1000 }, "WeightedCapacity must be between 1 and 999"},
		{func(p *world.MixedPolicy) { p.Overrides[1].Type = "t9.huge" }, "You must use a valid fully-formed launch template. Invalid value 't9.huge' for InstanceType."},
	} {
		p := scaling.NewMixedPolicy()
		p.Launch = world.LaunchRef{Template: id}
		p.Overrides = []world.Override{{Type: "t3.micro"}, {Type: "t3.small"}}
		c.change(&p)
		g := scaling.NewGroup("bad")
		g.Max, g.Zones, g.Mixed = 2, zones(2), &p
		a.refused(a.room.CreateGroup(g), "ValidationError", c.text)
	}
}

// From a configuration to a policy and back.
func TestMixedByUpdate(t *testing.T) {
	a := newAccount(t, 47)
	a.settled(0, 8, 2)
	id := a.template("t3.micro")
	p := scaling.NewMixedPolicy()
	p.Launch, p.Overrides = world.LaunchRef{Template: id}, []world.Override{{Type: "t3.small", Weight: 2}}
	a.must(a.room.UpdateGroup("web", scaling.Update{Mixed: &p}))
	six := 6
	a.must(a.room.UpdateGroup("web", scaling.Update{Desired: &six}))
	a.pass(10 * time.Minute)
	if a.types() != "t3.micro*2 t3.small*2" || a.group().Mixed.SpotPools != scaling.DefaultSpotPools {
		t.Errorf("%s, %+v", a.types(), a.group().Mixed)
	}
	a.must(a.room.UpdateGroup("web", scaling.Update{Launch: &world.LaunchRef{Configuration: "web"}}))
	a.pass(10 * time.Minute)
	if a.group().Mixed != nil || a.types() != "t3.micro*4 t3.small*2" {
		t.Errorf("%s, %+v", a.types(), a.group().Mixed)
	}
}

// A launch configuration with a maximum price asks for Spot Instances.
func TestSpotConfiguration(t *testing.T) {
	a := newAccount(t, 48)
	s := a.settings()
	s.SpotPrice = "0.05"
	a.must(a.room.CreateLaunchConfiguration("spot", s))
	a.settled(1, 3, 2, func(g *world.Group) { g.Launch.Configuration = "spot" })
	if a.markets() != "0 on demand, 2 spot" || a.w.SpotRequests.Len() != 2 {
		t.Errorf("%s, %d requests", a.markets(), a.w.SpotRequests.Len())
	}
}
