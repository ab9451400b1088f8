package logs

import (
	"slices"
	"sort"
	"time"

	"fleetglass/fake/world"
)

// Mark is a moment in what comes into CloudWatch Logs: what has come by then
// is known to whoever holds it.
type Mark struct {
	at  time.Time
	seq uint64
}

// Mark is the present moment.
func (r *Room) Mark() Mark { return Mark{at: r.k.Now(), seq: r.k.World.LogSeq} }

// Since is what has come into some streams of a group since a mark, by the
// events' own times. What counts is when an event came, not when it happened:
// old events that are put now are new.
func (r *Room) Since(m Mark, g *world.LogGroup, streams []*world.LogStream) []Record {
	r.forgetRoutes()
	var came []Record
	for _, s := range streams {
		if s.Shipper != nil {
			came = append(came, r.shippedSince(m.at, s)...)
		}
		if s.LastIngestion.Before(millisecond(m.at)) {
			continue
		}
		for _, e := range s.Events {
			if e.Seq > m.seq {
				came = append(came, Record{Stream: s.Name, At: e.At, Ingested: e.Ingested, Seq: e.Seq, Message: e.Message})
			}
		}
	}
	horizon := r.Horizon(g)
	came = slices.DeleteFunc(came, func(e Record) bool { return e.At.Before(horizon) })
	sort.SliceStable(came, func(i, j int) bool { return Order(came[i], came[j]) < 0 })
	return came
}

// shippedSince are the lines that an agent has shipped after a time. An agent
// that began after it has shipped what was written since the boot as well.
func (r *Room) shippedSince(after time.Time, s *world.LogStream) []Record {
	now := r.k.Now()
	from := after.Add(-2 * flushEvery)
	for _, run := range s.Shipper.Runs {
		if run.From.After(after) && run.Booted.Before(from) {
			from = run.Booted
		}
	}
	came := r.shipped(nil, s, from, now.Add(flushEvery), now)
	return slices.DeleteFunc(came, func(e Record) bool { return !e.Ingested.After(after) })
}
