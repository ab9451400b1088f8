package whatif_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/whatif"
	"fleetglass/awsclient/whatif/reading"
)

// What the replay of an alarm says is what the alarm did: every transition, from
// and to the same states at the same second.
func TestAReplayedAlarmIsWhatTheAlarmDid(t *testing.T) {
	transitions := 0
	for seed := uint64(1); seed <= 5; seed++ {
		for i, period := range []time.Duration{time.Minute, 5 * time.Minute} {
			r := rehearse(t, "demo", seed)
			const name = "rehearsed"
			group := r.groups()[int(seed)%len(r.groups())]
			metric := awsclient.MetricQuery{Namespace: "AWS/EC2", Name: "CPUUtilization", Statistic: []string{"Average", "Maximum"}[(int(seed)+i)%2], Period: period,
				Dimensions: []awsclient.Dimension{{Name: "AutoScalingGroupName", Value: group}}}
			a := awsclient.Alarm{Name: name, Metric: metric, Threshold: r.middle(metric), Comparison: "GreaterThanThreshold", Periods: 1 + r.rnd.Intn(4),
				MissingData: []string{"missing", "ignore", "breaching", "notBreaching"}[r.rnd.Intn(4)]}
			a.DatapointsToAlarm = 1 + r.rnd.Intn(a.Periods)
			made := r.engine.Now()
			if err := r.client.PutAlarm(r.Context(), a); err != nil {
				t.Fatal(err)
			}
			r.engine.Advance(3 * time.Hour)
			asked, err := reading.Alarm(r.Context(), r.client, name, r.engine.Now().Sub(made), r.engine.Now())
			if err != nil {
				t.Fatal(err)
			}
			replay := whatif.ReplayAlarm(asked)
			var said []string
			for _, tr := range replay.Transitions {
				said = append(said, fmt.Sprintf("%s %s to %s", tr.At.UTC().Format(time.TimeOnly), tr.From, tr.To))
			}
			did := r.alarmDid(name)
			if !slices.Equal(said, did) {
				t.Errorf("seed %d, %s:\nsaid %s\ndid  %s", seed, replay.Condition, strings.Join(said, "; "), strings.Join(did, "; "))
			}
			transitions += len(did)
		}
	}
	if transitions < 20 {
		t.Errorf("only %d transitions were compared", transitions)
	}
}

// middle is a value that a metric has been on both sides of.
func (r *rehearsal) middle(q awsclient.MetricQuery) float64 {
	r.Helper()
	series, err := r.client.Series(r.Context(), []awsclient.MetricQuery{q}, r.engine.Now().Add(-time.Hour), r.engine.Now())
	if err != nil {
		r.Fatal(err)
	}
	var values []float64
	for _, p := range series[0].Points {
		values = append(values, p.Value)
	}
	if len(values) == 0 {
		return 30
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// alarmDid are the transitions of an alarm's history, oldest first.
func (r *rehearsal) alarmDid(name string) []string {
	r.Helper()
	history, err := r.client.AlarmHistory(r.Context(), name, 0)
	if err != nil {
		r.Fatal(err)
	}
	var did []string
	for _, e := range slices.Backward(history) {
		if e.Type == "StateUpdate" {
			did = append(did, e.At.UTC().Format(time.TimeOnly)+" "+strings.TrimPrefix(e.Summary, "Alarm updated from "))
		}
	}
	return did
}

// minutes are points of a minute each, NaN-free: "-" has none.
func minutes(from time.Time, drawn string) []awsclient.Point {
	var points []awsclient.Point
	for i, mark := range drawn {
		if mark != '-' {
			points = append(points, awsclient.Point{At: from.Add(time.Duration(i) * time.Minute), Value: float64(mark-'0') * 10})
		}
	}
	return points
}

func TestAFlappingAlarmIsCalmed(t *testing.T) {
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	a := awsclient.Alarm{Name: "busy", Threshold: 50, Comparison: "GreaterThanThreshold", Periods: 1, MissingData: "notBreaching",
		Metric: awsclient.MetricQuery{Namespace: "Shop", Name: "Load", Statistic: "Average", Period: time.Minute}}
	drawn := "1161166111999911-1"
	r := whatif.ReplayAlarm(whatif.AlarmAsked{Alarm: a, State: "OK", From: from, To: from.Add(18 * time.Minute), Points: minutes(from, drawn), Length: time.Minute})
	if r.Fired != 3 || r.Flaps != 2 || len(r.Transitions) != 6 || r.InAlarm != 7*time.Minute {
		t.Fatalf("%+v", r)
	}
	got := map[string]float64{}
	for _, c := range r.Changes {
		got[c.Setting] = c.To
	}
	if got["threshold"] != 60 {
		t.Errorf("changes are %+v", r.Changes)
	}
	if text := r.Text(); !strings.Contains(text, "it flaps: 2 times") || !strings.Contains(text, "threshold 50 -> 60; it then fires 1 times") {
		t.Error(text)
	}
}

func TestADefinitionIsReadOrRefused(t *testing.T) {
	for text, want := range map[string]string{
		`{"Namespace":"A","MetricName":"m","Statistic":"Sum","Period":60,"EvaluationPeriods":2,"Threshold":1,"ComparisonOperator":"LessThanThreshold"}`:                       "",
		`{"Namespace":"A","MetricName":"m","Statistic":"Sum","Period":45,"EvaluationPeriods":2,"Threshold":1,"ComparisonOperator":"LessThanThreshold"}`:                       "multiple of 60",
		`{"Namespace":"A","MetricName":"m","Statistic":"Sum","Period":60,"EvaluationPeriods":2,"DatapointsToAlarm":3,"Threshold":1,"ComparisonOperator":"LessThanThreshold"}`: "DatapointsToAlarm",
		`{"Namespace":"A","MetricName":"m","Statistic":"Sum","Period":60,"EvaluationPeriods":2,"ComparisonOperator":"LessThanThreshold"}`:                                     "no Threshold",
		`{"Metrics":[{}]}`: "metric math",
		`{}`:               "names no metric",
		`[`:                "not JSON",
	} {
		_, err := whatif.ParseAlarm([]byte(text))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}
