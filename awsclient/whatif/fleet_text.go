package whatif

import (
	"fmt"
	"strings"
)

// Text is the answer for people.
func (c *Compared) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "a fleet of %d units\n", c.Target)
	if len(c.OnDemand) > 0 {
		b.WriteString("\nOn-Demand\n")
		writeUses(&b, c.OnDemand)
	}
	for _, s := range c.Strategies {
		s.text(&b)
	}
	b.WriteString("\n")
	for _, r := range c.Refused {
		b.WriteString("! " + r + "\n")
	}
	writeNotes(&b, c.Notes)
	return b.String()
}

func (s StrategyPools) text(b *strings.Builder) {
	b.WriteString("\n" + s.Strategy)
	if s.Asked {
		b.WriteString(" (as specified)")
	}
	if s.Guess {
		b.WriteString(" (a guess)")
	}
	if len(s.Pools) == 0 {
		b.WriteString(": " + s.Why + "\n")
		return
	}
	fmt.Fprintf(b, ": $%.4f an hour, $%.4f a unit, %d pools", s.PerHour, s.PerUnit, len(s.Pools))
	if s.Savings != 0 {
		fmt.Fprintf(b, ", %.0f%% less than On-Demand", s.Savings)
	}
	b.WriteString("\n")
	writeUses(b, s.Pools)
	if w := s.Worst; w != nil {
		replaced := "nothing can replace it"
		if len(w.Replaced) > 0 {
			replaced = "replaced by " + strings.Join(w.Replaced, ", ")
		}
		fmt.Fprintf(b, "  at worst %s is lost: %.4g units, %.0f%%, %.4g are left; %s\n", w.Pool, w.Lost, w.Percent, w.Left, replaced)
	}
}

func writeUses(b *strings.Builder, list []PoolUse) {
	for _, u := range list {
		fmt.Fprintf(b, "  %3d %-12s %-12s %5.4g units %4.0f%%  $%.4f a unit  %s\n", u.Instances, u.Type, u.Zone, u.Units, u.Percent, u.PerUnit, u.Why)
	}
}
