package timeline

import (
	"slices"
	"strconv"
	"strings"
)

func plainInt(n int) string { return strconv.Itoa(n) }

// alarmLines say of a firing alarm why it fires, when it is asked for, and
// otherwise which alarms have fired.
func (w *weaver) alarmLines(subject Ref, told []*Event) []Line {
	var lines []Line
	state := map[Ref]*Event{}
	for _, e := range told {
		if e.Source == FromAlarms && (e.deed == fires || e.deed == clears) {
			state[e.Subject] = e
		}
	}
	for _, e := range told {
		if state[e.Subject] != e || e.Subject.Kind != Alarm || e.Severity != Grave && e.Subject != subject {
			continue
		}
		words := e.Subject.ID + " is " + e.Words + " since " + clock(e.At)
		if e.Subject == subject {
			words = withReason(words, e.Why)
		}
		lines = append(lines, Line{e.Severity, words, e.Subject})
	}
	return lines
}

// callLines count the calls that were refused or failed, by caller and origin.
func callLines(told []*Event) []Line {
	var lines []Line
	for _, g := range gather(told, func(e *Event) string {
		if e.Source != FromTrail || e.Severity != Grave {
			return ""
		}
		return e.Actor + " " + e.Origin + " " + verdict(e)
	}) {
		e := g.events[0]
		var names []string
		for _, e := range g.events {
			if !slices.Contains(names, e.call) {
				names = append(names, e.call)
			}
		}
		words := plural(len(g.events), "call") + " of " + e.Actor + fromWhere(e.Origin) + " " + verdict(e) + ": " + strings.Join(names, ", ") + ", " + g.when()
		lines = append(lines, Line{Grave, words, e.Subject})
	}
	return lines
}

func fromWhere(origin string) string {
	if origin == "" {
		return ""
	}
	return " from " + origin
}

// verdict is how a call ended, without its code.
func verdict(e *Event) string {
	word, _, _ := strings.Cut(e.Why, ":")
	return word
}

// beginLines say with which calls of people the chains began.
func beginLines(chains []*Node) []Line {
	var lines []Line
	for _, n := range chains {
		if n.Source != FromTrail || n.service || n.Severity == Grave || n.size() < 2 || n.worst() < Notable {
			continue
		}
		words := "it began with " + callWords(n.Event)
		at := n
		for len(at.Effects) == 1 && at.Effects[0].Source == FromTrail && !at.Effects[0].service {
			at = at.Effects[0]
			words += ", then " + callWords(at.Event)
		}
		lines = append(lines, Line{Notable, words, n.Subject})
	}
	return lines
}
