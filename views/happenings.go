package views

import (
	"time"

	"fleetglass/awsclient/timeline"
	"fleetglass/themes"
	"fleetglass/ui"
)

// latestLine tells a happening on a line of the overview.
func latestLine(e *timeline.Event, g *themes.Glyphs, now time.Time, who int) ui.Line {
	sign, role := " ", themes.Text
	if e.Severity == timeline.Grave {
		sign, role = g.Trouble, themes.Bad
	}
	return ui.Line{
		{Text: " "}, {Text: sign + " ", Role: role}, {Text: ui.Clock(now.UTC(), e.At.UTC()) + "  ", Role: themes.Dim},
		{Text: ui.Pad(happeningPlace(e), who) + "  ", Role: themes.Title}, {Text: e.Text(), Role: role},
	}
}

// latestRef is what a line of the overview leads to: where it happened, or the
// instance of whose health it tells.
func latestRef(e *timeline.Event) Ref { return Ref{e.Subject.Kind, e.Subject.ID} }
