package asgapi

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	asg "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"fleetglass/fake/sim/scaling"
	"fleetglass/fake/world"
)

// mostSources is how many traffic sources of one type a call may name
// (AS/ec2-auto-scaling-quotas).
const mostSources = 10

func (s *service) attachTargetGroups(_ context.Context, in *asg.AttachLoadBalancerTargetGroupsInput) (*asg.AttachLoadBalancerTargetGroupsOutput, error) {
	if err := s.change(in.AutoScalingGroupName, "targetGroupARNs", in.TargetGroupARNs, s.room.AttachTargetGroups); err != nil {
		return nil, err
	}
	return &asg.AttachLoadBalancerTargetGroupsOutput{}, nil
}

func (s *service) detachTargetGroups(_ context.Context, in *asg.DetachLoadBalancerTargetGroupsInput) (*asg.DetachLoadBalancerTargetGroupsOutput, error) {
	if err := s.change(in.AutoScalingGroupName, "targetGroupARNs", in.TargetGroupARNs, s.room.DetachTargetGroups); err != nil {
		return nil, err
	}
	return &asg.DetachLoadBalancerTargetGroupsOutput{}, nil
}

func (s *service) attachLoadBalancers(_ context.Context, in *asg.AttachLoadBalancersInput) (*asg.AttachLoadBalancersOutput, error) {
	if err := s.change(in.AutoScalingGroupName, "loadBalancerNames", in.LoadBalancerNames, s.room.AttachBalancers); err != nil {
		return nil, err
	}
	return &asg.AttachLoadBalancersOutput{}, nil
}

func (s *service) detachLoadBalancers(_ context.Context, in *asg.DetachLoadBalancersInput) (*asg.DetachLoadBalancersOutput, error) {
	if err := s.change(in.AutoScalingGroupName, "loadBalancerNames", in.LoadBalancerNames, s.room.DetachBalancers); err != nil {
		return nil, err
	}
	return &asg.DetachLoadBalancersOutput{}, nil
}

// change attaches or detaches traffic sources of one type.
func (s *service) change(group *string, field string, list []string, act func(group string, list []string) error) error {
	g, err := s.find(groupField, group)
	if err != nil {
		return err
	}
	if err := batch(field, list, mostSources); err != nil {
		return err
	}
	return act(g.Name, slices.Clone(list))
}

func (s *service) describeTargetGroups(_ context.Context, in *asg.DescribeLoadBalancerTargetGroupsInput) (*asg.DescribeLoadBalancerTargetGroupsOutput, error) {
	list, next, err := s.sources(in.AutoScalingGroupName, scaling.SourceTargetGroup, in.MaxRecords, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &asg.DescribeLoadBalancerTargetGroupsOutput{NextToken: next}
	for _, src := range list {
		out.LoadBalancerTargetGroups = append(out.LoadBalancerTargetGroups, types.LoadBalancerTargetGroupState{
			LoadBalancerTargetGroupARN: aws.String(src.ID), State: aws.String(src.State),
		})
	}
	return out, nil
}

func (s *service) describeLoadBalancers(_ context.Context, in *asg.DescribeLoadBalancersInput) (*asg.DescribeLoadBalancersOutput, error) {
	list, next, err := s.sources(in.AutoScalingGroupName, scaling.SourceClassic, in.MaxRecords, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &asg.DescribeLoadBalancersOutput{NextToken: next}
	for _, src := range list {
		out.LoadBalancers = append(out.LoadBalancers, types.LoadBalancerState{LoadBalancerName: aws.String(src.ID), State: aws.String(src.State)})
	}
	return out, nil
}

// sources is a page of a group's traffic sources of a type, "" for all.
func (s *service) sources(group *string, kind string, maxRecords *int32, token *string) ([]scaling.Source, *string, error) {
	g, err := s.find(groupField, group)
	if err != nil {
		return nil, nil, err
	}
	list := slices.DeleteFunc(s.room.Sources(g), func(src scaling.Source) bool { return kind != "" && src.Type != kind })
	return page(list, func(src scaling.Source) string { return src.ID }, maxRecords, token, pageMost)
}

func (s *service) attachTrafficSources(_ context.Context, in *asg.AttachTrafficSourcesInput) (*asg.AttachTrafficSourcesOutput, error) {
	if err := s.changeSources(in.AutoScalingGroupName, in.TrafficSources, s.room.AttachTargetGroups, s.room.AttachBalancers); err != nil {
		return nil, err
	}
	return &asg.AttachTrafficSourcesOutput{}, nil
}

func (s *service) detachTrafficSources(_ context.Context, in *asg.DetachTrafficSourcesInput) (*asg.DetachTrafficSourcesOutput, error) {
	if err := s.changeSources(in.AutoScalingGroupName, in.TrafficSources, s.room.DetachTargetGroups, s.room.DetachBalancers); err != nil {
		return nil, err
	}
	return &asg.DetachTrafficSourcesOutput{}, nil
}

// changeSources attaches or detaches traffic sources of all types.
func (s *service) changeSources(group *string, list []types.TrafficSourceIdentifier, targets, classic func(string, []string) error) error {
	arns, names, err := sorted(list)
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return s.change(group, "trafficSources", arns, targets)
	}
	if err := s.change(group, "trafficSources", names, classic); err != nil || len(arns) == 0 {
		return err
	}
	return s.change(group, "trafficSources", arns, targets)
}

func (s *service) describeTrafficSources(_ context.Context, in *asg.DescribeTrafficSourcesInput) (*asg.DescribeTrafficSourcesOutput, error) {
	list, next, err := s.sources(in.AutoScalingGroupName, aws.ToString(in.TrafficSourceType), in.MaxRecords, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &asg.DescribeTrafficSourcesOutput{NextToken: next}
	for _, src := range list {
		out.TrafficSources = append(out.TrafficSources, types.TrafficSourceState{
			Identifier: aws.String(src.ID), State: aws.String(src.State), Type: aws.String(src.Type),
		})
	}
	return out, nil
}

// sorted is traffic sources by their type: the ARNs of target groups and the
// names of Classic balancers. Without a type the identifier tells which it is.
// Other types do not exist in the engine.
func sorted(list []types.TrafficSourceIdentifier) (arns, names []string, err error) {
	for _, src := range list {
		id, kind := aws.ToString(src.Identifier), aws.ToString(src.Type)
		switch {
		case kind == scaling.SourceTargetGroup, kind == "" && strings.HasPrefix(id, "arn:"):
			arns = append(arns, id)
		case kind == scaling.SourceClassic, kind == "":
			names = append(names, id)
		default:
			return nil, nil, invalid("Provided traffic sources may not be valid. Please ensure they exist and try again.")
		}
	}
	return arns, names, nil
}

// withSources gives a new group its traffic sources.
func withSources(g *world.Group, in *asg.CreateAutoScalingGroupInput) error {
	arns, names, err := sorted(in.TrafficSources)
	if err != nil {
		return err
	}
	g.TargetGroups = slices.Concat(in.TargetGroupARNs, arns)
	g.Balancers = slices.Concat(in.LoadBalancerNames, names)
	return nil
}
