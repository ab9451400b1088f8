package alarm_test

import (
	"encoding/json"
	"math/rand"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient/semantics/alarm"
)

// now is when the tests' alarms are evaluated; the newest period began a
// minute earlier.
func now() time.Time { return time.Date(2026, 3, 26, 9, 43, 0, 0, time.UTC) }

// points draws an evaluation range as the documentation does: X breaches, 0
// does not, - is missing; oldest first.
func points(drawn string) []alarm.Point {
	marks := strings.Fields(drawn)
	ps := make([]alarm.Point, len(marks))
	for i, m := range marks {
		ps[i] = alarm.Point{At: now().Add(-time.Duration(len(marks)-i) * time.Minute), SampleCount: 1,
			Value: map[string]float64{"X": 100, "0": 0, "-": 0}[m], Missing: m == "-"}
	}
	return ps
}

func rule(m int, treatment string) alarm.Rule {
	return alarm.Rule{Comparison: "GreaterThanThreshold", Threshold: 50, Periods: 3, Datapoints: m,
		Period: time.Minute, Statistic: "Average", MissingData: treatment}
}

// The two tables of CW/AlarmThatSendsEmail, "How alarm state is evaluated
// when data is missing", for three of three and two of three.
func TestEvaluateIsTheDocumentation(t *testing.T) {
	for _, c := range []struct {
		m                                        int
		drawn                                    string
		missing, ignore, breaching, notBreaching string
	}{
		{3, "0 - X - X", "OK", "OK", "OK", "OK"},
		{3, "- - - - 0", "OK", "OK", "OK", "OK"},
		{3, "- - - - -", "INSUFFICIENT_DATA", "keep", "ALARM", "OK"},
		{3, "0 X X - X", "ALARM", "ALARM", "ALARM", "ALARM"},
		{3, "- - X - -", "ALARM", "keep", "ALARM", "OK"},
		{2, "0 - X - X", "ALARM", "ALARM", "ALARM", "ALARM"},
		{2, "0 0 X 0 X", "ALARM", "ALARM", "ALARM", "ALARM"},
		{2, "0 - X - -", "OK", "OK", "ALARM", "OK"},
		{2, "- - - - 0", "OK", "OK", "ALARM", "OK"},
		{2, "- - - X -", "ALARM", "keep", "ALARM", "OK"},
	} {
		for treatment, want := range map[string]string{"missing": c.missing, "": c.missing,
			"ignore": c.ignore, "breaching": c.breaching, "notBreaching": c.notBreaching} {
			got := alarm.Evaluate(rule(c.m, treatment), points(c.drawn), "before", now())
			state := got.State
			if got.Keep {
				state = "keep"
				if got.State != "before" {
					t.Errorf("kept %q", got.State)
				}
			}
			if state != want || got.Why == "" {
				t.Errorf("%d of 3, %s, %q: %s, want %s (%s)", c.m, c.drawn, treatment, state, want, got.Why)
			}
		}
	}
}

// The premature rule waits: one new breaching point is no alarm yet.
func TestEvaluateDoesNotAlarmTooEarly(t *testing.T) {
	if got := alarm.Evaluate(rule(2, "missing"), points("- - - - X"), "INSUFFICIENT_DATA", now()); !got.Keep {
		t.Errorf("%+v", got)
	}
}

func TestReason(t *testing.T) {
	greater := rule(0, "missing")
	single := greater
	single.Periods, single.Threshold = 1, 0
	five := rule(5, "missing")
	five.Periods, five.Comparison, five.Threshold = 5, "LessThanThreshold", 65
	for _, c := range []struct {
		name  string
		rule  alarm.Rule
		drawn string
		want  string
	}{
		{"one point", single, "- - X",
			"Threshold Crossed: 1 datapoint [100.0 (26/03/26 09:42:00)] was greater than the threshold (0.0)."},
		{"one point not", single, "- - 0",
			"Threshold Crossed: 1 datapoint [0.0 (26/03/26 09:42:00)] was not greater than the threshold (0.0)."},
		{"three points, newest first", greater, "X X X",
			"Threshold Crossed: 3 datapoints [100.0 (26/03/26 09:42:00), 100.0 (26/03/26 09:41:00), 100.0 (26/03/26 09:40:00)] were greater than the threshold (50.0)."},
		{"two of three", rule(2, ""), "X 0 X",
			"Threshold Crossed: 2 out of the last 3 datapoints [100.0 (26/03/26 09:42:00), 100.0 (26/03/26 09:40:00)] were greater than the threshold (50.0) (minimum 2 datapoints for OK -> ALARM transition)."},
		{"to OK", rule(3, ""), "X 0 X",
			"Threshold Crossed: 1 out of the last 3 datapoints [0.0 (26/03/26 09:41:00)] was not greater than the threshold (50.0) (minimum 1 datapoint for ALARM -> OK transition)."},
		// OBS#24216666772
		{"many are told apart", five, "- - 0 0 0 0 0",
			"Threshold Crossed: 5 out of the last 5 datapoints were less than the threshold (65.0). The most recent datapoints which crossed the threshold: [0.0 (26/03/26 09:42:00), 0.0 (26/03/26 09:41:00), 0.0 (26/03/26 09:40:00), 0.0 (26/03/26 09:39:00), 0.0 (26/03/26 09:38:00)] (minimum 5 datapoints for OK -> ALARM transition)."},
		{"missing as breaching", rule(3, "breaching"), "- - - - -",
			"Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching]."},
		{"one missing as not breaching", rule(3, "notBreaching"), "- - X X -",
			"Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching]."},
		{"unknown", rule(3, "missing"), "- - -", "Insufficient Data: 3 datapoints were unknown."},
		{"one unknown", single, "- - -", "Insufficient Data: 1 datapoint was unknown."},
	} {
		if got := alarm.Evaluate(c.rule, points(c.drawn), "OK", now()).Reason; got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

func TestReasonData(t *testing.T) {
	got := alarm.Evaluate(rule(2, ""), points("- - 0 X X"), "OK", now()).ReasonData
	want := `{"version":"1.0","queryDate":"2026-03-26T09:43:00.000+0000","startDate":"2026-03-26T09:40:00.000+0000",` +
		`"statistic":"Average","period":60,"recentDatapoints":[0.0,100.0,100.0],"threshold":50.0,"evaluatedDatapoints":[` +
		`{"timestamp":"2026-03-26T09:42:00.000+0000","sampleCount":1.0,"value":100.0},` +
		`{"timestamp":"2026-03-26T09:41:00.000+0000","sampleCount":1.0,"value":100.0},` +
		`{"timestamp":"2026-03-26T09:40:00.000+0000","sampleCount":1.0,"value":0.0}]}`
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	empty := alarm.Evaluate(rule(2, ""), points("- - -"), "OK", now()).ReasonData
	if !json.Valid([]byte(empty)) || !strings.Contains(empty, `"recentDatapoints":[]`) || strings.Contains(empty, "startDate") {
		t.Error(empty)
	}
}

// With all points there, missing data is not treated at all.
func TestEvaluateOnFullDataIgnoresTheTreatment(t *testing.T) {
	rnd := rand.New(rand.NewSource(6))
	for range 500 {
		marks := make([]string, 5)
		for i := range marks {
			marks[i] = []string{"X", "0"}[rnd.Intn(2)]
		}
		drawn, m := strings.Join(marks, " "), 1+rnd.Intn(3)
		want := "OK"
		if strings.Count(strings.Join(marks[2:], ""), "X") >= m {
			want = "ALARM"
		}
		for _, treatment := range []string{"missing", "ignore", "breaching", "notBreaching"} {
			got := alarm.Evaluate(rule(m, treatment), points(drawn), "OK", now())
			if got.State != want || !json.Valid([]byte(got.ReasonData)) || got.Reason == "" {
				t.Fatalf("%s, %d of 3, %s: %+v, want %s", drawn, m, treatment, got, want)
			}
		}
	}
}

func TestBreaches(t *testing.T) {
	for _, c := range []struct {
		comparison, text string
		below, at, above bool
	}{
		{"GreaterThanThreshold", "greater than", false, false, true},
		{"GreaterThanOrEqualToThreshold", "greater than or equal to", false, true, true},
		{"LessThanThreshold", "less than", true, false, false},
		{"LessThanOrEqualToThreshold", "less than or equal to", true, true, false},
		{"Near", "", false, false, false},
	} {
		r := alarm.Rule{Comparison: c.comparison, Threshold: 5}
		if r.Breaches(4) != c.below || r.Breaches(5) != c.at || r.Breaches(6) != c.above {
			t.Errorf("%s is wrong around the threshold", c.comparison)
		}
		if got := alarm.OperatorText(c.comparison); got != c.text {
			t.Errorf("%s reads %q", c.comparison, got)
		}
	}
}

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0.0", 1: "1.0", 52.5: "52.5", -3: "-3.0", 99.50160229693434: "99.50160229693434",
		1e6: "1000000.0", 1e7: "1.0E7", 12345678: "1.2345678E7", 0.001: "0.001", 0.0005: "5.0E-4",
	} {
		if got := alarm.Number(v); got != want {
			t.Errorf("%v: %s, want %s", v, got, want)
		}
	}
}

func TestWindow(t *testing.T) {
	r := alarm.Rule{Periods: 1, Period: 5 * time.Minute}
	var got []string
	for _, at := range r.Window(now().Add(17 * time.Second)) {
		got = append(got, at.Format("15:04:05"))
	}
	if strings.Join(got, " ") != "09:28:00 09:33:00 09:38:00" {
		t.Errorf("%v", got)
	}
	r.Period = 10 * time.Second
	if got := r.Window(now().Add(17 * time.Second))[2].Format("15:04:05"); got != "09:43:00" {
		t.Error(got)
	}
}

func TestValidate(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*alarm.Rule)
		want   string
	}{
		{"as it is", func(*alarm.Rule) {}, ""},
		{"an unknown comparison", func(r *alarm.Rule) { r.Comparison = "Near" }, "comparisonOperator"},
		{"an unknown treatment", func(r *alarm.Rule) { r.MissingData = "guess" }, "TreatMissingData"},
		{"a period of 45 s", func(r *alarm.Rule) { r.Period = 45 * time.Second }, "multiple of 60"},
		{"more points than periods", func(r *alarm.Rule) { r.Datapoints = 4 }, "DatapointsToAlarm"},
		{"no periods", func(r *alarm.Rule) { r.Periods = 0 }, "EvaluationPeriods"},
		{"a day", func(r *alarm.Rule) { r.Period, r.Periods = 5*time.Minute, 288 }, ""},
		{"more than a day", func(r *alarm.Rule) { r.Period, r.Periods = 5*time.Minute, 289 }, "more than a day"},
		{"a week of hours", func(r *alarm.Rule) { r.Period, r.Periods = time.Hour, 168 }, ""},
		{"more than a week", func(r *alarm.Rule) { r.Period, r.Periods = time.Hour, 169 }, "more than a week"},
	} {
		r := rule(2, "missing")
		c.change(&r)
		err := r.Validate()
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

func TestLowSampleCount(t *testing.T) {
	for _, c := range []struct {
		percentile float64
		samples    int
		want       bool
	}{{99, 999, true}, {99, 1001, false}, {50, 19, true}, {50, 20, false}, {25, 39, true}, {25, 40, false}, {100, 1e6, true}} {
		if got := alarm.LowSampleCount(c.percentile, c.samples); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestActionDue(t *testing.T) {
	if !alarm.ActionDue(true, false, 0) || alarm.ActionDue(false, false, time.Hour) ||
		!alarm.ActionDue(false, true, time.Minute) || alarm.ActionDue(false, true, 59*time.Second) {
		t.Error("actions run on changes only, those of Auto Scaling every minute")
	}
}

// State is Evaluate without its words.
func TestStateIsEvaluate(t *testing.T) {
	rnd := rand.New(rand.NewSource(7))
	for range 2000 {
		marks := make([]string, 5)
		for i := range marks {
			marks[i] = []string{"X", "0", "-"}[rnd.Intn(3)]
		}
		drawn := strings.Join(marks, " ")
		r := rule(1+rnd.Intn(3), []string{"missing", "ignore", "breaching", "notBreaching"}[rnd.Intn(4)])
		current := []string{alarm.OK, alarm.Alarm, alarm.InsufficientData}[rnd.Intn(3)]
		want := alarm.Evaluate(r, points(drawn), current, now()).State
		if got := alarm.State(r, points(drawn), current); got != want {
			t.Errorf("%s after %s, %q: State says %s, Evaluate %s", drawn, current, r.MissingData, got, want)
		}
	}
}
