package views

import (
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/themes"
)

func TestConditionWords(t *testing.T) {
	for _, c := range []struct {
		condition awsclient.Condition
		want      string
	}{
		{when("host-header", "api.example.com"), "host api.example.com"},
		{when("host-header", "*.a.com", "b.com"), "host *.a.com or b.com"},
		{when("path-pattern", "/old/*"), "path /old/*"},
		{when("http-request-method", "GET", "HEAD"), "method GET or HEAD"},
		{awsclient.Condition{Field: "http-header", HeaderName: "User-Agent", Values: []string{"*Chrome*"}}, "header User-Agent *Chrome*"},
		{awsclient.Condition{Field: "query-string", Pairs: []awsclient.KeyValue{{Key: "v", Value: "2"}, {Value: "*debug*"}}}, "query v=2 or *debug*"},
		{when("source-ip", "10.0.0.0/8"), "source 10.0.0.0/8"},
		{awsclient.Condition{Field: "path-pattern", Regexes: []string{"^/v[0-9]+/"}}, "path regex ^/v[0-9]+/"},
		{when("new-field", "x"), "new-field x"},
	} {
		if got := conditionLine(c.condition).Text(); got != c.want {
			t.Errorf("%+v: %q, want %q", c.condition, got, c.want)
		}
	}
	rule := awsclient.Rule{Priority: 7, Conditions: []awsclient.Condition{when("host-header", "a.com"), when("path-pattern", "/x")}}
	if got := conditionsLine(&rule).Text(); got != "host a.com  path /x" {
		t.Error(got)
	}
}

func TestActionWords(t *testing.T) {
	ties := (&Ties{}).At(traffic())
	redirect := func(r awsclient.Redirect) []awsclient.RuleAction {
		return []awsclient.RuleAction{{Type: "redirect", Redirect: &r}}
	}
	sticky := forwardTo(webTG, 1)
	sticky[0].Sticky = time.Hour
	for _, c := range []struct {
		actions []awsclient.RuleAction
		want    string
	}{
		{forwardTo(apiTG, 1), "→ api-tg"},
		{forwardTo(webTG, 90, webV2TG, 10), "→ web-tg 90 %, web-v2 10 %"},
		{forwardTo(webTG, 1, webV2TG, 2), "→ web-tg 33.3 %, web-v2 66.7 %"},
		{forwardTo(webTG, 0), "→ web-tg 0 %"},
		{forwardTo(elbARN+"targetgroup/unlisted/1234", 1), "→ unlisted"},
		{sticky, "→ web-tg, sticky 1 h"},
		{toHTTPS(), "redirect 301 to HTTPS :443"},
		{redirect(awsclient.Redirect{Host: "new.example.com", StatusCode: "HTTP_302"}), "redirect 302 to new.example.com"},
		{redirect(awsclient.Redirect{Protocol: "HTTPS", Host: "a.com", Port: "8443", Path: "/x/#{path}", Query: "from=old", StatusCode: "HTTP_301"}), "redirect 301 to HTTPS a.com:8443/x/#{path}?from=old"},
		{gone(), "fixed 410"},
		{append([]awsclient.RuleAction{{Type: "authenticate-oidc"}}, forwardTo(apiTG, 1)...), "authenticate by oidc, then → api-tg"},
	} {
		if got := actionsWords(ties, themes.Unicode(), c.actions); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// A pattern covers another when it matches all that the other does.
func TestCoversPattern(t *testing.T) {
	for _, c := range []struct {
		wide, narrow string
		want         bool
	}{
		{"*", "/anything/*", true}, {"/a/*", "/a/b", true}, {"/a/*", "/a/*", true}, {"/a/*", "/a/b/*", true}, {"/a*", "/a?b*", true},
		{"/a?", "/ab", true}, {"/a?", "/a?", true}, {"*.b", "*.a.b", true}, {"a**", "a", true},
		{"/a", "/a*", false}, {"/a?", "/a*", false}, {"/a/*", "/a", false}, {"/a/*", "/*", false}, {"?*?", "*", false}, {"/ab", "/a?", false}, {"", "*", false},
	} {
		if got := coversPattern(c.wide, c.narrow); got != c.want {
			t.Errorf("%q covers %q: %v", c.wide, c.narrow, got)
		}
	}
}

func TestShadowedBy(t *testing.T) {
	header := func(name string, values ...string) awsclient.Condition {
		return awsclient.Condition{Field: "http-header", HeaderName: name, Values: values}
	}
	query := func(pairs ...awsclient.KeyValue) awsclient.Condition {
		return awsclient.Condition{Field: "query-string", Pairs: pairs}
	}
	list := func(c ...awsclient.Condition) []awsclient.Condition { return c }
	for _, c := range []struct {
		name           string
		earlier, later []awsclient.Condition
		want           bool
	}{
		{"a wider path", list(when("path-pattern", "/old/*")), list(when("path-pattern", "/old/gold/*")), true},
		{"more conditions later", list(when("path-pattern", "/x")), list(when("path-pattern", "/x"), when("http-request-method", "GET")), true},
		{"more conditions earlier", list(when("path-pattern", "/x"), when("http-request-method", "GET")), list(when("path-pattern", "/x")), false},
		{"one value of two", list(when("path-pattern", "/a")), list(when("path-pattern", "/a", "/b")), false},
		{"another field", list(when("host-header", "a.com")), list(when("path-pattern", "/a")), false},
		{"hosts without case", list(when("host-header", "*.EXAMPLE.com")), list(when("host-header", "api.example.com")), true},
		{"paths with case", list(when("path-pattern", "/API/*")), list(when("path-pattern", "/api/x")), false},
		{"a larger block", list(when("source-ip", "10.0.0.0/8")), list(when("source-ip", "10.1.0.0/16")), true},
		{"a smaller block", list(when("source-ip", "10.1.0.0/16")), list(when("source-ip", "10.0.0.0/8")), false},
		{"another header", list(header("X-A", "*")), list(header("X-B", "1")), false},
		{"the same header", list(header("X-A", "*")), list(header("x-a", "1")), true},
		{"a value under any key", list(query(awsclient.KeyValue{Value: "1"})), list(query(awsclient.KeyValue{Key: "a", Value: "1"})), true},
		{"a key against any", list(query(awsclient.KeyValue{Key: "a", Value: "1"})), list(query(awsclient.KeyValue{Value: "1"})), false},
		{"a regular expression", list(when("path-pattern", "/*")), list(awsclient.Condition{Field: "path-pattern", Regexes: []string{"^x"}}), false},
	} {
		earlier, later := &awsclient.Rule{Priority: 1, Conditions: c.earlier}, &awsclient.Rule{Priority: 2, Conditions: c.later}
		if got := shadowedBy(later, []*awsclient.Rule{earlier, later}) == earlier; got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
		if shadowedBy(earlier, []*awsclient.Rule{earlier, later}) != nil {
			t.Errorf("%s: the earlier rule is shadowed", c.name)
		}
	}
}

func TestIssuesOfBalancing(t *testing.T) {
	d := trafficDesk(t, 120, 36)
	for _, c := range []struct {
		ref  Ref
		want Issue
	}{
		{Ref{KindRule, ruleARN(https, 10)}, Issue{}},
		{Ref{KindRule, ruleARN(https, 30)}, Issue{"no healthy target in ws1-tg", true}},
		{Ref{KindRule, ruleARN(https, 50)}, Issue{Text: "never matches: rule 40 takes all that it would"}},
		{Ref{KindRule, ruleARN(https, 0)}, Issue{}},
		{Ref{KindListener, https}, Issue{"rule 30: no healthy target in ws1-tg", true}},
		{Ref{KindTargetGroup, webTG}, Issue{"1 target: HTTP 503", true}},
		{Ref{KindTargetGroup, webV2TG}, Issue{Text: "1 target starting"}},
		{Ref{KindTargetGroup, spareTG}, Issue{Text: "no balancer uses it"}},
		{Ref{KindTarget, ws1TG + "|" + instanceID(1) + "|80"}, Issue{"Request timed out", true}},
		{Ref{KindTarget, webTG + "|" + instanceID(0) + "|80"}, Issue{}},
	} {
		if got := d.c.Issue(c.ref); got != c.want {
			t.Errorf("%v: %+v, want %+v", c.ref, got, c.want)
		}
	}
}

func TestSplitList(t *testing.T) {
	for _, values := range [][]string{{"a"}, {"a", "b c"}, {"a,b", "c"}, {`x\*`}} {
		got := splitList(joinList(values))
		if len(got) != len(values) {
			t.Errorf("%q came back as %q", values, got)
			continue
		}
		for i := range got {
			if got[i] != values[i] {
				t.Errorf("%q came back as %q", values, got)
			}
		}
	}
	if got := splitList(" , ,"); len(got) != 0 {
		t.Errorf("%q", got)
	}
}
