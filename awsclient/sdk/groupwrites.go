package sdk

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"fleetglass/awsclient"
)

// CreateGroup makes a group.
func (c *Client) CreateGroup(ctx context.Context, g awsclient.GroupSettings) error {
	in := &autoscaling.CreateAutoScalingGroupInput{
		AutoScalingGroupName: &g.Name, AvailabilityZones: g.Zones, VPCZoneIdentifier: subnetText(g.Subnets), TargetGroupARNs: g.TargetGroups,
		HealthCheckType: given(g.HealthCheckType), HealthCheckGracePeriod: asSeconds(g.Grace), DefaultCooldown: asSeconds(g.DefaultCooldown),
		DefaultInstanceWarmup: asSeconds(g.DefaultWarmup), MaxInstanceLifetime: asSeconds(g.MaxInstanceLifetime), CapacityRebalance: g.CapacityRebalance,
		NewInstancesProtectedFromScaleIn: g.NewProtected, TerminationPolicies: g.TerminationPolicies, MixedInstancesPolicy: asMixed(g.Mixed),
	}
	if l := g.Limits; l != nil {
		in.MinSize, in.DesiredCapacity, in.MaxSize = asNumber(&l.Min), asNumber(&l.Desired), asNumber(&l.Max)
	}
	in.LaunchConfigurationName, in.LaunchTemplate = asLaunch(g.Launch)
	for _, t := range g.Tags {
		in.Tags = append(in.Tags, types.Tag{Key: aws.String(t.Key), Value: aws.String(t.Value), PropagateAtLaunch: aws.Bool(true)})
	}
	_, err := call(ctx, c, c.write.asg.CreateAutoScalingGroup, in)
	return err
}

// UpdateGroup changes what is given of a group and leaves the rest.
func (c *Client) UpdateGroup(ctx context.Context, g awsclient.GroupSettings) error {
	in := &autoscaling.UpdateAutoScalingGroupInput{
		AutoScalingGroupName: &g.Name, AvailabilityZones: g.Zones, VPCZoneIdentifier: subnetText(g.Subnets),
		HealthCheckType: given(g.HealthCheckType), HealthCheckGracePeriod: asSeconds(g.Grace), DefaultCooldown: asSeconds(g.DefaultCooldown),
		DefaultInstanceWarmup: asSeconds(g.DefaultWarmup), MaxInstanceLifetime: asSeconds(g.MaxInstanceLifetime), CapacityRebalance: g.CapacityRebalance,
		NewInstancesProtectedFromScaleIn: g.NewProtected, TerminationPolicies: g.TerminationPolicies, MixedInstancesPolicy: asMixed(g.Mixed),
	}
	if l := g.Limits; l != nil {
		in.MinSize, in.DesiredCapacity, in.MaxSize = asNumber(&l.Min), asNumber(&l.Desired), asNumber(&l.Max)
	}
	in.LaunchConfigurationName, in.LaunchTemplate = asLaunch(g.Launch)
	_, err := call(ctx, c, c.write.asg.UpdateAutoScalingGroup, in)
	return err
}

// DeleteGroup deletes a group; by force with its instances.
func (c *Client) DeleteGroup(ctx context.Context, group string, force bool) error {
	_, err := call(ctx, c, c.write.asg.DeleteAutoScalingGroup, &autoscaling.DeleteAutoScalingGroupInput{AutoScalingGroupName: &group, ForceDelete: &force})
	return err
}

// subnetText is Auto Scaling's comma-separated list.
func subnetText(ids []string) *string { return given(strings.Join(ids, ",")) }

func asLaunch(ref *awsclient.LaunchRef) (configuration *string, template *types.LaunchTemplateSpecification) {
	switch {
	case ref == nil:
		return nil, nil
	case ref.Configuration != "":
		return &ref.Configuration, nil
	}
	return nil, asTemplate(*ref)
}

// asTemplate names a template by its id, or else by its name: AWS does not
// take both.
func asTemplate(ref awsclient.LaunchRef) *types.LaunchTemplateSpecification {
	t := &types.LaunchTemplateSpecification{LaunchTemplateId: given(ref.TemplateID), Version: given(ref.Version)}
	if ref.TemplateID == "" {
		t.LaunchTemplateName = given(ref.TemplateName)
	}
	return t
}

func asMixed(p *awsclient.MixedPolicy) *types.MixedInstancesPolicy {
	if p == nil {
		return nil
	}
	out := &types.MixedInstancesPolicy{
		LaunchTemplate: &types.LaunchTemplate{LaunchTemplateSpecification: asTemplate(p.Launch)},
		InstancesDistribution: &types.InstancesDistribution{
			OnDemandAllocationStrategy: given(p.OnDemandStrategy), OnDemandBaseCapacity: asNumber(&p.OnDemandBase),
			OnDemandPercentageAboveBaseCapacity: asNumber(&p.OnDemandPercent), SpotAllocationStrategy: given(p.SpotStrategy), SpotMaxPrice: given(p.SpotMaxPrice),
		},
	}
	if p.SpotPools > 0 {
		out.InstancesDistribution.SpotInstancePools = asNumber(&p.SpotPools)
	}
	for _, o := range p.Overrides {
		over := types.LaunchTemplateOverrides{InstanceType: given(o.Type)}
		if o.Weight > 0 {
			over.WeightedCapacity = given(strconv.Itoa(o.Weight))
		}
		if !o.Launch.Empty() {
			over.LaunchTemplateSpecification = asTemplate(o.Launch)
		}
		out.LaunchTemplate.Overrides = append(out.LaunchTemplate.Overrides, over)
	}
	return out
}

// PutPolicy makes or replaces a scaling policy and gives its ARN. Only what
// belongs to the policy's type is sent.
func (c *Client) PutPolicy(ctx context.Context, p awsclient.Policy) (string, error) {
	in := &autoscaling.PutScalingPolicyInput{AutoScalingGroupName: &p.Group, PolicyName: &p.Name, PolicyType: given(p.Type), Enabled: aws.Bool(p.Enabled)}
	switch p.Type {
	case "TargetTrackingScaling":
		in.TargetTrackingConfiguration = asTracking(p.Target)
	case "StepScaling":
		in.AdjustmentType, in.MetricAggregationType = given(p.AdjustmentType), given(p.MetricAggregation)
		in.StepAdjustments = mapped(p.Steps, func(s awsclient.Step) types.StepAdjustment {
			return types.StepAdjustment{MetricIntervalLowerBound: s.Lower, MetricIntervalUpperBound: s.Upper, ScalingAdjustment: asNumber(&s.Adjustment)}
		})
	default:
		in.AdjustmentType, in.ScalingAdjustment = given(p.AdjustmentType), asNumber(&p.Adjustment)
		if p.Cooldown > 0 {
			in.Cooldown = asSeconds(&p.Cooldown)
		}
	}
	if p.Warmup > 0 {
		in.EstimatedInstanceWarmup = asSeconds(&p.Warmup)
	}
	if p.MinMagnitude > 0 {
		in.MinAdjustmentMagnitude = asNumber(&p.MinMagnitude)
	}
	out, err := call(ctx, c, c.write.asg.PutScalingPolicy, in)
	if err != nil {
		return "", err
	}
	return text(out.PolicyARN), nil
}

// asTracking is target tracking on a predefined or a custom metric. Metric math
// is not kept whole in a Policy, and so cannot be written back.
func asTracking(t awsclient.TargetTracking) *types.TargetTrackingConfiguration {
	out := &types.TargetTrackingConfiguration{TargetValue: aws.Float64(t.Value), DisableScaleIn: aws.Bool(t.DisableScaleIn)}
	if m := t.Custom; m != nil {
		out.CustomizedMetricSpecification = &types.CustomizedMetricSpecification{
			Namespace: &m.Namespace, MetricName: &m.Name, Statistic: types.MetricStatistic(m.Statistic), Unit: given(m.Unit),
			Dimensions: mapped(m.Dimensions, func(d awsclient.Dimension) types.MetricDimension {
				return types.MetricDimension{Name: aws.String(d.Name), Value: aws.String(d.Value)}
			}),
		}
		return out
	}
	out.PredefinedMetricSpecification = &types.PredefinedMetricSpecification{
		PredefinedMetricType: types.MetricType(t.Predefined), ResourceLabel: given(t.ResourceLabel),
	}
	return out
}

// groupTagType is what kind of resource tags of groups are on.
const groupTagType = "auto-scaling-group"

// TagGroup sets tags of a group.
func (c *Client) TagGroup(ctx context.Context, group string, tags []awsclient.Tag, propagate bool) error {
	in := &autoscaling.CreateOrUpdateTagsInput{}
	for _, t := range tags {
		in.Tags = append(in.Tags, types.Tag{Key: aws.String(t.Key), Value: aws.String(t.Value), PropagateAtLaunch: &propagate,
			ResourceId: &group, ResourceType: aws.String(groupTagType)})
	}
	_, err := call(ctx, c, c.write.asg.CreateOrUpdateTags, in)
	return err
}

// UntagGroup takes tags of a group away.
func (c *Client) UntagGroup(ctx context.Context, group string, keys []string) error {
	in := &autoscaling.DeleteTagsInput{}
	for _, key := range keys {
		in.Tags = append(in.Tags, types.Tag{Key: aws.String(key), ResourceId: &group, ResourceType: aws.String(groupTagType)})
	}
	_, err := call(ctx, c, c.write.asg.DeleteTags, in)
	return err
}

// DeletePolicy deletes a scaling policy, by name or ARN.
func (c *Client) DeletePolicy(ctx context.Context, group, policy string) error {
	_, err := call(ctx, c, c.write.asg.DeletePolicy, &autoscaling.DeletePolicyInput{AutoScalingGroupName: given(group), PolicyName: &policy})
	return err
}

// PutScheduledAction makes or replaces a scheduled action.
func (c *Client) PutScheduledAction(ctx context.Context, a awsclient.ScheduledAction) error {
	_, err := call(ctx, c, c.write.asg.PutScheduledUpdateGroupAction, &autoscaling.PutScheduledUpdateGroupActionInput{
		AutoScalingGroupName: &a.Group, ScheduledActionName: &a.Name, MinSize: asNumber(a.Min), MaxSize: asNumber(a.Max), DesiredCapacity: asNumber(a.Desired),
		Recurrence: given(a.Recurrence), TimeZone: given(a.TimeZone), StartTime: asMoment(a.Start), EndTime: asMoment(a.End),
	})
	return err
}

// asMoment is a time as the SDK has it; nil for none.
func asMoment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// DeleteScheduledAction deletes a scheduled action.
func (c *Client) DeleteScheduledAction(ctx context.Context, group, name string) error {
	_, err := call(ctx, c, c.write.asg.DeleteScheduledAction, &autoscaling.DeleteScheduledActionInput{AutoScalingGroupName: &group, ScheduledActionName: &name})
	return err
}

// PutHook makes or replaces a lifecycle hook.
func (c *Client) PutHook(ctx context.Context, h awsclient.Hook) error {
	in := &autoscaling.PutLifecycleHookInput{
		AutoScalingGroupName: &h.Group, LifecycleHookName: &h.Name, LifecycleTransition: given(h.Transition), DefaultResult: given(h.DefaultResult),
		NotificationTargetARN: given(h.Notification), NotificationMetadata: given(h.Metadata),
	}
	if h.Heartbeat > 0 {
		in.HeartbeatTimeout = asSeconds(&h.Heartbeat)
	}
	_, err := call(ctx, c, c.write.asg.PutLifecycleHook, in)
	return err
}

// DeleteHook deletes a lifecycle hook; who waits at it goes on.
func (c *Client) DeleteHook(ctx context.Context, group, name string) error {
	_, err := call(ctx, c, c.write.asg.DeleteLifecycleHook, &autoscaling.DeleteLifecycleHookInput{AutoScalingGroupName: &group, LifecycleHookName: &name})
	return err
}

// AttachInstances makes running instances members of a group.
func (c *Client) AttachInstances(ctx context.Context, group string, ids []string) error {
	_, err := call(ctx, c, c.write.asg.AttachInstances, &autoscaling.AttachInstancesInput{AutoScalingGroupName: &group, InstanceIds: ids})
	return err
}

// DetachInstances makes members plain instances again.
func (c *Client) DetachInstances(ctx context.Context, group string, ids []string, decrementDesired bool) error {
	_, err := call(ctx, c, c.write.asg.DetachInstances, &autoscaling.DetachInstancesInput{
		AutoScalingGroupName: &group, InstanceIds: ids, ShouldDecrementDesiredCapacity: &decrementDesired,
	})
	return err
}
