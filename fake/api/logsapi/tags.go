package logsapi

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	cwl "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// Limits of tags (BC:logs).
const (
	maxTags     = 50
	maxTagKey   = 128
	maxTagValue = 256
)

// readTags checks tags, and orders them by key.
func readTags(given map[string]string) ([]world.Tag, error) {
	var tags []world.Tag
	for _, key := range slices.Sorted(keysOf(given)) {
		switch {
		case key == "" || utf8.RuneCountInString(key) > maxTagKey:
			return nil, refused("The key of a tag must have 1 to %d characters.", maxTagKey)
		case strings.HasPrefix(strings.ToLower(key), "aws:"):
			return nil, refused("The key %s of a tag is reserved: it begins with aws:.", key)
		case utf8.RuneCountInString(given[key]) > maxTagValue:
			return nil, refused("The value of the tag %s must have %d characters at most.", key, maxTagValue)
		}
		tags = append(tags, world.Tag{Key: key, Value: given[key]})
	}
	if len(tags) > maxTags {
		return nil, tooManyTags()
	}
	return tags, nil
}

func tooManyTags() error {
	return awserr.New("TooManyTagsException", "A resource can have no more than %d tags.", maxTags)
}

// tag adds tags to a group, over those with the same keys.
func tag(g *world.LogGroup, given map[string]string) error {
	if len(given) == 0 {
		return refused("At least one tag must be given.")
	}
	tags, err := readTags(given)
	if err != nil {
		return err
	}
	together := world.MergeTags(g.Tags, tags)
	if len(together) > maxTags {
		return tooManyTags()
	}
	g.Tags = together
	return nil
}

func untag(g *world.LogGroup, keys []string) {
	g.Tags = slices.DeleteFunc(slices.Clone(g.Tags), func(t world.Tag) bool { return slices.Contains(keys, t.Key) })
}

func tagsView(g *world.LogGroup) map[string]string {
	tags := map[string]string{}
	for _, t := range g.Tags {
		tags[t.Key] = t.Value
	}
	return tags
}

// tagged is the group with an ARN, as requests about tags name it: without
// the ":*" at the end.
func (s *service) tagged(arn *string) (*world.LogGroup, error) {
	switch {
	case arn == nil:
		var v violations
		v.add("null", "resourceArn", "not be null")
		return nil, v.err()
	case !strings.HasPrefix(*arn, "arn:") || strings.HasSuffix(*arn, ":*"):
		return nil, refused("The specified resource ARN is not valid: %s", *arn)
	}
	g := s.w.LogGroups.Get(s.room.NameOf(*arn))
	if g == nil {
		return nil, awserr.New("ResourceNotFoundException", "The specified resource does not exist.")
	}
	return g, nil
}

func (s *service) tagResource(_ context.Context, in *cwl.TagResourceInput) (*cwl.TagResourceOutput, error) {
	g, err := s.tagged(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	return &cwl.TagResourceOutput{}, tag(g, in.Tags)
}

func (s *service) untagResource(_ context.Context, in *cwl.UntagResourceInput) (*cwl.UntagResourceOutput, error) {
	g, err := s.tagged(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	untag(g, in.TagKeys)
	return &cwl.UntagResourceOutput{}, nil
}

func (s *service) listTagsForResource(_ context.Context, in *cwl.ListTagsForResourceInput) (*cwl.ListTagsForResourceOutput, error) {
	g, err := s.tagged(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	return &cwl.ListTagsForResourceOutput{Tags: tagsView(g)}, nil
}

// The operations on the tags of log groups by name are older than those by
// ARN, and still there.

func (s *service) tagLogGroup(_ context.Context, in *cwl.TagLogGroupInput) (*cwl.TagLogGroupOutput, error) {
	g, err := s.named(in.LogGroupName)
	if err != nil {
		return nil, err
	}
	return &cwl.TagLogGroupOutput{}, tag(g, in.Tags)
}

func (s *service) untagLogGroup(_ context.Context, in *cwl.UntagLogGroupInput) (*cwl.UntagLogGroupOutput, error) {
	g, err := s.named(in.LogGroupName)
	if err != nil {
		return nil, err
	}
	untag(g, in.Tags)
	return &cwl.UntagLogGroupOutput{}, nil
}

func (s *service) listTagsLogGroup(_ context.Context, in *cwl.ListTagsLogGroupInput) (*cwl.ListTagsLogGroupOutput, error) {
	g, err := s.named(in.LogGroupName)
	if err != nil {
		return nil, err
	}
	return &cwl.ListTagsLogGroupOutput{Tags: tagsView(g)}, nil
}
