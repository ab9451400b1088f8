package iamapi

import (
	"context"
	"unicode"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

func (s *service) registerLogins(m *api.Mux) {
	api.Handle(m, s.createLogin)
	api.Handle(m, s.getLogin)
	api.Handle(m, s.updateLogin)
	api.Handle(m, s.deleteLogin)
}

// login is a user who may sign in.
func (s *service) login(ctx context.Context, name *string) (*world.User, error) {
	u, err := s.userOrCaller(ctx, name)
	if err == nil && u.Login == nil {
		return nil, noSuchEntity("Login Profile for User %s cannot be found.", u.Name)
	}
	return u, err
}

func loginView(u *world.User) *types.LoginProfile {
	return &types.LoginProfile{UserName: aws.String(u.Name), CreateDate: aws.Time(u.Login.Created), PasswordResetRequired: u.Login.Reset}
}

// checkPassword holds a password against AWS's default rules: at least eight
// characters, of three of the four kinds (IAM/id_credentials_passwords_account-policy).
func checkPassword(password *string) error {
	text := []rune(aws.ToString(password))
	var upper, lower, digit, other bool
	for _, r := range text {
		switch {
		case unicode.IsUpper(r):
			upper = true
		case unicode.IsLower(r):
			lower = true
		case unicode.IsDigit(r):
			digit = true
		default:
			other = true
		}
	}
	kinds := 0
	for _, has := range []bool{upper, lower, digit, other} {
		if has {
			kinds++
		}
	}
	switch {
	case len(text) < 8:
		return awserr.New("PasswordPolicyViolation", "Password should have a minimum length of 8")
	case kinds < 3:
		return awserr.New("PasswordPolicyViolation", "Password should have at least three of the following: uppercase letters, lowercase letters, numbers, symbols")
	}
	return nil
}

func (s *service) createLogin(ctx context.Context, in *iam.CreateLoginProfileInput) (*iam.CreateLoginProfileOutput, error) {
	u, err := s.userOrCaller(ctx, in.UserName)
	if err != nil {
		return nil, err
	}
	if u.Login != nil {
		return nil, exists("Login Profile for user %s already exists.", u.Name)
	}
	if err := checkPassword(in.Password); err != nil {
		return nil, err
	}
	u.Login = &world.Login{Created: s.room.Now(), Reset: in.PasswordResetRequired}
	return &iam.CreateLoginProfileOutput{LoginProfile: loginView(u)}, nil
}

func (s *service) getLogin(ctx context.Context, in *iam.GetLoginProfileInput) (*iam.GetLoginProfileOutput, error) {
	u, err := s.login(ctx, in.UserName)
	if err != nil {
		return nil, err
	}
	return &iam.GetLoginProfileOutput{LoginProfile: loginView(u)}, nil
}

func (s *service) updateLogin(ctx context.Context, in *iam.UpdateLoginProfileInput) (*iam.UpdateLoginProfileOutput, error) {
	u, err := s.login(ctx, in.UserName)
	if err != nil {
		return nil, err
	}
	if in.Password != nil {
		if err := checkPassword(in.Password); err != nil {
			return nil, err
		}
	}
	if in.PasswordResetRequired != nil {
		u.Login.Reset = *in.PasswordResetRequired
	}
	return &iam.UpdateLoginProfileOutput{}, nil
}

func (s *service) deleteLogin(ctx context.Context, in *iam.DeleteLoginProfileInput) (*iam.DeleteLoginProfileOutput, error) {
	u, err := s.login(ctx, in.UserName)
	if err != nil {
		return nil, err
	}
	u.Login = nil
	return &iam.DeleteLoginProfileOutput{}, nil
}
