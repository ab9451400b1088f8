package labs

import (
	"fmt"
	"strings"
)

// State is how far a step is, in a word or two.
func (r Record) State(s *Step) string {
	switch {
	case r.Done(s):
		return "done"
	case !r.Passed.IsZero():
		return "to answer"
	case r.Tries > 0:
		return "begun"
	}
	return ""
}

// Text is a lab for a page of text: what is learned and its steps with their
// states. a is nil before the first attempt.
func (l *Lab) Text(a *Attempt) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\nYou learn\n", l.Title)
	for _, s := range l.Learn {
		b.WriteString(wrapped("  - ", "    ", s))
	}
	fmt.Fprintf(&b, "\nIt starts in the scenario %s, or in an account of your own.\n\nSteps, %d of %d done\n", l.Scenario, a.Done(l), len(l.Steps))
	for i := range l.Steps {
		s := &l.Steps[i]
		fmt.Fprintf(&b, "  %2d  %-14s  %-9s  %s\n", i+1, s.ID, a.Record(s.ID).State(s), s.Title)
	}
	b.WriteString("\nIn the end, take away what was made (in this order)\n")
	for _, c := range l.Cleanup {
		b.WriteString("  " + c + "\n")
	}
	return b.String()
}

// StepText is a step for a page of text, with this world's ids in its
// commands.
func (l *Lab) StepText(w *World, a *Attempt, step int) string {
	s := &l.Steps[step]
	r := a.Record(s.ID)
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nStep %d of %d: %s", l.Title, step+1, len(l.Steps), s.Title)
	if state := r.State(s); state != "" {
		b.WriteString(" (" + state + ")")
	}
	b.WriteString("\n\n" + wrapped("", "", s.Do))
	b.WriteString("\nIn the console\n")
	for _, c := range s.Console {
		b.WriteString(wrapped("  ", "  ", c))
	}
	for _, p := range s.Paste {
		b.WriteString("\nTo paste: " + p.Name + "\n")
		for line := range strings.Lines(p.Text) {
			b.WriteString("  " + line)
		}
	}
	b.WriteString("\nWith aws\n")
	var unknown []string
	for _, c := range s.CLI {
		filled, missing := l.Command(w, c)
		unknown = append(unknown, missing...)
		b.WriteString("  " + filled + "\n")
	}
	for _, m := range once(unknown) {
		b.WriteString("  not known yet: " + m + "\n")
	}
	for i, h := range []string{s.Hint, s.Stronger}[:r.Hints] {
		fmt.Fprintf(&b, "\nHint %d\n%s", i+1, wrapped("  ", "  ", h))
	}
	if s.Question != nil {
		b.WriteString("\nQuestion, once your work is checked\n" + wrapped("  ", "  ", s.Question.Ask))
		if len(s.Question.Choices) > 0 {
			b.WriteString("  (" + strings.Join(s.Question.Choices, ", ") + ")\n")
		}
	}
	fmt.Fprintf(&b, "\nConcept: %s\n", s.Card)
	return b.String()
}

// once are words, each once, in their order.
func once(words []string) []string {
	seen := map[string]bool{}
	var kept []string
	for _, w := range words {
		if !seen[w] {
			seen[w] = true
			kept = append(kept, w)
		}
	}
	return kept
}

// textWidth is that of a page of text.
const textWidth = 76

// wrapped is a paragraph in lines; the texts of labs are ASCII.
func wrapped(first, others, text string) string {
	var b strings.Builder
	line := first
	for i, word := range strings.Fields(text) {
		if i > 0 && len(line)+1+len(word) > textWidth {
			b.WriteString(line + "\n")
			line = others + word
			continue
		}
		if i > 0 {
			line += " "
		}
		line += word
	}
	return b.String() + line + "\n"
}
