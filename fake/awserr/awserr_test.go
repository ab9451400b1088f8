package awserr_test

import (
	"errors"
	"fmt"
	"testing"

	"fleetglass/awsclient/semantics/refusal"
	"fleetglass/fake/awserr"
)

func TestFromKeepsCodeAndTextOfARule(t *testing.T) {
	var made *awserr.Error
	err := awserr.From(fmt.Errorf("wrapped: %w", refusal.Invalid("100%% is %s", "too much")))
	if !errors.As(err, &made) || made.Code != refusal.ValidationError || made.Message != "100% is too much" || made.Status != 400 {
		t.Errorf("made %v", err)
	}
	other := errors.New("other")
	if awserr.From(other) != other || awserr.From(nil) != nil {
		t.Error("another error, or none, does not stay what it is")
	}
}

// CT/cloudtrail-event-reference-record-contents: EC2's codes say whose fault
// it was.
func TestQualifiedCode(t *testing.T) {
	for _, c := range []struct {
		err  *awserr.Error
		want string
	}{
		{awserr.New("InvalidVpcID.NotFound", "no"), "Client.InvalidVpcID.NotFound"},
		{awserr.New("InsufficientInstanceCapacity", "no").WithStatus(500), "Server.InsufficientInstanceCapacity"},
	} {
		if got := c.err.QualifiedCode(); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}
