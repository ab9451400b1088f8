package awsclient

import (
	"context"
	"time"
)

// SpotFleets is the part of Client that reads and changes Spot Fleets.
type SpotFleets interface {
	// SpotFleets are the fleet requests of the region by id, those cancelled
	// in the last two days included.
	SpotFleets(ctx context.Context) ([]SpotFleet, error)
	// SpotFleetInstances are the running instances of a fleet, by id.
	SpotFleetInstances(ctx context.Context, fleet string) ([]FleetInstance, error)
	// SpotFleetHistory is what happened to a fleet since a time, oldest first.
	// AWS keeps 48 hours, and holds the last half minute back.
	SpotFleetHistory(ctx context.Context, fleet string, since time.Time) ([]FleetEvent, error)

	// RequestSpotFleet makes a fleet and returns its id. What AWS decides (id,
	// state, what is fulfilled) is not looked at.
	RequestSpotFleet(ctx context.Context, fleet SpotFleet) (string, error)
	ModifySpotFleet(ctx context.Context, fleet string, change FleetChange) error
	// CancelSpotFleets cancels fleets; their instances are terminated, or run
	// on. The error is that of the first fleet that could not be cancelled;
	// the others are cancelled nevertheless.
	CancelSpotFleets(ctx context.Context, fleets []string, terminate bool) error
}

// SpotFleet is one Spot Fleet request. Prices are decimal dollars an hour, as
// they were given, "" when they were not.
type SpotFleet struct {
	ID                string // sfr-...
	Region            string
	State             string // "submitted", "active", "modifying", "cancelled_running", ...
	Activity          string // "fulfilled", "pending_fulfillment", "pending_termination", "error", or ""
	Created           time.Time
	Target            int // units, On-Demand included
	OnDemandTarget    int
	Fulfilled         float64 // units, On-Demand included
	FulfilledOnDemand float64

	Role                    string // ARN
	Type                    string // "maintain", "request"
	Strategy                string // "lowestPrice", "diversified", ...
	OnDemandStrategy        string // "lowestPrice", "prioritized"
	PoolsToUse              int    // of lowestPrice; 0 when unset
	ExcessPolicy            string // "default", "noTermination"
	Interruption            string // "terminate", "stop", "hibernate"
	SpotPrice               string // most to pay for a unit
	SpotMaxTotal            string // most to pay for all Spot Instances
	OnDemandMaxTotal        string
	ReplaceUnhealthy        bool
	TerminateWithExpiration bool
	ValidFrom, ValidUntil   time.Time     // zero: no bound
	Rebalance               string        // replacement strategy, "" for none
	RebalanceDelay          time.Duration // of launch-before-terminate
	ClassicBalancers        []string      // names
	TargetGroups            []string      // ARNs
	Pools                   []FleetPool
	Tags                    []Tag
}

// FleetPool is a launch specification, or an override of a launch template:
// one pool, or one in each of its zones or subnets.
type FleetPool struct {
	Launch           LaunchRef // the launch template; empty for a launch specification
	Type             string    // "": the template's own
	Zones, Subnets   []string  // both empty: anywhere
	Price            string    // most to pay for a unit
	Weight           float64   // units an instance counts for; 0 when unset, which means 1
	Priority         *float64  // of an override; nil is the lowest
	Image, KeyName   string    // of a launch specification, as all below
	SecurityGroupIDs []string
	InstanceProfile  string // ARN or name
	UserData         string // decoded
	Monitoring       bool
	Tags             []Tag // of the instances
}

// FleetInstance is an instance as its fleet sees it.
type FleetInstance struct {
	ID      string
	Fleet   string
	Type    string
	Request string // its Spot request, "" for On-Demand
	Health  string // "healthy", "unhealthy"
}

// FleetEvent is an entry of a fleet's history.
type FleetEvent struct {
	Fleet       string
	At          time.Time
	Type        string // "fleetRequestChange", "instanceChange", "information", "error"
	Subtype     string // "launched", "modify_succeeded", ...
	Instance    string // of an instanceChange
	Description string
}

// FleetChange is what a fleet is to become; what is nil or "" stays.
type FleetChange struct {
	Target, OnDemandTarget *int
	ExcessPolicy           string
}
