package ui

import (
	tea "charm.land/bubbletea/v2"

	"fleetglass/themes"
)

// Check is a line of a Checklist.
type Check struct {
	Title  string
	Detail string // more about it, on the right
	On     bool
}

// Checklist is a dialog with things to turn on and off. Each change is in force
// at once, so that its effect is seen behind the dialog; one thing stays on.
type Checklist struct {
	Heading string
	Checks  []Check
	// Changed is told after every change.
	Changed func([]Check)

	cursor int
	scroll Scroll
}

// Title implements Dialog.
func (c *Checklist) Title() string { return c.Heading }

// Keys implements Dialog.
func (c *Checklist) Keys() []Key {
	return []Key{hint(1, "space", "on or off"), hint(2, "a", "all on"), hint(3, "esc", "close")}
}

// Update implements Dialog.
func (c *Checklist) Update(msg tea.Msg) (Dialog, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		c.move(wheel(msg) / 3)
	case tea.KeyPressMsg:
		return c.press(msg.String())
	}
	return c, nil
}

func (c *Checklist) press(key string) (Dialog, tea.Cmd) {
	switch key {
	case "esc", "q":
		return nil, nil
	case "j", "down", "tab":
		c.move(1)
	case "k", "up", "shift+tab":
		c.move(-1)
	case "g", "home":
		c.move(-len(c.Checks))
	case "G", "end":
		c.move(len(c.Checks))
	case "space", "enter":
		c.toggle()
	case "a":
		c.allOn()
	}
	return c, nil
}

func (c *Checklist) move(by int) { c.cursor = max(min(c.cursor+by, len(c.Checks)-1), 0) }

// toggle turns the line under the cursor on, or off when it is not the last
// that is on.
func (c *Checklist) toggle() {
	if c.cursor >= len(c.Checks) {
		return
	}
	at := &c.Checks[c.cursor]
	if at.On && c.on() == 1 {
		return
	}
	at.On = !at.On
	c.Changed(c.Checks)
}

func (c *Checklist) on() int {
	n := 0
	for _, check := range c.Checks {
		if check.On {
			n++
		}
	}
	return n
}

func (c *Checklist) allOn() {
	for i := range c.Checks {
		c.Checks[i].On = true
	}
	c.Changed(c.Checks)
}

// Size implements Dialog.
func (c *Checklist) Size(most Rect) Rect {
	w := 24
	for _, check := range c.Checks {
		w = max(w, Width(Clean(check.Title))+Width(Clean(check.Detail))+9)
	}
	return Rect{min(w, most.W, readable), min(len(c.Checks), most.H)}
}

// Draw implements Dialog.
func (c *Checklist) Draw(rect Rect, p *Painter) string {
	rect = rect.atLeastOne()
	c.scroll.Fit(rect.H, len(c.Checks))
	c.scroll.Show(c.cursor)
	var drawn []string
	for i := c.scroll.offset; i < len(c.Checks) && len(drawn) < rect.H; i++ {
		state := themes.Normal
		if i == c.cursor {
			state = themes.OnSelected
		}
		drawn = append(drawn, p.LineIn(c.line(i, rect.W, p), rect.W, state))
	}
	return Fit(drawn, rect)
}

func (c *Checklist) line(i, width int, p *Painter) Line {
	check := c.Checks[i]
	cursor, box, title := " ", "[ ] ", themes.Dim
	if i == c.cursor {
		cursor = p.Glyphs.Cursor
	}
	if check.On {
		box, title = "[x] ", themes.Text
	}
	l := Line{{cursor, themes.Accent}, {" ", themes.Text}, {box, themes.Key}, {Clean(check.Title), title}}
	detail := Clean(check.Detail)
	gap := width - l.Width() - Width(detail) - 1
	return append(l, Span{Text: spaces(max(gap, 2))}, Span{detail, themes.Dim})
}
