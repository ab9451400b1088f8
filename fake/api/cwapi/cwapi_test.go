package cwapi_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cw "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"fleetglass/fake/api"
	"fleetglass/fake/api/cwapi"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/scaling"
	"fleetglass/fake/sim/telemetry"
	"fleetglass/fake/world"
)

// account is a new account with two instances that have run for two hours,
// with detailed monitoring.
type account struct {
	*sim.Kernel
	t   *testing.T
	mux *api.Mux
	ids []string
}

func newAccount(t *testing.T) *account {
	t.Helper()
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	a := &account{t: t, mux: api.NewMux(), Kernel: sim.New(&world.World{
		Account: "123456789012", Region: "us-west-2", Seed: 7, Born: start, Now: start, Random: world.Random{Hi: 7, Lo: 1},
	})}
	c := compute.New(a.Kernel)
	b := balancing.New(a.Kernel, c)
	m := telemetry.New(a.Kernel, c, b)
	cwapi.Register(a.mux, a.Kernel, m, scaling.New(a.Kernel, c, b, m))
	net := compute.DefaultNetwork(a.Kernel)
	launched, err := c.Launch(compute.Order{Count: 2, Settings: world.LaunchSettings{Image: net.Images.AmazonLinux2023, Type: "t3.micro", Monitoring: true}})
	if err != nil {
		t.Fatal(err)
	}
	for _, in := range launched {
		a.ids = append(a.ids, in.ID)
	}
	a.pass(2 * time.Hour)
	return a
}

func (a *account) pass(d time.Duration) { a.Advance(a.Now().Add(d)) }

func ask[O any](a *account, operation string, input any) *O {
	a.t.Helper()
	out, err := a.mux.Call(context.Background(), "cloudwatch", operation, input)
	if err != nil {
		a.t.Fatalf("%s: %v", operation, err)
	}
	return out.(*O)
}

func (a *account) refusal(operation string, input any) string {
	_, err := a.mux.Call(context.Background(), "cloudwatch", operation, input)
	var e *awserr.Error
	if errors.As(err, &e) {
		return e.Code + ": " + e.Message
	}
	return fmt.Sprint(err)
}

func instance(id string) []types.Dimension {
	return []types.Dimension{{Name: aws.String("InstanceId"), Value: &id}}
}

func cpu(id, instanceID, statistic string) types.MetricDataQuery {
	return types.MetricDataQuery{Id: &id, MetricStat: &types.MetricStat{
		Metric: &types.Metric{Namespace: aws.String("AWS/EC2"), MetricName: aws.String("CPUUtilization"), Dimensions: instance(instanceID)},
		Period: aws.Int32(60), Stat: &statistic,
	}}
}

// lastHour is a request for the last hour.
func (a *account) lastHour(queries ...types.MetricDataQuery) *cw.GetMetricDataInput {
	return &cw.GetMetricDataInput{StartTime: aws.Time(a.Now().Add(-time.Hour)), EndTime: aws.Time(a.Now()), MetricDataQueries: queries}
}

func TestGetMetricData(t *testing.T) {
	a := newAccount(t)
	out := ask[cw.GetMetricDataOutput](a, "GetMetricData", a.lastHour(cpu("one", a.ids[0], "Average"), cpu("two", a.ids[1], "p90"), cpu("none", "i-0", "Sum")))
	for i, want := range []struct {
		id string
		n  int
	}{{"one", 60}, {"two", 60}, {"none", 0}} {
		r := out.MetricDataResults[i]
		if *r.Id != want.id || len(r.Values) != want.n || len(r.Timestamps) != want.n || r.StatusCode != "Complete" || *r.Label != "CPUUtilization" {
			t.Errorf("%s: %d points, %s, label %s", *r.Id, len(r.Values), r.StatusCode, *r.Label)
		}
	}
	newest := out.MetricDataResults[0]
	if !newest.Timestamps[0].After(newest.Timestamps[1]) {
		t.Error("TimestampDescending is the default")
	}
	in := a.lastHour(cpu("one", a.ids[0], "Average"))
	in.ScanBy = types.ScanByTimestampAscending
	oldest := ask[cw.GetMetricDataOutput](a, "GetMetricData", in).MetricDataResults[0]
	slices.Reverse(oldest.Values)
	if !slices.Equal(oldest.Values, newest.Values) {
		t.Error("the order changes the values")
	}
}

func TestGetMetricDataComesInPages(t *testing.T) {
	a := newAccount(t)
	in := a.lastHour(cpu("one", a.ids[0], "Average"), cpu("two", a.ids[1], "Average"))
	whole := ask[cw.GetMetricDataOutput](a, "GetMetricData", in)
	in.MaxDatapoints = aws.Int32(50)
	got := map[string][]float64{}
	for pages := 1; ; pages++ {
		out := ask[cw.GetMetricDataOutput](a, "GetMetricData", in)
		for _, r := range out.MetricDataResults {
			got[*r.Id] = append(got[*r.Id], r.Values...)
		}
		if in.NextToken = out.NextToken; in.NextToken == nil {
			if pages != 3 {
				t.Errorf("120 points came in %d pages of 50", pages)
			}
			break
		}
	}
	for _, r := range whole.MetricDataResults {
		if !slices.Equal(got[*r.Id], r.Values) {
			t.Errorf("%s: pages differ from the whole", *r.Id)
		}
	}
}

func TestGetMetricStatistics(t *testing.T) {
	a := newAccount(t)
	in := &cw.GetMetricStatisticsInput{
		Namespace: aws.String("AWS/EC2"), MetricName: aws.String("CPUUtilization"), Dimensions: instance(a.ids[0]), Period: aws.Int32(300),
		StartTime: aws.Time(a.Now().Add(-time.Hour)), EndTime: aws.Time(a.Now()), Statistics: []types.Statistic{"Average", "Maximum", "SampleCount"},
	}
	out := ask[cw.GetMetricStatisticsOutput](a, "GetMetricStatistics", in)
	if len(out.Datapoints) != 12 || *out.Label != "CPUUtilization" {
		t.Fatalf("%d datapoints of %s", len(out.Datapoints), *out.Label)
	}
	for _, d := range out.Datapoints {
		if *d.SampleCount != 5 || *d.Maximum < *d.Average || d.Minimum != nil || d.Unit != "Percent" {
			t.Errorf("datapoint %+v", d)
		}
	}
	in.Statistics, in.ExtendedStatistics = nil, []string{"p50"}
	if d := ask[cw.GetMetricStatisticsOutput](a, "GetMetricStatistics", in).Datapoints; len(d) != 12 || d[0].ExtendedStatistics["p50"] == 0 {
		t.Errorf("percentiles: %+v", d)
	}
}

func TestListMetrics(t *testing.T) {
	a := newAccount(t)
	for _, c := range []struct {
		name string
		in   cw.ListMetricsInput
		want int
	}{
		{"by name", cw.ListMetricsInput{Namespace: aws.String("AWS/EC2"), MetricName: aws.String("CPUUtilization")}, 3}, // two instances and their type
		{"by a dimension's name", cw.ListMetricsInput{MetricName: aws.String("CPUUtilization"), Dimensions: []types.DimensionFilter{{Name: aws.String("InstanceId")}}}, 2},
		{"by a dimension", cw.ListMetricsInput{Dimensions: []types.DimensionFilter{{Name: aws.String("InstanceId"), Value: &a.ids[0]}}, RecentlyActive: "PT3H"}, 8},
		{"another namespace", cw.ListMetricsInput{Namespace: aws.String("AWS/RDS")}, 0},
	} {
		if got := len(ask[cw.ListMetricsOutput](a, "ListMetrics", &c.in).Metrics); got != c.want {
			t.Errorf("%s: %d metrics, want %d", c.name, got, c.want)
		}
	}
}

func (a *account) alarmInput(name string) *cw.PutMetricAlarmInput {
	return &cw.PutMetricAlarmInput{
		AlarmName: &name, Namespace: aws.String("AWS/EC2"), MetricName: aws.String("CPUUtilization"), Dimensions: instance(a.ids[0]), Statistic: "Average",
		Period: aws.Int32(60), EvaluationPeriods: aws.Int32(2), Threshold: aws.Float64(50), ComparisonOperator: "LessThanThreshold",
		AlarmActions: []string{"arn:aws:sns:us-west-2:123456789012:ops"}, TreatMissingData: aws.String("breaching"),
	}
}

func (a *account) alarms(in cw.DescribeAlarmsInput) []types.MetricAlarm {
	a.t.Helper()
	return ask[cw.DescribeAlarmsOutput](a, "DescribeAlarms", &in).MetricAlarms
}

func TestAlarmsFromMakingToDeleting(t *testing.T) {
	a := newAccount(t)
	ask[cw.PutMetricAlarmOutput](a, "PutMetricAlarm", a.alarmInput("quiet"))
	m := a.alarms(cw.DescribeAlarmsInput{})[0]
	if m.StateValue != "INSUFFICIENT_DATA" || *m.StateReason != "Unchecked: Initial alarm creation" || *m.AlarmArn != "arn:aws:cloudwatch:us-west-2:123456789012:alarm:quiet" ||
		!*m.ActionsEnabled || m.Statistic != "Average" || *m.Period != 60 || *m.TreatMissingData != "breaching" || *m.Dimensions[0].Value != a.ids[0] {
		t.Errorf("new alarm: %+v", m)
	}
	a.pass(2 * time.Minute)
	if m := a.alarms(cw.DescribeAlarmsInput{AlarmNames: []string{"quiet"}})[0]; m.StateValue != "ALARM" || !strings.HasPrefix(*m.StateReason, "Threshold Crossed: 2 datapoints [") {
		t.Errorf("idle below the threshold: %s, %s", m.StateValue, *m.StateReason)
	}
	ask[cw.SetAlarmStateOutput](a, "SetAlarmState", &cw.SetAlarmStateInput{AlarmName: aws.String("quiet"), StateValue: "OK", StateReason: aws.String("a test")})
	if m := a.alarms(cw.DescribeAlarmsInput{StateValue: "OK"}); len(m) != 1 || *m[0].StateReason != "a test" {
		t.Errorf("set by hand: %+v", m)
	}
	ask[cw.DisableAlarmActionsOutput](a, "DisableAlarmActions", &cw.DisableAlarmActionsInput{AlarmNames: []string{"quiet"}})
	if *a.alarms(cw.DescribeAlarmsInput{})[0].ActionsEnabled {
		t.Error("actions are still enabled")
	}
	ask[cw.EnableAlarmActionsOutput](a, "EnableAlarmActions", &cw.EnableAlarmActionsInput{AlarmNames: []string{"quiet"}})
	if !*a.alarms(cw.DescribeAlarmsInput{})[0].ActionsEnabled {
		t.Error("actions are still disabled")
	}
	ask[cw.DeleteAlarmsOutput](a, "DeleteAlarms", &cw.DeleteAlarmsInput{AlarmNames: []string{"none", "quiet"}}) // BC:cloudwatch.DeleteAlarms: a wrong name does not keep the others
	if n := len(a.alarms(cw.DescribeAlarmsInput{})); n != 0 {
		t.Errorf("%d alarms are left", n)
	}
}

func TestDescribeAlarms(t *testing.T) {
	a := newAccount(t)
	for _, name := range []string{"web-low", "web-high", "db"} {
		in := a.alarmInput(name)
		if name == "db" {
			in.AlarmActions, in.Dimensions = []string{"arn:aws:automate:us-west-2:ec2:stop"}, instance(a.ids[1])
		}
		ask[cw.PutMetricAlarmOutput](a, "PutMetricAlarm", in)
	}
	for _, c := range []struct {
		name string
		in   cw.DescribeAlarmsInput
		want []string
	}{
		{"all, by name", cw.DescribeAlarmsInput{}, []string{"db", "web-high", "web-low"}},
		{"by prefix", cw.DescribeAlarmsInput{AlarmNamePrefix: aws.String("web-")}, []string{"web-high", "web-low"}},
		{"by action", cw.DescribeAlarmsInput{ActionPrefix: aws.String("arn:aws:automate")}, []string{"db"}},
		{"by state", cw.DescribeAlarmsInput{StateValue: "ALARM"}, nil},
		{"composite ones", cw.DescribeAlarmsInput{AlarmTypes: []types.AlarmType{"CompositeAlarm"}}, nil},
		{"one page", cw.DescribeAlarmsInput{MaxRecords: aws.Int32(1)}, []string{"db"}},
	} {
		var got []string
		for _, m := range a.alarms(c.in) {
			got = append(got, *m.AlarmName)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	on := ask[cw.DescribeAlarmsForMetricOutput](a, "DescribeAlarmsForMetric", &cw.DescribeAlarmsForMetricInput{
		Namespace: aws.String("AWS/EC2"), MetricName: aws.String("CPUUtilization"), Dimensions: instance(a.ids[1]),
	}).MetricAlarms
	if len(on) != 1 || *on[0].AlarmName != "db" {
		t.Errorf("alarms on the metric: %+v", on)
	}
}

// CW/cloudwatch_limits and the error tables of BC:cloudwatch.
func TestRefusals(t *testing.T) {
	a := newAccount(t)
	statistics := func(change func(*cw.GetMetricStatisticsInput)) *cw.GetMetricStatisticsInput {
		in := &cw.GetMetricStatisticsInput{
			Namespace: aws.String("AWS/EC2"), MetricName: aws.String("CPUUtilization"), Period: aws.Int32(60),
			StartTime: aws.Time(a.Now().Add(-time.Hour)), EndTime: aws.Time(a.Now()), Statistics: []types.Statistic{"Average"},
		}
		change(in)
		return in
	}
	alarm := func(change func(*cw.PutMetricAlarmInput)) *cw.PutMetricAlarmInput {
		in := a.alarmInput("a")
		change(in)
		return in
	}
	for _, c := range []struct {
		operation string
		input     any
		want      string
	}{
		{"GetMetricData", a.lastHour(), "ValidationError: The collection MetricDataQueries must not have a size less than 1."},
		{"GetMetricData", a.lastHour(make([]types.MetricDataQuery, 501)...), "ValidationError: The collection MetricDataQueries must not have a size greater than 500."},
		{"GetMetricData", a.lastHour(cpu("one", "i-0", "Average"), cpu("one", "i-1", "Average")), "ValidationError: The values for parameter id in MetricDataQueries are not unique."},
		{"GetMetricData", a.lastHour(cpu("One", "i-0", "Average")), "ValidationError: The value One for parameter MetricDataQueries.member.1.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$."},
		{"GetMetricData", a.lastHour(cpu("one", "i-0", "Median")), "ValidationError: The value Median for parameter Stat is not supported."},
		{"GetMetricData", a.lastHour(types.MetricDataQuery{Id: aws.String("e"), Expression: aws.String("m1/2")}), "ValidationError: Error in expression 'e': there is no metric or expression with the id 'm1'"},
		{"GetMetricStatistics", statistics(func(in *cw.GetMetricStatisticsInput) { in.StartTime = aws.Time(in.EndTime.Add(-25 * time.Hour)) }),
			"InvalidParameterCombination: You have requested up to 1500 datapoints, which exceeds the limit of 1440. You may reduce the datapoints requested by increasing Period, or decreasing the time range."},
		{"GetMetricStatistics", statistics(func(in *cw.GetMetricStatisticsInput) { in.ExtendedStatistics = []string{"p90"} }), "InvalidParameterCombination: The parameters Statistics and ExtendedStatistics cannot be specified together."},
		{"GetMetricStatistics", statistics(func(in *cw.GetMetricStatisticsInput) { in.Statistics = nil }), "MissingParameter: The parameter Statistics is required."},
		{"GetMetricStatistics", statistics(func(in *cw.GetMetricStatisticsInput) { in.StartTime = in.EndTime }), "InvalidParameterValue: The parameter StartTime must be less than the parameter EndTime."},
		{"GetMetricStatistics", statistics(func(in *cw.GetMetricStatisticsInput) { in.Period = aws.Int32(90) }), "InvalidParameterValue: The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60."},
		{"PutMetricAlarm", alarm(func(in *cw.PutMetricAlarmInput) { in.Statistic = "" }), "ValidationError: Exactly one of Statistic and ExtendedStatistic must be specified."},
		{"PutMetricAlarm", alarm(func(in *cw.PutMetricAlarmInput) { in.ExtendedStatistic = aws.String("p90") }), "ValidationError: Exactly one of Statistic and ExtendedStatistic must be specified."},
		{"PutMetricAlarm", alarm(func(in *cw.PutMetricAlarmInput) { in.EvaluationPeriods = aws.Int32(1441) }),
			"ValidationError: Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400)."},
		{"PutMetricAlarm", alarm(func(in *cw.PutMetricAlarmInput) { in.DatapointsToAlarm = aws.Int32(3) }), "ValidationError: DatapointsToAlarm must be between 1 and EvaluationPeriods"},
		{"PutMetricAlarm", alarm(func(in *cw.PutMetricAlarmInput) { in.Metrics = []types.MetricDataQuery{{}} }), "ValidationError: The parameter Metrics cannot be specified together with Namespace, MetricName, Dimensions, Period, Unit, Statistic or ExtendedStatistic."},
		{"PutMetricAlarm", alarm(func(in *cw.PutMetricAlarmInput) { in.ThresholdMetricId = aws.String("m") }), "ValidationError: The parameter ThresholdMetricId is not available in this engine."},
		{"SetAlarmState", &cw.SetAlarmStateInput{AlarmName: aws.String("none"), StateValue: "OK", StateReason: aws.String("")}, "ResourceNotFound: Alarm none not found"},
		{"SetAlarmState", &cw.SetAlarmStateInput{AlarmName: aws.String("none"), StateValue: "FINE", StateReason: aws.String("")}, "ValidationError: 1 validation error detected: Value 'FINE' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]"},
		{"DescribeAlarms", &cw.DescribeAlarmsInput{AlarmNames: []string{"a"}, AlarmNamePrefix: aws.String("a")}, "InvalidParameterCombination: The parameters AlarmNames and AlarmNamePrefix cannot be specified together."},
		{"ListMetrics", &cw.ListMetricsInput{NextToken: aws.String("?")}, "InvalidNextToken: The token '?' is invalid."},
	} {
		if got := a.refusal(c.operation, c.input); got != c.want {
			t.Errorf("%s: %q, want %q", c.operation, got, c.want)
		}
	}
	if a.World.Alarms.Len() != 0 {
		t.Error("a refused alarm was made")
	}
}
