package fake

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
)

// readAll reads what there is to read: every operation that reads, with
// nothing in it where AWS lets that pass, and the readings that need names.
// The thorough reader also reads all metrics and all logs.
func readAll(t *testing.T, e *Engine, thorough bool) {
	t.Helper()
	for _, name := range e.home().mux.Operations() {
		service, operation, _ := strings.Cut(name, ".")
		if readOnly(operation) && service != "iam" && operation != "GetSessionToken" { // which makes a session
			_, _, _ = e.Call(context.Background(), service, operation, Region, e.home().mux.NewInput(name))
		}
	}
	w := e.home().world
	for arn := range w.TargetGroups.All() {
		must[elb.DescribeTargetHealthOutput](t, e, &elb.DescribeTargetHealthInput{TargetGroupArn: aws.String(arn)})
	}
	if !thorough {
		return
	}
	for name := range w.LogGroups.All() {
		must[cloudwatchlogs.FilterLogEventsOutput](t, e, &cloudwatchlogs.FilterLogEventsInput{LogGroupName: aws.String(name), Limit: aws.Int32(100)})
	}
	readMetrics(t, e)
}

// readMetrics reads an hour of every metric there is, a hundred at a time.
func readMetrics(t *testing.T, e *Engine) {
	in := &cloudwatch.ListMetricsInput{}
	for {
		page := must[cloudwatch.ListMetricsOutput](t, e, in)
		for first := 0; first < len(page.Metrics); first += 100 {
			must[cloudwatch.GetMetricDataOutput](t, e, hourOf(e.Now(), page.Metrics[first:min(first+100, len(page.Metrics))]))
		}
		if in.NextToken = page.NextToken; in.NextToken == nil {
			return
		}
	}
}

// hourOf asks for sixty minutes of some metrics.
func hourOf(now time.Time, metrics []cwtypes.Metric) *cloudwatch.GetMetricDataInput {
	in := &cloudwatch.GetMetricDataInput{StartTime: aws.Time(now.Add(-time.Hour)), EndTime: aws.Time(now)}
	for i := range metrics {
		in.MetricDataQueries = append(in.MetricDataQueries, cwtypes.MetricDataQuery{
			Id:         aws.String("m" + string(rune('a'+i/26)) + string(rune('a'+i%26))),
			MetricStat: &cwtypes.MetricStat{Metric: &metrics[i], Period: aws.Int32(60), Stat: aws.String("Average")},
		})
	}
	return in
}
