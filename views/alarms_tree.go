package views

import (
	"slices"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/composite"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// ruleAlarms are the alarms that a composite alarm's rule names, by name.
func ruleAlarms(a *awsclient.Alarm) []string {
	rule, err := composite.Parse(a.Rule)
	if err != nil {
		return nil
	}
	var names []string
	for _, ref := range rule.Refs() {
		names = append(names, arnName(ref))
	}
	return names
}

// parentsOf are the composite alarms whose rules name an alarm.
func parentsOf(s *watch.Snapshot, name string) []string {
	var names []string
	for i := range s.Alarms.Rows {
		if a := &s.Alarms.Rows[i]; a.Composite() && slices.Contains(ruleAlarms(a), name) {
			names = append(names, a.Name)
		}
	}
	return names
}

// alarmTree is a composite alarm with the alarms of its rule, and theirs.
type alarmTree struct {
	Board
	c    *Console
	kind *Kind[*alarmRow]
	id   string
	row  *alarmRow
	size ui.Rect
}

func newAlarmTree(c *Console, k *Kind[*alarmRow], id string) *alarmTree {
	return &alarmTree{c: c, kind: k, id: id}
}

func (t *alarmTree) Title() string       { return t.id }
func (t *alarmTree) Wants() []watch.Want { return nil }
func (t *alarmTree) Trouble() int        { return 0 }

func (t *alarmTree) See(s *watch.Snapshot) {
	if row, ok := t.kind.row(s, t.id); ok {
		t.row = row
		t.Set(t.lines())
	}
}

func (t *alarmTree) Draw(rect ui.Rect, p *ui.Painter) string {
	if t.row.Alarm == nil {
		return p.Lines([]ui.Line{nil, ui.In(themes.Dim, "  loading...")}, rect)
	}
	if t.size != rect {
		t.size = rect
		t.Set(t.lines())
	}
	return t.Board.Draw(rect, p)
}

// look is the state of an alarm by name or ARN.
func (t *alarmTree) look(ref string) string {
	if a := t.row.ties.Alarm(arnName(ref)); a != nil {
		return a.State
	}
	return ""
}

func (t *alarmTree) lines() []BoardLine {
	a := t.row
	state := append(ui.Say(" "), alarmStateCell(a.Alarm, a.glyphs)...)
	state = append(state, ui.Span{Text: " for " + ui.Age(a.snap.Now, a.Updated), Role: themes.Dim})
	lines := []BoardLine{{Line: state}}
	say := func(name, text string, role themes.Role) {
		if text == "" {
			return
		}
		const label = 14
		for i, part := range ui.Wrap(text, max(20, t.size.W-label-2)) {
			if i > 0 {
				name = ""
			}
			lines = append(lines, BoardLine{Line: ui.Line{{Text: " " + ui.Pad(name, label), Role: themes.Dim}, {Text: part, Role: role}}})
		}
	}
	say("because", alarmReason(a.Alarm), themes.Text)
	say("fires when", a.Rule, themes.Code)
	if a.Suppressor != "" {
		say("actions wait", "up to "+ui.Exact(a.Wait)+" for "+arnName(a.Suppressor)+" to go into alarm, and "+ui.Exact(a.Extension)+" after it", themes.Text)
	}
	rule, err := composite.Parse(a.Rule)
	if err != nil {
		say("the rule", "cannot be read here: "+err.Error(), themes.Warn)
		return lines
	}
	say("is now", rule.Eval(t.look).String(), themes.Text)
	lines = append(lines, BoardLine{}, BoardLine{Line: ui.In(themes.Header, "   "+ui.Pad("ASKS FOR", t.nameWidth())+"  IS         THAT IS")})
	return append(lines, t.branches(a.Alarm, rule, "", []string{a.Name})...)
}

// nameWidth is the room for the tree.
func (t *alarmTree) nameWidth() int { return max(30, min(60, t.size.W-40)) }

// branches are the functions of a rule, each with those of its own rule below.
// way is the alarms from the root, so that a circle ends.
func (t *alarmTree) branches(a *awsclient.Alarm, rule composite.Rule, indent string, way []string) []BoardLine {
	var lines []BoardLine
	terms := rule.Terms(t.look)
	for i, term := range terms {
		name, twig, below := arnName(term.Alarm), "├─ ", "│  "
		if i == len(terms)-1 {
			twig, below = "└─ ", "   "
		}
		id := strings.Join(append(slices.Clone(way), term.Wants, name), "/")
		lines = append(lines, BoardLine{Ref: Ref{KindAlarm, name}, ID: id, Line: t.branch(indent+twig, term, name)})
		child := t.row.ties.Alarm(name)
		if child == nil || !child.Composite() || slices.Contains(way, name) {
			continue
		}
		if sub, err := composite.Parse(child.Rule); err == nil {
			lines = append(lines, t.branches(child, sub, indent+below, append(slices.Clone(way), name))...)
		}
	}
	return lines
}

// branch is one function: what it asks for, what the alarm is, and whether
// that is true.
func (t *alarmTree) branch(lead string, term composite.Term, name string) ui.Line {
	width := t.nameWidth()
	asks := stateWord(term.Wants) + " "
	l := ui.Line{{Text: "   " + lead, Role: themes.Border}, {Text: asks, Role: themes.Dim}, {Text: ui.Pad(ui.Cut(name, width-ui.Width(lead+asks)), width-ui.Width(lead+asks)) + "  "}}
	child := t.row.ties.Alarm(name)
	if child == nil {
		return append(l, ui.Span{Text: "there is no such alarm", Role: themes.Warn})
	}
	state := alarmStateCell(child, t.row.glyphs)
	l = append(append(l, state...), ui.Span{Text: ui.Pad("", 11-state.Width())})
	role := themes.Dim
	if term.Truth == composite.True {
		role = themes.Text
	}
	return append(l, ui.Span{Text: ui.Pad(term.Truth.String(), 7), Role: role}, ui.Span{Text: " for " + ui.Age(t.row.snap.Now, child.Updated), Role: themes.Dim})
}
