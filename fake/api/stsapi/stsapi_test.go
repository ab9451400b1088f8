package stsapi_test

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sts"

	"fleetglass/fake/api"
	"fleetglass/fake/api/stsapi"
	"fleetglass/fake/sim"
	"fleetglass/fake/world"
)

func TestGetCallerIdentity(t *testing.T) {
	w := &world.World{Account: "123456789012"}
	w.Principals.Put("AKIAALICE", &world.Principal{AccessKey: "AKIAALICE", ARN: "arn:aws:iam::123456789012:user/alice", ID: "AIDAALICE"})
	m := api.NewMux()
	stsapi.Register(m, sim.New(w))
	cases := []struct{ key, arn, id string }{
		{"AKIAALICE", "arn:aws:iam::123456789012:user/alice", "AIDAALICE"},
		{"", "arn:aws:iam::123456789012:root", "123456789012"},
	}
	for _, c := range cases {
		ctx := api.WithCaller(context.Background(), api.Caller{AccessKey: c.key})
		out, err := m.Call(ctx, "sts", "GetCallerIdentity", &sts.GetCallerIdentityInput{})
		if err != nil {
			t.Fatal(err)
		}
		got := out.(*sts.GetCallerIdentityOutput)
		if *got.Account != "123456789012" || *got.Arn != c.arn || *got.UserId != c.id {
			t.Errorf("%q: %s %s %s", c.key, *got.Account, *got.Arn, *got.UserId)
		}
	}
}
