package reach

import "net/netip"

// Local is the target of the route that every table has for its VPC's own
// addresses.
const Local = "local"

// Route is one entry of a route table.
type Route struct {
	Destination netip.Prefix
	Target      string // Local, or an id: "igw-...", "nat-...", "pcx-..."
	Blackhole   bool   // the target is gone
}

// Lookup is the index of the route that a packet takes: of those that fit the
// most specific (EC2/vpc-route-tables); -1 for none.
func Lookup(routes []Route, to netip.Addr) int {
	best := -1
	for i, r := range routes {
		if r.Destination.Contains(to) && (best < 0 || r.Destination.Bits() > routes[best].Destination.Bits()) {
			best = i
		}
	}
	return best
}
