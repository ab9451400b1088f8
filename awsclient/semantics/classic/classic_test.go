package classic_test

import (
	"math/rand"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient/semantics/classic"
)

// walk checks an instance as drawn: + passes, - fails; it tells every state.
func walk(s classic.State, drawn string, c classic.Check) []string {
	var seen []string
	for _, mark := range drawn {
		s = classic.Step(s, mark == '+', c)
		seen = append(seen, s.State+" "+s.Reason)
	}
	return seen
}

func TestStep(t *testing.T) {
	const in, elb, out = "InService N/A", "OutOfService ELB", "OutOfService Instance"
	c := classic.Defaults()
	c.HealthyThreshold = 3
	for _, row := range []struct {
		name, drawn string
		want        []string
	}{
		// CLB/elb-cloudwatch-metrics: healthy after the first check it passes.
		{"the first pass is enough", "+", []string{in}},
		{"a late first pass too", "-+", []string{elb, in}},
		{"two failures take a new one out", "--", []string{elb, out}},
		{"one failure is forgiven", "+-+-", []string{in, in, in, in}},
		{"two are not", "+--", []string{in, in, out}},
		{"three passes in a row bring it back", "+--++-+++", []string{in, in, out, out, out, out, out, out, in}},
	} {
		if got := walk(classic.Registering(), row.drawn, c); strings.Join(got, "|") != strings.Join(row.want, "|") {
			t.Errorf("%s: %q", row.name, got)
		}
	}
}

// CLI/elb/describe-instance-health and BC:elb.InstanceState, to the letter.
func TestTexts(t *testing.T) {
	c := classic.Defaults()
	failed := classic.Step(classic.Step(classic.Serving(), false, c), false, c)
	drained, _ := classic.Deregister(classic.Serving(), true)
	zone, _ := classic.DisablingZone(classic.Serving(), true)
	for _, row := range []struct {
		s    classic.State
		want string
	}{
		{classic.Serving(), "InService|N/A|N/A"},
		{classic.Registering(), "OutOfService|ELB|Instance registration is still in progress."},
		{failed, "OutOfService|Instance|Instance has failed at least the UnhealthyThreshold number of health checks consecutively."},
		{classic.Step(failed, true, c), "OutOfService|Instance|Instance has not passed the configured HealthyThreshold number of health checks consecutively."},
		{drained, "InService|N/A|Instance deregistration currently in progress."},
		{zone, "InService|N/A|Disable Availability Zone is currently in progress."},
		{classic.NotRegistered(), "OutOfService|ELB|Instance is not currently registered with the LoadBalancer."},
		{classic.ZoneNotEnabled(), "OutOfService|ELB|Instance is in the EC2 Availability Zone for which LoadBalancer is not configured to route traffic to."},
		{classic.NotRunning("pending"), "OutOfService|Instance|Instance is in pending state."},
		{classic.NotRunning("stopping"), "OutOfService|Instance|Instance is in stopped state."},
		{classic.NotRunning("terminated"), "OutOfService|Instance|Instance is in terminated state."},
		{classic.Transient(), "Unknown|ELB|A transient error occurred. Please try again later."},
	} {
		if got := row.s.State + "|" + row.s.Reason + "|" + row.s.Description; got != row.want {
			t.Errorf("%s, want %s", got, row.want)
		}
	}
}

// CLB/config-conn-drain.
func TestDeregister(t *testing.T) {
	if s, wait := classic.Deregister(classic.Serving(), true); !wait || !s.Leaving() || s.Checked() {
		t.Errorf("healthy, draining: %+v", s)
	}
	if s, wait := classic.Deregister(classic.Serving(), false); wait || s != classic.NotRegistered() {
		t.Errorf("without draining: %+v", s)
	}
	unhealthy := walkTo(classic.Registering(), "--")
	if s, wait := classic.Deregister(unhealthy, true); wait || s != classic.NotRegistered() {
		t.Errorf("an unhealthy one is not drained: %+v", s)
	}
	if s, wait := classic.DisablingZone(unhealthy, true); wait || s != classic.ZoneNotEnabled() {
		t.Errorf("%+v", s)
	}
	leaving, _ := classic.Deregister(classic.Serving(), true)
	if walkTo(leaving, "--") != leaving {
		t.Error("checks do not decide over what leaves")
	}
}

func walkTo(s classic.State, drawn string) classic.State {
	for _, mark := range drawn {
		s = classic.Step(s, mark == '+', classic.Defaults())
	}
	return s
}

// With the defaults a failure is told after 30 s more, and ten passes bring an
// instance back.
func TestTiming(t *testing.T) {
	c := classic.Defaults()
	if c.TimeToFail() != 30*time.Second || c.TimeToRecover() != 270*time.Second {
		t.Errorf("%v and %v", c.TimeToFail(), c.TimeToRecover())
	}
	s := walkTo(classic.Registering(), "+--")
	for n := 1; ; n++ {
		if s = classic.Step(s, true, c); s.State == classic.InService {
			if n != 10 {
				t.Errorf("back after %d passes", n)
			}
			return
		}
	}
}

// Whatever the answers: never both counters, and a state that the last
// answers account for.
func TestStepHolds(t *testing.T) {
	rnd := rand.New(rand.NewSource(11))
	for range 300 {
		c := classic.Check{UnhealthyThreshold: 2 + rnd.Intn(9), HealthyThreshold: 2 + rnd.Intn(9)}
		s := classic.Registering()
		for range 200 {
			before, passed := s, rnd.Intn(3) > 0
			s = classic.Step(s, passed, c)
			switch {
			case s.Passes > 0 && s.Failures > 0:
				t.Fatalf("%+v counts both", s)
			case before.State == classic.InService && s.State != before.State && s.Failures != c.UnhealthyThreshold:
				t.Fatalf("%+v out after %d failures", c, s.Failures)
			case before.State != s.State && s.State == classic.InService && before.Reason == classic.ByInstance && s.Passes != c.HealthyThreshold:
				t.Fatalf("%+v back after %d passes", c, s.Passes)
			case s.Description == "" || s.Reason == "":
				t.Fatalf("%+v", s)
			}
		}
	}
}

func TestPing(t *testing.T) {
	for target, passes := range map[string]map[classic.Answer]bool{
		"HTTP:80/index.html": {{Connected: true, Code: 200}: true, {Connected: true, Code: 204}: false, {Connected: true, Code: 302}: false, {}: false},
		"TCP:80":             {{Connected: true}: true, {}: false},
		"SSL:443":            {{Connected: true}: true, {}: false},
	} {
		p, err := classic.ParsePing(target)
		if err != nil || p.String() != target {
			t.Fatalf("%s: %+v, %v", target, p, err)
		}
		for a, want := range passes {
			if p.Passes(a) != want {
				t.Errorf("%s: %+v", target, a)
			}
		}
	}
	for _, bad := range []string{"", "HTTP:80", "HTTP", "TCP:80/x", "UDP:53", "TCP:0", "TCP:65536", "TCP:-1", "TCP:+1", "http:80/", "HTTP:80/" + strings.Repeat("x", 1024)} {
		if p, err := classic.ParsePing(bad); err == nil {
			t.Errorf("%q was taken: %+v", bad, p)
		}
	}
}

func FuzzParsePing(f *testing.F) {
	for _, seed := range []string{"HTTP:80/index.html", "TCP:80", "SSL:443", "HTTPS:443/a:b/c", "TCP:", ":80"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, target string) {
		p, err := classic.ParsePing(target)
		if err != nil {
			return
		}
		again, err := classic.ParsePing(p.String())
		if err != nil || again != p || p.Port < 1 || p.Port > 65535 || p.HTTP() != strings.HasPrefix(p.Path, "/") {
			t.Errorf("%q: %+v, then %+v, %v", target, p, again, err)
		}
	})
}

// CLB/elb-healthchecks and BC:elb.HealthCheck.
func TestValidateCheck(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*classic.Check)
		ok     bool
	}{
		{"the defaults", func(*classic.Check) {}, true},
		{"the console's target", func(c *classic.Check) { c.Target = classic.DefaultConsoleTarget }, true},
		{"fastest", func(c *classic.Check) { c.Interval, c.Timeout = 5*time.Second, 2*time.Second }, true},
		{"slowest", func(c *classic.Check) { c.Interval, c.Timeout = 300*time.Second, 60*time.Second }, true},
		{"timeout as long as the interval", func(c *classic.Check) { c.Interval, c.Timeout = 30*time.Second, 30*time.Second }, false},
		{"interval", func(c *classic.Check) { c.Interval = 4 * time.Second }, false},
		{"timeout", func(c *classic.Check) { c.Timeout, c.Interval = 61*time.Second, 300*time.Second }, false},
		{"unhealthy threshold", func(c *classic.Check) { c.UnhealthyThreshold = 1 }, false},
		{"healthy threshold", func(c *classic.Check) { c.HealthyThreshold = 11 }, false},
		{"target", func(c *classic.Check) { c.Target = "HTTP:80" }, false},
	} {
		check := classic.Defaults()
		c.change(&check)
		if err := check.Validate(); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestValidateSettings(t *testing.T) {
	for name, ok := range map[string]bool{"my-lb": true, "A1": true, "": false, "-a": false, "a-": false, "a_b": false, strings.Repeat("a", 33): false} {
		if err := classic.ValidateName(name); (err == nil) != ok {
			t.Errorf("%q: %v", name, err)
		}
	}
	for seconds, ok := range map[int]bool{0: false, 1: true, 3600: true, 3601: false} {
		d := time.Duration(seconds) * time.Second
		if (classic.ValidateDraining(d) == nil) != ok || (classic.ValidateIdleTimeout(d) == nil) != ok {
			t.Errorf("%d s", seconds)
		}
	}
	web := classic.Listener{Protocol: "HTTP", Port: 80, InstancePort: 80}
	for _, c := range []struct {
		name      string
		listeners []classic.Listener
		code      string
	}{
		{"one", []classic.Listener{web}, ""},
		{"none", nil, "ValidationError"},
		{"the same port twice", []classic.Listener{web, web}, "DuplicateListener"},
		{"secure without a certificate", []classic.Listener{{Protocol: "HTTPS", Port: 443, InstancePort: 80}}, "ValidationError"},
		{"secure", []classic.Listener{web, {Protocol: "HTTPS", Port: 443, InstancePort: 80, Certificate: "arn"}}, ""},
		{"one port, secure and plain", []classic.Listener{web, {Protocol: "HTTPS", Port: 443, InstanceProtocol: "HTTPS", InstancePort: 80, Certificate: "arn"}}, "ValidationError"},
		{"layers mixed", []classic.Listener{{Protocol: "HTTP", Port: 80, InstanceProtocol: "TCP", InstancePort: 80}}, "ValidationError"},
		{"no protocol", []classic.Listener{{Protocol: "UDP", Port: 53, InstancePort: 53}}, "UnsupportedProtocol"},
		{"no port", []classic.Listener{{Protocol: "TCP", InstancePort: 53}}, "ValidationError"},
	} {
		err := classic.ValidateListeners(c.listeners)
		if (err == nil) != (c.code == "") || err != nil && !strings.HasPrefix(err.Error(), c.code+":") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
