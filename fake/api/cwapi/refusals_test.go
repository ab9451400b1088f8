package cwapi_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cw "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// refusesAll makes calls that are refused, each with "Code: message" to the
// letter.
func (a *account) refusesAll(cases []refused) {
	a.t.Helper()
	for _, c := range cases {
		operation := strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%T", c.input), "*cloudwatch."), "Input")
		if got := a.refusal(operation, c.input); got != c.want {
			a.t.Errorf("%s\n got %s\nwant %s", operation, got, c.want)
		}
	}
}

type refused struct {
	input any
	want  string
}

func TestRefusalsOfAlarms(t *testing.T) {
	a := newAccount(t)
	type in = cw.PutMetricAlarmInput
	put := func(change func(*in)) *in {
		i := &in{
			AlarmName: aws.String("busy"), Namespace: aws.String("AWS/EC2"), MetricName: aws.String("CPUUtilization"), Statistic: "Average",
			Period: aws.Int32(60), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(80), ComparisonOperator: "GreaterThanThreshold",
		}
		change(i)
		return i
	}
	queries := func(metrics, expressions int) func(*in) {
		return func(i *in) {
			*i = in{AlarmName: i.AlarmName, EvaluationPeriods: i.EvaluationPeriods, Threshold: i.Threshold, ComparisonOperator: i.ComparisonOperator}
			for n := range metrics {
				q := cpu(fmt.Sprint("m", n), a.ids[0], "Average")
				q.ReturnData = aws.Bool(false)
				i.Metrics = append(i.Metrics, q)
			}
			for n := range expressions {
				i.Metrics = append(i.Metrics, types.MetricDataQuery{Id: aws.String(fmt.Sprint("e", n)), Expression: aws.String("m0"), ReturnData: aws.Bool(n == 0)})
			}
		}
	}
	tags := func(list ...types.Tag) func(*in) { return func(i *in) { i.Tags = list } }
	tag := func(key, value string) types.Tag { return types.Tag{Key: &key, Value: &value} }
	var many []types.Tag
	for i := range 51 {
		many = append(many, tag(fmt.Sprint("key", i), "v"))
	}
	composite := func(wait int32) *cw.PutCompositeAlarmInput {
		return &cw.PutCompositeAlarmInput{
			AlarmName: aws.String("both"), AlarmRule: aws.String("TRUE"), ActionsSuppressor: aws.String("busy"),
			ActionsSuppressorWaitPeriod: &wait, ActionsSuppressorExtensionPeriod: aws.Int32(0),
		}
	}
	a.refusesAll([]refused{
		{put(func(i *in) { i.MetricName = nil }), "ValidationError: An alarm must have a Namespace and a MetricName."},
		{put(func(i *in) { i.Statistic = "p99" }), "InvalidParameterValue: The value 'p99' for parameter Statistic is not supported."},
		{put(func(i *in) { i.AlarmActions = make([]string, 6) }), "InvalidParameterValue: An alarm can have at most 5 actions for a state."},
		{put(func(i *in) { i.EvaluateLowSampleCountPercentile = aws.String("ignore") }), "ValidationError: The parameter EvaluateLowSampleCountPercentile can be specified only with a percentile."},
		{put(queries(11, 1)), "ValidationError: The metrics list must not have more than 10 metrics."},
		{put(queries(1, 11)), "ValidationError: The metrics list must not have more than 10 expressions."},
		{put(tags(tag("k", "1"), tag("k", "2"))), "ValidationError: The parameter Tags has the key k more than once."},
		{put(tags(tag("k", strings.Repeat("v", 257)))), "ValidationError: The parameter Tags.member.1.Value must not be longer than 256 characters."},
		{put(tags(many...)), "ValidationError: The number of tags must not be greater than 50."},
		{composite(-1), "ValidationError: The periods of ActionsSuppressor must not be negative."},
		{composite(0), "ValidationError: Could not save the composite alarm as the alarm busy that suppresses its actions does not exist"},
		{&cw.DeleteAlarmsInput{AlarmNames: make([]string, 101)}, "InvalidParameterValue: The collection AlarmNames must not have a size greater than 100."},
		{&cw.DescribeAlarmHistoryInput{ScanBy: "Size"}, "InvalidParameterValue: The value Size for parameter ScanBy is not supported."},
		{&cw.DescribeAlarmHistoryInput{StartDate: aws.Time(a.Now()), EndDate: aws.Time(a.Now().Add(-time.Hour))}, "InvalidParameterValue: The parameter StartDate must be less than the parameter EndDate."},
	})
	if n := a.World.Alarms.Len(); n != 0 {
		t.Errorf("%d alarms after refusals", n)
	}
}

func TestRefusalsOfMetrics(t *testing.T) {
	a := newAccount(t)
	statistics := func(plain ...types.Statistic) *cw.GetMetricStatisticsInput {
		return &cw.GetMetricStatisticsInput{
			Namespace: aws.String("AWS/EC2"), MetricName: aws.String("CPUUtilization"), Period: aws.Int32(60), Statistics: plain,
			StartTime: aws.Time(a.Now().Add(-time.Hour)), EndTime: aws.Time(a.Now()),
		}
	}
	nameless := a.lastHour(cpu("one", a.ids[0], "Average"))
	nameless.MetricDataQueries[0].MetricStat.Metric.MetricName = nil
	page, order := a.lastHour(cpu("one", a.ids[0], "Average")), a.lastHour(cpu("one", a.ids[0], "Average"))
	page.MaxDatapoints, order.ScanBy = aws.Int32(100801), "Size"
	datum := func(d types.MetricDatum) *cw.PutMetricDataInput {
		return &cw.PutMetricDataInput{Namespace: aws.String("Shop"), MetricData: []types.MetricDatum{d}}
	}
	a.refusesAll([]refused{
		{statistics("p99"), "InvalidParameterValue: The value p99 for parameter Statistics is not supported."},
		{statistics("Sum", "Sum", "Sum", "Sum", "Sum", "Sum"), "InvalidParameterValue: The collection Statistics must not have a size greater than 5."},
		{nameless, "ValidationError: A MetricStat must have a Metric with a Namespace and a MetricName."},
		{page, "ValidationError: The value 100801 for parameter MaxDatapoints must be between 1 and 100800."},
		{order, "ValidationError: The value Size for parameter ScanBy is not supported."},
		{&cw.ListMetricsInput{RecentlyActive: "PT1H"}, "InvalidParameterValue: The value PT1H for parameter RecentlyActive is not supported."},
		{datum(types.MetricDatum{MetricName: aws.String(strings.Repeat("x", 256)), Value: aws.Float64(1)}), "InvalidParameterValue: The parameter MetricData.member.1.MetricName must be shorter than 256 characters."},
		{datum(types.MetricDatum{MetricName: aws.String("x"), Value: aws.Float64(1), Dimensions: []types.Dimension{{Name: aws.String(":n"), Value: aws.String("v")}}}),
			"InvalidParameterValue: The parameter MetricData.member.1.Dimensions.member.1.Name must be between 1 and 255 characters, and must not begin with a colon."},
		{datum(types.MetricDatum{MetricName: aws.String("x"), StatisticValues: &types.StatisticSet{Minimum: aws.Float64(2), Maximum: aws.Float64(1), Sum: aws.Float64(3), SampleCount: aws.Float64(2)}}),
			"InvalidParameterValue: The parameter MetricData.member.1.StatisticValues.Maximum must be greater than MetricData.member.1.StatisticValues.Minimum."},
	})
}
