package asgapi

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	asg "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"fleetglass/awsclient/semantics/lifecycle"
	"fleetglass/fake/api"
	"fleetglass/fake/world"
)

const hookField = "lifecycleHookName"

func withHookDefaults(h world.Hook) world.Hook {
	if h.DefaultResult == "" {
		h.DefaultResult = lifecycle.DefaultResult
	}
	if h.Heartbeat == 0 {
		h.Heartbeat = lifecycle.DefaultHeartbeat
	}
	return h
}

func (s *service) putHook(_ context.Context, in *asg.PutLifecycleHookInput) (*asg.PutLifecycleHookOutput, error) {
	g, err := s.find(groupField, in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	hook, err := name(hookField, in.LifecycleHookName)
	if err != nil {
		return nil, err
	}
	var before world.Hook
	if at := slices.IndexFunc(g.Hooks, func(h world.Hook) bool { return h.Name == hook }); at >= 0 {
		before = g.Hooks[at]
	} else if in.LifecycleTransition == nil {
		return nil, missing("lifecycleTransition")
	}
	h := hookOf(before, in.LifecycleHookName, in.LifecycleTransition, in.DefaultResult, in.NotificationTargetARN, in.RoleARN, in.NotificationMetadata, in.HeartbeatTimeout)
	if err := s.room.PutHook(g.Name, h); err != nil {
		return nil, err
	}
	return &asg.PutLifecycleHookOutput{}, nil
}

func (s *service) deleteHook(_ context.Context, in *asg.DeleteLifecycleHookInput) (*asg.DeleteLifecycleHookOutput, error) {
	group, hook, err := both(groupField, in.AutoScalingGroupName, hookField, in.LifecycleHookName)
	if err != nil {
		return nil, err
	}
	if err := s.room.DeleteHook(group, hook); err != nil {
		return nil, err
	}
	return &asg.DeleteLifecycleHookOutput{}, nil
}

func (s *service) describeHooks(_ context.Context, in *asg.DescribeLifecycleHooksInput) (*asg.DescribeLifecycleHooksOutput, error) {
	g, err := s.find(groupField, in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	out := &asg.DescribeLifecycleHooksOutput{}
	for _, h := range g.Hooks {
		if len(in.LifecycleHookNames) > 0 && !slices.Contains(in.LifecycleHookNames, h.Name) {
			continue
		}
		out.LifecycleHooks = append(out.LifecycleHooks, types.LifecycleHook{
			AutoScalingGroupName: aws.String(g.Name), LifecycleHookName: aws.String(h.Name),
			LifecycleTransition: aws.String(h.Transition), DefaultResult: aws.String(h.DefaultResult),
			HeartbeatTimeout: inSeconds(h.Heartbeat), GlobalTimeout: inSeconds(lifecycle.GlobalTimeout(h.Heartbeat)),
			NotificationTargetARN: api.NonZero(h.Notification), RoleARN: api.NonZero(h.Role), NotificationMetadata: api.NonZero(h.Metadata),
		})
	}
	return out, nil
}

func (s *service) completeLifecycleAction(_ context.Context, in *asg.CompleteLifecycleActionInput) (*asg.CompleteLifecycleActionOutput, error) {
	group, hook, err := both(groupField, in.AutoScalingGroupName, hookField, in.LifecycleHookName)
	if err != nil {
		return nil, err
	}
	result, err := required("lifecycleActionResult", in.LifecycleActionResult)
	if err != nil {
		return nil, err
	}
	if err := eitherGiven(in.InstanceId, in.LifecycleActionToken); err != nil {
		return nil, err
	}
	if err := s.room.CompleteLifecycle(group, hook, aws.ToString(in.InstanceId), aws.ToString(in.LifecycleActionToken), result); err != nil {
		return nil, err
	}
	return &asg.CompleteLifecycleActionOutput{}, nil
}

func (s *service) recordHeartbeat(_ context.Context, in *asg.RecordLifecycleActionHeartbeatInput) (*asg.RecordLifecycleActionHeartbeatOutput, error) {
	group, hook, err := both(groupField, in.AutoScalingGroupName, hookField, in.LifecycleHookName)
	if err != nil {
		return nil, err
	}
	if err := eitherGiven(in.InstanceId, in.LifecycleActionToken); err != nil {
		return nil, err
	}
	if err := s.room.Heartbeat(group, hook, aws.ToString(in.InstanceId), aws.ToString(in.LifecycleActionToken)); err != nil {
		return nil, err
	}
	return &asg.RecordLifecycleActionHeartbeatOutput{}, nil
}

func eitherGiven(instance, token *string) error {
	if aws.ToString(instance) == "" && aws.ToString(token) == "" {
		return invalid("Either the InstanceId or the LifecycleActionToken must be specified")
	}
	return nil
}
