package iamapi

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"fleetglass/awsclient/semantics/policy"
	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

func (s *service) registerRoles(m *api.Mux) {
	api.Handle(m, s.createRole)
	api.Handle(m, s.getRole)
	api.Handle(m, s.listRoles)
	api.Handle(m, s.updateRole)
	api.Handle(m, s.updateTrust)
	api.Handle(m, s.deleteRole)
}

// sessionUsual is how long a role's sessions may last unless it says more.
const sessionUsual = time.Hour

func (s *service) role(name *string) (*world.Role, error) {
	if r := s.w.Roles.Get(aws.ToString(name)); r != nil {
		return r, nil
	}
	return nil, noSuchEntity("The role with name %s cannot be found.", aws.ToString(name))
}

func roleView(r *world.Role) *types.Role {
	v := &types.Role{
		RoleName: aws.String(r.Name), Path: aws.String(r.Path), RoleId: aws.String(r.ID), Arn: aws.String(r.ARN), CreateDate: aws.Time(r.Created),
		AssumeRolePolicyDocument: encoded(r.Trust), Description: api.NonZero(r.Description),
		MaxSessionDuration: aws.Int32(int32(r.MaxSession / time.Second)), Tags: tagView(r.Tags), PermissionsBoundary: boundaryView(r.Boundary),
		RoleLastUsed: &types.RoleLastUsed{},
	}
	if !r.LastUsed.IsZero() {
		v.RoleLastUsed = &types.RoleLastUsed{LastUsedDate: aws.Time(r.LastUsed), Region: aws.String(r.LastRegion)}
	}
	return v
}

func (s *service) createRole(_ context.Context, in *iam.CreateRoleInput) (*iam.CreateRoleOutput, error) {
	name := aws.ToString(in.RoleName)
	if err := checkName(name, "roleName", 64); err != nil {
		return nil, err
	}
	path, err := pathOf(in.Path)
	if err != nil {
		return nil, err
	}
	trust, err := s.trust(in.AssumeRolePolicyDocument)
	if err != nil {
		return nil, err
	}
	longest, err := sessionLimit(in.MaxSessionDuration)
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
	case taken(&s.w.Roles, name):
		return nil, exists("Role with name %s already exists.", name)
	case s.w.Roles.Len() >= rolesMost:
		return nil, quota("RolesPerAccount", rolesMost)
	}
	r := &world.Role{
		Name: name, Path: path, ID: s.room.NewID("AROA"), ARN: s.room.ARN("role", path, name), Description: aws.ToString(in.Description),
		Created: s.room.Now(), Trust: trust, MaxSession: longest, Tags: tags, Boundary: boundary,
	}
	s.w.Roles.Put(name, r)
	v := roleView(r)
	v.RoleLastUsed = nil
	return &iam.CreateRoleOutput{Role: v}, nil
}

// sessionLimit is between one and twelve hours.
func sessionLimit(seconds *int32) (time.Duration, error) {
	if seconds == nil {
		return sessionUsual, nil
	}
	if *seconds < 3600 || *seconds > 43200 {
		return 0, invalid("1 validation error detected: Value '%d' at 'maxSessionDuration' failed to satisfy constraint: Member must have value between 3600 and 43200", *seconds)
	}
	return time.Duration(*seconds) * time.Second, nil
}

// trust reads a role's trust policy. Whom it names must exist, as far as he is
// of this account.
func (s *service) trust(document *string) (string, error) {
	text, err := checkDocument(document, policy.Trust)
	if err != nil {
		return "", err
	}
	if bytesOf(text) > trustBytes {
		return "", quota("ACLSizePerRole", trustBytes)
	}
	read, err := policy.Parse(text, policy.Trust)
	if err != nil {
		return "", awserr.From(err)
	}
	for _, statement := range read.Statements {
		for _, p := range append(slices.Clone(statement.Principals), statement.NotPrincipals...) {
			if p.Kind == "AWS" && !s.named(p.Value) {
				return "", awserr.New(policy.Malformed, `Invalid principal in policy: "AWS":"%s"`, p.Value)
			}
		}
	}
	return text, nil
}

// named tells whether a principal is one that there is.
func (s *service) named(principal string) bool {
	if principal == "*" || isAccount(principal) {
		return true
	}
	parts := strings.SplitN(principal, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || !isAccount(parts[4]) || parts[2] != "iam" && parts[2] != "sts" {
		return false
	}
	kind, name, _ := strings.Cut(parts[5], "/")
	last := name[strings.LastIndex(name, "/")+1:]
	switch {
	case parts[4] != s.w.Account || kind == "root":
		return true
	case kind == "user":
		u := s.w.Users.Get(last)
		return u != nil && u.ARN == principal
	case kind == "role":
		return s.room.Role(principal) != nil
	}
	return kind == "assumed-role"
}

func isAccount(text string) bool {
	return len(text) == 12 && !strings.ContainsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
}

func (s *service) getRole(_ context.Context, in *iam.GetRoleInput) (*iam.GetRoleOutput, error) {
	r, err := s.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	return &iam.GetRoleOutput{Role: roleView(r)}, nil
}

func (s *service) listRoles(_ context.Context, in *iam.ListRolesInput) (*iam.ListRolesOutput, error) {
	all := under(&s.w.Roles, in.PathPrefix, func(r *world.Role) string { return r.Path })
	slices.SortFunc(all, func(a, b *world.Role) int { return cmp.Compare(a.Name, b.Name) })
	part, more, next, err := page(all, func(r *world.Role) string { return r.Name }, in.MaxItems, in.Marker)
	if err != nil {
		return nil, err
	}
	out := &iam.ListRolesOutput{Roles: []types.Role{}, IsTruncated: more, Marker: next}
	for _, r := range part {
		v := roleView(r)
		v.Tags, v.PermissionsBoundary, v.RoleLastUsed = nil, nil, nil
		out.Roles = append(out.Roles, *v)
	}
	return out, nil
}

func (s *service) updateRole(_ context.Context, in *iam.UpdateRoleInput) (*iam.UpdateRoleOutput, error) {
	r, err := s.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	longest, err := sessionLimit(in.MaxSessionDuration)
	if err != nil {
		return nil, err
	}
	if in.MaxSessionDuration != nil {
		r.MaxSession = longest
	}
	if in.Description != nil {
		r.Description = *in.Description
	}
	return &iam.UpdateRoleOutput{}, nil
}

func (s *service) updateTrust(_ context.Context, in *iam.UpdateAssumeRolePolicyInput) (*iam.UpdateAssumeRolePolicyOutput, error) {
	r, err := s.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	trust, err := s.trust(in.PolicyDocument)
	if err != nil {
		return nil, err
	}
	r.Trust = trust
	return &iam.UpdateAssumeRolePolicyOutput{}, nil
}

func (s *service) deleteRole(_ context.Context, in *iam.DeleteRoleInput) (*iam.DeleteRoleOutput, error) {
	r, err := s.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	switch {
	case len(r.Inline) > 0:
		return nil, conflict("Cannot delete entity, must delete policies first.")
	case len(r.Attached) > 0:
		return nil, conflict("Cannot delete entity, must detach all policies first.")
	case len(s.profilesOf(r.Name)) > 0:
		return nil, conflict("Cannot delete entity, must remove roles from instance profile first.")
	}
	s.w.Roles.Delete(r.Name)
	return &iam.DeleteRoleOutput{}, nil
}
