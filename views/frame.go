package views

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"fleetglass/awsclient"
	"fleetglass/themes"
	"fleetglass/ui"
)

// The least screen that the console is drawn on.
const leastWidth, leastHeight = 60, 16

// note is a line of news in the footer: it stays until the next key.
type note struct {
	text string
	role themes.Role
}

// Say puts a line into the footer until the next key. It returns no command,
// so that a key's Do can end with it.
func (c *Console) Say(text string) tea.Cmd {
	c.news = note{text, themes.Info}
	return nil
}

// draw is the whole screen.
func (c *Console) draw() string {
	if c.size.W == 0 || c.size.H == 0 {
		return ""
	}
	if c.size.W < leastWidth || c.size.H < leastHeight {
		return c.drawTooSmall()
	}
	f := c.layout()
	body := c.drawPage(f.Body(c.size))
	c.footer(f) // the page knows what is selected only once it is drawn
	screen := f.Draw(c.size, c.painter, body)
	return c.dialogs.Draw(screen, c.size, c.painter)
}

func (c *Console) drawTooSmall() string {
	words := "fleetglass needs " + strconv.Itoa(leastWidth) + "x" + strconv.Itoa(leastHeight) + "; this terminal has " + strconv.Itoa(c.size.W) + "x" + strconv.Itoa(c.size.H)
	var lines []ui.Line
	for _, text := range ui.Wrap(words, c.size.W) {
		lines = append(lines, ui.In(themes.Warn, text))
	}
	return c.painter.Lines(lines, c.size)
}

// layout is the frame around the page in sight.
func (c *Console) layout() *ui.Frame {
	f := &ui.Frame{Header: c.header(), Bar: c.bar(), Active: c.at, Banner: c.banner()}
	if crumbs := c.crumbs(); len(crumbs) > 1 {
		f.Crumbs = crumbs
	}
	if t, ok := c.top().(tabbed); ok {
		f.Tabs = t.tabs()
	}
	if d, ok := c.top().(interface{ facts() ui.Line }); ok {
		f.Facts = d.facts()
	}
	return f
}

// footer fills the last line.
func (c *Console) footer(f *ui.Frame) {
	const around = 6 // cells at the edges and between the sides
	f.Status = c.status()
	f.Hints = c.hints(c.size.W - f.Status.Width() - around)
}

// drawPage draws the page, greyed when its data is old or its last fetch
// failed, or the reason why there is nothing to draw.
func (c *Console) drawPage(rect ui.Rect) string {
	src, sourced := c.source()
	if sourced && src.Err != nil && !src.Loaded {
		return c.drawFailure(src, rect)
	}
	body := c.top().Draw(rect, c.painter)
	if sourced && (src.Stale || src.Err != nil) && !c.held {
		return c.greyed(body)
	}
	return body
}

func (c *Console) source() (Source, bool) {
	s, ok := c.top().(Sourced)
	if !ok {
		return Source{}, false
	}
	return s.Source(), true
}

// drawFailure is a page that never loaded: what failed, in which region when
// there are several, AWS's words, and what to do.
func (c *Console) drawFailure(src Source, rect ui.Rect) string {
	var lines []ui.Line
	for _, p := range c.partial() {
		if p.Err != nil {
			lines = append(lines, c.failureOf(p.Err, p.region+": ", rect.W)...)
		}
	}
	if lines == nil {
		lines = c.failureOf(src.Err, "", rect.W)
	}
	return c.painter.Lines(lines, rect)
}

func (c *Console) failureOf(err *awsclient.Error, where string, width int) []ui.Line {
	lines := []ui.Line{nil, {{Text: "  " + c.glyphs.Trouble + " ", Role: themes.Bad}, {Text: where + err.Kind.String(), Role: themes.Title}}, nil}
	for _, text := range ui.Wrap(errorWords(err), max(20, width-8)) {
		lines = append(lines, ui.Say("    "+text))
	}
	lines = append(lines, nil)
	for _, text := range ui.Wrap(Remedy(err), max(20, width-8)) {
		lines = append(lines, ui.In(themes.Dim, "    "+text))
	}
	return lines
}

// greyed is a drawn page in one quiet colour. The selected row keeps its own.
func (c *Console) greyed(body string) string {
	selected := c.painter.Theme.PrefixOn(themes.Text, true)
	lines := strings.Split(body, "\n")
	for i, line := range lines {
		if !strings.Contains(line, selected) {
			lines[i] = c.painter.Theme.Paint(themes.Dim, ansi.Strip(line))
		}
	}
	return strings.Join(lines, "\n")
}

// header is the first line: what is watched, its time, what watching costs,
// and whether it can be changed.
func (c *Console) header() []ui.Part {
	parts := []ui.Part{
		{Line: ui.In(themes.Accent, "fleetglass"), Priority: 3},
		{Line: c.where()},
		{Line: c.timeLine(), Priority: 1},
		{Line: c.callRate(), Priority: 2},
		{Line: c.callCost(), Priority: 4},
	}
	if mark := c.recordingMark(); mark != nil {
		parts = append(parts, ui.Part{Line: mark})
	}
	return append(parts, ui.Part{Line: c.writesMark()})
}

func (c *Console) where() ui.Line {
	parts := []string{c.opts.Backend, c.regionWords()}
	if len(c.snap.Identity.Rows) > 0 {
		parts = append(parts, c.snap.Identity.Rows[0].Account)
	}
	dot := ui.Span{Text: " " + c.glyphs.Dot + " ", Role: themes.Faint}
	var lines []ui.Line
	for _, p := range parts {
		if p != "" {
			lines = append(lines, ui.Say(p))
		}
	}
	return ui.Join(dot, lines...)
}

// timeLine is the account's clock; on an engine, how fast it runs as well.
func (c *Console) timeLine() ui.Line {
	if c.snap.Now.IsZero() {
		return nil
	}
	line := ui.Say(c.snap.Now.UTC().Format("Mon 15:04:05"))
	if c.opts.Engine == nil {
		return append(line, ui.Span{Text: " UTC", Role: themes.Faint})
	}
	if c.clock.paused {
		return append(line, ui.Span{Text: " " + c.glyphs.Pause + " paused", Role: themes.Warn})
	}
	return append(line, ui.Span{Text: " x" + ui.Number(c.clock.speed) + " " + c.glyphs.Play, Role: themes.Dim})
}

// callRate is how many API calls are made, and how many AWS throttles.
func (c *Console) callRate() ui.Line {
	m := c.snap.Meter
	line := ui.In(themes.Dim, "API "+strconv.Itoa(m.CallsPerMinute)+"/min")
	if m.Throttles > 0 {
		line = append(line, ui.Span{Text: " " + strconv.Itoa(m.Throttles) + " throttled", Role: themes.Warn})
	}
	return line
}

// callCost is the last minutes' calls as a sparkline, and what they cost.
func (c *Console) callCost() ui.Line {
	m := c.snap.Meter
	var line ui.Line
	if n := len(m.Spark); n > 0 {
		const cells = 6
		values := make([]float64, 0, cells)
		for _, v := range m.Spark[max(0, n-cells):] {
			values = append(values, float64(v))
		}
		lo, hi := ui.Scale(values, 10)
		line = append(line, ui.Span{Text: ui.Sparkline(values, lo, hi, cells), Role: themes.Dim})
	}
	return append(line, ui.Span{Text: " " + hourly(m.CostPerHour), Role: themes.Dim})
}

// hourly is a cost of an hour, to the cent unless it is less than one.
func hourly(cost float64) string {
	if cost >= 0.01 {
		return fmt.Sprintf("$%.2f/h", cost)
	}
	return ui.Money(math.Max(0, cost)) + "/h"
}

// recordingMark tells that what is seen is written to a file.
func (c *Console) recordingMark() ui.Line {
	if c.opts.Recording == nil {
		return nil
	}
	word, well := c.opts.Recording()
	if !well {
		return ui.In(themes.Bad, word)
	}
	return ui.In(themes.Info, word)
}

func (c *Console) writesMark() ui.Line {
	if c.opts.Writes {
		return ui.In(themes.Mark, "writes on")
	}
	return ui.In(themes.Dim, "read-only")
}

func (c *Console) bar() []ui.BarItem {
	var items []ui.BarItem
	for _, p := range c.places {
		item := ui.BarItem{Key: p.entry.Digit, Name: p.entry.Title}
		if p.entry.Kind != nil {
			item.Trouble = c.troubleIn(p.entry.Kind.kindName())
		} else if len(p.pages) > 0 {
			item.Trouble = p.pages[0].Trouble()
		}
		items = append(items, item)
	}
	return items
}

// longRemedy stands for a remedy that the banner has no room for: half a
// sentence helps nobody.
const longRemedy = "! says what to do"

// banner is what must be seen: that the screen is held, or that the last
// fetch of what is shown failed.
func (c *Console) banner() ui.Line {
	if c.inPast() {
		return c.pastBanner()
	}
	if c.held {
		return ui.In(themes.Banner, "held at "+c.snap.Now.UTC().Format("15:04:05")+": nothing is fetched, z goes on")
	}
	if line := partialFailure(c.partial(), c.size.W); line != nil {
		return line
	}
	src, ok := c.source()
	if ok && src.Err != nil && src.Loaded {
		said, remedy := errorWords(src.Err), Remedy(src.Err)
		if ui.Width(said)+2+ui.Width(remedy) > c.size.W {
			said, remedy = ui.Cut(said, c.size.W-2-ui.Width(longRemedy)), longRemedy
		}
		return ui.In(themes.Banner, said+"  "+remedy)
	}
	return c.labStrip()
}

// hints is the left side of the footer: the filter being typed, news, or the
// keys that work.
func (c *Console) hints(room int) ui.Line {
	switch {
	case c.typing != nil:
		return c.typing.line(room)
	case c.news.text != "":
		return ui.In(c.news.role, ui.Cut(c.news.text, room))
	default:
		return ui.Hints(c.keySets()...)
	}
}

// status is the right side: the filter in force, how many rows, how old.
func (c *Console) status() ui.Line {
	var parts []ui.Line
	if n := len(c.failures()); n > 0 {
		parts = append(parts, ui.Line{{Text: c.glyphs.Trouble + " " + ui.Count(n, "error"), Role: themes.Bad}, {Text: " !", Role: themes.Key}})
	}
	if line := loadingIn(c.partial()); line != nil {
		parts = append(parts, line)
	}
	if f, ok := c.page().(Filterer); ok {
		if f.Filter() != "" && c.typing == nil {
			parts = append(parts, ui.In(themes.Accent, "/"+f.Filter()))
		}
		parts = append(parts, ui.In(themes.Dim, rowsWords(f.Status())))
	}
	if src, ok := c.source(); ok && src.Loaded && !c.held {
		parts = append(parts, age(c.snap.Wall.Sub(src.At), src.Stale))
	}
	return ui.Join(ui.Span{Text: "  "}, parts...)
}

// rowsWords is a table's count with its noun: "12 of 340 rows, 3 marked".
func rowsWords(status string) string {
	count, marked, ok := strings.Cut(status, ", ")
	noun := " rows"
	if count == "1" {
		noun = " row"
	}
	if ok {
		return count + noun + ", " + marked
	}
	return count + noun
}

// age is how old the page's data is. Its first seconds are not counted, so
// that the footer of a quiet screen does not flicker.
func age(d time.Duration, stale bool) ui.Line {
	switch {
	case stale:
		return ui.In(themes.Warn, "stale: "+ui.Duration(d)+" old")
	case d < 5*time.Second:
		return ui.In(themes.Dim, "updated now")
	default:
		return ui.In(themes.Dim, "updated "+ui.Duration(d)+" ago")
	}
}

// click does what was clicked on: a pane, a breadcrumb, a tab, or a row. A
// second click on the same row opens it.
func (c *Console) click(msg tea.MouseClickMsg) tea.Cmd {
	if !c.dialogs.Empty() || msg.Button != tea.MouseLeft || c.size.W < leastWidth {
		return nil
	}
	area, item, x, y := c.layout().Hit(c.size, c.painter, msg.X, msg.Y)
	switch area {
	case ui.OnBar:
		c.goTo(item)
	case ui.OnCrumb:
		for len(c.places[c.at].pages) > item+1 {
			c.Back()
		}
	case ui.OnTab:
		c.top().(tabbed).choose(item) // only tabbed pages have tabs to hit
	case ui.OnBody:
		return c.clickBody(x, y)
	}
	return nil
}

func (c *Console) clickBody(x, y int) tea.Cmd {
	p, ok := c.page().(Clicker)
	if !ok {
		return nil
	}
	before, _, had := c.selected()
	p.Click(x, y)
	after, _, has := c.selected()
	if l, ok := p.(interface{ hitRow() bool }); ok && !l.hitRow() {
		c.clicked = Ref{} // a title that is clicked twice sorts twice
		return nil
	}
	again := had && has && before == after && c.clicked == after
	c.clicked = after
	if again && c.offEnter() == "" {
		c.clicked = Ref{}
		return c.enter()
	}
	return nil
}

func (c *Console) wheel(msg tea.MouseWheelMsg) tea.Cmd {
	if cmd, handled := c.dialogs.Update(msg); handled {
		return cmd
	}
	const lines = 3
	by := lines
	if msg.Button == tea.MouseWheelUp {
		by = -lines
	}
	if p, ok := c.page().(Scroller); ok {
		p.Scroll(by)
	}
	return nil
}
