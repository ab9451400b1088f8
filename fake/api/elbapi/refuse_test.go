package elbapi_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// What AWS refuses, and in which words (BC:elbv2's errors; texts as the
// service gives them).
func TestRefusals(t *testing.T) {
	a := newAccount(t)
	lb, tg, tcp := a.balancer("web"), a.targetGroup("web"), a.targetGroupInput("tcp")
	tcp.Protocol = "TCP"
	flow := ask[elb.CreateTargetGroupOutput](a, "CreateTargetGroup", tcp).TargetGroups[0]
	l := a.listener(lb, 80, tg)
	r := a.rule(l, 10, "/a", tg)
	second := a.balancer("second")
	gone := func(kind string) *string {
		return aws.String("arn:aws:elasticloadbalancing:us-west-2:123456789012:" + kind)
	}
	defaultRule := ask[elb.DescribeRulesOutput](a, "DescribeRules", &elb.DescribeRulesInput{ListenerArn: l.ListenerArn}).Rules[1].RuleArn

	create := func(change func(*elb.CreateLoadBalancerInput)) *elb.CreateLoadBalancerInput {
		in := &elb.CreateLoadBalancerInput{Name: aws.String("new"), Subnets: a.net.Subnets[:2]}
		change(in)
		return in
	}
	group := func(change func(*elb.CreateTargetGroupInput)) *elb.CreateTargetGroupInput {
		in := a.targetGroupInput("new")
		change(in)
		return in
	}
	listener := func(change func(*elb.CreateListenerInput)) *elb.CreateListenerInput {
		in := &elb.CreateListenerInput{LoadBalancerArn: lb.LoadBalancerArn, Port: aws.Int32(81), Protocol: "HTTP", DefaultActions: forwardTo(tg)}
		change(in)
		return in
	}
	rule := func(change func(*elb.CreateRuleInput)) *elb.CreateRuleInput {
		in := &elb.CreateRuleInput{ListenerArn: l.ListenerArn, Priority: aws.Int32(20), Conditions: path("/b"), Actions: forwardTo(tg)}
		change(in)
		return in
	}
	cases := []struct {
		operation string
		input     any
		want      string // "Code: message", or its beginning
	}{
		{"CreateLoadBalancer", create(func(in *elb.CreateLoadBalancerInput) { in.Subnets = in.Subnets[:1] }), "ValidationError: At least two subnets in two different Availability Zones must be specified"},
		{"CreateLoadBalancer", create(func(in *elb.CreateLoadBalancerInput) { in.Subnets = []string{in.Subnets[0], in.Subnets[0]} }), "InvalidConfigurationRequest: A load balancer cannot be attached to multiple subnets in the same Availability Zone"},
		{"CreateLoadBalancer", create(func(in *elb.CreateLoadBalancerInput) { in.Subnets = []string{"subnet-0", in.Subnets[0]} }), "SubnetNotFound: The subnet ID 'subnet-0' is not valid"},
		{"CreateLoadBalancer", create(func(in *elb.CreateLoadBalancerInput) { in.SecurityGroups = []string{"sg-0"} }), "InvalidSecurityGroup: One or more security groups are invalid"},
		{"CreateLoadBalancer", create(func(in *elb.CreateLoadBalancerInput) { in.Name = aws.String("a_b") }), "ValidationError: The load balancer name 'a_b' can only contain characters that are alphanumeric characters and hyphens(-)"},
		{"CreateLoadBalancer", create(func(in *elb.CreateLoadBalancerInput) { in.Name = aws.String(strings.Repeat("x", 33)) }), "ValidationError: Load balancer name '" + strings.Repeat("x", 33) + "' cannot be longer than '32' characters"},
		{"CreateLoadBalancer", create(func(in *elb.CreateLoadBalancerInput) { in.Name = aws.String("web"); in.Scheme = "internal" }), "DuplicateLoadBalancerName: A load balancer with the same name 'web' exists, but with different settings"},
		{"CreateLoadBalancer", create(func(in *elb.CreateLoadBalancerInput) { in.Name = aws.String("web") }), "accepted"},
		{"DescribeLoadBalancers", &elb.DescribeLoadBalancersInput{LoadBalancerArns: []string{*gone("loadbalancer/app/no/0")}}, "LoadBalancerNotFound: One or more load balancers not found"},
		{"DescribeLoadBalancers", &elb.DescribeLoadBalancersInput{LoadBalancerArns: []string{"web"}}, "ValidationError: 'web' is not a valid load balancer ARN"},
		{"DescribeLoadBalancers", &elb.DescribeLoadBalancersInput{Names: []string{"no"}}, "LoadBalancerNotFound: Load balancers '[no]' not found"},

		{"CreateTargetGroup", group(func(in *elb.CreateTargetGroupInput) { in.Name = aws.String("web"); in.Port = aws.Int32(8080) }), "DuplicateTargetGroupName: A target group with the same name 'web' exists, but with different settings"},
		{"CreateTargetGroup", group(func(in *elb.CreateTargetGroupInput) { in.VpcId = aws.String("vpc-0") }), "ValidationError: The VPC ID 'vpc-0' is not found"},
		{"CreateTargetGroup", group(func(in *elb.CreateTargetGroupInput) { in.HealthCheckTimeoutSeconds = aws.Int32(30) }), "ValidationError: Health check timeout '30' must be smaller than the interval '30'"},
		{"CreateTargetGroup", group(func(in *elb.CreateTargetGroupInput) { in.TargetType = "lambda" }), "UnsupportedOperation: The target type 'lambda' is not simulated by this engine."},
		{"DescribeTargetGroups", &elb.DescribeTargetGroupsInput{Names: []string{"no"}}, "TargetGroupNotFound: One or more target groups not found"},
		{"DescribeTargetHealth", &elb.DescribeTargetHealthInput{TargetGroupArn: gone("targetgroup/no/0")}, "TargetGroupNotFound: One or more target groups not found"},
		{"RegisterTargets", &elb.RegisterTargetsInput{TargetGroupArn: tg.TargetGroupArn, Targets: []types.TargetDescription{{Id: aws.String("i-0")}}}, "InvalidTarget: The following targets do not exist: 'i-0'"},
		{"RegisterTargets", &elb.RegisterTargetsInput{TargetGroupArn: tg.TargetGroupArn}, "ValidationError: At least one target must be specified"},

		{"CreateListener", listener(func(in *elb.CreateListenerInput) { in.Port = aws.Int32(80) }), "DuplicateListener: A listener already exists on this port for this load balancer '" + *lb.LoadBalancerArn + "'"},
		{"CreateListener", listener(func(in *elb.CreateListenerInput) { in.Protocol = "TCP" }), "ValidationError: Listener protocol 'TCP' must be one of 'HTTP, HTTPS'"},
		{"CreateListener", listener(func(in *elb.CreateListenerInput) { in.Protocol = "HTTPS" }), "ValidationError: A certificate must be specified for HTTPS listeners"},
		{"CreateListener", listener(func(in *elb.CreateListenerInput) { in.DefaultActions = forwardTo(flow) }), "IncompatibleProtocols: The following target groups have protocols that are incompatible with the listener protocol 'HTTP': arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/tcp/3a39981b907713e7"},
		{"CreateListener", listener(func(in *elb.CreateListenerInput) { in.LoadBalancerArn = second.LoadBalancerArn }), "TargetGroupAssociationLimit: The following target groups cannot be associated with more than one load balancer: " + *tg.TargetGroupArn},
		{"CreateListener", listener(func(in *elb.CreateListenerInput) {
			in.DefaultActions = []types.Action{{Type: "forward", TargetGroupArn: gone("targetgroup/no/0")}}
		}), "TargetGroupNotFound: One or more target groups not found"},
		{"DescribeListeners", &elb.DescribeListenersInput{ListenerArns: []string{*gone("listener/app/no/0/0")}}, "ListenerNotFound: One or more listeners not found"},
		{"DescribeListeners", &elb.DescribeListenersInput{}, "ValidationError: You must specify either listener ARNs or a load balancer ARN"},

		{"CreateRule", rule(func(in *elb.CreateRuleInput) { in.Priority = aws.Int32(10) }), "PriorityInUse: Priority '10' is currently in use"},
		{"CreateRule", rule(func(in *elb.CreateRuleInput) { in.Priority = aws.Int32(50001) }), "ValidationError: Priority '50001' must be between '1' and '50000'"},
		{"CreateRule", rule(func(in *elb.CreateRuleInput) { in.Conditions = nil }), "ValidationError: A condition must be specified"},
		{"CreateRule", rule(func(in *elb.CreateRuleInput) { in.Conditions = path("/a", "/b", "/c", "/d", "/e", "/f") }), "ValidationError: A rule can only have '5' condition values"},
		{"CreateRule", rule(func(in *elb.CreateRuleInput) {
			in.Actions = []types.Action{{Type: "redirect", RedirectConfig: &types.RedirectActionConfig{StatusCode: "HTTP_302"}}}
		}), "InvalidLoadBalancerAction: The redirect configuration is not valid because it creates a loop."},
		{"DeleteRule", &elb.DeleteRuleInput{RuleArn: defaultRule}, "OperationNotPermitted: Default rule '" + *defaultRule + "' cannot be deleted"},
		{"DeleteRule", &elb.DeleteRuleInput{RuleArn: gone("listener-rule/app/no/0/0/0")}, "RuleNotFound: One or more rules not found"},
		{"SetRulePriorities", &elb.SetRulePrioritiesInput{RulePriorities: []types.RulePriorityPair{{RuleArn: defaultRule, Priority: aws.Int32(1)}}}, "OperationNotPermitted: Default rule 'arn:aws:elasticloadbalancing:us-west-2:123456789012:listener-rule/app/web/1e3b5894f62a8766/b036df6970d87106/e258b4ef4318bff0' cannot be modified"},
		{"SetRulePriorities", &elb.SetRulePrioritiesInput{RulePriorities: []types.RulePriorityPair{{RuleArn: r.RuleArn, Priority: aws.Int32(0)}}}, "ValidationError: Priority '0' must be between '1' and '50000'"},
	}
	for _, c := range cases {
		if got := a.refusal(c.operation, c.input); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %q, want %q", c.operation, got, c.want)
		}
	}
	if n := a.World.LoadBalancers.Len(); n != 2 {
		t.Errorf("%d balancers after refusals, want 2", n)
	}
	if n := a.World.Rules.Len(); n != 2 {
		t.Errorf("%d rules after refusals, want 2", n)
	}
}

func TestTooManyRules(t *testing.T) {
	a := newAccount(t)
	tg := a.targetGroup("web")
	lb := a.balancer("web")
	l := a.listener(lb, 80, tg)
	for i := range int32(100) {
		a.rule(l, i+1, "/x", tg)
	}
	got := a.refusal("CreateRule", &elb.CreateRuleInput{ListenerArn: l.ListenerArn, Priority: aws.Int32(101), Conditions: path("/x"), Actions: forwardTo(tg)})
	if got != "TooManyRules: The maximum number of rules '100' has been reached on load balancer '"+*lb.LoadBalancerArn+"'" {
		t.Error(got)
	}
}

// Answers share no memory with the world.
func TestAnswersAreCopies(t *testing.T) {
	a := newAccount(t)
	lb, tg := a.balancer("web"), a.targetGroup("web")
	l := a.listener(lb, 80, tg)
	r := a.rule(l, 1, "/x", tg)
	lb.SecurityGroups[0], r.Conditions[0].Values[0], r.Conditions[0].PathPatternConfig.Values[0] = "changed", "changed", "changed"
	*tg.TargetGroupName = "changed"
	seen := ask[elb.DescribeRulesOutput](a, "DescribeRules", &elb.DescribeRulesInput{RuleArns: []string{*r.RuleArn}}).Rules[0]
	b := ask[elb.DescribeLoadBalancersOutput](a, "DescribeLoadBalancers", &elb.DescribeLoadBalancersInput{}).LoadBalancers[0]
	if seen.Conditions[0].Values[0] != "/x" || b.SecurityGroups[0] != a.net.SecurityGroup || a.World.TargetGroups.Get(*tg.TargetGroupArn).Name != "web" {
		t.Error("a caller changed the world through an answer")
	}
}
