package elbapi

import (
	"context"
	"net/netip"
	"strconv"

	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/awsclient/semantics/health"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/world"
)

func (s *service) registerTargets(_ context.Context, in *elb.RegisterTargetsInput) (*elb.RegisterTargetsOutput, error) {
	tg, refs, err := s.targets(in.TargetGroupArn, in.Targets)
	if err != nil {
		return nil, err
	}
	if err := s.room.Register(tg, refs); err != nil {
		return nil, err
	}
	return &elb.RegisterTargetsOutput{}, nil
}

func (s *service) deregisterTargets(_ context.Context, in *elb.DeregisterTargetsInput) (*elb.DeregisterTargetsOutput, error) {
	tg, refs, err := s.targets(in.TargetGroupArn, in.Targets)
	if err != nil {
		return nil, err
	}
	if err := s.room.Deregister(tg, refs); err != nil {
		return nil, err
	}
	return &elb.DeregisterTargetsOutput{}, nil
}

func (s *service) targets(arn *string, list []types.TargetDescription) (*world.TargetGroup, []balancing.TargetRef, error) {
	tg, err := s.targetGroup(arn)
	if err != nil {
		return nil, nil, err
	}
	if len(list) == 0 {
		return nil, nil, invalid("At least one target must be specified")
	}
	var refs []balancing.TargetRef
	for _, t := range list {
		if err := onlyKnown(&t, "Id", "Port", "AvailabilityZone"); err != nil {
			return nil, nil, err
		}
		if tg.TargetType == "ip" {
			if _, err := netip.ParseAddr(text(t.Id)); err != nil {
				return nil, nil, invalid("The IP address '%s' is not a valid IPv4 address", text(t.Id))
			}
		}
		refs = append(refs, balancing.TargetRef{ID: text(t.Id), Port: number(t.Port, 0), Zone: text(t.AvailabilityZone)})
	}
	return tg, refs, nil
}

// describeTargetHealth describes the targets asked for, those that are not
// registered too, or all that are registered.
func (s *service) describeTargetHealth(_ context.Context, in *elb.DescribeTargetHealthInput) (*elb.DescribeTargetHealthOutput, error) {
	tg, err := s.targetGroup(in.TargetGroupArn)
	if err != nil {
		return nil, err
	}
	out := &elb.DescribeTargetHealthOutput{TargetHealthDescriptions: []types.TargetHealthDescription{}}
	if len(in.Targets) == 0 {
		for _, t := range tg.Targets {
			out.TargetHealthDescriptions = append(out.TargetHealthDescriptions, healthView(tg, t))
		}
		return out, nil
	}
	for _, asked := range in.Targets {
		port := number(asked.Port, tg.Port)
		t, ok := s.room.Target(tg, text(asked.Id), port)
		if !ok {
			none := health.NotRegistered()
			t = world.Target{ID: text(asked.Id), Port: port, State: none.Status, Reason: none.Reason, Description: none.Description}
		}
		out.TargetHealthDescriptions = append(out.TargetHealthDescriptions, healthView(tg, t))
	}
	return out, nil
}

func healthView(tg *world.TargetGroup, t world.Target) types.TargetHealthDescription {
	port := tg.Check.Port
	if port == health.TrafficPort {
		port = strconv.Itoa(t.Port)
	}
	return types.TargetHealthDescription{
		Target:          &types.TargetDescription{Id: some(t.ID), Port: some(int32(t.Port)), AvailabilityZone: ptr(t.Zone)},
		HealthCheckPort: some(port),
		TargetHealth: &types.TargetHealth{
			State: types.TargetHealthStateEnum(t.State), Reason: types.TargetHealthReasonEnum(t.Reason), Description: ptr(t.Description),
		},
	}
}
