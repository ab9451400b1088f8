package telemetry

import (
	"time"

	"fleetglass/fake/sim/spotfleet"
	"fleetglass/fake/world"
)

// The namespace of Spot Fleets, and the dimension that names a fleet. A zone
// and a type may narrow it down.
const (
	spaceFleet = "AWS/EC2Spot"
	dimFleet   = "FleetRequestId"
)

// fleetMoment is a fleet at the end of a minute: its own values, and those of
// the pools that the dimensions ask for.
type fleetMoment struct {
	whole []float64
	pools [][]float64
}

func (f fleetMoment) sum(value int) float64 {
	total := 0.0
	for _, p := range f.pools {
		total += p[value]
	}
	return total
}

func (f fleetMoment) share(units float64) float64 {
	if target := f.whole[spotfleet.MeterTarget]; target > 0 {
		return 100 * units / target
	}
	return 0
}

// fleetMetric is a metric of AWS/EC2Spot.
type fleetMetric struct {
	name, unit string
	whole      bool // of a fleet only, not of its pools
	value      func(fleetMoment) float64
}

// fleetMetrics is after EC2/spot-fleet-cloudwatch-metrics.
func fleetMetrics() []fleetMetric {
	whole := func(name string, of func([]float64) float64) fleetMetric {
		return fleetMetric{name: name, unit: count, whole: true, value: func(f fleetMoment) float64 { return of(f.whole) }}
	}
	pooled := func(name string, value int) fleetMetric {
		return fleetMetric{name: name, unit: count, value: func(f fleetMoment) float64 { return f.sum(value) }}
	}
	return []fleetMetric{
		pooled("AvailableInstancePoolsCount", spotfleet.PoolKnown),
		whole("BidsSubmittedForCapacity", func(v []float64) float64 { return v[spotfleet.MeterBids] }),
		pooled("EligibleInstancePoolCount", spotfleet.PoolEligible),
		pooled("FulfilledCapacity", spotfleet.PoolFulfilled),
		{name: "MaxPercentCapacityAllocation", unit: percent, whole: true, value: maxAllocation},
		whole("PendingCapacity", func(v []float64) float64 { return max(0, v[spotfleet.MeterTarget]-v[spotfleet.MeterFulfilled]) }),
		{name: "PercentCapacityAllocation", unit: percent, value: func(f fleetMoment) float64 { return f.share(f.sum(spotfleet.PoolFulfilled)) }},
		whole("TargetCapacity", func(v []float64) float64 { return v[spotfleet.MeterTarget] }),
		pooled("TerminatingCapacity", spotfleet.PoolTerminating),
	}
}

func maxAllocation(f fleetMoment) float64 {
	most := 0.0
	for _, p := range f.pools {
		most = max(most, f.share(p[spotfleet.PoolFulfilled]))
	}
	return most
}

// fleetSource is a metric of a fleet, or of its pools in a zone or of a type.
func (r *Room) fleetSource(name string, d map[string]string) (source, bool) {
	meter := r.k.World.Metrics.Fleets.Get(d[dimFleet])
	zone, inZone := d[dimZone]
	kind, ofType := d[dimType]
	dims := 1
	for _, given := range []bool{inZone, ofType} {
		if given {
			dims++
		}
	}
	if meter == nil || len(d) != dims {
		return source{}, false
	}
	for _, m := range fleetMetrics() {
		if m.name != name || m.whole && dims > 1 {
			continue
		}
		return source{unit: m.unit, part: func(minute int64) part {
			f, ok := momentOf(meter, minute, func(p *world.FleetPoolMeter) bool {
				return (!inZone || p.Zone == zone) && (!ofType || p.Type == kind)
			})
			if !ok {
				return part{}
			}
			return single(m.value(f))
		}}, true
	}
	return source{}, false
}

// momentOf is a fleet at the end of a minute; false when it was not active,
// or had none of the pools.
func momentOf(meter *world.FleetMeter, minute int64, wanted func(*world.FleetPoolMeter) bool) (fleetMoment, bool) {
	f := fleetMoment{whole: at(&meter.History, lastMoment(minute))}
	if len(f.whole) < spotfleet.MeterValues {
		return f, false
	}
	for i := range meter.Pools {
		if p := &meter.Pools[i]; wanted(p) {
			if v := at(&p.History, lastMoment(minute)); len(v) >= spotfleet.PoolValues {
				f.pools = append(f.pools, v)
			}
		}
	}
	return f, len(f.pools) > 0
}

// listFleets lists the metrics of fleets: of each as a whole, of each of its
// zones, of its types, and of its pools.
func (r *Room) listFleets(l *lister) {
	if l.namespace != "" && l.namespace != spaceFleet {
		return
	}
	for id, meter := range r.k.World.Metrics.Fleets.All() {
		if !activeSince(meter, l.since) {
			continue
		}
		whole := world.Attribute{Key: dimFleet, Value: id}
		for _, m := range fleetMetrics() {
			l.add(spaceFleet, m.name, m.unit, whole)
			if !m.whole {
				listPools(l, m, whole, meter)
			}
		}
	}
}

func listPools(l *lister, m fleetMetric, whole world.Attribute, meter *world.FleetMeter) {
	seen := map[string]bool{}
	add := func(dims ...world.Attribute) {
		name := ""
		for _, d := range dims {
			name += d.Key + "=" + d.Value + "|"
		}
		if !seen[name] {
			seen[name] = true
			l.add(spaceFleet, m.name, m.unit, append([]world.Attribute{whole}, dims...)...)
		}
	}
	for _, p := range meter.Pools {
		zone, kind := world.Attribute{Key: dimZone, Value: p.Zone}, world.Attribute{Key: dimType, Value: p.Type}
		add(zone)
		add(kind)
		add(zone, kind)
	}
}

// activeSince tells whether a fleet was active at any moment since a time.
func activeSince(m *world.FleetMeter, since time.Time) bool {
	steps := m.History.Steps
	n := len(steps)
	return n > 0 && (len(steps[n-1].Values) > 0 || steps[n-1].At.After(since))
}
