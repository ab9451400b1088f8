package telemetry

import (
	"slices"
	"time"

	"fleetglass/fake/sim/balancing"
)

// What an instance does besides its work (choices: AWS's hosts differ).
const (
	cpuNoise    = 0.6 // percent, up and down
	loadNoise   = 0.04
	bootCPU     = 35.0 // percent more while it boots
	bootTakes   = 2 * time.Minute
	requestIn   = 900.0  // bytes that a request brings
	requestOut  = 7200.0 // bytes that an answer takes
	chatter     = 22e3   // bytes a minute of everything else
	packetBytes = 620.0
)

// load is what an instance got in a minute, from all pools.
func (r *Room) load(g *gauge, m int64) got {
	if n := r.balancing.Histories() + 1; n != g.known {
		g.known = n
		r.gather(g)
	}
	var sum got
	for _, c := range g.carried {
		r.intake(c.pool, m).of(c.history, &sum)
	}
	return sum
}

// gather finds where an instance gets requests, as a target by its id or by
// its address.
func (r *Room) gather(g *gauge) {
	list := r.balancing.Carried(g.id)
	if r.balancing.ByAddress() {
		if in := r.k.World.Instances.Get(g.id); in != nil && in.PrivateIP != "" {
			list = slices.Concat(list, r.balancing.Carried(in.PrivateIP))
		}
	}
	if slices.Equal(list, g.from) && len(g.carried) == len(list) {
		return
	}
	g.from, g.carried = list, nil
	for _, c := range list {
		if p := r.pool(c.Pool); p != nil {
			g.carried = append(g.carried, carried{p, c.History})
		}
	}
}

// cpu is an instance's CPU utilization in a minute, in percent.
func (r *Room) cpu(g *gauge, m int64) float64 {
	work := r.load(g, m).work
	used := 100 * work / (60 * g.vcpu)
	lot := 2*balancing.Chance(g.seed, m) - 1
	used += g.idle + lot*(cpuNoise+loadNoise*used)
	if since := g.started(m); minuteStart(m).Before(since.Add(bootTakes)) {
		used += bootCPU
	}
	return min(100, max(0.1, used))
}

// CPU is an instance's CPU utilization in the minute that holds t, in percent;
// false when it did not run, or the minute is not over.
func (r *Room) CPU(instance string, t time.Time) (float64, bool) {
	r.refresh()
	g := r.gauge(instance)
	m := minuteOf(t)
	if g == nil || !g.runs(m) || minuteStart(m+1).After(r.k.Now()) {
		return 0, false
	}
	return r.cpu(g, m), true
}

func (r *Room) bytesIn(g *gauge, m int64) float64 {
	return float64(int(r.load(g, m).requests*requestIn + chatter*(0.8+0.4*balancing.Chance(g.seed+1, m))))
}

func (r *Room) bytesOut(g *gauge, m int64) float64 {
	return float64(int(r.load(g, m).requests*requestOut + chatter*(0.6+0.4*balancing.Chance(g.seed+2, m))))
}
