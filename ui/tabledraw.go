package ui

import (
	"slices"
	"strconv"
	"strings"

	"fleetglass/themes"
)

// sampled is how many rows are measured for the widths of columns.
const sampled = 128

// drawnRows keeps rows as they were drawn, by id and state.
type drawnRows struct {
	made   [4]map[string]string // normal, selected, marked, and marked under the cursor
	width  int
	skip   int
	theme  *themes.Theme
	ascii  bool
	places []place
}

// forget drops all drawn rows.
func (d *drawnRows) forget() {
	for i := range d.made {
		if len(d.made[i]) > 0 {
			clear(d.made[i])
		}
		if d.made[i] == nil {
			d.made[i] = map[string]string{}
		}
	}
}

// header is the drawn line of titles.
type header struct {
	line  string
	right bool
}

// measure finds the widths that the columns want, from a sample of the rows
// shown. Between refreshes columns only grow, so that the screen stays calm;
// afresh lets them shrink, after the user changed what is shown.
func (t *PlainTable) measure(afresh bool) {
	old := t.widths
	t.widths = make([]int, len(t.columns))
	for i := range t.columns {
		t.widths[i] = t.want(i)
		if !afresh && old != nil && t.columns[i].width == 0 {
			t.widths[i] = max(t.widths[i], old[i])
		}
	}
	t.drawn.forget()
	t.drawn.places = nil
}

func (t *PlainTable) want(column int) int {
	c := &t.columns[column]
	if c.width > 0 {
		return c.width
	}
	w := Width(Clean(c.title)) + 1 // room for the sort mark
	if c.title == "" {
		w = 1
	}
	step := max(len(t.shown)/sampled, 1)
	for i := 0; i < len(t.shown); i += step {
		w = max(w, t.rows.cell(column, t.shown[i]).Width())
	}
	w = max(w, c.least, 1)
	if c.most > 0 {
		w = min(w, c.most)
	}
	return w
}

// Draw draws the titles and the rows around the cursor.
func (t *PlainTable) Draw(rect Rect, p *Painter) string {
	rect = rect.atLeastOne()
	t.prepare(rect, p)
	t.page = max(rect.H-1, 1)
	if rect.H == 1 { // no room for titles
		return t.drawRows(nil, Rect{rect.W, 1}, p)
	}
	if len(t.shown) == 0 {
		return t.drawEmpty(rect, p)
	}
	return t.drawRows([]string{t.head.line}, rect, p)
}

// prepare makes the layout for a size when it is not the last one's.
func (t *PlainTable) prepare(rect Rect, p *Painter) {
	d := &t.drawn
	if t.widths == nil {
		t.measure(true)
	}
	same := d.width == rect.W && d.skip == t.skip && d.theme == p.Theme && d.ascii == p.ASCII
	if same && d.places != nil {
		return
	}
	l := arrange(t.columns, t.chosen, t.widths, rect.W, t.skip)
	if !sameColumns(l.places, t.compared) {
		clear(t.seen) // rows are compared by what is shown of them
		t.compared = l.places
	}
	d.forget()
	d.width, d.skip, d.theme, d.ascii, d.places = rect.W, t.skip, p.Theme, p.ASCII, l.places
	if d.places == nil {
		d.places = []place{}
	}
	t.head = header{t.titles(l, rect.W, p), l.right}
}

// sameColumns tells whether two layouts show the same columns.
func sameColumns(a, b []place) bool {
	return slices.EqualFunc(a, b, func(a, b place) bool { return a.column == b.column })
}

// titles is the line above the rows, with the sort mark and signs for columns
// that are out of sight.
func (t *PlainTable) titles(l layout, width int, p *Painter) string {
	b := newBrush(p, themes.Normal, width)
	room := width
	if l.right {
		room = max(width-2, 0)
	}
	left := ""
	if l.left {
		left = p.Glyphs.Left
	}
	x := min(gutter, room)
	b.cell(In(themes.Accent, left), x, false)
	for _, at := range l.places {
		gap := min(at.x-x, room-x)
		b.fill(gap)
		x += max(gap, 0)
		w := min(at.w, room-x)
		if w <= 0 {
			break
		}
		b.cell(t.title(at.column, p), w, t.columns[at.column].right)
		x += w
	}
	b.fill(room - x)
	if l.right {
		b.cell(In(themes.Accent, " "+p.Glyphs.Right), width-max(x, room), false)
	}
	return b.end()
}

func (t *PlainTable) title(column int, p *Painter) Line {
	l := In(themes.Header, strings.ToUpper(t.columns[column].title))
	if column != t.sortBy {
		return l
	}
	sign := p.Glyphs.Up
	if t.reverse {
		sign = p.Glyphs.Down
	}
	return append(l, Span{sign, themes.Accent})
}

func (t *PlainTable) drawEmpty(rect Rect, p *Painter) string {
	lines := []Line{nil, In(themes.Dim, "  nothing here")}
	if t.rows.count() > 0 {
		lines = []Line{nil, In(themes.Dim, "  none of "+strconv.Itoa(t.rows.count())+" matches "+t.filter.String()), In(themes.Faint, "  esc clears the filter")}
	} else if t.Empty != nil {
		lines = append([]Line{nil}, t.Empty()...)
	}
	return t.head.line + "\n" + p.Lines(lines, Rect{rect.W, rect.H - 1})
}

// drawRows draws as many rows as fit below the lines given.
func (t *PlainTable) drawRows(above []string, rect Rect, p *Painter) string {
	room := rect.H - len(above)
	t.scroll(room)
	var b strings.Builder
	b.Grow(rect.H * (rect.W + 64))
	for _, line := range above {
		b.WriteString(line)
		b.WriteByte('\n')
	}
	for i := range room {
		if i > 0 {
			b.WriteByte('\n')
		}
		if at := t.offset + i; at < len(t.shown) {
			b.WriteString(t.row(at, rect.W, p))
		} else {
			b.WriteString(spaces(rect.W))
		}
	}
	return b.String()
}

// scroll moves the window so that the cursor is in it and no room is wasted.
func (t *PlainTable) scroll(room int) {
	t.offset = min(t.offset, t.cursor)
	t.offset = max(t.offset, t.cursor-room+1)
	t.offset = max(min(t.offset, len(t.shown)-room), 0)
}

// row is one drawn row, from before when nothing about it changed.
func (t *PlainTable) row(at, width int, p *Painter) string {
	row := t.shown[at]
	id := t.rows.id(row)
	state := t.state(at, id)
	kind := int(state)
	if state == themes.OnSelected && t.marks[id] {
		kind = 3
	}
	if line, ok := t.drawn.made[kind][id]; ok {
		return line
	}
	cells := make([]Cell, len(t.drawn.places))
	for i, at := range t.drawn.places {
		cells[i] = t.rows.cell(at.column, row)
	}
	b := newBrush(p, state, width+96)
	b.cell(t.sign(id, state, t.changed(id, cells), p), min(gutter, width), false)
	x := min(gutter, width)
	for i, at := range t.drawn.places {
		b.fill(at.x - x)
		b.cell(cells[i], at.w, t.columns[at.column].right)
		x = at.x + at.w
	}
	b.fill(width - x)
	line := b.end()
	t.drawn.made[kind][id] = line
	return line
}

// sign is what stands at the left edge of a row: whether it is under the
// cursor, and whether it is marked or has changed.
func (t *PlainTable) sign(id string, state themes.State, changed bool, p *Painter) Line {
	cursor := " "
	if state == themes.OnSelected {
		cursor = p.Glyphs.Cursor
	}
	l := In(themes.Accent, cursor)
	switch {
	case t.marks[id]:
		l = append(l, Span{p.Glyphs.Marked, themes.Mark})
	case changed:
		l = append(l, Span{p.Glyphs.Changed, themes.Changed})
	}
	return l
}

// changed tells whether a row differs from what it was a few refreshes ago, as
// far as it was on the screen then.
func (t *PlainTable) changed(id string, cells []Cell) bool {
	hash := t.hash(cells)
	s, known := t.seen[id]
	if known && s.hash != hash && s.at < t.generation && t.generation-s.at <= changeMarks {
		s.changed = t.generation
	}
	s.hash, s.at = hash, t.generation
	t.seen[id] = s
	return s.changed > 0 && t.generation-s.changed < changeMarks
}

// forgetSightings drops what is too old to compare with, before it piles up.
func (t *PlainTable) forgetSightings() {
	const many = 512
	if len(t.seen) < many {
		return
	}
	for id, s := range t.seen {
		if t.generation-s.at > changeMarks {
			delete(t.seen, id)
		}
	}
}

// hash is FNV-1a of the cells that do not change by themselves.
func (t *PlainTable) hash(cells []Cell) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset)
	for i, cell := range cells {
		if t.columns[t.drawn.places[i].column].volatile {
			continue
		}
		for _, s := range cell {
			for j := range len(s.Text) {
				h = (h ^ uint64(s.Text[j])) * prime
			}
		}
		h = (h ^ 0xff) * prime
	}
	return h
}

// Click puts the cursor on the row at a cell of the last Draw, 0,0 being its
// top left; false when no row is there. The line of titles sorts.
func (t *PlainTable) Click(x, y int) bool {
	if y == 0 {
		return t.clickTitle(x)
	}
	at := t.offset + y - 1
	if y < 0 || y > t.page || at >= len(t.shown) {
		return false
	}
	t.moveTo(at)
	return true
}

func (t *PlainTable) clickTitle(x int) bool {
	for _, at := range t.drawn.places {
		if x < at.x || x >= at.x+at.w {
			continue
		}
		if t.sortBy == at.column {
			t.SortReverse()
		} else {
			t.sortBy, t.reverse = at.column, false
			t.resort()
		}
		return true
	}
	return false
}
