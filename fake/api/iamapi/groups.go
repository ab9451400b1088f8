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

func (s *service) registerGroups(m *api.Mux) {
	api.Handle(m, s.createGroup)
	api.Handle(m, s.getGroup)
	api.Handle(m, s.listGroups)
	api.Handle(m, s.deleteGroup)
	api.Handle(m, s.addUser)
	api.Handle(m, s.removeUser)
	api.Handle(m, s.listGroupsForUser)
}

func (s *service) group(name *string) (*world.UserGroup, error) {
	if g := s.w.UserGroups.Get(aws.ToString(name)); g != nil {
		return g, nil
	}
	return nil, noSuchEntity("The group with name %s cannot be found.", aws.ToString(name))
}

func groupView(g *world.UserGroup) types.Group {
	return types.Group{GroupName: aws.String(g.Name), Path: aws.String(g.Path), GroupId: aws.String(g.ID), Arn: aws.String(g.ARN), CreateDate: aws.Time(g.Created)}
}

func (s *service) createGroup(_ context.Context, in *iam.CreateGroupInput) (*iam.CreateGroupOutput, error) {
	name := aws.ToString(in.GroupName)
	if err := checkName(name, "groupName", 128); err != nil {
		return nil, err
	}
	path, err := pathOf(in.Path)
	switch {
	case err != nil:
		return nil, err
	case taken(&s.w.UserGroups, name):
		return nil, exists("Group with name %s already exists.", name)
	case s.w.UserGroups.Len() >= groupsMost:
		return nil, quota("GroupsPerAccount", groupsMost)
	}
	g := &world.UserGroup{Name: name, Path: path, ID: s.room.NewID("AGPA"), ARN: s.room.ARN("group", path, name), Created: s.room.Now()}
	s.w.UserGroups.Put(name, g)
	v := groupView(g)
	return &iam.CreateGroupOutput{Group: &v}, nil
}

// members are the users of a group, by name.
func (s *service) members(group string) []*world.User {
	var all []*world.User
	for _, u := range s.w.Users.All() {
		if slices.Contains(u.Groups, group) {
			all = append(all, u)
		}
	}
	slices.SortFunc(all, func(a, b *world.User) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

func (s *service) getGroup(_ context.Context, in *iam.GetGroupInput) (*iam.GetGroupOutput, error) {
	g, err := s.group(in.GroupName)
	if err != nil {
		return nil, err
	}
	part, more, next, err := page(s.members(g.Name), func(u *world.User) string { return u.Name }, in.MaxItems, in.Marker)
	if err != nil {
		return nil, err
	}
	v := groupView(g)
	out := &iam.GetGroupOutput{Group: &v, Users: []types.User{}, IsTruncated: more, Marker: next}
	for _, u := range part {
		v := s.userView(u)
		v.Tags, v.PermissionsBoundary = nil, nil
		out.Users = append(out.Users, *v)
	}
	return out, nil
}

func (s *service) listGroups(_ context.Context, in *iam.ListGroupsInput) (*iam.ListGroupsOutput, error) {
	all := under(&s.w.UserGroups, in.PathPrefix, func(g *world.UserGroup) string { return g.Path })
	slices.SortFunc(all, func(a, b *world.UserGroup) int { return cmp.Compare(a.Name, b.Name) })
	part, more, next, err := page(all, func(g *world.UserGroup) string { return g.Name }, in.MaxItems, in.Marker)
	if err != nil {
		return nil, err
	}
	out := &iam.ListGroupsOutput{Groups: []types.Group{}, IsTruncated: more, Marker: next}
	for _, g := range part {
		out.Groups = append(out.Groups, groupView(g))
	}
	return out, nil
}

func (s *service) deleteGroup(_ context.Context, in *iam.DeleteGroupInput) (*iam.DeleteGroupOutput, error) {
	g, err := s.group(in.GroupName)
	if err != nil {
		return nil, err
	}
	switch {
	case len(s.members(g.Name)) > 0:
		return nil, conflict("Cannot delete entity, must remove users from group first.")
	case len(g.Inline) > 0:
		return nil, conflict("Cannot delete entity, must delete policies first.")
	case len(g.Attached) > 0:
		return nil, conflict("Cannot delete entity, must detach all policies first.")
	}
	s.w.UserGroups.Delete(g.Name)
	return &iam.DeleteGroupOutput{}, nil
}

func (s *service) addUser(_ context.Context, in *iam.AddUserToGroupInput) (*iam.AddUserToGroupOutput, error) {
	g, u, err := s.both(in.GroupName, in.UserName)
	switch {
	case err != nil:
		return nil, err
	case slices.Contains(u.Groups, g.Name):
		return &iam.AddUserToGroupOutput{}, nil
	case len(u.Groups) >= groupsPerUser:
		return nil, quota("GroupsPerUser", groupsPerUser)
	}
	u.Groups = append(u.Groups, g.Name)
	return &iam.AddUserToGroupOutput{}, nil
}

func (s *service) removeUser(_ context.Context, in *iam.RemoveUserFromGroupInput) (*iam.RemoveUserFromGroupOutput, error) {
	g, u, err := s.both(in.GroupName, in.UserName)
	if err != nil {
		return nil, err
	}
	u.Groups = slices.DeleteFunc(u.Groups, func(name string) bool { return name == g.Name })
	return &iam.RemoveUserFromGroupOutput{}, nil
}

func (s *service) both(group, user *string) (*world.UserGroup, *world.User, error) {
	g, err := s.group(group)
	if err != nil {
		return nil, nil, err
	}
	u, err := s.user(user)
	return g, u, err
}

func (s *service) listGroupsForUser(_ context.Context, in *iam.ListGroupsForUserInput) (*iam.ListGroupsForUserOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	part, more, next, err := page(slices.Sorted(slices.Values(u.Groups)), func(name string) string { return name }, in.MaxItems, in.Marker)
	if err != nil {
		return nil, err
	}
	out := &iam.ListGroupsForUserOutput{Groups: []types.Group{}, IsTruncated: more, Marker: next}
	for _, name := range part {
		out.Groups = append(out.Groups, groupView(s.w.UserGroups.Get(name)))
	}
	return out, nil
}
