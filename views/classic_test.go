package views

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/classic"
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

// classicAccount is the test account with trouble behind its Classic balancer:
// one instance of each kind of state.
func classicAccount() *watch.Snapshot {
	s := account()
	b := s.ClassicBalancers.Rows[0]
	b.Instances = nil
	for n := 9; n <= 14; n++ {
		b.Instances = append(b.Instances, instanceID(n))
	}
	s.ClassicBalancers = ok(b)
	out := func(n int, reason, text string) awsclient.ClassicHealth {
		return awsclient.ClassicHealth{Balancer: legacyCLB, ID: instanceID(n), State: classic.OutOfService, Reason: reason, Description: text}
	}
	s.ClassicHealth = map[string]watch.Feed[awsclient.ClassicHealth]{legacyCLB: ok(
		inService(9), inService(10), out(11, classic.ByInstance, classic.TextFailed), out(12, classic.ByELB, classic.TextRegistration),
		awsclient.ClassicHealth{Balancer: legacyCLB, ID: instanceID(13), State: classic.InService, Reason: classic.ByELB, Description: classic.TextDeregistration},
		out(14, classic.ByELB, classic.TextZoneNotEnabled))}
	addClassicSeries(s, classicAsBalancer(&b))
	return s
}

// addClassicSeries adds what the metrics and the cost of a Classic balancer are
// made of.
func addClassicSeries(s *watch.Snapshot, b *awsclient.LoadBalancer) {
	row := &balancerRow{b, &s.ClassicBalancers.Rows[0], &scene{snap: s, ties: (&Ties{}).At(s)}}
	for i, l := range classicHosts(row).lines {
		s.Series[l.want.Key] = ok(flatSeries(s, l.want, float64(i+1)/2))
	}
	for metric, value := range map[string]float64{"HTTPCode_Backend_5XX": 3, "HTTPCode_Backend_4XX": 7, "HTTPCode_ELB_5XX": 1, "EstimatedProcessedBytes": 40e6} {
		want := BalancerGraph(b, metric, "Sum", glanceBack)
		s.Series[want.Key] = ok(flatSeries(s, want, value))
	}
	for statistic, value := range map[string]float64{"p50": 0.008, "p90": 0.011} {
		want := BalancerGraph(b, "Latency", statistic, glanceBack)
		s.Series[want.Key] = ok(flatSeries(s, want, value))
	}
}

// flatSeries is an hour of nearly the same value.
func flatSeries(s *watch.Snapshot, want watch.Want, value float64) awsclient.Series {
	series := awsclient.Series{Query: want.Query}
	for i := range 60 {
		series.Points = append(series.Points, awsclient.Point{At: s.Now.Truncate(time.Minute).Add(-time.Duration(60-i) * time.Minute), Value: value * (1 + float64(i%7)/20)})
	}
	return series
}

func classicDesk(t testing.TB, w, h int) *desk {
	d := newDesk(t, w, h)
	d.see(classicAccount())
	d.c.Open(Ref{KindBalancer, legacyCLB})
	return d
}

// tab turns to a tab by its name.
func (d *desk) tab(name string) *desk {
	d.t.Helper()
	for range 14 {
		if strings.Contains(d.screen(), "["+name) {
			return d
		}
		d.press("tab")
	}
	d.t.Fatalf("there is no tab %s:\n%s", name, d.screen())
	return d
}

func TestClassicScreens(t *testing.T) {
	for _, size := range sizes() {
		at := fmt.Sprintf("-%dx%d", size.W, size.H)
		for _, tab := range []string{"Map", "Details", "Listeners", "Instances", "Health check", "Metrics", "Attributes", "Layers", "Cost"} {
			golden(t, "classic-"+strings.ToLower(strings.ReplaceAll(tab, " ", "-"))+at, classicDesk(t, size.W, size.H).tab(tab).screen())
		}
		golden(t, "classic-list"+at, classicDesk(t, size.W, size.H).press("2").screen())
		golden(t, "classic-listener"+at, classicDesk(t, size.W, size.H).tab("Listeners").press("enter").screen())
		golden(t, "classic-instance"+at, classicDesk(t, size.W, size.H).tab("Instances").press("enter").screen())
	}
}

// AWS's texts stand on the page to the letter, where there is room.
func TestClassicTexts(t *testing.T) {
	screen := classicDesk(t, 200, 60).tab("Instances").screen()
	for _, text := range []string{classic.TextFailed, classic.TextRegistration, classic.TextDeregistration, classic.TextZoneNotEnabled} {
		if !strings.Contains(screen, text) {
			t.Errorf("%q is not on the screen\n%s", text, screen)
		}
	}
}

func TestClassicIssue(t *testing.T) {
	health := func(state, text string) awsclient.ClassicHealth {
		return awsclient.ClassicHealth{Balancer: legacyCLB, ID: instanceID(9), State: state, Description: text}
	}
	for _, c := range []struct {
		name   string
		health []awsclient.ClassicHealth
		change func(*awsclient.ClassicBalancer)
		want   Issue
	}{
		{"all well", []awsclient.ClassicHealth{health("InService", "")}, nil, Issue{}},
		{"nobody serves", []awsclient.ClassicHealth{health("OutOfService", classic.TextFailed)}, nil, Issue{"no instance in service: failed its checks", true}},
		{"one of two", []awsclient.ClassicHealth{health("InService", ""), health("OutOfService", classic.TextStopped)}, nil, Issue{"1 instance: it is stopped", true}},
		{"registering", []awsclient.ClassicHealth{health("InService", ""), health("OutOfService", classic.TextRegistration)}, nil, Issue{Text: "1 instance registering"}},
		{"draining", []awsclient.ClassicHealth{health("InService", ""), health("InService", classic.TextDeregistration)}, nil, Issue{Text: "1 instance draining"}},
		{"not known", []awsclient.ClassicHealth{health("Unknown", classic.TextTransient)}, nil, Issue{"no instance in service: not known just now", true}},
		{"no instances", nil, func(b *awsclient.ClassicBalancer) { b.Instances = nil }, Issue{"no instances: every request gets 503", true}},
		{"no listeners", nil, func(b *awsclient.ClassicBalancer) { b.Listeners = nil }, Issue{Text: "no listeners"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := account()
			b := s.ClassicBalancers.Rows[0]
			if c.change != nil {
				c.change(&b)
			}
			s.ClassicBalancers = ok(b)
			s.ClassicHealth = map[string]watch.Feed[awsclient.ClassicHealth]{legacyCLB: ok(c.health...)}
			d := newDesk(t, 120, 36)
			d.see(s)
			if got := d.c.Issue(Ref{KindBalancer, legacyCLB}); got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
		})
	}
}

// One version of the service that cannot be listed takes nothing from the
// other, and is told.
func TestClassicDenied(t *testing.T) {
	s := account()
	s.ClassicBalancers = failed[awsclient.ClassicBalancer](denied("Elastic Load Balancing", "DescribeLoadBalancers"))
	d := newDesk(t, 120, 36)
	d.see(s)
	screen := d.press("2").screen()
	for _, text := range []string{"Classic balancers are not shown", "not authorized", "api-alb"} {
		if !strings.Contains(screen, text) {
			t.Errorf("%q is not on the screen\n%s", text, screen)
		}
	}
	s = account()
	s.Balancers = failed[awsclient.LoadBalancer](denied("Elastic Load Balancing v2", "DescribeLoadBalancers"))
	d.see(s)
	screen = d.screen()
	for _, text := range []string{"Application and Network balancers are not shown", legacyCLB} {
		if !strings.Contains(screen, text) {
			t.Errorf("%q is not on the screen\n%s", text, screen)
		}
	}
}

// From a Classic balancer to its instance and back.
func TestClassicLinks(t *testing.T) {
	d := classicDesk(t, 120, 36).tab("Instances").press("enter")
	if ref := d.selected(); ref != legacyCLB+"|"+instanceID(11) {
		t.Errorf("opened %s", ref)
	}
	d.press("r", "enter")
	if ref := d.selected(); ref != instanceID(11) {
		t.Errorf("related: %s", ref)
	}
	if d.press("esc", "esc"); d.selected() != legacyCLB+"|"+instanceID(11) || !strings.Contains(d.screen(), "[Instances") {
		t.Errorf("back at %s\n%s", d.selected(), d.screen())
	}
}

// The pages fill their rectangle exactly, in every size.
func TestClassicLayoutIsExact(t *testing.T) {
	for _, tab := range []string{"Map", "Layers", "Cost", "Metrics"} {
		for _, size := range []ui.Rect{{W: 40, H: 12}, {W: 61, H: 17}, {W: 97, H: 30}, {W: 140, H: 44}, {W: 220, H: 60}} {
			d := newDesk(t, 200, 60)
			d.see(classicAccount())
			d.c.Open(Ref{KindBalancer, legacyCLB})
			d.tab(tab)
			d.resize(size)
			for y, line := range strings.Split(d.screen(), "\n") {
				if got := ui.Width(line); got > size.W {
					t.Fatalf("%s at %v: line %d has %d cells: %q", tab, size, y, got, line)
				}
			}
		}
	}
}
