package asgapi

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	asg "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"fleetglass/fake/sim/scaling"
)

// sourceType is the traffic source type of a target group.
const sourceType = "elbv2"

// mostTargetGroups is how many target groups one call may name
// (AS/ec2-auto-scaling-quotas).
const mostTargetGroups = 10

func (s *service) attachTargetGroups(_ context.Context, in *asg.AttachLoadBalancerTargetGroupsInput) (*asg.AttachLoadBalancerTargetGroupsOutput, error) {
	if err := s.attach(in.AutoScalingGroupName, "targetGroupARNs", in.TargetGroupARNs); err != nil {
		return nil, err
	}
	return &asg.AttachLoadBalancerTargetGroupsOutput{}, nil
}

func (s *service) detachTargetGroups(_ context.Context, in *asg.DetachLoadBalancerTargetGroupsInput) (*asg.DetachLoadBalancerTargetGroupsOutput, error) {
	if err := s.detach(in.AutoScalingGroupName, "targetGroupARNs", in.TargetGroupARNs); err != nil {
		return nil, err
	}
	return &asg.DetachLoadBalancerTargetGroupsOutput{}, nil
}

func (s *service) attach(group *string, field string, arns []string) error {
	g, err := s.find(groupField, group)
	if err != nil {
		return err
	}
	if err := batch(field, arns, mostTargetGroups); err != nil {
		return err
	}
	return s.room.AttachTargetGroups(g.Name, slices.Clone(arns))
}

func (s *service) detach(group *string, field string, arns []string) error {
	g, err := s.find(groupField, group)
	if err != nil {
		return err
	}
	if err := batch(field, arns, mostTargetGroups); err != nil {
		return err
	}
	return s.room.DetachTargetGroups(g.Name, slices.Clone(arns))
}

func (s *service) describeTargetGroups(_ context.Context, in *asg.DescribeLoadBalancerTargetGroupsInput) (*asg.DescribeLoadBalancerTargetGroupsOutput, error) {
	list, next, err := s.sources(in.AutoScalingGroupName, in.MaxRecords, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &asg.DescribeLoadBalancerTargetGroupsOutput{NextToken: next}
	for _, src := range list {
		out.LoadBalancerTargetGroups = append(out.LoadBalancerTargetGroups, types.LoadBalancerTargetGroupState{
			LoadBalancerTargetGroupARN: aws.String(src.ARN), State: aws.String(src.State),
		})
	}
	return out, nil
}

func (s *service) sources(group *string, maxRecords *int32, token *string) ([]scaling.Source, *string, error) {
	g, err := s.find(groupField, group)
	if err != nil {
		return nil, nil, err
	}
	return page(s.room.Sources(g), func(src scaling.Source) string { return src.ARN }, maxRecords, token, pageMost)
}

func (s *service) attachTrafficSources(_ context.Context, in *asg.AttachTrafficSourcesInput) (*asg.AttachTrafficSourcesOutput, error) {
	arns, err := targetGroups(nil, in.TrafficSources)
	if err != nil {
		return nil, err
	}
	if err := s.attach(in.AutoScalingGroupName, "trafficSources", arns); err != nil {
		return nil, err
	}
	return &asg.AttachTrafficSourcesOutput{}, nil
}

func (s *service) detachTrafficSources(_ context.Context, in *asg.DetachTrafficSourcesInput) (*asg.DetachTrafficSourcesOutput, error) {
	arns, err := targetGroups(nil, in.TrafficSources)
	if err != nil {
		return nil, err
	}
	if err := s.detach(in.AutoScalingGroupName, "trafficSources", arns); err != nil {
		return nil, err
	}
	return &asg.DetachTrafficSourcesOutput{}, nil
}

func (s *service) describeTrafficSources(_ context.Context, in *asg.DescribeTrafficSourcesInput) (*asg.DescribeTrafficSourcesOutput, error) {
	list, next, err := s.sources(in.AutoScalingGroupName, in.MaxRecords, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &asg.DescribeTrafficSourcesOutput{NextToken: next}
	if t := aws.ToString(in.TrafficSourceType); t != "" && t != sourceType {
		return out, nil
	}
	for _, src := range list {
		out.TrafficSources = append(out.TrafficSources, types.TrafficSourceState{
			Identifier: aws.String(src.ARN), State: aws.String(src.State), Type: aws.String(sourceType),
		})
	}
	return out, nil
}

// targetGroups is the ARNs of target groups, given as such or as traffic
// sources. Other kinds of traffic sources do not exist in the engine.
func targetGroups(arns []string, sources []types.TrafficSourceIdentifier) ([]string, error) {
	list := slices.Clone(arns)
	for _, src := range sources {
		if t := aws.ToString(src.Type); t != "" && t != sourceType {
			return nil, invalid("Provided traffic sources may not be valid. Please ensure they exist and try again.")
		}
		list = append(list, aws.ToString(src.Identifier))
	}
	return list, nil
}

// noClassic is the refusal of Classic load balancers: there are none.
func noClassic() error {
	return invalid("Provided Load Balancers may not be valid. Please ensure they exist and try again.")
}

func (s *service) attachLoadBalancers(_ context.Context, in *asg.AttachLoadBalancersInput) (*asg.AttachLoadBalancersOutput, error) {
	if _, err := s.find(groupField, in.AutoScalingGroupName); err != nil {
		return nil, err
	}
	return nil, noClassic()
}

func (s *service) detachLoadBalancers(_ context.Context, in *asg.DetachLoadBalancersInput) (*asg.DetachLoadBalancersOutput, error) {
	if _, err := s.find(groupField, in.AutoScalingGroupName); err != nil {
		return nil, err
	}
	return nil, invalid("Trying to remove Load Balancers that are not part of the group")
}

func (s *service) describeLoadBalancers(_ context.Context, in *asg.DescribeLoadBalancersInput) (*asg.DescribeLoadBalancersOutput, error) {
	if _, err := s.find(groupField, in.AutoScalingGroupName); err != nil {
		return nil, err
	}
	return &asg.DescribeLoadBalancersOutput{}, nil
}
