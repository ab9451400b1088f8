package views

import (
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/timeline"
	"fleetglass/themes"
	"fleetglass/ui"
)

// eventRow is one API call as CloudTrail recorded it.
type eventRow struct {
	*awsclient.Event
	*trailScene
	issue *Issue // an event never changes: worked out once, nil before
}

// trailScene is what all rows share: it moves on under them.
type trailScene struct {
	now    time.Time
	glyphs *themes.Glyphs
}

// meaning is what an event means to who watches an account, gravest first.
type meaning uint8

const (
	meansDenied  meaning = iota // the caller was not allowed
	meansFailed                 // it was allowed and did not work
	meansRoot                   // done by the account's root user
	meansForeign                // done by another account
	meansRemoval                // something was stopped, removed or opened up
	meansChange                 // any other change
	meansRead                   // nothing was changed
)

// meaningOf judges an event.
func meaningOf(e *awsclient.Event) meaning {
	switch {
	case timeline.Refused(e.ErrorCode):
		return meansDenied
	case e.ErrorCode != "" || timeline.FailedSignIn(e):
		return meansFailed
	case e.Identity == "Root":
		return meansRoot
	case timeline.Foreign(e):
		return meansForeign
	case e.ReadOnly:
		return meansRead
	case timeline.Destructive(e.Name):
		return meansRemoval
	}
	return meansChange
}

// eventDenied tells whether the caller was not allowed.
func eventDenied(e *eventRow) bool { return timeline.Refused(e.ErrorCode) }

// sign is the glyph, the word and the colour of a meaning.
func (m meaning) sign(g *themes.Glyphs) (glyph, word string, role themes.Role) {
	switch m {
	case meansDenied:
		return g.Trouble, "denied", themes.Bad
	case meansFailed:
		return g.Cross, "failed", themes.Bad
	case meansRoot:
		return g.Marked, "root", themes.Warn
	case meansForeign:
		return g.Arrow, "foreign", themes.Warn
	case meansRemoval:
		return g.Draining, "removed", themes.Warn
	case meansRead:
		return g.Quiet, "read", themes.Dim
	}
	return " ", "done", themes.Text
}

func eventColumns() []ui.Column[*eventRow] {
	return []ui.Column[*eventRow]{
		{Title: "OUTCOME", Field: "outcome", Width: 9, Cell: eventOutcome, Value: func(e *eventRow) string { _, word, _ := meaningOf(e.Event).sign(e.glyphs); return word },
			Compare: func(a, b *eventRow) int { return int(meaningOf(a.Event)) - int(meaningOf(b.Event)) }},
		{Title: "TIME", Field: "time", Max: 15, Cell: func(e *eventRow) ui.Cell { return ui.In(themes.Dim, ui.Clock(e.now.UTC(), e.Time.UTC())) },
			Compare: func(a, b *eventRow) int { return a.Time.Compare(b.Time) }},
		{Title: "ACTOR", Field: "actor", Min: 12, Max: 24, Cell: eventActor},
		{Title: "EVENT", Field: "event", Min: 20, Max: 48, Cell: eventName},
		{Title: "TARGET", Field: "target", Min: 19, Max: 36, Priority: 2, Cell: func(e *eventRow) ui.Cell { return ui.Say(eventTargets(e)) }},
		{Title: "ORIGIN", Field: "origin", Max: 26, Priority: 3, Cell: eventOrigin, Value: func(e *eventRow) string { return joinWords(e.SourceIP, e.UserAgent) }},
		{Title: "AGENT", Field: "agent", Max: 24, Priority: 5, Cell: func(e *eventRow) ui.Cell { return ui.In(themes.Dim, agentName(e.UserAgent)) },
			Value: func(e *eventRow) string { return e.UserAgent }},
		{Title: "MESSAGE", Field: "message", Min: 12, Max: 90, Priority: 6, Cell: func(e *eventRow) ui.Cell { return ui.In(themes.Dim, e.ErrorMessage) }},
	}
}

func eventOutcome(e *eventRow) ui.Cell {
	glyph, word, role := meaningOf(e.Event).sign(e.glyphs)
	return ui.In(role, glyph+" "+word)
}

// eventActor is who called; AWS's own services are quiet.
func eventActor(e *eventRow) ui.Cell {
	switch {
	case e.Identity == "Root":
		return ui.In(themes.Warn, "root")
	case e.Username == "" && timeline.Foreign(e.Event):
		return ui.In(themes.Warn, e.Caller)
	case e.Username == "" && e.Identity == "AWSService":
		return ui.In(themes.Dim, strings.TrimSuffix(e.SourceIP, awsDomain))
	}
	return ui.Say(e.Username)
}

// awsDomain ends the names of AWS's services in events.
const awsDomain = ".amazonaws.com"

// eventName is the service and the call; calls that only read are quiet.
func eventName(e *eventRow) ui.Cell {
	service, _, _ := strings.Cut(e.Source, ".")
	role := themes.Text
	if e.ReadOnly {
		role = themes.Dim
	}
	return ui.Cell{{Text: service + " ", Role: themes.Dim}, {Text: e.Name, Role: role}}
}

func eventTargets(e *eventRow) string {
	var names []string
	for _, r := range e.Resources {
		names = append(names, arnName(r.Name))
	}
	return strings.Join(names, " ")
}

// eventOrigin is the address, or the service that called for somebody.
func eventOrigin(e *eventRow) ui.Cell { return ui.In(themes.Dim, e.SourceIP) }

// agentName is a user agent without its particulars: "aws-cli/2.15.0".
func agentName(agent string) string {
	name, _, _ := strings.Cut(agent, " ")
	return strings.Trim(name, "[]")
}

// errorName is the error's code without whose fault EC2 thinks it was, or the
// message of one that has none.
func errorName(e *awsclient.Event) string {
	if e.ErrorCode == "" {
		return e.ErrorMessage
	}
	return strings.TrimPrefix(strings.TrimPrefix(e.ErrorCode, "Client."), "Server.")
}

// eventIssue says why an event is worth a look.
func eventIssue(e *eventRow) Issue {
	if e.issue == nil {
		issue := e.judged()
		e.issue = &issue
	}
	return *e.issue
}

func (e *eventRow) judged() Issue {
	switch meaningOf(e.Event) {
	case meansDenied, meansFailed:
		return Issue{errorName(e.Event), true}
	case meansRoot:
		return Issue{"by the account's root user", false}
	case meansForeign:
		return Issue{"by the account " + e.Caller, false}
	}
	return Issue{}
}

// meaningWords tell in a sentence what a meaning is.
func meaningWords(m meaning) string {
	switch m {
	case meansDenied:
		return "the caller is not allowed to do this"
	case meansFailed:
		return "allowed, but it did not work"
	case meansRoot:
		return "done by the root user, whom no policy holds back"
	case meansForeign:
		return "done by a caller of another account"
	case meansRemoval:
		return "something was removed, stopped or opened"
	case meansRead:
		return "nothing was changed"
	}
	return "a change"
}

func eventDetail(c *Console, e *eventRow) *ui.Document {
	d := &ui.Document{}
	m := meaningOf(e.Event)
	d.Heading(e.Name)
	d.Row("outcome", append(eventOutcome(e), ui.Span{Text: "  " + meaningWords(m), Role: themes.Dim}))
	if e.ErrorCode != "" {
		d.Row("error", ui.In(themes.Bad, e.ErrorCode))
	}
	d.Pair("message", e.ErrorMessage)
	d.Pair("when", momentWithAge(e.Time, c.snap.Now))
	d.Pair("what", e.Source+" "+e.Name)
	user := Ref{}
	if e.Identity == "IAMUser" {
		user = Ref{KindUser, e.Username}
	}
	c.LinkTo(d, "who", append(eventActor(e), ui.Span{Text: "  " + identityWords(e.Event), Role: themes.Dim}), user)
	d.Pair("access key", e.AccessKeyID)
	d.Pair("where from", e.SourceIP)
	d.Pair("with", e.UserAgent)
	for _, r := range e.Resources {
		c.LinkTo(d, "which", append(ui.Say(r.Name), ui.Span{Text: "  " + r.Type, Role: themes.Dim}), Ref{kindOfType(r.Type), r.Name})
	}
	if e.Record != "" {
		d.Heading("Record")
		d.Lines(ui.JSONLines([]byte(e.Record))...)
	}
	return d
}

// identityWords tell what kind of caller it was.
func identityWords(e *awsclient.Event) string {
	words := ""
	switch e.Identity {
	case "Root":
		words = "the account's root user"
	case "IAMUser":
		words = "user of IAM"
	case "AssumedRole":
		words = "session of a role"
	case "AWSService":
		words = "service of AWS"
	case "AWSAccount":
		words = "another account"
	default:
		words = e.Identity
	}
	if timeline.Foreign(e) {
		words = joinWords(words, "of account "+e.Caller)
	}
	return words
}
