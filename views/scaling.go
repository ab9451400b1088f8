package views

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// groups is the kind of Auto Scaling groups. parts are the kinds of what hangs
// on a group.
func groups(ties *Ties, glyphs *themes.Glyphs, parts groupParts) *Kind[*groupRow] {
	k := &Kind[*groupRow]{
		Name:    KindGroup,
		Title:   "Scaling",
		Aliases: []string{"asg", "groups", "autoscaling"},
		Rows: joined(ties, glyphs,
			func(s *watch.Snapshot) watch.Feed[awsclient.Group] { return s.Groups },
			func(g *awsclient.Group, sc *scene) *groupRow { return &groupRow{g, sc} }),
		Wants:       func() []watch.Want { return wantAll(watch.Groups, watch.Instances, watch.Policies, watch.Alarms) },
		RowWants:    groupRowWants,
		ID:          func(r *groupRow) string { return r.Name },
		ARN:         func(r *groupRow) string { return r.Group.ARN },
		Columns:     groupColumns,
		Issue:       groupIssue,
		Detail:      groupDetail,
		DetailWants: groupDetailWants,
		Links:       groupLinks,
		Actions:     groupActions,
		Makes:       groupMakes,
		JSON:        func(r *groupRow) any { return *r.Group },
		CLI: func(r *groupRow) string {
			return Command("aws", "autoscaling", "describe-auto-scaling-groups", "--auto-scaling-group-names", r.Name)
		},
	}
	k.Tabs = groupTabs(k, parts)
	return k
}

// groupParts are the kinds of what hangs on a group.
type groupParts struct {
	activities *Kind[*activityRow]
	policies   *Kind[*policyRow]
	schedules  *Kind[*scheduleRow]
	hooks      *Kind[*hookRow]
	refreshes  *Kind[*refreshRow]
}

func newGroupParts(ties *Ties, glyphs *themes.Glyphs) groupParts {
	return groupParts{activities(ties, glyphs), policies(ties, glyphs), schedules(ties, glyphs), hooks(ties, glyphs), refreshes(ties, glyphs)}
}

// groupTabs are the pages of a group.
func groupTabs(k *Kind[*groupRow], parts groupParts) []Tab[*groupRow] {
	return []Tab[*groupRow]{
		{Name: "Now", First: true, Open: func(c *Console, id string) Pane { return newGroupNow(c, k, id) }},
		{Name: "Instances", Count: func(_ *watch.Snapshot, r *groupRow) int { return len(r.Instances) }, Open: func(c *Console, id string) Pane {
			return ListPage(c, members(), "Instances", false, memberRows(k, id))
		}},
		{Name: "Activities", Open: func(c *Console, id string) Pane {
			return ListPage(c, parts.activities, "Activities", true, ofOneGroup(parts.activities, id, func(r *activityRow) string { return r.Activity.Group }))
		}},
		{Name: "Policies", Count: func(s *watch.Snapshot, r *groupRow) int { return countIf(s.Policies.Loaded(), len(r.policies())) }, Open: func(c *Console, id string) Pane {
			return ListPage(c, parts.policies, "Policies", true, ofOneGroup(parts.policies, id, func(r *policyRow) string { return r.Policy.Group }))
		}},
		{Name: "Schedule", Count: func(s *watch.Snapshot, r *groupRow) int { return countIf(s.Schedules.Loaded(), len(r.schedules())) }, Open: func(c *Console, id string) Pane {
			return ListPage(c, parts.schedules, "Schedule", true, ofOneGroup(parts.schedules, id, func(r *scheduleRow) string { return r.ScheduledAction.Group }))
		}},
		{Name: "Hooks", Count: func(s *watch.Snapshot, r *groupRow) int { return countOf(s.Hooks[r.Name]) }, Open: func(c *Console, id string) Pane {
			return ListPage(c, parts.hooks, "Hooks", true, ofOneGroup(parts.hooks, id, func(r *hookRow) string { return r.Hook.Group }))
		}},
		{Name: "Launch", Open: func(c *Console, id string) Pane { return DocPage(c, k, id, launchDocument) }},
		refreshTab(parts.refreshes),
		{Name: "Metrics", Open: func(c *Console, id string) Pane { return newGraphPage(c, groupMetrics(k, id)) }},
	}
}

// countOf is how many rows a list has; negative, which shows nothing, before it
// was ever fetched.
func countOf[T any](f watch.Feed[T]) int { return countIf(f.Loaded(), len(f.Rows)) }

func countIf(known bool, n int) int {
	if !known {
		return -1
	}
	return n
}

// memberRows are the instances of one group.
func memberRows(k *Kind[*groupRow], group string) func(*watch.Snapshot) watch.Feed[*memberRow] {
	return func(s *watch.Snapshot) watch.Feed[*memberRow] {
		var rows []*memberRow
		if r, ok := k.row(s, group); ok {
			for _, m := range r.Instances {
				rows = append(rows, &memberRow{m, r})
			}
		}
		return carried(s.Groups, rows)
	}
}

// ofOneGroup are the rows of a kind that hang on one group.
func ofOneGroup[T any](k *Kind[T], group string, of func(T) string) func(*watch.Snapshot) watch.Feed[T] {
	return func(s *watch.Snapshot) watch.Feed[T] {
		feed := k.feed(s)
		return carried(feed, ofGroup(feed.Rows, group, of))
	}
}

// groupMetrics are the graphs of a group.
func groupMetrics(k *Kind[*groupRow], id string) func(*watch.Snapshot) []graphSpec {
	return func(s *watch.Snapshot) []graphSpec {
		if _, ok := k.row(s, id); !ok {
			return nil
		}
		return []graphSpec{
			{title: "CPU of the instances", unit: ui.Percent, hi: 100, lines: []graphLine{
				{name: "average", want: GroupGraph(id, "CPUUtilization", "Average", glanceBack)},
				{name: "maximum", want: GroupGraph(id, "CPUUtilization", "Maximum", glanceBack)}}},
			{title: "network, bytes a minute", unit: ui.Bytes, lines: []graphLine{
				{name: "in", want: GroupGraph(id, "NetworkIn", "Sum", glanceBack)},
				{name: "out", want: GroupGraph(id, "NetworkOut", "Sum", glanceBack)}}},
		}
	}
}

// groupRowWants is what a row of the list needs: its CPU, its activities for
// the phrase, and its hooks while an instance waits at one.
func groupRowWants(r *groupRow) []watch.Want {
	wants := []watch.Want{groupCPU(r.Name), watch.Of(watch.Activities, r.Name)}
	if r.lane().Waiting > 0 {
		wants = append(wants, watch.Of(watch.Hooks, r.Name))
	}
	return wants
}

// groupCPU wants the mean CPU of a group's instances over the last hour.
func groupCPU(group string) watch.Want {
	return GroupGraph(group, "CPUUtilization", "Average", glanceBack)
}

func groupDetailWants(r *groupRow) []watch.Want {
	wants := append(wantAll(watch.Policies, watch.Schedules, watch.Alarms, watch.Instances, watch.SpotRequests),
		watch.Of(watch.Activities, r.Name), watch.Of(watch.Hooks, r.Name), watch.Of(watch.Refreshes, r.Name), groupCPU(r.Name))
	if !r.Launch.Empty() {
		wants = append(wants, watch.LaunchOf(r.Launch))
	}
	wants = append(wants, capacityWants(r.Name)...)
	for _, p := range r.policies() {
		wants = append(wants, r.policyWants(p)...)
	}
	return wants
}

func groupColumns() []ui.Column[*groupRow] {
	number := func(title, field string, priority int, of func(*groupRow) int) ui.Column[*groupRow] {
		return ui.Column[*groupRow]{
			Title: title, Field: field, Width: max(len(title), 4), Right: true, Priority: priority,
			Cell:    func(r *groupRow) ui.Cell { return ui.In(themes.Dim, strconv.Itoa(of(r))) },
			Compare: func(a, b *groupRow) int { return cmp.Compare(of(a), of(b)) },
		}
	}
	return []ui.Column[*groupRow]{
		{Title: "GROUP", Field: "name", Min: 10, Max: 32, Cell: func(r *groupRow) ui.Cell { return ui.Say(r.Name) }},
		{Title: "SERVING", Field: "serving", Width: 7, Right: true, Cell: groupServingCell, Compare: func(a, b *groupRow) int { return cmp.Compare(a.lane().InService, b.lane().InService) }},
		{Title: "MIN, DESIRED, MAX", Width: 32, Priority: 1, Cell: groupGaugeCell, Value: groupGaugeText},
		{Title: "CPU, LAST HOUR", Field: "cpu", Width: 19, Priority: 3, Volatile: true, Cell: groupCPUCell, Value: func(r *groupRow) string { return ui.Percent(lastValue(r.cpu())) }, Compare: func(a, b *groupRow) int { return cmp.Compare(orMinus(lastValue(b.cpu())), orMinus(lastValue(a.cpu()))) }},
		number("DESIRED", "desired", 6, func(r *groupRow) int { return r.Limits.Desired }),
		{Title: "ZONES", Field: "zones", Min: 8, Max: 24, Priority: 5, Cell: groupZonesCell},
		{Title: "HEALTH", Field: "health", Width: 6, Priority: 7, Cell: func(r *groupRow) ui.Cell { return ui.In(themes.Dim, r.HealthCheckType) }},
		{Title: "LAUNCHES FROM", Field: "launch", Min: 10, Max: 30, Priority: 4, Cell: func(r *groupRow) ui.Cell { return ui.In(themes.Dim, launchName(r.Launch)) }},
		{Title: "POLICIES", Field: "policies", Width: 8, Right: true, Priority: 8, Cell: func(r *groupRow) ui.Cell { return ui.In(themes.Dim, strconv.Itoa(len(r.policies()))) }},
	}
}

// launchName is what a group launches from, in one word or two.
func launchName(ref awsclient.LaunchRef) string {
	switch {
	case ref.Configuration != "":
		return ref.Configuration
	case ref.Empty():
		return ""
	}
	version := ref.Version
	if version != "" && version[0] != '$' {
		version = "v" + version
	}
	return strings.TrimSpace(cmp.Or(ref.TemplateName, ref.TemplateID) + " " + version)
}

func groupServingCell(r *groupRow) ui.Cell {
	l := r.lane()
	role := themes.Text
	if l.InService < r.Limits.Desired {
		role = themes.Warn
	}
	return ui.Cell{{Text: strconv.Itoa(l.InService), Role: role}, {Text: "/" + strconv.Itoa(r.Limits.Desired), Role: themes.Dim}}
}

// groupGaugeCell is the capacity between the group's minimum and maximum.
func groupGaugeCell(r *groupRow) ui.Cell {
	const cells = 24
	capacity := GroupCapacity(r.Group)
	capacity.Trouble = groupIssue(r).Grave
	cell := ui.Cell{{Text: ui.PadLeft(strconv.Itoa(r.Limits.Min), 3) + " ", Role: themes.Dim}}
	cell = append(cell, ui.Gauge(capacity, cells)...)
	return append(cell, ui.Span{Text: " " + strconv.Itoa(r.Limits.Max), Role: themes.Dim})
}

func groupGaugeText(r *groupRow) string {
	l := r.lane()
	return strings.Join([]string{strconv.Itoa(r.Limits.Min), strconv.Itoa(l.InService), strconv.Itoa(l.Pending + l.Waiting), strconv.Itoa(r.Limits.Desired), strconv.Itoa(r.Limits.Max)}, " ")
}

func (r *groupRow) cpu() []awsclient.Point { return seriesPoints(r.snap, groupCPU(r.Name)) }

func groupCPUCell(r *groupRow) ui.Cell {
	const cells = 12
	if trouble := seriesTrouble(r.snap, groupCPU(r.Name)); trouble != nil {
		return trouble
	}
	return sparkCell(r.cpu(), r.snap.Now, cells, 0, 100, ui.Percent)
}

// sparkCell is the last hour as a sparkline of fixed scale with the newest
// value behind it.
func sparkCell(points []awsclient.Point, now time.Time, cells int, low, high float64, say func(float64) string) ui.Cell {
	if len(points) == 0 {
		return nil
	}
	spark := ui.Sparkline(resample(points, now, time.Hour, cells), low, high, cells)
	return ui.Cell{{Text: spark, Role: themes.Series1}, {Text: ui.PadLeft(say(lastValue(points)), 7)}}
}

// groupZonesCell is the instances in service of each zone: "a 2  b 2  c 1".
func groupZonesCell(r *groupRow) ui.Cell {
	var words []string
	for _, z := range r.counts() {
		words = append(words, shortZone(z.Zone)+" "+strconv.Itoa(z.Count))
	}
	return ui.In(themes.Dim, strings.Join(words, "  "))
}

// shortZone is a zone without its region: "2a" of "us-west-2a".
func shortZone(zone string) string { return zone[strings.LastIndex(zone, "-")+1:] }

func groupLinks(s *watch.Snapshot, r *groupRow) []Link {
	var ids, alarms []string
	for _, m := range r.Instances {
		ids = append(ids, m.ID)
	}
	for _, p := range r.policies() {
		alarms = append(alarms, p.AlarmNames...)
	}
	return []Link{
		{Label: "instances", Kind: KindInstance, IDs: ids},
		{Label: "target groups", Kind: KindTargetGroup, IDs: r.TargetGroups},
		{Label: "balancers", Kind: KindBalancer, IDs: append(r.ties.BalancersOf(r.TargetGroups), r.ClassicBalancers...)},
		{Label: "alarms", Kind: KindAlarm, IDs: alarms},
	}
}
