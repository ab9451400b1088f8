package views

import (
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
)

// trailBook keeps the events that were loaded: those of the watcher's newest
// pages, and the older ones that were asked for. Events never change, so what
// is loaded stays until the account or region is left.
type trailBook struct {
	scene      *trailScene
	seen       *watch.Snapshot
	generation uint64
	loads      map[string]*trailLoad // by watch.EventsKey
	all        []*eventRow           // of every load, newest first
	known      map[string]bool       // ids in all
}

func newTrailBook(glyphs *themes.Glyphs) *trailBook {
	b := &trailBook{scene: &trailScene{glyphs: glyphs}}
	b.clear()
	return b
}

func (b *trailBook) clear() {
	b.loads, b.all, b.known = map[string]*trailLoad{}, nil, map[string]bool{}
}

// trailLoad is what is loaded of one query, without holes except those it
// knows of.
type trailLoad struct {
	query   awsclient.EventQuery
	rows    []*eventRow // newest first
	known   map[string]bool
	from    identity    // of the watcher's page that was taken last
	gaps    []time.Time // below these moments events are missing, newest first
	size    int         // how many are asked for at once
	all     bool        // there are no older ones
	loading bool
	failed  *awsclient.Error
}

// at brings the book up to a snapshot.
func (b *trailBook) at(s *watch.Snapshot) {
	if b.seen == s {
		return
	}
	if b.generation != s.Generation {
		b.generation = s.Generation
		b.clear()
	}
	b.seen, b.scene.now = s, s.Now
	for _, key := range sortedKeys(s.Events) {
		if l := b.loads[key]; l != nil {
			b.takeNewest(l, s.Events[key].Rows)
			continue
		}
		l := &trailLoad{} // nobody said what it asks for; it is only read
		b.loads[key] = l
		b.takeNewest(l, s.Events[key].Rows)
	}
}

// load is the load of a query, begun when it is first asked for.
func (b *trailBook) load(key string, query awsclient.EventQuery) *trailLoad {
	l := b.loads[key]
	if l == nil {
		l = &trailLoad{}
		b.loads[key] = l
	}
	l.query = query
	if l.size == 0 {
		l.size = trailEvents
	}
	return l
}

// takeNewest adds the watcher's page. When it is full and none of it is known,
// more happened than a page holds: there is a gap below it.
func (b *trailBook) takeNewest(l *trailLoad, page []awsclient.Event) {
	from := identify(page)
	if from == l.from {
		return
	}
	l.from = from
	before := len(l.rows)
	fresh := b.take(l, page)
	if before > 0 && fresh == len(page) && len(page) >= trailEvents {
		l.gaps = append([]time.Time{page[len(page)-1].Time}, l.gaps...)
	}
	if before == 0 && len(page) < trailEvents {
		l.all = true
	}
}

// take adds events, newest first as CloudTrail gives them, and counts those
// that were not known.
func (b *trailBook) take(l *trailLoad, page []awsclient.Event) (fresh int) {
	if l.known == nil {
		l.known = map[string]bool{}
	}
	var rows, ours []*eventRow
	for i := range page {
		row := &eventRow{Event: &page[i], trailScene: b.scene}
		if !l.known[row.ID] {
			l.known[row.ID] = true
			rows = append(rows, row)
		}
		if !b.known[row.ID] {
			b.known[row.ID] = true
			ours = append(ours, row)
		}
	}
	l.rows = newestFirst(l.rows, rows)
	b.all = newestFirst(b.all, ours)
	return len(rows)
}

// newestFirst joins two lists that are in this order; the old one is left as
// it is, since a table may show it.
func newestFirst(old, fresh []*eventRow) []*eventRow {
	if len(fresh) == 0 {
		return old
	}
	all := make([]*eventRow, 0, len(old)+len(fresh))
	for len(old) > 0 && len(fresh) > 0 {
		if fresh[0].Time.Before(old[0].Time) {
			all, old = append(all, old[0]), old[1:]
		} else {
			all, fresh = append(all, fresh[0]), fresh[1:]
		}
	}
	return append(append(all, old...), fresh...)
}

// older is the query for what is missing next: the newest gap, or what lies
// before everything that is loaded.
func (l *trailLoad) older() awsclient.EventQuery {
	q := l.query
	q.Limit = l.size
	switch {
	case len(l.gaps) > 0:
		q.End = l.gaps[0]
	case len(l.rows) > 0:
		q.End = l.rows[len(l.rows)-1].Time
	}
	return q
}

// takeOlder adds the answer to an older query. The moment at its end is part
// of it, so that some of it is known; a page of nothing but known events,
// because very many happened at one moment, makes the next one larger.
func (b *trailBook) takeOlder(l *trailLoad, q awsclient.EventQuery, page []awsclient.Event) (fresh int) {
	closed := len(page) < q.Limit
	for i := range page {
		closed = closed || l.known[page[i].ID] && page[i].Time.Before(q.End)
	}
	fresh = b.take(l, page)
	l.size = trailEvents
	if fresh == 0 && !closed {
		l.size = min(2*q.Limit, 20*trailEvents)
	}
	switch {
	case len(l.gaps) == 0:
		l.all = len(page) < q.Limit
	case closed:
		l.gaps = l.gaps[1:]
	default:
		l.gaps[0] = page[len(page)-1].Time
	}
	return fresh
}

// feed is every event that is loaded, as fresh as the newest of the queries.
func (b *trailBook) feed(s *watch.Snapshot) watch.Feed[*eventRow] {
	b.at(s)
	var feed watch.Feed[awsclient.Event]
	for _, key := range sortedKeys(s.Events) {
		if f := s.Events[key]; f.At.After(feed.At) || !feed.Loaded() {
			feed = f
		}
	}
	return carried(feed, b.all)
}
