package cwapi

import (
	"context"
	"slices"
	"strings"
	"time"

	cw "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"fleetglass/awsclient/semantics/stat"
	"fleetglass/fake/api"
	"fleetglass/fake/sim/telemetry"
	"fleetglass/fake/world"
)

// Quotas of reading (CW/cloudwatch_limits).
const (
	maxQueries      = 500
	maxDatapoints   = 100_800 // a page of GetMetricData
	maxStatistics   = 1440    // points of GetMetricStatistics
	mostStatistics  = 5
	listPage        = 500
	recentlyActive  = 3 * time.Hour
	rememberedInUse = 14 * 24 * time.Hour
)

// query is one checked query of GetMetricData.
type query struct {
	id, label string
	ref       world.MetricRef
}

func (s *service) getMetricData(_ context.Context, in *cw.GetMetricDataInput) (*cw.GetMetricDataOutput, error) {
	if err := span(in.StartTime, in.EndTime); err != nil {
		return nil, err
	}
	queries, err := readQueries(in.MetricDataQueries)
	if err != nil {
		return nil, err
	}
	most := maxDatapoints
	if in.MaxDatapoints != nil {
		if most = int(*in.MaxDatapoints); most < 1 || most > maxDatapoints {
			return nil, invalid("The value %d for parameter MaxDatapoints must be between 1 and %d.", most, maxDatapoints)
		}
	}
	if in.ScanBy != "" && in.ScanBy != types.ScanByTimestampAscending && in.ScanBy != types.ScanByTimestampDescending {
		return nil, invalid("The value %s for parameter ScanBy is not supported.", in.ScanBy)
	}
	skip, err := offset(in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &cw.GetMetricDataOutput{Messages: []types.MessageData{}, MetricDataResults: []types.MetricDataResult{}}
	p := pager{skip: skip, room: most}
	for _, q := range queries {
		points := s.room.Points(q.ref, *in.StartTime, *in.EndTime)
		if in.ScanBy != types.ScanByTimestampAscending {
			slices.Reverse(points)
		}
		out.MetricDataResults = append(out.MetricDataResults, p.take(q, points))
	}
	if p.left {
		out.NextToken = token(skip + most)
	}
	return out, nil
}

// pager gives out the points of all queries, one query after the other, in
// pages of so many points.
type pager struct {
	skip, room int
	left       bool
}

func (p *pager) take(q query, points []telemetry.Point) types.MetricDataResult {
	r := types.MetricDataResult{
		Id: some(q.id), Label: some(q.label), StatusCode: types.StatusCodeComplete, Timestamps: []time.Time{}, Values: []float64{},
	}
	for _, point := range points {
		switch {
		case p.skip > 0:
			p.skip--
			continue
		case p.room == 0:
			p.left = true
			r.StatusCode = types.StatusCodePartialData
			return r
		}
		p.room--
		r.Timestamps, r.Values = append(r.Timestamps, point.At), append(r.Values, point.Value)
	}
	return r
}

// isQueryID tells whether AWS allows this as the id of a query.
func isQueryID(id string) bool {
	const lower, others = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
	return id != "" && len(id) <= maxName && strings.Contains(lower, id[:1]) && strings.Trim(id, lower+others) == ""
}

func readQueries(list []types.MetricDataQuery) ([]query, error) {
	if len(list) == 0 {
		return nil, invalid("The collection MetricDataQueries must not have a size less than 1.")
	}
	if len(list) > maxQueries {
		return nil, invalid("The collection MetricDataQueries must not have a size greater than %d.", maxQueries)
	}
	seen := map[string]bool{}
	var queries []query
	for i, q := range list {
		id := text(q.Id)
		switch {
		case !isQueryID(id):
			return nil, invalid("The value %s for parameter MetricDataQueries.member.%d.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.", id, i+1)
		case seen[id]:
			return nil, invalid("The values for parameter id in MetricDataQueries are not unique.")
		case q.Expression != nil:
			return nil, invalid("Expressions are not available in this engine: query %s has one.", id)
		case q.MetricStat == nil:
			return nil, invalid("The parameter MetricDataQueries.member.%d.MetricStat is required.", i+1)
		}
		seen[id] = true
		ref, err := readStat(q.MetricStat)
		if err != nil {
			return nil, err
		}
		if q.ReturnData == nil || *q.ReturnData {
			queries = append(queries, query{id, label(q.Label, ref), ref})
		}
	}
	if len(queries) == 0 {
		return nil, invalid("At least one query must return data.")
	}
	return queries, nil
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

// label is a series' label: the caller's, or the metric's name (choice: AWS
// picks what tells several series apart).
func label(given *string, ref world.MetricRef) string {
	if given != nil {
		return *given
	}
	return ref.Name
}

func (s *service) getMetricStatistics(_ context.Context, in *cw.GetMetricStatisticsInput) (*cw.GetMetricStatisticsOutput, error) {
	if err := span(in.StartTime, in.EndTime); err != nil {
		return nil, err
	}
	names, err := readStatistics(in)
	if err != nil {
		return nil, err
	}
	length, err := period(in.Period)
	if err != nil {
		return nil, err
	}
	dims, err := dimensions(in.Dimensions)
	if err != nil {
		return nil, err
	}
	if n := int(in.EndTime.Sub(*in.StartTime) / length); n > maxStatistics {
		return nil, conflict("You have requested up to %d datapoints, which exceeds the limit of %d. You may reduce the datapoints requested by increasing Period, or decreasing the time range.", n, maxStatistics)
	}
	ref := world.MetricRef{Namespace: text(in.Namespace), Name: text(in.MetricName), Unit: string(in.Unit), Dimensions: dims, Period: length}
	out := &cw.GetMetricStatisticsOutput{Label: some(ref.Name), Datapoints: []types.Datapoint{}}
	for _, unit := range s.room.Units(ref) {
		if in.Unit == "" || string(in.Unit) == unit {
			ref.Unit = unit
			out.Datapoints = append(out.Datapoints, s.datapoints(ref, names, *in.StartTime, *in.EndTime)...)
		}
	}
	return out, nil
}

// datapoints is several statistics of a metric, put together by time.
func (s *service) datapoints(ref world.MetricRef, statistics []string, start, end time.Time) []types.Datapoint {
	byTime := map[time.Time]*types.Datapoint{}
	var order []*types.Datapoint
	for _, name := range statistics {
		ref.Statistic = name
		for _, p := range s.room.Points(ref, start, end) {
			d := byTime[p.At]
			if d == nil {
				d = &types.Datapoint{Timestamp: some(p.At), Unit: types.StandardUnit(ref.Unit)}
				byTime[p.At], order = d, append(order, d)
			}
			set(d, name, p.Value)
		}
	}
	list := make([]types.Datapoint, len(order))
	for i, d := range order {
		list[i] = *d
	}
	return list
}

func readStatistics(in *cw.GetMetricStatisticsInput) ([]string, error) {
	switch {
	case text(in.Namespace) == "":
		return nil, missing("Namespace")
	case text(in.MetricName) == "":
		return nil, missing("MetricName")
	case len(in.Statistics) == 0 && len(in.ExtendedStatistics) == 0:
		return nil, missing("Statistics")
	case len(in.Statistics) > 0 && len(in.ExtendedStatistics) > 0:
		return nil, conflict("The parameters Statistics and ExtendedStatistics cannot be specified together.")
	case len(in.Statistics) > mostStatistics:
		return nil, badValue("The collection Statistics must not have a size greater than %d.", mostStatistics)
	}
	names := slices.Clone(in.ExtendedStatistics)
	for _, st := range in.Statistics {
		names = append(names, string(st))
	}
	for _, name := range names {
		parsed, err := stat.Parse(name)
		if err != nil {
			return nil, refused(err)
		}
		if parsed.IsExtended() == (len(in.Statistics) > 0) {
			return nil, badValue("The value %s for parameter Statistics is not supported.", name)
		}
	}
	return names, nil
}

func set(d *types.Datapoint, statistic string, value float64) {
	switch statistic {
	case stat.Average:
		d.Average = &value
	case stat.Sum:
		d.Sum = &value
	case stat.Minimum:
		d.Minimum = &value
	case stat.Maximum:
		d.Maximum = &value
	case stat.SampleCount:
		d.SampleCount = &value
	default:
		if d.ExtendedStatistics == nil {
			d.ExtendedStatistics = map[string]float64{}
		}
		d.ExtendedStatistics[statistic] = value
	}
}

func (s *service) listMetrics(_ context.Context, in *cw.ListMetricsInput) (*cw.ListMetricsOutput, error) {
	if err := onlyKnown(in, "Dimensions", "MetricName", "Namespace", "NextToken", "RecentlyActive"); err != nil {
		return nil, err
	}
	if in.RecentlyActive != "" && in.RecentlyActive != types.RecentlyActivePt3h {
		return nil, badValue("The value %s for parameter RecentlyActive is not supported.", in.RecentlyActive)
	}
	var dims []world.Attribute
	for _, d := range in.Dimensions {
		if text(d.Name) == "" {
			return nil, missing("Dimensions.member.Name")
		}
		dims = append(dims, world.Attribute{Key: *d.Name, Value: text(d.Value)})
	}
	within := rememberedInUse
	if in.RecentlyActive != "" {
		within = recentlyActive
	}
	all := s.room.ListActive(text(in.Namespace), text(in.MetricName), dims, s.k.Now().Add(-within))
	part, next, err := api.Page(all, metricKey, nil, listPage, listPage, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &cw.ListMetricsOutput{Metrics: []types.Metric{}, NextToken: next}
	for _, ref := range part {
		out.Metrics = append(out.Metrics, types.Metric{Namespace: some(ref.Namespace), MetricName: some(ref.Name), Dimensions: dimensionViews(ref.Dimensions)})
	}
	return out, nil
}

// metricKey identifies a metric in a list.
func metricKey(ref world.MetricRef) string {
	key := ref.Namespace + "|" + ref.Name
	for _, d := range ref.Dimensions {
		key += "|" + d.Key + "=" + d.Value
	}
	return key
}
