package views

import (
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/timeline"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// trailAsk is what a person asks of the trail: who did what to which, when and
// from where. A word is a whole name; with * it is a pattern. CloudTrail looks
// for one attribute and a range of times; the rest is looked for here, in what
// has been loaded.
type trailAsk struct {
	who, what, which, where string
	since, until            time.Time // zero: as far back as there is, and up to now
	denied                  bool      // only what was denied
	reads                   bool      // calls that only read too
}

// lookup is what AWS looks for: an attribute and its value.
type lookup struct{ attribute, value string }

// asked chooses the attribute that AWS filters by: the one that leaves the
// fewest events. A pattern cannot be asked for.
func (a trailAsk) asked() lookup {
	whole := func(word string) bool { return word != "" && !strings.Contains(word, "*") }
	switch {
	case whole(a.which):
		return lookup{"ResourceName", a.which}
	case whole(a.who) && accessKey(a.who):
		return lookup{"AccessKeyId", a.who}
	case whole(a.who):
		return lookup{"Username", a.who}
	case whole(a.what) && isSource(a.what):
		return lookup{"EventSource", eventSource(a.what)}
	case whole(a.what):
		return lookup{"EventName", a.what}
	case !a.reads:
		return lookup{"ReadOnly", "false"}
	}
	return lookup{}
}

// accessKey tells a key's id from a name.
func accessKey(who string) bool {
	return len(who) == 20 && (strings.HasPrefix(who, "AKIA") || strings.HasPrefix(who, "ASIA"))
}

// isSource tells a service ("ec2") from a call ("StopInstances"): calls begin
// with a capital letter.
func isSource(what string) bool { return what == strings.ToLower(what) }

// eventSource is a service as events name it.
func eventSource(service string) string { return strings.TrimSuffix(service, awsDomain) + awsDomain }

// query is what is asked of AWS.
func (a trailAsk) query() awsclient.EventQuery {
	is := a.asked()
	return awsclient.EventQuery{Attribute: is.attribute, Value: is.value, Start: a.since, End: a.until, Limit: trailEvents}
}

func (a trailAsk) want() watch.Want { return watch.Trail(a.query()) }

// byAWS names what AWS filters by, in words.
func (a trailAsk) byAWS() []string {
	var words []string
	if is := a.asked(); is.attribute != "" {
		words = append(words, is.attribute+" = "+is.value)
	}
	if a.timed() {
		words = append(words, "time")
	}
	return words
}

// timed tells whether the time is bounded. AWS filters by whole seconds, an
// event at either end included.
func (a trailAsk) timed() bool { return !a.since.IsZero() || !a.until.IsZero() }

// here names what is left to filter here.
func (a trailAsk) here() []string {
	asked := a.asked().attribute
	var words []string
	add := func(there bool, word string) {
		if there {
			words = append(words, word)
		}
	}
	add(a.who != "" && asked != "Username" && asked != "AccessKeyId", "who")
	add(a.what != "" && asked != "EventName" && asked != "EventSource", "what")
	add(a.which != "" && asked != "ResourceName", "which")
	add(a.where != "", "where")
	add(a.denied, "denied")
	add(!a.reads && asked != "ReadOnly", "no reads")
	return words
}

// matches tells whether an event is what is asked for. What AWS has looked
// for already is not looked for again.
func (a trailAsk) matches(e *awsclient.Event) bool {
	asked := a.asked().attribute
	return (!a.denied || timeline.Refused(e.ErrorCode)) && (a.reads || !e.ReadOnly || asked == "ReadOnly") &&
		(a.since.IsZero() || !e.Time.Before(a.since)) && (a.until.IsZero() || !e.Time.After(a.until)) &&
		(asked == "Username" || asked == "AccessKeyId" || like(a.who, e.Username, e.AccessKeyID)) &&
		(asked == "EventName" || asked == "EventSource" || like(a.what, e.Name, e.Source, strings.TrimSuffix(e.Source, awsDomain))) &&
		(asked == "ResourceName" || like(a.which, eventTargetNames(e)...)) &&
		like(a.where, e.SourceIP, e.UserAgent, agentName(e.UserAgent))
}

func eventTargetNames(e *awsclient.Event) []string {
	names := make([]string, 0, 2*len(e.Resources))
	for _, r := range e.Resources {
		names = append(names, r.Name, arnName(r.Name))
	}
	return names
}

// like tells whether a pattern, in which * stands for anything, is one of some
// texts; case does not matter, and an empty pattern is like all.
func like(pattern string, texts ...string) bool {
	if pattern == "" {
		return true
	}
	for _, text := range texts {
		if glob(strings.ToLower(pattern), strings.ToLower(text)) {
			return true
		}
	}
	return false
}

// glob matches a text with a pattern of literal pieces between stars.
func glob(pattern, text string) bool {
	pieces := strings.Split(pattern, "*")
	if len(pieces) == 1 {
		return pattern == text
	}
	first, last := pieces[0], pieces[len(pieces)-1]
	if len(text) < len(first)+len(last) || !strings.HasPrefix(text, first) || !strings.HasSuffix(text, last) {
		return false
	}
	text = text[len(first) : len(text)-len(last)]
	for _, piece := range pieces[1 : len(pieces)-1] {
		_, rest, found := strings.Cut(text, piece)
		if !found {
			return false
		}
		text = rest
	}
	return true
}

// line is the filter as the bar shows it: what is open is quiet.
func (a trailAsk) line(now time.Time) ui.Line {
	var l ui.Line
	put := func(name, value string) {
		if len(l) > 0 {
			l = append(l, ui.Span{Text: "   "})
		}
		role := themes.Accent
		if value == "" {
			role, value = themes.Faint, "*"
		}
		l = append(l, ui.Span{Text: name + " ", Role: themes.Dim}, ui.Span{Text: value, Role: role})
	}
	put("who", a.who)
	put("what", a.what)
	put("which", a.which)
	put("where", a.where)
	put("when", a.when(now))
	switch {
	case a.denied && a.reads:
		put("only", "denied")
	case a.denied:
		put("only", "denied changes")
	case !a.reads:
		put("only", "changes")
	}
	return l
}

// when is the time that is asked for, in words: "" for all of it.
func (a trailAsk) when(now time.Time) string {
	var words []string
	if !a.since.IsZero() {
		words = append(words, "since "+ui.Clock(now.UTC(), a.since.UTC()))
	}
	if !a.until.IsZero() {
		words = append(words, "until "+ui.Clock(now.UTC(), a.until.UTC()))
	}
	return strings.Join(words, " ")
}
