package fake

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/world"
)

// networkOperations are what network engineers do, and undo.
func (s *simulation) networkOperations() []func() (string, error) {
	return []func() (string, error){s.aclEntry, s.closeOrOpen, s.vpcLife, s.elasticAddress, s.internetRoute}
}

// anyOf is a random record of a table, nil for none.
func anyOf[T any](s *simulation, table *world.Table[T]) *T {
	var all []*T
	for _, v := range table.All() {
		all = append(all, v)
	}
	v, _ := pick(s, all)
	return v
}

// aclEntry denies something for a while: entries are taken away as often as
// they are put.
func (s *simulation) aclEntry() (string, error) {
	a := anyOf(s, &s.world().NetworkACLs)
	if a == nil {
		return "", nil
	}
	number, egress := int32(10+s.random.IntN(3)), s.coin()
	if s.coin() {
		return do[ec2.DeleteNetworkAclEntryOutput](s, fmt.Sprintf("acl %s delete %d %v", a.ID, number, egress), &ec2.DeleteNetworkAclEntryInput{
			NetworkAclId: aws.String(a.ID), RuleNumber: aws.Int32(number), Egress: aws.Bool(egress)})
	}
	return do[ec2.CreateNetworkAclEntryOutput](s, fmt.Sprintf("acl %s deny %d %v", a.ID, number, egress), &ec2.CreateNetworkAclEntryInput{
		NetworkAclId: aws.String(a.ID), RuleNumber: aws.Int32(number), Egress: aws.Bool(egress), Protocol: aws.String("6"), RuleAction: ec2types.RuleActionDeny,
		CidrBlock: aws.String("172.31.0.0/18"), PortRange: &ec2types.PortRange{From: aws.Int32(80), To: aws.Int32(80)}})
}

// closeOrOpen takes a rule from a security group, or puts one back.
func (s *simulation) closeOrOpen() (string, error) {
	g := anyOf(s, &s.world().SecurityGroups)
	if g == nil {
		return "", nil
	}
	ports := ec2types.IpPermission{IpProtocol: aws.String("tcp"), FromPort: aws.Int32(80), ToPort: aws.Int32(80), IpRanges: []ec2types.IpRange{{CidrIp: aws.String("0.0.0.0/0")}}}
	if s.coin() {
		return do[ec2.RevokeSecurityGroupIngressOutput](s, "close "+g.ID, &ec2.RevokeSecurityGroupIngressInput{GroupId: aws.String(g.ID), IpPermissions: []ec2types.IpPermission{ports}})
	}
	return do[ec2.AuthorizeSecurityGroupIngressOutput](s, "open "+g.ID, &ec2.AuthorizeSecurityGroupIngressInput{GroupId: aws.String(g.ID), IpPermissions: []ec2types.IpPermission{ports}})
}

// vpcLife makes a VPC or a subnet in one, or deletes one.
func (s *simulation) vpcLife() (string, error) {
	v, sub := anyOf(s, &s.world().VPCs), anyOf(s, &s.world().Subnets)
	switch n := s.random.IntN(4); {
	case n == 0:
		return do[ec2.CreateVpcOutput](s, "create a vpc", &ec2.CreateVpcInput{CidrBlock: aws.String(fmt.Sprintf("10.%d.0.0/16", s.random.IntN(4)))})
	case n == 1 && v != nil:
		return do[ec2.CreateSubnetOutput](s, "create a subnet in "+v.ID, &ec2.CreateSubnetInput{VpcId: aws.String(v.ID), CidrBlock: aws.String(fmt.Sprintf("10.%d.%d.0/24", s.random.IntN(4), s.random.IntN(4)))})
	case n == 2 && sub != nil && !sub.Default:
		return do[ec2.DeleteSubnetOutput](s, "delete "+sub.ID, &ec2.DeleteSubnetInput{SubnetId: aws.String(sub.ID)})
	case v != nil && !v.Default:
		return do[ec2.DeleteVpcOutput](s, "delete "+v.ID, &ec2.DeleteVpcInput{VpcId: aws.String(v.ID)})
	}
	return "", nil
}

// elasticAddress gets an address, gives it to an instance, or gives it back.
func (s *simulation) elasticAddress() (string, error) {
	a := anyOf(s, &s.world().Addresses)
	switch {
	case a == nil:
		return do[ec2.AllocateAddressOutput](s, "allocate an address", &ec2.AllocateAddressInput{})
	case s.random.IntN(3) > 0:
		i := s.instance()
		return do[ec2.AssociateAddressOutput](s, "address of "+i, &ec2.AssociateAddressInput{AllocationId: aws.String(a.Allocation), InstanceId: aws.String(i)})
	case a.Association != "":
		return do[ec2.DisassociateAddressOutput](s, "disassociate "+a.IP, &ec2.DisassociateAddressInput{AssociationId: aws.String(a.Association)})
	}
	return do[ec2.ReleaseAddressOutput](s, "release "+a.IP, &ec2.ReleaseAddressInput{AllocationId: aws.String(a.Allocation)})
}

// internetRoute takes the way to the internet from a route table, or gives it
// back.
func (s *simulation) internetRoute() (string, error) {
	t := anyOf(s, &s.world().RouteTables)
	if t == nil {
		return "", nil
	}
	everywhere := aws.String("0.0.0.0/0")
	for id, g := range s.world().InternetGateways.All() {
		if g.VPC == t.VPC && len(t.Routes) == 1 {
			return do[ec2.CreateRouteOutput](s, "route by "+id, &ec2.CreateRouteInput{RouteTableId: aws.String(t.ID), DestinationCidrBlock: everywhere, GatewayId: aws.String(id)})
		}
	}
	return do[ec2.DeleteRouteOutput](s, "no route in "+t.ID, &ec2.DeleteRouteInput{RouteTableId: aws.String(t.ID), DestinationCidrBlock: everywhere})
}
