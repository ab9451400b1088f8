package iamapi

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"fleetglass/awsclient/semantics/policy"
	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

func (s *service) registerAccount(m *api.Mux) {
	api.Handle(m, s.summary)
	api.Handle(m, s.createAlias)
	api.Handle(m, s.listAliases)
	api.Handle(m, s.deleteAlias)
	api.Handle(m, s.simulate)
}

func (s *service) summary(context.Context, *iam.GetAccountSummaryInput) (*iam.GetAccountSummaryOutput, error) {
	var inUse int32
	for _, p := range s.w.ManagedPolicies.All() {
		if attached, boundaries := s.uses(p.ARN); attached+boundaries > 0 {
			inUse++
		}
	}
	return &iam.GetAccountSummaryOutput{SummaryMap: map[string]int32{
		"Users": int32(s.w.Users.Len()), "UsersQuota": usersMost,
		"Groups": int32(s.w.UserGroups.Len()), "GroupsQuota": groupsMost,
		"Roles": int32(s.w.Roles.Len()), "RolesQuota": rolesMost,
		"Policies": int32(s.w.ManagedPolicies.Len()), "PoliciesQuota": policiesMost, "PolicyVersionsInUse": inUse,
		"InstanceProfiles": int32(s.w.InstanceProfiles.Len()), "InstanceProfilesQuota": profilesMost,
		"AccessKeysPerUserQuota": keysPerUser, "GroupsPerUserQuota": groupsPerUser, "VersionsPerPolicyQuota": versionsPerPolicy,
		"AttachedPoliciesPerUserQuota": attachedPerEntity, "AttachedPoliciesPerGroupQuota": attachedPerEntity, "AttachedPoliciesPerRoleQuota": attachedPerEntity,
		"PolicySizeQuota": managedPolicyBytes, "UserPolicySizeQuota": userPolicyBytes, "GroupPolicySizeQuota": groupPolicyBytes,
		"AssumeRolePolicySizeQuota": trustBytes, "AccountAccessKeysPresent": 1, "AccountMFAEnabled": 0, "AccountSigningCertificatesPresent": 0,
		"MFADevices": 0, "MFADevicesInUse": 0, "Providers": 0, "ServerCertificates": 0, "ServerCertificatesQuota": 20,
	}}, nil
}

// createAlias gives the account a name. It has one at most; a new one takes
// the place of the old.
func (s *service) createAlias(_ context.Context, in *iam.CreateAccountAliasInput) (*iam.CreateAccountAliasOutput, error) {
	alias := aws.ToString(in.AccountAlias)
	bad := len(alias) < 3 || len(alias) > 63 || strings.Contains(alias, "--") || alias[0] == '-' || alias[len(alias)-1] == '-' ||
		strings.ContainsFunc(alias, func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-') }) || isAccount(alias)
	if bad {
		return nil, constraint(alias, "accountAlias", "Member must satisfy regular expression pattern: ^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$")
	}
	s.w.AccountAlias = alias
	return &iam.CreateAccountAliasOutput{}, nil
}

func (s *service) listAliases(context.Context, *iam.ListAccountAliasesInput) (*iam.ListAccountAliasesOutput, error) {
	out := &iam.ListAccountAliasesOutput{AccountAliases: []string{}}
	if s.w.AccountAlias != "" {
		out.AccountAliases = append(out.AccountAliases, s.w.AccountAlias)
	}
	return out, nil
}

func (s *service) deleteAlias(_ context.Context, in *iam.DeleteAccountAliasInput) (*iam.DeleteAccountAliasOutput, error) {
	if alias := aws.ToString(in.AccountAlias); alias == "" || alias != s.w.AccountAlias {
		return nil, noSuchEntity("The account alias %s cannot be found.", alias)
	}
	s.w.AccountAlias = ""
	return &iam.DeleteAccountAliasOutput{}, nil
}

// simulate tells what a user's or role's policies would say of some actions.
// Resource policies and boundaries given in the request do not count.
func (s *service) simulate(_ context.Context, in *iam.SimulatePrincipalPolicyInput) (*iam.SimulatePrincipalPolicyOutput, error) {
	if name := api.Unhandled(in, "PolicySourceArn", "ActionNames", "ResourceArns", "PolicyInputList", "ContextEntries", "MaxItems", "Marker"); name != "" {
		return nil, invalid("The parameter %s is not recognized", name)
	}
	who, err := s.source(aws.ToString(in.PolicySourceArn))
	if err != nil {
		return nil, err
	}
	for i := range in.PolicyInputList {
		if _, err := checkDocument(&in.PolicyInputList[i], policy.Identity); err != nil {
			return nil, awserr.New("InvalidInput", "%s", "The policies in PolicyInputList are not valid.")
		}
	}
	resources := in.ResourceArns
	if len(resources) == 0 {
		resources = []string{"*"}
	}
	extra := policy.Context{}
	for _, entry := range in.ContextEntries {
		extra[aws.ToString(entry.ContextKeyName)] = entry.ContextKeyValues
	}
	var all []types.EvaluationResult
	for _, action := range in.ActionNames {
		for _, resource := range resources {
			decision := s.room.Simulate(who, in.PolicyInputList, action, resource, extra)
			all = append(all, types.EvaluationResult{
				EvalActionName: aws.String(action), EvalResourceName: aws.String(resource), EvalDecision: types.PolicyEvaluationDecisionType(decision.String()),
			})
		}
	}
	part, more, next, err := page(all, func(r types.EvaluationResult) string { return *r.EvalActionName + " " + *r.EvalResourceName }, in.MaxItems, in.Marker)
	return &iam.SimulatePrincipalPolicyOutput{EvaluationResults: part, IsTruncated: more, Marker: next}, err
}

// source is a caller with the policies of the user or role with this ARN.
func (s *service) source(arn string) (*world.Principal, error) {
	for _, u := range s.w.Users.All() {
		if u.ARN == arn {
			return &world.Principal{Type: "IAMUser", User: u.Name, Name: u.Name, ARN: arn, ID: u.ID}, nil
		}
	}
	if r := s.room.Role(arn); r != nil {
		return &world.Principal{Type: "AssumedRole", Role: r.Name, Name: r.Name, ARN: arn, ID: r.ID}, nil
	}
	return nil, noSuchEntity("The entity with ARN %s cannot be found.", arn)
}
