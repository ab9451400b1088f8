package views

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/metricfilter"
	"fleetglass/awsclient/watch"
)

// logClient answers what the Logs pane asks: a tail that gives its batches and
// then ends, and what stands in events otherwise.
type logClient struct {
	testClient
	events  []awsclient.LogEvent // oldest first
	batches [][]awsclient.LogEvent
	fails   error
	tails   []awsclient.TailQuery
	asked   []awsclient.LogQuery
	queries []awsclient.InsightsQuery
	polls   int
}

func (c *logClient) LogEvents(_ context.Context, q awsclient.LogQuery) (awsclient.LogPage, error) {
	c.asked = append(c.asked, q)
	if c.fails != nil {
		return awsclient.LogPage{}, c.fails
	}
	var found []awsclient.LogEvent
	for _, e := range c.events {
		if !e.At.Before(q.Start) && (q.End.IsZero() || e.At.Before(q.End)) {
			found = append(found, e)
		}
	}
	if q.Newest {
		found = oldestFirst(found) // reverses a list of distinct times twice
		for i, j := 0, len(found)-1; i < j; i, j = i+1, j-1 {
			found[i], found[j] = found[j], found[i]
		}
	}
	return awsclient.LogPage{Events: found}, nil
}

func (c *logClient) Tail(_ context.Context, q awsclient.TailQuery) iter.Seq2[[]awsclient.LogEvent, error] {
	c.tails = append(c.tails, q)
	return func(yield func([]awsclient.LogEvent, error) bool) {
		for _, batch := range c.batches {
			if !yield(batch, nil) {
				return
			}
		}
	}
}

func (c *logClient) TestMetricFilter(_ context.Context, pattern string, messages []string) ([]awsclient.FilterMatch, error) {
	records, err := metricfilter.Test(pattern, messages)
	var matches []awsclient.FilterMatch
	for _, r := range records {
		m := awsclient.FilterMatch{Number: r.EventNumber, Message: r.EventMessage}
		for _, v := range r.ExtractedValues {
			m.Extracted = append(m.Extracted, awsclient.KeyValue{Key: v.Name, Value: v.Text})
		}
		matches = append(matches, m)
	}
	return matches, err
}

func (c *logClient) StartInsights(_ context.Context, q awsclient.InsightsQuery) (string, error) {
	c.queries = append(c.queries, q)
	return "q1", c.fails
}

func (c *logClient) Insights(context.Context, string) (awsclient.InsightsResult, error) {
	c.polls++
	return awsclient.InsightsResult{Status: "Complete", Columns: []string{"@logStream", "lines"}, Scanned: 4200, Matched: 812, Bytes: 1 << 20,
		Rows: [][]string{{"i-0a1b2c3d4e5f60000", "512"}, {"i-0a1b2c3d4e5f60001", "300"}}}, nil
}

func logEvent(n int, ago time.Duration, message string) awsclient.LogEvent {
	at := moment().Add(-ago)
	return awsclient.LogEvent{ID: fmt.Sprint("e", n), Group: "/web/access", Stream: instanceID(n % 3), At: at, Ingested: at.Add(1200 * time.Millisecond), Message: message}
}

// linesOfAccount are forty requests, a failure among them, and two JSON lines.
func linesOfAccount() []awsclient.LogEvent {
	var all []awsclient.LogEvent
	for i := range 40 {
		status, path := 200, "/webserver0/index.html"
		if i%13 == 5 {
			status, path = 503, "/checkout"
		}
		all = append(all, logEvent(i, time.Duration(200-4*i)*time.Second, fmt.Sprintf(`172.31.%d.7 - - [03/Mar/2026:13:59:%02d +0000] "GET %s HTTP/1.1" %d %d "-" "ELB-HealthChecker/2.0"`, i%3, i%60, path, status, 1000+i*17)))
	}
	return append(all,
		logEvent(40, 30*time.Second, `{"level":"error","msg":"upstream timed out","latency":2.41,"request":{"id":"a1","path":"/checkout"}}`),
		logEvent(41, 20*time.Second, `{"level":"info","msg":"retried","latency":0.12}`))
}

func logsOfAccount() *watch.Snapshot {
	s := account()
	group := func(name string, stored, retention, filters int) awsclient.LogGroup {
		return awsclient.LogGroup{Name: name, ARN: "arn:aws:logs:us-west-2:123456789012:log-group:" + name, Region: "us-west-2", Class: "STANDARD", Created: moment().Add(-900 * time.Hour), StoredBytes: stored, Retention: retention, Filters: filters}
	}
	s.LogGroups = ok(group("/api/access", 3_400_000, 14, 0), group("/api/system", 180_000, 0, 0), group("/web/access", 48_000_000, 14, 2), group("/web/system", 910_000, 0, 0))
	s.LogStreams = map[string]watch.Feed[awsclient.LogStream]{"/web/access": ok(
		awsclient.LogStream{Group: "/web/access", Name: instanceID(0), Created: moment().Add(-3 * time.Hour), FirstEvent: moment().Add(-3 * time.Hour), LastEvent: moment().Add(-4 * time.Second), LastIngestion: moment().Add(-3 * time.Second)},
		awsclient.LogStream{Group: "/web/access", Name: instanceID(1), Created: moment().Add(-3 * time.Hour), LastEvent: moment().Add(-9 * time.Second), LastIngestion: moment().Add(-8 * time.Second)})}
	zero := 0.0
	s.MetricFilters = map[string]watch.Feed[awsclient.MetricFilter]{"/web/access": ok(
		awsclient.MetricFilter{Group: "/web/access", Name: "server-errors", Pattern: "[ip, id, user, time, request, status=5*, bytes, ...]", Created: moment().Add(-90 * time.Hour), Namespace: "Web", Metric: "ServerErrors", Value: "1", Default: &zero, Unit: "Count"},
		awsclient.MetricFilter{Group: "/web/access", Name: "slow", Pattern: "{ $.latency > 1 }", Created: moment().Add(-80 * time.Hour), Namespace: "Web", Metric: "Latency", Value: "$.latency", Unit: "Seconds"})}
	return s
}

// logDesk is a desk at the list of log groups.
func logDesk(t testing.TB, w, h int) (*desk, *logClient) {
	client := &logClient{testClient: testClient{region: "us-west-2"}, events: linesOfAccount()}
	d := newDesk(t, w, h, func(o *Options) { o.Client = client })
	d.see(logsOfAccount())
	return d.press("8"), client
}

func tailOfWeb(t testing.TB, w, h int) (*desk, *logClient) {
	d, client := logDesk(t, w, h)
	return d.press("j", "j", "enter"), client
}

func theTail(t testing.TB, d *desk) *logTail {
	t.Helper()
	p, ok := d.c.page().(*logTail)
	if !ok {
		t.Fatalf("the page is no tail but %T", d.c.page())
	}
	return p
}

func TestGroupsLeadToATailThatBeginsWithWhatWasWritten(t *testing.T) {
	d, client := logDesk(t, 120, 36)
	d.sees("/api/access", "/web/access", "46 MiB", "14 days", "ever").press("j", "j").hasSelected("/web/access")
	client.batches = [][]awsclient.LogEvent{{logEvent(50, time.Second, "a new line")}, {}, {logEvent(50, time.Second, "a new line")}}
	d.press("enter").sees("Logs › /web/access", "[Tail]", "upstream timed out", "a new line", "43 rows", "/checkout")
	if q := client.tails[0]; q.Live || q.Groups[0] != "/web/access" || !q.Since.Equal(moment().Add(-20*time.Second)) {
		t.Errorf("the tail asks %+v", q)
	}
}

func TestAPausedTailKeepsNewLinesWaiting(t *testing.T) {
	d, _ := tailOfWeb(t, 120, 36)
	d.press("space")
	theTail(t, d).take([]awsclient.LogEvent{logEvent(60, 0, "while paused")})
	d.press("h").sees("paused, 1 new line waiting").doesNotSee("while paused")
	d.press("space").sees("while paused", "43 rows")
}

func TestPatternsCountAndPointAtMistakesWhileTyping(t *testing.T) {
	d, _ := tailOfWeb(t, 120, 36)
	d.press("/").sees("words: ERROR").typed("{ $.latency > }").sees("{ $.latency > }", "^ ")
	for range 2 {
		d.press("backspace")
	}
	d.typed(" 1 }").sees("1 of 42 lines matches", "upstream timed out").doesNotSee("retried", "index.html")
	d.press("enter").sees("pattern { $.latency > 1 }", "1 of 42 rows")
	d.press("o").sees("2 lines of context", "retried", "index.html")
	d.press("esc").sees("42 rows")
}

func TestJSONUnfoldsAndFolds(t *testing.T) {
	d, _ := tailOfWeb(t, 120, 36)
	d.press("k").doesNotSee(`"id": "a1"`).press("enter").sees(`"request": {`, `"id": "a1"`).press("enter").doesNotSee(`"id": "a1"`)
	d.press("U").sees(`"id": "a1"`).press("U").doesNotSee(`"id": "a1"`)
	d.press("J").sees("Log event", `"Message"`)
}

func TestJumpStandsInThePastUntilFollowed(t *testing.T) {
	d, client := tailOfWeb(t, 120, 36)
	d.press("m").typed("14:01").press("enter").sees("from 2026-03-03 14:01:00", "to the end", "upstream timed out")
	last := client.asked[len(client.asked)-1]
	if !last.Start.Equal(time.Date(2026, 3, 3, 14, 1, 0, 0, time.UTC)) {
		t.Errorf("asked from %v", last.Start)
	}
	if theTail(t, d).work != nil {
		t.Error("the tail runs on in the past")
	}
	d.press("b").sees("42 rows") // what was written before
	d.press("f").doesNotSee("from 2026").sees("following", "42 rows")
}

func TestTimesAreReadAsPeopleTypeThem(t *testing.T) {
	for text, want := range map[string]time.Time{
		"14:02":            time.Date(2026, 3, 3, 14, 2, 0, 0, time.UTC),
		"23:10:05":         time.Date(2026, 3, 2, 23, 10, 5, 0, time.UTC), // yesterday: it is not yet that late
		"2026-02-01 08:00": time.Date(2026, 2, 1, 8, 0, 0, 0, time.UTC),
		"-15m":             moment().Add(-15 * time.Minute),
		"2h":               moment().Add(-2 * time.Hour),
	} {
		if got, err := readMoment(text, moment()); err != nil || !got.Equal(want) {
			t.Errorf("%s is read as %v, %v", text, got, err)
		}
	}
	if _, err := readMoment("soon", moment()); err == nil {
		t.Error("soon is read as a time")
	}
}

func TestATailStopsWhenThePageIsLeft(t *testing.T) {
	d, _ := tailOfWeb(t, 120, 36)
	p := theTail(t, d)
	ctx, cancel := context.WithCancel(t.Context())
	p.work = &tailWork{cancel: cancel, done: ctx.Done()}
	d.press("5")
	if ctx.Err() == nil || p.work != nil {
		t.Error("it runs on after another pane was chosen")
	}
	ctx, cancel = context.WithCancel(t.Context())
	p.over = true
	d.press("8")
	p.work = &tailWork{cancel: cancel, done: ctx.Done()}
	if d.press("z"); ctx.Err() == nil {
		t.Error("it runs on while the screen is held")
	}
}

// A live tail session costs money by the minute: only who asks for it by its
// key, which says so, gets one.
func TestALiveSessionIsAskedFor(t *testing.T) {
	d, client := tailOfWeb(t, 160, 36)
	wants := func(paid bool, group string) {
		t.Helper()
		if q := client.tails[len(client.tails)-1]; q.Live != paid || len(q.Groups) != 1 || q.Groups[0] != group {
			t.Errorf("it asks for %+v", q)
		}
	}
	wants(false, "/web/access")
	d.press("v").sees("asks for a live tail session, for which AWS charges by the minute")
	wants(true, "arn:aws:logs:us-west-2:123456789012:log-group:/web/access")
	d.press("v").sees("new lines are asked for every two seconds")
	wants(false, "/web/access")
}

func TestADeniedTailSaysSo(t *testing.T) {
	d, client := logDesk(t, 120, 36)
	client.fails = denied("CloudWatch Logs", "FilterLogEvents")
	d.press("j", "j", "enter").sees("not authorized")
}

func TestLinesAreBounded(t *testing.T) {
	var l logLines
	for i := range linesKept + 100 {
		l.push([]awsclient.LogEvent{logEvent(i, 0, "x")})
	}
	if len(l.all) != linesKept || l.dropped != 100 || l.first != 100 || len(l.recent) != linesKept {
		t.Errorf("%d lines, %d dropped, first %d, %d known", len(l.all), l.dropped, l.first, len(l.recent))
	}
	l.reset()
	for i := range 200 {
		l.push([]awsclient.LogEvent{logEvent(i, 0, strings.Repeat("y", 1<<20))})
	}
	if l.bytes > lineBytesKept {
		t.Errorf("%d bytes", l.bytes)
	}
}

func TestMetricFiltersAreTestedAgainstTheLinesOnTheScreen(t *testing.T) {
	d, client := tailOfWeb(t, 120, 36)
	asked := len(client.asked)
	d.sees("upstream timed out").press("tab", "tab", "tab").sees("[Metric filters 2]", "server-errors", "slow").press("j", "enter", "tab")
	d.sees("[Test]", "1 of", "those on the tail's screen", "value 2.41", "$.latency=2.41")
	if len(client.asked) != asked {
		t.Error("lines were fetched although they are on the screen")
	}
}

func TestInsightsAsksOnlyOnAKeyAndShowsATable(t *testing.T) {
	d, client := tailOfWeb(t, 120, 36)
	d.press("shift+tab").sees("[Insights]", "A types a query")
	if len(client.queries) != 0 {
		t.Fatal("a query ran unasked")
	}
	d.press("A").sees("AWS charges by what the query reads").press("enter").sees("Complete", "4200 events read", "812 matched", "i-0a1b2c3d4e5f60001", "512")
	d.press("enter").sees("Row 1", "@logStream")
}

func TestLogScreens(t *testing.T) {
	for _, c := range []struct {
		name string
		keys []string
	}{
		{name: "logs"},
		{name: "logs-tail", keys: []string{"j", "j", "enter"}},
		{name: "logs-unfolded", keys: []string{"j", "j", "enter", "k", "enter"}},
		{name: "logs-pattern", keys: []string{"j", "j", "enter", "/", "{", " ", "$", ".", "a", " "}},
		{name: "logs-filters", keys: []string{"j", "j", "enter", "tab", "tab", "tab"}},
		{name: "logs-filter-test", keys: []string{"j", "j", "enter", "tab", "tab", "tab", "enter", "tab"}},
		{name: "logs-insights", keys: []string{"j", "j", "enter", "shift+tab", "A", "enter"}},
	} {
		for _, size := range sizes() {
			t.Run(fmt.Sprintf("%s-%dx%d", c.name, size.W, size.H), func(t *testing.T) {
				d, _ := logDesk(t, size.W, size.H)
				golden(t, fmt.Sprintf("%s-%dx%d", c.name, size.W, size.H), d.press(c.keys...).screen())
			})
		}
	}
}
