package metricfilter_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient/semantics/logpattern"
	"fleetglass/awsclient/semantics/metricfilter"
	"fleetglass/awsclient/semantics/refusal"
)

func float(v float64) *float64 { return &v }

// filter is a good filter with a pattern and a value.
func filter(pattern, value string) metricfilter.Filter {
	return metricfilter.Filter{Name: "f", Pattern: pattern, Transformations: []metricfilter.Transformation{
		{Namespace: "MyNamespace", Name: "m", Value: value}}}
}

func compile(t *testing.T, f metricfilter.Filter) metricfilter.Compiled {
	t.Helper()
	c, err := metricfilter.Compile(f)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const (
	apache = "[ip, server, username, timestamp, request, status_code, bytes]"
	line   = `127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534`
)

func TestSample(t *testing.T) {
	for _, c := range []struct{ source, pattern, value, message, want string }{
		{"a count", "ERROR", "1", "an ERROR", "1 true"},
		{"no match", "ERROR", "1", "fine", "0 false"},
		{"CWL/FilterAndPatternSyntax, values", "{ $.latency = * }", "$.latency", `{"latency": 50,"requestType": "GET"}`, "50 true"},
		{"CWL/ExtractBytesExample", "[ip, id, user, timestamp, request, status_code, size]", "$size", line, "1534 true"},
		{"CWL/ExtractBytesExample, by number", "[ip, id, user, timestamp, request, status_code, size]", "$7", line, "1534 true"},
		{"a selector that the pattern does not have", "{ $.type = call }", "$.took", `{"type":"call","took":-2.5e1}`, "-25 true"},
		{"a number in a string", "{ $.a = * }", "$.a", `{"a":"7"}`, "7 true"},
		{"not a number (choice)", "{ $.a = * }", "$.a", `{"a":"seven"}`, "0 false"},
		{"not there (choice)", "{ $.a = * }", "$.b", `{"a":1}`, "0 false"},
		{"not a size", apache, "$bytes", `a b c d e 404 -`, "0 false"},
		{"hexadecimal", apache, "$bytes", `a b c d e 404 0x10`, "0 false"},
		{"too large (CW)", "{ $.a = * }", "$.a", `{"a":1e300}`, "0 false"},
	} {
		s, ok := compile(t, filter(c.pattern, c.value)).Sample(c.message)
		if got := fmt.Sprint(s.Value, ok); got != c.want {
			t.Errorf("%s: %s, want %s", c.source, got, c.want)
		}
	}
}

// CWL/FilterAndPatternSyntax, "Publishing dimensions".
func TestSampleHasDimensions(t *testing.T) {
	f := filter(apache, "1")
	f.Transformations[0].Dimensions = []metricfilter.Dimension{{"server", "$server"}, {"code", "$6"}}
	c := compile(t, f)
	s, ok := c.Sample(line)
	if got := fmt.Sprint(s, ok); got != "{1 [{code 404} {server Prod}]} true" {
		t.Error(got)
	}
	if _, ok := c.Sample(`a "" c d e f g`); ok {
		t.Error("published without a value for a dimension")
	}
	object := filter(`{ $.eventType = "*" && $.sourceIPAddress != 123.123.* }`, "1")
	object.Transformations[0].Dimensions = []metricfilter.Dimension{{"eventType", "$.eventType"}}
	s, ok = compile(t, object).Sample(`{"eventType":"UpdateTrail","sourceIPAddress":"111.111.111.111"}`)
	if got := fmt.Sprint(s, ok); got != "{1 [{eventType UpdateTrail}]} true" {
		t.Error(got)
	}
}

// CWL21, "Setting How the Metric Value Changes When Matches Are Found": two
// records every minute.
func TestMinutes(t *testing.T) {
	start := time.Date(2026, 3, 1, 12, 0, 30, 0, time.UTC)
	at := func(minutes int, messages ...string) []metricfilter.Event {
		var events []metricfilter.Event
		for i, m := range messages {
			events = append(events, metricfilter.Event{At: start.Add(time.Duration(minutes)*time.Minute + time.Duration(i)*time.Second), Message: m})
		}
		return events
	}
	none, zero := filter("ERROR", "1"), filter("ERROR", "1")
	zero.Transformations[0].Default = float(0)
	latency := filter("{ $.latency = * }", "$.latency")
	latency.Transformations[0].Default = float(-1)
	byKind := filter("{ $.latency = * }", "$.latency")
	byKind.Transformations[0].Dimensions = []metricfilter.Dimension{{"kind", "$.kind"}}
	for _, c := range []struct {
		name   string
		filter metricfilter.Filter
		events []metricfilter.Event
		want   string
	}{
		{"both match", zero, at(0, "ERROR", "ERROR"), "12:00 [] [1 1];"},
		{"one matches", zero, at(0, "ERROR", "fine"), "12:00 [] [1];"},
		{"none matches", zero, at(0, "fine", "fine"), "12:00 [] [0];"},
		{"no events", zero, nil, ""},
		{"a minute without events has nothing", zero, append(at(0, "fine"), at(2, "ERROR")...), "12:00 [] [0];12:02 [] [1];"},
		{"no default value", none, append(at(0, "fine"), at(1, "ERROR")...), "12:01 [] [1];"},
		{"events out of order", zero, append(at(1, "fine"), at(0, "ERROR")...), "12:00 [] [1];12:01 [] [0];"},
		{"a match without a number is a match", latency, at(0, `{"latency":"long"}`), ""},
		{"values", latency, append(at(0, `{"latency":5}`, `{"latency":7}`), at(1, `{}`)...), "12:00 [] [5 7];12:01 [] [-1];"},
		{"dimensions", byKind, at(0, `{"latency":5,"kind":"b"}`, `{"latency":7,"kind":"a"}`, `{"latency":6,"kind":"b"}`, `{"latency":1}`),
			"12:00 [{kind a}] [7];12:00 [{kind b}] [5 6];"},
	} {
		got := ""
		for _, d := range compile(t, c.filter).Minutes(c.events) {
			got += fmt.Sprintf("%s %v %v;", d.Minute.Format("15:04"), d.Dimensions, d.Values)
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestZeroPublishesNothing(t *testing.T) {
	var c metricfilter.Compiled
	if len(c.Minutes([]metricfilter.Event{{Message: "x"}})) != 0 || c.Unit() != metricfilter.None {
		t.Error("the zero filter publishes")
	}
}

func TestUnit(t *testing.T) {
	f := filter(apache, "$bytes")
	if got := compile(t, f).Unit(); got != "None" { // BC:logs.MetricTransformation
		t.Error(got)
	}
	f.Transformations[0].Unit = "Bytes"
	if c := compile(t, f); c.Unit() != "Bytes" || c.Filter().Pattern != apache {
		t.Error(c.Unit(), c.Filter())
	}
}

func TestValidate(t *testing.T) {
	long := strings.Repeat("x", 1025)
	edit := func(pattern string, change func(*metricfilter.Transformation)) metricfilter.Filter {
		f := filter(pattern, "1")
		change(&f.Transformations[0])
		return f
	}
	dims := func(ds ...metricfilter.Dimension) func(*metricfilter.Transformation) {
		return func(t *metricfilter.Transformation) { t.Dimensions = ds }
	}
	ip, server := metricfilter.Dimension{"IP", "$ip"}, metricfilter.Dimension{"Server", "$server"}
	for _, c := range []struct {
		name   string
		filter metricfilter.Filter
		want   string // part of the refusal, "" for none
	}{
		{"a good one", filter("ERROR", "1"), ""},
		{"the empty pattern", filter("", "1"), ""},
		{"a longest name", metricfilter.Filter{Name: long[:512], Transformations: filter("", "1").Transformations}, ""},
		{"no name", metricfilter.Filter{Transformations: filter("", "1").Transformations},
			"1 validation error detected: Value '' at 'filterName' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		{"a long name", metricfilter.Filter{Name: long[:513], Transformations: filter("", "1").Transformations},
			"at 'filterName' failed to satisfy constraint: Member must have length less than or equal to 512"},
		{"a name with signs", metricfilter.Filter{Name: "a:b", Transformations: filter("", "1").Transformations},
			"Value 'a:b' at 'filterName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*]*"},
		{"a long pattern", filter(long, "1"), "at 'filterPattern' failed to satisfy constraint: Member must have length less than or equal to 1024"},
		{"no transformation", metricfilter.Filter{Name: "f"}, "at 'metricTransformations' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		{"two transformations", metricfilter.Filter{Name: "f", Transformations: make([]metricfilter.Transformation, 2)},
			"at 'metricTransformations' failed to satisfy constraint: Member must have length less than or equal to 1"},
		{"nothing in it", metricfilter.Filter{Name: "f", Transformations: make([]metricfilter.Transformation, 1)},
			"3 validation errors detected: Value null at 'metricTransformations.1.member.metricName' failed to satisfy constraint: Member must not be null; Value null"},
		{"a metric name with a dollar", edit("", func(t *metricfilter.Transformation) { t.Name = "$a" }),
			"Value '$a' at 'metricTransformations.1.member.metricName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*$]*"},
		{"a long value", filter("", long[:101]), "at 'metricTransformations.1.member.metricValue' failed to satisfy constraint: Member must have length less than or equal to 100"},
		{"a unit", edit("", func(t *metricfilter.Transformation) { t.Unit = "Bytes/Second" }), ""},
		{"an unknown unit", edit("", func(t *metricfilter.Transformation) { t.Unit = "bytes" }),
			"Value 'bytes' at 'metricTransformations.1.member.unit' failed to satisfy constraint: Member must satisfy enum value set: [Seconds, "},
		{"AWS's namespace", edit("", func(t *metricfilter.Transformation) { t.Namespace = "AWS/EC2" }), "must not begin with 'AWS/'"},
		{"a bad pattern", filter("{ $.a == 1 }", "1"), "Invalid metric filter pattern. At character 8: there is no operator =="},
		{"a value of a field", filter(apache, "$bytes"), ""},
		{"a value of no field", filter(apache, "$size"), "Invalid metric transformation: the metric value '$size' is neither a number nor a field"},
		{"a value of terms", filter("ERROR", "$1"), "is neither a number nor a field"},
		{"a value that is a word", filter("ERROR", "one"), "is neither a number nor a field"},
		{"a value too large", filter("ERROR", "1e200"), "is neither a number nor a field"},
		{"a default that is none", edit("", func(t *metricfilter.Transformation) { t.Default = float(math.NaN()) }), "the default value 'NaN'"},
		{"dimensions", edit(apache, dims(ip, server)), ""},
		{"dimensions and default (OBS)", edit(apache, func(t *metricfilter.Transformation) {
			t.Default = float(0)
			t.Dimensions = []metricfilter.Dimension{ip}
		}),
			"InvalidParameterException: Invalid metric transformation: dimensions and default value are mutually exclusive properties"},
		{"dimensions of terms (OBS)", edit("?ERROR ?WARN", dims(metricfilter.Dimension{"a", "b"})),
			"InvalidParameterException: The specified filter pattern does not support dimensions"},
		{"four dimensions", edit(apache, dims(ip, server, metricfilter.Dimension{"a", "$1"}, metricfilter.Dimension{"b", "$2"})), "cannot have more than 3 dimensions, and has 4"},
		{"the same dimension twice", edit(apache, dims(ip, ip)), "the dimension 'IP' is there twice"},
		{"a dimension of no field", edit(apache, dims(metricfilter.Dimension{"a", "Prod"})), "the value 'Prod' of the dimension 'a' is not a field"},
		{"a dimension without a name", edit(apache, dims(metricfilter.Dimension{"", "$ip"})), "must have a name"},
	} {
		got := ""
		if err := metricfilter.Validate(c.filter); err != nil {
			got = err.Error()
			if r := (*refusal.Refusal)(nil); !errors.As(err, &r) || r.Code != logpattern.InvalidParameter {
				t.Errorf("%s: %#v", c.name, err)
			}
		}
		if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if _, err := metricfilter.Compile(c.filter); (err != nil) != (c.want != "") {
			t.Errorf("%s: compiled with %v", c.name, err)
		}
	}
}

func TestValidateGroup(t *testing.T) {
	plain, regex := compile(t, filter("ERROR", "1")), compile(t, filter("%a%", "1"))
	many := func(c metricfilter.Compiled, n int) []metricfilter.Compiled {
		list := make([]metricfilter.Compiled, n)
		for i := range list {
			list[i] = c
		}
		return list
	}
	for _, c := range []struct {
		filters []metricfilter.Compiled
		ok      bool
	}{
		{many(plain, 100), true}, {many(plain, 101), false}, {many(regex, 5), true}, {many(regex, 6), false},
	} {
		if err := metricfilter.ValidateGroup(c.filters); (err == nil) != c.ok {
			t.Errorf("%d filters: %v", len(c.filters), err)
		}
	}
}

// CLI/logs/test-metric-filter: the number counts all events.
func TestTest(t *testing.T) {
	got, err := metricfilter.Test("[..., code = 4*, size]", []string{"x 200 1", "y z 404 2", "404"})
	if err != nil || fmt.Sprint(got) != "[{2 y z 404 2 [{$1 y} {$2 z} {$code 404} {$size 2}]}]" {
		t.Error(got, err)
	}
	for name, messages := range map[string][]string{"none": nil, "51": make([]string, 51), "an empty one": {"a", ""}} {
		if _, err := metricfilter.Test("", messages); err == nil {
			t.Errorf("%s: not refused", name)
		}
	}
	if _, err := metricfilter.Test("{", []string{"a"}); err == nil {
		t.Error("the pattern is not refused")
	}
}
