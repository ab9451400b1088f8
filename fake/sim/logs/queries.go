package logs

import (
	"fmt"
	"slices"
	"time"

	"fleetglass/awsclient/semantics/insights"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/world"
)

// The states of a query of Logs Insights.
const (
	QueryScheduled = "Scheduled"
	QueryRunning   = "Running"
	QueryComplete  = "Complete"
	QueryCancelled = "Cancelled"
)

// How queries run (choices: AWS does not publish them).
const (
	queryWaits = time.Second // scheduled until then
	queryTakes = 2 * time.Second
	// queryReads is how many events a query looks at, the newest first.
	queryReads = 200_000
	// queriesKept is how many queries are remembered; AWS keeps their results
	// for seven days.
	queriesKept = 100
)

// StartQuery begins a query, whose text has been found good, over the events
// of some groups between two times, both included.
func (r *Room) StartQuery(q world.LogQuery) *world.LogQuery {
	queries := &r.k.World.LogQueries
	q.ID, q.Status = r.queryID(), QueryScheduled
	q.Created = millisecond(r.k.Now())
	q.Begins, q.Ends = r.k.Now().Add(queryWaits), r.k.Now().Add(queryWaits+queryTakes)
	queries.Put(q.ID, &q)
	for id := range queries.All() {
		if queries.Len() <= queriesKept {
			break
		}
		queries.Delete(id)
	}
	r.k.WakeAt(q.Begins, KindQuery, q.ID)
	return &q
}

// queryID is not drawn from the world's randomness: reading must not change
// the future.
func (r *Room) queryID() string {
	seed, n := r.k.World.Seed^balancing.Hash(r.k.World.Region+" queries"), int64(r.next())
	bits := func(n int64) uint64 { return uint64(balancing.Chance(seed, n) * (1 << 48)) }
	a, b, c := bits(3*n), bits(3*n+1), bits(3*n+2)
	return fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", a>>16, a&0xffff, b>>36, b&0xfff, c)
}

// lookAtQuery takes a query one step further.
func (r *Room) lookAtQuery(id string) {
	q := r.k.World.LogQueries.Get(id)
	if q == nil {
		return
	}
	switch now := r.k.Now(); {
	case q.Status == QueryScheduled && !now.Before(q.Begins):
		q.Status = QueryRunning
		r.k.WakeAt(q.Ends, KindQuery, id)
	case q.Status == QueryRunning && !now.Before(q.Ends):
		q.Status = QueryComplete
		r.run(q)
	}
}

// run is the query itself, at its end.
func (r *Room) run(q *world.LogQuery) {
	query, err := insights.Parse(q.Text)
	if err != nil {
		return // it was found good when it began
	}
	var events []insights.Event
	for _, name := range q.Groups {
		g := r.k.World.LogGroups.Get(name)
		if g == nil {
			continue // deleted meanwhile
		}
		n := 0
		for e := range r.Scan(g, Streams(g, Everything), q.From, q.To.Add(time.Millisecond), true) {
			if n++; n > queryReads {
				break
			}
			events = append(events, insights.Event{
				At: e.At, Message: e.Message, LogStream: e.Stream, Log: r.k.World.Account + ":" + name, IngestedAt: e.Ingested, Ptr: Pointer(g, e),
			})
			q.Size += size(e.Message)
		}
	}
	slices.Reverse(events)
	result := query.RunAtMost(events, q.Limit)
	q.Scanned, q.Matched = result.Scanned, result.Matched
	for _, row := range result.Rows {
		fields := make([]world.Attribute, len(row))
		for i, f := range row {
			fields[i] = world.Attribute{Key: f.Name, Value: f.Value}
		}
		q.Rows = append(q.Rows, fields)
	}
}

// StopQuery ends a query that has not ended; it tells whether it had not.
func (r *Room) StopQuery(q *world.LogQuery) bool {
	if q.Status != QueryScheduled && q.Status != QueryRunning {
		return false
	}
	q.Status = QueryCancelled
	return true
}

// UnderWay is how many queries have not ended.
func (r *Room) UnderWay() int {
	n := 0
	for _, q := range r.k.World.LogQueries.All() {
		if q.Status == QueryScheduled || q.Status == QueryRunning {
			n++
		}
	}
	return n
}
