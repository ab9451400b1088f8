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

// PlainTable is a table that knows its rows by their places only. It keeps the
// selection by the row's id over refresh, sort and filter; it draws visible
// rows only and keeps drawn rows until something about them changes.
//
// It is made as part of a Table, which gives it rows and columns.
type PlainTable struct {
	// Empty is what to say when there are no rows at all; nil: "nothing here".
	// It tells emptiness from loading, from refusal and from failure.
	Empty func() []Line

	rows    records
	columns []look
	fields  []string // of the columns
	chosen  []int    // columns that may be shown, in order
	leftOut []string // fields of the others

	sorted []int // places of rows, in sort order
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

// records are the rows of a table, known by their places.
type records interface {
	count() int
	id(row int) string
	cell(column, row int) Cell
	// value is the plain text of a cell, for filter and export.
	value(column, row int) string
	// order compares two rows by a column; nil when their values do.
	order(column int) func(a, b int) int
}

// sighting is what a row looked like when it was last drawn.
type sighting struct {
	hash    uint64
	at      int // generation of hash
	changed int // generation in which the hash changed, 0 for never
}

// open makes a table ready.
func (t *PlainTable) open(columns []look, rows records) {
	t.columns, t.rows = columns, rows
	t.sortBy, t.page = -1, 1
	t.marks, t.seen = map[string]bool{}, map[string]sighting{}
	for i := range columns {
		t.fields, t.chosen = append(t.fields, columns[i].field), append(t.chosen, i)
	}
}

// refresh takes the rows that are there now for those there were.
func (t *PlainTable) refresh() {
	t.Refresh()
	t.sort()
	t.refilter(t.sorted)
	t.measure(false)
}

// Refresh draws every row anew: what the cells show depends on more than rows.
// It counts as a refresh without a change, so signs of changes go away.
func (t *PlainTable) Refresh() {
	t.generation++
	t.drawn.forget()
	t.forgetSightings()
}

// Len is how many rows the filter shows.
func (t *PlainTable) Len() int { return len(t.shown) }

// Total is how many rows there are.
func (t *PlainTable) Total() int { return t.rows.count() }

// Select puts the cursor on the row of an id; false when it is not shown.
func (t *PlainTable) Select(id string) bool {
	for i, r := range t.shown {
		if t.rows.id(r) == id {
			t.moveTo(i)
			return true
		}
	}
	return false
}

// SelectedID is the id of the row under the cursor; false when no row is shown.
func (t *PlainTable) SelectedID() (string, bool) { return t.selected, t.cursor < len(t.shown) }

// MarkedIDs are the ids of the marked rows that are shown, in order.
func (t *PlainTable) MarkedIDs() []string {
	var ids []string
	for _, r := range t.shown {
		if id := t.rows.id(r); t.marks[id] {
			ids = append(ids, id)
		}
	}
	return ids
}

// marked are the places of the marked rows that are shown, or of the row under
// the cursor when none is.
func (t *PlainTable) marked() []int {
	var marked []int
	for _, r := range t.shown {
		if len(t.marks) > 0 && t.marks[t.rows.id(r)] {
			marked = append(marked, r)
		}
	}
	if len(marked) == 0 && t.cursor < len(t.shown) {
		marked = t.shown[t.cursor : t.cursor+1]
	}
	return marked
}

// Marks is how many rows that are shown are marked.
func (t *PlainTable) Marks() int {
	if len(t.marks) == 0 {
		return 0
	}
	n := 0
	for _, r := range t.shown {
		if t.marks[t.rows.id(r)] {
			n++
		}
	}
	return n
}

// Mark marks or unmarks the row under the cursor and goes to the next.
func (t *PlainTable) Mark() {
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
func (t *PlainTable) Unmark() { clear(t.marks) }

// SetFilter shows the rows that match. The filter is in force even when an
// error is returned: it says why nothing matches.
func (t *PlainTable) SetFilter(text string) error {
	earlier := t.filter
	t.filter = ParseFilter(text, t.fields)
	from := t.sorted
	if t.filter.narrows(earlier) {
		from = t.shown
	}
	t.refilter(from)
	t.measure(true)
	if len(t.shown) == 0 && t.rows.count() > 0 {
		return t.filter.complaint()
	}
	return nil
}

// Filter is the text of the filter, "" for none.
func (t *PlainTable) Filter() string { return t.filter.String() }

// refilter chooses the rows that are shown from some of the sorted ones.
func (t *PlainTable) refilter(from []int) {
	shown := make([]int, 0, len(from))
	if t.filter.Empty() {
		shown = append(shown, from...)
	} else {
		row := 0
		value := func(c int) string { return t.rows.value(c, row) }
		for _, row = range from {
			if t.filter.Match(t.fields, value) {
				shown = append(shown, row)
			}
		}
	}
	t.shown = shown
	t.restore()
}

// restore puts the cursor on the selected id again, or near where it was.
func (t *PlainTable) restore() {
	if t.selected == "" || !t.Select(t.selected) {
		t.moveTo(t.cursor)
	}
}

// SortNext sorts by the next column; after the last, in the order given.
func (t *PlainTable) SortNext() {
	next := slices.Index(t.chosen, t.sortBy) + 1
	t.sortBy = -1
	if next < len(t.chosen) {
		t.sortBy = t.chosen[next]
	}
	t.reverse = false
	t.resort()
}

// SortReverse turns the order round.
func (t *PlainTable) SortReverse() {
	t.reverse = !t.reverse
	t.resort()
}

// SortBy sorts by the column of a field; false when there is none.
func (t *PlainTable) SortBy(field string, reverse bool) bool {
	i := slices.Index(t.fields, field)
	if i < 0 {
		return false
	}
	t.sortBy, t.reverse = i, reverse
	t.resort()
	return true
}

// Sorted is the title of the column sorted by, "" for the order given.
func (t *PlainTable) Sorted() (title string, reverse bool) {
	if t.sortBy < 0 {
		return "", t.reverse
	}
	return t.columns[t.sortBy].title, t.reverse
}

func (t *PlainTable) resort() {
	t.sort()
	t.refilter(t.sorted)
	t.measure(true)
}

// sort orders the rows. Equal rows stay in the order given, also in reverse.
// When the order of the last refresh still holds, it is kept: that is known
// after one pass.
func (t *PlainTable) sort() {
	compare := t.order()
	if len(t.sorted) == t.rows.count() && inOrder(t.sorted, compare) {
		return
	}
	t.sorted = make([]int, t.rows.count())
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

// order compares rows by place; no two are equal.
func (t *PlainTable) order() func(a, b int) int {
	given := func(a, b int) int { return a - b }
	if t.sortBy < 0 {
		if t.reverse {
			return func(a, b int) int { return b - a }
		}
		return given
	}
	by := t.byColumn(t.sortBy)
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

// byColumn compares rows by place and column.
func (t *PlainTable) byColumn(column int) func(a, b int) int {
	if compare := t.rows.order(column); compare != nil {
		return compare
	}
	values := make([]string, t.rows.count())
	for i := range values {
		values[i] = t.rows.value(column, i)
	}
	return func(a, b int) int { return strings.Compare(values[a], values[b]) }
}

// Move moves the cursor by rows, down when delta is positive.
func (t *PlainTable) Move(delta int) { t.moveTo(t.cursor + delta) }

// Top goes to the first row.
func (t *PlainTable) Top() { t.moveTo(0) }

// Bottom goes to the last row.
func (t *PlainTable) Bottom() { t.moveTo(len(t.shown) - 1) }

// PageDown and its like move by what the last Draw had room for.
func (t *PlainTable) PageDown() { t.Move(max(t.page-1, 1)) }

// PageUp is PageDown the other way.
func (t *PlainTable) PageUp() { t.Move(-max(t.page-1, 1)) }

// HalfDown moves by half a page.
func (t *PlainTable) HalfDown() { t.Move(max(t.page/2, 1)) }

// HalfUp is HalfDown the other way.
func (t *PlainTable) HalfUp() { t.Move(-max(t.page/2, 1)) }

// Right brings columns that are out of sight into it.
func (t *PlainTable) Right() {
	if t.head.right {
		t.skip++
	}
}

// Left is Right the other way.
func (t *PlainTable) Left() { t.skip = max(t.skip-1, 0) }

func (t *PlainTable) moveTo(i int) {
	t.cursor = max(min(i, len(t.shown)-1), 0)
	if t.cursor < len(t.shown) {
		t.selected = t.rows.id(t.shown[t.cursor])
	}
}

// SetMin gives the column of a field at least so many cells.
func (t *PlainTable) SetMin(field string, cells int) {
	if i := slices.Index(t.fields, field); i >= 0 && t.columns[i].least != cells {
		t.columns[i].least = cells
		t.measure(true)
	}
}

// ColumnChoice is a column as one chooses among them.
type ColumnChoice struct {
	Field, Title string
	Shown        bool // unless there is no room
}

// ColumnChoices are the columns that can be left out: those with a field.
func (t *PlainTable) ColumnChoices() []ColumnChoice {
	var choices []ColumnChoice
	for i, field := range t.fields {
		if field != "" {
			choices = append(choices, ColumnChoice{field, t.columns[i].title, !slices.Contains(t.leftOut, field)})
		}
	}
	return choices
}

// LeaveOut shows all columns but those of some fields. A filter still finds
// what is in them.
func (t *PlainTable) LeaveOut(fields []string) {
	if slices.Equal(fields, t.leftOut) {
		return
	}
	t.leftOut, t.chosen, t.skip = fields, nil, 0
	for i, field := range t.fields {
		if field == "" || !slices.Contains(fields, field) {
			t.chosen = append(t.chosen, i)
		}
	}
	t.measure(true)
}

// Texts are the rows shown as plain text below a line of fields. Columns
// without a field are no part of it.
func (t *PlainTable) Texts() [][]string {
	var columns []int
	var fields []string
	for _, c := range t.chosen {
		if t.fields[c] != "" {
			columns, fields = append(columns, c), append(fields, t.fields[c])
		}
	}
	lines := [][]string{fields}
	for _, row := range t.shown {
		line := make([]string, len(columns))
		for i, c := range columns {
			line[i] = t.rows.value(c, row)
		}
		lines = append(lines, line)
	}
	return lines
}

// Status is how much is shown: "340", "12 of 340", "12 of 340, 3 marked".
func (t *PlainTable) Status() string {
	s := strconv.Itoa(len(t.shown))
	if len(t.shown) != t.rows.count() {
		s += " of " + strconv.Itoa(t.rows.count())
	}
	if n := t.Marks(); n > 0 {
		s += ", " + strconv.Itoa(n) + " marked"
	}
	return s
}

// state is how a shown row stands.
func (t *PlainTable) state(shown int, id string) themes.State {
	switch {
	case shown == t.cursor:
		return themes.OnSelected
	case t.marks[id]:
		return themes.OnMarked
	}
	return themes.Normal
}
