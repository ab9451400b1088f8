package reach

import (
	"net/netip"
	"strconv"
	"strings"
)

// Guard is the security groups of one end. An end without any, such as one
// outside the account, lets everything through.
type Guard struct {
	Groups []string // ids
	In     []Rule   // the rules of all groups together
	Out    []Rule
}

// Subnet is where an end is: its network ACL and its routes.
type Subnet struct {
	ID, VPC string
	ACL     string // id
	In, Out []Entry
	Table   string // id of the route table
	Routes  []Route
}

// End is one end of a connection. An end outside the account has no Subnet.
type End struct {
	Address netip.Addr // as its neighbours in the VPC see it
	Public  netip.Addr // its address on the internet; the zero Addr for none
	Guard   *Guard     // nil: nothing guards it
	Subnet  *Subnet    // nil: outside
}

// Kind is what a step passes through.
type Kind string

// The kinds of steps, in the order of a way.
const (
	GroupOut  Kind = "security group, outbound"
	ACLOut    Kind = "network ACL, outbound"
	RouteOut  Kind = "route"
	PublicIP  Kind = "public address"
	ACLIn     Kind = "network ACL, inbound"
	GroupIn   Kind = "security group, inbound"
	ReplyOut  Kind = "network ACL, outbound, for the reply"
	ReplyBack Kind = "network ACL, inbound, for the reply"
	RouteBack Kind = "route, for the reply"
)

// Step is one thing on the way, and whether it lets the connection on.
type Step struct {
	Kind   Kind
	ID     string // of the ACL, the route table or the groups; "" where there is none
	Passes bool
	Why    string // plain words: "entry 100 allows it"
}

// Trace is the way of a connection from one end to another, up to the step
// that stops it; when all steps pass, it gets through.
func Trace(from, to End, protocol string, port int) []Step {
	w := walk{from: from, to: to, protocol: protocol, port: port, tell: true}
	w.run()
	return w.steps
}

// Connects tells whether a connection gets through.
func Connects(from, to End, protocol string, port int) bool {
	w := walk{from: from, to: to, protocol: protocol, port: port}
	return w.run()
}

// walk goes one way. Steps are written only when they are to be told.
type walk struct {
	from, to End
	protocol string
	port     int
	tell     bool
	steps    []Step
}

// run goes step by step until one stops it. What goes on inside one subnet
// passes no ACL and needs no route but the local one.
func (w *walk) run() bool {
	if !w.guardOut() {
		return false
	}
	if w.from.Subnet != nil && w.to.Subnet != nil && w.from.Subnet.ID == w.to.Subnet.ID {
		return w.guardIn()
	}
	return w.leave() && w.enter() && w.guardIn() && w.reply()
}

func (w *walk) guardOut() bool {
	g := w.from.Guard
	if g == nil {
		return true
	}
	return w.byRule(GroupOut, g, g.Out, w.peer(w.to, w.from))
}

func (w *walk) guardIn() bool {
	g := w.to.Guard
	if g == nil {
		return true
	}
	return w.byRule(GroupIn, g, g.In, w.peer(w.from, w.to))
}

// leave is the way out of the caller's subnet.
func (w *walk) leave() bool {
	if w.from.Subnet == nil {
		return true
	}
	return w.byACL(ACLOut, w.from.Subnet, w.from.Subnet.Out, One(w.port), w.seen(w.to, w.from)) && w.byRoute(RouteOut, w.from, w.to)
}

// enter is the way into the called one's subnet. From outside, it needs a
// public address to be called by.
func (w *walk) enter() bool {
	if w.to.Subnet == nil {
		return true
	}
	if w.from.Subnet == nil && !w.to.Public.IsValid() {
		return w.say(PublicIP, "", false, "it has no public address")
	}
	return w.byACL(ACLIn, w.to.Subnet, w.to.Subnet.In, One(w.port), w.seen(w.from, w.to))
}

// reply is the answer's way back, past the ACLs, which do not remember what
// they have let through.
func (w *walk) reply() bool {
	if s := w.to.Subnet; s != nil {
		if !w.byACL(ReplyOut, s, s.Out, Ephemeral(), w.seen(w.from, w.to)) || !w.byRoute(RouteBack, w.to, w.from) {
			return false
		}
	}
	if s := w.from.Subnet; s != nil {
		return w.byACL(ReplyBack, s, s.In, Ephemeral(), w.seen(w.to, w.from))
	}
	return true
}

// peer is how one end's rules see the other: groups count only inside a VPC.
func (w *walk) peer(other, viewer End) Peer {
	p := Peer{Address: w.seen(other, viewer)}
	if other.Guard != nil && inside(other, viewer) {
		p.Groups = other.Guard.Groups
	}
	return p
}

// seen is the address by which one end sees the other.
func (w *walk) seen(other, viewer End) netip.Addr {
	if !inside(other, viewer) && other.Public.IsValid() {
		return other.Public
	}
	return other.Address
}

func inside(a, b End) bool {
	return a.Subnet != nil && b.Subnet != nil && a.Subnet.VPC == b.Subnet.VPC
}

func (w *walk) byRule(kind Kind, g *Guard, rules []Rule, peer Peer) bool {
	i := Admitting(rules, w.protocol, w.port, peer)
	if !w.tell {
		return i >= 0
	}
	why := "a rule allows it"
	if i < 0 {
		why = "no rule allows it"
	}
	return w.say(kind, strings.Join(g.Groups, ", "), i >= 0, why)
}

func (w *walk) byACL(kind Kind, s *Subnet, entries []Entry, ports Ports, peer netip.Addr) bool {
	number, allow := Decide(entries, w.protocol, ports, peer)
	if !w.tell {
		return allow
	}
	name, verb := "entry "+strconv.Itoa(number), " denies it"
	if number == LastNumber {
		name = "entry *"
	}
	if allow {
		verb = " allows it"
	}
	return w.say(kind, s.ACL, allow, name+verb)
}

// byRoute follows the route from one end to the other. To the internet it
// must go through an internet gateway with a public address of its own, or
// through a NAT gateway, which only opens ways outwards.
func (w *walk) byRoute(kind Kind, from, to End) bool {
	s := from.Subnet
	i := Lookup(s.Routes, w.seen(to, from))
	if i < 0 {
		return w.say(kind, s.Table, false, "there is no route")
	}
	r := s.Routes[i]
	switch {
	case r.Blackhole:
		return w.say(kind, s.Table, false, "the route to "+r.Target+" is a black hole")
	case kind == RouteBack && strings.HasPrefix(r.Target, "nat-"):
		return w.say(kind, s.Table, false, r.Target+" lets nothing in")
	case strings.HasPrefix(r.Target, "igw-") && !from.Public.IsValid():
		return w.say(kind, s.Table, false, "it has no public address to go through "+r.Target+" with")
	}
	if !w.tell {
		return true
	}
	return w.say(kind, s.Table, true, "by "+r.Destination.String()+" to "+r.Target)
}

func (w *walk) say(kind Kind, id string, passes bool, why string) bool {
	if w.tell {
		w.steps = append(w.steps, Step{kind, id, passes, why})
	}
	return passes
}
