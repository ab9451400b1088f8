package sdk

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/awsclient"
)

// routePage is the largest page of DescribeRouteTables.
const routePage = 100

// VPCs are all virtual networks, by id.
func (c *Client) VPCs(ctx context.Context) ([]awsclient.VPC, error) {
	in := &ec2.DescribeVpcsInput{MaxResults: c.pageOf(ec2Page)}
	rows, err := gather(ctx, c, ec2.NewDescribeVpcsPaginator(c.read.ec2, in), func(out *ec2.DescribeVpcsOutput) []awsclient.VPC {
		return mapped(out.Vpcs, vpc)
	})
	return sorted(rows, func(v awsclient.VPC) string { return v.ID }), err
}

func vpc(v types.Vpc) awsclient.VPC {
	row := awsclient.VPC{ID: text(v.VpcId), CIDR: text(v.CidrBlock), State: word(v.State), Default: yes(v.IsDefault), Tags: ec2Tags(v.Tags)}
	row.Name = tag(row.Tags, "Name")
	return row
}

// NetworkACLs are all network ACLs, by id.
func (c *Client) NetworkACLs(ctx context.Context) ([]awsclient.NetworkACL, error) {
	in := &ec2.DescribeNetworkAclsInput{MaxResults: c.pageOf(ec2Page)}
	rows, err := gather(ctx, c, ec2.NewDescribeNetworkAclsPaginator(c.read.ec2, in), func(out *ec2.DescribeNetworkAclsOutput) []awsclient.NetworkACL {
		return mapped(out.NetworkAcls, networkACL)
	})
	return sorted(rows, func(a awsclient.NetworkACL) string { return a.ID }), err
}

func networkACL(a types.NetworkAcl) awsclient.NetworkACL {
	row := awsclient.NetworkACL{
		ID: text(a.NetworkAclId), VPC: text(a.VpcId), Name: tag(ec2Tags(a.Tags), "Name"), Default: yes(a.IsDefault),
		Subnets: mapped(a.Associations, func(o types.NetworkAclAssociation) string { return text(o.SubnetId) }),
	}
	slices.Sort(row.Subnets)
	for _, e := range a.Entries {
		if e.CidrBlock == nil {
			continue // IPv6 has entries of its own
		}
		if yes(e.Egress) {
			row.Egress = append(row.Egress, aclEntry(e))
		} else {
			row.Ingress = append(row.Ingress, aclEntry(e))
		}
	}
	byNumber := func(a, b *awsclient.ACLEntry) int { return a.Number - b.Number }
	ordered(row.Ingress, byNumber)
	ordered(row.Egress, byNumber)
	return row
}

func aclEntry(e types.NetworkAclEntry) awsclient.ACLEntry {
	row := awsclient.ACLEntry{
		Number: number(e.RuleNumber), Allow: e.RuleAction == types.RuleActionAllow, Protocol: text(e.Protocol), CIDR: text(e.CidrBlock), FromPort: -1, ToPort: -1,
	}
	if e.PortRange != nil {
		row.FromPort, row.ToPort = port(e.PortRange.From), port(e.PortRange.To)
	}
	return row
}

// RouteTables are all route tables, by id.
func (c *Client) RouteTables(ctx context.Context) ([]awsclient.RouteTable, error) {
	in := &ec2.DescribeRouteTablesInput{MaxResults: c.pageOf(routePage)}
	rows, err := gather(ctx, c, ec2.NewDescribeRouteTablesPaginator(c.read.ec2, in), func(out *ec2.DescribeRouteTablesOutput) []awsclient.RouteTable {
		return mapped(out.RouteTables, routeTable)
	})
	return sorted(rows, func(t awsclient.RouteTable) string { return t.ID }), err
}

func routeTable(t types.RouteTable) awsclient.RouteTable {
	row := awsclient.RouteTable{ID: text(t.RouteTableId), VPC: text(t.VpcId), Name: tag(ec2Tags(t.Tags), "Name"), Routes: mapped(t.Routes, route)}
	for _, a := range t.Associations {
		if a.SubnetId != nil {
			row.Subnets = append(row.Subnets, text(a.SubnetId))
		}
		row.Main = row.Main || yes(a.Main)
	}
	slices.Sort(row.Subnets)
	return row
}

// route finds the target in whichever member AWS names it.
func route(r types.Route) awsclient.Route {
	row := awsclient.Route{State: word(r.State)}
	for _, v := range []*string{r.DestinationCidrBlock, r.DestinationIpv6CidrBlock, r.DestinationPrefixListId} {
		if row.Destination == "" {
			row.Destination = text(v)
		}
	}
	for _, v := range []*string{
		r.GatewayId, r.NatGatewayId, r.VpcPeeringConnectionId, r.TransitGatewayId, r.NetworkInterfaceId, r.InstanceId,
		r.EgressOnlyInternetGatewayId, r.CarrierGatewayId, r.LocalGatewayId, r.CoreNetworkArn, r.OdbNetworkArn,
	} {
		if row.Target == "" {
			row.Target = text(v)
		}
	}
	return row
}

// InternetGateways are all internet gateways, by id.
func (c *Client) InternetGateways(ctx context.Context) ([]awsclient.InternetGateway, error) {
	in := &ec2.DescribeInternetGatewaysInput{MaxResults: c.pageOf(ec2Page)}
	rows, err := gather(ctx, c, ec2.NewDescribeInternetGatewaysPaginator(c.read.ec2, in), func(out *ec2.DescribeInternetGatewaysOutput) []awsclient.InternetGateway {
		return mapped(out.InternetGateways, internetGateway)
	})
	return sorted(rows, func(g awsclient.InternetGateway) string { return g.ID }), err
}

func internetGateway(g types.InternetGateway) awsclient.InternetGateway {
	row := awsclient.InternetGateway{ID: text(g.InternetGatewayId), Name: tag(ec2Tags(g.Tags), "Name")}
	for _, a := range g.Attachments {
		row.VPC = text(a.VpcId)
	}
	return row
}

// OpenPort adds an inbound rule to a security group.
func (c *Client) OpenPort(ctx context.Context, groupID string, rule awsclient.Permission) error {
	_, err := call(ctx, c, c.write.ec2.AuthorizeSecurityGroupIngress, &ec2.AuthorizeSecurityGroupIngressInput{
		GroupId: &groupID, IpPermissions: []types.IpPermission{ipPermission(rule)}})
	return err
}

// ClosePort takes an inbound rule from a security group.
func (c *Client) ClosePort(ctx context.Context, groupID string, rule awsclient.Permission) error {
	_, err := call(ctx, c, c.write.ec2.RevokeSecurityGroupIngress, &ec2.RevokeSecurityGroupIngressInput{
		GroupId: &groupID, IpPermissions: []types.IpPermission{ipPermission(rule)}})
	return err
}

func ipPermission(rule awsclient.Permission) types.IpPermission {
	p := types.IpPermission{IpProtocol: aws.String(rule.Protocol)}
	if rule.Protocol != "-1" {
		p.FromPort, p.ToPort = aws.Int32(int32(rule.FromPort)), aws.Int32(int32(rule.ToPort))
	}
	var about *string
	if rule.Description != "" {
		about = aws.String(rule.Description)
	}
	for _, source := range rule.Sources {
		switch {
		case strings.HasPrefix(source, "sg-"):
			p.UserIdGroupPairs = append(p.UserIdGroupPairs, types.UserIdGroupPair{GroupId: aws.String(source), Description: about})
		case strings.HasPrefix(source, "pl-"):
			p.PrefixListIds = append(p.PrefixListIds, types.PrefixListId{PrefixListId: aws.String(source), Description: about})
		case strings.Contains(source, ":"):
			p.Ipv6Ranges = append(p.Ipv6Ranges, types.Ipv6Range{CidrIpv6: aws.String(source), Description: about})
		default:
			p.IpRanges = append(p.IpRanges, types.IpRange{CidrIp: aws.String(source), Description: about})
		}
	}
	return p
}
