package world

import "time"

// SpotRequest is a Spot Instance request.
type SpotRequest struct {
	ID                     string // sir-...
	Type                   string // "one-time", "persistent"
	Created                time.Time
	State, Code, Message   string // the status, in AWS's words
	Updated                time.Time
	AskedPrice             string  // as it was asked for, "" for the On-Demand price
	MaxPrice               float64 // what it pays at most, USD an hour
	Interruption           string  // "terminate", "stop"
	ValidFrom, ValidUntil  time.Time
	LaunchGroup, ZoneGroup string
	Product                string // "Linux/UNIX"
	Settings               LaunchSettings
	Subnet                 string // "": where it is cheapest
	PublicIP               *bool
	Zone                   string    // of its present or last instance
	Instance               string    // its present or last instance, "" before the first
	Fleet                  string    // sfr-... of the fleet that asked for it
	Due                    time.Time // when its present evaluation or preparation is over; zero: nothing is under way
	ForgottenAt            time.Time // of a request that is over: when EC2 stops describing it
	ClientToken            string
	Tags, InstanceTags     []Tag
}

// SpotInstance is what EC2 knows of an instance because it is a Spot
// Instance: how it was warned, and what it has cost.
type SpotInstance struct {
	Instance, Request         string
	Type, Zone, Product       string
	MaxPrice                  float64
	Action                    string    // what an interruption does: "terminate", "stop"
	Recommended               time.Time // when a rebalance recommendation was made; zero: never
	NoticeAt, EndsAt          time.Time // the notice and when it runs out; zero: none is out
	Cause                     string    // of the notice: "capacity", "price", "constraint"
	Interrupted               bool      // its last end was AWS's doing
	Running                   time.Time // since when it runs; zero: it does not
	Spent, OnDemand           float64   // USD of the runs that are over, and what they would have cost On-Demand
	Starts                    int
	BilledSeconds, RunSeconds int64 // of the runs that are over
}

// SpotPool is a pool that somebody waits for or runs in: a type, in a zone,
// with a product.
type SpotPool struct {
	Type, Zone, Product string
	Next                time.Time // of its next appointment
}

// SpotOverride is a fault on the market: for a while pools have this price,
// or this capacity, whatever the market says. Type and Zone may be "" for any.
type SpotOverride struct {
	Type, Zone  string
	Price       float64 // USD an hour; 0 leaves it as it is
	Capacity    int     // instances in all; below 0 leaves it as it is
	From, Until time.Time
}

// SpotEvent is an event as EventBridge would get it.
type SpotEvent struct {
	At         time.Time
	DetailType string // "EC2 Spot Instance Interruption Warning"
	Instance   string
	Request    string
	Detail     string // JSON
}

// SpotMarket is what a world keeps about Spot besides its requests.
type SpotMarket struct {
	Overrides       []SpotOverride // oldest first
	Events          []SpotEvent    // oldest first
	Spent, OnDemand float64        // USD of instances that EC2 has forgotten, and what they would have cost On-Demand
}
