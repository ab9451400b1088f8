package whatif

import (
	"fmt"
	"slices"
	"strings"

	"fleetglass/awsclient/semantics/placement"
)

// Leaving is which instances would go if a group scaled in.
type Leaving struct {
	Group    string   `json:"group"`
	Asked    int      `json:"asked"`
	Policies []string `json:"terminationPolicies"`
	Goes     []Goes   `json:"goes"` // in order
	Notes    []string `json:"notes,omitempty"`
}

// Goes is an instance that would be terminated, and how it was chosen.
type Goes struct {
	Instance string   `json:"instance"`
	Zone     string   `json:"zone"`
	Steps    []string `json:"steps"` // each narrowing of the choice
	Why      string   `json:"why"`   // the step that settled it
}

// ScaleIn is which members go when the desired capacity falls by so many
// units.
func ScaleIn(g *Group, n int) *Leaving {
	l := &Leaving{Group: g.Name, Asked: n, Policies: g.TerminationPolicies, Goes: []Goes{}}
	if len(l.Policies) == 0 {
		l.Policies = []string{placement.Default}
	}
	to := g.Limits.Desired - n
	if to < g.Limits.Min {
		l.Notes = append(l.Notes, fmt.Sprintf("the minimum is %d: AWS refuses a desired capacity of %d", g.Limits.Min, to))
	}
	if g.suspended("Terminate") {
		l.Notes = append(l.Notes, "Terminate is suspended: nothing goes until it is resumed")
	}
	for _, c := range g.Leaving(max(0, g.capacity()-to)) {
		l.Goes = append(l.Goes, Goes{c.Candidate.ID, c.Candidate.Zone, orEmpty(c.Steps), c.Why})
	}
	if slices.ContainsFunc(l.Goes, func(g Goes) bool { return strings.Contains(g.Why, "lowest id") }) {
		l.Notes = append(l.Notes, "among equals AWS picks at random, here it is the lowest id")
	}
	l.Notes = append(l.Notes, g.whyFewer(len(l.Goes), n)...)
	return l
}

// Leaving are the members that go, in this order, when so many units more than
// are wanted are there.
func (g *Group) Leaving(n int) []placement.Choice {
	var members []placement.Member
	for _, m := range g.counted() {
		members = append(members, g.member(m))
	}
	if g.Mixed == nil {
		return placement.SelectForScaleIn(members, g.TerminationPolicies, n, g.Now)
	}
	onDemandOf := func(total int) int { onDemand, _ := g.distribution().Split(total); return onDemand }
	return placement.SelectMixed(members, g.TerminationPolicies, n, onDemandOf, g.Now)
}

func (g *Group) whyFewer(got, asked int) []string {
	var notes []string
	if g.weighs() {
		notes = append(notes, "the capacity is counted in units of weights, not in instances")
	}
	if over := g.capacity() - g.Limits.Desired; over > 0 {
		notes = append(notes, fmt.Sprintf("%d more than desired are there now; they go too", over))
	}
	if got < asked && !g.weighs() {
		protected := 0
		for _, m := range g.counted() {
			if m.Protected {
				protected++
			}
		}
		notes = append(notes, fmt.Sprintf("%d can go: %d of %d are protected from scale-in", got, protected, len(g.counted())))
	}
	return notes
}

func orEmpty(steps []string) []string {
	if steps == nil {
		return []string{}
	}
	return steps
}

// Text is the answer for people.
func (l *Leaving) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "scale %s in by %d, termination policies %s\n", l.Group, l.Asked, strings.Join(l.Policies, ", "))
	for i, g := range l.Goes {
		fmt.Fprintf(&b, "  %d. %s  %s  it %s\n", i+1, g.Instance, g.Zone, g.Why)
		for _, s := range g.Steps {
			if len(g.Steps) > 1 { // one step is what was just told
				b.WriteString("       " + s + "\n")
			}
		}
	}
	writeNotes(&b, l.Notes)
	return b.String()
}

func writeNotes(b *strings.Builder, notes []string) {
	for _, n := range notes {
		b.WriteString("! " + n + "\n")
	}
}
