package timeline

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
)

// What follows says things in sentences.

// clock is a moment of the day, UTC.
func clock(at time.Time) string { return at.UTC().Format("15:04:05") }

// fate is what became of an instance, in one sentence: "terminated by the
// group: failed the load balancer's health check, 2 of 2, HTTP 503, since
// 14:02:10; replaced by i-0abc in us-west-2b". "" when nothing tells of it.
func (w *weaver) fate(id string) (string, Severity) {
	var end *Event
	for _, e := range w.events {
		if e.deed == terminates && e.instance() == id {
			end = e
		}
	}
	if end == nil {
		return w.state(id)
	}
	words := endWords(end)
	for _, part := range w.endParts(end, id) {
		words += ", " + part
	}
	for e, gone := range w.replaced {
		if gone == end {
			words += "; replaced by " + e.instance() + inZone(e.Zone)
		}
	}
	return words, end.Severity
}

func inZone(zone string) string {
	if zone == "" {
		return ""
	}
	return " in " + zone
}

// endWords say who ended an instance and why.
func endWords(e *Event) string {
	by := ""
	switch e.Source {
	case FromScaling:
		by = " by the group"
	case FromFleet:
		return "terminated: the fleet lost it"
	case FromInstances:
		return e.Text()
	}
	why := e.Why
	switch e.trigger {
	case failedELB:
		why = "failed the load balancer's health check"
	case failedEC2:
		why = "it had been terminated or stopped"
	case failedStatus:
		why = "failed its status checks"
	case interrupted:
		why = "AWS takes the Spot Instance back"
	case byRefresh:
		why = "an instance refresh replaced it"
	case shrinking:
		why = "there were too many"
	}
	if why == "" {
		return "terminated" + by
	}
	return "terminated" + by + ": " + why
}

// endParts are what is known beyond the reason: how often the check failed,
// how, since when; who called; what the Spot request says.
func (w *weaver) endParts(end *Event, id string) []string {
	cause := w.ties[end].cause
	var parts []string
	if end.trigger == failedELB {
		if n := w.failuresNeeded(id, end); n > 0 {
			parts = append(parts, strconv.Itoa(n)+" of "+strconv.Itoa(n))
		}
	}
	switch {
	case cause == nil:
	case cause.deed == fails:
		if cause.Why != "" {
			parts = append(parts, cause.Why)
		}
		if !cause.Standing {
			parts = append(parts, "since "+clock(cause.At))
		}
	case cause.Source == FromTrail:
		parts = append(parts, callWords(cause))
	case cause.Source == FromSpot:
		parts = append(parts, cause.Text())
	case cause.deed == acts || cause.deed == fires:
		parts = append(parts, "alarm "+cause.Subject.ID)
	}
	return parts
}

// failuresNeeded is how many failed checks in a row make a target of an
// instance's target groups unhealthy, 0 when that is not known: where its
// group has several, they may differ.
func (w *weaver) failuresNeeded(id string, end *Event) int {
	var arns []string
	if cause := w.ties[end].cause; cause != nil && cause.of(TargetGroup) != "" {
		arns = []string{cause.of(TargetGroup)}
	} else if i := slices.IndexFunc(w.f.Groups, func(g awsclient.Group) bool { return g.Name == end.Subject.ID }); i >= 0 {
		arns = w.f.Groups[i].TargetGroups
	}
	needed := 0
	for i := range w.f.TargetGroups {
		g := &w.f.TargetGroups[i]
		switch {
		case !slices.Contains(arns, g.ARN):
		case needed != 0 && needed != g.Check.Unhealthy:
			return 0
		default:
			needed = g.Check.Unhealthy
		}
	}
	return needed
}

// callWords say who made a call, which, from where and when.
func callWords(e *Event) string {
	words := e.Words + " by " + e.Actor
	if e.service {
		return e.Words
	}
	if e.Origin != "" {
		words += " from " + e.Origin
	}
	return words + " at " + clock(e.At)
}

// state is how an instance that runs came about and how it is.
func (w *weaver) state(id string) (string, Severity) {
	var begun, failing, leaving *Event
	for _, e := range w.events {
		switch {
		case e.instance() != id:
		case e.deed == ends:
			leaving = e
		case e.deed == launches && e.Severity < Grave:
			begun = e
		case e.deed == fails:
			failing = e
		case e.deed == heals:
			failing = nil
		}
	}
	var parts []string
	severity := Calm
	if failing != nil {
		severity = Grave
		words := "unhealthy"
		if arn := failing.of(TargetGroup); arn != "" {
			words += " in " + targetGroupName(arn)
		}
		parts = append(parts, withReason(words, failing.Why)+sinceWords(failing))
	}
	if leaving != nil {
		severity = max(severity, leaving.Severity)
		parts = append(parts, withReason(leaving.Words, leaving.Why)+", since "+clock(leaving.At))
	}
	if begun != nil {
		parts = append(parts, w.birthWords(begun))
	}
	return strings.Join(parts, "; "), severity
}

func withReason(words, why string) string {
	if why == "" {
		return words
	}
	return words + ": " + why
}

func sinceWords(e *Event) string {
	if e.Standing {
		return ""
	}
	return ", since " + clock(e.At)
}

func targetGroupName(arn string) string {
	parts := strings.Split(arn, "/")
	if len(parts) > 1 {
		return parts[1]
	}
	return arn
}

// birthWords say who launched an instance and why.
func (w *weaver) birthWords(e *Event) string {
	words := "launched at " + clock(e.At)
	switch e.Source {
	case FromScaling:
		words = "launched by " + e.Subject.ID + " at " + clock(e.At)
	case FromFleet:
		words = "launched by the fleet at " + clock(e.At)
	}
	if gone := w.replaced[e]; gone != nil {
		return words + " in the place of " + gone.instance()
	}
	cause := w.ties[e].cause
	switch {
	case cause != nil && cause.Source == FromTrail:
		return words + " after " + callWords(cause)
	case e.Source == FromScaling && e.Why != "":
		return words + ": " + e.Why
	}
	return words
}
