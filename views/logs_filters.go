package views

import (
	"context"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/metricfilter"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// metricFilterRow is a filter that makes a metric of log lines.
type metricFilterRow struct {
	*awsclient.MetricFilter
	snap *watch.Snapshot
}

func filterIDs(s *watch.Snapshot, group string) []string {
	var ids []string
	for i := range s.MetricFilters[group].Rows {
		ids = append(ids, streamID(group, s.MetricFilters[group].Rows[i].Name))
	}
	return ids
}

func filterRows(s *watch.Snapshot, group string) watch.Feed[*metricFilterRow] {
	feed := s.MetricFilters[group]
	rows := make([]*metricFilterRow, len(feed.Rows))
	for i := range feed.Rows {
		rows[i] = &metricFilterRow{&feed.Rows[i], s}
	}
	return carried(feed, rows)
}

func metricFilters(l *logParts) *Kind[*metricFilterRow] {
	k := &Kind[*metricFilterRow]{
		Name: KindMetricFilter, Title: "Metric filters",
		Rows: func(s *watch.Snapshot) watch.Feed[*metricFilterRow] {
			return everyGroup(s, s.MetricFilters, filterRows)
		},
		ID:      func(r *metricFilterRow) string { return streamID(r.Group, r.Name) },
		Label:   func(r *metricFilterRow) string { return r.Name },
		Trail:   func(r *metricFilterRow) string { return r.Group },
		Columns: metricFilterColumns,
		Issue:   metricFilterIssue,
		Detail:  metricFilterDetail,
		DetailWants: func(r *metricFilterRow) []watch.Want {
			return append(wantsOfGroup(r.Group), wantAll(watch.LogGroups, watch.Alarms)...)
		},
		Links: func(s *watch.Snapshot, r *metricFilterRow) []Link {
			return []Link{{Label: "log group", Kind: KindLogGroup, IDs: some(r.Group)}, {Label: "alarms", Kind: KindAlarm, IDs: alarmsOnFilter(s, r)}}
		},
		Actions: func(_ *watch.Snapshot, rows []*metricFilterRow) []Action { return metricFilterActions(l, rows) },
		JSON:    func(r *metricFilterRow) any { return *r.MetricFilter },
		CLI: func(r *metricFilterRow) string {
			return Command("aws", "logs", "describe-metric-filters", "--log-group-name", r.Group, "--filter-name-prefix", r.Name)
		},
	}
	k.Tabs = []Tab[*metricFilterRow]{{Name: "Test", Open: func(c *Console, id string) Pane { return newFilterTest(c, l, id) }}}
	return k
}

// alarmsOnFilter are the alarms that judge a filter's metric.
func alarmsOnFilter(s *watch.Snapshot, r *metricFilterRow) []string {
	var names []string
	for i := range s.Alarms.Rows {
		if a := &s.Alarms.Rows[i]; a.Metric.Namespace == r.Namespace && a.Metric.Name == r.Metric {
			names = append(names, a.Name)
		}
	}
	return names
}

func metricFilterColumns() []ui.Column[*metricFilterRow] {
	return []ui.Column[*metricFilterRow]{
		{Title: "FILTER", Field: "filter", Min: 10, Max: 36, Cell: func(r *metricFilterRow) ui.Cell { return ui.Say(r.Name) }},
		{Title: "PATTERN", Field: "pattern", Min: 16, Max: 80, Flex: 3, Cell: func(r *metricFilterRow) ui.Cell { return ui.In(themes.Code, r.Pattern) }},
		{Title: "METRIC", Field: "metric", Min: 10, Max: 48, Priority: 1, Cell: func(r *metricFilterRow) ui.Cell { return ui.Say(r.Namespace + " " + r.Metric) }},
		{Title: "VALUE", Field: "value", Max: 18, Priority: 2, Cell: func(r *metricFilterRow) ui.Cell { return ui.Say(r.Value) }},
		{Title: "UNIT", Field: "unit", Max: 12, Priority: 4, Cell: func(r *metricFilterRow) ui.Cell { return ui.In(themes.Dim, r.Unit) }},
	}
}

// compiledFilter is a filter ready for lines.
func compiledFilter(f *awsclient.MetricFilter) (metricfilter.Compiled, error) {
	t := metricfilter.Transformation{Namespace: f.Namespace, Name: f.Metric, Value: f.Value, Unit: f.Unit, Default: f.Default}
	for _, d := range f.Dimensions {
		t.Dimensions = append(t.Dimensions, metricfilter.Dimension{Name: d.Name, Value: d.Value})
	}
	return metricfilter.Compile(metricfilter.Filter{Name: f.Name, Pattern: f.Pattern, Transformations: []metricfilter.Transformation{t}})
}

func metricFilterIssue(r *metricFilterRow) Issue {
	for i := range r.snap.Alarms.Rows {
		a := &r.snap.Alarms.Rows[i]
		if a.State == "ALARM" && a.Metric.Namespace == r.Namespace && a.Metric.Name == r.Metric {
			return Issue{a.Name + " is in alarm", true}
		}
	}
	return Issue{}
}

func metricFilterDetail(c *Console, r *metricFilterRow) *ui.Document {
	d := &ui.Document{}
	d.Heading("Metric filter")
	d.Pair("name", r.Name)
	c.LinkTo(d, "log group", ui.Say(r.Group), Ref{KindLogGroup, r.Group})
	d.Pair("created", momentWithAge(r.Created, r.snap.Now))
	d.Heading("Lines that match")
	d.Code(r.Pattern)
	d.Heading("become the metric")
	d.Pair("namespace", r.Namespace)
	d.Pair("metric", r.Metric)
	d.Pair("value", r.Value)
	d.Pair("unit", r.Unit)
	if r.Default != nil {
		d.Pair("without a match", ui.Number(*r.Default)+" in each minute that has lines")
	}
	for _, dim := range r.Dimensions {
		d.Pair("dimension "+dim.Name, dim.Value)
	}
	if alarms := alarmsOnFilter(c.snap, r); len(alarms) > 0 {
		d.Heading("Alarms on it")
		for _, name := range alarms {
			c.LinkTo(d, "alarm", ui.Say(name), Ref{KindAlarm, name})
		}
	}
	return d
}

// filterTest is a page on which a metric filter is tested against lines: those
// on the screen of the group's tail, else the newest.
type filterTest struct {
	c     *Console
	parts *logParts
	id    string
	board Board

	begun    bool
	from     string // where the lines are from
	messages []string
	matches  map[int]awsclient.FilterMatch // by number, from 1
	err      *awsclient.Error
	done     bool
	cancel   context.CancelFunc
}

func newFilterTest(c *Console, parts *logParts, id string) *filterTest {
	return &filterTest{c: c, parts: parts, id: id}
}

func (p *filterTest) Title() string       { return "Test" }
func (p *filterTest) Wants() []watch.Want { return nil }
func (p *filterTest) See(*watch.Snapshot) {}
func (p *filterTest) Trouble() int        { return 0 }
func (p *filterTest) Scroll(lines int)    { p.board.Scroll(lines) }
func (p *filterTest) Source() Source      { return Source{Loaded: p.done, At: p.c.snap.Wall, Err: p.err} }
func (p *filterTest) Keys() []ui.Key {
	again := ui.Key{Keys: []string{"A"}, Label: "test again", Help: "test against the lines that are on the tail's screen now, else the newest", Group: groupLines, Hint: 2, Do: run(func() { p.Stop() })}
	return append([]ui.Key{again}, p.board.Keys()...)
}

// Stop ends a test that runs; the next Run begins another.
func (p *filterTest) Stop() {
	if p.cancel != nil {
		p.cancel()
	}
	p.begun, p.cancel = false, nil
}

// Run tests once.
func (p *filterTest) Run() tea.Cmd {
	r, ok := p.parts.filters.row(p.c.snap, p.id)
	if p.begun || !ok {
		return nil
	}
	ctx, cancel := p.c.calling()
	p.begun, p.cancel = true, cancel
	filter, client, now := *r.MetricFilter, p.c.opts.Client, p.c.snap.Now
	messages, from := p.parts.onScreen(filter.Group), "those on the tail's screen"
	return p.c.later(func() func(*Console) tea.Cmd {
		defer cancel()
		var err error
		if len(messages) == 0 {
			from = "the newest ones"
			messages, err = newestMessages(ctx, client, filter.Group, now)
		}
		var matches []awsclient.FilterMatch
		if err == nil && len(messages) > 0 {
			matches, err = client.TestMetricFilter(ctx, filter.Pattern, messages)
		}
		return func(*Console) tea.Cmd {
			if ctx.Err() == context.Canceled && err != nil {
				return nil // the page was left
			}
			p.done, p.from, p.messages, p.matches = err == nil, from, messages, map[int]awsclient.FilterMatch{}
			if p.err = nil; err != nil {
				p.err = logsError(err)
			}
			for _, m := range matches {
				p.matches[m.Number] = m
			}
			return nil
		}
	})
}

// onScreen are the messages on the screen of a group's tail.
func (l *logParts) onScreen(group string) []string {
	p := l.screens[group]
	if p == nil || len(p.shown) == 0 || len(p.lines.all) == 0 {
		return nil
	}
	var messages []string
	shown := p.lines.shown(p.around)
	for row := p.rowOf(p.top); row < len(shown) && len(messages) < min(p.height, metricfilter.MaxTestMessages); row++ {
		if m := p.lines.all[shown[row]].Message; m != "" {
			messages = append(messages, m)
		}
	}
	return messages
}

func newestMessages(ctx context.Context, client awsclient.Client, group string, now time.Time) ([]string, error) {
	events, err := historyOf(ctx, client, awsclient.LogQuery{Group: group}, now)
	var messages []string
	for _, e := range events[max(0, len(events)-metricfilter.MaxTestMessages):] {
		if e.Message != "" {
			messages = append(messages, e.Message)
		}
	}
	return messages, err
}

func (p *filterTest) Draw(rect ui.Rect, painter *ui.Painter) string {
	r, ok := p.parts.filters.row(p.c.snap, p.id)
	if !ok || !p.done {
		return painter.Lines([]ui.Line{nil, ui.In(themes.Dim, "  testing...")}, rect)
	}
	p.board.Set(p.boardLines(r))
	return p.board.Draw(rect, painter)
}

func (p *filterTest) boardLines(r *metricFilterRow) []BoardLine {
	g := p.c.glyphs
	lines := []BoardLine{
		{Line: ui.Line{{Text: " pattern ", Role: themes.Dim}, {Text: r.Pattern, Role: themes.Code}}},
		{Line: ui.Line{{Text: " makes   ", Role: themes.Dim}, {Text: r.Namespace + " " + r.Metric + " = " + r.Value}}},
		{Line: ui.Line{{Text: " AWS     ", Role: themes.Dim}, {Text: strconv.Itoa(len(p.matches)) + " of " + ui.Count(len(p.messages), "line") + verbFor(len(p.matches)), Role: themes.Accent}, {Text: ": " + p.from, Role: themes.Dim}}},
		{},
	}
	compiled, err := compiledFilter(r.MetricFilter)
	for i, message := range p.messages {
		if match, ok := p.matches[i+1]; ok {
			lines = append(lines, p.testLine(r, i, themes.Text, g.Healthy))
			if said := extracted(match, compiled, err, message); said != "" {
				lines = append(lines, BoardLine{Line: ui.In(themes.Dim, "     "+said)})
			}
		}
	}
	for i := range p.messages {
		if _, ok := p.matches[i+1]; !ok {
			lines = append(lines, p.testLine(r, i, themes.Faint, " "))
		}
	}
	return lines
}

// testLine is a tested line; those that match come before the others.
func (p *filterTest) testLine(r *metricFilterRow, i int, role themes.Role, sign string) BoardLine {
	line := ui.Line{{Text: " "}, {Text: sign, Role: themes.Good}, {Text: " " + ui.Clean(p.messages[i]), Role: role}}
	return BoardLine{Line: line, Ref: Ref{KindLogGroup, r.Group}, ID: strconv.Itoa(i)}
}

func verbFor(n int) string {
	if n == 1 {
		return " matches"
	}
	return " match"
}

// extracted is what a pattern takes out of a line, and the value it makes.
func extracted(m awsclient.FilterMatch, compiled metricfilter.Compiled, err error, message string) string {
	words := ""
	if err == nil {
		if sample, ok := compiled.Sample(message); ok {
			words = "value " + ui.Number(sample.Value)
		}
	}
	const most = 6 // a line of an access log has a dozen columns
	for i, v := range m.Extracted {
		if i == most {
			words += "  and " + strconv.Itoa(len(m.Extracted)-most) + " more"
			break
		}
		words = joinWords(words, "") + "  " + v.Key + "=" + v.Value
	}
	return words
}
