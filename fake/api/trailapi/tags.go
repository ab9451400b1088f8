package trailapi

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// tagsOf is a list of tags with more on top: at most 50, with keys and values
// as long as CloudTrail allows.
func tagsOf(before []world.Tag, more []types.Tag) ([]world.Tag, error) {
	var over []world.Tag
	for _, t := range more {
		tag := world.Tag{Key: given(t.Key), Value: given(t.Value)}
		if tag.Key == "" || len(tag.Key) > 128 || len(tag.Value) > 256 || strings.HasPrefix(tag.Key, "aws:") {
			return nil, awserr.New("InvalidTagParameterException", "The tag key or value is invalid: %s", tag.Key)
		}
		if slices.ContainsFunc(over, func(o world.Tag) bool { return o.Key == tag.Key }) {
			return nil, awserr.New("InvalidTagParameterException", "Duplicate tag keys found: %s", tag.Key)
		}
		over = append(over, tag)
	}
	merged := world.MergeTags(before, over)
	if len(merged) > 50 {
		return nil, awserr.New("TagsLimitExceededException", "The number of tags exceeds the limit of 50.")
	}
	return merged, nil
}

// tagged is a trail that is named by its ARN, as the operations on tags ask.
func (s service) tagged(arn string) (*world.Trail, error) {
	if !strings.HasPrefix(arn, "arn:") {
		return nil, awserr.New("CloudTrailARNInvalidException", "%s is not a valid ARN for a trail.", arn)
	}
	t, err := s.a.Find(arn)
	if unknownTrail(err) {
		return nil, awserr.New("ResourceNotFoundException", "Trail with ARN %s does not exist", arn)
	}
	return t, err
}

func (s service) addTags(_ context.Context, in *cloudtrail.AddTagsInput) (*cloudtrail.AddTagsOutput, error) {
	t, err := s.tagged(given(in.ResourceId))
	if err != nil {
		return nil, err
	}
	tags, err := tagsOf(t.Tags, in.TagsList)
	if err != nil {
		return nil, err
	}
	t.Tags = tags
	return &cloudtrail.AddTagsOutput{}, nil
}

// removeTags goes by keys; the values do not count.
func (s service) removeTags(_ context.Context, in *cloudtrail.RemoveTagsInput) (*cloudtrail.RemoveTagsOutput, error) {
	t, err := s.tagged(given(in.ResourceId))
	if err != nil {
		return nil, err
	}
	t.Tags = slices.DeleteFunc(slices.Clone(t.Tags), func(have world.Tag) bool {
		return slices.ContainsFunc(in.TagsList, func(gone types.Tag) bool { return given(gone.Key) == have.Key })
	})
	return &cloudtrail.RemoveTagsOutput{}, nil
}

func (s service) listTags(_ context.Context, in *cloudtrail.ListTagsInput) (*cloudtrail.ListTagsOutput, error) {
	if len(in.ResourceIdList) == 0 || len(in.ResourceIdList) > 20 {
		return nil, awserr.New("InvalidParameterCombinationException", "Between 1 and 20 resources must be given.")
	}
	if given(in.NextToken) != "" {
		return nil, awserr.New("InvalidTokenException", "Reserved for future use: no token is ever given.")
	}
	out := &cloudtrail.ListTagsOutput{ResourceTagList: []types.ResourceTag{}}
	for _, arn := range in.ResourceIdList {
		t, err := s.tagged(arn)
		if err != nil {
			return nil, err
		}
		tags := types.ResourceTag{ResourceId: aws.String(arn), TagsList: []types.Tag{}}
		for _, tag := range t.Tags {
			tags.TagsList = append(tags.TagsList, types.Tag{Key: aws.String(tag.Key), Value: aws.String(tag.Value)})
		}
		out.ResourceTagList = append(out.ResourceTagList, tags)
	}
	return out, nil
}
