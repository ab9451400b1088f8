package reach_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"fleetglass/awsclient/semantics/reach"
)

func block(cidr string) netip.Prefix { return netip.MustParsePrefix(cidr) }
func ip(a string) netip.Addr         { return netip.MustParseAddr(a) }

// EC2/vpc-security-groups: rules only allow; any of them is enough.
func TestSecurityGroupRules(t *testing.T) {
	web := reach.Rule{Protocol: "tcp", FromPort: 80, ToPort: 443, Blocks: []netip.Prefix{block("10.0.0.0/16")}}
	fromGroup := reach.Rule{Protocol: reach.All, FromPort: -1, ToPort: -1, Groups: []string{"sg-a", "sg-b"}}
	numbered := reach.Rule{Protocol: "6", FromPort: 22, ToPort: 22, Blocks: []netip.Prefix{block("0.0.0.0/0")}}
	icmp := reach.Rule{Protocol: "icmp", FromPort: -1, ToPort: -1, Blocks: []netip.Prefix{block("0.0.0.0/0")}}
	cases := []struct {
		name     string
		rules    []reach.Rule
		protocol string
		port     int
		peer     reach.Peer
		want     int
	}{
		{"no rules", nil, "tcp", 80, reach.Peer{Address: ip("10.0.0.1")}, -1},
		{"in the range", []reach.Rule{web}, "tcp", 443, reach.Peer{Address: ip("10.0.0.1")}, 0},
		{"out of the range", []reach.Rule{web}, "tcp", 444, reach.Peer{Address: ip("10.0.0.1")}, -1},
		{"another block", []reach.Rule{web}, "tcp", 80, reach.Peer{Address: ip("10.1.0.1")}, -1},
		{"another protocol", []reach.Rule{web}, "udp", 80, reach.Peer{Address: ip("10.0.0.1")}, -1},
		{"the second rule", []reach.Rule{web, numbered}, "tcp", 22, reach.Peer{Address: ip("8.8.8.8")}, 1},
		{"a member", []reach.Rule{fromGroup}, "udp", 53, reach.Peer{Address: ip("8.8.8.8"), Groups: []string{"sg-b"}}, 0},
		{"no member", []reach.Rule{fromGroup}, "udp", 53, reach.Peer{Address: ip("8.8.8.8"), Groups: []string{"sg-c"}}, -1},
		{"ICMP is not TCP", []reach.Rule{icmp}, "tcp", 80, reach.Peer{Address: ip("8.8.8.8")}, -1},
	}
	for _, c := range cases {
		if got := reach.Admitting(c.rules, c.protocol, c.port, c.peer); got != c.want {
			t.Errorf("%s: rule %d, want %d", c.name, got, c.want)
		}
	}
}

func entry(number int, allow bool, protocol, cidr string, from, to int) reach.Entry {
	return reach.Entry{Number: number, Allow: allow, Protocol: protocol, Block: block(cidr), FromPort: from, ToPort: to}
}

// EC2/vpc-network-acls: the lowest number that fits decides.
func TestNetworkACLs(t *testing.T) {
	const all = "0.0.0.0/0"
	allowAll := entry(100, true, reach.All, all, -1, -1)
	cases := []struct {
		name    string
		entries []reach.Entry
		ports   reach.Ports
		peer    string
		number  int
		allow   bool
	}{
		{"nothing but the last", nil, reach.One(80), "10.0.0.1", reach.LastNumber, false},
		{"the default", []reach.Entry{allowAll}, reach.One(80), "10.0.0.1", 100, true},
		{"denied before", []reach.Entry{entry(90, false, "6", all, 80, 80), allowAll}, reach.One(80), "10.0.0.1", 90, false},
		{"another port", []reach.Entry{entry(90, false, "6", all, 80, 80), allowAll}, reach.One(81), "10.0.0.1", 100, true},
		{"another protocol", []reach.Entry{entry(90, false, "17", all, 80, 80), allowAll}, reach.One(80), "10.0.0.1", 100, true},
		{"another block", []reach.Entry{entry(90, false, "6", "10.1.0.0/16", 80, 80), allowAll}, reach.One(80), "10.0.0.1", 100, true},
		{"denied too late", []reach.Entry{allowAll, entry(110, false, "6", all, 80, 80)}, reach.One(80), "10.0.0.1", 100, true},
		{"ephemeral ports", []reach.Entry{entry(100, true, "6", all, 1024, 65535)}, reach.Ephemeral(), "10.0.0.1", 100, true},
		{"in two halves", []reach.Entry{entry(100, true, "6", all, 1024, 32767), entry(110, true, "6", all, 32768, 65535)}, reach.Ephemeral(), "10.0.0.1", 110, true},
		{"half of them", []reach.Entry{entry(100, true, "6", all, 32768, 65535)}, reach.Ephemeral(), "10.0.0.1", reach.LastNumber, false},
		{"a hole in them", []reach.Entry{entry(90, false, "6", all, 5000, 5000), allowAll}, reach.Ephemeral(), "10.0.0.1", 90, false},
	}
	for _, c := range cases {
		if number, allow := reach.Decide(c.entries, "tcp", c.ports, ip(c.peer)); number != c.number || allow != c.allow {
			t.Errorf("%s: %d %v, want %d %v", c.name, number, allow, c.number, c.allow)
		}
	}
}

// EC2/vpc-route-tables: the most specific route that fits.
func TestRoutes(t *testing.T) {
	routes := []reach.Route{
		{Destination: block("0.0.0.0/0"), Target: "igw-1"}, {Destination: block("10.0.0.0/16"), Target: reach.Local}, {Destination: block("10.9.0.0/16"), Target: "pcx-1"},
	}
	for to, want := range map[string]int{"8.8.8.8": 0, "10.0.3.4": 1, "10.9.0.1": 2} {
		if got := reach.Lookup(routes, ip(to)); got != want {
			t.Errorf("%s takes route %d, want %d", to, got, want)
		}
	}
	if got := reach.Lookup(routes[1:], ip("8.8.8.8")); got != -1 {
		t.Errorf("route %d, want none", got)
	}
}

func open() []reach.Entry { return []reach.Entry{entry(100, true, reach.All, "0.0.0.0/0", -1, -1)} }

func guarded(in string) *reach.Guard {
	return &reach.Guard{
		Groups: []string{"sg-web"}, In: []reach.Rule{{Protocol: "tcp", FromPort: 80, ToPort: 80, Blocks: []netip.Prefix{block(in)}}},
		Out: []reach.Rule{{Protocol: reach.All, FromPort: -1, ToPort: -1, Blocks: []netip.Prefix{block("0.0.0.0/0")}}},
	}
}

// server is an instance in a public subnet, changed by a case.
func server(change func(*reach.End)) reach.End {
	e := reach.End{Address: ip("10.0.1.5"), Public: ip("54.1.2.3"), Guard: guarded("0.0.0.0/0"), Subnet: &reach.Subnet{
		ID: "subnet-1", VPC: "vpc-1", ACL: "acl-1", In: open(), Out: open(), Table: "rtb-1",
		Routes: []reach.Route{{Destination: block("10.0.0.0/16"), Target: reach.Local}, {Destination: block("0.0.0.0/0"), Target: "igw-1"}},
	}}
	if change != nil {
		change(&e)
	}
	return e
}

func somebody() reach.End { return reach.End{Address: ip("203.0.113.10")} }

func neighbour(change func(*reach.End)) reach.End {
	return server(func(e *reach.End) {
		e.Address, e.Public, e.Subnet.ID, e.Subnet.ACL = ip("10.0.2.7"), netip.Addr{}, "subnet-2", "acl-2"
		e.Guard = &reach.Guard{Groups: []string{"sg-alb"}, Out: e.Guard.Out}
		if change != nil {
			change(e)
		}
	})
}

func told(steps []reach.Step) string {
	var texts []string
	for _, s := range steps {
		mark := "+"
		if !s.Passes {
			mark = "-"
		}
		texts = append(texts, fmt.Sprintf("%s %s %s: %s", mark, s.Kind, s.ID, s.Why))
	}
	return strings.Join(texts, "\n")
}

func TestWays(t *testing.T) {
	cases := []struct {
		name     string
		from, to reach.End
		stop     string // the last step; "" when it gets through
	}{
		{"from the internet", somebody(), server(nil), ""},
		{"no public address", somebody(), server(func(e *reach.End) { e.Public = netip.Addr{} }), "- public address : it has no public address"},
		{"no way back", somebody(), server(func(e *reach.End) { e.Subnet.Routes = e.Subnet.Routes[:1] }), "- route, for the reply rtb-1: there is no route"},
		{"a black hole", somebody(), server(func(e *reach.End) { e.Subnet.Routes[1].Blackhole = true }), "- route, for the reply rtb-1: the route to igw-1 is a black hole"},
		{"behind a NAT gateway", somebody(), server(func(e *reach.End) { e.Subnet.Routes[1].Target = "nat-1" }), "- route, for the reply rtb-1: nat-1 lets nothing in"},
		{"no rule", somebody(), server(func(e *reach.End) { e.Guard = guarded("10.0.0.0/8") }), "- security group, inbound sg-web: no rule allows it"},
		{"denied coming in", somebody(), server(func(e *reach.End) {
			e.Subnet.In = append([]reach.Entry{entry(50, false, "6", "203.0.113.0/24", 80, 80)}, open()...)
		}), "- network ACL, inbound acl-1: entry 50 denies it"},
		{"the answer is denied", somebody(), server(func(e *reach.End) { e.Subnet.Out = nil }), "- network ACL, outbound, for the reply acl-1: entry * denies it"},
		{"only the port is open outwards", somebody(), server(func(e *reach.End) { e.Subnet.Out = []reach.Entry{entry(100, true, "6", "0.0.0.0/0", 80, 80)} }), "- network ACL, outbound, for the reply acl-1: entry * denies it"},
		{"from a neighbour", neighbour(nil), server(nil), ""},
		{"by the neighbour's group", neighbour(nil), server(func(e *reach.End) {
			e.Guard.In = []reach.Rule{{Protocol: "tcp", FromPort: 80, ToPort: 80, Groups: []string{"sg-alb"}}}
		}), ""},
		{"the neighbour may not call", neighbour(func(e *reach.End) { e.Guard.Out = nil }), server(nil), "- security group, outbound sg-alb: no rule allows it"},
		{"the neighbour's subnet lets nothing out", neighbour(func(e *reach.End) { e.Subnet.Out = nil }), server(nil), "- network ACL, outbound acl-2: entry * denies it"},
		{"nor the answer in", neighbour(func(e *reach.End) { e.Subnet.In = nil }), server(nil), "- network ACL, inbound, for the reply acl-2: entry * denies it"},
		{"ACLs are nothing inside a subnet", neighbour(func(e *reach.End) { e.Subnet.ID, e.Subnet.Out = "subnet-1", nil }), server(func(e *reach.End) { e.Subnet.In = nil }), ""},
		{"to the internet", neighbour(nil), somebody(), "- route rtb-1: it has no public address to go through igw-1 with"},
		{"to the internet through NAT", neighbour(func(e *reach.End) { e.Subnet.Routes[1].Target = "nat-1" }), somebody(), ""},
		{"over peering", neighbour(func(e *reach.End) {
			e.Address, e.Subnet.VPC = ip("10.9.0.4"), "vpc-2"
			e.Subnet.Routes = []reach.Route{{Destination: block("10.0.0.0/16"), Target: "pcx-1"}}
		}), server(func(e *reach.End) {
			e.Public = netip.Addr{}
			e.Subnet.Routes = append(e.Subnet.Routes, reach.Route{Destination: block("10.9.0.0/16"), Target: "pcx-1"})
		}), ""},
	}
	for _, c := range cases {
		steps := reach.Trace(c.from, c.to, "tcp", 80)
		if reach.Connects(c.from, c.to, "tcp", 80) != (c.stop == "") {
			t.Errorf("%s: Connects says otherwise", c.name)
		}
		all := told(steps)
		last := all[strings.LastIndexByte(all, '\n')+1:]
		if c.stop == "" && strings.Contains(all, "- ") || c.stop != "" && last != c.stop {
			t.Errorf("%s:\n%s\nwant the end %q", c.name, all, c.stop)
		}
	}
}

func TestATraceTellsEveryStep(t *testing.T) {
	want := `+ network ACL, inbound acl-1: entry 100 allows it
+ security group, inbound sg-web: a rule allows it
+ network ACL, outbound, for the reply acl-1: entry 100 allows it
+ route, for the reply rtb-1: by 0.0.0.0/0 to igw-1`
	if got := told(reach.Trace(somebody(), server(nil), "tcp", 80)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// A range is let through when each of its ports is.
func FuzzDecide(f *testing.F) {
	f.Add(uint16(80), uint16(90), []byte{1, 0, 100, 0, 85, 2, 80, 200})
	f.Add(uint16(1024), uint16(1040), []byte{0, 4, 10, 4, 20})
	f.Fuzz(func(t *testing.T, low, high uint16, bytes []byte) {
		if low > high || high-low > 300 {
			return
		}
		var entries []reach.Entry
		for i := 0; i+4 < len(bytes) && len(entries) < 20; i += 5 {
			from, to := int(bytes[i+1])<<2, int(bytes[i+3])<<2|int(bytes[i+2])&3
			entries = append(entries, entry(len(entries)+1, bytes[i]&1 == 0, "6", "0.0.0.0/0", min(from, to), max(from, to)))
		}
		each := true
		for p := int(low); p <= int(high); p++ {
			_, ok := reach.Decide(entries, "tcp", reach.One(p), ip("10.0.0.1"))
			each = each && ok
		}
		if _, whole := reach.Decide(entries, "tcp", reach.Ports{From: int(low), To: int(high)}, ip("10.0.0.1")); whole != each {
			t.Errorf("ports %d-%d of %v: %v together, %v one by one", low, high, entries, whole, each)
		}
	})
}
