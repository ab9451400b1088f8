package views

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// The traffic of the test account: the web balancer sends by host, path and
// weight to five target groups, two of which are in trouble; the network
// balancer has one listener.

const (
	elbARN  = "arn:aws:elasticloadbalancing:us-west-2:123456789012:"
	http80  = elbARN + "listener/app/web-alb/50dc6c495c0c9188/aaaa000000000080"
	https   = elbARN + "listener/app/web-alb/50dc6c495c0c9188/aaaa000000000443"
	apiHTTP = elbARN + "listener/app/api-alb/50dc6c495c0c9199/bbbb000000000080"
	tcp9000 = elbARN + "listener/net/ingest-nlb/50dc6c495c0c9177/cccc000000009000"
	ws0TG   = elbARN + "targetgroup/ws0-tg/73e2d6bc24d8a070"
	ws1TG   = elbARN + "targetgroup/ws1-tg/73e2d6bc24d8a071"
	webV2TG = elbARN + "targetgroup/web-v2/73e2d6bc24d8a072"
	spareTG = elbARN + "targetgroup/spare-tg/73e2d6bc24d8a073"
)

func ruleARN(listener string, n int) string {
	return strings.Replace(listener, ":listener/", ":listener-rule/", 1) + fmt.Sprintf("/d00d%012d", n)
}

func forwardTo(weights ...any) []awsclient.RuleAction {
	a := awsclient.RuleAction{Type: "forward", Order: 1}
	for i := 0; i < len(weights); i += 2 {
		a.Forwards = append(a.Forwards, awsclient.WeightedTargetGroup{ARN: weights[i].(string), Weight: weights[i+1].(int)})
	}
	return []awsclient.RuleAction{a}
}

func toHTTPS() []awsclient.RuleAction {
	return []awsclient.RuleAction{{Type: "redirect", Order: 1, Redirect: &awsclient.Redirect{Protocol: "HTTPS", Port: "443", Host: "#{host}", Path: "/#{path}", Query: "#{query}", StatusCode: "HTTP_301"}}}
}

func gone() []awsclient.RuleAction {
	return []awsclient.RuleAction{{Type: "fixed-response", Order: 1, Fixed: &awsclient.FixedResponse{StatusCode: "410", ContentType: "text/plain", Body: "gone for good"}}}
}

func when(field string, values ...string) awsclient.Condition {
	return awsclient.Condition{Field: field, Values: values}
}

func rulesOfTraffic() []awsclient.Rule {
	rule := func(priority int, does []awsclient.RuleAction, conditions ...awsclient.Condition) awsclient.Rule {
		return awsclient.Rule{ARN: ruleARN(https, priority), Listener: https, Priority: priority, Default: priority == 0, Conditions: conditions, Actions: does}
	}
	return []awsclient.Rule{
		rule(0, forwardTo(webTG, 90, webV2TG, 10)),
		rule(10, forwardTo(apiTG, 1), when("host-header", "api.example.com")),
		rule(20, forwardTo(ws0TG, 1), when("path-pattern", "/webserver0/*")),
		rule(30, forwardTo(ws1TG, 1), when("path-pattern", "/webserver1/*")),
		rule(40, gone(), when("path-pattern", "/old/*")),
		rule(50, forwardTo(webTG, 1), when("path-pattern", "/old/but/gold/*"), when("http-request-method", "GET", "HEAD")),
	}
}

// traffic is the test account with listeners, rules, and the target groups
// behind them.
func traffic() *watch.Snapshot {
	s := account()
	check := awsclient.HealthCheck{Enabled: true, Protocol: "HTTP", Port: "traffic-port", Path: "/health", Interval: 30 * time.Second, Timeout: 5 * time.Second, Healthy: 5, Unhealthy: 2, Matcher: "200"}
	groups := s.TargetGroups.Rows
	groups[1].Balancers = []string{webALB, apiALB}
	for name, arn := range map[string]string{"ws0-tg": ws0TG, "ws1-tg": ws1TG, "web-v2": webV2TG, "spare-tg": spareTG} {
		group := awsclient.TargetGroup{ARN: arn, Name: name, Protocol: "HTTP", Port: 80, VPC: "vpc-0c0ffee", TargetType: "instance", Balancers: []string{webALB}}
		if arn == spareTG {
			group.Balancers = nil
		}
		groups = append(groups, group)
	}
	for i := range groups {
		groups[i].Check = check
		if groups[i].Protocol == "TCP" {
			groups[i].Check.Protocol, groups[i].Check.Path, groups[i].Check.Matcher = "TCP", "", ""
		}
	}
	sortByName(groups)
	s.TargetGroups = ok(groups...)
	target := func(tg string, n int, state, reason, words string) awsclient.Target {
		return awsclient.Target{TargetGroup: tg, ID: instanceID(n), Port: 80, State: state, Reason: reason, Description: words}
	}
	s.Targets[ws0TG] = ok(target(ws0TG, 0, "healthy", "", ""))
	s.Targets[ws1TG] = ok(target(ws1TG, 1, "unhealthy", "Target.Timeout", "Request timed out"))
	s.Targets[webV2TG] = ok(target(webV2TG, 2, "healthy", "", ""), target(webV2TG, 4, "initial", "Elb.InitialHealthChecking", "Initial health checks in progress"))
	s.Targets[spareTG] = ok[awsclient.Target]()
	s.Listeners = map[string]watch.Feed[awsclient.Listener]{
		webALB: ok(
			awsclient.Listener{ARN: https, Balancer: webALB, Protocol: "HTTPS", Port: 443, SSLPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06", Certificates: []string{"arn:aws:acm:us-west-2:123456789012:certificate/0a1b2c3d"}, Actions: forwardTo(webTG, 90, webV2TG, 10)},
			awsclient.Listener{ARN: http80, Balancer: webALB, Protocol: "HTTP", Port: 80, Actions: toHTTPS()}),
		apiALB: ok(awsclient.Listener{ARN: apiHTTP, Balancer: apiALB, Protocol: "HTTP", Port: 80, Actions: forwardTo(apiTG, 1)}),
		tcpNLB: ok(awsclient.Listener{ARN: tcp9000, Balancer: tcpNLB, Protocol: "TCP", Port: 9000, Actions: forwardTo(tcpTG, 1)}),
	}
	s.Rules = map[string]watch.Feed[awsclient.Rule]{
		https:   ok(rulesOfTraffic()...),
		http80:  ok(awsclient.Rule{ARN: ruleARN(http80, 0), Listener: http80, Default: true, Actions: toHTTPS()}),
		apiHTTP: ok(awsclient.Rule{ARN: ruleARN(apiHTTP, 0), Listener: apiHTTP, Default: true, Actions: forwardTo(apiTG, 1)}),
		tcp9000: ok(awsclient.Rule{ARN: ruleARN(tcp9000, 0), Listener: tcp9000, Default: true, Actions: forwardTo(tcpTG, 1)}),
	}
	attributes := ok(awsclient.Attribute{Key: "deregistration_delay.timeout_seconds", Value: "120"}, awsclient.Attribute{Key: "stickiness.enabled", Value: "false"})
	s.TargetGroupAttributes = map[string]watch.Feed[awsclient.Attribute]{webTG: attributes, ws0TG: attributes}
	s.BalancerAttributes = map[string]watch.Feed[awsclient.Attribute]{webALB: ok(awsclient.Attribute{Key: "deletion_protection.enabled", Value: "true"}, awsclient.Attribute{Key: "idle_timeout.timeout_seconds", Value: "60"})}
	addTraffic(s)
	return s
}

func sortByName(groups []awsclient.TargetGroup) {
	for i := range groups {
		for j := i; j > 0 && groups[j].Name < groups[j-1].Name; j-- {
			groups[j], groups[j-1] = groups[j-1], groups[j]
		}
	}
}

// addTraffic adds the requests and response times of the target groups.
func addTraffic(s *watch.Snapshot) {
	flat := func(w watch.Want, value float64) {
		series := awsclient.Series{Query: w.Query}
		for i := range 60 {
			series.Points = append(series.Points, awsclient.Point{At: s.Now.Truncate(time.Minute).Add(-time.Duration(60-i) * time.Minute), Value: value * (1 + float64(i%7)/20)})
		}
		s.Series[w.Key] = ok(series)
	}
	web := balancersOfAccount()[2]
	for _, g := range []struct {
		arn       string
		perSecond float64
		slow      float64
	}{{webTG, 1100, 0.21}, {webV2TG, 120, 0.18}, {apiTG, 90, 0.045}, {ws0TG, 40, 0.012}, {ws1TG, 3, 29.5}} {
		wants := targetGroupGlance(&web, g.arn)
		flat(wants[0], g.perSecond*60)
		flat(wants[1], g.slow)
	}
}

// trafficDesk is a console on that account.
func trafficDesk(t testing.TB, w, h int, change ...func(*Options)) *desk {
	d := newDesk(t, w, h, change...)
	d.see(traffic())
	return d
}

func TestBalancerScreens(t *testing.T) {
	for _, c := range []struct {
		name string
		keys []string
	}{
		{"balancers", []string{"2"}},
		{"map", []string{"2", "enter"}},
		{"map-target-group", []string{"2", "enter", "j", "j", "j", "l"}},
		{"map-network", []string{"2", "j", "j", "enter"}},
		{"balancer-details", []string{"2", "enter", "tab"}},
		{"balancer-listeners", []string{"2", "enter", "tab", "tab"}},
		{"balancer-rules", []string{"2", "enter", "tab", "tab", "tab"}},
		{"balancer-target-groups", []string{"2", "enter", "tab", "tab", "tab", "tab"}},
		{"balancer-targets", []string{"2", "enter", "tab", "tab", "tab", "tab", "tab"}},
		{"rule", []string{"2", "enter", "j", "j", "j", "enter"}},
		{"rule-never", []string{"2", "enter", "j", "j", "j", "j", "j", "enter"}},
		{"listener", []string{"2", "enter", "tab", "tab", "j", "enter"}},
		{"target-group", []string{"2", "enter", "G", "k", "l", "enter"}},
		{"target-group-details", []string{"2", "enter", "G", "k", "l", "enter", "tab"}},
		{"target-group-check", []string{"2", "enter", "G", "k", "l", "enter", "tab", "tab"}},
		{"target-group-metrics", []string{"2", "enter", "G", "k", "l", "enter", "tab", "tab", "tab"}},
		{"target", []string{"2", "enter", "G", "k", "l", "enter", "enter"}},
		{"actions-rule", []string{"2", "enter", "j", "j", "a"}},
		{"actions-default-rule", []string{"2", "enter", "a"}},
		{"create-rule", []string{"2", "enter", "j", "a", "G", "k", "k", "enter"}},
		{"change-conditions", []string{"2", "enter", "j", "j", "a", "enter"}},
		{"register-targets", []string{"2", "enter", "G", "k", "l", "a", "enter"}},
		{"deregister-target", []string{"2", "enter", "G", "k", "l", "enter", "j", "a", "enter"}},
	} {
		for _, size := range sizes() {
			t.Run(fmt.Sprintf("%s-%dx%d", c.name, size.W, size.H), func(t *testing.T) {
				d := trafficDesk(t, size.W, size.H)
				d.press(c.keys...)
				golden(t, fmt.Sprintf("%s-%dx%d", c.name, size.W, size.H), d.screen())
			})
		}
	}
}

func TestBalancerTabScreens(t *testing.T) {
	for _, size := range sizes() {
		for _, c := range []struct{ name, arn string }{{"balancer", webALB}, {"network", tcpNLB}} {
			for _, tab := range []string{"Metrics", "Layers", "Cost"} {
				d := newDesk(t, size.W, size.H)
				s := traffic()
				addCost(s)
				d.see(s)
				d.c.Open(Ref{KindBalancer, c.arn})
				d.tab(tab)
				golden(t, fmt.Sprintf("%s-%s-%dx%d", c.name, strings.ToLower(tab), size.W, size.H), d.screen())
			}
		}
	}
}

// addCost adds what metrics and cost of the balancers are made of.
func addCost(s *watch.Snapshot) {
	for i := range s.Balancers.Rows {
		b := &s.Balancers.Rows[i]
		for metric, value := range map[string]float64{
			"NewConnectionCount": 2400, "ProcessedBytes": 90e6, "HTTPCode_Target_4XX_Count": 12, "NewFlowCount": 14000,
		} {
			want := BalancerGraph(b, metric, "Sum", glanceBack)
			s.Series[want.Key] = ok(flatSeries(s, want, value))
		}
		want := BalancerGraph(b, map[string]string{"application": "ActiveConnectionCount", "network": "ActiveFlowCount"}[b.Type], activeStatistic(b.Type), glanceBack)
		s.Series[want.Key] = ok(flatSeries(s, want, 800))
		for _, statistic := range []string{"p50", "p90"} {
			want := BalancerGraph(b, "TargetResponseTime", statistic, glanceBack)
			s.Series[want.Key] = ok(flatSeries(s, want, 0.05))
		}
		for _, g := range s.TargetGroups.Rows {
			for j, z := range b.Zones {
				want := zoneHosts(b, g.ARN, z.Zone)
				s.Series[want.Key] = ok(flatSeries(s, want, float64(j)/2))
			}
		}
	}
}

// What metrics do not tell is not known, and the sum is at least what is.
func TestCostWithoutMetrics(t *testing.T) {
	for _, c := range []struct {
		name  string
		arn   string
		spoil func(*watch.Snapshot)
		sees  []string
	}{
		{"all is known", webALB, func(*watch.Snapshot) {}, []string{" counts", "$0.0225 an hour"}},
		{"no metrics", webALB, func(s *watch.Snapshot) { s.Series = nil }, []string{"what it does is not known", "CloudWatch has no NewConnectionCount", "at least: not everything is known"}},
		{"metrics denied", tcpNLB, func(s *watch.Snapshot) {
			want := BalancerGraph(&s.Balancers.Rows[1], "NewFlowCount", "Sum", costBack)
			s.Series[want.Key] = failed[awsclient.Series](denied("CloudWatch", "GetMetricData"))
		}, []string{"NewFlowCount: denied"}},
		{"two protocols", tcpNLB, func(s *watch.Snapshot) {
			l := s.Listeners[tcpNLB].Rows[0]
			udp := l
			udp.Protocol, udp.Port, udp.ARN = "UDP", 53, l.ARN+"2"
			s.Listeners[tcpNLB] = ok(l, udp)
		}, []string{"its listeners have several protocols"}},
		{"another region", webALB, func(s *watch.Snapshot) { s.Region = "eu-central-1" }, []string{"no list price of application balancers in eu-central-1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := traffic()
			addCost(s)
			c.spoil(s)
			d := newDesk(t, 200, 60)
			d.see(s)
			d.c.Open(Ref{KindBalancer, c.arn})
			screen := d.tab("Cost").screen()
			for _, want := range c.sees {
				if !strings.Contains(screen, want) {
					t.Errorf("%q is not on the screen\n%s", want, screen)
				}
			}
		})
	}
}

// The map fills its rectangle exactly, in every size, and never fails.
func TestMapLayoutIsExact(t *testing.T) {
	d := trafficDesk(t, 120, 36)
	kind := d.c.kinds[KindBalancer].(balancerKind).Kind
	for _, arn := range []string{webALB, apiALB, tcpNLB} {
		page := newTrafficMap(d.c, kind, arn)
		page.See(d.c.snap)
		for _, ascii := range []bool{false, true} {
			p := ui.NewPainter(themes.Dark(), ascii)
			for w := 1; w <= 220; w += 3 {
				for _, h := range []int{1, 7, 18, 50} {
					lines := strings.Split(page.Draw(ui.Rect{W: w, H: h}, p), "\n")
					if len(lines) != h {
						t.Fatalf("%dx%d: %d lines", w, h, len(lines))
					}
					for y, line := range lines {
						if got := ansi.StringWidth(line); got != w {
							t.Fatalf("%dx%d: line %d has %d cells: %q", w, h, y, got, ansi.Strip(line))
						}
						if ascii && strings.IndexFunc(ansi.Strip(line), func(r rune) bool { return r > 126 || r < 32 }) >= 0 {
							t.Fatalf("%dx%d: line %d is not ASCII: %q", w, h, y, ansi.Strip(line))
						}
					}
				}
			}
		}
	}
}

// What cannot be listed is told where it is missing, and the rest is shown.
func TestMapInTrouble(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*watch.Snapshot)
		sees  []string
	}{
		{"listeners denied", func(s *watch.Snapshot) {
			s.Listeners[webALB] = failed[awsclient.Listener](denied("Elastic Load Balancing v2", "DescribeListeners"))
		}, []string{"DescribeListeners", "You are not authorized", "us-west-2a"}},
		{"rules denied", func(s *watch.Snapshot) {
			s.Rules[https] = failed[awsclient.Rule](denied("Elastic Load Balancing v2", "DescribeRules"))
		}, []string{"web-tg 90 %", "rules: denied (DescribeRules)"}},
		{"rules not there yet", func(s *watch.Snapshot) { delete(s.Rules, https) }, []string{"web-tg 90 %", "loading its rules"}},
		{"targets not there yet", func(s *watch.Snapshot) { s.Targets = nil }, []string{"path /webserver0/*", "ws0-tg"}},
		{"no listeners", func(s *watch.Snapshot) { s.Listeners[webALB] = ok[awsclient.Listener]() }, []string{"no listeners: nobody is served"}},
		{"a group without targets", func(s *watch.Snapshot) { s.Targets[ws0TG] = ok[awsclient.Target]() }, []string{"no targets"}},
		{"a zone that the balancer is not in", func(s *watch.Snapshot) { s.Balancers.Rows[2].Zones = s.Balancers.Rows[2].Zones[:2] }, []string{"the balancer is not in this zone"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t, 200, 60)
			s := traffic()
			c.spoil(s)
			d.see(s)
			d.c.Open(Ref{KindBalancer, webALB})
			screen := d.screen()
			for _, want := range c.sees {
				if !strings.Contains(screen, want) {
					t.Errorf("%q is not on the screen\n%s", want, screen)
				}
			}
		})
	}
}

// The cursor stays on its side of the map while lines come and go.
func TestMapSides(t *testing.T) {
	d := trafficDesk(t, 120, 36)
	d.press("2", "enter", "j", "l")
	if d.selected() != apiTG {
		t.Errorf("right of rule 10 is %s", d.selected())
	}
	d.press("j")
	if d.selected() != ws0TG {
		t.Errorf("below it is %s", d.selected())
	}
	s := traffic()
	s.Seq = 9
	d.see(s)
	if d.selected() != ws0TG {
		t.Errorf("after a refresh it is %s", d.selected())
	}
	d.press("h")
	if d.selected() != ruleARN(https, 20) {
		t.Errorf("left of it is %s", d.selected())
	}
}
