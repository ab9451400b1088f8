package views

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

// scalingAccount is the test account with all that the Scaling pane asks for:
// policies of each type, schedules, hooks, launch settings, capacity metrics.
func scalingAccount() *watch.Snapshot {
	s := account()
	s.Policies = ok(policiesOfAccount()...)
	s.Schedules = ok(
		awsclient.ScheduledAction{ARN: "arn:schedule:office", Group: "web-asg", Name: "office-hours", Min: new(4), Desired: new(8), Recurrence: "0 8 * * 1-5", TimeZone: "America/Los_Angeles"},
		awsclient.ScheduledAction{ARN: "arn:schedule:sale", Group: "web-asg", Name: "spring-sale", Max: new(20), Start: moment().Add(26 * time.Hour)})
	s.Hooks = map[string]watch.Feed[awsclient.Hook]{
		"batch-asg": ok(awsclient.Hook{Group: "batch-asg", Name: "install", Transition: "autoscaling:EC2_INSTANCE_LAUNCHING", Heartbeat: time.Hour, GlobalTimeout: 48 * time.Hour, DefaultResult: "ABANDON"},
			awsclient.Hook{Group: "batch-asg", Name: "save-work", Transition: "autoscaling:EC2_INSTANCE_TERMINATING", Heartbeat: 10 * time.Minute, GlobalTimeout: 1000 * time.Minute, DefaultResult: "CONTINUE"}),
	}
	waiting := awsclient.Activity{ID: "b0", Group: "batch-asg", Description: "Launching a new EC2 instance: " + instanceID(14), Start: moment().Add(-18 * time.Minute), StatusCode: "MidLifecycleAction", Progress: 50,
		Cause: "At 2026-03-03T13:44:31Z an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 1 to 2."}
	s.Activities["batch-asg"] = ok(waiting)
	ref := awsclient.LaunchRef{TemplateID: "lt-0web", TemplateName: "web-asg", Version: "$Default"}
	s.Launch = map[string]watch.Feed[awsclient.LaunchSettings]{watch.LaunchKey(ref): ok(awsclient.LaunchSettings{
		Ref: ref, Kind: "launch template", Created: moment().Add(-200 * time.Hour), CreatedBy: "arn:aws:iam::123456789012:user/deploy", VersionNumber: 7, DefaultVersion: 7, LatestVersion: 8,
		Description: "httpd 2.4.62", Image: "ami-0123456789abcdef0", Type: "m5.large", KeyName: "ops", SecurityGroupIDs: []string{"sg-0web"}, Monitoring: true,
		UserData: "#!/bin/sh\nyum install -y httpd\nsystemctl enable --now httpd\necho \"webserver $(hostname)\" > /var/www/html/index.html\n",
	})}
	capacity(s, "web-asg")
	return s
}

func policiesOfAccount() []awsclient.Policy {
	ten := 10.0
	return []awsclient.Policy{
		{ARN: "arn:policy:cpu-60", Group: "web-asg", Name: "cpu-60", Type: "TargetTrackingScaling", Enabled: true, Warmup: 3 * time.Minute,
			Target: awsclient.TargetTracking{Value: 60, Predefined: "ASGAverageCPUUtilization"}, AlarmNames: []string{"web-cpu-high", "web-cpu-low"}},
		{ARN: "arn:policy:surge", Group: "web-asg", Name: "surge", Type: "StepScaling", Enabled: true, AdjustmentType: "ChangeInCapacity",
			Steps: []awsclient.Step{{Lower: new(0.0), Upper: &ten, Adjustment: 2}, {Lower: &ten, Adjustment: 4}}, AlarmNames: []string{"web-cpu-high"}},
		{ARN: "arn:policy:manual", Group: "worker-asg", Name: "manual", Type: "SimpleScaling", Enabled: true, AdjustmentType: "PercentChangeInCapacity", Adjustment: -50, MinMagnitude: 2, Cooldown: 5 * time.Minute},
	}
}

// capacity puts three hours of a group's own metrics into a snapshot.
func capacity(s *watch.Snapshot, group string) {
	for i, want := range capacityWants(group) {
		series := awsclient.Series{Query: want.Query}
		for m := range int(capacityBack / time.Minute) {
			value := 6 + 3*math.Round(math.Sin(float64(m-5*i)/25))
			series.Points = append(series.Points, awsclient.Point{At: s.Now.Truncate(time.Minute).Add(-capacityBack + time.Duration(m)*time.Minute), Value: value})
		}
		s.Series[want.Key] = ok(series)
	}
	for _, p := range policiesOfAccount() {
		row := &groupRow{&awsclient.Group{Name: group}, &scene{snap: s, ties: (&Ties{}).At(s)}}
		for _, want := range row.policyWants(p) {
			s.Series[want.Key] = ok(awsclient.Series{Query: want.Query, Points: []awsclient.Point{{At: s.Now.Truncate(time.Minute).Add(-time.Minute), Value: 64}}})
		}
	}
}

func scalingDesk(t *testing.T, size ui.Rect) *desk {
	d := newDesk(t, size.W, size.H)
	d.see(scalingAccount())
	return d.press("3")
}

// openGroup opens a group of the list by its name.
func (d *desk) openGroup(name string) *desk {
	d.t.Helper()
	d.press("g")
	for range 10 {
		if d.selected() == name {
			return d.press("enter")
		}
		d.press("j")
	}
	d.t.Fatalf("there is no group %s in the list:\n%s", name, d.screen())
	return d
}

func TestScalingScreens(t *testing.T) {
	tabs := []string{"now", "details", "instances", "activities", "policies", "schedule", "hooks", "launch", "refresh", "metrics"}
	for _, size := range sizes() {
		golden(t, fmt.Sprintf("scaling-%dx%d", size.W, size.H), scalingDesk(t, size).screen())
		d := scalingDesk(t, size).openGroup("web-asg")
		for _, tab := range tabs {
			golden(t, fmt.Sprintf("group-%s-%dx%d", tab, size.W, size.H), d.screen())
			d.press("tab")
		}
		golden(t, fmt.Sprintf("group-waiting-%dx%d", size.W, size.H), scalingDesk(t, size).openGroup("batch-asg").screen())
	}
}

func TestPolicyWords(t *testing.T) {
	want := []string{"holds CPU at 60 %", "+2 from +0 to +10, +4 from +10", "-50 %"}
	for i, p := range policiesOfAccount() {
		if got := policyWords(p); got != want[i] {
			t.Errorf("policy %s: %q, want %q", p.Name, got, want[i])
		}
	}
}

// A policy says what it would do now, with the engine's own arithmetic.
func TestPolicyStanding(t *testing.T) {
	d := scalingDesk(t, ui.Rect{W: 200, H: 60}).openGroup("web-asg")
	for _, text := range []string{
		"ALARM  64, alarm above 60 → desired 6 to 7", // ceil(6 x 64 / 60)
		"ALARM  64, alarm above 60 → desired 6 to 8", // the first step: +2
	} {
		if !strings.Contains(d.screen(), text) {
			t.Errorf("the screen does not say %q:\n%s", text, d.screen())
		}
	}
}

func TestScheduleRuns(t *testing.T) {
	now := time.Date(2026, 3, 6, 12, 0, 0, 0, time.UTC) // a Friday; the clocks go forward on Sunday
	for _, c := range []struct {
		name   string
		action awsclient.ScheduledAction
		want   []string
	}{
		{"recurring, in UTC", awsclient.ScheduledAction{Recurrence: "0 18 * * 1-5"}, []string{"2026-03-06T18:00:00Z", "2026-03-09T18:00:00Z"}},
		{"recurring, follows daylight saving", awsclient.ScheduledAction{Recurrence: "0 8 * * *", TimeZone: "America/Los_Angeles"}, []string{"2026-03-06T08:00:00-08:00", "2026-03-07T08:00:00-08:00", "2026-03-08T08:00:00-07:00"}},
		{"once, ahead", awsclient.ScheduledAction{Start: now.Add(time.Hour)}, []string{"2026-03-06T13:00:00Z"}},
		{"once, past", awsclient.ScheduledAction{Start: now.Add(-time.Hour)}, nil},
		{"ends", awsclient.ScheduledAction{Recurrence: "0 18 * * *", End: now.Add(24 * time.Hour)}, []string{"2026-03-06T18:00:00Z"}},
		{"begins, then recurs", awsclient.ScheduledAction{Recurrence: "0 18 * * *", Start: now.Add(48 * time.Hour)}, []string{"2026-03-08T12:00:00Z", "2026-03-08T18:00:00Z"}},
		{"unreadable", awsclient.ScheduledAction{Recurrence: "every day"}, nil},
	} {
		runs := scheduleRuns(c.action, now, max(1, len(c.want)))
		var got []string
		for _, r := range runs {
			got = append(got, r.Format(time.RFC3339))
		}
		if strings.Join(got, " ") != strings.Join(c.want, " ") {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestParseDesiredChange(t *testing.T) {
	for _, c := range []struct {
		sentence string
		want     desiredChange
		ok       bool
	}{
		{"At 2026-03-03T13:53:31Z a user request explicitly set group desired capacity changing the desired capacity from 5 to 8.", desiredChange{time.Date(2026, 3, 3, 13, 53, 31, 0, time.UTC), 5, 8}, true},
		{"At 2026-03-03T13:53:31Z a monitor alarm A in state ALARM triggered policy P changing the desired capacity from 3 to 2.", desiredChange{time.Date(2026, 3, 3, 13, 53, 31, 0, time.UTC), 3, 2}, true},
		{"At 2026-03-03T13:53:31Z an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 0 to 1.", desiredChange{}, false},
		{"changing the desired capacity from 3 to 2.", desiredChange{}, false},
		{"At noon changing the desired capacity from 3 to 2.", desiredChange{}, false},
		{"At 2026-03-03T13:53:31Z changing the desired capacity from x to 2.", desiredChange{}, false},
	} {
		if got, ok := parseDesiredChange(c.sentence); got != c.want || ok != c.ok {
			t.Errorf("%q: %v %v, want %v %v", c.sentence, got, ok, c.want, c.ok)
		}
	}
}

func FuzzParseDesiredChange(f *testing.F) {
	f.Add("At 2026-03-03T13:53:31Z x changing the desired capacity from 5 to 8.")
	f.Fuzz(func(t *testing.T, sentence string) {
		if c, ok := parseDesiredChange(sentence); ok && c.at.IsZero() && !strings.Contains(sentence, "0001-01-01") {
			t.Errorf("%q gave a change without a time", sentence)
		}
	})
}

func TestGroupIssues(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*watch.Snapshot, *awsclient.Group)
		want   Issue
	}{
		{"quiet", func(*watch.Snapshot, *awsclient.Group) {}, Issue{}},
		{"starting", func(_ *watch.Snapshot, g *awsclient.Group) { g.Limits.Desired++ }, Issue{Text: "starting 1"}},
		{"suspended", func(_ *watch.Snapshot, g *awsclient.Group) {
			g.Suspended = []awsclient.SuspendedProcess{{Name: "AZRebalance"}}
		}, Issue{"suspended: AZRebalance", true}},
		{"cannot launch", func(_ *watch.Snapshot, g *awsclient.Group) {
			g.Limits.Desired, g.Suspended = 5, []awsclient.SuspendedProcess{{Name: "Launch"}}
		}, Issue{"2 instances short: Launch is suspended", true}},
		{"failed launch", func(s *watch.Snapshot, g *awsclient.Group) {
			g.Limits.Desired++
			s.Activities["api-asg"] = ok(awsclient.Activity{StatusCode: "Failed", StatusMessage: "The key pair 'x' does not exist. Launching EC2 instance failed."})
		}, Issue{"launch failed: The key pair 'x' does not exist. Launching EC2 instance failed.", true}},
		{"unhealthy", func(s *watch.Snapshot, g *awsclient.Group) {
			g.Instances[0].Health = "Unhealthy"
			s.Activities["api-asg"] = ok(awsclient.Activity{StatusCode: "WaitingForELBConnectionDraining", Cause: "At 2026-03-03T14:01:57Z an instance was taken out of service in response to an ELB system health check failure."})
		}, Issue{"replacing 1: failed the ELB health check", true}},
		{"deleted", func(_ *watch.Snapshot, g *awsclient.Group) { g.Status = "Delete in progress" }, Issue{Text: "delete in progress"}},
	} {
		s := scalingAccount()
		c.change(s, &s.Groups.Rows[0])
		row := &groupRow{&s.Groups.Rows[0], &scene{snap: s, ties: (&Ties{}).At(s)}}
		if got := groupIssue(row); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// Every action on groups and members: what it shows, the command, the call.
func TestGroupActions(t *testing.T) {
	s := scalingAccount()
	ties := (&Ties{}).At(s)
	web := &groupRow{ties.Group("web-asg"), &scene{snap: s, ties: ties}}
	batch := &groupRow{ties.Group("batch-asg"), &scene{snap: s, ties: ties}}
	first := web.Instances[0].ID
	for _, c := range []struct {
		action  Action
		values  ui.Values
		preview string
		cli     string
		refused string
	}{
		{action: desiredAction(web), values: ui.Values{"desired": "8"}, preview: "launches 2 instances: 1 in us-west-2a, 1 in us-west-2b", cli: "aws autoscaling set-desired-capacity --auto-scaling-group-name web-asg --desired-capacity 8"},
		{action: desiredAction(web), values: ui.Values{"desired": "4"}, preview: "terminates 2 instances", cli: "--desired-capacity 4"},
		{action: desiredAction(web), values: ui.Values{"desired": "6"}, refused: "the group wants 6 already"},
		{action: desiredAction(web), values: ui.Values{"desired": "99"}, refused: "desired goes from 2 to 12"},
		{action: limitsAction(web), values: ui.Values{"minimum": "3", "desired": "6", "maximum": "12"}, preview: "minimum", cli: "aws autoscaling update-auto-scaling-group --auto-scaling-group-name web-asg --min-size 3 --max-size 12 --desired-capacity 6"},
		{action: suspendAction([]*groupRow{web}), values: ui.Values{"processes": "Launch,AZRebalance"}, preview: "Launch: ", cli: "aws autoscaling suspend-processes --auto-scaling-group-name web-asg --scaling-processes Launch AZRebalance"},
		{action: suspendAction([]*groupRow{web}), values: ui.Values{}, refused: "mark at least one process"},
		{action: terminateInGroupAction(web, web.Instances[:1]), values: ui.Values{"decrement": "true"}, preview: "desired", cli: "aws autoscaling terminate-instance-in-auto-scaling-group --instance-id " + first + " --should-decrement-desired-capacity"},
		{action: protectAction(web, web.Instances[:1], true), preview: "protected from scale-in", cli: "aws autoscaling set-instance-protection --auto-scaling-group-name web-asg --protected-from-scale-in --instance-ids " + first},
		{action: enterStandbyAction(web, web.Instances[:1]), values: ui.Values{"decrement": "false"}, preview: "1 replacement will be launched", cli: "aws autoscaling enter-standby --auto-scaling-group-name web-asg --no-should-decrement-desired-capacity --instance-ids " + first},
		{action: enterStandbyAction(web, web.Instances), values: ui.Values{"decrement": "true"}, refused: "desired would fall below the minimum, 2: lower that first, or do not lower desired"},
		{action: completeAction(batch, batch.Instances[1:]), values: ui.Values{"hook": "install", "result": "CONTINUE"}, preview: "Pending:Proceed", cli: "aws autoscaling complete-lifecycle-action --auto-scaling-group-name batch-asg --lifecycle-hook-name install --instance-id " + batch.Instances[1].ID + " --lifecycle-action-result CONTINUE"},
		{action: extendAction(batch, batch.Instances[1:]), values: ui.Values{"hook": "install"}, preview: "waits 1 h from now", cli: "aws autoscaling record-lifecycle-action-heartbeat --auto-scaling-group-name batch-asg --lifecycle-hook-name install --instance-id " + batch.Instances[1].ID},
	} {
		change, err := c.action.Plan(c.values)
		if err != nil || c.refused != "" {
			if err == nil || err.Error() != c.refused {
				t.Errorf("%s: refused with %v, want %q", c.action.Label, err, c.refused)
			}
			continue
		}
		var preview []string
		for _, l := range change.Preview {
			preview = append(preview, l.Text())
		}
		if !strings.Contains(strings.Join(preview, "\n"), c.preview) {
			t.Errorf("%s previews\n%s\nwithout %q", c.action.Label, strings.Join(preview, "\n"), c.preview)
		}
		if !strings.Contains(change.commands(&side{}), c.cli) {
			t.Errorf("%s is the command %q, want %q", c.action.Label, change.commands(&side{}), c.cli)
		}
	}
}

func TestActionsThatAreOffSayWhy(t *testing.T) {
	s := scalingAccount()
	ties := (&Ties{}).At(s)
	web := &groupRow{ties.Group("web-asg"), &scene{snap: s, ties: ties}}
	for _, c := range []struct {
		action Action
		want   string
	}{
		{resumeAction([]*groupRow{web}), "there is none to resume"},
		{exitStandbyAction(web, web.Instances[:1]), "only instances in standby can return"},
		{enterStandbyAction(web, web.Instances[5:]), "only instances in service can go"},
		{completeAction(web, web.Instances[:1]), "it does not wait at a hook"},
		{extendAction(web, web.Instances[:2]), "for one instance at a time"},
		{protectAction(web, web.Instances[:1], false), "not all are protected"},
	} {
		if c.action.Off != c.want {
			t.Errorf("%s is off because %q, want %q", c.action.Label, c.action.Off, c.want)
		}
	}
}
