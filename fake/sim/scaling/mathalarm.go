package scaling

import (
	"slices"
	"time"

	"fleetglass/fake/sim/telemetry"
	"fleetglass/fake/world"
)

// window is what an alarm sees: its metric, or the query that it watches, in
// the periods that begin at these times, oldest first.
func (r *Room) window(a *world.Alarm, starts []time.Time) []datapoint {
	if len(a.Queries) == 0 {
		return r.points(a, starts)
	}
	return r.mathPoints(a, starts)
}

// mathPoints is the one time series that an alarm's queries return. What
// gives none, or several, is missing.
func (r *Room) mathPoints(a *world.Alarm, starts []time.Time) []datapoint {
	list := make([]datapoint, len(starts))
	for i, t := range starts {
		list[i] = datapoint{At: t, Missing: true}
	}
	if len(starts) == 0 {
		return list
	}
	found, err := r.telemetry.ComputeFrom(a.Queries, starts[0], starts[len(starts)-1].Add(a.Metric.Period))
	at := slices.IndexFunc(a.Queries, func(q world.MetricQuery) bool { return q.Returned })
	if err != nil || at < 0 || len(found[a.Queries[at].ID]) != 1 {
		return list
	}
	for _, p := range found[a.Queries[at].ID][0].Points {
		if i, ok := slices.BinarySearchFunc(list, p.At, func(d datapoint, t time.Time) int { return d.At.Compare(t) }); ok {
			list[i] = datapoint{At: p.At, Value: p.Value}
		}
	}
	return list
}

// checkQueries refuses the queries of an alarm that are no good.
func checkQueries(a *world.Alarm) error {
	returned := 0
	for _, q := range a.Queries {
		if q.Returned {
			returned++
		}
	}
	if len(a.Queries) > 0 && returned != 1 {
		return invalid("Exactly one element of the metrics list should return data.")
	}
	return refused(telemetry.CheckMath(a.Queries))
}

// queryData is a query of an alarm as the history tells it (memory).
type queryData struct {
	ID         string          `json:"id"`
	Expression string          `json:"expression,omitempty"`
	Label      string          `json:"label,omitempty"`
	Stat       *metricStatData `json:"metricStat,omitempty"`
	Returned   bool            `json:"returnData"`
}

type metricStatData struct {
	Metric metricData `json:"metric"`
	Period int        `json:"period"`
	Stat   string     `json:"stat"`
	Unit   string     `json:"unit,omitempty"`
}

type metricData struct {
	Namespace  string          `json:"namespace"`
	Name       string          `json:"metricName"`
	Dimensions []dimensionData `json:"dimensions"`
}

func queriesData(queries []world.MetricQuery) []queryData {
	var list []queryData
	for _, q := range queries {
		d := queryData{ID: q.ID, Expression: q.Expression, Label: q.Label, Returned: q.Returned}
		if q.Expression == "" {
			d.Stat = &metricStatData{
				Metric: metricData{q.Metric.Namespace, q.Metric.Name, dimensionsData(q.Metric.Dimensions)},
				Period: int(q.Metric.Period / time.Second), Stat: q.Metric.Statistic, Unit: q.Metric.Unit,
			}
		}
		list = append(list, d)
	}
	return list
}

func dimensionsData(dims []world.Attribute) []dimensionData {
	list := []dimensionData{}
	for _, d := range dims {
		list = append(list, dimensionData{d.Key, d.Value})
	}
	return list
}
