package views

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// eventRow is one API call as CloudTrail recorded it.
type eventRow struct {
	*awsclient.Event
	now    time.Time
	glyphs *themes.Glyphs
}

// events is the kind of CloudTrail's events: all that are loaded.
func events(glyphs *themes.Glyphs) *Kind[eventRow] {
	k := &Kind[eventRow]{
		Name:    KindEvent,
		Title:   "Trail events",
		Rows:    func(s *watch.Snapshot) watch.Feed[eventRow] { return loadedEvents(s, glyphs) },
		ID:      func(e eventRow) string { return e.ID },
		Label:   func(e eventRow) string { return e.Name },
		Columns: eventColumns,
		Issue:   eventIssue,
		Detail:  eventDetail,
		JSON:    func(e eventRow) any { return *e.Event },
		CLI: func(e eventRow) string {
			return Command("aws", "cloudtrail", "lookup-events", "--lookup-attributes", "AttributeKey=EventId,AttributeValue="+e.ID)
		},
	}
	return k
}

// loadedEvents are the events of every query in the snapshot.
func loadedEvents(s *watch.Snapshot, glyphs *themes.Glyphs) watch.Feed[eventRow] {
	var all watch.Feed[eventRow]
	seen := map[string]bool{}
	for _, key := range sortedKeys(s.Events) {
		feed := s.Events[key]
		all.At, all.Every = feed.At, feed.Every
		for _, row := range eventRows(feed, s, glyphs).Rows {
			if !seen[row.ID] {
				seen[row.ID] = true
				all.Rows = append(all.Rows, row)
			}
		}
	}
	return all
}

func eventRows(feed watch.Feed[awsclient.Event], s *watch.Snapshot, glyphs *themes.Glyphs) watch.Feed[eventRow] {
	rows := make([]eventRow, len(feed.Rows))
	for i := range feed.Rows {
		rows[i] = eventRow{&feed.Rows[i], s.Now, glyphs}
	}
	return carried(feed, rows)
}

// trailEvents is how many events of a resource are asked for: one page, which
// is one call; CloudTrail allows two a second in an account.
const trailEvents = 50

// showTrail opens the events that named a resource.
func (c *Console) showTrail(ref Ref, kind AnyKind) tea.Cmd {
	events, ok := c.kinds[KindEvent].(*Kind[eventRow])
	if !ok {
		return c.Say("there are no trail events here")
	}
	want := watch.Trail(awsclient.EventQuery{Attribute: "ResourceName", Value: kind.trail(c.snap, ref.ID), Limit: trailEvents})
	rows := func(s *watch.Snapshot) watch.Feed[eventRow] { return eventRows(s.Events[want.Key], s, c.glyphs) }
	c.Push(ListPage(c, events, "Trail of "+kind.label(c.snap, ref.ID), true, rows, want))
	return nil
}

func eventColumns() []ui.Column[eventRow] {
	return []ui.Column[eventRow]{
		{Title: "TIME", Field: "time", Max: 15, Cell: func(e eventRow) ui.Cell { return ui.In(themes.Dim, ui.Clock(e.now.UTC(), e.Time.UTC())) },
			Compare: func(a, b eventRow) int { return a.Time.Compare(b.Time) }},
		{Title: "OUTCOME", Field: "outcome", Width: 8, Cell: eventOutcome},
		{Title: "ACTOR", Field: "actor", Max: 24, Cell: func(e eventRow) ui.Cell { return ui.Say(e.Username) }},
		{Title: "EVENT", Field: "event", Max: 42, Cell: eventName},
		{Title: "TARGET", Field: "target", Max: 30, Priority: 2, Cell: func(e eventRow) ui.Cell { return ui.Say(eventTargets(e)) }},
		{Title: "ORIGIN", Field: "origin", Max: 24, Priority: 3, Cell: func(e eventRow) ui.Cell { return ui.In(themes.Dim, e.SourceIP) }},
		{Title: "AGENT", Field: "agent", Max: 24, Priority: 4, Cell: func(e eventRow) ui.Cell { return ui.In(themes.Dim, e.UserAgent) }},
	}
}

func eventOutcome(e eventRow) ui.Cell {
	switch {
	case e.ErrorCode == "":
		return ui.In(themes.Dim, "done")
	case eventDenied(e):
		return ui.In(themes.Bad, "denied")
	default:
		return ui.In(themes.Bad, "failed")
	}
}

func eventDenied(e eventRow) bool {
	return strings.Contains(e.ErrorCode, "AccessDenied") || strings.Contains(e.ErrorCode, "UnauthorizedOperation")
}

// eventName is the service and the call; calls that only read are quiet.
func eventName(e eventRow) ui.Cell {
	service, _, _ := strings.Cut(e.Source, ".")
	role := themes.Text
	if e.ReadOnly {
		role = themes.Dim
	}
	return ui.Cell{{Text: service + " ", Role: themes.Dim}, {Text: e.Name, Role: role}}
}

func eventTargets(e eventRow) string {
	var names []string
	for _, r := range e.Resources {
		names = append(names, arnName(r.Name))
	}
	return strings.Join(names, " ")
}

func eventIssue(e eventRow) Issue {
	if e.ErrorCode == "" {
		return Issue{}
	}
	return Issue{joinWords(e.ErrorCode, e.ErrorMessage), true}
}

func eventDetail(c *Console, e eventRow) *ui.Document {
	d := &ui.Document{}
	d.Heading(e.Name)
	d.Pair("time", momentWithAge(e.Time, c.snap.Now))
	d.Pair("service", e.Source)
	d.Pair("who", e.Username)
	d.Pair("access key", e.AccessKeyID)
	d.Pair("from", joinWords(e.SourceIP, e.UserAgent))
	if e.ErrorCode == "" {
		d.Row("outcome", ui.In(themes.Good, "done"))
	} else {
		d.Row("outcome", ui.In(themes.Bad, e.ErrorCode))
		d.Pair("message", e.ErrorMessage)
	}
	for _, r := range e.Resources {
		d.Pair("resource", joinWords(r.Name, r.Type))
	}
	if e.Record != "" {
		d.Heading("Record")
		d.Lines(ui.JSONLines([]byte(e.Record))...)
	}
	return d
}
