package fleet

import (
	"slices"
	"time"

	"fleetglass/awsclient/semantics/refusal"
)

// Types of fleets, in AWS's words. The model knows instant, too, but a Spot
// Fleet does not.
const (
	Maintain = "maintain"
	Request  = "request"
)

// Error codes of EC2 about Spot Fleets.
const (
	InvalidConfig = "InvalidSpotFleetRequestConfig"
	InvalidValue  = "InvalidParameterValue"
	NotModifiable = "FleetNotInModifiableState"
	TooManyFleets = "MaxSpotFleetRequestCountExceeded"
)

// Quotas (EC2/fleet-quotas).
const (
	MaxTarget       = 10_000  // units of a fleet
	MaxRegionTarget = 100_000 // units of all fleets of a region
	MaxFleets       = 1_000   // active ones of a region
	MaxPools        = 300     // launch specifications of a fleet
	MaxCancel       = 100     // ids of one CancelSpotFleetRequests
)

// Config is a request for a fleet as far as it can be wrong in itself.
type Config struct {
	Type             string // "" means Maintain
	Strategy         string // "" means LowestPrice
	OnDemandStrategy string // "" means LowestPrice
	ExcessPolicy     string // "" means TerminateExcess
	Behaviour        string // InstanceInterruptionBehavior; "" means terminate
	PoolsToUse       int
	Target           int
	OnDemandTarget   int
	Pools            []Pool
	Templates        bool // LaunchTemplateConfigs rather than LaunchSpecifications
	Subnets          []Subnet
	ValidFrom        time.Time
	ValidUntil       time.Time
	Replacement      string // ReplacementStrategy of Capacity Rebalancing
	TerminationDelay time.Duration
}

// Subnet is one of a fleet's subnets, and its zone.
type Subnet struct{ ID, Zone string }

// Validate refuses what AWS would refuse. The codes are AWS's, the texts
// choices.
func (c Config) Validate() error {
	for _, check := range []func() error{c.validateWords, c.validateNumbers, c.validatePools, c.validateTimes} {
		if err := check(); err != nil {
			return err
		}
	}
	return ValidateRebalance(c.Replacement, c.TerminationDelay, c.Type)
}

func (c Config) validateWords() error {
	for _, w := range []struct {
		name, value string
		allowed     []string
	}{
		{"Type", c.Type, []string{Request, Maintain}},
		{"AllocationStrategy", c.Strategy, Strategies()},
		{"OnDemandAllocationStrategy", c.OnDemandStrategy, []string{LowestPrice, Prioritized}},
		{"ExcessCapacityTerminationPolicy", c.ExcessPolicy, []string{NoTermination, TerminateExcess}},
		{"InstanceInterruptionBehavior", c.Behaviour, []string{"hibernate", "stop", "terminate"}},
	} {
		if w.value != "" && !slices.Contains(w.allowed, w.value) {
			return refusal.New(InvalidValue, "Value (%s) for parameter %s is invalid. Valid values: %v", w.value, w.name, w.allowed)
		}
	}
	switch {
	case c.Type == Request && c.ExcessPolicy != "":
		return invalid("ExcessCapacityTerminationPolicy is supported only for fleets of type maintain")
	case c.Type == Request && c.Behaviour != "" && c.Behaviour != "terminate":
		return invalid("The interruption behavior %s is supported only for fleets of type maintain", c.Behaviour)
	case c.Strategy == CapacityOptimizedPrioritized && !c.Templates:
		return invalid("The allocation strategy capacityOptimizedPrioritized is supported only with a launch template")
	}
	return nil
}

func (c Config) validateNumbers() error {
	cheapest := c.Strategy == "" || c.Strategy == LowestPrice
	switch {
	case c.Target < 0 || c.Target == 0 && c.Type == Request:
		return invalid("The target capacity must be greater than 0")
	case c.Target > MaxTarget:
		return refusal.New(TooManyFleets, "The target capacity of %d exceeds the maximum of %d for a Spot Fleet", c.Target, MaxTarget)
	case c.OnDemandTarget < 0 || c.OnDemandTarget > c.Target:
		return invalid("The On-Demand target capacity must be between 0 and the target capacity of %d", c.Target)
	case c.OnDemandTarget > 0 && !c.Templates:
		return invalid("On-Demand capacity requires LaunchTemplateConfigs")
	case c.PoolsToUse < 0:
		return invalid("InstancePoolsToUseCount must be 1 or more")
	case c.PoolsToUse > 0 && !cheapest:
		return invalid("InstancePoolsToUseCount is valid only with the allocation strategy lowestPrice")
	}
	return nil
}

func (c Config) validatePools() error {
	switch {
	case len(c.Pools) == 0:
		return invalid("The request must contain at least one launch specification")
	case len(c.Pools) > MaxPools:
		return invalid("The request contains %d launch specifications, the maximum is %d", len(c.Pools), MaxPools)
	}
	for _, p := range c.Pools {
		switch {
		case p.Type == "":
			return invalid("A launch specification must contain an instance type")
		case p.Weight < 0:
			return invalid("The weighted capacity of %s must be greater than 0", p.Type)
		case p.MaxPrice < 0:
			return invalid("The maximum price of %s must be greater than 0", p.Type)
		}
	}
	zones := map[string]string{}
	for _, s := range c.Subnets {
		if other, taken := zones[s.Zone]; taken && other != s.ID {
			return invalid("Subnets %s and %s are both in the Availability Zone %s; specify one subnet per Availability Zone", other, s.ID, s.Zone)
		}
		zones[s.Zone] = s.ID
	}
	return nil
}

func (c Config) validateTimes() error {
	if !c.ValidFrom.IsZero() && !c.ValidUntil.IsZero() && !c.ValidUntil.After(c.ValidFrom) {
		return invalid("ValidUntil must be after ValidFrom")
	}
	return nil
}

// ValidateRegion refuses one more fleet than a region may have: fleets and
// units are those it has already.
func ValidateRegion(fleets, units, more int) error {
	if fleets >= MaxFleets || units+more > MaxRegionTarget {
		return refusal.New(TooManyFleets, "You've reached the limit on the number of Spot Fleet requests or on the total target capacity of all Spot Fleets")
	}
	return nil
}
