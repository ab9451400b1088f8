package views

import (
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
)

// minutes are three snapshots, a minute apart, in which an instance stops.
func minutes() []*watch.Snapshot {
	var all []*watch.Snapshot
	for i, state := range []string{"running", "stopping", "stopped"} {
		s := account()
		s.Seq, s.Now, s.Wall = uint64(i+1), s.Now.Add(time.Duration(i)*time.Minute), s.Wall.Add(time.Duration(i)*time.Minute)
		rows := append([]awsclient.Instance(nil), s.Instances.Rows...)
		rows[0].State = state
		s.Instances = ok(rows...)
		s.Instances.At = s.Wall
		all = append(all, s)
	}
	return all
}

func newPast(t *testing.T) (*desk, []*watch.Snapshot) {
	d := newDesk(t, 120, 36)
	all := minutes()
	for _, s := range all {
		d.see(s)
	}
	d.press("5", "/").typed("id:" + all[0].Instances.Rows[0].ID).press("enter")
	return d.sees("stopped"), all
}

func TestThePastIsSteppedThrough(t *testing.T) {
	d, all := newPast(t)
	clock := func(s *watch.Snapshot) string { return s.Now.UTC().Format("15:04:05") }
	d.press("<").sees("stopping", "the past: "+clock(all[1])+", 1 m ago", "< and > step, ctrl+r goes to the present")
	d.press("<").sees("running", "the past: "+clock(all[0])+", 2 m ago")
	d.press("<").sees("nothing older is remembered", "running")
	d.press(">").sees("stopping", "1 m ago")
	d.press(">").sees("stopped").doesNotSee("the past")
	d.press(">").sees("this is the present")
	d.press("<", "<", "ctrl+r").sees("stopped").doesNotSee("the past")
}

func TestWhatComesWhileOneLooksBackIsThereAfterwards(t *testing.T) {
	d, all := newPast(t)
	d.press("<").sees("stopping", "1 m ago")
	next := *all[2]
	next.Now, next.Wall = next.Now.Add(time.Minute), next.Wall.Add(time.Minute)
	rows := append([]awsclient.Instance(nil), next.Instances.Rows...)
	rows[0].State = "terminated"
	next.Instances = ok(rows...)
	d.see(&next)
	d.sees("stopping", "2 m ago")
	d.press(">").sees("stopped", "1 m ago").press(">").sees("terminated").doesNotSee("the past")
}

// Nothing may be done to what was: it may be gone.
func TestNothingIsChangedInThePast(t *testing.T) {
	d, _ := newPast(t)
	d.press("<", "a").sees("this is the past")
	d.press("enter")
	if len(d.client.calls) != 0 {
		t.Errorf("calls were made: %v", d.client.calls)
	}
}

func TestAPageThatWasNotLookedAtThenSaysSo(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.see(minutes()[1])
	d.press("<", "3", "enter")
	d.press("tab", "tab", "tab").sees("the past")
	s := account()
	s.SpotFleets, s.Wall = watch.Feed[awsclient.SpotFleet]{}, s.Wall.Add(-time.Hour)
	d = newDesk(t, 120, 36)
	d.c.past = watch.Past{}
	d.see(s)
	later := account()
	d.see(later)
	d.press("4").doesNotSee("was not looked at then")
	d.press("<").sees("was not looked at then")
}

// The timeline notes changes between two snapshots: stepping back is none, and
// what came later is not in the past.
func TestLookingBackIsNoHappening(t *testing.T) {
	d := newIncident(t, 120, 36)
	d.press("0").sees("12 rows", "is unhealthy")
	for i := range 3 {
		next := *d.c.whole
		next.Now, next.Wall = next.Now.Add(time.Minute), next.Wall.Add(time.Minute)
		if i == 2 { // the targets recover
			next.Targets = map[string]watch.Feed[awsclient.Target]{}
			for group, feed := range d.c.whole.Targets {
				feed.Rows = append([]awsclient.Target(nil), feed.Rows...)
				for j := range feed.Rows {
					feed.Rows[j].State = "healthy"
				}
				next.Targets[group] = feed
			}
		}
		d.see(&next)
	}
	d.doesNotSee("12 rows")
	d.press("<", "<").sees("12 rows", "2 m ago")
	d.press(">", "ctrl+r").doesNotSee("12 rows", "the past")
}

func TestAnotherRegionHasAPastOfItsOwn(t *testing.T) {
	d := newTwo(t, 120, 36)
	d.press("<").sees("nothing older is remembered")
}
