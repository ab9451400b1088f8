package ec2api

import (
	"cmp"
	"encoding/base64"
	"reflect"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/fake/api"
	"fleetglass/fake/world"
)

func (s *fleets) fleetView(f *world.SpotFleet) types.SpotFleetRequestConfig {
	return types.SpotFleetRequestConfig{
		SpotFleetRequestId: aws.String(f.ID), SpotFleetRequestState: types.BatchState(f.State), ActivityStatus: types.ActivityStatus(s.room.Activity(f)),
		CreateTime: aws.Time(f.Created), SpotFleetRequestConfig: s.fleetConfigView(f), Tags: tagViews(f.Tags),
	}
}

// fleetConfigView shows the configuration with AWS's defaults filled in.
func (s *fleets) fleetConfigView(f *world.SpotFleet) *types.SpotFleetRequestConfigData {
	c := &f.Config
	d := &types.SpotFleetRequestConfigData{
		IamFleetRole: aws.String(c.Role), ClientToken: api.NonZero(c.ClientToken), Context: api.NonZero(c.Context),
		Type:                            types.FleetType(cmp.Or(c.Type, fleet.Maintain)),
		AllocationStrategy:              types.AllocationStrategy(cmp.Or(c.Strategy, fleet.LowestPrice)),
		OnDemandAllocationStrategy:      types.OnDemandAllocationStrategy(cmp.Or(c.OnDemandStrategy, fleet.LowestPrice)),
		ExcessCapacityTerminationPolicy: types.ExcessCapacityTerminationPolicy(cmp.Or(c.ExcessPolicy, fleet.TerminateExcess)),
		InstanceInterruptionBehavior:    types.InstanceInterruptionBehavior(cmp.Or(c.Interruption, "terminate")),
		TargetCapacity:                  aws.Int32(int32(c.Target)), OnDemandTargetCapacity: aws.Int32(int32(c.OnDemandTarget)),
		FulfilledCapacity: aws.Float64(s.room.Fulfilled(f)), OnDemandFulfilledCapacity: aws.Float64(s.room.FulfilledOnDemand(f)),
		InstancePoolsToUseCount: api.NonZero(int32(c.PoolsToUse)), TargetCapacityUnitType: types.TargetCapacityUnitType(c.UnitType),
		SpotPrice: api.NonZero(c.SpotPrice), SpotMaxTotalPrice: api.NonZero(c.SpotMaxTotal), OnDemandMaxTotalPrice: api.NonZero(c.OnDemandMax),
		ReplaceUnhealthyInstances: aws.Bool(c.ReplaceUnhealthy), TerminateInstancesWithExpiration: aws.Bool(c.TerminateWithExpiration),
		ValidFrom: moment(c.ValidFrom), ValidUntil: moment(c.ValidUntil),
		LoadBalancersConfig: balancersView(c), SpotMaintenanceStrategies: rebalanceView(c),
	}
	for _, spec := range c.Specifications {
		d.LaunchSpecifications = append(d.LaunchSpecifications, specificationView(spec))
	}
	for _, t := range c.Templates {
		d.LaunchTemplateConfigs = append(d.LaunchTemplateConfigs, fleetTemplateView(t))
	}
	return d
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return aws.Time(t)
}

func balancersView(c *world.FleetConfig) *types.LoadBalancersConfig {
	if len(c.ClassicBalancers)+len(c.TargetGroups) == 0 {
		return nil
	}
	v := &types.LoadBalancersConfig{}
	if len(c.ClassicBalancers) > 0 {
		v.ClassicLoadBalancersConfig = &types.ClassicLoadBalancersConfig{}
		for _, name := range c.ClassicBalancers {
			v.ClassicLoadBalancersConfig.ClassicLoadBalancers = append(v.ClassicLoadBalancersConfig.ClassicLoadBalancers, types.ClassicLoadBalancer{Name: aws.String(name)})
		}
	}
	if len(c.TargetGroups) > 0 {
		v.TargetGroupsConfig = &types.TargetGroupsConfig{}
		for _, arn := range c.TargetGroups {
			v.TargetGroupsConfig.TargetGroups = append(v.TargetGroupsConfig.TargetGroups, types.TargetGroup{Arn: aws.String(arn)})
		}
	}
	return v
}

func rebalanceView(c *world.FleetConfig) *types.SpotMaintenanceStrategies {
	if c.Rebalance == "" {
		return nil
	}
	return &types.SpotMaintenanceStrategies{CapacityRebalance: &types.SpotCapacityRebalance{
		ReplacementStrategy: types.ReplacementStrategy(c.Rebalance), TerminationDelay: api.NonZero(int32(c.RebalanceDelay / time.Second))}}
}

func specificationView(spec world.FleetSpecification) types.SpotFleetLaunchSpecification {
	v := spec.Settings
	d := types.SpotFleetLaunchSpecification{
		ImageId: api.NonZero(v.Image), InstanceType: types.InstanceType(v.Type), KeyName: api.NonZero(v.KeyName), EbsOptimized: aws.Bool(v.EBSOptimized),
		Monitoring: &types.SpotFleetMonitoring{Enabled: aws.Bool(v.Monitoring)}, SpotPrice: api.NonZero(spec.Price), WeightedCapacity: api.NonZero(spec.Weight),
	}
	if v.UserData != "" {
		d.UserData = aws.String(base64.StdEncoding.EncodeToString([]byte(v.UserData)))
	}
	if v.InstanceProfile != "" {
		d.IamInstanceProfile = &types.IamInstanceProfileSpecification{}
		copyAlike(reflect.ValueOf(d.IamInstanceProfile).Elem(), reflect.ValueOf(profileView(v.InstanceProfile)).Elem())
	}
	if v.RootSize > 0 {
		d.BlockDeviceMappings = []types.BlockDeviceMapping{{Ebs: &types.EbsBlockDevice{VolumeSize: aws.Int32(int32(v.RootSize))}}}
	}
	if len(spec.Zones) > 0 {
		d.Placement = &types.SpotPlacement{AvailabilityZone: aws.String(strings.Join(spec.Zones, ", "))}
	}
	for _, t := range tagSpecificationViews(v) {
		d.TagSpecifications = append(d.TagSpecifications, types.SpotFleetTagSpecification{ResourceType: t.ResourceType, Tags: t.Tags})
	}
	addSpecificationNetwork(&d, spec)
	return d
}

// addSpecificationNetwork shows subnets and groups where they were given.
func addSpecificationNetwork(d *types.SpotFleetLaunchSpecification, spec world.FleetSpecification) {
	subnets := api.NonZero(strings.Join(spec.Subnets, ", "))
	if spec.ViaInterface {
		n := types.InstanceNetworkInterfaceSpecification{DeviceIndex: aws.Int32(0), SubnetId: subnets, Groups: append([]string(nil), spec.Settings.SecurityGroups...)}
		if spec.Settings.PublicIP != nil {
			n.AssociatePublicIpAddress = aws.Bool(*spec.Settings.PublicIP)
		}
		d.NetworkInterfaces = []types.InstanceNetworkInterfaceSpecification{n}
		return
	}
	d.SubnetId = subnets
	for _, id := range spec.Settings.SecurityGroups {
		d.SecurityGroups = append(d.SecurityGroups, types.GroupIdentifier{GroupId: aws.String(id)})
	}
}

func fleetTemplateView(t world.FleetTemplate) types.LaunchTemplateConfig {
	v := types.LaunchTemplateConfig{LaunchTemplateSpecification: &types.FleetLaunchTemplateSpecification{
		LaunchTemplateId: api.NonZero(t.Launch.Template), LaunchTemplateName: api.NonZero(t.Launch.TemplateName), Version: aws.String(t.Launch.Version)}}
	for _, o := range t.Overrides {
		shown := types.LaunchTemplateOverrides{
			InstanceType: types.InstanceType(o.Type), AvailabilityZone: api.NonZero(o.Zone), SubnetId: api.NonZero(o.Subnet),
			SpotPrice: api.NonZero(o.Price), WeightedCapacity: api.NonZero(o.Weight),
		}
		if o.Priority != nil {
			shown.Priority = aws.Float64(*o.Priority)
		}
		v.Overrides = append(v.Overrides, shown)
	}
	return v
}
