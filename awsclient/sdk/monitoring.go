package sdk

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"fleetglass/awsclient"
)

// seriesPerCall is how many queries one GetMetricData takes.
const seriesPerCall = 500

// Series answers many metric queries over one range. A query's period is
// raised to the finest that CloudWatch still keeps for the range's beginning;
// the answer's Query tells the period that was used.
func (c *Client) Series(ctx context.Context, queries []awsclient.MetricQuery, start, end time.Time) ([]awsclient.Series, error) {
	all := make([]awsclient.Series, 0, len(queries))
	for chunk := range slices.Chunk(queries, seriesPerCall) {
		series, err := c.seriesOfOneCall(ctx, chunk, start, end)
		if err != nil {
			return nil, err
		}
		all = append(all, series...)
	}
	return all, nil
}

func (c *Client) seriesOfOneCall(ctx context.Context, queries []awsclient.MetricQuery, start, end time.Time) ([]awsclient.Series, error) {
	series := make([]awsclient.Series, len(queries))
	in := &cloudwatch.GetMetricDataInput{EndTime: &end, ScanBy: types.ScanByTimestampAscending}
	longest := time.Minute
	for i, q := range queries {
		q.Period = kept(q.Period, end.Sub(start))
		longest = max(longest, q.Period)
		series[i].Query = q
		in.MetricDataQueries = append(in.MetricDataQueries, dataQuery(i, q))
	}
	// A range that begins between two periods would begin with half a one.
	in.StartTime = aws.Time(start.Truncate(longest))
	err := pages(ctx, c, cloudwatch.NewGetMetricDataPaginator(c.read.cw, in), func(out *cloudwatch.GetMetricDataOutput) bool {
		for _, r := range out.MetricDataResults {
			if i, ok := queryIndex(text(r.Id)); ok && i < len(series) {
				series[i].Points = append(series[i].Points, points(r)...)
			}
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	for i := range series {
		ordered(series[i].Points, func(a, b *awsclient.Point) int { return a.At.Compare(b.At) })
	}
	return series, nil
}

// kept is the period that CloudWatch can answer with for data as old as the
// range is long: it keeps points under a minute for 3 hours, one-minute points
// for 15 days, five-minute points for 63 days and hourly ones for 455.
func kept(period, back time.Duration) time.Duration {
	const day = 24 * time.Hour
	finest := time.Second
	switch {
	case back > 63*day:
		finest = time.Hour
	case back > 15*day:
		finest = 5 * time.Minute
	case back > 3*time.Hour:
		finest = time.Minute
	}
	period = max(period, finest)
	if period > 30*time.Second { // above that, whole minutes only
		period = (period + time.Minute - 1).Truncate(time.Minute)
	}
	return period
}

// dataQuery asks for one metric. Ids must begin with a small letter.
func dataQuery(i int, q awsclient.MetricQuery) types.MetricDataQuery {
	return types.MetricDataQuery{
		Id: aws.String("q" + strconv.Itoa(i)),
		MetricStat: &types.MetricStat{
			Stat:   aws.String(q.Statistic),
			Period: aws.Int32(int32(q.Period / time.Second)),
			Metric: &types.Metric{
				Namespace: aws.String(q.Namespace), MetricName: aws.String(q.Name),
				Dimensions: mapped(q.Dimensions, func(d awsclient.Dimension) types.Dimension {
					return types.Dimension{Name: aws.String(d.Name), Value: aws.String(d.Value)}
				}),
			},
		},
	}
}

func queryIndex(id string) (int, bool) {
	if id == "" {
		return 0, false
	}
	i, err := strconv.Atoi(id[1:])
	return i, err == nil && i >= 0
}

func points(r types.MetricDataResult) []awsclient.Point {
	n := min(len(r.Timestamps), len(r.Values))
	list := make([]awsclient.Point, n)
	for i := range n {
		list[i] = awsclient.Point{At: r.Timestamps[i].UTC(), Value: r.Values[i]}
	}
	return list
}

func metricQuery(namespace, name *string, dimensions []types.Dimension, statistic string, period *int32) awsclient.MetricQuery {
	return awsclient.MetricQuery{
		Namespace: text(namespace), Name: text(name), Statistic: statistic, Period: seconds(period),
		Dimensions: mapped(dimensions, func(d types.Dimension) awsclient.Dimension {
			return awsclient.Dimension{Name: text(d.Name), Value: text(d.Value)}
		}),
	}
}

// record is a JSON text: several lines are its own.
func record(s *string) string {
	if s == nil {
		return ""
	}
	return CleanText(*s)
}
