package classicapi

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// Limits of tags (BC:elb; the number of a balancer's: CLB/add-remove-tags).
const (
	maxTags        = 50
	maxTagBalancer = 20 // balancers that DescribeTags may name
)

func tagsOf(list []types.Tag) []world.Tag {
	return views(list, func(t types.Tag) world.Tag { return world.Tag{Key: aws.ToString(t.Key), Value: aws.ToString(t.Value)} })
}

// checkTags refuses tags to add to others.
func checkTags(now, fresh []world.Tag) error {
	seen := map[string]bool{}
	for _, t := range fresh {
		switch {
		case t.Key == "" || len(t.Key) > 128:
			return invalid("1 validation error detected: Value '%s' at 'tags.1.member.key' failed to satisfy constraint: Member must have length between 1 and 128", t.Key)
		case len(t.Value) > 256:
			return invalid("1 validation error detected: Value '%s' at 'tags.1.member.value' failed to satisfy constraint: Member must have length less than or equal to 256", t.Value)
		case strings.HasPrefix(strings.ToLower(t.Key), "aws:"):
			return invalid("Tag keys cannot begin with 'aws:'")
		case seen[t.Key]:
			return awserr.New("DuplicateTagKeys", "Tag key was specified more than once: %s", t.Key)
		}
		seen[t.Key] = true
	}
	if len(world.MergeTags(now, fresh)) > maxTags {
		return awserr.New("TooManyTags", "The quota for the number of tags that can be assigned to a load balancer has been reached")
	}
	return nil
}

// tagged is the balancers that a call on tags names.
func (s *service) tagged(names []string, most int) ([]*world.ClassicBalancer, error) {
	switch {
	case len(names) == 0:
		return nil, missing("loadBalancerNames")
	case len(names) > most:
		return nil, invalid("1 validation error detected: Value '[%s]' at 'loadBalancerNames' failed to satisfy constraint: Member must have length less than or equal to %d", strings.Join(names, ", "), most)
	}
	return s.balancers(names)
}

// addTags adds tags to one balancer; the API's list may hold no more.
func (s *service) addTags(_ context.Context, in *elb.AddTagsInput) (*elb.AddTagsOutput, error) {
	list, err := s.tagged(in.LoadBalancerNames, 1)
	if err != nil {
		return nil, err
	}
	if len(in.Tags) == 0 {
		return nil, missing("tags")
	}
	fresh := tagsOf(in.Tags)
	if err := checkTags(list[0].Tags, fresh); err != nil {
		return nil, err
	}
	list[0].Tags = world.MergeTags(list[0].Tags, fresh)
	return &elb.AddTagsOutput{}, nil
}

func (s *service) removeTags(_ context.Context, in *elb.RemoveTagsInput) (*elb.RemoveTagsOutput, error) {
	list, err := s.tagged(in.LoadBalancerNames, 1)
	if err != nil {
		return nil, err
	}
	if len(in.Tags) == 0 {
		return nil, missing("tags")
	}
	keys := views(in.Tags, func(t types.TagKeyOnly) string { return aws.ToString(t.Key) })
	b := list[0]
	b.Tags = slices.DeleteFunc(slices.Clone(b.Tags), func(t world.Tag) bool { return slices.Contains(keys, t.Key) })
	return &elb.RemoveTagsOutput{}, nil
}

func (s *service) describeTags(_ context.Context, in *elb.DescribeTagsInput) (*elb.DescribeTagsOutput, error) {
	list, err := s.tagged(in.LoadBalancerNames, maxTagBalancer)
	if err != nil {
		return nil, err
	}
	return &elb.DescribeTagsOutput{TagDescriptions: views(list, func(b *world.ClassicBalancer) types.TagDescription {
		return types.TagDescription{LoadBalancerName: new(b.Name), Tags: views(b.Tags, func(t world.Tag) types.Tag {
			return types.Tag{Key: new(t.Key), Value: api.NonZero(t.Value)}
		})}
	})}, nil
}
