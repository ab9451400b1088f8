package views

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

const groupTrail = "trail" // heading of the help sheet

// eventPage is the list of events that are asked for, below a bar that tells
// what is asked, who filters, and how much is loaded.
type eventPage struct {
	*listPane[*eventRow]
	parts *trailParts
	ask   trailAsk
	key   string // of the want
	above int    // lines of the bar at the last Draw

	shown   []*eventRow // that match
	from    identity    // of the loaded rows that shown was made of
	of      []*eventRow // those rows
	askedOf trailAsk    // and what was asked then
}

func newEventPage(c *Console, m *trailParts, title string, ask trailAsk) *eventPage {
	p := &eventPage{parts: m}
	p.listPane = newListPane(c, m.events, p.found, nil)
	p.title, p.fixed, p.part = title, true, true
	columns := p.columns()[1:]           // the outcome has a sign of its own
	columns[len(columns)-1].Priority = 4 // and tells most of the note: targets and origins are kept before it
	p.table = ui.NewTable(columns, m.events.ID)
	p.table.Empty = p.nothing
	p.set(ask)
	return p
}

// set asks for something else.
func (p *eventPage) set(ask trailAsk) {
	p.ask = ask
	want := ask.want()
	p.key, p.wanted = want.Key, []watch.Want{want}
	p.load()
	p.showNow()
}

// showNow shows what is loaded now, without waiting for a snapshot.
func (p *eventPage) showNow() {
	if p.seen != nil {
		p.seen = nil
		p.kind.memo.seen = nil
		p.See(p.c.snap)
	}
}

func (p *eventPage) load() *trailLoad { return p.parts.book.load(p.key, p.ask.query()) }

// found are the loaded events that match, made anew when either changed.
func (p *eventPage) found(s *watch.Snapshot) watch.Feed[*eventRow] {
	p.parts.book.at(s)
	rows := p.load().rows
	if from := identify(rows); from != p.from || p.ask != p.askedOf || p.shown == nil {
		p.shown = p.matching(rows)
		p.from, p.of, p.askedOf = from, rows, p.ask
	}
	first, _ := slices.BinarySearchFunc(p.shown, s.Now, func(row *eventRow, now time.Time) int { return now.Compare(row.Time) })
	return carried(s.Events[p.key], p.shown[first:]) // who looks back sees none that came later
}

// matching are the rows that match what is asked. What matched below news is
// not looked at again.
func (p *eventPage) matching(rows []*eventRow) []*eventRow {
	news, known := rows, []*eventRow(nil)
	if p.shown != nil && p.ask == p.askedOf && len(p.of) <= len(rows) && slices.Equal(rows[len(rows)-len(p.of):], p.of) {
		news, known = rows[:len(rows)-len(p.of)], p.shown
	}
	match := make([]*eventRow, 0, len(news)+len(known))
	for _, row := range news {
		if p.ask.matches(row.Event) {
			match = append(match, row)
		}
	}
	return append(match, known...)
}

// makes are what watches the calls that are listed here.
func (p *eventPage) makes() []Action { return trailMakes(p.c.glyphs) }

// nothing says why there are no rows.
func (p *eventPage) nothing() []ui.Line {
	l := p.load()
	if len(l.rows) == 0 || p.Source().Err != nil {
		return p.empty()
	}
	text := "  none of the " + ui.Count(len(l.rows), "event") + " loaded matches"
	if !l.all {
		text += "; m loads older ones"
	}
	return []ui.Line{ui.In(themes.Dim, text)}
}

func (p *eventPage) Keys() []ui.Key {
	own := []ui.Key{
		{Keys: []string{"f"}, Label: "ask", Help: "who, what, which, when, where: what AWS filters by, and what is filtered here", Group: groupTrail, Hint: 2, Do: run(p.askMore)},
		{Keys: []string{"D"}, Label: "denied only", Help: "only calls that were denied, or all again", Group: groupTrail, Hint: 3, Do: run(func() { p.ask.denied = !p.ask.denied; p.set(p.ask) })},
		{Keys: []string{"v"}, Label: "reads", Help: "calls that only read too, or only changes", Group: groupTrail, Do: run(func() { p.ask.reads = !p.ask.reads; p.set(p.ask) })},
		{Keys: []string{"m"}, Label: "load older", Help: "ask CloudTrail for the events before those that are loaded, or in a gap", Group: groupTrail, Hint: 2, Do: p.loadOlder, Off: p.offOlder},
		{Keys: []string{"F"}, Label: "ask for everything", Help: "take the filters of the bar away", Group: groupTrail, Do: run(func() { p.set(trailAsk{}) })},
	}
	return append(own, p.listPane.Keys()...)
}

func (p *eventPage) offOlder() string {
	switch l := p.load(); {
	case l.loading:
		return "older events are being loaded"
	case p.c.opts.Client == nil:
		return "there is nobody to ask"
	case len(l.rows) == 0:
		return "no events are loaded yet"
	case l.all && len(l.gaps) == 0:
		return "there are no older ones"
	}
	return ""
}

// loadOlder asks for one more page, outside Update. The client keeps to
// CloudTrail's pace by itself.
func (p *eventPage) loadOlder() tea.Cmd {
	l, book, client, generation := p.load(), p.parts.book, p.c.opts.Client, p.c.snap.Generation
	query := l.older()
	l.loading, l.failed = true, nil
	return p.c.later(func() func(*Console) tea.Cmd {
		ctx, cancel := p.c.calling()
		defer cancel()
		page, err := client.Events(ctx, query)
		return func(c *Console) tea.Cmd {
			l.loading = false
			if generation != c.snap.Generation {
				return nil // of a region that was left
			}
			if err != nil {
				l.failed = lookupFailure(err)
				return c.Say("older events could not be loaded: " + l.failed.Kind.String() + "; m tries again")
			}
			fresh := book.takeOlder(l, query, page)
			p.showNow()
			return c.Say(ui.Count(fresh, "older event") + " loaded")
		}
	})
}

// lookupFailure is an error as feeds have it.
func lookupFailure(err error) *awsclient.Error {
	var e *awsclient.Error
	if errors.As(err, &e) {
		return e
	}
	return &awsclient.Error{Kind: awsclient.KindOf(err), Service: "CloudTrail", Message: err.Error(), Err: err}
}

// askMore is the form of what to ask.
func (p *eventPage) askMore() {
	a := p.ask
	name := "a whole name is asked of AWS; with * it is matched here"
	f := ui.NewForm("Ask the trail",
		ui.Field{Name: "who", Label: "who", Value: a.who, Help: "user, session or access key: " + name},
		ui.Field{Name: "what", Label: "what", Value: a.what, Help: "call (StopInstances) or service (ec2): " + name},
		ui.Field{Name: "which", Label: "which", Value: a.which, Help: "resource: " + name},
		ui.Field{Name: "where", Label: "where", Value: a.where, Help: "address or program, matched here; * stands for anything"},
		ui.Field{Name: "when", Label: "when", Kind: ui.ChoiceField, Value: whenWord(a), Choices: whens(a), Help: "how far back; AWS filters by it"},
		ui.Field{Name: "until", Label: "until", Value: untilWord(a), Help: "14:05, a date and time, or 15m for that long ago; empty for now; AWS filters by it",
			Validate: func(_ string, v ui.Values) string { return wrongUntil(v, a, p.c.snap.Now) }},
		ui.Field{Name: "denied", Label: "denied only", Kind: ui.ToggleField, Value: strconv.FormatBool(a.denied), Help: "matched here: AWS cannot"},
		ui.Field{Name: "reads", Label: "reads too", Kind: ui.ToggleField, Value: strconv.FormatBool(a.reads), Help: "calls that change nothing"})
	f.Submit = "ask"
	read := func(v ui.Values) trailAsk { return readAsk(v, a, p.c.snap.Now) }
	f.Preview = func(v ui.Values) []ui.Line {
		asked := read(v)
		return []ui.Line{whoFilters(asked), ui.In(themes.Code, lookupCommand(asked))}
	}
	f.Done = func(v ui.Values) (ui.Dialog, tea.Cmd) { p.set(read(v)); return nil, nil }
	p.c.dialogs.Open(f)
}

// anyTime asks as far back as there is, asBefore leaves the time as it was.
const (
	anyTime  = "all 90 days"
	asBefore = "as before"
)

func whens(a trailAsk) []string {
	choices := []string{anyTime, "15 m", "1 h", "6 h", "1 d", "7 d"}
	if !a.since.IsZero() {
		choices = append([]string{asBefore}, choices...)
	}
	return choices
}

func whenWord(a trailAsk) string {
	if a.since.IsZero() {
		return anyTime
	}
	return asBefore
}

// untilWord is the end of the time that is asked for as the form has it.
func untilWord(a trailAsk) string {
	if a.until.IsZero() {
		return ""
	}
	return a.until.UTC().Format("2006-01-02 15:04:05")
}

// readUntil reads it back, zero for now.
func readUntil(v ui.Values, now time.Time) (time.Time, error) {
	if strings.TrimSpace(v["until"]) == "" {
		return time.Time{}, nil
	}
	at, err := readMoment(v["until"], now)
	return at.Truncate(time.Second), err // AWS knows no parts of a second there
}

// wrongUntil is what is wrong with the end of the form's time.
func wrongUntil(v ui.Values, before trailAsk, now time.Time) string {
	until, err := readUntil(v, now)
	switch a := readAsk(v, before, now); {
	case err != nil:
		return err.Error()
	case !until.IsZero() && !a.since.IsZero() && until.Before(a.since):
		return "before the beginning, " + ui.Clock(now.UTC(), a.since.UTC())
	}
	return ""
}

// readAsk reads the form.
func readAsk(v ui.Values, before trailAsk, now time.Time) trailAsk {
	text := func(name string) string { return strings.TrimSpace(v[name]) }
	a := trailAsk{who: text("who"), what: text("what"), which: text("which"), where: text("where"), denied: v.Bool("denied"), reads: v.Bool("reads")}
	back := map[string]time.Duration{"15 m": 15 * time.Minute, "1 h": time.Hour, "6 h": 6 * time.Hour, "1 d": day, "7 d": 7 * day}[v["when"]]
	switch {
	case v["when"] == asBefore:
		a.since = before.since
	case back > 0:
		a.since = now.Add(-back).Truncate(time.Minute)
	}
	if until, err := readUntil(v, now); err == nil {
		a.until = until
	}
	return a
}

// lookupCommand is the aws command for what AWS is asked.
func lookupCommand(a trailAsk) string {
	words := []string{"aws", "cloudtrail", "lookup-events"}
	if is := a.asked(); is.attribute != "" {
		words = append(words, "--lookup-attributes", "AttributeKey="+is.attribute+",AttributeValue="+is.value)
	}
	if !a.since.IsZero() {
		words = append(words, "--start-time", a.since.UTC().Format(time.RFC3339))
	}
	if !a.until.IsZero() {
		words = append(words, "--end-time", a.until.UTC().Format(time.RFC3339))
	}
	return Command(words...)
}

// whoFilters says honestly which part AWS filters and which is filtered here.
func whoFilters(a trailAsk) ui.Line {
	l := ui.Line{{Text: "AWS filters: ", Role: themes.Dim}, {Text: orNothing(a.byAWS())}}
	return append(l, ui.Span{Text: "   here: ", Role: themes.Dim}, ui.Span{Text: orNothing(a.here())})
}

func orNothing(words []string) string {
	if len(words) == 0 {
		return "nothing"
	}
	return strings.Join(words, ", ")
}

// loaded says how much there is to look at, and how to get more.
func (p *eventPage) loaded() ui.Line {
	l, now := p.load(), p.c.snap.Now
	if len(l.rows) == 0 {
		return nil
	}
	words := grouped(len(l.rows)) + " loaded"
	if len(p.shown) < len(l.rows) {
		words += ", " + grouped(len(p.shown)) + " match"
	}
	words += ", back to " + ui.Clock(now.UTC(), l.rows[len(l.rows)-1].Time.UTC())
	line := ui.In(themes.Dim, words)
	switch {
	case l.loading:
		return append(line, ui.Span{Text: "   loading older ones...", Role: themes.Accent})
	case l.failed != nil:
		return append(line, ui.Span{Text: "   " + p.c.glyphs.Trouble + " " + l.failed.Kind.String() + ": " + l.failed.Code + "; m tries again", Role: themes.Bad})
	case len(l.gaps) > 0:
		return append(line, ui.Span{Text: "   " + p.c.glyphs.Trouble + " events missing before " + ui.Clock(now.UTC(), l.gaps[0].UTC()) + "; m loads them", Role: themes.Warn})
	case l.all:
		return append(line, ui.Span{Text: "   that is all there is", Role: themes.Faint})
	}
	return append(line, ui.Span{Text: "   m loads older ones", Role: themes.Faint})
}

// bar is the lines above the rows: as few as the width allows.
func (p *eventPage) bar(width int) []ui.Line {
	const gap = 6
	parts := []ui.Line{p.ask.line(p.c.snap.Now), whoFilters(p.ask), p.loaded()}
	var lines []ui.Line
	for _, part := range parts {
		if len(part) == 0 {
			continue
		}
		last := len(lines) - 1
		if last >= 0 && lines[last].Width()+gap+part.Width() <= width-1 {
			lines[last] = slices.Concat(lines[last], ui.Say(strings.Repeat(" ", gap)), part)
			continue
		}
		lines = append(lines, append(ui.Say("  "), part...))
	}
	return append(lines, nil)
}

func (p *eventPage) Draw(rect ui.Rect, painter *ui.Painter) string {
	lines := p.bar(rect.W)
	p.above = min(len(lines), max(rect.H-3, 0))
	if p.above == 0 {
		return p.listPane.Draw(rect, painter)
	}
	head := painter.Lines(lines[:p.above], ui.Rect{W: rect.W, H: p.above})
	return head + "\n" + p.listPane.Draw(ui.Rect{W: rect.W, H: rect.H - p.above}, painter)
}

func (p *eventPage) Click(x, y int) {
	if y >= p.above {
		p.listPane.Click(x, y-p.above)
	}
}

// Trouble is not counted on the page: the bar of panes knows what is recent.
func (p *eventPage) Trouble() int { return 0 }

// grouped is a number with its thousands apart: "1,240".
func grouped(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
