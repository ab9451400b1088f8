package era_test

import (
	"slices"
	"testing"

	"fleetglass/fake/era"
	"fleetglass/fake/world"
)

func TestErasAreFoundByName(t *testing.T) {
	if got := era.Names(); !slices.Equal(got, []string{"today", "2017"}) {
		t.Errorf("names are %v; the default is first", got)
	}
	for _, name := range era.Names() {
		if r, ok := era.Named(name); !ok || r.Name != name || r.About == "" {
			t.Errorf("%s: %+v, %v", name, r, ok)
		}
	}
	if r, ok := era.Named(""); !ok || r.Name != "today" {
		t.Errorf("without a name: %q, %v", r.Name, ok)
	}
	if _, ok := era.Named("1999"); ok {
		t.Error("there is no era 1999")
	}
}

func TestAWorldLivesInItsEra(t *testing.T) {
	for name, want := range map[string]string{"": "today", "today": "today", "2017": "2017"} {
		if got := era.Of(&world.World{Era: name}).Name; got != want {
			t.Errorf("era %q is %q, want %q", name, got, want)
		}
	}
}

// The differences that the course of 2017 is about.
func TestWhatWasDifferentIn2017(t *testing.T) {
	now, then := era.Today(), era.Course2017()
	if now.ListenersPerBalancer != 50 || now.RulesPerBalancer != 100 || now.PathPatternsOnly || now.SpotAuction || now.HourlyBilling || now.SpotPriceCeiling != 1 {
		t.Errorf("today: %+v", now)
	}
	if then.ListenersPerBalancer != 10 || then.RulesPerBalancer != 10 || !then.PathPatternsOnly || !then.SpotAuction || !then.HourlyBilling || then.SpotPriceCeiling != 10 {
		t.Errorf("2017: %+v", then)
	}
}
