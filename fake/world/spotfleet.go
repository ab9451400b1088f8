package world

import "time"

// SpotFleet is a Spot Fleet request: what it wants, what it has, and what has
// happened to it.
type SpotFleet struct {
	ID      string // sfr-...
	Config  FleetConfig
	State   string // "submitted", "active", ...
	Created time.Time
	Tags    []Tag
	Members []FleetMember // in order of joining
	History []FleetEvent  // oldest first

	ChangeAt time.Time // when a state that passes by itself ends: submitted, modifying
	EndedAt  time.Time // when it was cancelled and its last instance had ended
	Expired  bool      // its validity ended
	LookAt   time.Time // the appointment that it has made to look again

	// LaunchedSpot and LaunchedOnDemand are the units that a fleet of type
	// request has ever launched: it never launches them again.
	LaunchedSpot, LaunchedOnDemand float64

	Shrinking bool          // it was modified, and what is too much now has to go
	RetryAt   time.Time     // no launch before then
	Error     string        // subtype of the error that keeps it from launching, "" for none
	Halted    bool          // every pool was too dear at the last attempt
	Lost      []string      // pools that AWS interrupted since the last launch
	Troubles  []PoolTrouble // pools in which it cannot launch
}

// FleetConfig is what a fleet was asked to be. Prices are decimal dollars, ""
// when they were not given; a weight of 0 was not given.
type FleetConfig struct {
	Role, ClientToken, Context string
	Type                       string // "maintain", "request"
	Strategy, OnDemandStrategy string
	PoolsToUse                 int // 0 when unset
	Target, OnDemandTarget     int // units; the second is a part of the first
	UnitType                   string
	ExcessPolicy               string // "default", "noTermination", "" when unset
	Interruption               string // "terminate", "stop", "hibernate"
	SpotPrice                  string // most to pay for a unit an hour
	SpotMaxTotal, OnDemandMax  string // most to pay for all of them an hour
	ReplaceUnhealthy           bool
	TerminateWithExpiration    bool
	ValidFrom, ValidUntil      time.Time
	Specifications             []FleetSpecification // or Templates
	Templates                  []FleetTemplate
	ClassicBalancers           []string      // names
	TargetGroups               []string      // ARNs
	Rebalance                  string        // ReplacementStrategy, "" for none
	RebalanceDelay             time.Duration // TerminationDelay of launch-before-terminate
}

// FleetSpecification is a launch specification: one pool in every subnet or
// zone that it names.
type FleetSpecification struct {
	Settings       LaunchSettings
	Subnets, Zones []string // as given; both empty: every zone with a default subnet
	Price          string
	Weight         float64
	// ViaInterface tells that subnet, groups and public address were given
	// with a network interface.
	ViaInterface bool
}

// FleetTemplate is a launch template with what is put over it, one pool or
// more an override.
type FleetTemplate struct {
	Launch    LaunchRef // Template or TemplateName as given, and Version
	Overrides []FleetOverride
}

// FleetOverride replaces parts of a launch template.
type FleetOverride struct {
	Type, Zone, Subnet, Price string
	Weight                    float64
	Priority                  *float64
}

// FleetMember is an instance as its fleet sees it. What was true when it was
// launched stays, whatever becomes of the fleet's configuration.
type FleetMember struct {
	Instance          string
	Pool              string // the fleet's name for the pool
	Type, Zone, Image string
	Weight            float64 // units
	OnDemand          bool
	Joined            time.Time
	Registered        bool      // with the balancers
	ImpairedSince     time.Time // when its status checks began to fail; zero while they pass
	AtRisk            time.Time // when EC2 recommended to replace it; zero while it did not
	EndAt             time.Time // when it goes, its replacement being there
	Leaving           bool      // it is on its way out and does not count any more
	Shrunk            bool      // it left because the target was lowered
}

// PoolTrouble is a pool in which a fleet cannot launch.
type PoolTrouble struct {
	Pool     string
	Dear     bool      // its price is too high
	Failures int       // failed launches in a row
	Until    time.Time // not tried again before then
}

// FleetEvent is an entry of a fleet's history.
type FleetEvent struct {
	At             time.Time
	Type, Subtype  string // "instanceChange", "launched"
	Instance, Text string // "" where AWS says none
}

// FleetMeter is a fleet as its metrics see it, long after it is gone. The
// values of the steps are written and documented by the Spot Fleet room.
type FleetMeter struct {
	History StepHistory
	Pools   []FleetPoolMeter
}

// FleetPoolMeter is one pool of a fleet: a type in a zone.
type FleetPoolMeter struct {
	Type, Zone string
	History    StepHistory
}
