package ui

// Table is rows of T under typed columns. It only looks things up: all that a
// table does, its PlainTable does, so that the program has that code once and
// not once for every T.
//
// A table is not for concurrent use.
type Table[T any] struct {
	PlainTable
	of typed[T]
}

// NewTable is a table without rows. id must be different for each row.
func NewTable[T any](columns []Column[T], id func(T) string) *Table[T] {
	t := &Table[T]{of: typed[T]{columns: columns, key: id}}
	looks := make([]look, len(columns))
	for i := range columns {
		looks[i] = columns[i].look()
	}
	t.PlainTable.open(looks, &t.of)
	return t
}

// SetRows replaces the rows, after a refresh. The slice is not changed and must
// not be changed by others.
func (t *Table[T]) SetRows(rows []T) {
	t.of.rows = rows
	t.PlainTable.refresh()
}

// Rows are the rows that the filter shows, in order.
func (t *Table[T]) Rows() []T { return t.of.at(t.shown) }

// Selected is the row under the cursor; false when no row is shown.
func (t *Table[T]) Selected() (row T, ok bool) {
	if t.cursor >= len(t.shown) {
		return row, false
	}
	return t.of.rows[t.shown[t.cursor]], true
}

// Marked are the marked rows that are shown, in order; the row under the cursor
// when none is. Rows that a filter hides do not count: an action must not
// change what is out of sight.
func (t *Table[T]) Marked() []T { return t.of.at(t.marked()) }

// typed is the rows and columns of a table, as its PlainTable asks for them.
type typed[T any] struct {
	columns []Column[T]
	rows    []T
	key     func(T) string
}

func (d *typed[T]) count() int                { return len(d.rows) }
func (d *typed[T]) id(row int) string         { return d.key(d.rows[row]) }
func (d *typed[T]) cell(column, row int) Cell { return d.columns[column].Cell(d.rows[row]) }

func (d *typed[T]) value(column, row int) string {
	if value := d.columns[column].Value; value != nil {
		return value(d.rows[row])
	}
	return d.cell(column, row).Text()
}

func (d *typed[T]) order(column int) func(a, b int) int {
	compare := d.columns[column].Compare
	if compare == nil {
		return nil
	}
	return func(a, b int) int { return compare(d.rows[a], d.rows[b]) }
}

func (d *typed[T]) at(places []int) []T {
	rows := make([]T, len(places))
	for i, place := range places {
		rows[i] = d.rows[place]
	}
	return rows
}
