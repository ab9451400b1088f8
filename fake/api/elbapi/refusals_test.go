package elbapi_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/fake/world"
)

// refused is a call that is refused, and how: "Code: message", to the letter.
type refused struct {
	input any
	want  string
}

func (a *account) refusesAll(cases []refused) {
	a.t.Helper()
	for _, c := range cases {
		operation := strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%T", c.input), "*elasticloadbalancingv2."), "Input")
		if got := a.refusal(operation, c.input); got != c.want {
			a.t.Errorf("%s\n got %s\nwant %s", operation, got, c.want)
		}
	}
}

func many(n int) []types.Tag {
	var list []types.Tag
	for i := range n {
		list = append(list, types.Tag{Key: aws.String(fmt.Sprint("key", i)), Value: aws.String("v")})
	}
	return list
}

func tagged(key, value string) []types.Tag {
	return []types.Tag{{Key: &key, Value: &value}}
}

func TestRefusalsOfBalancers(t *testing.T) {
	a := newAccount(t)
	lb := a.balancer("web")
	a.World.VPCs.Put("vpc-2", &world.VPC{ID: "vpc-2"})
	a.World.Subnets.Put("subnet-2", &world.Subnet{ID: "subnet-2", VPC: "vpc-2", Zone: "us-west-2d"})
	a.World.Subnets.Put("subnet-3", &world.Subnet{ID: "subnet-3", VPC: "vpc-2", Zone: "us-west-2b"})
	type in = elb.CreateLoadBalancerInput
	create := func(change func(*in)) *in {
		i := &in{Name: aws.String("new"), Subnets: a.net.Subnets[:2]}
		change(i)
		return i
	}
	attribute := func(key, value string) *elb.ModifyLoadBalancerAttributesInput {
		return &elb.ModifyLoadBalancerAttributesInput{LoadBalancerArn: lb.LoadBalancerArn, Attributes: []types.LoadBalancerAttribute{{Key: &key, Value: &value}}}
	}
	a.refusesAll([]refused{
		{create(func(i *in) { i.Name = nil }), "ValidationError: A load balancer name must be specified"},
		{create(func(i *in) { i.Name = aws.String(strings.Repeat("x", 33)) }), "ValidationError: Load balancer name 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' cannot be longer than '32' characters"},
		{create(func(i *in) { i.Name = aws.String("web-") }), "ValidationError: The load balancer name 'web-' cannot begin or end with '-'"},
		{create(func(i *in) { i.Name = aws.String("internal-web") }), "ValidationError: The load balancer name 'internal-web' cannot begin with 'internal-'"},
		{create(func(i *in) { i.Type = "gateway" }), "ValidationError: Load balancer type 'gateway' must be one of '[application, network]'"},
		{create(func(i *in) { i.Scheme = "inside" }), "ValidationError: Load balancer scheme 'inside' must be one of '[internet-facing, internal]'"},
		{create(func(i *in) { i.IpAddressType = "dualstack" }), "UnsupportedOperation: The IP address type 'dualstack' is not simulated by this engine."},
		{create(func(i *in) { i.Subnets = nil }), "ValidationError: At least one subnet must be specified"},
		{create(func(i *in) { i.Subnets = []string{a.net.Subnets[0], "subnet-2"} }), "InvalidConfigurationRequest: All subnets must belong to the same VPC: '" + a.net.VPC + "'"},
		{create(func(i *in) { i.Tags = tagged("", "v") }), "ValidationError: A tag key must have between '1' and '128' characters"},
		{create(func(i *in) { i.Tags = tagged("k", strings.Repeat("v", 257)) }), "ValidationError: The value of the tag 'k' cannot be longer than '256' characters"},
		{create(func(i *in) { i.Tags = many(51) }), "TooManyTags: The maximum number of tags '50' per resource has been reached"},
		{&elb.SetSubnetsInput{LoadBalancerArn: lb.LoadBalancerArn, Subnets: []string{"subnet-2", "subnet-3"}}, "InvalidConfigurationRequest: The subnets must belong to the VPC of the load balancer: '" + a.net.VPC + "'"},
		{&elb.SetSecurityGroupsInput{LoadBalancerArn: lb.LoadBalancerArn}, "ValidationError: A security group must be specified"},
		{&elb.DescribeLoadBalancersInput{Names: []string{"web"}, LoadBalancerArns: []string{*lb.LoadBalancerArn}}, "ValidationError: Load balancer names and load balancer ARNs cannot be specified at the same time"},
		{&elb.DescribeLoadBalancersInput{PageSize: aws.Int32(401)}, "ValidationError: The page size '401' must be between '1' and '400'"},
		{&elb.ModifyLoadBalancerAttributesInput{LoadBalancerArn: lb.LoadBalancerArn}, "ValidationError: At least one load balancer attribute must be specified"},
		{attribute("idle_timeout.timeout_seconds", "never"), "ValidationError: 'never' is not a valid value for the load balancer attribute 'idle_timeout.timeout_seconds'"},
		{&elb.DescribeTagsInput{}, "ValidationError: At least one resource ARN must be specified"},
		{&elb.DescribeTagsInput{ResourceArns: make([]string, 21)}, "ValidationError: The number of resource ARNs '21' must be at most '20'"},
		{&elb.AddTagsInput{ResourceArns: []string{*lb.LoadBalancerArn}}, "ValidationError: At least one tag must be specified"},
	})
	ask[elb.ModifyLoadBalancerAttributesOutput](a, "ModifyLoadBalancerAttributes", attribute("deletion_protection.enabled", "true"))
	a.refusesAll([]refused{
		{&elb.DeleteLoadBalancerInput{LoadBalancerArn: lb.LoadBalancerArn}, "OperationNotPermitted: Load balancer '" + *lb.LoadBalancerArn + "' cannot be deleted because deletion protection is enabled"},
	})
	for i := range 49 {
		a.balancer(fmt.Sprint("lb", i))
	}
	a.refusesAll([]refused{{create(func(*in) {}), "TooManyLoadBalancers: The maximum number of load balancers '50' has been reached"}})
}

func TestRefusalsOfTargetGroups(t *testing.T) {
	a := newAccount(t)
	tg := a.targetGroup("web")
	type in = elb.CreateTargetGroupInput
	create := func(change func(*in)) *in {
		i := a.targetGroupInput("new")
		change(i)
		return i
	}
	addresses := ask[elb.CreateTargetGroupOutput](a, "CreateTargetGroup", create(func(i *in) { i.Name, i.TargetType = aws.String("addresses"), "ip" })).TargetGroups[0]
	a.refusesAll([]refused{
		{create(func(i *in) { i.TargetType = "pod" }), "ValidationError: Target type 'pod' must be one of '[instance, ip, lambda, alb]'"},
		{create(func(i *in) { i.Protocol = "" }), "ValidationError: A protocol must be specified"},
		{create(func(i *in) { i.Protocol = "FTP" }), "ValidationError: Protocol 'FTP' must be one of '[HTTP, HTTPS, TCP, TLS, UDP, TCP_UDP]'"},
		{create(func(i *in) { i.ProtocolVersion = aws.String("HTTP9") }), "ValidationError: Protocol version 'HTTP9' must be one of '[HTTP1, HTTP2]'"},
		{create(func(i *in) { i.Port = nil }), "ValidationError: A port must be specified"},
		{create(func(i *in) { i.Port = aws.Int32(65536) }), "ValidationError: Port '65536' must be between '1' and '65535'"},
		{create(func(i *in) { i.VpcId = nil }), "ValidationError: A VPC ID must be specified"},
		{create(func(i *in) { i.HealthCheckEnabled = aws.Bool(false) }), "ValidationError: Health check enabled must be true for target groups with target type 'instance'"},
		{create(func(i *in) { i.Matcher = &types.Matcher{GrpcCode: aws.String("0")} }), "UnsupportedOperation: The parameter GrpcCode is not simulated by this engine."},
		{&elb.DescribeTargetGroupsInput{Names: []string{"web"}, TargetGroupArns: []string{*tg.TargetGroupArn}}, "ValidationError: Only one of target group ARNs, target group names and a load balancer ARN can be specified"},
		{&elb.RegisterTargetsInput{TargetGroupArn: addresses.TargetGroupArn, Targets: []types.TargetDescription{{Id: aws.String("here")}}}, "ValidationError: The IP address 'here' is not a valid IPv4 address"},
		{&elb.ModifyTargetGroupAttributesInput{TargetGroupArn: tg.TargetGroupArn, Attributes: []types.TargetGroupAttribute{
			{Key: aws.String("slow_start.duration_seconds"), Value: aws.String("30")}, {Key: aws.String("load_balancing.algorithm.type"), Value: aws.String("least_outstanding_requests")},
		}}, "ValidationError: You cannot enable both slow start and least outstanding requests on a target group"},
	})
	lb := a.balancer("web")
	a.listener(lb, 80, tg)
	a.refusesAll([]refused{{&elb.DeleteTargetGroupInput{TargetGroupArn: tg.TargetGroupArn}, "ResourceInUse: Target group '" + *tg.TargetGroupArn + "' is currently in use by a listener or a rule"}})
	for i := range 3000 - a.World.TargetGroups.Len() {
		name := fmt.Sprint("tg", i)
		a.World.TargetGroups.Put(name, &world.TargetGroup{ARN: name, Name: name})
	}
	a.refusesAll([]refused{{create(func(*in) {}), "TooManyTargetGroups: The maximum number of target groups '3000' has been reached"}})
}

func TestRefusalsOfListenersAndRules(t *testing.T) {
	a := newAccount(t)
	lb, tg := a.balancer("web"), a.targetGroup("web")
	l, other := a.listener(lb, 80, tg), a.listener(lb, 8080, tg)
	one, two := a.rule(l, 10, "/a", tg), a.rule(other, 10, "/a", tg)
	a.World.VPCs.Put("vpc-2", &world.VPC{ID: "vpc-2"})
	far := a.targetGroupInput("far")
	far.VpcId = aws.String("vpc-2")
	elsewhere := ask[elb.CreateTargetGroupOutput](a, "CreateTargetGroup", far).TargetGroups[0]
	tcp := a.targetGroupInput("tcp")
	tcp.Protocol = "TCP"
	flow := ask[elb.CreateTargetGroupOutput](a, "CreateTargetGroup", tcp).TargetGroups[0]
	nlb := ask[elb.CreateLoadBalancerOutput](a, "CreateLoadBalancer", &elb.CreateLoadBalancerInput{Name: aws.String("flow"), Type: "network", Subnets: a.net.Subnets[:1]}).LoadBalancers[0]
	flows := ask[elb.CreateListenerOutput](a, "CreateListener", &elb.CreateListenerInput{LoadBalancerArn: nlb.LoadBalancerArn, Port: aws.Int32(80), Protocol: "TCP", DefaultActions: forwardTo(flow)}).Listeners[0]
	type in = elb.CreateListenerInput
	listener := func(change func(*in)) *in {
		i := &in{LoadBalancerArn: lb.LoadBalancerArn, Port: aws.Int32(81), Protocol: "HTTP", DefaultActions: forwardTo(tg)}
		change(i)
		return i
	}
	certified := []types.Certificate{{CertificateArn: aws.String("arn:aws:acm:us-west-2:123456789012:certificate/1")}}
	defaultRule := ask[elb.DescribeRulesOutput](a, "DescribeRules", &elb.DescribeRulesInput{ListenerArn: l.ListenerArn}).Rules[1].RuleArn
	rule := func(c types.RuleCondition) *elb.CreateRuleInput {
		return &elb.CreateRuleInput{ListenerArn: l.ListenerArn, Priority: aws.Int32(20), Conditions: []types.RuleCondition{c}, Actions: forwardTo(tg)}
	}
	a.refusesAll([]refused{
		{listener(func(i *in) { i.Port = aws.Int32(80) }), "DuplicateListener: A listener already exists on this port for this load balancer '" + *lb.LoadBalancerArn + "'"},
		{listener(func(i *in) { i.Port = aws.Int32(0) }), "ValidationError: Listener port '0' must be between '1' and '65535'"},
		{listener(func(i *in) { i.Certificates = certified }), "ValidationError: A certificate cannot be specified for HTTP listeners"},
		{listener(func(i *in) { i.SslPolicy = aws.String("ELBSecurityPolicy-2016-08") }), "ValidationError: A security policy cannot be specified for HTTP listeners"},
		{listener(func(i *in) { i.Protocol, i.Certificates, i.SslPolicy = "HTTPS", certified, aws.String("mine") }), "SSLPolicyNotFound: One or more SSL policies not found"},
		{listener(func(i *in) { i.DefaultActions = forwardTo(elsewhere) }), "InvalidConfigurationRequest: The following target groups are not in the VPC of the load balancer: " + *elsewhere.TargetGroupArn},
		{&elb.CreateListenerInput{LoadBalancerArn: nlb.LoadBalancerArn, Port: aws.Int32(81), Protocol: "TCP", DefaultActions: []types.Action{{Type: "forward", ForwardConfig: &types.ForwardActionConfig{
			TargetGroups: []types.TargetGroupTuple{{TargetGroupArn: flow.TargetGroupArn, Weight: aws.Int32(1)}, {TargetGroupArn: tg.TargetGroupArn, Weight: aws.Int32(1)}},
		}}}}, "InvalidConfigurationRequest: Listeners of a network load balancer must have one 'forward' action to one target group"},
		{&elb.DescribeListenersInput{LoadBalancerArn: lb.LoadBalancerArn, ListenerArns: []string{*l.ListenerArn}}, "ValidationError: Listener ARNs and a load balancer ARN cannot be specified at the same time"},

		{&elb.CreateRuleInput{ListenerArn: flows.ListenerArn, Priority: aws.Int32(1), Conditions: path("/"), Actions: forwardTo(flow)}, "UnsupportedOperation: Rules are unsupported for Network Load Balancer listeners"},
		{rule(types.RuleCondition{Field: aws.String("path-pattern"), RegexValues: []string{"^/a"}}), "UnsupportedOperation: The parameter RegexValues is not simulated by this engine."},
		{rule(types.RuleCondition{Field: aws.String("path-pattern"), Values: []string{"/a"}, PathPatternConfig: &types.PathPatternConditionConfig{Values: []string{"/b"}}}), "ValidationError: You cannot specify both condition values and a condition configuration for the 'path-pattern' field"},
		{&elb.DeleteRuleInput{RuleArn: defaultRule}, "OperationNotPermitted: Default rule '" + *defaultRule + "' cannot be deleted"},
		{&elb.DescribeRulesInput{}, "ValidationError: You must specify either listener rule ARNs or a listener ARN"},
		{&elb.DescribeRulesInput{ListenerArn: l.ListenerArn, RuleArns: []string{*one.RuleArn}}, "ValidationError: Rule ARNs and a listener ARN cannot be specified at the same time"},
		{&elb.SetRulePrioritiesInput{}, "ValidationError: At least one rule priority must be specified"},
		{&elb.SetRulePrioritiesInput{RulePriorities: []types.RulePriorityPair{{RuleArn: one.RuleArn, Priority: aws.Int32(1)}, {RuleArn: two.RuleArn, Priority: aws.Int32(2)}}}, "ValidationError: Rules must belong to the same listener"},
	})
}
