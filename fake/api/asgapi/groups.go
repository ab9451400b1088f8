package asgapi

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	asg "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"fleetglass/fake/sim/scaling"
	"fleetglass/fake/world"
)

func (s *service) createGroup(_ context.Context, in *asg.CreateAutoScalingGroupInput) (*asg.CreateAutoScalingGroupOutput, error) {
	g, err := newGroup(in)
	if err != nil {
		return nil, err
	}
	if err := s.room.CreateGroup(g); err != nil {
		return nil, err
	}
	return &asg.CreateAutoScalingGroupOutput{}, nil
}

// newGroup is the group that a request asks for, as far as it can be told
// without looking at the world.
func newGroup(in *asg.CreateAutoScalingGroupInput) (world.Group, error) {
	if err := checkNewGroup(in); err != nil {
		return world.Group{}, err
	}
	g := withSettings(in)
	var err error
	if g.Launch, err = launchRef(in.LaunchConfigurationName, in.LaunchTemplate); err != nil {
		return g, err
	}
	if g.Mixed, err = mixedOf(in.MixedInstancesPolicy, nil); err != nil {
		return g, err
	}
	if err = withSources(&g, in); err != nil {
		return g, err
	}
	if g.Tags, err = newTags(g.Name, in.Tags); err != nil {
		return g, err
	}
	for _, h := range in.LifecycleHookSpecificationList {
		g.Hooks = append(g.Hooks, hookOf(world.Hook{}, h.LifecycleHookName, h.LifecycleTransition, h.DefaultResult, h.NotificationTargetARN, h.RoleARN, h.NotificationMetadata, h.HeartbeatTimeout))
	}
	return g, nil
}

func checkNewGroup(in *asg.CreateAutoScalingGroupInput) error {
	if err := oneSource(in.LaunchConfigurationName, in.LaunchTemplate, in.MixedInstancesPolicy); err != nil {
		return err
	}
	if _, err := name(groupField, in.AutoScalingGroupName); err != nil {
		return err
	}
	switch {
	case in.MinSize == nil:
		return missing("minSize")
	case in.MaxSize == nil:
		return missing("maxSize")
	}
	return onlyKnown(in, append(groupSettings(), "AutoScalingGroupName", "Context", "LifecycleHookSpecificationList", "LoadBalancerNames", "Tags", "TargetGroupARNs", "TrafficSources")...)
}

// groupSettings are the parameters that a group can be created with and
// changed later.
func groupSettings() []string {
	return []string{
		"MinSize", "MaxSize", "DesiredCapacity", "AvailabilityZones", "VPCZoneIdentifier", "LaunchConfigurationName", "LaunchTemplate",
		"DefaultCooldown", "DefaultInstanceWarmup", "HealthCheckType", "HealthCheckGracePeriod", "MaxInstanceLifetime", "TerminationPolicies",
		"NewInstancesProtectedFromScaleIn", "CapacityRebalance", "ServiceLinkedRoleARN", "MixedInstancesPolicy",
	}
}

// withSettings is a group with a request's plain settings over the defaults.
func withSettings(in *asg.CreateAutoScalingGroupInput) world.Group {
	g := scaling.NewGroup(*in.AutoScalingGroupName)
	g.Min, g.Max = int(*in.MinSize), int(*in.MaxSize)
	g.Desired = int(aws.ToInt32(in.DesiredCapacity))
	if in.DesiredCapacity == nil {
		g.Desired = g.Min
	}
	g.Zones, g.Subnets = slices.Clone(in.AvailabilityZones), commas(in.VPCZoneIdentifier)
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
		g.TerminationPolicies = slices.Clone(in.TerminationPolicies)
	}
	return g
}

func launchRef(configuration *string, t *types.LaunchTemplateSpecification) (world.LaunchRef, error) {
	ref := world.LaunchRef{Configuration: aws.ToString(configuration)}
	if t == nil {
		return ref, nil
	}
	ref.Template, ref.TemplateName, ref.Version = aws.ToString(t.LaunchTemplateId), aws.ToString(t.LaunchTemplateName), aws.ToString(t.Version)
	if (ref.Template == "") == (ref.TemplateName == "") {
		return ref, invalid("Valid requests must contain either launchTemplateId or LaunchTemplateName")
	}
	return ref, nil
}

func (s *service) updateGroup(_ context.Context, in *asg.UpdateAutoScalingGroupInput) (*asg.UpdateAutoScalingGroupOutput, error) {
	g, err := s.find(groupField, in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	if err := onlyKnown(in, append(groupSettings(), "AutoScalingGroupName", "Context")...); err != nil {
		return nil, err
	}
	u := scaling.Update{
		Min: number(in.MinSize), Max: number(in.MaxSize), Desired: number(in.DesiredCapacity),
		Zones: slices.Clone(in.AvailabilityZones), Subnets: commas(in.VPCZoneIdentifier),
		Cooldown: seconds(in.DefaultCooldown), Warmup: seconds(in.DefaultInstanceWarmup),
		Grace: seconds(in.HealthCheckGracePeriod), MaxLifetime: seconds(in.MaxInstanceLifetime),
		HealthCheckType: in.HealthCheckType, TerminationPolicies: slices.Clone(in.TerminationPolicies),
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
	if err := oneSource(in.LaunchConfigurationName, in.LaunchTemplate, in.MixedInstancesPolicy); err != nil {
		return nil, err
	}
	if u.Mixed, err = mixedOf(in.MixedInstancesPolicy, g.Mixed); err != nil {
		return nil, err
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
