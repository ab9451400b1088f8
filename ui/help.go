package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"fleetglass/themes"
)

// HelpSheet is a dialog with the keys that work here, by group, in as many
// columns as fit. It is made of the same declarations that bind the keys.
type HelpSheet struct {
	Heading string
	groups  []helpGroup
	scroll  Scroll
}

type helpGroup struct {
	name string
	keys []Key
}

// NewHelpSheet is the help of sets of keys. Groups are in the order in which
// they first come.
func NewHelpSheet(heading string, keys ...[]Key) *HelpSheet {
	h := &HelpSheet{Heading: heading}
	for _, set := range keys {
		for _, k := range set {
			if len(k.Keys) > 0 && k.Label != "" {
				h.add(k)
			}
		}
	}
	return h
}

func (h *HelpSheet) add(k Key) {
	if k.Group == "" {
		k.Group = "here"
	}
	i := slices.IndexFunc(h.groups, func(g helpGroup) bool { return g.name == k.Group })
	if i < 0 {
		h.groups = append(h.groups, helpGroup{name: k.Group})
		i = len(h.groups) - 1
	}
	h.groups[i].keys = append(h.groups[i].keys, k)
}

// Title implements Dialog.
func (h *HelpSheet) Title() string { return h.Heading }

// Keys implements Dialog.
func (h *HelpSheet) Keys() []Key { return []Key{hint(1, "esc", "close")} }

// Update implements Dialog.
func (h *HelpSheet) Update(msg tea.Msg) (Dialog, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		h.scroll.By(wheel(msg))
	case tea.KeyPressMsg:
		if closes(msg) || msg.String() == "?" {
			return nil, nil
		}
		cmd, _, _ := Dispatch(msg, h.scroll.Keys())
		return h, cmd
	}
	return h, nil
}

const (
	helpWidth = 46 // of one column
	helpKeys  = 16 // of it for the keys
)

// Size implements Dialog.
func (h *HelpSheet) Size(most Rect) Rect {
	n := h.columns(most.W)
	w := min(n*(helpWidth+columnGap)-columnGap, most.W)
	return Rect{w, min(len(h.lines(w)), most.H)}
}

func (h *HelpSheet) columns(width int) int {
	return max(min((width+columnGap)/(helpWidth+columnGap), 3, len(h.groups)), 1)
}

// Draw implements Dialog.
func (h *HelpSheet) Draw(rect Rect, p *Painter) string {
	lines := h.lines(rect.W)
	return p.Lines(window(lines, h.scroll.Fit(rect.H, len(lines)), rect.H), rect)
}

// lines sets the groups in columns of about the same length; a group is never
// torn apart.
func (h *HelpSheet) lines(width int) []Line {
	n := h.columns(width)
	w := min(helpWidth, (width-(n-1)*columnGap)/n)
	total := 0
	for _, g := range h.groups {
		total += len(g.lines(w)) + 1
	}
	columns := make([][]Line, n)
	at := 0
	for _, g := range h.groups {
		lines := g.lines(w)
		if at < n-1 && len(columns[at]) > 0 && len(columns[at])+len(lines)/2 > total/n {
			at++
		}
		if len(columns[at]) > 0 {
			columns[at] = append(columns[at], nil)
		}
		columns[at] = append(columns[at], lines...)
	}
	return sideBySide(columns, w)
}

func (g helpGroup) lines(width int) []Line {
	lines := []Line{In(themes.Title, g.name)}
	for _, k := range g.keys {
		text := k.Help
		if text == "" {
			text = k.Label
		}
		role := themes.Text
		if why := k.why(); why != "" {
			text, role = text+" (off: "+why+")", themes.Faint
		}
		names := Pad(KeyNames(k), min(helpKeys, width/2))
		for i, part := range Wrap(text, max(width-Width(names)-1, 8)) {
			if i > 0 {
				names = spaces(Width(names))
			}
			lines = append(lines, Line{{names + " ", themes.Key}, {part, role}})
		}
	}
	return lines
}

// sideBySide joins columns of lines, each width cells wide.
func sideBySide(columns [][]Line, width int) []Line {
	rows := 0
	for _, c := range columns {
		rows = max(rows, len(c))
	}
	lines := make([]Line, rows)
	for y := range lines {
		for i, c := range columns {
			var l Line
			if y < len(c) {
				l = c[y]
			}
			lines[y] = append(lines[y], l...)
			if i < len(columns)-1 {
				lines[y] = append(lines[y], Span{Text: spaces(max(width-l.Width(), 0) + columnGap)})
			}
		}
	}
	return lines
}
