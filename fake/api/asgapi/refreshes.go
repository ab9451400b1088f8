package asgapi

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	asg "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	rules "fleetglass/awsclient/semantics/refresh"
	"fleetglass/fake/api"
	"fleetglass/fake/sim/scaling"
	"fleetglass/fake/world"
)

func (s *service) startRefresh(_ context.Context, in *asg.StartInstanceRefreshInput) (*asg.StartInstanceRefreshOutput, error) {
	g, err := s.find(groupField, in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	if in.Strategy != "" && in.Strategy != types.RefreshStrategyRolling {
		return nil, invalid("The refresh strategy %s is not supported. Supported strategies: [Rolling]", in.Strategy)
	}
	f := world.Refresh{Group: g.Name}
	if f.Preferences, err = preferencesOf(in.Preferences); err != nil {
		return nil, err
	}
	if d := in.DesiredConfiguration; d != nil {
		if d.LaunchTemplate == nil && d.MixedInstancesPolicy == nil {
			return nil, invalid("DesiredConfiguration must contain either LaunchTemplate or MixedInstancesPolicy.")
		}
		if d.LaunchTemplate != nil {
			ref, err := launchRef(nil, d.LaunchTemplate)
			if err != nil {
				return nil, err
			}
			f.Launch = &ref
		}
		if f.Mixed, err = mixedOf(d.MixedInstancesPolicy, g.Mixed); err != nil {
			return nil, err
		}
	}
	id, err := s.room.StartRefresh(f)
	if err != nil {
		return nil, err
	}
	return &asg.StartInstanceRefreshOutput{InstanceRefreshId: aws.String(id)}, nil
}

// preferencesOf is a request's preferences over AWS's defaults.
func preferencesOf(in *types.RefreshPreferences) (world.RefreshPreferences, error) {
	d := rules.Defaults()
	p := world.RefreshPreferences{
		MinHealthy: d.MinHealthy, MaxHealthy: d.MaxHealthy, Warmup: unset, CheckpointDelay: d.CheckpointDelay,
		ScaleInProtected: d.ScaleInProtected, Standby: d.Standby,
	}
	if in == nil {
		return p, nil
	}
	switch {
	case in.MaxHealthyPercentage != nil && in.MinHealthyPercentage == nil:
		return p, invalid("MinHealthyPercentage is required when MaxHealthyPercentage is given")
	case in.CheckpointDelay != nil && len(in.CheckpointPercentages) == 0:
		return p, invalid("CheckpointPercentages are required when CheckpointDelay is given")
	case in.InstanceWarmup != nil && *in.InstanceWarmup < 0:
		return p, invalid("InstanceWarmup must be 0 or more")
	}
	for _, f := range []struct {
		field *int
		value *int32
	}{{&p.MinHealthy, in.MinHealthyPercentage}, {&p.MaxHealthy, in.MaxHealthyPercentage}} {
		if f.value != nil {
			*f.field = int(*f.value)
		}
	}
	for _, c := range in.CheckpointPercentages {
		p.Checkpoints = append(p.Checkpoints, int(c))
	}
	p.Warmup = secondsOr(in.InstanceWarmup, p.Warmup)
	p.CheckpointDelay = secondsOr(in.CheckpointDelay, p.CheckpointDelay)
	p.BakeTime = secondsOr(in.BakeTime, 0)
	p.SkipMatching, p.AutoRollback = aws.ToBool(in.SkipMatching), aws.ToBool(in.AutoRollback)
	if in.ScaleInProtectedInstances != "" {
		p.ScaleInProtected = string(in.ScaleInProtectedInstances)
	}
	if in.StandbyInstances != "" {
		p.Standby = string(in.StandbyInstances)
	}
	if a := in.AlarmSpecification; a != nil {
		p.Alarms = slices.Clone(a.Alarms)
	}
	return p, nil
}

func (s *service) cancelRefresh(_ context.Context, in *asg.CancelInstanceRefreshInput) (*asg.CancelInstanceRefreshOutput, error) {
	g, err := s.find(groupField, in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	id, err := s.room.CancelRefresh(g.Name)
	if err != nil {
		return nil, err
	}
	return &asg.CancelInstanceRefreshOutput{InstanceRefreshId: aws.String(id)}, nil
}

func (s *service) rollbackRefresh(_ context.Context, in *asg.RollbackInstanceRefreshInput) (*asg.RollbackInstanceRefreshOutput, error) {
	g, err := s.find(groupField, in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	id, err := s.room.RollbackRefresh(g.Name)
	if err != nil {
		return nil, err
	}
	return &asg.RollbackInstanceRefreshOutput{InstanceRefreshId: aws.String(id)}, nil
}

func (s *service) describeRefreshes(_ context.Context, in *asg.DescribeInstanceRefreshesInput) (*asg.DescribeInstanceRefreshesOutput, error) {
	g, err := s.find(groupField, in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	found := slices.DeleteFunc(s.room.Refreshes(g.Name), func(f *world.Refresh) bool {
		return len(in.InstanceRefreshIds) > 0 && !slices.Contains(in.InstanceRefreshIds, f.ID)
	})
	found, next, err := page(found, func(f *world.Refresh) string { return f.ID }, in.MaxRecords, in.NextToken, pageMost)
	if err != nil {
		return nil, err
	}
	out := &asg.DescribeInstanceRefreshesOutput{NextToken: next}
	for _, f := range found {
		out.InstanceRefreshes = append(out.InstanceRefreshes, viewRefresh(f))
	}
	return out, nil
}

func viewRefresh(f *world.Refresh) types.InstanceRefresh {
	v := types.InstanceRefresh{
		InstanceRefreshId: aws.String(f.ID), AutoScalingGroupName: aws.String(f.Group), Status: types.InstanceRefreshStatus(f.Status),
		StatusReason: api.NonZero(f.Reason), StartTime: instant(f.Started), EndTime: instant(f.Ended),
		PercentageComplete: new(int32(scaling.Percent(f))), InstancesToUpdate: new(int32(f.Left)),
		Preferences: viewPreferences(f.Preferences), Strategy: types.RefreshStrategyRolling,
	}
	switch {
	case f.Mixed != nil:
		v.DesiredConfiguration = &types.DesiredConfiguration{MixedInstancesPolicy: viewMixed(f.Mixed)}
	case f.Launch != nil:
		v.DesiredConfiguration = &types.DesiredConfiguration{LaunchTemplate: viewTemplate(*f.Launch)}
	}
	if b := f.Back; b != nil {
		v.RollbackDetails = &types.RollbackDetails{
			RollbackReason: aws.String(b.Reason), RollbackStartTime: instant(b.Started),
			PercentageCompleteOnRollback: new(int32(b.Percent)), InstancesToUpdateOnRollback: new(int32(b.Left)),
		}
	}
	return v
}

func viewPreferences(p world.RefreshPreferences) *types.RefreshPreferences {
	v := &types.RefreshPreferences{
		MinHealthyPercentage: new(int32(p.MinHealthy)), MaxHealthyPercentage: new(int32(p.MaxHealthy)), InstanceWarmup: inSeconds(p.Warmup),
		SkipMatching: aws.Bool(p.SkipMatching), AutoRollback: aws.Bool(p.AutoRollback),
		ScaleInProtectedInstances: types.ScaleInProtectedInstances(p.ScaleInProtected), StandbyInstances: types.StandbyInstances(p.Standby),
	}
	for _, c := range p.Checkpoints {
		v.CheckpointPercentages = append(v.CheckpointPercentages, int32(c))
	}
	if len(p.Checkpoints) > 0 {
		v.CheckpointDelay = new(int32(p.CheckpointDelay / time.Second))
	}
	if p.BakeTime > 0 {
		v.BakeTime = inSeconds(p.BakeTime)
	}
	if len(p.Alarms) > 0 {
		v.AlarmSpecification = &types.AlarmSpecification{Alarms: slices.Clone(p.Alarms)}
	}
	return v
}
