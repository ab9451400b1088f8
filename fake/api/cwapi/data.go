package cwapi

import (
	"context"
	"slices"
	"time"

	cw "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"fleetglass/awsclient/semantics/metricmath"
	"fleetglass/awsclient/semantics/stat"
	"fleetglass/fake/api"
	"fleetglass/fake/world"
)

// Quotas of reading (CW/cloudwatch_limits).
const (
	maxDatapoints   = 100_800 // a page of GetMetricData
	maxStatistics   = 1440    // points of GetMetricStatistics
	mostStatistics  = 5
	listPage        = 500
	recentlyActive  = 3 * time.Hour
	rememberedInUse = 14 * 24 * time.Hour
)

func (s *service) getMetricData(_ context.Context, in *cw.GetMetricDataInput) (*cw.GetMetricDataOutput, error) {
	if err := span(in.StartTime, in.EndTime); err != nil {
		return nil, err
	}
	queries, err := readQueries("MetricDataQueries", in.MetricDataQueries)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(queries, func(q world.MetricQuery) bool { return q.Returned }) {
		return nil, invalid("At least one query must return data.")
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
	found, err := s.room.Compute(queries, *in.StartTime, *in.EndTime)
	if err != nil {
		return nil, refused(err)
	}
	out := &cw.GetMetricDataOutput{Messages: []types.MessageData{}, MetricDataResults: []types.MetricDataResult{}}
	p := pager{skip: skip, room: most}
	for _, q := range queries {
		if !q.Returned {
			continue
		}
		for _, series := range found[q.ID] {
			points := slices.Clone(series.Points) // expressions may share theirs
			if in.ScanBy != types.ScanByTimestampAscending {
				slices.Reverse(points)
			}
			out.MetricDataResults = append(out.MetricDataResults, p.take(q.ID, seriesLabel(q, series.Label), points))
		}
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

func (p *pager) take(id, label string, points []metricmath.Point) types.MetricDataResult {
	r := types.MetricDataResult{
		Id: some(id), Label: some(label), StatusCode: types.StatusCodeComplete, Timestamps: []time.Time{}, Values: []float64{},
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
