package views

import (
	"encoding/json"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// KindTrail is CloudTrail's trails, KindUser the users of IAM.
const (
	KindTrail = "trail"
	KindUser  = "user"
)

// trailParts are the kinds of the Trail pane and what they share.
type trailParts struct {
	book   *trailBook
	events *Kind[*eventRow]
	trails *Kind[*trailRow]
	users  *Kind[*userRow]
}

func newTrailParts(ties *Ties, glyphs *themes.Glyphs) *trailParts {
	m := &trailParts{book: newTrailBook(glyphs)}
	m.events = events(m)
	m.trails = trails(ties, glyphs)
	m.users = users(ties, glyphs, m)
	return m
}

// entries are the lines of All: the pane, and the kinds of its tabs.
func (m *trailParts) entries() []Entry {
	return []Entry{
		{Digit: "9", Title: "Trail", Kind: trailKind{m.events, m}, New: func(c *Console) Pane { return newTrailPane(c, m, 0) }},
		{Title: "Trails", Kind: m.trails, New: func(c *Console) Pane { return newTrailPane(c, m, 1) }},
		{Title: "Users", Kind: m.users, New: func(c *Console) Pane { return newTrailPane(c, m, 2) }},
	}
}

// trailKind is the kind of events as the bar and the palette use it.
type trailKind struct {
	*Kind[*eventRow]
	parts *trailParts
}

// entries keeps events out of the palette: an account has thousands, and
// their names are those of calls.
func (trailKind) entries(*watch.Snapshot) []named { return nil }

// recent is for how long a refused call counts as trouble in the bar.
const recent = 15 * time.Minute

// trouble counts the calls that were denied lately. The rows are newest first.
func (k trailKind) trouble(s *watch.Snapshot) int {
	n := 0
	for _, e := range k.feed(s).Rows {
		if s.Now.Sub(e.Time) > recent {
			break
		}
		if eventDenied(e) {
			n++
		}
	}
	return n
}

// trailPane is the tabs Events, Trails and Users: trails of all regions, events
// of one, because each region is asked at its own pace, and users of the
// account.
type trailPane struct{ folder }

func newTrailPane(c *Console, m *trailParts, tab int) *trailPane {
	return &trailPane{folder{c: c, title: "Trail", active: tab, pages: []folderPage{
		{"Events", newEventPage(c, m, "Events", trailAsk{})}, newRootTab(c, m.trails, "Trails"), {"Users", m.users.list(c, "Users", nil)},
	}}}
}

// tabs counts what the tabs have.
func (f *trailPane) tabs() ui.Tabs {
	return f.countNotes(f.folder.tabs(), nil,
		f.c.trailsAt,
		func(s *watch.Snapshot) int { return countOf(s.Users) })
}

func (f *trailPane) Selection() (Ref, bool) { return f.inner().(Selector).Selection() }
func (f *trailPane) Marked() []Ref          { return f.inner().(Selector).Marked() }
func (f *trailPane) Source() Source         { return f.inner().(Sourced).Source() }

// events is the kind of CloudTrail's events: all that are loaded, whatever
// asked for them.
func events(m *trailParts) *Kind[*eventRow] {
	k := &Kind[*eventRow]{
		Name:    KindEvent,
		Title:   "Trail events",
		Aliases: []string{"cloudtrail", "ct", "audit"},
		Rows:    m.book.feed,
		ID:      func(e *eventRow) string { return e.ID },
		Label:   func(e *eventRow) string { return e.Name },
		Trail:   eventSubject,
		Columns: eventColumns,
		Issue:   eventIssue,
		Detail:  eventDetail,
		JSON:    eventRecord,
		CLI: func(e *eventRow) string {
			return Command("aws", "cloudtrail", "lookup-events", "--lookup-attributes", "AttributeKey=EventId,AttributeValue="+e.ID)
		},
	}
	k.Links = func(s *watch.Snapshot, e *eventRow) []Link { return eventLinks(k.feed(s).Rows, e) }
	k.Tabs = []Tab[*eventRow]{{Name: "Record", Open: func(c *Console, id string) Pane { return newRecordPage(k, id) }}}
	return k
}

// eventRecord is the record as CloudTrail keeps it.
func eventRecord(e *eventRow) any {
	if json.Valid([]byte(e.Record)) {
		return json.RawMessage(e.Record)
	}
	return *e.Event
}

// eventSubject is what an event is about: the first resource that it named,
// or else who called.
func eventSubject(e *eventRow) string {
	if len(e.Resources) > 0 {
		return e.Resources[0].Name
	}
	return e.Username
}

// trailEvents is how many events are asked for at once: one page, which is one
// call; CloudTrail allows two a second in an account.
const trailEvents = 50

// showTrail opens the events that named a resource.
func (c *Console) showTrail(ref Ref, kind AnyKind) tea.Cmd {
	k, ok := c.kinds[KindEvent].(trailKind)
	if !ok {
		return c.Say("there are no trail events here")
	}
	c.Push(newEventPage(c, k.parts, "Trail of "+kind.label(c.snap, ref.ID), trailAsk{which: kind.trail(c.snap, ref.ID), reads: true}))
	return nil
}

// kindOfType is the kind of resources that CloudTrail gives a type.
func kindOfType(kind string) string {
	switch kind {
	case "AWS::EC2::Instance":
		return KindInstance
	case "AWS::AutoScaling::AutoScalingGroup":
		return KindGroup
	case "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancing::LoadBalancer":
		return KindBalancer
	case "AWS::ElasticLoadBalancingV2::TargetGroup":
		return KindTargetGroup
	case "AWS::ElasticLoadBalancingV2::ListenerRule":
		return KindRule
	case "AWS::CloudWatch::Alarm":
		return KindAlarm
	case "AWS::CloudTrail::Trail":
		return KindTrail
	case "AWS::IAM::User":
		return KindUser
	case "AWS::EC2::SpotFleetRequest":
		return KindSpotFleet
	case "AWS::EC2::SpotInstanceRequest":
		return KindSpotRequest
	}
	return ""
}

// eventLinks lead to the resources that an event named, to who called, and to
// what else is loaded of the caller and of the target.
func eventLinks(loaded []*eventRow, e *eventRow) []Link {
	var links []Link
	for _, r := range e.Resources {
		kind := kindOfType(r.Type)
		if kind == "" {
			continue
		}
		i := slices.IndexFunc(links, func(l Link) bool { return l.Kind == kind })
		if i < 0 {
			i, links = len(links), append(links, Link{Label: kind, Kind: kind})
		}
		links[i].IDs = append(links[i].IDs, r.Name)
	}
	if e.Identity == "IAMUser" && e.Username != "" {
		links = append(links, Link{Label: "who called", Kind: KindUser, IDs: []string{e.Username}})
	}
	links = append(links, Link{Label: "loaded events by the same actor", Kind: KindEvent, IDs: eventsLike(loaded, e, func(other *eventRow) bool { return other.Username == e.Username })})
	if len(e.Resources) == 0 {
		return links
	}
	target := e.Resources[0].Name
	return append(links, Link{Label: "loaded events on the same target", Kind: KindEvent, IDs: eventsLike(loaded, e, func(other *eventRow) bool {
		return slices.ContainsFunc(other.Resources, func(r awsclient.EventResource) bool { return r.Name == target })
	})})
}

// eventsLike are the ids of other events that are like one.
func eventsLike(loaded []*eventRow, e *eventRow, like func(*eventRow) bool) []string {
	var ids []string
	for _, other := range loaded {
		if other.ID != e.ID && like(other) {
			ids = append(ids, other.ID)
		}
	}
	return ids
}
