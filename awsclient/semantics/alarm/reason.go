package alarm

import (
	"fmt"
	"slices"
	"strings"
)

// inlinePoints is how many points a reason lists in line. Three have been
// seen in line and five have been seen apart (choice).
const inlinePoints = 3

// recentPoints is how many points a reason lists apart (choice).
const recentPoints = 5

// reason is the reason of a state in AWS's words.
func (e *evaluation) reason(state string) string {
	if state == InsufficientData {
		return unknownReason(e.fill())
	}
	if len(e.side(state)) == 0 {
		return e.filledReason()
	}
	return e.crossedReason(state)
}

// side are the compared points on the state's side of the threshold, newest
// first.
func (e *evaluation) side(state string) []Point {
	var points []Point
	for _, p := range slices.Backward(e.used()) {
		if e.rule.Breaches(p.Value) == (state == Alarm) {
			points = append(points, p)
		}
	}
	return points
}

func unknownReason(n int) string {
	if n == 1 {
		return "Insufficient Data: 1 datapoint was unknown."
	}
	return fmt.Sprintf("Insufficient Data: %d datapoints were unknown.", n)
}

func (e *evaluation) filledReason() string {
	treatment := "NonBreaching"
	if e.rule.MissingData == Breaching {
		treatment = "Breaching"
	}
	n, format := e.fill(), "Threshold Crossed: no datapoints were received for %d periods and %d missing datapoints were treated as [%s]."
	if n == 1 {
		format = "Threshold Crossed: no datapoints were received for %d period and %d missing datapoint was treated as [%s]."
	}
	return fmt.Sprintf(format, n, n, treatment)
}

func (e *evaluation) crossedReason(state string) string {
	points := e.side(state)
	k := len(points)
	var b strings.Builder
	b.WriteString("Threshold Crossed: ")
	b.WriteString(e.count(k))
	if k <= inlinePoints {
		b.WriteString(" " + list(points))
	}
	b.WriteString(verb(k, state))
	fmt.Fprintf(&b, " %s the threshold (%s)", OperatorText(e.rule.Comparison), Number(e.rule.Threshold))
	if k > inlinePoints {
		b.WriteString(". The most recent datapoints which crossed the threshold: " + list(points[:min(k, recentPoints)]))
	}
	if e.rule.Datapoints > 0 {
		b.WriteString(" " + e.minimum(state))
	}
	return b.String() + "."
}

// count opens the reason in one of two forms: an alarm with DatapointsToAlarm
// counts out of N.
func (e *evaluation) count(k int) string {
	switch {
	case e.rule.Datapoints > 0:
		return fmt.Sprintf("%d out of the last %d datapoints", k, e.rule.Periods)
	case k == 1:
		return "1 datapoint"
	}
	return fmt.Sprintf("%d datapoints", k)
}

func verb(k int, state string) string {
	v := " were"
	if k == 1 {
		v = " was"
	}
	if state == OK {
		v += " not"
	}
	return v
}

// minimum names the transition. AWS writes OK -> ALARM even when the alarm
// came from INSUFFICIENT_DATA.
func (e *evaluation) minimum(state string) string {
	n, transition := e.rule.Datapoints, "OK -> ALARM"
	if state == OK {
		n, transition = e.rule.Periods-e.rule.Datapoints+1, "ALARM -> OK"
	}
	plural := "s"
	if n == 1 {
		plural = ""
	}
	return fmt.Sprintf("(minimum %d datapoint%s for %s transition)", n, plural, transition)
}

func list(points []Point) string {
	shown := make([]string, len(points))
	for i, p := range points {
		shown[i] = fmt.Sprintf("%s (%s)", Number(p.Value), p.At.UTC().Format("02/01/06 15:04:05"))
	}
	return "[" + strings.Join(shown, ", ") + "]"
}
