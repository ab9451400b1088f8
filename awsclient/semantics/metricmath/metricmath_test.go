package metricmath_test

import (
	"fmt"
	"math"
	"math/rand"
	"strconv"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient/semantics/metricmath"
)

// start is a Sunday.
func start() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

// series draws one as the documentation does: a value a minute, - for none.
func series(id, drawn string) metricmath.Series {
	s := metricmath.Series{ID: id, Period: time.Minute}
	for i, f := range strings.Fields(drawn) {
		if v, err := strconv.ParseFloat(f, 64); err == nil {
			s.Points = append(s.Points, metricmath.Point{At: start().Add(time.Duration(i) * time.Minute), Value: v})
		}
	}
	return s
}

// env is one of metrics drawn as "m1: 1 2 3; m2: 4 - 6", over as many minutes
// as the longest has.
func env(drawn string) metricmath.Env {
	e := metricmath.Env{Start: start()}
	for _, part := range strings.Split(drawn, ";") {
		id, values, _ := strings.Cut(strings.TrimSpace(part), ":")
		e.Metrics = append(e.Metrics, series(id, values))
		if end := start().Add(time.Duration(len(strings.Fields(values))) * time.Minute); end.After(e.End) {
			e.End = end
		}
	}
	return e
}

// draw is the opposite: series are divided by a bar.
func draw(v metricmath.Value, e metricmath.Env) string {
	if v.Kind == metricmath.Scalar {
		return fmt.Sprintf("=%.6g", v.Number)
	}
	var all []string
	for _, s := range v.Series {
		var marks []string
		points := s.Points
		for at := e.Start; at.Before(e.End); at = at.Add(time.Minute) {
			if len(points) > 0 && points[0].At.Equal(at) {
				marks = append(marks, fmt.Sprintf("%.6g", points[0].Value))
				points = points[1:]
			} else {
				marks = append(marks, "-")
			}
		}
		all = append(all, strings.Join(marks, " "))
	}
	return strings.Join(all, " | ")
}

func eval(t *testing.T, text string, e metricmath.Env) (metricmath.Value, error) {
	t.Helper()
	x, err := metricmath.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return x.Eval(e)
}

// CW/using-metric-math: the tables of comparisons and of IF, and its rules.
func TestEval(t *testing.T) {
	const compare, ifs, two, three = "metric1: 30 20 0 0; metric2: 20 - 20 -",
		"metric1: 1 1 0 0 -; metric2: 30 - 0 0 30; metric3: 0 0 20 - 20",
		"m1: 1 2 - 4; m2: 10 - 30 0", "errors1: 1 - 3; errors2: 10 20 -; requests: 100 100 100"
	for _, c := range []struct{ metrics, text, want string }{
		{compare, "metric1 < metric2", "0 0 1 0"},
		{compare, "metric1 >= 30", "1 0 0 0"},
		{compare, "metric1 > 15 AND metric2 > 15", "1 0 0 0"},
		{compare, "metric1 > 15 && metric2 > 15", "1 0 0 0"},
		{compare, "metric1 > 25 OR metric2 == 20", "1 0 1 0"},
		{compare, "metric1 != 20 || 0", "1 0 1 1"},
		{compare, "metric2 <= 20", "1 - 1 -"},
		{ifs, "IF(metric1, metric2, metric3)", "30 0 20 - -"},
		{ifs, "IF(metric1, 5, metric3)", "5 5 20 - -"},
		{ifs, "IF(metric1, metric2, 5)", "30 0 5 5 -"},
		{ifs, "IF(metric1, metric2)", "30 0 - - -"},
		{ifs, "IF(metric1 < 1, 10, 2)", "2 2 10 10 -"},
		{ifs, "IF(1, metric2, metric3)", "30 - 0 0 30"},
		{ifs, "IF(0, metric2, metric3)", "0 0 20 - 20"},
		{ifs, "IF(0, metric2)", "- - - - -"},
		// Arithmetic: what is missing counts as 0, what cannot be is dropped.
		{two, "m1 + m2", "11 2 30 4"},
		{two, "m2 - m1", "9 -2 30 -4"},
		{two, "m1 / m2", "0.1 - 0 -"},
		{two, "5 * m1", "5 10 - 20"},
		{two, "2 ^ m1", "2 4 - 16"},
		{two, "-m1", "-1 -2 - -4"},
		{two, "m1 * 2 + 1", "3 5 - 9"},
		{two, "m1 * (2 + 1)", "3 6 - 12"},
		{two, "m1 * 2 ^ 3 ^ 0", "2 4 - 8"},
		{two, "-m1 ^ 2", "-1 -4 - -16"},
		{two, "m1 - 1 - 1", "-1 0 - 2"},
		{two, "m1 * 1e1 - .5", "9.5 19.5 - 39.5"},
		{two, "[m1, m2] * 2", "2 4 - 8 | 20 - 60 0"},
		{two, "100 - [m1, m2]", "99 98 - 96 | 90 - 70 100"},
		{two, "[m1, m2] - m1", "0 0 - 0 | 9 -2 30 -4"},
		{two, "m1 - [m1, m2]", "0 0 - 0 | -9 2 -30 4"},
		{two, "METRICS() * 100", "100 200 - 400 | 1000 - 3000 0"},
		// Over one series a number, over an array a series.
		{two, "m1 - AVG(m1)", "-1.33333 -0.333333 - 1.66667"},
		{two, "SUM(m1)", "=7"},
		{two, "MAX(m1) - MIN(m1)", "=3"},
		{two, "DATAPOINT_COUNT(m2)", "=3"},
		{two, "STDDEV(m2)", "=12.4722"},
		{two, "SUM([m1, m2])", "11 2 30 4"},
		{two, "AVG(METRICS())", "5.5 1 15 2"},
		{two, "MIN(METRICS())", "1 2 30 0"},
		{two, "MAX([m1, m2])", "10 2 30 4"},
		{two, "STDDEV([m1, m2])", "4.5 0 0 2"},
		{two, "DATAPOINT_COUNT(METRICS())", "2 1 1 2"},
		{three, `SUM(METRICS("errors")) / SUM(METRICS("requests")) * 100`, "11 20 3"},
		{three, "SUM([METRICS('errors1'), requests])", "101 100 103"},
		{three, `METRIC_COUNT(METRICS("errors"))`, "=2"},
		// Values and steps.
		{"m: -1.5 2.2 -", "ABS(m)", "1.5 2.2 -"},
		{"m: -1.5 2.2 -", "CEIL(m)", "-1 3 -"},
		{"m: -1.5 2.2 -", "FLOOR(METRICS())", "-2 2 -"},
		{"m: 100 0 -1", "LOG10(m)", "2 - -"},
		{"m: 1 4 - 10", "DIFF(m)", "- 3 - 6"},
		{"m: 60 120 - 60", "RATE(m)", "- 1 - -0.5"},
		{"m: 1 4 - 10", "DIFF_TIME(m)", "- 60 - 120"},
		{"m: 1 4 - 10", "RUNNING_SUM(m)", "1 5 - 15"},
		{"m: 60 120", "m / PERIOD(m)", "1 2"},
		{"m: 60 120", "PERIOD(m) / 60", "=1"},
		// Gaps.
		{"m: - 1 - - 4 -", "FILL(m, 0)", "0 1 0 0 4 0"},
		{"m: - 1 - - 4 -", "FILL(m, REPEAT)", "- 1 1 1 4 4"},
		{"m: - 1 - - 4 -", "FILL(m, LINEAR)", "- 1 2 3 4 -"},
		{"m: - 1 - - 4 -", "FILL(m, MIN(m))", "1 1 1 1 4 1"},
		{"m: - 1 -; n: 7 8 -", "FILL(m, n)", "7 1 -"},
		{"m: - 1 -; n: - - -", "FILL(METRICS(), 3)", "3 1 3 | 3 3 3"},
		{"m: 1 - 2", "TIME_SERIES(5 * AVG(m))", "7.5 7.5 7.5"},
		{"m: - 1 -", "TIME_SERIES(1 / 0)", "- - -"},
		// Arrays.
		{"a: 1 1; b: 5 5; c: - -; d: 3 3", "SORT(METRICS(), AVG, DESC)", "5 5 | 3 3 | 1 1 | - -"},
		{"a: 1 1; b: 5 5; c: - -; d: 3 3", "SORT(METRICS(), MAX, ASC, 2)", "1 1 | 3 3"},
		{"a: 1 1; b: 5 5; d: 3 3", "SLICE(SORT(METRICS(), SUM, DESC), 1, 9)", "3 3 | 1 1"},
		{"a: 1 1; b: 5 5; d: 3 3", "SLICE(METRICS(), 2)", "3 3"},
		{"a: 1 1; b: 5 5; d: 3 3", "IF(FIRST(SORT(METRICS(), AVG, DESC)) > 4, 1, 0)", "1 1"},
		{"a: 1 1; b: 5 5", "LAST(METRICS())", "5 5"},
		{"a: 1 1; b: - -", "REMOVE_EMPTY(METRICS())", "1 1"},
		{"a: 1 1", `FIRST(METRICS("nothing"))`, "- -"},
		// Time: the first of March 2026 is a Sunday.
		{"m: 1 - 1", "MINUTE(m)", "0 1 2"},
		{"m: 1", "HOUR(m) * 10000 + DAY(m) * 1000 + DATE(m) * 100 + MONTH(m)", "127103"},
		{"m: 1", "YEAR(m)", "2026"},
		{"m: 1 - 1", "IF(DAY(m) < 6, m)", "- - -"},
	} {
		e := env(c.metrics)
		v, err := eval(t, c.text, e)
		if got := draw(v, e); err != nil || got != c.want {
			t.Errorf("%s with %s: %q, want %q (%v)", c.text, c.metrics, got, c.want, err)
		}
	}
}

// Where a range is not given, gaps are those between the points.
func TestFillWithoutRange(t *testing.T) {
	e := env("m: - 1 - 3 -")
	bare := metricmath.Env{Metrics: e.Metrics}
	v, err := eval(t, "FILL(m, 0)", bare)
	if got := draw(v, e); err != nil || got != "- 1 0 3 -" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestResultsKeepTheirIDs(t *testing.T) {
	v, err := eval(t, "100 * METRICS() / m2", env("m1: 1; m2: 2"))
	if err != nil || len(v.Series) != 2 || v.Series[0].ID != "m1" || v.Series[1].ID != "m2" {
		t.Errorf("%+v, %v", v, err)
	}
}

func TestParseRefuses(t *testing.T) {
	for text, why := range map[string]string{
		"":                               "character 1: a number, an id, a function or a parenthesis is expected, not the end",
		"m1 +":                           "character 5: a number, an id",
		"m1 m2":                          "character 4: an operator or the end is expected, not 'm2'",
		"(m1":                            "character 4: ')' is expected, not the end",
		"[m1, m2":                        "character 8: ']' is expected",
		"[]":                             "character 1: an array must hold something",
		"SUM(m1":                         "character 7: ')' is expected",
		"SUM()":                          "character 1: SUM takes one argument, not 0",
		"IF(m1)":                         "character 1: IF takes 2 to 3 arguments, not 1",
		"METRICS(\"a\", \"b\")":          "character 1: METRICS takes 0 to 1 arguments, not 2",
		"SUMS(m1)":                       "character 1: there is no function SUMS",
		"1 + Errors":                     "character 5: 'Errors' is neither a function",
		"sum(m1)":                        "character 4: an operator or the end is expected, not '('",
		"m1 % 2":                         "character 4: a character that means nothing here",
		"METRICS(\"a)":                   "character 9: a quote is not closed",
		"m1 = 2":                         "character 4: a character that means nothing here",
		".":                              "character 1: '.' is not a number",
		"ANOMALY_DETECTION_BAND(m1, 2)":  "character 1: ANOMALY_DETECTION_BAND is not supported here: a band needs the model",
		"SELECT AVG(x) FROM y":           "SELECT is not supported here",
		"SEARCH('x', 'Sum')":             "SEARCH is not supported here",
		strings.Repeat("1+", 1024) + "1": "at most 2048 characters",
	} {
		_, err := metricmath.Parse(text)
		if err == nil || !strings.Contains(err.Error(), why) || !strings.HasPrefix(err.Error(), "ValidationError: ") {
			t.Errorf("%.30s: %v, want %s", text, err, why)
		}
	}
}

func TestEvalRefuses(t *testing.T) {
	for text, why := range map[string]string{
		"m1 + m9":                   "character 6: there is no metric or expression with the id 'm9'",
		"METRICS() + METRICS()":     "character 11: '+' cannot take two arrays",
		"[m1, 5]":                   "character 1: an array holds time series, not numbers",
		"ABS(-5)":                   "character 1: ABS takes time series, not a number",
		"PERIOD(m1 + m2)":           "PERIOD takes the id of a metric",
		"IF(METRICS(), 1, 0)":       "IF takes numbers and single time series",
		"FILL(m1, METRICS())":       "FILL takes a number, a time series, REPEAT or LINEAR",
		"FILL(m1, DESC)":            "DESC has no value by itself",
		"TIME_SERIES(m1)":           "TIME_SERIES takes a number, not a time series",
		"METRICS(m1)":               "METRICS takes a text in quotes",
		"SORT(METRICS(), ASC, AVG)": "SORT takes an array, one of",
		"SLICE(METRICS(), 1.5)":     "SLICE takes a whole number",
		"FIRST(m1)":                 "FIRST takes an array of time series, not a time series",
		"\"text\"":                  "a text has no value",
		"AVG + 1":                   "AVG has no value by itself",
	} {
		x, err := metricmath.Parse(text)
		if err == nil {
			_, err = x.Eval(env("m1: 1; m2: 2"))
		}
		if err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: %v, want %s", text, err, why)
		}
	}
	if v, err := eval(t, "AVG(m1)", env("m1: 1")); err != nil || v.Final() == nil {
		t.Error("a number is not a final result")
	}
	if _, err := (metricmath.Expression{}).Eval(metricmath.Env{}); err == nil {
		t.Error("the zero expression was computed")
	}
}

func query(t *testing.T, id, text string) metricmath.Query {
	t.Helper()
	x, err := metricmath.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return metricmath.Query{ID: id, Expression: x}
}

func TestOrder(t *testing.T) {
	for _, c := range []struct{ queries, want string }{
		{"e1=m1+1", "e1"},
		{"e1=e2+m1 e2=m1*2", "e2 e1"},
		{"a=b+c b=c c=m1 d=a", "c b a d"},
		{"e1=e1+1", "Error in expression 'e1': it depends on itself: e1 > e1"},
		{"x=e1 e1=e2 e2=m1+e3 e3=e1", "Error in expression 'e1': it depends on itself: e1 > e2 > e3 > e1"},
		{"e1=m1+m2", "Error in expression 'e1': there is no metric or expression with the id 'm2'"},
		{"m1=1", "The value 'm1' for id is not unique"},
		{"E1=m1", "The value 'E1' for id is invalid"},
		{"e-1=m1", "The value 'e-1' for id is invalid"},
	} {
		var queries []metricmath.Query
		for _, f := range strings.Fields(c.queries) {
			id, text, _ := strings.Cut(f, "=")
			queries = append(queries, query(t, id, text))
		}
		ordered, err := metricmath.Order([]string{"m1"}, queries)
		var ids []string
		for _, q := range ordered {
			ids = append(ids, q.ID)
		}
		if err != nil && !strings.Contains(err.Error(), c.want) || err == nil && strings.Join(ids, " ") != c.want {
			t.Errorf("%s: %v, %v, want %s", c.queries, ids, err, c.want)
		}
	}
}

func TestEvalAll(t *testing.T) {
	e := env("errors: 1 2; requests: 10 40")
	results, err := metricmath.EvalAll(e, []metricmath.Query{query(t, "percent", "rate * 100"), query(t, "rate", "errors / requests")})
	if err != nil || draw(results["percent"], e) != "10 5" || draw(results["rate"], e) != "0.1 0.05" {
		t.Errorf("%v, %v", results, err)
	}
	if _, err := metricmath.EvalAll(e, []metricmath.Query{query(t, "x", "SUM(errors)")}); err == nil || !strings.Contains(err.Error(), "x: The result of a math expression must be") {
		t.Error(err)
	}
}

func TestRefs(t *testing.T) {
	x, _ := metricmath.Parse("SUM(METRICS()) / (e1 + m1 * e1) + IF(m2, 1, 2)")
	if got := strings.Join(x.Refs(), " "); got != "e1 m1 m2" || !x.UsesMetrics() {
		t.Error(got)
	}
	if x, _ = metricmath.Parse("m1"); x.UsesMetrics() {
		t.Error("m1 uses no METRICS")
	}
}

// Laws that hold whatever the series: order of operands, sums, filling.
func TestLaws(t *testing.T) {
	rnd := rand.New(rand.NewSource(2))
	for range 200 {
		drawn := make([]string, 3)
		for i := range drawn {
			drawn[i] = fmt.Sprintf("m%d:", i)
			for range 1 + rnd.Intn(8) {
				if rnd.Intn(3) == 0 {
					drawn[i] += " -"
				} else {
					drawn[i] += fmt.Sprintf(" %d", rnd.Intn(20)-5)
				}
			}
		}
		e := env(strings.Join(drawn, ";"))
		for _, pair := range [][2]string{
			{"m0 + m1", "m1 + m0"}, {"m0 - m1", "-(m1 - m0)"}, {"SUM(METRICS())", "m0 + m1 + m2"},
			{"AVG(METRICS()) * 4", "SUM(METRICS()) / 3 * 4"}, {"MAX(-METRICS())", "-MIN(METRICS())"},
			{"FILL(FILL(m0, 0), REPEAT)", "FILL(m0, 0)"}, {"DIFF(RUNNING_SUM(FILL(m0, 0)))", "IF(DIFF(FILL(m0, 0)) * 0 + 1, FILL(m0, 0))"},
			{"m0 < m1", "m1 > m0"}, {"CEIL(m0 / 2)", "-FLOOR(-m0 / 2)"},
		} {
			a, err := eval(t, pair[0], e)
			b, err2 := eval(t, pair[1], e)
			if err != nil || err2 != nil || draw(a, e) != draw(b, e) {
				t.Fatalf("%v: %s is %q and %s is %q (%v, %v)", drawn, pair[0], draw(a, e), pair[1], draw(b, e), err, err2)
			}
		}
	}
}

// What can be read can be written and read again, with the same result, and
// no result ever holds what is no number or is out of order.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"m1 + m2 * 2", "SUM(METRICS(\"m\")) / AVG([m1, m2])", "IF(m1 > 2 AND m2 < 3, m1, -m2 ^ 2)", "FILL(m1, LINEAR)",
		"SORT(METRICS(), AVG, DESC, 1)", "1e5", "-.5e-3*m1", "((m1))", "METRICS('a\"b')", "SLICE(METRICS(),0,1e300)", "TIME_SERIES(1/0)", "RATE(m2)||EPOCH(m1)",
	} {
		f.Add(seed)
	}
	e := env("m1: 1 - 3 4; m2: - 7 0 -")
	f.Fuzz(func(t *testing.T, text string) {
		x, err := metricmath.Parse(text)
		if err != nil || len(x.String()) > metricmath.MaxLength {
			return
		}
		again, err := metricmath.Parse(x.String())
		if err != nil || again.String() != x.String() {
			t.Fatalf("%q became %q, then %q: %v", text, x, again, err)
		}
		v, err := x.Eval(e)
		v2, err2 := again.Eval(e)
		if (err == nil) != (err2 == nil) || err == nil && draw(v, e) != draw(v2, e) {
			t.Fatalf("%q: %v %v, then %v %v", text, v, err, v2, err2)
		}
		for _, s := range v.Series {
			for i, p := range s.Points {
				if math.IsNaN(p.Value) || math.IsInf(p.Value, 0) || i > 0 && !s.Points[i-1].At.Before(p.At) {
					t.Fatalf("%q: %v", text, s.Points)
				}
			}
		}
	})
}
