package reach

import "net/netip"

// LastNumber is the number of the entry that every network ACL ends with,
// which denies what no other entry has decided. It is shown as *.
const LastNumber = 32767

// Entry is one numbered entry of a network ACL, for one direction.
type Entry struct {
	Number           int
	Allow            bool
	Protocol         string // a number, or All
	Block            netip.Prefix
	FromPort, ToPort int // -1 for all, as for protocols without ports
}

// Ports is a range of ports, both ends in it.
type Ports struct{ From, To int }

// One is the range of a single port.
func One(port int) Ports { return Ports{port, port} }

// Ephemeral is the ports from which callers call, and to which answers go, as
// AWS advises to open them for callers of all kinds
// (EC2/vpc-network-acls, nacl-ephemeral-ports).
func Ephemeral() Ports { return Ports{1024, 65535} }

// Decide is the number of the entry that decides on packets of a protocol to
// any of these ports, from or to a peer, and whether it lets all of them
// through. Entries come in the order of their numbers; the first that fits
// decides. When several decide on parts of the range, the first that denies a
// part does: a connection that works only sometimes is not let through here
// (choice).
func Decide(entries []Entry, protocol string, ports Ports, peer netip.Addr) (number int, allow bool) {
	var few [4]Ports // most entries are about whole ranges, so this is nearly always enough
	open := append(few[:0], ports)
	for i := range entries {
		e := &entries[i]
		if !e.about(protocol, peer) {
			continue
		}
		rest, hit := e.without(open)
		switch {
		case !hit:
			continue
		case !e.Allow:
			return e.Number, false
		case len(rest) == 0:
			return e.Number, true
		}
		open = rest
	}
	return LastNumber, false
}

func (e *Entry) about(protocol string, peer netip.Addr) bool {
	return sameProtocol(e.Protocol, protocol) && e.Block.Contains(peer)
}

// without is the ports on which the entry does not decide, and whether it
// decides on any.
func (e *Entry) without(open []Ports) (rest []Ports, hit bool) {
	if e.FromPort == -1 {
		return nil, true
	}
	for _, p := range open {
		low, high := max(p.From, e.FromPort), min(p.To, e.ToPort)
		if low > high {
			rest = append(rest, p)
			continue
		}
		hit = true
		if p.From < low {
			rest = append(rest, Ports{p.From, low - 1})
		}
		if high < p.To {
			rest = append(rest, Ports{high + 1, p.To})
		}
	}
	return rest, hit
}
