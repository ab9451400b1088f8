package asgapi

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	asg "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"fleetglass/awsclient/semantics/lifecycle"
	"fleetglass/awsclient/semantics/placement"
	rules "fleetglass/awsclient/semantics/scaling"
	"fleetglass/fake/sim/scaling"
)

func (s *service) describeHookTypes(context.Context, *asg.DescribeLifecycleHookTypesInput) (*asg.DescribeLifecycleHookTypesOutput, error) {
	return &asg.DescribeLifecycleHookTypesOutput{LifecycleHookTypes: []string{lifecycle.Launching, lifecycle.Terminating}}, nil
}

func (s *service) describeProcessTypes(context.Context, *asg.DescribeScalingProcessTypesInput) (*asg.DescribeScalingProcessTypesOutput, error) {
	out := &asg.DescribeScalingProcessTypesOutput{}
	for _, p := range lifecycle.Processes() {
		out.Processes = append(out.Processes, types.ProcessType{ProcessName: aws.String(p.Name)})
	}
	return out, nil
}

func (s *service) describeAdjustmentTypes(context.Context, *asg.DescribeAdjustmentTypesInput) (*asg.DescribeAdjustmentTypesOutput, error) {
	out := &asg.DescribeAdjustmentTypesOutput{}
	for _, t := range []string{rules.ChangeInCapacity, rules.ExactCapacity, rules.PercentChangeInCapacity} {
		out.AdjustmentTypes = append(out.AdjustmentTypes, types.AdjustmentType{AdjustmentType: aws.String(t)})
	}
	return out, nil
}

func (s *service) describeTerminationPolicyTypes(context.Context, *asg.DescribeTerminationPolicyTypesInput) (*asg.DescribeTerminationPolicyTypesOutput, error) {
	return &asg.DescribeTerminationPolicyTypesOutput{TerminationPolicyTypes: slices.Clone(placement.Policies())}, nil
}

func (s *service) describeNotificationTypes(context.Context, *asg.DescribeAutoScalingNotificationTypesInput) (*asg.DescribeAutoScalingNotificationTypesOutput, error) {
	return &asg.DescribeAutoScalingNotificationTypesOutput{AutoScalingNotificationTypes: scaling.NotificationTypes()}, nil
}

// granularity is the only one that group metrics have.
const granularity = "1Minute"

// groupMetrics are the metrics of a group that can be collected.
func groupMetrics() []string {
	return []string{
		"GroupMinSize", "GroupMaxSize", "GroupDesiredCapacity", "GroupInServiceInstances",
		"GroupPendingInstances", "GroupStandbyInstances", "GroupTerminatingInstances", "GroupTotalInstances",
		"GroupInServiceCapacity", "GroupPendingCapacity", "GroupStandbyCapacity", "GroupTerminatingCapacity", "GroupTotalCapacity",
	}
}

func (s *service) describeMetricTypes(context.Context, *asg.DescribeMetricCollectionTypesInput) (*asg.DescribeMetricCollectionTypesOutput, error) {
	out := &asg.DescribeMetricCollectionTypesOutput{Granularities: []types.MetricGranularityType{{Granularity: aws.String(granularity)}}}
	for _, m := range groupMetrics() {
		out.Metrics = append(out.Metrics, types.MetricCollectionType{Metric: aws.String(m)})
	}
	return out, nil
}

func (s *service) enableMetrics(_ context.Context, in *asg.EnableMetricsCollectionInput) (*asg.EnableMetricsCollectionOutput, error) {
	g, err := s.find(groupField, in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	if aws.ToString(in.Granularity) != granularity {
		return nil, invalid("Granularity must be %s", granularity)
	}
	names, err := metricNames(in.Metrics)
	if err != nil {
		return nil, err
	}
	// In AWS's order, whatever the order in which they were enabled.
	g.EnabledMetrics = slices.DeleteFunc(groupMetrics(), func(m string) bool {
		return !slices.Contains(g.EnabledMetrics, m) && !slices.Contains(names, m)
	})
	return &asg.EnableMetricsCollectionOutput{}, nil
}

func (s *service) disableMetrics(_ context.Context, in *asg.DisableMetricsCollectionInput) (*asg.DisableMetricsCollectionOutput, error) {
	g, err := s.find(groupField, in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	names, err := metricNames(in.Metrics)
	if err != nil {
		return nil, err
	}
	g.EnabledMetrics = slices.DeleteFunc(slices.Clone(g.EnabledMetrics), func(m string) bool { return slices.Contains(names, m) })
	return &asg.DisableMetricsCollectionOutput{}, nil
}

// metricNames are the given metrics, all of them when none is given.
func metricNames(given []string) ([]string, error) {
	for _, m := range given {
		if !slices.Contains(groupMetrics(), m) {
			return nil, invalid("Invalid metric: %s", m)
		}
	}
	if len(given) == 0 {
		return groupMetrics(), nil
	}
	return given, nil
}

func (s *service) describeAccountLimits(context.Context, *asg.DescribeAccountLimitsInput) (*asg.DescribeAccountLimitsOutput, error) {
	return &asg.DescribeAccountLimitsOutput{
		MaxNumberOfAutoScalingGroups: new(int32(scaling.MaxGroups)), NumberOfAutoScalingGroups: new(int32(s.w.Groups.Len())),
		MaxNumberOfLaunchConfigurations: new(int32(scaling.MaxLaunchConfigurations)), NumberOfLaunchConfigurations: new(int32(s.w.LaunchConfigurations.Len())),
	}, nil
}
