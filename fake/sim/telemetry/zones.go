package telemetry

import (
	"slices"
	"time"

	"fleetglass/fake/sim/balancing"
)

// zonesOf are the zones of a balancer, in the order of its subnets.
func (r *Room) zonesOf(balancer string) []string {
	var zones []string
	if b := r.k.World.LoadBalancers.Get(balancer); b != nil {
		for _, id := range b.Subnets {
			if s := r.k.World.Subnets.Get(id); s != nil && !slices.Contains(zones, s.Zone) {
				zones = append(zones, s.Zone)
			}
		}
	}
	return zones
}

// part is which part of the requests that no target gets is counted in the
// scope. Choice: they come in evenly over a balancer's zones. A request that a
// target gets is counted in the target's zone.
func (s scope) part() float64 {
	if s.zone == "" {
		return 1
	}
	return 1 / float64(len(s.r.zonesOf(s.balancer)))
}

// inZone are the pool's targets in the scope's zone, those too that have left
// the pool.
func (s scope) inZone(p *pool) []balancing.Borne {
	var found []balancing.Borne
	for _, t := range s.r.balancing.Targets(p.name) {
		if s.r.zoneOf(t.ID) == s.zone {
			found = append(found, t)
		}
	}
	return found
}

// zoneOf is the zone of an instance that runs or has run; "" of a target that
// is named by its address.
func (r *Room) zoneOf(id string) string {
	if m := r.k.World.Metrics.Meters.Get(id); m != nil {
		return m.Zone
	}
	return ""
}

// tally is what became of a pool's requests in the scope's zone.
func (s scope) tally(p *pool, m int64) *tally {
	if s.zone == "" {
		return s.r.tally(p, m)
	}
	seed := balancing.Hash(p.name+s.zone) ^ s.r.k.World.Seed
	in := s.r.intake(p, m)
	all, over, took := s.r.fates(in, s.inZone(p))
	t := &tally{requests: whole(all.requests, seed+1, m)}
	_, lost := in.total()
	t.elb503 = whole((lost+float64(in.counted.Lost))*s.part(), seed, m)
	t.fill(all, over, took, seed, m)
	return t
}

// total is how many requests came to targets, and how many found none at all,
// besides those that were counted as they came.
func (i *intake) total() (came, lost float64) {
	for n := range i.spans {
		if s := &i.spans[n]; s.serving.Receiving == 0 {
			lost += (s.requests - s.counted) * s.seconds
		} else {
			came += (s.requests - s.counted) * s.seconds
		}
	}
	return came, lost
}

// zoneHosts is a number of a target group in one zone over a minute, by time.
func (s scope) zoneHosts(m int64, of func(balancing.Serving) int) part {
	targets := s.inZone(s.pools[0])
	from, end := minuteStart(m), minuteStart(m+1)
	cuts := []time.Time{from, end}
	for _, t := range targets {
		cuts = addCuts(cuts, t.History, from, end)
	}
	slices.SortFunc(cuts, time.Time.Compare)
	cuts = slices.CompactFunc(cuts, time.Time.Equal)
	p := single(float64(of(standingAt(targets, from))))
	p.sum = 0
	for i, until := range cuts[1:] {
		v := float64(of(standingAt(targets, cuts[i])))
		p.sum += v * until.Sub(cuts[i]).Seconds() / 60
		p.low, p.high = min(p.low, v), max(p.high, v)
	}
	return p
}

// standingAt counts targets by how they stand at a time.
func standingAt(targets []balancing.Borne, moment time.Time) (v balancing.Serving) {
	for _, t := range targets {
		values := at(t.History, moment)
		if values == nil {
			continue
		}
		switch balancing.Standing(values[0]) {
		case balancing.Serves:
			v.Healthy++
		case balancing.Fails:
			v.Unhealthy++
		}
	}
	return v
}
