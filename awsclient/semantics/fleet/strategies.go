package fleet

import (
	"cmp"
	"fmt"
	"slices"
	"sort"

	"fleetglass/awsclient/semantics/refusal"
)

// Allocation strategies, in AWS's words.
const (
	LowestPrice                  = "lowestPrice"
	Diversified                  = "diversified"
	CapacityOptimized            = "capacityOptimized"
	CapacityOptimizedPrioritized = "capacityOptimizedPrioritized"
	PriceCapacityOptimized       = "priceCapacityOptimized"
)

// Strategies are all of them, in the order in which AWS lists them.
func Strategies() []string {
	return []string{LowestPrice, Diversified, CapacityOptimized, CapacityOptimizedPrioritized, PriceCapacityOptimized}
}

// SimilarCapacity is from which share of the deepest pool's capacity on a
// pool counts as no less available (choice: AWS publishes neither its measure
// nor where it draws the line).
const SimilarCapacity = 0.5

// FromGroup is the strategy for a name as Auto Scaling groups spell it.
func FromGroup(name string) (string, error) {
	switch name {
	case "lowest-price":
		return LowestPrice, nil
	case "capacity-optimized":
		return CapacityOptimized, nil
	case "capacity-optimized-prioritized":
		return CapacityOptimizedPrioritized, nil
	case "price-capacity-optimized":
		return PriceCapacityOptimized, nil
	}
	return "", refusal.Invalid("Invalid SpotAllocationStrategy: %s", name) // choice
}

// choose is the pool for the next instance, and why; false when no pool can
// give one.
func (a *allocation) choose() (pool int, why string, ok bool) {
	open := a.open()
	if len(open) == 0 {
		return 0, "", false
	}
	switch a.ask.Strategy {
	case Diversified:
		pool = a.fewestUnits(open)
		return pool, fmt.Sprintf("with %s units it had the fewest of %d pools%s", number(a.unitsIn(pool)), len(open), a.priceNote(pool)), true
	case CapacityOptimized:
		pool = a.first(open, a.byCapacity, a.byPrice)
		return pool, fmt.Sprintf("it had the most capacity of %d pools: %d instances", len(open), a.pools[pool].Available), true
	case CapacityOptimizedPrioritized:
		near := a.similar(open)
		pool = a.first(near, a.byPriority, a.byCapacity, a.byPrice)
		return pool, fmt.Sprintf("it had the highest priority of the %d pools with the most capacity", len(near)), true
	case PriceCapacityOptimized:
		near := a.similar(open)
		pool = a.first(near, a.byPrice, a.byCapacity)
		return pool, fmt.Sprintf("it was the cheapest of the %d pools with the most capacity%s", len(near), a.priceNote(pool)), true
	}
	return a.chooseCheap(open)
}

// chooseCheap is LowestPrice: the cheapest pool, or an even spread over the
// few cheapest. A pool that runs out makes room for the next.
func (a *allocation) chooseCheap(open []int) (pool int, why string, ok bool) {
	if a.ask.PoolsToUse <= 1 {
		pool = a.first(open, a.byPrice)
		return pool, fmt.Sprintf("it was the cheapest of %d pools%s", len(open), a.priceNote(pool)), true
	}
	sort.SliceStable(open, func(i, j int) bool { return a.byPrice(open[i], open[j]) < 0 })
	few := open[:min(a.ask.PoolsToUse, len(open))]
	pool = a.fewestUnits(few)
	return pool, fmt.Sprintf("it was one of the %d cheapest pools, over which the fleet is spread%s", len(few), a.priceNote(pool)), true
}

func (a *allocation) priceNote(pool int) string {
	return fmt.Sprintf(", at $%.4f a unit", a.pools[pool].PerUnit())
}

// open are the pools that can still give an instance.
func (a *allocation) open() []int {
	var open []int
	for i := range a.left {
		if a.left[i] > 0 {
			open = append(open, i)
		}
	}
	return open
}

// fewestUnits is the reference algorithm of a diversified fleet: the pool
// with the fewest units, ties to the cheapest, then to the first.
func (a *allocation) fewestUnits(among []int) int {
	return a.first(among, func(i, j int) int { return cmp.Compare(a.unitsIn(i), a.unitsIn(j)) }, a.byPrice)
}

// similar are the pools with about as much capacity as the deepest.
func (a *allocation) similar(open []int) []int {
	most := a.pools[a.first(open, a.byCapacity)].spare()
	return slices.DeleteFunc(slices.Clone(open), func(i int) bool {
		return a.pools[i].spare() < SimilarCapacity*most
	})
}

// first is the pool that goes before the others by the first order that tells
// them apart; ties to the lowest index.
func (a *allocation) first(among []int, orders ...func(i, j int) int) int {
	return slices.MinFunc(among, func(i, j int) int {
		for _, order := range orders {
			if c := order(i, j); c != 0 {
				return c
			}
		}
		return cmp.Compare(i, j)
	})
}

func (a *allocation) byPrice(i, j int) int {
	return cmp.Compare(a.pools[i].PerUnit(), a.pools[j].PerUnit())
}

// byCapacity compares what the pools had at first: within one go a strategy
// keeps to its pool until that is empty.
func (a *allocation) byCapacity(i, j int) int {
	return cmp.Compare(a.pools[j].spare(), a.pools[i].spare())
}

func (a *allocation) byPriority(i, j int) int {
	return cmp.Compare(a.pools[i].Priority, a.pools[j].Priority)
}
