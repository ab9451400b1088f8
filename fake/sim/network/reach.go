package network

import (
	"net/netip"

	"fleetglass/awsclient/semantics/reach"
	"fleetglass/fake/world"
)

// Source is who calls.
type Source struct {
	Address netip.Addr // its address; from outside the VPC, the public one
	Subnet  string     // "" for a caller on the internet
	Groups  []string   // its security groups; none: nothing guards it
}

// Internet is a caller somewhere on the internet, at an address that is set
// aside for documentation (RFC 5737).
func Internet() Source { return Source{Address: netip.AddrFrom4([4]byte{203, 0, 113, 10})} }

// compiled is the network in the form that the rules work on.
type compiled struct {
	subnets map[string]*reach.Subnet
	guards  map[string]*reach.Guard // by the ids of the groups
}

// Admits tells whether a connection from a caller gets through to an
// instance, to its private address, or to its public one for a caller on the
// internet. Whether anything listens there is another question.
func (r *Room) Admits(in *world.Instance, from Source, protocol string, port int) bool {
	return reach.Connects(r.source(from), r.end(in), protocol, port)
}

// Trace is the way of the same connection, step by step.
func (r *Room) Trace(in *world.Instance, from Source, protocol string, port int) []reach.Step {
	return reach.Trace(r.source(from), r.end(in), protocol, port)
}

// AdmitsToSubnet tells whether a connection from the internet gets through to
// something in a subnet that has a public address and these security groups,
// such as a balancer.
func (r *Room) AdmitsToSubnet(subnet string, groups []string, from Source, protocol string, port int) bool {
	to := r.source(Source{Address: r.Node(subnet), Subnet: subnet, Groups: groups})
	to.Public = to.Address // which one it is makes no difference to any rule
	return reach.Connects(r.source(from), to, protocol, port)
}

func (r *Room) source(from Source) reach.End {
	return reach.End{Address: from.Address, Guard: r.guard(from.Groups), Subnet: r.subnet(from.Subnet)}
}

func (r *Room) end(in *world.Instance) reach.End {
	e := reach.End{Guard: r.guard(in.SecurityGroups), Subnet: r.subnet(in.Subnet)}
	e.Address, _ = netip.ParseAddr(in.PrivateIP)
	e.Public, _ = netip.ParseAddr(in.PublicIP)
	return e
}

// Node is the address that a managed service, such as a balancer, has in a
// subnet: its last usable one, which no instance gets before all others are
// taken (choice: the engine keeps no interfaces for balancers).
func (r *Room) Node(subnet string) netip.Addr {
	s := r.k.World.Subnets.Get(subnet)
	if s == nil {
		return netip.Addr{}
	}
	block, err := netip.ParsePrefix(s.CIDR)
	if err != nil {
		return netip.Addr{}
	}
	a := block.Masked().Addr().As4()
	n := uint32(a[0])<<24 | uint32(a[1])<<16 | uint32(a[2])<<8 | uint32(a[3])
	n += 1<<(32-block.Bits()) - 2
	return netip.AddrFrom4([4]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
}

func (r *Room) cache() *compiled {
	if r.compiled == nil {
		r.compiled = &compiled{subnets: map[string]*reach.Subnet{}, guards: map[string]*reach.Guard{}}
	}
	return r.compiled
}

// subnet is a subnet as the rules see it; nil for one that is not there.
func (r *Room) subnet(id string) *reach.Subnet {
	if id == "" {
		return nil
	}
	c := r.cache()
	if s, known := c.subnets[id]; known {
		return s
	}
	s := r.compileSubnet(id)
	c.subnets[id] = s
	return s
}

func (r *Room) compileSubnet(id string) *reach.Subnet {
	s := r.k.World.Subnets.Get(id)
	if s == nil {
		return nil
	}
	made := &reach.Subnet{ID: id, VPC: s.VPC}
	entries := openEntries() // where a subnet has no ACL: in worlds that are older than ACLs
	if acl := r.aclOf(id); acl != nil {
		made.ACL, entries = acl.ID, acl.Entries
	}
	for _, e := range entries {
		if e.Egress {
			made.Out = append(made.Out, compileEntry(e))
		} else {
			made.In = append(made.In, compileEntry(e))
		}
	}
	routes := []world.Route{{Destination: "0.0.0.0/0", Target: reach.Local}} // in such worlds
	if t := r.tableOf(s); t != nil {
		made.Table, routes = t.ID, t.Routes
	}
	for _, route := range routes {
		if block, err := netip.ParsePrefix(route.Destination); err == nil {
			made.Routes = append(made.Routes, reach.Route{Destination: block, Target: route.Target, Blackhole: r.Blackhole(s.VPC, route)})
		}
	}
	return made
}

func (r *Room) aclOf(subnet string) *world.NetworkACL {
	for _, a := range r.k.World.NetworkACLs.All() {
		for _, v := range a.Associations {
			if v.Subnet == subnet {
				return a
			}
		}
	}
	return nil
}

// compileEntry is an entry as the rules see it. A block that is none lets
// nothing be decided; handlers do not let such blocks in.
func compileEntry(e world.ACLEntry) reach.Entry {
	block, _ := netip.ParsePrefix(e.CIDR)
	return reach.Entry{Number: e.Number, Allow: e.Allow, Protocol: e.Protocol, Block: block, FromPort: e.FromPort, ToPort: e.ToPort}
}

// guard is the rules of some security groups together; nil for none. The
// commonest case, one group, is found by its id alone.
func (r *Room) guard(groups []string) *reach.Guard {
	if len(groups) == 0 {
		return nil
	}
	key := groups[0]
	for _, g := range groups[1:] {
		key += " " + g
	}
	c := r.cache()
	if g, known := c.guards[key]; known {
		return g
	}
	g := &reach.Guard{Groups: groups}
	for _, id := range groups {
		if group := r.k.World.SecurityGroups.Get(id); group != nil {
			g.In, g.Out = append(g.In, compileRules(group.Ingress)...), append(g.Out, compileRules(group.Egress)...)
		}
	}
	c.guards[key] = g
	return g
}

func compileRules(permissions []world.Permission) []reach.Rule {
	rules := make([]reach.Rule, 0, len(permissions))
	for _, p := range permissions {
		rule := reach.Rule{Protocol: p.Protocol, FromPort: p.FromPort, ToPort: p.ToPort, Groups: p.Groups}
		for _, cidr := range p.CIDRs {
			if block, err := netip.ParsePrefix(cidr); err == nil {
				rule.Blocks = append(rule.Blocks, block)
			}
		}
		rules = append(rules, rule)
	}
	return rules
}
