package telemetry_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"fleetglass/fake/sim"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/telemetry"
	"fleetglass/fake/world"
)

// A world that is saved and loaded goes on as if nothing had happened: the
// rooms hold nothing that is not in it.
func TestALoadedWorldGoesOnTheSame(t *testing.T) {
	f := newFleet(t, 6, true)
	saved, err := json.Marshal(f.World)
	if err != nil {
		t.Fatal(err)
	}
	loaded := &fleet{t: t, Kernel: sim.New(&world.World{}), net: f.net, ids: f.ids}
	if err := json.Unmarshal(saved, loaded.World); err != nil {
		t.Fatal(err)
	}
	loaded.compute = compute.New(loaded.Kernel)
	loaded.balancing = balancing.New(loaded.Kernel, loaded.compute)
	loaded.room = telemetry.New(loaded.Kernel, loaded.compute, loaded.balancing)
	for _, each := range []*fleet{f, loaded} {
		each.compute.FailHealth(each.ids[0], 503, time.Time{})
		each.pass(10 * time.Minute)
		tg := each.World.TargetGroups.Get(elb + apiGroup)
		if err := each.balancing.Deregister(tg, []balancing.TargetRef{{ID: each.ids[2]}}); err != nil {
			t.Fatal(err)
		}
		each.balancing.RoutingChanged(elb + "loadbalancer/" + balancer)
		each.pass(10 * time.Minute)
	}
	one, _ := json.Marshal(f.World)
	two, _ := json.Marshal(loaded.World)
	if string(one) != string(two) {
		t.Error("the loaded world went another way")
	}
	d := dims("AutoScalingGroupName", "web")
	if a, b := f.now("AWS/EC2", "CPUUtilization", "p90", d), loaded.now("AWS/EC2", "CPUUtilization", "p90", d); a != b {
		t.Errorf("CPU is %v, and %v when loaded", a, b)
	}
}

// A Network balancer counts flows.
func TestFlows(t *testing.T) {
	f := newFleet(t, 1, true)
	const flow = "net/flow/0123456789abcdef"
	lb := f.balancing.Provision(world.LoadBalancer{ARN: elb + "loadbalancer/" + flow, Type: "network", Subnets: f.net.Subnets[:1]})
	tg := f.targetGroup("targetgroup/flow/0123456789abcdef")
	tg.Protocol, tg.Check.Protocol, tg.Check.Path, tg.Check.Matcher = "TCP", "TCP", "", ""
	f.World.Listeners.Put("n", &world.Listener{ARN: "n", Balancer: lb.ARN, Protocol: "TCP", Port: 80})
	f.World.Rules.Put("n0", &world.Rule{ARN: "n0", Listener: "n", Default: true, Actions: []world.Action{
		{Type: "forward", Forwards: []world.Forward{{TargetGroup: tg.ARN, Weight: 1}}},
	}})
	f.balancing.RoutingChanged(lb.ARN)
	f.balancing.PutWorkload(world.Workload{ID: "flows", Balancer: lb.ARN, Base: 5})
	if err := f.balancing.Register(tg, []balancing.TargetRef{{ID: f.ids[0]}}); err != nil {
		t.Fatal(err)
	}
	f.pass(10 * time.Minute)
	whole := dims("LoadBalancer", flow)
	if n := f.now("AWS/NetworkELB", "NewFlowCount", "Sum", whole); n != 300 {
		t.Errorf("%v new flows a minute, want 300", n)
	}
	for _, c := range []struct {
		name, statistic, unit string
		want                  float64
	}{
		{"NewFlowCount_TCP", "Sum", "Count", 300},
		{"ActiveFlowCount_TCP", "Average", "Count", 8},
		{"ProcessedBytes", "Sum", "Bytes", 300 * 8100},
		{"ProcessedBytes_TCP", "Sum", "Bytes", 300 * 8100},
		{"ProcessedPackets", "Sum", "Count", 3919},
		{"PeakPacketsPerSecond", "Maximum", "Count/Second", 65},
		{"TCP_Target_Reset_Count", "Sum", "Count", 0},
		{"ConsumedLCUs", "Average", "Count", 300 * 8100 * 60 / 1e9}, // bytes weigh most: a gigabyte an hour is one
	} {
		if got := f.now("AWS/NetworkELB", c.name, c.statistic, whole); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s is %v, want %v", c.name, got, c.want)
		}
		if l := f.room.List("AWS/NetworkELB", c.name, whole); len(l) == 0 || l[0].Unit != c.unit {
			t.Errorf("%s is listed as %v, want the unit %s", c.name, l, c.unit)
		}
	}
	for _, name := range []string{"NewFlowCount_UDP", "NewFlowCount_TLS", "UnhealthyRoutingFlowCount"} {
		if p := f.last(1, "AWS/NetworkELB", name, "Sum", whole); len(p) != 0 {
			t.Errorf("%s is %v, want a gap", name, p)
		}
	}
	if n := f.now("AWS/NetworkELB", "HealthyHostCount", "Minimum", dims("LoadBalancer", flow, "TargetGroup", "targetgroup/flow/0123456789abcdef")); n != 1 {
		t.Errorf("%v healthy hosts", n)
	}
	if n := len(f.room.List("AWS/NetworkELB", "ActiveFlowCount", whole)); n != 2 {
		t.Errorf("%d are listed, want one of the balancer and one of its zone", n)
	}
}

// Jobs load the members of a group that are in service, in equal parts.
func TestWorkersAreLoadedByJobs(t *testing.T) {
	f := newFleet(t, 3, true)
	g := f.World.Groups.Get("web")
	for _, id := range f.ids[:2] {
		g.Members = append(g.Members, world.Member{Instance: id, Lifecycle: "InService"})
	}
	idle := f.now("AWS/EC2", "CPUUtilization", "Average", dims("InstanceId", f.ids[0]))
	f.balancing.PutWorkload(world.Workload{ID: "jobs", Group: "web", Base: 20, Cost: 0.05})
	f.pass(3 * time.Minute)
	// 20 jobs of 0.05 s on two instances of 2 vCPUs each take a quarter of each.
	one, two := f.now("AWS/EC2", "CPUUtilization", "Average", dims("InstanceId", f.ids[0])), f.now("AWS/EC2", "CPUUtilization", "Average", dims("InstanceId", f.ids[1]))
	if one < idle+20 || one > idle+30 || two < one-5 || two > one+5 {
		t.Errorf("CPU went from %v to %v and %v", idle, one, two)
	}
}
