package flight_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/sdk"
	"fleetglass/fake"
)

// Two hours of the demo are two minutes at its usual speed. Whoever watches
// them sees the fleet grow and shrink by policy, a health check fail and a
// replacement, whatever the seed: asked of AWS's calls, as the console does.
func TestTwoHoursOfTheDemoShowAllThatItPromises(t *testing.T) {
	for seed := uint64(1); seed <= 8; seed++ {
		engine, err := fake.New(fake.Options{Seed: seed, Wall: func() time.Time { return time.Time{} }}) // only Advance moves it
		if err != nil {
			t.Fatal(err)
		}
		seen := watchTwoHours(t, engine)
		t.Logf("seed %d, first seen after: %v", seed, seen)
		for _, what := range []string{scaleOut, scaleIn, failedCheck, replacement} {
			if _, ok := seen[what]; !ok {
				t.Errorf("seed %d: two hours pass without a %s", seed, what)
			}
		}
	}
}

const (
	scaleOut    = "scale-out by policy"
	scaleIn     = "scale-in by policy"
	failedCheck = "failed health check"
	replacement = "replacement"
)

// sights are what was seen, and how long after the beginning it first was.
type sights map[string]time.Duration

func (s sights) add(what string, after time.Duration) {
	if first, before := s[what]; !before || after < first {
		s[what] = after
	}
}

func watchTwoHours(t *testing.T, engine *fake.Engine) sights {
	t.Helper()
	client, begin, seen := sdk.InProcess(engine.Call, fake.Region), engine.Now(), sights{}
	targetGroups, err := client.TargetGroups(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for engine.Now().Before(begin.Add(2 * time.Hour)) {
		engine.Advance(15 * time.Second) // checks are that far apart: none is missed
		for _, g := range targetGroups {
			targets, err := client.Targets(t.Context(), g.ARN)
			if err != nil {
				t.Fatal(err)
			}
			if slices.ContainsFunc(targets, func(target awsclient.Target) bool { return target.State == "unhealthy" }) {
				seen.add(failedCheck, engine.Now().Sub(begin))
			}
		}
	}
	for _, group := range []string{"web-asg", "api-asg", "worker-asg"} {
		activities, err := client.Activities(t.Context(), group, 0)
		if err != nil {
			t.Fatal(err)
		}
		for i := range activities {
			if what := kindOf(&activities[i]); what != "" && activities[i].Start.After(begin) {
				seen.add(what, activities[i].Start.Sub(begin))
			}
		}
	}
	return seen
}

// kindOf is what an activity is in the demo's promise, "" when it is no part
// of it.
func kindOf(a *awsclient.Activity) string {
	launch := strings.HasPrefix(a.Description, "Launching")
	byPolicy := strings.Contains(a.Cause, "triggered policy")
	switch {
	case byPolicy && launch:
		return scaleOut
	case byPolicy:
		return scaleIn
	case launch && strings.Contains(a.Cause, "unhealthy instance needing to be replaced"):
		return replacement
	}
	return ""
}
