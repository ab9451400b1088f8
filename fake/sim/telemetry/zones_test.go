package telemetry_test

import (
	"testing"
	"time"

	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// ALB/load-balancer-cloudwatch-metrics: the dimensions AvailabilityZone and
// LoadBalancer, with or without TargetGroup.
func TestBalancerMetricsByZone(t *testing.T) {
	f := newFleet(t, 3, true) // two in web, one in api, all in the first zone
	first, second, idle := f.zone(0), f.zone(1), f.zone(2)
	more, err := f.compute.Launch(compute.Order{Count: 1, Subnet: f.net.Subnets[1], Settings: world.LaunchSettings{
		Image: f.net.Images.AmazonLinux2023, Type: "t3.micro", Monitoring: true, UserData: "#!/bin/bash\nyum install -y httpd\nsystemctl enable --now httpd\n",
	}})
	if err != nil {
		t.Fatal(err)
	}
	f.pass(4 * time.Minute)
	if err := f.balancing.Register(f.web, []balancing.TargetRef{{ID: more[0].ID}}); err != nil {
		t.Fatal(err)
	}
	f.pass(10 * time.Minute)
	const namespace = "AWS/ApplicationELB"
	for _, c := range []struct {
		metric, statistic string
		want              float64
		dims              []world.Attribute
	}{
		{"RequestCount", "Sum", 1080, dims("LoadBalancer", balancer)},
		{"RequestCount", "Sum", 840, dims("LoadBalancer", balancer, "AvailabilityZone", first)},
		{"RequestCount", "Sum", 240, dims("LoadBalancer", balancer, "AvailabilityZone", second)},
		{"RequestCount", "Sum", 480, dims("LoadBalancer", balancer, "AvailabilityZone", first, "TargetGroup", webGroup)},
		{"HTTPCode_Target_2XX_Count", "Sum", 240, dims("LoadBalancer", balancer, "AvailabilityZone", second, "TargetGroup", webGroup)},
		{"HealthyHostCount", "Average", 2, dims("LoadBalancer", balancer, "AvailabilityZone", first, "TargetGroup", webGroup)},
		{"HealthyHostCount", "Maximum", 1, dims("LoadBalancer", balancer, "AvailabilityZone", second, "TargetGroup", webGroup)},
		{"UnHealthyHostCount", "Maximum", 0, dims("LoadBalancer", balancer, "AvailabilityZone", second, "TargetGroup", webGroup)},
		{"HealthyHostCount", "Minimum", 0, dims("LoadBalancer", balancer, "AvailabilityZone", idle, "TargetGroup", apiGroup)},
	} {
		if got := f.now(namespace, c.metric, c.statistic, c.dims); got != c.want {
			t.Errorf("%s of %v: %v, want %v", c.metric, c.dims, got, c.want)
		}
	}
	response := f.now(namespace, "TargetResponseTime", "Average", dims("LoadBalancer", balancer, "AvailabilityZone", second))
	if !(response > 0 && response < 1) {
		t.Errorf("response time in %s: %v", second, response)
	}
	for _, none := range [][]world.Attribute{
		dims("LoadBalancer", balancer, "AvailabilityZone", "us-west-2z"),
		dims("AvailabilityZone", first),
		dims("AvailabilityZone", first, "TargetGroup", webGroup),
	} {
		if got := f.last(1, namespace, "RequestCount", "Sum", none); len(got) > 0 {
			t.Errorf("%v: %v, want nothing", none, got)
		}
	}
	if got := f.last(1, namespace, "NewConnectionCount", "Sum", dims("LoadBalancer", balancer, "AvailabilityZone", first)); len(got) > 0 {
		t.Errorf("AWS does not count connections by zone: %v", got)
	}
}

// A server that fails is counted in its zone, from the moment it does.
func TestUnhealthyHostsByZone(t *testing.T) {
	f := newFleet(t, 2, true)
	f.compute.FailHealth(f.ids[0], 500, time.Time{})
	f.pass(10 * time.Minute)
	d := dims("LoadBalancer", balancer, "AvailabilityZone", f.zone(0), "TargetGroup", webGroup)
	if n := f.now("AWS/ApplicationELB", "UnHealthyHostCount", "Average", d); n != 1 {
		t.Errorf("%v unhealthy hosts", n)
	}
	if n := f.now("AWS/ApplicationELB", "HealthyHostCount", "Average", d); n != 1 {
		t.Errorf("%v healthy hosts", n)
	}
}

func (f *fleet) zone(i int) string { return f.World.Subnets.Get(f.net.Subnets[i]).Zone }
