package sdk

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/awsclient"
)

// Listeners are the listeners of a balancer, by port.
func (c *Client) Listeners(ctx context.Context, balancerARN string) ([]awsclient.Listener, error) {
	in := &elb.DescribeListenersInput{LoadBalancerArn: &balancerARN, PageSize: aws.Int32(elbPage)}
	rows, err := gather(ctx, c, elb.NewDescribeListenersPaginator(c.read.elb, in), func(out *elb.DescribeListenersOutput) []awsclient.Listener {
		return mapped(out.Listeners, listener)
	})
	return ordered(rows, func(a, b *awsclient.Listener) int {
		return cmp.Or(cmp.Compare(a.Port, b.Port), cmp.Compare(a.Protocol, b.Protocol))
	}), err
}

func listener(l types.Listener) awsclient.Listener {
	return awsclient.Listener{
		ARN: text(l.ListenerArn), Balancer: text(l.LoadBalancerArn), Protocol: word(l.Protocol), Port: number(l.Port),
		SSLPolicy: text(l.SslPolicy), Actions: ruleActions(l.DefaultActions),
		Certificates: mapped(l.Certificates, func(cert types.Certificate) string { return text(cert.CertificateArn) }),
	}
}

// Rules are the rules of a listener in the order they are tried, the default
// rule last.
func (c *Client) Rules(ctx context.Context, listenerARN string) ([]awsclient.Rule, error) {
	in := &elb.DescribeRulesInput{ListenerArn: &listenerARN, PageSize: aws.Int32(elbPage)}
	rows, err := gather(ctx, c, elb.NewDescribeRulesPaginator(c.read.elb, in), func(out *elb.DescribeRulesOutput) []awsclient.Rule {
		return mapped(out.Rules, func(r types.Rule) awsclient.Rule { return rule(r, listenerARN) })
	})
	return ordered(rows, func(a, b *awsclient.Rule) int { return cmp.Compare(turn(a), turn(b)) }), err
}

// turn is a rule's place in the order of trying.
func turn(r *awsclient.Rule) int {
	if r.Default {
		return math.MaxInt
	}
	return r.Priority
}

func rule(r types.Rule, listenerARN string) awsclient.Rule {
	priority, _ := strconv.Atoi(text(r.Priority)) // "default" is 0
	return awsclient.Rule{
		ARN: text(r.RuleArn), Listener: listenerARN, Priority: priority, Default: yes(r.IsDefault),
		Conditions: mapped(r.Conditions, condition), Actions: ruleActions(r.Actions),
	}
}

// condition takes a condition's values from the structure of its field; the
// flat list of values is the older form, which AWS repeats for two fields.
func condition(rc types.RuleCondition) awsclient.Condition {
	row := awsclient.Condition{Field: text(rc.Field), Values: words(rc.Values), Regexes: words(rc.RegexValues)}
	take := func(values, regexes []string) {
		if len(values) > 0 {
			row.Values = words(values)
		}
		if len(regexes) > 0 {
			row.Regexes = words(regexes)
		}
	}
	switch {
	case rc.PathPatternConfig != nil:
		take(rc.PathPatternConfig.Values, rc.PathPatternConfig.RegexValues)
	case rc.HostHeaderConfig != nil:
		take(rc.HostHeaderConfig.Values, rc.HostHeaderConfig.RegexValues)
	case rc.HttpHeaderConfig != nil:
		row.HeaderName = text(rc.HttpHeaderConfig.HttpHeaderName)
		take(rc.HttpHeaderConfig.Values, rc.HttpHeaderConfig.RegexValues)
	case rc.HttpRequestMethodConfig != nil:
		take(rc.HttpRequestMethodConfig.Values, nil)
	case rc.SourceIpConfig != nil:
		take(rc.SourceIpConfig.Values, nil)
	case rc.QueryStringConfig != nil:
		row.Pairs = mapped(rc.QueryStringConfig.Values, func(p types.QueryStringKeyValuePair) awsclient.KeyValue {
			return awsclient.KeyValue{Key: text(p.Key), Value: text(p.Value)}
		})
	}
	return row
}

// ruleActions are actions in the order they are done.
func ruleActions(actions []types.Action) []awsclient.RuleAction {
	return ordered(mapped(actions, ruleAction), func(a, b *awsclient.RuleAction) int { return cmp.Compare(a.Order, b.Order) })
}

func ruleAction(a types.Action) awsclient.RuleAction {
	row := awsclient.RuleAction{Type: word(a.Type), Order: number(a.Order)}
	if f := a.ForwardConfig; f != nil {
		row.Forwards = mapped(f.TargetGroups, func(t types.TargetGroupTuple) awsclient.WeightedTargetGroup {
			weight := 1 // a lone target group needs no weight
			if t.Weight != nil {
				weight = int(*t.Weight)
			}
			return awsclient.WeightedTargetGroup{ARN: text(t.TargetGroupArn), Weight: weight}
		})
		if s := f.TargetGroupStickinessConfig; s != nil && yes(s.Enabled) {
			row.Sticky = seconds(s.DurationSeconds)
		}
	}
	if len(row.Forwards) == 0 && a.TargetGroupArn != nil {
		row.Forwards = []awsclient.WeightedTargetGroup{{ARN: text(a.TargetGroupArn), Weight: 1}}
	}
	if r := a.RedirectConfig; r != nil {
		row.Redirect = &awsclient.Redirect{Protocol: text(r.Protocol), Host: text(r.Host), Port: text(r.Port), Path: text(r.Path),
			Query: text(r.Query), StatusCode: word(r.StatusCode)}
	}
	if f := a.FixedResponseConfig; f != nil {
		row.Fixed = &awsclient.FixedResponse{StatusCode: text(f.StatusCode), ContentType: text(f.ContentType)}
		if f.MessageBody != nil {
			row.Fixed.Body = CleanText(*f.MessageBody)
		}
	}
	return row
}

// CreateRule makes a rule on a listener.
func (c *Client) CreateRule(ctx context.Context, listenerARN string, priority int, conditions []awsclient.Condition, actions []awsclient.RuleAction) (awsclient.Rule, error) {
	does, err := sdkActions(actions, "CreateRule")
	if err != nil {
		return awsclient.Rule{}, err
	}
	out, err := call(ctx, c, c.write.elb.CreateRule, &elb.CreateRuleInput{
		ListenerArn: &listenerARN, Priority: aws.Int32(int32(priority)), Conditions: mapped(conditions, sdkCondition), Actions: does,
	})
	if err != nil || len(out.Rules) == 0 {
		return awsclient.Rule{}, err
	}
	return rule(out.Rules[0], listenerARN), nil
}

// ModifyRule replaces a rule's conditions, its actions or both; an empty list
// leaves what is there.
func (c *Client) ModifyRule(ctx context.Context, ruleARN string, conditions []awsclient.Condition, actions []awsclient.RuleAction) error {
	does, err := sdkActions(actions, "ModifyRule")
	if err != nil {
		return err
	}
	_, err = call(ctx, c, c.write.elb.ModifyRule, &elb.ModifyRuleInput{RuleArn: &ruleARN, Conditions: mapped(conditions, sdkCondition), Actions: does})
	return err
}

// SetRulePriorities moves several rules of one listener at once.
func (c *Client) SetRulePriorities(ctx context.Context, priorities map[string]int) error {
	in := &elb.SetRulePrioritiesInput{}
	for _, arn := range slices.Sorted(maps.Keys(priorities)) {
		in.RulePriorities = append(in.RulePriorities, types.RulePriorityPair{RuleArn: aws.String(arn), Priority: aws.Int32(int32(priorities[arn]))})
	}
	_, err := call(ctx, c, c.write.elb.SetRulePriorities, in)
	return err
}

// DeleteRule removes a rule.
func (c *Client) DeleteRule(ctx context.Context, ruleARN string) error {
	_, err := call(ctx, c, c.write.elb.DeleteRule, &elb.DeleteRuleInput{RuleArn: &ruleARN})
	return err
}

func sdkCondition(row awsclient.Condition) types.RuleCondition {
	rc := types.RuleCondition{Field: aws.String(row.Field)}
	switch row.Field {
	case "path-pattern":
		rc.PathPatternConfig = &types.PathPatternConditionConfig{Values: row.Values, RegexValues: row.Regexes}
	case "host-header":
		rc.HostHeaderConfig = &types.HostHeaderConditionConfig{Values: row.Values, RegexValues: row.Regexes}
	case "http-header":
		rc.HttpHeaderConfig = &types.HttpHeaderConditionConfig{HttpHeaderName: aws.String(row.HeaderName), Values: row.Values, RegexValues: row.Regexes}
	case "http-request-method":
		rc.HttpRequestMethodConfig = &types.HttpRequestMethodConditionConfig{Values: row.Values}
	case "source-ip":
		rc.SourceIpConfig = &types.SourceIpConditionConfig{Values: row.Values}
	case "query-string":
		rc.QueryStringConfig = &types.QueryStringConditionConfig{Values: mapped(row.Pairs, func(p awsclient.KeyValue) types.QueryStringKeyValuePair {
			pair := types.QueryStringKeyValuePair{Value: aws.String(p.Value)}
			if p.Key != "" {
				pair.Key = aws.String(p.Key)
			}
			return pair
		})}
	default:
		rc.Values = row.Values // AWS says what is wrong with the field
	}
	return rc
}

// sdkActions turns actions back into the SDK's. An authentication action holds
// more than its value keeps, so it cannot be sent back without losing that.
func sdkActions(rows []awsclient.RuleAction, operation string) ([]types.Action, error) {
	var actions []types.Action
	for i, row := range rows {
		a := types.Action{Type: types.ActionTypeEnum(row.Type)}
		if len(rows) > 1 {
			a.Order = aws.Int32(int32(cmp.Or(row.Order, i+1)))
		}
		switch row.Type {
		case "forward":
			a.ForwardConfig = sdkForward(row)
		case "redirect":
			a.RedirectConfig = sdkRedirect(row.Redirect)
		case "fixed-response":
			a.FixedResponseConfig = sdkFixed(row.Fixed)
		default:
			return nil, &awsclient.Error{Kind: awsclient.Invalid, Service: elb.ServiceID, Operation: operation,
				Message: fmt.Sprintf("rules with a %q action can be seen here, but not changed", row.Type)}
		}
		actions = append(actions, a)
	}
	return actions, nil
}

func sdkForward(row awsclient.RuleAction) *types.ForwardActionConfig {
	f := &types.ForwardActionConfig{TargetGroups: mapped(row.Forwards, func(w awsclient.WeightedTargetGroup) types.TargetGroupTuple {
		return types.TargetGroupTuple{TargetGroupArn: aws.String(w.ARN), Weight: aws.Int32(int32(w.Weight))}
	})}
	if row.Sticky > 0 {
		f.TargetGroupStickinessConfig = &types.TargetGroupStickinessConfig{
			Enabled: aws.Bool(true), DurationSeconds: aws.Int32(int32(row.Sticky.Seconds())),
		}
	}
	return f
}

func sdkRedirect(r *awsclient.Redirect) *types.RedirectActionConfig {
	if r == nil {
		return nil
	}
	return &types.RedirectActionConfig{Protocol: given(r.Protocol), Host: given(r.Host), Port: given(r.Port), Path: given(r.Path),
		Query: given(r.Query), StatusCode: types.RedirectActionStatusCodeEnum(r.StatusCode)}
}

func sdkFixed(f *awsclient.FixedResponse) *types.FixedResponseActionConfig {
	if f == nil {
		return nil
	}
	return &types.FixedResponseActionConfig{StatusCode: given(f.StatusCode), ContentType: given(f.ContentType), MessageBody: given(f.Body)}
}

// given is nil for an empty text, which leaves a member out of the request.
func given(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
