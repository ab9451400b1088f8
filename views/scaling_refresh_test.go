package views

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
)

// refreshAccount is the account with an instance refresh under way in web-asg
// and failed ones before it, trouble of every sort in api-asg, and a mixed
// group.
func refreshAccount() *watch.Snapshot {
	s := scalingAccount()
	running := awsclient.InstanceRefresh{ID: "08b91cf7-8fa6-48af-b6a6-d227f40f1b9b", Group: "web-asg", Status: "InProgress", Start: moment().Add(-9 * time.Minute), Percent: 33, Left: 4,
		Reason: "Waiting for instances to warm up before continuing. For example: " + instanceID(2) + " is warming up.", Launch: awsclient.LaunchRef{TemplateID: "lt-0web", TemplateName: "web-asg", Version: "8"},
		Preferences: awsclient.RefreshPreferences{MinHealthy: new(90), MaxHealthy: new(110), Warmup: new(3 * time.Minute), Checkpoints: []int{20, 50, 100}, CheckpointDelay: 10 * time.Minute, SkipMatching: true, AutoRollback: true, Alarms: []string{"web-cpu-high"}}}
	back := running
	back.ID, back.Status, back.Start, back.End, back.Percent, back.Left = "1c5b3a52-0b6e-4a6a-9b2f-9b6f2d2b8a11", "RollbackSuccessful", moment().Add(-5*time.Hour), moment().Add(-4*time.Hour), 100, 0
	back.Reason, back.RollbackReason, back.RollbackStart, back.RollbackPercent, back.RollbackLeft = "", "Alarm web-cpu-high is in ALARM.", moment().Add(-270*time.Minute), 50, 3
	done := awsclient.InstanceRefresh{ID: "5e1f5a52-0b6e-4a6a-9b2f-9b6f2d2b8a22", Group: "web-asg", Status: "Successful", Start: moment().Add(-50 * time.Hour), End: moment().Add(-49 * time.Hour), Percent: 100}
	s.Refreshes = map[string]watch.Feed[awsclient.InstanceRefresh]{"web-asg": ok(running, back, done), "worker-asg": ok[awsclient.InstanceRefresh]()}
	mixed(&s.Groups.Rows[3])
	troubled(s, &s.Groups.Rows[0])
	return s
}

// mixed makes a group one of several types and markets.
func mixed(g *awsclient.Group) {
	g.Mixed = &awsclient.MixedPolicy{Launch: g.Launch, OnDemandBase: 1, OnDemandPercent: 25, OnDemandStrategy: "prioritized", SpotStrategy: "price-capacity-optimized",
		Overrides: []awsclient.MixedType{{Type: "m5.xlarge", Weight: 1}, {Type: "m5a.xlarge", Weight: 1}, {Type: "m5.2xlarge", Weight: 2}}}
	g.Instances[3].Type, g.Instances[3].Weight = "m5.2xlarge", 2
	g.Instances[0].Type = "m4.xlarge"
}

// troubled gives a group everything that can be wrong with one.
func troubled(s *watch.Snapshot, g *awsclient.Group) {
	g.Limits = awsclient.Limits{Min: 2, Desired: 6, Max: 6}
	for i := range g.Instances {
		g.Instances[i].Zone = "us-west-2a"
	}
	g.Suspended = []awsclient.SuspendedProcess{{Name: "Launch", Reason: "User suspended at 2026-03-03T13:00:00Z"}, {Name: "AlarmNotification"}}
	s.Policies = ok(append(policiesOfAccount(), awsclient.Policy{ARN: "arn:policy:api-cpu", Group: "api-asg", Name: "api-cpu", Type: "TargetTrackingScaling", Enabled: true,
		Target: awsclient.TargetTracking{Value: 50, Predefined: "ASGAverageCPUUtilization"}, AlarmNames: []string{"web-cpu-high"}})...)
	s.Activities["api-asg"] = ok(
		awsclient.Activity{ID: "c2", Group: "api-asg", Description: "Launching a new EC2 instance", Start: moment().Add(-25 * time.Minute), End: moment().Add(-25 * time.Minute), StatusCode: "Failed",
			StatusMessage: "The security group 'sg-0gone' does not exist. Launching EC2 instance failed.", Cause: "At 2026-03-03T13:37:31Z an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 3 to 6."},
		awsclient.Activity{ID: "c1", Group: "api-asg", Description: "Terminating EC2 instance: " + instanceID(7), Start: moment().Add(-80 * time.Minute), End: moment().Add(-78 * time.Minute), StatusCode: "Successful", Progress: 100,
			Cause: "At 2026-03-03T12:42:31Z an instance was taken out of service in response to an ELB system health check failure."})
}

func TestRefreshScreens(t *testing.T) {
	for _, size := range sizes() {
		at := fmt.Sprintf("-%dx%d", size.W, size.H)
		open := func(group string) *desk {
			d := newDesk(t, size.W, size.H)
			d.see(refreshAccount())
			return d.press("3").openGroup(group)
		}
		golden(t, "refresh-now"+at, open("web-asg").screen())
		golden(t, "refresh-list"+at, open("web-asg").tab("Refresh").screen())
		golden(t, "refresh-details"+at, open("web-asg").tab("Refresh").press("enter").screen())
		golden(t, "refresh-rolled-back"+at, open("web-asg").tab("Refresh").press("j", "enter").screen())
		golden(t, "group-mixed"+at, open("worker-asg").tab("Launch").screen())
		golden(t, "group-troubled"+at, open("api-asg").screen())
	}
}

// Each warning is on the page of the group, with what follows from it.
func TestGroupWarnings(t *testing.T) {
	d := newDesk(t, 200, 60)
	d.see(refreshAccount())
	screen := d.press("3").openGroup("api-asg").screen()
	for _, text := range []string{
		"launch failed: The security group 'sg-0gone' does not exist.",
		"at maximum 6: api-cpu asks for 8", // ceil(6 x 64 / 50)
		"Launch is suspended: no scaling out",
		"AlarmNotification is suspended: policies do not run",
		"zones out of balance: 2a 3, 2b 0, 2c 0",
		"nothing is moved while Launch is suspended",
	} {
		if !strings.Contains(screen, text) {
			t.Errorf("%q is not on the screen\n%s", text, screen)
		}
	}
}

func TestImpossibleCapacity(t *testing.T) {
	for _, c := range []struct {
		limits awsclient.Limits
		zones  []string
		want   string
	}{
		{awsclient.Limits{Min: 1, Desired: 2, Max: 3}, []string{"us-west-2a"}, ""},
		{awsclient.Limits{Min: 1, Desired: 4, Max: 3}, []string{"us-west-2a"}, "desired 4 is above the maximum 3"},
		{awsclient.Limits{Min: 2, Desired: 1, Max: 3}, []string{"us-west-2a"}, "desired 1 is below the minimum 2"},
		{awsclient.Limits{Min: 1, Desired: 2, Max: 3}, nil, "no zone to launch in"},
		{awsclient.Limits{}, nil, ""},
	} {
		r := &groupRow{&awsclient.Group{Limits: c.limits, Zones: c.zones}, &scene{}}
		if got := r.impossible(); got != c.want {
			t.Errorf("%+v in %v: %q, want %q", c.limits, c.zones, got, c.want)
		}
	}
}

// A refresh tells AWS's defaults for what it was not given.
func TestRefreshPreferences(t *testing.T) {
	group := &groupRow{&awsclient.Group{Name: "web", Grace: 5 * time.Minute, DefaultWarmup: time.Minute}, &scene{}}
	for _, c := range []struct {
		name   string
		given  awsclient.RefreshPreferences
		min    int
		warmup time.Duration
	}{
		{"AWS's", awsclient.RefreshPreferences{}, 90, time.Minute}, // AS/understand-instance-refresh-default-values
		{"its own", awsclient.RefreshPreferences{MinHealthy: new(50), Warmup: new(10 * time.Second)}, 50, 10 * time.Second},
		{"none at all", awsclient.RefreshPreferences{MinHealthy: new(0), Warmup: new(time.Duration(0))}, 0, 0},
	} {
		r := &refreshRow{awsclient.InstanceRefresh{Preferences: c.given}, group}
		if p := r.preferences(); p.MinHealthy != c.min || r.warmup() != c.warmup {
			t.Errorf("%s: at least %d %%, warm-up %s", c.name, p.MinHealthy, r.warmup())
		}
	}
}

// A refresh that is refused, or not there yet, is no empty list.
func TestRefreshDenied(t *testing.T) {
	d := newDesk(t, 120, 36)
	s := refreshAccount()
	s.Refreshes = map[string]watch.Feed[awsclient.InstanceRefresh]{"web-asg": failed[awsclient.InstanceRefresh](denied("Auto Scaling", "DescribeInstanceRefreshes"))}
	d.see(s)
	if screen := d.press("3").openGroup("web-asg").tab("Refresh").screen(); !strings.Contains(screen, "DescribeInstanceRefreshes") {
		t.Error(screen)
	}
}

// A policy whose alarm is quiet says how far the metric is from its threshold.
func TestPolicyDistance(t *testing.T) {
	for _, c := range []struct {
		value, threshold float64
		want             string
	}{{31, 60, ", 29 away"}, {64.5, 20, ", 44.5 away"}, {math.NaN(), 60, ""}} {
		if got := (drive{awsclient.Alarm{Threshold: c.threshold}, c.value}).distance(); got != c.want {
			t.Errorf("%v from %v: %q, want %q", c.value, c.threshold, got, c.want)
		}
	}
}
