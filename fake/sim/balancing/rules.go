package balancing

import (
	"fleetglass/awsclient/semantics/routing"
	"fleetglass/fake/world"
)

// RoutingRule is a rule in the words of the routing rules.
func RoutingRule(r *world.Rule) routing.Rule {
	return routing.Rule{
		ID: r.ARN, Priority: r.Priority,
		Conditions: RoutingConditions(r.Conditions), Actions: RoutingActions(r.Actions),
	}
}

// RoutingConditions is conditions in the words of the routing rules.
func RoutingConditions(list []world.Condition) []routing.Condition {
	out := make([]routing.Condition, len(list))
	for i, c := range list {
		out[i] = routing.Condition{Field: c.Field, Values: c.Values, HeaderName: c.HeaderName}
		for _, p := range c.Pairs {
			out[i].QueryPairs = append(out[i].QueryPairs, routing.QueryPair(p))
		}
	}
	return out
}

// RoutingActions is actions in the words of the routing rules.
func RoutingActions(list []world.Action) []routing.Action {
	out := make([]routing.Action, len(list))
	for i, a := range list {
		out[i] = routing.Action{Type: a.Type, Order: a.Order, Redirect: routing.Redirect(a.Redirect), Fixed: routing.Fixed(a.Fixed)}
		for _, f := range a.Forwards {
			out[i].Forwards = append(out[i].Forwards, routing.WeightedTarget(f))
		}
	}
	return out
}
