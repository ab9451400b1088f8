package scaling_test

import (
	"testing"
	"time"

	"fleetglass/fake/world"
)

func cpuAlarm(name, instance string, threshold float64, actions ...string) world.Alarm {
	return world.Alarm{
		Name: name, Threshold: threshold, Comparison: "LessThanThreshold", Periods: 3, ActionsEnabled: true, AlarmActions: actions,
		Metric: world.MetricRef{Namespace: "AWS/EC2", Name: "CPUUtilization", Statistic: "Average", Period: time.Minute,
			Dimensions: []world.Attribute{{Key: "InstanceId", Value: instance}}},
	}
}

// CW/AlarmThatSendsEmail: a new alarm knows nothing, is evaluated every
// minute, and keeps its state when it is changed.
func TestAlarmIsEvaluatedEveryMinute(t *testing.T) {
	a := newAccount(t, 1)
	a.settled(1, 1, 1)
	id := a.member(0).Instance
	a.must(a.room.PutAlarm(cpuAlarm("idle", id, 99)))
	al := a.w.Alarms.Get("idle")
	a.wantText("state", al.State+" "+al.Reason, "INSUFFICIENT_DATA Unchecked: Initial alarm creation")
	a.wantText("arn", al.ARN, "arn:aws:cloudwatch:us-east-1:123456789012:alarm:idle")
	a.pass(time.Minute)
	if al.State != "ALARM" || al.ReasonData == "" || !al.StateSince.Equal(a.Now()) {
		t.Errorf("%s since %s: %s", al.State, al.StateSince, al.Reason)
	}
	a.must(a.room.PutAlarm(cpuAlarm("idle", id, 0)))
	if al = a.w.Alarms.Get("idle"); al.State != "ALARM" {
		t.Error("a change should keep the state")
	}
	a.pass(time.Minute)
	if al.State != "OK" {
		t.Errorf("%s: %s", al.State, al.Reason)
	}
	a.must(a.compute.Terminate(id, "c", "r"))
	a.must(a.room.SetDesired("web", 1, false))
	a.pass(30 * time.Minute)
	if al.State != "INSUFFICIENT_DATA" {
		t.Errorf("%s, though its instance is gone", al.State)
	}
}

// SetAlarmState lasts until the next evaluation.
func TestSetAlarmState(t *testing.T) {
	a := newAccount(t, 2)
	a.settled(1, 1, 1)
	a.must(a.room.PutAlarm(cpuAlarm("idle", a.member(0).Instance, 0)))
	a.pass(time.Minute)
	a.must(a.room.SetAlarmState("idle", "ALARM", "drill", ""))
	if al := a.w.Alarms.Get("idle"); al.State != "ALARM" || al.Reason != "drill" {
		t.Errorf("%s: %s", al.State, al.Reason)
	}
	a.pass(time.Minute)
	if al := a.w.Alarms.Get("idle"); al.State != "OK" {
		t.Errorf("%s: %s", al.State, al.Reason)
	}
	if a.room.SetAlarmState("no", "OK", "", "") == nil || a.room.SetAlarmState("idle", "FINE", "", "") == nil {
		t.Error("an unknown alarm or state was taken")
	}
	a.must(a.room.DeleteAlarms([]string{"no", "idle"})) // BC:cloudwatch.DeleteAlarms: names of no alarm are passed over
	if a.w.Alarms.Len() != 0 {
		t.Error("the alarm is still there")
	}
}

// EC2 actions run once, on the change (CW/AlarmThatSendsEmail).
func TestAlarmStopsAnInstance(t *testing.T) {
	a := newAccount(t, 3)
	a.settled(1, 1, 1)
	a.must(a.room.Suspend("web", []string{"HealthCheck"}))
	id := a.member(0).Instance
	quiet := cpuAlarm("quiet", id, 99, "arn:aws:automate:us-east-1:ec2:stop")
	quiet.ActionsEnabled = false
	a.must(a.room.PutAlarm(quiet))
	a.pass(2 * time.Minute)
	if a.w.Instances.Get(id).State != world.Running {
		t.Fatal("the action ran though actions are disabled")
	}
	a.must(a.room.PutAlarm(cpuAlarm("idle", id, 99, "arn:aws:automate:us-east-1:ec2:stop")))
	a.pass(3 * time.Minute)
	if s := a.w.Instances.Get(id).State; s != world.Stopped {
		t.Fatalf("the instance is %s", s)
	}
}

func TestAlarmsAreRefused(t *testing.T) {
	a := newAccount(t, 4)
	bad := cpuAlarm("bad", "i-0", 1)
	bad.Comparison = "Near"
	if a.room.PutAlarm(bad) == nil {
		t.Error("an unknown comparison was taken")
	}
	a.refused(a.room.PutAlarm(cpuAlarm("bad", "i-0", 1, "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:0:autoScalingGroupName/g:policyName/p")),
		"ValidationError", "Invalid alarm action: arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:0:autoScalingGroupName/g:policyName/p")
}
