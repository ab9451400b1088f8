package iamapi

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"fleetglass/fake/api"
	"fleetglass/fake/world"
)

func (s *service) registerAttachments(m *api.Mux) {
	api.Handle(m, func(_ context.Context, in *iam.AttachUserPolicyInput) (*iam.AttachUserPolicyOutput, error) {
		return &iam.AttachUserPolicyOutput{}, s.attach(s.userHolder, in.UserName, in.PolicyArn)
	})
	api.Handle(m, func(_ context.Context, in *iam.AttachGroupPolicyInput) (*iam.AttachGroupPolicyOutput, error) {
		return &iam.AttachGroupPolicyOutput{}, s.attach(s.groupHolder, in.GroupName, in.PolicyArn)
	})
	api.Handle(m, func(_ context.Context, in *iam.AttachRolePolicyInput) (*iam.AttachRolePolicyOutput, error) {
		return &iam.AttachRolePolicyOutput{}, s.attach(s.roleHolder, in.RoleName, in.PolicyArn)
	})
	api.Handle(m, func(_ context.Context, in *iam.DetachUserPolicyInput) (*iam.DetachUserPolicyOutput, error) {
		return &iam.DetachUserPolicyOutput{}, s.detach(s.userHolder, in.UserName, in.PolicyArn)
	})
	api.Handle(m, func(_ context.Context, in *iam.DetachGroupPolicyInput) (*iam.DetachGroupPolicyOutput, error) {
		return &iam.DetachGroupPolicyOutput{}, s.detach(s.groupHolder, in.GroupName, in.PolicyArn)
	})
	api.Handle(m, func(_ context.Context, in *iam.DetachRolePolicyInput) (*iam.DetachRolePolicyOutput, error) {
		return &iam.DetachRolePolicyOutput{}, s.detach(s.roleHolder, in.RoleName, in.PolicyArn)
	})
	api.Handle(m, func(_ context.Context, in *iam.ListAttachedUserPoliciesInput) (*iam.ListAttachedUserPoliciesOutput, error) {
		all, more, next, err := s.attached(s.userHolder, in.UserName, in.PathPrefix, in.MaxItems, in.Marker)
		return &iam.ListAttachedUserPoliciesOutput{AttachedPolicies: all, IsTruncated: more, Marker: next}, err
	})
	api.Handle(m, func(_ context.Context, in *iam.ListAttachedGroupPoliciesInput) (*iam.ListAttachedGroupPoliciesOutput, error) {
		all, more, next, err := s.attached(s.groupHolder, in.GroupName, in.PathPrefix, in.MaxItems, in.Marker)
		return &iam.ListAttachedGroupPoliciesOutput{AttachedPolicies: all, IsTruncated: more, Marker: next}, err
	})
	api.Handle(m, func(_ context.Context, in *iam.ListAttachedRolePoliciesInput) (*iam.ListAttachedRolePoliciesOutput, error) {
		all, more, next, err := s.attached(s.roleHolder, in.RoleName, in.PathPrefix, in.MaxItems, in.Marker)
		return &iam.ListAttachedRolePoliciesOutput{AttachedPolicies: all, IsTruncated: more, Marker: next}, err
	})
	api.Handle(m, s.listEntities)
}

// holder is a user, a group or a role, as far as policies are concerned.
type holder struct {
	kind, name, id, path, boundary string // kind: "User", "Group", "Role"
	permissions                    *world.Permissions
}

// find is one of the three functions that find a holder by name.
type find func(name *string) (holder, error)

func (s *service) userHolder(name *string) (holder, error) {
	u, err := s.user(name)
	if err != nil {
		return holder{}, err
	}
	return holder{"User", u.Name, u.ID, u.Path, u.Boundary, &u.Permissions}, nil
}

func (s *service) groupHolder(name *string) (holder, error) {
	g, err := s.group(name)
	if err != nil {
		return holder{}, err
	}
	return holder{"Group", g.Name, g.ID, g.Path, "", &g.Permissions}, nil
}

func (s *service) roleHolder(name *string) (holder, error) {
	r, err := s.role(name)
	if err != nil {
		return holder{}, err
	}
	return holder{"Role", r.Name, r.ID, r.Path, r.Boundary, &r.Permissions}, nil
}

// attach attaches a policy. One that is attached already stays so.
func (s *service) attach(find find, name, arn *string) error {
	h, err := find(name)
	if err != nil {
		return err
	}
	text := aws.ToString(arn)
	switch {
	case len(text) < 20 || !strings.HasPrefix(text, "arn:"):
		return invalid("ARN %s is not valid.", text)
	case s.room.Policy(text) == nil:
		return noSuchEntity("Policy %s does not exist or is not attachable.", text)
	case slices.Contains(h.permissions.Attached, text):
		return nil
	case len(h.permissions.Attached) >= attachedPerEntity:
		return quota("PoliciesPer"+h.kind, attachedPerEntity)
	}
	h.permissions.Attached = append(h.permissions.Attached, text)
	return nil
}

func (s *service) detach(find find, name, arn *string) error {
	h, err := find(name)
	if err != nil {
		return err
	}
	i := slices.Index(h.permissions.Attached, aws.ToString(arn))
	if i < 0 {
		return noSuchEntity("Policy %s was not found.", aws.ToString(arn))
	}
	h.permissions.Attached = slices.Delete(h.permissions.Attached, i, i+1)
	return nil
}

func (s *service) attached(find find, name, prefix *string, most *int32, marker *string) ([]types.AttachedPolicy, bool, *string, error) {
	h, err := find(name)
	if err != nil {
		return nil, false, nil, err
	}
	var all []*world.ManagedPolicy
	for _, arn := range h.permissions.Attached {
		if p := s.room.Policy(arn); p != nil && strings.HasPrefix(p.Path, aws.ToString(prefix)) {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b *world.ManagedPolicy) int { return cmp.Compare(a.Name, b.Name) })
	part, more, next, err := page(all, func(p *world.ManagedPolicy) string { return p.ARN }, most, marker)
	views := []types.AttachedPolicy{}
	for _, p := range part {
		views = append(views, types.AttachedPolicy{PolicyName: aws.String(p.Name), PolicyArn: aws.String(p.ARN)})
	}
	return views, more, next, err
}

// listEntities tells who has a policy attached, or as a boundary.
func (s *service) listEntities(_ context.Context, in *iam.ListEntitiesForPolicyInput) (*iam.ListEntitiesForPolicyOutput, error) {
	p, err := s.policy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	var all []holder
	s.everywhere(func(h holder) {
		uses := slices.Contains(h.permissions.Attached, p.ARN)
		if in.PolicyUsageFilter == types.PolicyUsageTypePermissionsBoundary {
			uses = h.boundary == p.ARN
		}
		wanted := in.EntityFilter == "" || string(in.EntityFilter) == h.kind
		if uses && wanted && strings.HasPrefix(h.path, aws.ToString(in.PathPrefix)) {
			all = append(all, h)
		}
	})
	part, more, next, err := page(all, func(h holder) string { return h.kind + h.name }, in.MaxItems, in.Marker)
	if err != nil {
		return nil, err
	}
	out := &iam.ListEntitiesForPolicyOutput{IsTruncated: more, Marker: next, PolicyGroups: []types.PolicyGroup{}, PolicyRoles: []types.PolicyRole{}, PolicyUsers: []types.PolicyUser{}}
	for _, h := range part {
		name, id := aws.String(h.name), aws.String(h.id)
		switch h.kind {
		case "User":
			out.PolicyUsers = append(out.PolicyUsers, types.PolicyUser{UserName: name, UserId: id})
		case "Group":
			out.PolicyGroups = append(out.PolicyGroups, types.PolicyGroup{GroupName: name, GroupId: id})
		default:
			out.PolicyRoles = append(out.PolicyRoles, types.PolicyRole{RoleName: name, RoleId: id})
		}
	}
	return out, nil
}
