package views

import (
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/timeline"
	"fleetglass/awsclient/watch"
)

func TestWhyIsOneKeyAway(t *testing.T) {
	for _, c := range []struct {
		name string
		keys []string
		sees []string
	}{
		{"what the overview begins with", []string{"w"}, []string{"why web-alb", "1 target of 5 unhealthy in web-tg: HTTP 503"}},
		{"a balancer", []string{"2", "w"}, []string{"why ", "IN SHORT"}},
		{"an instance", []string{"5", "w"}, []string{"IN SHORT"}},
		{"an alarm", []string{"7", "w"}, []string{"why web-cpu-high", "is in alarm since"}},
		{"a Spot request", []string{"4", "tab", "w"}, []string{"taken back by AWS"}},
		{"a call", []string{"9", "w"}, []string{"1 call of intern from 198.51.100.23 denied: TerminateInstances"}},
		{"a happening", []string{"0", "w"}, []string{"unhealthy in web-tg: HTTP 503, since 14:02:31"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			newIncident(t, 120, 36).press(c.keys...).sees(c.sees...)
		})
	}
}

func TestWhyTellsACallAndWhatItLedTo(t *testing.T) {
	d := newIncident(t, 120, 36).press(":").typed("batch-asg").press("enter", "w")
	d.sees("why batch-asg", "1 launch of batch-asg failed: no c5.2xlarge capacity in us-west-2c", "SetDesiredCapacity batch-asg by operator from 198.51.100.23")
	head, effect := strings.Index(d.screen(), "WHAT LED TO WHAT"), strings.Index(d.screen(), "└ ▲ Launching a new EC2 instance: no c5.2xlarge")
	if cause := strings.LastIndex(d.screen(), "SetDesiredCapacity batch-asg by operator"); head < 0 || cause < head || effect < cause {
		t.Errorf("the cause does not stand before the effect:\n%s", d.screen())
	}
}

func TestWhyLooksFurtherBack(t *testing.T) {
	d := newIncident(t, 120, 36).press("7", "j", "w") // web-cpu-low, which went quiet two hours ago
	if name := d.c.top().Title(); name != "why web-cpu-low" && name != "why batch-idle" {
		t.Fatalf("on %q", name)
	}
	d = newIncident(t, 120, 36).press(":").typed("web-cpu-low").press("enter", "w")
	d.sees("the last 1 h", "nothing that matters has happened")
	d.press("b").sees("the last 3 h", "web-cpu-low is ok again")
	d.press("B").sees("the last 1 h")
}

func TestWhyWantsTheHistoriesAroundItsSubject(t *testing.T) {
	d := newIncident(t, 120, 36).press(":").typed("web-asg").press("enter", "w")
	want := map[string]bool{}
	for _, w := range d.watcher.wants {
		want[w.ID()] = true
	}
	for _, w := range []watch.Want{watch.Of(watch.Activities, "web-asg"), watch.Of(watch.Targets, webTG), watch.Of(watch.AlarmHistory, ""), trailAsk{which: "web-asg", reads: true}.want()} {
		if !want[w.ID()] {
			t.Errorf("it does not ask for %s", w.ID())
		}
	}
	if want[watch.Of(watch.Activities, "api-asg").ID()] {
		t.Error("it asks for the activities of a group that has nothing to do with it")
	}
}

func TestWhySaysWhatCouldNotBeRead(t *testing.T) {
	d := newDesk(t, 120, 36)
	s := incident()
	s.Events[trailAsk{}.want().Key] = failed[awsclient.Event](denied("CloudTrail", "LookupEvents"))
	d.see(s)
	d.screen()
	d.press("w").sees("could not be read: the trail: denied")
}

func TestWhyOfWhatHasNoHistorySaysSo(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.c.showWhy(Ref{KindNamespace, "AWS/EC2"}, nil)
	d.sees("why is told of instances, groups")
}

func TestBalancerOfAListenerAndARule(t *testing.T) {
	for _, arn := range []string{
		"arn:aws:elasticloadbalancing:us-west-2:123456789012:listener/app/web-alb/50dc6c495c0c9188/f2f7dc8efc522ab2",
		"arn:aws:elasticloadbalancing:us-west-2:123456789012:listener-rule/app/web-alb/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee",
	} {
		if got := balancerOf(arn); got != webALB {
			t.Errorf("balancerOf(%s) = %s", arn, got)
		}
	}
}

// Asked once, without a console.
func TestWhyIsAnsweredOnce(t *testing.T) {
	var asked []string
	fetch := func(wants ...watch.Want) *watch.Snapshot {
		for _, w := range wants {
			asked = append(asked, string(w.Kind))
		}
		return incident()
	}
	for _, c := range []struct{ resource, kind, id string }{
		{"web-asg", timeline.Group, "web-asg"},
		{"web-tg", timeline.TargetGroup, webTG},
		{webALB, timeline.Balancer, webALB},
		{"alarm/web-cpu-high", timeline.Alarm, "web-cpu-high"},
		{instanceID(3), timeline.Instance, instanceID(3)},
		{"i-0123456789abcdef0", timeline.Instance, "i-0123456789abcdef0"}, // terminated and forgotten
	} {
		told, err := WhyAsked{Resource: c.resource, Since: time.Hour, Fetch: fetch}.Answer()
		if err != nil {
			t.Errorf("%s: %v", c.resource, err)
			continue
		}
		if told.Subject != (timeline.Ref{Kind: c.kind, ID: c.id}) {
			t.Errorf("%s is %v", c.resource, told.Subject)
		}
		if text := told.Text(); !strings.HasPrefix(text, "why "+c.kind+" ") || !strings.Contains(text, "in short\n") {
			t.Errorf("%s:\n%s", c.resource, text)
		}
	}
	if _, err := (WhyAsked{Resource: "nothing", Since: time.Hour, Fetch: fetch}).Answer(); err == nil || !strings.Contains(err.Error(), `there is no resource "nothing"`) {
		t.Errorf("got %v", err)
	}
	refused := func(...watch.Want) *watch.Snapshot {
		return &watch.Snapshot{Groups: failed[awsclient.Group](denied("Auto Scaling", "DescribeAutoScalingGroups"))}
	}
	if _, err := (WhyAsked{Resource: "web-asg", Since: time.Hour, Fetch: refused}).Answer(); err == nil {
		t.Error("nothing could be read, and it says nothing")
	}
}
