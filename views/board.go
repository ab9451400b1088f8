package views

import (
	"strings"

	"fleetglass/themes"
	"fleetglass/ui"
)

// BoardLine is one line of a Board.
type BoardLine struct {
	Line ui.Line
	// Ref is the resource that the line stands for; a line without one is
	// passed over by the cursor.
	Ref Ref
	// ID tells the line from others that stand for the same resource; "" takes
	// the Ref.
	ID string
}

func (l BoardLine) id() string {
	if l.ID != "" {
		return l.ID
	}
	return l.Ref.Kind + "/" + l.Ref.ID
}

func (l BoardLine) selectable() bool { return l.Ref.Kind != "" }

// Board is a page of free lines, some of which stand for resources and can be
// selected: the overview, a traffic map, an account of a group. The cursor is
// an id and stays on its line when the lines are set anew.
type Board struct {
	lines  []BoardLine
	cursor string
	at     int // where the cursor's line was, for when it goes away
	top    int
	height int
}

// Set replaces the lines.
func (b *Board) Set(lines []BoardLine) {
	b.lines = lines
	if i := b.find(b.cursor); i >= 0 && b.cursor != "" {
		b.at = i
		return
	}
	b.put(b.near(b.at))
}

// Rewind puts the cursor on the first line, wherever it was.
func (b *Board) Rewind() { b.put(b.near(0)) }

// Selection is the resource of the line under the cursor.
func (b *Board) Selection() (Ref, bool) {
	if b.at < len(b.lines) && b.lines[b.at].selectable() {
		return b.lines[b.at].Ref, true
	}
	return Ref{}, false
}

// Marked is nil: lines of a board are not marked.
func (b *Board) Marked() []Ref { return nil }

// Move moves the cursor by selectable lines; before the first and after the
// last it scrolls, so that headings and notes can be read.
func (b *Board) Move(by int) {
	step := 1
	if by < 0 {
		step = -1
	}
	for ; by != 0; by -= step {
		i := b.at + step
		for i >= 0 && i < len(b.lines) && !b.lines[i].selectable() {
			i += step
		}
		if i < 0 || i >= len(b.lines) {
			b.top += step
			return
		}
		b.put(i)
	}
}

// Scroll moves the page under the cursor, as the wheel asks.
func (b *Board) Scroll(lines int) { b.Move(lines) }

// Click selects the line at y.
func (b *Board) Click(_, y int) {
	if i := b.top + y; i < len(b.lines) && b.lines[i].selectable() {
		b.put(i)
	}
}

// Keys move the cursor.
func (b *Board) Keys() []ui.Key {
	page := func() int { return max(1, b.height-1) }
	return movement(b.Move, page, func() { b.put(b.near(0)); b.top = 0 }, func() { b.put(b.near(len(b.lines) - 1)) })
}

// Draw paints the lines in sight.
func (b *Board) Draw(rect ui.Rect, p *ui.Painter) string {
	b.height = rect.H
	b.keepInSight()
	var out strings.Builder
	for y := range rect.H {
		if y > 0 {
			out.WriteByte('\n')
		}
		i := b.top + y
		switch {
		case i >= len(b.lines):
			out.WriteString(p.Line(nil, rect.W))
		case i == b.at && b.lines[i].selectable():
			out.WriteString(p.LineIn(pointedAt(b.lines[i].Line, p.Glyphs), rect.W, themes.OnSelected))
		default:
			out.WriteString(p.Line(b.lines[i].Line, rect.W))
		}
	}
	return out.String()
}

// pointedAt is a line with the cursor's sign in its first cell, if that is
// free: a selection is not told by colour alone.
func pointedAt(line ui.Line, g *themes.Glyphs) ui.Line {
	if len(line) == 0 || !strings.HasPrefix(line[0].Text, " ") {
		return line
	}
	pointed := ui.Line{{Text: g.Cursor, Role: themes.Accent}, {Text: line[0].Text[1:], Role: line[0].Role}}
	return append(pointed, line[1:]...)
}

// keepInSight scrolls just enough to show the cursor's line, and shows the
// headings above the first selectable line whenever there is room.
func (b *Board) keepInSight() {
	if b.at >= b.top+b.height {
		b.top = b.at - b.height + 1
	}
	if b.at < b.top {
		b.top = b.at
	}
	if first := b.near(0); b.at == first && b.at < b.height {
		b.top = 0
	}
	b.top = max(0, min(b.top, len(b.lines)-b.height))
}

func (b *Board) put(i int) {
	if i < 0 || i >= len(b.lines) {
		b.at, b.cursor = 0, ""
		return
	}
	b.at, b.cursor = i, b.lines[i].id()
}

func (b *Board) find(id string) int {
	if b.at < len(b.lines) && b.lines[b.at].selectable() && b.lines[b.at].id() == id {
		return b.at
	}
	for i := range b.lines {
		if b.lines[i].selectable() && b.lines[i].id() == id {
			return i
		}
	}
	return -1
}

// near is the selectable line closest to i, -1 when there is none.
func (b *Board) near(i int) int {
	for d := range len(b.lines) + 1 {
		for _, j := range []int{i + d, i - d} {
			if j >= 0 && j < len(b.lines) && b.lines[j].selectable() {
				return j
			}
		}
	}
	return -1
}
