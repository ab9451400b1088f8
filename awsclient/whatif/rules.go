package whatif

import (
	"fmt"
	"slices"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/routing"
)

// routingRules are a listener's rules as package routing knows them. Regular
// expressions, which it does not know, are left out: such a condition then
// matches nothing, and unknownHere says so.
func routingRules(rules []awsclient.Rule) []routing.Rule {
	list := make([]routing.Rule, len(rules))
	for i, r := range rules {
		list[i] = routing.Rule{ID: r.ARN, Priority: r.Priority}
		if r.Default {
			list[i].Priority = 0
		}
		for _, c := range r.Conditions {
			list[i].Conditions = append(list[i].Conditions, routingCondition(c))
		}
		for _, a := range r.Actions {
			list[i].Actions = append(list[i].Actions, routingAction(a))
		}
	}
	return list
}

func routingCondition(c awsclient.Condition) routing.Condition {
	out := routing.Condition{Field: c.Field, Values: c.Values, HeaderName: c.HeaderName}
	for _, p := range c.Pairs {
		out.QueryPairs = append(out.QueryPairs, routing.QueryPair(p))
	}
	return out
}

func routingAction(a awsclient.RuleAction) routing.Action {
	out := routing.Action{Type: a.Type, Order: a.Order}
	for _, f := range a.Forwards {
		out.Forwards = append(out.Forwards, routing.WeightedTarget{TargetGroup: f.ARN, Weight: f.Weight})
	}
	if a.Redirect != nil {
		out.Redirect = routing.Redirect(*a.Redirect)
	}
	if a.Fixed != nil {
		out.Fixed = routing.Fixed(*a.Fixed)
	}
	return out
}

func hasRegex(rules []awsclient.Rule, arn string) bool {
	return slices.ContainsFunc(rules, func(r awsclient.Rule) bool {
		return r.ARN == arn && slices.ContainsFunc(r.Conditions, func(c awsclient.Condition) bool { return len(c.Regexes) > 0 })
	})
}

// unknownHere says for which rules, tried and passed over, the answer is a
// guess.
func unknownHere(rules []awsclient.Rule, d routing.Decision) []string {
	var names []string
	for _, v := range d.Verdicts {
		if v.Tested && !v.Matched && hasRegex(rules, v.RuleID) {
			names = append(names, nameOfRule(v.Priority))
		}
	}
	if len(names) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("taken not to match, for they compare with regular expressions: %s", strings.Join(names, ", "))}
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
