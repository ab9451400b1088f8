package views

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// listPane is the list of any kind: a list, and the rows it is of.
type listPane[T any] struct {
	*list
	listRows[T]
}

// list is a list of rows that it knows by their places only. It adds to the
// kind's columns a sign of trouble before them and a phrase behind them: the
// row's issue, or what is being done to it.
type list struct {
	c      *Console
	of     placed
	name   string // of the kind
	title  string
	wanted []watch.Want
	keep   func(id string) bool // nil: every row
	part   bool                 // the rows hang on one resource
	fixed  bool                 // rows stay in the order given, trouble or not
	joint  *joint               // where the rows of several regions meet; nil for one region

	seen   *watch.Snapshot
	from   identity
	source Source
	width  int    // of the last Draw
	least  int    // room that phrases got in it
	fresh  int    // refreshes for which changed rows are marked yet
	busy   uint64 // the console's count of changes of busy rows at the last See

	sight []watch.Want // of the rows drawn since the last refresh
	anew  bool         // the next Draw draws every row in sight again
	hit   bool         // the last click was on a row
	wants []watch.Want // all of them; nil when the rows in sight changed
}

// placed are the rows of a list, known by their places in the last snapshot.
type placed interface {
	plain() *ui.PlainTable
	// take takes the rows out of a snapshot and tells which they are.
	take(*watch.Snapshot) (identity, Source)
	id(row int) string
	over(row int) bool
	judge() *judgement
	// show puts some of the rows into the table, showAll all as they came.
	show(rows []int)
	showAll()
	// values are the records of the rows in the table, for export.
	values() []any
}

// markedFor is for how many refreshes a table gets its rows anew after a
// change: until it has taken the signs of changed rows away again.
const markedFor = 5

// inSight bounds how much a list wants for its rows: for a screen's worth, and
// what was scrolled past in a moment.
const inSight = 96

func newListPane[T any](c *Console, k *Kind[T], rows func(*watch.Snapshot) watch.Feed[T], wants []watch.Want) *listPane[T] {
	p := &listPane[T]{&list{c: c, name: k.Name, title: k.Title, wanted: wants}, listRows[T]{kind: k, rows: rows}}
	p.of = &p.listRows
	p.table = ui.NewTable(p.columns(), k.ID)
	p.table.Empty = p.empty
	return p
}

// ListPage makes a list of rows that hang on one resource (the rules of a
// listener, the activities of a group) with the columns, actions and links of
// their kind. The rows keep the order given when sorted is true; otherwise
// those in trouble come first.
func ListPage[T any](c *Console, k *Kind[T], title string, sorted bool, rows func(*watch.Snapshot) watch.Feed[T], wants ...watch.Want) Pane {
	p := newListPane(c, k, rows, wants).list
	p.fixed, p.part = sorted, true
	if title != "" {
		p.title = title
	}
	return p
}

// columns are the kind's, between the sign and the phrase.
func (p *listPane[T]) columns() []ui.Column[T] {
	l, k := p.list, p.kind
	of := func(row T) rowNow { return l.now(k.ID(row), k.issue(row)) }
	sign := func(row T) ui.Cell {
		if k.RowWants != nil {
			l.want(k.RowWants(row))
		}
		return of(row).sign()
	}
	return slices.Concat([]ui.Column[T]{
		// The sign has no text to filter by, and its cell is for rows in sight only.
		{Width: 1, Cell: sign, Value: func(T) string { return "" }},
	}, k.Columns(), []ui.Column[T]{
		{Title: "NOTE", Field: "note", Flex: 3, Cell: func(row T) ui.Cell { return of(row).note() }, Value: func(row T) string { return of(row).text() }},
	})
}

// rowNow is how a row stands: what is being done to it, and what is wrong.
type rowNow struct {
	c     *Console
	busy  string
	issue Issue
}

func (p *list) now(id string, issue Issue) rowNow {
	return rowNow{p.c, p.c.busyWith(Ref{p.name, id}), issue}
}

func (r rowNow) sign() ui.Cell {
	switch {
	case r.busy != "":
		return ui.In(themes.Accent, r.c.glyphs.Starting)
	case r.issue.Grave:
		return ui.In(themes.Bad, r.c.glyphs.Trouble)
	}
	return nil
}

func (r rowNow) note() ui.Cell {
	switch {
	case r.busy != "":
		return ui.In(themes.Accent, r.busy+"...")
	case r.issue.Grave:
		return ui.In(themes.Bad, r.issue.Text)
	}
	return ui.In(themes.Dim, r.issue.Text)
}

// text is the phrase without its colour: the filter asks every row for it.
func (r rowNow) text() string {
	if r.busy != "" {
		return r.busy
	}
	return r.issue.Text
}

// want notes what a row wants that is being drawn: the column of signs is never
// measured, and is drawn with every row.
func (p *list) want(wants []watch.Want) {
	p.sight = append(p.sight[max(0, len(p.sight)-inSight):], wants...)
	p.wants = nil
}

// leastNote is the room that phrases of trouble get even on a narrow screen.
const leastNote = 20

// giveNotesRoom keeps a quarter of the screen for phrases, as far as there are
// any: other columns are dropped before them.
func (p *list) giveNotesRoom(width int) {
	needed := p.of.judge().widest
	if len(p.c.running) > 0 {
		needed = leastNote
	}
	least := min(max(leastNote, width/4), needed)
	if width == p.width {
		least = max(least, p.least) // columns that come and go with each phrase are no calm screen
	}
	if p.width = width; least != p.least {
		p.least = least
		p.of.plain().SetMin("note", least)
	}
}

// empty says why there are no rows: each reason has its text.
func (p *list) empty() []ui.Line {
	src := p.Source()
	switch {
	case src.Err != nil:
		return nil // the frame explains
	case !src.Loaded && p.c.inPast():
		return []ui.Line{ui.In(themes.Dim, "  was not looked at then")}
	case !src.Loaded:
		return []ui.Line{ui.In(themes.Dim, "  loading...")}
	default:
		return []ui.Line{ui.In(themes.Dim, "  none"+p.where())}
	}
}

// where is the region, for lists of all there is in it.
func (p *list) where() string {
	if p.part {
		return ""
	}
	return p.c.theirRegions()
}

func (p *list) Title() string { return p.title }

func (p *list) Keys() []ui.Key {
	return append(p.of.plain().Keys(),
		ui.Key{Keys: []string{"V"}, Label: "columns", Help: "choose the columns of such lists, until fleetglass ends", Group: groupRows, Do: run(p.askColumns)},
		ui.Key{Keys: []string{"E"}, Label: "export", Help: "write these rows to a file, as CSV or JSON", Group: groupRows, Do: p.export})
}

func (p *list) Wants() []watch.Want {
	if len(p.sight) == 0 {
		return p.wanted
	}
	if p.wants == nil {
		p.wants = slices.Concat(p.wanted, p.sight)
	}
	return p.wants
}

func (p *list) See(s *watch.Snapshot) {
	if s == p.seen && p.busy == p.c.busyCount {
		return
	}
	from, source := p.of.take(s)
	p.seen, p.source, p.anew = s, source, true
	if from != p.from || p.busy != p.c.busyCount {
		p.from, p.busy, p.fresh = from, p.c.busyCount, markedFor
	}
	if p.fresh == 0 {
		p.of.plain().Refresh()
		return
	}
	p.fresh--
	if p.fixed && p.keep == nil {
		p.of.showAll()
	} else {
		p.of.show(p.arranged())
	}
}

// arranged are the rows that belong here: those in trouble first, those that
// are over last.
func (p *list) arranged() []int {
	issues := p.of.judge()
	var grave, over []int
	calm := make([]int, 0, len(issues.grave))
	for row, trouble := range issues.grave {
		switch {
		case p.keep != nil && !p.keep(p.of.id(row)):
		case !p.fixed && trouble:
			grave = append(grave, row)
		case !p.fixed && p.of.over(row):
			over = append(over, row)
		default:
			calm = append(calm, row)
		}
	}
	return slices.Concat(grave, calm, over)
}

func (p *list) Draw(rect ui.Rect, painter *ui.Painter) string {
	if p.anew {
		p.anew, p.sight = false, p.sight[:0]
	}
	p.of.plain().LeaveOut(p.c.leftOut[p.name])
	p.giveNotesRoom(rect.W)
	return p.of.plain().Draw(rect, painter)
}

func (p *list) Trouble() int {
	issues := p.of.judge()
	if p.keep == nil {
		return issues.count
	}
	n := 0
	for row, grave := range issues.grave {
		if grave && p.keep(p.of.id(row)) {
			n++
		}
	}
	return n
}

func (p *list) Selection() (Ref, bool) {
	id, ok := p.of.plain().SelectedID()
	if !ok {
		return Ref{}, false
	}
	return Ref{p.name, id}, true
}

func (p *list) Marked() []Ref {
	var refs []Ref
	for _, id := range p.of.plain().MarkedIDs() {
		refs = append(refs, Ref{p.name, id})
	}
	return refs
}

func (p *list) SetFilter(text string) error { return p.of.plain().SetFilter(text) }
func (p *list) Filter() string              { return p.of.plain().Filter() }
func (p *list) Status() string              { return p.of.plain().Status() }
func (p *list) Scroll(lines int)            { p.of.plain().Move(lines) }

// Click sorts by the title that was hit, or selects the row.
func (p *list) Click(x, y int) { p.hit = p.of.plain().Click(x, y) && y > 0 }

// hitRow tells whether the last click was on a row.
func (p *list) hitRow() bool { return p.hit }

// Select puts the cursor on a resource of the list.
func (p *list) Select(ref Ref) bool {
	return ref.Kind == p.name && p.of.plain().Select(ref.ID)
}

func (p *list) Source() Source { return p.source }

// export asks for the form and writes the rows that are shown.
func (p *list) export() tea.Cmd {
	t := p.of.plain()
	p.c.askExport(p.title, t.Len(), func() ([][]string, []any) { return t.Texts(), p.of.values() })
	return nil
}
