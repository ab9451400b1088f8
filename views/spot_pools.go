package views

import (
	"slices"
	"strconv"
	"strings"

	"fleetglass/awsclient/semantics/spot"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// fleetPools is a fleet as it stands: its pools by type and zone, the prices of
// the type under the cursor, who is about to go, and what happened last.
type fleetPools struct {
	Board
	c      *Console
	kind   *Kind[*fleetRow]
	id     string
	row    *fleetRow
	ok     bool
	column int    // of the cursor in the matrix
	kindOf string // type of the graph
	zones  []string
	size   ui.Rect // for which the lines were made; zero: they are not those of the row
}

func newFleetPools(c *Console, k *Kind[*fleetRow], id string) Pane {
	return &fleetPools{c: c, kind: k, id: id}
}

func (f *fleetPools) Title() string       { return f.id }
func (f *fleetPools) Wants() []watch.Want { return nil }

func (f *fleetPools) Trouble() int {
	if f.ok && fleetIssue(f.row).Grave {
		return 1
	}
	return 0
}

func (f *fleetPools) See(s *watch.Snapshot) {
	f.row, f.ok = f.kind.row(s, f.id)
	f.size = ui.Rect{}
}

func (f *fleetPools) Keys() []ui.Key {
	by := func(n int) func() {
		return func() {
			f.column = max(0, min(f.column+n, len(f.zones)-1))
			f.size = ui.Rect{}
			f.follow()
		}
	}
	return append(f.Board.Keys(),
		ui.Key{Keys: []string{"l", "right"}, Label: "next zone", Group: groupMove, Do: run(by(1))},
		ui.Key{Keys: []string{"h", "left"}, Label: "previous zone", Group: groupMove, Do: run(by(-1))})
}

// follow keeps the cursor on its type when the zone under it changes.
func (f *fleetPools) follow() {
	f.Set(f.lines(ui.Rect{W: max(f.size.W, 80), H: max(f.size.H, 20)}))
}

const (
	besideGraph = 150 // cells from which the graph stands beside the matrix
	matrixType  = 12
	matrixCell  = 19
)

func (f *fleetPools) Draw(rect ui.Rect, p *ui.Painter) string {
	if !f.ok {
		return p.Lines([]ui.Line{nil, ui.In(themes.Dim, "  loading...")}, rect)
	}
	board, graph := rect, ui.Rect{}
	if rect.W >= besideGraph {
		board.W = max(rect.W/2, min(matrixType+matrixCell*len(f.zones)+4, rect.W*2/3))
		graph = ui.Rect{W: rect.W - board.W, H: min(rect.H, 24)}
	} else if rect.H >= 16 {
		graph = ui.Rect{W: rect.W, H: rect.H * 2 / 5}
		board.H -= graph.H
	}
	if f.size != board {
		f.Set(f.lines(board))
		f.size = board
	}
	f.choose()
	lines := strings.Split(f.Board.Draw(board, p), "\n")
	if graph.H == 0 {
		return ui.Fit(lines, rect)
	}
	drawn := strings.Split(f.graph(graph, p), "\n")
	if graph.W == rect.W {
		return ui.Fit(append(lines, drawn...), rect)
	}
	for i := range lines {
		if i < len(drawn) {
			lines[i] += drawn[i]
		} else {
			lines[i] += p.Line(nil, graph.W)
		}
	}
	return ui.Fit(lines, rect)
}

// choose takes the graph's type from the line under the cursor; a line that is
// of no type leaves it.
func (f *fleetPools) choose() {
	types := f.types()
	if ref, ok := f.Selection(); ok && ref.Kind == KindSpotPool {
		f.kindOf, _, _ = strings.Cut(ref.ID, " ")
	}
	if !slices.Contains(types, f.kindOf) && len(types) > 0 {
		f.kindOf = types[0]
	}
}

func (f *fleetPools) graph(rect ui.Rect, p *ui.Painter) string {
	var drawn []spot.Pool
	for _, pool := range f.row.poolList() {
		if pool.Type == f.kindOf && len(drawn) < linesOfPrices {
			drawn = append(drawn, pool)
		}
	}
	if len(drawn) == 0 {
		return p.Lines([]ui.Line{ui.In(themes.Dim, " no pools are known: the type is in a launch template")}, rect)
	}
	return priceGraph(p, rect, f.row.prices(), f.row.snap, drawn, pricesBack, f.row.poolMaximum(f.kindOf))
}

func (f *fleetPools) types() []string {
	var types []string
	for _, p := range f.row.poolList() {
		types = append(types, p.Type)
	}
	return slices.Compact(types)
}

// lines are the facts, the matrix, notices, and the newest of the history.
func (f *fleetPools) lines(rect ui.Rect) []BoardLine {
	lines := append([]BoardLine{{Line: f.facts()}, {}}, f.matrix(rect.W)...)
	lines = append(lines, f.notices()...)
	return append(lines, f.latest(rect.H-len(lines)-2)...)
}

func (f *fleetPools) facts() ui.Line {
	r := f.row
	parts := known(r.SpotFleet.Type, r.Strategy, units(r.Fulfilled)+"/"+strconv.Itoa(r.Target)+" units")
	c := r.cost()
	if c.Priced {
		parts = append(parts, hourPrice(c.Now/c.Units)+" a unit")
	}
	line := ui.In(themes.Dim, " "+strings.Join(parts, " "+r.glyphs.Dot+" "))
	if c.Priced && c.Listed {
		line = append(append(line, ui.Span{Text: " " + r.glyphs.Dot + " saves ", Role: themes.Dim}), savesCell(c.Now, c.OnDemand)...)
	}
	return line
}

// matrix is the pools, a line a type and a column a zone: what runs there, the
// price, and its share of the On-Demand price.
func (f *fleetPools) matrix(width int) []BoardLine {
	all := f.row.poolList()
	seen := map[string]bool{}
	for _, p := range all {
		seen[p.Zone] = true
	}
	f.zones = sortedKeys(seen)
	f.column = max(0, min(f.column, len(f.zones)-1))
	from, to := f.inSight(width)
	head := ui.In(themes.Header, " "+ui.Pad("POOLS", matrixType))
	for i := from; i < to; i++ {
		head = append(head, FitLine(ui.In(themes.Header, "  "+f.zones[i]), matrixCell, false)...)
	}
	if to-from < len(f.zones) {
		head = append(head, ui.Span{Text: " " + strconv.Itoa(to-from) + " of " + strconv.Itoa(len(f.zones)), Role: themes.Faint})
	}
	lines := []BoardLine{{Line: head}}
	for _, kind := range f.types() {
		line := ui.Say(" " + ui.Pad(ui.Cut(kind, matrixType), matrixType))
		at := spot.Pool{Type: kind, Product: linux}
		for i := from; i < to; i++ {
			pool := spot.Pool{Type: kind, Zone: f.zones[i], Product: linux}
			if i == f.column {
				at = pool
			}
			line = append(line, FitLine(f.cell(pool, slices.Contains(all, pool), i == f.column), matrixCell, false)...)
		}
		lines = append(lines, BoardLine{Line: line, Ref: Ref{KindSpotPool, poolID(at)}, ID: "type " + kind})
	}
	return lines
}

// inSight is which zones fit, that of the cursor among them.
func (f *fleetPools) inSight(width int) (from, to int) {
	n := max(1, (width-matrixType-8)/matrixCell)
	if n >= len(f.zones) {
		return 0, len(f.zones)
	}
	from = max(0, min(f.column-n/2, len(f.zones)-n))
	return from, from + n
}

// cell is one pool. The one under the cursor has a mark before it.
func (f *fleetPools) cell(p spot.Pool, exists, pointed bool) ui.Line {
	mark := " "
	if pointed {
		mark = f.row.glyphs.Right
	}
	line := ui.In(themes.Accent, mark)
	if !exists {
		return line
	}
	running, going := f.inPool(p)
	price, priced := f.row.prices().price(p)
	g := f.row.glyphs
	sign, role := g.Quiet, themes.Dim
	limit := f.row.poolMaximum(p.Type)
	dear := priced && limit > 0 && spot.OutPriced(limit, price)
	switch {
	case going > 0:
		sign, role = g.Trouble, themes.Bad
	case dear:
		sign, role = g.Unhealthy, themes.Warn
	case running > 0:
		sign, role = g.Healthy, themes.Good
	}
	line = append(line, ui.Span{Text: sign + " ", Role: role}, ui.Span{Text: strconv.Itoa(running) + " "})
	if !priced {
		return append(line, ui.Span{Text: "no price", Role: themes.Faint})
	}
	line = append(line, ui.Span{Text: " " + hourPrice(price)})
	switch listed, ok := onDemand(f.row.snap.Region, p); {
	case dear:
		line = append(line, ui.Span{Text: " dear", Role: themes.Warn})
	case ok:
		line = append(line, ui.Span{Text: ui.PadLeft(strconv.FormatFloat(100*price/listed, 'f', 0, 64), 3) + " %", Role: themes.Dim})
	}
	return line
}

// inPool counts the fleet's instances in a pool, and those about to go.
func (f *fleetPools) inPool(p spot.Pool) (running, going int) {
	for _, in := range f.row.members() {
		if in.Type != p.Type || in.Zone != p.Zone {
			continue
		}
		running++
		if _, ok := noticeOf(f.row.ties, in.ID); ok {
			going++
		}
	}
	return running, going
}

// notices are the instances that AWS is about to take back.
func (f *fleetPools) notices() []BoardLine {
	var lines []BoardLine
	for _, in := range f.row.told() {
		n, _ := noticeOf(f.row.ties, in.ID)
		lines = append(lines, BoardLine{Ref: Ref{KindInstance, in.ID}, Line: ui.Line{
			{Text: " " + f.row.glyphs.Trouble + " ", Role: themes.Bad}, {Text: in.ID + " " + in.Type + " " + zoneLetter(in.Zone) + "  "}, {Text: n.words(f.row.snap.Now), Role: themes.Bad}}})
	}
	if lines == nil {
		return nil
	}
	return append([]BoardLine{{}}, lines...)
}

// latest are the newest entries of the history.
func (f *fleetPools) latest(room int) []BoardLine {
	feed := f.row.snap.FleetHistory[f.id]
	if room < 1 || len(feed.Rows) == 0 {
		return nil
	}
	lines := []BoardLine{{}, {Line: ui.In(themes.Header, " LATEST")}}
	same := map[string]int{}
	ids := make([]string, len(feed.Rows))
	for i, e := range feed.Rows {
		ids[i] = eventKey(e) + "#" + strconv.Itoa(same[eventKey(e)])
		same[eventKey(e)]++
	}
	for i, e := range slices.Backward(feed.Rows) {
		if len(lines)-2 >= room {
			break
		}
		row := &fleetEventRow{e, 0, f.row.scene}
		line := ui.Line{{Text: " " + ui.Pad(ui.Clock(f.row.snap.Now.UTC(), e.At.UTC()), 9), Role: themes.Dim}}
		line = append(line, fleetEventSign(row), ui.Span{Text: ui.Pad(e.Instance, 20)}, ui.Span{Text: eventMeaning(e), Role: themes.Dim})
		lines = append(lines, BoardLine{Line: line, Ref: Ref{KindFleetEvent, ids[i]}})
	}
	return lines
}
