package ui

import (
	"strings"
	"unicode/utf8"

	"fleetglass/themes"
)

// Span is text in one role.
type Span struct {
	Text string
	Role themes.Role
}

// Line is one line of styled text.
type Line []Span

// Cell is a line in a column of a table.
type Cell = Line

// Say is a line of ordinary text.
func Say(text string) Line { return Line{{Text: text}} }

// In is a line of text in a role.
func In(role themes.Role, text string) Line { return Line{{text, role}} }

// Join puts lines together with a separator between those that are not empty.
func Join(separator Span, lines ...Line) Line {
	var joined Line
	for _, l := range lines {
		if len(l) == 0 {
			continue
		}
		if len(joined) > 0 {
			joined = append(joined, separator)
		}
		joined = append(joined, l...)
	}
	return joined
}

// Text is the line without its roles.
func (l Line) Text() string {
	switch len(l) {
	case 0:
		return ""
	case 1:
		return l[0].Text
	}
	var b strings.Builder
	for _, s := range l {
		b.WriteString(s.Text)
	}
	return b.String()
}

// Width is how many cells the line takes once it is cleaned.
func (l Line) Width() int {
	n := 0
	for _, s := range l {
		n += Width(Clean(s.Text))
	}
	return n
}

// Rect is a size in cells.
type Rect struct{ W, H int }

// atLeastOne is the rect with no side below one cell.
func (r Rect) atLeastOne() Rect { return Rect{max(r.W, 1), max(r.H, 1)} }

// Painter turns lines into what the terminal understands. It is the last gate
// before the screen: all text that it writes is clean. It is a value to pass
// around; it keeps nothing.
type Painter struct {
	Theme  *themes.Theme
	Glyphs *themes.Glyphs
	ASCII  bool // draw without Unicode, data included
}

// NewPainter is a painter for a theme, with or without Unicode.
func NewPainter(theme *themes.Theme, ascii bool) *Painter {
	p := &Painter{Theme: theme, Glyphs: themes.Unicode(), ASCII: ascii}
	if ascii {
		p.Glyphs = themes.ASCII()
	}
	return p
}

// Line paints a line in exactly width cells.
func (p *Painter) Line(l Line, width int) string { return p.LineIn(l, width, themes.Normal) }

// LineIn is Line on a row in a state: the row's background lies under every
// cell of it, the filling included.
func (p *Painter) LineIn(l Line, width int, state themes.State) string {
	b := newBrush(p, state, width)
	b.line(l, width)
	return b.end()
}

// Text paints text in a role, as wide as it is.
func (p *Painter) Text(role themes.Role, text string) string {
	return p.Theme.Paint(role, p.safe(text))
}

// Lines paints lines in a rect.
func (p *Painter) Lines(lines []Line, rect Rect) string {
	rect = rect.atLeastOne()
	drawn := make([]string, rect.H)
	for i := range drawn {
		if i < len(lines) {
			drawn[i] = p.Line(lines[i], rect.W)
		} else {
			drawn[i] = spaces(rect.W)
		}
	}
	return strings.Join(drawn, "\n")
}

// Band is Line with the last span's look under the rest of the line: for what
// must be seen.
func (p *Painter) Band(l Line, width int) string {
	if len(l) == 0 {
		return p.Line(l, width)
	}
	rest := Span{spaces(width - l.Width()), l[len(l)-1].Role}
	return p.Line(append(l[:len(l):len(l)], rest), width)
}

// Rule is a horizontal line.
func (p *Painter) Rule(width int) string {
	return p.Line(In(themes.Border, strings.Repeat(p.Glyphs.Line, max(width, 1))), width)
}

// safe is text that may be written to this terminal.
func (p *Painter) safe(text string) string {
	text = Clean(text)
	if p.ASCII {
		return asciiOf(text)
	}
	return text
}

// brush writes spans to one line, with as few sequences as it can.
type brush struct {
	p     *Painter
	state themes.State
	b     strings.Builder
	last  string // prefix in force, "" for none
	bare  bool   // a space looks the same in it as in any other of the row
}

func newBrush(p *Painter, state themes.State, width int) *brush {
	b := &brush{p: p, state: state}
	b.b.Grow(width + 64)
	return b
}

// write puts text that is safe and fits.
func (b *brush) write(role themes.Role, text string) {
	if text == "" {
		return
	}
	if prefix := b.p.Theme.PrefixIn(role, b.state); prefix != b.last {
		b.b.WriteString(prefix)
		b.last, b.bare = prefix, b.p.Theme.Bare(role)
	}
	b.b.WriteString(text)
}

// line puts a line in exactly width cells.
func (b *brush) line(l Line, width int) { b.cell(l, width, false) }

// cell puts a line in exactly width cells, its text on the left or right side.
func (b *brush) cell(l Line, width int, right bool) {
	if len(l) == 1 && len(l[0].Text) <= width && plain(l[0].Text) {
		b.short(l[0], width, right)
		return
	}
	var safe [8]Span
	spans, total := safe[:0], 0
	for _, s := range l {
		s.Text = b.p.safe(s.Text)
		total += Width(s.Text)
		spans = append(spans, s)
	}
	lead := 0
	if right {
		lead = max(width-total, 0)
	}
	b.fill(lead)
	used := lead + b.spans(spans, width, total > width)
	b.fill(width - used)
}

// fill writes n spaces. Where the look in force leaves no trace on a space,
// nothing is switched.
func (b *brush) fill(n int) {
	if n <= 0 {
		return
	}
	if b.last == "" && b.state == themes.Normal || b.bare {
		b.b.WriteString(spaces(n))
		return
	}
	b.write(themes.Text, spaces(n))
}

// short is cell for the common case: one span of ASCII that fits.
func (b *brush) short(s Span, width int, right bool) {
	fill := width - len(s.Text)
	if right {
		b.fill(fill)
		b.write(s.Role, s.Text)
		return
	}
	b.write(s.Role, s.Text)
	b.fill(fill)
}

// spans writes spans into at most width cells and returns how many it used;
// cut says that they do not all fit.
func (b *brush) spans(spans []Span, width int, cut bool) int {
	used := 0
	for _, s := range spans {
		room := width - used
		if room <= 0 {
			break
		}
		n := Width(s.Text)
		if cut && n >= room {
			s.Text = b.shortened(s.Text, room)
			b.write(s.Role, s.Text)
			return used + Width(s.Text)
		}
		b.write(s.Role, s.Text)
		used += n
	}
	return used
}

// shortened is text in at most room cells, its end replaced by the sign that
// more follows, also when the text alone would just fit.
func (b *brush) shortened(text string, room int) string {
	more := b.p.Glyphs.More
	if Width(text) <= room {
		text += more
	}
	return cutWith(text, room, more)
}

// end is the line, all attributes ended.
func (b *brush) end() string {
	if b.last != "" {
		b.b.WriteString(themes.Reset)
	}
	return b.b.String()
}

// runeCount is how many characters s has: the measure of text cursors.
func runeCount(s string) int { return utf8.RuneCountInString(s) }
