package views

import (
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/metricmath"
	"fleetglass/awsclient/semantics/stat"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// linesAtMost is how many metrics one page draws: as many lines as can be told
// apart.
const linesAtMost = 6

// metricSheet says what is drawn and how: all that a favourite keeps.
type metricSheet struct {
	metrics   []awsclient.Metric
	formulas  []formula
	statistic string
	period    time.Duration // autoPeriod, or fixed
	span      int           // among spans
}

func (s metricSheet) clone() metricSheet {
	s.metrics, s.formulas = slices.Clone(s.metrics), slices.Clone(s.formulas)
	return s
}

// key tells what is drawn, however it is drawn.
func (s metricSheet) key() string {
	var b strings.Builder
	for _, m := range s.metrics {
		b.WriteString(m.Key() + "\n")
	}
	for _, f := range s.formulas {
		b.WriteString(f.id + "=" + f.text + "\n")
	}
	return b.String()
}

func (s metricSheet) title() string {
	switch {
	case len(s.metrics) == 0:
		return "graph"
	case len(s.metrics) == 1:
		return s.metrics[0].Name + " " + dimensionValues(s.metrics[0].Dimensions)
	}
	return ui.Count(len(s.metrics), "metric") + ": " + s.metrics[0].Name + "..."
}

// settings are how it is drawn, in words.
func (s metricSheet) settings() string {
	return s.statistic + ", last " + s.reach().name
}

func (s metricSheet) reach() span { return spans()[s.span] }

func (s metricSheet) query(i int) awsclient.MetricQuery {
	m := s.metrics[i]
	return awsclient.MetricQuery{Namespace: m.Namespace, Name: m.Name, Dimensions: m.Dimensions, Statistic: s.statistic, Period: periodFor(s.period, s.reach().back)}
}

func (s metricSheet) want(i int) watch.Want { return watch.Graph(s.query(i), s.reach().back) }

// metricGraph is one or several metrics over time, with the expressions typed
// over them, and the same numbers as a table.
type metricGraph struct {
	c      *Console
	parts  *metricParts
	id     string // of the one metric that the page is about, drawn once it is listed; "" for a page of several
	sheet  metricSheet
	snap   *watch.Snapshot
	lines  []metricLine
	wrong  error // why the expressions have no result
	table  *bool // shown or not, as asked for; nil: where there is room
	scroll ui.Scroll
	size   ui.Rect
}

// metricLine is a line of the graph.
type metricLine struct {
	id, name, of string
	measure      measure
	points       []awsclient.Point
	feed         watch.Feed[awsclient.Series] // of a metric
	computed     bool
}

func newMetricGraph(c *Console, m *metricParts, metrics []awsclient.Metric) *metricGraph {
	m.book.at(c.snap)
	g := &metricGraph{c: c, parts: m, snap: c.snap, sheet: metricSheet{statistic: stat.Average, span: usualSpan}}
	g.put(metrics)
	return g
}

// put sets what is drawn.
func (g *metricGraph) put(metrics []awsclient.Metric) {
	g.sheet.metrics = metrics
	if len(metrics) > 0 {
		g.sheet.statistic = statisticFor(metrics[0], g.parts.book.watching[g.parts.book.row(metrics[0]).key])
	}
}

func (g *metricGraph) Title() string    { return g.sheet.title() }
func (g *metricGraph) Trouble() int     { return 0 }
func (g *metricGraph) Scroll(lines int) { g.scroll.By(lines) }

func (g *metricGraph) Wants() []watch.Want {
	wants := wantAll(watch.Alarms)
	for i := range g.sheet.metrics {
		wants = append(wants, g.sheet.want(i))
	}
	return wants
}

// See works out the lines. It is called as well when the page asks for
// something else.
func (g *metricGraph) See(s *watch.Snapshot) {
	g.snap = s
	g.parts.book.at(s)
	if r, ok := g.parts.metrics.row(s, g.id); ok && len(g.sheet.metrics) == 0 {
		g.put([]awsclient.Metric{r.Metric})
	}
	g.lines = g.lines[:0]
	var given []metricmath.Series
	for i, m := range g.sheet.metrics {
		query, feed := g.sheet.query(i), s.Series[g.sheet.want(i).Key]
		l := metricLine{id: lineID(i), name: m.Name, of: dimensionValues(m.Dimensions), measure: measureOf(m, g.sheet.statistic), feed: feed}
		if len(feed.Rows) > 0 {
			l.points = within(feed.Rows[0].Points, g.from())
		}
		g.lines, given = append(g.lines, l), append(given, mathSeries(l.id, query, l.points))
	}
	g.compute(given)
}

// Source is how old the lines are, and what went wrong with the last try.
func (g *metricGraph) Source() Source {
	var all Source
	for i, w := range g.Wants()[1:] {
		src := sourceOf(g.snap.Series[w.Key], g.snap.Wall)
		if i == 0 {
			all = src
			continue
		}
		all = all.Join(src)
	}
	return all
}

// within are the points from a time on.
func within(points []awsclient.Point, from time.Time) []awsclient.Point {
	i := slices.IndexFunc(points, func(p awsclient.Point) bool { return !p.At.Before(from) })
	if i < 0 {
		return nil
	}
	return points[i:]
}

func (g *metricGraph) from() time.Time { return g.snap.Now.Add(-g.sheet.reach().back) }

// compute adds the lines of the expressions.
func (g *metricGraph) compute(given []metricmath.Series) {
	var results map[string]metricmath.Value
	results, g.wrong = computed(given, g.sheet.formulas, g.from(), g.snap.Now)
	for _, f := range g.sheet.formulas {
		for i, s := range results[f.id].Series {
			l := metricLine{id: f.id, name: f.text, measure: measure{number: ui.Number, name: "computed"}, computed: true}
			if n := len(results[f.id].Series); n > 1 {
				l.id, l.of = f.id+"."+strconv.Itoa(i+1), s.Label
			}
			for _, p := range s.Points {
				l.points = append(l.points, awsclient.Point{At: p.At, Value: p.Value})
			}
			if len(g.lines) < 2*linesAtMost {
				g.lines = append(g.lines, l)
			}
		}
	}
}

// change sets something and works the page out anew.
func (g *metricGraph) change(f func(*metricSheet)) func() tea.Cmd {
	return run(func() {
		f(&g.sheet)
		g.See(g.snap)
	})
}

// next is the choice after the one in force, round and round.
func next[T comparable](choices []T, now T, by int) T {
	at := slices.Index(choices, now)
	if at < 0 {
		return choices[0]
	}
	return choices[(at+by+len(choices))%len(choices)]
}

func (g *metricGraph) Keys() []ui.Key {
	longer := func(by int) func() tea.Cmd {
		return g.change(func(s *metricSheet) { s.span = max(0, min(s.span+by, len(spans())-1)) })
	}
	period := func(by int) func() tea.Cmd {
		return g.change(func(s *metricSheet) { s.period = next(periods(), s.period, by) })
	}
	statistic := func(by int) func() tea.Cmd {
		return g.change(func(s *metricSheet) { s.statistic = next(statistics(), s.statistic, by) })
	}
	off := func(is bool, why string) func() string {
		return func() string {
			if is {
				return why
			}
			return ""
		}
	}
	keys := []ui.Key{
		{Keys: []string{"b"}, Label: "longer", Help: "look further back: 15 m, 1 h, 3 h ... 15 mo", Group: groupGraph, Hint: 1, Do: longer(1), Off: off(g.sheet.span == len(spans())-1, "CloudWatch keeps nothing longer")},
		{Keys: []string{"B"}, Label: "shorter", Help: "look less far back", Group: groupGraph, Hint: 1, Do: longer(-1), Off: off(g.sheet.span == 0, "this is the shortest range")},
		{Keys: []string{"u"}, Label: "statistic", Help: "next statistic: average, sum, minimum, maximum, count, percentiles", Group: groupGraph, Hint: 1, Do: statistic(1)},
		{Keys: []string{"U"}, Label: "statistic before", Group: groupGraph, Do: statistic(-1)},
		{Keys: []string{"%"}, Label: "any statistic", Help: "type a statistic, such as p99.9, tm95 or PR(:0.5)", Group: groupGraph, Do: run(g.askStatistic)},
		{Keys: []string{"o"}, Label: "period", Help: "one point every so often: by the range, or fixed", Group: groupGraph, Hint: 1, Do: period(1)},
		{Keys: []string{"O"}, Label: "period before", Group: groupGraph, Do: period(-1)},
		{Keys: []string{"m"}, Label: "math", Help: "draw an expression over the metrics", Group: groupGraph, Hint: 2, Do: run(g.askMath), Off: off(len(g.sheet.formulas) >= linesAtMost, "that is as many expressions as can be drawn")},
		{Keys: []string{"M"}, Label: "math off", Help: "take the last expression away", Group: groupGraph, Do: g.change(func(s *metricSheet) { s.formulas = s.formulas[:len(s.formulas)-1] }),
			Off: off(len(g.sheet.formulas) == 0, "there is no expression")},
		{Keys: []string{"v"}, Label: "values", Help: "the points as a table, or not", Group: groupGraph, Hint: 2, Do: run(g.toggleTable)},
		{Keys: []string{"f"}, Label: "favourite", Help: "keep this graph, or forget it", Group: groupGraph, Do: g.keep},
		g.parts.favouritesKey(g.c),
	}
	return append(keys, g.scroll.Keys()...)
}

func (g *metricGraph) keep() tea.Cmd {
	kept := g.c.favourites
	words := "no favourite any more"
	if kept.toggle(g.sheet) {
		words = kept.where() + ": F lists the favourites"
	}
	g.c.Say(words)
	return kept.save(g.c)
}

func (g *metricGraph) toggleTable() {
	on := !g.hasTable(g.size)
	g.table = &on
}

func (g *metricGraph) askStatistic() {
	const name = "statistic"
	f := ui.NewForm("Draw another statistic", ui.Field{Name: name, Label: "statistic", Value: g.sheet.statistic, Needed: true,
		Help: "Average, p99.9, tm95, TM(10%:90%), PR(:0.5), IQM ...", Validate: func(text string, _ ui.Values) string {
			if _, err := stat.Parse(strings.TrimSpace(text)); err != nil {
				return "CloudWatch has no such statistic"
			}
			return ""
		}})
	f.Submit = "draw it"
	f.Done = func(v ui.Values) (ui.Dialog, tea.Cmd) {
		return nil, g.change(func(s *metricSheet) { s.statistic = strings.TrimSpace(v[name]) })()
	}
	g.c.dialogs.Open(f)
}

func (g *metricGraph) askMath() {
	id := "e" + strconv.Itoa(len(g.sheet.formulas)+1)
	var ids []string
	for _, l := range g.lines {
		ids = append(ids, l.id)
	}
	with := func(text string) []formula { return append(slices.Clone(g.sheet.formulas), formula{id, text}) }
	wrong := func(text string) error {
		var given []metricmath.Series
		for i, l := range g.lines {
			if !l.computed {
				given = append(given, mathSeries(l.id, g.sheet.query(i), l.points))
			}
		}
		_, err := computed(given, with(text), g.from(), g.snap.Now)
		return err
	}
	askFormula(g.c, "over "+strings.Join(ids, ", "), wrong, func(text string) {
		g.sheet.formulas = with(text)
		g.See(g.snap)
	})
}

// levelName is what an alarm is called beside its threshold. Those of target
// tracking policies have names that begin alike and are too long to be told
// apart.
func levelName(alarm string) string {
	if !strings.HasPrefix(alarm, "TargetTracking-") {
		return alarm
	}
	if strings.Contains(alarm, "-AlarmLow-") {
		return "tracking low"
	}
	return "tracking high"
}

// levels are the thresholds of the alarms that watch what is drawn under a
// unit.
func (g *metricGraph) levels(unit string) []ui.Level {
	const room = 22 // cells for a label, so that the graph keeps most of the line
	var levels []ui.Level
	for i, m := range g.sheet.metrics {
		if g.lines[i].measure.name != unit {
			continue
		}
		for _, a := range g.parts.book.watching[g.parts.book.row(m).key] {
			if len(a.Queries) > 1 || a.Composite() {
				continue // its threshold is that of an expression
			}
			role := themes.Dim
			if alarming(a) {
				role = themes.Bad
			}
			label := ui.Cut(levelName(a.Name), room-7) + " " + ui.Number(a.Threshold)
			if a.Metric.Statistic != g.sheet.statistic {
				label += " (" + a.Metric.Statistic + ")"
			}
			levels = append(levels, ui.Level{Value: a.Threshold, Label: label, Role: role})
		}
	}
	return levels
}
