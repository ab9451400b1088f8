package asgapi

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	asg "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

const (
	scheduleField = "scheduledActionName"
	mostSchedules = 50 // in one batch (BC:autoscaling.BatchPutScheduledUpdateGroupAction)
)

func (s *service) putSchedule(_ context.Context, in *asg.PutScheduledUpdateGroupActionInput) (*asg.PutScheduledUpdateGroupActionOutput, error) {
	g, err := s.find(groupField, in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	start := in.StartTime
	if start == nil {
		start = in.Time // the parameter's old name
	}
	err = s.put(g, types.ScheduledUpdateGroupActionRequest{
		ScheduledActionName: in.ScheduledActionName, MinSize: in.MinSize, MaxSize: in.MaxSize, DesiredCapacity: in.DesiredCapacity,
		Recurrence: in.Recurrence, TimeZone: in.TimeZone, StartTime: start, EndTime: in.EndTime,
	})
	if err != nil {
		return nil, err
	}
	return &asg.PutScheduledUpdateGroupActionOutput{}, nil
}

func (s *service) put(g *world.Group, a types.ScheduledUpdateGroupActionRequest) error {
	action, err := name(scheduleField, a.ScheduledActionName)
	if err != nil {
		return err
	}
	return s.room.PutSchedule(world.ScheduledAction{
		Group: g.Name, Name: action, Min: number(a.MinSize), Max: number(a.MaxSize), Desired: number(a.DesiredCapacity),
		Recurrence: aws.ToString(a.Recurrence), TimeZone: aws.ToString(a.TimeZone), Start: utc(a.StartTime), End: utc(a.EndTime),
	})
}

func utc(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// batchPutSchedules puts each action by itself: those that are refused are
// told in the answer, and do not keep the others back.
func (s *service) batchPutSchedules(_ context.Context, in *asg.BatchPutScheduledUpdateGroupActionInput) (*asg.BatchPutScheduledUpdateGroupActionOutput, error) {
	g, err := s.find(groupField, in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, a := range in.ScheduledUpdateGroupActions {
		names = append(names, aws.ToString(a.ScheduledActionName))
	}
	if err := batch("scheduledUpdateGroupActions", names, mostSchedules); err != nil {
		return nil, err
	}
	out := &asg.BatchPutScheduledUpdateGroupActionOutput{}
	for _, a := range in.ScheduledUpdateGroupActions {
		if err := s.put(g, a); err != nil {
			out.FailedScheduledUpdateGroupActions = append(out.FailedScheduledUpdateGroupActions, failure(aws.ToString(a.ScheduledActionName), err))
		}
	}
	return out, nil
}

func failure(action string, err error) types.FailedScheduledUpdateGroupActionRequest {
	f := types.FailedScheduledUpdateGroupActionRequest{ScheduledActionName: aws.String(action), ErrorMessage: aws.String(err.Error())}
	var e *awserr.Error
	if errors.As(err, &e) {
		f.ErrorCode, f.ErrorMessage = aws.String(e.Code), aws.String(e.Message)
	}
	return f
}

func (s *service) deleteSchedule(_ context.Context, in *asg.DeleteScheduledActionInput) (*asg.DeleteScheduledActionOutput, error) {
	group, action, err := both(groupField, in.AutoScalingGroupName, scheduleField, in.ScheduledActionName)
	if err != nil {
		return nil, err
	}
	if err := s.room.DeleteSchedule(group, action); err != nil {
		return nil, err
	}
	return &asg.DeleteScheduledActionOutput{}, nil
}

func (s *service) batchDeleteSchedules(_ context.Context, in *asg.BatchDeleteScheduledActionInput) (*asg.BatchDeleteScheduledActionOutput, error) {
	g, err := s.find(groupField, in.AutoScalingGroupName)
	if err != nil {
		return nil, err
	}
	if err := batch("scheduledActionNames", in.ScheduledActionNames, mostSchedules); err != nil {
		return nil, err
	}
	out := &asg.BatchDeleteScheduledActionOutput{}
	for _, action := range in.ScheduledActionNames {
		if err := s.room.DeleteSchedule(g.Name, action); err != nil {
			out.FailedScheduledActions = append(out.FailedScheduledActions, failure(action, err))
		}
	}
	return out, nil
}

func (s *service) describeSchedules(_ context.Context, in *asg.DescribeScheduledActionsInput) (*asg.DescribeScheduledActionsOutput, error) {
	if in.AutoScalingGroupName != nil {
		if _, err := s.find(groupField, in.AutoScalingGroupName); err != nil {
			return nil, err
		}
	}
	var found []types.ScheduledUpdateGroupAction
	for _, a := range s.w.ScheduledActions.All() {
		if s.asked(a, in) {
			found = append(found, viewSchedule(a))
		}
	}
	found, next, err := page(found, func(a types.ScheduledUpdateGroupAction) string { return *a.ScheduledActionARN }, in.MaxRecords, in.NextToken, pageMost)
	if err != nil {
		return nil, err
	}
	return &asg.DescribeScheduledActionsOutput{ScheduledUpdateGroupActions: found, NextToken: next}, nil
}

// asked tells whether a request asks for an action. Times narrow it by its
// next run, unless actions are named.
func (s *service) asked(a *world.ScheduledAction, in *asg.DescribeScheduledActionsInput) bool {
	if in.AutoScalingGroupName != nil && a.Group != *in.AutoScalingGroupName {
		return false
	}
	if len(in.ScheduledActionNames) > 0 {
		return slices.Contains(in.ScheduledActionNames, a.Name)
	}
	return (in.StartTime == nil || !a.Next.Before(*in.StartTime)) && (in.EndTime == nil || !a.Next.After(*in.EndTime))
}

func viewSchedule(a *world.ScheduledAction) types.ScheduledUpdateGroupAction {
	return types.ScheduledUpdateGroupAction{
		AutoScalingGroupName: aws.String(a.Group), ScheduledActionName: aws.String(a.Name), ScheduledActionARN: aws.String(a.ARN),
		MinSize: inNumber(a.Min), MaxSize: inNumber(a.Max), DesiredCapacity: inNumber(a.Desired),
		Recurrence: api.NonZero(a.Recurrence), TimeZone: api.NonZero(a.TimeZone),
		// AWS shows the next run here, in both fields.
		StartTime: instant(a.Next), Time: instant(a.Next), EndTime: instant(a.End),
	}
}
