package cwapi_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cw "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

func put(data ...types.MetricDatum) *cw.PutMetricDataInput {
	return &cw.PutMetricDataInput{Namespace: aws.String("Shop"), MetricData: data}
}

func orders(value float64) types.MetricDatum {
	return types.MetricDatum{MetricName: aws.String("Orders"), Value: &value, Unit: types.StandardUnitCount, Dimensions: shop("web")}
}

func shop(name string) []types.Dimension {
	return []types.Dimension{{Name: aws.String("Shop"), Value: &name}}
}

func (a *account) orders(statistics ...string) types.Datapoint {
	a.t.Helper()
	in := &cw.GetMetricStatisticsInput{
		Namespace: aws.String("Shop"), MetricName: aws.String("Orders"), Dimensions: shop("web"), Period: aws.Int32(60),
		StartTime: aws.Time(a.Now().Add(-time.Hour)), EndTime: aws.Time(a.Now().Add(time.Minute)),
	}
	for _, name := range statistics {
		if strings.HasPrefix(name, "p") {
			in.ExtendedStatistics = append(in.ExtendedStatistics, name)
		} else {
			in.Statistics = append(in.Statistics, types.Statistic(name))
		}
	}
	points := ask[cw.GetMetricStatisticsOutput](a, "GetMetricStatistics", in).Datapoints
	if len(points) != 1 {
		a.t.Fatalf("%d datapoints", len(points))
	}
	return points[0]
}

func TestPutMetricData(t *testing.T) {
	a := newAccount(t)
	ask[cw.PutMetricDataOutput](a, "PutMetricData", put(orders(3), orders(5)))
	values := orders(0)
	values.Value, values.Values, values.Counts = nil, []float64{1, 7}, []float64{4, 2}
	ask[cw.PutMetricDataOutput](a, "PutMetricData", put(values))
	d := a.orders("SampleCount", "Sum", "Average", "Minimum", "Maximum")
	if *d.SampleCount != 8 || *d.Sum != 26 || *d.Average != 3.25 || *d.Minimum != 1 || *d.Maximum != 7 || d.Unit != "Count" || !d.Timestamp.Equal(a.Now().Truncate(time.Minute)) {
		t.Errorf("put data: %+v", d)
	}
	if d := a.orders("p50", "p100"); d.ExtendedStatistics["p50"] != 1 || d.ExtendedStatistics["p100"] != 7 {
		t.Errorf("percentiles: %v", d.ExtendedStatistics)
	}
	set := orders(0)
	set.Value, set.StatisticValues = nil, &types.StatisticSet{Maximum: aws.Float64(9), Minimum: aws.Float64(2), SampleCount: aws.Float64(2), Sum: aws.Float64(11)}
	ask[cw.PutMetricDataOutput](a, "PutMetricData", put(set))
	if d := a.orders("Sum", "Maximum"); *d.Sum != 37 || *d.Maximum != 9 {
		t.Errorf("with a statistic set: %+v", d)
	}
}

func TestHighResolutionMetrics(t *testing.T) {
	a := newAccount(t)
	fine := orders(1)
	fine.StorageResolution = aws.Int32(1)
	for i := range 6 {
		fine.Timestamp = aws.Time(a.Now().Add(time.Duration(i-60) * 10 * time.Second))
		ask[cw.PutMetricDataOutput](a, "PutMetricData", put(fine))
	}
	in := a.lastHour(types.MetricDataQuery{Id: aws.String("m"), MetricStat: &types.MetricStat{
		Metric: &types.Metric{Namespace: aws.String("Shop"), MetricName: aws.String("Orders"), Dimensions: shop("web")}, Period: aws.Int32(10), Stat: aws.String("Sum"),
	}})
	if r := ask[cw.GetMetricDataOutput](a, "GetMetricData", in).MetricDataResults[0]; len(r.Values) != 6 {
		t.Errorf("in periods of ten seconds: %v", r.Values)
	}
}

// CW/cloudwatch_concepts: metrics silent for two weeks are not listed.
func TestListMetricsHidesTheSilent(t *testing.T) {
	a := newAccount(t)
	ask[cw.PutMetricDataOutput](a, "PutMetricData", put(orders(3)))
	bytes := orders(3)
	bytes.Unit = types.StandardUnitBytes
	ask[cw.PutMetricDataOutput](a, "PutMetricData", put(bytes)) // another stream of the same metric
	for _, c := range []struct {
		after           time.Duration
		listed, recents int
	}{{0, 1, 1}, {4 * time.Hour, 1, 0}, {15 * 24 * time.Hour, 0, 0}} {
		a.pass(c.after)
		in := &cw.ListMetricsInput{Namespace: aws.String("Shop"), Dimensions: []types.DimensionFilter{{Name: aws.String("Shop")}}}
		listed := len(ask[cw.ListMetricsOutput](a, "ListMetrics", in).Metrics)
		in.RecentlyActive = types.RecentlyActivePt3h
		if recents := len(ask[cw.ListMetricsOutput](a, "ListMetrics", in).Metrics); listed != c.listed || recents != c.recents {
			t.Errorf("after %s: %d listed, %d of them recent, want %d and %d", c.after, listed, recents, c.listed, c.recents)
		}
	}
}

// BC:cloudwatch.PutMetricData; the texts about time are AWS's to the letter,
// as published in bug reports.
func TestPutMetricDataRefusals(t *testing.T) {
	a := newAccount(t)
	datum := func(change func(*types.MetricDatum)) *cw.PutMetricDataInput {
		d := orders(1)
		change(&d)
		return put(d)
	}
	in := func(namespace string) *cw.PutMetricDataInput {
		in := put(orders(1))
		in.Namespace = &namespace
		return in
	}
	late := orders(1)
	late.Timestamp = aws.Time(a.Now().Add(-15 * 24 * time.Hour))
	for _, c := range []struct {
		in   *cw.PutMetricDataInput
		want string
	}{
		{in("AWS/EC2"), "InvalidParameterValue: The value AWS/EC2 for parameter Namespace is invalid."},
		{in(":Shop"), "InvalidParameterValue: The value :Shop for parameter Namespace is invalid."},
		{in(strings.Repeat("n", 256)), "InvalidParameterValue: The value nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn for parameter Namespace is invalid."},
		{in(""), "MissingParameter: The parameter Namespace is required."},
		{put(), "MissingParameter: The parameter MetricData is required."},
		{put(make([]types.MetricDatum, 1001)...), "InvalidParameterValue: The collection MetricData must not have a size greater than 1000."},
		{put(late, orders(1), late), "InvalidParameterValue: The parameter MetricData.member.1.Timestamp must specify a time within the past two weeks.\n" +
			"The parameter MetricData.member.3.Timestamp must specify a time within the past two weeks."},
		{datum(func(d *types.MetricDatum) { d.Timestamp = aws.Time(a.Now().Add(3 * time.Hour)) }), "InvalidParameterValue: The parameter MetricData.member.1.Timestamp must specify a time no more than two hours in the future."},
		{datum(func(d *types.MetricDatum) { d.MetricName = nil }), "MissingParameter: The parameter MetricData.member.1.MetricName is required."},
		{datum(func(d *types.MetricDatum) { d.Value = aws.Float64(math.NaN()) }), "InvalidParameterValue: The value NaN for parameter MetricData.member.1.Value is invalid."},
		{datum(func(d *types.MetricDatum) { d.Value = aws.Float64(math.Inf(-1)) }), "InvalidParameterValue: The value -Inf for parameter MetricData.member.1.Value is invalid."},
		{datum(func(d *types.MetricDatum) { d.Value = aws.Float64(math.Ldexp(1.5, 360)) }), "InvalidParameterValue: The value 3.52281387416075e+108 for parameter MetricData.member.1.Value is invalid."},
		{datum(func(d *types.MetricDatum) { d.Value = nil }), "MissingParameter: At least one of the parameters MetricData.member.1.Value, MetricData.member.1.Values or MetricData.member.1.StatisticValues must be specified."},
		{datum(func(d *types.MetricDatum) { d.Values = []float64{1} }),
			"InvalidParameterCombination: The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive and you have specified both."},
		{datum(func(d *types.MetricDatum) { d.StatisticValues = &types.StatisticSet{} }),
			"InvalidParameterCombination: The parameters MetricData.member.1.Value and MetricData.member.1.StatisticValues are mutually exclusive and you have specified both."},
		{datum(func(d *types.MetricDatum) { d.Value, d.Values, d.Counts = nil, []float64{1, 2}, []float64{1} }),
			"InvalidParameterValue: The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of the same size."},
		{datum(func(d *types.MetricDatum) { d.Value, d.Values = nil, make([]float64, 151) }),
			"InvalidParameterValue: The collection MetricData.member.1.Values must not have a size greater than 150."},
		{datum(func(d *types.MetricDatum) { d.Value, d.Values = nil, []float64{1, math.NaN()} }), "InvalidParameterValue: The value NaN for parameter MetricData.member.1.Values.member.2 is invalid."},
		{datum(func(d *types.MetricDatum) { d.Value, d.Values, d.Counts = nil, []float64{1}, []float64{0} }), "InvalidParameterValue: The parameter MetricData.member.1.Counts.member.1 must be greater than 0."},
		{datum(func(d *types.MetricDatum) { d.Value, d.StatisticValues = nil, &types.StatisticSet{Sum: aws.Float64(1)} }),
			"MissingParameter: The parameter MetricData.member.1.StatisticValues.Maximum is required."},
		{datum(func(d *types.MetricDatum) { d.Unit = "Parsecs" }), "InvalidParameterValue: The parameter MetricData.member.1.Unit must be a value in the set [ Seconds, Microseconds, Milliseconds, Bytes, Kilobytes, Megabytes, Gigabytes, Terabytes, Bits, Kilobits, Megabits, Gigabits, Terabits, Percent, Count, Bytes/Second, Kilobytes/Second, Megabytes/Second, Gigabytes/Second, Terabytes/Second, Bits/Second, Kilobits/Second, Megabits/Second, Gigabits/Second, Terabits/Second, Count/Second, None ]."},
		{datum(func(d *types.MetricDatum) { d.StorageResolution = aws.Int32(5) }), "InvalidParameterValue: The value 5 for parameter MetricData.member.1.StorageResolution is invalid."},
		{datum(func(d *types.MetricDatum) { d.Dimensions = slices.Repeat(shop("web"), 31) }),
			"InvalidParameterValue: The collection MetricData.member.1.Dimensions must not have a size greater than 30."},
		{datum(func(d *types.MetricDatum) { d.Dimensions = slices.Repeat(shop("web"), 2) }), "InvalidParameterValue: The parameter MetricData.member.1.Dimensions has the dimension Shop more than once."},
		{datum(func(d *types.MetricDatum) { d.Dimensions = shop("") }), "InvalidParameterValue: The parameter MetricData.member.1.Dimensions.member.1.Value must be between 1 and 1024 characters."},
	} {
		if got := a.refusal("PutMetricData", c.in); !strings.HasPrefix(got, c.want) {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	if a.World.Metrics.Custom.Len() != 0 {
		t.Error("refused data was put")
	}
}
