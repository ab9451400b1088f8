package ec2api

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// subnetNamed is the subnet that a request names, which it must.
func (s *service) subnetNamed(id *string) (*world.Subnet, error) {
	if aws.ToString(id) == "" {
		return nil, missing("subnetId")
	}
	if v := s.w.Subnets.Get(*id); v != nil {
		return v, nil
	}
	return nil, unknown("InvalidSubnetID.NotFound", "subnet ID", []string{*id})
}

// zoneAsked is the zone that a request wants a subnet in: by name, by id, or
// any.
func (s *service) zoneAsked(name, id *string) (compute.Zone, error) {
	zones := compute.Zones(s.w.Region)
	i := slices.IndexFunc(zones, func(z compute.Zone) bool {
		return (name == nil || z.Name == *name) && (id == nil || z.ID == *id)
	})
	if i >= 0 {
		return zones[i], nil
	}
	var names []string
	for _, z := range zones {
		names = append(names, z.Name)
	}
	return compute.Zone{}, invalid("Value (%s) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: %s.",
		aws.ToString(name)+aws.ToString(id), strings.Join(names, ", "))
}

func (s *service) createSubnet(_ context.Context, in *ec2.CreateSubnetInput) (*ec2.CreateSubnetOutput, error) {
	if err := onlyKnown(in, "VpcId", "AvailabilityZone", "AvailabilityZoneId", "CidrBlock", "DryRun", "TagSpecifications"); err != nil {
		return nil, err
	}
	v, err := s.vpcNamed(in.VpcId)
	if err != nil {
		return nil, err
	}
	if aws.ToString(in.CidrBlock) == "" {
		return nil, missing("cidrBlock")
	}
	zone, err := s.zoneAsked(in.AvailabilityZone, in.AvailabilityZoneId)
	if err != nil {
		return nil, err
	}
	block, err := s.net.CheckSubnet(v, *in.CidrBlock)
	if err != nil {
		return nil, err
	}
	tags, err := newTags(in.TagSpecifications, types.ResourceTypeSubnet)
	if err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	made := s.net.CreateSubnet(world.Subnet{VPC: v.ID, Zone: zone.Name, ZoneID: zone.ID, CIDR: block, Tags: tags})
	view := s.subnetView(made)
	return &ec2.CreateSubnetOutput{Subnet: &view}, nil
}

// createDefaultSubnet makes the default subnet of a zone that has lost it.
func (s *service) createDefaultSubnet(_ context.Context, in *ec2.CreateDefaultSubnetInput) (*ec2.CreateDefaultSubnetOutput, error) {
	if err := onlyKnown(in, "AvailabilityZone", "AvailabilityZoneId", "DryRun"); err != nil {
		return nil, err
	}
	if in.AvailabilityZone == nil && in.AvailabilityZoneId == nil {
		return nil, missing("availabilityZone")
	}
	v := s.net.DefaultVPC()
	if v == nil {
		return nil, awserr.New("DefaultVpcDoesNotExist", "No default VPC exists for this account in this region.")
	}
	zone, err := s.zoneAsked(in.AvailabilityZone, in.AvailabilityZoneId)
	if err != nil {
		return nil, err
	}
	for id, sub := range s.w.Subnets.All() {
		if sub.Default && sub.Zone == zone.Name {
			return nil, awserr.New("DefaultSubnetAlreadyExistsInAvailabilityZone", "'%s' already is the default subnet in %s.", id, zone.Name)
		}
	}
	block := s.net.FreeDefaultBlock(v)
	if block == "" {
		return nil, awserr.New("InsufficientFreeAddressesInVpc", "There is no free block of addresses in VPC '%s'.", v.ID)
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	view := s.subnetView(s.net.CreateSubnet(world.Subnet{VPC: v.ID, Zone: zone.Name, ZoneID: zone.ID, CIDR: block, Default: true, MapPublicIP: true}))
	return &ec2.CreateDefaultSubnetOutput{Subnet: &view}, nil
}

func (s *service) deleteSubnet(_ context.Context, in *ec2.DeleteSubnetInput) (*ec2.DeleteSubnetOutput, error) {
	v, err := s.subnetNamed(in.SubnetId)
	if err != nil {
		return nil, err
	}
	for _, b := range s.w.ClassicBalancers.All() {
		if slices.Contains(b.Subnets, v.ID) {
			return nil, awserr.New("DependencyViolation", "The subnet '%s' has dependencies and cannot be deleted.", v.ID)
		}
	}
	if err := s.net.DeleteSubnet(v, api.DryRun(in.DryRun)); err != nil {
		return nil, err
	}
	return &ec2.DeleteSubnetOutput{}, nil
}

func (s *service) modifySubnetAttribute(_ context.Context, in *ec2.ModifySubnetAttributeInput) (*ec2.ModifySubnetAttributeOutput, error) {
	if err := onlyKnown(in, "SubnetId", "MapPublicIpOnLaunch"); err != nil {
		return nil, err
	}
	v, err := s.subnetNamed(in.SubnetId)
	if err != nil {
		return nil, err
	}
	if in.MapPublicIpOnLaunch == nil {
		return nil, missing("attribute")
	}
	v.MapPublicIP = aws.ToBool(in.MapPublicIpOnLaunch.Value)
	return &ec2.ModifySubnetAttributeOutput{}, nil
}
