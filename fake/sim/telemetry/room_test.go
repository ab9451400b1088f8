package telemetry_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"fleetglass/fake/sim"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/telemetry"
	"fleetglass/fake/world"
)

// fleet is a balancer that is up, with a target group of servers and a
// workload of 20 requests a second without any noise.
type fleet struct {
	*sim.Kernel
	t         testing.TB
	compute   *compute.Room
	balancing *balancing.Room
	room      *telemetry.Room
	net       compute.Network
	web, api  *world.TargetGroup
	ids       []string
}

const (
	elb      = "arn:aws:elasticloadbalancing:us-west-2:123456789012:"
	balancer = "app/web/0123456789abcdef"
	webGroup = "targetgroup/web/0123456789abcdef"
	apiGroup = "targetgroup/api/0123456789abcdef"
)

func newFleet(t testing.TB, servers int, detailed bool) *fleet {
	t.Helper()
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	f := &fleet{t: t, Kernel: sim.New(&world.World{
		Account: "123456789012", Region: "us-west-2", Seed: 7, Born: start, Now: start, Random: world.Random{Hi: 7, Lo: 1},
	})}
	f.compute = compute.New(f.Kernel)
	f.balancing = balancing.New(f.Kernel, f.compute)
	f.room = telemetry.New(f.Kernel, f.compute, f.balancing)
	f.net = compute.DefaultNetwork(f.Kernel)
	sg := f.World.SecurityGroups.Get(f.net.SecurityGroup)
	sg.Ingress = append(sg.Ingress, world.Permission{Protocol: "tcp", FromPort: 80, ToPort: 80, CIDRs: []string{"0.0.0.0/0"}})
	f.web, f.api = f.targetGroup(webGroup), f.targetGroup(apiGroup)
	f.World.Groups.Put("web", &world.Group{Name: "web", EnabledMetrics: []string{"GroupDesiredCapacity"}})
	lb := f.balancing.Provision(world.LoadBalancer{ARN: elb + "loadbalancer/" + balancer, Type: "application", Subnets: f.net.Subnets})
	f.World.Listeners.Put("l", &world.Listener{ARN: "l", Balancer: lb.ARN, Protocol: "HTTP", Port: 80})
	f.rule("l0", 0, f.web, "")
	f.rule("l1", 1, f.api, "/api/*")
	f.World.Rules.Put("l2", &world.Rule{
		ARN: "l2", Listener: "l", Priority: 2, Actions: []world.Action{{Type: "fixed-response"}},
		Conditions: []world.Condition{{Field: "path-pattern", Values: []string{"/teapot"}}},
	})
	f.balancing.RoutingChanged(lb.ARN)
	f.balancing.PutWorkload(world.Workload{ID: "users", Balancer: lb.ARN, Base: 20, Cost: 0.05, Mix: []world.RequestMix{
		{Path: "/", Share: 6}, {Path: "/api/x", Share: 3}, {Path: "/teapot", Share: 1},
	}})
	launched, err := f.compute.Launch(compute.Order{Count: servers, Subnet: f.net.Subnets[0], Settings: world.LaunchSettings{
		Image: f.net.Images.AmazonLinux2023, Type: "t3.micro", Monitoring: detailed, UserData: "#!/bin/bash\nyum install -y httpd\nsystemctl enable --now httpd\ntouch /var/www/html/api/x\n",
		Tags: []world.Tag{{Key: "aws:autoscaling:groupName", Value: "web"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	f.pass(4 * time.Minute)
	for i, in := range launched {
		f.ids = append(f.ids, in.ID)
		tg := f.web
		if i%3 == 2 {
			tg = f.api
		}
		if err := f.balancing.Register(tg, []balancing.TargetRef{{ID: in.ID}}); err != nil {
			t.Fatal(err)
		}
	}
	f.pass(time.Minute)
	return f
}

func (f *fleet) targetGroup(name string) *world.TargetGroup {
	tg := &world.TargetGroup{
		ARN: elb + name, Protocol: "HTTP", Port: 80, TargetType: "instance",
		Check: world.HealthCheck{
			Enabled: true, Protocol: "HTTP", Port: "traffic-port", Path: "/", Interval: 30 * time.Second, Timeout: 5 * time.Second,
			Healthy: 5, Unhealthy: 2, Matcher: "200",
		},
	}
	f.World.TargetGroups.Put(tg.ARN, tg)
	return tg
}

func (f *fleet) rule(arn string, priority int, tg *world.TargetGroup, path string) {
	r := &world.Rule{ARN: arn, Listener: "l", Priority: priority, Default: priority == 0, Actions: []world.Action{
		{Type: "forward", Forwards: []world.Forward{{TargetGroup: tg.ARN, Weight: 1}}},
	}}
	if path != "" {
		r.Conditions = []world.Condition{{Field: "path-pattern", Values: []string{path}}}
	}
	f.World.Rules.Put(arn, r)
}

func (f *fleet) pass(d time.Duration) { f.Advance(f.Now().Add(d)) }

func dims(pairs ...string) []world.Attribute {
	var list []world.Attribute
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, world.Attribute{Key: pairs[i], Value: pairs[i+1]})
	}
	return list
}

// last is a metric's points of the last minutes.
func (f *fleet) last(minutes int, namespace, name, statistic string, d []world.Attribute) []telemetry.Point {
	end := f.Now().Truncate(time.Minute)
	ref := world.MetricRef{Namespace: namespace, Name: name, Statistic: statistic, Dimensions: d, Period: time.Minute}
	return f.room.Points(ref, end.Add(-time.Duration(minutes)*time.Minute), end)
}

// now is a metric's last complete minute; it must be there.
func (f *fleet) now(namespace, name, statistic string, d []world.Attribute) float64 {
	f.t.Helper()
	points := f.last(1, namespace, name, statistic, d)
	if len(points) != 1 {
		f.t.Fatalf("%s %s %v: no point", name, statistic, d)
	}
	return points[0].Value
}

func (f *fleet) alb(name, statistic string, d ...string) float64 {
	f.t.Helper()
	return f.now("AWS/ApplicationELB", name, statistic, dims(d...))
}

func TestRequestsAddUp(t *testing.T) {
	f := newFleet(t, 6, true)
	f.pass(10 * time.Minute)
	whole := f.alb("RequestCount", "Sum", "LoadBalancer", balancer)
	web := f.alb("RequestCount", "Sum", "LoadBalancer", balancer, "TargetGroup", webGroup)
	api := f.alb("RequestCount", "Sum", "TargetGroup", apiGroup, "LoadBalancer", balancer)
	if whole != web+api || whole != 20*60*0.9 {
		t.Errorf("balancer %v, target groups %v and %v", whole, web, api)
	}
	if fixed := f.alb("HTTP_Fixed_Response_Count", "Sum", "LoadBalancer", balancer); fixed != 20*60*0.1 {
		t.Errorf("%v fixed responses", fixed)
	}
	if each := f.alb("RequestCountPerTarget", "Sum", "TargetGroup", webGroup); each != web/4 {
		t.Errorf("%v requests a target, want %v", each, web/4)
	}
	if ok := f.alb("HTTPCode_Target_2XX_Count", "Sum", "LoadBalancer", balancer); ok != whole {
		t.Errorf("%v answers to %v requests", ok, whole)
	}
	if n := f.alb("RequestCount", "SampleCount", "LoadBalancer", balancer); n != whole {
		t.Errorf("SampleCount is %v", n)
	}
}

func TestWhatFails(t *testing.T) {
	f := newFleet(t, 3, true)
	for _, c := range []struct {
		name   string
		code   int
		metric string
	}{
		{"its own error", 503, "HTTPCode_Target_5XX_Count"},
		{"not found", 404, "HTTPCode_Target_4XX_Count"},
		{"no reply", -1, "HTTPCode_ELB_504_Count"},
	} {
		f.Advance(f.Now().Truncate(time.Minute).Add(time.Minute))
		f.compute.FailHealth(f.ids[2], c.code, time.Time{}) // the only one of its group
		f.pass(3 * time.Minute)
		if got, want := f.alb(c.metric, "Sum", "LoadBalancer", balancer), f.alb("RequestCount", "Sum", "LoadBalancer", balancer, "TargetGroup", apiGroup); got != want {
			t.Errorf("%s: %s is %v, want %v", c.name, c.metric, got, want)
		}
		if h, u := f.alb("HealthyHostCount", "Average", "LoadBalancer", balancer, "TargetGroup", apiGroup), f.alb("UnHealthyHostCount", "Average", "LoadBalancer", balancer, "TargetGroup", apiGroup); h != 0 || u != 1 {
			t.Errorf("%s: %v healthy, %v unhealthy", c.name, h, u)
		}
	}
	// No target at all: the balancer's own 503, and no RequestCount.
	if err := f.balancing.Deregister(f.api, []balancing.TargetRef{{ID: f.ids[2]}}); err != nil {
		t.Fatal(err)
	}
	f.pass(8 * time.Minute)
	if got := f.alb("HTTPCode_ELB_503_Count", "Sum", "LoadBalancer", balancer); got != 20*60*0.3 {
		t.Errorf("without targets: %v answers 503", got)
	}
}

// ALB/load-balancer-cloudwatch-metrics. Of twenty requests a second, six tenths
// come to the default rule after both others, three to the first rule, one to
// the second.
func TestRulesAndCapacityUnits(t *testing.T) {
	f := newFleet(t, 3, true)
	f.pass(5 * time.Minute)
	const requests = 20 * 60
	for metric, want := range map[string]float64{
		"RuleEvaluations": requests * (0.6*2 + 0.3*1 + 0.1*2),
		"ProcessedBytes":  requests * 8100,
		"ConsumedLCUs":    20. / 25, // new connections weigh most
	} {
		if got := f.alb(metric, "Sum", "LoadBalancer", balancer); math.Abs(got-want) > 1e-6 {
			t.Errorf("%s is %v, want %v", metric, got, want)
		}
	}
	if n := f.room.List("AWS/ApplicationELB", "ConsumedLCUs", nil); len(n) != 1 || n[0].Unit != "Count" || len(n[0].Dimensions) != 1 {
		t.Errorf("listed as %v", n)
	}
	// Without any rule but the default one there is nothing to evaluate; what was
	// stays as it was.
	was := f.last(3, "AWS/ApplicationELB", "RuleEvaluations", "Sum", dims("LoadBalancer", balancer))
	f.World.Rules.Delete("l1")
	f.World.Rules.Delete("l2")
	f.balancing.RoutingChanged(elb + "loadbalancer/" + balancer)
	f.Advance(f.Now().Truncate(time.Minute).Add(2 * time.Minute))
	if p := f.last(1, "AWS/ApplicationELB", "RuleEvaluations", "Sum", dims("LoadBalancer", balancer)); len(p) != 0 {
		t.Errorf("without rules: %v", p)
	}
	if now := f.last(5, "AWS/ApplicationELB", "RuleEvaluations", "Sum", dims("LoadBalancer", balancer)); len(was) == 0 || len(now) == 0 || now[0].Value != was[0].Value {
		t.Errorf("the past was %v and is %v", was, now)
	}
}

func TestCapacityUnitsTakeTheLargestDimension(t *testing.T) {
	f := newFleet(t, 3, true)
	for i := range 40 { // rules that nobody's path matches, all before the others
		f.World.Rules.Put(fmt.Sprint("many", i), &world.Rule{
			ARN: fmt.Sprint("many", i), Listener: "l", Priority: 1000 + i, Actions: []world.Action{{Type: "fixed-response"}},
			Conditions: []world.Condition{{Field: "path-pattern", Values: []string{fmt.Sprint("/many/", i)}}},
		})
	}
	f.balancing.RoutingChanged(elb + "loadbalancer/" + balancer)
	f.Advance(f.Now().Truncate(time.Minute).Add(3 * time.Minute))
	// 12 a second have 42 rules evaluated, 6 have 1 and 2 have 2; ten of each are free.
	evaluated := f.alb("RuleEvaluations", "Sum", "LoadBalancer", balancer)
	if want := 60 * (12*42. + 6*1 + 2*2); evaluated != want {
		t.Errorf("%v rules were evaluated, want %v", evaluated, want)
	}
	if got := f.alb("ConsumedLCUs", "Sum", "LoadBalancer", balancer); got != 20./25 {
		t.Errorf("%v units: connections still weigh most", got)
	}
	w := *f.World.Workloads.Get("users")
	w.Mix = []world.RequestMix{{Path: "/", Share: 1}}
	f.balancing.PutWorkload(w)
	for i := range 60 {
		f.World.Rules.Put(fmt.Sprint("more", i), &world.Rule{
			ARN: fmt.Sprint("more", i), Listener: "l", Priority: 2000 + i, Actions: []world.Action{{Type: "fixed-response"}},
			Conditions: []world.Condition{{Field: "path-pattern", Values: []string{fmt.Sprint("/more/", i)}}},
		})
	}
	f.balancing.RoutingChanged(elb + "loadbalancer/" + balancer)
	f.Advance(f.Now().Truncate(time.Minute).Add(3 * time.Minute))
	if got := f.alb("ConsumedLCUs", "Sum", "LoadBalancer", balancer); math.Abs(got-20*(102-10)/1000.) > 1e-9 {
		t.Errorf("%v units for a hundred and two rules a request", got)
	}
}

// Requests that go to unhealthy targets, because there are no others.
func TestRequestsRoutedWhileNoneIsHealthy(t *testing.T) {
	f := newFleet(t, 3, true)
	f.compute.FailHealth(f.ids[2], 500, time.Time{})
	f.pass(5 * time.Minute)
	api := f.alb("RequestCount", "Sum", "LoadBalancer", balancer, "TargetGroup", apiGroup)
	if got := f.alb("UnhealthyRoutingRequestCount", "Sum", "LoadBalancer", balancer); got != api {
		t.Errorf("%v requests, want %v", got, api)
	}
	if p := f.last(1, "AWS/ApplicationELB", "UnhealthyRoutingRequestCount", "Sum", dims("LoadBalancer", balancer, "TargetGroup", webGroup)); len(p) != 0 {
		t.Errorf("of the other group: %v", p)
	}
}

// A server that is healthy answers 404 for a page that it does not have, and
// what one of its pages says.
func TestPagesThatAServerDoesNotHave(t *testing.T) {
	f := newFleet(t, 3, true)
	w := *f.World.Workloads.Get("users")
	const requests = 20 * 60 // a minute
	for _, c := range []struct {
		name       string
		mix        []world.RequestMix
		well, none float64
	}{
		{"all there", []world.RequestMix{{Path: "/", Share: 1}}, requests, 0},
		{"a quarter is not", []world.RequestMix{{Path: "/", Share: 3}, {Path: "/old.html", Share: 1}}, 0.75 * requests, 0.25 * requests},
		{"no path is the front page", []world.RequestMix{{Share: 1}}, requests, 0},
		{"a query is no page", []world.RequestMix{{Path: "/?q=1", Share: 1}}, requests, 0},
		{"behind a rule", []world.RequestMix{{Path: "/api/x", Share: 1}, {Path: "/api/y", Share: 1}}, 0.5 * requests, 0.5 * requests},
		{"nothing is", []world.RequestMix{{Path: "/old.html", Share: 1}}, 0, requests},
	} {
		w.Mix = c.mix
		f.balancing.PutWorkload(w)
		f.Advance(f.Now().Truncate(time.Minute).Add(3 * time.Minute))
		for metric, want := range map[string]float64{
			"HTTPCode_Target_2XX_Count": c.well, "HTTPCode_Target_4XX_Count": c.none, "HTTPCode_Target_5XX_Count": 0, "RequestCount": requests,
		} {
			got := 0.0 // counts are absent, not 0
			for _, p := range f.last(1, "AWS/ApplicationELB", metric, "Sum", dims("LoadBalancer", balancer)) {
				got += p.Value
			}
			if math.Abs(got-want) > 2 { // each target group rounds by lot
				t.Errorf("%s: %s is %v, want %v", c.name, metric, got, want)
			}
		}
		if h := f.alb("HealthyHostCount", "Average", "LoadBalancer", balancer, "TargetGroup", webGroup); h != 2 {
			t.Errorf("%s: %v healthy", c.name, h)
		}
	}
	// What gets no good answer costs no work.
	if idle, ok := f.room.CPU(f.ids[0], f.Now().Add(-time.Minute)); !ok || idle > 10 {
		t.Errorf("a server that only says 404 uses %v%% of its CPU", idle)
	}
}

func TestMoreLoadMeansMoreCPUAndSlowerAnswers(t *testing.T) {
	f := newFleet(t, 6, true)
	f.pass(10 * time.Minute)
	group := dims("AutoScalingGroupName", "web")
	cpu := f.now("AWS/EC2", "CPUUtilization", "Average", group)
	slow := f.alb("TargetResponseTime", "p95", "LoadBalancer", balancer)
	w := f.World.Workloads.Get("users")
	w.Surges = append(w.Surges, world.Surge{From: f.Now(), To: f.Now().Add(time.Hour), Factor: 4})
	f.pass(3 * time.Minute)
	if more := f.now("AWS/EC2", "CPUUtilization", "Average", group); more < 2*cpu {
		t.Errorf("CPU went from %v to %v in a surge", cpu, more)
	}
	if more := f.alb("TargetResponseTime", "p95", "LoadBalancer", balancer); more <= slow {
		t.Errorf("p95 went from %v to %v in a surge", slow, more)
	}
	if _, shed := f.last(1, "AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count", "Sum", dims("LoadBalancer", balancer)), 0; shed != 0 {
		t.Error("nothing may be shed below capacity")
	}
	w.Surges[0].Factor = 20
	f.pass(3 * time.Minute)
	if n := f.alb("HTTPCode_ELB_504_Count", "Sum", "LoadBalancer", balancer); n == 0 {
		t.Error("nothing times out over capacity")
	}
	if cpu := f.now("AWS/EC2", "CPUUtilization", "Maximum", group); cpu != 100 {
		t.Errorf("CPU is %v over capacity", cpu)
	}
}

func TestPercentilesGrow(t *testing.T) {
	f := newFleet(t, 3, true)
	f.pass(5 * time.Minute)
	before := 0.0
	for _, s := range []string{"Minimum", "p10", "p50", "p90", "p99", "p100"} {
		v := f.alb("TargetResponseTime", s, "LoadBalancer", balancer)
		if v < before {
			t.Errorf("%s is %v, less than %v before it", s, v, before)
		}
		before = v
	}
}

// ALB/load-balancer-cloudwatch-metrics: "there is a nonzero value" or "always".
func TestIdleMinutesHaveGaps(t *testing.T) {
	f := newFleet(t, 3, true)
	w := *f.World.Workloads.Get("users")
	w.Base = 0
	f.balancing.PutWorkload(w)
	f.pass(3 * time.Minute)
	lb := dims("LoadBalancer", balancer)
	for _, name := range []string{"TargetResponseTime", "HTTPCode_Target_2XX_Count", "HTTP_Fixed_Response_Count", "ProcessedBytes"} {
		if p := f.last(2, "AWS/ApplicationELB", name, "Sum", lb); len(p) != 0 {
			t.Errorf("%s has points while idle: %v", name, p)
		}
	}
	if p := f.last(2, "AWS/ApplicationELB", "RequestCount", "Sum", lb); len(p) != 2 || p[0].Value != 0 {
		t.Errorf("RequestCount while idle: %v", p)
	}
}

// EC2/viewing_metrics_with_cloudwatch: basic is every five minutes.
func TestBasicAndDetailedMonitoring(t *testing.T) {
	for _, c := range []struct {
		detailed bool
		want     int
	}{{true, 20}, {false, 4}} {
		f := newFleet(t, 1, c.detailed)
		f.pass(40 * time.Minute)
		if p := f.last(20, "AWS/EC2", "CPUUtilization", "Average", dims("InstanceId", f.ids[0])); len(p) != c.want {
			t.Errorf("detailed %v: %d points in 20 minutes, want %d", c.detailed, len(p), c.want)
		}
		if p := f.last(20, "AWS/EC2", "StatusCheckFailed", "Maximum", dims("InstanceId", f.ids[0])); len(p) != 20 {
			t.Errorf("detailed %v: %d status checks in 20 minutes", c.detailed, len(p))
		}
		// Whatever minute it is, a sliding window of five minutes has data.
		for range 5 {
			f.pass(time.Minute)
			end := f.Now().Truncate(time.Minute)
			ref := world.MetricRef{Namespace: "AWS/EC2", Name: "CPUUtilization", Statistic: "Average", Dimensions: dims("InstanceId", f.ids[0]), Period: 5 * time.Minute}
			if p := f.room.Points(ref, end.Add(-5*time.Minute), end); len(p) != 1 || !p[0].At.Equal(end.Add(-5*time.Minute)) {
				t.Errorf("detailed %v: the window that ends at %s has %v", c.detailed, end.Format("15:04"), p)
			}
		}
	}
}

func TestAnInstanceThatDoesNotRunHasNoMetrics(t *testing.T) {
	f := newFleet(t, 3, true)
	if err := f.compute.Terminate(f.ids[0], compute.CodeUserShutdown, compute.UserShutdown); err != nil {
		t.Fatal(err)
	}
	f.pass(2 * time.Hour)
	one := dims("InstanceId", f.ids[0])
	if p := f.last(5, "AWS/EC2", "CPUUtilization", "Average", one); len(p) != 0 {
		t.Errorf("a terminated instance has %d points", len(p))
	}
	if p := f.last(125, "AWS/EC2", "CPUUtilization", "Average", one); len(p) == 0 {
		t.Error("the past of an instance is gone with it")
	}
	if n := f.last(1, "AWS/EC2", "CPUUtilization", "SampleCount", dims("AutoScalingGroupName", "web")); n[0].Value != 2 {
		t.Errorf("%v samples of two instances", n[0].Value)
	}
	if len(f.room.List("AWS/EC2", "CPUUtilization", one)) != 1 || len(f.room.ListActive("AWS/EC2", "CPUUtilization", one, f.Now().Add(-time.Hour))) != 0 {
		t.Error("a metric is listed while it is kept, and active while its instance ran")
	}
}

func TestStatusChecks(t *testing.T) {
	f := newFleet(t, 2, false)
	f.compute.Impair(f.ids[0], time.Time{})
	f.pass(2 * time.Minute)
	for name, want := range map[string]float64{"StatusCheckFailed": 1, "StatusCheckFailed_Instance": 1, "StatusCheckFailed_System": 0} {
		if got := f.now("AWS/EC2", name, "Maximum", dims("InstanceId", f.ids[0])); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
}

func TestGroupMetrics(t *testing.T) {
	f := newFleet(t, 1, false)
	f.World.Metrics.Capacity.Put("web", &world.StepHistory{Steps: []world.HistoryStep{{At: f.World.Born, Values: []float64{1, 5, 2, 2, 0, 0, 0, 2}}}})
	d := dims("AutoScalingGroupName", "web")
	if v := f.now("AWS/AutoScaling", "GroupDesiredCapacity", "Average", d); v != 2 {
		t.Errorf("desired is %v", v)
	}
	if p := f.last(1, "AWS/AutoScaling", "GroupMaxSize", "Average", d); len(p) != 0 {
		t.Error("a group metric that is not enabled has points")
	}
}

// The same world gives the same numbers, whatever was asked for before.
func TestNumbersDoNotDependOnWhoAsks(t *testing.T) {
	asked, silent := newFleet(t, 4, true), newFleet(t, 4, true)
	for range 15 {
		asked.pass(time.Minute)
		asked.now("AWS/EC2", "CPUUtilization", "Average", dims("AutoScalingGroupName", "web"))
		asked.alb("RequestCount", "Sum", "LoadBalancer", balancer)
	}
	silent.pass(15 * time.Minute)
	for _, ref := range asked.room.List("", "", nil) {
		for _, statistic := range []string{"Average", "Sum", "p90"} {
			a := asked.last(15, ref.Namespace, ref.Name, statistic, ref.Dimensions)
			b := silent.last(15, ref.Namespace, ref.Name, statistic, ref.Dimensions)
			if !slices.Equal(a, b) {
				t.Errorf("%s %s %v: %v and %v", ref.Name, statistic, ref.Dimensions, a, b)
			}
		}
	}
}

func TestPeriodsAddUpTheirMinutes(t *testing.T) {
	f := newFleet(t, 4, true)
	f.pass(20 * time.Minute)
	end := f.Now().Truncate(time.Minute)
	ref := world.MetricRef{Namespace: "AWS/ApplicationELB", Name: "RequestCount", Statistic: "Sum", Dimensions: dims("LoadBalancer", balancer), Period: 5 * time.Minute}
	total := 0.0
	for _, p := range f.last(10, ref.Namespace, ref.Name, "Sum", ref.Dimensions) {
		total += p.Value
	}
	points := f.room.Points(ref, end.Add(-10*time.Minute), end)
	if len(points) != 2 || math.Abs(points[0].Value+points[1].Value-total) > 1e-9 {
		t.Errorf("%v does not add up to %v", points, total)
	}
	for name, ref := range map[string]world.MetricRef{
		"another unit":          {Unit: "Bytes", Period: time.Minute, Statistic: "Sum"},
		"an unknown statistic":  {Period: time.Minute, Statistic: "median"},
		"a finer period than 1": {Period: 10 * time.Second, Statistic: "Sum"},
	} {
		ref.Namespace, ref.Name, ref.Dimensions = "AWS/ApplicationELB", "RequestCount", dims("LoadBalancer", balancer)
		start := end.Add(-5 * time.Minute)
		if ref.Period < time.Minute {
			start = end.Add(-4 * time.Hour)
		}
		if p := f.room.Points(ref, start, end); len(p) != 0 {
			t.Errorf("%s has points", name)
		}
	}
}

// An alarm on a group of a thousand reads three minutes of its CPU.
func BenchmarkGroupCPU(b *testing.B) {
	f := newFleet(b, 1000, true)
	f.pass(10 * time.Minute)
	for b.Loop() {
		f.pass(3 * time.Minute) // what was read before is of no use
		if len(f.last(3, "AWS/EC2", "CPUUtilization", "Average", dims("AutoScalingGroupName", "web"))) != 3 {
			b.Fatal("no points")
		}
	}
}

func ExampleRoom_CPU() {
	f := newFleet(&testing.T{}, 1, true)
	_, early := f.room.CPU(f.ids[0], f.Now())
	_, past := f.room.CPU(f.ids[0], f.Now().Add(-time.Minute))
	fmt.Println(early, past)
	// Output: false true
}
