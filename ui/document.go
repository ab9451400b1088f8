package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"fleetglass/themes"
)

// Document is a page of text in blocks: headings, rows of keys and values,
// paragraphs, code, lists, tables. It has no width; a DocumentView lays it out.
type Document struct {
	blocks []block
}

// blockKind is how a block is laid out.
type blockKind uint8

const (
	headingBlock blockKind = iota
	rowBlock
	paragraphBlock
	codeBlock
	listBlock
	tableBlock
	linesBlock
)

type block struct {
	kind   blockKind
	key    string
	text   string
	lines  []Line
	table  [][]Line
	titles []string
	id     string
	follow func() tea.Cmd
}

// Heading begins a section.
func (d *Document) Heading(text string) { d.add(block{kind: headingBlock, text: text}) }

// Row is a key and its value. Keys of neighbouring rows are aligned.
func (d *Document) Row(key string, value Line) {
	d.add(block{kind: rowBlock, key: key, lines: []Line{value}})
}

// Pair is Row with ordinary text; an empty one is left out.
func (d *Document) Pair(key, value string) {
	if value != "" {
		d.Row(key, Say(value))
	}
}

// Link is a row that can be selected and entered. id names it, so that it
// stays selected when the document is made anew.
func (d *Document) Link(key string, value Line, id string, follow func() tea.Cmd) {
	d.add(block{kind: rowBlock, key: key, lines: []Line{value}, id: id, follow: follow})
}

// Paragraph is text that is wrapped.
func (d *Document) Paragraph(text string) { d.add(block{kind: paragraphBlock, text: text}) }

// Code is text kept as it is, in lines; long ones are broken anywhere.
func (d *Document) Code(text string) { d.add(block{kind: codeBlock, text: text}) }

// List is items, one a line.
func (d *Document) List(items ...Line) { d.add(block{kind: listBlock, lines: items}) }

// Table is rows in aligned columns. titles may be nil.
func (d *Document) Table(titles []string, rows [][]Line) {
	d.add(block{kind: tableBlock, titles: titles, table: rows})
}

// Lines are lines that are laid out already: a gauge, a graph.
func (d *Document) Lines(lines ...Line) { d.add(block{kind: linesBlock, lines: lines}) }

// Append adds the blocks of another document.
func (d *Document) Append(other *Document) { d.blocks = append(d.blocks, other.blocks...) }

// Empty tells whether there is nothing in it.
func (d *Document) Empty() bool { return len(d.blocks) == 0 }

func (d *Document) add(b block) { d.blocks = append(d.blocks, b) }

// Plain is the document as text, for copying.
func (d *Document) Plain() string {
	const width = 100
	var b strings.Builder
	lines, _ := d.layout(width, NewPainter(themes.Plain(), false))
	for _, l := range lines {
		b.WriteString(strings.TrimRight(l.Text(), " "))
		b.WriteByte('\n')
	}
	return b.String()
}

// anchor is a line that can be selected.
type anchor struct {
	line   int
	id     string
	follow func() tea.Cmd
}

// layout breaks the document into lines for a width.
func (d *Document) layout(width int, p *Painter) ([]Line, []anchor) {
	var lines []Line
	var anchors []anchor
	keys := d.keyWidths(width)
	for i, b := range d.blocks {
		if i > 0 && (b.kind != rowBlock || d.blocks[i-1].kind != rowBlock) && d.blocks[i-1].kind != headingBlock {
			lines = append(lines, nil)
		}
		if b.follow != nil {
			anchors = append(anchors, anchor{len(lines), b.id, b.follow})
		}
		lines = append(lines, b.layout(width, keys[i], p)...)
	}
	return lines, anchors
}

// keyWidths is the width of the keys for each block: the widest of its run of
// rows, at most a third of the page.
func (d *Document) keyWidths(width int) []int {
	widths := make([]int, len(d.blocks))
	for from := 0; from < len(d.blocks); {
		to, widest := from, 0
		for to < len(d.blocks) && d.blocks[to].kind == rowBlock {
			widest = max(widest, Width(Clean(d.blocks[to].key)))
			to++
		}
		for i := from; i < to; i++ {
			widths[i] = min(widest, max(width/3, 4))
		}
		from = max(to, from+1)
	}
	return widths
}

const indent = "  " // of everything but headings

func (b block) layout(width, keys int, p *Painter) []Line {
	room := max(width-len(indent), 1)
	var lines []Line
	switch b.kind {
	case headingBlock:
		return []Line{In(themes.Title, " "+b.text)}
	case rowBlock:
		return b.row(room, keys)
	case paragraphBlock:
		for _, text := range Wrap(b.text, min(room, 96)) { // longer lines are hard to read
			lines = append(lines, Say(indent+text))
		}
	case codeBlock:
		for _, line := range CleanLines(b.text) {
			for _, piece := range Chop(line, max(room-2, 1)) {
				lines = append(lines, Line{{indent, themes.Text}, {p.Glyphs.Bar + " ", themes.Border}, {piece, themes.Code}})
			}
		}
	case listBlock:
		for _, item := range b.lines {
			for i, part := range wrapLine(item, max(room-2, 1)) {
				lead := p.Glyphs.Bullet + " "
				if i > 0 {
					lead = "  "
				}
				lines = append(lines, append(In(themes.Dim, indent+lead), part...))
			}
		}
	case tableBlock:
		return b.rows()
	case linesBlock:
		for _, l := range b.lines {
			lines = append(lines, append(Say(indent), l...))
		}
	}
	return lines
}

// row is a key and its value; a long value goes on below itself.
func (b block) row(room, keys int) []Line {
	var lines []Line
	value := b.lines[0]
	if b.follow != nil {
		value = linked(value)
	}
	for i, part := range wrapLine(value, max(room-keys-2, 1)) {
		key := ""
		if i == 0 {
			key = b.key
		}
		lines = append(lines, append(Line{{indent, themes.Text}, {Pad(Clean(key), keys) + "  ", themes.Name}}, part...))
	}
	return lines
}

// linked is a value whose ordinary text looks like a link.
func linked(l Line) Line {
	out := append(Line(nil), l...)
	for i := range out {
		if out[i].Role == themes.Text {
			out[i].Role = themes.Link
		}
	}
	return out
}

func (b block) rows() []Line {
	table := b.table
	if b.titles != nil {
		var titles []Line
		for _, t := range b.titles {
			titles = append(titles, In(themes.Header, strings.ToUpper(t)))
		}
		table = append([][]Line{titles}, table...)
	}
	var widths []int
	for _, row := range table {
		for c, cell := range row {
			if c == len(widths) {
				widths = append(widths, 0)
			}
			widths[c] = max(widths[c], cell.Width())
		}
	}
	var lines []Line
	for _, row := range table {
		l := Say(indent)
		for c, cell := range row {
			l = append(l, cell...)
			if c < len(row)-1 {
				l = append(l, Span{Text: spaces(widths[c] - cell.Width() + columnGap)})
			}
		}
		lines = append(lines, l)
	}
	return lines
}

// wrapLine breaks a line of spans to a width, between words where it can, and
// keeps the roles. There is at least one line.
func wrapLine(l Line, width int) []Line {
	if l.Width() <= width {
		return []Line{l}
	}
	var lines []Line
	var line Line
	used := 0
	put := func(text string, role themes.Role) {
		line, used = append(line, Span{text, role}), used+Width(text)
	}
	for _, s := range l {
		for _, word := range strings.SplitAfter(Clean(s.Text), " ") {
			if used > 0 && used+Width(strings.TrimRight(word, " ")) > width {
				lines, line, used = append(lines, line), nil, 0
			}
			if Width(word) <= width-used {
				put(word, s.Role)
				continue
			}
			bare := strings.TrimRight(word, " ")
			for i, piece := range Chop(bare, width) {
				if i > 0 {
					lines, line, used = append(lines, line), nil, 0
				}
				put(piece, s.Role)
			}
			if gap := word[len(bare):]; gap != "" && used+Width(gap) <= width {
				put(gap, s.Role) // more words may follow the last piece
			}
		}
	}
	return append(lines, line)
}
