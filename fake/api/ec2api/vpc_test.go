package ec2api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

func str(s string) *string { return aws.String(s) }

func tagged(kind types.ResourceType, name string) []types.TagSpecification {
	return []types.TagSpecification{{ResourceType: kind, Tags: []types.Tag{{Key: str("Name"), Value: str(name)}}}}
}

func (a *account) vpc(t *testing.T, cidr string) string {
	t.Helper()
	return *ask[ec2.CreateVpcOutput](t, a, &ec2.CreateVpcInput{CidrBlock: str(cidr), TagSpecifications: tagged(types.ResourceTypeVpc, cidr)}).Vpc.VpcId
}

func (a *account) subnet(t *testing.T, vpc, cidr string) string {
	t.Helper()
	return *ask[ec2.CreateSubnetOutput](t, a, &ec2.CreateSubnetInput{VpcId: &vpc, CidrBlock: &cidr, AvailabilityZone: str("us-west-2b")}).Subnet.SubnetId
}

func (a *account) acls(t *testing.T, filters ...types.Filter) []types.NetworkAcl {
	t.Helper()
	return ask[ec2.DescribeNetworkAclsOutput](t, a, &ec2.DescribeNetworkAclsInput{Filters: filters}).NetworkAcls
}

func (a *account) tables(t *testing.T, filters ...types.Filter) []types.RouteTable {
	t.Helper()
	return ask[ec2.DescribeRouteTablesOutput](t, a, &ec2.DescribeRouteTablesInput{Filters: filters}).RouteTables
}

func TestTheLifeOfAVPC(t *testing.T) {
	a := newAccount()
	v := a.vpc(t, "10.0.0.7/16")
	got := ask[ec2.DescribeVpcsOutput](t, a, &ec2.DescribeVpcsInput{VpcIds: []string{v}}).Vpcs[0]
	if *got.CidrBlock != "10.0.0.0/16" || *got.IsDefault || got.InstanceTenancy != "default" || *got.Tags[0].Value != "10.0.0.7/16" {
		t.Errorf("%+v: the block is made canonical", got)
	}
	s := a.subnet(t, v, "10.0.1.0/24")
	ask[ec2.ModifySubnetAttributeOutput](t, a, &ec2.ModifySubnetAttributeInput{SubnetId: &s, MapPublicIpOnLaunch: &types.AttributeBooleanValue{Value: aws.Bool(true)}})
	sub := ask[ec2.DescribeSubnetsOutput](t, a, &ec2.DescribeSubnetsInput{SubnetIds: []string{s}}).Subnets[0]
	if !*sub.MapPublicIpOnLaunch || *sub.AvailabilityZoneId != "usw2-az2" || *sub.AvailableIpAddressCount != 251 {
		t.Errorf("%+v", sub)
	}
	if acl := a.acls(t, filter("vpc-id", v)...)[0]; !*acl.IsDefault || *acl.Associations[0].SubnetId != s || len(acl.Entries) != 4 {
		t.Errorf("the subnet is under the default ACL: %+v", acl)
	}
	if table := a.tables(t, filter("association.main", "true")...); len(table) != 2 {
		t.Errorf("%d main tables, want one a VPC", len(table))
	}
	a.refuses(t, []refusal{{"a subnet is in it", "DependencyViolation: The vpc '" + v + "' has dependencies and cannot be deleted.", &ec2.DeleteVpcInput{VpcId: &v}}})
	ask[ec2.DeleteSubnetOutput](t, a, &ec2.DeleteSubnetInput{SubnetId: &s})
	ask[ec2.DeleteVpcOutput](t, a, &ec2.DeleteVpcInput{VpcId: &v})
	if len(a.acls(t)) != 1 || len(a.tables(t)) != 1 || a.World.SecurityGroups.Len() != 1 {
		t.Error("what came with the VPC goes with it")
	}
}

func TestVPCAttributes(t *testing.T) {
	a := newAccount()
	v := a.vpc(t, "10.0.0.0/16")
	on := &types.AttributeBooleanValue{Value: aws.Bool(true)}
	off := &types.AttributeBooleanValue{Value: aws.Bool(false)}
	names := func() bool {
		return *ask[ec2.DescribeVpcAttributeOutput](t, a, &ec2.DescribeVpcAttributeInput{VpcId: &v, Attribute: "enableDnsHostnames"}).EnableDnsHostnames.Value
	}
	if names() || !*ask[ec2.DescribeVpcAttributeOutput](t, a, &ec2.DescribeVpcAttributeInput{VpcId: &v, Attribute: "enableDnsSupport"}).EnableDnsSupport.Value {
		t.Error("a new VPC has DNS, but no names for its instances")
	}
	ask[ec2.ModifyVpcAttributeOutput](t, a, &ec2.ModifyVpcAttributeInput{VpcId: &v, EnableDnsHostnames: on})
	if !names() {
		t.Error("switched on")
	}
	ask[ec2.ModifyVpcAttributeOutput](t, a, &ec2.ModifyVpcAttributeInput{VpcId: &v, EnableDnsSupport: off})
	a.refuses(t, []refusal{
		{"both", "InvalidParameterCombination: Fields for multiple attribute types specified: enableDnsHostnames, enableDnsSupport", &ec2.ModifyVpcAttributeInput{VpcId: &v, EnableDnsHostnames: on, EnableDnsSupport: on}},
		{"neither", "MissingParameter: The request must contain the parameter attribute", &ec2.ModifyVpcAttributeInput{VpcId: &v}},
		{"names without DNS", "InvalidParameterValue: Invalid value 'true' for enableDnsHostnames. DNS support must be enabled in VPC '" + v + "'.", &ec2.ModifyVpcAttributeInput{VpcId: &v, EnableDnsHostnames: on}},
		{"unknown", "InvalidParameterValue: Value (colour) for parameter attribute is invalid. Unknown attribute.", &ec2.DescribeVpcAttributeInput{VpcId: &v, Attribute: "colour"}},
	})
}

func TestTheDefaultVPCCanBeMadeAgain(t *testing.T) {
	a := newAccount()
	v := a.net.VPC
	a.refuses(t, []refusal{{"there is one", "DefaultVpcAlreadyExists: A Default VPC already exists for this account in this region.", &ec2.CreateDefaultVpcInput{}}})
	ask[ec2.DeleteSubnetOutput](t, a, &ec2.DeleteSubnetInput{SubnetId: &a.net.Subnets[2]})
	back := ask[ec2.CreateDefaultSubnetOutput](t, a, &ec2.CreateDefaultSubnetInput{AvailabilityZone: str("us-west-2c")}).Subnet
	if *back.CidrBlock != "172.31.32.0/20" || !*back.DefaultForAz {
		t.Errorf("%+v", back)
	}
	a.refuses(t, []refusal{{"there is one", "DefaultSubnetAlreadyExistsInAvailabilityZone: '" + *back.SubnetId + "' already is the default subnet in us-west-2c.", &ec2.CreateDefaultSubnetInput{AvailabilityZone: str("us-west-2c")}}})
	for _, s := range ask[ec2.DescribeSubnetsOutput](t, a, &ec2.DescribeSubnetsInput{}).Subnets {
		ask[ec2.DeleteSubnetOutput](t, a, &ec2.DeleteSubnetInput{SubnetId: s.SubnetId})
	}
	gateway := ask[ec2.DescribeInternetGatewaysOutput](t, a, &ec2.DescribeInternetGatewaysInput{Filters: filter("attachment.vpc-id", v)}).InternetGateways[0]
	ask[ec2.DetachInternetGatewayOutput](t, a, &ec2.DetachInternetGatewayInput{VpcId: &v, InternetGatewayId: gateway.InternetGatewayId})
	ask[ec2.DeleteInternetGatewayOutput](t, a, &ec2.DeleteInternetGatewayInput{InternetGatewayId: gateway.InternetGatewayId})
	ask[ec2.DeleteVpcOutput](t, a, &ec2.DeleteVpcInput{VpcId: &v})
	a.refuses(t, []refusal{{"nowhere", "DefaultVpcDoesNotExist: No default VPC exists for this account in this region.", &ec2.CreateDefaultSubnetInput{AvailabilityZone: str("us-west-2c")}}})
	made := ask[ec2.CreateDefaultVpcOutput](t, a, &ec2.CreateDefaultVpcInput{}).Vpc
	if !*made.IsDefault || len(ask[ec2.DescribeSubnetsOutput](t, a, &ec2.DescribeSubnetsInput{Filters: filter("vpc-id", *made.VpcId)}).Subnets) != 4 {
		t.Errorf("%+v", made)
	}
	a.run(t, 1)
}

func TestVPCRefusals(t *testing.T) {
	a := newAccount()
	v, other := a.vpc(t, "10.0.0.0/16"), a.vpc(t, "10.1.0.0/16")
	a.subnet(t, v, "10.0.1.0/24")
	a.run(t, 1, func(in *ec2.RunInstancesInput) { in.SubnetId = &a.net.Subnets[0] })
	vpc := func(cidr string) *ec2.CreateVpcInput { return &ec2.CreateVpcInput{CidrBlock: &cidr} }
	sub := func(cidr, zone string) *ec2.CreateSubnetInput {
		return &ec2.CreateSubnetInput{VpcId: &v, CidrBlock: &cidr, AvailabilityZone: &zone}
	}
	a.refuses(t, []refusal{
		{"no block", "MissingParameter: The request must contain the parameter cidrBlock", &ec2.CreateVpcInput{}},
		{"no block of a kind", "InvalidParameterValue: Value (ten) for parameter cidrBlock is invalid. This is not a valid CIDR block.", vpc("ten")},
		{"too large", "InvalidVpc.Range: The CIDR '10.0.0.0/8' is invalid.", vpc("10.0.0.0/8")},
		{"too small", "InvalidVpc.Range: The CIDR '10.0.0.0/29' is invalid.", vpc("10.0.0.0/29")},
		{"tenancy", "InvalidParameterValue: Value (shared) for parameter instanceTenancy is invalid.", &ec2.CreateVpcInput{CidrBlock: str("10.0.0.0/16"), InstanceTenancy: "shared"}},
		{"IPv6", "UnsupportedOperation: The parameter AmazonProvidedIpv6CidrBlock is not simulated by this engine.", &ec2.CreateVpcInput{CidrBlock: str("10.0.0.0/16"), AmazonProvidedIpv6CidrBlock: aws.Bool(true)}},
		{"dry", "DryRunOperation: Request would have succeeded, but DryRun flag is set.", &ec2.CreateVpcInput{CidrBlock: str("10.0.0.0/16"), DryRun: aws.Bool(true)}},
		{"no VPC", "MissingParameter: The request must contain the parameter vpcId", &ec2.DeleteVpcInput{}},
		{"unknown VPC", "InvalidVpcID.NotFound: The vpc ID 'vpc-1' does not exist", &ec2.DeleteVpcInput{VpcId: str("vpc-1")}},
		{"subnet outside", "InvalidSubnet.Range: The CIDR '10.1.0.0/24' is invalid.", sub("10.1.0.0/24", "us-west-2a")},
		{"subnet too large", "InvalidSubnet.Range: The CIDR '10.0.0.0/15' is invalid.", sub("10.0.0.0/15", "us-west-2a")},
		{"subnet taken", "InvalidSubnet.Conflict: The CIDR '10.0.1.128/25' conflicts with another subnet", sub("10.0.1.128/25", "us-west-2a")},
		{"zone", "InvalidParameterValue: Value (us-west-2z) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: us-west-2a, us-west-2b, us-west-2c, us-west-2d.", sub("10.0.2.0/24", "us-west-2z")},
		{"unknown subnet", "InvalidSubnetID.NotFound: The subnet ID 'subnet-1' does not exist", &ec2.DeleteSubnetInput{SubnetId: str("subnet-1")}},
		{"inhabited subnet", "DependencyViolation: The subnet '" + a.net.Subnets[0] + "' has dependencies and cannot be deleted.", &ec2.DeleteSubnetInput{SubnetId: &a.net.Subnets[0]}},
		{"ClassicLink", "UnsupportedOperation: The functionality you requested is not available in this region.", &ec2.EnableVpcClassicLinkInput{VpcId: &v}},
		{"ClassicLink off", "UnsupportedOperation: The functionality you requested is not available in this region.", &ec2.DisableVpcClassicLinkInput{VpcId: &v}},
		{"ClassicLink to", "UnsupportedOperation: The functionality you requested is not available in this region.", &ec2.AttachClassicLinkVpcInput{VpcId: &v}},
		{"ClassicLink from", "UnsupportedOperation: The functionality you requested is not available in this region.", &ec2.DetachClassicLinkVpcInput{VpcId: &v}},
		{"itself", "InvalidParameterValue: A VPC peering connection cannot be created between a VPC and itself", &ec2.CreateVpcPeeringConnectionInput{VpcId: &v, PeerVpcId: &v}},
		{"another account", "UnsupportedOperation: Peering with other accounts and regions is not simulated by this engine.", &ec2.CreateVpcPeeringConnectionInput{VpcId: &v, PeerVpcId: &other, PeerOwnerId: str("210987654321")}},
		{"no peer", "MissingParameter: The request must contain the parameter peerVpcId", &ec2.CreateVpcPeeringConnectionInput{VpcId: &v}},
		{"unknown peering", "InvalidVpcPeeringConnectionID.NotFound: The vpcPeeringConnection ID 'pcx-1' does not exist", &ec2.AcceptVpcPeeringConnectionInput{VpcPeeringConnectionId: str("pcx-1")}},
	})
	a.vpc(t, "10.2.0.0/16")
	a.vpc(t, "10.3.0.0/16")
	a.refuses(t, []refusal{{"one too many", "VpcLimitExceeded: The maximum number of VPCs has been reached.", vpc("10.4.0.0/16")}})
}

func TestPeering(t *testing.T) {
	a := newAccount()
	v, other := a.vpc(t, "10.0.0.0/16"), a.vpc(t, "10.1.0.0/16")
	p := ask[ec2.CreateVpcPeeringConnectionOutput](t, a, &ec2.CreateVpcPeeringConnectionInput{VpcId: &v, PeerVpcId: &other}).VpcPeeringConnection
	id := p.VpcPeeringConnectionId
	if p.Status.Code != "pending-acceptance" || *p.Status.Message != "Pending Acceptance by 123456789012" || p.ExpirationTime.Sub(a.Now()) != 7*24*time.Hour || *p.AccepterVpcInfo.CidrBlock != "10.1.0.0/16" {
		t.Errorf("%+v", p)
	}
	a.refuses(t, []refusal{{"twice", "VpcPeeringConnectionAlreadyExists: VPC peering connection " + *id + " already exists between these VPCs", &ec2.CreateVpcPeeringConnectionInput{VpcId: &other, PeerVpcId: &v}}})
	table := a.tables(t, filter("vpc-id", v)...)[0].RouteTableId
	ask[ec2.CreateRouteOutput](t, a, &ec2.CreateRouteInput{RouteTableId: table, DestinationCidrBlock: str("10.1.0.0/16"), VpcPeeringConnectionId: id})
	state := func() string { return string(a.tables(t, filter("vpc-id", v)...)[0].Routes[1].State) }
	if state() != "blackhole" {
		t.Errorf("before it is accepted the route is %s", state())
	}
	ask[ec2.AcceptVpcPeeringConnectionOutput](t, a, &ec2.AcceptVpcPeeringConnectionInput{VpcPeeringConnectionId: id})
	if state() != "active" {
		t.Errorf("accepted, the route is %s", state())
	}
	a.refuses(t, []refusal{
		{"accepted twice", "InvalidStateTransition: Invalid state transition for " + *id + ", attempted to transition from active to active", &ec2.AcceptVpcPeeringConnectionInput{VpcPeeringConnectionId: id}},
		{"rejected too late", "InvalidStateTransition: Invalid state transition for " + *id + ", attempted to transition from active to rejected", &ec2.RejectVpcPeeringConnectionInput{VpcPeeringConnectionId: id}},
	})
	ask[ec2.DeleteVpcPeeringConnectionOutput](t, a, &ec2.DeleteVpcPeeringConnectionInput{VpcPeeringConnectionId: id})
	again := ask[ec2.CreateVpcPeeringConnectionOutput](t, a, &ec2.CreateVpcPeeringConnectionInput{VpcId: &v, PeerVpcId: &other}).VpcPeeringConnection.VpcPeeringConnectionId
	ask[ec2.RejectVpcPeeringConnectionOutput](t, a, &ec2.RejectVpcPeeringConnectionInput{VpcPeeringConnectionId: again})
	var seen []string
	for _, p := range ask[ec2.DescribeVpcPeeringConnectionsOutput](t, a, &ec2.DescribeVpcPeeringConnectionsInput{Filters: filter("requester-vpc-info.vpc-id", v)}).VpcPeeringConnections {
		seen = append(seen, string(p.Status.Code)+": "+*p.Status.Message)
	}
	if got := strings.Join(seen, ", "); got != "deleted: Deleted by 123456789012, rejected: Rejected by 123456789012" {
		t.Error(got)
	}
}

// entries is a short text of an ACL's entries in one direction.
func entries(acl types.NetworkAcl, egress bool) string {
	var list []string
	for _, e := range acl.Entries {
		if *e.Egress != egress {
			continue
		}
		text := fmt.Sprintf("%d %s %s %s", *e.RuleNumber, e.RuleAction, *e.Protocol, *e.CidrBlock)
		if e.PortRange != nil {
			text += fmt.Sprintf(" %d-%d", *e.PortRange.From, *e.PortRange.To)
		}
		list = append(list, text)
	}
	return strings.Join(list, ", ")
}

func TestNetworkACLs(t *testing.T) {
	a := newAccount()
	v := a.net.VPC
	made := ask[ec2.CreateNetworkAclOutput](t, a, &ec2.CreateNetworkAclInput{VpcId: &v, TagSpecifications: tagged(types.ResourceTypeNetworkAcl, "front")}).NetworkAcl
	acl := made.NetworkAclId
	show := func(egress bool) string { return entries(a.acls(t, filter("tag:Name", "front")...)[0], egress) }
	if got := show(false); got != "32767 deny -1 0.0.0.0/0" {
		t.Errorf("a new ACL: %s", got)
	}
	put := func(number int32, action types.RuleAction, protocol string, ports *types.PortRange) *ec2.CreateNetworkAclEntryInput {
		return &ec2.CreateNetworkAclEntryInput{NetworkAclId: acl, RuleNumber: &number, RuleAction: action, Protocol: &protocol, Egress: aws.Bool(false), CidrBlock: str("0.0.0.0/0"), PortRange: ports}
	}
	web := &types.PortRange{From: aws.Int32(80), To: aws.Int32(80)}
	ask[ec2.CreateNetworkAclEntryOutput](t, a, put(200, "deny", "-1", nil))
	ask[ec2.CreateNetworkAclEntryOutput](t, a, put(100, "allow", "tcp", web))
	ask[ec2.CreateNetworkAclEntryOutput](t, a, &ec2.CreateNetworkAclEntryInput{NetworkAclId: acl, RuleNumber: aws.Int32(100), RuleAction: "allow", Protocol: str("1"), Egress: aws.Bool(true), CidrBlock: str("10.0.0.9/8"), IcmpTypeCode: &types.IcmpTypeCode{Type: aws.Int32(-1), Code: aws.Int32(-1)}})
	if got := show(false); got != "100 allow 6 0.0.0.0/0 80-80, 200 deny -1 0.0.0.0/0, 32767 deny -1 0.0.0.0/0" {
		t.Errorf("in the order of their numbers: %s", got)
	}
	if got := show(true); got != "100 allow 1 10.0.0.0/8, 32767 deny -1 0.0.0.0/0" {
		t.Errorf("outwards: %s", got)
	}
	ask[ec2.ReplaceNetworkAclEntryOutput](t, a, &ec2.ReplaceNetworkAclEntryInput{NetworkAclId: acl, RuleNumber: aws.Int32(100), RuleAction: "deny", Protocol: str("6"), Egress: aws.Bool(false), CidrBlock: str("0.0.0.0/0"), PortRange: web})
	ask[ec2.DeleteNetworkAclEntryOutput](t, a, &ec2.DeleteNetworkAclEntryInput{NetworkAclId: acl, RuleNumber: aws.Int32(200), Egress: aws.Bool(false)})
	if got := show(false); got != "100 deny 6 0.0.0.0/0 80-80, 32767 deny -1 0.0.0.0/0" {
		t.Errorf("replaced and deleted: %s", got)
	}
	association := a.acls(t, filter("default", "true")...)[0].Associations[0]
	moved := ask[ec2.ReplaceNetworkAclAssociationOutput](t, a, &ec2.ReplaceNetworkAclAssociationInput{AssociationId: association.NetworkAclAssociationId, NetworkAclId: acl}).NewAssociationId
	if got := a.acls(t, filter("association.subnet-id", *association.SubnetId)...); len(got) != 1 || *got[0].NetworkAclId != *acl || *got[0].Associations[0].NetworkAclAssociationId != *moved {
		t.Errorf("moved: %+v", got)
	}
	a.refuses(t, []refusal{
		{"in use", "DependencyViolation: The networkAcl '" + *acl + "' has dependencies and cannot be deleted.", &ec2.DeleteNetworkAclInput{NetworkAclId: acl}},
		{"default", "InvalidParameterValue: cannot delete default network ACL " + *association.NetworkAclId, &ec2.DeleteNetworkAclInput{NetworkAclId: association.NetworkAclId}},
		{"unknown", "InvalidNetworkAclID.NotFound: The networkAcl ID 'acl-1' does not exist", &ec2.DeleteNetworkAclInput{NetworkAclId: str("acl-1")}},
		{"number taken", "NetworkAclEntryAlreadyExists: The network acl entry identified by 100 already exists.", put(100, "allow", "tcp", web)},
		{"number too large", "InvalidParameterValue: Value (32767) for parameter ruleNumber is invalid. Rule numbers go from 1 to 32766.", put(32767, "allow", "tcp", web)},
		{"no ports", "MissingParameter: The request must contain the parameter portRange", put(300, "allow", "tcp", nil)},
		{"protocol", "InvalidParameterValue: Invalid value 'smoke' for IP protocol. Unknown protocol.", put(300, "allow", "smoke", nil)},
		{"action", "InvalidParameterValue: Value (maybe) for parameter ruleAction is invalid. Unknown action.", put(300, "maybe", "-1", nil)},
		{"no entry", "InvalidNetworkAclEntry.NotFound: The network acl ingress entry identified by 300 does not exist", &ec2.DeleteNetworkAclEntryInput{NetworkAclId: acl, RuleNumber: aws.Int32(300), Egress: aws.Bool(false)}},
		{"no entry to replace", "InvalidNetworkAclEntry.NotFound: The network acl egress entry identified by 7 does not exist", &ec2.ReplaceNetworkAclEntryInput{NetworkAclId: acl, RuleNumber: aws.Int32(7), RuleAction: "deny", Protocol: str("-1"), Egress: aws.Bool(true), CidrBlock: str("0.0.0.0/0")}},
		{"no association", "InvalidAssociationID.NotFound: The association ID 'aclassoc-1' does not exist", &ec2.ReplaceNetworkAclAssociationInput{AssociationId: str("aclassoc-1"), NetworkAclId: acl}},
		{"dry", "DryRunOperation: Request would have succeeded, but DryRun flag is set.", &ec2.DeleteNetworkAclEntryInput{NetworkAclId: acl, RuleNumber: aws.Int32(100), Egress: aws.Bool(false), DryRun: aws.Bool(true)}},
		{"filter", "InvalidParameterValue: The filter 'colour' is invalid", &ec2.DescribeNetworkAclsInput{Filters: filter("colour", "red")}},
	})
	for n := int32(1); n <= 19; n++ {
		ask[ec2.CreateNetworkAclEntryOutput](t, a, put(n, "allow", "-1", nil))
	}
	a.refuses(t, []refusal{{"one too many", "NetworkAclEntryLimitExceeded: The maximum number of network acl entries has been reached.", put(20, "allow", "-1", nil)}})
	ask[ec2.ReplaceNetworkAclAssociationOutput](t, a, &ec2.ReplaceNetworkAclAssociationInput{AssociationId: moved, NetworkAclId: association.NetworkAclId})
	ask[ec2.DeleteNetworkAclOutput](t, a, &ec2.DeleteNetworkAclInput{NetworkAclId: acl})
}
