package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"

	"fleetglass/fake"
	"fleetglass/views"
)

// Every line of the menu is a fault that the engine knows and, where the
// console chooses no subject, one that it can do without.
func TestFaultMenu(t *testing.T) {
	engine, err := fake.New(fake.Options{Scenario: "empty"})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, f := range named() {
		if seen[f.choice.Fault] {
			t.Errorf("two lines are called %s", f.choice.Fault)
		}
		seen[f.choice.Fault] = true
		err := (controlsOf(engine)).Inject(f.choice.Fault, "what is not there")
		switch {
		case err != nil && strings.Contains(err.Error(), "unknown fault"):
			t.Error(err)
		case f.choice.Subject == "" && err != nil:
			t.Errorf("%s needs no subject, but: %v", f.choice.Fault, err)
		case f.choice.Subject != "" && (err == nil || !strings.Contains(err.Error(), "what is not there")):
			t.Errorf("%s has not looked for its subject: %v", f.choice.Fault, err)
		}
	}
	for _, kind := range fake.FaultKinds() {
		if !seen[kind.Name] {
			t.Errorf("the menu has no %s", kind.Name)
		}
	}
	if err := (controlsOf(engine)).Inject("meteor", ""); err == nil || !strings.Contains(err.Error(), "unknown fault") {
		t.Errorf("got %v", err)
	}
}

// One line may be the same fault on another kind of resource.
func TestFaultMenuOffersWhatTheRowIs(t *testing.T) {
	choices := (controls{}).Faults()
	i := slices.IndexFunc(choices, func(c views.FaultChoice) bool { return c.Subject == views.KindTargetGroup })
	if i < 0 || choices[i].Fault != "fail-health of a target group" {
		t.Errorf("choices %v", choices)
	}
}

// The demo turns callers away who come faster than AWS lets them, and asks
// less often while its clock stands.
func TestTheDemoKeepsAWSsLimits(t *testing.T) {
	engine, err := makeEngine(demoOptions{scenario: "empty"})
	if err != nil {
		t.Fatal(err)
	}
	engine.Pause()
	if speed := controlsOf(engine).pace(); speed != 0 {
		t.Errorf("a clock that stands runs at %v", speed)
	}
	for range 10 {
		_, _, err = engine.Call(t.Context(), "cloudtrail", "LookupEvents", fake.Region, &cloudtrail.LookupEventsInput{})
	}
	if err == nil || !strings.Contains(err.Error(), "ThrottlingException: Rate exceeded") {
		t.Errorf("the tenth look at the trail in a moment: %v", err)
	}
	engine.Resume()
	if speed := controlsOf(engine).pace(); speed != engine.Speed() {
		t.Errorf("it runs at %v, want %v", speed, engine.Speed())
	}
}
