package ui

import tea "charm.land/bubbletea/v2"

// Keys are the keys that move, sort and mark.
func (t *PlainTable) Keys() []Key {
	do := func(f func()) func() tea.Cmd {
		return func() tea.Cmd { f(); return nil }
	}
	sideways := func(possible func() bool) func() string {
		return func() string {
			if possible() {
				return ""
			}
			return "none there"
		}
	}
	return []Key{
		{Keys: []string{"j", "down"}, Label: "down", Group: "move", Do: do(func() { t.Move(1) })},
		{Keys: []string{"k", "up"}, Label: "up", Group: "move", Do: do(func() { t.Move(-1) })},
		{Keys: []string{"g", "home"}, Label: "first", Group: "move", Do: do(t.Top)},
		{Keys: []string{"G", "end"}, Label: "last", Group: "move", Do: do(t.Bottom)},
		{Keys: []string{"pgdown"}, Label: "page down", Group: "move", Do: do(t.PageDown)},
		{Keys: []string{"pgup"}, Label: "page up", Group: "move", Do: do(t.PageUp)},
		{Keys: []string{"ctrl+d"}, Label: "half a page down", Group: "move", Do: do(t.HalfDown)},
		{Keys: []string{"ctrl+u"}, Label: "half a page up", Group: "move", Do: do(t.HalfUp)},
		{Keys: []string{"l", "right"}, Label: "columns to the right", Group: "move", Do: do(t.Right),
			Off: sideways(func() bool { return t.head.right })},
		{Keys: []string{"h", "left"}, Label: "columns to the left", Group: "move", Do: do(t.Left),
			Off: sideways(func() bool { return t.skip > 0 })},
		{Keys: []string{"s"}, Label: "sort by next column", Group: "rows", Do: do(t.SortNext)},
		{Keys: []string{"S"}, Label: "reverse the order", Group: "rows", Do: do(t.SortReverse)},
		{Keys: []string{"space"}, Label: "mark", Help: "mark rows, for actions on several", Group: "rows", Do: do(t.Mark)},
	}
}
