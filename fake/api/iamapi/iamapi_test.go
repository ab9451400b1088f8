package iamapi_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"fleetglass/fake/api"
	"fleetglass/fake/api/iamapi"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/identity"
	"fleetglass/fake/world"
)

const (
	root      = "arn:aws:iam::123456789012:"
	readOnly  = "arn:aws:iam::aws:policy/ReadOnlyAccess"
	document  = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:Describe*","Resource":"*"}]}`
	trust     = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
	nonsense  = `{"Statement":{}}`
	syntaxMsg = "MalformedPolicyDocument: Syntax errors in policy."
)

// desk is an account in which alice makes the calls, asked step by step.
type desk struct {
	*testing.T
	mux *api.Mux
	w   *world.World
}

func newDesk(t *testing.T) *desk {
	w := &world.World{Account: "123456789012", Region: "us-west-2", Now: time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)}
	k := sim.New(w)
	r := identity.New(k, w)
	u := &world.User{Name: "alice", Path: "/", ID: "AIDAALICE", ARN: root + "user/alice"}
	w.Users.Put("alice", u)
	r.PutKey(u, "AKIAALICE")
	m := api.NewMux()
	iamapi.Register(m, r)
	return &desk{t, m, w}
}

func (d *desk) ask(input any) (any, error) {
	service, operation := api.NameOf(input)
	return d.mux.Call(api.WithCaller(context.Background(), api.Caller{AccessKey: "AKIAALICE"}), service, operation, input)
}

// step is a call and how it is refused, "" when it is not.
type step struct {
	input   any
	refused string
}

func (d *desk) walk(steps ...step) {
	d.Helper()
	for i, s := range steps {
		_, operation := api.NameOf(s.input)
		_, err := d.ask(s.input)
		switch {
		case err == nil && s.refused != "":
			d.Errorf("step %d, %s: not refused", i, operation)
		case err != nil && err.Error() != s.refused:
			d.Errorf("step %d, %s: got %v, want %s", i, operation, err, s.refused)
		}
	}
}

func get[O any](d *desk, input any) *O {
	d.Helper()
	out, err := d.ask(input)
	if err != nil {
		d.Fatal(err)
	}
	return out.(*O)
}

func str(s string) *string { return &s }

func TestUsers(t *testing.T) {
	d := newDesk(t)
	bob := str("bob")
	d.walk(
		step{&iam.CreateUserInput{UserName: bob, Path: str("/dev/"), Tags: []types.Tag{{Key: str("team"), Value: str("web")}}}, ""},
		step{&iam.CreateUserInput{UserName: str("BOB")}, "EntityAlreadyExists: User with name BOB already exists."},
		step{&iam.CreateUserInput{UserName: str("b b")}, "ValidationError: The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-"},
		step{&iam.CreateUserInput{UserName: str("x"), Path: str("dev")}, "ValidationError: The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters."},
		step{&iam.CreateUserInput{UserName: str("x"), PermissionsBoundary: str(root + "policy/none")}, "NoSuchEntity: Scope ARN: " + root + "policy/none does not exist or is not attachable."},
		step{&iam.GetUserInput{UserName: str("none")}, "NoSuchEntity: The user with name none cannot be found."},
		step{&iam.TagUserInput{UserName: bob, Tags: []types.Tag{{Key: str("a"), Value: str("b")}}}, ""},
		step{&iam.UntagUserInput{UserName: bob, TagKeys: []string{"team"}}, ""},
		step{&iam.UpdateUserInput{UserName: bob, NewUserName: str("rob")}, ""},
		step{&iam.UpdateUserInput{UserName: bob, NewUserName: str("alice")}, "NoSuchEntity: The user with name bob cannot be found."},
		step{&iam.UpdateUserInput{UserName: str("rob"), NewUserName: str("alice")}, "EntityAlreadyExists: User with name alice already exists."},
		step{&iam.PutUserPermissionsBoundaryInput{UserName: str("rob"), PermissionsBoundary: str(readOnly)}, ""},
		step{&iam.DeleteUserPermissionsBoundaryInput{UserName: str("rob")}, ""},
	)
	u := get[iam.GetUserOutput](d, &iam.GetUserInput{UserName: str("rob")}).User
	if *u.Arn != root+"user/dev/rob" || !strings.HasPrefix(*u.UserId, "AIDA") || len(*u.UserId) != 21 || len(u.Tags) != 1 || *u.Tags[0].Key != "a" {
		t.Errorf("%+v", u)
	}
	if me := get[iam.GetUserOutput](d, &iam.GetUserInput{}).User; *me.UserName != "alice" {
		t.Errorf("the caller is %s", *me.UserName)
	}
	tags := get[iam.ListUserTagsOutput](d, &iam.ListUserTagsInput{UserName: str("rob")})
	first := get[iam.ListUsersOutput](d, &iam.ListUsersInput{MaxItems: aws.Int32(1)})
	rest := get[iam.ListUsersOutput](d, &iam.ListUsersInput{Marker: first.Marker})
	if len(tags.Tags) != 1 || !first.IsTruncated || *first.Users[0].UserName != "alice" || rest.IsTruncated || *rest.Users[0].UserName != "rob" {
		t.Errorf("%+v %+v", first, rest)
	}
	if dev := get[iam.ListUsersOutput](d, &iam.ListUsersInput{PathPrefix: str("/dev/")}).Users; len(dev) != 1 {
		t.Errorf("%d users under /dev/", len(dev))
	}
}

// Everything that belongs to a user must go before the user.
func TestAUserGoesLast(t *testing.T) {
	d := newDesk(t)
	bob, g := str("bob"), str("staff")
	d.walk(
		step{&iam.CreateUserInput{UserName: bob}, ""},
		step{&iam.CreateLoginProfileInput{UserName: bob, Password: str("short")}, "PasswordPolicyViolation: Password should have a minimum length of 8"},
		step{&iam.CreateLoginProfileInput{UserName: bob, Password: str("correct Horse 1")}, ""},
		step{&iam.CreateLoginProfileInput{UserName: bob, Password: str("correct Horse 1")}, "EntityAlreadyExists: Login Profile for user bob already exists."},
		step{&iam.UpdateLoginProfileInput{UserName: bob, PasswordResetRequired: aws.Bool(true)}, ""},
		step{&iam.GetLoginProfileInput{UserName: bob}, ""},
		step{&iam.PutUserPolicyInput{UserName: bob, PolicyName: str("p"), PolicyDocument: str(document)}, ""},
		step{&iam.AttachUserPolicyInput{UserName: bob, PolicyArn: str(readOnly)}, ""},
		step{&iam.CreateGroupInput{GroupName: g}, ""},
		step{&iam.AddUserToGroupInput{UserName: bob, GroupName: g}, ""},
		step{&iam.DeleteUserInput{UserName: bob}, "DeleteConflict: Cannot delete entity, must delete login profile first."},
		step{&iam.DeleteLoginProfileInput{UserName: bob}, ""},
		step{&iam.DeleteLoginProfileInput{UserName: bob}, "NoSuchEntity: Login Profile for User bob cannot be found."},
	)
	key := get[iam.CreateAccessKeyOutput](d, &iam.CreateAccessKeyInput{UserName: bob}).AccessKey
	if len(*key.AccessKeyId) != 20 || len(*key.SecretAccessKey) != 40 || key.Status != types.StatusTypeActive {
		t.Errorf("%+v", key)
	}
	d.walk(
		step{&iam.CreateAccessKeyInput{UserName: bob}, ""},
		step{&iam.CreateAccessKeyInput{UserName: bob}, "LimitExceeded: Cannot exceed quota for AccessKeysPerUser: 2"},
		step{&iam.UpdateAccessKeyInput{UserName: bob, AccessKeyId: key.AccessKeyId, Status: types.StatusTypeInactive}, ""},
		step{&iam.GetAccessKeyLastUsedInput{AccessKeyId: key.AccessKeyId}, ""},
		step{&iam.GetAccessKeyLastUsedInput{AccessKeyId: str("AKIANONE")}, "NoSuchEntity: The Access Key with id AKIANONE cannot be found."},
		step{&iam.DeleteUserInput{UserName: bob}, "DeleteConflict: Cannot delete entity, must delete access keys first."},
	)
	for _, k := range get[iam.ListAccessKeysOutput](d, &iam.ListAccessKeysInput{UserName: bob}).AccessKeyMetadata {
		d.walk(step{&iam.DeleteAccessKeyInput{UserName: bob, AccessKeyId: k.AccessKeyId}, ""})
	}
	d.walk(
		step{&iam.DeleteUserInput{UserName: bob}, "DeleteConflict: Cannot delete entity, must delete policies first."},
		step{&iam.DeleteUserPolicyInput{UserName: bob, PolicyName: str("p")}, ""},
		step{&iam.DeleteUserInput{UserName: bob}, "DeleteConflict: Cannot delete entity, must detach all policies first."},
		step{&iam.DetachUserPolicyInput{UserName: bob, PolicyArn: str(readOnly)}, ""},
		step{&iam.DetachUserPolicyInput{UserName: bob, PolicyArn: str(readOnly)}, "NoSuchEntity: Policy " + readOnly + " was not found."},
		step{&iam.DeleteUserInput{UserName: bob}, "DeleteConflict: Cannot delete entity, must remove users from group first."},
		step{&iam.DeleteGroupInput{GroupName: g}, "DeleteConflict: Cannot delete entity, must remove users from group first."},
		step{&iam.RemoveUserFromGroupInput{UserName: bob, GroupName: g}, ""},
		step{&iam.DeleteUserInput{UserName: bob}, ""},
		step{&iam.DeleteGroupInput{GroupName: g}, ""},
	)
}

func TestGroups(t *testing.T) {
	d := newDesk(t)
	g := str("staff")
	d.walk(
		step{&iam.CreateGroupInput{GroupName: g}, ""},
		step{&iam.CreateGroupInput{GroupName: g}, "EntityAlreadyExists: Group with name staff already exists."},
		step{&iam.AddUserToGroupInput{UserName: str("alice"), GroupName: g}, ""},
		step{&iam.AddUserToGroupInput{UserName: str("alice"), GroupName: str("none")}, "NoSuchEntity: The group with name none cannot be found."},
		step{&iam.AttachGroupPolicyInput{GroupName: g, PolicyArn: str(readOnly)}, ""},
		step{&iam.PutGroupPolicyInput{GroupName: g, PolicyName: str("p"), PolicyDocument: str(document)}, ""},
		step{&iam.GetGroupPolicyInput{GroupName: g, PolicyName: str("q")}, "NoSuchEntity: The group policy with name q cannot be found."},
	)
	if got := get[iam.GetGroupOutput](d, &iam.GetGroupInput{GroupName: g}); len(got.Users) != 1 || *got.Group.Arn != root+"group/staff" {
		t.Errorf("%+v", got)
	}
	if l := get[iam.ListGroupsForUserOutput](d, &iam.ListGroupsForUserInput{UserName: str("alice")}).Groups; len(l) != 1 {
		t.Errorf("%d groups of alice", len(l))
	}
	if l := get[iam.ListGroupsOutput](d, &iam.ListGroupsInput{}).Groups; len(l) != 1 {
		t.Errorf("%d groups", len(l))
	}
	if l := get[iam.ListAttachedGroupPoliciesOutput](d, &iam.ListAttachedGroupPoliciesInput{GroupName: g}).AttachedPolicies; *l[0].PolicyName != "ReadOnlyAccess" {
		t.Errorf("%+v", l)
	}
	if l := get[iam.ListGroupPoliciesOutput](d, &iam.ListGroupPoliciesInput{GroupName: g}).PolicyNames; len(l) != 1 || l[0] != "p" {
		t.Errorf("%v", l)
	}
	p := get[iam.GetGroupPolicyOutput](d, &iam.GetGroupPolicyInput{GroupName: g, PolicyName: str("p")})
	if text, err := url.PathUnescape(*p.PolicyDocument); err != nil || text != document {
		t.Errorf("document %s", text)
	}
	d.walk(
		step{&iam.DeleteGroupPolicyInput{GroupName: g, PolicyName: str("p")}, ""},
		step{&iam.DetachGroupPolicyInput{GroupName: g, PolicyArn: str(readOnly)}, ""},
	)
}

func TestRoles(t *testing.T) {
	d := newDesk(t)
	r, profile := str("web"), str("web-profile")
	d.walk(
		step{&iam.CreateRoleInput{RoleName: r, AssumeRolePolicyDocument: str(nonsense)}, syntaxMsg},
		step{&iam.CreateRoleInput{RoleName: r, AssumeRolePolicyDocument: str(strings.Replace(trust, `"Service":"ec2.amazonaws.com"`, `"AWS":"`+root+`user/none"`, 1))},
			`MalformedPolicyDocument: Invalid principal in policy: "AWS":"` + root + `user/none"`},
		step{&iam.CreateRoleInput{RoleName: r, AssumeRolePolicyDocument: str(trust), MaxSessionDuration: aws.Int32(60)},
			"ValidationError: 1 validation error detected: Value '60' at 'maxSessionDuration' failed to satisfy constraint: Member must have value between 3600 and 43200"},
		step{&iam.CreateRoleInput{RoleName: r, AssumeRolePolicyDocument: str(trust)}, ""},
		step{&iam.CreateRoleInput{RoleName: r, AssumeRolePolicyDocument: str(trust)}, "EntityAlreadyExists: Role with name web already exists."},
		step{&iam.UpdateRoleInput{RoleName: r, Description: str("servers"), MaxSessionDuration: aws.Int32(7200)}, ""},
		step{&iam.UpdateAssumeRolePolicyInput{RoleName: r, PolicyDocument: str(strings.Replace(trust, `"Service":"ec2.amazonaws.com"`, `"AWS":"`+root+`user/alice"`, 1))}, ""},
		step{&iam.TagRoleInput{RoleName: r, Tags: []types.Tag{{Key: str("a"), Value: str("b")}}}, ""},
		step{&iam.ListRoleTagsInput{RoleName: r}, ""},
		step{&iam.UntagRoleInput{RoleName: r, TagKeys: []string{"a"}}, ""},
		step{&iam.AttachRolePolicyInput{RoleName: r, PolicyArn: str(root + "policy/none")}, "NoSuchEntity: Policy " + root + "policy/none does not exist or is not attachable."},
		step{&iam.AttachRolePolicyInput{RoleName: r, PolicyArn: str(readOnly)}, ""},
		step{&iam.ListAttachedRolePoliciesInput{RoleName: r}, ""},
		step{&iam.PutRolePolicyInput{RoleName: r, PolicyName: str("p"), PolicyDocument: str(document)}, ""},
		step{&iam.GetRolePolicyInput{RoleName: r, PolicyName: str("p")}, ""},
		step{&iam.ListRolePoliciesInput{RoleName: r}, ""},
		step{&iam.CreateInstanceProfileInput{InstanceProfileName: profile}, ""},
		step{&iam.CreateInstanceProfileInput{InstanceProfileName: profile}, "EntityAlreadyExists: Instance Profile web-profile already exists."},
		step{&iam.AddRoleToInstanceProfileInput{InstanceProfileName: profile, RoleName: r}, ""},
		step{&iam.AddRoleToInstanceProfileInput{InstanceProfileName: profile, RoleName: r}, "LimitExceeded: Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1"},
		step{&iam.DeleteInstanceProfileInput{InstanceProfileName: profile}, "DeleteConflict: Cannot delete entity, must remove roles from instance profile first."},
		step{&iam.ListInstanceProfilesInput{}, ""},
		step{&iam.ListInstanceProfilesForRoleInput{RoleName: r}, ""},
	)
	got := get[iam.GetRoleOutput](d, &iam.GetRoleInput{RoleName: r}).Role
	if *got.Arn != root+"role/web" || *got.MaxSessionDuration != 7200 || *got.Description != "servers" || !strings.HasPrefix(*got.RoleId, "AROA") {
		t.Errorf("%+v", got)
	}
	if l := get[iam.ListRolesOutput](d, &iam.ListRolesInput{}).Roles; len(l) != 1 {
		t.Errorf("%d roles", len(l))
	}
	if p := get[iam.GetInstanceProfileOutput](d, &iam.GetInstanceProfileInput{InstanceProfileName: profile}).InstanceProfile; *p.Roles[0].RoleName != "web" {
		t.Errorf("%+v", p)
	}
	d.walk(
		step{&iam.DeleteRoleInput{RoleName: r}, "DeleteConflict: Cannot delete entity, must delete policies first."},
		step{&iam.DeleteRolePolicyInput{RoleName: r, PolicyName: str("p")}, ""},
		step{&iam.DeleteRoleInput{RoleName: r}, "DeleteConflict: Cannot delete entity, must detach all policies first."},
		step{&iam.DetachRolePolicyInput{RoleName: r, PolicyArn: str(readOnly)}, ""},
		step{&iam.DeleteRoleInput{RoleName: r}, "DeleteConflict: Cannot delete entity, must remove roles from instance profile first."},
		step{&iam.RemoveRoleFromInstanceProfileInput{InstanceProfileName: profile, RoleName: r}, ""},
		step{&iam.RemoveRoleFromInstanceProfileInput{InstanceProfileName: profile, RoleName: r}, "NoSuchEntity: The role with name web cannot be found."},
		step{&iam.DeleteInstanceProfileInput{InstanceProfileName: profile}, ""},
		step{&iam.GetInstanceProfileInput{InstanceProfileName: profile}, "NoSuchEntity: Instance Profile web-profile cannot be found."},
		step{&iam.DeleteRoleInput{RoleName: r}, ""},
		step{&iam.GetRoleInput{RoleName: r}, "NoSuchEntity: The role with name web cannot be found."},
	)
}

func TestPoliciesAndVersions(t *testing.T) {
	d := newDesk(t)
	arn := str(root + "policy/look")
	const many = "LimitExceeded: A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version."
	version := &iam.CreatePolicyVersionInput{PolicyArn: arn, PolicyDocument: str(document)}
	d.walk(
		step{&iam.CreatePolicyInput{PolicyName: str("look"), PolicyDocument: str(nonsense)}, syntaxMsg},
		step{&iam.CreatePolicyInput{PolicyName: str("look"), PolicyDocument: str(document)}, ""},
		step{&iam.CreatePolicyInput{PolicyName: str("look"), PolicyDocument: str(document)}, "EntityAlreadyExists: A policy called look already exists. Duplicate names are not allowed."},
		step{&iam.GetPolicyInput{PolicyArn: str(root + "policy/none")}, "NoSuchEntity: Policy " + root + "policy/none was not found."},
		step{&iam.GetPolicyInput{PolicyArn: str("none")}, "ValidationError: ARN none is not valid."},
		step{version, ""}, step{version, ""}, step{version, ""},
		step{&iam.CreatePolicyVersionInput{PolicyArn: arn, PolicyDocument: str(document), SetAsDefault: true}, ""},
		step{version, many},
		step{&iam.DeletePolicyVersionInput{PolicyArn: arn, VersionId: str("v5")}, "DeleteConflict: Cannot delete the default version of a policy."},
		step{&iam.DeletePolicyVersionInput{PolicyArn: arn, VersionId: str("v9")}, "NoSuchEntity: Policy " + *arn + " version v9 does not exist or is not attachable."},
		step{&iam.SetDefaultPolicyVersionInput{PolicyArn: arn, VersionId: str("v2")}, ""},
		step{&iam.GetPolicyVersionInput{PolicyArn: arn, VersionId: str("v2")}, ""},
		step{&iam.AttachUserPolicyInput{UserName: str("alice"), PolicyArn: arn}, ""},
		step{&iam.TagPolicyInput{PolicyArn: arn, Tags: []types.Tag{{Key: str("a"), Value: str("b")}}}, ""},
		step{&iam.ListPolicyTagsInput{PolicyArn: arn}, ""},
		step{&iam.UntagPolicyInput{PolicyArn: arn, TagKeys: []string{"a"}}, ""},
		step{&iam.DeletePolicyInput{PolicyArn: arn}, "DeleteConflict: Cannot delete a policy attached to entities."},
		step{&iam.DeletePolicyInput{PolicyArn: str(readOnly)}, "AccessDenied: Policy " + readOnly + " is outside your own account."},
	)
	if p := get[iam.GetPolicyOutput](d, &iam.GetPolicyInput{PolicyArn: arn}).Policy; *p.DefaultVersionId != "v2" || *p.AttachmentCount != 1 {
		t.Errorf("%+v", p)
	}
	if who := get[iam.ListEntitiesForPolicyOutput](d, &iam.ListEntitiesForPolicyInput{PolicyArn: arn}); len(who.PolicyUsers) != 1 || len(who.PolicyRoles) != 0 {
		t.Errorf("%+v", who)
	}
	if l := get[iam.ListPoliciesOutput](d, &iam.ListPoliciesInput{Scope: types.PolicyScopeTypeLocal}).Policies; len(l) != 1 {
		t.Errorf("%d policies of the account", len(l))
	}
	if l := get[iam.ListPoliciesOutput](d, &iam.ListPoliciesInput{OnlyAttached: true}).Policies; len(l) != 1 {
		t.Errorf("%d policies attached", len(l))
	}
	if l := get[iam.ListAttachedUserPoliciesOutput](d, &iam.ListAttachedUserPoliciesInput{UserName: str("alice")}).AttachedPolicies; *l[0].PolicyArn != *arn {
		t.Errorf("%+v", l)
	}
	d.walk(step{&iam.DetachUserPolicyInput{UserName: str("alice"), PolicyArn: arn}, ""},
		step{&iam.DeletePolicyInput{PolicyArn: arn}, "DeleteConflict: This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy."})
	for _, v := range get[iam.ListPolicyVersionsOutput](d, &iam.ListPolicyVersionsInput{PolicyArn: arn}).Versions {
		if !v.IsDefaultVersion {
			d.walk(step{&iam.DeletePolicyVersionInput{PolicyArn: arn, VersionId: v.VersionId}, ""})
		}
	}
	d.walk(step{&iam.DeletePolicyInput{PolicyArn: arn}, ""})
}

func TestInlinePolicies(t *testing.T) {
	d := newDesk(t)
	long := strings.Replace(document, "ec2:Describe*", "ec2:"+strings.Repeat("x", 2048), 1)
	d.walk(
		step{&iam.PutUserPolicyInput{UserName: str("alice"), PolicyName: str("p"), PolicyDocument: str(nonsense)}, syntaxMsg},
		step{&iam.PutUserPolicyInput{UserName: str("alice"), PolicyName: str("p"), PolicyDocument: str(long)}, "LimitExceeded: Maximum policy size of 2048 bytes exceeded for user alice"},
		step{&iam.PutUserPolicyInput{UserName: str("alice"), PolicyName: str("p"), PolicyDocument: str(document)}, ""},
		step{&iam.PutUserPolicyInput{UserName: str("alice"), PolicyName: str("p"), PolicyDocument: str(document)}, ""},
		step{&iam.GetUserPolicyInput{UserName: str("alice"), PolicyName: str("p")}, ""},
		step{&iam.GetUserPolicyInput{UserName: str("alice"), PolicyName: str("q")}, "NoSuchEntity: The user policy with name q cannot be found."},
	)
	if l := get[iam.ListUserPoliciesOutput](d, &iam.ListUserPoliciesInput{UserName: str("alice")}).PolicyNames; len(l) != 1 {
		t.Errorf("%v", l)
	}
}

func TestTheAccount(t *testing.T) {
	d := newDesk(t)
	d.walk(
		step{&iam.CreateAccountAliasInput{AccountAlias: str("Bad")}, "ValidationError: 1 validation error detected: Value 'Bad' at 'accountAlias' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$"},
		step{&iam.CreateAccountAliasInput{AccountAlias: str("glass")}, ""},
		step{&iam.DeleteAccountAliasInput{AccountAlias: str("other")}, "NoSuchEntity: The account alias other cannot be found."},
		step{&iam.AttachUserPolicyInput{UserName: str("alice"), PolicyArn: str(readOnly)}, ""},
	)
	if l := get[iam.ListAccountAliasesOutput](d, &iam.ListAccountAliasesInput{}).AccountAliases; len(l) != 1 || l[0] != "glass" {
		t.Errorf("%v", l)
	}
	d.walk(step{&iam.DeleteAccountAliasInput{AccountAlias: str("glass")}, ""})
	if m := get[iam.GetAccountSummaryOutput](d, &iam.GetAccountSummaryInput{}).SummaryMap; m["Users"] != 1 || m["UsersQuota"] != 5000 {
		t.Errorf("%v", m)
	}
	got := get[iam.SimulatePrincipalPolicyOutput](d, &iam.SimulatePrincipalPolicyInput{
		PolicySourceArn: str(root + "user/alice"), ActionNames: []string{"ec2:DescribeInstances", "ec2:StopInstances"},
	}).EvaluationResults
	if got[0].EvalDecision != "allowed" || got[1].EvalDecision != "implicitDeny" {
		t.Errorf("%+v", got)
	}
	d.walk(step{&iam.SimulatePrincipalPolicyInput{PolicySourceArn: str(root + "user/none")}, "NoSuchEntity: The entity with ARN " + root + "user/none cannot be found."})
}
