package views

import tea "charm.land/bubbletea/v2"

// attend lets the page in sight run what it has to, and stops what the page
// that was left has running. Nothing runs while the screen is held or shows the
// past.
func (c *Console) attend() tea.Cmd {
	var now Runner
	if !c.held && !c.inPast() {
		now, _ = c.page().(Runner)
	}
	if c.runner != nil && c.runner != now {
		c.runner.Stop()
	}
	c.runner = now
	if now == nil {
		return nil
	}
	return now.Run()
}
