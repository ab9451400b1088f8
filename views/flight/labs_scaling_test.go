package flight_test

import (
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
)

// step goes to a step of the lab that runs, lets it be checked, and answers
// its question; "" where there is none.
func (f *flight) step(number, answer string) {
	f.t.Helper()
	f.onStep(number)
	f.checks("Your work is done")
	if answer != "" {
		f.replies(answer)
	}
}

// zoneOf is the zone of the instance of the newest activity with some words in
// its cause.
func (f *flight) zoneOf(words string) string {
	f.t.Helper()
	for _, a := range f.activities(words) {
		_, zone, _ := strings.Cut(a.Details, `"Availability Zone":"`)
		zone, _, _ = strings.Cut(zone, `"`)
		return zone
	}
	f.t.Fatalf("nothing happened because of %q", words)
	return ""
}

func (f *flight) activities(words string) []awsclient.Activity {
	f.t.Helper()
	rows, err := f.client.Activities(f.t.Context(), "web-group", 0)
	must(f, err)
	var found []awsclient.Activity
	for _, a := range rows {
		if strings.Contains(a.Cause, words) {
			found = append(found, a)
		}
	}
	return found
}

// onGroup begins an action on the group in the list of groups.
func (f *flight) onGroup(titles ...string) {
	f.t.Helper()
	f.Press("3")
	f.Wait(time.Second)
	f.Press("3")
	f.Wait(time.Second)
	f.row("web-group")
	f.beginIn(titles...)
}

// desired sets the desired capacity of the group.
func (f *flight) desired(n string) {
	f.t.Helper()
	f.onGroup("Set desired capacity")
	f.fill("desired", n)
	f.Press("enter")
	f.agree("aws autoscaling set-desired-capacity")
}

// Lab 2 by keys alone, as its console column says.
func TestTheSecondLabInTheConsole(t *testing.T) {
	fly(t, atHome(), func(f *flight) {
		f.Press("L")
		f.Wait(time.Second)
		f.Press("j", "enter")
		f.Wait(time.Second)
		f.Press("enter")
		f.Wait(time.Second)
		f.Sees("1 of 10")

		f.Press("3")
		f.Wait(time.Second)
		f.Press("3")
		f.beginIn("Launch templates and conf", "Create a launch configuration")
		f.fill("name", "web-launch")
		f.Press("enter", "enter")
		f.field("user data")
		f.Paste("#!/bin/bash\ndnf install -y httpd\nsystemctl enable --now httpd\n")
		f.Press("enter")
		f.agree("aws autoscaling create-launch-configuration --launch-configuration-name web-launch")
		f.step("1", "")

		f.Press("3", "3")
		f.beginIn("Create an Auto Scaling group")
		f.fill("name", "web-group")
		f.chooseIn("launches from", "launch configuration")
		f.Press("enter")
		f.pickAll("subnets", 2)
		f.fill("minimum", "2")
		f.fill("desired", "2")
		f.fill("maximum", "10")
		f.Press("enter", "enter")
		f.agree("aws autoscaling create-auto-scaling-group --auto-scaling-group-name web-group --launch-configuration-name web-launch")
		f.step("2", "")

		f.Press("5")
		f.Wait(2 * time.Second)
		f.row(f.group("web-group").Instances[0].ID)
		f.act("Terminate")
		f.confirm("aws ec2 terminate-instances --instance-ids", f.group("web-group").Instances[0].ID)
		f.Wait(4 * time.Second)
		_, replaced, _ := strings.Cut(f.activities("unhealthy instance needing to be replaced")[0].Description, ": ")
		f.step("3", replaced)

		f.desired("3")
		f.step("4", f.zoneOf("explicitly set group desired capacity"))

		f.onGroup("Policies, schedules", "Create a scheduled action")
		f.fill("name", "mornings")
		f.fill("desired", "3")
		f.Press("enter")
		f.fill("again", "0 8 * * 1-5")
		f.Press("enter")
		f.agree("--recurrence '0 8 * * 1-5'")
		f.onGroup("Policies, schedules", "Create a scheduled action")
		f.fill("name", "once")
		f.fill("desired", "4")
		f.Press("enter")
		f.fill("from", f.engine.Now().UTC().Add(20*time.Minute).Format("2006-01-02 15:04"))
		f.Press("enter")
		f.agree("--scheduled-action-name once --desired-capacity 4 --start-time")
		f.Wait(25 * time.Second)
		f.step("5", "2026-03-11")

		f.onGroup("Policies, schedules", "Create a scaling policy")
		f.fill("name", "cpu-steps")
		f.chooseIn("type", "step")
		f.Press("enter")
		f.fill("steps", "0..10 +1; 10..25 +2; 25.. +3")
		f.Press("enter", "enter")
		f.agree("aws autoscaling put-scaling-policy --auto-scaling-group-name web-group --policy-name cpu-steps")
		f.Press("7")
		f.Wait(2 * time.Second)
		f.act("Create an alarm on a metric")
		f.Wait(2 * time.Second)
		f.choose("AWS/EC2")
		f.choose("CPUUtilization web-group")
		f.Wait(3 * time.Second)
		f.fill("name", "cpu-high")
		f.fill("threshold", "60")
		f.field("on alarm it")
		f.Press("space")
		f.Press("enter")
		f.agree("aws cloudwatch put-metric-alarm --alarm-name cpu-high --namespace AWS/EC2 --metric-name CPUUtilization")
		f.Press("3", "3")
		f.open("web-group")
		f.tab("Policies")
		f.row("cpu-steps")
		f.act("Execute cpu-steps")
		f.fill("metric", "72")
		f.Press("enter")
		f.agree("aws autoscaling execute-policy")
		f.step("6", "3")

		f.onGroup("Change settings of web-group")
		f.Press("enter", "enter")
		f.field("who goes first")
		f.Press("space", "enter")
		f.agree("--termination-policies OldestInstance")
		f.desired("5")
		f.Wait(5 * time.Second)
		f.step("7", f.zoneOf("shrinking the capacity from 6"))

		f.onGroup("Policies, schedules", "Create a lifecycle hook")
		f.fill("name", "install")
		f.fill("waits at most", "1800")
		f.Press("enter")
		f.agree("autoscaling:EC2_INSTANCE_LAUNCHING --heartbeat-timeout 1800 --default-result ABANDON")
		f.desired("6")
		f.step("8", "1800")
		f.Press("3", "3")
		f.open("web-group")
		f.tab("Instances")
		f.untilLine(40*time.Second, "Pending:Wait")
		f.filter("Pending:Wait")
		id := ""
		for _, in := range f.group("web-group").Instances {
			if in.Lifecycle == "Pending:Wait" {
				id = in.ID
			}
		}
		f.row(id)
		f.act("Complete the lifecycle action of " + id)
		f.Press("enter")
		f.yes("--lifecycle-action-result CONTINUE")
		f.step("9", "")

		f.onGroup("Policies, schedules", "Create a scaling policy")
		f.fill("name", "cpu-50")
		f.chooseIn("type", "target tracking")
		f.Press("enter")
		f.fill("target", "50")
		f.Press("enter", "enter")
		f.agree("aws autoscaling put-scaling-policy --auto-scaling-group-name web-group --policy-name cpu-50")
		f.step("10", "15")
		f.Press("esc")
		f.Sees("10 of 10 done")
	})
}
