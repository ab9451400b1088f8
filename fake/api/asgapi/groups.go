package asgapi

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	asg "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"fleetglass/fake/sim/scaling"
	"fleetglass/fake/world"
)

func (s *service) createGroup(_ context.Context, in *asg.CreateAutoScalingGroupInput) (*asg.CreateAutoScalingGroupOutput, error) {
	group, err := name(groupField, in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	switch {
	case in.MinSize == nil:
		return nil, missing("minSize")
	case in.MaxSize == nil:
		return nil, missing("maxSize")
	}
	if err := refuseUnknown(map[string]bool{
		"MixedInstancesPolicy": in.MixedInstancesPolicy != nil, "InstanceId": in.InstanceId != nil, "PlacementGroup": in.PlacementGroup != nil,
	}); err != nil {
		return nil, err
	}
	if len(in.LoadBalancerNames) > 0 {
		return nil, noClassic()
	}
	g := scaling.NewGroup(group)
	g.Min, g.Max = int(*in.MinSize), int(*in.MaxSize)
	g.Desired = int(aws.ToInt32(in.DesiredCapacity))
	if in.DesiredCapacity == nil {
		g.Desired = g.Min
	}
	if g.Launch, err = launchRef(in.LaunchConfigurationName, in.LaunchTemplate); err != nil {
		return nil, err
	}
	g.Zones, g.Subnets = in.AvailabilityZones, commas(in.VPCZoneIdentifier)
	g.DefaultCooldown = secondsOr(in.DefaultCooldown, g.DefaultCooldown)
	g.DefaultWarmup = secondsOr(in.DefaultInstanceWarmup, unset)
	g.Grace = secondsOr(in.HealthCheckGracePeriod, g.Grace)
	g.MaxInstanceLifetime = secondsOr(in.MaxInstanceLifetime, 0)
	g.NewProtected = aws.ToBool(in.NewInstancesProtectedFromScaleIn)
	g.CapacityRebalance = aws.ToBool(in.CapacityRebalance)
	g.ServiceLinkedRole = aws.ToString(in.ServiceLinkedRoleARN)
	if in.HealthCheckType != nil {
		g.HealthCheckType = *in.HealthCheckType
	}
	if len(in.TerminationPolicies) > 0 {
		g.TerminationPolicies = in.TerminationPolicies
	}
	if g.TargetGroups, err = targetGroups(in.TargetGroupARNs, in.TrafficSources); err != nil {
		return nil, err
	}
	if g.Tags, err = newTags(group, in.Tags); err != nil {
		return nil, err
	}
	for _, h := range in.LifecycleHookSpecificationList {
		g.Hooks = append(g.Hooks, hookOf(world.Hook{}, h.LifecycleHookName, h.LifecycleTransition, h.DefaultResult, h.NotificationTargetARN, h.RoleARN, h.NotificationMetadata, h.HeartbeatTimeout))
	}
	if err := s.room.CreateGroup(g); err != nil {
		return nil, err
	}
	return &asg.CreateAutoScalingGroupOutput{}, nil
}

// refuseUnknown refuses parameters that the engine cannot honor, rather than
// to take them and do nothing.
func refuseUnknown(given map[string]bool) error {
	for _, field := range []string{"MixedInstancesPolicy", "InstanceId", "InstanceIds", "PlacementGroup", "PredictiveScalingConfiguration", "Metrics"} {
		if given[field] {
			return invalid("The parameter %s is not supported", field)
		}
	}
	return nil
}

func launchRef(configuration *string, t *types.LaunchTemplateSpecification) (world.LaunchRef, error) {
	ref := world.LaunchRef{Configuration: aws.ToString(configuration)}
	if t == nil {
		return ref, nil
	}
	ref.Template, ref.TemplateName, ref.Version = aws.ToString(t.LaunchTemplateId), aws.ToString(t.LaunchTemplateName), aws.ToString(t.Version)
	switch {
	case ref.Template == "" && ref.TemplateName == "":
		return ref, invalid("Valid requests must contain either launchTemplateId or LaunchTemplateName")
	case ref.Template != "" && ref.TemplateName != "":
		return ref, invalid("Valid requests must contain either launchTemplateId or LaunchTemplateName")
	}
	return ref, nil
}

func (s *service) updateGroup(_ context.Context, in *asg.UpdateAutoScalingGroupInput) (*asg.UpdateAutoScalingGroupOutput, error) {
	g, err := s.find(groupField, in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	if err := refuseUnknown(map[string]bool{"MixedInstancesPolicy": in.MixedInstancesPolicy != nil, "PlacementGroup": in.PlacementGroup != nil}); err != nil {
		return nil, err
	}
	u := scaling.Update{
		Min: number(in.MinSize), Max: number(in.MaxSize), Desired: number(in.DesiredCapacity),
		Zones: in.AvailabilityZones, Subnets: commas(in.VPCZoneIdentifier),
		Cooldown: seconds(in.DefaultCooldown), Warmup: seconds(in.DefaultInstanceWarmup),
		Grace: seconds(in.HealthCheckGracePeriod), MaxLifetime: seconds(in.MaxInstanceLifetime),
		HealthCheckType: in.HealthCheckType, TerminationPolicies: in.TerminationPolicies,
		NewProtected: in.NewInstancesProtectedFromScaleIn, CapRebalance: in.CapacityRebalance,
		ServiceLinkedRole: in.ServiceLinkedRoleARN,
	}
	if in.LaunchConfigurationName != nil || in.LaunchTemplate != nil {
		ref, err := launchRef(in.LaunchConfigurationName, in.LaunchTemplate)
		if err != nil {
			return nil, err
		}
		u.Launch = &ref
	}
	if err := s.room.UpdateGroup(g.Name, u); err != nil {
		return nil, err
	}
	return &asg.UpdateAutoScalingGroupOutput{}, nil
}

func (s *service) deleteGroup(_ context.Context, in *asg.DeleteAutoScalingGroupInput) (*asg.DeleteAutoScalingGroupOutput, error) {
	g, err := s.find(groupField, in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	if err := s.room.DeleteGroup(g.Name, aws.ToBool(in.ForceDelete)); err != nil {
		return nil, err
	}
	return &asg.DeleteAutoScalingGroupOutput{}, nil
}

func (s *service) setDesiredCapacity(_ context.Context, in *asg.SetDesiredCapacityInput) (*asg.SetDesiredCapacityOutput, error) {
	g, err := s.find(groupField, in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	if in.DesiredCapacity == nil {
		return nil, missing("desiredCapacity")
	}
	if err := s.room.SetDesired(g.Name, int(*in.DesiredCapacity), aws.ToBool(in.HonorCooldown)); err != nil {
		return nil, err
	}
	return &asg.SetDesiredCapacityOutput{}, nil
}

func (s *service) suspendProcesses(_ context.Context, in *asg.SuspendProcessesInput) (*asg.SuspendProcessesOutput, error) {
	g, err := s.find(groupField, in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	if err := s.room.Suspend(g.Name, in.ScalingProcesses); err != nil {
		return nil, err
	}
	return &asg.SuspendProcessesOutput{}, nil
}

func (s *service) resumeProcesses(_ context.Context, in *asg.ResumeProcessesInput) (*asg.ResumeProcessesOutput, error) {
	g, err := s.find(groupField, in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	if err := s.room.Resume(g.Name, in.ScalingProcesses); err != nil {
		return nil, err
	}
	return &asg.ResumeProcessesOutput{}, nil
}

// hookOf is a hook with the given parameters on top of what it was.
func hookOf(h world.Hook, name, transition, result, notify, role, metadata *string, heartbeat *int32) world.Hook {
	for _, f := range []struct {
		field *string
		value *string
	}{
		{&h.Name, name}, {&h.Transition, transition}, {&h.DefaultResult, result},
		{&h.Notification, notify}, {&h.Role, role}, {&h.Metadata, metadata},
	} {
		if f.value != nil {
			*f.field = *f.value
		}
	}
	if heartbeat != nil {
		h.Heartbeat = time.Duration(*heartbeat) * time.Second
	}
	return withHookDefaults(h)
}
