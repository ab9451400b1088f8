package labs_test

import (
	"fmt"
	"strings"
	"testing"

	"fleetglass/awsclient/labs"
)

// What every lab must have, and how its texts are written.
func TestLabsAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, l := range labs.All() {
		if seen[l.ID] || l.Title == "" || len(l.Learn) == 0 || l.Scenario == "" {
			t.Errorf("%s is not whole, or not unique", l.ID)
		}
		seen[l.ID] = true
		steps := map[string]bool{}
		for _, s := range l.Steps {
			where := l.ID + " " + s.ID
			if steps[s.ID] || s.Title == "" || s.Do == "" || s.Hint == "" || s.Stronger == "" || s.Card == "" || len(s.Console) == 0 || len(s.CLI) == 0 || s.Check == nil || len(s.Proof) == 0 {
				t.Errorf("%s is not whole, or not unique", where)
			}
			steps[s.ID] = true
			if s.Question != nil && (s.Question.Look == "" || s.Question.Right == nil) {
				t.Errorf("the question of %s is not whole", where)
			}
			texts := []string{s.Title, s.Do, s.Hint, s.Stronger}
			for _, text := range append(append(texts, s.Console...), s.CLI...) {
				if i := strings.IndexFunc(text, func(r rune) bool { return r > '~' }); i >= 0 {
					t.Errorf("%s has %q", where, text[i:])
				}
			}
		}
	}
}

func TestCommandsAreQuotedForAShell(t *testing.T) {
	b := work(t, "balancer")
	l := &labs.Lab{Facts: []labs.Fact{
		{Name: "evil", Means: "a name", Find: func(*labs.World) string { return "a'; rm -rf b" }},
		{Name: "none", Means: "what is not there", Find: func(*labs.World) string { return "" }},
	}}
	got, missing := l.Command(b.world(), "aws x y --a <evil> --b <none> --c <unknown> 1 < 2")
	if want := `aws x y --a 'a'\''; rm -rf b' --b <none> --c <unknown> 1 < 2 --region us-west-2`; got != want || fmt.Sprint(missing) != "[<none>: what is not there]" {
		t.Errorf("got %s, %v", got, missing)
	}
}
