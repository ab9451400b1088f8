package refusal_test

import (
	"errors"
	"fmt"
	"testing"

	"fleetglass/awsclient/semantics/refusal"
)

func TestRefusalIsFoundThroughWrapping(t *testing.T) {
	err := fmt.Errorf("making a rule: %w", refusal.New("PriorityInUse", "Priority '%d' is currently in use", 10))
	var r *refusal.Refusal
	if !errors.As(err, &r) || r.Code != "PriorityInUse" || r.Message != "Priority '10' is currently in use" {
		t.Errorf("%+v", r)
	}
	if got := refusal.Invalid("no").Error(); got != "ValidationError: no" {
		t.Error(got)
	}
}
