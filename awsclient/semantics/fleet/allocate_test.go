package fleet_test

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"fleetglass/awsclient/semantics/fleet"
)

// pool is one of plenty of capacity and an On-Demand price of a dollar a unit.
func pool(name string, weight, price float64) fleet.Pool {
	return fleet.Pool{Type: name, Zone: "us-east-1a", Weight: weight, Spot: price, OnDemand: max(weight, 1), Available: 1000}
}

func having(p fleet.Pool, available, running int) fleet.Pool {
	p.Available, p.Running = available, running
	return p
}

func deep(p fleet.Pool, depth float64) fleet.Pool {
	p.Depth = depth
	return p
}

func prioritized(p fleet.Pool, priority float64) fleet.Pool {
	p.Priority = priority
	return p
}

// drawn writes a plan as "type:count type:count".
func drawn(pools []fleet.Pool, plan fleet.Plan) string {
	var parts []string
	for _, l := range plan.Launches {
		parts = append(parts, fmt.Sprintf("%s:%d", pools[l.Pool].Type, l.Count))
	}
	return strings.Join(parts, " ")
}

func TestAllocate(t *testing.T) {
	ten := make([]fleet.Pool, 10)
	for i := range ten {
		ten[i] = pool(fmt.Sprint("p", i), 0, 0.1)
	}
	corp := []fleet.Pool{pool("2x", 1, 0.3), pool("4x", 2, 0.6), pool("8x", 4, 1.2)}
	three := []fleet.Pool{pool("c3", 8, 0.5), pool("m3", 8, 0.4), pool("r3", 8, 0.6)}
	abc := []fleet.Pool{pool("a", 0, 0.3), pool("b", 0, 0.1), pool("c", 0, 0.2)}
	for _, c := range []struct {
		name  string
		pools []fleet.Pool
		ask   fleet.Ask
		want  string
	}{
		// EC2/spot-fleet-allocation-strategy: ten pools, a hundred instances.
		{"ten each", ten, fleet.Ask{Strategy: fleet.Diversified, Target: 100},
			"p0:10 p1:10 p2:10 p3:10 p4:10 p5:10 p6:10 p7:10 p8:10 p9:10"},
		// EC2/spot-fleet-examples, example 5.
		{"ten of each type", abc, fleet.Ask{Strategy: fleet.Diversified, Target: 30}, "b:10 c:10 a:10"},
		// EC2/spot-fleet, the walkthrough with weights.
		{"the walkthrough", corp, fleet.Ask{Strategy: fleet.Diversified, Target: 20}, "2x:6 4x:3 8x:2"},
		{"the walkthrough, cheapest 2x", []fleet.Pool{pool("2x", 1, 0.2), corp[1], corp[2]}, fleet.Ask{Target: 20}, "2x:20"},
		{"the walkthrough, cheapest 4x", []fleet.Pool{corp[0], pool("4x", 2, 0.5), corp[2]}, fleet.Ask{Target: 20}, "4x:10"},
		{"the walkthrough, cheapest 8x", []fleet.Pool{corp[0], corp[1], pool("8x", 4, 1.1)}, fleet.Ask{Target: 20}, "8x:5"},
		// EC2/spot-instance-weighting.
		{"thirty by eights, cheapest", three, fleet.Ask{Target: 30}, "m3:4"},
		{"thirty by eights, diversified", three, fleet.Ask{Strategy: fleet.Diversified, Target: 30}, "m3:2 c3:1 r3:1"},
		{"24 by sixes", []fleet.Pool{pool("r3", 6, 0.6), pool("c3", 5, 0.6)}, fleet.Ask{Target: 24}, "r3:4"},
		{"24 by fives", []fleet.Pool{pool("r3", 6, 0.6), pool("c3", 5, 0.4)}, fleet.Ask{Target: 24}, "c3:5"},
		// EC2/spot-fleet-allocation-strategy, InstancePoolsToUseCount.
		{"the two cheapest", abc, fleet.Ask{Target: 10, PoolsToUse: 2}, "b:5 c:5"},
		{"one runs out, the next steps in", []fleet.Pool{abc[0], having(abc[1], 2, 0), abc[2]},
			fleet.Ask{Target: 10, PoolsToUse: 2}, "b:2 c:4 a:4"},
		{"spill to the next cheapest", []fleet.Pool{abc[0], having(abc[1], 3, 0), abc[2]}, fleet.Ask{Target: 5}, "b:3 c:2"},
		{"more pools than there are", abc[:1], fleet.Ask{Target: 2, PoolsToUse: 5}, "a:2"},
		// What runs already counts.
		{"refill where there is least", []fleet.Pool{having(abc[0], 9, 3), having(abc[1], 9, 1), having(abc[2], 9, 2)},
			fleet.Ask{Strategy: fleet.Diversified, Target: 9}, "b:2 c:1"},
		{"remaining pools only", abc, fleet.Ask{Strategy: fleet.Diversified, Target: 4, Lost: []int{1}}, "c:2 a:2"},
		{"but the last pool is better than none", abc[:1], fleet.Ask{Strategy: fleet.Diversified, Target: 2, Lost: []int{0, 7}}, "a:2"},
		{"the cheapest again, though it was lost", abc, fleet.Ask{Target: 4, Lost: []int{1}}, "b:4"},
		{"nothing to do", abc, fleet.Ask{Target: 0}, ""},
		// Capacity.
		{"most to spare, not most instances", []fleet.Pool{deep(abc[0], 0.3), deep(abc[1], 0.2), deep(abc[2], 0.6)},
			fleet.Ask{Strategy: fleet.CapacityOptimized, Target: 3}, "c:3"},
		{"most capacity", []fleet.Pool{having(abc[0], 50, 0), having(abc[1], 20, 0), having(abc[2], 40, 0)},
			fleet.Ask{Strategy: fleet.CapacityOptimized, Target: 60}, "a:50 c:10"},
		{"priority among those with capacity", []fleet.Pool{
			prioritized(having(abc[0], 50, 0), 2), prioritized(having(abc[1], 20, 0), 0), prioritized(having(abc[2], 40, 0), 1)},
			fleet.Ask{Strategy: fleet.CapacityOptimizedPrioritized, Target: 10}, "c:10"},
		{"none goes after any priority", []fleet.Pool{prioritized(abc[0], fleet.NoPriority), prioritized(abc[1], 9)},
			fleet.Ask{Strategy: fleet.CapacityOptimizedPrioritized, Target: 1}, "b:1"},
		{"cheapest among those with capacity", []fleet.Pool{having(abc[0], 50, 0), having(abc[1], 20, 0), having(abc[2], 40, 0)},
			fleet.Ask{Strategy: fleet.PriceCapacityOptimized, Target: 10}, "c:10"},
		// Prices.
		{"a cap on the whole", abc, fleet.Ask{Target: 10, MaxTotal: 0.55}, "b:5"},
		{"no On-Demand price known", []fleet.Pool{{Type: "x", Spot: 5, Available: 9}}, fleet.Ask{Strategy: fleet.Diversified, Target: 2}, "x:2"},
		{"weights that are not whole", []fleet.Pool{pool("x", 0.1, 0.01)}, fleet.Ask{Target: 1}, "x:10"},
	} {
		plan := fleet.Allocate(c.pools, c.ask)
		if got := drawn(c.pools, plan); got != c.want || plan.Why == "" {
			t.Errorf("%s: %q, want %q (%s)", c.name, got, c.want, plan.Why)
		}
		for _, l := range plan.Launches {
			if l.Why == "" {
				t.Errorf("%s: no reason for %s", c.name, c.pools[l.Pool])
			}
		}
	}
}

func TestAllocateSaysWhy(t *testing.T) {
	dear, low, empty := pool("dear", 0, 1.0), pool("low", 0, 0.5), pool("empty", 0, 0.1)
	dear.MaxPrice, low.MaxPrice, empty.Available = 3, 0.4, 0
	plan := fleet.Allocate([]fleet.Pool{dear, low, empty, having(pool("ok", 0, 0.2), 2, 0)}, fleet.Ask{Strategy: fleet.Diversified, Target: 5})
	var whys []string
	for _, r := range plan.Refused {
		whys = append(whys, r.Why)
	}
	whys = append(whys, plan.Launches[0].Why, plan.Why)
	want := []string{
		"its Spot price of $1.0000 is not below the On-Demand price of $1.0000, and a diversified fleet stays away",
		"its Spot price of $0.5000 a unit is not below the maximum of $0.4000",
		"it has no Spot capacity",
		"with 0 units it had the fewest of 1 pools, at $0.2000 a unit",
		"no pool can give more: 2 of 5 units",
	}
	if got := strings.Join(whys, "\n"); got != strings.Join(want, "\n") {
		t.Error(got)
	}
	if plan.Fulfilled(5) || plan.Launched() != 2 || plan.Units != 2 {
		t.Errorf("%+v", plan)
	}
}

// What holds for every strategy, whatever the pools.
func TestAllocateHolds(t *testing.T) {
	rnd := rand.New(rand.NewSource(7))
	for round := range 2000 {
		pools := make([]fleet.Pool, 1+rnd.Intn(6))
		largest := 0.0
		for i := range pools {
			pools[i] = fleet.Pool{Type: fmt.Sprint("t", i), Zone: "z", Weight: float64(rnd.Intn(6)), Spot: rnd.Float64() * 1.2,
				OnDemand: 1, Available: rnd.Intn(12), Running: rnd.Intn(3), Priority: float64(rnd.Intn(3))}
			if rnd.Intn(2) == 0 {
				pools[i].MaxPrice = rnd.Float64()
			}
			largest = max(largest, pools[i].Units())
		}
		ask := fleet.Ask{Strategy: fleet.Strategies()[round%5], Target: float64(rnd.Intn(60)), PoolsToUse: rnd.Intn(4)}
		if rnd.Intn(3) == 0 {
			ask.MaxTotal = rnd.Float64() * 20
		}
		checkPlan(t, pools, ask, fleet.Allocate(pools, ask), largest)
	}
}

func checkPlan(t *testing.T, pools []fleet.Pool, ask fleet.Ask, plan fleet.Plan, largest float64) {
	t.Helper()
	launched := make([]int, len(pools))
	for _, l := range plan.Launches {
		p := pools[l.Pool]
		launched[l.Pool] += l.Count
		if p.PerUnit() >= p.Limit() || ask.Strategy == fleet.Diversified && p.Spot >= p.OnDemand {
			t.Fatalf("%+v launches in %+v", ask, p)
		}
	}
	units, cost, before, spare := 0.0, 0.0, 0.0, 0
	refused := map[int]bool{}
	for _, r := range plan.Refused {
		refused[r.Pool] = true
	}
	for i, p := range pools {
		if launched[i] > max(p.Available, 0) {
			t.Fatalf("%d launched of %+v", launched[i], p)
		}
		if !refused[i] {
			spare += p.Available - launched[i]
		}
		before += float64(p.Running) * p.Units()
		units += float64(p.Running+launched[i]) * p.Units()
		cost += float64(p.Running+launched[i]) * p.Spot
	}
	switch {
	case units != plan.Units:
		t.Fatalf("%v units told, %v had", plan.Units, units)
	case ask.MaxTotal > 0 && plan.Launched() > 0 && cost > ask.MaxTotal+1e-6:
		t.Fatalf("costs %v of %v", cost, ask.MaxTotal)
	case plan.Launched() > 0 && units >= ask.Target+largest:
		t.Fatalf("overshoots %v by %v", ask.Target, units-ask.Target)
	case plan.Launched() > 0 && before >= ask.Target:
		t.Fatalf("launches though %v of %v run", before, ask.Target)
	case ask.MaxTotal == 0 && !plan.Fulfilled(ask.Target) && spare > 0:
		t.Fatalf("falls short of %v with %v, though %d could be had", ask.Target, units, spare)
	}
}

// A diversified fleet of plain pools is as even as it can be.
func TestDiversifiedIsEven(t *testing.T) {
	for n := 1; n <= 8; n++ {
		for target := range 40 {
			pools := make([]fleet.Pool, n)
			for i := range pools {
				pools[i] = pool(fmt.Sprint(i), 0, 0.1*float64(1+i%3))
			}
			counts := make([]int, n)
			for _, l := range fleet.Allocate(pools, fleet.Ask{Strategy: fleet.Diversified, Target: float64(target)}).Launches {
				counts[l.Pool] = l.Count
			}
			for _, c := range counts {
				if c < target/n || c > (target+n-1)/n {
					t.Fatalf("%d over %d: %v", target, n, counts)
				}
			}
		}
	}
}

// EC2/spot-instance-weighting, the tables.
func TestUnits(t *testing.T) {
	for _, c := range []struct {
		weight, price, perUnit float64
		count                  int
	}{{2, 0.05, 0.025, 5}, {8, 0.10, 0.0125, 2}, {0, 0.1, 0.1, 10}, {3, 0.3, 0.1, 4}} {
		p := pool("x", c.weight, c.price)
		if d := p.PerUnit() - c.perUnit; d > 1e-9 || d < -1e-9 || p.InstancesFor(10) != c.count {
			t.Errorf("%+v: %v, %d", c, p.PerUnit(), p.InstancesFor(10))
		}
	}
	if pool("x", 2, 1).InstancesFor(-1) != 0 {
		t.Error("less than nothing")
	}
}

// EC2/spot-fleet, "On-Demand in Spot Fleet".
func TestOnDemand(t *testing.T) {
	onDemand := func(name string, weight, price, priority float64) fleet.Pool {
		return fleet.Pool{Type: name, Zone: "z", Weight: weight, OnDemand: price, Priority: priority}
	}
	types := []fleet.Pool{onDemand("c3", 0, 0.1, 1), onDemand("c4", 0, 0.3, 0), onDemand("c5", 0, 0.2, 2)}
	for _, c := range []struct {
		pools           []fleet.Pool
		strategy        string
		units, maxTotal float64
		want            string
	}{
		{types, fleet.LowestPrice, 8, 0, "c3:8"},
		{types, "", 8, 0, "c3:8"},
		{types, fleet.Prioritized, 8, 0, "c4:8"},
		{types, fleet.Prioritized, 8, 1, "c4:3"},
		{types, fleet.Prioritized, 8, 0.2, ""},
		{[]fleet.Pool{onDemand("big", 4, 0.2, 0), onDemand("small", 1, 0.06, 0)}, "", 10, 0, "big:3"},
		{types, "", 0, 0, ""},
		{nil, "", 5, 0, ""},
	} {
		plan := fleet.AllocateOnDemand(c.pools, c.strategy, c.units, c.maxTotal)
		if got := drawn(c.pools, plan); got != c.want || plan.Why == "" {
			t.Errorf("%+v: %q (%s)", c, got, plan.Why)
		}
	}
	for _, c := range [][4]float64{{10, 8, 8, 2}, {10, 0, 0, 10}, {5, 9, 5, 0}, {0, 0, 0, 0}} {
		if od, spot := fleet.Split(c[0], c[1]); od != c[2] || spot != c[3] {
			t.Errorf("%v: %v and %v", c, od, spot)
		}
	}
}

// AS/ec2-auto-scaling-mixed-instances-groups, "Scaling behavior".
func TestDistribution(t *testing.T) {
	for _, c := range []struct {
		base, percent int
		onDemand      [4]int
	}{
		{10, 50, [4]int{10, 15, 20, 25}},
		{0, 0, [4]int{0, 0, 0, 0}},
		{0, 60, [4]int{6, 12, 18, 24}},
		{0, 100, [4]int{10, 20, 30, 40}},
		{12, 0, [4]int{10, 12, 12, 12}},
		{1, 33, [4]int{4, 8, 11, 14}}, // rounded up
	} {
		d := fleet.Distribution{Base: c.base, Percent: c.percent}
		for i, want := range c.onDemand {
			total := 10 * (i + 1)
			if od, spot := d.Split(total); od != want || spot != total-want {
				t.Errorf("%+v of %d: %d and %d, want %d", d, total, od, spot, want)
			}
		}
	}
	for d, ok := range map[fleet.Distribution]bool{{}: true, {5, 100}: true, {-1, 0}: false, {0, 101}: false, {0, -1}: false} {
		if err := d.Validate(); (err == nil) != ok {
			t.Errorf("%+v: %v", d, err)
		}
	}
	if got := fleet.HardCap(10, []fleet.Pool{pool("a", 2, 1), pool("b", 5, 1)}); got != 15 {
		t.Error(got)
	}
	if s, err := fleet.FromGroup("price-capacity-optimized"); s != fleet.PriceCapacityOptimized || err != nil {
		t.Error(s, err)
	}
	if _, err := fleet.FromGroup("diversified"); err == nil {
		t.Error("groups have no such strategy")
	}
}
