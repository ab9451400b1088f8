package elbapi

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/awsclient/semantics/routing"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// putRule gives a rule its ARN and puts it into the world.
func (s *service) putRule(r *world.Rule) {
	r.ARN = s.arn("listener-rule/" + after(r.Listener, ":listener/") + "/" + s.newID())
	s.w.Rules.Put(r.ARN, r)
}

// rulesOf is a listener's rules in the order in which they are tried.
func (s *service) rulesOf(listener string) []*world.Rule {
	var list []*world.Rule
	for _, r := range s.w.Rules.All() {
		if r.Listener == listener {
			list = append(list, r)
		}
	}
	slices.SortStableFunc(list, func(a, b *world.Rule) int {
		if a.Default != b.Default {
			return cmp.Compare(b.Priority, a.Priority) // the default rule's 0 goes last
		}
		return cmp.Compare(a.Priority, b.Priority)
	})
	return list
}

func (s *service) defaultRule(listener string) *world.Rule {
	rules := s.rulesOf(listener)
	return rules[len(rules)-1]
}

func inUse(priority int) error {
	return awserr.New("PriorityInUse", "Priority '%d' is currently in use", priority)
}

func (s *service) createRule(_ context.Context, in *elb.CreateRuleInput) (*elb.CreateRuleOutput, error) {
	if err := onlyKnown(in, "ListenerArn", "Priority", "Conditions", "Actions", "Tags"); err != nil {
		return nil, err
	}
	l, err := s.listener(in.ListenerArn)
	if err != nil {
		return nil, err
	}
	if s.w.LoadBalancers.Get(l.Balancer).Type == network {
		return nil, awserr.New("UnsupportedOperation", "Rules are unsupported for Network Load Balancer listeners")
	}
	r := &world.Rule{Listener: l.ARN, Priority: number(in.Priority, 0), Tags: tagsOf(in.Tags)}
	if err := routing.Today().ValidatePriority(r.Priority); err != nil {
		return nil, awserr.From(err)
	}
	if r.Conditions, err = s.conditions(in.Conditions); err != nil {
		return nil, err
	}
	if r.Actions, err = s.actions(l, in.Actions); err != nil {
		return nil, err
	}
	if err := checkTags(nil, r.Tags); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(s.rulesOf(l.ARN), func(o *world.Rule) bool { return o.Priority == r.Priority }) {
		return nil, inUse(r.Priority)
	}
	if most := s.rules.RulesPerBalancer; s.ruleCount(l.Balancer) >= most {
		return nil, awserr.New("TooManyRules", "The maximum number of rules '%d' has been reached on load balancer '%s'", most, l.Balancer)
	}
	s.putRule(r)
	s.room.RoutingChanged(l.Balancer)
	return &elb.CreateRuleOutput{Rules: []types.Rule{ruleView(r)}}, nil
}

func (s *service) ruleCount(balancer string) int {
	n := 0
	for _, l := range s.listenersOf(balancer) {
		n += len(s.rulesOf(l.ARN)) - 1
	}
	return n
}

func (s *service) modifyRule(_ context.Context, in *elb.ModifyRuleInput) (*elb.ModifyRuleOutput, error) {
	if err := onlyKnown(in, "RuleArn", "Conditions", "Actions"); err != nil {
		return nil, err
	}
	r, err := s.rule(in.RuleArn)
	if err != nil {
		return nil, err
	}
	if r.Default {
		return nil, notPermitted("Default rule '%s' cannot be modified", r.ARN)
	}
	l := s.w.Listeners.Get(r.Listener)
	next := *r
	if len(in.Conditions) > 0 {
		if next.Conditions, err = s.conditions(in.Conditions); err != nil {
			return nil, err
		}
	}
	if len(in.Actions) > 0 {
		if next.Actions, err = s.actions(l, in.Actions); err != nil {
			return nil, err
		}
	}
	*r = next
	s.room.RoutingChanged(l.Balancer)
	return &elb.ModifyRuleOutput{Rules: []types.Rule{ruleView(r)}}, nil
}

func (s *service) deleteRule(_ context.Context, in *elb.DeleteRuleInput) (*elb.DeleteRuleOutput, error) {
	r, err := s.rule(in.RuleArn)
	if err != nil {
		return nil, err
	}
	if r.Default {
		return nil, notPermitted("Default rule '%s' cannot be deleted", r.ARN)
	}
	s.w.Rules.Delete(r.ARN)
	s.room.RoutingChanged(s.w.Listeners.Get(r.Listener).Balancer)
	return &elb.DeleteRuleOutput{}, nil
}

func (s *service) describeRules(_ context.Context, in *elb.DescribeRulesInput) (*elb.DescribeRulesOutput, error) {
	switch {
	case len(in.RuleArns) > 0 && in.ListenerArn != nil:
		return nil, invalid("Rule ARNs and a listener ARN cannot be specified at the same time")
	case len(in.RuleArns) == 0 && in.ListenerArn == nil:
		return nil, invalid("You must specify either listener rule ARNs or a listener ARN")
	}
	var found []*world.Rule
	for _, arn := range in.RuleArns {
		r, err := s.rule(&arn)
		if err != nil {
			return nil, err
		}
		found = append(found, r)
	}
	if in.ListenerArn != nil {
		l, err := s.listener(in.ListenerArn)
		if err != nil {
			return nil, err
		}
		found = s.rulesOf(l.ARN)
	}
	part, next, err := page(found, func(r *world.Rule) string { return r.ARN }, in.PageSize, in.Marker)
	if err != nil {
		return nil, err
	}
	return &elb.DescribeRulesOutput{Rules: views(part, ruleView), NextMarker: next}, nil
}

// setRulePriorities: priorities may be exchanged within one call.
func (s *service) setRulePriorities(_ context.Context, in *elb.SetRulePrioritiesInput) (*elb.SetRulePrioritiesOutput, error) {
	next := map[string]int{} // by rule
	var rules []*world.Rule
	for _, p := range in.RulePriorities {
		r, err := s.rule(p.RuleArn)
		switch {
		case err != nil:
			return nil, err
		case r.Default:
			return nil, notPermitted("Default rule '%s' cannot be modified", r.ARN)
		case len(rules) > 0 && rules[0].Listener != r.Listener:
			return nil, invalid("Rules must belong to the same listener")
		}
		if err := routing.Today().ValidatePriority(number(p.Priority, 0)); err != nil {
			return nil, awserr.From(err)
		}
		next[r.ARN], rules = number(p.Priority, 0), append(rules, r)
	}
	if len(rules) == 0 {
		return nil, invalid("At least one rule priority must be specified")
	}
	taken := map[int]bool{}
	for _, r := range s.rulesOf(rules[0].Listener) {
		p, moves := next[r.ARN]
		if !moves {
			p = r.Priority
		}
		if taken[p] {
			return nil, inUse(p)
		}
		taken[p] = true
	}
	for _, r := range rules {
		r.Priority = next[r.ARN]
	}
	s.room.RoutingChanged(s.w.Listeners.Get(rules[0].Listener).Balancer)
	return &elb.SetRulePrioritiesOutput{Rules: views(rules, ruleView)}, nil
}

func ruleView(r *world.Rule) types.Rule {
	priority := "default"
	if !r.Default {
		priority = strconv.Itoa(r.Priority)
	}
	return types.Rule{
		RuleArn: new(r.ARN), Priority: new(priority), IsDefault: new(r.Default),
		Conditions: views(r.Conditions, conditionView), Actions: views(r.Actions, actionView),
	}
}
