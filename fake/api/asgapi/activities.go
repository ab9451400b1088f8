package asgapi

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	asg "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"fleetglass/fake/api"
	"fleetglass/fake/world"
)

func (s *service) describeActivities(_ context.Context, in *asg.DescribeScalingActivitiesInput) (*asg.DescribeScalingActivitiesOutput, error) {
	group, deleted := aws.ToString(in.AutoScalingGroupName), aws.ToBool(in.IncludeDeletedGroups)
	if in.AutoScalingGroupName != nil && !deleted {
		if _, err := s.find(groupField, in.AutoScalingGroupName); err != nil {
			return nil, err
		}
	}
	passes, err := activityFilters(in.Filters)
	if err != nil {
		return nil, err
	}
	var found []*world.Activity
	for _, a := range s.w.Activities.All() {
		switch {
		case group != "" && a.Group != group:
		case !deleted && s.ofDeletedGroup(a):
		case len(in.ActivityIds) > 0 && !slices.Contains(in.ActivityIds, a.ID):
		case passes(a):
			found = append(found, a)
		}
	}
	newestFirst(found)
	found, next, err := page(found, func(a *world.Activity) string { return a.ID }, in.MaxRecords, in.NextToken, pageMost)
	if err != nil {
		return nil, err
	}
	return &asg.DescribeScalingActivitiesOutput{Activities: s.viewActivities(found), NextToken: next}, nil
}

// ofDeletedGroup tells whether an activity was in a group that is gone, though
// there may be another of its name.
func (s *service) ofDeletedGroup(a *world.Activity) bool {
	g := s.w.Groups.Get(a.Group)
	return g == nil || a.Start.Before(g.Created)
}

// newestFirst turns a list that is oldest first into AWS's order: those in
// progress, then the others, each newest first.
func newestFirst(list []*world.Activity) {
	slices.Reverse(list)
	slices.SortStableFunc(list, func(a, b *world.Activity) int {
		switch {
		case a.End.IsZero() == b.End.IsZero():
			return b.Start.Compare(a.Start)
		case a.End.IsZero():
			return -1
		}
		return 1
	})
}

// activityFilters is the test that the filters make; all must pass.
func activityFilters(filters []types.Filter) (func(*world.Activity) bool, error) {
	tests := []func(*world.Activity) bool{}
	for _, f := range filters {
		switch name := aws.ToString(f.Name); name {
		case "Status":
			tests = append(tests, func(a *world.Activity) bool { return slices.Contains(f.Values, a.Status) })
		case "StartTimeLowerBound", "StartTimeUpperBound":
			if len(f.Values) != 1 {
				return nil, invalid("Filter %s must have exactly one value", name)
			}
			at, err := bound(f.Values[0])
			if err != nil {
				return nil, invalid("Filter %s has the invalid value %s", name, f.Values[0])
			}
			lower := name == "StartTimeLowerBound"
			tests = append(tests, func(a *world.Activity) bool {
				return lower && !a.Start.Before(at) || !lower && !a.Start.After(at)
			})
		default:
			return nil, invalid("Filter name %s is invalid. Valid filter names: [StartTimeLowerBound, StartTimeUpperBound, Status]", name)
		}
	}
	return func(a *world.Activity) bool {
		return !slices.ContainsFunc(tests, func(test func(*world.Activity) bool) bool { return !test(a) })
	}, nil
}

// bound is an ISO 8601 time; without an offset it is UTC.
func bound(text string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	return time.Parse("2006-01-02T15:04:05", text)
}

func (s *service) viewActivity(a *world.Activity) types.Activity {
	v := types.Activity{
		ActivityId: aws.String(a.ID), AutoScalingGroupName: aws.String(a.Group),
		Description: aws.String(a.Description), Cause: aws.String(a.Cause), Details: api.NonZero(a.Details),
		StartTime: instant(a.Start), EndTime: instant(a.End),
		StatusCode: types.ScalingActivityStatusCode(a.Status), StatusMessage: api.NonZero(a.Message), Progress: new(int32(a.Progress)),
	}
	if s.ofDeletedGroup(a) {
		v.AutoScalingGroupState = aws.String("Deleted")
	} else {
		v.AutoScalingGroupARN = aws.String(s.w.Groups.Get(a.Group).ARN)
	}
	return v
}
