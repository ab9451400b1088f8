package scaling

import (
	"slices"

	"fleetglass/awsclient/semantics/fleet"
	spotrules "fleetglass/awsclient/semantics/spot"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// The allocation strategies of On-Demand capacity, and those of Spot that have
// a say in other settings, in AWS's words.
const (
	LowestPrice       = "lowest-price"
	Prioritized       = "prioritized"
	spotByPriority    = "capacity-optimized-prioritized"
	DefaultSpotPools  = 2
	mostSpotPools     = 20
	mostOverrides     = 40 // AS/ec2-auto-scaling-quotas
	defaultOnDemand   = 100
	weightsOrNoWeight = "You must specify WeightedCapacity for either all or none of the instance types in the overrides."
)

// NewMixedPolicy is a policy with AWS's defaults, to be filled in.
func NewMixedPolicy() world.MixedPolicy {
	return world.MixedPolicy{OnDemandStrategy: Prioritized, OnDemandPercent: defaultOnDemand, SpotStrategy: LowestPrice}
}

// settleMixed checks a mixed instances policy and fills in what follows from
// the rest. The texts are choices in AWS's manner.
func (r *Room) settleMixed(g *world.Group, p *world.MixedPolicy) error {
	if p.Launch.Template == "" && p.Launch.TemplateName == "" {
		return invalid("Valid requests must contain a launch template in the MixedInstancesPolicy.")
	}
	if p.SpotStrategy == LowestPrice && p.SpotPools == 0 {
		p.SpotPools = DefaultSpotPools
	}
	if err := checkDistribution(p); err != nil {
		return err
	}
	if err := checkOverrides(p.Overrides); err != nil {
		return err
	}
	if err := r.settleTemplate(&p.Launch); err != nil {
		return err
	}
	for i := range p.Overrides {
		if l := &p.Overrides[i].Launch; *l != (world.LaunchRef{}) {
			if err := r.settleTemplate(l); err != nil {
				return err
			}
		}
	}
	for _, over := range overrides(p) {
		if err := r.checkSort(g, p.Launch, over); err != nil {
			return err
		}
	}
	return nil
}

func checkDistribution(p *world.MixedPolicy) error {
	if _, err := fleet.FromGroup(p.SpotStrategy); err != nil {
		return refused(err)
	}
	switch {
	case p.OnDemandStrategy != LowestPrice && p.OnDemandStrategy != Prioritized:
		return invalid("Invalid OnDemandAllocationStrategy: %s", p.OnDemandStrategy)
	case p.SpotPools != 0 && p.SpotStrategy != LowestPrice:
		return invalid("SpotInstancePools option is only available with the lowest-price allocation strategy.")
	case p.SpotPools < 0 || p.SpotPools > mostSpotPools:
		return invalid("SpotInstancePools must be between 1 and %d", mostSpotPools)
	}
	if p.SpotMaxPrice != "" {
		if _, err := spotrules.ParsePrice(p.SpotMaxPrice); err != nil {
			return invalid("Invalid SpotMaxPrice: %s", p.SpotMaxPrice)
		}
	}
	return refused(fleet.Distribution{Base: p.OnDemandBase, Percent: p.OnDemandPercent}.Validate())
}

func checkOverrides(list []world.Override) error {
	if len(list) > mostOverrides {
		return invalid("The number of overrides cannot be greater than %d", mostOverrides)
	}
	for i, o := range list {
		switch {
		case o.Type == "":
			return invalid("Each override must have an instance type.")
		case slices.ContainsFunc(list[:i], func(other world.Override) bool { return other.Type == o.Type }):
			return invalid("Duplicate instance types found: %s", o.Type)
		case (o.Weight == 0) != (list[0].Weight == 0):
			return invalid(weightsOrNoWeight)
		case o.Weight != 0 && (o.Weight < fleet.MinGroupWeight || o.Weight > fleet.MaxGroupWeight):
			return invalid("WeightedCapacity must be between %d and %d", fleet.MinGroupWeight, fleet.MaxGroupWeight)
		}
	}
	return nil
}

// checkSort refuses what RunInstances would refuse, and templates that say
// themselves in which market they are.
func (r *Room) checkSort(g *world.Group, ref world.LaunchRef, over world.Override) error {
	s, err := r.sortOf(ref, over)
	if err != nil {
		return badTemplate(err)
	}
	if s.settings.Market == marketSpot {
		return invalid("Incompatible launch template: You cannot use a launch template that requests Spot Instances with a mixed instances policy.")
	}
	if _, err := r.compute.Check(compute.Order{Settings: s.settings, Subnet: r.pickSubnet(g, g.Zones[0])}); err != nil {
		return badTemplate(err)
	}
	return nil
}

// weighs tells whether the instances of a group count by weights.
func weighs(g *world.Group) bool {
	return g.Mixed != nil && len(g.Mixed.Overrides) > 0 && g.Mixed.Overrides[0].Weight > 0
}

// weightOf is what a type weighs in a group; 0 where weights are not used.
func weightOf(g *world.Group, typ string) int {
	if g.Mixed != nil {
		for _, o := range g.Mixed.Overrides {
			if o.Type == typ {
				return o.Weight
			}
		}
	}
	return 0
}

// reweigh gives the members of a group the weights that its policy says now.
func reweigh(g *world.Group) {
	for i := range g.Members {
		g.Members[i].Weight = weightOf(g, g.Members[i].Type)
	}
}

// Weighs tells whether a group's capacity is counted in units of weights.
func Weighs(g *world.Group) bool { return weighs(g) }
