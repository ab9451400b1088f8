package whatif

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"fleetglass/awsclient"
)

// fleetSpec is the JSON of a SpotFleetRequestConfig, as `aws ec2
// request-spot-fleet --spot-fleet-request-config` takes it; what has no say in
// the choice of pools is passed over.
type fleetSpec struct {
	TargetCapacity             int
	OnDemandTargetCapacity     int
	Type                       string
	AllocationStrategy         string
	OnDemandAllocationStrategy string
	InstancePoolsToUseCount    int
	SpotPrice                  string
	SpotMaxTotalPrice          string
	OnDemandMaxTotalPrice      string
	LaunchSpecifications       []launchSpec
	LaunchTemplateConfigs      []templateConfig
	SpotFleetRequestConfig     *fleetSpec // the whole input of the call
}

type launchSpec struct {
	InstanceType     string
	SubnetID         string `json:"SubnetId"`
	Placement        struct{ AvailabilityZone string }
	WeightedCapacity float64
	SpotPrice        string
}

type templateConfig struct {
	LaunchTemplateSpecification struct {
		LaunchTemplateID   string `json:"LaunchTemplateId"`
		LaunchTemplateName string
		Version            string
	}
	Overrides []struct {
		InstanceType     string
		SubnetID         string `json:"SubnetId"`
		AvailabilityZone string
		WeightedCapacity float64
		SpotPrice        string
		Priority         *float64
	}
}

// ParseFleet reads the specification of a fleet. The errors are for the
// person who wrote it.
func ParseFleet(text []byte) (*awsclient.SpotFleet, error) {
	var s fleetSpec
	if err := json.Unmarshal(text, &s); err != nil {
		return nil, fmt.Errorf("it is not the JSON of a Spot Fleet request: %w", err)
	}
	if s.SpotFleetRequestConfig != nil {
		s = *s.SpotFleetRequestConfig
	}
	f := &awsclient.SpotFleet{
		Target: s.TargetCapacity, OnDemandTarget: s.OnDemandTargetCapacity, Type: s.Type, Strategy: s.AllocationStrategy,
		OnDemandStrategy: s.OnDemandAllocationStrategy, PoolsToUse: s.InstancePoolsToUseCount,
		SpotPrice: s.SpotPrice, SpotMaxTotal: s.SpotMaxTotalPrice, OnDemandMaxTotal: s.OnDemandMaxTotalPrice,
	}
	for _, l := range s.LaunchSpecifications {
		f.Pools = append(f.Pools, awsclient.FleetPool{Type: l.InstanceType, Subnets: list(l.SubnetID), Zones: list(l.Placement.AvailabilityZone), Weight: l.WeightedCapacity, Price: l.SpotPrice})
	}
	for _, c := range s.LaunchTemplateConfigs {
		f.Pools = append(f.Pools, c.pools()...)
	}
	switch {
	case len(f.Pools) == 0:
		return nil, errors.New("it has no LaunchSpecifications and no LaunchTemplateConfigs")
	case f.Target <= 0:
		return nil, errors.New("it has no TargetCapacity")
	}
	return f, nil
}

// pools are the overrides of a template, or the template as it is.
func (c templateConfig) pools() []awsclient.FleetPool {
	t := c.LaunchTemplateSpecification
	ref := awsclient.LaunchRef{TemplateID: t.LaunchTemplateID, TemplateName: t.LaunchTemplateName, Version: t.Version}
	if len(c.Overrides) == 0 {
		return []awsclient.FleetPool{{Launch: ref}}
	}
	var pools []awsclient.FleetPool
	for _, o := range c.Overrides {
		pools = append(pools, awsclient.FleetPool{
			Launch: ref, Type: o.InstanceType, Subnets: list(o.SubnetID), Zones: list(o.AvailabilityZone), Weight: o.WeightedCapacity, Price: o.SpotPrice, Priority: o.Priority})
	}
	return pools
}

// list cuts "a, b" up.
func list(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}
