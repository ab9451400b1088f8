package ui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/sahilm/fuzzy"

	"fleetglass/themes"
)

// Palette is a dialog that finds one of many things by a few letters of its
// name: panes, kinds, resources, actions, regions, themes.
type Palette struct {
	Heading string
	items   []Item
	names   []string // what is searched: a title or an alias
	owner   []int    // the item of each name
	input   *Input
	found   []int // items, best first
	cursor  int
	scroll  Scroll
}

// NewPalette is a palette of items, in the order to show before anything is
// typed.
func NewPalette(heading string, items []Item) *Palette {
	p := &Palette{Heading: heading, items: items, input: NewInput("")}
	p.input.Placeholder = "type a name"
	for i, item := range items {
		for _, name := range append([]string{item.Title}, item.Names...) {
			p.names = append(p.names, name)
			p.owner = append(p.owner, i)
		}
	}
	p.find()
	return p
}

// Title implements Dialog.
func (c *Palette) Title() string { return c.Heading }

// Keys implements Dialog.
func (c *Palette) Keys() []Key { return []Key{hint(1, "enter", "go"), hint(2, "esc", "close")} }

// Update implements Dialog.
func (c *Palette) Update(msg tea.Msg) (Dialog, tea.Cmd) {
	if turn, ok := msg.(tea.MouseWheelMsg); ok {
		c.move(wheel(turn) / 3)
		return c, nil
	}
	key, _ := msg.(tea.KeyPressMsg)
	switch key.String() {
	case "esc":
		return nil, nil
	case "down", "ctrl+n", "tab":
		c.move(1)
	case "up", "ctrl+p", "shift+tab":
		c.move(-1)
	case "pgdown":
		c.move(c.scroll.height)
	case "pgup":
		c.move(-c.scroll.height)
	case "enter":
		return c.choose()
	default:
		if c.input.Update(msg) {
			c.find()
		}
	}
	return c, nil
}

func (c *Palette) choose() (Dialog, tea.Cmd) {
	if c.cursor >= len(c.found) {
		return c, nil
	}
	item := c.items[c.found[c.cursor]]
	if item.Off != "" || item.Do == nil {
		return c, nil
	}
	return nil, item.Do()
}

func (c *Palette) move(by int) { c.cursor = max(min(c.cursor+by, len(c.found)-1), 0) }

// find ranks the items: an alias or title that is exactly what was typed comes
// first, then those that begin with it, then the best fuzzy matches.
func (c *Palette) find() {
	c.cursor, c.found = 0, nil
	typed := strings.TrimSpace(c.input.Value())
	if typed == "" {
		for i := range c.items {
			c.found = append(c.found, i)
		}
		return
	}
	best := map[int]int{}
	for _, m := range fuzzy.FindNoSort(typed, c.names) {
		score := m.Score
		switch name := c.names[m.Index]; {
		case strings.EqualFold(name, typed):
			score += 10_000
		case len(name) >= len(typed) && strings.EqualFold(name[:len(typed)], typed):
			score += 1_000
		}
		item := c.owner[m.Index]
		if old, ok := best[item]; !ok || score > old {
			best[item] = score
		}
	}
	for i := range c.items {
		if _, ok := best[i]; ok {
			c.found = append(c.found, i)
		}
	}
	slices.SortStableFunc(c.found, func(a, b int) int { return cmp.Compare(best[b], best[a]) })
}

// Size implements Dialog. It does not depend on what is found: a box that
// jumps is hard to read.
func (c *Palette) Size(most Rect) Rect {
	const width, height = 72, 18
	return Rect{min(width, most.W), min(height, len(c.items)+2, most.H)}
}

// Draw implements Dialog.
func (c *Palette) Draw(rect Rect, p *Painter) string {
	rect = rect.atLeastOne()
	prompt := In(themes.Key, ": ")
	drawn := []string{p.Line(append(prompt, c.input.Line(rect.W-2, true)...), rect.W)}
	if rect.H > 4 {
		drawn = append(drawn, p.Line(In(themes.Faint, "  "+strconv.Itoa(len(c.found))+" of "+strconv.Itoa(len(c.items))), rect.W))
	}
	room := max(rect.H-len(drawn), 1)
	c.scroll.Fit(room, len(c.found))
	c.scroll.Show(c.cursor)
	for i := c.scroll.offset; i < len(c.found) && i < c.scroll.offset+room; i++ {
		item := c.items[c.found[i]]
		if item.Detail == "" {
			item.Detail = item.Group
		}
		state := themes.Normal
		if i == c.cursor {
			state = themes.OnSelected
		}
		drawn = append(drawn, p.LineIn(item.line(rect.W, i == c.cursor, p), rect.W, state))
	}
	return Fit(drawn, rect)
}
