package spotfleet

import (
	"slices"

	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/world"
)

// The values of a step of a fleet's meter. A step without values is a fleet
// that is not active. Prices are looked at when the fleet is: how many pools
// are eligible may be out of date while a fleet is fulfilled.
const (
	MeterTarget      = iota // units wanted
	MeterFulfilled          // units that run
	MeterOnDemand           // of them On-Demand
	MeterTerminating        // units on their way out because the target was lowered
	MeterBids               // units of Spot that have been asked for
	MeterAvailable          // pools in the configuration
	MeterEligible           // pools whose price allows to launch
	MeterValues
)

// The values of a step of a pool's meter.
const (
	PoolFulfilled = iota // units that run
	PoolTerminating
	PoolEligible // 1 when its price allows to launch
	PoolKnown    // 1 while it is in the configuration
	PoolValues
)

// note writes down what metrics need to know of a fleet.
func (r *Room) note(f *world.SpotFleet) {
	meters := &r.k.World.Metrics.Fleets
	m := meters.Get(f.ID)
	if f.State == fleet.Submitted || f.State == fleet.Cancelled && m == nil {
		return
	}
	if m == nil {
		m = &world.FleetMeter{}
		meters.Put(f.ID, m)
	}
	if f.State == fleet.Cancelled {
		r.k.Note(&m.History, nil, balancing.Retention)
		for i := range m.Pools {
			r.k.Note(&m.Pools[i].History, nil, balancing.Retention)
		}
		return
	}
	whole := make([]float64, MeterValues)
	byPool := r.measure(f, m, whole)
	r.k.Note(&m.History, whole, balancing.Retention)
	for i := range m.Pools {
		r.k.Note(&m.Pools[i].History, byPool[i], balancing.Retention)
	}
}

// measure fills in the values of a fleet and gives those of its pools, in the
// order of the meter, to which new pools are added.
func (r *Room) measure(f *world.SpotFleet, m *world.FleetMeter, whole []float64) [][]float64 {
	values := make([][]float64, len(m.Pools))
	for i := range values {
		values[i] = make([]float64, PoolValues)
	}
	of := func(kind, zone string) []float64 {
		i := slices.IndexFunc(m.Pools, func(p world.FleetPoolMeter) bool { return p.Type == kind && p.Zone == zone })
		if i < 0 {
			i = len(m.Pools)
			m.Pools = append(m.Pools, world.FleetPoolMeter{Type: kind, Zone: zone})
			values = append(values, make([]float64, PoolValues))
		}
		return values[i]
	}
	pools, err := r.pools(&f.Config)
	if err != nil {
		pools = nil
	}
	for _, p := range pools {
		v := of(p.Type, p.Zone)
		v[PoolKnown] = 1
		whole[MeterAvailable]++
		if !p.PricedOut(f.Config.Strategy) {
			v[PoolEligible] = 1
			whole[MeterEligible]++
		}
	}
	whole[MeterTarget] = float64(f.Config.Target)
	for i := range f.Members {
		r.measureMember(&f.Members[i], whole, of(f.Members[i].Type, f.Members[i].Zone))
	}
	if _, spot := r.missing(f); f.State == fleet.Active && whole[MeterEligible] > 0 {
		whole[MeterBids] += spot
	}
	return values
}

func (r *Room) measureMember(m *world.FleetMember, whole, pool []float64) {
	switch {
	case m.Leaving && m.Shrunk:
		whole[MeterTerminating] += m.Weight
		pool[PoolTerminating] += m.Weight
	case holds(m) && r.runs(m):
		whole[MeterFulfilled] += m.Weight
		pool[PoolFulfilled] += m.Weight
		if m.OnDemand {
			whole[MeterOnDemand] += m.Weight
		} else {
			whole[MeterBids] += m.Weight
		}
	}
}

// forgetMeter drops the meter of a fleet that is gone, once its metrics
// cannot be asked for any more.
func (r *Room) forgetMeter(id string) {
	m := r.k.World.Metrics.Fleets.Get(id)
	if m == nil {
		return
	}
	if steps := m.History.Steps; len(steps) == 0 || r.k.Now().Sub(steps[len(steps)-1].At) >= balancing.Retention {
		r.k.World.Metrics.Fleets.Delete(id)
	}
}
