package views

import (
	"strings"

	"fleetglass/themes"
	"fleetglass/ui"
)

// mapLayout is how wide the columns of the map are; 0 is a column left out.
type mapLayout struct {
	listener, priority, when, group, to, dots, count, load, slow, note int
	width                                                              int
}

// Cells between the columns of the map: " ", listener, " ", tree, " ",
// priority, "  ", when, " ", arrow, " ", group.
const (
	treeCells  = 3
	arrowCells = 3
	mapEdges   = 1 + 1 + treeCells + 1 + 2 + 1 + arrowCells + 1
)

// groupAt is the cell in which the right half begins.
func (g mapLayout) groupAt() int { return mapEdges + g.listener + g.priority + g.when }

// used is the room that the columns take.
func (g mapLayout) used() int {
	n := g.groupAt() + g.group
	for _, w := range []int{g.to, g.dots, g.count, g.load, g.slow, g.note} {
		if w > 0 {
			n += w + gridGap
		}
	}
	return n
}

// Comfortable widths: with these a column reads well, and wider ones wait
// until all others that fit are in.
const (
	comfortWhen  = 22
	comfortGroup = 18
	comfortDots  = 12
	comfortNote  = 32
	leastWhen    = 12
	leastGroup   = 10
	leastDots    = 4
)

// layMap chooses the columns that fit and shares what is left.
func layMap(width int, ways []way) mapLayout {
	full := naturalMap(ways)
	full.width = width
	for _, leave := range []func(*mapLayout){
		func(*mapLayout) {},
		func(g *mapLayout) { g.note = 0 },
		func(g *mapLayout) { g.note, g.to = 0, 0 },
		func(g *mapLayout) { g.note, g.to, g.slow = 0, 0, 0 },
		func(g *mapLayout) { g.note, g.to, g.slow, g.load = 0, 0, 0, 0 },
	} {
		want := full
		leave(&want)
		g := want
		g.when, g.group = min(want.when, comfortWhen), min(want.group, comfortGroup)
		g.dots, g.note = min(want.dots, comfortDots), min(want.note, comfortNote)
		if g.used() <= width {
			return g.grown(want)
		}
	}
	g := full
	g.note, g.to, g.slow, g.load = 0, 0, 0, 0
	g.when, g.group, g.dots = min(g.when, leastWhen), min(g.group, leastGroup), min(g.dots, leastDots)
	full.note, full.to, full.slow, full.load = 0, 0, 0, 0
	return g.grown(full)
}

// naturalMap is as wide as the contents of every column.
func naturalMap(ways []way) mapLayout {
	var g mapLayout
	for _, w := range ways {
		g.listener = max(g.listener, ui.Width(w.listener))
		if !w.only {
			g.priority = max(g.priority, ui.Width(w.priority))
			g.when = max(g.when, w.when.Width())
		}
		g.note = max(g.note, ui.Width(w.note.Text))
		g.group = max(g.group, ui.Width(w.groupWords()))
		if w.group == "" {
			continue
		}
		g.to = max(g.to, ui.Width(w.to))
		g.dots = max(g.dots, len(w.targets), leastDots)
		g.count = max(g.count, healthyOf(w.targets).Width())
		g.load, g.slow = max(g.load, ui.Width(w.load)), max(g.slow, ui.Width(w.slow))
	}
	g.dots = min(g.dots, 40)
	if g.load > 0 {
		g.load, g.slow = max(g.load, len("REQ/S")), max(g.slow, len("P99"))
	}
	return g
}

// grown gives what is left to the columns that want more, in the order of how
// much a reader misses.
func (g mapLayout) grown(want mapLayout) mapLayout {
	for _, c := range []struct{ is, want *int }{{&g.when, &want.when}, {&g.group, &want.group}, {&g.dots, &want.dots}, {&g.note, &want.note}} {
		*c.is += max(0, min(*c.want-*c.is, g.width-g.used()))
	}
	return g
}

// groupWords is a target group with its share of the requests.
func (w way) groupWords() string { return strings.TrimSpace(w.group + " " + w.share) }

// titles stand above their columns. REQ/S is a target group's requests a
// second in the newest minute, P99 its slowest response but for one in 100.
func (g mapLayout) titles() ui.Line {
	line := ui.Line{{Text: " LISTENER", Role: themes.Header}}
	if g.when > 0 {
		line = append(line, upTo(line, g.groupAt()-arrowCells-2-g.when), ui.Span{Text: ui.Cut("WHEN", g.when), Role: themes.Header})
	}
	line = append(line, upTo(line, g.groupAt()))
	title := "TARGET GROUP"
	if g.group < len(title) {
		title = "GROUP"
	}
	line = append(line, FitLine(ui.In(themes.Header, title), g.group, false)...)
	for _, c := range []mapCell{
		{nil, g.to, false}, {ui.In(themes.Header, "TARGETS"), g.dots + gridGap + g.count, false},
		{ui.In(themes.Header, "REQ/S"), g.load, true}, {ui.In(themes.Header, "P99"), g.slow, true},
	} {
		if g.dots == 0 && c.text.Text() == "TARGETS" {
			continue // no rule forwards
		}
		line = append(line, c.spaced()...)
	}
	return line
}

// upTo fills a line with spaces up to a cell.
func upTo(line ui.Line, cell int) ui.Span { return ui.Span{Text: ui.Pad("", cell-line.Width())} }

// mapCell is the text of a column on the right side of the map.
type mapCell struct {
	text  ui.Line
	width int
	right bool
}

// spaced is the cell behind its gap, nothing when the column was left out.
func (c mapCell) spaced() ui.Line {
	if c.width == 0 {
		return nil
	}
	return append(ui.Say("  "), FitLine(c.text, c.width, c.right)...)
}

// tree is the branch that leads from a listener to a rule.
func (w way) tree() string {
	switch {
	case w.continued && w.last:
		return "   "
	case w.continued:
		return " │ "
	case w.only:
		return "───"
	case w.listener != "":
		return "─┬─"
	case w.last:
		return " └─"
	default:
		return " ├─"
	}
}

// arrow is the branch that leads from a rule to a target group.
func (w way) arrow() string {
	switch {
	case w.continued && w.more:
		return " ├►"
	case w.continued:
		return " └►"
	case w.more:
		return "─┬►"
	default:
		return "──►"
	}
}

// line lays out one way.
func (g mapLayout) line(gl *themes.Glyphs, w way) ui.Line {
	line := g.leftHalf(w)
	if w.does != "" {
		room := g.width - g.groupAt() - 1
		if g.note > 0 && w.note.Text != "" {
			room -= g.note + gridGap
		}
		return append(append(line, FitLine(ui.Say(w.does), max(1, room), false)...), spacedIssue(w.note)...)
	}
	name := ui.Line{{Text: w.group}, {Text: spacedShare(w.share), Role: themes.Accent}}
	line = append(line, FitLine(name, g.group, false)...)
	for _, c := range []mapCell{
		{ui.In(themes.Dim, w.to), g.to, false}, {dots(gl, w.targets, g.dots), g.dots, false}, {healthyOf(w.targets), g.count, true},
		{ui.Say(w.load), g.load, true}, {ui.Say(w.slow), g.slow, true},
	} {
		line = append(line, c.spaced()...)
	}
	if g.note > 0 {
		line = append(line, spacedIssue(w.note)...)
	}
	return line
}

func spacedShare(share string) string {
	if share == "" {
		return ""
	}
	return " " + share
}

// leftHalf is a way from its listener to the arrow. A listener with one rule
// has a straight line; there is nothing to choose.
func (g mapLayout) leftHalf(w way) ui.Line {
	line := ui.Line{{Text: " " + ui.Pad(w.listener, g.listener) + " ", Role: themes.Title}, {Text: w.tree(), Role: themes.Faint}}
	if w.only && !w.continued {
		straight := g.groupAt() - line.Width() - arrowCells - 1
		return append(line, ui.Span{Text: strings.Repeat("─", max(0, straight)) + w.arrow(), Role: themes.Faint}, ui.Span{Text: " "})
	}
	line = append(line, ui.Span{Text: " " + ui.Pad(w.priority, g.priority) + "  ", Role: themes.Dim})
	line = append(line, FitLine(w.when, g.when, false)...)
	return append(line, ui.Span{Text: " " + w.arrow(), Role: themes.Faint}, ui.Span{Text: " "})
}

// below is a line for the trouble of the way above, when there is no column
// for it. It begins under the target group, or further left when it is long.
func (g mapLayout) below(gl *themes.Glyphs, w way) ui.Line {
	words := gl.Trouble + " " + w.note.Text
	line := ui.Line{{Text: ui.Pad("", g.listener+2)}}
	if !w.last {
		line = append(line, ui.Span{Text: " │ ", Role: themes.Faint})
	}
	from := max(line.Width()+1, min(g.groupAt(), g.width-1-ui.Width(words)))
	if w.more && from == g.groupAt() {
		line = append(line, upTo(line, from-arrowCells-1), ui.Span{Text: " │ ", Role: themes.Faint})
	}
	role := themes.Bad
	if !w.note.Grave {
		role = themes.Warn
	}
	return append(line, upTo(line, from), ui.Span{Text: words, Role: role})
}
