package ui

import (
	tea "charm.land/bubbletea/v2"

	"fleetglass/themes"
)

// Item is something to choose in a menu or in the palette.
type Item struct {
	Title  string
	Detail string   // more about it, on the right
	Key    string   // chooses it at once in a menu; "" for none
	Names  []string // other names it is found by: aliases
	Group  string   // what kind of thing it is
	// Off is why it cannot be chosen now, "" when it can.
	Off string
	Do  func() tea.Cmd
}

// Menu is a dialog with a short list to choose from.
type Menu struct {
	Heading string
	Intro   []Line // above the list
	Items   []Item
	cursor  int
	scroll  Scroll
}

// NewMenu is a menu.
func NewMenu(heading string, items []Item, intro ...Line) *Menu {
	return &Menu{Heading: heading, Items: items, Intro: intro}
}

// Title implements Dialog.
func (m *Menu) Title() string { return m.Heading }

// Keys implements Dialog.
func (m *Menu) Keys() []Key { return []Key{hint(1, "enter", "choose"), hint(2, "esc", "close")} }

// Update implements Dialog.
func (m *Menu) Update(msg tea.Msg) (Dialog, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		m.move(wheel(msg) / 3)
	case tea.KeyPressMsg:
		return m.press(msg.String())
	}
	return m, nil
}

func (m *Menu) press(key string) (Dialog, tea.Cmd) {
	for i, item := range m.Items {
		if item.Key != "" && item.Key == key {
			m.cursor = i
			return m.choose()
		}
	}
	switch key {
	case "esc", "q":
		return nil, nil
	case "j", "down", "tab":
		m.move(1)
	case "k", "up", "shift+tab":
		m.move(-1)
	case "g", "home":
		m.move(-len(m.Items))
	case "G", "end":
		m.move(len(m.Items))
	case "enter":
		return m.choose()
	}
	return m, nil
}

func (m *Menu) move(by int) { m.cursor = max(min(m.cursor+by, len(m.Items)-1), 0) }

// choose runs the item under the cursor; one that is off says why and stays.
func (m *Menu) choose() (Dialog, tea.Cmd) {
	if m.cursor >= len(m.Items) {
		return nil, nil
	}
	item := m.Items[m.cursor]
	if item.Off != "" || item.Do == nil {
		return m, nil
	}
	return nil, item.Do()
}

// Size implements Dialog.
func (m *Menu) Size(most Rect) Rect {
	w := 24
	for _, item := range m.Items {
		w = max(w, Width(Clean(item.Title))+Width(Clean(item.detail()))+Width(item.Key)+6)
	}
	for _, l := range m.Intro {
		w = max(w, l.Width())
	}
	return Rect{min(w, most.W, readable), min(len(m.Items)+m.above(min(w, most.W, readable)), most.H)}
}

// above is how many lines the intro takes.
func (m *Menu) above(width int) int {
	if len(m.Intro) == 0 {
		return 0
	}
	return len(wrapLines(m.Intro, width)) + 1
}

// Draw implements Dialog.
func (m *Menu) Draw(rect Rect, p *Painter) string {
	rect = rect.atLeastOne()
	var drawn []string
	for _, l := range wrapLines(m.Intro, rect.W) {
		if len(drawn) < rect.H-2 { // the list needs room too
			drawn = append(drawn, p.Line(l, rect.W))
		}
	}
	if len(drawn) > 0 {
		drawn = append(drawn, spaces(rect.W))
	}
	room := max(rect.H-len(drawn), 1)
	m.scroll.Fit(room, len(m.Items))
	m.scroll.Show(m.cursor)
	for i := m.scroll.offset; i < len(m.Items) && i < m.scroll.offset+room; i++ {
		state := themes.Normal
		if i == m.cursor {
			state = themes.OnSelected
		}
		drawn = append(drawn, p.LineIn(m.Items[i].line(rect.W, i == m.cursor, p), rect.W, state))
	}
	return Fit(drawn, rect)
}

func (it Item) detail() string {
	if it.Off != "" {
		return it.Off
	}
	return it.Detail
}

// line is the item in a list: its title on the left, its detail on the right.
func (it Item) line(width int, selected bool, p *Painter) Line {
	title, detail := themes.Text, themes.Dim
	if it.Off != "" {
		title = themes.Faint
	}
	cursor := " "
	if selected {
		cursor = p.Glyphs.Cursor
	}
	l := Line{{cursor, themes.Accent}, {" ", themes.Text}}
	if it.Key != "" {
		l = append(l, Span{it.Key + " ", themes.Key})
	}
	text := Clean(it.Title)
	l = append(l, Span{text, title})
	gap := width - l.Width() - Width(Clean(it.detail())) - 1
	return append(l, Span{Text: spaces(max(gap, 2))}, Span{it.detail(), detail})
}
