package views

import (
	"context"
	"fmt"
	"math"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// The account of the tests: a web tier in trouble, a quiet API, a worker group
// and a batch group that waits at a hook. All of it is made by account(); the
// moment is fixed.

func moment() time.Time { return time.Date(2026, 3, 3, 14, 2, 31, 0, time.UTC) }

const (
	webALB = "arn:aws:elasticloadbalancing:us-west-2:123456789012:loadbalancer/app/web-alb/50dc6c495c0c9188"
	apiALB = "arn:aws:elasticloadbalancing:us-west-2:123456789012:loadbalancer/app/api-alb/50dc6c495c0c9199"
	tcpNLB = "arn:aws:elasticloadbalancing:us-west-2:123456789012:loadbalancer/net/ingest-nlb/50dc6c495c0c9177"
	webTG  = "arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/web-tg/73e2d6bc24d8a067"
	apiTG  = "arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/api-tg/73e2d6bc24d8a068"
	tcpTG  = "arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/ingest-tg/73e2d6bc24d8a069"
)

// ok is a feed that was fetched two seconds ago.
func ok[T any](rows ...T) watch.Feed[T] {
	return watch.Feed[T]{Rows: rows, At: moment().Add(-2 * time.Second), Every: 10 * time.Second, Tried: moment().Add(-2 * time.Second)}
}

// failed is a feed that was never fetched.
func failed[T any](e *awsclient.Error) watch.Feed[T] {
	return watch.Feed[T]{Err: e, Every: 10 * time.Second, Tried: moment().Add(-time.Second), Tries: 3}
}

func denied(service, operation string) *awsclient.Error {
	return &awsclient.Error{Kind: awsclient.Denied, Service: service, Operation: operation, Code: "UnauthorizedOperation",
		Message: "You are not authorized to perform this operation.", RequestID: "f1d5c8a0-1111-2222-3333-444455556666"}
}

// account is a snapshot of the test account.
func account() *watch.Snapshot {
	s := &watch.Snapshot{Seq: 1, Generation: 1, Now: moment(), Wall: moment(), Region: "us-west-2"}
	s.Identity = ok(awsclient.Identity{Account: "123456789012", ARN: "arn:aws:iam::123456789012:user/operator"})
	s.Instances = ok(instancesOfAccount()...)
	s.Statuses = ok(statusesOfAccount(s.Instances.Rows)...)
	s.Subnets = ok(awsclient.Subnet{ID: "subnet-0a1", VPC: "vpc-0c0ffee", Zone: "us-west-2a", CIDR: "172.31.0.0/20", Name: "default-a", AvailableIPs: 4085, Default: true})
	s.SecurityGroups = ok(awsclient.SecurityGroup{ID: "sg-0web", Name: "web", Description: "web servers", VPC: "vpc-0c0ffee",
		Ingress: []awsclient.Permission{{Protocol: "tcp", FromPort: 80, ToPort: 80, Sources: []string{"0.0.0.0/0"}, Description: "the world"}, {Protocol: "tcp", FromPort: 22, ToPort: 22, Sources: []string{"10.0.0.0/8"}}},
		Egress:  []awsclient.Permission{{Protocol: "-1", FromPort: -1, ToPort: -1, Sources: []string{"0.0.0.0/0"}}}})
	s.Balancers = ok(balancersOfAccount()...)
	s.TargetGroups = ok(
		awsclient.TargetGroup{ARN: webTG, Name: "web-tg", Protocol: "HTTP", Port: 80, VPC: "vpc-0c0ffee", TargetType: "instance", Balancers: []string{webALB}},
		awsclient.TargetGroup{ARN: apiTG, Name: "api-tg", Protocol: "HTTP", Port: 8080, VPC: "vpc-0c0ffee", TargetType: "instance", Balancers: []string{apiALB}},
		awsclient.TargetGroup{ARN: tcpTG, Name: "ingest-tg", Protocol: "TCP", Port: 9000, VPC: "vpc-0c0ffee", TargetType: "instance", Balancers: []string{tcpNLB}})
	s.Targets = targetsOfAccount()
	addClassic(s)
	s.Groups = ok(groupsOfAccount(s.Instances.Rows)...)
	s.Activities = activitiesOfAccount()
	s.Alarms = ok(alarmsOfAccount()...)
	s.Series = seriesOfAccount(s)
	s.UserData = map[string]watch.Feed[string]{instanceID(0): ok("#!/bin/sh\nyum install -y httpd\nsystemctl enable --now httpd\n")}
	s.Events = map[string]watch.Feed[awsclient.Event]{}
	s.Meter = watch.Meter{CallsPerMinute: 42, CostPerHour: 0.0123, Spark: []int{20, 35, 42, 40, 38, 42}, Recent: callsOfAccount()}
	return s
}

func instanceID(n int) string { return fmt.Sprintf("i-0a1b2c3d4e5f6%04x", n) }

// instancesOfAccount are six web servers, three of the API, four workers, two
// of batch, and a bastion that is stopped.
func instancesOfAccount() []awsclient.Instance {
	var all []awsclient.Instance
	add := func(n int, name, kind, group string, age time.Duration) {
		for range n {
			i := len(all)
			zone := "us-west-2" + string(rune('a'+i%3))
			all = append(all, awsclient.Instance{
				ID: instanceID(i), Region: "us-west-2", Name: name, Type: kind, State: "running", Zone: zone,
				PrivateIP: fmt.Sprintf("172.31.%d.%d", 16*(i%3), 10+i), PrivateDNS: fmt.Sprintf("ip-172-31-%d-%d.us-west-2.compute.internal", 16*(i%3), 10+i),
				PublicIP: fmt.Sprintf("54.186.10.%d", 20+i), VPC: "vpc-0c0ffee", Subnet: "subnet-0a1", Image: "ami-0123456789abcdef0", KeyName: "ops",
				Market: "on-demand", Launched: moment().Add(-age - time.Duration(i)*time.Minute), Architecture: "x86_64", Platform: "Linux/UNIX",
				SecurityGroupIDs: []string{"sg-0web"}, Monitoring: "enabled", Group: group, Owner: "123456789012",
				Tags: []awsclient.Tag{{Key: "Name", Value: name}, {Key: "aws:autoscaling:groupName", Value: group}},
			})
		}
	}
	add(6, "web", "m5.large", "web-asg", 3*time.Hour)
	add(3, "api", "c5.large", "api-asg", 40*time.Hour)
	add(4, "worker", "m5.xlarge", "worker-asg", 9*time.Hour)
	add(2, "batch", "c5.2xlarge", "batch-asg", 10*time.Minute)
	add(1, "bastion", "t3.micro", "", 900*time.Hour)
	all[5].State, all[5].Launched = "pending", moment().Add(-20*time.Second)
	all[10].Market, all[10].Lifecycle = "spot", "spot"
	last := &all[len(all)-1]
	last.State, last.StateReason, last.PublicIP = "stopped", "Client.UserInitiatedShutdown: User initiated shutdown", ""
	last.Tags = last.Tags[:1]
	return all
}

func statusesOfAccount(instances []awsclient.Instance) []awsclient.InstanceStatus {
	var all []awsclient.InstanceStatus
	for i, in := range instances {
		if in.State == "running" {
			status := awsclient.InstanceStatus{ID: in.ID, System: "ok", Instance: "ok"}
			if i == 12 {
				status.Instance = "impaired"
			}
			all = append(all, status)
		}
	}
	return all
}

func balancersOfAccount() []awsclient.LoadBalancer {
	balancer := func(arn, name, kind string) awsclient.LoadBalancer {
		return awsclient.LoadBalancer{ARN: arn, Region: "us-west-2", Name: name, Type: kind, Scheme: "internet-facing", State: "active",
			DNSName: name + "-1234567890.us-west-2.elb.amazonaws.com", VPC: "vpc-0c0ffee", Created: moment().Add(-900 * time.Hour), IPAddressType: "ipv4",
			Zones: []awsclient.ZoneSubnet{{Zone: "us-west-2a", Subnet: "subnet-0a1"}, {Zone: "us-west-2b", Subnet: "subnet-0b1"}, {Zone: "us-west-2c", Subnet: "subnet-0c1"}}}
	}
	return []awsclient.LoadBalancer{balancer(apiALB, "api-alb", "application"), balancer(tcpNLB, "ingest-nlb", "network"), balancer(webALB, "web-alb", "application")}
}

func targetsOfAccount() map[string]watch.Feed[awsclient.Target] {
	target := func(tg string, n, port int, state string) awsclient.Target {
		return awsclient.Target{TargetGroup: tg, ID: instanceID(n), Port: port, Zone: "us-west-2" + string(rune('a'+n%3)), State: state}
	}
	bad := target(webTG, 4, 80, "unhealthy")
	bad.Reason, bad.Description = "Target.ResponseCodeMismatch", "Health checks failed with these codes: [503]"
	return map[string]watch.Feed[awsclient.Target]{
		webTG: ok(target(webTG, 0, 80, "healthy"), target(webTG, 1, 80, "healthy"), target(webTG, 2, 80, "healthy"), target(webTG, 3, 80, "healthy"), bad),
		apiTG: ok(target(apiTG, 6, 8080, "healthy"), target(apiTG, 7, 8080, "healthy"), target(apiTG, 8, 8080, "healthy")),
		tcpTG: ok(target(tcpTG, 9, 9000, "healthy"), target(tcpTG, 11, 9000, "healthy")),
	}
}

// legacyCLB is the account's Classic balancer; all is well with it.
const legacyCLB = "legacy-clb"

func addClassic(s *watch.Snapshot) {
	s.ClassicBalancers = ok(awsclient.ClassicBalancer{
		Name: legacyCLB, Region: "us-west-2", Scheme: "internet-facing", DNSName: legacyCLB + "-1234567890.us-west-2.elb.amazonaws.com", VPC: "vpc-0c0ffee",
		Zones: []string{"us-west-2a", "us-west-2b", "us-west-2c"}, Subnets: []string{"subnet-0a1"}, SecurityGroups: []string{"sg-0web"}, Created: moment().Add(-2000 * time.Hour),
		Listeners: []awsclient.ClassicListener{
			{Protocol: "HTTP", Port: 80, InstanceProtocol: "HTTP", InstancePort: 8080, Policies: []string{"sticky"}},
			{Protocol: "TCP", Port: 9000, InstanceProtocol: "TCP", InstancePort: 9000},
		},
		Check:     awsclient.ClassicCheck{Target: "HTTP:8080/health", Interval: 30 * time.Second, Timeout: 5 * time.Second, Healthy: 10, Unhealthy: 2},
		Instances: []string{instanceID(10), instanceID(12)},
		Policies:  []awsclient.ClassicPolicy{{Name: "sticky", Kind: "lb-cookie", Expires: 10 * time.Minute}},
	})
	s.ClassicHealth = map[string]watch.Feed[awsclient.ClassicHealth]{legacyCLB: ok(inService(10), inService(12))}
	s.ClassicAttributes = map[string]watch.Feed[awsclient.ClassicAttributes]{
		legacyCLB: ok(awsclient.ClassicAttributes{CrossZone: true, Draining: true, DrainTimeout: 5 * time.Minute, IdleTimeout: time.Minute, Desync: "defensive"})}
}

// inService is an instance that the Classic balancer finds healthy.
func inService(n int) awsclient.ClassicHealth {
	return awsclient.ClassicHealth{Balancer: legacyCLB, ID: instanceID(n), State: "InService"}
}

func groupsOfAccount(instances []awsclient.Instance) []awsclient.Group {
	group := func(name string, limits awsclient.Limits, tgs ...string) awsclient.Group {
		g := awsclient.Group{Name: name, Region: "us-west-2", ARN: "arn:aws:autoscaling:us-west-2:123456789012:autoScalingGroup:1111:autoScalingGroupName/" + name, Limits: limits,
			DefaultCooldown: 5 * time.Minute, Zones: []string{"us-west-2a", "us-west-2b", "us-west-2c"}, TargetGroups: tgs, HealthCheckType: "ELB", Grace: 5 * time.Minute,
			TerminationPolicies: []string{"Default"}, Launch: awsclient.LaunchRef{TemplateID: "lt-0web", TemplateName: name, Version: "$Default"}, Created: moment().Add(-900 * time.Hour)}
		for _, in := range instances {
			if in.Group != name {
				continue
			}
			member := awsclient.GroupInstance{ID: in.ID, Group: name, Zone: in.Zone, Type: in.Type, Lifecycle: "InService", Health: "Healthy", Launch: g.Launch}
			if in.State == "pending" {
				member.Lifecycle = "Pending"
			}
			g.Instances = append(g.Instances, member)
		}
		return g
	}
	batch := group("batch-asg", awsclient.Limits{Min: 0, Desired: 2, Max: 6})
	batch.Instances[1].Lifecycle = "Pending:Wait"
	return []awsclient.Group{
		group("api-asg", awsclient.Limits{Min: 2, Desired: 3, Max: 6}, apiTG), batch,
		group("web-asg", awsclient.Limits{Min: 2, Desired: 6, Max: 12}, webTG), group("worker-asg", awsclient.Limits{Min: 1, Desired: 4, Max: 10}),
	}
}

func activitiesOfAccount() map[string]watch.Feed[awsclient.Activity] {
	start := moment().Add(-33 * time.Second)
	return map[string]watch.Feed[awsclient.Activity]{
		"web-asg": ok(awsclient.Activity{ID: "a2", Group: "web-asg", Description: "Launching a new EC2 instance: " + instanceID(5), Start: start, StatusCode: "InProgress", Progress: 30,
			Cause: "At 2026-03-03T14:01:58Z an instance was launched in response to an unhealthy instance needing to be replaced."},
			awsclient.Activity{ID: "a1", Group: "web-asg", Description: "Terminating EC2 instance: i-0dead0000beef0001", Start: start.Add(-time.Second), End: start, StatusCode: "Successful", Progress: 100,
				Cause: "At 2026-03-03T14:01:57Z an instance was taken out of service in response to an ELB system health check failure."}),
		"batch-asg": ok(awsclient.Activity{ID: "b1", Group: "batch-asg", Description: "Launching a new EC2 instance", Start: moment().Add(-9 * time.Minute), End: moment().Add(-9 * time.Minute), StatusCode: "Failed",
			StatusMessage: "We currently do not have sufficient c5.2xlarge capacity in the Availability Zone you requested (us-west-2c). Launching EC2 instance failed.",
			Cause:         "At 2026-03-03T13:53:31Z a user request explicitly set group desired capacity changing the desired capacity from 0 to 2."}),
	}
}

func alarmsOfAccount() []awsclient.Alarm {
	alarm := func(name, state, group string, threshold float64) awsclient.Alarm {
		return awsclient.Alarm{Name: name, ARN: "arn:aws:cloudwatch:us-west-2:123456789012:alarm:" + name, Region: "us-west-2", State: state, Updated: moment().Add(-6 * time.Minute),
			Metric:    awsclient.MetricQuery{Namespace: "AWS/EC2", Name: "CPUUtilization", Statistic: "Average", Period: time.Minute, Dimensions: []awsclient.Dimension{{Name: "AutoScalingGroupName", Value: group}}},
			Threshold: threshold, Comparison: "GreaterThanThreshold", Periods: 3, DatapointsToAlarm: 3, MissingData: "missing", ActionsEnabled: true,
			Reason: "Threshold Crossed: 3 datapoints [62.1, 64.0, 61.2] were greater than the threshold (" + ui.Number(threshold) + ".0)."}
	}
	return []awsclient.Alarm{alarm("web-cpu-high", "ALARM", "web-asg", 60), alarm("web-cpu-low", "OK", "web-asg", 20), alarm("batch-idle", "INSUFFICIENT_DATA", "batch-asg", 5)}
}

// seriesOfAccount are waves for everything that the overview and the list of
// instances draw.
func seriesOfAccount(s *watch.Snapshot) map[string]watch.Feed[awsclient.Series] {
	all := map[string]watch.Feed[awsclient.Series]{}
	wave := func(w watch.Want, middle, swing, phase float64) {
		series := awsclient.Series{Query: w.Query}
		n := int(w.Range / w.Query.Period)
		for i := range n {
			at := s.Now.Truncate(time.Minute).Add(-time.Duration(n-i) * w.Query.Period)
			series.Points = append(series.Points, awsclient.Point{At: at, Value: middle + swing*math.Sin(phase+float64(i)/9)})
		}
		all[w.Key] = ok(series)
	}
	for i := range s.Balancers.Rows {
		wants := balancerGlance(&s.Balancers.Rows[i])
		wave(wants[0], 40000/float64(1+3*i*i), 20000/float64(1+3*i*i), float64(i))
		if len(wants) > 1 {
			wave(wants[1], 100*float64(i), 20*float64(i), 1)
			wave(wants[3], 0.120+0.05*float64(i), 0.04, 2)
		}
	}
	for i := range s.ClassicBalancers.Rows {
		wants := balancerGlance(classicAsBalancer(&s.ClassicBalancers.Rows[i]))
		wave(wants[0], 180, 60, 3)
		wave(wants[3], 0.012, 0.004, 2)
	}
	for i := range s.Groups.Rows {
		wave(GroupGraph(s.Groups.Rows[i].Name, "CPUUtilization", "Average", glanceBack), 20+12*float64(i), 12, float64(i))
	}
	for i := range s.Instances.Rows {
		if in := &s.Instances.Rows[i]; in.State == "running" {
			for _, statistic := range []string{"Average", "Maximum"} {
				wave(instanceGraph(&instanceRow{in, nil}, "CPUUtilization", statistic), 15+4*float64(i), 10, float64(i))
			}
			wave(instanceGraph(&instanceRow{in, nil}, "NetworkIn", "Sum"), 4e6, 2e6, float64(i))
			wave(instanceGraph(&instanceRow{in, nil}, "NetworkOut", "Sum"), 9e6, 3e6, float64(i))
		}
	}
	return all
}

func callsOfAccount() []watch.Call {
	when := moment().Add(-2 * time.Second)
	return []watch.Call{
		{When: when, Service: "EC2", Operation: "DescribeInstances", Region: "us-west-2", Latency: 210 * time.Millisecond, Attempts: 1, RequestID: "r1"},
		{When: when.Add(-time.Second), Service: "CloudWatch", Operation: "GetMetricData", Region: "us-west-2", Latency: 95 * time.Millisecond, Attempts: 1, Cost: 0.0002, RequestID: "r2"},
		{When: when.Add(-3 * time.Second), Service: "Auto Scaling", Operation: "DescribeScalingActivities", Region: "us-west-2", Latency: 1400 * time.Millisecond, Attempts: 3, Throttled: 2, Code: "Throttling", RequestID: "r3"},
	}
}

// testWatcher is a watcher that only remembers what it was asked.
type testWatcher struct {
	wants     []watch.Want
	poked     []watch.Kind
	refreshed int
	held      bool
	client    awsclient.Client
	clients   []awsclient.Client
	snapshots chan *watch.Snapshot
}

func (w *testWatcher) Want(wants []watch.Want)           { w.wants = wants }
func (w *testWatcher) Snapshots() <-chan *watch.Snapshot { return w.snapshots }
func (w *testWatcher) Poke(kinds ...watch.Kind)          { w.poked = append(w.poked, kinds...) }
func (w *testWatcher) Refresh()                          { w.refreshed++ }
func (w *testWatcher) Hold(on bool)                      { w.held = on }
func (w *testWatcher) Switch(c ...awsclient.Client)      { w.client, w.clients = c[0], c }

// testClient answers what the tests call and remembers what was changed. Any
// other call is a nil pointer's panic, which is what a test should meet.
type testClient struct {
	awsclient.Client
	region string
	calls  []string
	err    error
}

func (c *testClient) Region() string { return c.region }
func (c *testClient) Regions(context.Context) ([]string, error) {
	return []string{"eu-central-1", "us-west-2"}, nil
}
func (c *testClient) TerminateInstances(_ context.Context, ids []string) error {
	c.calls = append(c.calls, fmt.Sprint("terminate ", ids))
	return c.err
}
func (c *testClient) RebootInstances(_ context.Context, ids []string) error {
	c.calls = append(c.calls, fmt.Sprint("reboot ", ids))
	return c.err
}

// testEngine remembers what was done to it.
type testEngine struct {
	speed  float64
	paused bool
	did    []string
}

func (e *testEngine) Now() time.Time     { return moment() }
func (e *testEngine) Speed() float64     { return e.speed }
func (e *testEngine) Paused() bool       { return e.paused }
func (e *testEngine) SetSpeed(s float64) { e.speed = s }
func (e *testEngine) Pause(on bool)      { e.paused = on }
func (e *testEngine) StepEvent()         { e.did = append(e.did, "step") }
func (e *testEngine) Faults() []FaultChoice {
	return []FaultChoice{
		{Fault: "kill-instance", Label: "Kill instance", Help: "it stops answering at once", Subject: KindInstance},
		{Fault: "surge-traffic", Label: "Surge traffic", Help: "three times the requests", Subject: KindBalancer},
	}
}
func (e *testEngine) Inject(fault, subject string) error {
	e.did = append(e.did, fault+" "+subject)
	return nil
}

// desk is a console in a test: keys go in, the screen is read. Commands are
// run at once, one after the other, as the program would.
type desk struct {
	t       testing.TB
	c       *Console
	watcher *testWatcher
	client  *testClient
	engine  *testEngine
	copied  bool
	quit    bool
}

// newDesk is a console on the test account at a size, on an engine, with
// writes on unless the options say otherwise.
func newDesk(t testing.TB, w, h int, change ...func(*Options)) *desk {
	t.Helper()
	d := &desk{t: t, watcher: &testWatcher{snapshots: make(chan *watch.Snapshot)}, client: &testClient{region: "us-west-2"}, engine: &testEngine{speed: 60}}
	opts := Options{Watcher: d.watcher, Client: d.client, Engine: d.engine, Backend: "demo", Writes: true, Theme: themes.Dark(),
		InRegion: func(region string) awsclient.Client { return &testClient{region: region} }}
	for _, f := range change {
		f(&opts)
	}
	d.c = New(opts)
	d.c.drawing.rest = 0 // every View draws
	d.send(tea.WindowSizeMsg{Width: w, Height: h})
	d.see(account())
	return d
}

func (d *desk) see(s *watch.Snapshot) {
	d.c.Update(snapshotMsg{s, engineClock{speed: d.engine.speed, paused: d.engine.paused}})
}

// send gives a message to the console and runs what comes of it.
func (d *desk) send(msg tea.Msg) {
	_, cmd := d.c.Update(msg)
	d.run(cmd)
}

func (d *desk) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			d.run(c)
		}
	case tea.QuitMsg:
		d.quit = true
	case doneMsg:
		d.send(msg)
	default:
		d.send(msg) // a dialog's own
		d.copied = d.copied || fmt.Sprintf("%T", msg) == "tea.setClipboardMsg"
	}
}

func (d *desk) resize(size ui.Rect) { d.send(tea.WindowSizeMsg{Width: size.W, Height: size.H}) }

// press presses keys, named as Bubble Tea names them.
func (d *desk) press(keys ...string) *desk {
	for _, k := range keys {
		d.send(keyPress(k))
	}
	return d
}

// typed presses one key a character.
func (d *desk) typed(text string) *desk {
	for _, r := range text {
		d.send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return d
}

func keyPress(name string) tea.KeyPressMsg {
	special := map[string]tea.KeyPressMsg{
		"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab}, "up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown},
		"shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift}, "space": {Code: tea.KeySpace, Text: " "}, "ctrl+r": {Code: 'r', Mod: tea.ModCtrl}, "ctrl+c": {Code: 'c', Mod: tea.ModCtrl},
		"pgdown": {Code: tea.KeyPgDown}, "pgup": {Code: tea.KeyPgUp}, "ctrl+d": {Code: 'd', Mod: tea.ModCtrl}, "backspace": {Code: tea.KeyBackspace},
	}
	if k, ok := special[name]; ok {
		return k
	}
	r := []rune(name)[0]
	return tea.KeyPressMsg{Code: r, Text: name}
}

// screen is the text on the screen.
func (d *desk) screen() string { return ansi.Strip(d.c.View().Content) }

// selected is the id of the resource under the cursor.
func (d *desk) selected() string {
	ref, _, _ := d.c.selected()
	return ref.ID
}
