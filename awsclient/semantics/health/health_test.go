package health_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient/semantics/health"
)

func TestParseMatcher(t *testing.T) {
	codes, err := health.ParseMatcher("200,202,300-399")
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[int]bool{200: true, 201: false, 202: true, 299: false, 300: true, 350: true, 399: true, 400: false} {
		if codes.Matches(code) != want {
			t.Errorf("Matches(%d) = %v", code, !want)
		}
	}
	for _, bad := range []string{"", "20", "2000", "200,", "200-", "-200", "300-200", "200 ,201", "abc", "+20", "200-300-400"} {
		if _, err := health.ParseMatcher(bad); err == nil {
			t.Errorf("%q was not refused", bad)
		}
	}
}

func FuzzParseMatcher(f *testing.F) {
	f.Add("200,202,300-399")
	f.Add("-,")
	f.Fuzz(func(t *testing.T, text string) {
		codes, err := health.ParseMatcher(text)
		if err != nil {
			return
		}
		for _, s := range codes {
			if s.From > s.To || !codes.Matches(s.From) || !codes.Matches(s.To) {
				t.Errorf("%q holds %v and does not match it", text, s)
			}
		}
	})
}

// ALB/target-group-health-checks, NLB/target-group-health-checks.
func TestDefaults(t *testing.T) {
	for _, c := range []struct {
		protocol, target string
		want             health.Check
	}{
		{"HTTP", "instance", health.Check{Enabled: true, Protocol: "HTTP", Port: "traffic-port", Path: "/",
			Interval: 30 * time.Second, Timeout: 5 * time.Second, HealthyThreshold: 5, UnhealthyThreshold: 2,
			Matcher: "200", Family: health.Application}},
		{"TCP", "ip", health.Check{Enabled: true, Protocol: "TCP", Port: "traffic-port",
			Interval: 30 * time.Second, Timeout: 10 * time.Second, HealthyThreshold: 5, UnhealthyThreshold: 2,
			Family: health.Network}},
		{"", "lambda", health.Check{Protocol: "HTTP", Path: "/",
			Interval: 35 * time.Second, Timeout: 30 * time.Second, HealthyThreshold: 5, UnhealthyThreshold: 5,
			Matcher: "200", Family: health.Application}},
	} {
		if got := health.Defaults(c.protocol, c.target); got != c.want {
			t.Errorf("%s %s: %+v, want %+v", c.protocol, c.target, got, c.want)
		}
	}
	n := health.Defaults("TCP", "instance").WithProtocol("HTTP")
	if n.Timeout != 6*time.Second || n.Matcher != "200-399" || n.Path != "/" {
		t.Errorf("a Network balancer's HTTP check: %+v", n)
	}
}

func TestDefaultsAreValid(t *testing.T) {
	for _, protocol := range []string{"HTTP", "HTTPS", "TCP", "UDP", "TLS", "TCP_UDP"} {
		c := health.Defaults(protocol, "instance")
		if err := c.Validate(); err != nil {
			t.Errorf("%s: %v", protocol, err)
		}
		if err := c.WithProtocol("HTTPS").Validate(); err != nil {
			t.Errorf("%s with HTTPS: %v", protocol, err)
		}
	}
}

func TestValidate(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*health.Check)
		want   string
	}{
		{"as it is", func(*health.Check) {}, ""},
		{"interval 4", func(c *health.Check) { c.Interval = 4 * time.Second }, "Health check interval '4' must be between '5' and '300'"},
		{"timeout 121", func(c *health.Check) { c.Timeout = 121 * time.Second }, "Health check timeout '121' must be between '2' and '120'"},
		{"timeout as long as the interval", func(c *health.Check) { c.Timeout = c.Interval }, "Health check timeout '30' must be smaller than the interval '30'"},
		{"one pass", func(c *health.Check) { c.HealthyThreshold = 1 }, "healthy threshold count '1'"},
		{"eleven failures", func(c *health.Check) { c.UnhealthyThreshold = 11 }, "unhealthy threshold count '11'"},
		{"TCP", func(c *health.Check) { c.Protocol = "TCP" }, "protocol 'TCP' is not supported"},
		{"a server's error is well", func(c *health.Check) { c.Matcher = "500" }, "between '200' and '499'"},
		{"a path without a slash", func(c *health.Check) { c.Path = "x" }, "must start with '/'"},
		{"a port of words", func(c *health.Check) { c.Port = "http" }, "Health check port 'http'"},
		{"a port", func(c *health.Check) { c.Port = "8080" }, ""},
	} {
		check := health.Defaults("HTTP", "instance")
		c.change(&check)
		err := check.Validate()
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
	nlb := health.Defaults("TCP", "instance")
	nlb.Timeout = nlb.Interval
	if err := nlb.Validate(); err != nil {
		t.Errorf("a Network balancer's timeout may be its interval: %v", err)
	}
}

func TestJudge(t *testing.T) {
	alb, nlb := health.Defaults("HTTP", "instance"), health.Defaults("TCP", "instance")
	nlbHTTP := nlb.WithProtocol("HTTP")
	for _, c := range []struct {
		name   string
		check  health.Check
		answer health.Answer
		want   health.Result
	}{
		{"200", alb, health.Answer{Code: 200}, health.Result{Passed: true}},
		// Seen of the real service: OBS#69058706924.
		{"404", alb, health.Answer{Code: 404}, health.Result{Reason: "Target.ResponseCodeMismatch", Description: "Health checks failed with these codes: [404]"}},
		{"too late", alb, health.Answer{TimedOut: true}, health.Result{Reason: "Target.Timeout", Description: "Request timed out"}},
		{"refused", alb, health.Answer{Refused: true}, health.Result{Reason: "Target.FailedHealthChecks", Description: "Health checks failed"}},
		{"TCP", nlb, health.Answer{}, health.Result{Passed: true}},
		{"TCP refused", nlb, health.Answer{Refused: true}, health.Result{Reason: "Target.FailedHealthChecks", Description: "Health checks failed"}},
		{"NLB redirect", nlbHTTP, health.Answer{Code: 302}, health.Result{Passed: true}},
		{"NLB 404", nlbHTTP, health.Answer{Code: 404}, health.Result{Reason: "Target.FailedHealthChecks", Description: "Health checks failed"}},
	} {
		if got := health.Judge(c.check, c.answer); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// walk tells the status after each check: p passes, f fails.
func walk(s health.State, c health.Check, checks string) []string {
	var seen []string
	for _, r := range checks {
		s = health.Step(s, health.Judge(c, health.Answer{Code: map[rune]int{'p': 200, 'f': 503}[r]}), c)
		seen = append(seen, s.Status)
	}
	return seen
}

func TestStep(t *testing.T) {
	c := health.Defaults("HTTP", "instance")
	c.HealthyThreshold = 3
	for _, tc := range []struct{ name, checks, want string }{
		{"a new target needs one pass", "p", "healthy"},
		{"a new target fails by threshold", "ff", "initial unhealthy"},
		{"one failure does not matter", "fp", "initial healthy"},
		{"failures must be in a row", "pfpfp", "healthy healthy healthy healthy healthy"},
		{"out after two", "pff", "healthy healthy unhealthy"},
		{"back after three", "pffppp", "healthy healthy unhealthy unhealthy unhealthy healthy"},
		{"passes must be in a row", "ffppfppp", "initial unhealthy unhealthy unhealthy unhealthy unhealthy unhealthy healthy"},
	} {
		if got := strings.Join(walk(health.Registering(), c, tc.checks), " "); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}

func TestStepTellsReasons(t *testing.T) {
	c := health.Defaults("HTTP", "instance")
	fail := func(s health.State, code int) health.State {
		return health.Step(s, health.Judge(c, health.Answer{Code: code}), c)
	}
	s := fail(health.Registering(), 503)
	want := health.State{Status: "initial", Reason: "Elb.InitialHealthChecking", Description: "Initial health checks in progress", Failures: 1, Checked: true}
	if s != want {
		t.Errorf("%+v, want %+v", s, want)
	}
	s = fail(fail(s, 503), 404)
	if s.Description != "Health checks failed with these codes: [404]" {
		t.Errorf("an unhealthy target tells %q, not the latest failure", s.Description)
	}
	for range 5 {
		s = health.Step(s, health.Result{Passed: true}, c)
	}
	if s.Status != "healthy" || s.Reason != "" || s.Description != "" {
		t.Errorf("a healthy target has a reason: %+v", s)
	}
}

func TestStepLeavesUncheckedTargets(t *testing.T) {
	for _, s := range []health.State{health.NotInUse(), health.Draining(), health.InvalidState("stopped"), health.Disabled(), health.NotRegistered(), health.ZoneNotEnabled()} {
		if got := health.Step(s, health.Result{Passed: true}, health.Check{}); !reflect.DeepEqual(got, s) {
			t.Errorf("%s became %s", s.Status, got.Status)
		}
	}
}

func TestInvalidState(t *testing.T) {
	for state, want := range map[string]string{
		"stopped": "Target is in the stopped state", "terminated": "Target is in the terminated state",
		"pending": "Target is in an invalid state",
	} {
		if got := health.InvalidState(state); got.Description != want || got.Reason != "Target.InvalidState" {
			t.Errorf("%s: %+v", state, got)
		}
	}
}

func TestFailOpen(t *testing.T) {
	for _, c := range []struct {
		healthy, registered, min int
		percent                  float64
		want                     bool
	}{
		{0, 3, 1, 0, true}, {1, 3, 1, 0, false}, {0, 0, 1, 0, false},
		{1, 4, 1, 50, true}, {2, 4, 1, 50, false}, {2, 4, 3, 0, true},
	} {
		if got := health.FailOpen(c.healthy, c.registered, c.min, c.percent); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
