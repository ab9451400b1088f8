package asgapi

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	asg "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"fleetglass/fake/world"
)

// How many instances one call may name (AS/ec2-auto-scaling-quotas).
const (
	mostMoved     = 20
	mostProtected = 50
)

const idsField = "instanceIds"

func (s *service) terminateInstance(_ context.Context, in *asg.TerminateInstanceInAutoScalingGroupInput) (*asg.TerminateInstanceInAutoScalingGroupOutput, error) {
	if err := onlyKnown(in, "InstanceId", "ShouldDecrementDesiredCapacity"); err != nil {
		return nil, err
	}
	id, err := required("instanceId", in.InstanceId)
	if err != nil {
		return nil, err
	}
	if in.ShouldDecrementDesiredCapacity == nil {
		return nil, missing("shouldDecrementDesiredCapacity")
	}
	a, err := s.room.TerminateInGroup(id, *in.ShouldDecrementDesiredCapacity)
	if err != nil {
		return nil, err
	}
	out := &asg.TerminateInstanceInAutoScalingGroupOutput{}
	if a != nil { // an activity that goes on for six weeks is forgotten before it ends
		v := s.viewActivity(a)
		out.Activity = &v
	}
	return out, nil
}

func (s *service) attachInstances(_ context.Context, in *asg.AttachInstancesInput) (*asg.AttachInstancesOutput, error) {
	g, err := s.findFor(in.AutoScalingGroupName, in.InstanceIds, mostMoved)
	if err != nil {
		return nil, err
	}
	if err := s.room.Attach(g.Name, in.InstanceIds); err != nil {
		return nil, err
	}
	return &asg.AttachInstancesOutput{}, nil
}

func (s *service) detachInstances(_ context.Context, in *asg.DetachInstancesInput) (*asg.DetachInstancesOutput, error) {
	g, err := s.findFor(in.AutoScalingGroupName, in.InstanceIds, mostMoved)
	if err != nil {
		return nil, err
	}
	if in.ShouldDecrementDesiredCapacity == nil {
		return nil, missing("shouldDecrementDesiredCapacity")
	}
	list, err := s.room.Detach(g.Name, in.InstanceIds, *in.ShouldDecrementDesiredCapacity)
	if err != nil {
		return nil, err
	}
	return &asg.DetachInstancesOutput{Activities: s.viewActivities(list)}, nil
}

func (s *service) enterStandby(_ context.Context, in *asg.EnterStandbyInput) (*asg.EnterStandbyOutput, error) {
	g, err := s.findFor(in.AutoScalingGroupName, in.InstanceIds, mostMoved)
	if err != nil {
		return nil, err
	}
	if in.ShouldDecrementDesiredCapacity == nil {
		return nil, missing("shouldDecrementDesiredCapacity")
	}
	list, err := s.room.EnterStandby(g.Name, in.InstanceIds, *in.ShouldDecrementDesiredCapacity)
	if err != nil {
		return nil, err
	}
	return &asg.EnterStandbyOutput{Activities: s.viewActivities(list)}, nil
}

func (s *service) exitStandby(_ context.Context, in *asg.ExitStandbyInput) (*asg.ExitStandbyOutput, error) {
	g, err := s.findFor(in.AutoScalingGroupName, in.InstanceIds, mostMoved)
	if err != nil {
		return nil, err
	}
	list, err := s.room.ExitStandby(g.Name, in.InstanceIds)
	if err != nil {
		return nil, err
	}
	return &asg.ExitStandbyOutput{Activities: s.viewActivities(list)}, nil
}

func (s *service) setInstanceHealth(_ context.Context, in *asg.SetInstanceHealthInput) (*asg.SetInstanceHealthOutput, error) {
	id, status, err := both("instanceId", in.InstanceId, "healthStatus", in.HealthStatus)
	if err != nil {
		return nil, err
	}
	if status != "Healthy" && status != "Unhealthy" {
		return nil, invalid("Valid instance health states are: [Healthy, Unhealthy].")
	}
	respect := in.ShouldRespectGracePeriod == nil || *in.ShouldRespectGracePeriod
	if err := s.room.SetInstanceHealth(id, status, respect); err != nil {
		return nil, err
	}
	return &asg.SetInstanceHealthOutput{}, nil
}

func (s *service) setInstanceProtection(_ context.Context, in *asg.SetInstanceProtectionInput) (*asg.SetInstanceProtectionOutput, error) {
	g, err := s.findFor(in.AutoScalingGroupName, in.InstanceIds, mostProtected)
	if err != nil {
		return nil, err
	}
	if in.ProtectedFromScaleIn == nil {
		return nil, missing("protectedFromScaleIn")
	}
	if err := s.room.SetProtection(g.Name, in.InstanceIds, aws.ToBool(in.ProtectedFromScaleIn)); err != nil {
		return nil, err
	}
	return &asg.SetInstanceProtectionOutput{}, nil
}

// findFor is the group of a call that names instances.
func (s *service) findFor(group *string, ids []string, limit int) (*world.Group, error) {
	g, err := s.find(groupField, group)
	if err != nil {
		return nil, err
	}
	return g, batch(idsField, ids, limit)
}

func (s *service) viewActivities(list []*world.Activity) []types.Activity {
	var views []types.Activity
	for _, a := range list {
		views = append(views, s.viewActivity(a))
	}
	return views
}
