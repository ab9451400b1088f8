package ec2api

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/network"
	"fleetglass/fake/world"
)

// vpcNamed is the VPC that a request names, which it must.
func (s *service) vpcNamed(id *string) (*world.VPC, error) {
	if aws.ToString(id) == "" {
		return nil, missing("vpcId")
	}
	return s.net.VPC(*id)
}

// createVpc answers with a VPC that is available at once (choice: AWS shows
// it pending for a moment).
func (s *service) createVpc(_ context.Context, in *ec2.CreateVpcInput) (*ec2.CreateVpcOutput, error) {
	if err := onlyKnown(in, "CidrBlock", "DryRun", "InstanceTenancy", "TagSpecifications"); err != nil {
		return nil, err
	}
	if aws.ToString(in.CidrBlock) == "" {
		return nil, missing("cidrBlock")
	}
	switch in.InstanceTenancy {
	case "", types.TenancyDefault, types.TenancyDedicated:
	default:
		return nil, invalid("Value (%s) for parameter instanceTenancy is invalid.", in.InstanceTenancy)
	}
	block, err := s.net.CheckVPC(*in.CidrBlock)
	if err != nil {
		return nil, err
	}
	tags, err := newTags(in.TagSpecifications, types.ResourceTypeVpc)
	if err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	v := s.net.CreateVPC(world.VPC{CIDR: block, Tenancy: string(in.InstanceTenancy), Tags: tags})
	view := s.vpcView(v)
	return &ec2.CreateVpcOutput{Vpc: &view}, nil
}

func (s *service) deleteVpc(_ context.Context, in *ec2.DeleteVpcInput) (*ec2.DeleteVpcOutput, error) {
	v, err := s.vpcNamed(in.VpcId)
	if err != nil {
		return nil, err
	}
	if err := s.net.DeleteVPC(v.ID, api.DryRun(in.DryRun)); err != nil {
		return nil, err
	}
	return &ec2.DeleteVpcOutput{}, nil
}

// createDefaultVpc makes the default VPC again for an account that has
// deleted it, with a subnet in each zone.
func (s *service) createDefaultVpc(_ context.Context, in *ec2.CreateDefaultVpcInput) (*ec2.CreateDefaultVpcOutput, error) {
	if s.defaultVPC() != "" {
		return nil, awserr.New("DefaultVpcAlreadyExists", "A Default VPC already exists for this account in this region.")
	}
	if _, err := s.net.CheckVPC(network.DefaultBlock); err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	id, _, _ := compute.DefaultVPC(s.k)
	view := s.vpcView(s.w.VPCs.Get(id))
	return &ec2.CreateDefaultVpcOutput{Vpc: &view}, nil
}

// modifyVpcAttribute changes one attribute a call, as AWS does.
func (s *service) modifyVpcAttribute(_ context.Context, in *ec2.ModifyVpcAttributeInput) (*ec2.ModifyVpcAttributeOutput, error) {
	if err := onlyKnown(in, "VpcId", "EnableDnsHostnames", "EnableDnsSupport"); err != nil {
		return nil, err
	}
	v, err := s.vpcNamed(in.VpcId)
	if err != nil {
		return nil, err
	}
	names, support := in.EnableDnsHostnames, in.EnableDnsSupport
	switch {
	case names != nil && support != nil:
		return nil, awserr.New("InvalidParameterCombination", "Fields for multiple attribute types specified: enableDnsHostnames, enableDnsSupport")
	case names != nil:
		if aws.ToBool(names.Value) && v.NoDNS {
			return nil, invalid("Invalid value 'true' for enableDnsHostnames. DNS support must be enabled in VPC '%s'.", v.ID)
		}
		v.DNSHostnames = aws.ToBool(names.Value)
	case support != nil:
		v.NoDNS = !aws.ToBool(support.Value)
	default:
		return nil, missing("attribute")
	}
	return &ec2.ModifyVpcAttributeOutput{}, nil
}

func (s *service) describeVpcAttribute(_ context.Context, in *ec2.DescribeVpcAttributeInput) (*ec2.DescribeVpcAttributeOutput, error) {
	v, err := s.vpcNamed(in.VpcId)
	if err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	value := func(b bool) *types.AttributeBooleanValue { return &types.AttributeBooleanValue{Value: aws.Bool(b)} }
	out := &ec2.DescribeVpcAttributeOutput{VpcId: aws.String(v.ID)}
	switch in.Attribute {
	case types.VpcAttributeNameEnableDnsHostnames:
		out.EnableDnsHostnames = value(v.DNSHostnames)
	case types.VpcAttributeNameEnableDnsSupport:
		out.EnableDnsSupport = value(!v.NoDNS)
	case types.VpcAttributeNameEnableNetworkAddressUsageMetrics:
		out.EnableNetworkAddressUsageMetrics = value(false)
	case "":
		return nil, missing("attribute")
	default:
		return nil, invalid("Value (%s) for parameter attribute is invalid. Unknown attribute.", in.Attribute)
	}
	return out, nil
}

// The operations on ClassicLink are of a network that AWS closed in 2022. It
// goes on to know them, and refuses them.
func noClassicLink() error {
	return awserr.New("UnsupportedOperation", "The functionality you requested is not available in this region.")
}

func (s *service) attachClassicLinkVpc(context.Context, *ec2.AttachClassicLinkVpcInput) (*ec2.AttachClassicLinkVpcOutput, error) {
	return nil, noClassicLink()
}

func (s *service) detachClassicLinkVpc(context.Context, *ec2.DetachClassicLinkVpcInput) (*ec2.DetachClassicLinkVpcOutput, error) {
	return nil, noClassicLink()
}

func (s *service) enableVpcClassicLink(context.Context, *ec2.EnableVpcClassicLinkInput) (*ec2.EnableVpcClassicLinkOutput, error) {
	return nil, noClassicLink()
}

func (s *service) disableVpcClassicLink(context.Context, *ec2.DisableVpcClassicLinkInput) (*ec2.DisableVpcClassicLinkOutput, error) {
	return nil, noClassicLink()
}
