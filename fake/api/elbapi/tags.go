package elbapi

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// maxTagARNs is how many resources one call on tags may name
// (BC:elbv2.DescribeTags).
const maxTagARNs = 20

func tagsOf(list []types.Tag) []world.Tag {
	return views(list, func(t types.Tag) world.Tag { return world.Tag{Key: aws.ToString(t.Key), Value: aws.ToString(t.Value)} })
}

// checkTags refuses tags to add to others.
func checkTags(now, fresh []world.Tag) error {
	seen := map[string]bool{}
	for _, t := range fresh {
		switch {
		case t.Key == "" || len(t.Key) > 128:
			return invalid("A tag key must have between '1' and '128' characters")
		case len(t.Value) > 256:
			return invalid("The value of the tag '%s' cannot be longer than '256' characters", t.Key)
		case strings.HasPrefix(strings.ToLower(t.Key), "aws:"):
			return invalid("Tag keys cannot begin with 'aws:'")
		case seen[t.Key]:
			return awserr.New("DuplicateTagKeys", "A tag key '%s' was specified more than once", t.Key)
		}
		seen[t.Key] = true
	}
	if len(world.MergeTags(now, fresh)) > maxTagsOfResource {
		return awserr.New("TooManyTags", "The maximum number of tags '%d' per resource has been reached", maxTagsOfResource)
	}
	return nil
}

// tagged is where the tags of a resource are.
func (s *service) tagged(arn string) (*[]world.Tag, error) {
	switch {
	case strings.Contains(arn, ":listener-rule/"):
		r, err := s.rule(&arn)
		if err != nil {
			return nil, err
		}
		return &r.Tags, nil
	case strings.Contains(arn, ":listener/"):
		l, err := s.listener(&arn)
		if err != nil {
			return nil, err
		}
		return &l.Tags, nil
	case strings.Contains(arn, ":targetgroup/"):
		tg, err := s.targetGroup(&arn)
		if err != nil {
			return nil, err
		}
		return &tg.Tags, nil
	}
	b, err := s.balancer(&arn)
	if err != nil {
		return nil, err
	}
	return &b.Tags, nil
}

// allTagged is where the tags of all these resources are, or AWS's refusal.
func (s *service) allTagged(arns []string) ([]*[]world.Tag, error) {
	if len(arns) == 0 {
		return nil, invalid("At least one resource ARN must be specified")
	}
	if len(arns) > maxTagARNs {
		return nil, invalid("The number of resource ARNs '%d' must be at most '%d'", len(arns), maxTagARNs)
	}
	var all []*[]world.Tag
	for _, arn := range arns {
		tags, err := s.tagged(arn)
		if err != nil {
			return nil, err
		}
		all = append(all, tags)
	}
	return all, nil
}

func (s *service) addTags(_ context.Context, in *elb.AddTagsInput) (*elb.AddTagsOutput, error) {
	all, err := s.allTagged(in.ResourceArns)
	if err != nil {
		return nil, err
	}
	fresh := tagsOf(in.Tags)
	if len(fresh) == 0 {
		return nil, invalid("At least one tag must be specified")
	}
	for _, tags := range all {
		if err := checkTags(*tags, fresh); err != nil {
			return nil, err
		}
	}
	for _, tags := range all {
		*tags = world.MergeTags(*tags, fresh)
	}
	return &elb.AddTagsOutput{}, nil
}

func (s *service) removeTags(_ context.Context, in *elb.RemoveTagsInput) (*elb.RemoveTagsOutput, error) {
	all, err := s.allTagged(in.ResourceArns)
	if err != nil {
		return nil, err
	}
	for _, tags := range all {
		*tags = slices.DeleteFunc(*tags, func(t world.Tag) bool { return slices.Contains(in.TagKeys, t.Key) })
	}
	return &elb.RemoveTagsOutput{}, nil
}

func (s *service) describeTags(_ context.Context, in *elb.DescribeTagsInput) (*elb.DescribeTagsOutput, error) {
	all, err := s.allTagged(in.ResourceArns)
	if err != nil {
		return nil, err
	}
	out := &elb.DescribeTagsOutput{}
	for i, tags := range all {
		d := types.TagDescription{ResourceArn: new(in.ResourceArns[i]), Tags: []types.Tag{}}
		for _, t := range *tags {
			d.Tags = append(d.Tags, types.Tag{Key: new(t.Key), Value: new(t.Value)})
		}
		out.TagDescriptions = append(out.TagDescriptions, d)
	}
	return out, nil
}
