package stsapi_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"fleetglass/fake/api"
	"fleetglass/fake/api/stsapi"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/identity"
	"fleetglass/fake/world"
)

const (
	account = "123456789012"
	alice   = "arn:aws:iam::123456789012:user/alice"
)

// account with alice, whose key is AKIAALICE, and a role that trusts her.
func furnished(t *testing.T) (*api.Mux, *sim.Kernel) {
	t.Helper()
	k := sim.New(&world.World{Account: account, Region: "us-west-2", Now: time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)})
	r := identity.New(k, k.World)
	u := &world.User{Name: "alice", ID: "AIDAALICE", ARN: alice}
	k.World.Users.Put(u.Name, u)
	r.PutKey(u, "AKIAALICE")
	trust := func(principal string) string {
		return `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"` + principal + `"},"Action":"sts:AssumeRole"}}`
	}
	for name, principal := range map[string]string{"hers": alice, "account": "arn:aws:iam::" + account + ":root", "other": "arn:aws:iam::" + account + ":user/bob"} {
		k.World.Roles.Put(name, &world.Role{Name: name, ID: "AROA" + name, ARN: r.ARN("role", "/", name), Trust: trust(principal), MaxSession: 2 * time.Hour})
	}
	m := api.NewMux()
	stsapi.Register(m, r)
	return m, k
}

func as(key string) context.Context {
	return api.WithCaller(context.Background(), api.Caller{AccessKey: key, Region: "us-west-2"})
}

func TestGetCallerIdentity(t *testing.T) {
	m, _ := furnished(t)
	cases := []struct{ key, arn, id string }{
		{"AKIAALICE", alice, "AIDAALICE"},
		{"", "arn:aws:iam::123456789012:root", account},
	}
	for _, c := range cases {
		out, err := m.Call(as(c.key), "sts", "GetCallerIdentity", &sts.GetCallerIdentityInput{})
		if err != nil {
			t.Fatal(err)
		}
		if got := out.(*sts.GetCallerIdentityOutput); *got.Arn != c.arn || *got.UserId != c.id || *got.Account != account {
			t.Errorf("key %q: %s %s", c.key, *got.Arn, *got.UserId)
		}
	}
}

func TestAssumeRole(t *testing.T) {
	arn := func(name string) *string { return aws.String("arn:aws:iam::" + account + ":role/" + name) }
	m, k := furnished(t)
	out, err := m.Call(as("AKIAALICE"), "sts", "AssumeRole", &sts.AssumeRoleInput{RoleArn: arn("hers"), RoleSessionName: aws.String("work")})
	if err != nil {
		t.Fatal(err)
	}
	got := out.(*sts.AssumeRoleOutput)
	if *got.AssumedRoleUser.Arn != "arn:aws:sts::123456789012:assumed-role/hers/work" || *got.AssumedRoleUser.AssumedRoleId != "AROAhers:work" ||
		!strings.HasPrefix(*got.Credentials.AccessKeyId, "ASIA") || len(*got.Credentials.AccessKeyId) != 20 ||
		!got.Credentials.Expiration.Equal(k.World.Now.Add(time.Hour)) || *got.Credentials.SessionToken == "" || len(*got.Credentials.SecretAccessKey) != 40 {
		t.Errorf("%+v %+v", got.AssumedRoleUser, got.Credentials)
	}
	out, err = m.Call(as(*got.Credentials.AccessKeyId), "sts", "GetCallerIdentity", &sts.GetCallerIdentityInput{})
	if who := out.(*sts.GetCallerIdentityOutput); err != nil || *who.Arn != *got.AssumedRoleUser.Arn || *who.UserId != "AROAhers:work" {
		t.Errorf("the session is %v, %v", who, err)
	}

	const denied = "AccessDenied: User: " + alice + " is not authorized to perform: sts:AssumeRole on resource: "
	refused := []struct {
		name string
		key  string
		in   sts.AssumeRoleInput
		want string
	}{
		{"a role that trusts another", "AKIAALICE", sts.AssumeRoleInput{RoleArn: arn("other"), RoleSessionName: aws.String("work")}, denied + *arn("other")},
		{"a role that trusts the account, when her policies are silent", "AKIAALICE", sts.AssumeRoleInput{RoleArn: arn("account"), RoleSessionName: aws.String("work")}, denied + *arn("account")},
		{"no such role", "AKIAALICE", sts.AssumeRoleInput{RoleArn: arn("none"), RoleSessionName: aws.String("work")}, denied + *arn("none")},
		{"the root", "", sts.AssumeRoleInput{RoleArn: arn("hers"), RoleSessionName: aws.String("work")}, "AccessDenied: Roles may not be assumed by root accounts."},
		{"a short name", "AKIAALICE", sts.AssumeRoleInput{RoleArn: arn("hers"), RoleSessionName: aws.String("w")}, "ValidationError: 1 validation error detected: Value 'w' at 'roleSessionName' failed to satisfy constraint: Member must have length between 2 and 64"},
		{"a bad name", "AKIAALICE", sts.AssumeRoleInput{RoleArn: arn("hers"), RoleSessionName: aws.String("a b")}, `ValidationError: 1 validation error detected: Value 'a b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]*`},
		{"no ARN", "AKIAALICE", sts.AssumeRoleInput{RoleArn: aws.String("hers"), RoleSessionName: aws.String("work")}, "ValidationError: hers is invalid"},
		{"too short", "AKIAALICE", sts.AssumeRoleInput{RoleArn: arn("hers"), RoleSessionName: aws.String("work"), DurationSeconds: aws.Int32(60)}, "ValidationError: 1 validation error detected: Value '60' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900"},
		{"longer than the role lets", "AKIAALICE", sts.AssumeRoleInput{RoleArn: arn("hers"), RoleSessionName: aws.String("work"), DurationSeconds: aws.Int32(7201)}, "ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role."},
	}
	for _, c := range refused {
		t.Run(c.name, func(t *testing.T) {
			if _, err := m.Call(as(c.key), "sts", "AssumeRole", &c.in); err == nil || err.Error() != c.want {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestSessionTokenAndKeys(t *testing.T) {
	m, k := furnished(t)
	out, err := m.Call(as("AKIAALICE"), "sts", "GetSessionToken", &sts.GetSessionTokenInput{SerialNumber: aws.String("mfa")})
	if err != nil {
		t.Fatal(err)
	}
	c := out.(*sts.GetSessionTokenOutput).Credentials
	if !c.Expiration.Equal(k.World.Now.Add(12 * time.Hour)) {
		t.Errorf("ends %s", c.Expiration)
	}
	if p := k.World.Principals.Get(*c.AccessKeyId); p.ARN != alice || !p.MFA || p.User != "alice" {
		t.Errorf("%+v", p)
	}
	if _, err := m.Call(as(*c.AccessKeyId), "sts", "GetSessionToken", &sts.GetSessionTokenInput{}); err == nil || err.Error() != "AccessDenied: Cannot call GetSessionToken with session credentials" {
		t.Errorf("got %v", err)
	}
	info, err := m.Call(as("AKIAALICE"), "sts", "GetAccessKeyInfo", &sts.GetAccessKeyInfoInput{AccessKeyId: c.AccessKeyId})
	if err != nil || *info.(*sts.GetAccessKeyInfoOutput).Account != account {
		t.Errorf("%v %v", info, err)
	}
	if _, err := m.Call(as("AKIAALICE"), "sts", "DecodeAuthorizationMessage", &sts.DecodeAuthorizationMessageInput{EncodedMessage: aws.String("x")}); err == nil || err.Error() != "InvalidAuthorizationMessageException: Invalid token" {
		t.Errorf("got %v", err)
	}
}
