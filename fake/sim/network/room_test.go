package network_test

import (
	"net/netip"
	"testing"
	"time"

	"fleetglass/fake/sim"
	"fleetglass/fake/sim/network"
	"fleetglass/fake/world"
)

// account is a default VPC with a subnet and an instance in it.
type account struct {
	*sim.Kernel
	room    *network.Room
	vpc     *world.VPC
	in      *world.Instance
	changes int
}

func newAccount() *account {
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	w := &world.World{Account: "123456789012", Region: "us-west-2", Now: start, Random: world.Random{Hi: 1, Lo: 2}}
	a := &account{Kernel: sim.New(w)}
	a.room = network.New(a.Kernel)
	a.vpc = &world.VPC{ID: "vpc-1", CIDR: network.DefaultBlock, Default: true}
	w.Subnets.Put("subnet-1", &world.Subnet{ID: "subnet-1", VPC: "vpc-1", Zone: "us-west-2a", CIDR: "172.31.0.0/20", Default: true})
	network.FurnishDefault(w, a.vpc)
	network.DefaultGroup(w, "sg-1", "vpc-1", "sgr-1", "sgr-2")
	a.in = &world.Instance{ID: "i-1", VPC: "vpc-1", Subnet: "subnet-1", PrivateIP: "172.31.0.4", PublicIP: "54.1.2.3", SecurityGroups: []string{"sg-1"}, State: world.Running}
	w.Instances.Put("i-1", a.in)
	w.SecurityGroups.Get("sg-1").Ingress[0] = world.Permission{Protocol: "tcp", FromPort: 80, ToPort: 80, CIDRs: []string{"0.0.0.0/0"}}
	a.Watch(network.Kind, func(string) { a.changes++ })
	return a
}

func (a *account) pass(d time.Duration) { a.Advance(a.Now().Add(d)) }

func (a *account) fromInternet() bool { return a.room.Admits(a.in, network.Internet(), "tcp", 80) }

// must fails the test when an operation is refused.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestEveryVPCHasItsTablesFromTheBeginning(t *testing.T) {
	a := newAccount()
	made := a.room.CreateVPC(world.VPC{CIDR: "10.0.0.0/16"})
	for _, vpc := range []string{"vpc-1", made.ID} {
		tables, acls, groups := 0, 0, 0
		for _, v := range a.World.RouteTables.All() {
			if v.VPC == vpc && v.Associations[0].Main && v.Routes[0].Target == "local" {
				tables++
			}
		}
		for _, v := range a.World.NetworkACLs.All() {
			if v.VPC == vpc && v.Default && len(v.Entries) == 2 {
				acls++
			}
		}
		for _, v := range a.World.SecurityGroups.All() {
			if v.VPC == vpc && v.Name == "default" {
				groups++
			}
		}
		if tables != 1 || acls != 1 || groups != 1 {
			t.Errorf("%s has %d main tables, %d default ACLs, %d default groups", vpc, tables, acls, groups)
		}
	}
}

// Each change of the network is seen by the next question, and told.
func TestAChangeOfTheNetworkIsSeenAtOnce(t *testing.T) {
	a := newAccount()
	w := a.World
	var acl *world.NetworkACL
	for _, v := range w.NetworkACLs.All() {
		acl = v
	}
	var table *world.RouteTable
	for _, v := range w.RouteTables.All() {
		table = v
	}
	deny := world.ACLEntry{Number: 50, Protocol: "6", CIDR: "0.0.0.0/0", FromPort: 80, ToPort: 80}
	out := world.ACLEntry{Number: 50, Egress: true, Protocol: "6", CIDR: "0.0.0.0/0", FromPort: 2000, ToPort: 3000}
	everywhere := netip.MustParsePrefix("0.0.0.0/0")
	gateway := table.Routes[1].Target
	steps := []struct {
		name string
		do   func() error
		want bool
	}{
		{"at first", func() error { a.room.Changed("vpc-1"); return nil }, true},
		{"an ACL denies", func() error { return a.room.CreateEntry(acl, deny, nil) }, false},
		{"the entry goes", func() error { return a.room.DeleteEntry(acl, false, 50, nil) }, true},
		{"the answers are denied", func() error { return a.room.CreateEntry(acl, out, nil) }, false},
		{"the entry allows", func() error { out.Allow = true; return a.room.ReplaceEntry(acl, out, nil) }, true},
		{"no route", func() error { return a.room.DeleteRoute(table, everywhere, nil) }, false},
		{"the route again", func() error { return a.room.CreateRoute(table, everywhere, gateway, nil) }, true},
		{"the rule goes", func() error { w.SecurityGroups.Get("sg-1").Ingress = nil; a.room.Changed("vpc-1"); return nil }, false},
	}
	for _, s := range steps {
		before := a.changes
		must(t, s.do())
		if got := a.fromInternet(); got != s.want {
			t.Errorf("%s: reached %v, want %v", s.name, got, s.want)
		}
		if a.changes != before+1 {
			t.Errorf("%s: told %d times", s.name, a.changes-before)
		}
	}
}

func TestASubnetUnderAnotherACL(t *testing.T) {
	a := newAccount()
	closed := a.room.CreateACL("vpc-1", nil)
	var association string
	for _, v := range a.World.NetworkACLs.All() {
		for _, o := range v.Associations {
			association = o.ID
		}
	}
	_, err := a.room.MoveSubnet(association, closed, nil)
	must(t, err)
	if a.fromInternet() {
		t.Error("a new ACL denies everything")
	}
	neighbour := network.Source{Address: netip.MustParseAddr("172.31.0.9"), Subnet: "subnet-1"}
	if !a.room.Admits(a.in, neighbour, "tcp", 80) {
		t.Error("ACLs do not look at what stays inside a subnet")
	}
	steps := a.room.Trace(a.in, network.Internet(), "tcp", 80)
	if last := steps[len(steps)-1]; last.Passes || last.ID != closed.ID {
		t.Errorf("stopped by %+v", last)
	}
}

func TestANATGatewayComesAndGoes(t *testing.T) {
	a := newAccount()
	address := a.room.Allocate("54.9.9.9", nil)
	must(t, a.room.CheckNAT(a.World.Subnets.Get("subnet-1"), address.Allocation))
	n := a.room.CreateNAT(world.NATGateway{VPC: "vpc-1", Subnet: "subnet-1", Allocation: address.Allocation, PrivateIP: "172.31.0.7"})
	want := func(state string) {
		t.Helper()
		if n.State != state {
			t.Errorf("it is %s, want %s", n.State, state)
		}
	}
	want("pending")
	a.pass(2 * time.Minute)
	want("available")
	if address.Association == "" {
		t.Error("its address is free")
	}
	if freed := a.room.DeleteNAT(n); freed != "172.31.0.7" || address.Association != "" {
		t.Errorf("freed %q, address %+v", freed, address)
	}
	want("deleting")
	a.pass(time.Minute)
	want("deleted")
	a.pass(2 * time.Hour)
	if a.World.NATGateways.Len() != 0 {
		t.Error("it is still described")
	}
}

func TestPeeringExpires(t *testing.T) {
	a := newAccount()
	other := a.room.CreateVPC(world.VPC{CIDR: "10.0.0.0/16"})
	p := a.room.CreatePeering(a.vpc, other, nil)
	if p.Status != network.PeeringPending || p.Message != "Pending Acceptance by 123456789012" {
		t.Errorf("%+v", p)
	}
	a.pass(7 * 24 * time.Hour)
	if p.Status != network.PeeringExpired {
		t.Errorf("after a week: %s", p.Status)
	}
	a.pass(2 * time.Hour)
	if a.World.Peerings.Len() != 0 {
		t.Error("it is still described")
	}
	alike := a.room.CreateVPC(world.VPC{CIDR: "10.0.0.0/20"})
	if p := a.room.CreatePeering(other, alike, nil); p.Status != network.PeeringFailed {
		t.Errorf("VPCs whose blocks overlap: %s", p.Status)
	}
}

func TestElasticAddresses(t *testing.T) {
	a := newAccount()
	first, second := a.room.Allocate("54.9.9.1", nil), a.room.Allocate("54.9.9.2", nil)
	must(t, a.room.Bind(first, a.in, false, nil))
	if a.in.PublicIP != "54.9.9.1" || a.room.Elastic("i-1") != "54.9.9.1" {
		t.Errorf("the instance has %s", a.in.PublicIP)
	}
	must(t, a.room.Bind(second, a.in, false, nil))
	if a.in.PublicIP != "54.9.9.2" || first.Association != "" {
		t.Errorf("the instance has %s, the first address is at %q", a.in.PublicIP, first.Association)
	}
	if err := a.room.Release(second, nil); err == nil {
		t.Error("an address in use is released")
	}
	must(t, a.room.Unbind(second.Association, nil))
	must(t, a.room.Release(second, nil))
	if a.in.PublicIP != "" || a.World.Addresses.Len() != 1 {
		t.Errorf("the instance has %q, %d addresses are left", a.in.PublicIP, a.World.Addresses.Len())
	}
}

func BenchmarkAdmits(b *testing.B) {
	a := newAccount()
	for b.Loop() {
		if !a.fromInternet() {
			b.Fatal("not let through")
		}
	}
}
