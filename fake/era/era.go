// Package era is the rules that AWS has changed over time and that the engine
// can go back to: one table of named constants and switches an era. A room
// that one of them concerns reads it with Of and has no other idea of time's
// passing.
//
// The package does not know what any room does with a rule, and keeps no
// state: which era a world lives in is saved with the world.
package era

import (
	"slices"

	"fleetglass/awsclient/semantics/spot"
	"fleetglass/fake/world"
)

// The names of the eras. Today is the default and may be left unsaid.
const (
	TodayName  = "today"
	CourseName = "2017"
)

// Rules is what differs from era to era.
type Rules struct {
	Name  string
	About string // one line, for people

	ListenersPerBalancer int  // of an Application or Network Load Balancer
	RulesPerBalancer     int  // over all listeners, default rules apart
	PathPatternsOnly     bool // a rule's conditions look at paths and at nothing else

	SpotAuction      bool       // Spot is an auction: who bids above the price runs
	SpotPriceCeiling float64    // the highest Spot price, in multiples of the On-Demand price
	Spot             spot.Rules // maximum prices and what a run costs

	// HourlyBilling says that every hour begun is paid whole, so that it is
	// worth something to terminate what is closest to its next hour; else an
	// instance is billed by the second.
	HourlyBilling bool
}

// Today is what holds now. The Spot price has not been above the On-Demand
// price since the end of 2017 (EC2/using-spot-instances-history).
func Today() Rules {
	return Rules{
		Name: TodayName, About: "today's rules",
		ListenersPerBalancer: 50, RulesPerBalancer: 100, // ALB/load-balancer-limits
		SpotPriceCeiling: 1, Spot: spot.Today(),
	}
}

// Course2017 is what held in the first half of 2017. The limits of balancers
// are from memory: no page that still stands tells them.
func Course2017() Rules {
	return Rules{
		Name: CourseName, About: "the rules of 2017: small balancers, the Spot auction, billing by the hour",
		ListenersPerBalancer: 10, RulesPerBalancer: 10, PathPatternsOnly: true,
		SpotAuction: true, SpotPriceCeiling: spot.AuctionFactor, Spot: spot.Auction(),
		HourlyBilling: true,
	}
}

func all() []Rules { return []Rules{Today(), Course2017()} }

// Named is the rules of an era by its name; "" is today.
func Named(name string) (Rules, bool) {
	if name == "" {
		return Today(), true
	}
	list := all()
	i := slices.IndexFunc(list, func(r Rules) bool { return r.Name == name })
	if i < 0 {
		return Rules{}, false
	}
	return list[i], true
}

// Names are the names of the eras, the default first.
func Names() []string {
	var names []string
	for _, r := range all() {
		names = append(names, r.Name)
	}
	return names
}

// Of is the rules that a world lives by: today's where it names no era that
// is known.
func Of(w *world.World) Rules {
	if r, ok := Named(w.Era); ok {
		return r
	}
	return Today()
}
