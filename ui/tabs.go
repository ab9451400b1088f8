package ui

import "fleetglass/themes"

// Tab is one page of a detail.
type Tab struct {
	Name string
	Note string // a count: "3"
	// Trouble is how many things are wrong on the page.
	Trouble int
}

// Tabs is the line of the pages of a detail, one of them active.
type Tabs struct {
	Items  []Tab
	Active int
}

// Next goes to the next tab, after the last to the first.
func (t *Tabs) Next() { t.turn(1) }

// Previous is Next the other way.
func (t *Tabs) Previous() { t.turn(-1) }

func (t *Tabs) turn(by int) {
	if n := len(t.Items); n > 0 {
		t.Active = ((t.Active+by)%n + n) % n
	}
}

// Line is the tabs in at most width cells; when they do not all fit, those
// around the active one.
func (t Tabs) Line(width int, p *Painter) Line {
	l, _ := t.line(width, p)
	return l
}

// Hit is the tab at a cell of the line.
func (t Tabs) Hit(x, width int, p *Painter) (tab int, ok bool) {
	_, zones := t.line(width, p)
	return hit(zones, x)
}

func (t Tabs) line(width int, p *Painter) (Line, []zone) {
	items := make([]Line, len(t.Items))
	for i, tab := range t.Items {
		items[i] = tab.line(i == t.Active, p)
	}
	return strip(items, t.Active, width, p)
}

func (t Tab) line(active bool, p *Painter) Line {
	name := t.Name
	if t.Note != "" {
		name += " " + t.Note
	}
	left, right, role := " ", " ", themes.Dim
	if active {
		left, right, role = "[", "]", themes.Active
	}
	l := In(role, left+name)
	l = append(l, trouble(t.Trouble, p)...)
	return append(l, Span{right, role})
}

// zone is what a click on cells from..to means.
type zone struct{ from, to, item int }

func hit(zones []zone, x int) (int, bool) {
	for _, z := range zones {
		if x >= z.from && x < z.to {
			return z.item, true
		}
	}
	return 0, false
}

// strip puts items side by side in width cells. When they do not fit it leaves
// out first ones until the active one shows.
func strip(items []Line, active, width int, p *Painter) (Line, []zone) {
	widths := make([]int, len(items))
	for i, item := range items {
		widths[i] = item.Width() + 1
	}
	first := 0
	room := width - 1 // and the sign of more on the right
	for first < active && sum(widths[first:active+1]) > room {
		first++
		room = width - 3 // and the sign of more on the left
	}
	var l Line
	var zones []zone
	x := 0
	if first > 0 {
		l, x = append(l, Span{p.Glyphs.Left + " ", themes.Accent}), 2
	}
	for i := first; i < len(items); i++ {
		if x+widths[i] > width-1 && i > first && (i < len(items)-1 || x+widths[i]-1 > width) {
			l = append(l, Span{p.Glyphs.Right, themes.Accent})
			break
		}
		l = append(l, items[i]...)
		l = append(l, Span{Text: " "})
		zones = append(zones, zone{x, x + widths[i] - 1, i})
		x += widths[i]
	}
	return l, zones
}

func sum(ns []int) int {
	total := 0
	for _, n := range ns {
		total += n
	}
	return total
}
