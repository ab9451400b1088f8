package ec2api

import (
	"context"
	"sort"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/compute"
)

// maxScoreTarget is the largest target capacity that is scored
// (BC:ec2.GetSpotPlacementScores).
const maxScoreTarget = 2_000_000_000

// getSpotPlacementScores scores the region, or its zones. A world is one
// region, so others are refused.
func (s *service) getSpotPlacementScores(_ context.Context, in *ec2.GetSpotPlacementScoresInput) (*ec2.GetSpotPlacementScoresOutput, error) {
	count, err := s.scoreCount(in)
	if err != nil {
		return nil, err
	}
	var zones []string
	for _, z := range compute.Zones(s.w.Region) {
		zones = append(zones, z.Name)
	}
	score := func(zones []string) *int32 { return aws.Int32(int32(s.spot.Score(in.InstanceTypes, zones, count))) }
	scores := []types.SpotPlacementScore{{Region: aws.String(s.w.Region), Score: score(zones)}}
	if aws.ToBool(in.SingleAvailabilityZone) {
		scores = nil
		for _, z := range zones {
			scores = append(scores, types.SpotPlacementScore{Region: aws.String(s.w.Region), AvailabilityZoneId: aws.String(s.zoneID(z)), Score: score([]string{z})})
		}
		sort.SliceStable(scores, func(i, j int) bool { return *scores[i].Score > *scores[j].Score })
	}
	part, next, err := page(scores, func(p types.SpotPlacementScore) string { return aws.ToString(p.AvailabilityZoneId) }, in.MaxResults, in.NextToken, bounds{10, 1000})
	if err != nil {
		return nil, err
	}
	if err := api.DryRun(in.DryRun); err != nil {
		return nil, err
	}
	return &ec2.GetSpotPlacementScoresOutput{SpotPlacementScores: part, NextToken: next}, nil
}

// scoreCount checks a request for scores, and tells how many instances it is
// for.
func (s *service) scoreCount(in *ec2.GetSpotPlacementScoresInput) (int, error) {
	if err := onlyKnown(in, "DryRun", "InstanceTypes", "MaxResults", "NextToken", "RegionNames", "SingleAvailabilityZone", "TargetCapacity", "TargetCapacityUnitType"); err != nil {
		return 0, err
	}
	switch target := aws.ToInt32(in.TargetCapacity); {
	case in.TargetCapacity == nil:
		return 0, missing("TargetCapacity")
	case target < 1 || target > maxScoreTarget:
		return 0, invalid("The target capacity must be from 1 to %d.", maxScoreTarget)
	case len(in.InstanceTypes) == 0:
		return 0, missing("InstanceType")
	case in.TargetCapacityUnitType != "" && in.TargetCapacityUnitType != types.TargetCapacityUnitTypeUnits:
		return 0, awserr.New("UnsupportedOperation", "Only a target capacity in units is simulated by this engine.")
	}
	for _, t := range in.InstanceTypes {
		if _, known := compute.TypeInfo(t); !known {
			return 0, invalid("Invalid value '%s' for InstanceType.", t)
		}
	}
	for _, r := range in.RegionNames {
		if r != s.w.Region {
			return 0, awserr.New("UnsupportedOperation", "Only the region %s is scored by this engine.", s.w.Region)
		}
	}
	return int(*in.TargetCapacity), nil
}
