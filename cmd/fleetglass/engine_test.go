package main

import (
	"slices"
	"testing"

	"fleetglass/fake"
)

// Every fault of the menu is one that the engine knows and, where the console
// chooses no subject, can do without one.
func TestFaultMenu(t *testing.T) {
	engine, err := fake.New(fake.Options{Scenario: "empty"})
	if err != nil {
		t.Fatal(err)
	}
	kinds := fake.FaultKinds()
	for _, choice := range (controls{engine}).Faults() {
		i := slices.IndexFunc(kinds, func(k fake.FaultKind) bool { return k.Name == choice.Fault })
		if i < 0 {
			t.Errorf("the engine does not know the fault %s", choice.Fault)
			continue
		}
		if choice.Subject == "" && !kinds[i].Optional {
			t.Errorf("the fault %s needs a subject: %s", choice.Fault, kinds[i].Subject)
		}
	}
	if err := (controls{engine}).Inject(fake.Throttle, "whatever is selected"); err != nil {
		t.Errorf("a fault without a subject of its own is refused: %v", err)
	}
}
