package ec2api

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// regions is the regions that every account has without asking for them.
func regions() []string {
	return []string{
		"ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1",
		"eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
	}
}

func (s *service) describeRegions(_ context.Context, in *ec2.DescribeRegionsInput) (*ec2.DescribeRegionsOutput, error) {
	var all []*string
	for _, name := range regions() {
		if len(in.RegionNames) == 0 || slices.Contains(in.RegionNames, name) {
			all = append(all, aws.String(name))
		}
	}
	for _, name := range in.RegionNames {
		if !slices.Contains(regions(), name) {
			return nil, invalid("Invalid region provided: %s.", name)
		}
	}
	views, _, err := show(all, list[*string]{
		filters: in.Filters,
		lens: lens[*string]{
			"region-name":   func(r *string) []string { return one(*r) },
			"endpoint":      func(r *string) []string { return one(endpoint(*r)) },
			"opt-in-status": func(*string) []string { return one("opt-in-not-required") },
		},
		bounds: unpaged(), dryRun: in.DryRun,
	}, func(r *string) types.Region {
		return types.Region{RegionName: aws.String(*r), Endpoint: aws.String(endpoint(*r)), OptInStatus: aws.String("opt-in-not-required")}
	})
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeRegionsOutput{Regions: views}, nil
}

func endpoint(region string) string { return "ec2." + region + "." + world.Suffix(region) }

func (s *service) describeAvailabilityZones(_ context.Context, in *ec2.DescribeAvailabilityZonesInput) (*ec2.DescribeAvailabilityZonesOutput, error) {
	var all []*compute.Zone
	for _, z := range compute.Zones(s.w.Region) {
		if (len(in.ZoneNames) == 0 || slices.Contains(in.ZoneNames, z.Name)) && (len(in.ZoneIds) == 0 || slices.Contains(in.ZoneIds, z.ID)) {
			all = append(all, &z)
		}
	}
	for _, name := range in.ZoneNames {
		if s.zoneID(name) == "" {
			return nil, invalid("Invalid availability zone: [%s]", name)
		}
	}
	views, _, err := show(all, list[*compute.Zone]{
		filters: in.Filters,
		lens: lens[*compute.Zone]{
			"zone-name":     func(z *compute.Zone) []string { return one(z.Name) },
			"zone-id":       func(z *compute.Zone) []string { return one(z.ID) },
			"zone-type":     func(*compute.Zone) []string { return one("availability-zone") },
			"region-name":   func(*compute.Zone) []string { return one(s.w.Region) },
			"group-name":    func(*compute.Zone) []string { return one(s.w.Region) },
			"state":         func(*compute.Zone) []string { return one("available") },
			"opt-in-status": func(*compute.Zone) []string { return one("opt-in-not-required") },
		},
		bounds: unpaged(), dryRun: in.DryRun,
	}, s.zoneView)
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeAvailabilityZonesOutput{AvailabilityZones: views}, nil
}

func (s *service) zoneView(z *compute.Zone) types.AvailabilityZone {
	return types.AvailabilityZone{
		ZoneName: aws.String(z.Name), ZoneId: aws.String(z.ID), ZoneType: aws.String("availability-zone"), RegionName: aws.String(s.w.Region),
		GroupName: aws.String(s.w.Region), NetworkBorderGroup: aws.String(s.w.Region), State: types.AvailabilityZoneStateAvailable,
		OptInStatus: types.AvailabilityZoneOptInStatusOptInNotRequired, Messages: []types.AvailabilityZoneMessage{},
	}
}

func (s *service) describeVpcs(_ context.Context, in *ec2.DescribeVpcsInput) (*ec2.DescribeVpcsOutput, error) {
	all, absent := rows(&s.w.VPCs, in.VpcIds)
	if len(absent) > 0 {
		return nil, unknown("InvalidVpcID.NotFound", "vpc ID", absent)
	}
	cidr := func(v *world.VPC) []string { return one(v.CIDR) }
	def := func(v *world.VPC) []string { return yes(v.Default) }
	views, next, err := show(all, list[*world.VPC]{
		filters: in.Filters,
		lens: lens[*world.VPC]{
			"vpc-id":     func(v *world.VPC) []string { return one(v.ID) },
			"cidr":       cidr,
			"cidr-block": cidr, "cidr-block-association.cidr-block": cidr,
			"isDefault": def, "is-default": def,
			"owner-id": func(*world.VPC) []string { return one(s.w.Account) },
			"state":    func(*world.VPC) []string { return one("available") },
		},
		tags: func(v *world.VPC) []world.Tag { return v.Tags },
		id:   func(v *world.VPC) string { return v.ID }, size: in.MaxResults, token: in.NextToken, bounds: bounds{5, 1000}, dryRun: in.DryRun,
	}, s.vpcView)
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeVpcsOutput{NextToken: next, Vpcs: views}, nil
}

func (s *service) vpcView(v *world.VPC) types.Vpc {
	return types.Vpc{
		VpcId: aws.String(v.ID), CidrBlock: aws.String(v.CIDR), IsDefault: aws.Bool(v.Default), OwnerId: aws.String(s.w.Account),
		State: types.VpcStateAvailable, InstanceTenancy: types.Tenancy(v.Tenancy), Tags: tagViews(v.Tags),
	}
}

func (s *service) describeSubnets(_ context.Context, in *ec2.DescribeSubnetsInput) (*ec2.DescribeSubnetsOutput, error) {
	all, absent := rows(&s.w.Subnets, in.SubnetIds)
	if len(absent) > 0 {
		return nil, unknown("InvalidSubnetID.NotFound", "subnet ID", absent)
	}
	views, next, err := show(all, list[*world.Subnet]{
		filters: in.Filters,
		lens:    s.subnetLens(),
		tags:    func(v *world.Subnet) []world.Tag { return v.Tags },
		id:      func(v *world.Subnet) string { return v.ID }, size: in.MaxResults, token: in.NextToken, bounds: bounds{5, 1000}, dryRun: in.DryRun,
	}, s.subnetView)
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeSubnetsOutput{NextToken: next, Subnets: views}, nil
}

func (s *service) subnetLens() lens[*world.Subnet] {
	zone := func(v *world.Subnet) []string { return one(v.Zone) }
	zoneID := func(v *world.Subnet) []string { return one(s.zoneID(v.Zone)) }
	cidr := func(v *world.Subnet) []string { return one(v.CIDR) }
	def := func(v *world.Subnet) []string { return yes(v.Default) }
	return lens[*world.Subnet]{
		"subnet-id":         func(v *world.Subnet) []string { return one(v.ID) },
		"vpc-id":            func(v *world.Subnet) []string { return one(v.VPC) },
		"availability-zone": zone, "availabilityZone": zone,
		"availability-zone-id": zoneID, "availabilityZoneId": zoneID,
		"cidr": cidr, "cidr-block": cidr, "cidrBlock": cidr,
		"default-for-az": def, "defaultForAz": def,
		"map-public-ip-on-launch": func(v *world.Subnet) []string { return yes(v.MapPublicIP) },
		"owner-id":                func(*world.Subnet) []string { return one(s.w.Account) },
		"state":                   func(*world.Subnet) []string { return one("available") },
		"subnet-arn":              func(v *world.Subnet) []string { return one(s.arn("subnet/" + v.ID)) },
	}
}

func (s *service) subnetView(v *world.Subnet) types.Subnet {
	return types.Subnet{
		SubnetId: aws.String(v.ID), SubnetArn: aws.String(s.arn("subnet/" + v.ID)), VpcId: aws.String(v.VPC), CidrBlock: aws.String(v.CIDR),
		AvailabilityZone: aws.String(v.Zone), AvailabilityZoneId: api.NonZero(s.zoneID(v.Zone)), AvailableIpAddressCount: aws.Int32(int32(s.room.FreeAddresses(v))),
		DefaultForAz: aws.Bool(v.Default), MapPublicIpOnLaunch: aws.Bool(v.MapPublicIP), AssignIpv6AddressOnCreation: aws.Bool(false),
		OwnerId: aws.String(s.w.Account), State: types.SubnetStateAvailable, Tags: tagViews(v.Tags),
	}
}

// arn is the ARN of one of EC2's resources, such as "subnet/subnet-1".
func (s *service) arn(resource string) string {
	return s.w.ARN("ec2", resource)
}

// defaultVPC is the id of the default VPC, "" for none.
func (s *service) defaultVPC() string {
	for id, v := range s.w.VPCs.All() {
		if v.Default {
			return id
		}
	}
	return ""
}

func (s *service) describeAccountAttributes(_ context.Context, in *ec2.DescribeAccountAttributesInput) (*ec2.DescribeAccountAttributesOutput, error) {
	vpc := s.defaultVPC()
	if vpc == "" {
		vpc = "none"
	}
	all := []struct{ name, value string }{
		{"supported-platforms", "VPC"}, {"default-vpc", vpc}, {"vpc-max-security-groups-per-interface", "5"}, {"max-elastic-ips", "5"}, {"vpc-max-elastic-ips", "5"}, {"max-instances", "20"},
	}
	out := &ec2.DescribeAccountAttributesOutput{AccountAttributes: []types.AccountAttribute{}}
	for _, a := range all {
		if len(in.AttributeNames) == 0 || slices.Contains(in.AttributeNames, types.AccountAttributeName(a.name)) {
			out.AccountAttributes = append(out.AccountAttributes, types.AccountAttribute{
				AttributeName: aws.String(a.name), AttributeValues: []types.AccountAttributeValue{{AttributeValue: aws.String(a.value)}}})
		}
	}
	return out, api.DryRun(in.DryRun)
}
