package elbapi_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

func matches(t *testing.T, what, pattern, got string) {
	t.Helper()
	if !regexp.MustCompile("^" + pattern + "$").MatchString(got) {
		t.Errorf("%s is %q, want it like %s", what, got, pattern)
	}
}

// Ids, names and defaults of what a create call answers.
func TestWhatIsMadeHasAWSsForm(t *testing.T) {
	a := newAccount(t)
	lb, tg := a.balancer("web"), a.targetGroup("web")
	l := a.listener(lb, 80, tg)
	r := a.rule(l, 10, "/api/*", tg)
	const arn = "arn:aws:elasticloadbalancing:us-west-2:123456789012:"
	matches(t, "balancer", arn+"loadbalancer/app/web/[0-9a-f]{16}", *lb.LoadBalancerArn)
	matches(t, "DNS name", `web-\d{9,10}\.us-west-2\.elb\.amazonaws\.com`, *lb.DNSName)
	matches(t, "target group", arn+"targetgroup/web/[0-9a-f]{16}", *tg.TargetGroupArn)
	matches(t, "listener", arn+"listener/app/web/[0-9a-f]{16}/[0-9a-f]{16}", *l.ListenerArn)
	matches(t, "rule", arn+"listener-rule/app/web/[0-9a-f]{16}/[0-9a-f]{16}/[0-9a-f]{16}", *r.RuleArn)
	if lb.State.Code != "provisioning" || lb.Scheme != "internet-facing" || lb.Type != "application" || len(lb.AvailabilityZones) != 2 || !slices.Equal(lb.SecurityGroups, []string{a.net.SecurityGroup}) {
		t.Errorf("balancer: %+v", lb)
	}
	// ALB/target-group-health-checks
	if *tg.HealthCheckIntervalSeconds != 30 || *tg.HealthCheckTimeoutSeconds != 5 || *tg.HealthyThresholdCount != 5 || *tg.UnhealthyThresholdCount != 2 ||
		*tg.Matcher.HttpCode != "200" || *tg.HealthCheckPath != "/" || *tg.HealthCheckPort != "traffic-port" || *tg.ProtocolVersion != "HTTP1" {
		t.Errorf("health check: %+v", tg)
	}
	a.pass(3 * time.Minute)
	if state := ask[elb.DescribeLoadBalancersOutput](a, "DescribeLoadBalancers", &elb.DescribeLoadBalancersInput{Names: []string{"web"}}).LoadBalancers[0].State.Code; state != "active" {
		t.Errorf("after three minutes the balancer is %s", state)
	}
	inner := ask[elb.CreateLoadBalancerOutput](a, "CreateLoadBalancer", &elb.CreateLoadBalancerInput{Name: aws.String("in"), Scheme: "internal", Subnets: a.net.Subnets[:2]}).LoadBalancers[0]
	matches(t, "internal DNS name", `internal-in-\d+\.us-west-2\.elb\.amazonaws\.com`, *inner.DNSName)
	nlb := ask[elb.CreateLoadBalancerOutput](a, "CreateLoadBalancer", &elb.CreateLoadBalancerInput{Name: aws.String("flow"), Type: "network", Subnets: a.net.Subnets[:1]}).LoadBalancers[0]
	matches(t, "network DNS name", `flow-[0-9a-f]{16}\.elb\.us-west-2\.amazonaws\.com`, *nlb.DNSName)
}

// The two-server demo: two servers behind one balancer, by path.
func TestTwoServersByPath(t *testing.T) {
	a := newAccount(t)
	lb, tg := a.balancer("web"), a.targetGroup("zero")
	l := a.listener(lb, 80, tg)
	r := a.rule(l, 5, "/webserver0/*", tg)
	id := a.server()
	ask[elb.RegisterTargetsOutput](a, "RegisterTargets", &elb.RegisterTargetsInput{TargetGroupArn: tg.TargetGroupArn, Targets: []types.TargetDescription{{Id: &id}}})
	a.pass(3 * time.Minute)
	health := func(asked ...string) []types.TargetHealthDescription {
		in := &elb.DescribeTargetHealthInput{TargetGroupArn: tg.TargetGroupArn}
		for _, id := range asked {
			in.Targets = append(in.Targets, types.TargetDescription{Id: &id})
		}
		return ask[elb.DescribeTargetHealthOutput](a, "DescribeTargetHealth", in).TargetHealthDescriptions
	}
	h := health()
	if len(h) != 1 || h[0].TargetHealth.State != "healthy" || h[0].TargetHealth.Reason != "" || h[0].TargetHealth.Description != nil || *h[0].HealthCheckPort != "80" {
		t.Errorf("health: %+v", h)
	}
	unknown := health("i-0123")[0].TargetHealth
	if unknown.State != "unused" || unknown.Reason != "Target.NotRegistered" || *unknown.Description != "Target is not registered to the target group" {
		t.Errorf("health of a stranger: %+v", unknown)
	}
	if got := a.refusal("DeleteTargetGroup", &elb.DeleteTargetGroupInput{TargetGroupArn: tg.TargetGroupArn}); got != "ResourceInUse: Target group '"+*tg.TargetGroupArn+"' is currently in use by a listener or a rule" {
		t.Error(got)
	}
	ask[elb.DeregisterTargetsOutput](a, "DeregisterTargets", &elb.DeregisterTargetsInput{TargetGroupArn: tg.TargetGroupArn, Targets: []types.TargetDescription{{Id: &id}}})
	if h := health(); h[0].TargetHealth.State != "draining" {
		t.Errorf("deregistered: %+v", h[0].TargetHealth)
	}
	ask[elb.DeleteRuleOutput](a, "DeleteRule", &elb.DeleteRuleInput{RuleArn: r.RuleArn})
	ask[elb.DeleteListenerOutput](a, "DeleteListener", &elb.DeleteListenerInput{ListenerArn: l.ListenerArn})
	ask[elb.DeleteTargetGroupOutput](a, "DeleteTargetGroup", &elb.DeleteTargetGroupInput{TargetGroupArn: tg.TargetGroupArn})
	ask[elb.DeleteLoadBalancerOutput](a, "DeleteLoadBalancer", &elb.DeleteLoadBalancerInput{LoadBalancerArn: lb.LoadBalancerArn})
	ask[elb.DeleteLoadBalancerOutput](a, "DeleteLoadBalancer", &elb.DeleteLoadBalancerInput{LoadBalancerArn: lb.LoadBalancerArn})
	a.pass(10 * time.Minute)
	if n := a.World.LoadBalancers.Len() + a.World.Listeners.Len() + a.World.Rules.Len() + a.World.TargetGroups.Len(); n != 0 {
		t.Errorf("%d records are left", n)
	}
}

func TestEveryKindOfActionAndConditionComesBack(t *testing.T) {
	a := newAccount(t)
	tg, other := a.targetGroup("one"), a.targetGroup("two")
	l := a.listener(a.balancer("web"), 80, tg)
	values := []string{"v"}
	conditions := []types.RuleCondition{
		{Field: aws.String("host-header"), HostHeaderConfig: &types.HostHeaderConditionConfig{Values: []string{"*.example.com"}}},
		{Field: aws.String("http-header"), HttpHeaderConfig: &types.HttpHeaderConditionConfig{HttpHeaderName: aws.String("X-Kind"), Values: values}},
		{Field: aws.String("http-request-method"), HttpRequestMethodConfig: &types.HttpRequestMethodConditionConfig{Values: []string{"GET"}}},
		{Field: aws.String("query-string"), QueryStringConfig: &types.QueryStringConditionConfig{Values: []types.QueryStringKeyValuePair{{Key: aws.String("k"), Value: aws.String("v")}}}},
		{Field: aws.String("source-ip"), SourceIpConfig: &types.SourceIpConditionConfig{Values: []string{"10.0.0.0/8"}}},
	}
	actions := []types.Action{
		{Type: "forward", ForwardConfig: &types.ForwardActionConfig{
			TargetGroups:                []types.TargetGroupTuple{{TargetGroupArn: tg.TargetGroupArn, Weight: aws.Int32(9)}, {TargetGroupArn: other.TargetGroupArn, Weight: aws.Int32(1)}},
			TargetGroupStickinessConfig: &types.TargetGroupStickinessConfig{Enabled: aws.Bool(true), DurationSeconds: aws.Int32(60)},
		}},
		{Type: "redirect", RedirectConfig: &types.RedirectActionConfig{Protocol: aws.String("HTTPS"), Port: aws.String("443"), StatusCode: "HTTP_301"}},
		{Type: "fixed-response", FixedResponseConfig: &types.FixedResponseActionConfig{StatusCode: aws.String("404"), ContentType: aws.String("text/plain"), MessageBody: aws.String("no")}},
	}
	for i, action := range actions {
		made := ask[elb.CreateRuleOutput](a, "CreateRule", &elb.CreateRuleInput{
			ListenerArn: l.ListenerArn, Priority: aws.Int32(int32(i + 1)), Conditions: conditions, Actions: []types.Action{action},
		}).Rules[0]
		seen := ask[elb.DescribeRulesOutput](a, "DescribeRules", &elb.DescribeRulesInput{RuleArns: []string{*made.RuleArn}}).Rules[0]
		if got := seen.Actions[0]; got.Type != action.Type || *got.Order != 1 {
			t.Errorf("action %d: %+v", i, got)
		}
		if c := seen.Conditions; len(c) != 5 || c[0].HostHeaderConfig.Values[0] != "*.example.com" || c[0].Values[0] != "*.example.com" || *c[1].HttpHeaderConfig.HttpHeaderName != "X-Kind" ||
			c[2].HttpRequestMethodConfig.Values[0] != "GET" || *c[3].QueryStringConfig.Values[0].Value != "v" || c[4].SourceIpConfig.Values[0] != "10.0.0.0/8" {
			t.Errorf("conditions: %+v", c)
		}
	}
	rules := ask[elb.DescribeRulesOutput](a, "DescribeRules", &elb.DescribeRulesInput{ListenerArn: l.ListenerArn}).Rules
	var priorities []string
	for _, r := range rules {
		priorities = append(priorities, *r.Priority)
	}
	if !slices.Equal(priorities, []string{"1", "2", "3", "default"}) {
		t.Errorf("priorities are %v", priorities)
	}
	if f := rules[0].Actions[0]; f.TargetGroupArn != nil || *f.ForwardConfig.TargetGroups[0].Weight != 9 || *f.ForwardConfig.TargetGroupStickinessConfig.DurationSeconds != 60 {
		t.Errorf("forward: %+v", f)
	}
	if r := rules[1].Actions[0].RedirectConfig; *r.Host != "#{host}" || *r.Path != "/#{path}" || *r.Port != "443" {
		t.Errorf("redirect: %+v", r)
	}
	ask[elb.SetRulePrioritiesOutput](a, "SetRulePriorities", &elb.SetRulePrioritiesInput{RulePriorities: []types.RulePriorityPair{
		{RuleArn: rules[0].RuleArn, Priority: aws.Int32(2)}, {RuleArn: rules[1].RuleArn, Priority: aws.Int32(1)},
	}})
	ask[elb.ModifyRuleOutput](a, "ModifyRule", &elb.ModifyRuleInput{RuleArn: rules[1].RuleArn, Actions: forwardTo(other), Conditions: path("/new")})
	first := ask[elb.DescribeRulesOutput](a, "DescribeRules", &elb.DescribeRulesInput{ListenerArn: l.ListenerArn}).Rules[0]
	if *first.RuleArn != *rules[1].RuleArn || *first.Actions[0].TargetGroupArn != *other.TargetGroupArn || first.Conditions[0].PathPatternConfig.Values[0] != "/new" {
		t.Errorf("after the exchange, the first rule is %+v", first)
	}
}

func TestChangesOfListenersAndTargetGroups(t *testing.T) {
	a := newAccount(t)
	lb, tg, other := a.balancer("web"), a.targetGroup("one"), a.targetGroup("two")
	l := a.listener(lb, 80, tg)
	got := ask[elb.ModifyListenerOutput](a, "ModifyListener", &elb.ModifyListenerInput{
		ListenerArn: l.ListenerArn, Port: aws.Int32(443), Protocol: "HTTPS", Certificates: []types.Certificate{{CertificateArn: aws.String("arn:aws:acm:us-west-2:123456789012:certificate/c")}},
		DefaultActions: forwardTo(other),
	}).Listeners[0]
	if *got.Port != 443 || got.Protocol != "HTTPS" || *got.SslPolicy != "ELBSecurityPolicy-2016-08" || *got.DefaultActions[0].TargetGroupArn != *other.TargetGroupArn {
		t.Errorf("listener: %+v", got)
	}
	ls := ask[elb.DescribeListenersOutput](a, "DescribeListeners", &elb.DescribeListenersInput{LoadBalancerArn: lb.LoadBalancerArn}).Listeners
	if len(ls) != 1 || *ls[0].Port != 443 {
		t.Errorf("listeners: %+v", ls)
	}
	m := ask[elb.ModifyTargetGroupOutput](a, "ModifyTargetGroup", &elb.ModifyTargetGroupInput{
		TargetGroupArn: tg.TargetGroupArn, HealthCheckPath: aws.String("/ok"), HealthCheckIntervalSeconds: aws.Int32(10), Matcher: &types.Matcher{HttpCode: aws.String("200-299")},
	}).TargetGroups[0]
	if *m.HealthCheckPath != "/ok" || *m.HealthCheckIntervalSeconds != 10 || *m.Matcher.HttpCode != "200-299" || *m.HealthyThresholdCount != 5 {
		t.Errorf("target group: %+v", m)
	}
	used := ask[elb.DescribeTargetGroupsOutput](a, "DescribeTargetGroups", &elb.DescribeTargetGroupsInput{LoadBalancerArn: lb.LoadBalancerArn}).TargetGroups
	if len(used) != 1 || *used[0].TargetGroupName != "two" || used[0].LoadBalancerArns[0] != *lb.LoadBalancerArn {
		t.Errorf("used by the balancer: %+v", used)
	}
	ask[elb.SetSubnetsOutput](a, "SetSubnets", &elb.SetSubnetsInput{LoadBalancerArn: lb.LoadBalancerArn, Subnets: a.net.Subnets[1:4]})
	ask[elb.SetSecurityGroupsOutput](a, "SetSecurityGroups", &elb.SetSecurityGroupsInput{LoadBalancerArn: lb.LoadBalancerArn, SecurityGroups: []string{a.net.SecurityGroup}})
	b := ask[elb.DescribeLoadBalancersOutput](a, "DescribeLoadBalancers", &elb.DescribeLoadBalancersInput{LoadBalancerArns: []string{*lb.LoadBalancerArn}}).LoadBalancers[0]
	if len(b.AvailabilityZones) != 3 {
		t.Errorf("zones: %+v", b.AvailabilityZones)
	}
}

func TestAttributes(t *testing.T) {
	a := newAccount(t)
	lb, tg := a.balancer("web"), a.targetGroup("web")
	defaults := map[string]string{}
	for _, v := range ask[elb.DescribeLoadBalancerAttributesOutput](a, "DescribeLoadBalancerAttributes", &elb.DescribeLoadBalancerAttributesInput{LoadBalancerArn: lb.LoadBalancerArn}).Attributes {
		defaults[*v.Key] = *v.Value
	}
	for _, v := range ask[elb.DescribeTargetGroupAttributesOutput](a, "DescribeTargetGroupAttributes", &elb.DescribeTargetGroupAttributesInput{TargetGroupArn: tg.TargetGroupArn}).Attributes {
		defaults[*v.Key] = *v.Value
	}
	for key, want := range map[string]string{
		"idle_timeout.timeout_seconds": "60", "deletion_protection.enabled": "false", "load_balancing.algorithm.type": "round_robin",
		"deregistration_delay.timeout_seconds": "300", "slow_start.duration_seconds": "0", "stickiness.enabled": "false",
	} {
		if defaults[key] != want {
			t.Errorf("%s is %q, want %q", key, defaults[key], want)
		}
	}
	setLB := func(key, value string) *elb.ModifyLoadBalancerAttributesInput {
		return &elb.ModifyLoadBalancerAttributesInput{LoadBalancerArn: lb.LoadBalancerArn, Attributes: []types.LoadBalancerAttribute{{Key: &key, Value: &value}}}
	}
	setTG := func(key, value string) *elb.ModifyTargetGroupAttributesInput {
		return &elb.ModifyTargetGroupAttributesInput{TargetGroupArn: tg.TargetGroupArn, Attributes: []types.TargetGroupAttribute{{Key: &key, Value: &value}}}
	}
	ask[elb.ModifyLoadBalancerAttributesOutput](a, "ModifyLoadBalancerAttributes", setLB("deletion_protection.enabled", "true"))
	if got := a.refusal("DeleteLoadBalancer", &elb.DeleteLoadBalancerInput{LoadBalancerArn: lb.LoadBalancerArn}); !strings.HasPrefix(got, "OperationNotPermitted: ") {
		t.Error(got)
	}
	ask[elb.ModifyTargetGroupAttributesOutput](a, "ModifyTargetGroupAttributes", setTG("slow_start.duration_seconds", "30"))
	for _, got := range []string{
		a.refusal("ModifyLoadBalancerAttributes", setLB("idle_timeout.timeout_seconds", "0")),
		a.refusal("ModifyLoadBalancerAttributes", setLB("no.such", "1")),
		a.refusal("ModifyTargetGroupAttributes", setTG("deregistration_delay.timeout_seconds", "3601")),
		a.refusal("ModifyTargetGroupAttributes", setTG("load_balancing.algorithm.type", "least_outstanding_requests")),
	} {
		if !strings.HasPrefix(got, "ValidationError: ") {
			t.Error(got)
		}
	}
}

func TestTags(t *testing.T) {
	a := newAccount(t)
	lb, tg := a.balancer("web"), a.targetGroup("web")
	l := a.listener(lb, 80, tg)
	arns := []string{*lb.LoadBalancerArn, *tg.TargetGroupArn, *l.ListenerArn, *a.rule(l, 1, "/x", tg).RuleArn}
	tag := []types.Tag{{Key: aws.String("env"), Value: aws.String("test")}, {Key: aws.String("team"), Value: aws.String("web")}}
	ask[elb.AddTagsOutput](a, "AddTags", &elb.AddTagsInput{ResourceArns: arns, Tags: tag})
	ask[elb.RemoveTagsOutput](a, "RemoveTags", &elb.RemoveTagsInput{ResourceArns: arns, TagKeys: []string{"team"}})
	for _, d := range ask[elb.DescribeTagsOutput](a, "DescribeTags", &elb.DescribeTagsInput{ResourceArns: arns}).TagDescriptions {
		if len(d.Tags) != 1 || *d.Tags[0].Key != "env" || *d.Tags[0].Value != "test" {
			t.Errorf("%s has %+v", *d.ResourceArn, d.Tags)
		}
	}
	if got := a.refusal("AddTags", &elb.AddTagsInput{ResourceArns: arns, Tags: append(tag, tag[0])}); got != "DuplicateTagKeys: A tag key 'env' was specified more than once" {
		t.Error(got)
	}
}

func TestPages(t *testing.T) {
	a := newAccount(t)
	for _, name := range []string{"a", "b", "c"} {
		a.balancer(name)
	}
	var names []string
	in := &elb.DescribeLoadBalancersInput{PageSize: aws.Int32(2)}
	for {
		out := ask[elb.DescribeLoadBalancersOutput](a, "DescribeLoadBalancers", in)
		for _, b := range out.LoadBalancers {
			names = append(names, *b.LoadBalancerName)
		}
		if in.Marker = out.NextMarker; in.Marker == nil {
			break
		}
	}
	if !slices.Equal(names, []string{"a", "b", "c"}) {
		t.Errorf("pages have %v", names)
	}
	if got := a.refusal("DescribeLoadBalancers", &elb.DescribeLoadBalancersInput{Marker: aws.String("x")}); got != "ValidationError: The marker 'x' is not valid" {
		t.Error(got)
	}
}

func TestQuotasAndPolicies(t *testing.T) {
	a := newAccount(t)
	limits := map[string]string{}
	for _, l := range ask[elb.DescribeAccountLimitsOutput](a, "DescribeAccountLimits", &elb.DescribeAccountLimitsInput{}).Limits {
		limits[*l.Name] = *l.Max
	}
	if limits["application-load-balancers"] != "50" || limits["rules-per-application-load-balancer"] != "100" {
		t.Errorf("limits: %v", limits)
	}
	p := ask[elb.DescribeSSLPoliciesOutput](a, "DescribeSSLPolicies", &elb.DescribeSSLPoliciesInput{Names: []string{"ELBSecurityPolicy-2016-08"}}).SslPolicies
	if len(p) != 1 || *p[0].Ciphers[0].Name != "ECDHE-ECDSA-AES128-GCM-SHA256" || *p[0].Ciphers[0].Priority != 1 {
		t.Errorf("policies: %+v", p)
	}
}
