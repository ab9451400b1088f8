package ec2api

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// change runs a verb on all instances named, after every one of them has been
// checked, and tells how their states changed.
func (s *service) change(ids []string, dry *bool, check func(*world.Instance) error, act func(id string) error) ([]types.InstanceStateChange, error) {
	list, err := s.named(ids)
	if err != nil {
		return nil, err
	}
	for _, in := range list {
		if err := check(in); err != nil {
			return nil, err
		}
	}
	if err := api.DryRun(dry); err != nil {
		return nil, err
	}
	changes := []types.InstanceStateChange{}
	for _, in := range list {
		before := instanceState(in.State)
		if err := act(in.ID); err != nil {
			return nil, err
		}
		changes = append(changes, types.InstanceStateChange{InstanceId: aws.String(in.ID), PreviousState: before, CurrentState: instanceState(in.State)})
	}
	return changes, nil
}

func (s *service) terminateInstances(_ context.Context, in *ec2.TerminateInstancesInput) (*ec2.TerminateInstancesOutput, error) {
	end := func(id string) error { return s.room.Terminate(id, compute.CodeUserShutdown, compute.UserShutdown) }
	changes, err := s.change(in.InstanceIds, in.DryRun, terminable, end)
	if err != nil {
		return nil, err
	}
	return &ec2.TerminateInstancesOutput{TerminatingInstances: changes}, nil
}

func terminable(in *world.Instance) error {
	if in.TerminationProtection && in.State != world.Terminated && in.State != world.ShuttingDown {
		return awserr.New("OperationNotPermitted", "The instance '%s' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.", in.ID)
	}
	return nil
}

func (s *service) stopInstances(_ context.Context, in *ec2.StopInstancesInput) (*ec2.StopInstancesOutput, error) {
	if err := onlyKnown(in, "InstanceIds", "DryRun", "Force"); err != nil {
		return nil, err
	}
	changes, err := s.change(in.InstanceIds, in.DryRun, compute.Stoppable, s.room.Stop)
	if err != nil {
		return nil, err
	}
	return &ec2.StopInstancesOutput{StoppingInstances: changes}, nil
}

func (s *service) startInstances(_ context.Context, in *ec2.StartInstancesInput) (*ec2.StartInstancesOutput, error) {
	changes, err := s.change(in.InstanceIds, in.DryRun, s.startable, s.room.Start)
	if err != nil {
		return nil, err
	}
	return &ec2.StartInstancesOutput{StartingInstances: changes}, nil
}

func (s *service) startable(in *world.Instance) error {
	if err := compute.Startable(in); err != nil {
		return err
	}
	return s.spot.Startable(in)
}

func (s *service) rebootInstances(_ context.Context, in *ec2.RebootInstancesInput) (*ec2.RebootInstancesOutput, error) {
	if _, err := s.change(in.InstanceIds, in.DryRun, compute.Rebootable, s.room.Reboot); err != nil {
		return nil, err
	}
	return &ec2.RebootInstancesOutput{}, nil
}
