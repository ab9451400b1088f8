package spot

import (
	"math"
	"time"

	"fleetglass/awsclient/semantics/spot"
	"fleetglass/fake/sim/compute"
)

// Choices: what a pool holds for this account, and how it runs short. A
// squeeze takes a part of a pool's capacity away for a while; in each block of
// time there is one at most, seldom.
const (
	poolVCPUs        = 6400 // a pool's mean size
	capacityWander   = 0.2
	squeezeEvery     = 24 * time.Hour
	squeezeChance    = 0.004 // a pool's own, in a block
	zoneSqueezes     = 0.003 // of a family in a zone
	squeezeLow       = 20 * time.Minute
	squeezeHigh      = 100 * time.Minute
	mildest          = 0.7 // the part that is taken away at least
	foreseen         = 0.7 // how many squeezes are preceded by a recommendation
	foresight        = 4 * time.Minute
	longestForesight = 25 * time.Minute
)

// unlimited is the capacity of a pool in the auction: there the price says
// who gets it.
const unlimited = 1_000_000

// squeeze is a time of little capacity.
type squeeze struct {
	warn, start, end time.Time // warn is zero when nobody saw it coming
	part             float64   // taken away
}

// squeezeIn is the squeeze of a key in the block that holds a time.
func squeezeIn(key uint64, likely float64, t time.Time) (squeeze, bool) {
	every := int64(squeezeEvery / time.Second)
	block := floorDiv(t.Unix(), every)
	if chance(key, 8*block) >= likely {
		return squeeze{}, false
	}
	length := between(squeezeLow.Seconds(), squeezeHigh.Seconds(), chance(key, 8*block+1))
	room := float64(every) - length - longestForesight.Seconds()
	start := time.Unix(block*every, 0).UTC().Add(longestForesight + seconds(chance(key, 8*block+2)*room))
	s := squeeze{start: start, end: start.Add(seconds(length)), part: mildest + (1-mildest)*math.Sqrt(chance(key, 8*block+3))}
	if chance(key, 8*block+4) < foreseen {
		s.warn = start.Add(-seconds(between(foresight.Seconds(), longestForesight.Seconds(), chance(key, 8*block+5))))
	}
	return s, true
}

func seconds(s float64) time.Duration { return time.Duration(s) * time.Second }

// squeezesAround are the squeezes of a pool in the block that holds a time.
func (m *market) squeezesAround(p spot.Pool, t time.Time) []squeeze {
	if !m.terms.squeezes {
		return nil
	}
	var list []squeeze
	if s, ok := squeezeIn(m.key(p, "squeeze"), squeezeChance, t); ok {
		list = append(list, s)
	}
	if s, ok := squeezeIn(m.zoneKey(p, "squeeze"), zoneSqueezes, t); ok {
		list = append(list, s)
	}
	return list
}

// squeezed is the part of a pool's capacity that is taken away at a time.
func (m *market) squeezed(p spot.Pool, t time.Time) float64 {
	part := 0.0
	for _, s := range m.squeezesAround(p, t) {
		if !t.Before(s.start) && t.Before(s.end) {
			part = max(part, s.part)
		}
	}
	return part
}

// warned tells when the recommendation that holds for a pool was made; the
// zero time when none does. It holds until the squeeze is over.
func (m *market) warned(p spot.Pool, t time.Time) time.Time {
	for _, s := range m.squeezesAround(p, t) {
		if !s.warn.IsZero() && !t.Before(s.warn) && t.Before(s.end) {
			return s.warn
		}
	}
	return time.Time{}
}

// holds is how many instances a pool holds for the account in all, faults
// apart.
func (m *market) holds(p spot.Pool, t time.Time) int {
	info, ok := compute.TypeInfo(p.Type)
	if !ok {
		return 0
	}
	if !m.terms.squeezes {
		return unlimited
	}
	usual := poolVCPUs / float64(info.VCPU) * (0.5 + chance(m.key(p, "size"), 1))
	whole := usual * math.Exp(capacityWander*m.wandered(p, "capacity", m.stepAt(p, t)))
	return int(whole * (1 - m.squeezed(p, t)))
}

// depth is how much a pool has to spare, from 0 to 1. Half is usual.
func (m *market) depth(p spot.Pool, t time.Time) float64 {
	base := 0.35 + 0.3*chance(m.key(p, "depth"), 1)
	now := base + 0.15*m.wandered(p, "capacity", m.stepAt(p, t))
	return min(max(now, 0.02), 1) * (1 - m.squeezed(p, t))
}

// nextEvent is when the market may next change for a pool: at a change of its
// price, or where a squeeze is foreseen, begins or ends.
func (m *market) nextEvent(p spot.Pool, t time.Time) time.Time {
	next := m.change(p, m.stepAt(p, t)+1)
	earlier := func(at time.Time) {
		if at.After(t) && at.Before(next) {
			next = at
		}
	}
	for _, block := range []time.Time{t, t.Add(squeezeEvery)} {
		for _, s := range m.squeezesAround(p, block) {
			earlier(s.warn)
			earlier(s.start)
			earlier(s.end)
		}
	}
	return next
}
