package ui

import (
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"fleetglass/themes"
)

// Input is one line of text being typed. Its editing keys are those of bubbles'
// textinput; it is drawn by roles, and its cursor does not blink: a screen on
// which nothing happens is not written to.
type Input struct {
	Placeholder string
	model       textinput.Model
}

// NewInput is an input that has the keyboard.
func NewInput(value string) *Input {
	m := textinput.New()
	m.SetVirtualCursor(false)
	m.KeyMap.Paste.SetEnabled(false) // would run programs to read the clipboard; terminals paste
	m.SetValue(value)
	m.CursorEnd()
	m.Focus()
	return &Input{model: m}
}

// Update edits the text; true when the text is another one afterwards.
func (in *Input) Update(msg tea.Msg) (changed bool) {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
	default:
		return false
	}
	before := in.model.Value()
	in.model, _ = in.model.Update(msg)
	return in.model.Value() != before
}

// Value is the text.
func (in *Input) Value() string { return in.model.Value() }

// SetValue replaces the text and puts the cursor behind it.
func (in *Input) SetValue(s string) {
	in.model.SetValue(s)
	in.model.CursorEnd()
}

// Line is the text with its cursor in width cells; of a long text the part
// around the cursor. focused says whether keys go here.
func (in *Input) Line(width int, focused bool) Line {
	value := in.model.Value()
	if value == "" && in.Placeholder != "" {
		if !focused {
			return In(themes.Faint, in.Placeholder)
		}
		return Line{{" ", themes.Cursor}, {in.Placeholder, themes.Faint}}
	}
	if !focused {
		return In(themes.Input, Clean(value))
	}
	before, at, after := splitAt(value, in.model.Position())
	for Width(before)+Width(at) > max(width, 1) && before != "" {
		first, _ := firstCluster(before)
		before = before[len(first):]
	}
	l := Line{{before, themes.Input}, {at, themes.Cursor}}
	return append(l, Span{cutWith(after, width-Width(before)-Width(at), ""), themes.Input})
}

// splitAt is clean text before, at and after a cursor that stands behind n
// characters. At the end the cursor stands on a space.
func splitAt(s string, n int) (before, at, after string) {
	runes := []rune(s)
	n = min(n, len(runes))
	before, after = Clean(string(runes[:n])), Clean(string(runes[n:]))
	if after == "" {
		return before, " ", ""
	}
	at, _ = firstCluster(after)
	return before, at, after[len(at):]
}
