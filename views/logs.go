package views

import (
	"regexp"
	"strconv"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// The kinds of CloudWatch Logs.
const (
	KindLogGroup     = "log group"
	KindLogStream    = "log stream"
	KindMetricFilter = "metric filter"
)

// logParts are the kinds of the Logs pane and what they share.
type logParts struct {
	glyphs  *themes.Glyphs
	groups  *Kind[*logGroupRow]
	streams *Kind[*logStreamRow]
	filters *Kind[*metricFilterRow]
	// screens are the tails last looked at, by group: metric filters are
	// tested against their lines.
	screens map[string]*logTail
}

func newLogParts(ties *Ties, glyphs *themes.Glyphs) *logParts {
	l := &logParts{glyphs: glyphs, screens: map[string]*logTail{}}
	l.groups, l.streams, l.filters = logGroups(l, ties), logStreams(l), metricFilters(l)
	return l
}

// logEntries are the lines of All.
func logEntries(ties *Ties, glyphs *themes.Glyphs) []Entry {
	l := newLogParts(ties, glyphs)
	return []Entry{
		{Digit: "8", Title: "Logs", Kind: l.groups},
		{Title: "Log streams", Kind: l.streams},
		{Title: "Metric filters", Kind: l.filters},
	}
}

// arnOf is the ARN of a group, "" when it is not known.
func (l *logParts) arnOf(s *watch.Snapshot, group string) string {
	if r, ok := l.groups.row(s, group); ok {
		return r.ARN
	}
	return ""
}

// logGroupRow is a log group.
type logGroupRow struct {
	*awsclient.LogGroup
	*scene
}

func logGroups(l *logParts, ties *Ties) *Kind[*logGroupRow] {
	k := &Kind[*logGroupRow]{
		Name: KindLogGroup, Title: "Logs", Aliases: []string{"logs", "log", "lg"},
		Rows: joined(ties, l.glyphs, func(s *watch.Snapshot) watch.Feed[awsclient.LogGroup] { return s.LogGroups },
			func(g *awsclient.LogGroup, sc *scene) *logGroupRow { return &logGroupRow{g, sc} }),
		Wants:       func() []watch.Want { return wantAll(watch.LogGroups) },
		ID:          func(r *logGroupRow) string { return r.Name },
		ARN:         func(r *logGroupRow) string { return r.LogGroup.ARN },
		Columns:     logGroupColumns,
		Detail:      logGroupDetail,
		DetailWants: func(r *logGroupRow) []watch.Want { return wantsOfGroup(r.Name) },
		Actions:     func(_ *watch.Snapshot, rows []*logGroupRow) []Action { return logGroupActions(l, rows) },
		Makes:       func(*watch.Snapshot) []Action { return []Action{createLogGroupAction()} },
		Links: func(s *watch.Snapshot, r *logGroupRow) []Link {
			return []Link{{Label: "streams", Kind: KindLogStream, IDs: streamIDs(s, r.Name)}, {Label: "metric filters", Kind: KindMetricFilter, IDs: filterIDs(s, r.Name)}}
		},
		JSON: func(r *logGroupRow) any { return *r.LogGroup },
		CLI: func(r *logGroupRow) string {
			return Command("aws", "logs", "describe-log-groups", "--log-group-name-prefix", r.Name)
		},
	}
	k.Tabs = []Tab[*logGroupRow]{
		{Name: "Tail", First: true, Open: func(c *Console, id string) Pane {
			l.screens[id] = newLogTail(c, l, id, "")
			return l.screens[id]
		}},
		{Name: "Streams", Count: countRows(func(s *watch.Snapshot, r *logGroupRow) watch.Feed[awsclient.LogStream] { return s.LogStreams[r.Name] }),
			Open: func(c *Console, id string) Pane {
				return ListPage(c, l.streams, "Streams", true, func(s *watch.Snapshot) watch.Feed[*logStreamRow] { return streamRows(s, id) }, wantsOfGroup(id)...)
			}},
		{Name: "Metric filters", Count: countRows(func(s *watch.Snapshot, r *logGroupRow) watch.Feed[awsclient.MetricFilter] {
			return s.MetricFilters[r.Name]
		}),
			Open: func(c *Console, id string) Pane {
				return ListPage(c, l.filters, "Metric filters", true, func(s *watch.Snapshot) watch.Feed[*metricFilterRow] { return filterRows(s, id) }, wantsOfGroup(id)...)
			}},
		{Name: "Insights", Open: func(c *Console, id string) Pane { return newInsightsPage(c, id) }},
	}
	return k
}

// countRows counts the rows of a feed, once it is loaded.
func countRows[R, T any](feed func(*watch.Snapshot, R) watch.Feed[T]) func(*watch.Snapshot, R) int {
	return func(s *watch.Snapshot, r R) int {
		f := feed(s, r)
		if !f.Loaded() {
			return -1
		}
		return len(f.Rows)
	}
}

func wantsOfGroup(group string) []watch.Want {
	return []watch.Want{watch.Of(watch.LogStreams, group), watch.Of(watch.MetricFilters, group)}
}

func logGroupColumns() []ui.Column[*logGroupRow] {
	return []ui.Column[*logGroupRow]{
		{Title: "GROUP", Field: "group", Min: 20, Max: 64, Cell: func(r *logGroupRow) ui.Cell { return ui.Say(r.Name) }},
		{Title: "STORED", Field: "stored", Width: 9, Right: true, Volatile: true, Cell: func(r *logGroupRow) ui.Cell { return ui.Say(ui.Bytes(float64(r.StoredBytes))) },
			Compare: func(a, b *logGroupRow) int { return a.StoredBytes - b.StoredBytes }},
		{Title: "KEPT FOR", Field: "kept", Width: 9, Right: true, Cell: func(r *logGroupRow) ui.Cell { return ui.Say(kept(r.Retention)) },
			Compare: func(a, b *logGroupRow) int { return a.Retention - b.Retention }},
		{Title: "FILTERS", Field: "filters", Width: 7, Right: true, Cell: func(r *logGroupRow) ui.Cell {
			if r.Filters == 0 {
				return nil
			}
			return ui.Say(strconv.Itoa(r.Filters))
		}, Compare: func(a, b *logGroupRow) int { return a.Filters - b.Filters }},
		{Title: "CLASS", Field: "class", Max: 18, Priority: 2, Cell: func(r *logGroupRow) ui.Cell { return ui.In(themes.Dim, r.Class) }},
		{Title: "AGE", Field: "age", Width: 5, Right: true, Volatile: true, Priority: 1, Cell: func(r *logGroupRow) ui.Cell { return ui.In(themes.Dim, ui.Age(r.snap.Now, r.Created)) },
			Compare: func(a, b *logGroupRow) int { return b.Created.Compare(a.Created) }},
		{Title: "KEY", Field: "key", Max: 40, Priority: 3, Cell: func(r *logGroupRow) ui.Cell { return ui.In(themes.Dim, arnName(r.Key)) }},
	}
}

// kept is a retention in words.
func kept(days int) string {
	if days == 0 {
		return "ever"
	}
	return ui.Count(days, "day")
}

func logGroupDetail(_ *Console, r *logGroupRow) *ui.Document {
	d := &ui.Document{}
	d.Heading("Log group")
	d.Pair("name", r.Name)
	d.Pair("ARN", r.LogGroup.ARN)
	d.Pair("class", r.Class)
	d.Pair("created", momentWithAge(r.Created, r.snap.Now))
	d.Pair("events kept", kept(r.Retention))
	d.Pair("stored", ui.Bytes(float64(r.StoredBytes)))
	d.Pair("metric filters", strconv.Itoa(r.Filters))
	d.Pair("KMS key", r.Key)
	if r.Retention == 0 {
		d.Paragraph("Events never expire here, and AWS charges for what is stored for as long as it is.")
	}
	return d
}

// logStreamRow is a stream of a log group.
type logStreamRow struct {
	*awsclient.LogStream
	snap *watch.Snapshot
}

// streamID joins a group and a stream: neither name may hold a colon.
func streamID(group, stream string) string { return group + ":" + stream }

func streamIDs(s *watch.Snapshot, group string) []string {
	var ids []string
	for i := range s.LogStreams[group].Rows {
		ids = append(ids, streamID(group, s.LogStreams[group].Rows[i].Name))
	}
	return ids
}

func streamRows(s *watch.Snapshot, group string) watch.Feed[*logStreamRow] {
	feed := s.LogStreams[group]
	rows := make([]*logStreamRow, len(feed.Rows))
	for i := range feed.Rows {
		rows[i] = &logStreamRow{&feed.Rows[i], s}
	}
	return carried(feed, rows)
}

// everyGroup joins the rows of each group that was looked at.
func everyGroup[A, T any](s *watch.Snapshot, feeds map[string]watch.Feed[A], rows func(*watch.Snapshot, string) watch.Feed[T]) watch.Feed[T] {
	all := carried(s.LogGroups, []T(nil))
	for _, group := range sortedKeys(feeds) {
		all.Rows = append(all.Rows, rows(s, group).Rows...)
	}
	return all
}

func logStreams(l *logParts) *Kind[*logStreamRow] {
	k := &Kind[*logStreamRow]{
		Name: KindLogStream, Title: "Log streams", Aliases: []string{"stream"},
		Rows:    func(s *watch.Snapshot) watch.Feed[*logStreamRow] { return everyGroup(s, s.LogStreams, streamRows) },
		ID:      func(r *logStreamRow) string { return streamID(r.Group, r.Name) },
		Label:   func(r *logStreamRow) string { return r.Name },
		Trail:   func(r *logStreamRow) string { return r.Group },
		Columns: logStreamColumns,
		Detail:  logStreamDetail,
		DetailWants: func(r *logStreamRow) []watch.Want {
			return append(wantsOfGroup(r.Group), watch.All(watch.LogGroups))
		},
		Links: func(_ *watch.Snapshot, r *logStreamRow) []Link {
			return []Link{{Label: "log group", Kind: KindLogGroup, IDs: some(r.Group)}, {Label: "instance", Kind: KindInstance, IDs: some(instanceIn(r.Name))}}
		},
		JSON: func(r *logStreamRow) any { return *r.LogStream },
		CLI: func(r *logStreamRow) string {
			return Command("aws", "logs", "describe-log-streams", "--log-group-name", r.Group, "--log-stream-name-prefix", r.Name)
		},
	}
	k.Tabs = []Tab[*logStreamRow]{{Name: "Tail", First: true, Open: func(c *Console, id string) Pane {
		if r, ok := k.row(c.snap, id); ok {
			return newLogTail(c, l, r.Group, r.Name)
		}
		return newLogTail(c, l, id, "")
	}}}
	return k
}

// instanceIn is the id of an instance in a stream's name, as agents name them.
func instanceIn(stream string) string {
	return regexp.MustCompile(`\bi-[0-9a-f]{8,17}\b`).FindString(stream)
}

// widestAge is the room that an age takes: "59 m" and a little air.
const widestAge = 5

func logStreamColumns() []ui.Column[*logStreamRow] {
	ago := func(title, field string, priority int, of func(*logStreamRow) time.Time) ui.Column[*logStreamRow] {
		return ui.Column[*logStreamRow]{Title: title, Field: field, Width: max(len(title), widestAge), Right: true, Volatile: true, Priority: priority,
			Cell: func(r *logStreamRow) ui.Cell {
				if of(r).IsZero() {
					return nil
				}
				return ui.Say(ui.Age(r.snap.Now, of(r)))
			}, Compare: func(a, b *logStreamRow) int { return of(b).Compare(of(a)) }}
	}
	return []ui.Column[*logStreamRow]{
		{Title: "STREAM", Field: "stream", Min: 20, Max: 80, Cell: func(r *logStreamRow) ui.Cell { return ui.Say(r.Name) }},
		ago("LAST LINE", "last", 0, func(r *logStreamRow) time.Time { return r.LastEvent }),
		ago("FIRST LINE", "first", 2, func(r *logStreamRow) time.Time { return r.FirstEvent }),
		ago("INGESTED", "ingested", 1, func(r *logStreamRow) time.Time { return r.LastIngestion }),
		ago("AGE", "age", 3, func(r *logStreamRow) time.Time { return r.Created }),
	}
}

func logStreamDetail(c *Console, r *logStreamRow) *ui.Document {
	d := &ui.Document{}
	d.Heading("Log stream")
	d.Pair("name", r.Name)
	c.LinkTo(d, "log group", ui.Say(r.Group), Ref{KindLogGroup, r.Group})
	if id := instanceIn(r.Name); id != "" {
		c.LinkTo(d, "instance", ui.Say(id), Ref{KindInstance, id})
	}
	d.Pair("created", momentWithAge(r.Created, r.snap.Now))
	d.Pair("first line", momentWithAge(r.FirstEvent, r.snap.Now))
	d.Pair("last line", momentWithAge(r.LastEvent, r.snap.Now))
	d.Pair("ingested", momentWithAge(r.LastIngestion, r.snap.Now))
	d.Paragraph("CloudWatch Logs tells the times of streams late, up to an hour.")
	return d
}
