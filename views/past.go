package views

import (
	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// inPast tells whether the screen shows what was, not what is.
func (c *Console) inPast() bool { return c.present != nil }

// remember keeps a snapshot for who looks back. It tells whether that is all
// that becomes of it now: the screen shows the past.
func (c *Console) remember(s *watch.Snapshot) bool {
	if !c.held {
		c.past.Add(s)
	}
	if !c.inPast() || s.Generation != c.present.Generation {
		return false
	}
	c.present = s
	return true
}

// stepBack shows what was seen before what is shown.
func (c *Console) stepBack() tea.Cmd {
	before := c.past.Before(c.whole)
	if before == nil {
		return c.Say("nothing older is remembered")
	}
	if !c.inPast() {
		c.present = c.whole
	}
	c.turnTo(before)
	return nil
}

// stepForward shows what was seen after that; after the last, the present.
func (c *Console) stepForward() tea.Cmd {
	if after := c.past.After(c.whole); after != nil && after.Wall.Before(c.present.Wall) {
		c.turnTo(after)
	} else {
		c.toPresent()
	}
	return nil
}

func (c *Console) offForward() string {
	if !c.inPast() {
		return "this is the present"
	}
	return ""
}

// toPresent shows what there is now.
func (c *Console) toPresent() {
	if c.inPast() {
		now := c.present
		c.present = nil
		c.turnTo(now)
	}
}

func (c *Console) turnTo(s *watch.Snapshot) {
	c.take(s)
	c.refresh()
}

// pastBanner says what is seen, and how to leave it.
func (c *Console) pastBanner() ui.Line {
	at := c.whole.Now.UTC().Format("15:04:05")
	ago := ui.Duration(c.present.Now.Sub(c.whole.Now))
	return ui.In(themes.Banner, "the past: "+at+", "+ago+" ago. < and > step, ctrl+r goes to the present")
}
