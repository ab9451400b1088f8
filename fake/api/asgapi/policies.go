package asgapi

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	asg "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"fleetglass/fake/api"
	"fleetglass/fake/sim/scaling"
	"fleetglass/fake/world"
)

const policyField = "policyName"

func (s *service) putPolicy(_ context.Context, in *asg.PutScalingPolicyInput) (*asg.PutScalingPolicyOutput, error) {
	g, err := s.find(groupField, in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	policy, err := name(policyField, in.PolicyName)
	if err != nil {
		return nil, err
	}
	kind := aws.ToString(in.PolicyType)
	if kind == "" {
		kind = scaling.SimpleScaling
	}
	if err := checkPolicyShape(kind, in); err != nil {
		return nil, err
	}
	p := world.Policy{
		Group: g.Name, Name: policy, Type: kind, Enabled: in.Enabled == nil || *in.Enabled,
		AdjustmentType: aws.ToString(in.AdjustmentType), Adjustment: int(aws.ToInt32(in.ScalingAdjustment)),
		MinMagnitude: int(aws.ToInt32(in.MinAdjustmentMagnitude)),
		Cooldown:     secondsOr(in.Cooldown, unset), Warmup: secondsOr(in.EstimatedInstanceWarmup, unset),
		Aggregation: aws.ToString(in.MetricAggregationType), Steps: stepsOf(in.StepAdjustments),
	}
	if kind == scaling.StepScaling && p.Aggregation == "" {
		p.Aggregation = "Average"
	}
	if in.TargetTrackingConfiguration != nil {
		if p.Target, err = trackingOf(in.TargetTrackingConfiguration); err != nil {
			return nil, err
		}
	}
	made, err := s.room.PutPolicy(p)
	if err != nil {
		return nil, err
	}
	return &asg.PutScalingPolicyOutput{PolicyARN: aws.String(made.ARN), Alarms: s.viewAlarms(made)}, nil
}

// checkPolicyShape refuses parameters that do not belong to the policy's
// type, and misses those that do. The texts are choices in AWS's manner.
func checkPolicyShape(kind string, in *asg.PutScalingPolicyInput) error {
	if err := onlyKnown(in, "AutoScalingGroupName", "PolicyName", "PolicyType", "Enabled", "AdjustmentType", "ScalingAdjustment",
		"MinAdjustmentMagnitude", "Cooldown", "EstimatedInstanceWarmup", "MetricAggregationType", "StepAdjustments",
		"TargetTrackingConfiguration", "PredictiveScalingConfiguration"); err != nil {
		return err
	}
	if kind == "PredictiveScaling" {
		return invalid("Policies of type PredictiveScaling are not supported: there is no forecast here")
	}
	simple, step, tracking := kind == scaling.SimpleScaling, kind == scaling.StepScaling, kind == scaling.TargetTrackingScaling
	switch {
	case !simple && !step && !tracking:
		return invalid("Invalid policy type: %s. Valid types: [SimpleScaling, StepScaling, TargetTrackingScaling]", kind)
	case simple && in.ScalingAdjustment == nil:
		return missing("scalingAdjustment")
	case !simple && in.ScalingAdjustment != nil:
		return invalid("ScalingAdjustment is not supported for the policy type %s", kind)
	case !simple && in.Cooldown != nil:
		return invalid("Cooldown is not supported for the policy type %s", kind)
	case in.PredictiveScalingConfiguration != nil:
		return invalid("PredictiveScalingConfiguration is not supported for the policy type %s", kind)
	case !step && len(in.StepAdjustments) > 0:
		return invalid("StepAdjustments are not supported for the policy type %s", kind)
	case !step && in.MetricAggregationType != nil:
		return invalid("MetricAggregationType is not supported for the policy type %s", kind)
	case simple && in.EstimatedInstanceWarmup != nil:
		return invalid("EstimatedInstanceWarmup is not supported for the policy type %s", kind)
	case tracking && in.TargetTrackingConfiguration == nil:
		return missing("targetTrackingConfiguration")
	case !tracking && in.TargetTrackingConfiguration != nil:
		return invalid("TargetTrackingConfiguration is not supported for the policy type %s", kind)
	case tracking && in.AdjustmentType != nil:
		return invalid("AdjustmentType is not supported for the policy type %s", kind)
	}
	if m := aws.ToString(in.MetricAggregationType); m != "" && m != "Average" && m != "Minimum" && m != "Maximum" {
		return invalid("MetricAggregationType must be one of [Minimum, Maximum, Average]")
	}
	return nil
}

func stepsOf(list []types.StepAdjustment) []world.Step {
	var steps []world.Step
	for _, a := range list {
		steps = append(steps, world.Step{
			Lower: copied(a.MetricIntervalLowerBound), Upper: copied(a.MetricIntervalUpperBound), Adjustment: int(aws.ToInt32(a.ScalingAdjustment)),
		})
	}
	return steps
}

func copied[T any](v *T) *T {
	if v == nil {
		return nil
	}
	return new(*v)
}

func trackingOf(c *types.TargetTrackingConfiguration) (world.TargetTracking, error) {
	if c.TargetValue == nil {
		return world.TargetTracking{}, missing("targetTrackingConfiguration.targetValue")
	}
	t := world.TargetTracking{Value: *c.TargetValue, DisableScaleIn: aws.ToBool(c.DisableScaleIn)}
	if p := c.PredefinedMetricSpecification; p != nil {
		t.Predefined, t.ResourceLabel = string(p.PredefinedMetricType), aws.ToString(p.ResourceLabel)
	}
	m := c.CustomizedMetricSpecification
	if m == nil {
		return t, nil
	}
	if err := onlyKnown(m, "Namespace", "MetricName", "Statistic", "Unit", "Dimensions"); err != nil {
		return t, err
	}
	if m.MetricName == nil || m.Namespace == nil || m.Statistic == "" {
		return t, invalid("A customized metric needs a MetricName, a Namespace and a Statistic")
	}
	ref := world.MetricRef{Namespace: *m.Namespace, Name: *m.MetricName, Statistic: string(m.Statistic), Unit: aws.ToString(m.Unit), Period: time.Minute}
	for _, d := range m.Dimensions {
		ref.Dimensions = append(ref.Dimensions, world.Attribute{Key: aws.ToString(d.Name), Value: aws.ToString(d.Value)})
	}
	t.Custom = &ref
	return t, nil
}

func (s *service) deletePolicy(_ context.Context, in *asg.DeletePolicyInput) (*asg.DeletePolicyOutput, error) {
	policy, err := required(policyField, in.PolicyName)
	if err != nil {
		return nil, err
	}
	if err := s.room.DeletePolicy(aws.ToString(in.AutoScalingGroupName), policy); err != nil {
		return nil, err
	}
	return &asg.DeletePolicyOutput{}, nil
}

func (s *service) executePolicy(_ context.Context, in *asg.ExecutePolicyInput) (*asg.ExecutePolicyOutput, error) {
	policy, err := required(policyField, in.PolicyName)
	if err != nil {
		return nil, err
	}
	if err := s.room.ExecutePolicy(aws.ToString(in.AutoScalingGroupName), policy, aws.ToBool(in.HonorCooldown), in.MetricValue, in.BreachThreshold); err != nil {
		return nil, err
	}
	return &asg.ExecutePolicyOutput{}, nil
}

func (s *service) describePolicies(_ context.Context, in *asg.DescribePoliciesInput) (*asg.DescribePoliciesOutput, error) {
	group := aws.ToString(in.AutoScalingGroupName)
	if in.AutoScalingGroupName != nil {
		if _, err := s.find(groupField, in.AutoScalingGroupName); err != nil {
			return nil, err
		}
	}
	var found []*world.Policy
	for _, p := range s.w.Policies.All() {
		switch {
		case group != "" && p.Group != group:
		case len(in.PolicyNames) > 0 && !slices.Contains(in.PolicyNames, p.Name) && !slices.Contains(in.PolicyNames, p.ARN):
		case len(in.PolicyTypes) > 0 && !slices.Contains(in.PolicyTypes, p.Type):
		default:
			found = append(found, p)
		}
	}
	found, next, err := page(found, func(p *world.Policy) string { return p.ARN }, in.MaxRecords, in.NextToken, pageMost)
	if err != nil {
		return nil, err
	}
	out := &asg.DescribePoliciesOutput{NextToken: next}
	for _, p := range found {
		out.ScalingPolicies = append(out.ScalingPolicies, s.viewPolicy(p))
	}
	return out, nil
}

func (s *service) viewPolicy(p *world.Policy) types.ScalingPolicy {
	v := types.ScalingPolicy{
		AutoScalingGroupName: aws.String(p.Group), PolicyName: aws.String(p.Name), PolicyARN: aws.String(p.ARN),
		PolicyType: aws.String(p.Type), Enabled: aws.Bool(p.Enabled), AdjustmentType: api.NonZero(p.AdjustmentType),
		EstimatedInstanceWarmup: inSeconds(p.Warmup), MetricAggregationType: api.NonZero(p.Aggregation),
		Alarms: s.viewAlarms(p),
	}
	if p.MinMagnitude != 0 {
		v.MinAdjustmentMagnitude = new(int32(p.MinMagnitude))
	}
	for _, step := range p.Steps {
		v.StepAdjustments = append(v.StepAdjustments, types.StepAdjustment{
			MetricIntervalLowerBound: copied(step.Lower), MetricIntervalUpperBound: copied(step.Upper), ScalingAdjustment: new(int32(step.Adjustment)),
		})
	}
	switch p.Type {
	case scaling.SimpleScaling:
		v.ScalingAdjustment, v.Cooldown = new(int32(p.Adjustment)), inSeconds(p.Cooldown)
	case scaling.TargetTrackingScaling:
		v.TargetTrackingConfiguration = viewTracking(p.Target)
	}
	return v
}

func (s *service) viewAlarms(p *world.Policy) []types.Alarm {
	var list []types.Alarm
	for _, a := range s.room.AlarmsOf(p) {
		list = append(list, types.Alarm{AlarmName: aws.String(a.Name), AlarmARN: aws.String(a.ARN)})
	}
	return list
}

func viewTracking(t world.TargetTracking) *types.TargetTrackingConfiguration {
	v := &types.TargetTrackingConfiguration{TargetValue: aws.Float64(t.Value), DisableScaleIn: aws.Bool(t.DisableScaleIn)}
	if t.Custom == nil {
		v.PredefinedMetricSpecification = &types.PredefinedMetricSpecification{
			PredefinedMetricType: types.MetricType(t.Predefined), ResourceLabel: api.NonZero(t.ResourceLabel),
		}
		return v
	}
	c := &types.CustomizedMetricSpecification{
		Namespace: aws.String(t.Custom.Namespace), MetricName: aws.String(t.Custom.Name),
		Statistic: types.MetricStatistic(t.Custom.Statistic), Unit: api.NonZero(t.Custom.Unit),
	}
	for _, d := range t.Custom.Dimensions {
		c.Dimensions = append(c.Dimensions, types.MetricDimension{Name: aws.String(d.Key), Value: aws.String(d.Value)})
	}
	v.CustomizedMetricSpecification = c
	return v
}
