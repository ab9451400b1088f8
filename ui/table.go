package ui

import (
	"slices"
	"strconv"
	"strings"

	"fleetglass/themes"
)

// changeMarks is for how many refreshes a changed row keeps its sign: about a
// second at the usual four refreshes a second.
const changeMarks = 4

// Table is rows of T under typed columns. It keeps the selection by the row's
// id over refresh, sort and filter; it draws visible rows only and keeps drawn
// rows until something about them changes.
//
// A table is not for concurrent use.
type Table[T any] struct {
	// Empty is what to say when there are no rows at all; nil: "nothing here".
	// It tells emptiness from loading, from refusal and from failure.
	Empty func() []Line

	columns []Column[T]
	fields  []string // Field of each column
	id      func(T) string

	rows   []T   // as given
	sorted []int // indexes of rows, in sort order
	shown  []int // those of sorted that the filter shows

	filter  Filter
	sortBy  int // column, -1 for the order given
	reverse bool

	cursor   int    // index in shown
	selected string // id under the cursor, "" for none
	offset   int    // first row drawn, index in shown
	skip     int    // columns scrolled out on the left
	page     int    // rows that the last Draw had room for
	marks    map[string]bool

	generation int // refreshes so far
	seen       map[string]sighting
	compared   []place // the layout in which they were seen
	widths     []int   // widths wanted by the columns, nil when unknown
	drawn      drawnRows
	head       header
}

// sighting is what a row looked like when it was last drawn.
type sighting struct {
	hash    uint64
	at      int // generation of hash
	changed int // generation in which the hash changed, 0 for never
}

// NewTable is a table without rows. id must be different for each row.
func NewTable[T any](columns []Column[T], id func(T) string) *Table[T] {
	t := &Table[T]{columns: columns, id: id, sortBy: -1, page: 1, marks: map[string]bool{}, seen: map[string]sighting{}}
	for _, c := range columns {
		t.fields = append(t.fields, c.Field)
	}
	return t
}

// SetRows replaces the rows, after a refresh. The slice is not changed and must
// not be changed by others.
func (t *Table[T]) SetRows(rows []T) {
	t.rows = rows
	t.generation++
	t.drawn.forget()
	t.forgetSightings()
	t.sort()
	t.refilter(t.sorted)
	t.measure(false)
}

// Refresh draws every row anew: what the cells show depends on more than rows.
// It counts as a refresh without a change, so signs of changes go away.
func (t *Table[T]) Refresh() {
	t.generation++
	t.drawn.forget()
	t.forgetSightings()
}

// Columns are the table's columns.
func (t *Table[T]) Columns() []Column[T] { return t.columns }

// Rows are the rows that the filter shows, in order.
func (t *Table[T]) Rows() []T {
	rows := make([]T, len(t.shown))
	for i, r := range t.shown {
		rows[i] = t.rows[r]
	}
	return rows
}

// Len is how many rows the filter shows.
func (t *Table[T]) Len() int { return len(t.shown) }

// Total is how many rows there are.
func (t *Table[T]) Total() int { return len(t.rows) }

// Selected is the row under the cursor; false when no row is shown.
func (t *Table[T]) Selected() (T, bool) {
	if t.cursor >= len(t.shown) {
		var none T
		return none, false
	}
	return t.rows[t.shown[t.cursor]], true
}

// Select puts the cursor on the row of an id; false when it is not shown.
func (t *Table[T]) Select(id string) bool {
	for i, r := range t.shown {
		if t.id(t.rows[r]) == id {
			t.moveTo(i)
			return true
		}
	}
	return false
}

// Marked are the marked rows that are shown, in order; the row under the cursor
// when none is. Rows that a filter hides do not count: an action must not
// change what is out of sight.
func (t *Table[T]) Marked() []T {
	var marked []T
	for _, r := range t.shown {
		if t.marks[t.id(t.rows[r])] {
			marked = append(marked, t.rows[r])
		}
	}
	if len(marked) > 0 {
		return marked
	}
	if row, ok := t.Selected(); ok {
		return []T{row}
	}
	return nil
}

// Marks is how many rows that are shown are marked.
func (t *Table[T]) Marks() int {
	if len(t.marks) == 0 {
		return 0
	}
	n := 0
	for _, r := range t.shown {
		if t.marks[t.id(t.rows[r])] {
			n++
		}
	}
	return n
}

// Mark marks or unmarks the row under the cursor and goes to the next.
func (t *Table[T]) Mark() {
	if t.selected == "" || len(t.shown) == 0 {
		return
	}
	if t.marks[t.selected] {
		delete(t.marks, t.selected)
	} else {
		t.marks[t.selected] = true
	}
	t.Move(1)
}

// Unmark removes all marks.
func (t *Table[T]) Unmark() { clear(t.marks) }

// SetFilter shows the rows that match. The filter is in force even when an
// error is returned: it says why nothing matches.
func (t *Table[T]) SetFilter(text string) error {
	earlier := t.filter
	t.filter = ParseFilter(text, t.fields)
	from := t.sorted
	if t.filter.narrows(earlier) {
		from = t.shown
	}
	t.refilter(from)
	t.measure(true)
	if len(t.shown) == 0 && len(t.rows) > 0 {
		return t.filter.complaint()
	}
	return nil
}

// Filter is the text of the filter, "" for none.
func (t *Table[T]) Filter() string { return t.filter.String() }

// refilter chooses the rows that are shown from some of the sorted ones.
func (t *Table[T]) refilter(from []int) {
	shown := make([]int, 0, len(from))
	if t.filter.Empty() {
		shown = append(shown, from...)
	} else {
		var row T
		value := func(c int) string { return t.columns[c].value(row) }
		for _, r := range from {
			row = t.rows[r]
			if t.filter.Match(t.fields, value) {
				shown = append(shown, r)
			}
		}
	}
	t.shown = shown
	t.restore()
}

// restore puts the cursor on the selected id again, or near where it was.
func (t *Table[T]) restore() {
	if t.selected == "" || !t.Select(t.selected) {
		t.moveTo(t.cursor)
	}
}

// SortNext sorts by the next column; after the last, in the order given.
func (t *Table[T]) SortNext() {
	t.sortBy++
	if t.sortBy >= len(t.columns) {
		t.sortBy = -1
	}
	t.reverse = false
	t.resort()
}

// SortReverse turns the order round.
func (t *Table[T]) SortReverse() {
	t.reverse = !t.reverse
	t.resort()
}

// SortBy sorts by the column of a field; false when there is none.
func (t *Table[T]) SortBy(field string, reverse bool) bool {
	i := slices.Index(t.fields, field)
	if i < 0 {
		return false
	}
	t.sortBy, t.reverse = i, reverse
	t.resort()
	return true
}

// Sorted is the title of the column sorted by, "" for the order given.
func (t *Table[T]) Sorted() (title string, reverse bool) {
	if t.sortBy < 0 {
		return "", t.reverse
	}
	return t.columns[t.sortBy].Title, t.reverse
}

func (t *Table[T]) resort() {
	t.sort()
	t.refilter(t.sorted)
	t.measure(true)
}

// sort orders the rows. Equal rows stay in the order given, also in reverse.
// When the order of the last refresh still holds, it is kept: that is known
// after one pass.
func (t *Table[T]) sort() {
	compare := t.order()
	if len(t.sorted) == len(t.rows) && inOrder(t.sorted, compare) {
		return
	}
	t.sorted = make([]int, len(t.rows))
	for i := range t.sorted {
		t.sorted[i] = i
	}
	slices.SortFunc(t.sorted, compare)
}

func inOrder(sorted []int, compare func(a, b int) int) bool {
	for i := 1; i < len(sorted); i++ {
		if compare(sorted[i-1], sorted[i]) > 0 {
			return false
		}
	}
	return true
}

// order compares rows by index; no two are equal.
func (t *Table[T]) order() func(a, b int) int {
	given := func(a, b int) int { return a - b }
	if t.sortBy < 0 {
		if t.reverse {
			return func(a, b int) int { return b - a }
		}
		return given
	}
	by := t.byColumn(&t.columns[t.sortBy])
	sign := 1
	if t.reverse {
		sign = -1
	}
	return func(a, b int) int {
		if c := by(a, b) * sign; c != 0 {
			return c
		}
		return given(a, b)
	}
}

// byColumn compares rows by index and column.
func (t *Table[T]) byColumn(column *Column[T]) func(a, b int) int {
	if column.Compare != nil {
		return func(a, b int) int { return column.Compare(t.rows[a], t.rows[b]) }
	}
	values := make([]string, len(t.rows))
	for i, row := range t.rows {
		values[i] = column.value(row)
	}
	return func(a, b int) int { return strings.Compare(values[a], values[b]) }
}

// Move moves the cursor by rows, down when delta is positive.
func (t *Table[T]) Move(delta int) { t.moveTo(t.cursor + delta) }

// Top goes to the first row.
func (t *Table[T]) Top() { t.moveTo(0) }

// Bottom goes to the last row.
func (t *Table[T]) Bottom() { t.moveTo(len(t.shown) - 1) }

// PageDown and its like move by what the last Draw had room for.
func (t *Table[T]) PageDown() { t.Move(max(t.page-1, 1)) }

// PageUp is PageDown the other way.
func (t *Table[T]) PageUp() { t.Move(-max(t.page-1, 1)) }

// HalfDown moves by half a page.
func (t *Table[T]) HalfDown() { t.Move(max(t.page/2, 1)) }

// HalfUp is HalfDown the other way.
func (t *Table[T]) HalfUp() { t.Move(-max(t.page/2, 1)) }

// Right brings columns that are out of sight into it.
func (t *Table[T]) Right() {
	if t.head.right {
		t.skip++
	}
}

// Left is Right the other way.
func (t *Table[T]) Left() { t.skip = max(t.skip-1, 0) }

func (t *Table[T]) moveTo(i int) {
	t.cursor = max(min(i, len(t.shown)-1), 0)
	if t.cursor < len(t.shown) {
		t.selected = t.id(t.rows[t.shown[t.cursor]])
	}
}

// Status is how much is shown: "340", "12 of 340", "12 of 340, 3 marked".
func (t *Table[T]) Status() string {
	s := strconv.Itoa(len(t.shown))
	if len(t.shown) != len(t.rows) {
		s += " of " + strconv.Itoa(len(t.rows))
	}
	if n := t.Marks(); n > 0 {
		s += ", " + strconv.Itoa(n) + " marked"
	}
	return s
}

// state is how a shown row stands.
func (t *Table[T]) state(shown int, id string) themes.State {
	switch {
	case shown == t.cursor:
		return themes.OnSelected
	case t.marks[id]:
		return themes.OnMarked
	}
	return themes.Normal
}
