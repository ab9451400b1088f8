package ec2api

import (
	"reflect"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/awsclient/semantics/spot"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// fleetConfig is the configuration of a RequestSpotFleet.
func (s *fleets) fleetConfig(in *types.SpotFleetRequestConfigData) (world.FleetConfig, error) {
	c := world.FleetConfig{
		Role: aws.ToString(in.IamFleetRole), ClientToken: aws.ToString(in.ClientToken), Context: aws.ToString(in.Context),
		Type: string(in.Type), Strategy: string(in.AllocationStrategy), OnDemandStrategy: string(in.OnDemandAllocationStrategy),
		PoolsToUse: int(aws.ToInt32(in.InstancePoolsToUseCount)), Target: int(aws.ToInt32(in.TargetCapacity)), OnDemandTarget: int(aws.ToInt32(in.OnDemandTargetCapacity)),
		UnitType: string(in.TargetCapacityUnitType), ExcessPolicy: excessPolicy(in.ExcessCapacityTerminationPolicy), Interruption: string(in.InstanceInterruptionBehavior),
		ReplaceUnhealthy: aws.ToBool(in.ReplaceUnhealthyInstances), TerminateWithExpiration: aws.ToBool(in.TerminateInstancesWithExpiration),
		ValidFrom: aws.ToTime(in.ValidFrom).UTC(), ValidUntil: aws.ToTime(in.ValidUntil).UTC(),
	}
	if err := checkFleetMembers(in); err != nil {
		return c, err
	}
	steps := []func(*types.SpotFleetRequestConfigData, *world.FleetConfig) error{
		readFleetPrices, readFleetBalancers, readFleetRebalance, s.readFleetPools,
	}
	for _, step := range steps {
		if err := step(in, &c); err != nil {
			return c, err
		}
	}
	return c, nil
}

func checkFleetMembers(in *types.SpotFleetRequestConfigData) error {
	const prefix = "SpotFleetRequestConfig."
	switch {
	case aws.ToString(in.IamFleetRole) == "":
		return missing(prefix + "IamFleetRole")
	case in.TargetCapacity == nil:
		return missing(prefix + "TargetCapacity")
	case !strings.HasPrefix(*in.IamFleetRole, "arn:aws") || !strings.Contains(*in.IamFleetRole, ":iam::") || !strings.Contains(*in.IamFleetRole, ":role/"):
		return awserr.New(fleet.InvalidConfig, "Parameter: %sIamFleetRole is invalid", prefix)
	case in.FulfilledCapacity != nil:
		return awserr.New(fleet.InvalidConfig, "Parameter: %sFulfilledCapacity is invalid", prefix)
	case in.InstanceInterruptionBehavior == types.InstanceInterruptionBehaviorHibernate:
		return awserr.New("UnsupportedOperation", "Hibernation is not simulated by this engine; instances can be stopped or terminated when they are interrupted.")
	case in.TargetCapacityUnitType != "" && in.TargetCapacityUnitType != types.TargetCapacityUnitTypeUnits:
		return awserr.New("UnsupportedOperation", "The TargetCapacityUnitType %s is not simulated by this engine.", in.TargetCapacityUnitType)
	}
	return onlyKnown(in, "AllocationStrategy", "ClientToken", "Context", "ExcessCapacityTerminationPolicy", "IamFleetRole", "InstanceInterruptionBehavior",
		"InstancePoolsToUseCount", "LaunchSpecifications", "LaunchTemplateConfigs", "LoadBalancersConfig", "OnDemandAllocationStrategy", "OnDemandMaxTotalPrice",
		"OnDemandTargetCapacity", "ReplaceUnhealthyInstances", "SpotMaintenanceStrategies", "SpotMaxTotalPrice", "SpotPrice", "TagSpecifications", "TargetCapacity",
		"TargetCapacityUnitType", "TerminateInstancesWithExpiration", "Type", "ValidFrom", "ValidUntil")
}

// excessPolicy is a policy as the rules spell it. Trap: the SDK's constant for
// "default" is spelled so, too, but its other languages have "Default".
func excessPolicy(p types.ExcessCapacityTerminationPolicy) string {
	if strings.EqualFold(string(p), fleet.TerminateExcess) {
		return fleet.TerminateExcess
	}
	return string(p)
}

func readFleetPrices(in *types.SpotFleetRequestConfigData, c *world.FleetConfig) error {
	for _, p := range []struct {
		from *string
		to   *string
	}{{in.SpotPrice, &c.SpotPrice}, {in.SpotMaxTotalPrice, &c.SpotMaxTotal}, {in.OnDemandMaxTotalPrice, &c.OnDemandMax}} {
		if err := readPrice(p.from, p.to); err != nil {
			return err
		}
	}
	return nil
}

// readPrice keeps a price as it was written, when it is one.
func readPrice(from, to *string) error {
	if aws.ToString(from) == "" {
		return nil
	}
	if _, err := spot.ParsePrice(*from); err != nil {
		return awserr.From(err)
	}
	*to = *from
	return nil
}

func readFleetBalancers(in *types.SpotFleetRequestConfigData, c *world.FleetConfig) error {
	if in.LoadBalancersConfig == nil {
		return nil
	}
	if classic := in.LoadBalancersConfig.ClassicLoadBalancersConfig; classic != nil {
		for _, b := range classic.ClassicLoadBalancers {
			c.ClassicBalancers = append(c.ClassicBalancers, aws.ToString(b.Name))
		}
	}
	if groups := in.LoadBalancersConfig.TargetGroupsConfig; groups != nil {
		for _, g := range groups.TargetGroups {
			c.TargetGroups = append(c.TargetGroups, aws.ToString(g.Arn))
		}
	}
	const most = 5 // of each (EC2 API, ClassicLoadBalancersConfig and TargetGroupsConfig)
	if len(c.ClassicBalancers) > most || len(c.TargetGroups) > most {
		return awserr.New(fleet.InvalidConfig, "Parameter: SpotFleetRequestConfig.LoadBalancersConfig is invalid")
	}
	return nil
}

func readFleetRebalance(in *types.SpotFleetRequestConfigData, c *world.FleetConfig) error {
	if in.SpotMaintenanceStrategies == nil || in.SpotMaintenanceStrategies.CapacityRebalance == nil {
		return nil
	}
	r := in.SpotMaintenanceStrategies.CapacityRebalance
	c.Rebalance = string(r.ReplacementStrategy)
	c.RebalanceDelay = time.Duration(aws.ToInt32(r.TerminationDelay)) * time.Second
	return nil
}

func (s *fleets) readFleetPools(in *types.SpotFleetRequestConfigData, c *world.FleetConfig) (err error) {
	for _, spec := range in.LaunchSpecifications {
		read, err := s.fleetSpecification(spec)
		if err != nil {
			return err
		}
		c.Specifications = append(c.Specifications, read)
	}
	c.Templates, err = s.fleetTemplates(in.LaunchTemplateConfigs)
	return err
}

// fleetSpecification is one launch specification. Its members are those of a
// launch template's data, but for where it launches and what it pays.
func (s *fleets) fleetSpecification(in types.SpotFleetLaunchSpecification) (world.FleetSpecification, error) {
	var spec world.FleetSpecification
	if err := onlyKnown(&in, "BlockDeviceMappings", "EbsOptimized", "IamInstanceProfile", "ImageId", "InstanceType", "KeyName", "Monitoring",
		"NetworkInterfaces", "Placement", "SecurityGroups", "SpotPrice", "SubnetId", "TagSpecifications", "UserData", "WeightedCapacity"); err != nil {
		return spec, err
	}
	if err := readPrice(in.SpotPrice, &spec.Price); err != nil {
		return spec, err
	}
	if err := readWeight(in.WeightedCapacity, &spec.Weight); err != nil {
		return spec, err
	}
	subnets, placement, groups := in.SubnetId, in.Placement, in.SecurityGroups
	in.SubnetId, in.Placement, in.SecurityGroups = nil, nil, nil
	data := &types.RequestLaunchTemplateData{}
	copyAlike(reflect.ValueOf(data).Elem(), reflect.ValueOf(in))
	for _, g := range groups {
		if g.GroupId != nil {
			data.SecurityGroupIds = append(data.SecurityGroupIds, *g.GroupId)
		} else {
			data.SecurityGroups = append(data.SecurityGroups, aws.ToString(g.GroupName))
		}
	}
	if err := s.overlay(data, &spec.Settings); err != nil {
		return spec, err
	}
	return spec, placeSpecification(&spec, subnets, placement, len(in.NetworkInterfaces) > 0)
}

// placeSpecification reads where a specification launches: subnets or zones,
// several with commas between them.
func placeSpecification(spec *world.FleetSpecification, subnets *string, placement *types.SpotPlacement, viaInterface bool) error {
	spec.Subnets = commas(subnets)
	if viaInterface {
		spec.ViaInterface = true
		spec.Subnets = append(spec.Subnets, commas(aws.String(spec.Settings.Subnet))...)
		spec.Settings.Subnet = ""
	}
	if placement == nil {
		return nil
	}
	if t := placement.Tenancy; t != "" && t != types.TenancyDefault {
		return awserr.New("UnsupportedOperation", "Tenancy %s is not simulated by this engine.", t)
	}
	spec.Zones = commas(placement.AvailabilityZone)
	return onlyKnown(placement, "AvailabilityZone", "Tenancy")
}

// commas is the parts of a list that is written as one text.
func commas(list *string) []string {
	var parts []string
	for _, part := range strings.Split(aws.ToString(list), ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

func readWeight(from *float64, to *float64) error {
	switch {
	case from == nil:
		return nil
	case *from <= 0:
		return awserr.New(fleet.InvalidConfig, "Parameter: WeightedCapacity must be greater than 0") // text: choice
	}
	*to = *from
	return nil
}

func (s *fleets) fleetTemplates(in []types.LaunchTemplateConfig) ([]world.FleetTemplate, error) {
	var list []world.FleetTemplate
	for _, config := range in {
		ref := config.LaunchTemplateSpecification
		if ref == nil {
			return nil, missing("LaunchTemplateSpecification")
		}
		if err := oneOf(ref.LaunchTemplateId, ref.LaunchTemplateName); err != nil {
			return nil, err
		}
		if aws.ToString(ref.Version) == "" {
			return nil, missing("LaunchTemplateSpecification.Version")
		}
		t := world.FleetTemplate{Launch: world.LaunchRef{
			Template: aws.ToString(ref.LaunchTemplateId), TemplateName: aws.ToString(ref.LaunchTemplateName), Version: *ref.Version}}
		for _, o := range config.Overrides {
			read, err := fleetOverride(o)
			if err != nil {
				return nil, err
			}
			t.Overrides = append(t.Overrides, read)
		}
		list = append(list, t)
	}
	return list, nil
}

func fleetOverride(in types.LaunchTemplateOverrides) (world.FleetOverride, error) {
	o := world.FleetOverride{Type: string(in.InstanceType), Zone: aws.ToString(in.AvailabilityZone), Subnet: aws.ToString(in.SubnetId)}
	if in.Priority != nil {
		if *in.Priority < 0 {
			return o, awserr.New(fleet.InvalidConfig, "Parameter: Priority must be 0 or more") // text: choice
		}
		o.Priority = aws.Float64(*in.Priority)
	}
	if err := readPrice(in.SpotPrice, &o.Price); err != nil {
		return o, err
	}
	if err := readWeight(in.WeightedCapacity, &o.Weight); err != nil {
		return o, err
	}
	return o, onlyKnown(&in, "AvailabilityZone", "InstanceType", "Priority", "SpotPrice", "SubnetId", "WeightedCapacity")
}
