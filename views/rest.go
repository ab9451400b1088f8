package views

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// rest is how long the console draws nothing after it has drawn. Bubble Tea
// asks for the screen after every message; whoever pastes, or holds a key on
// a slow terminal, sends hundreds of them, and the terminal gets a frame only
// every eight milliseconds or so. The first message after a rest is drawn at
// once, so that a single key waits for nothing.
const rest = 4 * time.Millisecond

// restedMsg ends a rest.
type restedMsg struct{}

// drawing decides when the screen is drawn anew.
type drawing struct {
	rest    time.Duration // 0: it never rests
	frame   string        // as drawn last
	dirty   bool          // something has changed since
	resting bool
	due     bool // the next View draws
}

// changed notes that the screen is no longer true. The command, when there is
// one, must be run: it ends the rest.
func (d *drawing) changed() tea.Cmd {
	d.dirty = true
	if d.resting {
		return nil
	}
	d.due = true
	if d.rest == 0 {
		return nil
	}
	d.resting = true
	return tea.Tick(d.rest, func(time.Time) tea.Msg { return restedMsg{} })
}

// rested ends a rest, and begins another when something has changed in it.
func (d *drawing) rested() tea.Cmd {
	d.resting = false
	if !d.dirty {
		return nil
	}
	return d.changed()
}

// show is the screen, drawn anew when it is due.
func (d *drawing) show(draw func() string) string {
	if d.due && d.dirty {
		d.frame, d.dirty = draw(), false
	}
	d.due = false
	return d.frame
}
