package iamapi

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"fleetglass/awsclient/semantics/policy"
	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

func (s *service) registerPolicies(m *api.Mux) {
	api.Handle(m, s.createPolicy)
	api.Handle(m, s.getPolicy)
	api.Handle(m, s.listPolicies)
	api.Handle(m, s.deletePolicy)
	api.Handle(m, s.createVersion)
	api.Handle(m, s.getVersion)
	api.Handle(m, s.listVersions)
	api.Handle(m, s.deleteVersion)
	api.Handle(m, s.setDefault)
}

// policy is a managed policy by ARN.
func (s *service) policy(arn *string) (*world.ManagedPolicy, error) {
	if a := aws.ToString(arn); len(a) < 20 || !strings.HasPrefix(a, "arn:") {
		return nil, invalid("ARN %s is not valid.", a)
	}
	if p := s.room.Policy(*arn); p != nil {
		return p, nil
	}
	return nil, noSuchEntity("Policy %s was not found.", *arn)
}

// ownPolicy is a policy that the account may change.
func (s *service) ownPolicy(arn *string) (*world.ManagedPolicy, error) {
	p, err := s.policy(arn)
	if err == nil && !s.w.ManagedPolicies.Has(p.ARN) {
		return nil, awserr.New("AccessDenied", "Policy %s is outside your own account.", p.ARN).WithStatus(403)
	}
	return p, err
}

// everywhere walks whatever may have policies attached.
func (s *service) everywhere(each func(holder)) {
	for _, u := range s.w.Users.All() {
		each(holder{"User", u.Name, u.ID, u.Path, u.Boundary, &u.Permissions})
	}
	for _, g := range s.w.UserGroups.All() {
		each(holder{"Group", g.Name, g.ID, g.Path, "", &g.Permissions})
	}
	for _, r := range s.w.Roles.All() {
		each(holder{"Role", r.Name, r.ID, r.Path, r.Boundary, &r.Permissions})
	}
}

// uses counts how often a policy is attached, and how often it is a boundary.
func (s *service) uses(arn string) (attached, boundaries int32) {
	s.everywhere(func(h holder) {
		if slices.Contains(h.permissions.Attached, arn) {
			attached++
		}
		if h.boundary == arn {
			boundaries++
		}
	})
	return attached, boundaries
}

func (s *service) policyView(p *world.ManagedPolicy) *types.Policy {
	attached, boundaries := s.uses(p.ARN)
	return &types.Policy{
		PolicyName: aws.String(p.Name), Path: aws.String(p.Path), PolicyId: aws.String(p.ID), Arn: aws.String(p.ARN),
		Description: api.NonZero(p.Description), CreateDate: aws.Time(p.Created), UpdateDate: aws.Time(p.Updated),
		DefaultVersionId: aws.String(p.Default), IsAttachable: true,
		AttachmentCount: &attached, PermissionsBoundaryUsageCount: &boundaries, Tags: tagView(p.Tags),
	}
}

// managedDocument is a document that a managed policy may have.
func managedDocument(document *string) (string, error) {
	text, err := checkDocument(document, policy.Identity)
	if err == nil && bytesOf(text) > managedPolicyBytes {
		return "", quota("PolicySize", managedPolicyBytes)
	}
	return text, err
}

func (s *service) createPolicy(_ context.Context, in *iam.CreatePolicyInput) (*iam.CreatePolicyOutput, error) {
	name := aws.ToString(in.PolicyName)
	if err := checkName(name, "policyName", 128); err != nil {
		return nil, err
	}
	path, err := pathOf(in.Path)
	if err != nil {
		return nil, err
	}
	text, err := managedDocument(in.PolicyDocument)
	if err != nil {
		return nil, err
	}
	tags, err := tagsOf(in.Tags)
	switch {
	case err != nil:
		return nil, err
	case s.hasPolicyNamed(name):
		return nil, exists("A policy called %s already exists. Duplicate names are not allowed.", name)
	case s.w.ManagedPolicies.Len() >= policiesMost:
		return nil, quota("PoliciesPerAccount", policiesMost)
	}
	now := s.room.Now()
	p := &world.ManagedPolicy{
		Name: name, Path: path, ID: s.room.NewID("ANPA"), ARN: s.room.ARN("policy", path, name), Description: aws.ToString(in.Description),
		Created: now, Updated: now, Default: "v1", Made: 1, Versions: []world.PolicyVersion{{ID: "v1", Document: text, Created: now}}, Tags: tags,
	}
	s.w.ManagedPolicies.Put(p.ARN, p)
	return &iam.CreatePolicyOutput{Policy: s.policyView(p)}, nil
}

func (s *service) hasPolicyNamed(name string) bool {
	for _, p := range s.w.ManagedPolicies.All() {
		if strings.EqualFold(p.Name, name) {
			return true
		}
	}
	return false
}

func (s *service) getPolicy(_ context.Context, in *iam.GetPolicyInput) (*iam.GetPolicyOutput, error) {
	p, err := s.policy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	return &iam.GetPolicyOutput{Policy: s.policyView(p)}, nil
}

func (s *service) listPolicies(_ context.Context, in *iam.ListPoliciesInput) (*iam.ListPoliciesOutput, error) {
	all, err := s.policiesIn(in.Scope)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(p *world.ManagedPolicy) bool {
		if !strings.HasPrefix(p.Path, aws.ToString(in.PathPrefix)) {
			return true
		}
		attached, boundaries := s.uses(p.ARN)
		switch in.PolicyUsageFilter {
		case types.PolicyUsageTypePermissionsPolicy:
			return attached == 0
		case types.PolicyUsageTypePermissionsBoundary:
			return boundaries == 0
		}
		return in.OnlyAttached && attached == 0
	})
	part, more, next, err := page(all, func(p *world.ManagedPolicy) string { return p.ARN }, in.MaxItems, in.Marker)
	if err != nil {
		return nil, err
	}
	out := &iam.ListPoliciesOutput{Policies: []types.Policy{}, IsTruncated: more, Marker: next}
	for _, p := range part {
		v := s.policyView(p)
		v.Tags, v.Description = nil, nil
		out.Policies = append(out.Policies, *v)
	}
	return out, nil
}

// policiesIn are the account's policies, AWS's, or both, by name.
func (s *service) policiesIn(scope types.PolicyScopeType) ([]*world.ManagedPolicy, error) {
	var all []*world.ManagedPolicy
	if scope != types.PolicyScopeTypeAws {
		for _, p := range s.w.ManagedPolicies.All() {
			all = append(all, p)
		}
	}
	if scope != types.PolicyScopeTypeLocal {
		all = append(all, s.room.AWSPolicies()...)
	}
	if scope != "" && !slices.Contains(scope.Values(), scope) {
		return nil, constraint(string(scope), "scope", "Member must satisfy enum value set: [All, AWS, Local]")
	}
	slices.SortStableFunc(all, func(a, b *world.ManagedPolicy) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

func (s *service) deletePolicy(_ context.Context, in *iam.DeletePolicyInput) (*iam.DeletePolicyOutput, error) {
	p, err := s.ownPolicy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	attached, boundaries := s.uses(p.ARN)
	switch {
	case attached+boundaries > 0:
		return nil, conflict("Cannot delete a policy attached to entities.")
	case len(p.Versions) > 1:
		return nil, conflict("This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.")
	}
	s.w.ManagedPolicies.Delete(p.ARN)
	return &iam.DeletePolicyOutput{}, nil
}

func versionView(p *world.ManagedPolicy, v world.PolicyVersion) *types.PolicyVersion {
	return &types.PolicyVersion{VersionId: aws.String(v.ID), CreateDate: aws.Time(v.Created), IsDefaultVersion: v.ID == p.Default}
}

func (s *service) createVersion(_ context.Context, in *iam.CreatePolicyVersionInput) (*iam.CreatePolicyVersionOutput, error) {
	p, err := s.ownPolicy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	text, err := managedDocument(in.PolicyDocument)
	switch {
	case err != nil:
		return nil, err
	case len(p.Versions) >= versionsPerPolicy:
		return nil, limit("A managed policy can have up to %d versions. Before you create a new version, you must delete an existing version.", versionsPerPolicy)
	}
	p.Made++
	v := world.PolicyVersion{ID: "v" + strconv.Itoa(p.Made), Document: text, Created: s.room.Now()}
	p.Versions, p.Updated = append(p.Versions, v), s.room.Now()
	if in.SetAsDefault {
		p.Default = v.ID
	}
	return &iam.CreatePolicyVersionOutput{PolicyVersion: versionView(p, v)}, nil
}

// version finds a version of a policy.
func version(p *world.ManagedPolicy, id *string) (int, error) {
	i := slices.IndexFunc(p.Versions, func(v world.PolicyVersion) bool { return v.ID == aws.ToString(id) })
	if i < 0 {
		return 0, noSuchEntity("Policy %s version %s does not exist or is not attachable.", p.ARN, aws.ToString(id))
	}
	return i, nil
}

func (s *service) getVersion(_ context.Context, in *iam.GetPolicyVersionInput) (*iam.GetPolicyVersionOutput, error) {
	p, err := s.policy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	i, err := version(p, in.VersionId)
	if err != nil {
		return nil, err
	}
	v := versionView(p, p.Versions[i])
	v.Document = encoded(p.Versions[i].Document)
	return &iam.GetPolicyVersionOutput{PolicyVersion: v}, nil
}

func (s *service) listVersions(_ context.Context, in *iam.ListPolicyVersionsInput) (*iam.ListPolicyVersionsOutput, error) {
	p, err := s.policy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	newest := slices.Clone(p.Versions)
	slices.Reverse(newest)
	part, more, next, err := page(newest, func(v world.PolicyVersion) string { return v.ID }, in.MaxItems, in.Marker)
	if err != nil {
		return nil, err
	}
	out := &iam.ListPolicyVersionsOutput{Versions: []types.PolicyVersion{}, IsTruncated: more, Marker: next}
	for _, v := range part {
		out.Versions = append(out.Versions, *versionView(p, v))
	}
	return out, nil
}

func (s *service) deleteVersion(_ context.Context, in *iam.DeletePolicyVersionInput) (*iam.DeletePolicyVersionOutput, error) {
	p, err := s.ownPolicy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	i, err := version(p, in.VersionId)
	switch {
	case err != nil:
		return nil, err
	case p.Versions[i].ID == p.Default:
		return nil, conflict("Cannot delete the default version of a policy.")
	}
	p.Versions, p.Updated = slices.Delete(p.Versions, i, i+1), s.room.Now()
	return &iam.DeletePolicyVersionOutput{}, nil
}

func (s *service) setDefault(_ context.Context, in *iam.SetDefaultPolicyVersionInput) (*iam.SetDefaultPolicyVersionOutput, error) {
	p, err := s.ownPolicy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	if _, err := version(p, in.VersionId); err != nil {
		return nil, err
	}
	p.Default, p.Updated = *in.VersionId, s.room.Now()
	return &iam.SetDefaultPolicyVersionOutput{}, nil
}
