package views

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// listPane is the list of any kind. It adds to the kind's columns a sign of
// trouble before them and a phrase behind them: the row's issue, or what is
// being done to it.
type listPane[T any] struct {
	c      *Console
	kind   *Kind[T]
	title  string
	rows   func(*watch.Snapshot) watch.Feed[T]
	wanted []watch.Want
	keep   func(id string) bool // nil: every row
	part   bool                 // the rows hang on one resource
	fixed  bool                 // rows stay in the order given, trouble or not

	table *ui.Table[T]
	seen  *watch.Snapshot
	feed  watch.Feed[T]
	from  identity
	width int    // of the last Draw
	fresh int    // refreshes for which changed rows are marked yet
	busy  uint64 // the console's count of changes of busy rows at the last See

	sight []watch.Want // of the rows drawn since the last refresh
	anew  bool         // the next Draw draws every row in sight again
	wants []watch.Want // all of them; nil when the rows in sight changed
}

// markedFor is for how many refreshes a table gets its rows anew after a
// change: until it has taken the signs of changed rows away again.
const markedFor = 5

// inSight bounds how much a list wants for its rows: for a screen's worth, and
// what was scrolled past in a moment.
const inSight = 96

func newListPane[T any](c *Console, k *Kind[T], rows func(*watch.Snapshot) watch.Feed[T], wants []watch.Want) *listPane[T] {
	p := &listPane[T]{c: c, kind: k, title: k.Title, rows: rows, wanted: wants}
	p.table = ui.NewTable(p.columns(), k.ID)
	p.table.Empty = p.empty
	return p
}

// ListPage makes a list of rows that hang on one resource (the rules of a
// listener, the activities of a group) with the columns, actions and links of
// their kind. The rows keep the order given when sorted is true; otherwise
// those in trouble come first.
func ListPage[T any](c *Console, k *Kind[T], title string, sorted bool, rows func(*watch.Snapshot) watch.Feed[T], wants ...watch.Want) Pane {
	p := newListPane(c, k, rows, wants)
	p.fixed, p.part = sorted, true
	if title != "" {
		p.title = title
	}
	return p
}

// columns are the kind's, between the sign and the phrase.
func (p *listPane[T]) columns() []ui.Column[T] {
	// The sign has no text to filter by, and its cell is for rows in sight only.
	sign := ui.Column[T]{Width: 1, Cell: p.sign, Value: func(T) string { return "" }}
	note := ui.Column[T]{Title: "NOTE", Field: "note", Flex: 3, Cell: p.note, Value: p.noteText}
	return slices.Concat([]ui.Column[T]{sign}, p.kind.Columns(), []ui.Column[T]{note})
}

// leastNote is the room that phrases of trouble get even on a narrow screen.
const leastNote = 20

// giveNotesRoom keeps a quarter of the screen for phrases, as far as there are
// any: other columns are dropped before them.
func (p *listPane[T]) giveNotesRoom(width int) {
	columns := p.table.Columns()
	note := &columns[len(columns)-1]
	needed := p.kind.judge(p.feed.Rows).widest
	if len(p.c.running) > 0 {
		needed = leastNote
	}
	least := min(max(leastNote, width/4), needed)
	if width == p.width {
		least = max(least, note.Min) // columns that come and go with each phrase are no calm screen
	}
	if p.width = width; least != note.Min {
		note.Min = least
		p.table.SetFilter(p.table.Filter()) //nolint:errcheck // measures anew; the filter was accepted before
	}
}

// sign also notes that the row is in sight: its column is never measured, and
// is drawn with every row.
func (p *listPane[T]) sign(row T) ui.Cell {
	if p.kind.RowWants != nil {
		p.sight = append(p.sight[max(0, len(p.sight)-inSight):], p.kind.RowWants(row)...)
		p.wants = nil
	}
	if p.c.busyWith(p.ref(row)) != "" {
		return ui.In(themes.Accent, p.c.glyphs.Starting)
	}
	if p.kind.issue(row).Grave {
		return ui.In(themes.Bad, p.c.glyphs.Trouble)
	}
	return nil
}

// noteText is the phrase without its colour: the filter asks every row for it.
func (p *listPane[T]) noteText(row T) string {
	if busy := p.c.busyWith(p.ref(row)); busy != "" {
		return busy
	}
	return p.kind.issue(row).Text
}

func (p *listPane[T]) note(row T) ui.Cell {
	if busy := p.c.busyWith(p.ref(row)); busy != "" {
		return ui.In(themes.Accent, busy+"...")
	}
	issue := p.kind.issue(row)
	if issue.Grave {
		return ui.In(themes.Bad, issue.Text)
	}
	return ui.In(themes.Dim, issue.Text)
}

func (p *listPane[T]) ref(row T) Ref { return Ref{p.kind.Name, p.kind.ID(row)} }

// empty says why there are no rows: four reasons, four texts.
func (p *listPane[T]) empty() []ui.Line {
	src := p.Source()
	switch {
	case src.Err != nil:
		return nil // the frame explains
	case !src.Loaded:
		return []ui.Line{ui.In(themes.Dim, "  loading...")}
	default:
		return []ui.Line{ui.In(themes.Dim, "  none"+p.where())}
	}
}

// where is the region, for lists of all there is in it.
func (p *listPane[T]) where() string {
	if p.part {
		return ""
	}
	return " in " + p.c.region()
}

func (p *listPane[T]) Title() string { return p.title }

func (p *listPane[T]) Keys() []ui.Key {
	export := ui.Key{Keys: []string{"E"}, Label: "export", Help: "write these rows to a file, as CSV or JSON", Group: "rows", Do: p.export}
	return append(p.table.Keys(), export)
}

func (p *listPane[T]) Wants() []watch.Want {
	if p.kind.RowWants == nil {
		return p.wanted
	}
	if p.wants == nil {
		p.wants = slices.Concat(p.wanted, p.sight)
	}
	return p.wants
}

func (p *listPane[T]) See(s *watch.Snapshot) {
	if s == p.seen && p.busy == p.c.busyCount {
		return
	}
	p.seen, p.feed, p.anew = s, p.rows(s), true
	from := identify(p.feed.Rows)
	if from != p.from || p.busy != p.c.busyCount {
		p.from, p.busy, p.fresh = from, p.c.busyCount, markedFor
	}
	if p.fresh == 0 {
		p.table.Refresh()
		return
	}
	p.fresh--
	p.table.SetRows(p.arranged(p.feed.Rows))
}

// arranged are the rows that belong here: those in trouble first, those that
// are over last.
func (p *listPane[T]) arranged(rows []T) []T {
	if p.fixed && p.keep == nil {
		return rows
	}
	issues := p.kind.judge(rows)
	var grave, over []T
	calm := make([]T, 0, len(rows))
	for i, r := range rows {
		switch {
		case p.keep != nil && !p.keep(p.kind.ID(r)):
		case !p.fixed && issues.grave[i]:
			grave = append(grave, r)
		case !p.fixed && p.kind.Over != nil && p.kind.Over(r):
			over = append(over, r)
		default:
			calm = append(calm, r)
		}
	}
	return slices.Concat(grave, calm, over)
}

func (p *listPane[T]) Draw(rect ui.Rect, painter *ui.Painter) string {
	if p.anew {
		p.anew, p.sight = false, p.sight[:0]
	}
	p.giveNotesRoom(rect.W)
	return p.table.Draw(rect, painter)
}

func (p *listPane[T]) Trouble() int {
	n := 0
	for i, grave := range p.kind.judge(p.feed.Rows).grave {
		if grave && (p.keep == nil || p.keep(p.kind.ID(p.feed.Rows[i]))) {
			n++
		}
	}
	return n
}

func (p *listPane[T]) Selection() (Ref, bool) {
	row, ok := p.table.Selected()
	if !ok {
		return Ref{}, false
	}
	return p.ref(row), true
}

func (p *listPane[T]) Marked() []Ref {
	if p.table.Marks() == 0 {
		return nil
	}
	var refs []Ref
	for _, row := range p.table.Marked() {
		refs = append(refs, p.ref(row))
	}
	return refs
}

func (p *listPane[T]) SetFilter(text string) error { return p.table.SetFilter(text) }
func (p *listPane[T]) Filter() string              { return p.table.Filter() }
func (p *listPane[T]) Status() string              { return p.table.Status() }
func (p *listPane[T]) Scroll(lines int)            { p.table.Move(lines) }
func (p *listPane[T]) Click(x, y int)              { p.table.Click(x, y) }

// Select puts the cursor on a resource of the list.
func (p *listPane[T]) Select(ref Ref) bool {
	return ref.Kind == p.kind.Name && p.table.Select(ref.ID)
}

func (p *listPane[T]) Source() Source {
	if p.seen == nil {
		return Source{}
	}
	return sourceOf(p.feed, p.seen.Wall)
}

// export asks for the form and writes the rows that are shown.
func (p *listPane[T]) export() tea.Cmd {
	rows := p.table.Rows()
	p.c.askExport(p.title, len(rows), func() ([][]string, []any) {
		return p.csv(rows), p.values(rows)
	})
	return nil
}

// csv is a line of field names and one a row.
func (p *listPane[T]) csv(rows []T) [][]string {
	var columns []ui.Column[T]
	var fields []string
	for _, col := range p.table.Columns() {
		if col.Field != "" {
			columns, fields = append(columns, col), append(fields, col.Field)
		}
	}
	lines := [][]string{fields}
	for _, row := range rows {
		line := make([]string, len(columns))
		for i, col := range columns {
			if col.Value != nil {
				line[i] = col.Value(row)
			} else {
				line[i] = col.Cell(row).Text()
			}
		}
		lines = append(lines, line)
	}
	return lines
}

func (p *listPane[T]) values(rows []T) []any {
	values := make([]any, len(rows))
	for i, row := range rows {
		if p.kind.JSON != nil {
			values[i] = p.kind.JSON(row)
		} else {
			values[i] = row
		}
	}
	return values
}
