package ec2api

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// addressNamed is the Elastic IP address that a request names by its
// allocation, or by itself.
func (s *service) addressNamed(allocation, ip *string) (*world.Address, error) {
	if aws.ToString(allocation) != "" {
		return s.net.Address(*allocation)
	}
	if aws.ToString(ip) == "" {
		return nil, missing("AllocationId")
	}
	for _, a := range s.w.Addresses.All() {
		if a.IP == *ip {
			return a, nil
		}
	}
	return nil, awserr.New("InvalidAddress.NotFound", "Address '%s' not found.", *ip)
}

func (s *service) allocateAddress(_ context.Context, in *ec2.AllocateAddressInput) (*ec2.AllocateAddressOutput, error) {
	if err := onlyKnown(in, "Domain", "DryRun", "TagSpecifications"); err != nil {
		return nil, err
	}
	if in.Domain != "" && in.Domain != types.DomainTypeVpc {
		return nil, invalid("Invalid value '%s' for domain", in.Domain)
	}
	tags, err := newTags(in.TagSpecifications, types.ResourceTypeElasticIp)
	if err != nil {
		return nil, err
	}
	if err := s.net.CheckAddress(); err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	a := s.net.Allocate(s.room.PublicAddress(), tags)
	return &ec2.AllocateAddressOutput{
		AllocationId: aws.String(a.Allocation), PublicIp: aws.String(a.IP), Domain: types.DomainTypeVpc,
		PublicIpv4Pool: aws.String("amazon"), NetworkBorderGroup: aws.String(s.w.Region),
	}, nil
}

func (s *service) associateAddress(_ context.Context, in *ec2.AssociateAddressInput) (*ec2.AssociateAddressOutput, error) {
	if err := onlyKnown(in, "AllocationId", "AllowReassociation", "DryRun", "InstanceId", "PublicIp"); err != nil {
		return nil, err
	}
	a, err := s.addressNamed(in.AllocationId, in.PublicIp)
	if err != nil {
		return nil, err
	}
	if aws.ToString(in.InstanceId) == "" {
		return nil, missing("InstanceId")
	}
	i, err := s.oneInstance(in.InstanceId)
	if err != nil {
		return nil, err
	}
	if i.State != world.Running && i.State != world.Stopped {
		return nil, awserr.New("InvalidInstanceID", "The pending-instance-creation instance to which '%s' is to be associated must be in the running or stopped state", a.Allocation)
	}
	if err := s.net.Bind(a, i, in.AllowReassociation == nil || *in.AllowReassociation, api.DryRun(in.DryRun)); err != nil {
		return nil, err
	}
	return &ec2.AssociateAddressOutput{AssociationId: aws.String(a.Association)}, nil
}

func (s *service) disassociateAddress(_ context.Context, in *ec2.DisassociateAddressInput) (*ec2.DisassociateAddressOutput, error) {
	association := aws.ToString(in.AssociationId)
	if association == "" {
		a, err := s.addressNamed(nil, in.PublicIp)
		if err != nil {
			return nil, err
		}
		association = a.Association
	}
	if err := s.net.Unbind(association, api.DryRun(in.DryRun)); err != nil {
		return nil, err
	}
	return &ec2.DisassociateAddressOutput{}, nil
}

func (s *service) releaseAddress(_ context.Context, in *ec2.ReleaseAddressInput) (*ec2.ReleaseAddressOutput, error) {
	a, err := s.addressNamed(in.AllocationId, in.PublicIp)
	if err != nil {
		return nil, err
	}
	if err := s.net.Release(a, api.DryRun(in.DryRun)); err != nil {
		return nil, err
	}
	return &ec2.ReleaseAddressOutput{}, nil
}

func (s *service) describeAddresses(_ context.Context, in *ec2.DescribeAddressesInput) (*ec2.DescribeAddressesOutput, error) {
	all, absent := rows(&s.w.Addresses, in.AllocationIds)
	if len(absent) > 0 {
		_, err := s.net.Address(absent[0])
		return nil, err
	}
	for _, ip := range in.PublicIps {
		if _, err := s.addressNamed(nil, &ip); err != nil {
			return nil, err
		}
	}
	if len(in.PublicIps) > 0 {
		all = slices.DeleteFunc(all, func(a *world.Address) bool { return !slices.Contains(in.PublicIps, a.IP) })
	}
	views, _, err := show(all, list[*world.Address]{
		filters: in.Filters,
		lens: lens[*world.Address]{
			"allocation-id":  func(a *world.Address) []string { return one(a.Allocation) },
			"association-id": func(a *world.Address) []string { return onlyIf(true, a.Association) },
			"instance-id":    func(a *world.Address) []string { return onlyIf(true, a.Instance) },
			"public-ip":      func(a *world.Address) []string { return one(a.IP) },
			"domain":         func(*world.Address) []string { return one("vpc") },
		},
		tags: func(a *world.Address) []world.Tag { return a.Tags },
		id:   func(a *world.Address) string { return a.Allocation }, bounds: unpaged(), dryRun: in.DryRun,
	}, s.addressView)
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeAddressesOutput{Addresses: views}, nil
}

func (s *service) addressView(a *world.Address) types.Address {
	v := types.Address{
		AllocationId: aws.String(a.Allocation), PublicIp: aws.String(a.IP), AssociationId: api.NonZero(a.Association), InstanceId: api.NonZero(a.Instance),
		Domain: types.DomainTypeVpc, PublicIpv4Pool: aws.String("amazon"), NetworkBorderGroup: aws.String(s.w.Region), Tags: tagViews(a.Tags),
	}
	if i := s.w.Instances.Get(a.Instance); i != nil {
		v.NetworkInterfaceId, v.PrivateIpAddress, v.NetworkInterfaceOwnerId = aws.String(i.Interface), api.NonZero(i.PrivateIP), aws.String(s.w.Account)
	}
	if n := s.w.NATGateways.Get(a.NAT); n != nil {
		v.NetworkInterfaceId, v.PrivateIpAddress, v.NetworkInterfaceOwnerId = aws.String(n.Interface), api.NonZero(n.PrivateIP), aws.String(s.w.Account)
	}
	return v
}
