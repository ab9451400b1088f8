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

func (s *service) registerProfiles(m *api.Mux) {
	api.Handle(m, s.createProfile)
	api.Handle(m, s.getProfile)
	api.Handle(m, s.listProfiles)
	api.Handle(m, s.listProfilesForRole)
	api.Handle(m, s.deleteProfile)
	api.Handle(m, s.addRole)
	api.Handle(m, s.removeRole)
}

func (s *service) profile(name *string) (*world.InstanceProfile, error) {
	if p := s.w.InstanceProfiles.Get(aws.ToString(name)); p != nil {
		return p, nil
	}
	return nil, noSuchEntity("Instance Profile %s cannot be found.", aws.ToString(name))
}

func (s *service) profileView(p *world.InstanceProfile) *types.InstanceProfile {
	v := &types.InstanceProfile{
		InstanceProfileName: aws.String(p.Name), InstanceProfileId: aws.String(p.ID), Arn: aws.String(p.ARN), Path: aws.String(p.Path),
		CreateDate: aws.Time(p.Created), Roles: []types.Role{}, Tags: tagView(p.Tags),
	}
	if r := s.w.Roles.Get(p.Role); r != nil {
		role := roleView(r)
		role.MaxSessionDuration, role.Tags, role.RoleLastUsed, role.PermissionsBoundary = nil, nil, nil, nil
		v.Roles = append(v.Roles, *role)
	}
	return v
}

// profilesOf are the instance profiles that give a role, by name.
func (s *service) profilesOf(role string) []*world.InstanceProfile {
	var all []*world.InstanceProfile
	for _, p := range s.w.InstanceProfiles.All() {
		if p.Role == role {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b *world.InstanceProfile) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

func (s *service) createProfile(_ context.Context, in *iam.CreateInstanceProfileInput) (*iam.CreateInstanceProfileOutput, error) {
	name := aws.ToString(in.InstanceProfileName)
	if err := checkName(name, "instanceProfileName", 128); err != nil {
		return nil, err
	}
	path, err := pathOf(in.Path)
	if err != nil {
		return nil, err
	}
	tags, err := tagsOf(in.Tags)
	switch {
	case err != nil:
		return nil, err
	case taken(&s.w.InstanceProfiles, name):
		return nil, exists("Instance Profile %s already exists.", name)
	case s.w.InstanceProfiles.Len() >= profilesMost:
		return nil, quota("InstanceProfilesPerAccount", profilesMost)
	}
	p := &world.InstanceProfile{
		Name: name, Path: path, ID: s.room.NewID("AIPA"), ARN: s.room.ARN("instance-profile", path, name), Created: s.room.Now(), Tags: tags,
	}
	s.w.InstanceProfiles.Put(name, p)
	return &iam.CreateInstanceProfileOutput{InstanceProfile: s.profileView(p)}, nil
}

func (s *service) getProfile(_ context.Context, in *iam.GetInstanceProfileInput) (*iam.GetInstanceProfileOutput, error) {
	p, err := s.profile(in.InstanceProfileName)
	if err != nil {
		return nil, err
	}
	return &iam.GetInstanceProfileOutput{InstanceProfile: s.profileView(p)}, nil
}

func (s *service) profilePage(all []*world.InstanceProfile, most *int32, marker *string) ([]types.InstanceProfile, bool, *string, error) {
	part, more, next, err := page(all, func(p *world.InstanceProfile) string { return p.Name }, most, marker)
	views := []types.InstanceProfile{}
	for _, p := range part {
		v := s.profileView(p)
		v.Tags = nil
		views = append(views, *v)
	}
	return views, more, next, err
}

func (s *service) listProfiles(_ context.Context, in *iam.ListInstanceProfilesInput) (*iam.ListInstanceProfilesOutput, error) {
	all := under(&s.w.InstanceProfiles, in.PathPrefix, func(p *world.InstanceProfile) string { return p.Path })
	slices.SortFunc(all, func(a, b *world.InstanceProfile) int { return cmp.Compare(a.Name, b.Name) })
	views, more, next, err := s.profilePage(all, in.MaxItems, in.Marker)
	return &iam.ListInstanceProfilesOutput{InstanceProfiles: views, IsTruncated: more, Marker: next}, err
}

func (s *service) listProfilesForRole(_ context.Context, in *iam.ListInstanceProfilesForRoleInput) (*iam.ListInstanceProfilesForRoleOutput, error) {
	r, err := s.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	views, more, next, err := s.profilePage(s.profilesOf(r.Name), in.MaxItems, in.Marker)
	return &iam.ListInstanceProfilesForRoleOutput{InstanceProfiles: views, IsTruncated: more, Marker: next}, err
}

func (s *service) deleteProfile(_ context.Context, in *iam.DeleteInstanceProfileInput) (*iam.DeleteInstanceProfileOutput, error) {
	p, err := s.profile(in.InstanceProfileName)
	if err != nil {
		return nil, err
	}
	if p.Role != "" {
		return nil, conflict("Cannot delete entity, must remove roles from instance profile first.")
	}
	s.w.InstanceProfiles.Delete(p.Name)
	return &iam.DeleteInstanceProfileOutput{}, nil
}

func (s *service) addRole(_ context.Context, in *iam.AddRoleToInstanceProfileInput) (*iam.AddRoleToInstanceProfileOutput, error) {
	p, err := s.profile(in.InstanceProfileName)
	if err != nil {
		return nil, err
	}
	r, err := s.role(in.RoleName)
	switch {
	case err != nil:
		return nil, err
	case p.Role != "":
		return nil, quota("InstanceSessionsPerInstanceProfile", 1)
	}
	p.Role = r.Name
	return &iam.AddRoleToInstanceProfileOutput{}, nil
}

func (s *service) removeRole(_ context.Context, in *iam.RemoveRoleFromInstanceProfileInput) (*iam.RemoveRoleFromInstanceProfileOutput, error) {
	p, err := s.profile(in.InstanceProfileName)
	if err != nil {
		return nil, err
	}
	if name := aws.ToString(in.RoleName); name == "" || p.Role != name {
		return nil, noSuchEntity("The role with name %s cannot be found.", name)
	}
	p.Role = ""
	return &iam.RemoveRoleFromInstanceProfileOutput{}, nil
}
