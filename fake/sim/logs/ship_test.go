package logs_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetglass/fake/sim"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/logs"
	"fleetglass/fake/sim/telemetry"
	"fleetglass/fake/world"
)

// shipping is user data that installs a web server and the agent.
const shipping = `#!/bin/bash
dnf install -y httpd amazon-cloudwatch-agent
echo ok > /var/www/html/health
systemctl enable --now httpd
cat > /opt/aws/amazon-cloudwatch-agent/etc/config.json <<'CONFIG'
{"logs": {"logs_collected": {"files": {"collect_list": [
  {"file_path": "/var/log/httpd/access_log", "log_group_name": "/web/access", "log_stream_name": "{instance_id}", "retention_in_days": 7},
  {"file_path": "/var/log/httpd/error_log", "log_group_name": "/web/error"},
  {"file_path": "/var/log/messages", "log_group_name": "/web/system", "log_stream_name": "{hostname}"},
  {"file_path": "/opt/app/private.log", "log_group_name": "/web/private"}
]}}}}
CONFIG
amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:/opt/aws/amazon-cloudwatch-agent/etc/config.json
`

// account is an account with two web servers behind a balancer, which ship.
type account struct {
	*sim.Kernel
	t         *testing.T
	compute   *compute.Room
	balancing *balancing.Room
	telemetry *telemetry.Room
	room      *logs.Room
	ids       []string
}

const elb = "arn:aws:elasticloadbalancing:us-west-2:123456789012:"

func newAccount(t *testing.T, userData string) *account {
	t.Helper()
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	a := &account{t: t, Kernel: sim.New(&world.World{
		Account: "123456789012", Region: "us-west-2", Seed: 7, Born: start, Now: start, Random: world.Random{Hi: 7, Lo: 1},
	})}
	a.compute = compute.New(a.Kernel)
	a.balancing = balancing.New(a.Kernel, a.compute)
	a.room = logs.New(a.Kernel, a.balancing)
	a.telemetry = telemetry.New(a.Kernel, a.compute, a.balancing)
	a.room.Connect(a.telemetry)
	net := compute.DefaultNetwork(a.Kernel)
	sg := a.World.SecurityGroups.Get(net.SecurityGroup)
	sg.Ingress = append(sg.Ingress, world.Permission{Protocol: "tcp", FromPort: 80, ToPort: 80, CIDRs: []string{"0.0.0.0/0"}})
	tg := &world.TargetGroup{ARN: elb + "targetgroup/web/0123456789abcdef", Name: "web", Protocol: "HTTP", Port: 80, VPC: net.VPC, TargetType: "instance",
		Check: world.HealthCheck{Enabled: true, Protocol: "HTTP", Port: "traffic-port", Path: "/health", Interval: 20 * time.Second, Timeout: 5 * time.Second, Healthy: 2, Unhealthy: 2, Matcher: "200"}}
	a.World.TargetGroups.Put(tg.ARN, tg)
	lb := a.balancing.Provision(world.LoadBalancer{ARN: elb + "loadbalancer/app/web/0123456789abcdef", Name: "web", Type: "application", VPC: net.VPC,
		DNSName: "web-1.us-west-2.elb.amazonaws.com", Subnets: net.Subnets[:2]})
	a.World.Listeners.Put("listener", &world.Listener{ARN: "listener", Balancer: lb.ARN, Protocol: "HTTP", Port: 80})
	a.World.Rules.Put("default", &world.Rule{ARN: "default", Listener: "listener", Default: true,
		Actions: []world.Action{{Type: "forward", Forwards: []world.Forward{{TargetGroup: tg.ARN, Weight: 1}}}}})
	a.balancing.RoutingChanged(lb.ARN)
	launched, err := a.compute.Launch(compute.Order{Count: 2, Settings: world.LaunchSettings{Image: net.Images.AmazonLinux2023, Type: "t3.small", UserData: userData}})
	if err != nil {
		t.Fatal(err)
	}
	a.balancing.PutWorkload(world.Workload{ID: "visitors", Balancer: lb.ARN, Base: 100, Cost: 0.02, Mix: []world.RequestMix{{Path: "/", Share: 3}, {Path: "/about", Share: 1}}})
	a.pass(time.Minute)
	for _, in := range launched {
		a.ids = append(a.ids, in.ID)
		if err := a.balancing.Register(tg, []balancing.TargetRef{{ID: in.ID}}); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

func (a *account) pass(d time.Duration) { a.Advance(a.Now().Add(d)) }

func (a *account) lines(group string, from, to time.Time) []logs.Record {
	a.t.Helper()
	g, err := a.room.Group(group)
	if err != nil {
		a.t.Fatal(err)
	}
	return slices.Collect(a.room.Scan(g, logs.Streams(g, logs.Everything), from, to, false))
}

func TestOnlyServersWithTheAgentShip(t *testing.T) {
	for name, c := range map[string]struct {
		userData string
		groups   int
	}{
		"a web server":                    {"#!/bin/bash\ndnf install -y httpd\nsystemctl enable --now httpd\n", 0},
		"the agent that is never started": {"#!/bin/bash\ndnf install -y amazon-cloudwatch-agent\n", 0},
		"the agent in a comment":          {"#!/bin/bash\n# dnf install -y amazon-cloudwatch-agent\n# systemctl enable --now amazon-cloudwatch-agent\n", 0},
		"a configuration from elsewhere":  {"#!/bin/bash\nyum install -y amazon-cloudwatch-agent\namazon-cloudwatch-agent-ctl -a fetch-config -s -c ssm:web\n", 2},
		"a configuration in the script":   {shipping, 3},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(t, c.userData)
			a.pass(10 * time.Minute)
			if n := a.World.LogGroups.Len(); n != c.groups {
				t.Errorf("%d log groups, want %d", n, c.groups)
			}
		})
	}
}

// The access log has one line for every so many requests, and the checks.
func TestAnAccessLogFollowsTheTraffic(t *testing.T) {
	a := newAccount(t, shipping)
	a.pass(30 * time.Minute)
	from := a.Now().Add(-10 * time.Minute)
	shape := regexp.MustCompile(`^\d+\.\d+\.\d+\.\d+ - - \[02/Mar/2026:09:\d\d:\d\d \+0000\] "GET ((/|/health) HTTP/1\.1" 200|/about HTTP/1\.1" 404) \d+ "-" "[^"]+" \d+$`)
	visits, checks := 0, 0
	var last logs.Record
	for _, l := range a.lines("/web/access", from, a.Now()) {
		if !shape.MatchString(l.Message) {
			t.Fatalf("%s", l.Message)
		}
		if l.At.Before(last.At) || l.Ingested.Before(l.At) || l.Ingested.After(a.Now()) {
			t.Fatalf("at %s, ingested %s, after one at %s", l.At, l.Ingested, last.At)
		}
		last = l
		if strings.Contains(l.Message, "ELB-HealthChecker") {
			checks++
		} else {
			visits++
		}
	}
	if want := 100 * 600 / logs.AccessSample; visits < want*9/10 || visits > want*11/10 {
		t.Errorf("%d lines of visits, want about %d", visits, want)
	}
	if want := 2 * 600 / 20; checks < want-4 || checks > want+4 {
		t.Errorf("%d lines of checks, want about %d", checks, want)
	}
	if days := a.World.LogGroups.Get("/web/access").Retention; days != 7 {
		t.Errorf("%d days", days)
	}
}

// The same lines, whenever they are read, from whichever side, and however
// the reading is cut.
func TestLinesAreTheSameWheneverTheyAreRead(t *testing.T) {
	a := newAccount(t, shipping)
	a.pass(20 * time.Minute)
	from, to := a.Now().Add(-7*time.Minute-3*time.Second), a.Now().Add(-5*time.Second)
	first := a.lines("/web/access", from, to)
	var cut []logs.Record
	for at := from; at.Before(to); at = at.Add(7 * time.Second) {
		end := at.Add(7 * time.Second)
		if end.After(to) {
			end = to
		}
		cut = append(cut, a.lines("/web/access", at, end)...)
	}
	g, _ := a.room.Group("/web/access")
	back := slices.Collect(a.room.Scan(g, logs.Streams(g, logs.Everything), from, to, true))
	slices.Reverse(back)
	a.compute.FailHealth(a.ids[0], 503, time.Time{})
	a.pass(3 * time.Hour)
	for name, again := range map[string][]logs.Record{"later": a.lines("/web/access", from, to), "in pieces": cut, "backwards": back} {
		if !slices.Equal(first, again) {
			t.Errorf("%s: %d lines, first %d", name, len(again), len(first))
		}
	}
	if len(first) == 0 {
		t.Error("no lines")
	}
	for _, e := range first[:3] {
		if found, ok := a.room.Find(g, e.ID()); !ok || found != e {
			t.Errorf("%s is not found again", e.ID())
		}
	}
}

// What the filters count while time passes is what reading counts afterwards.
func TestMetricFiltersCountTheLinesThatAreRead(t *testing.T) {
	a := newAccount(t, shipping)
	a.pass(10 * time.Minute)
	g, _ := a.room.Group("/web/access")
	zero := 0.0
	a.room.PutFilter(g, world.LogFilter{Name: "errors", Pattern: "[ip, id, user, time, request, status=5*, ...]", Namespace: "Web", Metric: "Errors", Value: "1", Default: &zero})
	a.room.PutFilter(g, world.LogFilter{Name: "all", Pattern: "", Namespace: "Web", Metric: "All", Value: "1"})
	made := a.Now()
	a.pass(3*time.Minute + 20*time.Second)
	a.compute.FailHealth(a.ids[1], 503, a.Now().Add(4*time.Minute))
	a.pass(10*time.Minute + 40*time.Second)
	end := a.Now().Truncate(time.Minute)
	want := map[string]float64{}
	for _, l := range a.lines("/web/access", made, end) {
		minute := l.At.Format("15:04")
		want["All "+minute]++
		if strings.Contains(l.Message, `" 503 `) {
			want["Errors "+minute]++
		}
	}
	total := 0.0
	for _, metric := range []string{"All", "Errors"} {
		ref := world.MetricRef{Namespace: "Web", Name: metric, Statistic: "Sum", Period: time.Minute}
		points := a.telemetry.Points(ref, made.Truncate(time.Minute), end)
		if n := int(end.Sub(made.Truncate(time.Minute)) / time.Minute); len(points) != n {
			t.Errorf("%s: %d points in %d minutes", metric, len(points), n)
		}
		for _, p := range points {
			if key := metric + " " + p.At.Format("15:04"); p.Value != want[key] {
				t.Errorf("%s: %v, reading counts %v", key, p.Value, want[key])
			}
			if metric == "Errors" {
				total += p.Value
			}
		}
	}
	if total == 0 {
		t.Error("no errors at all")
	}
}

func TestSystemLogsTellBootsAndHealth(t *testing.T) {
	a := newAccount(t, shipping)
	a.pass(10 * time.Minute)
	a.compute.FailHealth(a.ids[0], 500, a.Now().Add(2*time.Minute))
	a.pass(10 * time.Minute)
	text := func(group string) string {
		var b strings.Builder
		for _, l := range a.lines(group, time.Time{}, a.Now()) {
			fmt.Fprintln(&b, l.Message)
		}
		return b.String()
	}
	system := text("/web/system")
	for what, n := range map[string]int{"Linux version": 2, "Started amazon-cloudwatch-agent.service": 2, "check failed: status 500": 1, "check passes again": 1} {
		if got := strings.Count(system, what); got != n {
			t.Errorf("%q is there %d times, want %d\n%s", what, got, n, system)
		}
	}
	if n := strings.Count(text("/web/error"), "status 500"); n < 20 || n > 26 {
		t.Errorf("%d lines of errors", n)
	}
}

// An agent makes what it ships to anew, and stops with its instance.
func TestAnAgentGoesOnAndStops(t *testing.T) {
	a := newAccount(t, shipping)
	a.pass(10 * time.Minute)
	g, _ := a.room.Group("/web/access")
	a.room.Delete(g)
	deleted := a.Now()
	a.pass(time.Minute)
	if n := a.lines("/web/access", time.Time{}, a.Now()); len(n) == 0 || n[0].At.Before(deleted) {
		t.Errorf("%d lines after deleting", len(n))
	}
	for _, id := range a.ids {
		if err := a.compute.Terminate(id, compute.CodeUserShutdown, compute.UserShutdown); err != nil {
			t.Fatal(err)
		}
	}
	a.pass(time.Minute)
	stopped := a.Now()
	a.pass(2 * time.Hour)
	if n := len(a.lines("/web/access", stopped, a.Now())); n != 0 {
		t.Errorf("%d lines of the dead", n)
	}
	if n := len(a.lines("/web/access", deleted, stopped)); n == 0 {
		t.Error("what was shipped is gone with the instances")
	}
	g, _ = a.room.Group("/web/access")
	if _, last, _ := a.room.Times(g, g.Streams.Get(a.ids[0])); last.IsZero() || last.After(stopped) {
		t.Errorf("the last event is from %s", last)
	}
	if a.room.StoredBytes(a.World.LogGroups.Get("/web/system")) < 0 {
		t.Error("less than nothing is stored")
	}
}

// Steady servers have no appointments of this room.
func TestShippingNeedsNoAppointments(t *testing.T) {
	a := newAccount(t, shipping)
	a.pass(10 * time.Minute)
	for _, q := range a.World.Queue {
		if q.Kind == logs.KindAgent || q.Kind == logs.KindFilter {
			t.Errorf("%s at %s", q.Kind, q.At)
		}
	}
}

// What is written is bounded; the oldest goes first.
func TestAGroupIsBounded(t *testing.T) {
	a := newAccount(t, "")
	a.room.Ensure("big", "s")
	text := strings.Repeat("x", 100_000)
	for i := range 100 {
		if err := a.room.Write("big", "s", []logs.Event{{At: a.Now().Add(time.Duration(i) * time.Second), Message: fmt.Sprint(i, text)}}); err != nil {
			t.Fatal(err)
		}
	}
	g := a.World.LogGroups.Get("big")
	s := g.Streams.Get("s")
	if g.Bytes > 4<<20 || len(s.Events) < 20 || !strings.HasPrefix(s.Events[len(s.Events)-1].Message, "99") {
		t.Errorf("%d bytes in %d events", g.Bytes, len(s.Events))
	}
	if !a.room.HasGroup("arn:aws:logs:us-west-2:123456789012:log-group:big:*") || a.room.HasGroup("arn:aws:logs:eu-west-1:123456789012:log-group:big") {
		t.Error("a group's ARN")
	}
}

// BenchmarkReadAnHour is an hour of the access logs of two busy servers.
func BenchmarkReadAnHour(b *testing.B) {
	a := newAccount(&testing.T{}, shipping)
	a.pass(2 * time.Hour)
	g, _ := a.room.Group("/web/access")
	for b.Loop() {
		n := 0
		for range a.room.Scan(g, logs.Streams(g, logs.Everything), a.Now().Add(-time.Hour), a.Now(), false) {
			n++
		}
		b.ReportMetric(float64(n), "lines/op")
	}
}
