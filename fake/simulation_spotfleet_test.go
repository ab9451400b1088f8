package fake

import (
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/world"
)

// fleetOperations are what users of Spot Fleets do. What the market does to
// them, and their instances' ends, other operations bring.
func (s *simulation) fleetOperations() []func() (string, error) {
	return []func() (string, error){s.requestFleet, s.modifyFleet, s.cancelFleet, s.endFleetInstance}
}

// requestFleet asks for a small fleet of two types, while there are few.
func (s *simulation) requestFleet() (string, error) {
	w := s.world()
	subnet, image := anyOf(s, &w.Subnets), anyOf(s, &w.Images)
	if subnet == nil || image == nil || w.SpotFleets.Len() > 5 {
		return "", nil
	}
	role, err := fleetRole(s.e)
	if err != nil {
		return "a role for fleets", err
	}
	of := func(kind ec2types.InstanceType, weight float64) ec2types.SpotFleetLaunchSpecification {
		return ec2types.SpotFleetLaunchSpecification{ImageId: aws.String(image.ID), InstanceType: kind, SubnetId: aws.String(subnet.ID), WeightedCapacity: aws.Float64(weight)}
	}
	c := &ec2types.SpotFleetRequestConfigData{
		IamFleetRole: aws.String(role), TargetCapacity: aws.Int32(int32(1 + s.random.IntN(8))),
		AllocationStrategy:        []ec2types.AllocationStrategy{"lowestPrice", "diversified", "capacityOptimized", "priceCapacityOptimized"}[s.random.IntN(4)],
		LaunchSpecifications:      []ec2types.SpotFleetLaunchSpecification{of(ec2types.InstanceTypeC5Large, 1), of(ec2types.InstanceTypeC5Xlarge, 2.5)},
		ReplaceUnhealthyInstances: aws.Bool(s.coin()), TerminateInstancesWithExpiration: aws.Bool(s.coin()),
	}
	switch s.random.IntN(4) {
	case 0:
		c.Type = ec2types.FleetTypeRequest
	case 1:
		c.SpotMaintenanceStrategies = &ec2types.SpotMaintenanceStrategies{CapacityRebalance: &ec2types.SpotCapacityRebalance{
			ReplacementStrategy: ec2types.ReplacementStrategyLaunchBeforeTerminate, TerminationDelay: aws.Int32(120)}}
	case 2:
		c.InstanceInterruptionBehavior = ec2types.InstanceInterruptionBehaviorStop
	}
	if s.coin() {
		c.ValidUntil = aws.Time(s.e.Now().Add(time.Duration(1+s.random.IntN(300)) * time.Minute))
	}
	return do[ec2.RequestSpotFleetOutput](s, "request fleet", &ec2.RequestSpotFleetInput{SpotFleetRequestConfig: c})
}

func (s *simulation) modifyFleet() (string, error) {
	f := anyOf(s, &s.world().SpotFleets)
	if f == nil {
		return "", nil
	}
	in := &ec2.ModifySpotFleetRequestInput{SpotFleetRequestId: aws.String(f.ID), TargetCapacity: aws.Int32(int32(s.random.IntN(9)))}
	if s.coin() {
		in.ExcessCapacityTerminationPolicy = []ec2types.ExcessCapacityTerminationPolicy{"noTermination", "default"}[s.random.IntN(2)]
	}
	return do[ec2.ModifySpotFleetRequestOutput](s, fmt.Sprintf("fleet %s to %d", f.ID, *in.TargetCapacity), in)
}

func (s *simulation) cancelFleet() (string, error) {
	f := anyOf(s, &s.world().SpotFleets)
	if f == nil || s.random.IntN(4) > 0 {
		return "", nil
	}
	return do[ec2.CancelSpotFleetRequestsOutput](s, "cancel "+f.ID, &ec2.CancelSpotFleetRequestsInput{
		SpotFleetRequestIds: []string{f.ID}, TerminateInstances: aws.Bool(s.coin())})
}

// endFleetInstance lets an instance of a fleet end, stop or break.
func (s *simulation) endFleetInstance() (string, error) {
	f := anyOf(s, &s.world().SpotFleets)
	if f == nil {
		return "", nil
	}
	m, ok := pick(s, f.Members)
	in := s.world().Instances.Get(m.Instance)
	if !ok || in == nil {
		return "", nil
	}
	switch s.random.IntN(3) {
	case 0:
		return do[ec2.TerminateInstancesOutput](s, "terminate "+in.ID, &ec2.TerminateInstancesInput{InstanceIds: []string{in.ID}})
	case 1:
		return "interrupt " + in.ID, s.e.home().spot.Interrupt(in.ID)
	}
	if in.State == world.Stopped {
		return do[ec2.StartInstancesOutput](s, "start "+in.ID, &ec2.StartInstancesInput{InstanceIds: []string{in.ID}})
	}
	return "rebalance " + in.ID, s.e.home().spot.Rebalance(in.ID)
}
