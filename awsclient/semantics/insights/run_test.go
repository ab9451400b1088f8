package insights_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient/semantics/insights"
)

func start() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

// events are a minute apart, and not in order.
func events() []insights.Event {
	messages := []string{
		`{"eventName":"StartInstances","awsRegion":"us-east-2","took":12,"ok":true,"requestParameters":{"items":[{"id":"i-1"}]}}`,
		`{"eventName":"StopInstances","awsRegion":"us-east-2","took":30,"errorCode":"AccessDenied"}`,
		`{"eventName":"StartInstances","awsRegion":"us-west-1","took":7.5,"note":null,"@x":"at"}`,
		"25 May 2019 10:24:39,474 [ERROR] {foo=2, bar=data} The error was: DataIntegrityException",
		"25 May 2019 10:24:39,474 user=user1234, method:sampleMethod, latency := 216",
		"[INFO] done",
	}
	var list []insights.Event
	for _, i := range []int{3, 0, 5, 1, 4, 2} {
		list = append(list, insights.Event{At: start().Add(time.Duration(i) * time.Minute), Message: messages[i], LogStream: fmt.Sprintf("s%d", i%2)})
	}
	return list
}

// show writes rows as "a=1 b=2; a=3".
func show(rows []insights.Row) string {
	var lines []string
	for _, row := range rows {
		var cells []string
		for _, f := range row {
			cells = append(cells, f.Name+"="+f.Value)
		}
		lines = append(lines, strings.Join(cells, " "))
	}
	return strings.Join(lines, "; ")
}

func TestRun(t *testing.T) {
	for _, c := range []struct{ name, query, want string }{
		{"fields, newest first", "filter took > 0 | fields @timestamp, eventName",
			"@timestamp=2026-03-01 12:02:00.000 eventName=StartInstances; @timestamp=2026-03-01 12:01:00.000 eventName=StopInstances; @timestamp=2026-03-01 12:00:00.000 eventName=StartInstances"},
		{"without fields", `filter @message like "done"`, "@timestamp=2026-03-01 12:05:00.000 @message=[INFO] done"},
		{"several fields commands add up", "fields took | fields awsRegion, took | filter took < 10", "took=7.5 awsRegion=us-west-1"},
		{"the last display counts", "display took | display awsRegion | filter took < 10", "awsRegion=us-west-1"},
		{"nested fields and arrays", `filter requestParameters.items.0.id = "i-1" | fields took, requestParameters.items.0.id as id`, "took=12 id=i-1"},
		{"what is missing is left out", "sort @timestamp asc | limit 2 | fields ok, errorCode", "ok=true; errorCode=AccessDenied"},
		{"null is missing", "filter ispresent(note) | fields note", ""},
		{"names with an @", "filter ispresent(@@x) | fields @@x", "@@x=at"},
		{"and, or, not", `filter (eventName="StartInstances" or eventName="StopInstances") and not awsRegion="us-east-2" | fields took`, "took=7.5"},
		{"in", "filter took in [12, 30.0] | sort took | fields took", "took=12; took=30"},
		{"not in takes what is missing", "filter eventName not in ['StartInstances'] | stats count(*) as n", "n=4"},
		{"= and != of what is missing", "filter errorCode != 'AccessDenied' | stats count(*) as n", "n=5"},
		{"< of what is missing", "filter errorCode < 'Z' | stats count(*) as n", "n=1"},
		{"like with a regular expression", `filter eventName like /^St.p/ | fields eventName`, "eventName=StopInstances"},
		{"=~ without case", `filter eventName =~ /(?i)STOP/ | fields eventName`, "eventName=StopInstances"},
		{"not like", `filter ispresent(took) and eventName not like "Start" | fields eventName`, "eventName=StopInstances"},
		{"case counts", `filter eventName like "stop" | fields eventName`, ""},
		{"sort, missing last", "fields took | sort took desc | limit 4", "took=30; took=12; took=7.5; "},
		{"sort by two", "filter ispresent(took) | sort awsRegion, took desc | fields took", "took=30; took=12; took=7.5"},
		{"sort knows numbers", "filter ispresent(took) | sort took asc | fields took", "took=7.5; took=12; took=30"},
		{"stats over all", "stats count(*), sum(took), avg(took), min(took), max(took), count(took)",
			"count(*)=6 sum(took)=49.5 avg(took)=16.5 min(took)=7.5 max(took)=30 count(took)=3"},
		{"stats by", "filter ispresent(took) | stats count(*) as n, max(took) by eventName | sort n desc",
			"eventName=StartInstances n=2 max(took)=12; eventName=StopInstances n=1 max(took)=30"},
		{"groups without a key", "stats count(*) as n by awsRegion | sort n desc | limit 1", "n=3"},
		{"percentiles by nearest rank", "stats pct(took, 50), pct(took, 95), pct(took, 0)", "pct(took, 50)=12 pct(took, 95)=30 pct(took, 0)=7.5"},
		{"count_distinct", "stats count_distinct(awsRegion) as regions, count_distinct(@logStream)", "regions=2 count_distinct(@logStream)=2"},
		{"earliest and latest", "stats earliest(took), latest(took)", "earliest(took)=12 latest(took)=7.5"},
		{"stddev", "filter took >= 12 | stats stddev(took)", "stddev(took)=9"},
		{"bin", "stats count(*) by bin(2m) | sort bin(2m)",
			"bin(2m)=2026-03-01 12:00:00.000 count(*)=2; bin(2m)=2026-03-01 12:02:00.000 count(*)=2; bin(2m)=2026-03-01 12:04:00.000 count(*)=2"},
		{"sort by an aggregate's column", "filter ispresent(took) | stats count(*) by awsRegion | sort count(*) desc", "awsRegion=us-east-2 count(*)=2; awsRegion=us-west-1 count(*)=1"},
		{"stats on aliases of the same command", "stats max(took) as hi, min(took) as lo, hi - lo as spread", "hi=30 lo=7.5 spread=22.5"},
		{"stats of stats", "stats count(*) as n by eventName | stats max(n) as most, count(*) as groups", "most=3 groups=3"},
		{"stats of nothing", "filter took > 99 | stats count(*)", ""},
		{"filter after stats", "stats count(*) as n by eventName | filter n > 2 | fields n * 2 as twice", "n=3 twice=6"},
		{"averages are rounded", "stats sum(took) / 7 as x", "x=7.0714"},
		{"parse a glob (CWL_QuerySyntax)", `parse @message "[*] * The error was: *" as level, config, exception | filter ispresent(level) | fields level, config, exception`,
			"level=ERROR config={foo=2, bar=data} exception=DataIntegrityException"},
		{"parse a regular expression (CWL_QuerySyntax)",
			`parse @message /\[(?<level>\S+)\]\s+(?<config>\{.*\})\s+The error was: (?<exception>\S+)/ | filter ispresent(level) | display level, config, exception`,
			"level=ERROR config={foo=2, bar=data} exception=DataIntegrityException"},
		{"parse, then stats (CWL_QuerySyntax-examples)", `parse @message "user=*, method:*, latency := *" as @user, @method, @latency | filter ispresent(@user) | stats avg(@latency) by @method, @user`,
			"@method=sampleMethod @user=user1234 avg(@latency)=216"},
		{"parse of a field", `parse eventName /^(?<verb>Sta|Sto)/ | stats count(*) as n by verb | sort n, verb`, "verb=Sto n=1; verb=Sta n=2; n=3"},
		{"display a condition (CWL_QuerySyntax-examples)", `parse "[*] *" as type, rest | filter type in ["ERROR", "INFO"] | display type, type = "ERROR" as isError`,
			"type=INFO isError=0; type=ERROR isError=1"},
		{"an alias takes the place of a field", "filter took = 12 | fields 'x' as eventName | fields eventName", "eventName=x"},
	} {
		if got := show(parse(t, c.query).Run(events()).Rows); got != c.want {
			t.Errorf("%s:\n%s, want\n%s", c.name, got, c.want)
		}
	}
}

// The functions of CWL/CWL_QuerySyntax, with its examples where it has any.
func TestFunctions(t *testing.T) {
	for expression, want := range map[string]string{
		"2 ^ 3": "8", "10 % 3": "1", "7 / 2 - 1 * 2": "1.5", "-2 ^ 2": "4", "2 ^ 3 ^ 2": "512", "1 / 0": "", "'a' + 1": "", "'4' + 1": "5",
		"abs(-3)": "3", "ceil(1.2)": "2", "floor(-1.2)": "-2", "log(1)": "0", "sqrt(-1)": "", "greatest(1, '7', 3)": "7", "least(2, 1)": "1", "least(1, 'x')": "",
		"ispresent(nobody)": "0", "ispresent(@message)": "1", "coalesce(nobody, 'a', 'b')": "a",
		"isempty(nobody)": "1", "isempty(' ')": "0", "isblank(' ')": "1", "concat('a', nobody, 1)": "a1",
		`ltrim("xyZxyfooxyZ","xyZ")`: "fooxyZ", `rtrim("xyZfooxyxyZ","xyZ")`: "xyZfoo", `trim("xyZxyfooxyxyZ","xyZ")`: "foo", "trim(' a ')": "a",
		"strlen('añb')": "3", "strlen(nobody)": "", "toupper('a')": "A", "tolower('A')": "a",
		`substr("xyZfooxyZ",3, 3)`: "foo", `substr("abc", 1)`: "bc", `substr("abc", 9, 9)`: "", `substr("abc", -1)`: "",
		`replace("smoke_test/a","smoke_test","Smoke")`: "Smoke/a", `replace("a", "", "b")`: "a", "strcontains('abc', 'b')": "1", "strcontains('abc', 'd')": "0",
		"bin(1h)": "2026-03-01 12:00:00.000", "datefloor(@timestamp, 1d)": "2026-03-01 00:00:00.000", "dateceil(@timestamp, 1h)": "2026-03-01 13:00:00.000",
		"toMillis(@timestamp)": "1772366700000", "fromMillis(1642195111000)": "2022-01-14 21:18:31.000", "toMillis('x')": "", "fromMillis('x')": "",
		"isValidIp('::1')": "1", "isValidIpV4('::1')": "0", "isValidIpV6('::1')": "1", "isIpInSubnet('192.0.2.7', '192.0.2.0/24')": "1",
		"isIpv4InSubnet('192.0.3.7', '192.0.2.0/24')": "0", "isIpv6InSubnet('2001:db8::1', '2001:db8::/32')": "1", "isIpInSubnet('x', 'y')": "0",
		"1 = '1.0'": "1", "'b' > 'a' and not 1 > 2": "1",
	} {
		q := parse(t, "fields "+expression+" as x | limit 1")
		event := insights.Event{At: start().Add(5 * time.Minute), Message: "m"}
		if got := show(q.Run([]insights.Event{event}).Rows); strings.TrimPrefix(got, "x=") != want { // what is missing has no x
			t.Errorf("%s: %s, want %s", expression, got, want)
		}
	}
}

func TestSystemFields(t *testing.T) {
	e := insights.Event{At: start(), Message: "m", LogStream: "s", Log: "123456789012:g", IngestedAt: start().Add(time.Second)}
	got := show(parse(t, "fields @log, @logStream, @ingestionTime, @message").Run([]insights.Event{e, {At: start().Add(-1)}}).Rows)
	if want := "@log=123456789012:g @logStream=s @ingestionTime=2026-03-01 12:00:01.000 @message=m; @message="; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestLimits(t *testing.T) {
	many := make([]insights.Event, 1500)
	for query, want := range map[string]int{"fields @message": 1000, "limit 1200": 1200, "limit 3 | limit 5": 3} {
		r := parse(t, query).Run(many)
		if len(r.Rows) != want || r.Scanned != 1500 || r.Matched != 1500 {
			t.Errorf("%s: %d rows, matched %d, scanned %d", query, len(r.Rows), r.Matched, r.Scanned)
		}
	}
	if r := parse(t, "filter took > 10 | stats count(*) as n | filter n > 99").Run(events()); r.Matched != 2 {
		t.Errorf("matched %d", r.Matched)
	}
	var zero insights.Query
	if len(zero.Run(events()).Rows) != 6 {
		t.Error("the zero query does not show all")
	}
}

// At most 1000 fields of an event are found, and the events stay as they are.
func TestDiscovery(t *testing.T) {
	var fields []string
	for i := range 1100 {
		fields = append(fields, fmt.Sprintf(`"f%04d":%d`, i, i))
	}
	e := insights.Event{Message: "{" + strings.Join(fields, ",") + "}"}
	if got := show(parse(t, "fields f0999, f1000").Run([]insights.Event{e}).Rows); got != "f0999=999" {
		t.Error(got)
	}
}

// Whatever the order of the events, the groups add up to all of them.
func TestCountsAddUp(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 3))
	for range 100 {
		var list []insights.Event
		for range rng.IntN(200) {
			list = append(list, insights.Event{At: start().Add(time.Duration(rng.IntN(3600)) * time.Second), Message: fmt.Sprintf(`{"k":%d,"v":%d}`, rng.IntN(5), rng.IntN(9))})
		}
		query := parse(t, "stats count(*) as n, sum(v) as s by k, bin(10m) | stats sum(n), sum(s)")
		whole := parse(t, "stats count(*) as `sum(n)`, sum(v) as `sum(s)`")
		got, want := show(query.Run(list).Rows), show(whole.Run(list).Rows)
		if got != want {
			t.Fatalf("%s, want %s", got, want)
		}
	}
}
