package invariant

import (
	"net/netip"

	"fleetglass/fake/world"
)

// Network is the rule that every VPC and subnet has its tables, and one each.
const Network = "a network has its tables"

// network checks what VPCs are made of.
func (c *checker) network() {
	for id := range c.w.VPCs.All() {
		c.vpc(id)
	}
	c.subnets()
	c.acls()
	c.routeTables()
	c.gateways()
	c.elastic()
}

// vpc checks that a VPC has one main route table, one default ACL and at most
// one internet gateway.
func (c *checker) vpc(id string) {
	mains, defaults, gateways := 0, 0, 0
	for _, t := range c.w.RouteTables.All() {
		for _, a := range t.Associations {
			if t.VPC == id && a.Main {
				mains++
			}
		}
	}
	for _, a := range c.w.NetworkACLs.All() {
		if a.VPC == id && a.Default {
			defaults++
		}
	}
	for _, g := range c.w.InternetGateways.All() {
		if g.VPC == id {
			gateways++
		}
	}
	if mains != 1 || defaults != 1 || gateways > 1 {
		c.report(Network, id, "it has %d main route tables, %d default ACLs, %d internet gateways", mains, defaults, gateways)
	}
}

// subnets checks that a subnet is in its VPC's block, apart from the others,
// and under one ACL.
func (c *checker) subnets() {
	under := map[string]int{}
	for _, a := range c.w.NetworkACLs.All() {
		for _, v := range a.Associations {
			under[v.Subnet]++
		}
	}
	type part struct {
		vpc   string
		block netip.Prefix
	}
	var taken []part
	for id, s := range c.w.Subnets.All() {
		v := c.w.VPCs.Get(s.VPC)
		if v == nil {
			continue // a world made by hand
		}
		if under[id] != 1 {
			c.report(Network, id, "it is under %d network ACLs", under[id])
		}
		block, err := netip.ParsePrefix(s.CIDR)
		whole, wrong := netip.ParsePrefix(v.CIDR)
		if err != nil || wrong != nil || !whole.Contains(block.Addr()) || whole.Bits() > block.Bits() {
			c.report(Reference, id, "its block %s is not in its VPC's %s", s.CIDR, v.CIDR)
			continue
		}
		for _, t := range taken {
			if t.vpc == s.VPC && t.block.Overlaps(block) {
				c.report(Unique, id, "its block %s is another subnet's, too", s.CIDR)
			}
		}
		taken = append(taken, part{s.VPC, block})
	}
}

func (c *checker) acls() {
	for id, a := range c.w.NetworkACLs.All() {
		for _, v := range a.Associations {
			c.inVPC(id, a.VPC, v.Subnet)
		}
		for i := 1; i < len(a.Entries); i++ {
			if was, e := a.Entries[i-1], a.Entries[i]; was.Egress == e.Egress && was.Number >= e.Number || was.Egress && !e.Egress {
				c.report(Unique, id, "entry %d comes after entry %d", e.Number, was.Number)
			}
		}
	}
}

func (c *checker) routeTables() {
	served := map[string]bool{}
	for id, t := range c.w.RouteTables.All() {
		for _, a := range t.Associations {
			if a.Main {
				continue
			}
			if served[a.Subnet] {
				c.report(Unique, id, "%s has another route table, too", a.Subnet)
			}
			served[a.Subnet] = true
			c.inVPC(id, t.VPC, a.Subnet)
		}
	}
}

// inVPC checks that a subnet named by a table is one of its VPC.
func (c *checker) inVPC(table, vpc, subnet string) {
	if s := c.w.Subnets.Get(subnet); s == nil || s.VPC != vpc {
		c.report(Reference, table, "%s is no subnet of %s", subnet, vpc)
	}
}

func (c *checker) gateways() {
	for id, g := range c.w.InternetGateways.All() {
		if g.VPC != "" && !c.w.VPCs.Has(g.VPC) {
			c.report(Reference, id, "it is attached to %s, which is gone", g.VPC)
		}
	}
	for id, n := range c.w.NATGateways.All() {
		if n.PrivateIP != "" && !c.w.Subnets.Has(n.Subnet) {
			c.report(Reference, id, "it has an address in %s, which is gone", n.Subnet)
		}
	}
}

// elastic checks that who has an Elastic IP address knows it.
func (c *checker) elastic() {
	for id, a := range c.w.Addresses.All() {
		if a.Instance == "" {
			continue
		}
		if in := c.w.Instances.Get(a.Instance); in == nil || in.State == world.Terminated || in.PublicIP != a.IP {
			c.report(Reference, id, "%s does not have it", a.Instance)
		}
	}
}
