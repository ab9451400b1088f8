package views

import (
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/alarm"
	"fleetglass/awsclient/semantics/metricmath"
	"fleetglass/awsclient/watch"
)

// metricQueries are the queries of an alarm on metric math that ask for a
// metric.
func metricQueries(a *awsclient.Alarm) []awsclient.AlarmQuery {
	var metrics []awsclient.AlarmQuery
	for _, q := range a.Queries {
		if q.Metric.Namespace != "" {
			metrics = append(metrics, q)
		}
	}
	return metrics
}

// alarmQueries are the metrics that an alarm looks at; none of a composite
// one.
func alarmQueries(a *awsclient.Alarm) []awsclient.MetricQuery {
	if a.Metric.Namespace != "" && len(a.Queries) < 2 {
		return []awsclient.MetricQuery{a.Metric}
	}
	var queries []awsclient.MetricQuery
	for _, q := range metricQueries(a) {
		queries = append(queries, q.Metric)
	}
	return queries
}

// alarmSpan is how far back an alarm's graph goes: far enough to see what led
// to its state, near enough to tell the points that were judged.
func alarmSpan(a *awsclient.Alarm) time.Duration {
	const windows = 15 // of judged periods, on one graph
	wanted := time.Duration(windows*max(a.Periods, 1)) * a.Metric.Period
	for _, s := range spans()[1:] {
		if s.back >= wanted {
			return s.back
		}
	}
	return spans()[len(spans())-1].back
}

// alarmWants are the series that an alarm looks at.
func alarmWants(a *awsclient.Alarm) []watch.Want {
	var wants []watch.Want
	for _, q := range alarmQueries(a) {
		wants = append(wants, watch.Graph(q, alarmSpan(a)))
	}
	return wants
}

// alarmPoints are the points that an alarm compares with its threshold: those
// of its metric, or of its expression computed here.
func alarmPoints(s *watch.Snapshot, a *awsclient.Alarm) ([]awsclient.Point, error) {
	wants := alarmWants(a)
	if len(a.Queries) < 2 {
		if len(wants) == 0 {
			return nil, nil
		}
		return seriesPoints(s, wants[0]), nil
	}
	var given []metricmath.Series
	var formulas []formula
	result := ""
	for i, q := range metricQueries(a) {
		given = append(given, mathSeries(q.ID, q.Metric, seriesPoints(s, wants[i])))
	}
	for _, q := range a.Queries {
		if q.Expression != "" {
			formulas = append(formulas, formula{q.ID, q.Expression})
		}
		if q.Watched {
			result = q.ID
		}
	}
	values, err := computed(given, formulas, s.Now.Add(-alarmSpan(a)), s.Now)
	if err != nil {
		return nil, err
	}
	if len(values[result].Series) == 0 {
		return nil, nil
	}
	var points []awsclient.Point
	for _, p := range values[result].Series[0].Points {
		points = append(points, awsclient.Point{At: p.At, Value: p.Value})
	}
	return points, nil
}

// alarmRule is an alarm's condition as the rules of alarms take it.
func alarmRule(a *awsclient.Alarm) alarm.Rule {
	return alarm.Rule{Comparison: a.Comparison, Threshold: a.Threshold, Periods: a.Periods, Datapoints: a.DatapointsToAlarm, Period: a.Metric.Period,
		Statistic: a.Metric.Statistic, MissingData: a.MissingData}
}

// evaluationRange are the periods that an alarm looks at, up to a moment,
// oldest first. CloudWatch slides long periods by the minute; the points here
// keep to the clock, so the newest period is the last full one.
func evaluationRange(rule alarm.Rule, points []awsclient.Point, end time.Time) []alarm.Point {
	values := make(map[int64]float64, len(points))
	for _, p := range points {
		values[p.At.Unix()] = p.Value
	}
	last := end.UTC().Truncate(rule.Period)
	judged := make([]alarm.Point, rule.EvaluationRange())
	for i := range judged {
		at := last.Add(-time.Duration(len(judged)-i) * rule.Period)
		v, ok := values[at.Unix()]
		judged[i] = alarm.Point{At: at, Value: v, Missing: !ok}
	}
	return judged
}

// turn is how an alarm would leave its state.
type turn struct {
	state string
	after int // periods of the same kind in a row
}

// turns tells what becomes of an alarm when every next period is of one kind;
// false when its state stays whatever the number.
func turns(rule alarm.Rule, judged []alarm.Point, state string, next alarm.Point) (turn, bool) {
	points := append([]alarm.Point(nil), judged...)
	for n := 1; n <= rule.EvaluationRange(); n++ {
		next.At = points[len(points)-1].At.Add(rule.Period)
		points = append(points, next)
		if then := alarm.State(rule, points, state); then != state {
			return turn{then, n}, true
		}
	}
	return turn{}, false
}

// sides are a value that breaches and one that does not.
func sides(rule alarm.Rule) (breaching, calm float64) {
	above, below := rule.Threshold+1, rule.Threshold-1
	if rule.Breaches(above) {
		return above, below
	}
	return below, above
}
