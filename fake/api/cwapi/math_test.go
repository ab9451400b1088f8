package cwapi_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cw "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

func expression(id, text string) types.MetricDataQuery {
	return types.MetricDataQuery{Id: &id, Expression: &text}
}

// shopMetric is a query for the sum of a metric of one minute.
func shopMetric(id, name string, returned bool) types.MetricDataQuery {
	return types.MetricDataQuery{Id: &id, ReturnData: &returned, MetricStat: &types.MetricStat{
		Metric: &types.Metric{Namespace: aws.String("Shop"), MetricName: &name}, Period: aws.Int32(60), Stat: aws.String("Sum"),
	}}
}

// sell puts a number of orders, and how many of them failed.
func (a *account) sell(orders, failed float64) {
	a.t.Helper()
	ask[cw.PutMetricDataOutput](a, "PutMetricData", put(
		types.MetricDatum{MetricName: aws.String("Orders"), Value: &orders}, types.MetricDatum{MetricName: aws.String("Failed"), Value: &failed},
	))
}

// CW/using-metric-math.
func TestMetricMath(t *testing.T) {
	a := newAccount(t)
	for i := range 3 {
		a.sell(10, float64(i))
		a.pass(time.Minute)
	}
	for _, c := range []struct {
		expression string
		want       []float64 // newest first
	}{
		{"100*failed/orders", []float64{20, 10, 0}},
		{"orders", []float64{10, 10, 10}},
		{"orders - failed", []float64{8, 9, 10}},
		{"SUM(METRICS())", []float64{12, 11, 10}},
		{"rate * 2", []float64{40, 20, 0}},
	} {
		in := a.lastHour(expression("e", c.expression), shopMetric("orders", "Orders", false), shopMetric("failed", "Failed", false), expression("rate", "100*failed/orders"))
		in.MetricDataQueries[3].ReturnData = aws.Bool(false)
		out := ask[cw.GetMetricDataOutput](a, "GetMetricData", in)
		if len(out.MetricDataResults) != 1 || !slices.Equal(out.MetricDataResults[0].Values, c.want) {
			t.Errorf("%s: %+v, want %v", c.expression, out.MetricDataResults, c.want)
		}
	}
	several := a.lastHour(expression("all", "METRICS()"), shopMetric("orders", "Orders", true), shopMetric("failed", "Failed", false))
	var ids []string
	for _, r := range ask[cw.GetMetricDataOutput](a, "GetMetricData", several).MetricDataResults {
		ids = append(ids, *r.Id)
	}
	if !slices.Equal(ids, []string{"all", "all", "orders"}) {
		t.Errorf("an array gives a result for each of its series: %v", ids)
	}
}

func TestMetricMathRefusals(t *testing.T) {
	a := newAccount(t)
	both := shopMetric("m", "Orders", true)
	both.Expression = aws.String("1")
	double := shopMetric("m", "Orders", true)
	double.Period = aws.Int32(60)
	for _, c := range []struct {
		queries []types.MetricDataQuery
		want    string
	}{
		{[]types.MetricDataQuery{both}, "ValidationError: The parameters MetricDataQueries.member.1.Expression and MetricDataQueries.member.1.MetricStat are mutually exclusive and you have specified both."},
		{[]types.MetricDataQuery{double}, "ValidationError: The parameters MetricDataQueries.member.1.Period and MetricDataQueries.member.1.MetricStat are mutually exclusive and you have specified both."},
		{[]types.MetricDataQuery{{Id: aws.String("m")}}, "ValidationError: The parameter MetricDataQueries.member.1.MetricStat is required."},
		{[]types.MetricDataQuery{expression("e", "")}, "ValidationError: The parameter MetricDataQueries.member.1.Expression must be between 1 and 2048 characters."},
		{[]types.MetricDataQuery{expression("e", "m1 +")}, "ValidationError: Error in expression at character 5: a number, an id, a function or a parenthesis is expected, not the end"},
		{[]types.MetricDataQuery{expression("e", "f"), expression("f", "e")}, "ValidationError: Error in expression 'e': it depends on itself: e > f > e"},
		{[]types.MetricDataQuery{shopMetric("m", "Orders", true), expression("e", "ANOMALY_DETECTION_BAND(m)")}, "ValidationError: Error in expression at character 1: ANOMALY_DETECTION_BAND is not supported here: a band needs the model that CloudWatch trains on two weeks of the metric"},
		{[]types.MetricDataQuery{shopMetric("m", "Orders", false)}, "ValidationError: At least one query must return data."},
	} {
		if got := a.refusal("GetMetricData", a.lastHour(c.queries...)); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func mathAlarm(queries ...types.MetricDataQuery) *cw.PutMetricAlarmInput {
	return &cw.PutMetricAlarmInput{
		AlarmName: aws.String("failures"), Metrics: queries, EvaluationPeriods: aws.Int32(2), Threshold: aws.Float64(5), ComparisonOperator: "GreaterThanThreshold",
	}
}

func TestAlarmsOnMetricMath(t *testing.T) {
	a := newAccount(t)
	ask[cw.PutMetricAlarmOutput](a, "PutMetricAlarm",
		mathAlarm(expression("rate", "100*failed/orders"), shopMetric("orders", "Orders", false), shopMetric("failed", "Failed", false)))
	for range 3 {
		a.sell(10, 2)
		a.pass(time.Minute)
	}
	m := a.alarms(cw.DescribeAlarmsInput{})[0]
	if m.StateValue != "ALARM" || !strings.HasPrefix(*m.StateReason, "Threshold Crossed: 2 datapoints [20.0 (") || strings.Contains(*m.StateReasonData, "statistic") {
		t.Errorf("%s, %s, %s", m.StateValue, *m.StateReason, *m.StateReasonData)
	}
	if m.Namespace != nil || m.MetricName != nil || m.Period != nil || len(m.Metrics) != 3 || *m.Metrics[0].Expression != "100*failed/orders" || *m.Metrics[1].MetricStat.Stat != "Sum" {
		t.Errorf("described: %+v", m)
	}
	for range 3 {
		a.sell(10, 0)
		a.pass(time.Minute)
	}
	if m := a.alarms(cw.DescribeAlarmsInput{})[0]; m.StateValue != "OK" {
		t.Errorf("without failures: %s, %s", m.StateValue, *m.StateReason)
	}
	for _, c := range []struct {
		in   *cw.PutMetricAlarmInput
		want string
	}{
		{mathAlarm(shopMetric("a", "Orders", true), shopMetric("b", "Failed", true)), "ValidationError: Exactly one element of the metrics list should return data."},
		{mathAlarm(expression("e", "TIME_SERIES(1)")), "ValidationError: The metrics list must have a metric."},
		{mathAlarm(shopMetric("a", "Orders", false), expression("e", "a +")), "ValidationError: Error in expression at character 4: a number, an id, a function or a parenthesis is expected, not the end"},
		{mathAlarm(shopMetric("a", "Orders", false), expression("e", "b")), "ValidationError: Error in expression 'e': there is no metric or expression with the id 'b'"},
	} {
		if got := a.refusal("PutMetricAlarm", c.in); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
