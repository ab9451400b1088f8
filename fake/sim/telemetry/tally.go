package telemetry

import (
	"math"

	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/world"
)

// tally is what became of the requests to a pool in a minute, in whole
// requests. Each is counted once: a target's answer or one of the balancer's
// own.
type tally struct {
	requests                      int // that a target was chosen for
	target2xx, target4xx, target5 int
	elb502, elb504                int // refused; timed out, or over capacity
	elb503                        int // no target at all: not in requests
	response                      float64
	over                          float64 // the part of elb504 that was over capacity, 0 to 1
}

// How long a request takes (choices).
const (
	serviceTime  = 0.004 // seconds besides the work itself
	busiest      = 0.985 // utilisation beyond which response time grows no more
	quickest     = 0.35  // of the mean: the fastest answers
	flowSeconds  = 1.5   // that a Network balancer's flow lasts
	idleTimeout  = 60.0
	unansweredAt = 1.0 // utilisation from which requests are left over
)

// tally counts a pool's requests in a minute. It goes over all its targets;
// the result is remembered.
func (r *Room) tally(p *pool, m int64) *tally {
	if t := p.tallies[m]; t != nil {
		return t
	}
	t := r.countRequests(p, m)
	if !minuteStart(m + 1).After(r.k.Now()) {
		if len(p.tallies) >= keptMinutes {
			clear(p.tallies)
		}
		p.tallies[m] = t
	}
	return t
}

func (r *Room) countRequests(p *pool, m int64) *tally {
	in := r.intake(p, m)
	seed := balancing.Hash(p.name) ^ r.k.World.Seed
	t := &tally{}
	came, lost := in.total()
	t.elb503 = whole(lost, seed, m)
	t.requests = whole(came, seed+1, m)
	if came == 0 && in.counted == (world.CountedMinute{}) {
		return t
	}
	all, over, took := r.fates(in, r.balancing.Targets(p.name))
	t.fill(all, over, took, seed, m)
	t.count(in.counted)
	return t
}

// count adds requests of which it is known what became of each.
func (t *tally) count(n world.CountedMinute) {
	t.requests += balancing.Came(n) - n.Lost
	t.target2xx += n.Good
	t.target4xx += n.Bad4
	t.target5 += n.Bad5
	t.elb502 += n.Refused
	t.elb504 += n.Unanswered
	t.elb503 += n.Lost
}

// fill tells what became of t.requests, by what became of those that are in
// all. Of these, over were over capacity, and those answered took so many
// seconds together.
func (t *tally) fill(all got, over, took float64, seed uint64, m int64) {
	t.divide(all, over, seed, m)
	if over > 0 {
		t.over = over / (over + all.silent)
	}
	if all.answered > 0 {
		t.response = took / all.answered
	}
}

// fates adds up what became of the requests to some targets of a pool.
func (r *Room) fates(in *intake, targets []balancing.Borne) (all got, over, took float64) {
	for _, target := range targets {
		var g got
		in.of(target.History, &g)
		if g.requests == 0 {
			continue
		}
		busy := r.utilisation(target.ID, g.work)
		left := g.answered * max(0, 1-unansweredAt/max(busy, unansweredAt))
		over += left
		took += (g.answered - left) * responseTime(g, busy)
		all.requests += g.requests
		all.answered += g.answered - left
		all.failed4 += g.failed4
		all.failed5 += g.failed5
		all.refused += g.refused
		all.silent += g.silent
	}
	return all, over, took
}

// divide splits the whole requests by what became of them.
func (t *tally) divide(all got, over float64, seed uint64, m int64) {
	if all.requests == 0 {
		return
	}
	left := t.requests
	part := func(share float64, n uint64) int {
		k := min(left, whole(float64(t.requests)*share/all.requests, seed+n, m))
		left -= k
		return k
	}
	t.elb502 = part(all.refused, 2)
	t.elb504 = part(all.silent+over, 3)
	t.target5 = part(all.failed5, 4)
	t.target4xx = part(all.failed4, 5)
	t.target2xx = left
}

// utilisation is how much of an instance's CPU this work takes: above 1, more
// than it has.
func (r *Room) utilisation(id string, work float64) float64 {
	vcpu := 1.0
	if g := r.gauge(id); g != nil {
		vcpu = g.vcpu
	}
	return work / (60 * vcpu)
}

// responseTime is the mean time in which a server answers: what the request
// takes by itself, over the part of the server that is free.
func responseTime(g got, busy float64) float64 {
	alone := serviceTime
	if g.answered > 0 {
		alone += g.work / g.answered
	}
	return min(idleTimeout, alone/(1-min(busy, busiest)))
}

// whole is a count of about x: the fraction decides by lot, so that many
// small minutes still add up.
func whole(x float64, seed uint64, m int64) int {
	return int(math.Floor(x + balancing.Chance(seed, m)))
}

// responses is n response times spread as those of a queue are: a mean, a
// quickest, and a long tail.
func responses(mean float64, n int) []float64 {
	list := make([]float64, n)
	for i := range list {
		list[i] = response(mean, i, n)
	}
	return list
}

// response is the i-th quickest of n response times.
func response(mean float64, i, n int) float64 {
	return mean * (quickest - (1-quickest)*math.Log(1-(float64(i)+0.5)/float64(n)))
}
