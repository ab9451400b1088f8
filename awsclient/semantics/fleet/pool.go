package fleet

import (
	"fmt"
	"math"
)

// NoPriority is the priority of a pool to which none was given: the lowest.
const NoPriority = math.MaxFloat64

// Pool is a type in a zone from which a fleet may launch. The order of a list
// of pools is that of the launch specifications; it breaks ties.
type Pool struct {
	Type, Zone string
	Weight     float64 // units an instance counts for; 0 means 1
	Spot       float64 // price of an instance now, dollars an hour
	OnDemand   float64 // price of an instance, dollars an hour; 0 when it is not known
	MaxPrice   float64 // most to pay for a unit an hour; 0 means the On-Demand price, if known
	Available  int     // Spot Instances that can be had now
	Depth      float64 // how much the pool has to spare, in any one measure; 0: go by Available
	Running    int     // Spot Instances that the fleet has there already
	Priority   float64 // of the launch template's override: 0 goes first. Trap: the zero value is the highest
}

// Units is what an instance of the pool counts for.
func (p Pool) Units() float64 {
	if p.Weight <= 0 {
		return 1
	}
	return p.Weight
}

// PerUnit is the Spot price of a unit.
func (p Pool) PerUnit() float64 { return p.Spot / p.Units() }

// OnDemandPerUnit is the On-Demand price of a unit.
func (p Pool) OnDemandPerUnit() float64 { return p.OnDemand / p.Units() }

// Limit is the most that the fleet pays for a unit in the pool.
func (p Pool) Limit() float64 {
	switch {
	case p.MaxPrice > 0:
		return p.MaxPrice
	case p.OnDemand > 0:
		return p.OnDemandPerUnit()
	}
	return math.Inf(1)
}

// spare is by what capacity is compared.
func (p Pool) spare() float64 {
	if p.Depth > 0 {
		return p.Depth
	}
	return float64(p.Available)
}

// InstancesFor is how many instances of the pool make up units, rounded up,
// so that a fleet is not below its target (EC2/spot-instance-weighting).
func (p Pool) InstancesFor(units float64) int {
	if units <= 0 {
		return 0
	}
	return int(math.Ceil(units/p.Units() - tolerance))
}

// tolerance is for sums of weights that are not whole.
const tolerance = 1e-9

// String names the pool.
func (p Pool) String() string { return p.Type + " in " + p.Zone }

// PricedOut reports whether a fleet with this strategy stays away from the
// pool because of its price.
func (p Pool) PricedOut(strategy string) bool {
	return p.PerUnit() >= p.Limit() || strategy == Diversified && p.OnDemand > 0 && p.Spot >= p.OnDemand
}

// unusable says why a fleet with this strategy cannot launch in the pool, ""
// when it can. A request is fulfilled where the maximum is above the price;
// at the same price it waits, though a running instance would stay.
func (p Pool) unusable(strategy string) string {
	switch {
	case p.PerUnit() >= p.Limit():
		return fmt.Sprintf("its Spot price of $%.4f a unit is not below the maximum of $%.4f", p.PerUnit(), p.Limit())
	case strategy == Diversified && p.OnDemand > 0 && p.Spot >= p.OnDemand:
		return fmt.Sprintf("its Spot price of $%.4f is not below the On-Demand price of $%.4f, and a diversified fleet stays away", p.Spot, p.OnDemand)
	case p.Available <= 0:
		return "it has no Spot capacity"
	}
	return ""
}
