package asgapi

import (
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"fleetglass/fake/api"
	"fleetglass/fake/sim/scaling"
	"fleetglass/fake/world"
)

// oneSource refuses a group that is to be launched from several things at once.
func oneSource(configuration *string, template *types.LaunchTemplateSpecification, mixed *types.MixedInstancesPolicy) error {
	n := 0
	for _, given := range []bool{configuration != nil, template != nil, mixed != nil} {
		if given {
			n++
		}
	}
	if n > 1 {
		return invalid("Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.")
	}
	return nil
}

// mixedOf is the mixed instances policy that a request asks for, on top of the
// one that there is; nil without one.
func mixedOf(in *types.MixedInstancesPolicy, before *world.MixedPolicy) (*world.MixedPolicy, error) {
	if in == nil {
		return nil, nil
	}
	p := scaling.NewMixedPolicy()
	if before != nil {
		p = *before
		p.Overrides = slices.Clone(before.Overrides)
	}
	if t := in.LaunchTemplate; t != nil {
		if err := setTemplate(&p, t); err != nil {
			return nil, err
		}
	}
	if d := in.InstancesDistribution; d != nil {
		if err := setDistribution(&p, d); err != nil {
			return nil, err
		}
	}
	return &p, nil
}

func setTemplate(p *world.MixedPolicy, t *types.LaunchTemplate) error {
	var err error
	if t.LaunchTemplateSpecification != nil {
		if p.Launch, err = launchRef(nil, t.LaunchTemplateSpecification); err != nil {
			return err
		}
	}
	if t.Overrides == nil {
		return nil
	}
	p.Overrides = nil
	for _, o := range t.Overrides {
		over, err := overrideOf(o)
		if err != nil {
			return err
		}
		p.Overrides = append(p.Overrides, over)
	}
	return nil
}

func overrideOf(o types.LaunchTemplateOverrides) (world.Override, error) {
	over := world.Override{Type: aws.ToString(o.InstanceType)}
	switch {
	case o.InstanceRequirements != nil:
		return over, invalid("The parameter InstanceRequirements is not supported: name the instance types instead")
	case o.ImageId != nil:
		return over, invalid("The parameter ImageId is not supported in overrides: use a launch template for the override instead")
	}
	if w := aws.ToString(o.WeightedCapacity); w != "" {
		n, err := strconv.Atoi(w)
		if err != nil || n < 1 {
			return over, broken(w, "weightedCapacity", "Member must be a whole number between 1 and 999")
		}
		over.Weight = n
	}
	if o.LaunchTemplateSpecification == nil {
		return over, nil
	}
	var err error
	over.Launch, err = launchRef(nil, o.LaunchTemplateSpecification)
	return over, err
}

func setDistribution(p *world.MixedPolicy, d *types.InstancesDistribution) error {
	if err := onlyKnown(d, "OnDemandAllocationStrategy", "OnDemandBaseCapacity", "OnDemandPercentageAboveBaseCapacity",
		"SpotAllocationStrategy", "SpotInstancePools", "SpotMaxPrice"); err != nil {
		return err
	}
	if d.OnDemandAllocationStrategy != nil {
		p.OnDemandStrategy = *d.OnDemandAllocationStrategy
	}
	if d.OnDemandBaseCapacity != nil {
		p.OnDemandBase = int(*d.OnDemandBaseCapacity)
	}
	if d.OnDemandPercentageAboveBaseCapacity != nil {
		p.OnDemandPercent = int(*d.OnDemandPercentageAboveBaseCapacity)
	}
	if s := aws.ToString(d.SpotAllocationStrategy); s != "" {
		if s != p.SpotStrategy {
			p.SpotPools = 0 // it belonged to the other strategy
		}
		p.SpotStrategy = s
	}
	if d.SpotInstancePools != nil {
		if *d.SpotInstancePools < 1 {
			return broken(strconv.Itoa(int(*d.SpotInstancePools)), "spotInstancePools", "Member must be greater than or equal to 1")
		}
		p.SpotPools = int(*d.SpotInstancePools)
	}
	if d.SpotMaxPrice != nil {
		p.SpotMaxPrice = *d.SpotMaxPrice
	}
	return nil
}

// groupTemplate is the launch template of a group that has no policy around it.
func groupTemplate(g *world.Group) *types.LaunchTemplateSpecification {
	if g.Mixed != nil {
		return nil
	}
	return viewTemplate(g.Launch)
}

func viewMixed(p *world.MixedPolicy) *types.MixedInstancesPolicy {
	if p == nil {
		return nil
	}
	v := &types.MixedInstancesPolicy{
		LaunchTemplate: &types.LaunchTemplate{LaunchTemplateSpecification: viewTemplate(p.Launch)},
		InstancesDistribution: &types.InstancesDistribution{
			OnDemandAllocationStrategy: aws.String(p.OnDemandStrategy), OnDemandBaseCapacity: new(int32(p.OnDemandBase)),
			OnDemandPercentageAboveBaseCapacity: new(int32(p.OnDemandPercent)), SpotAllocationStrategy: aws.String(p.SpotStrategy),
			SpotInstancePools: api.NonZero(int32(p.SpotPools)), SpotMaxPrice: api.NonZero(p.SpotMaxPrice),
		},
	}
	for _, o := range p.Overrides {
		v.LaunchTemplate.Overrides = append(v.LaunchTemplate.Overrides, types.LaunchTemplateOverrides{
			InstanceType: aws.String(o.Type), WeightedCapacity: weight(o.Weight), LaunchTemplateSpecification: viewTemplate(o.Launch),
		})
	}
	return v
}

// weight is a weight as AWS writes it; nil where weights are not used.
func weight(n int) *string {
	if n == 0 {
		return nil
	}
	return aws.String(strconv.Itoa(n))
}
