package views

import (
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient/timeline"
	"fleetglass/themes"
	"fleetglass/ui"
)

// lines are the page in three sections, and what cannot be known.
func (p *whyPage) lines(page *timeline.Page, width int) []BoardLine {
	lines := []BoardLine{p.heading("IN SHORT", "the last "+whySpans()[p.span].name)}
	if len(page.Short) == 0 {
		lines = append(lines, p.quiet()...)
	}
	for i, l := range page.Short {
		lines = append(lines, p.sentence(l, "short/"+strconv.Itoa(i), width)...)
	}
	if len(page.Chains) > 0 {
		lines = append(lines, BoardLine{}, p.heading("WHAT LED TO WHAT", "the newest first; below each what it led to"))
	}
	for i, n := range page.Chains {
		if i > 0 && (len(n.Effects) > 0 || len(page.Chains[i-1].Effects) > 0) {
			lines = append(lines, BoardLine{})
		}
		lines = append(lines, p.chain(n, 0, width)...)
	}
	if len(page.Around) > 0 {
		lines = append(lines, BoardLine{}, p.heading("AROUND IT", "no cause is known"))
	}
	for _, e := range page.Around {
		lines = append(lines, p.around(e))
	}
	return append(lines, p.notes(page, width)...)
}

func (p *whyPage) heading(title, note string) BoardLine {
	return BoardLine{Line: ui.Line{{Text: "   " + title, Role: themes.Header}, {Text: "   " + note, Role: themes.Faint}}}
}

// quiet says that nothing happened, or that it is not known yet.
func (p *whyPage) quiet() []BoardLine {
	words := "nothing that matters has happened to it, as far as is loaded"
	if !p.snap.Groups.Loaded() && p.snap.Groups.Err == nil {
		words = "loading..."
	}
	return []BoardLine{{Line: ui.In(themes.Dim, "   "+words)}}
}

// refOf is the page that a line leads to; none for kinds without one.
func (p *whyPage) refOf(r timeline.Ref) Ref {
	ref := Ref{r.Kind, r.ID}
	if r.Kind == timeline.Classic {
		ref.Kind = KindBalancer
	}
	if p.c.kinds[ref.Kind] == nil {
		return Ref{}
	}
	return ref
}

// sentence is a line of the summary, wrapped; its first line can be selected.
func (p *whyPage) sentence(l timeline.Line, id string, width int) []BoardLine {
	sign, role := severitySign(l.Severity, p.c.glyphs)
	var lines []BoardLine
	for i, text := range ui.Wrap(l.Words, max(20, width-6)) {
		if i > 0 {
			lines = append(lines, BoardLine{Line: ui.Line{{Text: "     "}, {Text: text, Role: role}}})
			continue
		}
		lines = append(lines, BoardLine{Ref: p.refOf(l.Ref), ID: id, Line: ui.Line{{Text: "   "}, {Text: sign + " ", Role: role}, {Text: text, Role: role}}})
	}
	return lines
}

// deepest bounds the indentation: a chain may be long, a line must stay one.
const deepest = 6

// chain is an event, and below it what it led to.
func (p *whyPage) chain(n *timeline.Node, depth, width int) []BoardLine {
	now := p.snap.Now
	sign, role := severitySign(n.Severity, p.c.glyphs)
	indent := strings.Repeat("  ", min(depth, deepest))
	lead := "  "
	if depth > 0 {
		lead = "└ "
	}
	stamp := ui.Clock(now.UTC(), n.At.UTC())
	if n.Standing {
		stamp = "now     "
	}
	head := ui.Line{{Text: "   "}, {Text: stamp + "  ", Role: themes.Dim}, {Text: indent + lead, Role: themes.Faint}, {Text: sign + " ", Role: role}}
	margin := head.Width()
	var lines []BoardLine
	for i, text := range ui.Wrap(n.Sentence()+likewise(n, now), max(20, width-margin-1)) {
		if i > 0 {
			lines = append(lines, BoardLine{Line: ui.Line{{Text: strings.Repeat(" ", margin)}, {Text: text, Role: role}}})
			continue
		}
		lines = append(lines, BoardLine{Ref: p.eventRef(n.Event), ID: "chain/" + n.ID, Line: append(head, ui.Span{Text: text, Role: role})})
	}
	for _, e := range n.Effects {
		lines = append(lines, p.chain(e, depth+1, width)...)
	}
	return lines
}

// likewise counts the events that are told with one.
func likewise(n *timeline.Node, now time.Time) string {
	if n.More == 0 {
		return ""
	}
	words := "; and " + strconv.Itoa(n.More) + " more"
	if n.Last.Truncate(time.Second).After(n.At) {
		words += " until " + ui.Clock(now.UTC(), n.Last.UTC())
	}
	return words
}

func (p *whyPage) eventRef(e *timeline.Event) Ref {
	ref := p.c.history().thing(p.snap, e)
	if p.c.kinds[ref.Kind] == nil {
		return Ref{}
	}
	return ref
}

func (p *whyPage) around(e *timeline.Event) BoardLine {
	sign, role := severitySign(e.Severity, p.c.glyphs)
	stamp := ui.Clock(p.snap.Now.UTC(), e.At.UTC())
	if e.Standing {
		stamp = "now     "
	}
	return BoardLine{Ref: p.eventRef(e), ID: "around/" + e.ID, Line: ui.Line{{Text: "   "}, {Text: stamp + "    ", Role: themes.Dim}, {Text: sign + " ", Role: role}, {Text: e.Sentence(), Role: role}}}
}

// notes say what AWS does not tell, and what could not be read.
func (p *whyPage) notes(page *timeline.Page, width int) []BoardLine {
	var lines []BoardLine
	add := func(words string, role themes.Role) {
		for _, text := range ui.Wrap(words, max(20, width-4)) {
			lines = append(lines, BoardLine{Line: ui.In(role, "   "+text)})
		}
	}
	for _, words := range p.missing() {
		add("could not be read: "+words, themes.Warn)
	}
	for _, words := range page.Notes {
		add(words, themes.Faint)
	}
	if l := p.c.history().calls(); l.Len() > 0 {
		add("CloudTrail's events of this page are loaded back to "+ui.Clock(p.snap.Now.UTC(), loadedBack(l).UTC())+"; it tells of a call some minutes late", themes.Faint)
	}
	if len(lines) == 0 {
		return nil
	}
	return append([]BoardLine{{}}, lines...)
}
