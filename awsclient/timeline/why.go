package timeline

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Page is the answer to why: what happened to one subject, in short and as
// chains of cause and effect, and what else happened around it.
type Page struct {
	Subject Ref       `json:"subject"`
	Since   time.Time `json:"since"`
	Now     time.Time `json:"now"`
	// Short is what matters most, in sentences, gravest first.
	Short []Line `json:"short"`
	// Chains begin with the first cause that is known; the newest comes first.
	Chains []*Node `json:"chains"`
	// Around is what else happened to it and its neighbours, newest first.
	Around []*Event `json:"around"`
	// Notes say what cannot be known.
	Notes []string `json:"notes"`
}

// Line is a sentence, and what it leads to.
type Line struct {
	Severity Severity `json:"severity"`
	Words    string   `json:"words"`
	Ref      Ref      `json:"ref"`
}

// CausesBefore is how long before the time that is asked for causes are looked
// for (choice).
const CausesBefore = 2 * time.Hour

// Why is the page of a subject from a moment on.
func Why(f *Facts, subject Ref, since time.Time) *Page {
	s := f.scopeOf(subject)
	part := f.of(s, since.Add(-CausesBefore))
	events := part.events(s, since.Add(-CausesBefore))
	w := weave(part, events, since)
	counted := map[string]bool{}
	for _, c := range part.Calls {
		counted["trail/"+c.ID] = s.counted(c)
	}
	story := func(e *Event) bool {
		return !e.At.Before(since) && (s.told(e) || counted[e.ID] || s.user != "" && e.Source == FromTrail && e.Actor == s.user)
	}
	p := &Page{Subject: subject, Since: since, Now: f.Now}
	told := map[string]bool{}
	for _, n := range w.chains(story) {
		if n.size() > 1 || n.Severity >= Notable {
			p.Chains = append(p.Chains, n)
			n.mark(told)
		}
	}
	slices.SortStableFunc(p.Chains, func(a, b *Node) int { return b.newest().Compare(a.newest()) })
	for _, e := range slices.Backward(events) {
		if !e.At.Before(since) && !told[e.ID] && (e.Severity > Quiet && story(e) || e.Severity >= Notable) {
			p.Around = append(p.Around, e)
		}
	}
	p.Around = slices.DeleteFunc(p.Around, func(e *Event) bool { return w.toldWith(e, told) })
	p.Short = w.short(subject, story, p.Chains)
	p.Notes = f.notes(subject)
	return p
}

// mark notes the events of a chain.
func (n *Node) mark(told map[string]bool) {
	told[n.ID] = true
	for _, id := range n.others {
		told[id] = true
	}
	for _, e := range n.Effects {
		e.mark(told)
	}
}

// toldWith tells whether an event is one of those that a chain leaves out for
// being made by a service on the way.
func (w *weaver) toldWith(e *Event, told map[string]bool) bool {
	c := w.ties[e].cause
	return e.Severity == Quiet && c != nil && told[c.ID]
}

// notes say what AWS does not tell.
func (f *Facts) notes(subject Ref) []string {
	switch subject.Kind {
	case User, Call:
		return nil
	}
	if len(f.Targets) == 0 && len(f.ClassicHealth) == 0 {
		return nil
	}
	const none = "AWS keeps no history of targets' health: "
	if f.Seen == nil || f.Seen.Since.IsZero() {
		return []string{none + "only how it is now is known"}
	}
	return []string{none + "its changes are known since " + clock(f.Seen.Since) + ", when this console began to watch"}
}

// short is what matters most about a subject.
func (w *weaver) short(subject Ref, story func(*Event) bool, chains []*Node) []Line {
	var lines []Line
	if id := instanceOf(subject, w.events); id != "" {
		if words, severity := w.fate(id); words != "" {
			lines = append(lines, Line{severity, id + " " + words, Ref{Instance, id}})
		}
	}
	var told []*Event
	for _, e := range w.events {
		if story(e) {
			told = append(told, e)
		}
	}
	if subject.Kind == Alarm {
		lines = append(lines, w.alarmLines(subject, told)...)
	}
	if subject.Kind != Instance && subject.Kind != Target {
		lines = append(lines, w.failingLines(told)...)
		lines = append(lines, endLines(told)...)
	}
	lines = append(lines, launchLines(told)...)
	lines = append(lines, zoneLines(told)...)
	lines = append(lines, beginLines(chains)...)
	if subject.Kind != Alarm {
		lines = append(lines, w.alarmLines(subject, told)...)
	}
	return append(lines, callLines(told)...)
}

// instanceOf is the instance that a subject is or stands for.
func instanceOf(subject Ref, events []*Event) string {
	switch subject.Kind {
	case Instance:
		return subject.ID
	case Target:
		_, rest, _ := strings.Cut(subject.ID, "|")
		id, _, _ := strings.Cut(rest, "|")
		return id
	case Request:
		for _, e := range events {
			if e.Subject == subject {
				return e.also(Instance)
			}
		}
	}
	return ""
}

// gathered are events that are said in one sentence.
type gathered struct {
	key    string
	events []*Event
}

// gather puts events with the same key together, in order of their first.
func gather(events []*Event, key func(*Event) string) []gathered {
	var all []gathered
	for _, e := range events {
		k := key(e)
		if k == "" {
			continue
		}
		i := slices.IndexFunc(all, func(g gathered) bool { return g.key == k })
		if i < 0 {
			i, all = len(all), append(all, gathered{key: k})
		}
		all[i].events = append(all[i].events, e)
	}
	return all
}

// when is the time of some events: "at 20:41:00", or "20:41:00 to 20:43:00".
func (g gathered) when() string {
	first, last := clock(g.events[0].At), clock(g.events[len(g.events)-1].At)
	if first == last {
		return "at " + first
	}
	return first + " to " + last
}

// where is the zone of some events when they have it in common.
func (g gathered) where() string {
	zone := g.events[0].Zone
	for _, e := range g.events {
		if e.Zone != zone {
			return ""
		}
	}
	switch {
	case zone == "" || strings.Contains(g.events[0].Why, zone):
		return ""
	case len(g.events) == 1:
		return ", in " + zone
	}
	return ", all in " + zone
}

// one is what a sentence about events leads to: the only instance, or else
// their subject.
func (g gathered) one() Ref {
	if len(g.events) == 1 {
		return g.events[0].about()
	}
	return g.events[0].Subject
}

// failingLines count the targets that fail now, by target group and reason.
func (w *weaver) failingLines(told []*Event) []Line {
	now := map[Ref]*Event{}
	for _, e := range told {
		if e.Source == FromHealth {
			now[checked(e)] = e
		}
	}
	var failing []*Event
	for _, e := range told {
		if e.deed == fails && now[checked(e)] == e && w.registered(e) {
			failing = append(failing, e)
		}
	}
	var lines []Line
	for _, g := range gather(failing, func(e *Event) string { return cmp.Or(e.of(TargetGroup), e.also(Classic)) + " " + e.Why }) {
		e := g.events[0]
		name, all := targetGroupName(e.of(TargetGroup)), len(w.f.Targets[e.of(TargetGroup)])
		if name == "" {
			name, all = e.also(Classic), len(w.f.ClassicHealth[e.also(Classic)])
		}
		words := plural(len(g.events), "target") + " of " + plainInt(max(all, len(g.events)))
		if len(g.events) > 1 {
			words = plainInt(len(g.events)) + " of " + plural(max(all, len(g.events)), "target")
		}
		lines = append(lines, Line{Grave, withReason(words+" unhealthy in "+name, e.Why) + sinceWords(e) + g.where(), failingIn(e)})
	}
	return lines
}

// failingIn is the target group or Classic balancer that a target fails in.
func failingIn(e *Event) Ref {
	if arn := e.of(TargetGroup); arn != "" {
		return Ref{TargetGroup, arn}
	}
	return Ref{Classic, e.also(Classic)}
}

// registered tells whether a target is still one.
func (w *weaver) registered(e *Event) bool {
	if arn := e.of(TargetGroup); arn != "" {
		for _, t := range w.f.Targets[arn] {
			if TargetID(&t) == e.of(Target) {
				return t.State == "unhealthy"
			}
		}
		return false
	}
	for _, h := range w.f.ClassicHealth[e.also(Classic)] {
		if h.ID == e.Subject.ID {
			return h.State == "OutOfService"
		}
	}
	return false
}

// endLines count what was terminated, by who did it and why.
func endLines(told []*Event) []Line {
	var lines []Line
	ended := gather(told, func(e *Event) string {
		switch {
		case e.deed == ends:
			return "taken " + e.Why
		case e.deed == terminates && e.Source == FromScaling:
			return e.Subject.ID + " " + e.Why
		}
		return ""
	})
	for _, g := range ended {
		e := g.events[0]
		words := withReason(plural(len(g.events), "Spot Instance")+" taken back by AWS", e.Why)
		if e.Source == FromScaling {
			words = plural(len(g.events), "instance") + " " + strings.Replace(endWords(e), "the group", e.Subject.ID, 1)
			if len(g.events) > 1 {
				words = strings.Replace(words, " replaced it", " replaced them", 1)
			}
		}
		lines = append(lines, Line{e.Severity, words + g.where() + ", " + g.when(), g.one()})
	}
	return lines
}

// launchLines count the launches that failed, by reason.
func launchLines(told []*Event) []Line {
	var lines []Line
	for _, g := range gather(told, func(e *Event) string {
		if e.deed == launches && e.Severity == Grave {
			return e.Subject.ID + " " + e.Why
		}
		return ""
	}) {
		e := g.events[0]
		noun := "launch"
		if len(g.events) > 1 {
			noun = "launches"
		}
		lines = append(lines, Line{Grave, withReason(plainInt(len(g.events))+" "+noun+" of "+e.Subject.ID+" failed", e.Why) + ", " + g.when(), g.one()})
	}
	return lines
}

// zoneLines say that all that goes wrong is in one zone, when it is more than
// one thing.
func zoneLines(told []*Event) []Line {
	zone, things := "", map[Ref]bool{}
	others := map[string]bool{}
	for _, e := range told {
		if z := zoneOf(e); z != "" {
			if e.Severity >= Notable && (e.deed == fails || e.deed == terminates || e.deed == launches || e.deed == ends) {
				if zone != "" && zone != z {
					return nil
				}
				zone, things[e.about()] = z, true
			} else {
				others[z] = true
			}
		}
	}
	delete(others, zone)
	if len(things) < 2 || len(others) == 0 {
		return nil
	}
	return []Line{{Grave, "every instance and launch that went wrong is in " + zone + "; other zones go on", Ref{}}}
}

// zoneOf is the zone that an event tells of, or the one that its reason names.
func zoneOf(e *Event) string {
	if e.Zone != "" {
		return e.Zone
	}
	if _, zone, ok := strings.Cut(e.Why, " capacity in "); ok {
		return zone
	}
	return ""
}
