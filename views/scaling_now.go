package views

import (
	"sort"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient/timeline"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// groupNow is a group as it stands: capacity over time, where its instances
// are in their life, what its policies are about to do, what happened last.
type groupNow struct {
	Board
	kind *Kind[*groupRow]
	c    *Console
	id   string
	row  *groupRow
	ok   bool
	// above is how many lines the last Draw put above those of the Board.
	above int
	size  ui.Rect // for which the lines were made; zero: they are not those of the row
}

func newGroupNow(c *Console, k *Kind[*groupRow], id string) Pane {
	return &groupNow{c: c, kind: k, id: id}
}

// capacityBack is how far back the graph of a group's capacity goes.
const capacityBack = 3 * time.Hour

// capacityWants are the group's own metrics behind the graph.
func capacityWants(group string) []watch.Want {
	var wants []watch.Want
	for _, metric := range []string{"GroupDesiredCapacity", "GroupInServiceInstances"} {
		wants = append(wants, capacityGraph(group, metric, capacityBack))
	}
	return wants
}

func (g *groupNow) Title() string       { return g.id }
func (g *groupNow) Wants() []watch.Want { return capacityWants(g.id) }

func (g *groupNow) Trouble() int {
	if g.ok && groupIssue(g.row).Grave {
		return 1
	}
	return 0
}

func (g *groupNow) See(s *watch.Snapshot) {
	g.row, g.ok = g.kind.row(s, g.id)
	g.size = ui.Rect{}
}

// Sizes of the page: from wideEnough cells the graph and the facts stand side
// by side; below lowestGraph lines there is no graph.
const (
	wideEnough  = 100
	graphLines  = 12
	lowestGraph = 26
	roomyGraph  = 30 // from here on an empty line sets the graph off
	factsWidth  = 58
)

// Draw puts the graph and the facts above the lines that can be selected.
func (g *groupNow) Draw(rect ui.Rect, p *ui.Painter) string {
	if !g.ok {
		return p.Lines([]ui.Line{nil, ui.In(themes.Dim, "  loading...")}, rect)
	}
	if g.size != rect {
		g.size = rect
		g.Set(g.lines())
	}
	facts := g.facts(rect.W)
	var top []string
	switch {
	case rect.W >= wideEnough && rect.H >= lowestGraph:
		graph := strings.Split(g.graph(p, ui.Rect{W: rect.W - factsWidth, H: graphLines}), "\n")
		side := strings.Split(p.Lines(g.facts(factsWidth), ui.Rect{W: factsWidth, H: graphLines}), "\n")
		for i := range graph {
			top = append(top, graph[i]+side[i])
		}
		if rect.H >= roomyGraph {
			top = append(top, p.Line(nil, rect.W))
		}
	case rect.H >= lowestGraph:
		top = append(strings.Split(g.graph(p, ui.Rect{W: rect.W, H: graphLines - 2}), "\n"), g.painted(p, facts, rect.W)...)
	default:
		top = g.painted(p, facts, rect.W)
	}
	g.above = len(top)
	room := max(1, rect.H-g.above)
	top = append(top, strings.Split(g.Board.Draw(ui.Rect{W: rect.W, H: room}, p), "\n")...)
	return ui.Fit(top, rect)
}

// Click selects a line; above the lines there is nothing to select.
func (g *groupNow) Click(x, y int) {
	if y >= g.above {
		g.Board.Click(x, y-g.above)
	}
}

func (g *groupNow) painted(p *ui.Painter, lines []ui.Line, width int) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = p.Line(l, width)
	}
	return out
}

// graph is capacity over time against minimum and maximum.
func (g *groupNow) graph(p *ui.Painter, rect ui.Rect) string {
	r := g.row
	now := r.snap.Now
	plots, source := g.plots()
	o := ui.GraphOptions{
		Title: "capacity, last 3 h" + source + g.markWords(), Marks: g.capacityMarks(), From: now.Add(-capacityBack), To: now, Hi: float64(r.Limits.Max), Unit: ui.Number,
		Levels: []ui.Level{
			{Value: float64(r.Limits.Max), Label: "max " + strconv.Itoa(r.Limits.Max), Role: themes.Dim},
			{Value: float64(r.Limits.Min), Label: "min " + strconv.Itoa(r.Limits.Min), Role: themes.Dim},
		},
	}
	return ui.Graph(p, plots, rect, o)
}

// plots are desired capacity and instances in service: from the group's
// metrics where they are enabled, and otherwise desired capacity as the
// activities' causes tell it.
func (g *groupNow) plots() (plots []ui.Plot, source string) {
	names := []string{"desired", "in service"}
	for i, want := range capacityWants(g.id) {
		if points := seriesPoints(g.row.snap, want); len(points) > 0 {
			plot := ui.Plot{Name: names[i], Steps: true, Role: themes.Series(i)}
			for _, pt := range points {
				plot.Points = append(plot.Points, ui.Point{At: pt.At, Value: pt.Value})
			}
			plots = append(plots, plot)
		}
	}
	if len(plots) > 0 {
		return plots, ""
	}
	return []ui.Plot{{Name: "desired", Steps: true, Points: g.desiredFromCauses()}}, ", from the activities"
}

// desiredFromCauses is desired capacity over time, out of "changing the desired
// capacity from 3 to 2" in the causes of activities.
func (g *groupNow) desiredFromCauses() []ui.Point {
	now := g.row.snap.Now
	changes := desiredChanges(g.row)
	start := now.Add(-capacityBack)
	if created := g.row.Created; created.After(start) {
		start = created
	}
	level := g.row.Limits.Desired
	if len(changes) > 0 {
		level = changes[0].from
	}
	points := []ui.Point{{At: start, Value: float64(level)}}
	for _, c := range changes {
		if c.at.Before(start) {
			points[0].Value = float64(c.to)
			continue
		}
		points = append(points, ui.Point{At: c.at, Value: float64(c.to)})
	}
	return append(points, ui.Point{At: now, Value: float64(g.row.Limits.Desired)})
}

// desiredChange is a change of a group's desired capacity.
type desiredChange struct {
	at       time.Time
	from, to int
}

// desiredChanges are the changes that the group's activities tell of, oldest
// first. One change may cause several activities.
func desiredChanges(r *groupRow) []desiredChange {
	seen := map[desiredChange]bool{}
	var changes []desiredChange
	for _, a := range r.activities() {
		for _, sentence := range strings.Split(a.Cause, "  ") {
			if c, ok := parseDesiredChange(sentence); ok && !seen[c] {
				seen[c] = true
				changes = append(changes, c)
			}
		}
	}
	sort.SliceStable(changes, func(i, j int) bool { return changes[i].at.Before(changes[j].at) })
	return changes
}

// parseDesiredChange reads "At TIME ... changing the desired capacity from A to
// B." and refuses every other sentence.
func parseDesiredChange(sentence string) (desiredChange, bool) {
	const says = "changing the desired capacity from "
	_, numbers, ok := strings.Cut(sentence, says)
	rest, isStamped := strings.CutPrefix(strings.TrimSpace(sentence), "At ")
	if !ok || !isStamped {
		return desiredChange{}, false
	}
	stamp, _, _ := strings.Cut(rest, " ")
	at, err := time.Parse(time.RFC3339, stamp)
	from, to, ok := strings.Cut(strings.TrimSuffix(strings.TrimSpace(numbers), "."), " to ")
	a, errFrom := strconv.Atoi(from)
	b, errTo := strconv.Atoi(to)
	if err != nil || !ok || errFrom != nil || errTo != nil {
		return desiredChange{}, false
	}
	return desiredChange{at, a, b}, true
}

// facts are the lifecycle lane, the zones, who goes next, and what is wrong.
func (g *groupNow) facts(width int) []ui.Line {
	r := g.row
	lines := []ui.Line{ui.In(themes.Header, " lifecycle"), g.laneLine()}
	if width < wideEnough {
		lines = append(lines, nil)
	}
	lines = append(lines, ui.In(themes.Header, " zones"))
	for _, z := range r.byZone() {
		lines = append(lines, append(ui.In(themes.Dim, "   "+ui.Pad(shortZone(z.Zone), 4)), zoneDots(r, z)...))
	}
	if next, ok := r.nextOut(); ok {
		lines = append(lines, ui.Line{{Text: " next out ", Role: themes.Header}, {Text: next.Candidate.ID}}, ui.In(themes.Dim, "   it "+next.Why))
	} else if r.lane().InService > 0 {
		lines = append(lines, ui.Line{{Text: " next out ", Role: themes.Header}, {Text: "none, all are protected from scale-in"}})
	}
	return append(lines, nil)
}

// laneLine is how many instances are in each part of their life.
func (g *groupNow) laneLine() ui.Line {
	l, gl := g.row.lane(), g.row.glyphs
	var line ui.Line
	stations := []struct {
		name, sign string
		n          int
		role       themes.Role
	}{
		{"Pending", gl.Starting, l.Pending, themes.Warn},
		{"Wait", gl.Starting, l.Waiting, themes.Warn},
		{"InService", gl.Healthy, l.InService, themes.Good},
		{"Standby", gl.Quiet, l.Standby, themes.Dim},
		{"Terminating", gl.Draining, l.Leaving, themes.Warn},
	}
	for i, s := range stations {
		if s.name == "Standby" && s.n == 0 {
			continue
		}
		if i > 0 {
			line = append(line, ui.Span{Text: " " + gl.Arrow + " ", Role: themes.Faint})
		} else {
			line = append(line, ui.Span{Text: "   "})
		}
		if s.n == 0 {
			line = append(line, ui.Span{Text: s.name + " 0", Role: themes.Faint})
			continue
		}
		line = append(line, ui.Span{Text: s.name + " "}, ui.Span{Text: s.sign + " " + strconv.Itoa(s.n), Role: s.role})
	}
	return line
}

// zoneDots is one sign for each instance of a zone, by lifecycle state.
func zoneDots(r *groupRow, z zoneMembers) ui.Line {
	if len(z.Members) == 0 {
		return ui.In(themes.Faint, r.glyphs.Quiet+" none")
	}
	var line ui.Line
	for _, m := range z.Members {
		sign, role := lifecycleSign(r.glyphs, m.Lifecycle)
		if m.Health == "Unhealthy" {
			sign, role = r.glyphs.Unhealthy, themes.Bad
		}
		line = append(line, ui.Span{Text: sign, Role: role})
	}
	return append(line, ui.Span{Text: " " + strconv.Itoa(len(z.Members)), Role: themes.Dim})
}

// lines are what is wrong, and what can be selected: an instance refresh,
// policies, waiting instances, the newest activities, the next runs.
func (g *groupNow) lines() []BoardLine {
	var lines []BoardLine
	for _, section := range [][]BoardLine{g.warningLines(), g.refreshLines(), g.policyLines(), g.waitingLines(), g.activityLines(), g.runLines()} {
		if len(section) > 0 && len(lines) > 0 {
			lines = append(lines, BoardLine{})
		}
		lines = append(lines, section...)
	}
	return lines
}

// column is the width of a column on this page: one where there is room, and
// another where there is not.
func (g *groupNow) column(wide, narrow int) int {
	if g.size.W >= wideEnough {
		return wide
	}
	return narrow
}

func heading(text string) BoardLine { return BoardLine{Line: ui.In(themes.Header, " "+text)} }

func (g *groupNow) policyLines() []BoardLine {
	policies := g.row.policies()
	if len(policies) == 0 {
		return []BoardLine{heading("policies"), {Line: ui.In(themes.Faint, "   none: capacity changes by hand or by schedule only")}}
	}
	lines := []BoardLine{heading("policies")}
	for _, p := range policies {
		row := &policyRow{p, g.row}
		line := ui.Line{{Text: "   " + ui.Pad(p.Name, g.column(20, 12)) + "  "}}
		if g.size.W >= wideEnough {
			line = append(line, ui.Span{Text: ui.Pad(policyType(p.Type), 15) + "  ", Role: themes.Dim})
		}
		line = append(line, ui.Span{Text: ui.Pad(policyWords(p), g.column(max(30, g.size.W/4), 18)) + "  "})
		lines = append(lines, BoardLine{Ref: Ref{KindPolicy, p.ARN}, Line: append(line, row.standing()...)})
	}
	return lines
}

func (g *groupNow) waitingLines() []BoardLine {
	var lines []BoardLine
	for _, m := range g.row.Instances {
		if !strings.HasSuffix(m.Lifecycle, ":Wait") {
			continue
		}
		words := memberIssue(&memberRow{m, g.row}).Text
		lines = append(lines, BoardLine{Ref: Ref{KindInstance, m.ID}, Line: ui.Line{{Text: "   " + ui.Pad(m.ID, 20) + "  "}, {Text: ui.Pad(m.Lifecycle, 15) + "  ", Role: themes.Warn}, {Text: words}}})
	}
	if len(lines) == 0 {
		return nil
	}
	return append([]BoardLine{heading("held by hooks")}, lines...)
}

func (g *groupNow) runLines() []BoardLine {
	r := g.row
	type run struct {
		at  time.Time
		row *scheduleRow
	}
	var runs []run
	for _, a := range r.schedules() {
		row := &scheduleRow{a, r}
		for _, at := range scheduleRuns(a, r.snap.Now, nextRuns) {
			runs = append(runs, run{at, row})
		}
	}
	if len(runs) == 0 {
		return nil
	}
	sort.SliceStable(runs, func(i, j int) bool { return runs[i].at.Before(runs[j].at) })
	lines := []BoardLine{heading("next runs of the schedule")}
	for _, run := range runs[:min(nextRuns, len(runs))] {
		lines = append(lines, BoardLine{
			Ref: Ref{KindSchedule, run.row.ScheduledAction.ARN}, ID: run.at.String() + run.row.Name,
			Line: ui.Line{
				{Text: "   " + ui.Pad(run.row.Name, g.column(20, 12)) + "  "}, {Text: run.at.Format("Mon 02 Jan 15:04 MST") + "  ", Role: themes.Dim},
				{Text: ui.Pad(scheduleSets(run.row.ScheduledAction), g.column(26, 18)) + "  "}, {Text: "in " + ui.Countdown(run.at.Sub(r.snap.Now)), Role: themes.Dim},
			},
		})
	}
	return lines
}

// The page tells at least so many activities, each on two lines, and more
// where the screen is high; the tab has them all.
const (
	leastActivities = 6
	aroundThem      = 26 // lines that the other sections take
)

func (g *groupNow) shownActivities() int { return max(leastActivities, (g.size.H-aroundThem)/2) }

func (g *groupNow) activityLines() []BoardLine {
	all := g.row.activities()
	if len(all) == 0 {
		return nil
	}
	lines := []BoardLine{heading("activities")}
	for _, a := range all[:min(g.shownActivities(), len(all))] {
		row := &activityRow{a, g.row}
		status := activityStatusCell(row)
		line := ui.Line{{Text: "   " + ui.Clock(g.row.snap.Now.UTC(), a.Start.UTC()) + "  ", Role: themes.Dim}}
		line = append(line, status[0], ui.Span{Text: headSentence(a.Description)})
		lines = append(lines,
			BoardLine{Ref: Ref{KindActivity, a.ID}, Line: line},
			BoardLine{Line: ui.In(themes.Dim, "               "+timeline.CauseLine(a.Cause))})
	}
	return lines
}
