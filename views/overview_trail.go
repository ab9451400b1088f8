package views

import (
	"strings"

	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// trailWants is the newest events that changed something, and what becomes of
// the trails.
func (o *overview) trailWants() []watch.Want {
	wants := append(wantAll(watch.Trails), trailAsk{}.want())
	if k, ok := o.c.kinds[KindTrail].(*Kind[*trailRow]); ok {
		for _, t := range k.feed(o.snap).Rows {
			wants = append(wants, watch.Of(watch.TrailStatuses, t.ARN))
		}
	}
	return wants
}

// denied are the calls that were denied lately, newest first.
func (o *overview) denied() []*eventRow {
	k, ok := o.c.kinds[KindEvent].(trailKind)
	if !ok {
		return nil
	}
	var rows []*eventRow
	for _, e := range k.Kind.feed(o.snap).Rows {
		if o.snap.Now.Sub(e.Time) > recent {
			break
		}
		if eventDenied(e) {
			rows = append(rows, e)
		}
	}
	return rows
}

// badTrails are the trails that do not do their work.
func (o *overview) badTrails() []*trailRow {
	k, ok := o.c.kinds[KindTrail].(*Kind[*trailRow])
	if !ok {
		return nil
	}
	var rows []*trailRow
	for _, t := range k.feed(o.snap).Rows {
		if trailIssue(t).Grave {
			rows = append(rows, t)
		}
	}
	return rows
}

// mostDenied is how many denied calls have a line; the heading counts them all.
const mostDenied = 2

// trail is what the trail has to tell: calls that were denied, and trails that
// are broken. All being well there is nothing.
func (o *overview) trail(width int) []BoardLine {
	denied, bad := o.denied(), o.badTrails()
	if len(denied)+len(bad) == 0 {
		return nil
	}
	head := ui.Line{{Text: "   TRAIL   ", Role: themes.Header}}
	var counts []string
	if len(denied) > 0 {
		counts = append(counts, ui.Count(len(denied), "call")+" refused in the last "+ui.Exact(recent))
	}
	if len(bad) > 0 {
		counts = append(counts, ui.Count(len(bad), "trail")+" in trouble")
	}
	lines := []BoardLine{{Line: append(head, ui.Span{Text: strings.Join(counts, ", "), Role: themes.Dim})}}
	name := min(30, max(14, width/4))
	for _, t := range bad[:min(len(bad), o.most)] {
		lines = append(lines, BoardLine{Ref: Ref{KindTrail, t.ARN}, Line: ui.Line{{Text: " "}, {Text: o.c.glyphs.Trouble + " ", Role: themes.Bad},
			{Text: ui.Pad(t.Name, name) + "  "}, {Text: trailIssue(t).Text, Role: themes.Bad}}})
	}
	for _, e := range denied[:min(len(denied), mostDenied)] {
		lines = append(lines, BoardLine{Ref: Ref{KindEvent, e.ID}, Line: o.deniedLine(e, name)})
	}
	return lines
}

// deniedLine is who was refused what.
func (o *overview) deniedLine(e *eventRow, name int) ui.Line {
	line := ui.Line{{Text: " "}, {Text: o.c.glyphs.Trouble + " ", Role: themes.Bad}, {Text: ui.Clock(o.snap.Now.UTC(), e.Time.UTC()) + "  ", Role: themes.Dim}}
	line = append(line, FitLine(eventActor(e), max(8, name-10), false)...)
	line = append(line, ui.Span{Text: "  " + e.Name}, ui.Span{Text: spaced(eventTargets(e)), Role: themes.Dim})
	return append(line, ui.Span{Text: "  " + errorName(e.Event), Role: themes.Bad})
}
