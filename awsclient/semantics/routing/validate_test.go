package routing_test

import (
	"strings"
	"testing"

	"fleetglass/awsclient/semantics/routing"
)

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func header(name string, values ...string) routing.Condition {
	return routing.Condition{Field: "http-header", HeaderName: name, Values: values}
}

func TestValidateConditions(t *testing.T) {
	host := func(v ...string) routing.Condition { return routing.Condition{Field: "host-header", Values: v} }
	one := func(c routing.Condition) []routing.Condition { return []routing.Condition{c} }
	for _, c := range []struct {
		name  string
		conds []routing.Condition
		want  string // part of the refusal, "" for none
	}{
		{"none", nil, "A condition must be specified"},
		{"no field", one(routing.Condition{Values: []string{"x"}}), "ValidationError: A condition field must be specified"},
		{"no value", one(routing.Condition{Field: "path-pattern"}), "A condition value must be specified"},
		{"unknown field", one(routing.Condition{Field: "x", Values: []string{"y"}}),
			"Condition field 'x' must be one of '[path-pattern,host-header,http-header,http-request-method,query-string,source-ip]'"},
		{"a host", one(host("*.example.com")), ""},
		{"a host without a dot", one(host("localhost")), "at least one '.'"},
		{"a host that ends in digits", one(host("a.b2")), "only letters after the last '.'"},
		{"a host with a slash", one(host("a/b.com")), "contains a character that is not valid"},
		{"a long host", one(host(strings.Repeat("a", 125) + ".com")), "The 'host-header' value is too long; the limit is '128'"},
		{"a path", path(`/a_b-c.d$e/~"'@:+&*?`), ""},
		{"a path with a space", path("/a b"), "contains a character that is not valid"},
		{"four values of a condition", path("/a", "/b", "/c", "/d"), "contains too many values; the limit is '3'"},
		{"six values of a rule", append(path("/a", "/b", "/c"), host("a.com", "b.com", "c.com")), "A rule can only have '5' condition values"},
		{"six values of a condition", path("/a", "/b", "/c", "/d", "/e", "/f"), "A rule can only have '5' condition values"},
		{"six wildcards", path("/*/*/*", "/*?*"), "A rule can only have '5' condition wildcards"},
		{"two paths", append(path("/a"), path("/b")...), "A rule can only have one 'path-pattern' condition"},
		{"two headers", []routing.Condition{header("X-A", "1"), header("X-B", "2")}, ""},
		{"the header Host", one(header("host", "x")), "use a 'host-header' condition"},
		{"a wildcard in a header's name", one(header("X-*", "x")), "contains a character that is not valid"},
		{"a long header name", one(header(strings.Repeat("x", 41), "x")), "The 'HttpHeaderName' value is too long; the limit is '40'"},
		{"a method", one(routing.Condition{Field: "http-request-method", Values: []string{"GET", "M-SEARCH"}}), ""},
		{"a method in lower case", one(routing.Condition{Field: "http-request-method", Values: []string{"get"}}), "allowed characters are A-Z"},
		{"a query without a value", one(routing.Condition{Field: "query-string", QueryPairs: []routing.QueryPair{{Key: "k"}}}), "A 'Value' must be specified"},
		{"five blocks", one(routing.Condition{Field: "source-ip", Values: []string{"10.0.0.0/8", "1.0.0.0/8", "2.0.0.0/8", "3.0.0.0/8", "2001:db8::/32"}}), ""},
		{"the broadcast block", one(routing.Condition{Field: "source-ip", Values: []string{"255.255.255.255/32"}}), "is not allowed"},
		{"an address without a length", one(routing.Condition{Field: "source-ip", Values: []string{"10.0.0.1"}}), "is not valid"},
		{"escaped wildcards do not count", one(routing.Condition{Field: "query-string", QueryPairs: []routing.QueryPair{{Value: `\*\*\*\*\*\*\*`}}}), ""},
	} {
		got := errorText(routing.Today().ValidateConditions(c.conds))
		if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestValidatePriority(t *testing.T) {
	for priority, ok := range map[int]bool{0: false, 1: true, 50000: true, 50001: false} {
		if err := routing.Today().ValidatePriority(priority); (err == nil) != ok {
			t.Errorf("%d: %v", priority, err)
		}
	}
}

func TestValidateAction(t *testing.T) {
	redirect := func(r routing.Redirect) routing.Action {
		r.StatusCode = "HTTP_301"
		return routing.Action{Type: "redirect", Redirect: r}
	}
	fixed := func(code, kind, body string) routing.Action {
		return routing.Action{Type: "fixed-response", Fixed: routing.Fixed{StatusCode: code, ContentType: kind, Body: body}}
	}
	for _, c := range []struct {
		name   string
		action routing.Action
		want   string
	}{
		{"a forward", forwardTo("a")[0], ""},
		{"a forward to nobody", routing.Action{Type: "forward"}, "A target group ARN must be specified"},
		{"a weight of 1000", routing.Action{Type: "forward", Forwards: []routing.WeightedTarget{{"a", 1000}}}, "must be between '0' and '999'"},
		{"six groups", routing.Action{Type: "forward", Forwards: make([]routing.WeightedTarget, 6)}, "TooManyTargetGroups"},
		{"the same group twice", routing.Action{Type: "forward", Forwards: make([]routing.WeightedTarget, 2)}, "more than once"},
		{"an unknown type", routing.Action{Type: "dance"}, "Action type 'dance' must be one of"},
		{"a fixed response", fixed("503", "text/plain", "sorry"), ""},
		{"a fixed redirect", fixed("301", "", ""), "must be 2XX, 4XX or 5XX"},
		{"no digits", fixed("5xx", "", ""), "must be 2XX, 4XX or 5XX"},
		{"an image", fixed("200", "image/png", ""), "The ContentType must be one of:'text/plain'"},
		{"a long body", fixed("200", "", strings.Repeat("x", 1025)), "the limit is '1024'"},
		{"to HTTPS", redirect(routing.Redirect{Protocol: "HTTPS", Port: "443"}), ""},
		{"nowhere else", redirect(routing.Redirect{Host: "#{host}", Query: "a=b"}),
			"InvalidLoadBalancerAction: The redirect configuration is not valid because it creates a loop."},
		{"a status code of its own", routing.Action{Type: "redirect", Redirect: routing.Redirect{Host: "a.com", StatusCode: "307"}}, "[HTTP_301, HTTP_302]"},
		{"the path in the host", redirect(routing.Redirect{Host: "#{path}.com"}), "placeholder that is not allowed"},
		{"the host in the path", redirect(routing.Redirect{Path: "/#{host}/#{port}/#{path}"}), ""},
		{"the protocol in the path", redirect(routing.Redirect{Path: "/#{protocol}"}), "placeholder that is not allowed"},
		{"everything in the query", redirect(routing.Redirect{Path: "/x", Query: "#{protocol}#{host}#{port}#{path}#{query}"}), ""},
		{"an open placeholder", redirect(routing.Redirect{Host: "#{host"}), "placeholder that is not allowed"},
		{"a path without a slash", redirect(routing.Redirect{Path: "x"}), "must start with '/'"},
		{"a port of words", redirect(routing.Redirect{Port: "http"}), "redirect port"},
		{"a port too high", redirect(routing.Redirect{Port: "65536"}), "redirect port"},
	} {
		got := errorText(routing.Today().ValidateAction(c.action))
		if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestValidateActions(t *testing.T) {
	forward, login := forwardTo("a")[0], routing.Action{Type: "authenticate-oidc"}
	forward.Order, login.Order = 2, 1
	if err := routing.Today().ValidateActions([]routing.Action{forward, login}); err != nil {
		t.Error(err)
	}
	for name, actions := range map[string][]routing.Action{
		"none": nil, "no routing": {login}, "two that route": {forward, forward},
	} {
		if routing.Today().ValidateActions(actions) == nil {
			t.Errorf("%s: not refused", name)
		}
	}
}

func TestValidateRedirectFrom(t *testing.T) {
	if routing.ValidateRedirectFrom("HTTPS", routing.Redirect{Protocol: "HTTP"}) == nil {
		t.Error("HTTPS to HTTP was not refused")
	}
	if err := routing.ValidateRedirectFrom("HTTP", routing.Redirect{Protocol: "HTTP"}); err != nil {
		t.Error(err)
	}
}

// The limits are fields, so that another era can be told.
func TestLimitsOfAnotherEra(t *testing.T) {
	old := routing.Today()
	old.ValuesPerRule = 1
	if got := errorText(old.ValidateConditions(path("/a", "/b"))); got != "ValidationError: A rule can only have '1' condition values" {
		t.Error(got)
	}
}
