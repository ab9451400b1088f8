// Package stsapi answers the STS operations of the engine: who is calling.
//
// It does not know credentials: an access key names one of the world's
// principals, and whoever has no known key calls as the account's root.
package stsapi

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"fleetglass/fake/api"
	"fleetglass/fake/sim"
	"fleetglass/fake/world"
)

// Register adds the STS operations to the table.
func Register(m *api.Mux, k *sim.Kernel) {
	api.Handle(m, func(ctx context.Context, _ *sts.GetCallerIdentityInput) (*sts.GetCallerIdentityOutput, error) {
		p := principal(k.World, api.CallerFrom(ctx).AccessKey)
		return &sts.GetCallerIdentityOutput{Account: aws.String(k.World.Account), Arn: aws.String(p.ARN), UserId: aws.String(p.ID)}, nil
	})
}

// principal is who has this access key.
func principal(w *world.World, accessKey string) world.Principal {
	if p := w.Principals.Get(accessKey); p != nil {
		return *p
	}
	return world.Principal{Type: "Root", ARN: "arn:aws:iam::" + w.Account + ":root", ID: w.Account}
}
