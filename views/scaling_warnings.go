package views

import (
	"slices"
	"strconv"
	"strings"

	"fleetglass/awsclient/semantics/lifecycle"
	"fleetglass/awsclient/semantics/placement"
	"fleetglass/themes"
	"fleetglass/ui"
)

// impossible says why the desired capacity cannot be reached, or followed,
// whatever is launched; "" when it can.
func (r *groupRow) impossible() string {
	l := r.Limits
	switch {
	case l.Desired > l.Max:
		return "desired " + strconv.Itoa(l.Desired) + " is above the maximum " + strconv.Itoa(l.Max)
	case l.Desired < l.Min:
		return "desired " + strconv.Itoa(l.Desired) + " is below the minimum " + strconv.Itoa(l.Min)
	case l.Desired > 0 && len(r.Zones) == 0:
		return "no zone to launch in"
	}
	return ""
}

// capped tells of a policy that asks for more than the maximum: "at maximum
// 12: cpu-60 asks for 14".
func (r *groupRow) capped() string {
	if r.Limits.Desired < r.Limits.Max {
		return ""
	}
	for _, p := range r.policies() {
		row := &policyRow{p, r}
		for _, d := range row.drives() {
			if d.alarm.State != "ALARM" || !p.Enabled {
				continue
			}
			if a, _ := row.would(d); a.Raw > r.Limits.Max {
				return "at maximum " + strconv.Itoa(r.Limits.Max) + ": " + p.Name + " asks for " + strconv.Itoa(a.Raw)
			}
		}
	}
	return ""
}

// imbalance is what rebalancing would do next: "zones out of balance: 2a 3,
// 2b 1"; "" when they are balanced.
func (r *groupRow) imbalance() string {
	counts := r.counts()
	if !placement.Imbalanced(counts) {
		return ""
	}
	var words []string
	for _, z := range counts {
		words = append(words, shortZone(z.Zone)+" "+strconv.Itoa(z.Count))
	}
	return "zones out of balance: " + strings.Join(words, ", ")
}

// warning is something wrong with the group, and what follows from it.
type warning struct {
	what, follows string
	ref           Ref // what it leads to, if anything
}

// warnings are all that is wrong; the list has room for the worst only.
func (r *groupRow) warnings() []warning {
	var all []warning
	if words := failedLaunch(r); words != "" {
		all = append(all, warning{what: words, ref: Ref{KindActivity, r.activities()[0].ID}})
	}
	if words := r.impossible(); words != "" {
		all = append(all, warning{what: "impossible capacity", follows: words})
	}
	if words := r.capped(); words != "" {
		all = append(all, warning{what: words, follows: "it stays at the maximum until that is raised"})
	}
	for _, p := range lifecycle.Processes() {
		if r.isSuspended(p.Name) {
			all = append(all, warning{what: p.Name + " is suspended", follows: p.Suspended})
		}
	}
	if words := r.imbalance(); words != "" {
		from, to, _ := placement.Move(r.counts())
		follows := "the next is launched in " + shortZone(to) + ", then one in " + shortZone(from) + " is terminated"
		for _, process := range []string{lifecycle.AZRebalance, lifecycle.Launch} {
			if r.isSuspended(process) {
				follows = "nothing is moved while " + process + " is suspended"
			}
		}
		all = append(all, warning{what: words, follows: follows})
	}
	return all
}

// warningLines tell the warnings, each on as many lines as it takes.
func (g *groupNow) warningLines() []BoardLine {
	var lines []BoardLine
	for _, w := range g.row.warnings() {
		for i, text := range ui.Wrap(w.text(), max(20, g.size.W-4)) {
			if i > 0 {
				lines = append(lines, BoardLine{Line: ui.In(themes.Dim, "     "+text)})
				continue
			}
			what := min(len(w.what), len(text))
			lines = append(lines, BoardLine{Ref: w.ref, Line: ui.Line{{Text: " "}, {Text: g.row.glyphs.Trouble, Role: themes.Warn}, {Text: " " + text[:what]}, {Text: text[what:], Role: themes.Dim}}})
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return append([]BoardLine{heading("warnings")}, lines...)
}

func (w warning) text() string {
	if w.follows == "" {
		return w.what
	}
	return w.what + ": " + w.follows
}

// capacityMarks are the scaling events under the graph of capacity: a launch,
// a termination, a failure.
func (g *groupNow) capacityMarks() []ui.Mark {
	var calm, grave []ui.Mark
	for _, a := range slices.Backward(g.row.activities()) { // the newest of a column is seen
		switch {
		case a.StatusCode == "Failed" || a.StatusCode == "Cancelled":
			grave = append(grave, ui.Mark{At: a.Start, Sign: g.row.glyphs.Trouble, Role: themes.Bad})
		case strings.HasPrefix(a.Description, "Terminating"):
			calm = append(calm, ui.Mark{At: a.Start, Sign: "-", Role: themes.Warn})
		case strings.HasPrefix(a.Description, "Launching"):
			calm = append(calm, ui.Mark{At: a.Start, Sign: "+", Role: themes.Good})
		}
	}
	return append(calm, grave...)
}

// markWords says in the title what the signs below are.
func (g *groupNow) markWords() string {
	if len(g.row.activities()) == 0 {
		return ""
	}
	return ", + - events"
}
