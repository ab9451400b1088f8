package sdk

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"fleetglass/awsclient"
)

func TestPeriodsAreRaisedToWhatCloudWatchKeeps(t *testing.T) {
	const day = 24 * time.Hour
	for _, c := range []struct{ period, back, want time.Duration }{
		{10 * time.Second, time.Hour, 10 * time.Second},
		{10 * time.Second, 4 * time.Hour, time.Minute},
		{time.Minute, 15 * day, time.Minute},
		{time.Minute, 16 * day, 5 * time.Minute},
		{time.Minute, 64 * day, time.Hour},
		{90 * time.Second, time.Hour, 2 * time.Minute},
		{0, 6 * time.Hour, time.Minute},
	} {
		if got := kept(c.period, c.back); got != c.want {
			t.Errorf("period %v over %v: %v, want %v", c.period, c.back, got, c.want)
		}
	}
}

func TestSeriesComeInTheOrderOfTheQueriesWithTheirGaps(t *testing.T) {
	end := time.Date(2026, 3, 1, 12, 3, 30, 0, time.UTC)
	at := func(minutes int) time.Time { return end.Truncate(time.Hour).Add(time.Duration(minutes) * time.Minute) }
	c, r := answering("GetMetricData", func(in *cloudwatch.GetMetricDataInput) (*cloudwatch.GetMetricDataOutput, error) {
		out := &cloudwatch.GetMetricDataOutput{}
		if in.NextToken == nil {
			out.NextToken = aws.String("more")
			out.MetricDataResults = []types.MetricDataResult{{Id: aws.String("q1"), Timestamps: []time.Time{at(2), at(0)}, Values: []float64{2, 0}}}
			return out, nil
		}
		out.MetricDataResults = []types.MetricDataResult{
			{Id: aws.String("q0"), Timestamps: []time.Time{at(1)}, Values: []float64{10}},
			{Id: aws.String("q1"), Timestamps: []time.Time{at(3)}, Values: []float64{3}},
		}
		return out, nil
	})
	queries := make([]awsclient.MetricQuery, 501)
	for i := range queries {
		queries[i] = awsclient.MetricQuery{Namespace: "AWS/EC2", Name: fmt.Sprint("m", i), Statistic: "Average", Period: 5 * time.Minute}
	}
	series, err := c.Series(t.Context(), queries, end.Add(-time.Hour), end)
	if err != nil {
		t.Fatal(err)
	}
	if len(series) != 501 || series[0].Query.Name != "m0" || series[500].Query.Name != "m500" {
		t.Fatalf("%d series", len(series))
	}
	if got := fmt.Sprint(series[1].Points[0].Value, series[1].Points[1].Value, series[1].Points[2].Value); got != "0 2 3" || len(series[0].Points) != 1 || len(series[2].Points) != 0 {
		t.Errorf("points %v", series[1].Points)
	}
	first := r.inputs[0].(*cloudwatch.GetMetricDataInput)
	if len(first.MetricDataQueries) != 500 || len(r.inputs) != 4 {
		t.Errorf("%d calls, the first with %d queries", len(r.inputs), len(first.MetricDataQueries))
	}
	if want := end.Add(-time.Hour).Truncate(5 * time.Minute); !first.StartTime.Equal(want) {
		t.Errorf("starts at %v, want %v", first.StartTime, want)
	}
}

func TestOnlyBilledCallsCost(t *testing.T) {
	in := &cloudwatch.GetMetricDataInput{MetricDataQueries: make([]types.MetricDataQuery, 500)}
	if got := cost(in); got < 0.00499 || got > 0.00501 {
		t.Errorf("500 metrics cost %v", got)
	}
	if cost(&cloudwatch.DescribeAlarmsInput{}) != 0 {
		t.Error("alarms are not billed")
	}
}

func TestAnAlarmOnMetricMathShowsItsExpression(t *testing.T) {
	a := types.MetricAlarm{Metrics: []types.MetricDataQuery{
		{Id: aws.String("m1"), ReturnData: aws.Bool(false), MetricStat: &types.MetricStat{}},
		{Id: aws.String("e1"), ReturnData: aws.Bool(true), Expression: aws.String("m1/2"), Period: aws.Int32(60)},
	}}
	if got := alarmMetric(a); got.Name != "m1/2" || got.Period != time.Minute {
		t.Errorf("%+v", got)
	}
}
