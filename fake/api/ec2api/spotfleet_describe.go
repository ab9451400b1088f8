package ec2api

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/fake/api"
	"fleetglass/fake/world"
)

// fleetPages is the smallest and largest page of lists about fleets
// (CLI/ec2/describe-spot-fleet-requests).
func fleetPages() bounds { return bounds{1, fleet.HistoryPage} }

func (s *fleets) describeSpotFleetRequests(_ context.Context, in *ec2.DescribeSpotFleetRequestsInput) (*ec2.DescribeSpotFleetRequestsOutput, error) {
	for _, id := range in.SpotFleetRequestIds {
		if _, err := s.fleet(aws.String(id)); err != nil {
			return nil, err
		}
	}
	all, _ := rows(&s.w.SpotFleets, in.SpotFleetRequestIds)
	views, next, err := show(all, list[*world.SpotFleet]{
		id: func(f *world.SpotFleet) string { return f.ID }, size: in.MaxResults, token: in.NextToken, bounds: fleetPages(), dryRun: in.DryRun,
	}, s.fleetView)
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeSpotFleetRequestsOutput{NextToken: next, SpotFleetRequestConfigs: views}, nil
}

func (s *fleets) describeSpotFleetInstances(_ context.Context, in *ec2.DescribeSpotFleetInstancesInput) (*ec2.DescribeSpotFleetInstancesOutput, error) {
	f, err := s.fleet(in.SpotFleetRequestId)
	if err != nil {
		return nil, err
	}
	views, next, err := show(s.room.Active(f), list[*world.FleetMember]{
		id: func(m *world.FleetMember) string { return m.Instance }, size: in.MaxResults, token: in.NextToken, bounds: fleetPages(), dryRun: in.DryRun,
	}, s.activeView)
	if err != nil {
		return nil, err
	}
	return &ec2.DescribeSpotFleetInstancesOutput{SpotFleetRequestId: aws.String(f.ID), ActiveInstances: views, NextToken: next}, nil
}

func (s *fleets) activeView(m *world.FleetMember) types.ActiveInstance {
	v := types.ActiveInstance{
		InstanceId: aws.String(m.Instance), InstanceType: aws.String(m.Type), SpotInstanceRequestId: api.NonZero(s.room.RequestOf(m)),
		InstanceHealth: types.InstanceHealthStatusHealthyStatus,
	}
	if !s.room.Healthy(m) {
		v.InstanceHealth = types.InstanceHealthStatusUnhealthyStatus
	}
	return v
}

// placedEvent is an event with its place in the answer: nothing else tells two
// launches of the same moment apart.
type placedEvent struct {
	world.FleetEvent
	at int
}

func (s *fleets) describeSpotFleetRequestHistory(_ context.Context, in *ec2.DescribeSpotFleetRequestHistoryInput) (*ec2.DescribeSpotFleetRequestHistoryOutput, error) {
	f, err := s.fleet(in.SpotFleetRequestId)
	if err != nil {
		return nil, err
	}
	if in.StartTime == nil {
		return nil, missing("StartTime")
	}
	if t := in.EventType; t != "" && len(fleet.Subtypes(string(t))) == 0 {
		return nil, invalid("Value (%s) for parameter eventType is invalid.", t)
	}
	var all []*placedEvent
	for i, e := range s.room.Events(f, *in.StartTime, string(in.EventType)) {
		all = append(all, &placedEvent{e, i})
	}
	views, next, err := show(all, list[*placedEvent]{
		id:   func(e *placedEvent) string { return fmt.Sprintf("%d %s %d", e.At.UnixNano(), e.Subtype, e.at) },
		size: in.MaxResults, token: in.NextToken, bounds: fleetPages(), dryRun: in.DryRun,
	}, eventView)
	if err != nil {
		return nil, err
	}
	out := &ec2.DescribeSpotFleetRequestHistoryOutput{SpotFleetRequestId: aws.String(f.ID), StartTime: in.StartTime, HistoryRecords: views, NextToken: next}
	if next == nil {
		out.LastEvaluatedTime = aws.Time(s.room.Evaluated())
	}
	return out, nil
}

func eventView(e *placedEvent) types.HistoryRecord {
	return types.HistoryRecord{
		Timestamp: aws.Time(e.At), EventType: types.EventType(e.Type),
		EventInformation: &types.EventInformation{EventSubType: aws.String(e.Subtype), InstanceId: api.NonZero(e.Instance), EventDescription: api.NonZero(e.Text)},
	}
}
