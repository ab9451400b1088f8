package views

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// happening is one thing that happened, as the overview tells it.
type happening struct {
	at    time.Time
	ref   Ref
	who   string // the group, target group or alarm that it happened to
	text  string
	grave bool
}

func (h happening) id() string { return h.at.Format(time.RFC3339Nano) + h.who + h.text }

func (h happening) line(g *themes.Glyphs, now time.Time, who int) ui.Line {
	sign, role := " ", themes.Text
	if h.grave {
		sign, role = g.Trouble, themes.Bad
	}
	return ui.Line{
		{Text: " "}, {Text: sign + " ", Role: role}, {Text: ui.Clock(now.UTC(), h.at.UTC()) + "  ", Role: themes.Dim},
		{Text: ui.Pad(h.who, who) + "  ", Role: themes.Title}, {Text: h.text, Role: role},
	}
}

// noticed remembers what AWS keeps no list of: changes of target health, seen
// by comparing one snapshot with the next.
type noticed struct {
	health []happening // newest first
}

// keepNoticed is how many changes are remembered.
const keepNoticed = 200

// compare notes each target whose health differs between two snapshots of the
// same region.
func (n *noticed) compare(before, after *watch.Snapshot, ties *Ties) {
	if before.Generation != after.Generation {
		n.health = nil
		return
	}
	var fresh []happening
	for _, arn := range sortedKeys(after.Targets) {
		old, now := before.Targets[arn], after.Targets[arn]
		if !old.Loaded() || identify(old.Rows) == identify(now.Rows) {
			continue
		}
		fresh = append(fresh, healthChanges(old.Rows, now.Rows, ties.TargetGroupName(arn), after.Now)...)
	}
	n.health = slices.Concat(fresh, n.health)
	n.health = n.health[:min(len(n.health), keepNoticed)]
}

func healthChanges(before, after []awsclient.Target, group string, now time.Time) []happening {
	type key struct {
		id   string
		port int
	}
	was := map[key]string{}
	for i := range before {
		was[key{before[i].ID, before[i].Port}] = before[i].State
	}
	var changes []happening
	for i := range after {
		t := &after[i]
		old, known := was[key{t.ID, t.Port}]
		if known && old == t.State || !known && t.State != "unhealthy" {
			continue
		}
		changes = append(changes, happening{at: now, ref: Ref{KindInstance, t.ID}, who: group, text: healthText(t), grave: t.State == "unhealthy"})
	}
	return changes
}

func healthText(t *awsclient.Target) string {
	text := t.ID + " is " + t.State
	if t.State == "healthy" || targetReason(t) == t.State {
		return text
	}
	return text + ": " + targetReason(t)
}

// merged are the happenings of a snapshot and those noticed, newest first.
func (n *noticed) merged(s *watch.Snapshot) []happening {
	all := slices.Clone(n.health)
	for _, group := range sortedKeys(s.Activities) {
		for i := range s.Activities[group].Rows {
			all = append(all, activityHappening(&s.Activities[group].Rows[i]))
		}
	}
	for i := range s.Alarms.Rows {
		if a := &s.Alarms.Rows[i]; a.State == "ALARM" && !a.Updated.IsZero() {
			all = append(all, happening{at: a.Updated, ref: Ref{KindAlarm, a.Name}, who: a.Name, text: "in alarm: " + cmp.Or(a.Reason, AlarmWords(a)), grave: alarming(a)})
		}
	}
	slices.SortStableFunc(all, func(a, b happening) int {
		return cmp.Or(b.at.Compare(a.at), strings.Compare(a.who, b.who), strings.Compare(a.text, b.text))
	})
	return all
}

// activityHappening tells a scaling activity with the part of its cause that
// says why.
func activityHappening(a *awsclient.Activity) happening {
	what := inBrief(a.Description)
	text := what
	if why := CauseWords(a.Cause); why != "" {
		text += ": " + why
	}
	failed := a.StatusCode == "Failed" || a.StatusCode == "Cancelled"
	if failed && a.StatusMessage != "" {
		text = what + ": " + a.StatusMessage
	}
	return happening{at: a.Start, ref: Ref{KindGroup, a.Group}, who: a.Group, text: text, grave: failed}
}
