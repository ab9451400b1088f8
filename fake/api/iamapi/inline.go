package iamapi

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"fleetglass/awsclient/semantics/policy"
	"fleetglass/fake/api"
	"fleetglass/fake/world"
)

func (s *service) registerInline(m *api.Mux) {
	api.Handle(m, func(_ context.Context, in *iam.PutUserPolicyInput) (*iam.PutUserPolicyOutput, error) {
		return &iam.PutUserPolicyOutput{}, s.putInline(s.userHolder, in.UserName, in.PolicyName, in.PolicyDocument)
	})
	api.Handle(m, func(_ context.Context, in *iam.PutGroupPolicyInput) (*iam.PutGroupPolicyOutput, error) {
		return &iam.PutGroupPolicyOutput{}, s.putInline(s.groupHolder, in.GroupName, in.PolicyName, in.PolicyDocument)
	})
	api.Handle(m, func(_ context.Context, in *iam.PutRolePolicyInput) (*iam.PutRolePolicyOutput, error) {
		return &iam.PutRolePolicyOutput{}, s.putInline(s.roleHolder, in.RoleName, in.PolicyName, in.PolicyDocument)
	})
	api.Handle(m, func(_ context.Context, in *iam.GetUserPolicyInput) (*iam.GetUserPolicyOutput, error) {
		document, err := s.getInline(s.userHolder, in.UserName, in.PolicyName)
		return &iam.GetUserPolicyOutput{UserName: in.UserName, PolicyName: in.PolicyName, PolicyDocument: document}, err
	})
	api.Handle(m, func(_ context.Context, in *iam.GetGroupPolicyInput) (*iam.GetGroupPolicyOutput, error) {
		document, err := s.getInline(s.groupHolder, in.GroupName, in.PolicyName)
		return &iam.GetGroupPolicyOutput{GroupName: in.GroupName, PolicyName: in.PolicyName, PolicyDocument: document}, err
	})
	api.Handle(m, func(_ context.Context, in *iam.GetRolePolicyInput) (*iam.GetRolePolicyOutput, error) {
		document, err := s.getInline(s.roleHolder, in.RoleName, in.PolicyName)
		return &iam.GetRolePolicyOutput{RoleName: in.RoleName, PolicyName: in.PolicyName, PolicyDocument: document}, err
	})
	api.Handle(m, func(_ context.Context, in *iam.DeleteUserPolicyInput) (*iam.DeleteUserPolicyOutput, error) {
		return &iam.DeleteUserPolicyOutput{}, s.deleteInline(s.userHolder, in.UserName, in.PolicyName)
	})
	api.Handle(m, func(_ context.Context, in *iam.DeleteGroupPolicyInput) (*iam.DeleteGroupPolicyOutput, error) {
		return &iam.DeleteGroupPolicyOutput{}, s.deleteInline(s.groupHolder, in.GroupName, in.PolicyName)
	})
	api.Handle(m, func(_ context.Context, in *iam.DeleteRolePolicyInput) (*iam.DeleteRolePolicyOutput, error) {
		return &iam.DeleteRolePolicyOutput{}, s.deleteInline(s.roleHolder, in.RoleName, in.PolicyName)
	})
	api.Handle(m, func(_ context.Context, in *iam.ListUserPoliciesInput) (*iam.ListUserPoliciesOutput, error) {
		names, more, next, err := s.listInline(s.userHolder, in.UserName, in.MaxItems, in.Marker)
		return &iam.ListUserPoliciesOutput{PolicyNames: names, IsTruncated: more, Marker: next}, err
	})
	api.Handle(m, func(_ context.Context, in *iam.ListGroupPoliciesInput) (*iam.ListGroupPoliciesOutput, error) {
		names, more, next, err := s.listInline(s.groupHolder, in.GroupName, in.MaxItems, in.Marker)
		return &iam.ListGroupPoliciesOutput{PolicyNames: names, IsTruncated: more, Marker: next}, err
	})
	api.Handle(m, func(_ context.Context, in *iam.ListRolePoliciesInput) (*iam.ListRolePoliciesOutput, error) {
		names, more, next, err := s.listInline(s.roleHolder, in.RoleName, in.MaxItems, in.Marker)
		return &iam.ListRolePoliciesOutput{PolicyNames: names, IsTruncated: more, Marker: next}, err
	})
}

// putInline writes a policy into a holder, over one of the same name. All of
// a holder's together must not be too long.
func (s *service) putInline(find find, name, policyName, document *string) error {
	h, err := find(name)
	if err != nil {
		return err
	}
	called := aws.ToString(policyName)
	if err := checkName(called, "policyName", 128); err != nil {
		return err
	}
	text, err := checkDocument(document, policy.Identity)
	if err != nil {
		return err
	}
	rest := slices.DeleteFunc(slices.Clone(h.permissions.Inline), func(p world.InlinePolicy) bool { return p.Name == called })
	total, most := bytesOf(text), map[string]int{"User": userPolicyBytes, "Group": groupPolicyBytes, "Role": rolePolicyBytes}[h.kind]
	for _, p := range rest {
		total += bytesOf(p.Document)
	}
	if total > most {
		return limit("Maximum policy size of %d bytes exceeded for %s %s", most, strings.ToLower(h.kind), h.name)
	}
	h.permissions.Inline = append(rest, world.InlinePolicy{Name: called, Document: text})
	return nil
}

// inline finds an inline policy of a holder.
func inline(find find, name, policyName *string) (holder, int, error) {
	h, err := find(name)
	if err != nil {
		return h, 0, err
	}
	i := slices.IndexFunc(h.permissions.Inline, func(p world.InlinePolicy) bool { return p.Name == aws.ToString(policyName) })
	if i < 0 {
		return h, 0, noSuchEntity("The %s policy with name %s cannot be found.", strings.ToLower(h.kind), aws.ToString(policyName))
	}
	return h, i, nil
}

func (s *service) getInline(find find, name, policyName *string) (*string, error) {
	h, i, err := inline(find, name, policyName)
	if err != nil {
		return nil, err
	}
	return encoded(h.permissions.Inline[i].Document), nil
}

func (s *service) deleteInline(find find, name, policyName *string) error {
	h, i, err := inline(find, name, policyName)
	if err == nil {
		h.permissions.Inline = slices.Delete(h.permissions.Inline, i, i+1)
	}
	return err
}

func (s *service) listInline(find find, name *string, most *int32, marker *string) ([]string, bool, *string, error) {
	h, err := find(name)
	if err != nil {
		return nil, false, nil, err
	}
	names := []string{}
	for _, p := range h.permissions.Inline {
		names = append(names, p.Name)
	}
	slices.Sort(names)
	return page(names, func(n string) string { return n }, most, marker)
}
