package fake

import (
	"context"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"fleetglass/fake/api"
)

// heard are what a listener has heard so far, by kind and name.
func heard(t *testing.T, l *Listener) map[string]Happening {
	t.Helper()
	all := map[string]Happening{}
	for {
		ctx, cancel := context.WithCancel(context.Background())
		cancel() // what is there is given, and nothing is waited for
		h, err := l.Next(ctx)
		if err != nil {
			return all
		}
		if h.Lost > 0 {
			t.Errorf("%d were lost", h.Lost)
		}
		if h.At.IsZero() || h.Region == "" {
			t.Errorf("when and where was %+v", h)
		}
		all[h.Kind+" "+h.Name] = h
	}
}

// Those who listen hear of calls, and of whatever goes from one state to another.
func TestWhatHappensIsTold(t *testing.T) {
	e, _ := newTested(t, Options{})
	group := ""
	for name, g := range e.home().world.Groups.All() {
		if len(g.TargetGroups) > 0 && len(g.Members) > 1 {
			group = name
			break
		}
	}
	l := e.Listen()
	defer l.Close()
	for _, input := range []any{
		&autoscaling.PutLifecycleHookInput{AutoScalingGroupName: &group, LifecycleHookName: aws.String("wait"), LifecycleTransition: aws.String("autoscaling:EC2_INSTANCE_LAUNCHING"),
			HeartbeatTimeout: aws.Int32(60), DefaultResult: aws.String("CONTINUE")},
		&cloudwatch.PutMetricAlarmInput{AlarmName: aws.String("manual"), Namespace: aws.String("Own"), MetricName: aws.String("M"), Statistic: cwtypes.StatisticSum, Period: aws.Int32(60),
			EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1), ComparisonOperator: cwtypes.ComparisonOperatorGreaterThanThreshold},
		&cloudwatch.SetAlarmStateInput{AlarmName: aws.String("manual"), StateValue: cwtypes.StateValueAlarm, StateReason: aws.String("a trial")},
	} {
		service, operation := api.NameOf(input)
		if _, _, err := e.Call(context.Background(), service, operation, Region, input); err != nil {
			t.Fatal(err)
		}
	}
	member := e.home().world.Groups.Get(group).Members[0].Instance
	if err := e.Inject(Fault{Kind: KillInstance, Subject: member}); err != nil {
		t.Fatal(err)
	}
	for _, q := range e.home().world.SpotRequests.All() {
		if q.Instance != "" && e.home().world.Instances.Get(q.Instance) != nil {
			_ = e.Inject(Fault{Kind: SpotReclaim, Subject: q.Instance})
			break
		}
	}
	e.Advance(20 * time.Minute)
	all := heard(t, l)
	for _, want := range []string{
		"call PutLifecycleHook", "alarm ALARM", "instance shutting-down", "instance running", "target healthy", "target deregistered",
		"activity InProgress", "activity Successful", "hook waits", "hook goes on", "spot interruption", "spot rebalance",
	} {
		if _, ok := all[want]; !ok {
			t.Errorf("nobody told of %s", want)
		}
	}
	if h := all["hook waits"]; len(h.Subjects) != 3 || h.Subjects[2] == "" {
		t.Errorf("%+v", h)
	}
	if h := all["alarm ALARM"]; h.Detail == "" || len(h.Subjects) != 1 {
		t.Errorf("%+v", h)
	}
}
