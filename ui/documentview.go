package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"fleetglass/themes"
)

// DocumentView shows a document: it scrolls, and selects links that enter
// follows. Position and selection stay when the document is made anew.
type DocumentView struct {
	doc      *Document
	scroll   Scroll
	link     string // id of the selected link, "" for none
	lines    []Line // laid out for width
	anchors  []anchor
	width    int
	glyphs   *themes.Glyphs
	selected int // index of link among anchors, -1 for none
}

// SetDocument shows another document, or a newer state of the same.
func (v *DocumentView) SetDocument(d *Document) {
	v.doc, v.lines = d, nil
}

// Document is what is shown.
func (v *DocumentView) Document() *Document { return v.doc }

// Draw draws the part of the document that is in view.
func (v *DocumentView) Draw(rect Rect, p *Painter) string {
	rect = rect.atLeastOne()
	v.prepare(rect.W, p)
	offset := v.scroll.Fit(rect.H, len(v.lines))
	v.keepSelection()
	drawn := make([]string, 0, rect.H)
	for i, l := range window(v.lines, offset, rect.H) {
		state := themes.Normal
		if v.selected >= 0 && v.anchors[v.selected].line == offset+i {
			state = themes.OnSelected
		}
		drawn = append(drawn, p.LineIn(l, rect.W, state))
	}
	return Fit(drawn, rect)
}

func (v *DocumentView) prepare(width int, p *Painter) {
	if v.doc == nil {
		v.doc = &Document{}
	}
	if v.lines != nil && v.width == width && v.glyphs == p.Glyphs {
		return
	}
	v.lines, v.anchors = v.doc.layout(width, p)
	v.width, v.glyphs = width, p.Glyphs
	if v.lines == nil {
		v.lines = []Line{}
	}
	v.selected = slices.IndexFunc(v.anchors, func(a anchor) bool { return a.id == v.link })
}

// keepSelection selects the first link in view when there is none.
func (v *DocumentView) keepSelection() {
	if v.selected >= 0 && v.inView(v.anchors[v.selected].line) {
		return
	}
	v.choose(slices.IndexFunc(v.anchors, func(a anchor) bool { return v.inView(a.line) }))
}

func (v *DocumentView) inView(line int) bool {
	return line >= v.scroll.offset && line < v.scroll.offset+v.scroll.height
}

func (v *DocumentView) choose(i int) {
	v.selected = i
	if i >= 0 {
		v.link = v.anchors[i].id
	}
}

// move goes to the next link that is in view, else scrolls by a line: links and
// text are read with the same keys.
func (v *DocumentView) move(by int) {
	next := v.selected + by
	if v.selected >= 0 && next >= 0 && next < len(v.anchors) && v.inView(v.anchors[next].line) {
		v.choose(next)
		return
	}
	before := v.scroll.offset
	v.scroll.By(by)
	if v.scroll.offset != before && next >= 0 && next < len(v.anchors) && v.inView(v.anchors[next].line) && v.selected >= 0 {
		v.choose(next)
	}
}

// follow enters the selected link.
func (v *DocumentView) follow() tea.Cmd {
	if v.selected < 0 || v.selected >= len(v.anchors) {
		return nil
	}
	return v.anchors[v.selected].follow()
}

// Selected is the id of the selected link, "" for none.
func (v *DocumentView) Selected() string {
	if v.selected < 0 || v.selected >= len(v.anchors) {
		return ""
	}
	return v.anchors[v.selected].id
}

// Place is what part is seen: "40 %", "" when all of it.
func (v *DocumentView) Place() string { return v.scroll.Place() }

// Wheel scrolls with the mouse.
func (v *DocumentView) Wheel(msg tea.MouseWheelMsg) { v.scroll.By(wheel(msg)) }

// Click selects the link at a line of the last Draw; false when there is none.
func (v *DocumentView) Click(_, y int) bool {
	i := slices.IndexFunc(v.anchors, func(a anchor) bool { return a.line == v.scroll.offset+y })
	if i < 0 {
		return false
	}
	v.choose(i)
	return true
}

// Keys are the keys that scroll and follow.
func (v *DocumentView) Keys() []Key {
	move := func(by int) func() tea.Cmd {
		return func() tea.Cmd { v.move(by); return nil }
	}
	keys := []Key{
		{Keys: []string{"j", "down"}, Label: "down", Group: "move", Do: move(1)},
		{Keys: []string{"k", "up"}, Label: "up", Group: "move", Do: move(-1)},
		{Keys: []string{"enter"}, Label: "follow", Help: "go to what the row names", Group: "open", Hint: 1, Do: v.follow,
			Off: func() string {
				if v.Selected() == "" {
					return "no link is selected"
				}
				return ""
			}},
	}
	return append(keys, v.scroll.Keys()[2:]...)
}
