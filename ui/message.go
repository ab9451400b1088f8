package ui

import (
	tea "charm.land/bubbletea/v2"

	"fleetglass/themes"
)

// Message is a dialog that shows lines until it is closed.
type Message struct {
	Heading string
	Lines   []Line
	scroll  Scroll
	width   int
	wrapped []Line
}

// NewMessage is a message with wrapped lines.
func NewMessage(heading string, lines ...Line) *Message {
	return &Message{Heading: heading, Lines: lines}
}

// Title implements Dialog.
func (m *Message) Title() string { return m.Heading }

// Keys implements Dialog.
func (m *Message) Keys() []Key { return []Key{hint(1, "esc", "close")} }

// Update implements Dialog.
func (m *Message) Update(msg tea.Msg) (Dialog, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		m.scroll.By(wheel(msg))
	case tea.KeyPressMsg:
		if closes(msg) {
			return nil, nil
		}
		cmd, _, _ := Dispatch(msg, m.scroll.Keys())
		return m, cmd
	}
	return m, nil
}

// wrap breaks the lines for a width.
func (m *Message) wrap(width int) []Line {
	if m.wrapped == nil || m.width != width {
		m.wrapped, m.width = wrapLines(m.Lines, width), width
	}
	return m.wrapped
}

// Size implements Dialog.
func (m *Message) Size(most Rect) Rect { return sizeOf(m.Lines, most) }

// Draw implements Dialog.
func (m *Message) Draw(rect Rect, p *Painter) string {
	lines := m.wrap(rect.W)
	return p.Lines(window(lines, m.scroll.Fit(rect.H, len(lines)), rect.H), rect)
}

// readable is the widest that text in a dialog becomes.
const readable = 84

// sizeOf is the room that lines need when they are wrapped.
func sizeOf(lines []Line, most Rect) Rect {
	most.W = min(most.W, readable)
	w := 1
	for _, l := range lines {
		w = max(w, min(l.Width(), most.W))
	}
	return Rect{w, min(len(wrapLines(lines, w)), most.H)}
}

func wrapLines(lines []Line, width int) []Line {
	wrapped := []Line{}
	for _, l := range lines {
		wrapped = append(wrapped, wrapLine(l, width)...)
	}
	return wrapped
}

// Confirm asks before something is changed. It shows what will change and the
// command that would do the same. When Name is set, it must be typed.
type Confirm struct {
	Heading string
	Lines   []Line         // what will change
	Command string         // the aws command that does the same, "" for none
	Name    string         // what must be typed for a destructive change, "" for none
	Yes     string         // what yes does: "terminate"
	Do      func() tea.Cmd // runs after yes
	input   *Input
	scroll  Scroll
}

// Title implements Dialog.
func (c *Confirm) Title() string { return c.Heading }

// Keys implements Dialog.
func (c *Confirm) Keys() []Key {
	yes := hint(1, "y", c.yes())
	if c.Name != "" {
		yes = Key{Keys: []string{"enter"}, Label: c.yes(), Hint: 1, Off: func() string {
			if c.typed() != c.Name {
				return "type the name first"
			}
			return ""
		}}
	}
	keys := []Key{yes, hint(2, "esc", "cancel")}
	if c.Name == "" && c.scroll.total > c.scroll.height {
		keys = append(keys, hint(3, "down", "more"))
	}
	return keys
}

func (c *Confirm) yes() string {
	if c.Yes == "" {
		return "yes"
	}
	return c.Yes
}

func (c *Confirm) typed() string { return c.field().Value() }

func (c *Confirm) field() *Input {
	if c.input == nil {
		c.input = NewInput("")
	}
	return c.input
}

// Update implements Dialog. Enter alone never confirms a plain question: it is
// pressed too easily.
func (c *Confirm) Update(msg tea.Msg) (Dialog, tea.Cmd) {
	key, _ := msg.(tea.KeyPressMsg)
	pressed := key.String()
	if pressed == "esc" {
		return nil, nil
	}
	if c.Name != "" {
		if pressed == "enter" && c.typed() == c.Name {
			return nil, c.Do()
		}
		c.field().Update(msg)
		return c, nil
	}
	switch pressed {
	case "y", "Y":
		return nil, c.Do()
	case "n", "N", "q":
		return nil, nil
	}
	cmd, _, _ := Dispatch(key, c.scroll.Keys())
	return c, cmd
}

// lines are the question without the field to type in.
func (c *Confirm) lines() []Line {
	lines := append([]Line(nil), c.Lines...)
	if c.Command != "" {
		lines = append(lines, nil, In(themes.Code, c.Command))
	}
	if c.Name != "" {
		lines = append(lines, nil, Line{{"Type ", themes.Text}, {c.Name, themes.Bad}, {" to go on:", themes.Text}})
	}
	return lines
}

// Size implements Dialog.
func (c *Confirm) Size(most Rect) Rect {
	size := sizeOf(c.lines(), most)
	c.scroll.Fit(size.H, len(wrapLines(c.lines(), size.W))) // before Keys, which tell whether there is more
	if c.Name != "" {
		size = Rect{max(size.W, min(Width(c.Name)+2, most.W)), min(size.H+1, most.H)}
	}
	return size
}

// Draw implements Dialog. When room is short the field stays; a question
// without one is scrolled.
func (c *Confirm) Draw(rect Rect, p *Painter) string {
	rect = rect.atLeastOne()
	lines := wrapLines(c.lines(), rect.W)
	if c.Name == "" {
		c.scroll.Fit(rect.H, len(lines))
		return p.Lines(window(lines, c.scroll.offset, rect.H), rect)
	}
	if len(lines) > rect.H-1 {
		lines = lines[len(lines)-max(rect.H-1, 0):]
	}
	return p.Lines(append(lines, c.field().Line(rect.W, true)), rect)
}
