// Package capacityunit is what a load balancer costs: the hours that it
// exists, and what it does in them. Application and Network balancers are
// charged in capacity units (LCU, NLCU). A unit is a certain amount in each of
// several dimensions, and an hour counts as many units as its largest dimension
// has. Classic balancers are charged by the gigabyte instead.
//
// Source: ELB/pricing. Prices are the public list in US dollars of the regions
// that share the lowest one (us-east-1, us-east-2, us-west-2). The package does
// not know reserved units, the free tier, the mutual TLS of Application
// balancers, Lambda targets (which have a smaller unit of bytes), nor what data
// transfer and public addresses cost besides.
package capacityunit

import (
	"math"
	"slices"
)

// Types of balancers, in AWS's words where AWS has one.
const (
	Application = "application"
	Network     = "network"
	Classic     = "classic"
)

// What one capacity unit holds (ELB/pricing).
const (
	LCUNewPerSecond   = 25   // new connections a second
	LCUActive         = 3000 // active connections, in a minute
	LCUBytesPerHour   = GB
	LCURulesPerSecond = 1000 // rule evaluations a second

	// Of Network balancers there is one for each of three protocols.
	TCPNewPerSecond = 800
	TCPActive       = 100_000
	UDPNewPerSecond = 400
	UDPActive       = 50_000
	TLSNewPerSecond = 50
	TLSActive       = 3000
)

const (
	// GB is the gigabyte that is charged. That it is 2^30 bytes is a choice:
	// the price list does not say.
	GB = 1 << 30
	// FreeRules are those of a request that cost nothing.
	FreeRules = 10
	// HoursPerMonth is AWS's own month, of 730 hours.
	HoursPerMonth = 730
)

// Prices are what is charged for a type of balancer.
type Prices struct {
	Hour float64 // dollars for each hour that it exists
	Unit float64 // dollars for a capacity unit in each hour, or for a GB of a Classic one
}

// PricesOf are the list prices of a type of balancer in a region; false when
// they are not known.
func PricesOf(balancer, region string) (Prices, bool) {
	if !slices.Contains([]string{"us-east-1", "us-east-2", "us-west-2"}, region) {
		return Prices{}, false
	}
	switch balancer {
	case Application:
		return Prices{Hour: 0.0225, Unit: 0.008}, true
	case Network:
		return Prices{Hour: 0.0225, Unit: 0.006}, true
	case Classic:
		return Prices{Hour: 0.025, Unit: 0.008}, true
	}
	return Prices{}, false
}

// Use is what a balancer did over some time; NaN is what nobody knows.
type Use struct {
	NewPerSecond   float64 // new connections, or flows
	Active         float64 // connections, or flows, that are open together
	BytesPerHour   float64
	RulesPerSecond float64 // evaluations beyond those that are free
}

// Dimension is one measure of a capacity unit.
type Dimension struct {
	Name string
	Used float64 // NaN when not known
	Unit float64 // what one capacity unit holds of it
}

// Units are the capacity units that the dimension asks for, NaN when nobody
// knows.
func (d Dimension) Units() float64 { return d.Used / d.Unit }

// ApplicationDimensions are the four of an Application balancer.
func ApplicationDimensions(u Use) []Dimension {
	return []Dimension{
		{"new connections", u.NewPerSecond, LCUNewPerSecond},
		{"active connections", u.Active, LCUActive},
		{"processed bytes", u.BytesPerHour, LCUBytesPerHour},
		{"rule evaluations", u.RulesPerSecond, LCURulesPerSecond},
	}
}

// NetworkDimensions are the three of a Network balancer whose listeners all
// have this protocol. TCP_UDP and what else AWS may name counts as TCP
// (choice).
func NetworkDimensions(u Use, protocol string) []Dimension {
	fresh, active := float64(TCPNewPerSecond), float64(TCPActive)
	switch protocol {
	case "UDP":
		fresh, active = UDPNewPerSecond, UDPActive
	case "TLS":
		fresh, active = TLSNewPerSecond, TLSActive
	}
	return []Dimension{
		{"new flows", u.NewPerSecond, fresh},
		{"active flows", u.Active, active},
		{"processed bytes", u.BytesPerHour, GB},
	}
}

// Units are those that are charged: as many as the largest dimension has, and
// which one that is. They are not complete while a dimension is unknown, which
// might be larger. When none is known, largest is -1.
func Units(dimensions []Dimension) (units float64, largest int, complete bool) {
	largest, complete = -1, true
	for i, d := range dimensions {
		n := d.Units()
		if math.IsNaN(n) {
			complete = false
			continue
		}
		if largest < 0 || n > units {
			units, largest = n, i
		}
	}
	return units, largest, complete
}

// Charged are the rule evaluations a second that are charged, at most: as if
// every request went by all the rules of the longest listener. The default rule
// does not count.
func Charged(requestsPerSecond float64, rules int) float64 {
	extra := rules - FreeRules
	if extra <= 0 {
		return 0
	}
	return requestsPerSecond * float64(extra)
}

// PerHour is what an hour costs at so many units (GB of a Classic balancer).
func (p Prices) PerHour(units float64) float64 { return p.Hour + p.Unit*units }
