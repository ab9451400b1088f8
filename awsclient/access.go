package awsclient

import (
	"context"
	"time"
)

// User is an IAM user.
type User struct {
	Name, Path, ID, ARN string
	Created             time.Time
	PasswordUsed        time.Time // zero: never, or there is none
}

// Role is an IAM role.
type Role struct {
	Name, Path, ID, ARN, Description string
	Created                          time.Time
	Trust                            string // JSON: who may assume it
	MaxSession                       time.Duration
}

// ManagedPolicy is a managed policy of IAM.
type ManagedPolicy struct {
	Name, ARN, ID    string
	Created, Updated time.Time
	Version          string // the one in force, "v1"
	Attached         int    // to so many users, groups and roles
}

// Access is the part of Client that reads and changes IAM, which is the same
// in every region.
type Access interface {
	Users(ctx context.Context) ([]User, error)
	Roles(ctx context.Context) ([]Role, error)
	// ManagedPolicies are the account's own.
	ManagedPolicies(ctx context.Context) ([]ManagedPolicy, error)
	// PolicyDocument is the JSON of a managed policy's version in force.
	PolicyDocument(ctx context.Context, policyARN string) (string, error)
	// UserPolicies are the ARNs of the managed policies attached to a user
	// himself, RolePolicies those of a role.
	UserPolicies(ctx context.Context, user string) ([]string, error)
	RolePolicies(ctx context.Context, role string) ([]string, error)

	// CreateRole makes a role that the principals of its trust policy may assume,
	// and answers its ARN.
	CreateRole(ctx context.Context, name, trust string) (arn string, err error)
	// PutRolePolicy gives a role a policy of its own, in the place of the one that
	// has this name.
	PutRolePolicy(ctx context.Context, role, name, document string) error
	DeleteRolePolicy(ctx context.Context, role, name string) error
	DeleteRole(ctx context.Context, role string) error
	// CreateManagedPolicy makes a policy of a document and answers its ARN.
	CreateManagedPolicy(ctx context.Context, name, document string) (arn string, err error)
	DeleteManagedPolicy(ctx context.Context, policyARN string) error
	AttachUserPolicy(ctx context.Context, user, policyARN string) error
	DetachUserPolicy(ctx context.Context, user, policyARN string) error
	AttachRolePolicy(ctx context.Context, role, policyARN string) error
	DetachRolePolicy(ctx context.Context, role, policyARN string) error
}
