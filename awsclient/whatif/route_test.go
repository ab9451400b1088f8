package whatif_test

import (
	"strings"
	"testing"

	"fleetglass/awsclient"
	"fleetglass/awsclient/whatif"
)

// front is a balancer with an API, a blog that moved, and a site on two
// target groups.
func front() whatif.Front {
	forward := func(groups ...awsclient.WeightedTargetGroup) []awsclient.RuleAction {
		return []awsclient.RuleAction{{Type: "forward", Order: 1, Forwards: groups}}
	}
	path := func(values ...string) []awsclient.Condition {
		return []awsclient.Condition{{Field: "path-pattern", Values: values}}
	}
	healthy := func(id string) awsclient.Target {
		return awsclient.Target{ID: id, Port: 80, State: "healthy", Zone: "us-west-2a"}
	}
	return whatif.Front{
		Balancer:  awsclient.LoadBalancer{Name: "web", DNSName: "web-1.us-west-2.elb.amazonaws.com"},
		Listeners: []awsclient.Listener{{ARN: "l80", Port: 80, Protocol: "HTTP"}, {ARN: "l443", Port: 443, Protocol: "HTTPS"}},
		Rules: map[string][]awsclient.Rule{"l80": {
			{ARN: "r0", Default: true, Actions: forward(awsclient.WeightedTargetGroup{ARN: "blue", Weight: 3}, awsclient.WeightedTargetGroup{ARN: "green", Weight: 1})},
			{ARN: "r10", Priority: 10, Conditions: path("/api/*"), Actions: forward(awsclient.WeightedTargetGroup{ARN: "api", Weight: 1})},
			{ARN: "r20", Priority: 20, Conditions: path("/blog/*"), Actions: []awsclient.RuleAction{{Type: "redirect", Order: 1, Redirect: &awsclient.Redirect{
				Protocol: "HTTPS", Port: "443", Host: "blog.example.com", Path: "/#{path}", Query: "#{query}", StatusCode: "HTTP_301"}}}},
			{ARN: "r30", Priority: 30, Conditions: path("/api/v1/*"), Actions: []awsclient.RuleAction{{Type: "fixed-response", Order: 1, Fixed: &awsclient.FixedResponse{StatusCode: "410"}}}},
			{ARN: "r40", Priority: 40, Conditions: []awsclient.Condition{{Field: "path-pattern", Regexes: []string{"^/x[0-9]+$"}}}, Actions: forward(awsclient.WeightedTargetGroup{ARN: "api", Weight: 0})},
		}},
		Groups: []awsclient.TargetGroup{{ARN: "blue", Name: "blue-tg"}, {ARN: "green", Name: "green-tg"}, {ARN: "api", Name: "api-tg"}},
		Targets: map[string][]awsclient.Target{
			"blue":  {healthy("i-1"), {ID: "i-2", Port: 80, State: "unhealthy", Description: "Health checks failed with these codes: [500]"}},
			"green": {{ID: "i-3", Port: 80, State: "draining"}},
			"api":   {{ID: "i-4", Port: 80, State: "unhealthy", Reason: "Target.Timeout"}},
		},
	}
}

func TestRoute(t *testing.T) { // ELB/listener-rules, ELB/target-group-health
	for _, c := range []struct {
		name, url, status, redirect string
		says                        []string
	}{
		{"weights are shares", "/", "", "", []string{
			"forward to blue-tg (75%), green-tg (25%)", "- rule 10", "> default rule",
			"blue-tg  weight 3, 75%, 1 of 2 targets can serve", "+ i-1:80", "- i-2:80  unhealthy: Health checks failed with these codes: [500]",
			"no target can serve: clients see 503"}},
		{"fails open", "http://www.example.com/api/users", "", "", []string{"> rule 10", "+ i-4:80  unhealthy: Target.Timeout; the group fails open"}},
		{"redirect", "http://www.example.com/blog/2024?a=b", "301", "https://blog.example.com:443/blog/2024?a=b", []string{"redirect"}},
		{"a regular expression is not known", "/x12", "", "", []string{"not told: it compares with a regular expression", "! taken not to match", "rule 40"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			req, err := whatif.Asked{URL: c.url, Method: "GET", Source: "203.0.113.10"}.Request("web-1.us-west-2.elb.amazonaws.com")
			if err != nil {
				t.Fatal(err)
			}
			got, err := whatif.Route(front(), req)
			if err != nil {
				t.Fatal(err)
			}
			if got.Status != c.status || got.Redirect != c.redirect {
				t.Errorf("status %q, redirect %q; want %q, %q", got.Status, got.Redirect, c.status, c.redirect)
			}
			contains(t, got.Text(), c.says...)
		})
	}
}

func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("no %q in\n%s", p, text)
		}
	}
}

func TestRouteWithoutListener(t *testing.T) {
	for _, c := range []struct{ url, want string }{
		{"http://www.example.com:8080/", "web does not listen on port 8080; its listeners are HTTP:80, HTTPS:443"},
		{"https://www.example.com:80/", "web speaks HTTP on port 80, not HTTPS"},
	} {
		req, err := whatif.Asked{URL: c.url, Source: "203.0.113.10"}.Request("")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := whatif.Route(front(), req); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %q", c.url, err, c.want)
		}
	}
}

func TestRequest(t *testing.T) {
	for _, c := range []struct {
		asked whatif.Asked
		want  string // of the error; "" for none
	}{
		{whatif.Asked{URL: "/path", Source: "10.0.0.1"}, ""},
		{whatif.Asked{URL: "http://a.example/b?c=d", Source: "2001:db8::1", Headers: []string{"Host: c.example", "X-Team: green"}}, ""},
		{whatif.Asked{URL: "path", Source: "10.0.0.1"}, "not a URL of a web server"},
		{whatif.Asked{URL: "ftp://a/b", Source: "10.0.0.1"}, "not a URL of a web server"},
		{whatif.Asked{URL: "http://a:99999/", Source: "10.0.0.1"}, "not a port"},
		{whatif.Asked{URL: "http://a/%zz", Source: "10.0.0.1"}, "not a URL"},
		{whatif.Asked{URL: "/", Source: "home"}, "not an IP address"},
		{whatif.Asked{URL: "/", Source: "10.0.0.1", Headers: []string{"X-Team"}}, "not a header"},
	} {
		_, err := c.asked.Request("web.example")
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%+v: %v, want %q", c.asked, err, c.want)
		}
	}
}

func TestAudit(t *testing.T) {
	contains(t, whatif.Audit(front()).Text(),
		"rule 10       no healthy target in api-tg (1 registered)",
		"rule 20       ok",
		"rule 30       can never match: rule 10 takes all that it would",
		"rule 40       all weights are zero",
		"default rule  ok",
		"! api-tg has no healthy target, 1 registered",
		"! green-tg has no healthy target, 1 registered")
}

func TestShadowedBy(t *testing.T) {
	on := func(field string, values ...string) awsclient.Condition {
		return awsclient.Condition{Field: field, Values: values}
	}
	header := func(name string, values ...string) awsclient.Condition {
		return awsclient.Condition{Field: "http-header", HeaderName: name, Values: values}
	}
	query := func(key, value string) awsclient.Condition {
		return awsclient.Condition{Field: "query-string", Pairs: []awsclient.KeyValue{{Key: key, Value: value}}}
	}
	type conditions = []awsclient.Condition
	for _, c := range []struct {
		name         string
		wide, narrow conditions
		want         bool
	}{
		{"same path", conditions{on("path-pattern", "/a")}, conditions{on("path-pattern", "/a")}, true},
		{"run covers run", conditions{on("path-pattern", "/a*")}, conditions{on("path-pattern", "/a/*/c")}, true},
		{"a path is told by case", conditions{on("path-pattern", "/A*")}, conditions{on("path-pattern", "/a/b")}, false},
		{"a host is not", conditions{on("host-header", "*.Example.com")}, conditions{on("host-header", "www.example.com")}, true},
		{"one character covers one", conditions{on("path-pattern", "/?")}, conditions{on("path-pattern", "/a")}, true},
		{"but not a run", conditions{on("path-pattern", "/?")}, conditions{on("path-pattern", "/*")}, false},
		{"one alternative is left", conditions{on("path-pattern", "/a")}, conditions{on("path-pattern", "/a", "/b")}, false},
		{"fewer conditions are wider", conditions{on("path-pattern", "/a*")}, conditions{on("path-pattern", "/ab"), on("http-request-method", "GET")}, true},
		{"more are not", conditions{on("path-pattern", "/a*"), on("http-request-method", "GET")}, conditions{on("path-pattern", "/ab")}, false},
		{"a block holds a block", conditions{on("source-ip", "10.0.0.0/8")}, conditions{on("source-ip", "10.2.0.0/16")}, true},
		{"and not the other way round", conditions{on("source-ip", "10.2.0.0/16")}, conditions{on("source-ip", "10.0.0.0/8")}, false},
		{"another header", conditions{header("X-A", "*")}, conditions{header("X-B", "1")}, false},
		{"the same header", conditions{header("x-a", "*")}, conditions{header("X-A", "1")}, true},
		{"any key", conditions{query("", "1")}, conditions{query("v", "1")}, true},
		{"another value", conditions{query("v", "1")}, conditions{query("v", "2")}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			first, second := &awsclient.Rule{Priority: 1, Conditions: c.wide}, &awsclient.Rule{Priority: 2, Conditions: c.narrow}
			if got := whatif.ShadowedBy(second, []*awsclient.Rule{first, second}) != nil; got != c.want {
				t.Errorf("shadowed: %v, want %v", got, c.want)
			}
		})
	}
}
