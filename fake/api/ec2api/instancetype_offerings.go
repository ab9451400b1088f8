package ec2api

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/sim/compute"
)

// offering is a type at a place.
type offering struct{ name, location string }

// describeInstanceTypeOfferings offers every type of the catalogue everywhere
// (choice: AWS lacks some in some zones).
func (s *service) describeInstanceTypeOfferings(_ context.Context, in *ec2.DescribeInstanceTypeOfferingsInput) (*ec2.DescribeInstanceTypeOfferingsOutput, error) {
	kind := in.LocationType
	if kind == "" {
		kind = types.LocationTypeRegion
	}
	var places []string
	switch kind {
	case types.LocationTypeRegion:
		places = []string{s.w.Region}
	case types.LocationTypeAvailabilityZone, types.LocationTypeAvailabilityZoneId:
		for _, z := range compute.Zones(s.w.Region) {
			if kind == types.LocationTypeAvailabilityZone {
				places = append(places, z.Name)
			} else {
				places = append(places, z.ID)
			}
		}
	default:
		return nil, invalid("Value (%s) for parameter locationType is invalid.", kind)
	}
	var all []*offering
	for _, t := range compute.Types() {
		for _, p := range places {
			all = append(all, &offering{t.Name, p})
		}
	}
	views, next, err := show(all, list[*offering]{
		filters: in.Filters,
		lens: lens[*offering]{
			"instance-type": func(o *offering) []string { return one(o.name) },
			"location":      func(o *offering) []string { return one(o.location) },
		},
		id: func(o *offering) string { return o.name + "|" + o.location }, size: in.MaxResults, token: in.NextToken, bounds: bounds{5, 1000}, dryRun: in.DryRun,
	}, func(o *offering) types.InstanceTypeOffering {
		return types.InstanceTypeOffering{InstanceType: types.InstanceType(o.name), Location: aws.String(o.location), LocationType: kind}
	})
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeInstanceTypeOfferingsOutput{NextToken: next, InstanceTypeOfferings: views}, nil
}
