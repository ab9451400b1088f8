package ui

import (
	"fmt"
	"strconv"
	"strings"

	"fleetglass/themes"
)

// Part is a piece of the header. When room is short the parts with the highest
// priority number go first; 0 never goes.
type Part struct {
	Line     Line
	Priority int
}

// BarItem is a pane in the bar.
type BarItem struct {
	Key     string // the digit or letter that opens it
	Name    string
	Short   string // for narrow screens, where it is cut too; "" is Name
	Trouble int    // how many things are wrong there
}

// Frame is what is around every pane: header, bar, breadcrumbs, tabs, footer.
type Frame struct {
	Header []Part    // from left to right, spread over the line
	Bar    []BarItem // the panes
	Active int       // the one that is open, -1 for none
	Crumbs []string  // way to what is shown; none on a list
	Facts  Line      // beside the breadcrumbs: state of what is shown
	Tabs   Tabs      // pages of what is shown; none on a list
	Banner Line      // must be seen: held, the past, an error; none usually
	Hints  Line      // left side of the footer
	Status Line      // right side of the footer
}

// Least is the smallest screen that a frame is drawn on.
func Least() Rect { return Rect{40, 10} }

// rows is where the parts of the frame stand, -1 for those left out.
type rows struct {
	header, bar, crumbs, tabs, banner, ruleTop, body, bodyHeight, ruleBottom, footer int
}

func (f *Frame) rows(rect Rect) rows {
	y := 0
	line := func(wanted bool) int {
		if !wanted {
			return -1
		}
		y++
		return y - 1
	}
	roomy := rect.H >= 16
	var r rows
	r.header = line(true)
	r.bar = line(len(f.Bar) > 0)
	r.crumbs = line(len(f.Crumbs) > 0)
	r.tabs = line(len(f.Tabs.Items) > 0)
	r.ruleTop = line(roomy)
	r.banner = line(len(f.Banner) > 0)
	r.body = y
	below := 1
	if roomy {
		below = 2
	}
	r.bodyHeight = max(rect.H-y-below, 1)
	y += r.bodyHeight
	r.ruleBottom = line(roomy)
	r.footer = line(true)
	return r
}

// Body is the room that a pane has inside the frame.
func (f *Frame) Body(rect Rect) Rect {
	rect = rect.atLeastOne()
	return Rect{rect.W, f.rows(rect).bodyHeight}
}

// Draw draws the frame around a body of the size that Body says.
func (f *Frame) Draw(rect Rect, p *Painter, body string) string {
	rect = rect.atLeastOne()
	if least := Least(); rect.W < least.W || rect.H < least.H {
		return TooSmall(rect, p)
	}
	r := f.rows(rect)
	lines := make([]string, 0, rect.H)
	add := func(row int, line func() string) {
		if row >= 0 {
			lines = append(lines, line())
		}
	}
	add(r.header, func() string { return p.Line(f.header(rect.W), rect.W) })
	add(r.bar, func() string { l, _ := f.bar(rect.W, p); return p.Line(l, rect.W) })
	add(r.crumbs, func() string { l, _ := f.crumbs(p); return p.Line(l, rect.W) })
	add(r.tabs, func() string { return p.Line(append(Say(" "), f.Tabs.Line(rect.W-1, p)...), rect.W) })
	add(r.ruleTop, func() string { return p.Rule(rect.W) })
	add(r.banner, func() string { return p.Band(f.Banner, rect.W) })
	lines = append(lines, strings.Split(body, "\n")...)
	add(r.ruleBottom, func() string { return p.Rule(rect.W) })
	add(r.footer, func() string { return p.Line(f.footer(rect.W), rect.W) })
	return Fit(lines, rect)
}

// header spreads the parts over the line: the spare room lies between them.
func (f *Frame) header(width int) Line {
	parts := append([]Part(nil), f.Header...)
	room := width - 2
	for {
		need, worst := 0, -1
		for i, part := range parts {
			need += part.Line.Width() + 2
			if part.Priority > 0 && (worst < 0 || part.Priority >= parts[worst].Priority) {
				worst = i
			}
		}
		if need-2 <= room || worst < 0 {
			return spread(parts, max(room-(need-2), 0))
		}
		parts = append(parts[:worst], parts[worst+1:]...)
	}
}

// spread puts parts on a line, at least two cells apart, sharing spare cells.
func spread(parts []Part, spare int) Line {
	l := Say(" ")
	for i, part := range parts {
		if i > 0 {
			share := spare / (len(parts) - i)
			spare -= share
			l = append(l, Span{Text: spaces(2 + share)})
		}
		l = append(l, part.Line...)
	}
	return l
}

// bar is the panes, with as many letters of their names as there is room for;
// the one that is open keeps its whole name.
func (f *Frame) bar(width int, p *Painter) (Line, []zone) {
	l, zones := f.barWith(barName, 2, p)
	for letters := 5; l.Width() > width && letters >= 0; letters-- {
		l, zones = f.barWith(letters, 1, p)
	}
	return l, zones
}

// barName is more letters than any name has.
const barName = 100

// label is what a pane is called in the bar, in at most so many letters.
func (b BarItem) label(letters int) string {
	name := b.Name
	if letters < barName && b.Short != "" {
		name = b.Short
	}
	return cutWith(Clean(name), letters, "")
}

func (f *Frame) barWith(letters, gap int, p *Painter) (Line, []zone) {
	l := Say(" ")
	var zones []zone
	x := 1
	for i, item := range f.Bar {
		var one Line
		if i == f.Active {
			one = In(themes.Active, item.Key+" "+item.Name)
		} else {
			one = In(themes.Key, item.Key)
			if name := item.label(letters); name != "" {
				one = append(one, Span{" " + name, themes.Dim})
			}
		}
		one = append(one, trouble(item.Trouble, p)...)
		if i > 0 {
			l, x = append(l, Span{Text: spaces(gap)}), x+gap
		}
		w := one.Width()
		zones = append(zones, zone{x, x + w, i})
		l, x = append(l, one...), x+w
	}
	return l, zones
}

// trouble is a red count behind a name, nothing when all is well.
func trouble(n int, p *Painter) Line {
	if n == 0 {
		return nil
	}
	return In(themes.Bad, " "+p.Glyphs.Trouble+strconv.Itoa(n))
}

func (f *Frame) crumbs(p *Painter) (Line, []zone) {
	l := Say(" ")
	var zones []zone
	x := 1
	for i, crumb := range f.Crumbs {
		role := themes.Dim
		if i == len(f.Crumbs)-1 {
			role = themes.Title
		}
		if i > 0 {
			l, x = append(l, Span{" " + p.Glyphs.Crumb + " ", themes.Faint}), x+3
		}
		w := Width(Clean(crumb))
		zones = append(zones, zone{x, x + w, i})
		l, x = append(l, Span{crumb, role}), x+w
	}
	if len(f.Facts) > 0 {
		l = append(append(l, Span{Text: "   "}), f.Facts...)
	}
	return l, zones
}

// footer has hints on the left, as many as fit, and the status on the right.
func (f *Frame) footer(width int) Line {
	status := f.Status.Width()
	room := max(width-status-4, 0)
	l := append(Say(" "), fitHints(f.Hints, room)...)
	l = append(l, Span{Text: spaces(width - 1 - l.Width() - status)})
	return append(l, f.Status...)
}

// fitHints is the hints that fit, none of them torn apart.
func fitHints(hints Line, room int) Line {
	whole, used := 0, 0
	for i, s := range hints {
		if s == hintGap() {
			whole = i
		}
		used += Width(Clean(s.Text))
		if used > room {
			return hints[:whole]
		}
	}
	return hints
}

// Area is the part of a frame that a click hits.
type Area uint8

// The areas of a frame.
const (
	Nowhere Area = iota
	OnBar
	OnCrumb
	OnTab
	OnBody
)

// Hit says what is at a cell of the screen: the item for bar, crumbs and tabs,
// and the cell inside the body for the body.
func (f *Frame) Hit(rect Rect, p *Painter, x, y int) (area Area, item, bodyX, bodyY int) {
	r := f.rows(rect)
	var zones []zone
	switch y {
	case r.bar:
		area = OnBar
		_, zones = f.bar(rect.W, p)
	case r.crumbs:
		area = OnCrumb
		_, zones = f.crumbs(p)
	case r.tabs:
		if tab, ok := f.Tabs.Hit(x-1, rect.W-1, p); ok {
			return OnTab, tab, 0, 0
		}
		return Nowhere, 0, 0, 0
	default:
		if y >= r.body && y < r.body+r.bodyHeight {
			return OnBody, 0, x, y - r.body
		}
		return Nowhere, 0, 0, 0
	}
	if item, ok := hit(zones, x); ok {
		return area, item, 0, 0
	}
	return Nowhere, 0, 0, 0
}

// TooSmall says that the screen is too small, in whatever room there is.
func TooSmall(rect Rect, p *Painter) string {
	rect = rect.atLeastOne()
	least := Least()
	words := fmt.Sprintf("too small: %dx%d, needs %dx%d", rect.W, rect.H, least.W, least.H)
	var lines []Line
	for _, text := range Wrap(words, rect.W) {
		lines = append(lines, In(themes.Warn, text))
	}
	return p.Lines(lines, rect)
}
