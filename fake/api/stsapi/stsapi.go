// Package stsapi answers the STS operations of the engine: who is calling,
// and credentials that end.
//
// Temporary credentials are records of the account; they end on its clock.
// What a caller may do with them is judged where every call is.
package stsapi

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"fleetglass/fake/api"
	"fleetglass/fake/sim/identity"
	"fleetglass/fake/world"
)

type service struct{ room *identity.Room }

// Register adds the STS operations to the table.
func Register(m *api.Mux, r *identity.Room) {
	s := &service{r}
	api.Handle(m, s.getCallerIdentity)
	api.Handle(m, s.assumeRole)
	api.Handle(m, s.getSessionToken)
	api.Handle(m, s.getAccessKeyInfo)
	api.Handle(m, s.decode)
}

// caller is who makes a call; whoever has no known key calls as the root.
func (s *service) caller(ctx context.Context) *world.Principal {
	if p := s.room.Principal(api.CallerFrom(ctx).AccessKey); p != nil {
		return p
	}
	return &world.Principal{Type: "Root", ARN: s.room.World().GlobalARN("iam", "root"), ID: s.room.World().Account}
}

func (s *service) getCallerIdentity(ctx context.Context, _ *sts.GetCallerIdentityInput) (*sts.GetCallerIdentityOutput, error) {
	p := s.caller(ctx)
	return &sts.GetCallerIdentityOutput{Account: aws.String(s.room.World().Account), Arn: aws.String(p.ARN), UserId: aws.String(p.ID)}, nil
}
