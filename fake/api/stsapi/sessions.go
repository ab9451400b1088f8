package stsapi

import (
	"context"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/aws-sdk-go-v2/service/sts/types"

	"fleetglass/awsclient/semantics/policy"
	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/identity"
	"fleetglass/fake/world"
)

// How long credentials last (BC:sts).
const (
	shortest    = 15 * time.Minute
	roleUsual   = time.Hour
	chained     = time.Hour // of a role assumed by a role's session
	tokenUsual  = 12 * time.Hour
	tokenMost   = 36 * time.Hour
	rootAtMost  = time.Hour
	policyBytes = 2048
)

func invalid(format string, args ...any) error {
	return awserr.New("ValidationError", format, args...)
}

func (s *service) assumeRole(ctx context.Context, in *sts.AssumeRoleInput) (*sts.AssumeRoleOutput, error) {
	name := aws.ToString(in.RoleSessionName)
	lasts, err := checkAssume(in, name)
	if err != nil {
		return nil, err
	}
	who, from := s.caller(ctx), api.CallerFrom(ctx)
	if who.Type == "Root" {
		return nil, awserr.New("AccessDenied", "Roles may not be assumed by root accounts.").WithStatus(403)
	}
	// A role that does not exist is denied like one that is closed, so that
	// nobody learns which there are.
	role := s.room.Role(*in.RoleArn)
	q := identity.Question{Who: who, SourceIP: from.SourceIP, UserAgent: from.UserAgent, Region: from.Region}
	if role == nil || !s.room.MayAssume(q, role) {
		return nil, awserr.New("AccessDenied", "User: %s is not authorized to perform: sts:AssumeRole on resource: %s", who.ARN, *in.RoleArn).WithStatus(403)
	}
	switch {
	case lasts > role.MaxSession:
		return nil, invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
	case who.Role != "" && lasts > chained:
		return nil, invalid("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.")
	}
	p := s.room.Session(role, name, lasts)
	p.Policy = aws.ToString(in.Policy)
	return &sts.AssumeRoleOutput{
		Credentials:     s.credentials(p),
		AssumedRoleUser: &types.AssumedRoleUser{Arn: aws.String(p.ARN), AssumedRoleId: aws.String(p.ID)},
		SourceIdentity:  in.SourceIdentity,
	}, nil
}

// checkAssume refuses what is wrong in itself, and tells how long it is for.
func checkAssume(in *sts.AssumeRoleInput, name string) (time.Duration, error) {
	if arn := aws.ToString(in.RoleArn); len(arn) < 20 || !strings.HasPrefix(arn, "arn:aws") || strings.Count(arn, ":") < 5 {
		return 0, invalid("%s is invalid", arn)
	}
	if len(name) < 2 || len(name) > 64 {
		return 0, invalid("1 validation error detected: Value '%s' at 'roleSessionName' failed to satisfy constraint: Member must have length between 2 and 64", name)
	}
	if strings.ContainsFunc(name, notSessionRune) {
		return 0, invalid("1 validation error detected: Value '%s' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*", name)
	}
	if document := aws.ToString(in.Policy); document != "" {
		if len(document) > policyBytes {
			return 0, awserr.New("PackedPolicyTooLarge", "Packed size of session policies is too large.")
		}
		if _, err := policy.Parse(document, policy.Identity); err != nil {
			return 0, awserr.From(err)
		}
	}
	lasts := roleUsual
	if in.DurationSeconds != nil {
		lasts = time.Duration(*in.DurationSeconds) * time.Second
	}
	if lasts < shortest {
		return 0, invalid("1 validation error detected: Value '%d' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900", *in.DurationSeconds)
	}
	return lasts, nil
}

func notSessionRune(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_+=,.@-", r))
}

func (s *service) credentials(p *world.Principal) *types.Credentials {
	return &types.Credentials{
		AccessKeyId: aws.String(p.AccessKey), SecretAccessKey: aws.String(s.room.Secret(p.AccessKey)),
		SessionToken: aws.String(s.room.Token(p.AccessKey)), Expiration: aws.Time(p.Expires),
	}
}

// getSessionToken gives a user temporary credentials that may do what he may.
func (s *service) getSessionToken(ctx context.Context, in *sts.GetSessionTokenInput) (*sts.GetSessionTokenOutput, error) {
	who := s.caller(ctx)
	if !who.Expires.IsZero() {
		return nil, awserr.New("AccessDenied", "Cannot call GetSessionToken with session credentials").WithStatus(403)
	}
	lasts := tokenUsual
	if in.DurationSeconds != nil {
		lasts = time.Duration(*in.DurationSeconds) * time.Second
	}
	switch {
	case lasts < shortest:
		return nil, invalid("1 validation error detected: Value '%d' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900", *in.DurationSeconds)
	case lasts > tokenMost:
		return nil, invalid("1 validation error detected: Value '%d' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 129600", *in.DurationSeconds)
	case who.Type == "Root":
		lasts = min(lasts, rootAtMost)
	}
	p := s.room.Grant(world.Principal{
		Type: who.Type, Name: who.Name, ARN: who.ARN, ID: who.ID, User: who.User,
		Expires: s.room.Now().Add(lasts), MFA: aws.ToString(in.SerialNumber) != "",
	})
	return &sts.GetSessionTokenOutput{Credentials: s.credentials(p)}, nil
}

func (s *service) getAccessKeyInfo(_ context.Context, in *sts.GetAccessKeyInfoInput) (*sts.GetAccessKeyInfoOutput, error) {
	key := aws.ToString(in.AccessKeyId)
	if len(key) < 16 {
		return nil, invalid("1 validation error detected: Value '%s' at 'accessKeyId' failed to satisfy constraint: Member must have length greater than or equal to 16", key)
	}
	account := s.room.AccountOf(key)
	if account == "" {
		return nil, invalid("Invalid AccessKeyId: %s", key)
	}
	return &sts.GetAccessKeyInfoOutput{Account: aws.String(account)}, nil
}

// decode refuses: no denial of the engine has an encoded message in it, so
// whatever comes here was not made by it.
func (s *service) decode(_ context.Context, _ *sts.DecodeAuthorizationMessageInput) (*sts.DecodeAuthorizationMessageOutput, error) {
	return nil, awserr.New("InvalidAuthorizationMessageException", "Invalid token")
}
