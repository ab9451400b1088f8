package ec2api

import (
	"context"
	"net/netip"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

func (s *service) gatewayNamed(id *string) (*world.InternetGateway, error) {
	if aws.ToString(id) == "" {
		return nil, missing("internetGatewayId")
	}
	return s.net.InternetGateway(*id)
}

func (s *service) createInternetGateway(_ context.Context, in *ec2.CreateInternetGatewayInput) (*ec2.CreateInternetGatewayOutput, error) {
	tags, err := newTags(in.TagSpecifications, types.ResourceTypeInternetGateway)
	if err != nil {
		return nil, err
	}
	g, err := s.net.CreateInternetGateway(tags, api.DryRun(in.DryRun))
	if err != nil {
		return nil, err
	}
	view := s.gatewayView(g)
	return &ec2.CreateInternetGatewayOutput{InternetGateway: &view}, nil
}

func (s *service) attachInternetGateway(_ context.Context, in *ec2.AttachInternetGatewayInput) (*ec2.AttachInternetGatewayOutput, error) {
	g, err := s.gatewayNamed(in.InternetGatewayId)
	if err != nil {
		return nil, err
	}
	v, err := s.vpcNamed(in.VpcId)
	if err != nil {
		return nil, err
	}
	if err := s.net.Attach(g, v.ID, api.DryRun(in.DryRun)); err != nil {
		return nil, err
	}
	return &ec2.AttachInternetGatewayOutput{}, nil
}

func (s *service) detachInternetGateway(_ context.Context, in *ec2.DetachInternetGatewayInput) (*ec2.DetachInternetGatewayOutput, error) {
	g, err := s.gatewayNamed(in.InternetGatewayId)
	if err != nil {
		return nil, err
	}
	v, err := s.vpcNamed(in.VpcId)
	if err != nil {
		return nil, err
	}
	if err := s.net.Detach(g, v.ID, api.DryRun(in.DryRun)); err != nil {
		return nil, err
	}
	return &ec2.DetachInternetGatewayOutput{}, nil
}

func (s *service) deleteInternetGateway(_ context.Context, in *ec2.DeleteInternetGatewayInput) (*ec2.DeleteInternetGatewayOutput, error) {
	g, err := s.gatewayNamed(in.InternetGatewayId)
	if err != nil {
		return nil, err
	}
	if err := s.net.DeleteInternetGateway(g, api.DryRun(in.DryRun)); err != nil {
		return nil, err
	}
	return &ec2.DeleteInternetGatewayOutput{}, nil
}

func (s *service) describeInternetGateways(_ context.Context, in *ec2.DescribeInternetGatewaysInput) (*ec2.DescribeInternetGatewaysOutput, error) {
	all, absent := rows(&s.w.InternetGateways, in.InternetGatewayIds)
	if len(absent) > 0 {
		return nil, unknown("InvalidInternetGatewayID.NotFound", "internetGateway ID", absent)
	}
	views, next, err := show(all, list[*world.InternetGateway]{
		filters: in.Filters,
		lens: lens[*world.InternetGateway]{
			"internet-gateway-id": func(g *world.InternetGateway) []string { return one(g.ID) },
			"attachment.vpc-id":   func(g *world.InternetGateway) []string { return onlyIf(true, g.VPC) },
			"attachment.state":    func(g *world.InternetGateway) []string { return onlyIf(g.VPC != "", "available") },
			"owner-id":            func(*world.InternetGateway) []string { return one(s.w.Account) },
		},
		tags: func(g *world.InternetGateway) []world.Tag { return g.Tags },
		id:   func(g *world.InternetGateway) string { return g.ID }, size: in.MaxResults, token: in.NextToken, bounds: bounds{5, 1000}, dryRun: in.DryRun,
	}, s.gatewayView)
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeInternetGatewaysOutput{NextToken: next, InternetGateways: views}, nil
}

func (s *service) gatewayView(g *world.InternetGateway) types.InternetGateway {
	v := types.InternetGateway{
		InternetGatewayId: aws.String(g.ID), OwnerId: aws.String(s.w.Account), Tags: tagViews(g.Tags), Attachments: []types.InternetGatewayAttachment{},
	}
	if g.VPC != "" {
		// "available" is what AWS says here; the list of states does not have it.
		v.Attachments = append(v.Attachments, types.InternetGatewayAttachment{VpcId: aws.String(g.VPC), State: "available"})
	}
	return v
}

// defaultASN is what a customer gateway has without a number of its own
// (BC:ec2.CreateCustomerGateway).
const defaultASN = 65000

func (s *service) createCustomerGateway(_ context.Context, in *ec2.CreateCustomerGatewayInput) (*ec2.CreateCustomerGatewayOutput, error) {
	if err := onlyKnown(in, "Type", "BgpAsn", "DeviceName", "DryRun", "IpAddress", "PublicIp", "TagSpecifications"); err != nil {
		return nil, err
	}
	ip := aws.ToString(in.IpAddress) + aws.ToString(in.PublicIp)
	address, err := netip.ParseAddr(ip)
	switch {
	case in.Type == "":
		return nil, missing("type")
	case in.Type != types.GatewayTypeIpsec1:
		return nil, invalid("Value (%s) for parameter type is invalid. Unknown type.", in.Type)
	case ip == "":
		return nil, missing("ipAddress")
	case err != nil || !address.Is4():
		return nil, invalid("Value (%s) for parameter ipAddress is invalid. Invalid IPv4 address.", ip)
	}
	asn := defaultASN
	if in.BgpAsn != nil {
		if asn = int(*in.BgpAsn); asn < 1 {
			return nil, invalid("Value (%d) for parameter bgpAsn is invalid. Invalid BGP ASN.", asn)
		}
	}
	tags, err := newTags(in.TagSpecifications, types.ResourceTypeCustomerGateway)
	if err != nil {
		return nil, err
	}
	made, err := s.net.CreateCustomerGateway(world.CustomerGateway{
		IP: ip, ASN: strconv.Itoa(asn), Type: string(in.Type), Device: aws.ToString(in.DeviceName), Tags: tags,
	}, api.DryRun(in.DryRun))
	if err != nil {
		return nil, err
	}
	view := customerGatewayView(made)
	return &ec2.CreateCustomerGatewayOutput{CustomerGateway: &view}, nil
}

func (s *service) deleteCustomerGateway(_ context.Context, in *ec2.DeleteCustomerGatewayInput) (*ec2.DeleteCustomerGatewayOutput, error) {
	if aws.ToString(in.CustomerGatewayId) == "" {
		return nil, missing("customerGatewayId")
	}
	g, err := s.net.CustomerGateway(*in.CustomerGatewayId)
	if err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	s.net.DeleteCustomerGateway(g)
	return &ec2.DeleteCustomerGatewayOutput{}, nil
}

func (s *service) describeCustomerGateways(_ context.Context, in *ec2.DescribeCustomerGatewaysInput) (*ec2.DescribeCustomerGatewaysOutput, error) {
	all, absent := rows(&s.w.CustomerGateways, in.CustomerGatewayIds)
	if len(absent) > 0 {
		return nil, unknown("InvalidCustomerGatewayID.NotFound", "customerGateway ID", absent)
	}
	views, _, err := show(all, list[*world.CustomerGateway]{
		filters: in.Filters,
		lens: lens[*world.CustomerGateway]{
			"customer-gateway-id": func(g *world.CustomerGateway) []string { return one(g.ID) },
			"bgp-asn":             func(g *world.CustomerGateway) []string { return one(g.ASN) },
			"ip-address":          func(g *world.CustomerGateway) []string { return one(g.IP) },
			"state":               func(g *world.CustomerGateway) []string { return one(customerState(g)) },
			"type":                func(g *world.CustomerGateway) []string { return one(g.Type) },
		},
		tags: func(g *world.CustomerGateway) []world.Tag { return g.Tags },
		id:   func(g *world.CustomerGateway) string { return g.ID }, bounds: unpaged(), dryRun: in.DryRun,
	}, customerGatewayView)
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeCustomerGatewaysOutput{CustomerGateways: views}, nil
}

func customerState(g *world.CustomerGateway) string {
	if g.DeletedAt.IsZero() {
		return "available"
	}
	return "deleted"
}

func customerGatewayView(g *world.CustomerGateway) types.CustomerGateway {
	return types.CustomerGateway{
		CustomerGatewayId: aws.String(g.ID), BgpAsn: aws.String(g.ASN), IpAddress: aws.String(g.IP), Type: aws.String(g.Type),
		DeviceName: api.NonZero(g.Device), State: aws.String(customerState(g)), Tags: tagViews(g.Tags),
	}
}

func (s *service) createNATGateway(_ context.Context, in *ec2.CreateNatGatewayInput) (*ec2.CreateNatGatewayOutput, error) {
	if err := onlyKnown(in, "AllocationId", "ClientToken", "ConnectivityType", "DryRun", "SubnetId", "TagSpecifications"); err != nil {
		return nil, err
	}
	if n := again(&s.w.NATGateways, in.ClientToken, func(n *world.NATGateway) string { return n.ClientToken }); n != nil {
		view := s.natView(n)
		return &ec2.CreateNatGatewayOutput{NatGateway: &view, ClientToken: in.ClientToken}, nil
	}
	sub, err := s.subnetNamed(in.SubnetId)
	if err != nil {
		return nil, err
	}
	private := in.ConnectivityType == types.ConnectivityTypePrivate
	switch {
	case !private && aws.ToString(in.AllocationId) == "":
		return nil, missing("AllocationId")
	case private && in.AllocationId != nil:
		return nil, invalid("AllocationId cannot be specified for a private NAT gateway")
	}
	if err := s.net.CheckNAT(sub, aws.ToString(in.AllocationId)); err != nil {
		return nil, err
	}
	tags, err := newTags(in.TagSpecifications, types.ResourceTypeNatgateway)
	if err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	ip := s.room.Reserve(sub)
	if ip == "" {
		return nil, awserr.New("InsufficientFreeAddressesInSubnet", "There are not enough free addresses in subnet '%s' to satisfy the request.", sub.ID)
	}
	n := s.net.CreateNAT(world.NATGateway{VPC: sub.VPC, Subnet: sub.ID, Private: private, Allocation: aws.ToString(in.AllocationId), PrivateIP: ip, Tags: tags, ClientToken: aws.ToString(in.ClientToken)})
	view := s.natView(n)
	return &ec2.CreateNatGatewayOutput{NatGateway: &view, ClientToken: in.ClientToken}, nil
}

func (s *service) deleteNATGateway(_ context.Context, in *ec2.DeleteNatGatewayInput) (*ec2.DeleteNatGatewayOutput, error) {
	if aws.ToString(in.NatGatewayId) == "" {
		return nil, missing("natGatewayId")
	}
	n, err := s.net.NAT(*in.NatGatewayId)
	if err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	if ip := s.net.DeleteNAT(n); ip != "" {
		s.room.Free(n.Subnet, ip)
	}
	return &ec2.DeleteNatGatewayOutput{NatGatewayId: aws.String(n.ID)}, nil
}

func (s *service) describeNATGateways(_ context.Context, in *ec2.DescribeNatGatewaysInput) (*ec2.DescribeNatGatewaysOutput, error) {
	all, absent := rows(&s.w.NATGateways, in.NatGatewayIds)
	if len(absent) > 0 {
		_, err := s.net.NAT(absent[0])
		return nil, err
	}
	views, next, err := show(all, list[*world.NATGateway]{
		filters: in.Filter,
		lens: lens[*world.NATGateway]{
			"nat-gateway-id": func(n *world.NATGateway) []string { return one(n.ID) },
			"state":          func(n *world.NATGateway) []string { return one(n.State) },
			"subnet-id":      func(n *world.NATGateway) []string { return one(n.Subnet) },
			"vpc-id":         func(n *world.NATGateway) []string { return one(n.VPC) },
		},
		tags: func(n *world.NATGateway) []world.Tag { return n.Tags },
		id:   func(n *world.NATGateway) string { return n.ID }, size: in.MaxResults, token: in.NextToken, bounds: bounds{5, 1000}, dryRun: in.DryRun,
	}, s.natView)
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeNatGatewaysOutput{NextToken: next, NatGateways: views}, nil
}

func (s *service) natView(n *world.NATGateway) types.NatGateway {
	v := types.NatGateway{
		NatGatewayId: aws.String(n.ID), VpcId: aws.String(n.VPC), SubnetId: aws.String(n.Subnet), State: types.NatGatewayState(n.State),
		ConnectivityType: types.ConnectivityTypePublic, CreateTime: aws.Time(n.Created), Tags: tagViews(n.Tags),
	}
	if n.Private {
		v.ConnectivityType = types.ConnectivityTypePrivate
	}
	if !n.Deleted.IsZero() {
		v.DeleteTime = aws.Time(n.Deleted)
	}
	at := types.NatGatewayAddress{AllocationId: api.NonZero(n.Allocation), NetworkInterfaceId: aws.String(n.Interface), PrivateIp: api.NonZero(n.PrivateIP), IsPrimary: aws.Bool(true)}
	if a := s.w.Addresses.Get(n.Allocation); a != nil && a.NAT == n.ID {
		at.PublicIp, at.AssociationId = aws.String(a.IP), aws.String(a.Association)
	}
	v.NatGatewayAddresses = []types.NatGatewayAddress{at}
	return v
}
