package ui

import (
	"strings"
	"unicode/utf8"

	"github.com/guptarohit/asciigraph"

	"fleetglass/themes"
)

// strokes are the signs that a line of a graph is drawn with. Each line has
// its own, so that colour is not the only difference.
func strokes(series int, ascii bool) asciigraph.CharSet {
	if ascii {
		signs := []string{"*", "+", "o", "x", "=", "%"}
		return asciigraph.CreateCharSet(signs[series%len(signs)])
	}
	sets := []asciigraph.CharSet{
		{Horizontal: "─", VerticalLine: "│", ArcDownRight: "╭", ArcDownLeft: "╮", ArcUpRight: "╰", ArcUpLeft: "╯", EndCap: "╴", StartCap: "╶"},
		{Horizontal: "━", VerticalLine: "┃", ArcDownRight: "┏", ArcDownLeft: "┓", ArcUpRight: "┗", ArcUpLeft: "┛", EndCap: "━", StartCap: "━"},
		{Horizontal: "═", VerticalLine: "║", ArcDownRight: "╔", ArcDownLeft: "╗", ArcUpRight: "╚", ArcUpLeft: "╝", EndCap: "═", StartCap: "═"},
		{Horizontal: "╌", VerticalLine: "╎", ArcDownRight: "╭", ArcDownLeft: "╮", ArcUpRight: "╰", ArcUpLeft: "╯", EndCap: "╌", StartCap: "╌"},
	}
	return sets[series%len(sets)]
}

// grid is the drawn area of a graph, cell by cell.
type grid struct {
	area  Rect
	signs [][]rune
	roles [][]themes.Role
}

func newGrid(area Rect) *grid {
	g := &grid{area: area, signs: make([][]rune, area.H), roles: make([][]themes.Role, area.H)}
	for y := range area.H {
		g.signs[y] = []rune(spaces(area.W))
		g.roles[y] = make([]themes.Role, area.W)
	}
	return g
}

// readGrid reads what asciigraph drew: an axis in the first column, then the
// lines, each in the colour whose number, from 1, is that of its series.
func readGrid(drawn string, area Rect, roles []themes.Role) *grid {
	g := newGrid(area)
	for y, line := range strings.Split(drawn, "\n") {
		if y >= area.H {
			break
		}
		g.readLine(y, line, roles)
	}
	return g
}

func (g *grid) readLine(y int, line string, roles []themes.Role) {
	x, role := -1, themes.Text // the axis is at -1
	for line != "" {
		if rest, ok := strings.CutPrefix(line, "\x1b["); ok {
			code, after, _ := strings.Cut(rest, "m")
			role = seriesOf(code, roles)
			line = after
			continue
		}
		r, size := utf8.DecodeRuneInString(line)
		line = line[size:]
		if x >= 0 && x < g.area.W {
			g.signs[y][x], g.roles[y][x] = r, role
		}
		x++
	}
}

// seriesOf reads asciigraph's colour codes: "3n" is colour n.
func seriesOf(code string, roles []themes.Role) themes.Role {
	if len(code) == 2 && code[0] == '3' {
		if n := int(code[1] - '1'); n >= 0 && n < len(roles) {
			return roles[n]
		}
	}
	return themes.Text
}

// level draws a horizontal line where nothing else is.
func (g *grid) level(y int, role themes.Role) {
	for x, sign := range g.signs[y] {
		if sign == ' ' {
			g.signs[y][x], g.roles[y][x] = '┈', role
		}
	}
}

// spans is one line of the grid.
func (g *grid) spans(y int) Line {
	var l Line
	from := 0
	for x := 1; x <= g.area.W; x++ {
		if x == g.area.W || g.roles[y][x] != g.roles[y][from] {
			l = append(l, Span{string(g.signs[y][from:x]), g.roles[y][from]})
			from = x
		}
	}
	return l
}
