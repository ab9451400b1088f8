package elbapi

import (
	"context"
	"net/netip"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/awsclient/semantics/health"
	"fleetglass/fake/api"
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
			if _, err := netip.ParseAddr(aws.ToString(t.Id)); err != nil {
				return nil, nil, invalid("The IP address '%s' is not a valid IPv4 address", aws.ToString(t.Id))
			}
		}
		refs = append(refs, balancing.TargetRef{ID: aws.ToString(t.Id), Port: number(t.Port, 0), Zone: aws.ToString(t.AvailabilityZone)})
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
		t, ok := s.room.Target(tg, aws.ToString(asked.Id), port)
		if !ok {
			none := health.NotRegistered()
			t = world.Target{ID: aws.ToString(asked.Id), Port: port, State: none.Status, Reason: none.Reason, Description: none.Description}
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
		Target:          &types.TargetDescription{Id: new(t.ID), Port: new(int32(t.Port)), AvailabilityZone: api.NonZero(t.Zone)},
		HealthCheckPort: new(port),
		TargetHealth: &types.TargetHealth{
			State: types.TargetHealthStateEnum(t.State), Reason: types.TargetHealthReasonEnum(t.Reason), Description: api.NonZero(t.Description),
		},
	}
}
