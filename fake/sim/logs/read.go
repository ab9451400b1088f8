package logs

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"iter"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/world"
)

// window is how much time is read at once: shipped lines are worked out by
// the window.
const window = time.Minute

// Scan is the events of some streams of a log group in a stretch of time (to
// is not included), interleaved: by time, then by stream. back begins with
// the newest.
func (r *Room) Scan(g *world.LogGroup, streams []*world.LogStream, from, to time.Time, back bool) iter.Seq[Record] {
	r.forgetRoutes()
	if h := r.Horizon(g); from.Before(h) {
		from = h
	}
	if back {
		return func(yield func(Record) bool) { r.scanBack(streams, from, to, yield) }
	}
	return func(yield func(Record) bool) { r.scanOn(streams, from, to, yield) }
}

func (r *Room) scanOn(streams []*world.LogStream, from, to time.Time, yield func(Record) bool) {
	for from.Before(to) {
		next, any := r.nextMoment(streams, from)
		if !any || !next.Before(to) {
			return
		}
		end := earlier(next.Truncate(window).Add(window), to)
		for _, e := range r.read(streams, next, end) {
			if !yield(e) {
				return
			}
		}
		from = end
	}
}

func (r *Room) scanBack(streams []*world.LogStream, from, to time.Time, yield func(Record) bool) {
	for from.Before(to) {
		last, any := r.lastMoment(streams, to)
		if !any || last.Before(from) {
			return
		}
		start := last.Truncate(window)
		if start.Before(from) {
			start = from
		}
		for _, e := range slices.Backward(r.read(streams, start, earlier(last.Add(time.Millisecond), to))) {
			if !yield(e) {
				return
			}
		}
		to = start
	}
}

// read is one window's events.
func (r *Room) read(streams []*world.LogStream, from, to time.Time) []Record {
	var list []Record
	for _, s := range streams {
		if s.Shipper != nil {
			list = append(list, r.shipped(nil, s, from, to, r.k.Now())...)
		}
		for _, e := range s.Events[first(s, from):first(s, to)] {
			list = append(list, Record{Stream: s.Name, At: e.At, Ingested: e.Ingested, Seq: e.Seq, Message: e.Message})
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return Order(list[i], list[j]) < 0 })
	return list
}

// Order is the order of events: by time, by stream, and as they came.
func Order(a, b Record) int {
	if c := a.At.Compare(b.At); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.Stream, b.Stream), cmp.Compare(a.Seq, b.Seq))
}

// first is the position of a stream's first written event that is not before
// a time.
func first(s *world.LogStream, at time.Time) int {
	return sort.Search(len(s.Events), func(i int) bool { return !s.Events[i].At.Before(at) })
}

// nextMoment is when, from a time on, there may next be events.
func (r *Room) nextMoment(streams []*world.LogStream, from time.Time) (next time.Time, any bool) {
	see := func(t time.Time) {
		if !any || t.Before(next) {
			next, any = t, true
		}
	}
	for _, s := range streams {
		if i := first(s, from); i < len(s.Events) {
			see(s.Events[i].At)
		}
		for _, run := range runs(s) {
			start := later(run.Booted.Truncate(time.Second), from)
			start = later(start, r.k.Now().Add(-shippedKept))
			if start.Before(r.endOf(run)) {
				see(start)
			}
		}
	}
	return next, any
}

// lastMoment is when, before a time, there may last have been events.
func (r *Room) lastMoment(streams []*world.LogStream, to time.Time) (last time.Time, any bool) {
	see := func(t time.Time) {
		if !any || t.After(last) {
			last, any = t, true
		}
	}
	for _, s := range streams {
		if i := first(s, to); i > 0 {
			see(s.Events[i-1].At)
		}
		for _, run := range runs(s) {
			end := earlier(r.endOf(run), to)
			if run.Booted.Truncate(time.Second).Before(end) && end.After(r.k.Now().Add(-shippedKept)) {
				see(end.Add(-time.Millisecond))
			}
		}
	}
	return last, any
}

func runs(s *world.LogStream) []world.LogRun {
	if s.Shipper == nil {
		return nil
	}
	return s.Shipper.Runs
}

// endOf is when a run's lines end: with its last batch.
func (r *Room) endOf(run world.LogRun) time.Time {
	if run.To.IsZero() {
		return r.k.Now()
	}
	return earlier(run.To.Add(flushEvery), r.k.Now())
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Streams is the streams of a group that a condition chooses, by name.
func Streams(g *world.LogGroup, chosen func(name string) bool) []*world.LogStream {
	var list []*world.LogStream
	for name, s := range g.Streams.All() {
		if chosen(name) {
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(a, b *world.LogStream) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

// Everything is the condition that chooses all streams.
func Everything(string) bool { return true }

// Endless is a time that no event reaches: those to come lie two hours ahead
// at most.
func (r *Room) Endless() time.Time { return r.k.Now().Add(day) }

// lookedAt is how many windows are looked at for a shipped line before a
// stream counts as silent.
const lookedAt = 15

// Times are when a stream's first and last events are from, and when it last
// took any; zero when it has none.
func (r *Room) Times(g *world.LogGroup, s *world.LogStream) (firstEvent, lastEvent, lastIngestion time.Time) {
	firstEvent, lastEvent, lastIngestion = s.FirstEvent, s.LastEvent, s.LastIngestion
	if s.Shipper == nil {
		return
	}
	one := []*world.LogStream{s}
	if e, ok := r.edge(g, one, false); ok && (firstEvent.IsZero() || e.At.Before(firstEvent)) {
		firstEvent = e.At
	}
	if e, ok := r.edge(g, one, true); ok {
		lastEvent, lastIngestion = later(lastEvent, e.At), later(lastIngestion, e.Ingested)
	}
	return
}

// edge is the first or the last event of streams, within some windows of
// where it could be.
func (r *Room) edge(g *world.LogGroup, streams []*world.LogStream, back bool) (Record, bool) {
	from, to := later(r.Horizon(g), r.k.World.Born.Add(-shippedKept)), r.Endless()
	if back {
		last, any := r.lastMoment(streams, to)
		if !any {
			return Record{}, false
		}
		from = later(from, last.Add(-lookedAt*window))
	} else {
		next, any := r.nextMoment(streams, from)
		if !any {
			return Record{}, false
		}
		to = earlier(to, next.Add(lookedAt*window))
	}
	for e := range r.Scan(g, streams, from, to, back) {
		return e, true
	}
	return Record{}, false
}

// ID is the id of an event: 56 digits that sort by time, as AWS's do.
func (e Record) ID() string {
	return fmt.Sprintf("3%013d%020d%022d", e.At.UnixMilli(), balancing.Hash(e.Stream), e.Seq)
}

// Find is the event of a group with an id.
func (r *Room) Find(g *world.LogGroup, id string) (Record, bool) {
	if len(id) != 56 {
		return Record{}, false
	}
	ms, err := strconv.ParseInt(id[1:14], 10, 64)
	if err != nil {
		return Record{}, false
	}
	at := time.UnixMilli(ms).UTC()
	for e := range r.Scan(g, Streams(g, Everything), at, at.Add(time.Millisecond), false) {
		if e.ID() == id {
			return e, true
		}
	}
	return Record{}, false
}

// Pointer names an event for good, as the field @ptr of a query's rows does.
func Pointer(g *world.LogGroup, e Record) string {
	return base64.StdEncoding.EncodeToString([]byte(e.ID() + " " + g.Name))
}

// Pointed is the event that a pointer names, with its group.
func (r *Room) Pointed(pointer string) (*world.LogGroup, Record, bool) {
	raw, err := base64.StdEncoding.DecodeString(pointer)
	id, name, cut := strings.Cut(string(raw), " ")
	g := r.k.World.LogGroups.Get(name)
	if err != nil || !cut || g == nil {
		return nil, Record{}, false
	}
	e, found := r.Find(g, id)
	return g, e, found
}
