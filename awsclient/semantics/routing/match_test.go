package routing_test

import (
	"testing"

	"fleetglass/awsclient/semantics/routing"
)

// Cases of ALB/load-balancer-listeners, "Rule condition types".
func TestMatch(t *testing.T) {
	req := routing.Request{
		Method: "GET", Scheme: "http", Host: "www.Example.com:8080", Port: 8080,
		Path: "/img/a.png", Query: "version=v1&text=a*b&flag", SourceIP: "192.0.2.7",
		Headers: []routing.Header{{"User-Agent", "curl/8"}, {"X-Team", "blue"}, {"x-team", "Green-2"}},
	}
	pairs := func(ps ...routing.QueryPair) routing.Condition {
		return routing.Condition{Field: "query-string", QueryPairs: ps}
	}
	for _, c := range []struct {
		name   string
		cond   routing.Condition
		want   bool
		reason string
	}{
		{"host is compared without case and port", routing.Condition{Field: "host-header", Values: []string{"WWW.example.com"}},
			true, "host www.Example.com matches WWW.example.com"},
		{"a wildcard host", routing.Condition{Field: "host-header", Values: []string{"*.example.com"}},
			true, "host www.Example.com matches *.example.com"},
		{"values are alternatives", routing.Condition{Field: "path-pattern", Values: []string{"/api/*", "/img/*"}},
			true, "path /img/a.png matches /img/*"},
		{"path is compared with case", routing.Condition{Field: "path-pattern", Values: []string{"/IMG/*", "/x"}},
			false, "path /img/a.png does not match /IMG/* or /x"},
		{"method is exact", routing.Condition{Field: "http-request-method", Values: []string{"get"}},
			false, "method GET does not match get"},
		{"method knows no wildcards", routing.Condition{Field: "http-request-method", Values: []string{"*"}},
			false, "method GET does not match *"},
		{"repeated headers are searched", routing.Condition{Field: "http-header", HeaderName: "X-TEAM", Values: []string{"green*"}},
			true, "header X-TEAM Green-2 matches green*"},
		{"a header that is not there", routing.Condition{Field: "http-header", HeaderName: "X-None", Values: []string{"*"}},
			false, "header X-None is missing"},
		{"a query pair", pairs(routing.QueryPair{Key: "Version", Value: "V?"}),
			true, "query has version=v1, which matches Version=V?"},
		{"any key", pairs(routing.QueryPair{Key: "no", Value: "x"}, routing.QueryPair{Value: "v1"}),
			true, "query has version=v1, which matches v1"},
		{"an escaped star is a star", pairs(routing.QueryPair{Key: "text", Value: `a\*b`}),
			true, `query has text=a*b, which matches text=a\*b`},
		{"an escaped star is no wildcard", pairs(routing.QueryPair{Key: "version", Value: `\*`}),
			false, `query version=v1&text=a*b&flag has no version=\*`},
		{"the peer is in a block", routing.Condition{Field: "source-ip", Values: []string{"10.0.0.0/8", "192.0.2.0/24"}},
			true, "source 192.0.2.7 is in 192.0.2.0/24"},
		{"the peer is not", routing.Condition{Field: "source-ip", Values: []string{"10.0.0.0/8"}},
			false, "source 192.0.2.7 is not in 10.0.0.0/8"},
		{"an unknown field", routing.Condition{Field: "moon-phase", Values: []string{"full"}},
			false, `condition field "moon-phase" is not known`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, reason := routing.Match(c.cond, req)
			if got != c.want || reason != c.reason {
				t.Errorf("got %v, %q\nwant %v, %q", got, reason, c.want, c.reason)
			}
		})
	}
}

func TestMatchHostOfTheApex(t *testing.T) {
	c := routing.Condition{Field: "host-header", Values: []string{"*.example.com"}}
	if ok, _ := routing.Match(c, routing.Request{Host: "example.com"}); ok {
		t.Error("*.example.com matched example.com")
	}
}

func FuzzMatch(f *testing.F) {
	f.Add("path-pattern", "/a*", "", "/abc", "k=v", "10.0.0.1")
	f.Add("source-ip", "10.0.0.0/8", "", "/", "", "::1")
	f.Fuzz(func(t *testing.T, field, value, key, path, query, source string) {
		c := routing.Condition{Field: field, Values: []string{value}, HeaderName: key,
			QueryPairs: []routing.QueryPair{{Key: key, Value: value}}}
		req := routing.Request{Host: value, Path: path, Query: query, SourceIP: source,
			Headers: []routing.Header{{Name: key, Value: path}}}
		if _, reason := routing.Match(c, req); reason == "" {
			t.Error("no reason given")
		}
		_ = routing.Today().ValidateConditions([]routing.Condition{c})
	})
}
