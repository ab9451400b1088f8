package views

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"fleetglass/themes"
	"fleetglass/ui"
)

func firstRune(s string) (rune, int) { return utf8.DecodeRuneInString(s) }

// Draw is a line on how the page stands, what is typed into the filter, the
// lines, and a line on the one under the cursor.
func (p *logTail) Draw(rect ui.Rect, painter *ui.Painter) string {
	head := []ui.Line{p.standing(rect.W)}
	head = append(head, p.patternLines()...)
	p.height = max(1, rect.H-len(head)-1)
	p.shown = p.lines.shown(p.around)
	out := make([]string, 0, rect.H)
	for _, l := range head {
		out = append(out, painter.Line(l, rect.W))
	}
	if len(p.shown) == 0 {
		out = append(out, painter.Line(nil, rect.W), painter.Line(ui.In(themes.Dim, "  "+p.emptyWords()), rect.W))
		return ui.Fit(out, rect)
	}
	out = append(out, p.body(rect.W, painter)...)
	for len(out) < rect.H-1 {
		out = append(out, painter.Line(nil, rect.W))
	}
	return ui.Fit(append(out, painter.Line(p.footing(), rect.W)), rect)
}

// emptyWords is why there are no lines to see.
func (p *logTail) emptyWords() string {
	switch {
	case p.loading != "" || !p.loaded:
		return "loading..."
	case len(p.lines.all) > 0:
		return "none of the " + ui.Count(len(p.lines.all), "line") + " here matches; / changes the pattern, esc clears it"
	case p.past != nil:
		return "nothing was written from " + ui.Moment(p.past.from) + " on that matches; f follows the present"
	}
	return "nothing was written in the last day; new lines will appear here, m jumps to a time"
}

// standing is whether the page follows, waits, or is in the past.
func (p *logTail) standing(width int) ui.Line {
	g := p.c.glyphs
	line := ui.Say(" ")
	switch {
	case p.past != nil:
		line = append(line, ui.Span{Text: "from " + ui.Moment(p.past.from.UTC()), Role: themes.Accent}, ui.Span{Text: p.pastWords(), Role: themes.Dim})
	case p.paused:
		line = append(line, ui.Span{Text: g.Pause + " paused", Role: themes.Warn}, ui.Span{Text: ", " + ui.Count(len(p.waiting)+p.missed, "new line") + " waiting", Role: themes.Dim})
		if p.missed > 0 {
			line = append(line, ui.Span{Text: " (" + strconv.Itoa(p.missed) + " too many to keep)", Role: themes.Warn})
		}
	case p.follow:
		line = append(line, ui.Span{Text: g.Play + " following", Role: themes.Good}, ui.Span{Text: p.wayWords(), Role: themes.Dim})
	default:
		line = append(line, ui.Span{Text: "not following", Role: themes.Accent}, ui.Span{Text: p.wayWords(), Role: themes.Dim})
	}
	var more []string
	if p.around > 0 {
		more = append(more, strconv.Itoa(p.around)+" lines of context")
	}
	if p.lines.dropped > 0 {
		more = append(more, "the oldest "+strconv.Itoa(p.lines.dropped)+" let go")
	}
	if p.loading != "" {
		more = append(more, p.loading+"...")
	}
	if len(more) > 0 {
		line = append(line, ui.Span{Text: "  " + strings.Join(more, ", "), Role: themes.Dim})
	}
	return line
}

func (p *logTail) wayWords() string {
	switch {
	case p.work == nil:
		return ""
	case !p.loaded:
		return ", beginning"
	case p.live:
		return ", live session"
	}
	return ", asks every 2 s"
}

func (p *logTail) pastWords() string {
	words := ", f follows the present"
	switch {
	case p.past.busy:
	case p.past.ended:
		words = ", to the end" + words
	default:
		words = ", more at the end" + words
	}
	if p.past.pattern != "" {
		words += ", fetched by " + p.past.pattern
	}
	return words
}

// patternLines are what is being typed, and where it is wrong; or how many
// lines match.
func (p *logTail) patternLines() []ui.Line {
	typing := p.c.typing != nil && p.c.page() == Pane(p)
	if !typing {
		if p.pattern == "" {
			return nil
		}
		return []ui.Line{{{Text: " pattern ", Role: themes.Dim}, {Text: ui.Cut(p.pattern, 60), Role: themes.Code}, {Text: "  " + p.matchWords(), Role: themes.Accent}}}
	}
	if p.mistake != nil && p.wrongBy != "" {
		lines := mistakeLines(p.mistake.Pattern, p.mistake.Offset, p.mistake.Why)
		return []ui.Line{append(ui.In(themes.Dim, " pattern "), lines[0]...), append(ui.Say("         "), lines[1]...)}
	}
	said := p.matchWords()
	if p.pattern == "" {
		said = `words: ERROR -timeout   JSON: { $.status >= 500 }   columns: [ip, user, ..., status=5*, bytes]   %regex%`
	}
	return []ui.Line{
		{{Text: " pattern ", Role: themes.Dim}, {Text: ui.Cut(p.pattern, 200), Role: themes.Code}},
		{{Text: "         "}, {Text: said, Role: themes.Accent}},
	}
}

func (p *logTail) matchWords() string {
	n := len(p.lines.all)
	verb := " match"
	if p.lines.matches == 1 {
		verb = " matches"
	}
	return strconv.Itoa(p.lines.matches) + " of " + ui.Count(n, "line") + verb
}

// The widths of what stands before a message.
const (
	tailTime   = 8
	tailMillis = 12
	tailStream = 20
	wideTail   = 110 // from here on there is room for streams and milliseconds
)

// margin is how many cells stand before a message.
func (p *logTail) margin(width int) int {
	if width < wideTail {
		return 4 + tailTime
	}
	if p.stream != "" {
		return 4 + tailMillis
	}
	return 4 + tailMillis + 1 + tailStream
}

// tall is how many lines of the screen a line takes.
func (p *logTail) tall(l *logLine, width int) int {
	if !p.unfoldedAt(l) {
		return 1
	}
	return len(l.unfolded(max(20, width-p.margin(width))))
}

func (p *logTail) unfoldedAt(l *logLine) bool { return p.allOpen != p.open[l.n] }

// cursorRow is where the cursor is among the lines shown: on its line, or the
// next one that is shown.
func (p *logTail) cursorRow() int {
	if p.follow {
		p.cursor = p.lines.all[p.shown[len(p.shown)-1]].n
		return len(p.shown) - 1
	}
	row := p.rowOf(p.cursor)
	p.cursor = p.lines.all[p.shown[row]].n
	return row
}

func (p *logTail) rowOf(n int64) int {
	for row, i := range p.shown {
		if p.lines.all[i].n >= n {
			return row
		}
	}
	return len(p.shown) - 1
}

// body draws the lines in sight.
func (p *logTail) body(width int, painter *ui.Painter) []string {
	cursor := p.cursorRow()
	top := p.topRow(cursor, width)
	var out []string
	var before *logLine
	for row := top; row < len(p.shown) && len(out) < p.height; row++ {
		l := p.lines.all[p.shown[row]]
		lines := p.rowLines(l, width, before != nil && l.n != before.n+1, painter.Glyphs)
		before = l
		if row == top {
			lines = lines[min(p.inner, len(lines)-1):]
		}
		for _, line := range lines[:min(len(lines), p.height-len(out))] {
			if row == cursor {
				out = append(out, painter.LineIn(pointedAt(line, painter.Glyphs), width, themes.OnSelected))
			} else {
				out = append(out, painter.Line(line, width))
			}
		}
	}
	return out
}

// topRow scrolls as little as needed for the cursor to be in sight.
func (p *logTail) topRow(cursor, width int) int {
	top := min(p.rowOf(p.top), cursor)
	used := 0
	first := cursor
	for ; first >= top; first-- {
		tall := p.tall(p.lines.all[p.shown[first]], width)
		if used+tall > p.height {
			break
		}
		used += tall
	}
	top = min(first+1, cursor)
	for top > 0 { // fill the page at the end
		below := 0
		for row := top; row < len(p.shown) && below < p.height; row++ {
			below += p.tall(p.lines.all[p.shown[row]], width)
		}
		above := p.tall(p.lines.all[p.shown[top-1]], width)
		if below+above > p.height {
			break
		}
		top--
	}
	l := p.lines.all[p.shown[top]]
	if l.n != p.top || top != cursor {
		p.inner = 0
	}
	p.inner = max(0, min(p.inner, p.tall(l, width)-p.height))
	p.top = l.n
	return top
}

// rowLines are the screen lines of a log line. apart says that lines between
// it and the one above are not shown.
func (p *logTail) rowLines(l *logLine, width int, apart bool, g *themes.Glyphs) []ui.Line {
	role, sign := l.level(), " "
	if role == themes.Bad {
		sign = g.Trouble
	}
	if p.pattern != "" && !l.matched {
		role = themes.Faint
	}
	stamp := l.At.UTC().Format("15:04:05")
	if width >= wideTail {
		stamp = l.At.UTC().Format("15:04:05.000")
	}
	gap := ui.Span{Text: " "}
	if apart && p.around > 0 {
		gap = ui.Span{Text: "┄", Role: themes.Faint}
	}
	head := ui.Line{gap, {Text: sign, Role: themes.Bad}, {Text: " " + stamp + " ", Role: themes.Dim}}
	if width >= wideTail && p.stream == "" {
		head = append(head, ui.Span{Text: ui.Pad(ui.Cut(l.Stream, tailStream), tailStream) + " ", Role: themes.Dim})
	}
	if !p.unfoldedAt(l) {
		return []ui.Line{append(head, ui.Span{Text: l.folded(), Role: role})}
	}
	margin := p.margin(width)
	var lines []ui.Line
	for i, part := range l.unfolded(max(20, width-margin)) {
		if i > 0 {
			head = ui.Say(strings.Repeat(" ", margin))
		}
		lines = append(lines, append(head, part...))
	}
	return lines
}

// footing tells where the line under the cursor is from.
func (p *logTail) footing() ui.Line {
	l := p.lines.all[p.lines.at(p.cursor)]
	words := " " + l.Stream + "   " + l.At.UTC().Format("2006-01-02 15:04:05.000")
	if late := l.Ingested.Sub(l.At); !l.Ingested.IsZero() && late >= 0 {
		words += "   ingested " + ui.Seconds(late.Seconds()) + " later"
	}
	if l.isJSON() {
		words += "   JSON"
	}
	return ui.In(themes.Faint, words)
}

// Scroll moves as the wheel asks.
func (p *logTail) Scroll(lines int) { p.move(lines) }

// Click puts the cursor on a line.
func (p *logTail) Click(_, y int) {
	if len(p.shown) == 0 {
		return
	}
	y -= 1 + len(p.patternLines())
	for row := p.rowOf(p.top); row < len(p.shown) && y >= 0; row++ {
		l := p.lines.all[p.shown[row]]
		if y -= p.tall(l, p.c.size.W); y < 0 {
			p.cursor, p.follow = l.n, false
		}
	}
}
