package flight_test

import (
	"strings"
	"testing"
	"time"
)

// sound fails the test when something in sight waits, failed or is empty.
func (f *flight) sound() {
	f.t.Helper()
	f.SeesNot("loading...", "failed (", "denied", "throttled", "credentials expired", "errors !", "error !")
	if len(strings.Fields(f.Text())) < 40 {
		f.t.Fatalf("there is next to nothing on the screen:\n%s", f.Text())
	}
}

func TestAStrangerSeesWhatTheFleetDoes(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Sees("demo", "us-west-2", "123456789012", "x60", "writes on")
		f.Sees("web-alb", "mqtt-nlb", "web-asg", "batch-asg", "worker-asg", "api-asg", "LATEST")
		f.Sees("Tue 20:3") // the clock: two seconds are two minutes
		f.seesLine("batch-asg", "held by a hook")
		f.sound()
		for digit, sees := range map[string][]string{
			"2": {"BALANCER", "web-alb", "application", "2 rows"},
			"3": {"GROUP", "web-asg", "web $Default", "7 rows"},
			"5": {"INSTANCE", "webserver0", "t3.micro", "running"},
			"1": {"BALANCERS", "GROUPS", "LATEST"},
		} {
			f.Press(digit)
			f.Wait(3 * time.Second)
			f.Sees(sees...)
			f.sound()
		}
	})
}

func TestEveryTabOfABalancerHasContent(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("2")
		f.open("web-alb")
		for _, tab := range []struct{ name, sees string }{
			{"Map", "path /webserver0/*"}, {"Details", "DNS name"}, {"Listeners", "HTTPS :443"}, {"Rules", "everything else"},
			{"Target groups", "HTTP /health"}, {"Targets", "healthy"}, {"Metrics", "response time"}, {"Attributes", "idle_timeout.timeout_seconds"},
		} {
			f.tab(tab.name)
			f.Wait(2 * time.Second)
			f.Sees(tab.sees)
			f.sound()
		}
		f.Press("esc")
		f.Selects("web-alb")
	})
}

func TestEveryTabOfAGroupHasContent(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("3")
		f.open("web-asg")
		for _, tab := range []struct{ name, sees string }{
			{"Now", "cpu-60"}, {"Details", "default cooldown"}, {"Instances", "InService"}, {"Activities", "Launching i-"},
			{"Policies", "holds CPU at 60 %"}, {"Schedule", "office-hours"}, {"Launch", "dnf install -y httpd"}, {"Metrics", "CPU"},
		} {
			f.tab(tab.name)
			f.Wait(2 * time.Second)
			f.Sees(tab.sees)
			f.sound()
		}
		f.tab("Hooks 0")
		f.Sees("none")
		f.Press("esc")
		f.Selects("web-asg")
	})
}

func TestRelatedLeadsFromTheGroupToItsBalancerAndBack(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("3")
		f.Wait(time.Second)
		f.row("web-asg")
		f.Press("r")
		f.choose("instances")
		f.Wait(time.Second)
		f.Sees("› instances of web-asg")
		id := f.serving("web-asg")
		f.row(id)
		f.Press("r")
		f.Sees("Related to web " + id)
		f.choose("balancers")
		f.Wait(time.Second)
		f.Sees("› web-alb", "api.example.com")
		f.Press("esc")
		f.Sees("› instances of web-asg")
		f.Selects(id)
		f.Press("esc")
		f.Selects("web-asg")
		f.Sees("7 rows")
	})
}
