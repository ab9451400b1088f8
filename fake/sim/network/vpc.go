package network

import (
	"fmt"
	"net/netip"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// Quotas (VPC/amazon-vpc-limits).
const (
	maxVPCs    = 5
	maxSubnets = 200 // of a VPC
)

// The smallest and the largest block of a VPC or a subnet, in bits.
const smallestBlock, largestBlock = 28, 16

// DefaultBlock is the block of every default VPC.
const DefaultBlock = "172.31.0.0/16"

// VPC is the VPC with this id, or AWS's refusal.
func (r *Room) VPC(id string) (*world.VPC, error) {
	v := r.k.World.VPCs.Get(id)
	if v == nil {
		return nil, notFound("InvalidVpcID.NotFound", "vpc", id)
	}
	return v, nil
}

// CheckVPC is the block of a VPC that may be created, in its canonical form,
// or AWS's refusal.
func (r *Room) CheckVPC(cidr string) (string, error) {
	block, err := Block("cidrBlock", cidr)
	if err != nil {
		return "", err
	}
	if block.Bits() < largestBlock || block.Bits() > smallestBlock {
		return "", awserr.New("InvalidVpc.Range", "The CIDR '%s' is invalid.", cidr)
	}
	if r.k.World.VPCs.Len() >= maxVPCs {
		return "", limit("VpcLimitExceeded", "VPCs")
	}
	return block.String(), nil
}

// CreateVPC makes a VPC with what comes with each: a main route table, a
// network ACL and a security group.
func (r *Room) CreateVPC(v world.VPC) *world.VPC {
	v.ID = r.k.ID("vpc-", 17)
	putVPC(r.k.World, &v)
	group := derived("sg-", v.ID)
	DefaultGroup(r.k.World, group, v.ID, derived("sgr-", v.ID+"in"), derived("sgr-", v.ID+"out"))
	r.Changed(v.ID)
	return &v
}

// putVPC puts a VPC into the world, with its route table and network ACL.
func putVPC(w *world.World, v *world.VPC) {
	if v.Tenancy == "" {
		v.Tenancy = "default"
	}
	w.VPCs.Put(v.ID, v)
	table := &world.RouteTable{ID: derived("rtb-", v.ID), VPC: v.ID, Routes: []world.Route{local(v)}}
	table.Associations = []world.RouteAssociation{{ID: derived("rtbassoc-", v.ID), Main: true}}
	w.RouteTables.Put(table.ID, table)
	acl := &world.NetworkACL{ID: derived("acl-", v.ID), VPC: v.ID, Default: true, Entries: openEntries()}
	w.NetworkACLs.Put(acl.ID, acl)
}

// DefaultGroup puts a VPC's default security group into the world: everything
// in from its own members, everything out.
func DefaultGroup(w *world.World, id, vpc, ruleIn, ruleOut string) {
	w.SecurityGroups.Put(id, &world.SecurityGroup{
		ID: id, Name: "default", Description: "default VPC security group", VPC: vpc,
		Ingress: []world.Permission{{ID: ruleIn, Protocol: "-1", FromPort: -1, ToPort: -1, Groups: []string{id}}},
		Egress:  []world.Permission{{ID: ruleOut, Protocol: "-1", FromPort: -1, ToPort: -1, CIDRs: []string{"0.0.0.0/0"}}},
	})
}

// FurnishDefault puts the default VPC into the world, around its subnets,
// which are there already: with an internet gateway and a route to it.
func FurnishDefault(w *world.World, v *world.VPC) {
	v.DNSHostnames = true
	putVPC(w, v)
	gateway := &world.InternetGateway{ID: derived("igw-", v.ID), VPC: v.ID}
	w.InternetGateways.Put(gateway.ID, gateway)
	main := mainTable(w, v.ID)
	main.Routes = append(main.Routes, world.Route{Destination: "0.0.0.0/0", Target: gateway.ID, Origin: "CreateRoute"})
	acl := defaultACL(w, v.ID)
	for id, s := range w.Subnets.All() {
		if s.VPC == v.ID {
			acl.Associations = append(acl.Associations, world.ACLAssociation{ID: derived("aclassoc-", id), Subnet: id})
		}
	}
}

// DefaultVPC is the default VPC, nil for none.
func (r *Room) DefaultVPC() *world.VPC {
	for _, v := range r.k.World.VPCs.All() {
		if v.Default {
			return v
		}
	}
	return nil
}

// DeleteVPC deletes a VPC in which nothing is left but what came with it.
func (r *Room) DeleteVPC(id string, dry error) error {
	if r.occupied(id) {
		return awserr.New("DependencyViolation", "The vpc '%s' has dependencies and cannot be deleted.", id)
	}
	if dry != nil {
		return dry
	}
	w := r.k.World
	for acl, a := range w.NetworkACLs.All() {
		if a.VPC == id {
			w.NetworkACLs.Delete(acl)
		}
	}
	for table, t := range w.RouteTables.All() {
		if t.VPC == id {
			w.RouteTables.Delete(table)
		}
	}
	for group, g := range w.SecurityGroups.All() {
		if g.VPC == id {
			w.SecurityGroups.Delete(group)
		}
	}
	w.VPCs.Delete(id)
	r.Changed(id)
	return nil
}

// occupied tells whether anything is in a VPC that must be deleted first.
// What EC2 does not know as its own (balancers, target groups) holds it by
// its subnets and security groups.
func (r *Room) occupied(vpc string) bool {
	w := r.k.World
	has := false
	for _, s := range w.Subnets.All() {
		has = has || s.VPC == vpc
	}
	for _, g := range w.SecurityGroups.All() {
		has = has || g.VPC == vpc && g.Name != "default"
	}
	for _, a := range w.NetworkACLs.All() {
		has = has || a.VPC == vpc && !a.Default
	}
	for _, t := range w.RouteTables.All() {
		has = has || t.VPC == vpc && !isMain(t)
	}
	for _, g := range w.InternetGateways.All() {
		has = has || g.VPC == vpc
	}
	for _, p := range w.Peerings.All() {
		has = has || (p.Requester == vpc || p.Accepter == vpc) && livingPeering(p)
	}
	return has
}

// Block is a CIDR block in canonical form; parameter names it in the refusal.
func Block(parameter, cidr string) (netip.Prefix, error) {
	p, err := netip.ParsePrefix(cidr)
	if err != nil || !p.Addr().Is4() {
		return p, invalid("Value (%s) for parameter %s is invalid. This is not a valid CIDR block.", cidr, parameter)
	}
	return p.Masked(), nil
}

// CheckSubnet is the block of a subnet that may be created, in its canonical
// form, or AWS's refusal.
func (r *Room) CheckSubnet(vpc *world.VPC, cidr string) (string, error) {
	block, err := Block("cidrBlock", cidr)
	if err != nil {
		return "", err
	}
	whole := netip.MustParsePrefix(vpc.CIDR)
	if block.Bits() < whole.Bits() || block.Bits() > smallestBlock || !whole.Contains(block.Addr()) {
		return "", awserr.New("InvalidSubnet.Range", "The CIDR '%s' is invalid.", cidr)
	}
	n := 0
	for _, s := range r.k.World.Subnets.All() {
		if s.VPC != vpc.ID {
			continue
		}
		if n++; netip.MustParsePrefix(s.CIDR).Overlaps(block) {
			return "", awserr.New("InvalidSubnet.Conflict", "The CIDR '%s' conflicts with another subnet", cidr)
		}
	}
	if n >= maxSubnets {
		return "", awserr.New("SubnetLimitExceeded", "The maximum number of subnets has been reached.")
	}
	return block.String(), nil
}

// CreateSubnet puts a subnet under its VPC's default network ACL and main
// route table.
func (r *Room) CreateSubnet(s world.Subnet) *world.Subnet {
	s.ID = r.k.ID("subnet-", 17)
	r.k.World.Subnets.Put(s.ID, &s)
	acl := defaultACL(r.k.World, s.VPC)
	acl.Associations = append(acl.Associations, world.ACLAssociation{ID: r.k.ID("aclassoc-", 17), Subnet: s.ID})
	r.Changed(s.VPC)
	return &s
}

// FreeDefaultBlock is the first /20 of the default VPC that no subnet has, ""
// for none.
func (r *Room) FreeDefaultBlock(vpc *world.VPC) string {
	for i := range 16 {
		block := fmt.Sprintf("172.31.%d.0/20", i*16)
		if _, err := r.CheckSubnet(vpc, block); err == nil {
			return block
		}
	}
	return ""
}

// DeleteSubnet deletes a subnet in which nothing has an address.
func (r *Room) DeleteSubnet(s *world.Subnet, dry error) error {
	if r.inhabited(s.ID) {
		return awserr.New("DependencyViolation", "The subnet '%s' has dependencies and cannot be deleted.", s.ID)
	}
	if dry != nil {
		return dry
	}
	for _, acl := range r.k.World.NetworkACLs.All() {
		acl.Associations = without(acl.Associations, func(a world.ACLAssociation) bool { return a.Subnet == s.ID })
	}
	for _, t := range r.k.World.RouteTables.All() {
		t.Associations = without(t.Associations, func(a world.RouteAssociation) bool { return a.Subnet == s.ID })
	}
	r.k.World.Subnets.Delete(s.ID)
	r.Changed(s.VPC)
	return nil
}

func (r *Room) inhabited(subnet string) bool {
	w := r.k.World
	for _, in := range w.Instances.All() {
		if in.Subnet == subnet && in.PrivateIP != "" {
			return true
		}
	}
	for _, b := range w.LoadBalancers.All() {
		for _, id := range b.Subnets {
			if id == subnet {
				return true
			}
		}
	}
	for _, n := range w.NATGateways.All() {
		if n.Subnet == subnet && n.PrivateIP != "" {
			return true
		}
	}
	return false
}

// without is a list without some of its elements, in a slice of its own.
func without[T any](list []T, goes func(T) bool) []T {
	var kept []T
	for _, v := range list {
		if !goes(v) {
			kept = append(kept, v)
		}
	}
	return kept
}
