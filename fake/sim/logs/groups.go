package logs

import (
	"slices"
	"sort"
	"time"

	"fleetglass/fake/world"
)

// The classes of log groups.
const (
	Standard         = "STANDARD"
	InfrequentAccess = "INFREQUENT_ACCESS"
)

const (
	day = 24 * time.Hour
	// keptBytes is how much of what is written a log group keeps at most, the
	// newest events. Choice: AWS keeps without a bound what never expires, but
	// it does not keep it in memory.
	keptBytes = 4 << 20
	// EventOverhead is what an event counts besides its text
	// (BC:logs.PutLogEvents).
	EventOverhead = 26
	// intakeKept is how long the minutes of a group's intake are kept: as long
	// as CloudWatch keeps one-minute metrics.
	intakeKept = 15 * day
)

// Create puts a new log group into the world.
func (r *Room) Create(g world.LogGroup) *world.LogGroup {
	g.ARN, g.Created = r.groupARN(g.Name), millisecond(r.k.Now())
	r.k.World.LogGroups.Put(g.Name, &g)
	return &g
}

// AddStream puts a new stream into a log group.
func (r *Room) AddStream(g *world.LogGroup, name string) *world.LogStream {
	s := &world.LogStream{Name: name, Created: millisecond(r.k.Now())}
	g.Streams.Put(name, s)
	return s
}

// StreamARN is the ARN of a stream.
func StreamARN(g *world.LogGroup, s *world.LogStream) string {
	return g.ARN + ":log-stream:" + s.Name
}

// Delete takes a log group away, with all that is in it. Agents that ship to
// it make it anew with their next lines.
func (r *Room) Delete(g *world.LogGroup) {
	for _, s := range g.Streams.All() {
		r.agentReturns(s)
	}
	r.k.World.LogGroups.Delete(g.Name)
	delete(r.ready, g.Name)
	r.forgetComputed()
}

// DeleteStream takes a stream away. An agent that ships to it makes it anew.
func (r *Room) DeleteStream(g *world.LogGroup, s *world.LogStream) {
	r.agentReturns(s)
	for _, e := range s.Events {
		g.Bytes -= size(e.Message)
	}
	g.Streams.Delete(s.Name)
	r.forgetComputed()
}

func (r *Room) agentReturns(s *world.LogStream) {
	if s.Shipper != nil {
		r.k.WakeIn(flushEvery, KindAgent, s.Shipper.Instance)
	}
}

// SetRetention changes for how many days events are kept, 0 for ever.
func (r *Room) SetRetention(g *world.LogGroup, days int) {
	g.Retention = days
	for _, s := range g.Streams.All() {
		r.expire(g, s)
	}
}

// Horizon is the time before which a group has no events any more. Choice:
// AWS deletes expired events within 72 hours, here they go at once.
func (r *Room) Horizon(g *world.LogGroup) time.Time {
	if g.Retention == 0 {
		return time.Time{}
	}
	return r.k.Now().Add(-time.Duration(g.Retention) * day)
}

// Ingest takes events into a stream, in any order, and shows them to the
// group's metric filters.
func (r *Room) Ingest(g *world.LogGroup, s *world.LogStream, events []Event) {
	now := millisecond(r.k.Now())
	horizon := r.Horizon(g)
	var taken []Event
	for _, e := range events {
		e.At = millisecond(e.At)
		if e.At.Before(horizon) {
			continue
		}
		taken = append(taken, e)
		r.store(g, s, world.LogEvent{At: e.At, Ingested: now, Seq: r.next(), Message: e.Message})
	}
	if len(taken) == 0 {
		return
	}
	s.LastIngestion = now
	r.count(g, taken)
	r.expire(g, s)
	r.bound(g)
	r.filterWritten(g, taken)
}

// next is a number that counts events and queries.
func (r *Room) next() uint64 {
	r.k.World.LogSeq++
	return r.k.World.LogSeq
}

func (r *Room) store(g *world.LogGroup, s *world.LogStream, e world.LogEvent) {
	at := len(s.Events)
	if at > 0 && s.Events[at-1].At.After(e.At) {
		at = sort.Search(len(s.Events), func(i int) bool { return s.Events[i].At.After(e.At) })
	}
	s.Events = slices.Insert(s.Events, at, e)
	g.Bytes += size(e.Message)
	if s.FirstEvent.IsZero() || e.At.Before(s.FirstEvent) {
		s.FirstEvent = e.At
	}
	if e.At.After(s.LastEvent) {
		s.LastEvent = e.At
	}
}

// size is what an event counts for in limits and metrics.
func size(message string) int { return len(message) + EventOverhead }

// count adds events to the present minute of a group's intake.
func (r *Room) count(g *world.LogGroup, events []Event) {
	minute := r.k.Now().Unix() / 60
	if n := len(g.Intake); n == 0 || g.Intake[n-1].Minute != minute {
		g.Intake = append(g.Intake, world.LogIntake{Minute: minute})
	}
	now := &g.Intake[len(g.Intake)-1]
	for _, e := range events {
		now.Events++
		now.Bytes += size(e.Message)
	}
	oldest := minute - int64(intakeKept/time.Minute)
	if g.Intake[0].Minute < oldest {
		n := sort.Search(len(g.Intake), func(i int) bool { return g.Intake[i].Minute >= oldest })
		g.Intake = slices.Delete(g.Intake, 0, n)
	}
}

// expire drops a stream's events that are older than its group keeps them.
func (r *Room) expire(g *world.LogGroup, s *world.LogStream) {
	horizon := r.Horizon(g)
	n := sort.Search(len(s.Events), func(i int) bool { return !s.Events[i].At.Before(horizon) })
	r.drop(g, s, n)
}

// drop takes a stream's oldest events away.
func (r *Room) drop(g *world.LogGroup, s *world.LogStream, n int) {
	if n == 0 {
		return
	}
	for _, e := range s.Events[:n] {
		g.Bytes -= size(e.Message)
	}
	s.Events = slices.Delete(s.Events, 0, n)
	if len(s.Events) > 0 {
		s.FirstEvent = s.Events[0].At
	}
}

// bound drops a group's oldest events while it has too many: always from the
// stream whose oldest event is the oldest, an eighth of its events at a time.
func (r *Room) bound(g *world.LogGroup) {
	for g.Bytes > keptBytes {
		var oldest *world.LogStream
		for _, s := range g.Streams.All() {
			if len(s.Events) > 0 && (oldest == nil || s.Events[0].At.Before(oldest.Events[0].At)) {
				oldest = s
			}
		}
		if oldest == nil {
			return
		}
		r.drop(g, oldest, (len(oldest.Events)+7)/8)
	}
}
