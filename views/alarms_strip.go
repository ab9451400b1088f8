package views

import (
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/alarm"
	"fleetglass/themes"
	"fleetglass/ui"
)

// behaved is a condition's state at the end of each period of a span, as the
// alarm would have had it, and how often it changed.
type behaved struct {
	states      []string
	transitions int
	start, end  time.Time
}

// behave judges every period of a span. The state at first is what the first
// evaluation says, so that finding out is not counted as a change.
func behave(rule alarm.Rule, points []awsclient.Point, start, end time.Time) behaved {
	b := behaved{start: start, end: end}
	state := alarm.InsufficientData
	for at := start.UTC().Truncate(rule.Period).Add(rule.Period); !at.After(end); at = at.Add(rule.Period) {
		then := alarm.State(rule, evaluationRange(rule, points, at), state)
		if len(b.states) > 0 && then != state {
			b.transitions++
		}
		state = then
		b.states = append(b.states, state)
	}
	return b
}

// stripWidth is how many signs a strip has at most.
const stripWidth = 60

// lines draw the strip, oldest first. Where several periods share a sign, the
// gravest shows.
func (b behaved) lines(g *themes.Glyphs) []ui.Line {
	if len(b.states) == 0 {
		return []ui.Line{ui.In(themes.Dim, "the range is shorter than a period")}
	}
	var strip ui.Line
	width := min(stripWidth, len(b.states))
	for x := range width {
		part := b.states[x*len(b.states)/width : (x+1)*len(b.states)/width]
		glyph, role := stateSign(gravest(part), g)
		if n := len(strip); n > 0 && strip[n-1].Role == role {
			strip[n-1].Text += glyph
		} else {
			strip = append(strip, ui.Span{Text: glyph, Role: role})
		}
	}
	fired := 0
	for _, s := range b.states {
		if s == alarm.Alarm {
			fired++
		}
	}
	words := ui.Count(b.transitions, "transition") + " in the last " + ui.Exact(b.end.Sub(b.start)) +
		"; in alarm for " + strconv.Itoa(fired) + " of " + ui.Count(len(b.states), "period")
	role := themes.Text
	if b.transitions >= flapping {
		words, role = words+": it flaps", themes.Warn
	}
	return []ui.Line{ui.In(themes.Dim, "it would have been "+strings.Join([]string{g.Trouble + " alarm", g.Healthy + " ok", g.Quiet + " no data"}, ", ")), strip, ui.In(role, words)}
}

// flapping is how many transitions in the span of a form are called flapping
// (choice).
const flapping = 6

func gravest(states []string) string {
	worst := alarm.OK
	for _, s := range states {
		switch {
		case s == alarm.Alarm:
			return s
		case s == alarm.InsufficientData:
			worst = s
		}
	}
	return worst
}

func stateSign(state string, g *themes.Glyphs) (string, themes.Role) {
	switch state {
	case alarm.Alarm:
		return g.Trouble, themes.Bad
	case alarm.OK:
		return g.Healthy, themes.Good
	}
	return g.Quiet, themes.Dim
}
