package telemetry

import (
	"slices"
	"strings"
	"time"

	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/world"
)

// pool is what feeds a target group, or the workers of a group, and what came
// of it by minute.
type pool struct {
	name    string
	serving *world.StepHistory
	feeds   []feed
	minutes map[int64]*intake
	tallies map[int64]*tally

	// The minute that was asked for last: the targets of a pool are mostly
	// asked one after the other.
	lastMinute int64
	last       *intake
}

// feed is a workload and the history of the share of it that comes here.
type feed struct {
	workload string
	share    *world.StepHistory
}

// keptMinutes is how many minutes are remembered before all are forgotten.
const keptMinutes = 4096

// intake is what a pool got in one minute.
type intake struct {
	spans []span
	// even says that the minute is of one piece, so that a target's part of
	// it is the same for the whole minute.
	even    bool
	counted world.CountedMinute // the requests that were counted as they came
}

// span is a part of a minute in which nothing changed. Rates are a second.
type span struct {
	from, to time.Time
	seconds  float64
	serving  balancing.Serving
	requests float64 // a second, into the pool
	counted  float64 // of these, those that were counted as they came
	work     float64 // CPU seconds a second, into the pool
}

// each is a receiving target's requests and work a second.
func (s *span) each() (requests, work float64) {
	if s.serving.Receiving == 0 {
		return 0, 0
	}
	n := float64(s.serving.Receiving)
	return s.requests / n, s.work / n
}

// pool finds a pool; nil when nothing has ever been known of it.
func (r *Room) pool(name string) *pool {
	p := r.pools[name]
	if p == nil {
		serving := r.k.World.Metrics.Serving.Get(name)
		if serving == nil {
			return nil
		}
		p = &pool{name: name, serving: serving, minutes: map[int64]*intake{}, tallies: map[int64]*tally{}}
		for key, h := range r.k.World.Metrics.Shares.All() {
			if workload, to, ok := strings.Cut(key, "|"); ok && to == name {
				p.feeds = append(p.feeds, feed{workload, h})
			}
		}
		r.pools[name] = p
	}
	return p
}

// intake is what a pool got in a minute.
func (r *Room) intake(p *pool, m int64) *intake {
	if p.last != nil && p.lastMinute == m {
		return p.last
	}
	i := p.minutes[m]
	if i == nil {
		i = r.measure(p, m)
		if minuteStart(m + 1).After(r.k.Now()) {
			return i // it goes on
		}
		if len(p.minutes) >= keptMinutes {
			clear(p.minutes)
		}
		p.minutes[m] = i
	}
	p.lastMinute, p.last = m, i
	return i
}

func (r *Room) measure(p *pool, m int64) *intake {
	start, end := minuteStart(m), minuteStart(m+1)
	cuts := []time.Time{start, end}
	cuts = addCuts(cuts, p.serving, start, end)
	in := &intake{}
	work := 0.0 // a second, of the requests that were counted
	for _, f := range p.feeds {
		if w := r.k.World.Workloads.Get(f.workload); w != nil && w.To != "" {
			n := balancing.Counted(w, m)
			in.counted = balancing.Sum(in.counted, n)
			work += float64(n.Good) * w.Cost / 60
			continue
		}
		cuts = addCuts(cuts, f.share, start, end)
	}
	slices.SortFunc(cuts, time.Time.Compare)
	cuts = slices.CompactFunc(cuts, time.Time.Equal)
	in.even = len(cuts) == 2
	counted := float64(balancing.Came(in.counted)-in.counted.Lost) / 60
	for i := 1; i < len(cuts); i++ {
		s := span{from: cuts[i-1], to: cuts[i], seconds: cuts[i].Sub(cuts[i-1]).Seconds()}
		s.serving = balancing.ServingFrom(at(p.serving, s.from))
		s.requests, s.counted, s.work = counted, counted, work
		for _, f := range p.feeds {
			w := r.k.World.Workloads.Get(f.workload)
			share := at(f.share, s.from)
			if w == nil || w.To != "" || share == nil || share[0] == 0 {
				continue
			}
			rate := share[0] * r.balancing.Demand(w, start)
			s.requests += rate
			s.work += rate * w.Cost
		}
		in.spans = append(in.spans, s)
	}
	return in
}

// addCuts adds the moments within a stretch at which a history changes.
func addCuts(cuts []time.Time, h *world.StepHistory, from, to time.Time) []time.Time {
	for i := len(h.Steps) - 1; i >= 0 && h.Steps[i].At.After(from); i-- {
		if h.Steps[i].At.Before(to) {
			cuts = append(cuts, h.Steps[i].At)
		}
	}
	return cuts
}

// got is what one target got in a minute.
type got struct {
	requests float64
	work     float64 // CPU seconds
	// The requests by what became of them: answered well, answered with a
	// client's or a server's error, refused, not answered at all.
	answered, failed4, failed5, refused, silent float64
}

// of adds what a target with this history got of an intake.
func (i *intake) of(h *world.StepHistory, g *got) {
	if len(h.Steps) == 0 {
		return
	}
	if last := &h.Steps[len(h.Steps)-1]; i.even && !last.At.After(i.spans[0].from) {
		i.spans[0].give(last.Values, i.spans[0].seconds, g)
		return
	}
	for n := range i.spans {
		s := &i.spans[n]
		from := s.from
		cuts := addCuts([]time.Time{s.to}, h, s.from, s.to)
		slices.SortFunc(cuts, time.Time.Compare)
		for _, to := range cuts {
			if v := at(h, from); v != nil {
				s.give(v, to.Sub(from).Seconds(), g)
			}
			from = to
		}
	}
}

// give adds what a target that stands so gets in some seconds of a span.
func (s *span) give(values []float64, seconds float64, g *got) {
	if !balancing.Standing(values[0]).Receives(s.serving.FailOpen) {
		return
	}
	requests, work := s.each()
	n := requests * seconds
	g.requests += n
	a := balancing.AnswersFrom(values)
	switch code := a.Code; {
	case code < 0:
		g.silent += n
	case code == 0:
		g.refused += n
	case code >= 500:
		g.failed5 += n
	case code >= 400:
		g.failed4 += n
	default:
		well := 1 - a.Of4xx - a.Of5xx
		g.failed4 += n * a.Of4xx
		g.failed5 += n * a.Of5xx
		g.answered += n * well
		g.work += work * seconds * well // only good answers cost work (choice)
	}
}
