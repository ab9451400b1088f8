package asgapi

import (
	"context"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	asg "github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"fleetglass/fake/sim/scaling"
	"fleetglass/fake/world"
)

// tagged is the resource type of a group's tags.
const tagged = "auto-scaling-group"

// newTags are the tags of a group that is being created; a resource id, when
// given, must be its name.
func newTags(group string, tags []types.Tag) ([]world.GroupTag, error) {
	for _, t := range tags {
		if id := aws.ToString(t.ResourceId); id != "" && id != group {
			return nil, invalid("Resource id %s does not match the AutoScalingGroup name %s", id, group)
		}
	}
	return plainTags(tags), nil
}

func plainTags(tags []types.Tag) []world.GroupTag {
	var list []world.GroupTag
	for _, t := range tags {
		list = append(list, world.GroupTag{Key: aws.ToString(t.Key), Value: aws.ToString(t.Value), Propagate: aws.ToBool(t.PropagateAtLaunch)})
	}
	return list
}

// byGroup sorts tags by the group that they are for, in order of appearance,
// and refuses those that are for none.
func (s *service) byGroup(tags []types.Tag) (names []string, of map[string][]types.Tag, err error) {
	of = map[string][]types.Tag{}
	if len(tags) == 0 {
		return nil, nil, missing("tags")
	}
	for _, t := range tags {
		if kind := aws.ToString(t.ResourceType); kind != tagged {
			return nil, nil, invalid("Resource type %s is invalid. Valid resource types: [auto-scaling-group]", kind)
		}
		g, err := s.find("resourceId", t.ResourceId)
		if err != nil {
			return nil, nil, err
		}
		if of[g.Name] == nil {
			names = append(names, g.Name)
		}
		of[g.Name] = append(of[g.Name], t)
	}
	return names, of, nil
}

func (s *service) putTags(_ context.Context, in *asg.CreateOrUpdateTagsInput) (*asg.CreateOrUpdateTagsOutput, error) {
	names, of, err := s.byGroup(in.Tags)
	if err != nil {
		return nil, err
	}
	for _, group := range names {
		if err := scaling.CheckTags(plainTags(of[group])); err != nil {
			return nil, err
		}
	}
	for _, group := range names {
		if err := s.room.PutTags(group, plainTags(of[group])); err != nil {
			return nil, err
		}
	}
	return &asg.CreateOrUpdateTagsOutput{}, nil
}

func (s *service) deleteTags(_ context.Context, in *asg.DeleteTagsInput) (*asg.DeleteTagsOutput, error) {
	names, of, err := s.byGroup(in.Tags)
	if err != nil {
		return nil, err
	}
	for _, group := range names {
		var keys []string
		for _, t := range of[group] {
			keys = append(keys, aws.ToString(t.Key))
		}
		if err := s.room.DeleteTags(group, keys); err != nil {
			return nil, err
		}
	}
	return &asg.DeleteTagsOutput{}, nil
}

func (s *service) describeTags(_ context.Context, in *asg.DescribeTagsInput) (*asg.DescribeTagsOutput, error) {
	for _, f := range in.Filters {
		if !slices.Contains([]string{"auto-scaling-group", "key", "value", "propagate-at-launch"}, aws.ToString(f.Name)) {
			return nil, invalid("Filter name %s is invalid. Valid filter names: [auto-scaling-group, key, value, propagate-at-launch]", aws.ToString(f.Name))
		}
	}
	var found []types.TagDescription
	for _, g := range s.w.Groups.All() {
		for _, t := range g.Tags {
			if tagAsked(g.Name, t, in.Filters) {
				found = append(found, viewTag(g.Name, t))
			}
		}
	}
	found, next, err := page(found, func(t types.TagDescription) string { return *t.ResourceId + "/" + *t.Key }, in.MaxRecords, in.NextToken, pageMost)
	if err != nil {
		return nil, err
	}
	return &asg.DescribeTagsOutput{Tags: found, NextToken: next}, nil
}

func tagAsked(group string, t world.GroupTag, filters []types.Filter) bool {
	of := map[string]string{
		"auto-scaling-group": group, "key": t.Key, "value": t.Value, "propagate-at-launch": strconv.FormatBool(t.Propagate),
	}
	for _, f := range filters {
		if !slices.Contains(f.Values, of[aws.ToString(f.Name)]) {
			return false
		}
	}
	return true
}

func viewTag(group string, t world.GroupTag) types.TagDescription {
	return types.TagDescription{
		ResourceId: aws.String(group), ResourceType: aws.String(tagged),
		Key: aws.String(t.Key), Value: aws.String(t.Value), PropagateAtLaunch: aws.Bool(t.Propagate),
	}
}
