package views

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/awsclient/timeline"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

const groupTimeline = "timeline" // heading of the help sheet

// timelinePane is the list of all that happened, below a bar that tells what
// is asked for and how far back each history is loaded.
type timelinePane struct {
	*listPane[*happening]
	parts *timelineParts
	ask   timelineAsk
	above int // lines of the bar at the last Draw

	shown   watch.Feed[*happening] // that match
	from    identity               // of the events that shown was made of
	askedOf timelineAsk            // and what was asked then

	loading bool
	failed  *awsclient.Error
}

func newTimelinePane(c *Console, m *timelineParts) *timelinePane {
	p := &timelinePane{parts: m, ask: timelineAsk{least: timeline.Calm}}
	p.listPane = newListPane(c, m.kind, p.found, nil)
	p.title, p.fixed, p.part = "Timeline", true, true
	p.table = ui.NewTable(m.kind.Columns(), m.kind.ID)
	p.table.Empty = p.nothing
	return p
}

// found are the happenings that match, made anew when they or the question
// changed.
func (p *timelinePane) found(s *watch.Snapshot) watch.Feed[*happening] {
	all := p.parts.book.newest(s)
	if from := identify(all); from != p.from || p.ask != p.askedOf || p.shown.Rows == nil {
		p.from, p.askedOf, p.shown.Rows = from, p.ask, []*happening{}
		for _, e := range all {
			if p.ask.matches(e) {
				p.shown.Rows = append(p.shown.Rows, &happening{e, p.parts.book.scene})
			}
		}
	}
	return carried(s.Groups, p.shown.Rows)
}

// set asks for something else.
func (p *timelinePane) set(change func(*timelineAsk)) func() tea.Cmd {
	return run(func() {
		change(&p.ask)
		p.again()
	})
}

// again shows what is asked for, without waiting for a snapshot.
func (p *timelinePane) again() {
	p.seen, p.kind.memo.seen = nil, nil
	p.See(p.c.snap)
}

// Wants are the histories of the region: the newest page of each.
func (p *timelinePane) Wants() []watch.Want {
	wants := append(wantAll(watch.Groups, watch.Alarms, watch.Instances, watch.SpotRequests, watch.SpotFleets), watch.Of(watch.AlarmHistory, ""), trailAsk{}.want())
	for i := range p.c.snap.SpotFleets.Rows {
		wants = append(wants, watch.Of(watch.FleetHistory, p.c.snap.SpotFleets.Rows[i].ID))
	}
	return wants
}

func (p *timelinePane) nothing() []ui.Line {
	if p.ask == (timelineAsk{least: timeline.Calm}) || p.Source().Err != nil || !p.Source().Loaded {
		return p.empty()
	}
	return []ui.Line{ui.In(themes.Dim, "  nothing that is loaded matches; F asks for everything, m loads older happenings")}
}

// Trouble is counted where it is.
func (p *timelinePane) Trouble() int { return 0 }

// Selection is what the happening is about: the keys work on it.
func (p *timelinePane) Selection() (Ref, bool) {
	h, ok := p.table.Selected()
	if !ok {
		return Ref{}, false
	}
	return p.parts.book.thing(p.c.snap, h.Event), true
}

func (p *timelinePane) Marked() []Ref {
	if p.table.Marks() == 0 {
		return nil
	}
	var refs []Ref
	for _, h := range p.table.Marked() {
		refs = append(refs, p.parts.book.thing(p.c.snap, h.Event))
	}
	return refs
}

// Select is not for happenings.
func (p *timelinePane) Select(Ref) bool { return false }

func (p *timelinePane) Keys() []ui.Key {
	own := []ui.Key{
		{Keys: []string{"f"}, Label: "ask", Help: "which source, resource, severity and time", Group: groupTimeline, Hint: 2, Do: run(p.askMore)},
		{Keys: []string{"o"}, Label: "source", Help: "only the next source: scaling, health, alarm, instance, spot, fleet, trail; then all", Group: groupTimeline, Hint: 2,
			Do: p.set(func(a *timelineAsk) { a.source = a.nextSource() })},
		{Keys: []string{"v"}, Label: "severity", Help: "only what is calm, notable or grave and graver; then all", Group: groupTimeline, Hint: 3,
			Do: p.set(func(a *timelineAsk) { a.least = (a.least + 1) % (timeline.Grave + 1) })},
		{Keys: []string{"O"}, Label: "only this", Help: "only what names the resource of this row", Group: groupTimeline, Hint: 5, Off: p.c.offSelection, Do: run(p.onlyThis)},
		{Keys: []string{"m"}, Label: "load older", Help: "load older pages: of the trail, the alarms' histories and the groups' activities", Group: groupTimeline, Hint: 2, Do: p.loadOlder, Off: p.offOlder},
		{Keys: []string{"F"}, Label: "ask for everything", Help: "take the filters of the bar away", Group: groupTimeline, Hint: 5, Off: p.offAll, Do: p.set(func(a *timelineAsk) { *a = timelineAsk{} })},
	}
	return append(own, p.listPane.Keys()...)
}

// offAll is why there are no filters to take away: with some, the footer says
// how to be rid of them.
func (p *timelinePane) offAll() string {
	if p.ask == (timelineAsk{}) {
		return "everything is shown already"
	}
	return ""
}

// onlyThis narrows to what the row is about: the instance, or else the
// subject; again, it takes that away.
func (p *timelinePane) onlyThis() {
	h, ok := p.table.Selected()
	if !ok {
		return
	}
	which := h.Subject.ID
	if h.Source == timeline.FromTrail {
		which = h.Actor
	}
	for _, r := range h.Also {
		if r.Kind == timeline.Instance {
			which = r.ID
		}
	}
	if p.ask.which == which {
		which = ""
	}
	p.ask.which = which
	p.again()
}

// anySource and anySeverity are the choices of the form that leave all in.
const anySource, anySeverity = "all", "all"

func (p *timelinePane) askMore() {
	a := p.ask
	sources, severities := []string{anySource}, []string{anySeverity}
	for _, s := range timeline.Sources() {
		sources = append(sources, string(s))
	}
	for s := timeline.Calm; s <= timeline.Grave; s++ {
		severities = append(severities, s.String())
	}
	source, least := string(a.source), anySeverity
	if source == "" {
		source = anySource
	}
	if a.least > timeline.Quiet {
		least = a.least.String()
	}
	f := ui.NewForm("Ask the timeline",
		ui.Field{Name: "source", Label: "source", Kind: ui.ChoiceField, Value: source, Choices: sources, Help: "whose history"},
		ui.Field{Name: "which", Label: "which", Value: a.which, Help: "a resource, a zone or a caller; * stands for anything"},
		ui.Field{Name: "least", Label: "at least", Kind: ui.ChoiceField, Value: least, Choices: severities, Help: "how much it matters: grave is what failed or was refused"},
		ui.Field{Name: "when", Label: "when", Kind: ui.ChoiceField, Value: whenWord(trailAsk{since: a.since}), Choices: whens(trailAsk{since: a.since}), Help: "how far back, of what is loaded"})
	f.Submit = "ask"
	f.Done = func(v ui.Values) (ui.Dialog, tea.Cmd) {
		p.ask = timelineAsk{which: strings.TrimSpace(v["which"]), least: timeline.Severity(max(0, slices.Index(severities, v["least"]))), since: readAsk(v, trailAsk{since: a.since}, p.c.snap.Now).since}
		if v["source"] != anySource {
			p.ask.source = timeline.Source(v["source"])
		}
		p.again()
		return nil, nil
	}
	p.c.dialogs.Open(f)
}

// horizon is how far back a history is loaded, and whether that is all of it.
type horizon struct {
	name string
	back time.Time
	all  bool
	err  *awsclient.Error // why nothing is known of it
}

// horizons are those of the histories that AWS gives in pages.
func (p *timelinePane) horizons() []horizon {
	s, b := p.c.snap, p.parts.book
	trail, calls := horizon{name: "trail", err: s.Events[trailAsk{}.want().Key].Err}, p.trailLoad()
	if n := len(calls.rows); n > 0 {
		trail.back, trail.all = calls.rows[n-1].Time, calls.all && len(calls.gaps) == 0
	}
	alarms := horizon{name: "alarms", all: b.alarms != nil || len(s.AlarmHistory[""].Rows) < watch.AlarmHistoryKept, err: s.AlarmHistory[""].Err}
	for _, key := range []string{"alarm/", "alarms"} {
		if l := b.lists[key].list; l != nil && l.Len() > 0 {
			alarms.back = loadedBack(l)
		}
	}
	scaling := horizon{name: "scaling", all: true}
	for _, group := range sortedKeys(s.Activities) {
		rows := s.Activities[group].Rows
		if _, whole := b.activities[group]; whole {
			continue
		}
		if n := len(rows); n >= watch.ActivitiesKept && (scaling.all || rows[n-1].Start.After(scaling.back)) {
			scaling.all, scaling.back = false, rows[n-1].Start // of the group that is loaded the least far
		}
	}
	return []horizon{scaling, alarms, trail}
}

func (p *timelinePane) trailLoad() *trailLoad {
	want := trailAsk{}.want()
	return p.parts.book.trail.load(want.Key, trailAsk{}.query())
}

// loaded says how far back each history is known.
func (p *timelinePane) loaded() ui.Line {
	now := p.c.snap.Now
	line := ui.In(themes.Dim, "loaded back to: ")
	more := false
	for i, h := range p.horizons() {
		if i > 0 {
			line = append(line, ui.Span{Text: ", ", Role: themes.Dim})
		}
		more = more || !h.all
		switch {
		case h.err != nil && h.back.IsZero():
			line = append(line, ui.Span{Text: h.name + " " + h.err.Kind.String(), Role: themes.Warn})
		case h.all:
			line = append(line, ui.Span{Text: h.name + " all", Role: themes.Dim})
		default:
			line = append(line, ui.Span{Text: h.name + " " + ui.Clock(now.UTC(), h.back.UTC()), Role: themes.Text})
		}
	}
	switch {
	case p.loading:
		return append(line, ui.Span{Text: "   loading older ones...", Role: themes.Accent})
	case p.failed != nil:
		return append(line, ui.Span{Text: "   " + p.c.glyphs.Trouble + " " + p.failed.Kind.String() + "; m tries again", Role: themes.Bad})
	case more:
		return append(line, ui.Span{Text: "   m loads older", Role: themes.Faint})
	}
	return line
}

// watched says since when changes of health are known.
func (p *timelinePane) watched() ui.Line {
	since := p.parts.book.seen.Since
	if since.IsZero() {
		return nil
	}
	return ui.In(themes.Faint, "health is seen since "+ui.Clock(p.c.snap.Now.UTC(), since.UTC())+": AWS keeps no history of it")
}

func (p *timelinePane) bar(width int) []ui.Line {
	return append(packed([]ui.Line{p.ask.line(p.c.snap.Now), p.loaded(), p.watched()}, width), nil)
}

// packed puts parts into as few lines as the width allows.
func packed(parts []ui.Line, width int) []ui.Line {
	const gap = 6
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
	return lines
}

func (p *timelinePane) Draw(rect ui.Rect, painter *ui.Painter) string {
	lines := p.bar(rect.W)
	p.above = min(len(lines), max(rect.H-3, 0))
	list := p.table.Draw(ui.Rect{W: rect.W, H: rect.H - p.above}, painter)
	if p.above == 0 {
		return list
	}
	return painter.Lines(lines[:p.above], ui.Rect{W: rect.W, H: p.above}) + "\n" + list
}

func (p *timelinePane) Click(x, y int) {
	if y >= p.above {
		p.listPane.Click(x, y-p.above)
	}
}

func (p *timelinePane) offOlder() string {
	switch {
	case p.loading:
		return "older happenings are being loaded"
	case p.c.opts.Client == nil:
		return "there is nobody to ask"
	}
	for _, h := range p.horizons() {
		if !h.all {
			return ""
		}
	}
	return "all that AWS keeps is loaded"
}

// groupsAtOnce is how many groups' whole histories one key press asks for: each
// is several calls (choice).
const groupsAtOnce = 3

// older is what one press of the key asks for.
type older struct {
	groups []string
	alarms bool
	trail  bool
	query  awsclient.EventQuery

	activities map[string][]awsclient.Activity
	history    []awsclient.AlarmEvent
	page       []awsclient.Event
}

// dueOlder are the histories that have older pages: of the groups those that
// had most to do lately.
func (p *timelinePane) dueOlder() *older {
	o := &older{activities: map[string][]awsclient.Activity{}}
	s, b := p.c.snap, p.parts.book
	for _, group := range sortedKeys(s.Activities) {
		if _, whole := b.activities[group]; !whole && len(s.Activities[group].Rows) >= watch.ActivitiesKept && len(o.groups) < groupsAtOnce {
			o.groups = append(o.groups, group)
		}
	}
	o.alarms = b.alarms == nil && len(s.AlarmHistory[""].Rows) >= watch.AlarmHistoryKept
	if l := p.trailLoad(); len(l.rows) > 0 && (!l.all || len(l.gaps) > 0) {
		o.trail, o.query = true, l.older()
	}
	return o
}

// ask makes the calls, one after the other: the client keeps to each service's
// pace, CloudTrail's two a second among them.
func (o *older) ask(ctx context.Context, client awsclient.Client) (err error) {
	for _, group := range o.groups {
		if o.activities[group], err = client.Activities(ctx, group, 0); err != nil {
			return err
		}
	}
	if o.alarms {
		if o.history, err = client.AlarmHistory(ctx, "", 0); err != nil {
			return err
		}
	}
	if o.trail {
		o.page, err = client.Events(ctx, o.query)
	}
	return err
}

// loadOlder loads older pages, outside Update.
func (p *timelinePane) loadOlder() tea.Cmd {
	o, client, generation := p.dueOlder(), p.c.opts.Client, p.c.snap.Generation
	p.loading, p.failed = true, nil
	return p.c.later(func() func(*Console) tea.Cmd {
		ctx, cancel := p.c.calling()
		defer cancel()
		err := o.ask(ctx, client)
		return func(c *Console) tea.Cmd {
			p.loading = false
			if generation != c.snap.Generation {
				return nil // of a region that was left
			}
			p.take(o, err == nil)
			if err != nil {
				p.failed = lookupFailure(err)
				return c.Say("older happenings could not be loaded: " + p.failed.Kind.String() + "; m tries again")
			}
			return c.Say(o.words())
		}
	})
}

// take adds what was answered.
func (p *timelinePane) take(o *older, whole bool) {
	b := p.parts.book
	for _, group := range o.groups {
		if rows, ok := o.activities[group]; ok && rows != nil {
			b.activities[group] = rows
		}
	}
	if o.history != nil {
		b.alarms = o.history
	}
	if o.trail && whole {
		b.trail.takeOlder(p.trailLoad(), o.query, o.page)
	}
	b.merged = nil
	p.again()
}

// words say what was loaded.
func (o *older) words() string {
	var parts []string
	if o.trail {
		parts = append(parts, ui.Count(len(o.page), "older call"))
	}
	if o.alarms {
		parts = append(parts, "the alarms' whole history")
	}
	if n := len(o.groups); n > 0 {
		parts = append(parts, "all activities of "+strconv.Itoa(n)+" groups")
	}
	if len(parts) == 0 {
		return "all that AWS keeps is loaded"
	}
	return "loaded " + strings.Join(parts, ", ")
}
