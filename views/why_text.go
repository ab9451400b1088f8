package views

import (
	"strings"
	"time"

	"fleetglass/awsclient/timeline"
)

// Text is the answer as plain text, in lines that are as long as they are.
func (t *WhyTold) Text() string {
	var b strings.Builder
	b.WriteString("why " + t.Subject.Kind + " " + arnName(t.Subject.ID) + ", " + stampOf(t.Since) + " to " + stampOf(t.Now) + " UTC\n\nin short\n")
	for _, l := range t.Short {
		b.WriteString("  " + textSign(l.Severity) + " " + l.Words + "\n")
	}
	if len(t.Short) == 0 {
		b.WriteString("    nothing that matters has happened to it\n")
	}
	if len(t.Chains) > 0 {
		b.WriteString("\nwhat led to what\n")
	}
	for i, n := range t.Chains {
		if i > 0 && (len(n.Effects) > 0 || len(t.Chains[i-1].Effects) > 0) {
			b.WriteByte('\n')
		}
		t.chain(&b, n, 0)
	}
	if len(t.Around) > 0 {
		b.WriteString("\naround it, newest first\n")
	}
	for _, e := range t.Around {
		b.WriteString("  " + textSign(e.Severity) + " " + t.stamp(e) + "  " + e.Sentence() + "\n")
	}
	if len(t.Notes)+len(t.Missing) > 0 {
		b.WriteString("\nnot known\n")
	}
	for _, words := range t.Notes {
		b.WriteString("    " + words + "\n")
	}
	for _, words := range t.Missing {
		b.WriteString("    could not be read: " + words + "\n")
	}
	return b.String()
}

// chain is an event, and below it what it led to.
func (t *WhyTold) chain(b *strings.Builder, n *timeline.Node, depth int) {
	b.WriteString("  " + textSign(n.Severity) + " " + t.stamp(n.Event) + "  " + strings.Repeat("  ", depth))
	if depth > 0 {
		b.WriteString("-> ")
	}
	b.WriteString(n.Sentence() + likewise(n, t.Now) + "\n")
	for _, e := range n.Effects {
		t.chain(b, e, depth+1)
	}
}

// stamp is when something happened; with its day when that is another.
func (t *WhyTold) stamp(e *timeline.Event) string {
	switch {
	case e.Standing:
		return "now     "
	case e.At.UTC().YearDay() != t.Now.UTC().YearDay():
		return e.At.UTC().Format("Jan _2 15:04:05")
	}
	return e.At.UTC().Format(time.TimeOnly)
}

func stampOf(at time.Time) string { return at.UTC().Format(time.DateTime) }

func textSign(s timeline.Severity) string {
	switch s {
	case timeline.Grave:
		return "!"
	case timeline.Notable:
		return "*"
	}
	return " "
}
