package views

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// KindAlarmChange is a line of an alarm's history.
const KindAlarmChange = "alarm change"

// changeRow is a line of an alarm's history, with the states read out of its
// data.
type changeRow struct {
	*awsclient.AlarmEvent
	was, is, reason string // "" of anything but a change of state
	snap            *watch.Snapshot
	glyphs          *themes.Glyphs
}

func (r *changeRow) id() string {
	return r.Alarm + " " + r.At.UTC().Format(time.RFC3339Nano) + " " + r.Type + " " + r.Summary
}

// readChange reads what CloudWatch keeps of a change as JSON.
func readChange(e *awsclient.AlarmEvent, s *watch.Snapshot, glyphs *themes.Glyphs) *changeRow {
	r := &changeRow{AlarmEvent: e, snap: s, glyphs: glyphs}
	if e.Type != "StateUpdate" {
		return r
	}
	type state struct {
		Value  string `json:"stateValue"`
		Reason string `json:"stateReason"`
	}
	var data struct{ OldState, NewState state }
	if err := json.Unmarshal([]byte(e.Data), &data); err != nil {
		return r // the summary says it, too
	}
	r.was, r.is, r.reason = data.OldState.Value, data.NewState.Value, data.NewState.Reason
	return r
}

// changesOf are the rows of one feed.
func changesOf(s *watch.Snapshot, key string, glyphs *themes.Glyphs) watch.Feed[*changeRow] {
	feed := s.AlarmHistory[key]
	rows := make([]*changeRow, len(feed.Rows))
	for i := range feed.Rows {
		rows[i] = readChange(&feed.Rows[i], s, glyphs)
	}
	return carried(feed, rows)
}

// alarmChanges is the kind of what happened to alarms, of those whose history
// was looked at.
func alarmChanges(glyphs *themes.Glyphs) *Kind[*changeRow] {
	return &Kind[*changeRow]{
		Name: KindAlarmChange, Title: "Alarm history",
		Rows: func(s *watch.Snapshot) watch.Feed[*changeRow] {
			var all watch.Feed[*changeRow]
			for _, key := range sortedKeys(s.AlarmHistory) {
				feed := changesOf(s, key, glyphs)
				all = carried(feed, append(all.Rows, feed.Rows...))
			}
			return all
		},
		ID:      (*changeRow).id,
		Label:   func(r *changeRow) string { return r.Summary },
		Trail:   func(r *changeRow) string { return r.Alarm },
		Columns: changeColumns,
		Detail:  changeDetail,
		Links: func(_ *watch.Snapshot, r *changeRow) []Link {
			return []Link{{Label: "alarm", Kind: KindAlarm, IDs: []string{r.Alarm}}}
		},
		JSON: func(r *changeRow) any { return *r.AlarmEvent },
		CLI: func(r *changeRow) string {
			return Command("aws", "cloudwatch", "describe-alarm-history", "--alarm-name", r.Alarm)
		},
	}
}

func changeColumns() []ui.Column[*changeRow] {
	return []ui.Column[*changeRow]{
		{Title: "TIME", Field: "time", Min: 8, Max: 19, Cell: func(r *changeRow) ui.Cell { return ui.In(themes.Dim, ui.Clock(r.snap.Now.UTC(), r.At.UTC())) },
			Compare: func(a, b *changeRow) int { return a.At.Compare(b.At) }},
		{Title: "WHAT", Field: "what", Width: 20, Cell: changeWords, Value: func(r *changeRow) string { return r.Type + " " + r.is }},
		{Title: "WHY", Field: "why", Min: 20, Max: 160, Priority: 1, Cell: func(r *changeRow) ui.Cell { return ui.In(themes.Dim, changeReason(r)) }},
	}
}

// changeWords are a change of state as states are shown everywhere, or what
// else it was.
func changeWords(r *changeRow) ui.Cell {
	switch {
	case r.is != "":
		now := alarmStateCell(&awsclient.Alarm{Name: r.Alarm, State: r.is}, r.glyphs)
		return append(now, ui.Span{Text: " from " + stateWord(r.was), Role: themes.Dim})
	case r.Type == "Action":
		return ui.In(themes.Text, r.glyphs.Arrow+" action")
	case r.Type == "ConfigurationUpdate":
		return ui.In(themes.Text, r.glyphs.Dot+" configuration")
	}
	return ui.Say(r.Type)
}

func changeReason(r *changeRow) string {
	if r.reason != "" {
		return alarmReason(&awsclient.Alarm{Reason: r.reason})
	}
	return r.Summary
}

func changeDetail(c *Console, r *changeRow) *ui.Document {
	d := &ui.Document{}
	d.Heading("What happened")
	c.LinkTo(d, "alarm", ui.Say(r.Alarm), Ref{KindAlarm, r.Alarm})
	d.Pair("time", momentWithAge(r.At, c.snap.Now))
	d.Pair("kind", r.Type)
	d.Pair("summary", r.Summary)
	d.Pair("reason", r.reason)
	d.Heading("Data")
	d.Code(indented(r.Data))
	return d
}

// indented is JSON in lines, or the text as it is.
func indented(text string) string {
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		return text
	}
	lines, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return text
	}
	return string(lines)
}

// alarmHistory is the states of an alarm over time as a strip, and the list of
// what happened.
type alarmHistory struct {
	*listPane[*changeRow]
	c    *Console
	id   string
	span int // among spans
}

func newAlarmHistory(c *Console, k *Kind[*changeRow], id string) *alarmHistory {
	var last *watch.Snapshot
	var rows watch.Feed[*changeRow]
	p := newListPane(c, k, func(s *watch.Snapshot) watch.Feed[*changeRow] {
		if s != last {
			last, rows = s, changesOf(s, id, c.glyphs)
		}
		return rows
	}, []watch.Want{watch.Of(watch.AlarmHistory, id)})
	p.fixed, p.part = true, true
	return &alarmHistory{listPane: p, c: c, id: id, span: usualSpan}
}

func (h *alarmHistory) Keys() []ui.Key {
	turn := func(by int) {
		h.span = max(0, min(h.span+by, len(spans())-1))
	}
	keys := []ui.Key{
		{Keys: []string{"b"}, Label: "longer", Help: "the strip looks further back", Group: groupGraph, Hint: 2, Do: run(func() { turn(1) })},
		{Keys: []string{"B"}, Label: "shorter", Help: "the strip looks less far back", Group: groupGraph, Hint: 2, Do: run(func() { turn(-1) })},
	}
	return append(keys, h.listPane.Keys()...)
}

// stripLines is the room above the list.
const stripLines = 4

func (h *alarmHistory) Draw(rect ui.Rect, p *ui.Painter) string {
	strip := p.Lines(h.strip(rect.W), ui.Rect{W: rect.W, H: stripLines})
	list := h.listPane.Draw(ui.Rect{W: rect.W, H: max(1, rect.H-stripLines)}, p)
	return ui.Fit(append(strings.Split(strip, "\n"), strings.Split(list, "\n")...), rect)
}

// Click selects a row below the strip.
func (h *alarmHistory) Click(x, y int) {
	if y >= stripLines {
		h.listPane.Click(x, y-stripLines)
	}
}

// strip is a cell for each stretch of time, by the gravest state in it: high
// for alarm, low for ok, a dot for no data.
func (h *alarmHistory) strip(width int) []ui.Line {
	back, now := spans()[h.span].back, h.c.snap.Now
	cells := max(10, width-3)
	title := ui.Line{{Text: " last ", Role: themes.Dim}, {Text: spans()[h.span].name, Role: themes.Accent},
		{Text: "   █", Role: themes.Bad}, {Text: " alarm  ", Role: themes.Dim}, {Text: "▄", Role: themes.Good}, {Text: " ok  ", Role: themes.Dim}, {Text: h.c.glyphs.Quiet + " no data, or before its time", Role: themes.Dim}}
	states := h.states(now.Add(-back), now, cells)
	line := ui.Say(" ")
	for from := 0; from < cells; {
		to := from
		for to < cells && states[to] == states[from] {
			to++
		}
		sign, role := stripSign(states[from], h.c.glyphs)
		line = append(line, ui.Span{Text: strings.Repeat(sign, to-from), Role: role})
		from = to
	}
	begin, end := ui.Clock(now.UTC(), now.Add(-back).UTC()), "now"
	axis := " " + begin + strings.Repeat(" ", max(1, cells-ui.Width(begin)-len(end))) + end
	return []ui.Line{title, line, ui.In(themes.Dim, axis), nil}
}

func stripSign(state string, g *themes.Glyphs) (string, themes.Role) {
	switch state {
	case "ALARM":
		return "█", themes.Bad
	case "OK":
		return "▄", themes.Good
	}
	return g.Quiet, themes.Dim
}

// states are the states of an alarm in equal stretches of time.
func (h *alarmHistory) states(from, to time.Time, cells int) []string {
	var changes []*changeRow
	for _, r := range h.feed.Rows {
		if r.is != "" {
			changes = append(changes, r)
		}
	}
	slices.Reverse(changes) // oldest first
	now := ""
	switch a := h.c.ties.Alarm(h.id); {
	case len(changes) > 0:
		now = changes[0].was
	case a != nil && !a.Updated.IsZero() && a.Updated.Before(from):
		now = a.State // it has not changed for longer than is looked at
	}
	states := make([]string, cells)
	next := 0
	for i := range states {
		end := from.Add(time.Duration(float64(to.Sub(from)) * float64(i+1) / float64(cells)))
		states[i] = now
		for next < len(changes) && !changes[next].At.After(end) {
			now = changes[next].is
			if now == "ALARM" || states[i] != "ALARM" {
				states[i] = now
			}
			next++
		}
	}
	return states
}
