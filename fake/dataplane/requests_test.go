package dataplane_test

import (
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"fleetglass/fake"
)

// web is balancer "web" with a listener at 80 that forwards to a target group
// of n servers.
func web(t *testing.T, n int32, attributes ...string) (s *site, ids []string, listener, tg *string) {
	t.Helper()
	s = newSite(t)
	if n > 0 {
		ids = s.servers(n, webServer)
		s.engine.Advance(3 * time.Minute)
	}
	lb := s.balancer("web", types.LoadBalancerTypeEnumApplication)
	tg = s.targets("web", types.ProtocolEnumHttp, ids, attributes...)
	listener = s.listener(lb, types.ProtocolEnumHttp, 80, forward(tg))
	s.settle()
	return s, ids, listener, tg
}

// What targets are told of the client (ALB/x-forwarded-headers).
func TestRequestsReachServers(t *testing.T) {
	s, ids, _, _ := web(t, 2)
	seen := map[string]int{}
	for range 10 {
		got := s.get("/page?x=1", "Host", "shop.example.com", "X-Forwarded-For", "192.0.2.1")
		if got.StatusCode != 200 || !strings.HasPrefix(got.body, "webserver") || got.line("host") != "shop.example.com" || got.line("request") != "GET /page?x=1" ||
			got.line("X-Forwarded-For") != "192.0.2.1, 127.0.0.1" || got.line("X-Forwarded-Proto") != "http" || got.line("X-Forwarded-Port") != "80" ||
			!strings.HasPrefix(got.line("X-Amzn-Trace-Id"), "Root=1-") || got.line("zone") == "" {
			t.Fatalf("%d %s", got.StatusCode, got.body)
		}
		seen[got.line("instance")]++
	}
	if !slices.Equal(slices.Sorted(maps.Keys(seen)), slices.Sorted(slices.Values(ids))) || seen[ids[0]] != 5 {
		t.Errorf("it is no round: %v", seen)
	}
	if got := s.get("/nowhere"); got.StatusCode != 404 {
		t.Errorf("no such page: %d", got.StatusCode)
	}
	if got := s.do(s.client, "TRACE", s.address("web", 80), "/"); got.StatusCode != 405 || got.Header.Get("Server") != "awselb/2.0" {
		t.Errorf("TRACE: %d", got.StatusCode)
	}
}

// ALB/load-balancer-listeners: redirects, fixed responses, conditions of each
// kind; and rules that change while the balancer serves.
func TestRulesDecide(t *testing.T) {
	s, _, listener, _ := web(t, 1)
	fixed := func(text string) types.Action {
		return types.Action{Type: types.ActionTypeEnumFixedResponse, FixedResponseConfig: &types.FixedResponseActionConfig{
			StatusCode: aws.String("418"), ContentType: aws.String("text/plain"), MessageBody: &text}}
	}
	s.rule(listener, 1, types.Action{Type: types.ActionTypeEnumRedirect, RedirectConfig: &types.RedirectActionConfig{
		Protocol: aws.String("HTTPS"), Port: aws.String("443"), StatusCode: types.RedirectActionStatusCodeEnumHttp301}}, path("/old*"))
	teapot := s.rule(listener, 2, fixed("path"), path("/tea"))
	s.rule(listener, 3, fixed("host"), types.RuleCondition{Field: aws.String("host-header"), Values: []string{"*.tea.com"}})
	s.rule(listener, 4, fixed("header"), types.RuleCondition{Field: aws.String("http-header"), HttpHeaderConfig: &types.HttpHeaderConditionConfig{HttpHeaderName: aws.String("X-Tea"), Values: []string{"y*"}}})
	s.rule(listener, 5, fixed("query"), types.RuleCondition{Field: aws.String("query-string"), QueryStringConfig: &types.QueryStringConditionConfig{Values: []types.QueryStringKeyValuePair{{Key: aws.String("tea"), Value: aws.String("1")}}}})
	s.rule(listener, 6, fixed("method"), types.RuleCondition{Field: aws.String("http-request-method"), HttpRequestMethodConfig: &types.HttpRequestMethodConditionConfig{Values: []string{"PUT"}}})
	got := s.get("/old/a?b=c", "Host", "example.com")
	if got.StatusCode != 301 || got.Header.Get("Location") != "https://example.com:443/old/a?b=c" || got.Header.Get("Server") != "awselb/2.0" || !strings.Contains(got.body, "<center><h1>301 Moved Permanently</h1></center>") {
		t.Errorf("%d %v %s", got.StatusCode, got.Header, got.body)
	}
	for want, got := range map[string]reply{
		"path": s.get("/tea"), "host": s.get("/", "Host", "green.tea.com:80"), "header": s.get("/", "X-Tea", "Yes"), "query": s.get("/?tea=1"),
		"method": s.do(s.client, "PUT", s.address("web", 80), "/"),
	} {
		if got.StatusCode != 418 || got.body != want || got.Header.Get("Content-Type") != "text/plain; charset=utf-8" {
			t.Errorf("%s: %d %s", want, got.StatusCode, got.body)
		}
	}
	call[*elb.DeleteRuleOutput](s, "elasticloadbalancingv2", "DeleteRule", &elb.DeleteRuleInput{RuleArn: teapot})
	if got := s.get("/tea"); got.StatusCode != 404 {
		t.Errorf("without its rule: %d", got.StatusCode)
	}
	source := s.rule(listener, 7, fixed("source"), types.RuleCondition{Field: aws.String("source-ip"), SourceIpConfig: &types.SourceIpConditionConfig{Values: []string{"127.0.0.0/8"}}})
	if got := s.get("/"); got.body != "source" {
		t.Errorf("from here: %s", got.body)
	}
	call[*elb.DeleteRuleOutput](s, "elasticloadbalancingv2", "DeleteRule", &elb.DeleteRuleInput{RuleArn: source})
}

// ALB/load-balancer-troubleshooting.
func TestErrorsOfTheBalancer(t *testing.T) {
	s, ids, _, tg := web(t, 1)
	page := func(title string) string {
		return "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title + "</h1></center>\r\n</body>\r\n</html>\r\n"
	}
	check := func(what string, status int, title string) {
		t.Helper()
		got := s.get("/")
		if got.StatusCode != status || got.body != page(title) || got.Header.Get("Server") != "awselb/2.0" {
			t.Errorf("%s: %d %v %s", what, got.StatusCode, got.Header, got.body)
		}
	}
	fail := func(code int) {
		t.Helper()
		if err := s.engine.Inject(fake.Fault{Kind: fake.FailHealth, Subject: ids[0], Code: code, For: time.Minute}); err != nil {
			t.Fatal(err)
		}
	}
	fail(-1)
	check("no answer", 504, "504 Gateway Time-out")
	s.engine.Advance(2 * time.Minute)
	fail(500)
	if got := s.get("/"); got.StatusCode != 500 || !strings.HasPrefix(got.body, "webserver0\n") {
		t.Errorf("a target's own error: %d %s", got.StatusCode, got.body)
	}
	s.engine.Advance(5 * time.Minute)
	// A server on which nothing listens: all targets fail, so all get requests.
	call[*elb.DeregisterTargetsOutput](s, "elasticloadbalancingv2", "DeregisterTargets", &elb.DeregisterTargetsInput{TargetGroupArn: tg, Targets: described(ids)})
	check("its only target drains", 503, "503 Service Temporarily Unavailable")
	s.engine.Advance(10 * time.Minute)
	check("no target", 503, "503 Service Temporarily Unavailable")
	idle := s.servers(1, "#!/bin/sh\n")
	s.engine.Advance(3 * time.Minute)
	s.register(tg, idle)
	s.settle()
	check("nothing listens", 502, "502 Bad Gateway")
}

// ALB/sticky-sessions, ALB/edit-target-group-attributes.
func TestStickySessions(t *testing.T) {
	s, _, _, tg := web(t, 3, "stickiness.enabled", "true", "stickiness.type", "lb_cookie", "stickiness.lb_cookie.duration_seconds", "60")
	first := s.get("/")
	cookies := first.Cookies()
	if len(cookies) != 2 || cookies[0].Name != "AWSALB" || cookies[1].Name != "AWSALBCORS" || cookies[1].SameSite != http.SameSiteNoneMode || cookies[0].MaxAge != 7*24*3600 {
		t.Fatalf("%v", cookies)
	}
	sent := "AWSALB=" + cookies[0].Value
	again := func(cookie string) map[string]bool {
		seen := map[string]bool{}
		for range 6 {
			seen[s.get("/", "Cookie", cookie).line("instance")] = true
		}
		return seen
	}
	home := first.line("instance")
	if seen := again(sent); len(seen) != 1 || !seen[home] {
		t.Errorf("it went from %s to %v", home, seen)
	}
	if seen := again("AWSALB=made-up"); len(seen) != 3 {
		t.Errorf("a cookie of nobody's sticks to %v", seen)
	}
	call[*elb.DeregisterTargetsOutput](s, "elasticloadbalancingv2", "DeregisterTargets", &elb.DeregisterTargetsInput{TargetGroupArn: tg, Targets: described([]string{home})})
	if seen := again(sent); len(seen) != 2 || seen[home] {
		t.Errorf("while %s drains it goes to %v", home, seen)
	}
	s.register(tg, []string{home})
	s.settle()
	if seen := again(sent); len(seen) != 3 {
		t.Errorf("after its time it sticks to %v", seen)
	}
}

// With a cookie of the application the balancer's holds only beside it.
func TestStickyByTheApplicationsCookie(t *testing.T) {
	s, _, _, _ := web(t, 2, "stickiness.enabled", "true", "stickiness.type", "app_cookie", "stickiness.app_cookie.cookie_name", "CART")
	first := s.get("/")
	var sent []string
	for _, c := range first.Cookies() {
		sent = append(sent, c.Name+"="+c.Value)
	}
	if len(sent) != 3 || !strings.HasPrefix(sent[0], "AWSALBAPP-0=") || !strings.HasPrefix(sent[2], "CART=") {
		t.Fatalf("%v", sent)
	}
	for range 3 {
		if got := s.get("/", "Cookie", strings.Join(sent, "; ")); got.line("instance") != first.line("instance") {
			t.Error("it did not stick")
		}
	}
	if a, b := s.get("/", "Cookie", sent[0]), s.get("/", "Cookie", sent[0]); a.line("instance") == b.line("instance") {
		t.Error("it stuck without the application's cookie")
	}
}

// Weights share out by lot that is always the same; a cookie keeps to one
// target group.
func TestWeights(t *testing.T) {
	s, ids, listener, tg := web(t, 2)
	canary := s.targets("canary", types.ProtocolEnumHttp, ids[1:])
	a := forward(tg, canary)
	a.ForwardConfig.TargetGroups[0].Weight = aws.Int32(3)
	a.ForwardConfig.TargetGroupStickinessConfig = &types.TargetGroupStickinessConfig{Enabled: aws.Bool(true), DurationSeconds: aws.Int32(600)}
	rule := s.rule(listener, 1, a, path("/*"))
	s.settle()
	seen := map[string]int{}
	var cookie string
	for range 200 {
		got := s.get("/")
		seen[got.line("target group")]++
		if got.line("target group") == "canary" {
			cookie = got.Cookies()[0].Name + "=" + got.Cookies()[0].Value
		}
	}
	if n := seen["canary"]; n < 35 || n > 65 {
		t.Errorf("of 200 with weights 3 and 1: %v", seen)
	}
	for range 5 {
		if got := s.get("/", "Cookie", cookie); got.line("target group") != "canary" {
			t.Errorf("%s leads to %s", cookie, got.line("target group"))
		}
	}
	a.ForwardConfig.TargetGroups[0].Weight, a.ForwardConfig.TargetGroups[1].Weight = aws.Int32(0), aws.Int32(0)
	call[*elb.ModifyRuleOutput](s, "elasticloadbalancingv2", "ModifyRule", &elb.ModifyRuleInput{RuleArn: rule, Actions: []types.Action{a}})
	if got := s.get("/"); got.StatusCode != 503 {
		t.Errorf("all weights zero: %d", got.StatusCode)
	}
}

// A target in slow start gets less than its share, and its share later.
func TestSlowStart(t *testing.T) {
	s, ids, _, tg := web(t, 1, "slow_start.duration_seconds", "900")
	s.engine.Advance(time.Hour)
	late := s.servers(1, webServer)
	s.engine.Advance(3 * time.Minute)
	s.register(tg, late)
	count := func() (n int) {
		for range 100 {
			if s.get("/").line("instance") == late[0] {
				n++
			}
		}
		return n
	}
	s.engine.Advance(4 * time.Minute)
	early := count()
	s.engine.Advance(time.Hour)
	if later := count(); early > 35 || later != 50 {
		t.Errorf("beside %s it got %d early and %d later", ids[0], early, later)
	}
}

// A port opens and closes with its listener, and moves with its protocol.
func TestPortsFollowListeners(t *testing.T) {
	s, _, listener, tg := web(t, 1)
	at := s.address("web", 80)
	lb := s.plane.List()[0]
	if lb.Type != "application" || lb.Protocol != "HTTP" || lb.Region != fake.Region || !slices.Equal(lb.TargetGroups, []string{"web"}) || lb.Listener != *listener {
		t.Errorf("%+v", lb)
	}
	call[*elb.ModifyListenerOutput](s, "elasticloadbalancingv2", "ModifyListener", &elb.ModifyListenerInput{ListenerArn: listener, Port: aws.Int32(8080), DefaultActions: []types.Action{forward(tg)}})
	moved := s.address("web", 8080)
	if moved == "" || moved == at || s.address("web", 80) != "" {
		t.Errorf("from %s to %s", at, moved)
	}
	if c, err := net.Dial("tcp", at); err == nil {
		c.Close()
		t.Error("the old port is still open")
	}
	if got := s.do(s.client, "GET", moved, "/"); got.line("X-Forwarded-Port") != "8080" {
		t.Errorf("%s", got.body)
	}
	s.present.Store(newEngine(t)) // as a reset does
	s.plane.Sync()
	if c, err := net.Dial("tcp", moved); err == nil {
		c.Close()
		t.Error("a port outlived the reset")
	}
	s.present.Store(s.engine)
	s.plane.Sync()
	if again := s.address("web", 8080); again != moved {
		t.Logf("%s was taken meanwhile; now it is %s", moved, again)
	}
}

// A balancer that the internet cannot reach gives no answer at all.
func TestClosedSecurityGroup(t *testing.T) {
	s, _, _, _ := web(t, 1)
	closed := *call[*elb.DescribeLoadBalancersOutput](s, "elasticloadbalancingv2", "DescribeLoadBalancers", &elb.DescribeLoadBalancersInput{}).LoadBalancers[0].LoadBalancerArn
	call[*elb.SetSecurityGroupsOutput](s, "elasticloadbalancingv2", "SetSecurityGroups", &elb.SetSecurityGroupsInput{LoadBalancerArn: &closed, SecurityGroups: []string{s.shut()}})
	if got, err := s.client.Get("http://" + s.address("web", 80) + "/"); err == nil {
		got.Body.Close()
		t.Errorf("it answered %d", got.StatusCode)
	}
}
