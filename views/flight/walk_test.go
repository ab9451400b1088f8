package flight_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetglass/ui/uitest"
)

// The walk goes from the overview into every pane, every tab of every list and
// of the resource behind its first row, every related link, and back. The clock
// stands, so that what was left must be found again as it was.
func TestAWalkThroughEveryPaneAndBack(t *testing.T) {
	for _, size := range []uitest.Size{{W: 80, H: 24}, {W: 200, H: 60}} {
		for _, pane := range []struct{ digit, sees string }{
			{"1", "BALANCERS"}, {"2", "web-alb"}, {"3", "web-asg"}, {"4", "render-fleet"}, {"5", "running"},
			{"6", "AWS/EC2"}, {"7", "worker-busy"}, {"8", "/web/access"}, {"9", "RunInstances"},
		} {
			t.Run(fmt.Sprintf("%dx%d/%s", size.W, size.H, pane.digit), func(t *testing.T) {
				fly(t, terms{size: size, speed: speed}, func(f *flight) {
					f.Press("p", pane.digit)
					f.Wait(3 * time.Second)
					f.Sees(pane.sees)
					f.walkTabs(func() { f.walkInto(true) })
					f.Press("1")
					f.Sees("BALANCERS", "GROUPS")
				})
			})
		}
	}
}

// walkTabs does something on every tab of what is in sight, or once when it has
// none, and ends on the tab it began with.
func (f *flight) walkTabs(there func()) {
	f.t.Helper()
	first := f.tabName()
	for seen := []string{}; ; {
		f.walkable()
		there()
		f.Press("tab")
		f.Wait(2 * time.Second)
		name := f.tabName()
		if name == "" && first != "" {
			f.t.Fatalf("the tab in force is out of sight:\n%s", f.Text())
		}
		if name == first {
			return
		}
		if seen = append(seen, name); len(seen) > 20 {
			f.t.Fatalf("tab does not come round: %q", seen)
		}
	}
}

// walkInto opens the row under the cursor, walks its tabs and what it is tied
// to, and comes back to the same row.
func (f *flight) walkInto(further bool) {
	f.t.Helper()
	crumbs, row := f.crumbs(), f.rowName()
	f.Press("enter")
	f.Wait(2 * time.Second)
	if f.crumbs() == crumbs {
		f.Press("esc") // whatever enter did here, it is undone
		f.Wait(time.Second)
		return
	}
	if further {
		f.walkTabs(func() { f.walkRelated() })
	}
	f.walkable()
	f.Press("esc")
	f.Wait(time.Second)
	if f.crumbs() != crumbs || f.rowName() != row {
		f.t.Fatalf("came back to %q on %q, left %q on %q:\n%s", f.crumbs(), f.rowName(), crumbs, row, f.Text())
	}
}

// walkRelated follows every link of the related menu and comes back.
func (f *flight) walkRelated() {
	f.t.Helper()
	crumbs, tab := f.crumbs(), f.tabName()
	var followed []string
	for i := 0; ; i++ {
		f.Press("r")
		f.Wait(time.Second)
		if f.picked() == "" {
			return // nothing is tied to it, or it says why
		}
		f.Press(slices.Repeat([]string{"down"}, i)...)
		item := f.picked()
		if slices.Contains(followed, item) {
			f.Press("esc")
			return
		}
		followed = append(followed, item)
		f.Press("enter")
		f.Wait(2 * time.Second)
		f.walkable()
		for back := 0; back < 3 && (f.crumbs() != crumbs || f.picked() != ""); back++ {
			f.Press("esc")
			f.Wait(time.Second)
		}
		if f.crumbs() != crumbs || f.tabName() != tab {
			f.t.Fatalf("after related %q: at %q [%s], left %q [%s]:\n%s", item, f.crumbs(), f.tabName(), crumbs, tab, f.Text())
		}
	}
}

// walkable fails the test when what is in sight waits, failed, or is no screen
// of the terminal's size.
func (f *flight) walkable() {
	f.t.Helper()
	f.SeesNot("loading...", "failed (", "denied (", "throttled (", "credentials expired", "errors !", "error !")
	if len(strings.Fields(f.Text())) < 20 {
		f.t.Fatalf("there is next to nothing on the screen:\n%s", f.Text())
	}
}

// crumbs is the line that tells the way from the pane to the page in sight, ""
// on a pane's own list.
func (f *flight) crumbs() string {
	for _, line := range f.Lines()[:4] {
		if strings.Contains(line, " › ") {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

// rowName is the first word of the row under the cursor. Its numbers may have
// changed, and the sign of a change comes and goes.
func (f *flight) rowName() string {
	name, _, _ := strings.Cut(strings.TrimLeft(f.Cursor(), "∙· "), " ")
	return name
}

// tabName is the tab in sight without its count, "" for none.
func (f *flight) tabName() string {
	for _, line := range f.Lines()[:5] {
		if _, after, ok := strings.Cut(line, "["); ok {
			name, _, _ := strings.Cut(after, "]")
			return strings.TrimRight(name, " 0123456789")
		}
	}
	return ""
}
