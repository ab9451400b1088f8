package telemetry_test

import (
	"fmt"
	"testing"
	"time"

	"fleetglass/fake/sim/spot"
	"fleetglass/fake/sim/spotfleet"
	"fleetglass/fake/world"
)

// EC2/spot-fleet-cloudwatch-metrics.
func TestSpotFleetMetrics(t *testing.T) {
	f := newFleet(t, 1, false)
	market := spot.New(f.Kernel, f.compute)
	for i, zone := range []string{"a", "b", "c", "d"} {
		market.SetPrice("m5.large", "us-west-2"+zone, 0.03+0.01*float64(i), 0)
	}
	room := spotfleet.New(f.Kernel, f.compute, market, f.balancing, nil, nil)
	sf, err := room.Request(world.FleetConfig{Role: "r", Target: 3, Strategy: "diversified", SpotPrice: "0.045", Specifications: []world.FleetSpecification{
		{Settings: world.LaunchSettings{Image: f.net.Images.AmazonLinux2023, Type: "m5.large"}}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	f.pass(5 * time.Minute)
	value := func(name string, dims ...string) string {
		ref := world.MetricRef{Namespace: "AWS/EC2Spot", Name: name, Statistic: "Average", Period: time.Minute,
			Dimensions: []world.Attribute{{Key: "FleetRequestId", Value: sf.ID}}}
		for i := 0; i < len(dims); i += 2 {
			ref.Dimensions = append(ref.Dimensions, world.Attribute{Key: dims[i], Value: dims[i+1]})
		}
		points := f.room.Points(ref, f.Now().Add(-3*time.Minute), f.Now())
		if len(points) == 0 {
			return "none"
		}
		return fmt.Sprintf("%.2f", points[len(points)-1].Value)
	}
	zone, kind := []string{"AvailabilityZone", "us-west-2a"}, []string{"InstanceType", "m5.large"}
	for _, c := range []struct {
		name string
		dims []string
		want string
	}{
		{"TargetCapacity", nil, "3.00"},
		{"FulfilledCapacity", nil, "3.00"},
		{"PendingCapacity", nil, "0.00"},
		{"TerminatingCapacity", nil, "0.00"},
		{"BidsSubmittedForCapacity", nil, "3.00"},
		{"AvailableInstancePoolsCount", nil, "4.00"},
		{"EligibleInstancePoolCount", nil, "2.00"},
		{"MaxPercentCapacityAllocation", nil, "66.67"},
		{"PercentCapacityAllocation", zone, "66.67"},
		{"FulfilledCapacity", zone, "2.00"},
		{"FulfilledCapacity", kind, "3.00"},
		{"FulfilledCapacity", append(zone, kind...), "2.00"},
		{"TargetCapacity", zone, "none"},
		{"FulfilledCapacity", []string{"AvailabilityZone", "us-west-2z"}, "none"},
		{"FulfilledCapacity", []string{"ImageId", "ami-1"}, "none"},
		{"Fulfilled", nil, "none"},
	} {
		if got := value(c.name, c.dims...); got != c.want {
			t.Errorf("%s %v: %s, want %s", c.name, c.dims, got, c.want)
		}
	}
	if n := len(f.room.List("AWS/EC2Spot", "", nil)); n != 9+5*(4+1+4) {
		t.Errorf("%d metrics", n)
	}
	if _, err := room.Cancel(sf.ID, true); err != nil {
		t.Fatal(err)
	}
	f.pass(10 * time.Minute)
	if got := value("TargetCapacity"); got != "none" {
		t.Errorf("of a cancelled fleet: %s", got)
	}
	if n := len(f.room.ListActive("AWS/EC2Spot", "TargetCapacity", nil, f.Now().Add(-time.Minute))); n != 0 {
		t.Errorf("%d metrics of a cancelled fleet", n)
	}
}
