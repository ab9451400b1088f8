package telemetry

import (
	"time"

	"fleetglass/awsclient/semantics/metricmath"
	"fleetglass/awsclient/semantics/stat"
	"fleetglass/fake/world"
)

// Compute is the time series of all queries of a request, by id: those of
// metrics, and those of the expressions over them. Each metric's start is
// rounded as Points does. A refusal is that of package metricmath.
func (r *Room) Compute(queries []world.MetricQuery, start, end time.Time) (map[string][]metricmath.Series, error) {
	return computed(queries, stat.RoundStart(start, r.k.Now(), time.Minute), end, func(ref world.MetricRef) []Point { return r.Points(ref, start, end) })
}

// ComputeFrom is Compute with a start that is taken as it is.
func (r *Room) ComputeFrom(queries []world.MetricQuery, start, end time.Time) (map[string][]metricmath.Series, error) {
	return computed(queries, start, end, func(ref world.MetricRef) []Point { return r.PointsFrom(ref, start, end) })
}

func computed(queries []world.MetricQuery, start, end time.Time, read func(world.MetricRef) []Point) (map[string][]metricmath.Series, error) {
	math, err := ordered(queries)
	if err != nil {
		return nil, err
	}
	env := metricmath.Env{Results: map[string]metricmath.Value{}, Start: start, End: end}
	found := map[string][]metricmath.Series{}
	for _, q := range queries {
		switch {
		case q.Expression != "":
			env.Period = max(env.Period, q.Period)
		case q.Returned || len(math) > 0:
			s := series(q, read(q.Metric))
			env.Metrics = append(env.Metrics, s)
			found[q.ID] = []metricmath.Series{s}
		}
	}
	values, err := metricmath.EvalAll(env, math)
	if err != nil {
		return nil, err
	}
	for _, q := range math {
		found[q.ID] = values[q.ID].Series
	}
	return found, nil
}

func series(q world.MetricQuery, points []Point) metricmath.Series {
	s := metricmath.Series{ID: q.ID, Label: q.Label, Period: q.Metric.Period, Points: make([]metricmath.Point, len(points))}
	for i, p := range points {
		s.Points[i] = metricmath.Point{At: p.At, Value: p.Value}
	}
	return s
}

// CheckMath refuses expressions that cannot be read, and names of nothing.
func CheckMath(queries []world.MetricQuery) error {
	_, err := ordered(queries)
	return err
}

// ordered is the expressions of a request, each after those it names.
func ordered(queries []world.MetricQuery) ([]metricmath.Query, error) {
	var metrics []string
	var math []metricmath.Query
	for _, q := range queries {
		if q.Expression == "" {
			metrics = append(metrics, q.ID)
			continue
		}
		e, err := metricmath.Parse(q.Expression)
		if err != nil {
			return nil, err
		}
		math = append(math, metricmath.Query{ID: q.ID, Expression: e})
	}
	if len(math) == 0 {
		return nil, nil
	}
	return metricmath.Order(metrics, math)
}
