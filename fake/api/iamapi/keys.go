package iamapi

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"fleetglass/fake/api"
	"fleetglass/fake/world"
)

func (s *service) registerKeys(m *api.Mux) {
	api.Handle(m, s.createKey)
	api.Handle(m, s.listKeys)
	api.Handle(m, s.updateKey)
	api.Handle(m, s.deleteKey)
	api.Handle(m, s.keyLastUsed)
}

func keyStatus(p *world.Principal) types.StatusType {
	if p.Inactive {
		return types.StatusTypeInactive
	}
	return types.StatusTypeActive
}

func (s *service) createKey(ctx context.Context, in *iam.CreateAccessKeyInput) (*iam.CreateAccessKeyOutput, error) {
	u, err := s.userOrCaller(ctx, in.UserName)
	if err != nil {
		return nil, err
	}
	if len(s.room.Keys(u.Name)) >= keysPerUser {
		return nil, quota("AccessKeysPerUser", keysPerUser)
	}
	p := s.room.AddKey(u)
	return &iam.CreateAccessKeyOutput{AccessKey: &types.AccessKey{
		UserName: aws.String(u.Name), AccessKeyId: aws.String(p.AccessKey), SecretAccessKey: aws.String(s.room.Secret(p.AccessKey)),
		Status: keyStatus(p), CreateDate: aws.Time(p.Created),
	}}, nil
}

func (s *service) listKeys(ctx context.Context, in *iam.ListAccessKeysInput) (*iam.ListAccessKeysOutput, error) {
	u, err := s.userOrCaller(ctx, in.UserName)
	if err != nil {
		return nil, err
	}
	part, more, next, err := page(s.room.Keys(u.Name), func(p *world.Principal) string { return p.AccessKey }, in.MaxItems, in.Marker)
	if err != nil {
		return nil, err
	}
	out := &iam.ListAccessKeysOutput{AccessKeyMetadata: []types.AccessKeyMetadata{}, IsTruncated: more, Marker: next}
	for _, p := range part {
		out.AccessKeyMetadata = append(out.AccessKeyMetadata, types.AccessKeyMetadata{
			UserName: aws.String(u.Name), AccessKeyId: aws.String(p.AccessKey), Status: keyStatus(p), CreateDate: aws.Time(p.Created),
		})
	}
	return out, nil
}

// key finds a user's key.
func (s *service) key(ctx context.Context, user, id *string) (*world.Principal, error) {
	u, err := s.userOrCaller(ctx, user)
	if err != nil {
		return nil, err
	}
	keys := s.room.Keys(u.Name)
	i := slices.IndexFunc(keys, func(p *world.Principal) bool { return p.AccessKey == aws.ToString(id) })
	if i < 0 {
		return nil, noSuchEntity("The Access Key with id %s cannot be found.", aws.ToString(id))
	}
	return keys[i], nil
}

func (s *service) updateKey(ctx context.Context, in *iam.UpdateAccessKeyInput) (*iam.UpdateAccessKeyOutput, error) {
	p, err := s.key(ctx, in.UserName, in.AccessKeyId)
	switch {
	case err != nil:
		return nil, err
	case in.Status != types.StatusTypeActive && in.Status != types.StatusTypeInactive:
		return nil, constraint(string(in.Status), "status", "Member must satisfy enum value set: [Active, Inactive]")
	}
	p.Inactive = in.Status == types.StatusTypeInactive
	return &iam.UpdateAccessKeyOutput{}, nil
}

func (s *service) deleteKey(ctx context.Context, in *iam.DeleteAccessKeyInput) (*iam.DeleteAccessKeyOutput, error) {
	p, err := s.key(ctx, in.UserName, in.AccessKeyId)
	if err != nil {
		return nil, err
	}
	s.w.Principals.Delete(p.AccessKey)
	return &iam.DeleteAccessKeyOutput{}, nil
}

func (s *service) keyLastUsed(_ context.Context, in *iam.GetAccessKeyLastUsedInput) (*iam.GetAccessKeyLastUsedOutput, error) {
	p := s.room.Principal(aws.ToString(in.AccessKeyId))
	if p == nil || !p.Expires.IsZero() || p.User == "" {
		return nil, noSuchEntity("The Access Key with id %s cannot be found.", aws.ToString(in.AccessKeyId))
	}
	used := &types.AccessKeyLastUsed{ServiceName: aws.String("N/A"), Region: aws.String("N/A")}
	if use := s.room.LastUse(p.AccessKey); !use.At.IsZero() {
		// IAM tells no more than the minute.
		used = &types.AccessKeyLastUsed{LastUsedDate: aws.Time(use.At.Truncate(time.Minute)), ServiceName: aws.String(use.Service), Region: aws.String(use.Region)}
	}
	return &iam.GetAccessKeyLastUsedOutput{UserName: aws.String(p.User), AccessKeyLastUsed: used}, nil
}
