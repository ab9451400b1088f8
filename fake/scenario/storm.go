package scenario

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	astypes "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"fleetglass/fake/sim/trouble"
	"fleetglass/fake/world"
)

// The pools that the storm goes over.
func stormTypes() []string { return []string{"m5.large", "c5.large", "m4.large"} }

// buildStorm is a fleet and a group on Spot Instances, and an hour in which
// the market turns against them: prices surge, a zone has nothing to spare, and
// elsewhere two pools are reclaimed.
func buildStorm(stage Stage) error {
	s := newStory(stage, storyPast)
	do[ec2.CreateKeyPairOutput](s.builder, &ec2.CreateKeyPairInput{KeyName: aws.String(keyName), KeyType: ec2types.KeyTypeEd25519})
	inside := s.securityGroup("render", "Renderers, no traffic from outside", "10.0.0.0/8", 22)
	s.template("render", "the renderer", machine{"m5.large", inside, batchScript, true})
	s.stormFleet()
	s.stormGroup()
	s.visitors()

	var zones []string
	for _, id := range s.net.Subnets[:3] {
		zones = append(zones, s.Kernel().World.Subnets.Get(id).Zone)
	}
	for i, kind := range stormTypes() {
		s.breaks(time.Duration(6+2*i)*time.Minute, trouble.Fault{Kind: trouble.SpotPrice, Type: kind, Zone: zones[0], Price: 0.085, For: 35 * time.Minute})
	}
	s.breaks(12*time.Minute, trouble.Fault{Kind: trouble.SpotPrice, Type: "m5.large", Zone: zones[1], Price: 0.09, For: 30 * time.Minute})
	s.breaks(13*time.Minute, trouble.Fault{Kind: trouble.SpotCapacity, Type: "m5.large", Zone: zones[0], For: 30 * time.Minute})
	s.breaks(15*time.Minute, trouble.Fault{Kind: trouble.SpotCapacity, Type: "c5.large", Zone: zones[0], For: 25 * time.Minute})
	s.breaks(16*time.Minute, trouble.Fault{Kind: trouble.SpotCapacity, Type: "m4.large", Zone: zones[0], For: 25 * time.Minute})
	s.breaks(18*time.Minute, trouble.Fault{Kind: trouble.SpotReclaim, Type: "c5.large", Zone: zones[1], For: 20 * time.Minute})
	s.breaks(22*time.Minute, trouble.Fault{Kind: trouble.SpotReclaim, Type: "m5.large", Zone: zones[2], For: 20 * time.Minute})
	return s.err
}

// stormFleet keeps nine instances, spread over all pools.
func (s *story) stormFleet() {
	role := do[iam.CreateRoleOutput](s.builder, &iam.CreateRoleInput{
		RoleName: aws.String("aws-ec2-spot-fleet-tagging-role"), AssumeRolePolicyDocument: aws.String(fleetTrust),
	}).Role
	if role == nil {
		return
	}
	template := ec2types.LaunchTemplateConfig{LaunchTemplateSpecification: &ec2types.FleetLaunchTemplateSpecification{
		LaunchTemplateName: aws.String("render"), Version: aws.String("1"),
	}}
	for _, kind := range stormTypes() {
		for _, subnet := range s.net.Subnets[:3] {
			template.Overrides = append(template.Overrides, ec2types.LaunchTemplateOverrides{
				InstanceType: ec2types.InstanceType(kind), SubnetId: aws.String(subnet), WeightedCapacity: aws.Float64(1),
			})
		}
	}
	do[ec2.RequestSpotFleetOutput](s.builder, &ec2.RequestSpotFleetInput{SpotFleetRequestConfig: &ec2types.SpotFleetRequestConfigData{
		IamFleetRole: role.Arn, Type: ec2types.FleetTypeMaintain, AllocationStrategy: ec2types.AllocationStrategyDiversified, TargetCapacity: aws.Int32(9),
		LaunchTemplateConfigs: []ec2types.LaunchTemplateConfig{template}, TagSpecifications: nameTag(ec2types.ResourceTypeSpotFleetRequest, "render-fleet"),
	}})
}

// stormGroup is a group with one On-Demand instance and the rest on Spot,
// which replaces what is about to be interrupted before it is.
func (s *story) stormGroup() {
	in := numbers("render-asg", 3, 6, 9)
	var overrides []astypes.LaunchTemplateOverrides
	for _, kind := range stormTypes() {
		overrides = append(overrides, astypes.LaunchTemplateOverrides{InstanceType: aws.String(kind)})
	}
	in.MixedInstancesPolicy = &astypes.MixedInstancesPolicy{
		LaunchTemplate: &astypes.LaunchTemplate{LaunchTemplateSpecification: fromTemplate("render", "$Latest"), Overrides: overrides},
		InstancesDistribution: &astypes.InstancesDistribution{
			OnDemandBaseCapacity: aws.Int32(1), OnDemandPercentageAboveBaseCapacity: aws.Int32(0), SpotAllocationStrategy: aws.String("capacity-optimized"),
		},
	}
	in.CapacityRebalance = aws.Bool(true)
	s.group(in, 3, "render")
	s.workload(world.Workload{ID: "render", Group: "render-asg", Base: 4, Swing: 0.2, PeakHour: 20, Noise: 0.1, Cost: 0.9})
}
