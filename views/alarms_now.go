package views

import (
	"math"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/alarm"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// newAlarmNow is the first page of an alarm: a composite one is a tree, any
// other a graph with its judgement.
func newAlarmNow(c *Console, k *Kind[*alarmRow], id string) Pane {
	if a, ok := k.row(c.snap, id); ok && a.Composite() {
		return newAlarmTree(c, k, id)
	}
	return &alarmNow{c: c, kind: k, id: id}
}

// alarmNow is an alarm's state and why it is in it: the graph with the
// threshold, the points that were judged, and what would change the state.
type alarmNow struct {
	c    *Console
	kind *Kind[*alarmRow]
	id   string

	row    *alarmRow
	known  bool
	points []awsclient.Point
	err    error // why an expression has no points
	judged []alarm.Point
	scroll ui.Scroll
}

func (n *alarmNow) Title() string       { return n.id }
func (n *alarmNow) Keys() []ui.Key      { return n.scroll.Keys() }
func (n *alarmNow) Wants() []watch.Want { return nil } // the detail wants the series
func (n *alarmNow) Trouble() int        { return 0 }
func (n *alarmNow) Scroll(lines int)    { n.scroll.By(lines) }

func (n *alarmNow) See(s *watch.Snapshot) {
	row, ok := n.kind.row(s, n.id)
	if !ok {
		return
	}
	n.row, n.known = row, true
	n.points, n.err = alarmPoints(s, row.Alarm)
	n.judged = nil
	if n.judgeable() {
		n.judged = evaluationRange(alarmRule(row.Alarm), n.points, n.fetched(s))
	}
}

// judgeable tells whether the alarm's condition is one that is known here;
// bands of anomaly detection are not.
func (n *alarmNow) judgeable() bool {
	return alarm.OperatorText(n.row.Comparison) != "" && n.row.Periods > 0 && n.row.Metric.Period > 0
}

// fetched is the account's time at which the points were fetched: what has
// passed since is not missing, only not looked at yet.
func (n *alarmNow) fetched(s *watch.Snapshot) time.Time {
	speed := 1.0
	if n.c.opts.Engine != nil {
		speed = n.c.clock.speed
	}
	var oldest time.Duration
	for _, w := range alarmWants(n.row.Alarm) {
		oldest = max(oldest, s.Series[w.Key].Age(s.Wall))
	}
	return s.Now.Add(-time.Duration(float64(oldest) * speed))
}

// The page is drawn in two columns from this width on, and with a graph from
// this height on.
const (
	alarmBeside = 100
	judgedWidth = 44
	alarmGraphH = 8 // lines that a graph takes at least
)

func (n *alarmNow) Draw(rect ui.Rect, p *ui.Painter) string {
	if !n.known {
		return p.Lines([]ui.Line{nil, ui.In(themes.Dim, "  loading...")}, rect)
	}
	if err := n.refused(); err != nil {
		return p.Lines(append(n.words(rect.W), refusalLines(err, " ", rect.W)...), rect)
	}
	words, table := n.words(rect.W), n.judgedLines()
	room := rect.H - len(words)
	if rect.W >= alarmBeside && room >= alarmGraphH {
		graph := strings.Split(n.graph(ui.Rect{W: rect.W - judgedWidth, H: room}, p), "\n")
		side := strings.Split(p.Lines(table, ui.Rect{W: judgedWidth, H: room}), "\n")
		lines := strings.Split(p.Lines(words, ui.Rect{W: rect.W, H: len(words)}), "\n")
		for y := range graph {
			lines = append(lines, graph[y]+side[y])
		}
		return ui.Fit(lines, rect)
	}
	return n.stacked(rect, words, table, p)
}

// stacked is the page in one column, which scrolls.
func (n *alarmNow) stacked(rect ui.Rect, words, table []ui.Line, p *ui.Painter) string {
	height := max(alarmGraphH, rect.H-len(words)-len(table)-1)
	lines := strings.Split(p.Lines(words, ui.Rect{W: rect.W, H: len(words)}), "\n")
	lines = append(lines, strings.Split(n.graph(ui.Rect{W: rect.W, H: height}, p), "\n")...)
	table = append([]ui.Line{nil}, table...)
	lines = append(lines, strings.Split(p.Lines(table, ui.Rect{W: rect.W, H: len(table)}), "\n")...)
	from := n.scroll.Fit(rect.H, len(lines))
	return ui.Fit(lines[from:], rect)
}

// refused is why there are no points, nil when there are some or none came.
func (n *alarmNow) refused() *awsclient.Error {
	for _, w := range alarmWants(n.row.Alarm) {
		if feed := n.row.snap.Series[w.Key]; feed.Err != nil && !feed.Loaded() {
			return feed.Err
		}
	}
	return nil
}

// words are the state, and what is to be said of it.
func (n *alarmNow) words(width int) []ui.Line {
	a := n.row
	state := append(ui.Say(" "), alarmStateCell(a.Alarm, a.glyphs)...)
	if !a.Updated.IsZero() {
		state = append(state, ui.Span{Text: " for " + ui.Age(a.snap.Now, a.Updated) + ", since " + ui.Clock(a.snap.Now.UTC(), a.Updated.UTC()), Role: themes.Dim})
	}
	lines := []ui.Line{state}
	const label = 14
	say := func(name, text string, role themes.Role) {
		if text == "" {
			return
		}
		for i, part := range ui.Wrap(text, max(20, width-label-2)) {
			if i > 0 {
				name = ""
			}
			lines = append(lines, ui.Line{{Text: " " + ui.Pad(name, label), Role: themes.Dim}, {Text: part, Role: role}})
		}
	}
	say("because", alarmReason(a.Alarm), themes.Text)
	say("fires when", n.condition(), themes.Text)
	switch {
	case n.err != nil:
		_, why := mistake(n.err)
		say("now", "the expression cannot be computed here: "+why, themes.Warn)
	case !n.judgeable():
		say("now", "the condition is a band of anomaly detection, which is not judged here", themes.Dim)
	default:
		result := alarm.Evaluate(alarmRule(a.Alarm), n.judged, a.State, a.snap.Now)
		say("judged now", result.Why, themes.Text)
		say("missing data", n.missing(), themes.Text)
		say("would change", n.wouldChange(), themes.Text)
	}
	return append(lines, nil)
}

// condition is the whole condition in words.
func (n *alarmNow) condition() string {
	a := n.row.Alarm
	what := a.Metric.Name
	if a.Metric.Statistic != "" {
		what = a.Metric.Statistic + " of " + what
	}
	if about := alarmAbout(a); about != "" {
		what += " of " + about
	}
	return what + " is " + comparisonText(a.Comparison) + " " + alarmMeasure(a).number(a.Threshold) + " in " +
		strconv.Itoa(a.DatapointsToAlarm) + " of " + ui.Count(a.Periods, "period") + " of " + ui.Exact(a.Metric.Period)
}

func comparisonText(comparison string) string {
	if text := alarm.OperatorText(comparison); text != "" {
		return text
	}
	return "outside the band of"
}

// missing is what periods without data did.
func (n *alarmNow) missing() string {
	var without int
	for _, p := range n.judged {
		if p.Missing {
			without++
		}
	}
	of := strconv.Itoa(without) + " of " + ui.Count(len(n.judged), "period")
	treatment := n.row.MissingData
	if without == 0 {
		return "none; missing data " + missingWords(treatment)
	}
	have := len(n.judged) - without
	if have >= n.row.Periods {
		return of + ": it made no difference, " + strconv.Itoa(n.row.Periods) + " are compared and " + strconv.Itoa(have) + " are there"
	}
	return of + ": missing data " + missingWords(treatment)
}

// wouldChange is what would change the state, by what kind of data.
func (n *alarmNow) wouldChange() string {
	rule, state := alarmRule(n.row.Alarm), n.row.State
	if then := alarm.State(rule, n.judged, state); then != state {
		return "to " + stateWord(then) + " when CloudWatch looks next"
	}
	breaching, calm := sides(rule)
	var ways []string
	for _, kind := range []struct {
		next alarm.Point
		what string
	}{{alarm.Point{Value: breaching}, "that breaches"}, {alarm.Point{Value: calm}, "that does not breach"}, {alarm.Point{Missing: true}, "without data"}} {
		if t, ok := turns(rule, n.judged, state, kind.next); ok {
			ways = append(ways, stateWord(t.state)+" after "+periodsWords(t.after, kind.what))
		}
	}
	if len(ways) == 0 {
		return "nothing that is known here"
	}
	return strings.Join(ways, "; ")
}

// periodsWords counts periods: "1 period that breaches", "3 periods that
// breach".
func periodsWords(n int, what string) string {
	if n > 1 {
		what = strings.NewReplacer("breaches", "breach", "does not", "do not").Replace(what)
	}
	return ui.Count(n, "period") + " " + what
}

// graph is the metric with the threshold; what was judged is drawn over it.
func (n *alarmNow) graph(rect ui.Rect, p *ui.Painter) string {
	a := n.row.Alarm
	m := alarmMeasure(a)
	plots := []ui.Plot{{Name: a.Metric.Name, Role: themes.Series1, Points: graphPoints(n.points)}}
	rule := alarmRule(a)
	for _, side := range []struct {
		name     string
		role     themes.Role
		breaches bool
	}{{"judged, breaches", themes.Bad, true}, {"judged", themes.Good, false}} {
		if marked := n.marked(rule, side.breaches); len(marked) > 0 {
			plots = append(plots, ui.Plot{Name: side.name, Role: side.role, Points: marked})
		}
	}
	role := themes.Dim
	if alarming(a) {
		role = themes.Bad
	}
	o := ui.GraphOptions{Title: m.name, From: n.row.snap.Now.Add(-alarmSpan(a)), To: n.row.snap.Now, Unit: m.number, Step: a.Metric.Period,
		Levels: []ui.Level{{Value: a.Threshold, Label: m.number(a.Threshold), Role: role}}}
	if len(n.points) == 0 {
		if n.waiting() {
			return p.Lines([]ui.Line{ui.In(themes.Dim, "  loading...")}, rect)
		}
		return p.Lines([]ui.Line{ui.In(themes.Dim, "  no data in the last "+ui.Exact(alarmSpan(a)))}, rect)
	}
	return ui.Graph(p, plots, rect, o)
}

// marked are the judged points on one side of the threshold, with gaps where
// others lie between; none when no point is on that side.
func (n *alarmNow) marked(rule alarm.Rule, breaches bool) []ui.Point {
	var points []ui.Point
	any := false
	for _, j := range n.judgedPoints() {
		v := math.NaN()
		if rule.Breaches(j.Value) == breaches {
			v, any = j.Value, true
		}
		points = append(points, ui.Point{At: j.At, Value: v})
	}
	if !any {
		return nil
	}
	return points
}

// waiting tells whether a series was not fetched yet.
func (n *alarmNow) waiting() bool {
	for _, w := range alarmWants(n.row.Alarm) {
		if !n.row.snap.Series[w.Key].Loaded() {
			return true
		}
	}
	return false
}

func graphPoints(points []awsclient.Point) []ui.Point {
	out := make([]ui.Point, len(points))
	for i, p := range points {
		out[i] = ui.Point{At: p.At, Value: p.Value}
	}
	return out
}

// judgedPoints are the points that are compared: the newest N that have data.
func (n *alarmNow) judgedPoints() []alarm.Point {
	var with []alarm.Point
	for _, p := range n.judged {
		if !p.Missing {
			with = append(with, p)
		}
	}
	return with[max(0, len(with)-n.row.Periods):]
}

// judgedLines are the periods of the evaluation range, newest first.
func (n *alarmNow) judgedLines() []ui.Line {
	if n.judged == nil {
		return nil
	}
	rule, m := alarmRule(n.row.Alarm), alarmMeasure(n.row.Alarm)
	compared := map[int64]bool{}
	for _, p := range n.judgedPoints() {
		compared[p.At.Unix()] = true
	}
	lines := []ui.Line{ui.In(themes.Header, "  PERIOD       VALUE  JUDGED")}
	for i := len(n.judged) - 1; i >= 0; i-- {
		p := n.judged[i]
		value, word, role := m.number(p.Value), "does not breach", themes.Text
		switch {
		case p.Missing:
			value, word, role = n.row.glyphs.Quiet, "no data", themes.Dim
		case !compared[p.At.Unix()]:
			word, role = "not needed", themes.Dim
		case rule.Breaches(p.Value):
			word, role = "breaches", themes.Bad
		}
		lines = append(lines, ui.Line{{Text: "  " + ui.Pad(n.stamp(p.At), 9), Role: themes.Dim}, {Text: ui.PadLeft(value, 9) + "  "}, {Text: n.sign(p, rule, compared[p.At.Unix()]) + " " + word, Role: role}})
	}
	return lines
}

// sign is the judgement of a period by shape, not by colour alone.
func (n *alarmNow) sign(p alarm.Point, rule alarm.Rule, compared bool) string {
	switch {
	case p.Missing || !compared:
		return n.row.glyphs.Quiet
	case rule.Breaches(p.Value):
		return n.row.glyphs.Trouble
	}
	return n.row.glyphs.Healthy
}

func (n *alarmNow) stamp(at time.Time) string {
	switch p := n.row.Metric.Period; {
	case p < time.Minute:
		return at.UTC().Format("15:04:05")
	case p >= day:
		return at.UTC().Format("Jan _2")
	}
	return at.UTC().Format("15:04")
}
