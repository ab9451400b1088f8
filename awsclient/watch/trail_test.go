package watch

import (
	"context"
	"testing"

	"fleetglass/awsclient"
)

// audited is an account with one trail.
type audited struct{ awsclient.Client }

func (audited) Region() string { return "us-west-2" }
func (audited) Trails(context.Context) ([]awsclient.Trail, error) {
	return []awsclient.Trail{{ARN: "t"}}, nil
}
func (audited) TrailStatus(_ context.Context, arn string) (awsclient.TrailStatus, error) {
	return awsclient.TrailStatus{DeliveryError: arn}, nil
}
func (audited) TrailSelectors(_ context.Context, arn string) (awsclient.TrailSelectors, error) {
	return awsclient.TrailSelectors{Basic: []awsclient.EventSelector{{ReadWrite: arn}}}, nil
}
func (audited) BucketPolicy(_ context.Context, bucket string) (string, error) {
	if bucket == "closed" {
		return "", throttle()
	}
	return "", nil // no policy
}
func (audited) Users(context.Context) ([]awsclient.User, error) {
	return []awsclient.User{{Name: "u"}}, nil
}

// A bucket without a policy is one row that is empty: that is known, and not
// the same as a policy that could not be read.
func TestTrailsTheirStatusSelectorsAndPolicies(t *testing.T) {
	s := Once(context.Background(), audited{}, Options{}, All(Trails), All(Users), Of(TrailStatuses, "t"), Of(TrailSelectors, "t"), Of(BucketPolicies, "b"), Of(BucketPolicies, "closed"))
	if len(s.Trails.Rows) != 1 || len(s.Users.Rows) != 1 {
		t.Errorf("%+v %+v", s.Trails, s.Users)
	}
	if rows := s.TrailStatuses["t"].Rows; len(rows) != 1 || rows[0].DeliveryError != "t" {
		t.Errorf("%+v", rows)
	}
	if rows := s.TrailSelectors["t"].Rows; len(rows) != 1 || rows[0].Basic[0].ReadWrite != "t" {
		t.Errorf("%+v", rows)
	}
	if f := s.BucketPolicies["b"]; !f.Loaded() || len(f.Rows) != 1 || f.Rows[0] != "" {
		t.Errorf("%+v", f)
	}
	if f := s.BucketPolicies["closed"]; f.Loaded() || f.Err == nil || f.Err.Kind != awsclient.Throttled {
		t.Errorf("%+v", f)
	}
}
