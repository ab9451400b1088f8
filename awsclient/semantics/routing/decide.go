package routing

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"
)

// Verdict is how one rule fared with a request.
type Verdict struct {
	RuleID   string
	Priority int
	Tested   bool // false when an earlier rule had matched already
	Matched  bool
	Reason   string // in plain words
}

// Decision is the rule that answers a request, and how each rule fared.
type Decision struct {
	Rule     Rule
	Found    bool      // false only when nothing matched and there is no default rule
	Action   Action    // the rule's forward, redirect or fixed-response
	Verdicts []Verdict // in order of evaluation
}

// Decide finds the rule that answers a request. The rules may come in any
// order; equal priorities, which AWS does not allow, are tried by ID.
func Decide(rules []Rule, req Request) Decision {
	var d Decision
	for _, r := range inOrder(rules) {
		v := Verdict{RuleID: r.ID, Priority: r.Priority}
		if d.Found {
			v.Reason = "not tested: an earlier rule matched"
			d.Verdicts = append(d.Verdicts, v)
			continue
		}
		v.Tested = true
		v.Matched, v.Reason = matchRule(r, req)
		d.Verdicts = append(d.Verdicts, v)
		if v.Matched {
			d.Rule, d.Found, d.Action = r, true, routingAction(r.Actions)
		}
	}
	return d
}

func inOrder(rules []Rule) []Rule {
	sorted := slices.Clone(rules)
	compare := func(a, b Rule) int {
		if (a.Priority == 0) != (b.Priority == 0) {
			return cmp.Compare(b.Priority, a.Priority) // the default rule's 0 goes last
		}
		return cmp.Or(cmp.Compare(a.Priority, b.Priority), cmp.Compare(a.ID, b.ID))
	}
	sort.SliceStable(sorted, func(i, j int) bool { return compare(sorted[i], sorted[j]) < 0 })
	return sorted
}

// matchRule stops at the first condition that fails: it alone is the reason.
func matchRule(r Rule, req Request) (bool, string) {
	if r.Priority == 0 {
		return true, "default rule: no other rule matched"
	}
	if len(r.Conditions) == 0 {
		return true, "has no conditions"
	}
	reasons := make([]string, 0, len(r.Conditions))
	for _, c := range r.Conditions {
		ok, why := Match(c, req)
		if !ok {
			return false, why
		}
		reasons = append(reasons, why)
	}
	return true, strings.Join(reasons, "; ")
}

// routingAction is the last of the routing actions in ascending Order.
func routingAction(actions []Action) Action {
	sorted := slices.Clone(actions)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].Order < sorted[j].Order })
	for _, a := range slices.Backward(sorted) {
		if a.routes() {
			return a
		}
	}
	return Action{}
}

func (a Action) routes() bool {
	return a.Type == Forward || a.Type == RedirectTo || a.Type == FixedResponse
}

// Describe says in a few words what the action does with a request.
func (a Action) Describe(req Request) string {
	switch a.Type {
	case Forward:
		return describeForward(a.Forwards)
	case RedirectTo:
		return fmt.Sprintf("redirect (%s) to %s", a.Redirect.StatusCode, RedirectURL(a.Redirect, req))
	case FixedResponse:
		return "answer " + a.Fixed.StatusCode
	}
	return a.Type
}

func describeForward(forwards []WeightedTarget) string {
	shares := ForwardShares(forwards)
	if len(shares) == 0 {
		return "forward to nobody: all weights are zero"
	}
	parts := make([]string, len(shares))
	for i, s := range shares {
		parts[i] = fmt.Sprintf("%s (%.4g%%)", s.TargetGroup, 100*s.Share)
	}
	return "forward to " + strings.Join(parts, ", ")
}
