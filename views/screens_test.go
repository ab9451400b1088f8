package views

import (
	"fmt"
	"strings"
	"testing"

	"fleetglass/awsclient"
	"fleetglass/themes"
	"fleetglass/ui"
	"fleetglass/ui/uitest"
)

// sizes are those that every screen is looked at in.
func sizes() []ui.Rect { return []ui.Rect{{W: 80, H: 24}, {W: 120, H: 36}, {W: 200, H: 60}} }

// golden compares a screen with the one that was read and found good. Lines
// end in a bar, so that spaces at their ends can be seen in a review.
func golden(t *testing.T, name, screen string) {
	t.Helper()
	var b strings.Builder
	for _, line := range strings.Split(screen, "\n") {
		b.WriteString(line + "|\n")
	}
	uitest.Golden(t, "screens/"+name, b.String())
}

// places that are looked at: the keys that lead to each.
func TestScreens(t *testing.T) {
	for _, c := range []struct {
		name string
		keys []string
		with func(*Options)
	}{
		{name: "overview"},
		{name: "instances", keys: []string{"5"}},
		{name: "instance", keys: []string{"5", "enter"}},
		{name: "instance-metrics", keys: []string{"5", "j", "j", "j", "enter", "tab"}},
		{name: "actions", keys: []string{"5", "a"}},
		{name: "actions-off", keys: []string{"5", "a"}, with: func(o *Options) { o.Writes = false }},
		{name: "confirm", keys: []string{"5", "a", "j", "j", "j", "enter"}},
		{name: "help", keys: []string{"5", "?"}},
		{name: "palette", keys: []string{":"}},
		{name: "related", keys: []string{"5", "r"}},
		{name: "ledger", keys: []string{"@"}},
		{name: "inject", keys: []string{"5", "i"}},
	} {
		for _, size := range sizes() {
			t.Run(fmt.Sprintf("%s-%dx%d", c.name, size.W, size.H), func(t *testing.T) {
				change := func(*Options) {}
				if c.with != nil {
					change = c.with
				}
				d := newDesk(t, size.W, size.H, change)
				d.press(c.keys...)
				golden(t, fmt.Sprintf("%s-%dx%d", c.name, size.W, size.H), d.screen())
			})
		}
	}
}

func TestScreensOfTrouble(t *testing.T) {
	d := newDesk(t, 120, 36, func(o *Options) { o.Backend = "ops"; o.Engine = nil; o.Writes = false })
	s := account()
	s.Seq = 2
	s.Balancers = failed[awsclient.LoadBalancer](denied("Elastic Load Balancing v2", "DescribeLoadBalancers"))
	s.Instances = failed[awsclient.Instance](&awsclient.Error{Kind: awsclient.Expired, Service: "EC2", Operation: "DescribeInstances", Code: "ExpiredToken", Message: "The security token included in the request is expired"})
	d.see(s)
	golden(t, "trouble-overview", d.screen())
	golden(t, "trouble-instances", d.press("5").screen())
	golden(t, "trouble-errors", d.press("!").screen())
}

// Every theme draws the overview, and the text does not depend on it.
func TestThemesDrawTheSameText(t *testing.T) {
	dark := newDesk(t, 120, 36).screen()
	for _, name := range themes.Names() {
		theme, err := themes.ByName(name)
		if err != nil {
			t.Fatal(err)
		}
		if screen := newDesk(t, 120, 36, func(o *Options) { o.Theme = theme }).screen(); screen != dark {
			t.Errorf("theme %s draws other text", name)
		}
	}
}
