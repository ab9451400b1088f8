package views

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/awsclient/timeline"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// KindHappening is one thing that happened, of whatever history.
const KindHappening = "happening"

// happening is an event as the timeline's rows have it. It is no resource: the
// keys work on what it happened to.
type happening struct {
	*timeline.Event
	*timelineScene
}

// timelineScene is what all rows share: it moves on under them.
type timelineScene struct {
	now    time.Time
	glyphs *themes.Glyphs
}

// timelineParts are the timeline's kind and what its pages share.
type timelineParts struct {
	book *timelineBook
	kind *Kind[*happening]
}

func newTimelineParts(ties *Ties, glyphs *themes.Glyphs, trail *trailParts) *timelineParts {
	m := &timelineParts{book: newTimelineBook(ties, glyphs, trail.book)}
	m.kind = &Kind[*happening]{
		Name: KindHappening, Title: "Timeline", Aliases: []string{"timeline", "happenings", "history"},
		Rows:    func(s *watch.Snapshot) watch.Feed[*happening] { return m.book.feed(s, timelineAsk{}) },
		ID:      func(h *happening) string { return h.ID },
		Label:   func(h *happening) string { return h.Words },
		Columns: happeningColumns,
		JSON:    func(h *happening) any { return *h.Event },
	}
	return m
}

// entries are the line of All.
func (m *timelineParts) entries() []Entry {
	return []Entry{{Digit: "0", Title: "Timeline", Kind: timelineKind{m.kind, m}, New: func(c *Console) Pane { return newTimelinePane(c, m) }}}
}

// timelineKind is the kind as the bar and the palette use it: what happened is
// found in the pane, not by name, and trouble is counted where it is.
type timelineKind struct {
	*Kind[*happening]
	parts *timelineParts
}

func (timelineKind) entries(*watch.Snapshot) []named  { return nil }
func (timelineKind) trouble(*watch.Snapshot) int      { return 0 }
func (timelineKind) has(*watch.Snapshot, string) bool { return false }

// history is what the console knows of what happened.
func (c *Console) history() *timelineBook { return c.kinds[KindHappening].(timelineKind).parts.book }

func happeningColumns() []ui.Column[*happening] {
	dim := func(f func(*happening) string) func(*happening) ui.Cell {
		return func(h *happening) ui.Cell { return ui.In(themes.Dim, f(h)) }
	}
	return []ui.Column[*happening]{
		{Width: 1, Cell: happeningSign, Value: func(*happening) string { return "" }},
		{Title: "TIME", Field: "time", Max: 11, Cell: dim(happeningTime), Value: func(h *happening) string { return ui.Moment(h.At.UTC()) }, Compare: func(a, b *happening) int { return a.At.Compare(b.At) }},
		{Title: "SOURCE", Field: "source", Width: 8, Priority: 1, Cell: dim(func(h *happening) string { return string(h.Source) })},
		{Title: "WHERE, WHO", Field: "where", Min: 12, Max: 28, Cell: func(h *happening) ui.Cell { return ui.Say(happeningPlace(h.Event)) }},
		{Title: "WHAT AND WHY", Field: "what", Min: 60, Flex: 1, Cell: happeningText, Value: func(h *happening) string { return h.Text() }},
		{Title: "ZONE", Field: "zone", Max: 15, Priority: 2, Cell: dim(func(h *happening) string { return h.Zone })},
		{Title: "FROM", Field: "from", Max: 26, Priority: 4, Cell: dim(func(h *happening) string { return h.Origin })},
		{Title: "SEVERITY", Field: "severity", Width: 8, Priority: 5, Cell: dim(func(h *happening) string { return h.Severity.String() }), Compare: func(a, b *happening) int { return int(b.Severity) - int(a.Severity) }},
	}
}

// happeningTime is a moment in as few cells as it can be told in.
func happeningTime(h *happening) string {
	now, at := h.now.UTC(), h.At.UTC()
	if now.YearDay() == at.YearDay() && now.Year() == at.Year() {
		return at.Format(time.TimeOnly)
	}
	return at.Format("01-02 15:04")
}

// severitySign is a severity without words.
func severitySign(s timeline.Severity, g *themes.Glyphs) (string, themes.Role) {
	switch s {
	case timeline.Grave:
		return g.Trouble, themes.Bad
	case timeline.Notable:
		return g.Marked, themes.Warn
	case timeline.Quiet:
		return g.Quiet, themes.Dim
	}
	return " ", themes.Text
}

func happeningSign(h *happening) ui.Cell {
	sign, role := severitySign(h.Severity, h.glyphs)
	return ui.In(role, sign)
}

// happeningText is what happened, and more quietly why.
func happeningText(h *happening) ui.Cell {
	_, role := severitySign(h.Severity, h.glyphs)
	if h.Why == "" {
		return ui.In(role, h.Words)
	}
	why := themes.Dim
	if h.Severity == timeline.Grave {
		why = role
	}
	return ui.Cell{{Text: h.Words + ": ", Role: role}, {Text: h.Why, Role: why}}
}

// happeningPlace is where something happened, for people: in a group, a target
// group, an alarm; of a call it is who made it.
func happeningPlace(e *timeline.Event) string {
	switch e.Source {
	case timeline.FromTrail:
		return e.Actor
	case timeline.FromHealth, timeline.FromInstances:
		for _, kind := range []string{timeline.TargetGroup, timeline.Classic, timeline.Group} {
			for _, r := range e.Also {
				if r.Kind == kind {
					return arnName(r.ID)
				}
			}
		}
	}
	return e.Subject.ID
}

// thing is what a happening leads to: the best page there is about it.
func (b *timelineBook) thing(s *watch.Snapshot, e *timeline.Event) Ref {
	r := Ref{e.Subject.Kind, e.Subject.ID}
	switch e.Source {
	case timeline.FromScaling:
		if id, ok := strings.CutPrefix(e.ID, "activity/"); ok && b.hasActivity(s, r.ID, id) {
			return Ref{KindActivity, id}
		}
	case timeline.FromHealth:
		for _, also := range e.Also {
			if also.Kind == timeline.Target && b.ties.At(s).hasTarget(also.ID) {
				return Ref{KindTarget, also.ID}
			}
		}
	}
	if r.Kind == timeline.Classic {
		r.Kind = KindBalancer
	}
	return r
}

func (b *timelineBook) hasActivity(s *watch.Snapshot, group, id string) bool {
	for i := range s.Activities[group].Rows {
		if s.Activities[group].Rows[i].ID == id {
			return true
		}
	}
	return false
}

// hasTarget tells whether a target is registered now.
func (t *Ties) hasTarget(id string) bool {
	_, rest, _ := strings.Cut(id, "|")
	instance, _, _ := strings.Cut(rest, "|")
	for _, target := range t.Targets(instance) {
		if targetID(target) == id {
			return true
		}
	}
	return false
}

// timelineAsk is which happenings are shown.
type timelineAsk struct {
	source timeline.Source   // "": all
	which  string            // a resource's name or id; * stands for anything
	least  timeline.Severity // and graver
	since  time.Time         // zero: as far back as there is
}

func (a timelineAsk) matches(e *timeline.Event) bool {
	return e.Severity >= a.least && (a.source == "" || e.Source == a.source) && (a.since.IsZero() || !e.At.Before(a.since)) && (a.which == "" || like(a.which, namesIn(e)...))
}

// namesIn are all names that an event can be found by.
func namesIn(e *timeline.Event) []string {
	names := []string{e.Subject.ID, arnName(e.Subject.ID), e.Actor, e.Zone}
	for _, r := range e.Also {
		names = append(names, r.ID, arnName(r.ID))
	}
	return names
}

// line is the filter as the bar shows it: what is open is quiet.
func (a timelineAsk) line(now time.Time) ui.Line {
	when := ""
	if !a.since.IsZero() {
		when = "since " + ui.Clock(now.UTC(), a.since.UTC())
	}
	least := ""
	if a.least > timeline.Quiet {
		least = a.least.String()
	}
	var l ui.Line
	for i, part := range [][2]string{{"source", string(a.source)}, {"which", a.which}, {"at least", least}, {"when", when}} {
		role, value := themes.Accent, part[1]
		if value == "" {
			role, value = themes.Faint, "*"
		}
		if i > 0 {
			l = append(l, ui.Span{Text: "   "})
		}
		l = append(l, ui.Span{Text: part[0] + " ", Role: themes.Dim}, ui.Span{Text: value, Role: role})
	}
	return l
}

// next turns a source into the one after it; after the last come all.
func (a timelineAsk) nextSource() timeline.Source {
	all := timeline.Sources()
	for i, s := range all {
		if s == a.source && i+1 < len(all) {
			return all[i+1]
		}
	}
	if a.source == "" {
		return all[0]
	}
	return ""
}

// showWhy opens the page that says why.
func (c *Console) showWhy(ref Ref, _ AnyKind) tea.Cmd {
	subject, ok := c.whySubject(ref)
	if !ok {
		return c.Say("why is told of instances, groups, targets, balancers, alarms, Spot and calls; not of a " + ref.Kind)
	}
	c.Push(newWhyPage(c, subject))
	return nil
}

// callsOf are trail events as the timeline takes them.
func callsOf(rows []*eventRow) []*awsclient.Event {
	all := make([]*awsclient.Event, len(rows))
	for i := range rows {
		all[i] = rows[i].Event
	}
	return all
}
