package elbapi

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/awsclient/semantics/health"
	"fleetglass/awsclient/semantics/routing"
	"fleetglass/fake/api"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/world"
)

// actions reads and checks the actions of a rule of a listener.
func (s *service) actions(l *world.Listener, list []types.Action) ([]world.Action, error) {
	var actions []world.Action
	for i, a := range list {
		if err := onlyKnown(&a, "Type", "FixedResponseConfig", "ForwardConfig", "Order", "RedirectConfig", "TargetGroupArn"); err != nil {
			return nil, err
		}
		actions = append(actions, actionOf(a, i+1))
	}
	if err := routing.Today().ValidateActions(balancing.RoutingActions(actions)); err != nil {
		return nil, awserr.From(err)
	}
	b := s.w.LoadBalancers.Get(l.Balancer)
	for _, a := range actions {
		if b.Type == network && (a.Type != routing.Forward || len(a.Forwards) > 1) {
			return nil, badConfiguration("Listeners of a network load balancer must have one 'forward' action to one target group")
		}
		if err := routing.ValidateRedirectFrom(l.Protocol, routing.Redirect(a.Redirect)); err != nil && a.Type == routing.RedirectTo {
			return nil, awserr.From(err)
		}
		for _, f := range a.Forwards {
			if err := s.checkForward(b, l, f.TargetGroup); err != nil {
				return nil, err
			}
		}
	}
	return actions, nil
}

// checkForward refuses a receiver that does not exist, speaks another kind of
// protocol, is elsewhere, or belongs to another balancer.
func (s *service) checkForward(b *world.LoadBalancer, l *world.Listener, arn string) error {
	tg, err := s.targetGroup(&arn)
	if err != nil {
		return err
	}
	if !compatible(l.Protocol, tg.Protocol) {
		return awserr.New("IncompatibleProtocols", "The following target groups have protocols that are incompatible with the listener protocol '%s': %s", l.Protocol, arn)
	}
	if tg.VPC != b.VPC {
		return badConfiguration("The following target groups are not in the VPC of the load balancer: %s", arn)
	}
	if others := s.room.InUse(arn); len(others) > 0 && !slices.Contains(others, b.ARN) {
		return awserr.New("TargetGroupAssociationLimit", "The following target groups cannot be associated with more than one load balancer: %s", arn)
	}
	return nil
}

// compatible tells whether a listener may forward to a target group
// (NLB/load-balancer-target-groups for the Network protocols).
func compatible(listener, group string) bool {
	switch listener {
	case "HTTP", "HTTPS":
		return health.FamilyOf(group) == health.Application
	case "TLS":
		return group == "TLS" || group == "TCP"
	case "TCP":
		return group == "TCP" || group == "TCP_UDP"
	case "UDP":
		return group == "UDP" || group == "TCP_UDP"
	}
	return listener == group
}

func actionOf(a types.Action, place int) world.Action {
	out := world.Action{Type: string(a.Type), Order: number(a.Order, place)}
	if a.ForwardConfig != nil {
		for _, t := range a.ForwardConfig.TargetGroups {
			out.Forwards = append(out.Forwards, world.Forward{TargetGroup: aws.ToString(t.TargetGroupArn), Weight: number(t.Weight, 1)})
		}
		if st := a.ForwardConfig.TargetGroupStickinessConfig; st != nil && aws.ToBool(st.Enabled) {
			out.Sticky = time.Duration(number(st.DurationSeconds, 3600)) * time.Second
		}
	}
	if len(out.Forwards) == 0 && aws.ToString(a.TargetGroupArn) != "" {
		out.Forwards = []world.Forward{{TargetGroup: *a.TargetGroupArn, Weight: 1}}
	}
	if r := a.RedirectConfig; r != nil {
		out.Redirect = world.Redirect{
			Protocol: cmp.Or(aws.ToString(r.Protocol), "#{protocol}"), Host: cmp.Or(aws.ToString(r.Host), "#{host}"), Port: cmp.Or(aws.ToString(r.Port), "#{port}"),
			Path: cmp.Or(aws.ToString(r.Path), "/#{path}"), Query: cmp.Or(aws.ToString(r.Query), "#{query}"), StatusCode: string(r.StatusCode),
		}
	}
	if f := a.FixedResponseConfig; f != nil {
		out.Fixed = world.Fixed{StatusCode: aws.ToString(f.StatusCode), ContentType: aws.ToString(f.ContentType), Body: aws.ToString(f.MessageBody)}
	}
	return out
}

func actionView(a world.Action) types.Action {
	out := types.Action{Type: types.ActionTypeEnum(a.Type), Order: new(int32(a.Order))}
	switch a.Type {
	case routing.Forward:
		sticky := &types.TargetGroupStickinessConfig{Enabled: new(a.Sticky > 0)}
		if a.Sticky > 0 {
			sticky.DurationSeconds = new(int32(a.Sticky / time.Second))
		}
		out.ForwardConfig = &types.ForwardActionConfig{TargetGroupStickinessConfig: sticky}
		for _, f := range a.Forwards {
			out.ForwardConfig.TargetGroups = append(out.ForwardConfig.TargetGroups, types.TargetGroupTuple{TargetGroupArn: new(f.TargetGroup), Weight: new(int32(f.Weight))})
		}
		if len(a.Forwards) == 1 {
			out.TargetGroupArn = new(a.Forwards[0].TargetGroup)
		}
	case routing.RedirectTo:
		r := a.Redirect
		out.RedirectConfig = &types.RedirectActionConfig{
			Protocol: new(r.Protocol), Host: new(r.Host), Port: new(r.Port), Path: new(r.Path), Query: new(r.Query),
			StatusCode: types.RedirectActionStatusCodeEnum(r.StatusCode),
		}
	case routing.FixedResponse:
		out.FixedResponseConfig = &types.FixedResponseActionConfig{
			StatusCode: new(a.Fixed.StatusCode), ContentType: api.NonZero(a.Fixed.ContentType), MessageBody: api.NonZero(a.Fixed.Body),
		}
	}
	return out
}

// conditions reads and checks the conditions of a rule.
func (s *service) conditions(list []types.RuleCondition) ([]world.Condition, error) {
	var out []world.Condition
	for _, c := range list {
		if len(c.RegexValues) > 0 {
			return nil, awserr.New("UnsupportedOperation", "The parameter RegexValues is not simulated by this engine.")
		}
		made, err := conditionOf(c)
		if err != nil {
			return nil, err
		}
		if s.rules.PathPatternsOnly && made.Field != "" && made.Field != routing.PathPattern {
			return nil, awserr.New("ValidationError", "Condition field '%s' must be one of '[%s]'", made.Field, routing.PathPattern)
		}
		out = append(out, made)
	}
	if err := routing.Today().ValidateConditions(balancing.RoutingConditions(out)); err != nil {
		return nil, awserr.From(err)
	}
	return out, nil
}

// conditionOf takes the values from the field's own configuration or, for
// host and path, from Values: the older way. Both at once are refused.
func conditionOf(c types.RuleCondition) (world.Condition, error) {
	out := world.Condition{Field: aws.ToString(c.Field)}
	own := []string(nil)
	if v := c.HostHeaderConfig; v != nil {
		own = append(own, v.Values...)
	}
	if v := c.PathPatternConfig; v != nil {
		own = append(own, v.Values...)
	}
	if v := c.HttpRequestMethodConfig; v != nil {
		own = append(own, v.Values...)
	}
	if v := c.SourceIpConfig; v != nil {
		own = append(own, v.Values...)
	}
	if v := c.HttpHeaderConfig; v != nil {
		own, out.HeaderName = append(own, v.Values...), aws.ToString(v.HttpHeaderName)
	}
	if v := c.QueryStringConfig; v != nil {
		for _, p := range v.Values {
			out.Pairs = append(out.Pairs, world.Attribute{Key: aws.ToString(p.Key), Value: aws.ToString(p.Value)})
		}
	}
	if len(own) > 0 && len(c.Values) > 0 {
		return out, invalid("You cannot specify both condition values and a condition configuration for the '%s' field", out.Field)
	}
	out.Values = append(own, c.Values...)
	return out, nil
}

func conditionView(c world.Condition) types.RuleCondition {
	out := types.RuleCondition{Field: new(c.Field)}
	values := slices.Clone(c.Values)
	switch c.Field {
	case routing.HostHeader:
		out.Values, out.HostHeaderConfig = slices.Clone(values), &types.HostHeaderConditionConfig{Values: values}
	case routing.PathPattern:
		out.Values, out.PathPatternConfig = slices.Clone(values), &types.PathPatternConditionConfig{Values: values}
	case routing.HTTPHeader:
		out.HttpHeaderConfig = &types.HttpHeaderConditionConfig{HttpHeaderName: new(c.HeaderName), Values: values}
	case routing.RequestMethod:
		out.HttpRequestMethodConfig = &types.HttpRequestMethodConditionConfig{Values: values}
	case routing.SourceIP:
		out.SourceIpConfig = &types.SourceIpConditionConfig{Values: values}
	case routing.QueryString:
		out.QueryStringConfig = &types.QueryStringConditionConfig{}
		for _, p := range c.Pairs {
			out.QueryStringConfig.Values = append(out.QueryStringConfig.Values, types.QueryStringKeyValuePair{Key: api.NonZero(p.Key), Value: new(p.Value)})
		}
	}
	return out
}

// after is what follows a mark in an ARN.
func after(arn, mark string) string {
	_, rest, _ := strings.Cut(arn, mark)
	return rest
}
