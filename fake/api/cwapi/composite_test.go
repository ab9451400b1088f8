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

// withChildren is an account with metric alarms that stay in the state in
// which they are set.
func withChildren(t *testing.T, names ...string) *account {
	t.Helper()
	a := newAccount(t)
	for _, name := range names {
		in := a.alarmInput(name)
		in.Namespace, in.TreatMissingData = aws.String("Nothing"), aws.String("ignore")
		ask[cw.PutMetricAlarmOutput](a, "PutMetricAlarm", in)
		a.setState(name, "OK")
	}
	return a
}

func compositeInput(name, rule string) *cw.PutCompositeAlarmInput {
	return &cw.PutCompositeAlarmInput{AlarmName: &name, AlarmRule: &rule, AlarmActions: []string{"arn:aws:sns:us-west-2:123456789012:ops"}}
}

func (a *account) composite(name string) types.CompositeAlarm {
	a.t.Helper()
	a.Settle()
	out := ask[cw.DescribeAlarmsOutput](a, "DescribeAlarms", &cw.DescribeAlarmsInput{AlarmNames: []string{name}, AlarmTypes: []types.AlarmType{types.AlarmTypeCompositeAlarm}})
	if len(out.CompositeAlarms) != 1 {
		a.t.Fatalf("%d composite alarms %s", len(out.CompositeAlarms), name)
	}
	return out.CompositeAlarms[0]
}

// CW/Create_Composite_Alarm, CW/cloudwatch-and-eventbridge.
func TestCompositeAlarms(t *testing.T) {
	const arn = "arn:aws:cloudwatch:us-west-2:123456789012:alarm:"
	a := withChildren(t, "cpu", "disk")
	ask[cw.PutCompositeAlarmOutput](a, "PutCompositeAlarm", compositeInput("site", "ALARM(cpu) AND NOT ALARM(disk)"))
	if c := a.composite("site"); c.StateValue != "OK" || *c.StateReason != arn+"site was created and its alarm rule evaluates to OK" || *c.AlarmRule != "ALARM(cpu) AND NOT ALARM(disk)" {
		t.Errorf("new: %s, %s", c.StateValue, *c.StateReason)
	}
	ask[cw.PutCompositeAlarmOutput](a, "PutCompositeAlarm", compositeInput("top", "ALARM("+arn+"site)"))
	a.pass(time.Minute)
	a.setState("cpu", "ALARM")
	if c := a.composite("site"); c.StateValue != "ALARM" || *c.StateReason != arn+"cpu transitioned to ALARM at Monday 02 March, 2026 11:01:00 UTC" ||
		!strings.HasPrefix(*c.StateReasonData, `{"triggeringAlarms":[{"arn":"`+arn+`cpu"`) {
		t.Errorf("a child in ALARM: %s, %s", c.StateValue, *c.StateReason)
	}
	if c := a.composite("top"); c.StateValue != "ALARM" {
		t.Errorf("the alarm above: %s", c.StateValue)
	}
	a.setState("disk", "ALARM")
	if c := a.composite("top"); c.StateValue != "OK" {
		t.Errorf("the alarm above: %s", c.StateValue)
	}
	want := []string{
		`ConfigurationUpdate: Alarm "site" created`, "StateUpdate: Alarm updated from INSUFFICIENT_DATA to OK", "StateUpdate: Alarm updated from OK to ALARM",
		"Action: Successfully executed action arn:aws:sns:us-west-2:123456789012:ops", "StateUpdate: Alarm updated from ALARM to OK",
	}
	if got := summaries(a.history(cw.DescribeAlarmHistoryInput{
		AlarmName: aws.String("site"), AlarmTypes: []types.AlarmType{"CompositeAlarm"}, ScanBy: types.ScanByTimestampAscending,
	})); !slices.Equal(got, want) {
		t.Errorf("history:\n%s", strings.Join(got, "\n"))
	}
	// It stays as it was set until a child changes (BC:cloudwatch.SetAlarmState).
	a.setState("site", "INSUFFICIENT_DATA")
	a.pass(time.Hour)
	if c := a.composite("site"); c.StateValue != "INSUFFICIENT_DATA" {
		t.Errorf("set by hand: %s", c.StateValue)
	}
	ask[cw.PutCompositeAlarmOutput](a, "PutCompositeAlarm", compositeInput("site", "ALARM(cpu)"))
	if c := a.composite("site"); c.StateValue != "ALARM" || *c.StateReason != arn+"site was updated and its new alarm rule evaluates to ALARM" {
		t.Errorf("changed: %s, %s", c.StateValue, *c.StateReason)
	}
	ask[cw.DisableAlarmActionsOutput](a, "DisableAlarmActions", &cw.DisableAlarmActionsInput{AlarmNames: []string{"site"}})
	if *a.composite("site").ActionsEnabled {
		t.Error("actions are still enabled")
	}
	ask[cw.DeleteAlarmsOutput](a, "DeleteAlarms", &cw.DeleteAlarmsInput{AlarmNames: []string{"site", "cpu"}})
	a.setState("disk", "OK")
	if c := a.composite("top"); c.StateValue != "ALARM" {
		t.Errorf("an alarm whose child is gone keeps its state; %s", c.StateValue)
	}
}

func TestFamiliesOfAlarms(t *testing.T) {
	a := withChildren(t, "cpu", "disk", "net")
	ask[cw.PutCompositeAlarmOutput](a, "PutCompositeAlarm", compositeInput("site", "ALARM(cpu) OR ALARM(disk)"))
	ask[cw.PutCompositeAlarmOutput](a, "PutCompositeAlarm", compositeInput("top", "ALARM(site) OR ALARM(net)"))
	for _, c := range []struct {
		name string
		in   cw.DescribeAlarmsInput
		want string
	}{
		{"metric alarms are what is given unasked", cw.DescribeAlarmsInput{}, "cpu disk net"},
		{"both", cw.DescribeAlarmsInput{AlarmTypes: []types.AlarmType{"MetricAlarm", "CompositeAlarm"}}, "cpu disk net | site top"},
		{"children", cw.DescribeAlarmsInput{ChildrenOfAlarmName: aws.String("top")}, "net | site"},
		{"parents", cw.DescribeAlarmsInput{ParentsOfAlarmName: aws.String("cpu")}, "| site"},
		{"one page", cw.DescribeAlarmsInput{AlarmTypes: []types.AlarmType{"CompositeAlarm"}, MaxRecords: aws.Int32(1)}, "| site"},
	} {
		out := ask[cw.DescribeAlarmsOutput](a, "DescribeAlarms", &c.in)
		var names []string
		for _, m := range out.MetricAlarms {
			names = append(names, *m.AlarmName)
		}
		if len(out.CompositeAlarms) > 0 {
			names = append(names, "|")
		}
		for _, m := range out.CompositeAlarms {
			names = append(names, *m.AlarmName)
		}
		if got := strings.Join(names, " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// BC:cloudwatch.PutCompositeAlarm, ActionsSuppressor.
func TestActionsAreHeldBack(t *testing.T) {
	suppressed := func(t *testing.T) *account {
		a := withChildren(t, "cpu", "deployment")
		in := compositeInput("site", "ALARM(cpu)")
		in.ActionsSuppressor, in.ActionsSuppressorWaitPeriod, in.ActionsSuppressorExtensionPeriod = aws.String("deployment"), aws.Int32(60), aws.Int32(120)
		ask[cw.PutCompositeAlarmOutput](a, "PutCompositeAlarm", in)
		a.pass(5 * time.Minute)
		return a
	}
	actions := func(a *account) int {
		return len(a.history(cw.DescribeAlarmHistoryInput{AlarmTypes: []types.AlarmType{"CompositeAlarm"}, HistoryItemType: "Action"}))
	}
	expect := func(a *account, by string, ran int) {
		t.Helper()
		if c := a.composite("site"); string(c.ActionsSuppressedBy) != by || actions(a) != ran {
			t.Errorf("suppressed by %q and %d actions ran, want %q and %d", c.ActionsSuppressedBy, actions(a), by, ran)
		}
	}
	a := suppressed(t)
	a.setState("cpu", "ALARM")
	expect(a, "WaitPeriod", 0)
	a.pass(time.Minute)
	expect(a, "", 1)

	a = suppressed(t)
	a.setState("deployment", "ALARM")
	a.setState("cpu", "ALARM")
	expect(a, "Alarm", 0)
	a.pass(time.Hour)
	expect(a, "Alarm", 0)
	a.setState("deployment", "OK")
	expect(a, "ExtensionPeriod", 0)
	a.pass(2 * time.Minute)
	expect(a, "", 1)
}

func TestCompositeRefusals(t *testing.T) {
	a := withChildren(t, "cpu")
	for _, rule := range []string{"ALARM(cpu)", "ALARM(one)"} {
		ask[cw.PutCompositeAlarmOutput](a, "PutCompositeAlarm", compositeInput(map[string]string{"ALARM(cpu)": "one", "ALARM(one)": "two"}[rule], rule))
		a.Settle()
	}
	alarm := func(change func(*cw.PutCompositeAlarmInput)) *cw.PutCompositeAlarmInput {
		in := compositeInput("site", "ALARM(cpu)")
		change(in)
		return in
	}
	for _, c := range []struct {
		operation string
		input     any
		want      string
	}{
		{"PutCompositeAlarm", compositeInput("site", "ALARM(gone) OR OK(cpu)"), "ValidationError: Could not save the composite alarm as alarms [gone] in the alarm rule do not exist"},
		{"PutCompositeAlarm", compositeInput("site", "ALARM(cpu"), "ValidationError: AlarmRule is not valid at character 10: a closing parenthesis is expected, not the end of the rule; a name with spaces needs quotes"},
		{"PutCompositeAlarm", compositeInput("cpu", "TRUE"), "ValidationError: A metric alarm with the name cpu exists already."},
		{"PutCompositeAlarm", compositeInput("", "TRUE"), "ValidationError: The parameter AlarmName must be between 1 and 255 characters."},
		{"PutCompositeAlarm", compositeInput("site", ""), "MissingParameter: The parameter AlarmRule is required."},
		{"PutCompositeAlarm", alarm(func(in *cw.PutCompositeAlarmInput) { in.AlarmActions = []string{"arn:aws:automate:us-west-2:ec2:stop"} }), "ValidationError: Invalid alarm action: arn:aws:automate:us-west-2:ec2:stop"},
		{"PutCompositeAlarm", alarm(func(in *cw.PutCompositeAlarmInput) { in.ActionsSuppressor = aws.String("cpu") }), "ValidationError: The parameters ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod are required with ActionsSuppressor."},
		{"PutCompositeAlarm", alarm(func(in *cw.PutCompositeAlarmInput) { in.ActionsSuppressorWaitPeriod = aws.Int32(1) }), "ValidationError: The parameter ActionsSuppressor is required with its periods."},
		{"PutMetricAlarm", a.alarmInput("one"), "ValidationError: A composite alarm with the name one exists already."},
		{"DeleteAlarms", &cw.DeleteAlarmsInput{AlarmNames: []string{"one", "two"}}, "ValidationError: Only one composite alarm can be deleted at a time: [one two]"},
		{"DescribeAlarms", &cw.DescribeAlarmsInput{ChildrenOfAlarmName: aws.String("one"), StateValue: "OK"}, "InvalidParameterCombination: The parameters ChildrenOfAlarmName and ParentsOfAlarmName can be specified only with MaxRecords and NextToken."},
	} {
		if got := a.refusal(c.operation, c.input); got != c.want {
			t.Errorf("%s: %q, want %q", c.operation, got, c.want)
		}
	}
	// A cycle is let in, but its alarms stand still until it is broken.
	ask[cw.PutCompositeAlarmOutput](a, "PutCompositeAlarm", compositeInput("one", "ALARM(two) OR ALARM(cpu)"))
	a.setState("cpu", "ALARM")
	if c := a.composite("one"); c.StateValue != "OK" {
		t.Errorf("in a cycle: %s", c.StateValue)
	}
	if got := a.refusal("DeleteAlarms", &cw.DeleteAlarmsInput{AlarmNames: []string{"one"}}); !strings.HasPrefix(got, "ValidationError: ") {
		t.Errorf("deleting in a cycle: %q", got)
	}
	ask[cw.PutCompositeAlarmOutput](a, "PutCompositeAlarm", compositeInput("one", "FALSE"))
	ask[cw.DeleteAlarmsOutput](a, "DeleteAlarms", &cw.DeleteAlarmsInput{AlarmNames: []string{"two"}})
}
