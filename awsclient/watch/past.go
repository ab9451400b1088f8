package watch

import (
	"reflect"
	"time"
)

// Bounds of what a Past keeps. Snapshots share what did not change between
// them, so that it is rows that count: those of an account with ten thousand
// instances are some four megabytes each time they change.
const (
	pastApart   = time.Second // between two snapshots that are kept, at least
	pastMoments = 1800
	pastRows    = 40_000
)

// Past keeps snapshots for who wants to look back: one a second, and when there
// are too many, every second one of the older half. The zero Past is empty and
// ready. It knows one generation: what was seen of another account or region is
// forgotten with the first snapshot of the next.
type Past struct {
	kept []moment // oldest first
	rows int      // of all
}

// moment is a snapshot and how many rows came new with it.
type moment struct {
	*Snapshot
	rows int
}

// Add keeps a snapshot, unless the last one is hardly older.
func (p *Past) Add(s *Snapshot) {
	if n := len(p.kept); n > 0 {
		last := p.kept[n-1]
		switch {
		case s.Generation != last.Generation:
			*p = Past{}
		case s.Wall.Sub(last.Wall) < pastApart:
			return
		}
	}
	m := moment{Snapshot: s, rows: p.news(s)}
	p.kept, p.rows = append(p.kept, m), p.rows+m.rows
	for len(p.kept) > 2 && (len(p.kept) > pastMoments || p.rows > pastRows) {
		p.thin()
	}
}

// Len is how many snapshots are kept.
func (p *Past) Len() int { return len(p.kept) }

// Before is the newest snapshot that is older than s, nil when none is.
func (p *Past) Before(s *Snapshot) *Snapshot {
	for i := len(p.kept) - 1; i >= 0; i-- {
		if p.kept[i].Wall.Before(s.Wall) {
			return p.kept[i].Snapshot
		}
	}
	return nil
}

// After is the oldest snapshot that is newer than s, nil when none is.
func (p *Past) After(s *Snapshot) *Snapshot {
	for _, m := range p.kept {
		if m.Wall.After(s.Wall) {
			return m.Snapshot
		}
	}
	return nil
}

// thin forgets every second one of the older half, or the oldest of a few.
func (p *Past) thin() {
	half := max(2, len(p.kept)/2)
	kept := make([]moment, 0, len(p.kept))
	for i, m := range p.kept {
		if i >= half || i%2 == 1 {
			kept = append(kept, m)
		}
	}
	p.kept, p.rows = kept, 0
	for i, m := range kept { // what a forgotten one brought, its successor has now
		var old *Snapshot
		if i > 0 {
			old = kept[i-1].Snapshot
		}
		if i <= half {
			kept[i].rows = newRows(m.Snapshot, old)
		}
		p.rows += kept[i].rows
	}
}

func (p *Past) news(s *Snapshot) int {
	if len(p.kept) == 0 {
		return newRows(s, nil)
	}
	return newRows(s, p.kept[len(p.kept)-1].Snapshot)
}

// newRows is how many rows of a snapshot an older one does not share.
func newRows(s, old *Snapshot) int {
	if old == nil {
		old = &Snapshot{}
	}
	n := 0
	for i, part := range s.Parts() {
		before := &Snapshot{}
		if parts := old.Parts(); i < len(parts) {
			before = parts[i]
		}
		EachFeed(part, before, func(_, _ string, now, was reflect.Value) {
			if rows := now.FieldByName("Rows"); !sameList(rows, was.FieldByName("Rows")) {
				n += rows.Len()
			}
		})
	}
	return n
}

// sameList tells whether two slices are one.
func sameList(a, b reflect.Value) bool {
	return a.Len() == b.Len() && a.UnsafePointer() == b.UnsafePointer()
}

// EachFeed visits every feed of a snapshot that an older one does not share: the
// name of its field, its key ("" for a kind without keys), and the Feed in both,
// the zero Feed where a snapshot has none. Keys come in no order.
func EachFeed(s, old *Snapshot, visit func(field, key string, now, was reflect.Value)) {
	now, was := reflect.ValueOf(s).Elem(), reflect.ValueOf(old).Elem()
	for i := range now.NumField() {
		name := now.Type().Field(i).Name
		switch f := now.Field(i); {
		case isFeed(f.Type()):
			visit(name, "", f, was.Field(i))
		case f.Kind() == reflect.Map && isFeed(f.Type().Elem()):
			if f.UnsafePointer() != was.Field(i).UnsafePointer() {
				eachKey(name, f, was.Field(i), visit)
			}
		}
	}
}

func eachKey(field string, now, was reflect.Value, visit func(field, key string, now, was reflect.Value)) {
	none := reflect.Zero(now.Type().Elem())
	or := func(v reflect.Value) reflect.Value {
		if v.IsValid() {
			return v
		}
		return none
	}
	for _, key := range now.MapKeys() {
		visit(field, key.String(), now.MapIndex(key), or(was.MapIndex(key)))
	}
	for _, key := range was.MapKeys() {
		if !now.MapIndex(key).IsValid() {
			visit(field, key.String(), none, was.MapIndex(key))
		}
	}
}

// isFeed tells whether a type is a Feed of something.
func isFeed(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	_, rows := t.FieldByName("Rows")
	_, tried := t.FieldByName("Tried")
	return rows && tried
}
