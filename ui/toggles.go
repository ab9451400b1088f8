package ui

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"fleetglass/themes"
)

// Toggles is a dialog that chooses one or several of many names. Typing finds
// them, space switches one on or off, and enter takes those that are on. As
// long as nothing was switched, enter takes the one under the cursor alone, so
// that going to one place needs no switching.
type Toggles struct {
	Heading string
	// Say is what enter would do with these names, in a few words.
	Say func(chosen []string) string
	// Done is called with the names, in the order in which they are listed.
	Done func(chosen []string) tea.Cmd

	names   []string
	on      map[string]bool
	touched bool
	input   *Input
	found   []string
	cursor  int
	scroll  Scroll
}

// NewToggles is a dialog with some of the names on.
func NewToggles(heading string, names, on []string) *Toggles {
	t := &Toggles{Heading: heading, names: names, on: map[string]bool{}, input: NewInput("")}
	t.input.Placeholder = "type a name"
	for _, name := range on {
		t.on[name] = true
	}
	t.find()
	return t
}

// Title implements Dialog.
func (t *Toggles) Title() string { return t.Heading }

// Keys implements Dialog.
func (t *Toggles) Keys() []Key {
	return []Key{hint(1, "enter", "go"), hint(2, "space", "on or off"), hint(3, "esc", "close")}
}

// Update implements Dialog.
func (t *Toggles) Update(msg tea.Msg) (Dialog, tea.Cmd) {
	if turn, ok := msg.(tea.MouseWheelMsg); ok {
		t.move(wheel(turn) / 3)
		return t, nil
	}
	key, _ := msg.(tea.KeyPressMsg)
	switch key.String() {
	case "esc":
		return nil, nil
	case "down", "ctrl+n", "tab":
		t.move(1)
	case "up", "ctrl+p", "shift+tab":
		t.move(-1)
	case "pgdown":
		t.move(t.scroll.height)
	case "pgup":
		t.move(-t.scroll.height)
	case "space":
		t.toggle()
	case "enter":
		return t.choose()
	default:
		if t.input.Update(msg) {
			t.find()
		}
	}
	return t, nil
}

func (t *Toggles) move(by int) { t.cursor = max(min(t.cursor+by, len(t.found)-1), 0) }

func (t *Toggles) toggle() {
	if t.cursor >= len(t.found) {
		return
	}
	name := t.found[t.cursor]
	t.on[name], t.touched = !t.on[name], true
}

// chosen are the names that enter takes.
func (t *Toggles) chosen() []string {
	if !t.touched {
		if t.cursor >= len(t.found) {
			return nil
		}
		return []string{t.found[t.cursor]}
	}
	return slices.DeleteFunc(slices.Clone(t.names), func(name string) bool { return !t.on[name] })
}

// choose closes the dialog, unless nothing is chosen.
func (t *Toggles) choose() (Dialog, tea.Cmd) {
	chosen := t.chosen()
	if len(chosen) == 0 {
		return t, nil
	}
	return nil, t.Done(chosen)
}

// find keeps the names with the typed text in them, those that begin with it
// first.
func (t *Toggles) find() {
	typed := strings.ToLower(strings.TrimSpace(t.input.Value()))
	var first, rest []string
	for _, name := range t.names {
		switch at := strings.Index(strings.ToLower(name), typed); {
		case at == 0:
			first = append(first, name)
		case at > 0:
			rest = append(rest, name)
		}
	}
	t.cursor, t.found = 0, append(first, rest...)
	if typed == "" {
		t.cursor = max(0, slices.IndexFunc(t.found, func(name string) bool { return t.on[name] }))
	}
}

// Size implements Dialog.
func (t *Toggles) Size(most Rect) Rect {
	const width, height = 60, 20
	return Rect{min(width, most.W), min(height, len(t.names)+3, most.H)}
}

// Draw implements Dialog: what is typed, the names, and what enter would do.
func (t *Toggles) Draw(rect Rect, p *Painter) string {
	rect = rect.atLeastOne()
	drawn := []string{p.Line(append(In(themes.Key, ": "), t.input.Line(rect.W-2, true)...), rect.W)}
	room := max(rect.H-3, 1)
	t.scroll.Fit(room, len(t.found))
	t.scroll.Show(t.cursor)
	for i := t.scroll.offset; i < len(t.found) && i < t.scroll.offset+room; i++ {
		state := themes.Normal
		if i == t.cursor {
			state = themes.OnSelected
		}
		drawn = append(drawn, p.LineIn(t.line(i, p), rect.W, state))
	}
	for len(drawn) < rect.H-2 {
		drawn = append(drawn, spaces(rect.W))
	}
	drawn = append(drawn, spaces(rect.W), p.Line(t.foot(rect.W), rect.W))
	return Fit(drawn, rect)
}

func (t *Toggles) line(i int, p *Painter) Line {
	name, cursor := t.found[i], " "
	if i == t.cursor {
		cursor = p.Glyphs.Cursor
	}
	box := Span{"[ ] ", themes.Faint}
	if t.on[name] {
		box = Span{"[x] ", themes.Accent}
	}
	return Line{{cursor, themes.Accent}, {" ", themes.Text}, box, {Clean(name), themes.Text}}
}

// foot is what enter would do, or why it does nothing.
func (t *Toggles) foot(width int) Line {
	chosen := t.chosen()
	if len(chosen) == 0 {
		return In(themes.Warn, "  nothing is chosen")
	}
	said := t.Say(chosen)
	if len(chosen) > 1 && Width(said) > width-10 {
		said = strconv.Itoa(len(chosen)) + " of " + strconv.Itoa(len(t.names))
	}
	return Line{{"  ", themes.Text}, {"enter: ", themes.Key}, {said, themes.Dim}}
}
