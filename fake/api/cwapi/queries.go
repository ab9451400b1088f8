package cwapi

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"fleetglass/awsclient/semantics/metricmath"
	"fleetglass/awsclient/semantics/stat"
	"fleetglass/fake/world"
)

// isQueryID tells whether AWS allows this as the id of a query.
func isQueryID(id string) bool {
	const lower, others = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
	return id != "" && len(id) <= maxName && strings.Contains(lower, id[:1]) && strings.Trim(id, lower+others) == ""
}

// readQueries checks the queries of a request for data, or of an alarm; at is
// the name of the parameter that they are in.
func readQueries(at string, list []types.MetricDataQuery) ([]world.MetricQuery, error) {
	if len(list) == 0 {
		return nil, invalid("The collection %s must not have a size less than 1.", at)
	}
	if len(list) > metricmath.MaxQueries {
		return nil, invalid("The collection %s must not have a size greater than %d.", at, metricmath.MaxQueries)
	}
	seen := map[string]bool{}
	var queries []world.MetricQuery
	for i, q := range list {
		id := text(q.Id)
		switch {
		case !isQueryID(id):
			return nil, invalid("The value %s for parameter %s.member.%d.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.", id, at, i+1)
		case seen[id]:
			return nil, invalid("The values for parameter id in %s are not unique.", at)
		}
		seen[id] = true
		read, err := readQuery(at, i+1, q)
		if err != nil {
			return nil, err
		}
		queries = append(queries, read)
	}
	return queries, nil
}

// readQuery checks one query: of a metric, or an expression.
func readQuery(at string, n int, q types.MetricDataQuery) (world.MetricQuery, error) {
	if err := onlyKnown(&q, "Expression", "Id", "Label", "MetricStat", "Period", "ReturnData"); err != nil {
		return world.MetricQuery{}, err
	}
	both := func(a, b string) error {
		return invalid("The parameters %s.member.%d.%s and %s.member.%d.%s are mutually exclusive and you have specified both.", at, n, a, at, n, b)
	}
	read := world.MetricQuery{ID: *q.Id, Label: text(q.Label), Expression: text(q.Expression), Returned: q.ReturnData == nil || *q.ReturnData}
	switch {
	case q.Expression != nil && q.MetricStat != nil:
		return read, both("Expression", "MetricStat")
	case q.Period != nil && q.MetricStat != nil:
		return read, both("Period", "MetricStat")
	case q.Expression == nil && q.MetricStat == nil:
		return read, invalid("The parameter %s.member.%d.MetricStat is required.", at, n)
	case q.Expression != nil && (read.Expression == "" || len(read.Expression) > metricmath.MaxLength):
		return read, invalid("The parameter %s.member.%d.Expression must be between 1 and %d characters.", at, n, metricmath.MaxLength)
	}
	var err error
	if q.MetricStat != nil {
		read.Metric, err = readStat(q.MetricStat)
	} else if q.Period != nil {
		read.Period, err = period(q.Period)
	}
	return read, err
}

func readStat(m *types.MetricStat) (world.MetricRef, error) {
	if m.Metric == nil || text(m.Metric.Namespace) == "" || text(m.Metric.MetricName) == "" {
		return world.MetricRef{}, invalid("A MetricStat must have a Metric with a Namespace and a MetricName.")
	}
	if _, err := stat.Parse(text(m.Stat)); err != nil {
		return world.MetricRef{}, invalid("The value %s for parameter Stat is not supported.", text(m.Stat))
	}
	length, err := period(m.Period)
	if err != nil {
		return world.MetricRef{}, err
	}
	dims, err := dimensions(m.Metric.Dimensions)
	return world.MetricRef{
		Namespace: *m.Metric.Namespace, Name: *m.Metric.MetricName, Statistic: *m.Stat, Unit: string(m.Unit), Dimensions: dims, Period: length,
	}, err
}

// seriesLabel is the label of one series of a query: the caller's, that of
// the metric it comes from, or the metric's name, or the expression's id
// (choice: AWS picks what tells several series apart).
func seriesLabel(q world.MetricQuery, own string) string {
	switch {
	case q.Expression == "" && q.Label == "":
		return q.Metric.Name
	case q.Label != "":
		return q.Label
	case own != "":
		return own
	}
	return q.ID
}

// alarmQueries reads the queries of an alarm on metric math, and the period
// in which it is evaluated: the longest of its metrics (choice).
func alarmQueries(list []types.MetricDataQuery) ([]world.MetricQuery, time.Duration, error) {
	queries, err := readQueries("Metrics", list)
	if err != nil {
		return nil, 0, err
	}
	metrics, length := 0, time.Duration(0)
	for _, q := range queries {
		if q.Expression == "" {
			metrics++
			length = max(length, q.Metric.Period)
		}
	}
	switch {
	case metrics > metricmath.MaxAlarmMetrics:
		return nil, 0, invalid("The metrics list must not have more than %d metrics.", metricmath.MaxAlarmMetrics)
	case len(queries)-metrics > metricmath.MaxAlarmExpressions:
		return nil, 0, invalid("The metrics list must not have more than %d expressions.", metricmath.MaxAlarmExpressions)
	case metrics == 0:
		return nil, 0, invalid("The metrics list must have a metric.")
	}
	return queries, length, nil
}

// queryViews is queries as AWS tells them.
func queryViews(queries []world.MetricQuery) []types.MetricDataQuery {
	var views []types.MetricDataQuery
	for _, q := range queries {
		v := types.MetricDataQuery{Id: some(q.ID), Label: ptr(q.Label), Expression: ptr(q.Expression), ReturnData: some(q.Returned)}
		if q.Expression == "" {
			v.MetricStat = &types.MetricStat{
				Metric: &types.Metric{Namespace: some(q.Metric.Namespace), MetricName: some(q.Metric.Name), Dimensions: dimensionViews(q.Metric.Dimensions)},
				Period: some(int32(q.Metric.Period.Seconds())), Stat: some(q.Metric.Statistic), Unit: types.StandardUnit(q.Metric.Unit),
			}
		} else {
			v.Period = ptr(int32(q.Period.Seconds()))
		}
		views = append(views, v)
	}
	return views
}
