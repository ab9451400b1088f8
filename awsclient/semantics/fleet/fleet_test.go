package fleet_test

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient/semantics/fleet"
)

// BC:ec2.ModifySpotFleetRequest.
func TestShrink(t *testing.T) {
	pools := []fleet.Pool{having(pool("a", 0, 0.1), 9, 0), having(pool("b", 0, 0.3), 5, 0), having(pool("c", 4, 0.8), 7, 0)}
	members := func(text string) []fleet.Member {
		var ms []fleet.Member
		for i, f := range strings.Fields(text) {
			ms = append(ms, fleet.Member{ID: fmt.Sprintf("%s%d", f, i), Pool: int(f[0] - 'a'), Open: strings.HasSuffix(f, "?")})
		}
		return ms
	}
	for _, c := range []struct {
		name, members, strategy, policy string
		target                          float64
		want, why                       string
	}{
		{"open requests first", "b a? b a", fleet.LowestPrice, "", 3, "a?1", "it is a request that is still open"},
		{"then the dearest", "b a? b a", fleet.LowestPrice, "", 1, "a?1 b0 b2", ""},
		{"the dearest a unit, not an instance", "b c a", fleet.LowestPrice, "", 5, "b0", "its pool costs the most, $0.3000 a unit"},
		{"without termination only requests go", "b a? b a", "", fleet.NoTermination, 1, "a?1", ""},
		{"diversified keeps even", "a a a b b", fleet.Diversified, "", 2, "a0 b3 a1", "its pool has the most units, 3"},
		{"least capacity", "a b b", fleet.CapacityOptimized, "", 1, "b1 b2", "its pool has the least capacity, 5 instances"},
		{"what weighs too much stays", "c a", fleet.LowestPrice, "", 3, "a1", ""},
		{"nothing too much", "a b", fleet.Diversified, "", 2, "", ""},
	} {
		gone := fleet.Shrink(pools, members(c.members), c.strategy, c.policy, c.target)
		var ids []string
		for _, g := range gone {
			ids = append(ids, g.ID)
		}
		if got := strings.Join(ids, " "); got != c.want || c.why != "" && gone[0].Why != c.why {
			t.Errorf("%s: %q, want %q: %+v", c.name, got, c.want, gone)
		}
	}
}

func TestShrinkHolds(t *testing.T) {
	rnd := rand.New(rand.NewSource(3))
	for round := range 500 {
		pools := []fleet.Pool{pool("a", float64(1+rnd.Intn(4)), rnd.Float64()), pool("b", 1, rnd.Float64()), pool("c", 2, rnd.Float64())}
		var members []fleet.Member
		units := 0.0
		for i := range rnd.Intn(20) {
			m := fleet.Member{ID: fmt.Sprint("i", i), Pool: rnd.Intn(3), Open: rnd.Intn(4) == 0}
			units += pools[m.Pool].Units()
			members = append(members, m)
		}
		target := float64(rnd.Intn(20))
		gone := fleet.Shrink(pools, members, fleet.Strategies()[round%5], fleet.TerminateExcess, target)
		left := units
		for _, g := range gone {
			i := slices.IndexFunc(members, func(m fleet.Member) bool { return m.ID == g.ID })
			left -= pools[members[i].Pool].Units()
			members = slices.Delete(members, i, i+1)
		}
		if len(gone) > 0 && left < target {
			t.Fatalf("%v of %v left", left, target)
		}
		for _, m := range members {
			if left-pools[m.Pool].Units() >= target {
				t.Fatalf("%v left, %s could go", left, m.ID)
			}
		}
	}
}

func valid() fleet.Config {
	return fleet.Config{Target: 4, Pools: []fleet.Pool{pool("a", 0, 0.1)}}
}

func TestValidate(t *testing.T) {
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name   string
		change func(*fleet.Config)
		code   string
	}{
		{"as it is", func(*fleet.Config) {}, ""},
		{"a fleet that waits", func(c *fleet.Config) { c.Target = 0 }, ""},
		{"a request for nothing", func(c *fleet.Config) { c.Target, c.Type = 0, fleet.Request }, fleet.InvalidConfig},
		{"instant", func(c *fleet.Config) { c.Type = "instant" }, "InvalidParameterValue"},
		{"a strategy of groups", func(c *fleet.Config) { c.Strategy = "lowest-price" }, "InvalidParameterValue"},
		{"too large", func(c *fleet.Config) { c.Target = 10_001 }, fleet.TooManyFleets},
		{"negative", func(c *fleet.Config) { c.Target = -1 }, fleet.InvalidConfig},
		{"more On-Demand than all", func(c *fleet.Config) { c.OnDemandTarget, c.Templates = 5, true }, fleet.InvalidConfig},
		{"On-Demand without a template", func(c *fleet.Config) { c.OnDemandTarget = 1 }, fleet.InvalidConfig},
		{"On-Demand", func(c *fleet.Config) { c.OnDemandTarget, c.Templates = 1, true }, ""},
		{"pools to use", func(c *fleet.Config) { c.PoolsToUse = 2 }, ""},
		{"pools to use, diversified", func(c *fleet.Config) { c.PoolsToUse, c.Strategy = 2, fleet.Diversified }, fleet.InvalidConfig},
		{"priorities without a template", func(c *fleet.Config) { c.Strategy = fleet.CapacityOptimizedPrioritized }, fleet.InvalidConfig},
		{"stop in a one-time fleet", func(c *fleet.Config) { c.Type, c.Behaviour = fleet.Request, "stop" }, fleet.InvalidConfig},
		{"excess in a one-time fleet", func(c *fleet.Config) { c.Type, c.ExcessPolicy = fleet.Request, "default" }, fleet.InvalidConfig},
		{"no pools", func(c *fleet.Config) { c.Pools = nil }, fleet.InvalidConfig},
		{"too many pools", func(c *fleet.Config) { c.Pools = make([]fleet.Pool, 301) }, fleet.InvalidConfig},
		{"no type", func(c *fleet.Config) { c.Pools[0].Type = "" }, fleet.InvalidConfig},
		{"a weight below zero", func(c *fleet.Config) { c.Pools[0].Weight = -1 }, fleet.InvalidConfig},
		{"a price below zero", func(c *fleet.Config) { c.Pools[0].MaxPrice = -1 }, fleet.InvalidConfig},
		{"two subnets of a zone", func(c *fleet.Config) { c.Subnets = []fleet.Subnet{{"s-1", "a"}, {"s-2", "a"}} }, fleet.InvalidConfig},
		{"two subnets", func(c *fleet.Config) { c.Subnets = []fleet.Subnet{{"s-1", "a"}, {"s-2", "b"}, {"s-1", "a"}} }, ""},
		{"ends before it begins", func(c *fleet.Config) { c.ValidFrom, c.ValidUntil = day, day }, fleet.InvalidConfig},
		{"rebalance", func(c *fleet.Config) { c.Replacement = "launch" }, ""},
		{"rebalance in a one-time fleet", func(c *fleet.Config) { c.Replacement, c.Type = "launch", fleet.Request }, fleet.InvalidConfig},
		{"a delay too short", func(c *fleet.Config) { c.Replacement, c.TerminationDelay = "launch-before-terminate", time.Minute }, fleet.InvalidConfig},
		{"a delay", func(c *fleet.Config) { c.Replacement, c.TerminationDelay = "launch-before-terminate", 2*time.Minute }, ""},
		{"a delay for nothing", func(c *fleet.Config) { c.Replacement, c.TerminationDelay = "launch", 2*time.Minute }, fleet.InvalidConfig},
		{"rebalance by another word", func(c *fleet.Config) { c.Replacement = "wait" }, fleet.InvalidConfig},
	} {
		config := valid()
		c.change(&config)
		err := config.Validate()
		if (err == nil) != (c.code == "") || err != nil && !strings.HasPrefix(err.Error(), c.code+": ") {
			t.Errorf("%s: %v, want %q", c.name, err, c.code)
		}
	}
}

func TestValidateCalls(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		code string
	}{
		{"modify", fleet.ValidateModify(fleet.Maintain, fleet.Active), ""},
		{"modify a one-time fleet", fleet.ValidateModify(fleet.Request, fleet.Active), fleet.InvalidConfig},
		{"modify while it is", fleet.ValidateModify(fleet.Maintain, fleet.Modifying), fleet.NotModifiable},
		{"cancel", fleet.ValidateCancel(100), ""},
		{"cancel too many", fleet.ValidateCancel(101), "InvalidParameterValue"},
		{"one more fleet", fleet.ValidateRegion(999, 99_990, 10), ""},
		{"too many fleets", fleet.ValidateRegion(1000, 0, 1), fleet.TooManyFleets},
		{"too many units", fleet.ValidateRegion(1, 99_990, 11), fleet.TooManyFleets},
	} {
		if (c.err == nil) != (c.code == "") || c.err != nil && !strings.HasPrefix(c.err.Error(), c.code) {
			t.Errorf("%s: %v", c.name, c.err)
		}
	}
}

func TestStates(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{"", fleet.Submitted, true}, {fleet.Submitted, fleet.Active, true}, {fleet.Active, fleet.Modifying, true},
		{fleet.Modifying, fleet.Active, true}, {fleet.CancelledRunning, fleet.Active, false},
		{fleet.Active, fleet.CancelledTerminating, true}, {fleet.CancelledTerminating, fleet.Cancelled, true}, {fleet.Cancelled, fleet.Active, false},
	} {
		if got := fleet.MayFollow(c.from, c.to); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
	if fleet.AfterCancel(true, 2) != fleet.CancelledTerminating || fleet.AfterCancel(false, 2) != fleet.CancelledRunning || fleet.AfterCancel(false, 0) != fleet.Cancelled {
		t.Error("after a cancel")
	}
	for _, c := range []struct {
		fulfilled, target float64
		failed, excess    bool
		want              string
	}{
		{4, 4, false, false, "fulfilled"}, {2, 4, false, false, "pending_fulfillment"},
		{6, 4, false, true, "pending_termination"}, {6, 4, false, false, "fulfilled"}, {2, 4, true, false, "error"},
	} {
		if got := fleet.Activity(c.fulfilled, c.target, c.failed, c.excess); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
	if !fleet.Refills("", fleet.Active) || fleet.Refills(fleet.Request, fleet.Active) || fleet.Refills(fleet.Maintain, fleet.CancelledRunning) {
		t.Error("which fleets refill")
	}
}

// EC2/spot-fleet-capacity-rebalance: never more than twice the target.
func TestRebalanceRoom(t *testing.T) {
	for _, c := range [][4]float64{{10, 8, 2, 2}, {10, 0, 10, 10}, {10, 5, 15, 0}, {10, 10, 1, 0}, {10, 4, 12, 4}} {
		if got := fleet.RebalanceRoom(c[0], c[1], c[2]); got != c[3] {
			t.Errorf("%v: %v", c, got)
		}
	}
}

// EC2/fleet-monitor and BC:ec2.EventInformation.
func TestHistoryTexts(t *testing.T) {
	s := fleet.Specification{Type: "r4.2xlarge", Image: "ami-1", Product: "Linux/UNIX", Zone: "us-east-1a"}
	for got, want := range map[string]string{
		fleet.LaunchedDescription(s): `{"instanceType":"r4.2xlarge","image":"ami-1","productDescription":"Linux/UNIX","availabilityZone":"us-east-1a"}`,
		fleet.UnusableDescription(s, 0.5291): "r4.2xlarge, ami-1, Linux/UNIX, us-east-1a, " +
			"Spot bid price is less than Spot market price $0.5291",
		// Observed in histories of fleets.
		fleet.ProgressDescription(s, fleet.Progress{Requested: 2, TotalRequested: 2, Target: 2}): "r4.2xlarge, ami-1, Linux/UNIX, us-east-1a, " +
			"capacityUnitsRequested: 2.0, totalCapacityUnitsRequested: 2.0, totalCapacityUnitsFulfilled: 0.0, targetCapacity: 2",
		fleet.BlacklistedDescription(s, "Spot Max Instance Count Exceeded"): `Repeated errors have occurred processing the launch specification ` +
			`"r4.2xlarge, ami-1, Linux/UNIX, us-east-1a while launching spot instance". It will not be retried for at least 13 minutes. Error message: Spot Max Instance Count Exceeded`,
		fleet.InvalidDescription(s, "There is no Spot capacity available that matches your request."): "r4.2xlarge, ami-1, Linux/UNIX: There is no Spot capacity available that matches your request.",
		fleet.RequestChangeDescription("sir-1", "cancelled_running"):                                  "SpotInstanceRequestId sir-1, PreviousState: cancelled_running",
		fleet.TypeOf("progress"):             fleet.RequestChange,
		fleet.TypeOf("termination_notified"): fleet.InstanceChange,
		fleet.TypeOf("launchSpecUnusable"):   fleet.Information,
		fleet.TypeOf("iamFleetRoleInvalid"):  fleet.Error,
		fleet.TypeOf("party"):                "",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
