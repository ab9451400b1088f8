package iamapi

import (
	"cmp"
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"fleetglass/fake/api"
	"fleetglass/fake/world"
)

func (s *service) registerUsers(m *api.Mux) {
	api.Handle(m, s.createUser)
	api.Handle(m, s.getUser)
	api.Handle(m, s.listUsers)
	api.Handle(m, s.updateUser)
	api.Handle(m, s.deleteUser)
	api.Handle(m, s.putUserBoundary)
	api.Handle(m, s.deleteUserBoundary)
}

// user is a user by name.
func (s *service) user(name *string) (*world.User, error) {
	if u := s.w.Users.Get(aws.ToString(name)); u != nil {
		return u, nil
	}
	return nil, noSuchEntity("The user with name %s cannot be found.", aws.ToString(name))
}

// userOrCaller is a user by name, or the one whose key makes the call.
func (s *service) userOrCaller(ctx context.Context, name *string) (*world.User, error) {
	if aws.ToString(name) != "" {
		return s.user(name)
	}
	who := s.room.Principal(api.CallerFrom(ctx).AccessKey)
	if who == nil || who.User == "" {
		return nil, invalid("Must specify userName when calling with non-User credentials")
	}
	return s.user(&who.User)
}

func (s *service) userView(u *world.User) *types.User {
	v := &types.User{
		UserName: aws.String(u.Name), Path: aws.String(u.Path), UserId: aws.String(u.ID), Arn: aws.String(u.ARN), CreateDate: aws.Time(u.Created),
		Tags: tagView(u.Tags), PermissionsBoundary: boundaryView(u.Boundary),
	}
	if !u.LastLogin.IsZero() {
		v.PasswordLastUsed = aws.Time(u.LastLogin)
	}
	return v
}

func boundaryView(arn string) *types.AttachedPermissionsBoundary {
	if arn == "" {
		return nil
	}
	return &types.AttachedPermissionsBoundary{
		PermissionsBoundaryArn: aws.String(arn), PermissionsBoundaryType: types.PermissionsBoundaryAttachmentTypePolicy,
	}
}

// boundary wants a managed policy that exists.
func (s *service) boundary(arn *string) (string, error) {
	if aws.ToString(arn) != "" && s.room.Policy(*arn) == nil {
		return "", noSuchEntity("Scope ARN: %s does not exist or is not attachable.", *arn)
	}
	return aws.ToString(arn), nil
}

func (s *service) createUser(_ context.Context, in *iam.CreateUserInput) (*iam.CreateUserOutput, error) {
	name := aws.ToString(in.UserName)
	if err := checkName(name, "userName", 64); err != nil {
		return nil, err
	}
	path, err := pathOf(in.Path)
	if err != nil {
		return nil, err
	}
	tags, err := tagsOf(in.Tags)
	if err != nil {
		return nil, err
	}
	boundary, err := s.boundary(in.PermissionsBoundary)
	switch {
	case err != nil:
		return nil, err
	case taken(&s.w.Users, name):
		return nil, exists("User with name %s already exists.", name)
	case s.w.Users.Len() >= usersMost:
		return nil, quota("UsersPerAccount", usersMost)
	}
	u := &world.User{
		Name: name, Path: path, ID: s.room.NewID("AIDA"), ARN: s.room.ARN("user", path, name), Created: s.room.Now(), Tags: tags, Boundary: boundary,
	}
	s.w.Users.Put(name, u)
	return &iam.CreateUserOutput{User: s.userView(u)}, nil
}

func (s *service) getUser(ctx context.Context, in *iam.GetUserInput) (*iam.GetUserOutput, error) {
	who := s.room.Principal(api.CallerFrom(ctx).AccessKey)
	if aws.ToString(in.UserName) == "" && who != nil && who.Type == "Root" {
		return &iam.GetUserOutput{User: &types.User{Arn: aws.String(who.ARN), UserId: aws.String(who.ID), CreateDate: aws.Time(s.w.Born)}}, nil
	}
	u, err := s.userOrCaller(ctx, in.UserName)
	if err != nil {
		return nil, err
	}
	return &iam.GetUserOutput{User: s.userView(u)}, nil
}

func (s *service) listUsers(_ context.Context, in *iam.ListUsersInput) (*iam.ListUsersOutput, error) {
	all := under(&s.w.Users, in.PathPrefix, func(u *world.User) string { return u.Path })
	slices.SortFunc(all, func(a, b *world.User) int { return cmp.Compare(a.Name, b.Name) })
	part, more, next, err := page(all, func(u *world.User) string { return u.Name }, in.MaxItems, in.Marker)
	if err != nil {
		return nil, err
	}
	out := &iam.ListUsersOutput{Users: []types.User{}, IsTruncated: more, Marker: next}
	for _, u := range part {
		v := s.userView(u)
		v.Tags, v.PermissionsBoundary = nil, nil // lists leave these out
		out.Users = append(out.Users, *v)
	}
	return out, nil
}

// updateUser renames a user. Its id stays, and with it what it may do.
func (s *service) updateUser(_ context.Context, in *iam.UpdateUserInput) (*iam.UpdateUserOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	name, path := u.Name, u.Path
	if in.NewUserName != nil {
		name = *in.NewUserName
		if err := checkName(name, "newUserName", 64); err != nil {
			return nil, err
		}
		if name != u.Name && taken(&s.w.Users, name) {
			return nil, exists("User with name %s already exists.", name)
		}
	}
	if in.NewPath != nil {
		if path, err = pathOf(in.NewPath); err != nil {
			return nil, err
		}
	}
	keys := s.room.Keys(u.Name)
	s.w.Users.Delete(u.Name)
	u.Name, u.Path, u.ARN = name, path, s.room.ARN("user", path, name)
	s.w.Users.Put(name, u)
	for _, k := range keys {
		k.Name, k.User, k.ARN = name, name, u.ARN
	}
	return &iam.UpdateUserOutput{}, nil
}

func (s *service) deleteUser(_ context.Context, in *iam.DeleteUserInput) (*iam.DeleteUserOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	switch {
	case u.Login != nil:
		return nil, conflict("Cannot delete entity, must delete login profile first.")
	case len(s.room.Keys(u.Name)) > 0:
		return nil, conflict("Cannot delete entity, must delete access keys first.")
	case len(u.Inline) > 0:
		return nil, conflict("Cannot delete entity, must delete policies first.")
	case len(u.Attached) > 0:
		return nil, conflict("Cannot delete entity, must detach all policies first.")
	case len(u.Groups) > 0:
		return nil, conflict("Cannot delete entity, must remove users from group first.")
	}
	s.w.Users.Delete(u.Name)
	return &iam.DeleteUserOutput{}, nil
}

func (s *service) putUserBoundary(_ context.Context, in *iam.PutUserPermissionsBoundaryInput) (*iam.PutUserPermissionsBoundaryOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	boundary, err := s.boundary(in.PermissionsBoundary)
	if err != nil {
		return nil, err
	}
	u.Boundary = boundary
	return &iam.PutUserPermissionsBoundaryOutput{}, nil
}

func (s *service) deleteUserBoundary(_ context.Context, in *iam.DeleteUserPermissionsBoundaryInput) (*iam.DeleteUserPermissionsBoundaryOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	u.Boundary = ""
	return &iam.DeleteUserPermissionsBoundaryOutput{}, nil
}
