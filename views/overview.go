package views

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// overview is the account at a glance: each balancer, group and Spot fleet on
// a line, the alarms that fire, calls that were denied, and the newest
// happenings. Each line leads to what it tells of; those in trouble come first
// and say what it is.
type overview struct {
	Board
	c        *Console
	snap     *watch.Snapshot
	all      func(*watch.Snapshot) watch.Feed[anyBalancer]
	width    int // that the lines were made for
	drawnFor *watch.Snapshot
	settled  bool         // the lists had all come, or failed, when the lines were last made
	rows     int          // lines that the last Draw had room for
	most     int          // lines that one section may have
	told     []string     // causes of errors that a section has told already
	wants    []watch.Want // nil when they have to be worked out anew
}

// fewest and roomy bound the lines of a section: a big account must not push
// what happened last out of sight.
const fewest, roomy = 4, 3

// glanceBack is how far back the sparklines of the overview go.
const glanceBack = time.Hour

func newOverview(c *Console) Pane {
	return &overview{c: c, snap: c.snap, all: allBalancers(), most: fewest}
}

func (o *overview) Title() string { return "Overview" }

// Trouble counts the alarms that fire: no other pane of the bar shows them.
func (o *overview) Trouble() int {
	n := 0
	for i := range o.snap.Alarms.Rows {
		if alarming(&o.snap.Alarms.Rows[i]) {
			n++
		}
	}
	return n
}

func (o *overview) See(s *watch.Snapshot) {
	if s == o.snap {
		return
	}
	o.c.history().at(s)
	o.snap, o.wants = s, nil
}

func (o *overview) Source() Source {
	s := o.snap
	src := sourceOf(o.all(s), s.Wall).Join(sourceOf(s.Groups, s.Wall)).Join(sourceOf(s.TargetGroups, s.Wall))
	src.Loaded = o.all(s).Loaded() || s.Groups.Loaded()
	src.Err = nil // each section tells its own
	return src
}

// Wants is the lists, and for each balancer and group what its line shows.
func (o *overview) Wants() []watch.Want {
	if o.wants == nil {
		o.wants = o.allWants()
	}
	return o.wants
}

func (o *overview) allWants() []watch.Want {
	wants := wantAll(watch.Balancers, watch.ClassicBalancers, watch.TargetGroups, watch.Groups, watch.Alarms, watch.Instances)
	for i := range o.snap.TargetGroups.Rows {
		wants = append(wants, watch.Of(watch.Targets, o.snap.TargetGroups.Rows[i].ARN))
	}
	shownGroups, _ := o.shownGroups()
	for _, g := range shownGroups {
		wants = append(wants, watch.Of(watch.Activities, g.Name), GroupGraph(g.Name, "CPUUtilization", "Average", glanceBack))
	}
	shownBalancers, _ := o.shownBalancers()
	for _, b := range shownBalancers {
		wants = append(wants, balancerGlance(b.LoadBalancer)...)
		if b.classic != nil {
			wants = append(wants, watch.Of(watch.ClassicHealth, b.Name))
		}
	}
	return slices.Concat(wants, o.spotWants(), o.trailWants())
}

// shownBalancers are those that have a line, those in trouble first, and how
// many more there are.
func (o *overview) shownBalancers() ([]*anyBalancer, int) {
	all := troubleFirst(o.c, pointersTo(o.all(o.snap).Rows), func(b *anyBalancer) Ref { return Ref{KindBalancer, balancerID(b.LoadBalancer)} })
	return firstOf(all, o.most)
}

func (o *overview) shownGroups() ([]*awsclient.Group, int) {
	all := troubleFirst(o.c, pointersTo(o.snap.Groups.Rows), func(g *awsclient.Group) Ref { return Ref{KindGroup, g.Name} })
	return firstOf(all, o.most)
}

// firstOf are the first n of some, and how many more there are.
func firstOf[T any](all []T, n int) ([]T, int) {
	if len(all) <= n {
		return all, 0
	}
	return all[:n], len(all) - n
}

// more is the line that tells how many were left out, none when none were.
func more(n int, where string) []BoardLine {
	if n == 0 {
		return nil
	}
	return []BoardLine{{Line: ui.In(themes.Faint, "   and "+strconv.Itoa(n)+" more: "+where)}}
}

// Draw makes the lines anew when the picture or the width changed.
func (o *overview) Draw(rect ui.Rect, p *ui.Painter) string {
	if o.drawnFor != o.snap || o.width != rect.W || o.rows != rect.H {
		o.drawnFor, o.width, o.rows, o.most, o.wants = o.snap, rect.W, rect.H, max(fewest, rect.H/roomy), nil
		o.Set(o.lines(rect))
		if !o.settled { // lists come in any order; nobody has chosen the line that came first
			o.Rewind()
			o.settled = !o.snap.Balancers.Tried.IsZero() && !o.snap.Groups.Tried.IsZero()
		}
	}
	return o.Board.Draw(rect, p)
}

// lines are the sections, with an empty line between them while there is room
// for that.
func (o *overview) lines(rect ui.Rect) []BoardLine {
	o.told = nil
	sections := [][]BoardLine{o.balancers(rect.W), o.groups(rect.W), o.spot(rect.W), o.alarms(rect.W), o.trail(rect.W)}
	used := 0
	for _, s := range sections {
		used += len(s)
	}
	gap := used+8 <= rect.H
	room := rect.H - used - 1
	if gap {
		for _, s := range sections {
			room -= min(1, len(s))
		}
	}
	sections = append(sections, o.latest(max(room, 4)))
	var lines []BoardLine
	for _, s := range sections {
		if gap && len(lines) > 0 && len(s) > 0 {
			lines = append(lines, BoardLine{})
		}
		lines = append(lines, s...)
	}
	return lines
}

// unready is the line of a section that has nothing to show, and why.
func unready(src Source, nothing string, width int) []BoardLine {
	switch {
	case src.Err != nil:
		var lines []BoardLine
		for _, line := range refusalLines(src.Err, "   ", width) {
			lines = append(lines, BoardLine{Line: line})
		}
		return lines
	case !src.Loaded:
		return []BoardLine{{Line: ui.In(themes.Faint, "   loading...")}}
	default:
		return []BoardLine{{Line: ui.In(themes.Faint, "   "+nothing)}}
	}
}

// unready tells a cause that several sections share only once.
func (o *overview) unready(src Source, nothing string, width int) []BoardLine {
	if src.Err != nil {
		if why := cause(src.Err); slices.Contains(o.told, why) {
			return []BoardLine{{Line: ui.In(themes.Dim, "   "+src.Err.Kind.String()+", as above")}}
		}
		o.told = append(o.told, cause(src.Err))
	}
	return unready(src, nothing, width)
}

// aged is a line in one quiet colour when what it tells is old or its last
// fetch failed.
func aged[T any](f watch.Feed[T], s *watch.Snapshot, line ui.Line) ui.Line {
	if f.Err == nil && !f.Stale(s.Wall) {
		return line
	}
	return ui.In(themes.Dim, line.Text())
}

func (o *overview) balancers(width int) []BoardLine {
	grid := layGrid(width, balancerGrid(width))
	lines := []BoardLine{{Line: grid.titles()}}
	feed, other := o.snap.Balancers, o.snap.ClassicBalancers
	if len(feed.Rows)+len(other.Rows) == 0 || feed.Err != nil {
		lines = append(lines, o.unready(sourceOf(feed, o.snap.Wall), "no balancers in "+o.c.region(), width)...)
	}
	if other.Err != nil && (feed.Err == nil || cause(feed.Err) != cause(other.Err)) {
		lines = append(lines, BoardLine{Line: ui.In(themes.Dim, "   Classic balancers: "+errorWords(other.Err))})
	}
	shown, rest := o.shownBalancers()
	for _, b := range shown {
		ref := Ref{KindBalancer, balancerID(b.LoadBalancer)}
		lines = append(lines, BoardLine{Ref: ref, Line: aged(feed, o.snap, grid.line(o.balancerCells(b, grid)))})
	}
	return append(lines, more(rest, "2 has all balancers")...)
}

// balancerGrid are the columns of a balancer's line. What is wrong with it
// gets a quarter of the line at least.
func balancerGrid(width int) []gridColumn {
	return []gridColumn{
		{title: "", min: 1, max: 1},
		{title: "BALANCERS", min: 11, max: 28, share: 2},
		{title: "", min: 11, max: 11, drop: 5}, // type
		{title: "targets", min: 8, max: 24, share: 2},
		{title: "", min: 5, max: 7},
		{title: "requests/s, last hour", short: "requests/s", min: 10, max: 40, share: 4, drop: 2},
		{title: "now", min: 5, max: 6, right: true},
		{title: "5xx", min: 6, max: 6, right: true, drop: 1},
		{title: "p99", min: 6, max: 7, right: true, drop: 3},
		{title: "", min: width / 4, max: 60, share: 6}, // issue
	}
}

func (o *overview) balancerCells(b *anyBalancer, g grid) []ui.Line {
	issue := o.c.Issue(Ref{KindBalancer, balancerID(b.LoadBalancer)})
	targets := o.targetsOf(b)
	load := loadOf(o.snap, b.LoadBalancer)
	spark := g.width(5)
	lo, hi := ui.Scale(load.perSecond(o.snap.Now, spark), 1)
	return []ui.Line{
		o.sign(issue), ui.Say(b.Name), ui.In(themes.Dim, b.Type),
		orElse(o.targetsTrouble(b), dots(o.c.glyphs, targets, g.width(3))), healthyOf(targets),
		orElse(seriesTrouble(o.snap, balancerGlance(b.LoadBalancer)[0]), ui.In(themes.Series1, ui.Sparkline(load.perSecond(o.snap.Now, spark), lo, hi, spark))),
		ui.Say(load.now()), load.failures(), ui.Say(load.slowest()),
		issueLine(issue),
	}
}

func (o *overview) sign(issue Issue) ui.Line {
	if issue.Grave {
		return ui.In(themes.Bad, o.c.glyphs.Trouble)
	}
	return nil
}

func issueLine(issue Issue) ui.Line {
	if issue.Grave {
		return ui.In(themes.Bad, issue.Text)
	}
	return ui.In(themes.Dim, issue.Text)
}

// targetsOf are all targets behind a balancer.
func (o *overview) targetsOf(b *anyBalancer) []awsclient.Target {
	if b.classic != nil {
		return o.c.Ties().ClassicTargets(b.Name)
	}
	var all []awsclient.Target
	for i := range o.snap.TargetGroups.Rows {
		g := &o.snap.TargetGroups.Rows[i]
		if slices.Contains(g.Balancers, b.ARN) {
			all = append(all, o.snap.Targets[g.ARN].Rows...)
		}
	}
	return all
}

// targetsTrouble is why the health of a balancer's targets is not known.
func (o *overview) targetsTrouble(b *anyBalancer) ui.Line {
	if feed := o.snap.ClassicHealth[b.Name]; b.classic != nil && feed.Err != nil && !feed.Loaded() {
		return ui.In(themes.Warn, feed.Err.Kind.String())
	}
	for i := range o.snap.TargetGroups.Rows {
		g := &o.snap.TargetGroups.Rows[i]
		if feed := o.snap.Targets[g.ARN]; feed.Err != nil && !feed.Loaded() && slices.Contains(g.Balancers, b.ARN) {
			return ui.In(themes.Warn, feed.Err.Kind.String())
		}
	}
	return nil
}

// orElse is the first line, or the second when there is none.
func orElse(first, second ui.Line) ui.Line {
	if first != nil {
		return first
	}
	return second
}

// dots is one sign a target, the healthy first; when they do not fit, a count
// of each.
func dots(g *themes.Glyphs, targets []awsclient.Target, width int) ui.Line {
	order := []string{"healthy", "initial", "unhealthy", "unavailable", "draining", "unused"}
	var line ui.Line
	for _, state := range order {
		n := 0
		for i := range targets {
			if targets[i].State == state {
				n++
			}
		}
		if n == 0 {
			continue
		}
		sign, role := healthSign(g, state)
		if len(targets) <= width {
			line = append(line, ui.Span{Text: strings.Repeat(sign, n), Role: role})
		} else {
			line = append(line, ui.Span{Text: sign, Role: role}, ui.Span{Text: strconv.Itoa(n) + " "})
		}
	}
	return line
}

// healthyOf counts healthy targets; draining and unused ones are not meant to
// be healthy and do not count.
func healthyOf(targets []awsclient.Target) ui.Line {
	healthy, meant := 0, 0
	for i := range targets {
		switch targets[i].State {
		case "healthy":
			healthy++
			meant++
		case "draining", "unused":
		default:
			meant++
		}
	}
	role := themes.Text
	if healthy < meant {
		role = themes.Warn
	}
	if healthy == 0 && meant > 0 {
		role = themes.Bad
	}
	return ui.In(role, strconv.Itoa(healthy)+"/"+strconv.Itoa(meant))
}

func (o *overview) groups(width int) []BoardLine {
	grid := layGrid(width, groupGrid(width))
	lines := []BoardLine{{Line: grid.titles()}}
	feed := o.snap.Groups
	if len(feed.Rows) == 0 || feed.Err != nil {
		lines = append(lines, o.unready(sourceOf(feed, o.snap.Wall), "no Auto Scaling groups in "+o.c.region(), width)...)
	}
	shown, rest := o.shownGroups()
	for _, g := range shown {
		lines = append(lines, BoardLine{Ref: Ref{KindGroup, g.Name}, Line: aged(feed, o.snap, grid.line(o.groupCells(g, grid)))})
	}
	return append(lines, more(rest, "3 has all groups")...)
}

func groupGrid(width int) []gridColumn {
	return []gridColumn{
		{title: "", min: 1, max: 1},
		{title: "GROUPS", min: 11, max: 28, share: 2},
		{title: "in service", min: 10, max: 11},
		{title: "min", min: 3, max: 4, right: true, drop: 4},
		{title: "capacity to desired and max", short: "capacity", min: 12, max: 30, share: 3},
		{title: "max", min: 3, max: 4, drop: 4},
		{title: "CPU, last hour, 0-100 %", short: "CPU, 1 h", min: 8, max: 40, share: 3, drop: 2},
		{title: "now", min: 6, max: 6, right: true, drop: 1},
		{title: "", min: width / 4, max: 60, share: 6},
	}
}

func (o *overview) groupCells(g *awsclient.Group, gr grid) []ui.Line {
	issue := o.c.Issue(Ref{KindGroup, g.Name})
	capacity := GroupCapacity(g)
	capacity.Trouble = issue.Grave
	cpu := GroupGraph(g.Name, "CPUUtilization", "Average", glanceBack)
	points := seriesPoints(o.snap, cpu)
	spark := gr.width(6)
	count := ui.Line{{Text: strconv.Itoa(int(capacity.InService))}, {Text: " of " + strconv.Itoa(g.Limits.Desired), Role: themes.Dim}}
	return []ui.Line{
		o.sign(issue), ui.Say(g.Name), count, ui.In(themes.Dim, strconv.Itoa(g.Limits.Min)),
		ui.Gauge(capacity, gr.width(4)), ui.In(themes.Dim, strconv.Itoa(g.Limits.Max)),
		orElse(seriesTrouble(o.snap, cpu), ui.In(themes.Series1, ui.Sparkline(resample(points, o.snap.Now, glanceBack, spark), 0, 100, spark))),
		percentOrNothing(lastValue(points)), issueLine(issue),
	}
}

func percentOrNothing(v float64) ui.Line {
	if math.IsNaN(v) {
		return nil
	}
	return ui.Say(ui.Percent(v))
}

// GroupCapacity counts a group's instances by how far they are into service.
func GroupCapacity(g *awsclient.Group) ui.Capacity {
	c := ui.Capacity{Min: float64(g.Limits.Min), Max: float64(g.Limits.Max), Desired: float64(g.Limits.Desired)}
	for i := range g.Instances {
		switch g.Instances[i].Lifecycle {
		case "InService":
			c.InService++
		case "Pending", "Pending:Proceed":
			c.Starting++
		case "Pending:Wait":
			c.Waiting++
		}
	}
	return c
}

// GroupGraph wants a metric of a group.
func GroupGraph(group, metric, statistic string, back time.Duration) watch.Want {
	return watch.Graph(awsclient.MetricQuery{
		Namespace: "AWS/EC2", Name: metric, Statistic: statistic, Period: time.Minute,
		Dimensions: []awsclient.Dimension{{Name: "AutoScalingGroupName", Value: group}},
	}, back)
}

// alarms is one line: those that fire by name, the rest counted.
func (o *overview) alarms(width int) []BoardLine {
	feed := o.snap.Alarms
	if feed.Err != nil {
		return append([]BoardLine{{Line: ui.In(themes.Header, "   ALARMS")}}, o.unready(sourceOf(feed, o.snap.Wall), "", width)...)
	}
	if len(feed.Rows) == 0 {
		return nil
	}
	var firing []*awsclient.Alarm
	quiet := map[string]int{}
	for i := range feed.Rows {
		if a := &feed.Rows[i]; a.State == "ALARM" {
			firing = append(firing, a)
		} else {
			quiet[a.State]++
		}
	}
	slices.SortStableFunc(firing, func(a, b *awsclient.Alarm) int { return b.Updated.Compare(a.Updated) })
	head := ui.Line{{Text: "   ALARMS   ", Role: themes.Header}, {Text: alarmCounts(len(firing), quiet), Role: themes.Dim}}
	lines := []BoardLine{{Line: head}}
	shown, rest := firstOf(firing, o.most)
	for _, a := range shown {
		lines = append(lines, BoardLine{Ref: Ref{KindAlarm, a.Name}, Line: o.alarmLine(a, width)})
	}
	return append(lines, more(rest, ":alarms has all alarms")...)
}

func alarmCounts(firing int, quiet map[string]int) string {
	parts := []string{strconv.Itoa(quiet["OK"]) + " ok"}
	if n := quiet["INSUFFICIENT_DATA"]; n > 0 {
		parts = append(parts, strconv.Itoa(n)+" without data")
	}
	if firing > 0 {
		parts = append([]string{strconv.Itoa(firing) + " firing"}, parts...)
	}
	return strings.Join(parts, ", ")
}

func (o *overview) alarmLine(a *awsclient.Alarm, width int) ui.Line {
	name := min(30, max(14, width/4))
	sign, role := " ", themes.Dim
	if alarming(a) {
		sign, role = o.c.glyphs.Trouble, themes.Bad
	}
	return ui.Line{
		{Text: " "}, {Text: sign + " ", Role: role}, {Text: ui.Pad(a.Name, name) + "  "},
		{Text: ui.PadLeft(ui.Age(o.snap.Now, a.Updated), 4) + "  ", Role: themes.Dim}, {Text: AlarmWords(a), Role: role},
	}
}

// AlarmWords is what makes an alarm fire: "CPUUtilization > 60, 3 of 3".
func AlarmWords(a *awsclient.Alarm) string {
	if a.Composite() {
		return a.Rule
	}
	sign := map[string]string{
		"GreaterThanThreshold": ">", "GreaterThanOrEqualToThreshold": ">=", "LessThanThreshold": "<", "LessThanOrEqualToThreshold": "<=",
	}[a.Comparison]
	need := cmp.Or(a.DatapointsToAlarm, a.Periods)
	words := a.Metric.Name + " " + cmp.Or(sign, "against") + " " + ui.Number(a.Threshold)
	return words + ", " + strconv.Itoa(need) + " of " + strconv.Itoa(a.Periods) + " × " + ui.Exact(a.Metric.Period)
}

// latest are the newest happenings, at most as many as there is room for.
func (o *overview) latest(room int) []BoardLine {
	all := o.c.history().latest(o.snap, room)
	lines := []BoardLine{{Line: ui.In(themes.Header, "   LATEST")}}
	if bad := failing(o.snap.Activities); len(bad) > 0 {
		lines = append(lines, BoardLine{Line: ui.In(themes.Warn, "   scaling activities: "+errorWords(o.snap.Activities[bad[0]].Err))})
	}
	if len(all) == 0 {
		return append(lines, BoardLine{Line: ui.In(themes.Faint, "   nothing yet")})
	}
	for _, e := range all {
		lines = append(lines, BoardLine{Ref: latestRef(e), ID: e.ID, Line: latestLine(e, o.c.glyphs, o.snap.Now, min(24, max(14, o.width/6)))})
	}
	return lines
}

// troubleFirst are pointers to the rows, those in trouble first.
func troubleFirst[T any](c *Console, rows []*T, ref func(*T) Ref) []*T {
	var grave, calm []*T
	for _, r := range rows {
		if c.Issue(ref(r)).Grave {
			grave = append(grave, r)
		} else {
			calm = append(calm, r)
		}
	}
	return append(grave, calm...)
}

func pointersTo[T any](rows []T) []*T {
	all := make([]*T, len(rows))
	for i := range rows {
		all[i] = &rows[i]
	}
	return all
}
