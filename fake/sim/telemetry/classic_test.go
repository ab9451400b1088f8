package telemetry_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"fleetglass/fake/sim/classic"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// classicFleet is a Classic balancer "old" in two zones over three servers,
// two in the first zone and one in the second, with 60 requests a second,
// each of 5 ms of CPU.
type classicFleet struct {
	*fleet
	classic *classic.Room
	zones   []string
}

func newClassicFleet(t *testing.T) *classicFleet {
	t.Helper()
	f := &classicFleet{fleet: newFleet(t, 2, true)}
	f.World.Workloads.Delete("users")
	f.classic = classic.New(f.Kernel, f.compute, f.balancing)
	launched, err := f.compute.Launch(compute.Order{Count: 1, Subnet: f.net.Subnets[1], Settings: world.LaunchSettings{
		Image: f.net.Images.AmazonLinux2023, Type: "t3.micro", Monitoring: true, UserData: "#!/bin/bash\nyum install -y httpd\nsystemctl enable --now httpd\n",
	}})
	if err != nil {
		t.Fatal(err)
	}
	f.ids = append(f.ids, launched[0].ID)
	for _, id := range f.net.Subnets[:2] {
		f.zones = append(f.zones, f.World.Subnets.Get(id).Zone)
	}
	f.pass(4 * time.Minute)
	f.classic.Create(world.ClassicBalancer{
		Name: "old", VPC: f.net.VPC, Scheme: "internal", Zones: f.zones, Subnets: f.net.Subnets[:2],
		Listeners:    []world.ClassicListener{{Protocol: "HTTP", Port: 80, InstanceProtocol: "HTTP", InstancePort: 80}},
		Check:        world.ClassicCheck{Target: "TCP:80", Interval: 30 * time.Second, Timeout: 5 * time.Second, Healthy: 2, Unhealthy: 2},
		DrainTimeout: 300 * time.Second, IdleTimeout: 60 * time.Second,
	})
	if err := f.classic.Register("old", f.ids); err != nil {
		t.Fatal(err)
	}
	f.pass(5 * time.Minute)
	return f
}

// demand is a workload of so many requests a second, without any noise.
func (f *classicFleet) demand(rate, cost float64) {
	f.balancing.PutWorkload(world.Workload{ID: "old-users", Balancer: "old", Base: rate, Cost: cost})
	f.Advance(f.Now().Truncate(time.Minute).Add(time.Minute))
}

// of is a metric's last complete minute; -1 when there is nothing.
func (f *classicFleet) of(name, statistic string, d ...string) float64 {
	if len(d) == 0 {
		d = []string{"LoadBalancerName", "old"}
	}
	points := f.last(1, "AWS/ELB", name, statistic, dims(d...))
	if len(points) == 0 {
		return -1
	}
	return points[0].Value
}

func (f *classicFleet) want(name, statistic string, want float64, d ...string) {
	f.t.Helper()
	if got := f.of(name, statistic, d...); math.Abs(got-want) > 1e-9 {
		f.t.Errorf("%s %s %v is %v, want %v", name, statistic, d, got, want)
	}
}

// CLB/elb-cloudwatch-metrics: nothing is reported while no requests flow, but
// for the counts of hosts.
func TestClassicMetricsWithoutRequests(t *testing.T) {
	f := newClassicFleet(t)
	for _, name := range []string{"RequestCount", "Latency", "HTTPCode_Backend_2XX", "HTTPCode_ELB_5XX", "SurgeQueueLength", "SpilloverCount", "BackendConnectionErrors"} {
		f.want(name, "Sum", -1)
	}
	f.want("HealthyHostCount", "Average", 1.5) // without cross-zone: each zone tells its own
	f.want("HealthyHostCount", "Maximum", 2, "LoadBalancerName", "old", "AvailabilityZone", f.zones[0])
	f.want("UnHealthyHostCount", "Maximum", 0)
	f.want("NoSuchMetric", "Sum", -1)
	f.want("HealthyHostCount", "Average", -1, "LoadBalancerName", "older")
	f.want("HealthyHostCount", "Average", -1, "TargetGroup", "old")
	if err := f.classic.Deregister("old", f.ids); err != nil {
		t.Fatal(err)
	}
	f.pass(2 * time.Minute)
	f.want("HealthyHostCount", "Average", -1) // nothing is registered
}

func TestClassicRequestsAddUp(t *testing.T) {
	f := newClassicFleet(t)
	f.demand(60, 0.005)
	f.pass(5 * time.Minute)
	f.want("RequestCount", "Sum", 3600)
	f.want("RequestCount", "SampleCount", 3600)
	f.want("RequestCount", "Sum", 1800, "LoadBalancerName", "old", "AvailabilityZone", f.zones[1])
	f.want("RequestCount", "Sum", 1800, "AvailabilityZone", f.zones[0])
	if got := f.of("RequestCount", "Sum"); got != f.of("HTTPCode_Backend_2XX", "Sum") {
		t.Errorf("%v requests, other answers", got)
	}
	f.want("HTTPCode_ELB_5XX", "Sum", -1)
	if l := f.of("Latency", "Average"); l < 0.005 || l > 0.1 {
		t.Errorf("latency is %v", l)
	}
	if a, b := f.of("Latency", "p50"), f.of("Latency", "p99"); !(0 < a && a < b) {
		t.Errorf("percentiles %v and %v", a, b)
	}
	// The one in the second zone works twice as much as each in the first.
	first, _ := f.room.CPU(f.ids[0], f.Now().Add(-time.Minute))
	alone, _ := f.room.CPU(f.ids[2], f.Now().Add(-time.Minute))
	if alone < 1.5*first-3 || alone < first {
		t.Errorf("CPU is %.1f in the full zone and %.1f in the other", first, alone)
	}
	b := f.World.ClassicBalancers.Get("old")
	b.CrossZone = true
	f.classic.RoutingChanged(b)
	f.pass(3 * time.Minute)
	f.want("RequestCount", "Sum", 1200, "LoadBalancerName", "old", "AvailabilityZone", f.zones[1])
}

func TestWhatFailsBehindAClassicBalancer(t *testing.T) {
	f := newClassicFleet(t)
	f.demand(60, 0.005)
	for _, c := range []struct {
		name   string
		code   int
		metric string
		want   float64
	}{
		{"its own error", 503, "HTTPCode_Backend_5XX", 1800},
		{"not found", 404, "HTTPCode_Backend_4XX", 1800},
		{"well again", 200, "HTTPCode_Backend_5XX", -1},
	} {
		f.compute.Heal(f.ids[2])
		if c.code != 200 {
			f.compute.FailHealth(f.ids[2], c.code, time.Time{}) // TCP checks do not see it
		}
		f.pass(2 * time.Minute)
		f.want(c.metric, "Sum", c.want)
	}
	// No reply: errors until the checks see it, then the zone is passed over.
	f.compute.FailHealth(f.ids[2], -1, time.Time{})
	at := f.Now()
	f.pass(time.Minute)
	lost := f.of("BackendConnectionErrors", "Sum")
	if lost <= 0 || lost != f.of("HTTPCode_ELB_5XX", "Sum") {
		t.Errorf("%v connection errors, %v answers of the balancer's own, since %s", lost, f.of("HTTPCode_ELB_5XX", "Sum"), at.Format(time.TimeOnly))
	}
	f.pass(3 * time.Minute)
	f.want("BackendConnectionErrors", "Sum", -1)
	f.want("RequestCount", "Sum", 3600, "AvailabilityZone", f.zones[0])
	f.want("UnHealthyHostCount", "Maximum", 1)
	for _, id := range f.ids {
		f.compute.FailHealth(id, -1, time.Time{})
	}
	f.pass(4 * time.Minute)
	f.want("HTTPCode_ELB_5XX", "Sum", 3600) // 503: there is no healthy instance
	f.want("RequestCount", "Sum", -1)
}

func TestPagesThatAServerBehindAClassicBalancerDoesNotHave(t *testing.T) {
	f := newClassicFleet(t)
	mix := []world.RequestMix{{Path: "/", Port: 80, Share: 2}, {Path: "/old.html", Port: 80, Share: 1}}
	f.balancing.PutWorkload(world.Workload{ID: "old-users", Balancer: "old", Base: 60, Cost: 0.001, Mix: mix})
	f.Advance(f.Now().Truncate(time.Minute).Add(time.Minute))
	f.pass(2 * time.Minute)
	f.want("HTTPCode_Backend_2XX", "Sum", 2400)
	f.want("HTTPCode_Backend_4XX", "Sum", 1200)
	b := f.World.ClassicBalancers.Get("old")
	b.Listeners[0].Protocol, b.Listeners[0].InstanceProtocol = "TCP", "TCP" // who asks for nothing misses nothing
	f.classic.RoutingChanged(b)
	f.pass(2 * time.Minute)
	f.want("RequestCount", "Sum", 3600)
	f.want("HTTPCode_Backend_4XX", "Sum", -1)
}

// The surge queue takes 1,024 requests a zone; what does not fit is spilled
// over (CLB/elb-cloudwatch-metrics).
func TestSurgeQueueAndSpillover(t *testing.T) {
	f := newClassicFleet(t)
	f.demand(60, 0.01) // the second zone's server has 2 vCPUs: 30 requests take 0.3 of 2
	f.pass(3 * time.Minute)
	f.want("SurgeQueueLength", "Maximum", -1)
	f.demand(60, 0.067) // 30 requests take 2.01: a little too much
	f.pass(3 * time.Minute)
	small := f.of("SurgeQueueLength", "Maximum")
	if small <= 0 || small >= 1024 {
		t.Errorf("the queue begins with %v", small)
	}
	f.want("SpilloverCount", "Sum", -1)
	f.demand(60, 0.2)
	f.pass(10 * time.Minute)
	f.want("SurgeQueueLength", "Maximum", 1024)
	spilled, failed := f.of("SpilloverCount", "Sum"), f.of("HTTPCode_ELB_5XX", "Sum")
	if spilled <= 0 || spilled != failed {
		t.Errorf("%v spilled, %v answered with 503", spilled, failed)
	}
	if sum := spilled + f.of("RequestCount", "Sum"); math.Abs(sum-3600) > 2 {
		t.Errorf("%v requests are told of 3600", sum)
	}
	if l := f.of("Latency", "Average"); l < 1 {
		t.Errorf("latency with a full queue is %v", l)
	}
	f.demand(60, 0.01)
	f.pass(3 * time.Minute)
	f.want("SurgeQueueLength", "Maximum", -1)
	f.want("SpilloverCount", "Sum", -1)
}

// CLB/elb-cloudwatch-metrics: what an Application balancer would take.
func TestEstimatesForAnApplicationBalancer(t *testing.T) {
	f := newClassicFleet(t)
	f.want("EstimatedProcessedBytes", "Sum", -1)
	f.demand(60, 0.005)
	f.pass(5 * time.Minute)
	f.want("EstimatedProcessedBytes", "Sum", 3600*8100)
	f.want("EstimatedALBNewConnectionCount", "Sum", 3600)
	f.want("EstimatedALBActiveConnectionCount", "Sum", 91)
	f.want("EstimatedALBConsumedLCUs", "Average", 60./25)
	f.want("EstimatedProcessedBytes", "Sum", -1, "LoadBalancerName", "old", "AvailabilityZone", f.zones[0])
	if l := f.room.List("AWS/ELB", "EstimatedProcessedBytes", nil); len(l) != 1 || l[0].Unit != "Bytes" {
		t.Errorf("listed as %v", l)
	}
}

// Over TCP a balancer sees no HTTP codes.
func TestTCPHasNoCodes(t *testing.T) {
	f := newClassicFleet(t)
	b := f.World.ClassicBalancers.Get("old")
	b.Listeners[0].Protocol, b.Listeners[0].InstanceProtocol = "TCP", "TCP"
	f.demand(60, 0.005)
	f.pass(3 * time.Minute)
	f.want("RequestCount", "Sum", 3600)
	f.want("HTTPCode_Backend_2XX", "Sum", -1)
}

func TestClassicMetricsAreListed(t *testing.T) {
	f := newClassicFleet(t)
	var names []string
	for _, m := range f.room.List("AWS/ELB", "RequestCount", nil) {
		name := ""
		for _, d := range m.Dimensions {
			name += d.Key + "=" + d.Value + " "
		}
		names = append(names, name)
	}
	slices.Sort(names)
	want := []string{
		"", "AvailabilityZone=" + f.zones[0] + " ", "AvailabilityZone=" + f.zones[0] + " LoadBalancerName=old ",
		"AvailabilityZone=" + f.zones[1] + " ", "AvailabilityZone=" + f.zones[1] + " LoadBalancerName=old ", "LoadBalancerName=old ",
	}
	if !slices.Equal(names, want) {
		t.Errorf("%q\nwant %q", names, want)
	}
}
