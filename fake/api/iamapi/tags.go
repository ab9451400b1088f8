package iamapi

import (
	"context"
	"slices"
	"sort"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"fleetglass/fake/api"
	"fleetglass/fake/world"
)

func (s *service) registerTags(m *api.Mux) {
	api.Handle(m, func(_ context.Context, in *iam.TagUserInput) (*iam.TagUserOutput, error) {
		u, err := s.user(in.UserName)
		if err != nil {
			return nil, err
		}
		return &iam.TagUserOutput{}, tag(&u.Tags, in.Tags)
	})
	api.Handle(m, func(_ context.Context, in *iam.UntagUserInput) (*iam.UntagUserOutput, error) {
		u, err := s.user(in.UserName)
		if err != nil {
			return nil, err
		}
		untag(&u.Tags, in.TagKeys)
		return &iam.UntagUserOutput{}, nil
	})
	api.Handle(m, func(_ context.Context, in *iam.ListUserTagsInput) (*iam.ListUserTagsOutput, error) {
		u, err := s.user(in.UserName)
		if err != nil {
			return nil, err
		}
		tags, more, next, err := tagPage(u.Tags, in.MaxItems, in.Marker)
		return &iam.ListUserTagsOutput{Tags: tags, IsTruncated: more, Marker: next}, err
	})
	api.Handle(m, func(_ context.Context, in *iam.TagRoleInput) (*iam.TagRoleOutput, error) {
		r, err := s.role(in.RoleName)
		if err != nil {
			return nil, err
		}
		return &iam.TagRoleOutput{}, tag(&r.Tags, in.Tags)
	})
	api.Handle(m, func(_ context.Context, in *iam.UntagRoleInput) (*iam.UntagRoleOutput, error) {
		r, err := s.role(in.RoleName)
		if err != nil {
			return nil, err
		}
		untag(&r.Tags, in.TagKeys)
		return &iam.UntagRoleOutput{}, nil
	})
	api.Handle(m, func(_ context.Context, in *iam.ListRoleTagsInput) (*iam.ListRoleTagsOutput, error) {
		r, err := s.role(in.RoleName)
		if err != nil {
			return nil, err
		}
		tags, more, next, err := tagPage(r.Tags, in.MaxItems, in.Marker)
		return &iam.ListRoleTagsOutput{Tags: tags, IsTruncated: more, Marker: next}, err
	})
	api.Handle(m, func(_ context.Context, in *iam.TagPolicyInput) (*iam.TagPolicyOutput, error) {
		p, err := s.ownPolicy(in.PolicyArn)
		if err != nil {
			return nil, err
		}
		return &iam.TagPolicyOutput{}, tag(&p.Tags, in.Tags)
	})
	api.Handle(m, func(_ context.Context, in *iam.UntagPolicyInput) (*iam.UntagPolicyOutput, error) {
		p, err := s.ownPolicy(in.PolicyArn)
		if err != nil {
			return nil, err
		}
		untag(&p.Tags, in.TagKeys)
		return &iam.UntagPolicyOutput{}, nil
	})
	api.Handle(m, func(_ context.Context, in *iam.ListPolicyTagsInput) (*iam.ListPolicyTagsOutput, error) {
		p, err := s.policy(in.PolicyArn)
		if err != nil {
			return nil, err
		}
		tags, more, next, err := tagPage(p.Tags, in.MaxItems, in.Marker)
		return &iam.ListPolicyTagsOutput{Tags: tags, IsTruncated: more, Marker: next}, err
	})
}

// tag puts tags over those that are there.
func tag(tags *[]world.Tag, more []types.Tag) error {
	added, err := tagsOf(more)
	if err != nil {
		return err
	}
	merged := world.MergeTags(*tags, added)
	if len(merged) > tagsMost {
		return limit("The number of tags has reached the maximum limit.")
	}
	*tags = merged
	return nil
}

func untag(tags *[]world.Tag, keys []string) {
	*tags = slices.DeleteFunc(slices.Clone(*tags), func(t world.Tag) bool { return slices.Contains(keys, t.Key) })
}

func tagPage(tags []world.Tag, most *int32, marker *string) ([]types.Tag, bool, *string, error) {
	sorted := slices.Clone(tags)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i].Key < sorted[j].Key })
	part, more, next, err := page(sorted, func(t world.Tag) string { return t.Key }, most, marker)
	views := tagView(part)
	if views == nil {
		views = []types.Tag{}
	}
	return views, more, next, err
}
