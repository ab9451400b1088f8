package routing_test

import (
	"reflect"
	"testing"

	"fleetglass/awsclient/semantics/routing"
)

func forwardTo(group string) []routing.Action {
	return []routing.Action{{Type: "forward", Order: 1, Forwards: []routing.WeightedTarget{{TargetGroup: group, Weight: 1}}}}
}

func path(values ...string) []routing.Condition {
	return []routing.Condition{{Field: "path-pattern", Values: values}}
}

// ALB/load-balancer-listeners, "Rule priority": lowest value first, the
// default rule last.
func TestDecide(t *testing.T) {
	rules := []routing.Rule{
		{ID: "default", Actions: forwardTo("web")},
		{ID: "late", Priority: 200, Conditions: path("/api/*"), Actions: forwardTo("late")},
		{ID: "early", Priority: 10, Conditions: path("/api/*"), Actions: forwardTo("api")},
		{ID: "posts", Priority: 5, Actions: forwardTo("posts"), Conditions: append(path("/api/*"),
			routing.Condition{Field: "http-request-method", Values: []string{"POST"}})},
	}
	d := routing.Decide(rules, routing.Request{Method: "GET", Path: "/api/x"})
	if !d.Found || d.Rule.ID != "early" || d.Action.Forwards[0].TargetGroup != "api" {
		t.Errorf("decided for %q, want early", d.Rule.ID)
	}
	want := []routing.Verdict{
		{"posts", 5, true, false, "method GET does not match POST"},
		{"early", 10, true, true, "path /api/x matches /api/*"},
		{"late", 200, false, false, "not tested: an earlier rule matched"},
		{"default", 0, false, false, "not tested: an earlier rule matched"},
	}
	if !reflect.DeepEqual(d.Verdicts, want) {
		t.Errorf("verdicts\n%+v\nwant\n%+v", d.Verdicts, want)
	}
	if d := routing.Decide(rules, routing.Request{Path: "/"}); d.Rule.ID != "default" {
		t.Errorf("decided for %q, want default", d.Rule.ID)
	}
	if d := routing.Decide(nil, routing.Request{}); d.Found {
		t.Error("found a rule among none")
	}
}

// Authentication comes before the action that routes.
func TestDecideTakesTheActionThatRoutes(t *testing.T) {
	actions := append(forwardTo("web"), routing.Action{Type: "authenticate-oidc"})
	d := routing.Decide([]routing.Rule{{Actions: actions}}, routing.Request{})
	if d.Action.Type != "forward" {
		t.Errorf("took %q", d.Action.Type)
	}
}

func TestForwardShares(t *testing.T) {
	shares := routing.ForwardShares([]routing.WeightedTarget{{"a", 3}, {"b", 0}, {"c", 1}})
	want := []routing.Share{{"a", 3, 0.75}, {"b", 0, 0}, {"c", 1, 0.25}}
	if !reflect.DeepEqual(shares, want) {
		t.Errorf("got %v, want %v", shares, want)
	}
	for x, group := range map[float64]string{0: "a", 0.74: "a", 0.75: "c", 0.999: "c", 1: "c"} {
		if got := routing.Pick(shares, x); got != group {
			t.Errorf("Pick(%v) = %q, want %q", x, got, group)
		}
	}
	if routing.ForwardShares([]routing.WeightedTarget{{"a", 0}, {"b", 0}}) != nil {
		t.Error("all weights zero gave shares")
	}
}

// BC:elbv2.RedirectActionConfig.
func TestRedirectURL(t *testing.T) {
	req := routing.Request{Scheme: "http", Host: "example.com:80", Port: 80, Path: "/a/b", Query: "x=1"}
	for _, c := range []struct {
		name string
		r    routing.Redirect
		want string
	}{
		{"to HTTPS", routing.Redirect{Protocol: "HTTPS", Port: "443"}, "https://example.com:443/a/b?x=1"},
		{"host and path", routing.Redirect{Host: "www.#{host}", Path: "/new/#{path}"}, "http://www.example.com:80/new/a/b?x=1"},
		{"query by hand", routing.Redirect{Path: "/q", Query: "from=#{host}&#{query}"}, "http://example.com:80/q?from=example.com&x=1"},
		{"everything kept", routing.Redirect{Protocol: "#{protocol}", Host: "#{host}", Port: "#{port}", Path: "/#{path}", Query: "#{query}"},
			"http://example.com:80/a/b?x=1"},
	} {
		if got := routing.RedirectURL(c.r, req); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestRedirectDoesNotExpandWhatTheClientWrote(t *testing.T) {
	req := routing.Request{Scheme: "http", Host: "h", Port: 80, Path: "/#{host}"}
	if got := routing.RedirectURL(routing.Redirect{Port: "81"}, req); got != "http://h:81/#{host}" {
		t.Error(got)
	}
}

func TestDescribe(t *testing.T) {
	a := routing.Action{Type: "forward", Forwards: []routing.WeightedTarget{{"blue", 2}, {"green", 1}}}
	if got := a.Describe(routing.Request{}); got != "forward to blue (66.67%), green (33.33%)" {
		t.Error(got)
	}
}
