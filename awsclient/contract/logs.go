package contract

import (
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient"
)

// The names of what the checks of logs make.
const (
	logGroupName  = "/contract/app"
	logStreamName = "main"
)

func logChecks() []check {
	return []check{
		{"a log group's life", logGroupLife},
		{"log events", logEvents},
		{"log events with a pattern", logPatterns},
		{"the newest log events first", logNewest},
		{"one log stream", logStreamEvents},
		{"tailing a log group", logTail},
		{"metric filters", metricFilters},
		{"a metric filter makes a metric", metricOfLogs},
		{"testing a filter pattern", testPattern},
		{"a query of logs", insightsRun},
		{"a malformed query of logs is refused", insightsRefused},
		{"a log group that is not there is not found", logGroupAbsent},
	}
}

func (p *probe) logGroup() awsclient.LogGroup {
	rows, err := p.Client.LogGroups(p.ctx, "/contract/")
	p.must(err)
	return find(p, "the log group", rows, func(g awsclient.LogGroup) bool { return g.Name == logGroupName })
}

func logGroupLife(p *probe) {
	p.must(p.Client.CreateLogGroup(p.ctx, logGroupName))
	p.must(p.Client.CreateLogStream(p.ctx, logGroupName, logStreamName))
	p.fails("making it twice", p.Client.CreateLogGroup(p.ctx, logGroupName), awsclient.Conflict)
	p.same("retention", p.logGroup().Retention, 0)
	p.must(p.Client.PutRetention(p.ctx, logGroupName, 7))
	p.same("retention after a change", p.logGroup().Retention, 7)
	p.must(p.Client.PutRetention(p.ctx, logGroupName, 0))
	p.same("retention taken away", p.logGroup().Retention, 0)
	p.fails("two days", p.Client.PutRetention(p.ctx, logGroupName, 2), awsclient.Invalid)
	if g := p.logGroup(); !strings.HasSuffix(g.ARN, ":log-group:"+logGroupName) || g.Created.IsZero() {
		p.errorf("%+v", g)
	}
	p.must(p.Client.CreateLogGroup(p.ctx, logGroupName+"/short-lived"))
	p.must(p.Client.DeleteLogGroup(p.ctx, logGroupName+"/short-lived"))
	rows, err := p.Client.LogGroups(p.ctx, logGroupName)
	p.must(err)
	p.same("groups left", len(rows), 1)
}

// logNow is the account's time, by the creation of the log group.
func (p *probe) logNow() time.Time { return p.logGroup().Created }

func (p *probe) write(messages ...string) {
	lines := make([]awsclient.LogLine, len(messages))
	for i, m := range messages {
		lines[i] = awsclient.LogLine{At: p.logNow().Add(time.Duration(i) * time.Second), Message: m}
	}
	rejected, err := p.Client.PutLogEvents(p.ctx, logGroupName, logStreamName, lines)
	p.must(err)
	p.same("rejected", rejected, 0)
}

func (p *probe) found(q awsclient.LogQuery) (messages []string) {
	q.Group = logGroupName
	for {
		page, err := p.Client.LogEvents(p.ctx, q)
		p.must(err)
		for _, e := range page.Events {
			messages = append(messages, e.Message)
		}
		if q.Token = page.Next; q.Token == "" {
			return messages
		}
	}
}

func logEvents(p *probe) {
	p.write("GET /a 200", "GET /b 500", "POST /a 200", "two\nlines \x1b[31mred\x1b[0m")
	p.same("all", p.found(awsclient.LogQuery{}), []string{"GET /a 200", "GET /b 500", "POST /a 200", "two\nlines red"})
	p.same("two by two", p.found(awsclient.LogQuery{Limit: 2}), []string{"GET /a 200", "GET /b 500", "POST /a 200", "two\nlines red"})
	at := p.logNow().Add(time.Second)
	p.same("one instant", p.found(awsclient.LogQuery{Start: at, End: at}), []string{"GET /b 500"})
	page, err := p.Client.LogEvents(p.ctx, awsclient.LogQuery{Group: logGroupName, Limit: 1})
	p.must(err)
	if e := page.Events[0]; e.ID == "" || e.Stream != logStreamName || e.Group != logGroupName || !e.At.Equal(p.logNow()) || e.Ingested.IsZero() {
		p.errorf("%+v", e)
	}
	streams, err := p.Client.LogStreams(p.ctx, logGroupName, "", 0)
	p.must(err)
	if len(streams) != 1 || streams[0].Name != logStreamName || !streams[0].FirstEvent.Equal(p.logNow()) {
		p.errorf("%+v", streams)
	}
}

func logPatterns(p *probe) {
	p.same("terms", p.found(awsclient.LogQuery{Pattern: "GET -500"}), []string{"GET /a 200"})
	p.same("columns", p.found(awsclient.LogQuery{Pattern: "[method=GET, path, status>=500]"}), []string{"GET /b 500"})
	p.same("another stream", p.found(awsclient.LogQuery{Prefix: "other"}), []string(nil))
	_, err := p.Client.LogEvents(p.ctx, awsclient.LogQuery{Group: logGroupName, Pattern: "{ $.a = "})
	p.fails("a pattern that is wrong", err, awsclient.Invalid)
}

func logNewest(p *probe) {
	p.same("newest first", p.found(awsclient.LogQuery{Newest: true, Start: p.logNow().Add(time.Second), End: p.logNow().Add(2 * time.Second)}),
		[]string{"POST /a 200", "GET /b 500"})
}

func logStreamEvents(p *probe) {
	read := func(oldest bool, token string) awsclient.StreamPage {
		page, err := p.Client.StreamEvents(p.ctx, awsclient.StreamQuery{Group: logGroupName, Stream: logStreamName, Oldest: oldest, Limit: 3, Token: token})
		p.must(err)
		return page
	}
	first := read(true, "")
	p.same("from the oldest", len(first.Events), 3)
	rest := read(true, first.Forward)
	p.same("the rest", len(rest.Events), 1)
	end := read(true, rest.Forward)
	p.same("at the end", len(end.Events), 0)
	p.same("the end's token", end.Forward, rest.Forward)
	p.same("the newest", read(false, "").Events[2].Message, "two\nlines red")
}

func logTail(p *probe) {
	looks := 0
	var got []string
	for events, err := range p.Client.Tail(p.ctx, awsclient.TailQuery{Groups: []string{logGroupName}, Pattern: "POST", Since: p.logNow(), Every: time.Millisecond}) {
		p.must(err)
		for _, e := range events {
			got = append(got, e.Message)
		}
		if looks++; looks == 1 {
			p.write("POST /late 200")
		}
		if looks == 4 {
			break
		}
	}
	p.same("what came", got, []string{"POST /a 200", "POST /late 200"})
}

func metricFilters(p *probe) {
	zero := 0.0
	want := awsclient.MetricFilter{Group: logGroupName, Name: "errors", Pattern: "ERROR", Namespace: "Contract", Metric: "Errors", Value: "1", Default: &zero}
	p.must(p.Client.PutMetricFilter(p.ctx, want))
	by := awsclient.MetricFilter{Group: logGroupName, Name: "latency", Pattern: "[path, ms]", Namespace: "Contract", Metric: "Latency", Value: "$ms",
		Unit: "Milliseconds", Dimensions: []awsclient.Dimension{{Name: "Path", Value: "$path"}}}
	p.must(p.Client.PutMetricFilter(p.ctx, by))
	rows, err := p.Client.MetricFilters(p.ctx, logGroupName)
	p.must(err)
	p.same("filters", len(rows), 2)
	for i := range rows {
		if rows[i].Created.IsZero() {
			p.errorf("%s was never made", rows[i].Name)
		}
		rows[i].Created = time.Time{}
		if rows[i].Unit == "None" {
			rows[i].Unit = "" // the same to AWS
		}
	}
	p.same("with a default", rows[0], want)
	p.same("with a dimension", rows[1], by)
	p.must(p.Client.DeleteMetricFilter(p.ctx, logGroupName, "latency"))
	p.fails("deleting it twice", p.Client.DeleteMetricFilter(p.ctx, logGroupName, "latency"), awsclient.NotFound)
}

func metricOfLogs(p *probe) {
	p.write("ERROR one", "ERROR two")
	query := awsclient.MetricQuery{Namespace: "Contract", Name: "Errors", Statistic: "Sum", Period: time.Minute}
	p.until("the filter's metric has a value", func() bool {
		series, err := p.Client.Series(p.ctx, []awsclient.MetricQuery{query}, p.logNow().Add(-time.Hour), p.logNow().Add(time.Hour))
		p.must(err)
		return slices.ContainsFunc(series[0].Points, func(v awsclient.Point) bool { return v.Value == 2 })
	})
}

func testPattern(p *probe) {
	rows, err := p.Client.TestMetricFilter(p.ctx, "[ip, status=4*]", []string{"10.0.0.1 200", "10.0.0.2 404"})
	p.must(err)
	if len(rows) != 1 || rows[0].Number != 2 || !slices.Contains(rows[0].Extracted, awsclient.KeyValue{Key: "$status", Value: "404"}) {
		p.errorf("%+v", rows)
	}
}

func insightsRun(p *probe) {
	id, err := p.Client.StartInsights(p.ctx, awsclient.InsightsQuery{Groups: []string{logGroupName},
		Text: "filter @message like /GET/ | fields @message | sort @message desc", Start: p.logNow().Add(-time.Hour), End: p.logNow().Add(time.Hour)})
	p.must(err)
	var result awsclient.InsightsResult
	p.until("the query ends", func() bool {
		var err error
		result, err = p.Client.Insights(p.ctx, id)
		p.must(err)
		return result.Done()
	})
	p.same("status", result.Status, "Complete")
	p.same("columns", result.Columns, []string{"@message"})
	p.same("rows", result.Rows, [][]string{{"GET /b 500"}, {"GET /a 200"}})
	p.same("pointers", len(result.Pointers), 2)
}

func insightsRefused(p *probe) {
	_, err := p.Client.StartInsights(p.ctx, awsclient.InsightsQuery{Groups: []string{logGroupName}, Text: "dance", Start: p.logNow(), End: p.logNow().Add(time.Hour)})
	p.fails("a query that is none", err, awsclient.Invalid)
}

func logGroupAbsent(p *probe) {
	_, err := p.Client.LogEvents(p.ctx, awsclient.LogQuery{Group: "/contract/none"})
	p.fails("its events", err, awsclient.NotFound)
	_, err = p.Client.LogStreams(p.ctx, "/contract/none", "", 0)
	p.fails("its streams", err, awsclient.NotFound)
	p.fails("deleting it", p.Client.DeleteLogGroup(p.ctx, "/contract/none"), awsclient.NotFound)
}
