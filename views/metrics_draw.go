package views

import (
	"math"
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/themes"
	"fleetglass/ui"
)

// Where the table stands and how much it takes.
const (
	besideFrom  = 110 // from this width on it stands beside the graph
	belowLines  = 9   // what it takes below the graph, its titles included
	belowFrom   = 34  // from this height on it stands below without being asked
	tableTime   = 12  // cells of its first column
	tableCell   = 9   // and of every other
	tableAtMost = 8   // columns of values
)

// hasTable tells whether the table is shown.
func (g *metricGraph) hasTable(rect ui.Rect) bool {
	if g.table != nil {
		return *g.table
	}
	return rect.W >= besideFrom || rect.H >= belowFrom
}

// Draw puts the settings and what each line is above the graphs, and the table
// beside or below.
func (g *metricGraph) Draw(rect ui.Rect, p *ui.Painter) string {
	g.size = rect
	head := g.head(rect.W)
	if err := g.refusal(); err != nil {
		return p.Lines(append(append(head, nil), refusalLines(err, " ", rect.W)...), rect)
	}
	lines := strings.Split(p.Lines(head, ui.Rect{W: rect.W, H: len(head)}), "\n")
	room := ui.Rect{W: rect.W, H: max(1, rect.H-len(head))}
	switch {
	case !g.hasTable(rect):
		graphs := g.graphs(room, p)
		lines = append(lines, graphs[g.scroll.Fit(room.H, len(graphs)):]...)
	case rect.W >= besideFrom:
		side := tableTime + tableCell*min(len(g.lines), tableAtMost) + 2
		graph, table := g.graphs(ui.Rect{W: room.W - side, H: room.H}, p), g.values(ui.Rect{W: side, H: room.H}, p)
		for y := range table {
			lines = append(lines, graph[y]+table[y])
		}
	default:
		below := min(belowLines, room.H/2)
		lines = append(lines, g.graphs(ui.Rect{W: room.W, H: room.H - below}, p)[:room.H-below]...)
		lines = append(lines, g.values(ui.Rect{W: room.W, H: below}, p)...)
	}
	return ui.Fit(lines, rect)
}

// refusal is why nothing can be drawn at all, nil when something can.
func (g *metricGraph) refusal() *awsclient.Error {
	for _, l := range g.lines {
		if l.feed.Err != nil && !l.feed.Loaded() && !l.computed {
			return l.feed.Err
		}
	}
	return nil
}

// head is how it is drawn, and a line for each line of the graph.
func (g *metricGraph) head(width int) []ui.Line {
	lines := []ui.Line{g.settingsLine(), nil}
	name, of := 0, 0
	for _, l := range g.lines {
		name, of = max(name, ui.Width(l.name)), max(of, ui.Width(l.of))
	}
	const numbers = 50 // cells of now, low, mean and high
	name = min(name, max(12, width-numbers-6))
	of = min(of, max(0, width-numbers-8-name))
	nth := map[string]int{}
	for _, l := range g.lines {
		role := themes.Series(nth[l.measure.name])
		nth[l.measure.name]++
		lines = append(lines, g.lineHead(l, role, name, of))
	}
	if g.wrong != nil {
		_, why := mistake(g.wrong)
		lines = append(lines, ui.In(themes.Warn, " the expressions have no result: "+why))
	}
	return append(lines, nil)
}

func (g *metricGraph) settingsLine() ui.Line {
	asked, used := g.sheet.period, periodFor(g.sheet.period, g.sheet.reach().back)
	l := ui.Line{{Text: " last "}, {Text: g.sheet.reach().name, Role: themes.Accent}, {Text: "   "}, {Text: g.sheet.statistic, Role: themes.Accent}, {Text: " of every "}, {Text: ui.Exact(used), Role: themes.Accent}}
	switch {
	case asked == autoPeriod:
		l = append(l, ui.Span{Text: ", by the range", Role: themes.Dim})
	case asked < used:
		l = append(l, ui.Span{Text: ": CloudWatch does not keep " + ui.Exact(asked) + " that long", Role: themes.Warn})
	default:
		l = append(l, ui.Span{Text: ", fixed", Role: themes.Dim})
	}
	if g.c.favourites.find(g.sheet) >= 0 {
		l = append(l, ui.Span{Text: "   favourite", Role: themes.Mark})
	}
	return l
}

// lineHead is what a line is, and its numbers.
func (g *metricGraph) lineHead(l metricLine, role themes.Role, name, of int) ui.Line {
	line := ui.Line{{Text: " " + ui.Pad(l.id, 3), Role: role}, {Text: ui.Pad(ui.Cut(l.name, name), name) + "  "}}
	if of > 0 {
		line = append(line, ui.Span{Text: ui.Pad(ui.Cut(l.of, of), of) + "  ", Role: themes.Dim})
	}
	switch {
	case len(l.points) > 0:
		low, mean, high := extremes(l.points)
		number := func(v float64) string { return l.measure.number(v) }
		for _, n := range []struct {
			word  string
			value float64
		}{{"now", lastValue(l.points)}, {"low", low}, {"mean", mean}} {
			line = append(line, ui.Span{Text: n.word + " ", Role: themes.Dim}, ui.Span{Text: ui.Pad(number(n.value), 8)})
		}
		line = append(line, ui.Span{Text: "high ", Role: themes.Dim}, ui.Span{Text: number(high)})
	case l.computed || l.feed.Loaded():
		line = append(line, ui.Span{Text: "no data in this range", Role: themes.Dim})
	default:
		line = append(line, ui.Span{Text: "loading...", Role: themes.Dim})
	}
	return line
}

// extremes are the lowest, the mean and the highest value.
func extremes(points []awsclient.Point) (low, mean, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, p := range points {
		low, high, mean = min(low, p.Value), max(high, p.Value), mean+p.Value/float64(len(points))
	}
	return low, mean, high
}

// lowGraph is the fewest lines in which one of several graphs can be read.
const lowGraph = 7

// graphs are the graphs, one for each unit: values of different units have no
// scale in common. They are at least as many lines as there is room, and more
// when they would become too low.
func (g *metricGraph) graphs(rect ui.Rect, p *ui.Painter) []string {
	var units []string
	for _, l := range g.lines {
		if !slices.Contains(units, l.measure.name) {
			units = append(units, l.measure.name)
		}
	}
	if len(units) == 0 {
		return strings.Split(p.Lines([]ui.Line{ui.In(themes.Dim, "  loading...")}, rect), "\n")
	}
	var lines []string
	for i, unit := range units {
		height := rect.H / len(units)
		if i == len(units)-1 {
			height = rect.H - len(lines)
		}
		if len(units) > 1 {
			height = max(height, lowGraph)
		}
		lines = append(lines, strings.Split(g.graph(unit, ui.Rect{W: rect.W, H: max(1, height)}, p), "\n")...)
	}
	return lines
}

func (g *metricGraph) graph(unit string, rect ui.Rect, p *ui.Painter) string {
	o := ui.GraphOptions{From: g.from(), To: g.snap.Now, Levels: g.levels(unit), Step: periodFor(g.sheet.period, g.sheet.reach().back)}
	var plots []ui.Plot
	for _, l := range g.lines {
		if l.measure.name != unit {
			continue
		}
		o.Unit = l.measure.number
		plot := ui.Plot{Name: l.id, Role: themes.Series(len(plots))}
		for _, point := range l.points {
			plot.Points = append(plot.Points, ui.Point{At: point.At, Value: point.Value})
		}
		plots = append(plots, plot)
	}
	if unit != "" {
		o.Title = unit
	}
	return ui.Graph(p, plots, rect, o)
}

// values is the table of the points, newest first.
func (g *metricGraph) values(rect ui.Rect, p *ui.Painter) []string {
	times, at := g.pointsByTime()
	titles := ui.Line{{Text: ui.Pad("  TIME", tableTime), Role: themes.Header}}
	shown := g.lines[:min(len(g.lines), tableAtMost)]
	for _, l := range shown {
		titles = append(titles, ui.Span{Text: ui.PadLeft(l.id, tableCell), Role: themes.Header})
	}
	lines := []ui.Line{titles}
	from := g.scroll.Fit(max(1, rect.H-1), len(times))
	for _, t := range times[from:min(len(times), from+max(0, rect.H-1))] {
		row := ui.Line{{Text: ui.Pad("  "+g.stamp(t), tableTime), Role: themes.Dim}}
		for i, l := range shown {
			cell := g.c.glyphs.Quiet
			if v, ok := at[i][t.Unix()]; ok {
				cell = l.measure.number(v)
			}
			row = append(row, ui.Span{Text: ui.PadLeft(ui.Cut(cell, tableCell-1), tableCell)})
		}
		lines = append(lines, row)
	}
	return strings.Split(p.Lines(lines, rect), "\n")
}

// pointsByTime are the times at which any line has a point, newest first, and the
// values of each line by time.
func (g *metricGraph) pointsByTime() ([]time.Time, []map[int64]float64) {
	at := make([]map[int64]float64, len(g.lines))
	seen := map[int64]time.Time{}
	for i, l := range g.lines {
		at[i] = make(map[int64]float64, len(l.points))
		for _, p := range l.points {
			at[i][p.At.Unix()], seen[p.At.Unix()] = p.Value, p.At
		}
	}
	times := make([]time.Time, 0, len(seen))
	for _, key := range slices.Backward(sortedKeys(seen)) {
		times = append(times, seen[key])
	}
	return times, at
}

// stamp is a point's time, as exact as the range needs.
func (g *metricGraph) stamp(t time.Time) string {
	switch back := g.sheet.reach().back; {
	case periodFor(g.sheet.period, back) < time.Minute:
		return t.UTC().Format("15:04:05")
	case back <= 12*time.Hour:
		return t.UTC().Format("15:04")
	case back <= 31*day:
		return t.UTC().Format("02 15:04")
	}
	return t.UTC().Format("2006-01-02")
}
