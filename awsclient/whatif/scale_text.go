package whatif

import (
	"fmt"
	"strings"
)

// Text is the answer for people.
func (s *Scaled) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s policy %s of %s\n", s.Type, s.Policy, s.Group)
	fmt.Fprintf(&b, "minimum %d, desired %d, maximum %d; %d warm, %d warming up", s.Min, s.Desired, s.Max, s.Warm, s.Warming)
	if s.Leaving > 0 {
		fmt.Fprintf(&b, ", %d leaving", s.Leaving)
	}
	b.WriteString("\n\n")
	for _, a := range s.Answers {
		a.text(&b)
	}
	b.WriteString("\nthen: " + s.After + "\n")
	writeNotes(&b, s.Notes)
	return b.String()
}

func (a Adjusted) text(b *strings.Builder) {
	change := fmt.Sprintf("%d -> %d", a.From, a.To)
	if a.From == a.To {
		change = fmt.Sprintf("%d stays", a.To)
	}
	fmt.Fprintf(b, "  metric %-8.6g %-10s %s\n", a.Metric, change, a.Why)
	if a.Alarm != "" && a.Fires {
		fmt.Fprintf(b, "      by alarm %s, %s\n", a.Alarm, a.When)
	}
}
