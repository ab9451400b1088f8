package ui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"fleetglass/themes"
)

// Dialog is a box over the screen. It gets all keys while it is on top.
type Dialog interface {
	Title() string
	Keys() []Key // for the hints in its lower edge
	// Update handles keys, pasted text and the mouse wheel; it returns itself,
	// another dialog to take its place, or nil to close.
	Update(msg tea.Msg) (Dialog, tea.Cmd)
	// Size is the room it wants inside its box, at most the given.
	Size(most Rect) Rect
	// Draw draws the inside.
	Draw(rect Rect, p *Painter) string
}

// Dialogs is a stack of dialogs; the last one opened is on top.
type Dialogs struct {
	stack []opened
	count int
}

type opened struct {
	dialog Dialog
	number int
	deaf   bool // opened by itself a moment ago
}

// hearMsg ends the moment in which a dialog that opened by itself is deaf.
type hearMsg struct{ number int }

// Open puts a dialog on top that the user asked for.
func (s *Dialogs) Open(d Dialog) {
	s.count++
	s.stack = append(s.stack, opened{dialog: d, number: s.count})
}

// OpenUnasked puts a dialog on top that opens by itself. It ignores keys for
// the grace time, since they were meant for what was there before; half a
// second is usual. The command must be run.
func (s *Dialogs) OpenUnasked(d Dialog, grace time.Duration) tea.Cmd {
	s.Open(d)
	s.stack[len(s.stack)-1].deaf = true
	number := s.count
	return tea.Tick(grace, func(time.Time) tea.Msg { return hearMsg{number} })
}

// Empty tells whether no dialog is open.
func (s *Dialogs) Empty() bool { return len(s.stack) == 0 }

// Top is the dialog on top, nil when none is open.
func (s *Dialogs) Top() Dialog {
	if s.Empty() {
		return nil
	}
	return s.stack[len(s.stack)-1].dialog
}

// Close closes the dialog on top.
func (s *Dialogs) Close() {
	if !s.Empty() {
		s.stack = s.stack[:len(s.stack)-1]
	}
}

// CloseAll closes all dialogs.
func (s *Dialogs) CloseAll() { s.stack = nil }

// Update gives a message to the dialog on top. handled is true for keys, text
// and mouse while a dialog is open: nobody else should see them. ctrl+c closes
// the dialog on top, whatever it is.
func (s *Dialogs) Update(msg tea.Msg) (cmd tea.Cmd, handled bool) {
	switch msg := msg.(type) {
	case hearMsg:
		s.hear(msg.number)
		return nil, true
	case tea.KeyPressMsg, tea.PasteMsg, tea.MouseWheelMsg:
	case tea.MouseClickMsg, tea.MouseReleaseMsg, tea.MouseMotionMsg:
		return nil, !s.Empty()
	default:
		return nil, false
	}
	if s.Empty() {
		return nil, false
	}
	top := s.stack[len(s.stack)-1]
	interrupt := false
	if key, ok := msg.(tea.KeyPressMsg); ok {
		interrupt = key.String() == "ctrl+c"
	}
	switch {
	case top.deaf: // ctrl+c was meant for the program behind
		return nil, !interrupt
	case interrupt:
		s.Close()
		return nil, true
	}
	next, cmd := top.dialog.Update(msg)
	s.replace(top.number, next)
	return cmd, true
}

func (s *Dialogs) hear(number int) {
	for i := range s.stack {
		if s.stack[i].number == number {
			s.stack[i].deaf = false
		}
	}
}

// replace puts what a dialog became in its place; nil takes it away. Another
// may have been opened over it meanwhile.
func (s *Dialogs) replace(number int, next Dialog) {
	for i := range s.stack {
		if s.stack[i].number != number {
			continue
		}
		if next == nil {
			s.stack = append(s.stack[:i], s.stack[i+1:]...)
		} else {
			s.stack[i].dialog = next
		}
		return
	}
}

// Draw puts the dialogs over a drawn screen.
func (s *Dialogs) Draw(base string, rect Rect, p *Painter) string {
	for _, o := range s.stack {
		base = Overlay(base, Box(o.dialog, rect, p), rect)
	}
	return base
}

const (
	boxSides = 4 // border and a space on the left and right
	boxRows  = 2 // border above and below
)

// Box draws a dialog with its border, as large as it wants and the screen
// allows. The title is in the upper edge, the keys are in the lower one.
func Box(d Dialog, screen Rect, p *Painter) string {
	screen = screen.atLeastOne()
	if screen.W <= boxSides || screen.H <= boxRows {
		return d.Draw(screen, p)
	}
	most := Rect{screen.W - boxSides, screen.H - boxRows}
	size := d.Size(most).atLeastOne()
	title, keys := Clean(d.Title()), Hints(d.Keys())
	size.W = min(max(size.W, Width(title)+4, keys.Width()+2), most.W)
	size.H = min(size.H, most.H)
	w := size.W + boxSides
	lines := []string{p.Line(edge("╭", "╮", In(themes.Title, title), w), w)}
	side := p.Line(In(themes.Border, "│"), 1)
	for _, line := range strings.Split(d.Draw(size, p), "\n") {
		lines = append(lines, side+" "+line+" "+side)
	}
	lines = append(lines, p.Line(edge("╰", "╯", keys, w), w))
	return Fit(lines, Rect{w, size.H + boxRows})
}

// edge is a border with words in it, at the left.
func edge(left, right string, words Line, width int) Line {
	if len(words) == 0 || words.Width() == 0 || words.Width()+6 > width {
		return In(themes.Border, left+strings.Repeat("─", max(width-2, 0))+right)
	}
	l := Line{{left + "─ ", themes.Border}}
	l = append(l, words...)
	return append(l, Span{" " + strings.Repeat("─", width-5-words.Width()) + right, themes.Border})
}

// closes tells whether a key closes a dialog that only shows something.
func closes(msg tea.KeyPressMsg) bool {
	switch msg.String() {
	case "esc", "q", "enter":
		return true
	}
	return false
}

// hint is a key that a dialog handles in its Update, for its lower edge.
func hint(order int, key, label string) Key {
	return Key{Keys: []string{key}, Label: label, Hint: order}
}
