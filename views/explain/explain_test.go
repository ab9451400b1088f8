package explain_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fleetglass/ui"
	"fleetglass/views/explain"
)

func TestTermsAndAliasesAreUnique(t *testing.T) {
	seen := map[string]string{}
	for _, c := range explain.Cards() {
		for _, name := range append([]string{c.Term}, c.Aliases...) {
			key := strings.ToLower(name)
			if other, twice := seen[key]; twice {
				t.Errorf("%q is a name of %q and of %q", name, other, c.Term)
			}
			seen[key] = c.Term
			if found, ok := explain.Find(strings.ToUpper(name)); !ok || found.Term != c.Term {
				t.Errorf("Find(%q) is %q, want %q", name, found.Term, c.Term)
			}
		}
	}
}

func TestSeeAlsoLeadsSomewhereElse(t *testing.T) {
	terms := map[string]bool{}
	for _, term := range explain.Terms() {
		terms[term] = true
	}
	for _, c := range explain.Cards() {
		if len(c.See) == 0 {
			t.Errorf("%s leads nowhere", c.Term)
		}
		for _, see := range c.See {
			if !terms[see] || see == c.Term {
				t.Errorf("%s: see also %q", c.Term, see)
			}
		}
	}
}

// Every card is reached from another, so that nobody must know its name.
func TestEveryCardIsReached(t *testing.T) {
	reached := map[string]bool{"user": true} // from the users of the trail pane
	for _, c := range explain.Cards() {
		for _, see := range c.See {
			reached[see] = true
		}
	}
	for _, term := range explain.Terms() {
		if !reached[term] {
			t.Errorf("no card leads to %s", term)
		}
	}
}

func TestCardsAreShort(t *testing.T) {
	if n := len(explain.Cards()); n < 40 {
		t.Errorf("there are %d cards", n)
	}
	for _, c := range explain.Cards() {
		if n := len(ui.Wrap(c.Text, 76)) + len(ui.Wrap(c.Try, 66)); n > 12 {
			t.Errorf("%s has %d lines", c.Term, n)
		}
		for _, r := range c.Text + c.Try {
			if r > '~' {
				t.Errorf("%s has %q, which not every terminal can draw", c.Term, r)
			}
		}
	}
}

func TestTheNearestTermIsOffered(t *testing.T) {
	for word, want := range map[string]string{"colodown": "cooldown", "warmups": "warm-up", "percentil": "percentile", "launch tmplate": "launch template"} {
		if near := explain.Near(word); len(near) != 3 || near[0] != want {
			t.Errorf("near %q are %v, want %q first", word, near, want)
		}
	}
}

// Three cards as they are: read them when they change.
func TestCardsRead(t *testing.T) {
	for _, term := range []string{"cooldown", "target tracking", "missing data"} {
		c, _ := explain.Find(term)
		got := c.Term + "\n" + strings.Join(ui.Wrap(c.Text, 76), "\n") + "\nnext: " + c.Try + "\nsee also: " + strings.Join(c.See, ", ") + "\n"
		name := filepath.Join("testdata", strings.ReplaceAll(term, " ", "-")+".txt")
		if os.Getenv("UPDATE_CARDS") != "" {
			if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil || string(want) != got {
			t.Errorf("%s (%v): got\n%s", name, err, got)
		}
	}
}
