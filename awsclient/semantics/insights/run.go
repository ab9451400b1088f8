package insights

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Field is one field of a result's row.
type Field struct{ Name, Value string }

// Row is the fields of a result's row in the order of the query. What is
// missing is left out.
type Row []Field

// Result is what a query gives, with the statistics that the service tells.
type Result struct {
	Rows    []Row
	Scanned int // events that were looked at
	Matched int // events that passed the filters before any stats
}

// work is the state between two commands.
type work struct {
	rows    []*row
	shown   []string // names; empty for @timestamp and @message
	grouped bool
	limited bool
	matched int
}

// Run runs the query. The order of the events does not matter but among those
// of the same time: without a sort, the newest come first.
func (q Query) Run(events []Event) Result { return q.RunAtMost(events, DefaultLimit) }

// RunAtMost is Run with another limit for a query that names none.
func (q Query) RunAtMost(events []Event, limit int) Result {
	w := &work{matched: len(events)}
	for i := range events {
		w.rows = append(w.rows, &row{event: &events[i]})
	}
	slices.SortStableFunc(w.rows, func(a, b *row) int { return b.event.At.Compare(a.event.At) })
	for _, c := range q.commands {
		c.run(w)
	}
	if !w.limited && len(w.rows) > limit {
		w.rows = w.rows[:limit]
	}
	return Result{Rows: w.results(), Scanned: len(events), Matched: w.matched}
}

func (w *work) results() []Row {
	shown := w.shown
	if len(shown) == 0 {
		shown = []string{timestampField, messageField}
	}
	var rows []Row
	for _, r := range w.rows {
		var out Row
		for _, name := range shown {
			if v := r.get(name); v.kind != missing {
				out = append(out, Field{name, v.String()})
			}
		}
		// The service adds the pointer to every row that is an event.
		if r.event != nil && r.event.Ptr != "" && !slices.Contains(shown, pointerField) {
			out = append(out, Field{pointerField, r.event.Ptr})
		}
		rows = append(rows, out)
	}
	return rows
}

// show adds columns to what is shown.
func (w *work) show(list items) {
	for _, it := range list {
		if !slices.Contains(w.shown, it.column()) {
			w.shown = append(w.shown, it.column())
		}
	}
}

// compute sets the columns of a row. A field that keeps its name needs none.
func (is items) compute(r *row, group []*row) {
	for _, it := range is {
		if f, ok := it.of.(field); ok && it.column() == f.name && r.event != nil {
			continue
		}
		r.set(it.column(), it.of.eval(scope{r, group}))
	}
}

// fieldsCommand adds fields to what is shown.
type fieldsCommand items

func (c fieldsCommand) String() string { return "fields " + items(c).String() }
func (c fieldsCommand) run(w *work) {
	for _, r := range w.rows {
		items(c).compute(r, nil)
	}
	w.show(items(c))
}

// displayCommand tells what is shown, and nothing else is.
type displayCommand items

func (c displayCommand) String() string { return "display " + items(c).String() }
func (c displayCommand) run(w *work) {
	w.shown = nil
	fieldsCommand(c).run(w)
}

type filterCommand struct{ condition expr }

func (c filterCommand) String() string { return "filter " + c.condition.String() }
func (c filterCommand) run(w *work) {
	w.rows = slices.DeleteFunc(w.rows, func(r *row) bool { return !c.condition.eval(scope{row: r}).isTrue() })
	if !w.grouped {
		w.matched = len(w.rows)
	}
}

type limitCommand int

func (c limitCommand) String() string { return "limit " + strconv.Itoa(int(c)) }
func (c limitCommand) run(w *work) {
	w.rows = w.rows[:min(int(c), len(w.rows))]
	w.limited = true
}

type sortKey struct {
	of         expr
	descending bool
}

func (k sortKey) String() string {
	if k.descending {
		return k.of.String() + " desc"
	}
	return k.of.String() + " asc"
}

// compare puts what is missing last in either direction, and numbers before
// texts (choice).
func (k sortKey) compare(a, b value) int {
	if a.kind == missing || b.kind == missing {
		return rank(a) - rank(b)
	}
	order := rank(a) - rank(b)
	if order == 0 {
		order = compare(a, b)
	}
	if k.descending {
		return -order
	}
	return order
}

// rank is 0 for numbers, 1 for texts, 2 for nothing.
func rank(v value) int {
	if v.kind == missing {
		return 2
	}
	if _, ok := v.asNumber(); ok {
		return 0
	}
	return 1
}

type sortCommand []sortKey

func (c sortCommand) String() string {
	parts := make([]string, len(c))
	for i, k := range c {
		parts[i] = k.String()
	}
	return "sort " + strings.Join(parts, ", ")
}

func (c sortCommand) run(w *work) {
	slices.SortStableFunc(w.rows, func(a, b *row) int {
		for _, k := range c {
			if order := k.compare(k.of.eval(scope{row: a}), k.of.eval(scope{row: b})); order != 0 {
				return order
			}
		}
		return 0
	})
}

// statsCommand makes one row of each group of rows, the groups in the order
// in which they first appear. Without rows there are no groups, also without
// by (choice).
type statsCommand struct{ values, by items }

func (c statsCommand) String() string {
	if len(c.by) == 0 {
		return "stats " + c.values.String()
	}
	return "stats " + c.values.String() + " by " + c.by.String()
}

func (c statsCommand) run(w *work) {
	var groups []*group
	byID := map[string]*group{}
	for _, r := range w.rows {
		keys, id := c.keys(r)
		if byID[id] == nil {
			byID[id] = &group{row: &row{columns: keys}}
			groups = append(groups, byID[id])
		}
		byID[id].members = append(byID[id].members, r)
	}
	w.rows, w.shown, w.grouped = nil, nil, true
	for _, g := range groups {
		c.values.compute(g.row, g.members)
		w.rows = append(w.rows, g.row)
	}
	w.show(c.by)
	w.show(c.values)
}

type group struct {
	row     *row
	members []*row
}

// keys are the columns that tell groups apart, and one text for all of them.
func (c statsCommand) keys(r *row) (keys []column, id string) {
	for _, it := range c.by {
		v := it.of.eval(scope{row: r})
		keys = append(keys, column{it.column(), v})
		id += fmt.Sprintf("%v%q", v.kind == missing, v.String())
	}
	return keys, id
}
