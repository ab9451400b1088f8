package ui

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/guptarohit/asciigraph"

	"fleetglass/themes"
)

// Point is one value of a series. NaN is a gap.
type Point struct {
	At    time.Time
	Value float64
}

// Plot is one line of a graph, its points in order of time.
type Plot struct {
	Name   string
	Points []Point
	// Role paints the line; Text (the zero value) takes the next of the series.
	Role themes.Role
	// Steps holds each value until the next (capacities); otherwise points are
	// joined by straight lines (measurements).
	Steps bool
}

// Level is a horizontal line of a graph: a minimum, maximum or threshold.
type Level struct {
	Value float64
	Label string
	Role  themes.Role
}

// Mark is an event on the time axis: one sign under the lines. Of several in
// one column the last one given is seen.
type Mark struct {
	At   time.Time
	Sign string // one cell
	Role themes.Role
}

// GraphOptions say how a graph is framed.
type GraphOptions struct {
	Title    string
	From, To time.Time // the axis; zero: what the points span
	Lo, Hi   float64   // at least this much of the scale; both 0: from 0 to the highest
	Unit     func(float64) string
	Levels   []Level
	Marks    []Mark // events, in a line of their own above the times
	// Step is the expected distance of points. Points further apart than
	// twice that leave a gap. 0: no gaps but NaN.
	Step time.Duration
}

// Graph draws series over time: a scale on the left, times below, the labels
// of levels on the right, a legend on top when there is more than one line.
func Graph(p *Painter, plots []Plot, rect Rect, o GraphOptions) string {
	rect = rect.atLeastOne()
	g := newGraph(p, plots, rect, o)
	lines := g.top()
	if g.area.W < 2 || g.area.H < 2 {
		lines = append(lines, In(themes.Faint, "too small for a graph"))
		return p.Lines(lines, rect)
	}
	if !g.any {
		lines = append(lines, nil, In(themes.Dim, "  no data in this range"))
		return p.Lines(lines, rect)
	}
	lines = append(append(lines, g.body()...), g.marks()...)
	return p.Lines(append(lines, g.times()...), rect)
}

// graph is a graph being drawn.
type graph struct {
	p        *Painter
	o        GraphOptions
	plots    []Plot
	any      bool // there is a point to draw
	from, to time.Time
	lo, hi   float64
	ticks    []tick
	labels   int  // cells of the scale's labels
	margin   int  // cells on the right for labels of levels
	area     Rect // what is left for lines, without scale
}

// tick is a labelled value of the scale.
type tick struct {
	value float64
	label string
}

func newGraph(p *Painter, plots []Plot, rect Rect, o GraphOptions) *graph {
	if o.Unit == nil {
		o.Unit = Number
	}
	g := &graph{p: p, o: o, plots: slices.Clone(plots)}
	for i := range g.plots {
		if g.plots[i].Role == themes.Text {
			g.plots[i].Role = themes.Series(i)
		}
	}
	g.span()
	g.scale()
	height := rect.H - 1 - len(g.top()) // a line for the times
	if len(o.Marks) > 0 {
		height--
	}
	g.ticks = g.scaleTicks(height)
	for _, t := range g.ticks {
		g.labels = max(g.labels, Width(t.label))
	}
	for _, level := range o.Levels {
		g.margin = max(g.margin, Width(level.Label)+1)
	}
	if rect.W < 40 {
		g.margin = 0
	}
	g.area = Rect{rect.W - g.labels - 2 - g.margin, height}
	return g
}

// span finds the ends of the time axis.
func (g *graph) span() {
	g.from, g.to = g.o.From, g.o.To
	for _, plot := range g.plots {
		for _, pt := range plot.Points {
			if math.IsNaN(pt.Value) {
				continue
			}
			g.any = true
			if g.o.From.IsZero() && (g.from.IsZero() || pt.At.Before(g.from)) {
				g.from = pt.At
			}
			if g.o.To.IsZero() && (g.to.IsZero() || pt.At.After(g.to)) {
				g.to = pt.At
			}
		}
	}
	if !g.to.After(g.from) {
		g.to = g.from.Add(time.Minute)
	}
}

// scale finds the ends of the value axis.
func (g *graph) scale() {
	g.lo, g.hi = g.o.Lo, g.o.Hi
	const most, least = 1e300, 1e-300 // beyond these the arithmetic of scales fails
	reach := func(v float64) {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			g.lo, g.hi = max(min(g.lo, v), -most), min(max(g.hi, v), most)
		}
	}
	for _, plot := range g.plots {
		for _, pt := range plot.Points {
			if !pt.At.Before(g.from) && !pt.At.After(g.to) {
				reach(pt.Value)
			}
		}
	}
	for _, level := range g.o.Levels {
		reach(level.Value)
	}
	if g.hi-g.lo <= least {
		g.hi = g.lo + 1
	}
}

// scaleTicks chooses round values for the scale and widens its top to the last.
func (g *graph) scaleTicks(height int) []tick {
	count := max(height/3, 2)
	step := evenStep(g.hi-g.lo, count)
	g.lo = math.Floor(g.lo/step) * step
	g.hi = math.Ceil(g.hi/step-1e-9) * step
	var ticks []tick
	for i := 0; ; i++ {
		v := g.lo + float64(i)*step
		if v > g.hi+step/2 || i > 100 {
			return ticks
		}
		ticks = append(ticks, tick{v, g.o.Unit(v)})
	}
}

// evenStep is a round distance for at most count labels over a span: one that
// ends exactly at its top when there is such a one of about the right size.
func evenStep(span float64, count int) float64 {
	least := span / float64(count)
	first := niceStep(least)
	for step := first; step <= 2*least; step = niceStep(step * 1.01) {
		if n := span / step; math.Abs(n-math.Round(n)) < 1e-9 {
			return step
		}
	}
	return first
}

// niceStep is a round distance of labels, at least v. Whole numbers stay whole.
func niceStep(v float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 1.5, 2, 2.5, 3, 4, 5, 6, 8} {
		if whole := m == math.Trunc(m); v <= m*power*(1+1e-9) && (whole || power != 1) {
			return m * power
		}
	}
	return 10 * power
}

// top is the title and legend, in one line; none when there is neither.
func (g *graph) top() []Line {
	var l Line
	if g.o.Title != "" {
		l = append(l, Span{" " + g.o.Title, themes.Dim})
	}
	if len(g.plots) > 1 {
		for i, plot := range g.plots {
			l = append(l, Span{Text: "  "}, Span{strings.Repeat(strokes(i, g.p.ASCII).Horizontal, 2), plot.Role}, Span{" " + plot.Name, themes.Dim})
		}
	}
	if l == nil {
		return nil
	}
	return []Line{l}
}

// row is the line of the area for a value, counted from the top.
func (g *graph) row(v float64) int {
	at := (v - g.lo) / (g.hi - g.lo) * float64(g.area.H-1)
	return g.area.H - 1 - max(min(int(math.Round(at)), g.area.H-1), 0)
}

// body is the scale and the lines.
func (g *graph) body() []Line {
	grid := g.grid()
	labels := make([]string, g.area.H)
	for _, t := range g.ticks {
		labels[g.row(t.value)] = t.label
	}
	right := make([]Span, g.area.H)
	for _, level := range g.o.Levels {
		row := g.row(level.Value)
		right[row] = Span{" " + level.Label, level.Role}
		grid.level(row, level.Role)
	}
	lines := make([]Line, g.area.H)
	for y := range lines {
		axis := "│"
		if labels[y] != "" {
			axis = "┤"
		}
		lines[y] = append(Line{{PadLeft(labels[y], g.labels) + " ", themes.Dim}, {axis, themes.Border}}, grid.spans(y)...)
		if g.margin > 0 {
			lines[y] = append(lines[y], right[y])
		}
	}
	return lines
}

// grid has asciigraph draw the lines and reads which series each cell is of.
// The values are put on the scale of rows first, so that the drawing has
// exactly the height asked for.
func (g *graph) grid() *grid {
	var data [][]float64
	var sets []asciigraph.CharSet
	var colours []asciigraph.AnsiColor
	var roles []themes.Role
	top := float64(g.area.H - 1)
	for i, plot := range g.plots {
		columns := g.columns(plot)
		if !slices.ContainsFunc(columns, func(v float64) bool { return !math.IsNaN(v) }) {
			continue
		}
		for x, v := range columns {
			columns[x] = max(min((v-g.lo)/(g.hi-g.lo)*top, top), 0)
		}
		data = append(data, columns)
		sets = append(sets, strokes(i, g.p.ASCII))
		roles = append(roles, plot.Role)
		colours = append(colours, asciigraph.AnsiColor(len(roles)))
	}
	if len(data) == 0 {
		return newGrid(g.area)
	}
	drawn := asciigraph.PlotMany(data, asciigraph.Height(g.area.H-1), asciigraph.LowerBound(0), asciigraph.UpperBound(top),
		asciigraph.Offset(1), asciigraph.SeriesColors(colours...), asciigraph.SeriesChars(sets...),
		asciigraph.YAxisValueFormatter(func(float64) string { return "" }))
	return readGrid(drawn, g.area, roles)
}

// columns is a series in one value a column and one more: asciigraph draws
// between neighbours.
func (g *graph) columns(plot Plot) []float64 {
	n := g.area.W + 1
	out := make([]float64, n)
	span := float64(g.to.Sub(g.from))
	next := 0
	for x := range out {
		at := g.from.Add(time.Duration(span * float64(x) / float64(n-1)))
		for next < len(plot.Points) && !plot.Points[next].At.After(at) {
			next++
		}
		out[x] = g.at(plot, next, at)
	}
	g.keepLone(plot, out)
	return out
}

// at is the value of a series at a time; next is the first point after it.
func (g *graph) at(plot Plot, next int, at time.Time) float64 {
	if next == 0 {
		return math.NaN()
	}
	before := plot.Points[next-1]
	if next == len(plot.Points) {
		if before.At.Equal(at) || plot.Steps && (g.o.Step == 0 || at.Sub(before.At) <= g.o.Step) {
			return before.Value
		}
		return math.NaN()
	}
	after := plot.Points[next]
	if g.o.Step > 0 && after.At.Sub(before.At) > 2*g.o.Step {
		return math.NaN()
	}
	if plot.Steps {
		return before.Value
	}
	share := float64(at.Sub(before.At)) / float64(after.At.Sub(before.At))
	return before.Value + (after.Value-before.Value)*share
}

// keepLone puts points that no column hit (alone between gaps) into the
// nearest one, so that they are seen; two columns make a stroke.
func (g *graph) keepLone(plot Plot, out []float64) {
	span := float64(g.to.Sub(g.from))
	for _, pt := range plot.Points {
		if math.IsNaN(pt.Value) || pt.At.Before(g.from) || pt.At.After(g.to) {
			continue
		}
		x := min(int(math.Round(float64(pt.At.Sub(g.from))/span*float64(len(out)-1))), len(out)-2)
		if math.IsNaN(out[x]) && math.IsNaN(out[x+1]) {
			out[x], out[x+1] = pt.Value, pt.Value
		}
	}
}

// marks is the line of events; none when there are none.
func (g *graph) marks() []Line {
	if len(g.o.Marks) == 0 {
		return nil
	}
	cells := make(Line, g.area.W)
	for x := range cells {
		cells[x] = Span{Text: " "}
	}
	for _, m := range g.o.Marks {
		if m.At.Before(g.from) || m.At.After(g.to) {
			continue
		}
		x := int(float64(g.area.W-1) * float64(m.At.Sub(g.from)) / float64(g.to.Sub(g.from)))
		cells[x] = Span{m.Sign, m.Role}
	}
	return []Line{append(Line{{spaces(g.labels + 2), themes.Text}}, cells...)}
}

// times is the line of the time axis.
func (g *graph) times() []Line {
	step, format := timeStep(g.to.Sub(g.from), g.area.W)
	indent := g.labels + 2
	line := []rune(spaces(indent + g.area.W + g.margin))
	free := 0
	_, zone := g.from.Zone()
	local := time.Duration(zone) * time.Second // labels are round in local time
	for at := g.from.Add(local).Truncate(step).Add(-local); !at.After(g.to); at = at.Add(step) {
		if at.Before(g.from) {
			continue
		}
		label := at.Format(format)
		x := indent + int(float64(g.area.W-1)*float64(at.Sub(g.from))/float64(g.to.Sub(g.from)))
		x = max(x-len(label)/2, 0)
		if x < free || x+len(label) > len(line) {
			continue
		}
		copy(line[x:], []rune(label))
		free = x + len(label) + 2
	}
	return []Line{In(themes.Dim, string(line))}
}

// timeStep is a round distance of labels for a range, and how to write them.
func timeStep(span time.Duration, width int) (time.Duration, string) {
	const label = 12 // cells from one label to the next, at least
	day := 24 * time.Hour
	steps := []time.Duration{10 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute,
		15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour, day, 2 * day, 7 * day, 14 * day, 28 * day}
	count := time.Duration(max(width/label, 1))
	step := steps[len(steps)-1]
	for _, s := range steps {
		if s*count >= span {
			step = s
			break
		}
	}
	switch {
	case step < time.Minute:
		return step, "15:04:05"
	case step < day:
		return step, "15:04"
	}
	return step, "Jan _2"
}
