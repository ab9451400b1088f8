package world

import (
	"encoding/json"
	"fmt"
	"iter"
)

// Table is an ordered collection of records by id. Records keep the order in
// which they came, so that a walk over a table is the same in every run; a Go
// map would not be. The zero Table is empty and ready.
type Table[T any] struct {
	places map[string]*place[T]
	order  []*place[T] // those whose record is gone stay until the next tidying
}

// place is where a record is; it has none any more when it was deleted.
type place[T any] struct {
	id  string
	row *T
}

// Get is the record with this id, or nil.
func (t *Table[T]) Get(id string) *T {
	if p := t.places[id]; p != nil {
		return p.row
	}
	return nil
}

// Has tells whether there is a record with this id.
func (t *Table[T]) Has(id string) bool { return t.places[id] != nil }

// Len is the number of records.
func (t *Table[T]) Len() int { return len(t.places) }

// Put adds a record, or replaces the one with the same id in its place. The
// id must not be empty.
func (t *Table[T]) Put(id string, row *T) {
	if p := t.places[id]; p != nil {
		p.row = row
		return
	}
	if t.places == nil {
		t.places = map[string]*place[T]{}
	}
	p := &place[T]{id, row}
	t.places[id] = p
	t.order = append(t.order, p)
}

// Delete removes a record; an unknown id is no error.
func (t *Table[T]) Delete(id string) {
	p := t.places[id]
	if p == nil {
		return
	}
	delete(t.places, id)
	p.row = nil
	if len(t.order) > 2*len(t.places)+16 {
		t.tidy()
	}
}

// tidy closes the gaps. It makes a new list, because walks hold the old one.
func (t *Table[T]) tidy() {
	order := make([]*place[T], 0, len(t.places)+len(t.places)/2)
	for _, p := range t.order {
		if p.row != nil {
			order = append(order, p)
		}
	}
	t.order = order
}

// All walks the records in the order in which they came. The table may be
// changed during the walk: the walk goes over the records it began with and
// passes over those that are gone, also when another has come under the same
// id.
func (t *Table[T]) All() iter.Seq2[string, *T] {
	places := t.order[:len(t.order):len(t.order)]
	return func(yield func(string, *T) bool) {
		for _, p := range places {
			if p.row != nil && !yield(p.id, p.row) {
				return
			}
		}
	}
}

// MarshalJSON writes the records as a list, in order, each with its id.
func (t Table[T]) MarshalJSON() ([]byte, error) {
	list := make([]entry[T], 0, len(t.places))
	for id, row := range t.All() {
		list = append(list, entry[T]{id, row})
	}
	return json.Marshal(list)
}

// UnmarshalJSON reads what MarshalJSON wrote. A double id is an error.
func (t *Table[T]) UnmarshalJSON(data []byte) error {
	var list []entry[T]
	if err := json.Unmarshal(data, &list); err != nil {
		return err
	}
	*t = Table[T]{}
	for _, e := range list {
		if e.ID == "" || e.Row == nil || t.Has(e.ID) {
			return badEntry(e.ID)
		}
		t.Put(e.ID, e.Row)
	}
	return nil
}

func badEntry(id string) error { return fmt.Errorf("table: bad or double entry %q", id) }

type entry[T any] struct {
	ID  string
	Row *T
}
