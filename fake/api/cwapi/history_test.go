package cwapi_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cw "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

func (a *account) history(in cw.DescribeAlarmHistoryInput) []types.AlarmHistoryItem {
	a.t.Helper()
	return ask[cw.DescribeAlarmHistoryOutput](a, "DescribeAlarmHistory", &in).AlarmHistoryItems
}

func summaries(items []types.AlarmHistoryItem) []string {
	var list []string
	for _, i := range items {
		list = append(list, string(i.HistoryItemType)+": "+*i.HistorySummary)
	}
	return list
}

func (a *account) setState(name, state string) {
	a.t.Helper()
	ask[cw.SetAlarmStateOutput](a, "SetAlarmState", &cw.SetAlarmStateInput{AlarmName: &name, StateValue: types.StateValue(state), StateReason: aws.String("a test")})
}

// CLI/cloudwatch/describe-alarm-history.
func TestAlarmHistory(t *testing.T) {
	a := newAccount(t)
	ask[cw.PutMetricAlarmOutput](a, "PutMetricAlarm", a.alarmInput("quiet"))
	a.pass(2 * time.Minute)
	a.setState("quiet", "OK")
	ask[cw.PutMetricAlarmOutput](a, "PutMetricAlarm", a.alarmInput("quiet"))
	ask[cw.DeleteAlarmsOutput](a, "DeleteAlarms", &cw.DeleteAlarmsInput{AlarmNames: []string{"quiet"}})
	want := []string{
		`ConfigurationUpdate: Alarm "quiet" created`,
		"StateUpdate: Alarm updated from INSUFFICIENT_DATA to ALARM",
		"Action: Successfully executed action arn:aws:sns:us-west-2:123456789012:ops",
		"StateUpdate: Alarm updated from ALARM to OK",
		`ConfigurationUpdate: Alarm "quiet" updated`,
		`ConfigurationUpdate: Alarm "quiet" deleted`,
	}
	if got := summaries(a.history(cw.DescribeAlarmHistoryInput{ScanBy: types.ScanByTimestampAscending})); !slices.Equal(got, want) {
		t.Errorf("history:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	slices.Reverse(want)
	if got := summaries(a.history(cw.DescribeAlarmHistoryInput{})); !slices.Equal(got, want) {
		t.Errorf("the newest first is what is given unasked; %v", got)
	}
	update := a.history(cw.DescribeAlarmHistoryInput{HistoryItemType: types.HistoryItemTypeStateUpdate})[1]
	var data struct {
		Version            string
		OldState, NewState struct {
			StateValue, StateReason string
			StateReasonData         struct{ RecentDatapoints []float64 }
		}
	}
	if err := json.Unmarshal([]byte(*update.HistoryData), &data); err != nil {
		t.Fatal(err)
	}
	if data.Version != "1.0" || data.OldState.StateReason != "Unchecked: Initial alarm creation" || data.NewState.StateValue != "ALARM" ||
		len(data.NewState.StateReasonData.RecentDatapoints) != 2 || *update.AlarmName != "quiet" || update.AlarmType != "MetricAlarm" {
		t.Errorf("a change of state: %s", *update.HistoryData)
	}
	a.pass(31 * 24 * time.Hour)
	if got := a.history(cw.DescribeAlarmHistoryInput{}); len(got) != 0 {
		t.Errorf("after a month: %v", summaries(got))
	}
}

func TestAlarmHistoryFiltersAndPages(t *testing.T) {
	a := newAccount(t)
	for _, name := range []string{"one", "two"} {
		ask[cw.PutMetricAlarmOutput](a, "PutMetricAlarm", a.alarmInput(name))
	}
	a.pass(5 * time.Minute)
	noon := a.Now()
	a.pass(30 * time.Second)
	a.setState("one", "OK")
	for _, c := range []struct {
		name string
		in   cw.DescribeAlarmHistoryInput
		want int
	}{
		{"all", cw.DescribeAlarmHistoryInput{}, 7},
		{"of an alarm", cw.DescribeAlarmHistoryInput{AlarmName: aws.String("two")}, 3},
		{"of a type", cw.DescribeAlarmHistoryInput{HistoryItemType: types.HistoryItemTypeAction}, 2},
		{"since", cw.DescribeAlarmHistoryInput{StartDate: &noon}, 1},
		{"until", cw.DescribeAlarmHistoryInput{EndDate: &noon}, 6},
		{"of composite alarms", cw.DescribeAlarmHistoryInput{AlarmTypes: []types.AlarmType{types.AlarmTypeCompositeAlarm}}, 0},
		{"of an alarm that never was", cw.DescribeAlarmHistoryInput{AlarmName: aws.String("three")}, 0},
	} {
		if got := a.history(c.in); len(got) != c.want {
			t.Errorf("%s: %v, want %d", c.name, summaries(got), c.want)
		}
	}
	in := &cw.DescribeAlarmHistoryInput{MaxRecords: aws.Int32(3)}
	var paged []types.AlarmHistoryItem
	for pages := 1; ; pages++ {
		out := ask[cw.DescribeAlarmHistoryOutput](a, "DescribeAlarmHistory", in)
		paged = append(paged, out.AlarmHistoryItems...)
		if in.NextToken = out.NextToken; in.NextToken == nil {
			if pages != 3 {
				t.Errorf("7 entries came in %d pages of 3", pages)
			}
			break
		}
	}
	if !slices.Equal(summaries(paged), summaries(a.history(cw.DescribeAlarmHistoryInput{}))) {
		t.Error("pages differ from the whole")
	}
}

func TestActionsThatFailAreInTheHistory(t *testing.T) {
	a := newAccount(t)
	in := a.alarmInput("fleet")
	in.AlarmActions, in.Dimensions = []string{"arn:aws:automate:us-west-2:ec2:stop"}, nil
	ask[cw.PutMetricAlarmOutput](a, "PutMetricAlarm", in)
	a.setState("fleet", "ALARM")
	got := a.history(cw.DescribeAlarmHistoryInput{HistoryItemType: types.HistoryItemTypeAction})
	if want := `Failed to execute action arn:aws:automate:us-west-2:ec2:stop. Received error: "The alarm does not watch an instance."`; len(got) != 1 || *got[0].HistorySummary != want {
		t.Errorf("%v", summaries(got))
	}
}

// CW/AlarmThatSendsEmail: periods of 10, 20 and 30 seconds are looked at every
// ten seconds.
func TestShortPeriodsAreEvaluatedEveryTenSeconds(t *testing.T) {
	for _, period := range []int32{10, 20, 30} {
		a := newAccount(t)
		ask[cw.PutMetricAlarmOutput](a, "PutMetricAlarm", &cw.PutMetricAlarmInput{
			AlarmName: aws.String("orders"), Namespace: aws.String("Shop"), MetricName: aws.String("Orders"), Dimensions: shop("web"), Statistic: "Sum", Period: &period,
			EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(5), ComparisonOperator: "GreaterThanThreshold", TreatMissingData: aws.String("notBreaching"),
		})
		a.pass(20 * time.Second)
		if m := a.alarms(cw.DescribeAlarmsInput{})[0]; m.StateValue != "OK" {
			t.Fatalf("period %d: without data %s", period, m.StateValue)
		}
		many := orders(6)
		many.StorageResolution = aws.Int32(1)
		ask[cw.PutMetricDataOutput](a, "PutMetricData", put(many))
		a.pass(10 * time.Second)
		if m := a.alarms(cw.DescribeAlarmsInput{})[0]; m.StateValue != "ALARM" || !m.StateUpdatedTimestamp.Equal(a.Now()) {
			t.Errorf("period %d: ten seconds after the orders %s since %s", period, m.StateValue, m.StateUpdatedTimestamp)
		}
		ask[cw.DeleteAlarmsOutput](a, "DeleteAlarms", &cw.DeleteAlarmsInput{AlarmNames: []string{"orders"}})
		a.pass(time.Minute)
		for _, p := range a.World.Queue {
			if p.Kind == "minute" || p.Kind == "ten seconds" {
				t.Errorf("period %d: there is no alarm, but somebody looks every %s", period, p.Kind)
			}
		}
	}
}

func TestTagsOfAlarms(t *testing.T) {
	a := newAccount(t)
	in := a.alarmInput("quiet")
	in.Tags = []types.Tag{{Key: aws.String("team"), Value: aws.String("web")}}
	ask[cw.PutMetricAlarmOutput](a, "PutMetricAlarm", in)
	arn := aws.String("arn:aws:cloudwatch:us-west-2:123456789012:alarm:quiet")
	ask[cw.TagResourceOutput](a, "TagResource", &cw.TagResourceInput{ResourceARN: arn, Tags: []types.Tag{
		{Key: aws.String("team"), Value: aws.String("ops")}, {Key: aws.String("tier"), Value: aws.String("1")},
	}})
	tags := func() string {
		var list []string
		for _, tag := range ask[cw.ListTagsForResourceOutput](a, "ListTagsForResource", &cw.ListTagsForResourceInput{ResourceARN: arn}).Tags {
			list = append(list, *tag.Key+"="+*tag.Value)
		}
		return strings.Join(list, " ")
	}
	if got := tags(); got != "team=ops tier=1" {
		t.Errorf("tags: %s", got)
	}
	ask[cw.UntagResourceOutput](a, "UntagResource", &cw.UntagResourceInput{ResourceARN: arn, TagKeys: []string{"team", "none"}})
	if got := tags(); got != "tier=1" {
		t.Errorf("tags: %s", got)
	}
	for _, c := range []struct {
		operation string
		input     any
		want      string
	}{
		{"ListTagsForResource", &cw.ListTagsForResourceInput{ResourceARN: aws.String("arn:aws:cloudwatch:us-west-2:123456789012:alarm:none")}, "ResourceNotFoundException: Resource arn:aws:cloudwatch:us-west-2:123456789012:alarm:none not found"},
		{"TagResource", &cw.TagResourceInput{ResourceARN: arn, Tags: []types.Tag{{Key: aws.String("aws:x"), Value: aws.String("")}}}, "ValidationError: The value aws:x for parameter Tags.member.1.Key is invalid."},
		{"DescribeAlarmHistory", &cw.DescribeAlarmHistoryInput{MaxRecords: aws.Int32(101)}, "InvalidParameterValue: The parameter MaxRecords must be between 1 and 100."},
		{"DescribeAlarmHistory", &cw.DescribeAlarmHistoryInput{NextToken: aws.String("?")}, "InvalidNextToken: The token '?' is invalid."},
		{"DescribeAlarmHistory", &cw.DescribeAlarmHistoryInput{HistoryItemType: "Gossip"}, "InvalidParameterValue: The value Gossip for parameter HistoryItemType is not supported."},
	} {
		if got := a.refusal(c.operation, c.input); got != c.want {
			t.Errorf("%s: %q, want %q", c.operation, got, c.want)
		}
	}
}

// BC:cloudwatch.PutMetricAlarm, EvaluateLowSampleCountPercentile: p90 needs a
// hundred samples.
func TestPercentilesOfFewSamplesCanBeIgnored(t *testing.T) {
	for _, c := range []struct {
		option  string
		samples float64
		want    types.StateValue
	}{{"ignore", 10, "INSUFFICIENT_DATA"}, {"ignore", 100, "ALARM"}, {"evaluate", 10, "ALARM"}} {
		a := newAccount(t)
		in := &cw.PutMetricAlarmInput{
			AlarmName: aws.String("orders"), Namespace: aws.String("Shop"), MetricName: aws.String("Orders"), Dimensions: shop("web"), ExtendedStatistic: aws.String("p90"),
			Period: aws.Int32(60), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(5), ComparisonOperator: "GreaterThanThreshold",
			EvaluateLowSampleCountPercentile: &c.option,
		}
		ask[cw.PutMetricAlarmOutput](a, "PutMetricAlarm", in)
		many := orders(0)
		many.Value, many.Values, many.Counts = nil, []float64{9}, []float64{c.samples}
		ask[cw.PutMetricDataOutput](a, "PutMetricData", put(many))
		a.pass(time.Minute)
		if m := a.alarms(cw.DescribeAlarmsInput{})[0]; m.StateValue != c.want || *m.EvaluateLowSampleCountPercentile != c.option {
			t.Errorf("%s with %v samples: %s, want %s", c.option, c.samples, m.StateValue, c.want)
		}
		in.EvaluateLowSampleCountPercentile = aws.String("guess")
		if got := a.refusal("PutMetricAlarm", in); !strings.HasPrefix(got, "ValidationError: Option guess for parameter EvaluateLowSampleCountPercentile is not supported.") {
			t.Errorf("%q", got)
		}
	}
}

// A month of history is kept, and little more, however long the world runs.
func TestAlarmHistoryStaysBounded(t *testing.T) {
	a := withChildren(t, "cpu")
	for range 60 * 24 / 2 {
		a.setState("cpu", "ALARM")
		a.pass(time.Hour)
		a.setState("cpu", "OK")
		a.pass(time.Hour)
	}
	const month = 30*24 + 30*12 // changes of state, and an action for each ALARM
	if n := len(a.World.AlarmHistory); n < month || n > month*8/7+8 {
		t.Errorf("%d entries are kept, want about %d", n, month)
	}
}
