package fleet

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Prioritized is the On-Demand strategy that keeps to priorities; the other
// one is LowestPrice, the default.
const Prioritized = "prioritized"

// Split is a fleet's target in its two parts.
func Split(target, onDemandTarget float64) (onDemand, spot float64) {
	onDemand = min(max(onDemandTarget, 0), max(target, 0))
	return onDemand, max(target, 0) - onDemand
}

// AllocateOnDemand chooses the pool for units of On-Demand capacity: the
// cheapest, or the one of the highest priority. It takes all of one type, for
// On-Demand capacity is not known to run out; drop a pool that refused and
// ask again. maxTotal is the OnDemandMaxTotalPrice, 0 for none.
func AllocateOnDemand(pools []Pool, strategy string, units, maxTotal float64) Plan {
	if len(pools) == 0 || units <= 0 {
		return Plan{Why: "nothing to launch"}
	}
	indices := make([]int, len(pools))
	for i := range indices {
		indices[i] = i
	}
	byPrice := func(i, j int) int { return cmp.Compare(pools[i].OnDemandPerUnit(), pools[j].OnDemandPerUnit()) }
	why := "it is the cheapest On-Demand, at $%.4f a unit"
	order := byPrice
	if strategy == Prioritized {
		why = "it has the highest priority, at $%.4f a unit"
		order = func(i, j int) int {
			return cmp.Or(cmp.Compare(pools[i].Priority, pools[j].Priority), byPrice(i, j))
		}
	}
	best := slices.MinFunc(indices, func(i, j int) int { return cmp.Or(order(i, j), cmp.Compare(i, j)) })
	return takeOnDemand(pools, best, fmt.Sprintf(why, pools[best].OnDemandPerUnit()), units, maxTotal)
}

func takeOnDemand(pools []Pool, best int, why string, units, maxTotal float64) Plan {
	p := pools[best]
	count, end := p.InstancesFor(units), fmt.Sprintf("the target of %s units is met", number(units))
	if affordable := math.Floor(maxTotal/p.OnDemand + tolerance); maxTotal > 0 && affordable < float64(count) {
		count = int(affordable)
		end = fmt.Sprintf("another instance of %s would cost more than the maximum total price of $%.4f an hour", p, maxTotal)
	}
	plan := Plan{Units: float64(count) * p.Units(), Why: end}
	if count > 0 {
		plan.Launches = []Launch{{best, count, why}}
	}
	return plan
}
