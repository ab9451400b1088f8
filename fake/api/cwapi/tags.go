package cwapi

import (
	"context"
	"slices"
	"strings"

	cw "github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// Limits of tags (BC:cloudwatch.Tag).
const (
	maxTags     = 50
	maxTagKey   = 128
	maxTagValue = 256
)

func (s *service) tagResource(_ context.Context, in *cw.TagResourceInput) (*cw.TagResourceOutput, error) {
	tags, err := s.tagsOf(in.ResourceARN)
	if err != nil {
		return nil, err
	}
	given, err := readTags(in.Tags)
	if err != nil {
		return nil, err
	}
	together := slices.Clone(*tags)
	for _, t := range given {
		if i := slices.IndexFunc(together, func(old world.Tag) bool { return old.Key == t.Key }); i >= 0 {
			together[i].Value = t.Value
		} else {
			together = append(together, t)
		}
	}
	if len(together) > maxTags {
		return nil, tooManyTags()
	}
	*tags = together
	return &cw.TagResourceOutput{}, nil
}

func tooManyTags() error { return invalid("The number of tags must not be greater than %d.", maxTags) }

func (s *service) untagResource(_ context.Context, in *cw.UntagResourceInput) (*cw.UntagResourceOutput, error) {
	tags, err := s.tagsOf(in.ResourceARN)
	if err != nil {
		return nil, err
	}
	*tags = slices.DeleteFunc(slices.Clone(*tags), func(t world.Tag) bool { return slices.Contains(in.TagKeys, t.Key) })
	return &cw.UntagResourceOutput{}, nil
}

func (s *service) listTagsForResource(_ context.Context, in *cw.ListTagsForResourceInput) (*cw.ListTagsForResourceOutput, error) {
	tags, err := s.tagsOf(in.ResourceARN)
	if err != nil {
		return nil, err
	}
	out := &cw.ListTagsForResourceOutput{Tags: []types.Tag{}}
	for _, t := range *tags {
		out.Tags = append(out.Tags, types.Tag{Key: some(t.Key), Value: some(t.Value)})
	}
	return out, nil
}

// tagsOf is where the tags of an alarm are.
func (s *service) tagsOf(arn *string) (*[]world.Tag, error) {
	if text(arn) == "" {
		return nil, missing("ResourceARN")
	}
	if _, name, found := strings.Cut(*arn, ":alarm:"); found {
		if a := s.w.Alarms.Get(name); a != nil && a.ARN == *arn {
			return &a.Tags, nil
		}
		if c := s.w.CompositeAlarms.Get(name); c != nil && c.ARN == *arn {
			return &c.Tags, nil
		}
	}
	return nil, awserr.New("ResourceNotFoundException", "Resource %s not found", *arn).WithStatus(404)
}

// readTags checks tags. A key that comes twice is refused.
func readTags(list []types.Tag) ([]world.Tag, error) {
	var tags []world.Tag
	for i, t := range list {
		key, value := text(t.Key), text(t.Value)
		switch {
		case key == "" || len(key) > maxTagKey || strings.HasPrefix(key, "aws:"):
			return nil, invalid("The value %s for parameter Tags.member.%d.Key is invalid.", key, i+1)
		case len(value) > maxTagValue:
			return nil, invalid("The parameter Tags.member.%d.Value must not be longer than %d characters.", i+1, maxTagValue)
		case slices.ContainsFunc(tags, func(other world.Tag) bool { return other.Key == key }):
			return nil, invalid("The parameter Tags has the key %s more than once.", key)
		}
		tags = append(tags, world.Tag{Key: key, Value: value})
	}
	if len(tags) > maxTags {
		return nil, tooManyTags()
	}
	return tags, nil
}
