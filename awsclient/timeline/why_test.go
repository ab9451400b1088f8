package timeline

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/activity"
)

// The account of the tests: a group behind a target group, its alarm, its
// policy. Times are seconds after noon.

func sec(n int) time.Time { return time.Date(2026, 3, 3, 12, 0, n, 0, time.UTC) }

const (
	webTG  = "arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/web-tg/73e2d6bc24d8a067"
	webLB  = "arn:aws:elasticloadbalancing:us-west-2:123456789012:loadbalancer/app/web-alb/50dc6c495c0c9188"
	upARN  = "arn:aws:autoscaling:us-west-2:123456789012:scalingPolicy:1:autoScalingGroupName/web-asg:policyName/up"
	one    = "i-0a000000000000001"
	two    = "i-0a000000000000002"
	three  = "i-0a000000000000003"
	record = `{"eventName":%q,"errorCode":%q}`
)

func web() *Facts {
	return &Facts{
		Now: sec(3000),
		Groups: []awsclient.Group{{Name: "web-asg", TargetGroups: []string{webTG}, HealthCheckType: "ELB",
			Launch: awsclient.LaunchRef{TemplateID: "lt-0web", TemplateName: "web", Version: "$Latest"}}},
		Balancers:    []awsclient.LoadBalancer{{ARN: webLB, Name: "web-alb"}},
		TargetGroups: []awsclient.TargetGroup{{ARN: webTG, Name: "web-tg", Balancers: []string{webLB}, Check: awsclient.HealthCheck{Unhealthy: 2}}},
		Alarms: []awsclient.Alarm{
			{Name: "unhealthy", State: "OK", Periods: 1, Metric: awsclient.MetricQuery{Namespace: "AWS/ApplicationELB", Name: "UnHealthyHostCount", Period: time.Minute,
				Dimensions: []awsclient.Dimension{{Name: "TargetGroup", Value: "targetgroup/web-tg/73e2d6bc24d8a067"}}}},
			{Name: "busy", Metric: awsclient.MetricQuery{Namespace: "AWS/EC2", Name: "CPUUtilization", Dimensions: []awsclient.Dimension{{Name: "AutoScalingGroupName", Value: "web-asg"}}}},
			{Name: "refused", State: "OK", Periods: 1, Metric: awsclient.MetricQuery{Namespace: "CloudTrailMetrics", Name: "Refused", Period: time.Minute}},
		},
		Policies:     []awsclient.Policy{{ARN: upARN, Group: "web-asg", Name: "up", AlarmNames: []string{"busy"}}},
		Filters:      []awsclient.MetricFilter{{Namespace: "CloudTrailMetrics", Metric: "Refused", Pattern: `{ $.errorCode = "*Unauthorized*" }`}},
		Targets:      map[string][]awsclient.Target{},
		Activities:   map[string][]awsclient.Activity{},
		AlarmHistory: map[string][]awsclient.AlarmEvent{},
		FleetHistory: map[string][]awsclient.FleetEvent{},
		Seen:         &Seen{},
	}
}

// activity adds an activity of web-asg, each newer than those before.
func (f *Facts) activity(at int, description string, cause ...string) {
	a := awsclient.Activity{ID: fmt.Sprint("a", at, description), Group: "web-asg", Description: description, Cause: activity.Cause(cause...), Start: sec(at), StatusCode: "Successful", Details: activity.Details("subnet-1", "us-west-2b")}
	f.Activities["web-asg"] = append([]awsclient.Activity{a}, f.Activities["web-asg"]...)
}

// call adds a call, each newer than those before.
func (f *Facts) call(at int, who, name, code string, resources ...awsclient.EventResource) {
	c := &awsclient.Event{ID: fmt.Sprint("c", at, name), Name: name, Time: sec(at), Username: who, Identity: "IAMUser", SourceIP: "192.0.2.7", Resources: resources, ErrorCode: code, Record: fmt.Sprintf(record, name, code)}
	f.Calls = append([]*awsclient.Event{c}, f.Calls...)
}

func inGroup() awsclient.EventResource {
	return awsclient.EventResource{Type: "AWS::AutoScaling::AutoScalingGroup", Name: "web-asg"}
}

// health lets the console see a target's health.
func (f *Facts) health(at int, id, before, now string) {
	f.Seen.Begin(sec(0))
	t := awsclient.Target{TargetGroup: webTG, ID: id, Port: 80, Zone: "us-west-2a", State: before}
	was := []awsclient.Target{t}
	t.State = now
	if now == "unhealthy" {
		t.Reason, t.Description = "Target.ResponseCodeMismatch", "Health checks failed with these codes: [503]"
	}
	f.Seen.Targets(was, []awsclient.Target{t}, sec(at))
	f.Targets[webTG] = append(f.Targets[webTG], t)
}

// alarmed adds an alarm's change to ALARM, and the policy that it ran.
func (f *Facts) alarmed(at int, name, policy string) {
	for i := range f.Alarms {
		if f.Alarms[i].Name == name {
			f.Alarms[i].State, f.Alarms[i].Updated = "ALARM", sec(at)
		}
	}
	state := awsclient.AlarmEvent{Alarm: name, At: sec(at), Type: "StateUpdate", Summary: "Alarm updated from OK to ALARM", Data: `{"oldState":{"stateValue":"OK"},"newState":{"stateValue":"ALARM","stateReason":"Threshold Crossed: 1 datapoint [9.0] was greater than the threshold (1.0)."}}`}
	f.AlarmHistory[""] = append([]awsclient.AlarmEvent{state}, f.AlarmHistory[""]...)
	if policy != "" {
		action := awsclient.AlarmEvent{Alarm: name, At: sec(at), Type: "Action", Summary: "Successfully executed action", Data: fmt.Sprintf(`{"stateUpdateTimestamp":%d,"notificationResource":%q}`, sec(at).UnixMilli(), policy)}
		f.AlarmHistory[""] = append([]awsclient.AlarmEvent{action}, f.AlarmHistory[""]...)
	}
}

// outline is the chains of a page in lines, indented by depth.
func outline(nodes []*Node, depth int) string {
	var b strings.Builder
	for _, n := range nodes {
		more := ""
		if n.More > 0 {
			more = fmt.Sprintf(" +%d", n.More)
		}
		b.WriteString(strings.Repeat("  ", depth) + string(n.Source) + ": " + n.Sentence() + more + "\n" + outline(n.Effects, depth+1))
	}
	return b.String()
}

func shortOf(p *Page) string {
	var b strings.Builder
	for _, l := range p.Short {
		b.WriteString(l.Words + "\n")
	}
	return b.String()
}

// Each case is a story and what is read of it.
func TestWhy(t *testing.T) {
	for _, c := range []struct {
		name    string
		story   func(*Facts)
		subject Ref
		short   string // a part of the summary
		chains  string
	}{
		{
			name: "an instance fails the balancer's health check and is replaced",
			story: func(f *Facts) {
				f.health(130, one, "healthy", "unhealthy")
				f.activity(140, activity.DescribeTerminate(one), activity.ELBHealth(sec(140)))
				f.activity(142, activity.DescribeLaunch(two), activity.Replacement(sec(142)))
			},
			subject: Ref{Instance, one},
			short:   one + " terminated by the group: failed the load balancer's health check, 2 of 2, HTTP 503, since 12:02:10; replaced by " + two + " in us-west-2b\n",
			chains: `health: i-0a000000000000001 is unhealthy in web-tg: HTTP 503
  scaling: Terminating i-0a000000000000001: failed the ELB health check
    scaling: Launching i-0a000000000000002: replaces an unhealthy instance
`,
		},
		{
			name: "an alarm runs a policy, which launches",
			story: func(f *Facts) {
				f.alarmed(100, "busy", upARN)
				f.activity(101, activity.DescribeLaunch(one), activity.PolicyTriggered(sec(101), "busy", "up", 1, 2), activity.LaunchDiff(sec(101), 1, 2))
			},
			subject: Ref{Group, "web-asg"},
			chains: `alarm: busy is in alarm: 1 datapoint [9.0] was greater than the threshold (1.0).
  alarm: busy ran policy up
    scaling: Launching i-0a000000000000001: policy up: 1 to 2
`,
		},
		{
			name: "somebody sets the desired capacity",
			story: func(f *Facts) {
				f.call(99, "alice", "SetDesiredCapacity", "", inGroup())
				f.activity(101, activity.DescribeTerminate(one), activity.SetDesired(sec(99), 2, 1), activity.Shrink(sec(101), 2, 1), activity.Selected(sec(101), one))
			},
			subject: Ref{Instance, one},
			short:   one + " terminated by the group: set by hand: 2 to 1, SetDesiredCapacity web-asg by alice from 192.0.2.7 at 12:01:39\n",
			chains: `trail: SetDesiredCapacity web-asg by alice from 192.0.2.7
  scaling: Terminating i-0a000000000000001: set by hand: 2 to 1
`,
		},
		{
			name: "a refused call changes nothing, and is no cause",
			story: func(f *Facts) {
				f.call(99, "mallory", "SetDesiredCapacity", "AccessDenied", inGroup())
				f.activity(101, activity.DescribeTerminate(one), activity.SetDesired(sec(99), 2, 1))
			},
			subject: Ref{Group, "web-asg"},
			short:   "1 call of mallory from 192.0.2.7 denied: SetDesiredCapacity, at 12:01:39\n",
			chains:  "trail: SetDesiredCapacity web-asg by mallory from 192.0.2.7: denied\n",
		},
		{
			name: "a release: a new version, a refresh, servers that fail, the alarm",
			story: func(f *Facts) {
				f.call(50, "releaser", "CreateLaunchTemplateVersion", "", awsclient.EventResource{Type: "AWS::EC2::LaunchTemplate", Name: "web"})
				f.call(60, "releaser", "StartInstanceRefresh", "", inGroup())
				f.activity(70, activity.DescribeTerminate(one), activity.RefreshTerminate(sec(70)), activity.Selected(sec(70), one))
				f.activity(71, activity.DescribeLaunch(two), activity.RefreshLaunch(sec(71)))
				f.activity(71, activity.DescribeLaunch(three), activity.RefreshLaunch(sec(71)))
				f.health(150, two, "initial", "unhealthy")
				f.health(151, three, "initial", "unhealthy")
				f.alarmed(160, "unhealthy", "")
			},
			subject: Ref{Balancer, webLB},
			short:   "2 of 2 targets unhealthy in web-tg: HTTP 503, since 12:02:30, all in us-west-2a\n",
			chains: `trail: CreateLaunchTemplateVersion web by releaser from 192.0.2.7
  trail: StartInstanceRefresh web-asg by releaser from 192.0.2.7
    scaling: Terminating i-0a000000000000001: an instance refresh
    scaling: Launching i-0a000000000000002: an instance refresh +1
      health: i-0a000000000000002 is unhealthy in web-tg: HTTP 503 +1
        alarm: unhealthy is in alarm: 1 datapoint [9.0] was greater than the threshold (1.0).
`,
		},
		{
			name: "what was not watched is told as it stands now, and what it counts for",
			story: func(f *Facts) {
				f.call(60, "releaser", "StartInstanceRefresh", "", inGroup())
				f.activity(71, activity.DescribeLaunch(two), activity.RefreshLaunch(sec(71)))
				f.health(150, two, "initial", "unhealthy")
				f.Seen = nil
				f.alarmed(160, "unhealthy", "")
			},
			subject: Ref{Alarm, "unhealthy"},
			short:   "unhealthy is in alarm since 12:02:40: 1 datapoint [9.0] was greater than the threshold (1.0).\n",
			chains: `trail: StartInstanceRefresh web-asg by releaser from 192.0.2.7
  scaling: Launching i-0a000000000000002: an instance refresh
    health: i-0a000000000000002 is unhealthy in web-tg: HTTP 503
      alarm: unhealthy is in alarm: 1 datapoint [9.0] was greater than the threshold (1.0).
`,
		},
		{
			name: "an alarm on a metric filter is caused by the calls that the filter counts",
			story: func(f *Facts) {
				f.call(80, "alice", "StopInstances", "")
				f.call(90, "mallory", "StopLogging", "Client.UnauthorizedOperation")
				f.call(91, "mallory", "CreateKeyPair", "Client.UnauthorizedOperation")
				f.alarmed(120, "refused", "")
			},
			subject: Ref{Alarm, "refused"},
			short:   "2 calls of mallory from 192.0.2.7 denied: StopLogging, CreateKeyPair, 12:01:30 to 12:01:31\n",
			chains: `trail: StopLogging by mallory from 192.0.2.7: denied +1
  alarm: refused is in alarm: 1 datapoint [9.0] was greater than the threshold (1.0).
`,
		},
		{
			name: "a Spot Instance is taken back, and the group fills its place",
			story: func(f *Facts) {
				f.Requests = []awsclient.SpotRequest{{ID: "sir-1", Status: "instance-terminated-no-capacity", StatusSince: sec(200), Instance: one, Zone: "us-west-2a"}}
				f.activity(200, activity.DescribeTerminate(one), activity.SpotInterruption(sec(200)))
				f.activity(201, activity.DescribeLaunch(two), activity.LaunchDiff(sec(201), 1, 2))
			},
			subject: Ref{Request, "sir-1"},
			short:   one + " terminated by the group: AWS takes the Spot Instance back, taken back by AWS: no Spot capacity; replaced by " + two + " in us-west-2b\n",
			chains: `spot: i-0a000000000000001 sir-1 is taken back by AWS: no Spot capacity
  scaling: Terminating i-0a000000000000001: an EC2 Spot instance interruption notice
    scaling: Launching i-0a000000000000002: there were too few, 1 to 2
`,
		},
		{
			name: "a fleet loses an instance and launches another",
			story: func(f *Facts) {
				f.Requests = []awsclient.SpotRequest{{ID: "sir-1", Status: "instance-terminated-by-price", StatusSince: sec(200), Instance: one}}
				f.FleetHistory["sfr-1"] = []awsclient.FleetEvent{
					{Fleet: "sfr-1", At: sec(201), Type: "instanceChange", Subtype: "terminated", Instance: one},
					{Fleet: "sfr-1", At: sec(220), Type: "instanceChange", Subtype: "launched", Instance: two, Description: `{"instanceType":"m5.large","availabilityZone":"us-west-2c"}`},
				}
			},
			subject: Ref{Fleet, "sfr-1"},
			short:   "1 Spot Instance taken back by AWS: the price is above the maximum, at 12:03:20\n",
			chains: `spot: i-0a000000000000001 sir-1 is taken back by AWS: the price is above the maximum
  fleet: terminated i-0a000000000000001
    fleet: launched i-0a000000000000002: m5.large us-west-2c
`,
		},
		{
			name: "a call starts instances of its own",
			story: func(f *Facts) {
				f.call(300, "bob", "RunInstances", "", awsclient.EventResource{Type: "AWS::EC2::Instance", Name: one})
				f.Instances = []awsclient.Instance{{ID: one, Type: "c5.large", Zone: "us-west-2a", State: "running", Launched: sec(300)}}
			},
			subject: Ref{Instance, one},
			short:   one + " launched at 12:05:00 after RunInstances " + one + " by bob from 192.0.2.7 at 12:05:00\n",
			chains: `trail: RunInstances i-0a000000000000001 by bob from 192.0.2.7
  instance: i-0a000000000000001 launched: c5.large us-west-2a
`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := web()
			c.story(f)
			p := Why(f, c.subject, sec(-600))
			if got := outline(p.Chains, 0); got != c.chains {
				t.Errorf("chains\n%swant\n%s", got, c.chains)
			}
			if got := shortOf(p); !strings.Contains(got, c.short) {
				t.Errorf("in short\n%swant\n%s", got, c.short)
			}
		})
	}
}

// AWS does not say which launch is in whose place: the order tells, and a
// launch that failed takes no place.
func TestReplacementsArePairedInOrder(t *testing.T) {
	f := web()
	f.activity(10, activity.DescribeTerminate(one), activity.ELBHealth(sec(10)))
	f.activity(11, activity.DescribeTerminate(two), activity.ELBHealth(sec(11)))
	f.activity(12, activity.DescribeLaunchFailed("There is no Spot capacity available that matches your request."), activity.Replacement(sec(12)))
	f.Activities["web-asg"][0].StatusCode, f.Activities["web-asg"][0].StatusMessage = "Failed", "There is no Spot capacity available that matches your request. Launching EC2 instance failed."
	f.activity(13, activity.DescribeLaunch(three), activity.Replacement(sec(13)))
	f.activity(14, activity.DescribeLaunch("i-0a000000000000004"), activity.Replacement(sec(14)))
	for id, by := range map[string]string{one: three, two: "i-0a000000000000004"} {
		if got := shortOf(Why(f, Ref{Instance, id}, sec(0))); !strings.Contains(got, "replaced by "+by) {
			t.Errorf("%s: %s", id, got)
		}
	}
	if got := shortOf(Why(f, Ref{Group, "web-asg"}, sec(0))); !strings.Contains(got, "1 launch of web-asg failed: no Spot capacity, at 12:00:12") || !strings.Contains(got, "2 instances terminated by web-asg: failed the load balancer's health check, all in us-west-2b, 12:00:10 to 12:00:11") {
		t.Error(got)
	}
}

func TestWhatCannotBeKnownIsSaid(t *testing.T) {
	f := web()
	f.health(150, two, "initial", "unhealthy")
	if got := Why(f, Ref{TargetGroup, webTG}, sec(0)).Notes; len(got) != 1 || !strings.Contains(got[0], "known since 12:00:00") {
		t.Errorf("watched: %q", got)
	}
	f.Seen = nil
	if got := Why(f, Ref{TargetGroup, webTG}, sec(0)).Notes; len(got) != 1 || !strings.Contains(got[0], "only how it is now") {
		t.Errorf("not watched: %q", got)
	}
}

// The same facts make the same page, whatever order maps have.
func TestThePageIsTheSameEveryTime(t *testing.T) {
	f := web()
	for n := range 20 {
		f.activity(10+n, activity.DescribeTerminate(fmt.Sprintf("i-0b%015x", n)), activity.ELBHealth(sec(10+n)))
		f.health(10+n, fmt.Sprintf("i-0b%015x", n), "healthy", "unhealthy")
	}
	first := Why(f, Ref{Balancer, webLB}, sec(0))
	for range 10 {
		again := Why(f, Ref{Balancer, webLB}, sec(0))
		if outline(first.Chains, 0) != outline(again.Chains, 0) || shortOf(first) != shortOf(again) {
			t.Fatalf("%s%s\nand then\n%s%s", shortOf(first), outline(first.Chains, 0), shortOf(again), outline(again.Chains, 0))
		}
	}
}
