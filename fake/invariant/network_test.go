package invariant_test

import (
	"slices"
	"testing"

	"fleetglass/fake/invariant"
	"fleetglass/fake/world"
)

// network is a sound VPC in the sound world.
func network() *world.World {
	w := sound()
	w.VPCs.Put("vpc-1", &world.VPC{ID: "vpc-1", CIDR: "10.0.0.0/16"})
	for id, cidr := range map[string]string{"subnet-1": "10.0.0.0/24", "subnet-2": "10.0.1.0/24"} {
		w.Subnets.Put(id, &world.Subnet{ID: id, VPC: "vpc-1", CIDR: cidr})
	}
	w.NetworkACLs.Put("acl-1", &world.NetworkACL{ID: "acl-1", VPC: "vpc-1", Default: true,
		Entries:      []world.ACLEntry{{Number: 90}, {Number: 100}, {Number: 80, Egress: true}},
		Associations: []world.ACLAssociation{{ID: "a-1", Subnet: "subnet-1"}, {ID: "a-2", Subnet: "subnet-2"}}})
	w.RouteTables.Put("rtb-1", &world.RouteTable{ID: "rtb-1", VPC: "vpc-1", Associations: []world.RouteAssociation{{ID: "r-1", Main: true}, {ID: "r-2", Subnet: "subnet-1"}}})
	w.InternetGateways.Put("igw-1", &world.InternetGateway{ID: "igw-1", VPC: "vpc-1"})
	w.NATGateways.Put("nat-1", &world.NATGateway{ID: "nat-1", Subnet: "subnet-1", PrivateIP: "10.0.0.9"})
	w.Addresses.Put("eipalloc-1", &world.Address{Allocation: "eipalloc-1", IP: "54.1.1.1", Instance: "i-1"})
	w.Instances.Get("i-1").PublicIP = "54.1.1.1"
	return w
}

func TestASoundNetwork(t *testing.T) {
	for _, v := range invariant.Check(network()) {
		t.Error(v)
	}
}

func TestEachInvariantOfTheNetworkFires(t *testing.T) {
	for _, c := range []struct {
		name  string
		rule  string
		plant func(*world.World)
	}{
		{"no main route table", invariant.Network, func(w *world.World) { w.RouteTables.Get("rtb-1").Associations = nil }},
		{"no default ACL", invariant.Network, func(w *world.World) { w.NetworkACLs.Get("acl-1").Default = false }},
		{"two internet gateways", invariant.Network, func(w *world.World) {
			w.InternetGateways.Put("igw-2", &world.InternetGateway{ID: "igw-2", VPC: "vpc-1"})
		}},
		{"a subnet under no ACL", invariant.Network, func(w *world.World) { w.NetworkACLs.Get("acl-1").Associations = nil }},
		{"a subnet outside", invariant.Reference, func(w *world.World) { w.Subnets.Get("subnet-1").CIDR = "10.1.0.0/24" }},
		{"subnets that overlap", invariant.Unique, func(w *world.World) { w.Subnets.Get("subnet-1").CIDR = "10.0.1.128/25" }},
		{"an ACL of a subnet that is gone", invariant.Reference, func(w *world.World) { w.Subnets.Delete("subnet-2") }},
		{"two entries with a number", invariant.Unique, func(w *world.World) { w.NetworkACLs.Get("acl-1").Entries[1].Number = 90 }},
		{"two route tables", invariant.Unique, func(w *world.World) {
			w.RouteTables.Put("rtb-2", &world.RouteTable{ID: "rtb-2", VPC: "vpc-1", Associations: []world.RouteAssociation{{ID: "r-3", Subnet: "subnet-1"}}})
		}},
		{"a gateway of a VPC that is gone", invariant.Reference, func(w *world.World) { w.InternetGateways.Get("igw-1").VPC = "vpc-9" }},
		{"a NAT gateway nowhere", invariant.Reference, func(w *world.World) { w.NATGateways.Get("nat-1").Subnet = "subnet-9" }},
		{"an address that its instance does not have", invariant.Reference, func(w *world.World) { w.Instances.Get("i-1").PublicIP = "" }},
	} {
		w := network()
		c.plant(w)
		found := invariant.Check(w)
		if !slices.ContainsFunc(found, func(v invariant.Violation) bool { return v.Rule == c.rule }) {
			t.Errorf("%s: found %v, want %q", c.name, found, c.rule)
		}
	}
}
