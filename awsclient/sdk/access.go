package sdk

import (
	"context"
	"net/url"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"fleetglass/awsclient"
)

// Users are the account's IAM users, by name.
func (c *Client) Users(ctx context.Context) ([]awsclient.User, error) {
	rows, err := gather(ctx, c, iam.NewListUsersPaginator(c.read.iam, &iam.ListUsersInput{}), func(out *iam.ListUsersOutput) []awsclient.User {
		return mapped(out.Users, func(u types.User) awsclient.User {
			return awsclient.User{
				Name: text(u.UserName), Path: text(u.Path), ID: text(u.UserId), ARN: text(u.Arn),
				Created: moment(u.CreateDate), PasswordUsed: moment(u.PasswordLastUsed),
			}
		})
	})
	return sorted(rows, func(u awsclient.User) string { return u.Name }), err
}

// Roles are the account's IAM roles, by name.
func (c *Client) Roles(ctx context.Context) ([]awsclient.Role, error) {
	rows, err := gather(ctx, c, iam.NewListRolesPaginator(c.read.iam, &iam.ListRolesInput{}), func(out *iam.ListRolesOutput) []awsclient.Role {
		return mapped(out.Roles, func(r types.Role) awsclient.Role {
			return awsclient.Role{
				Name: text(r.RoleName), Path: text(r.Path), ID: text(r.RoleId), ARN: text(r.Arn), Description: text(r.Description),
				Created: moment(r.CreateDate), Trust: unescaped(r.AssumeRolePolicyDocument), MaxSession: seconds(r.MaxSessionDuration),
			}
		})
	})
	return sorted(rows, func(r awsclient.Role) string { return r.Name }), err
}

// unescaped is a policy document, which IAM answers percent-encoded.
func unescaped(document *string) string {
	plain, err := url.PathUnescape(aws.ToString(document))
	if err != nil {
		plain = aws.ToString(document)
	}
	return CleanText(plain)
}

// ManagedPolicies are the policies that the account itself has made, by name.
func (c *Client) ManagedPolicies(ctx context.Context) ([]awsclient.ManagedPolicy, error) {
	in := &iam.ListPoliciesInput{Scope: types.PolicyScopeTypeLocal}
	rows, err := gather(ctx, c, iam.NewListPoliciesPaginator(c.read.iam, in), func(out *iam.ListPoliciesOutput) []awsclient.ManagedPolicy {
		return mapped(out.Policies, func(p types.Policy) awsclient.ManagedPolicy {
			return awsclient.ManagedPolicy{
				Name: text(p.PolicyName), ARN: text(p.Arn), ID: text(p.PolicyId), Created: moment(p.CreateDate), Updated: moment(p.UpdateDate),
				Version: text(p.DefaultVersionId), Attached: number(p.AttachmentCount),
			}
		})
	})
	return sorted(rows, func(p awsclient.ManagedPolicy) string { return p.Name }), err
}

// PolicyDocument is the document in force of a managed policy.
func (c *Client) PolicyDocument(ctx context.Context, policyARN string) (string, error) {
	p, err := call(ctx, c, c.read.iam.GetPolicy, &iam.GetPolicyInput{PolicyArn: aws.String(policyARN)})
	if err != nil {
		return "", err
	}
	v, err := call(ctx, c, c.read.iam.GetPolicyVersion, &iam.GetPolicyVersionInput{PolicyArn: aws.String(policyARN), VersionId: p.Policy.DefaultVersionId})
	if err != nil {
		return "", err
	}
	return unescaped(v.PolicyVersion.Document), nil
}

func attachedARN(p types.AttachedPolicy) string { return text(p.PolicyArn) }

// UserPolicies are the managed policies of a user himself.
func (c *Client) UserPolicies(ctx context.Context, user string) ([]string, error) {
	in := &iam.ListAttachedUserPoliciesInput{UserName: aws.String(user)}
	return gather(ctx, c, iam.NewListAttachedUserPoliciesPaginator(c.read.iam, in), func(out *iam.ListAttachedUserPoliciesOutput) []string {
		return mapped(out.AttachedPolicies, attachedARN)
	})
}

// RolePolicies are the managed policies of a role.
func (c *Client) RolePolicies(ctx context.Context, role string) ([]string, error) {
	in := &iam.ListAttachedRolePoliciesInput{RoleName: aws.String(role)}
	return gather(ctx, c, iam.NewListAttachedRolePoliciesPaginator(c.read.iam, in), func(out *iam.ListAttachedRolePoliciesOutput) []string {
		return mapped(out.AttachedPolicies, attachedARN)
	})
}

// CreateRole makes a role.
func (c *Client) CreateRole(ctx context.Context, name, trust string) (string, error) {
	out, err := call(ctx, c, c.write.iam.CreateRole, &iam.CreateRoleInput{RoleName: &name, AssumeRolePolicyDocument: &trust})
	if err != nil {
		return "", err
	}
	return text(out.Role.Arn), nil
}

// PutRolePolicy writes a policy into a role.
func (c *Client) PutRolePolicy(ctx context.Context, role, name, document string) error {
	_, err := call(ctx, c, c.write.iam.PutRolePolicy, &iam.PutRolePolicyInput{RoleName: &role, PolicyName: &name, PolicyDocument: &document})
	return err
}

// DeleteRolePolicy takes a policy out of a role.
func (c *Client) DeleteRolePolicy(ctx context.Context, role, name string) error {
	_, err := call(ctx, c, c.write.iam.DeleteRolePolicy, &iam.DeleteRolePolicyInput{RoleName: &role, PolicyName: &name})
	return err
}

// DeleteRole removes a role that has no policies any more.
func (c *Client) DeleteRole(ctx context.Context, role string) error {
	_, err := call(ctx, c, c.write.iam.DeleteRole, &iam.DeleteRoleInput{RoleName: &role})
	return err
}

// CreateManagedPolicy makes a policy.
func (c *Client) CreateManagedPolicy(ctx context.Context, name, document string) (string, error) {
	out, err := call(ctx, c, c.write.iam.CreatePolicy, &iam.CreatePolicyInput{PolicyName: aws.String(name), PolicyDocument: aws.String(document)})
	if err != nil {
		return "", err
	}
	return text(out.Policy.Arn), nil
}

// DeleteManagedPolicy removes a policy that nobody has.
func (c *Client) DeleteManagedPolicy(ctx context.Context, policyARN string) error {
	_, err := call(ctx, c, c.write.iam.DeletePolicy, &iam.DeletePolicyInput{PolicyArn: aws.String(policyARN)})
	return err
}

// AttachUserPolicy gives a user a policy.
func (c *Client) AttachUserPolicy(ctx context.Context, user, policyARN string) error {
	_, err := call(ctx, c, c.write.iam.AttachUserPolicy, &iam.AttachUserPolicyInput{UserName: aws.String(user), PolicyArn: aws.String(policyARN)})
	return err
}

// DetachUserPolicy takes a policy from a user.
func (c *Client) DetachUserPolicy(ctx context.Context, user, policyARN string) error {
	_, err := call(ctx, c, c.write.iam.DetachUserPolicy, &iam.DetachUserPolicyInput{UserName: aws.String(user), PolicyArn: aws.String(policyARN)})
	return err
}

// AttachRolePolicy gives a role a policy.
func (c *Client) AttachRolePolicy(ctx context.Context, role, policyARN string) error {
	_, err := call(ctx, c, c.write.iam.AttachRolePolicy, &iam.AttachRolePolicyInput{RoleName: aws.String(role), PolicyArn: aws.String(policyARN)})
	return err
}

// DetachRolePolicy takes a policy from a role.
func (c *Client) DetachRolePolicy(ctx context.Context, role, policyARN string) error {
	_, err := call(ctx, c, c.write.iam.DetachRolePolicy, &iam.DetachRolePolicyInput{RoleName: aws.String(role), PolicyArn: aws.String(policyARN)})
	return err
}
