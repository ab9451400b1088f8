package whatif

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// result sums the replay up.
func (r *replay) result(from, to time.Time) *Replayed {
	out := &Replayed{
		Group: r.group.Name, From: from, To: to, Start: r.group.Limits.Desired, End: r.desired,
		Lowest: r.group.Limits.Desired, Highest: r.group.Limits.Desired, Changes: r.changes, Levels: r.levels,
	}
	if out.Changes == nil {
		out.Changes = []Changed{}
	}
	shared := false
	for _, w := range r.watched {
		if n := len(out.Policies); n == 0 || out.Policies[n-1] != w.policy.Name {
			out.Policies = append(out.Policies, w.policy.Name)
		}
		shared = shared || w.seen.samples[0].Instances > 0
	}
	for _, l := range r.levels {
		out.Lowest, out.Highest = min(out.Lowest, l.Desired), max(out.Highest, l.Desired)
	}
	out.Cost = r.cost(from, to)
	out.Notes = r.notes(shared)
	return out
}

func (r *replay) cost(from, to time.Time) Cost {
	c := Cost{Price: r.group.hourly()}
	for _, m := range r.members {
		end := to
		if !m.gone.IsZero() && m.gone.Before(to) {
			end = m.gone
		}
		c.Hours += end.Sub(m.launched).Hours()
	}
	span := to.Sub(from).Hours()
	c.Dollars = c.Hours * c.Price
	c.Steady = float64(r.group.Limits.Desired) * span * c.Price
	c.Maximum = float64(r.group.Limits.Max) * span * c.Price
	return c
}

func (r *replay) notes(shared bool) []string {
	notes := []string{"it begins with the present capacity, minimum and maximum, and all instances warm"}
	if shared {
		notes = append(notes, "the metric is taken as a load that instances share, with twice the instances it is half; it was shared by as many as GroupInServiceInstances tells, where that is off by as many as are desired now")
	} else {
		notes = append(notes, "the metric is taken as it was recorded: it does not answer to the capacity of the replay")
	}
	notes = append(notes, fmt.Sprintf("launches take %s and terminations %s, as in the group's activities",
		words(r.group.typical("Launching")), words(r.group.typical("Terminating"))))
	if r.group.hourly() == 0 {
		notes = append(notes, fmt.Sprintf("the list price of %s is not known here", orUnknown(r.group.Type)))
	}
	return notes
}

func orUnknown(instanceType string) string {
	if instanceType == "" {
		return "what the group launches"
	}
	return instanceType
}

// Text is the answer for people.
func (r *Replayed) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "replay of %s, policies %s\n%s to %s UTC\n\n", r.Group, strings.Join(r.Policies, ", "), minute(r.From), minute(r.To))
	for _, c := range r.Changes {
		fmt.Fprintf(&b, "  %s  %3d -> %-3d metric %-8.5g %s\n", minute(c.At), c.From, c.To, c.Metric, c.Why)
	}
	if len(r.Changes) == 0 {
		b.WriteString("  nothing would have changed\n")
	}
	fmt.Fprintf(&b, "\ncapacity  %s  from %d to %d, now %d\n", sparks(r.Levels, r.From, r.To, r.Highest), r.Lowest, r.Highest, r.End)
	fmt.Fprintf(&b, "%.1f instance hours", r.Cost.Hours)
	if r.Cost.Price > 0 {
		fmt.Fprintf(&b, ": $%.2f On-Demand; steady at %d $%.2f, always at the maximum $%.2f", r.Cost.Dollars, r.Start, r.Cost.Steady, r.Cost.Maximum)
	}
	b.WriteString("\n")
	writeNotes(&b, r.Notes)
	return b.String()
}

func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") }

// sparks draws the desired capacity over time in eighths of the highest.
func sparks(levels []Level, from, to time.Time, highest int) string {
	const columns = 48
	bars := []rune("▁▂▃▄▅▆▇█")
	var line []rune
	for i := range columns {
		at := from.Add(to.Sub(from) * time.Duration(i) / columns)
		desired := 0
		for _, l := range levels {
			if !l.At.After(at) {
				desired = l.Desired
			}
		}
		eighth := int(math.Ceil(float64(desired) * 8 / float64(max(1, highest))))
		line = append(line, bars[max(0, min(7, eighth-1))])
	}
	return string(line)
}
