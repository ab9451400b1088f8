package scaling_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"fleetglass/fake/world"
)

const topic = "arn:aws:sns:us-east-1:123456789012:news"

// reader subscribes a program and a person to the topic; read is what either
// has got since it was last asked, as the program got it.
func (a *account) reader() (read func(protocol string) []world.Delivery) {
	a.w.Topics.Put(topic, &world.Topic{ARN: topic, Name: "news", Created: a.Now()})
	for _, s := range []world.Subscription{
		{ARN: topic + ":1", Protocol: "sqs", Endpoint: "arn:aws:sqs:us-east-1:123456789012:q", Attributes: []world.Attribute{{Key: "RawMessageDelivery", Value: "true"}}},
		{ARN: topic + ":2", Protocol: "email", Endpoint: "ops@example.com"},
	} {
		s.Topic, s.Confirmed, s.Created = topic, true, a.Now()
		a.w.Subscriptions.Put(s.ARN, &s)
	}
	return func(protocol string) []world.Delivery {
		var list []world.Delivery
		for _, d := range a.w.Outbox {
			if d.Protocol == protocol {
				list = append(list, d)
			}
		}
		a.w.Outbox = nil
		return list
	}
}

func parsed(t *testing.T, text string) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err, text)
	}
	return m
}

// AS/ec2-auto-scaling-sns-notifications.
func TestNotifications(t *testing.T) {
	a := newAccount(t, 50)
	a.settled(1, 4, 1)
	read := a.reader()
	all := []string{"autoscaling:EC2_INSTANCE_LAUNCH", "autoscaling:EC2_INSTANCE_TERMINATE", "autoscaling:EC2_INSTANCE_LAUNCH_ERROR"}
	a.must(a.room.PutNotification("web", world.Notification{Topic: topic, Types: all}))
	if got := read("email"); len(got) != 1 || got[0].Subject != `Auto Scaling: test notification for group "web"` || !strings.Contains(got[0].Body, `"Event":"autoscaling:TEST_NOTIFICATION"`) {
		t.Errorf("%+v", got)
	}
	a.must(a.room.SetDesired("web", 2, false))
	a.pass(10 * time.Minute)
	got := read("sqs")
	if len(got) != 1 {
		t.Fatalf("%+v", got)
	}
	act, m := a.activities()[1], parsed(t, got[0].Body)
	for key, want := range map[string]any{
		"Event": "autoscaling:EC2_INSTANCE_LAUNCH", "Service": "AWS Auto Scaling", "AccountId": "123456789012", "AutoScalingGroupName": "web",
		"EC2InstanceId": act.Instance, "Cause": act.Cause, "Description": act.Description, "StatusCode": act.Status, "ActivityId": act.ID,
	} {
		if m[key] != want {
			t.Errorf("%s: %v, want %v", key, m[key], want)
		}
	}
	if zone := m["Details"].(map[string]any)["Availability Zone"]; zone == "" {
		t.Errorf("%v", m)
	}
	a.must(a.room.SetDesired("web", 1, false))
	a.pass(10 * time.Minute)
	if got := read("email"); len(got) != 1 || got[0].Subject != `Auto Scaling: termination for group "web"` {
		t.Errorf("%+v", got)
	}
	a.w.LaunchConfigurations.Get("web").Settings.KeyName = "lost"
	a.must(a.room.SetDesired("web", 2, false))
	a.pass(10 * time.Second)
	if got := read("sqs"); len(got) != 1 || parsed(t, got[0].Body)["Event"] != "autoscaling:EC2_INSTANCE_LAUNCH_ERROR" {
		t.Errorf("%+v", got)
	}
	a.must(a.room.DeleteNotification("web", topic))
	a.pass(time.Hour)
	if got := read("sqs"); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestNotificationRefusals(t *testing.T) {
	a := newAccount(t, 51)
	a.settled(1, 4, 1)
	a.reader()
	for _, n := range []world.Notification{
		{Topic: topic + "s", Types: []string{"autoscaling:EC2_INSTANCE_LAUNCH"}},
		{Topic: "news", Types: []string{"autoscaling:EC2_INSTANCE_LAUNCH"}},
		{Topic: topic, Types: []string{"autoscaling:LUNCH"}},
	} {
		if err := a.room.PutNotification("web", n); err == nil || !strings.HasPrefix(err.Error(), "ValidationError: ") {
			t.Errorf("%+v: %v", n, err)
		}
	}
	if a.room.PutNotification("no", world.Notification{Topic: topic}) == nil || a.room.DeleteNotification("no", topic) == nil {
		t.Error("a group that is not there")
	}
}

// AS/prepare-for-lifecycle-notifications.
func TestHookNotifications(t *testing.T) {
	a := newAccount(t, 52)
	a.settled(1, 4, 1)
	read := a.reader()
	h := hook("in", launching, "CONTINUE", time.Minute)
	h.Notification, h.Metadata = topic, "blue"
	a.must(a.room.PutHook("web", h))
	if got := read("sqs"); len(got) != 1 || parsed(t, got[0].Body)["Event"] != "autoscaling:TEST_NOTIFICATION" {
		t.Errorf("%+v", got)
	}
	a.must(a.room.SetDesired("web", 2, false))
	a.pass(2 * time.Minute)
	got, id := read("sqs"), a.member(1).Instance
	if len(got) != 1 {
		t.Fatalf("%+v", got)
	}
	m := parsed(t, got[0].Body)
	for key, want := range map[string]any{
		"LifecycleHookName": "in", "LifecycleTransition": launching, "EC2InstanceId": id, "AutoScalingGroupName": "web", "NotificationMetadata": "blue",
		"Origin": "EC2", "Destination": "AutoScalingGroup",
	} {
		if m[key] != want {
			t.Errorf("%s: %v, want %v", key, m[key], want)
		}
	}
	if m["LifecycleActionToken"] == "" {
		t.Error("no token")
	}
}

// The letter of an alarm (OBS#39649749498, OBS#31667376623) and what programs get.
func TestAlarmLetter(t *testing.T) {
	a := newAccount(t, 53)
	a.settled(1, 1, 1)
	read := a.reader()
	al := cpuAlarm("busy", a.member(0).Instance, 50)
	al.AlarmActions, al.ActionsEnabled, al.Description = []string{topic, topic + "s"}, true, "too much to do"
	a.must(a.room.PutAlarm(al))
	a.must(a.room.SetAlarmState("busy", "ALARM", "a drill", ""))
	var letter, machine world.Delivery
	for _, d := range a.w.Outbox {
		if d.Protocol == "email" {
			letter = d
		} else {
			machine = d
		}
	}
	read("")
	a.wantText("subject", letter.Subject, `ALARM: "busy" in US East (N. Virginia)`)
	for _, part := range []string{
		`You are receiving this email because your Amazon CloudWatch Alarm "busy" in the US East (N. Virginia) region has entered the ALARM state, because "a drill" at "Monday 02 March, 2026 09:10:00 UTC".`,
		"- State Change:              INSUFFICIENT_DATA -> ALARM\n", "- Description:               too much to do\n", "- AWS Account:               123456789012\n",
		"- The alarm is in the ALARM state when the metric is LessThanThreshold 50.0 for at least ", "- MetricNamespace:                     AWS/EC2\n",
	} {
		if !strings.Contains(letter.Body, part) {
			t.Errorf("no %q in\n%s", part, letter.Body)
		}
	}
	m := parsed(t, machine.Body)
	if m["NewStateValue"] != "ALARM" || m["OldStateValue"] != "INSUFFICIENT_DATA" || m["Trigger"].(map[string]any)["MetricName"] != "CPUUtilization" {
		t.Errorf("%v", m)
	}
	var actions []string
	for _, e := range a.w.AlarmHistory {
		if e.Type == "Action" {
			actions = append(actions, e.Summary)
		}
	}
	want := []string{"Successfully executed action " + topic, "Failed to execute action " + topic + `s. Received error: "Topic does not exist"`}
	a.wantText("history", strings.Join(actions, "\n"), strings.Join(want, "\n"))
}
