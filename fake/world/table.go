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
	rows  map[string]*T
	order []string
}

// Get is the record with this id, or nil.
func (t *Table[T]) Get(id string) *T { return t.rows[id] }

// Has tells whether there is a record with this id.
func (t *Table[T]) Has(id string) bool { return t.rows[id] != nil }

// Len is the number of records.
func (t *Table[T]) Len() int { return len(t.rows) }

// Put adds a record, or replaces the one with the same id in its place.
func (t *Table[T]) Put(id string, row *T) {
	if t.rows == nil {
		t.rows = map[string]*T{}
	}
	if t.rows[id] == nil {
		t.order = append(t.order, id)
	}
	t.rows[id] = row
}

// Delete removes a record; an unknown id is no error.
func (t *Table[T]) Delete(id string) {
	if t.rows[id] == nil {
		return
	}
	delete(t.rows, id)
	for i, o := range t.order {
		if o == id {
			t.order = append(t.order[:i:i], t.order[i+1:]...)
			return
		}
	}
}

// All walks the records in the order in which they came. The table may be
// changed during the walk: the walk goes over the ids it began with and
// passes over those that are gone.
func (t *Table[T]) All() iter.Seq2[string, *T] {
	ids := t.order[:len(t.order):len(t.order)]
	return func(yield func(string, *T) bool) {
		for _, id := range ids {
			row := t.rows[id]
			if row != nil && !yield(id, row) {
				return
			}
		}
	}
}

// MarshalJSON writes the records as a list, in order, each with its id.
func (t Table[T]) MarshalJSON() ([]byte, error) {
	list := make([]entry[T], 0, len(t.order))
	for _, id := range t.order {
		list = append(list, entry[T]{id, t.rows[id]})
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
		if e.Row == nil || t.Has(e.ID) {
			return fmt.Errorf("table: bad or double entry %q", e.ID)
		}
		t.Put(e.ID, e.Row)
	}
	return nil
}

type entry[T any] struct {
	ID  string
	Row *T
}
