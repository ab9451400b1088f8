package fleet

// Places are where a launch specification may launch, one pool each: in its
// subnets, else in the default subnets of its zones, else in every zone that
// has a default subnet. A place without an ID is a zone's default subnet.
func Places(subnets []Subnet, zones, defaults []string) []Subnet {
	if len(subnets) > 0 {
		return subnets
	}
	if len(zones) == 0 {
		zones = defaults
	}
	places := make([]Subnet, len(zones))
	for i, zone := range zones {
		places[i].Zone = zone
	}
	return places
}

// Missing is how many units a fleet still has to launch. What On-Demand has
// over its part, for its weights, Spot need not have.
func Missing(target, onDemandTarget, hasOnDemand, hasSpot float64) (onDemand, spot float64) {
	return max(0, onDemandTarget-hasOnDemand), max(0, target-max(onDemandTarget, hasOnDemand)-hasSpot)
}
