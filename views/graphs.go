package views

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// graphSpec is one graph of a page of graphs.
type graphSpec struct {
	title  string
	unit   func(float64) string
	hi     float64 // at least this much of the scale; 0: as high as the values
	lines  []graphLine
	levels []ui.Level
}

// graphLine is one line of a graph: a metric, or the sum of several.
type graphLine struct {
	name   string
	want   watch.Want
	plus   []watch.Want // added to it, minute by minute
	beside []watch.Want // asked for too, but not drawn
}

// wants are the metrics of the line.
func (l graphLine) wants() []watch.Want { return append([]watch.Want{l.want}, l.plus...) }

// points are those of the line: a minute counts if any of its metrics has it.
func (l graphLine) points(s *watch.Snapshot) []awsclient.Point {
	points := seriesPoints(s, l.want)
	for _, w := range l.plus {
		points = addedUp(points, seriesPoints(s, w))
	}
	return points
}

// addedUp is the sum of two series, in order of time.
func addedUp(a, b []awsclient.Point) []awsclient.Point {
	sum := make([]awsclient.Point, 0, max(len(a), len(b)))
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].At.Before(b[0].At):
			sum, a = append(sum, a[0]), a[1:]
		case len(a) == 0 || b[0].At.Before(a[0].At):
			sum, b = append(sum, b[0]), b[1:]
		default:
			sum = append(sum, awsclient.Point{At: a[0].At, Value: a[0].Value + b[0].Value})
			a, b = a[1:], b[1:]
		}
	}
	return sum
}

// graphPage is graphs under one another, each with its axis.
type graphPage struct {
	c      *Console
	graphs func(*watch.Snapshot) []graphSpec
	specs  []graphSpec
	snap   *watch.Snapshot
	scroll ui.Scroll
}

// newGraphPage makes a page of graphs; graphs says which, for each snapshot.
func newGraphPage(c *Console, graphs func(*watch.Snapshot) []graphSpec) *graphPage {
	return &graphPage{c: c, graphs: graphs, snap: c.snap}
}

func (g *graphPage) Title() string    { return "Metrics" }
func (g *graphPage) Trouble() int     { return 0 }
func (g *graphPage) Keys() []ui.Key   { return g.scroll.Keys() }
func (g *graphPage) Scroll(lines int) { g.scroll.By(lines) }

func (g *graphPage) See(s *watch.Snapshot) { g.snap, g.specs = s, g.graphs(s) }

func (g *graphPage) Wants() []watch.Want {
	var wants []watch.Want
	for _, spec := range g.specs {
		for _, l := range spec.lines {
			wants = append(append(wants, l.wants()...), l.beside...)
		}
	}
	return wants
}

// leastGraph is the fewest lines in which a graph can be read.
const leastGraph = 9

// Draw shares the room between the graphs, and scrolls when they would become
// too low to read.
func (g *graphPage) Draw(rect ui.Rect, p *ui.Painter) string {
	if len(g.specs) == 0 {
		return p.Lines(nil, rect)
	}
	if err := g.refused(); err != nil {
		return p.Lines(append([]ui.Line{nil, ui.In(themes.Dim, " "+g.titles())}, refusalLines(err, " ", rect.W)...), rect)
	}
	height := max(leastGraph, rect.H/len(g.specs))
	var lines []string
	for _, spec := range g.specs {
		lines = append(lines, strings.Split(g.graph(spec, ui.Rect{W: rect.W, H: height}, p), "\n")...)
	}
	from := g.scroll.Fit(rect.H, len(lines))
	return ui.Fit(lines[from:], rect)
}

// refused is why no graph of the page has a point, when it is the same for
// all: told once it is as true, and easier to read. Otherwise it is nil.
func (g *graphPage) refused() *awsclient.Error {
	var first *awsclient.Error
	for _, spec := range g.specs {
		for _, l := range spec.lines {
			err := g.trouble(l)
			if err == nil || first != nil && cause(first) != cause(err) {
				return nil
			}
			first = err
		}
	}
	return first
}

// trouble is why a line has no points, nil when it has some or is only not
// there yet.
func (g *graphPage) trouble(l graphLine) *awsclient.Error {
	feed := g.snap.Series[l.want.Key]
	if len(feed.Rows) > 0 {
		return nil
	}
	return feed.Err
}

func (g *graphPage) titles() string {
	var titles []string
	for _, spec := range g.specs {
		titles = append(titles, spec.title)
	}
	return strings.Join(titles, " · ")
}

func (g *graphPage) graph(spec graphSpec, rect ui.Rect, p *ui.Painter) string {
	back := time.Hour
	var plots []ui.Plot
	for i, l := range spec.lines {
		if err := g.trouble(l); err != nil {
			return p.Lines(append([]ui.Line{ui.In(themes.Title, " "+spec.title)}, refusalLines(err, " ", rect.W)...), rect)
		}
		back = l.want.Range
		plot := ui.Plot{Name: l.name, Role: themes.Series(i)}
		for _, point := range l.points(g.snap) {
			plot.Points = append(plot.Points, ui.Point{At: point.At, Value: point.Value})
		}
		plots = append(plots, plot)
	}
	o := ui.GraphOptions{Title: spec.title, From: g.snap.Now.Add(-back), To: g.snap.Now, Hi: spec.hi, Unit: spec.unit, Levels: spec.levels, Step: spec.lines[0].want.Query.Period}
	return ui.Graph(p, plots, rect, o)
}

// movement are the keys of a page with a cursor.
func movement(move func(int), page func() int, top, bottom func()) []ui.Key {
	by := func(n func() int) func() tea.Cmd {
		return func() tea.Cmd { move(n()); return nil }
	}
	to := func(f func()) func() tea.Cmd {
		return func() tea.Cmd { f(); return nil }
	}
	one := func(n int) func() int { return func() int { return n } }
	return []ui.Key{
		{Keys: []string{"j", "down"}, Label: "down", Group: "move", Do: by(one(1))},
		{Keys: []string{"k", "up"}, Label: "up", Group: "move", Do: by(one(-1))},
		{Keys: []string{"g", "home"}, Label: "first", Group: "move", Do: to(top)},
		{Keys: []string{"G", "end"}, Label: "last", Group: "move", Do: to(bottom)},
		{Keys: []string{"pgdown"}, Label: "page down", Group: "move", Do: by(page)},
		{Keys: []string{"pgup"}, Label: "page up", Group: "move", Do: by(func() int { return -page() })},
		{Keys: []string{"ctrl+d"}, Label: "half a page down", Group: "move", Do: by(func() int { return page()/2 + 1 })},
		{Keys: []string{"ctrl+u"}, Label: "half a page up", Group: "move", Do: by(func() int { return -page()/2 - 1 })},
	}
}
