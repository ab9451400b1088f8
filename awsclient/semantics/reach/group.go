package reach

import (
	"net/netip"
	"slices"
)

// All stands for every protocol, in rules and entries.
const All = "-1"

// Rule is one permission of a security group.
type Rule struct {
	Protocol         string // "tcp", "udp", "icmp", a number, or All
	FromPort, ToPort int    // -1 for all
	Blocks           []netip.Prefix
	Groups           []string // whose members it means
}

// Peer is the other end of a connection, as a rule sees it.
type Peer struct {
	Address netip.Addr
	Groups  []string // the security groups that it is in
}

// Admits tells whether the rule lets a protocol through at a port, from or to
// a peer.
func (r Rule) Admits(protocol string, port int, peer Peer) bool {
	return sameProtocol(r.Protocol, protocol) && within(port, r.FromPort, r.ToPort) && r.means(peer)
}

func (r Rule) means(peer Peer) bool {
	for _, g := range r.Groups {
		if slices.Contains(peer.Groups, g) {
			return true
		}
	}
	for _, b := range r.Blocks {
		if b.Contains(peer.Address) {
			return true
		}
	}
	return false
}

// Admitting is the index of the first rule that lets the connection through,
// -1 for none: a security group only allows.
func Admitting(rules []Rule, protocol string, port int, peer Peer) int {
	for i := range rules {
		if rules[i].Admits(protocol, port, peer) {
			return i
		}
	}
	return -1
}

func within(port, from, to int) bool { return from == -1 || from <= port && port <= to }

// ProtocolNumber is a protocol as network ACLs write it: "tcp" is "6". What
// has no name here is given back as it is.
func ProtocolNumber(name string) string {
	switch name {
	case "tcp":
		return "6"
	case "udp":
		return "17"
	case "icmp":
		return "1"
	case "all":
		return All
	}
	return name
}

// sameProtocol tells whether a rule for one protocol is about another. The
// names are compared first, which is nearly always enough.
func sameProtocol(rule, asked string) bool {
	return rule == All || rule == asked || ProtocolNumber(rule) == ProtocolNumber(asked)
}
