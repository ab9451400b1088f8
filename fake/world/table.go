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
	rows  map[string]slot[T]
	order []string // ids; a record that is gone leaves "" until the next tidying
}

type slot[T any] struct {
	row *T
	at  int // in order
}

// Get is the record with this id, or nil.
func (t *Table[T]) Get(id string) *T { return t.rows[id].row }

// Has tells whether there is a record with this id.
func (t *Table[T]) Has(id string) bool { return t.rows[id].row != nil }

// Len is the number of records.
func (t *Table[T]) Len() int { return len(t.rows) }

// Put adds a record, or replaces the one with the same id in its place. The
// id must not be empty.
func (t *Table[T]) Put(id string, row *T) {
	if t.rows == nil {
		t.rows = map[string]slot[T]{}
	}
	s, known := t.rows[id]
	if !known {
		s.at = len(t.order)
		t.order = append(t.order, id)
	}
	s.row = row
	t.rows[id] = s
}

// Delete removes a record; an unknown id is no error.
func (t *Table[T]) Delete(id string) {
	s, known := t.rows[id]
	if !known {
		return
	}
	delete(t.rows, id)
	t.order[s.at] = ""
	if len(t.order) > 2*len(t.rows)+16 {
		t.tidy()
	}
}

// tidy closes the gaps. It makes a new list, because walks hold the old one.
func (t *Table[T]) tidy() {
	order := make([]string, 0, len(t.rows)+len(t.rows)/2)
	for _, id := range t.order {
		if s, known := t.rows[id]; known {
			s.at = len(order)
			t.rows[id] = s
			order = append(order, id)
		}
	}
	t.order = order
}

// All walks the records in the order in which they came. The table may be
// changed during the walk: the walk goes over the ids it began with and
// passes over those that are gone.
func (t *Table[T]) All() iter.Seq2[string, *T] {
	ids := t.order[:len(t.order):len(t.order)]
	return func(yield func(string, *T) bool) {
		for _, id := range ids {
			row := t.rows[id].row
			if row != nil && !yield(id, row) {
				return
			}
		}
	}
}

// MarshalJSON writes the records as a list, in order, each with its id.
func (t Table[T]) MarshalJSON() ([]byte, error) {
	list := make([]entry[T], 0, len(t.rows))
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
