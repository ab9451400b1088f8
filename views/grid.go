package views

import (
	"fleetglass/themes"
	"fleetglass/ui"
)

// gridColumn is one column of the lines of a board.
type gridColumn struct {
	title    string
	short    string // the title where the column is narrow; "" is the title
	min, max int
	share    int // of the room that is left, up to max
	drop     int // columns with the highest number go first when room is short; 0 stays
	right    bool
}

// grid is columns laid out for a width.
type grid struct {
	columns []gridColumn
	widths  []int // 0: dropped
}

const gridGap = 2 // cells between columns

// layGrid chooses which columns fit in a width and how wide they are.
func layGrid(width int, columns []gridColumn) grid {
	g := grid{columns, make([]int, len(columns))}
	for i, c := range columns {
		g.widths[i] = c.min
	}
	for g.used() > width && g.dropOne() {
	}
	g.share(width - g.used())
	return g
}

// used is the room that the columns take: a cell at the left edge, the
// columns, and the gaps between them. The first column is a sign and has one
// cell after it.
func (g grid) used() int {
	n := 1 - gridGap
	for i, w := range g.widths {
		if w > 0 {
			n += w + gridGap
		}
		if i == 0 {
			n--
		}
	}
	return n
}

func (g grid) dropOne() bool {
	worst := -1
	for i, c := range g.columns {
		if g.widths[i] > 0 && c.drop > 0 && (worst < 0 || c.drop >= g.columns[worst].drop) {
			worst = i
		}
	}
	if worst < 0 {
		return false
	}
	g.widths[worst] = 0
	return true
}

// share gives what is left to the columns that want it, up to their maximum:
// first what brings each to its fair part, and then whoever can take more.
func (g grid) share(spare int) {
	for range 2 {
		if spare <= 0 {
			return
		}
		shares := 0
		for i, c := range g.columns {
			if g.widths[i] > 0 && g.widths[i] < c.max {
				shares += c.share
			}
		}
		left := spare
		for i, c := range g.columns {
			if g.widths[i] == 0 || c.share == 0 || shares == 0 {
				continue
			}
			more := min(left*c.share/shares, c.max-g.widths[i])
			g.widths[i] += more
			spare -= more
		}
	}
}

// width is how wide a column is, 0 when it was dropped.
func (g grid) width(i int) int { return g.widths[i] }

func (g grid) titles() ui.Line {
	cells := make([]ui.Line, len(g.columns))
	for i, c := range g.columns {
		title := c.title
		if c.short != "" && ui.Width(title) > g.widths[i] {
			title = c.short
		}
		cells[i] = ui.In(themes.Header, title)
	}
	return g.line(cells)
}

// line puts one cell into each column.
func (g grid) line(cells []ui.Line) ui.Line {
	line := ui.Line{{Text: " "}}
	gap := ""
	for i, cell := range cells {
		if g.widths[i] == 0 {
			continue
		}
		line = append(line, ui.Span{Text: gap})
		line = append(line, FitLine(cell, g.widths[i], g.columns[i].right)...)
		gap = "  "
		if i == 0 {
			gap = " "
		}
	}
	return line
}

// FitLine is a line cut or filled to exactly width cells.
func FitLine(line ui.Line, width int, right bool) ui.Line {
	var fitted ui.Line
	used := 0
	for _, s := range line {
		text := ui.Clean(s.Text)
		if w := ui.Width(text); w > width-used {
			text = ui.Cut(text, width-used)
		}
		used += ui.Width(text)
		fitted = append(fitted, ui.Span{Text: text, Role: s.Role})
	}
	fill := ui.Span{Text: ui.Pad("", width-used)}
	if right {
		return append(ui.Line{fill}, fitted...)
	}
	return append(fitted, fill)
}
