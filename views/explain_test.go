package views

import (
	"slices"
	"strings"
	"testing"

	"fleetglass/ui"
	"fleetglass/views/explain"
)

func TestEveryKindHasACard(t *testing.T) {
	d := newDesk(t, 120, 36)
	kinds := sortedKeys(d.c.kinds)
	if len(kinds) < 20 {
		t.Fatalf("only %d kinds", len(kinds))
	}
	for _, kind := range kinds {
		term := explainTerm(d.c.snap, Ref{kind, "somebody"})
		if !slices.Contains(explain.Terms(), term) {
			t.Errorf("%s has the card %q, which does not exist", kind, term)
		}
	}
}

func TestExplainIsOneKeyAway(t *testing.T) {
	for _, c := range []struct {
		name string
		keys []string
		sees []string
	}{
		{"a balancer", []string{"2", "x"}, []string{"load balancer", "What you see here", "zones", "next", "see also"}},
		{"a group", []string{"3", "x"}, []string{"explain auto scaling group", "in service"}},
		{"a Spot request", []string{"4", "tab", "x"}, []string{"explain spot instance", "two minutes' notice"}},
		{"an instance", []string{"5", "x"}, []string{"explain instance", "What you see here"}},
		{"an alarm", []string{"7", "x"}, []string{"explain alarm", "is ALARM"}},
		{"a call", []string{"9", "x"}, []string{"explain event"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			newIncident(t, 120, 36).press(c.keys...).sees(c.sees...)
		})
	}
}

func TestACardLeadsToTheNextAndBack(t *testing.T) {
	d := newIncident(t, 120, 36).press(":").typed("web-asg").press("enter", "x")
	d.sees("explain auto scaling group", "web-asg: wants ")
	d.press("x").sees("this is its card")
	d.press("j", "enter") // past desired capacity
	d.sees("explain health check type", "web-asg: wants ", "believes ELB, after a grace of ")
	d.press("esc").sees("explain auto scaling group")
}

func TestThePaletteFindsCards(t *testing.T) {
	newIncident(t, 120, 36).press(":").typed("explain cooldown").press("enter").sees("explain cooldown", "A pause after a simple policy")
}

// A card is read without scrolling on the smallest usual screen.
func TestEveryCardFitsTheScreen(t *testing.T) {
	d := newDesk(t, 80, 24)
	for _, term := range explain.Terms() {
		d.c.openCard(term, Ref{})
		card, _ := explain.Find(term)
		screen := d.screen()
		for _, piece := range append([]string{ui.Wrap(card.Text, 70)[0][:20], "next"}, card.See...) {
			if !strings.Contains(screen, piece) {
				t.Errorf("%s: %q is out of sight:\n%s", term, piece, screen)
			}
		}
		d.press("esc")
	}
}
