package fake

import (
	"path/filepath"
	"strings"
	"testing"

	"fleetglass/fake/era"
)

func TestAnUnknownEraNamesTheChoices(t *testing.T) {
	_, err := New(Options{Scenario: "empty", Era: "1999"})
	if err == nil || !strings.Contains(err.Error(), `unknown era "1999"; choices are today, 2017`) {
		t.Errorf("got %v", err)
	}
}

// The era is the world's: it is saved with it, holds in its other regions,
// and counts more than what is asked for when the world is loaded.
func TestAWorldKeepsItsEra(t *testing.T) {
	e, _ := newTested(t, Options{Scenario: "empty", Era: era.CourseName})
	e.mu.Lock()
	elsewhere := e.placeIn("eu-west-1").world
	e.mu.Unlock()
	if e.Era() != era.CourseName || !era.Of(elsewhere).SpotAuction {
		t.Errorf("it lives in %q, elsewhere in %q", e.Era(), elsewhere.Era)
	}
	file := filepath.Join(t.TempDir(), "world.state")
	if err := e.Save(file); err != nil {
		t.Fatal(err)
	}
	again, err := Load(file, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if again.Era() != era.CourseName {
		t.Errorf("loaded, it lives in %q", again.Era())
	}
	if e, _ := newTested(t, Options{Scenario: "empty"}); e.Era() != era.TodayName {
		t.Errorf("without a word it lives in %q", e.Era())
	}
}

// The furnished worlds can be built by the rules of every era.
func TestScenariosInEveryEra(t *testing.T) {
	for _, name := range Eras() {
		if _, err := New(Options{Scenario: "demo", Era: name, Wall: (&clock{}).now}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
