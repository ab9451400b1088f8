package whatif

import (
	"cmp"
	"slices"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/routing"
)

// Audited is what is wrong with the rules of a balancer.
type Audited struct {
	Balancer string      `json:"balancer"`
	Rules    []RuleState `json:"rules"` // by listener, in order of evaluation
	Groups   []GroupDown `json:"groups"`
}

// RuleState is a rule, and what is wrong with it.
type RuleState struct {
	Listener string `json:"listener"`
	Rule     string `json:"rule"`
	ARN      string `json:"arn"`
	Shadowed string `json:"shadowed,omitempty"` // the earlier rule that takes all that it would
	Unserved string `json:"unserved,omitempty"` // why requests find nobody
}

// GroupDown is a target group that rules send requests to, and that has
// nobody healthy.
type GroupDown struct {
	Group      string `json:"group"`
	ARN        string `json:"arn"`
	Registered int    `json:"registered"`
}

// Audit lists every rule of a balancer, which of them can never match, and
// which target groups have no healthy target.
func Audit(f Front) *Audited {
	a := &Audited{Balancer: f.Balancer.Name, Rules: []RuleState{}, Groups: []GroupDown{}}
	for _, l := range f.Listeners {
		rules := inOrder(f.Rules[l.ARN])
		for _, r := range rules {
			state := RuleState{Listener: listenerName(l), Rule: ruleName(r), ARN: r.ARN, Unserved: f.unserved(r)}
			if by := ShadowedBy(r, rules); by != nil {
				state.Shadowed = ruleName(by)
			}
			a.Rules = append(a.Rules, state)
			a.note(f, r)
		}
	}
	return a
}

func (f Front) unserved(r *awsclient.Rule) string {
	forwards, receives := receivers(r.Actions)
	if forwards && len(receives) == 0 {
		return "all weights are zero"
	}
	return f.whyUnserved(receives)
}

// note adds the rule's target groups that are down and not noted yet.
func (a *Audited) note(f Front, r *awsclient.Rule) {
	_, arns := receivers(r.Actions)
	for _, arn := range arns {
		known := slices.ContainsFunc(a.Groups, func(g GroupDown) bool { return g.ARN == arn })
		if !known && f.whyUnserved([]string{arn}) != "" {
			a.Groups = append(a.Groups, GroupDown{f.groupName(arn), arn, len(f.Targets[arn])})
		}
	}
}

// receivers are the target groups that actions send requests to, and whether
// they forward at all.
func receivers(actions []awsclient.RuleAction) (forwards bool, arns []string) {
	for _, a := range actions {
		forwards = forwards || a.Type == routing.Forward
		for _, w := range a.Forwards {
			if w.Weight > 0 {
				arns = append(arns, w.ARN)
			}
		}
	}
	return forwards, arns
}

func ruleName(r *awsclient.Rule) string {
	if r.Default {
		return nameOfRule(0)
	}
	return nameOfRule(r.Priority)
}

// inOrder are the rules in order of evaluation: the default rule is last.
func inOrder(rules []awsclient.Rule) []*awsclient.Rule {
	list := make([]*awsclient.Rule, len(rules))
	for i := range rules {
		list[i] = &rules[i]
	}
	slices.SortStableFunc(list, func(a, b *awsclient.Rule) int {
		if a.Default != b.Default {
			return map[bool]int{true: 1, false: -1}[a.Default]
		}
		return cmp.Compare(a.Priority, b.Priority)
	})
	return list
}

// Receivers are the target groups that some rule names, each once.
func (f Front) Receivers() []string {
	var arns []string
	for _, l := range f.Listeners {
		for _, r := range f.Rules[l.ARN] {
			for _, a := range r.Actions {
				for _, w := range a.Forwards {
					if !slices.Contains(arns, w.ARN) {
						arns = append(arns, w.ARN)
					}
				}
			}
		}
	}
	return arns
}
