package ui

import tea "charm.land/bubbletea/v2"

// Scroll is the position in something longer than the screen.
type Scroll struct {
	offset, height, total int
}

// Fit tells the scroll the room and the length, before each drawing, and is
// the first line to draw.
func (s *Scroll) Fit(height, total int) int {
	s.height, s.total = max(height, 1), total
	s.By(0)
	return s.offset
}

// By moves by lines.
func (s *Scroll) By(lines int) {
	s.offset = max(min(s.offset+lines, s.total-s.height), 0)
}

// Show moves as little as needed for a line to be on the screen.
func (s *Scroll) Show(line int) {
	s.offset = min(s.offset, line)
	s.offset = max(s.offset, line-s.height+1, 0)
}

// Place is what part is seen, "" when all of it: "40 %".
func (s *Scroll) Place() string {
	if s.total <= s.height {
		return ""
	}
	return Percent(float64(s.offset) / float64(s.total-s.height) * 100)
}

// Keys are the keys that scroll.
func (s *Scroll) Keys() []Key {
	by := func(lines func() int) func() tea.Cmd {
		return func() tea.Cmd { s.By(lines()); return nil }
	}
	return []Key{
		{Keys: []string{"j", "down"}, Label: "down", Group: "move", Do: by(func() int { return 1 })},
		{Keys: []string{"k", "up"}, Label: "up", Group: "move", Do: by(func() int { return -1 })},
		{Keys: []string{"g", "home"}, Label: "top", Group: "move", Do: by(func() int { return -s.total })},
		{Keys: []string{"G", "end"}, Label: "bottom", Group: "move", Do: by(func() int { return s.total })},
		{Keys: []string{"pgdown"}, Label: "page down", Group: "move", Do: by(func() int { return s.height - 1 })},
		{Keys: []string{"pgup"}, Label: "page up", Group: "move", Do: by(func() int { return 1 - s.height })},
		{Keys: []string{"ctrl+d"}, Label: "half a page down", Group: "move", Do: by(func() int { return s.height / 2 })},
		{Keys: []string{"ctrl+u"}, Label: "half a page up", Group: "move", Do: by(func() int { return -s.height / 2 })},
	}
}

// wheel is how many lines a turn of the mouse wheel moves.
func wheel(msg tea.MouseWheelMsg) int {
	const lines = 3
	switch msg.Button {
	case tea.MouseWheelUp:
		return -lines
	case tea.MouseWheelDown:
		return lines
	}
	return 0
}

// window is the lines of all that are on the screen.
func window(all []Line, offset, height int) []Line {
	from := min(offset, len(all))
	return all[from:min(from+height, len(all))]
}
