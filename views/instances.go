package views

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/timeline"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// instanceRow is an instance with what ties it to the rest of the account.
type instanceRow struct {
	*awsclient.Instance
	*scene
}

func (r *instanceRow) ARN() string {
	if r.Owner == "" {
		return ""
	}
	return "arn:aws:ec2:" + r.Region + ":" + r.Owner + ":instance/" + r.ID
}

// checks are the two status checks as EC2's console counts them: "2/2"; "" is
// unknown.
func (r *instanceRow) checks() (passed string, impaired bool) {
	s := r.ties.Status(r.ID)
	if s == nil || r.State != "running" {
		return "", false
	}
	n := 0
	for _, c := range []string{s.System, s.Instance} {
		if c == "ok" {
			n++
		}
		impaired = impaired || c == "impaired"
	}
	if s.System == "initializing" || s.Instance == "initializing" {
		return "init", impaired
	}
	return string(rune('0'+n)) + "/2", impaired
}

// instances is the kind of EC2 instances.
func instances(ties *Ties, glyphs *themes.Glyphs) *Kind[*instanceRow] {
	k := &Kind[*instanceRow]{
		Name:    KindInstance,
		Title:   "Instances",
		Aliases: []string{"ec2", "i", "vm", "servers"},
		Rows: joined(ties, glyphs, func(s *watch.Snapshot) watch.Feed[awsclient.Instance] { return s.Instances },
			func(i *awsclient.Instance, sc *scene) *instanceRow { return &instanceRow{i, sc} }),
		Wants:    func() []watch.Want { return wantAll(watch.Instances, watch.Statuses, watch.Groups, watch.TargetGroups) },
		RowWants: instanceRowWants,
		ID:       func(r *instanceRow) string { return r.ID },
		Label: func(r *instanceRow) string {
			if r.Name == "" {
				return r.ID
			}
			return r.Name + " " + r.ID
		},
		ARN:     (*instanceRow).ARN,
		Columns: instanceColumns,
		Issue:   instanceIssue,
		Over:    func(r *instanceRow) bool { return r.State == "terminated" },
		Detail:  instanceDetail,
		DetailWants: func(r *instanceRow) []watch.Want {
			return append(append(wantAll(watch.Subnets, watch.SecurityGroups), watch.Of(watch.UserData, r.ID)), spotInstanceWants(r)...)
		},
		Links:   instanceLinks,
		Actions: instanceActions,
		Makes:   instanceMakes,
		JSON:    func(r *instanceRow) any { return *r.Instance },
		CLI: func(r *instanceRow) string {
			return Command("aws", "ec2", "describe-instances", "--instance-ids", r.ID)
		},
	}
	k.Tabs = instanceTabs(k)
	return k
}

// wantAll wants whole lists.
func wantAll(kinds ...watch.Kind) []watch.Want {
	wants := make([]watch.Want, len(kinds))
	for i, k := range kinds {
		wants[i] = watch.All(k)
	}
	return wants
}

// instanceGraph wants one metric of an instance over the last hour, as finely
// as its monitoring measures.
func instanceGraph(r *instanceRow, metric, statistic string) watch.Want {
	period := 5 * time.Minute
	if r.Monitoring == "enabled" {
		period = time.Minute
	}
	return watch.Graph(awsclient.MetricQuery{
		Namespace: "AWS/EC2", Name: metric, Statistic: statistic, Period: period,
		Dimensions: []awsclient.Dimension{{Name: "InstanceId", Value: r.ID}},
	}, time.Hour)
}

// instanceRowWants is the CPU of the row's sparkline; what is terminated has
// none.
func instanceRowWants(r *instanceRow) []watch.Want {
	if r.State == "terminated" {
		return nil
	}
	return append(spotInstanceWants(r), instanceGraph(r, "CPUUtilization", "Average"))
}

func instanceColumns() []ui.Column[*instanceRow] {
	text := func(f func(*instanceRow) string) func(*instanceRow) ui.Cell {
		return func(r *instanceRow) ui.Cell {
			if r.State == "terminated" {
				return ui.In(themes.Dim, f(r))
			}
			return ui.Say(f(r))
		}
	}
	dim := func(f func(*instanceRow) string) func(*instanceRow) ui.Cell {
		return func(r *instanceRow) ui.Cell { return ui.In(themes.Dim, f(r)) }
	}
	return []ui.Column[*instanceRow]{
		{Title: "INSTANCE", Field: "id", Width: 19, Cell: text(func(r *instanceRow) string { return r.ID })},
		{Title: "NAME", Field: "name", Min: 8, Max: 26, Flex: 1, Cell: text(func(r *instanceRow) string { return r.Name })},
		{Title: "STATE", Field: "state", Max: 15, Cell: instanceStateCell, Value: func(r *instanceRow) string { return r.State }, Compare: compareInstanceState},
		{Title: "TYPE", Field: "type", Max: 13, Priority: 4, Cell: text(func(r *instanceRow) string { return r.Type })},
		{Title: "MARKET", Field: "market", Max: 27, Priority: 6, Cell: marketCell(&market{})},
		{Title: "ZONE", Field: "zone", Max: 15, Priority: 2, Cell: text(func(r *instanceRow) string { return zoneLetter(r.Zone) }), Value: func(r *instanceRow) string { return r.Zone }},
		{Title: "AGE", Field: "age", Width: 5, Right: true, Volatile: true, Priority: 5, Cell: dim(instanceAge), Compare: func(a, b *instanceRow) int { return b.Launched.Compare(a.Launched) }},
		{Title: "CHECKS", Field: "checks", Width: 6, Priority: 7, Cell: instanceChecksCell},
		{Title: "CPU, LAST HOUR", Field: "cpu", Width: 14, Volatile: true, Priority: 3, Cell: instanceCPUCell, Value: instanceCPUText, Compare: compareInstanceCPU},
		{Title: "GROUP", Field: "group", Max: 20, Priority: 8, Cell: text(func(r *instanceRow) string { return r.Group })},
		{Title: "TARGET OF", Field: "target", Max: 26, Priority: 9, Cell: instanceTargetsCell, Value: instanceTargetsText},
		{Title: "PRIVATE IP", Field: "ip", Max: 15, Priority: 10, Cell: dim(func(r *instanceRow) string { return r.PrivateIP })},
		{Title: "PUBLIC IP", Field: "public", Max: 15, Priority: 11, Cell: dim(func(r *instanceRow) string { return r.PublicIP })},
		{Title: "IMAGE", Field: "image", Max: 21, Priority: 12, Cell: dim(func(r *instanceRow) string { return r.Image })},
	}
}

// zoneLetter is a zone without its region, which the header tells: "2a".
func zoneLetter(zone string) string { return zone[strings.LastIndex(zone, "-")+1:] }

func instanceAge(r *instanceRow) string { return ui.Age(r.snap.Now, r.Launched) }

func instanceStateCell(r *instanceRow) ui.Cell {
	g := r.glyphs
	sign, role := g.Quiet, themes.Faint
	switch r.State {
	case "running":
		sign, role = g.Healthy, themes.Good
	case "pending":
		sign, role = g.Starting, themes.Warn
	case "stopping", "shutting-down":
		sign, role = g.Draining, themes.Warn
	}
	words := themes.Text
	if role == themes.Faint {
		words = themes.Dim
	}
	return ui.Cell{{Text: sign + " ", Role: role}, {Text: r.State, Role: words}}
}

// compareInstanceState puts states in the order of an instance's life.
func compareInstanceState(a, b *instanceRow) int {
	return cmp.Or(cmp.Compare(instanceStateOrder(a.State), instanceStateOrder(b.State)), cmp.Compare(a.ID, b.ID))
}

func instanceStateOrder(state string) int {
	return slices.Index([]string{"pending", "running", "stopping", "stopped", "shutting-down", "terminated"}, state)
}

func instanceChecksCell(r *instanceRow) ui.Cell {
	text, impaired := r.checks()
	switch {
	case impaired:
		return ui.In(themes.Bad, text)
	case text == "2/2":
		return ui.In(themes.Dim, text)
	default:
		return ui.In(themes.Warn, text)
	}
}

// cpu is the instance's CPU over the last hour, as the snapshot has it.
func (r *instanceRow) cpu() []awsclient.Point {
	if r.State == "terminated" {
		return nil
	}
	return seriesPoints(r.snap, instanceGraph(r, "CPUUtilization", "Average"))
}

func instanceCPUCell(r *instanceRow) ui.Cell {
	points := r.cpu()
	if len(points) == 0 {
		return seriesTrouble(r.snap, instanceGraph(r, "CPUUtilization", "Average"))
	}
	const cells = 8
	spark := ui.Sparkline(resample(points, r.snap.Now, time.Hour, cells), 0, 100, cells)
	return ui.Cell{{Text: spark, Role: themes.Series1}, {Text: ui.PadLeft(ui.Percent(lastValue(points)), 6)}}
}

func instanceCPUText(r *instanceRow) string { return ui.Percent(lastValue(r.cpu())) }

func compareInstanceCPU(a, b *instanceRow) int {
	return cmp.Compare(orMinus(lastValue(b.cpu())), orMinus(lastValue(a.cpu())))
}

func orMinus(v float64) float64 {
	if math.IsNaN(v) {
		return -1
	}
	return v
}

// receives is where the instance is a target: in target groups and behind
// Classic balancers.
func (r *instanceRow) receives() []*awsclient.Target {
	return slices.Concat(r.ties.Targets(r.ID), r.ties.ClassicsOf(r.ID))
}

func instanceTargetsCell(r *instanceRow) ui.Cell {
	var cell ui.Cell
	for i, t := range r.receives() {
		if i > 0 {
			cell = append(cell, ui.Span{Text: " "})
		}
		sign, role := healthSign(r.glyphs, t.State)
		cell = append(cell, ui.Span{Text: sign, Role: role}, ui.Span{Text: " " + r.ties.TargetGroupName(t.TargetGroup)})
	}
	return cell
}

func instanceTargetsText(r *instanceRow) string {
	var names []string
	for _, t := range r.receives() {
		names = append(names, r.ties.TargetGroupName(t.TargetGroup)+" "+t.State)
	}
	return strings.Join(names, " ")
}

// healthSign is the glyph and colour of a target's health.
func healthSign(g *themes.Glyphs, state string) (string, themes.Role) {
	switch state {
	case "healthy":
		return g.Healthy, themes.Good
	case "unhealthy", "unavailable":
		return g.Unhealthy, themes.Bad
	case "initial":
		return g.Starting, themes.Warn
	case "draining":
		return g.Draining, themes.Warn
	default:
		return g.Quiet, themes.Dim
	}
}

// instanceIssue is the worst that can be said of an instance, and nothing
// when all is well.
func instanceIssue(r *instanceRow) Issue {
	if n, ok := noticeOf(r.ties, r.ID); ok {
		return Issue{n.words(r.snap.Now), true}
	}
	if s := r.ties.Status(r.ID); s != nil && r.State == "running" {
		switch {
		case s.System == "impaired":
			return Issue{"system status check impaired", true}
		case s.Instance == "impaired":
			return Issue{"instance status check impaired", true}
		}
	}
	for _, t := range r.ties.Targets(r.ID) {
		if t.State == "unhealthy" {
			return Issue{r.ties.TargetGroupName(t.TargetGroup) + ": " + targetWords(t), true}
		}
	}
	for _, t := range r.ties.ClassicsOf(r.ID) {
		if t.State == "unhealthy" {
			return Issue{t.TargetGroup + ": " + classicWords(t.Description), true}
		}
	}
	m := r.ties.Member(r.ID)
	switch {
	case m == nil:
		return Issue{Text: lastWords(r)}
	case m.Health == "Unhealthy":
		return Issue{m.Group + " calls it unhealthy", true}
	case m.Lifecycle != "InService" && m.Lifecycle != "Terminated":
		return Issue{Text: m.Group + ": " + m.Lifecycle}
	}
	return Issue{Text: lastWords(r)}
}

// lastWords is AWS's reason for a state that people wonder about.
func lastWords(r *instanceRow) string {
	switch r.State {
	case "stopping", "stopped", "shutting-down", "terminated":
		if !strings.Contains(r.StateReason, "UserInitiated") { // somebody asked for it: no news
			return r.StateReason
		}
	}
	return ""
}

// targetWords is why a target is not healthy in two or three words: "HTTP
// 503", "timed out". AWS's own words are in the details.
func targetWords(t *awsclient.Target) string { return timeline.HealthWords(t) }

// targetReason is why a target is not healthy in AWS's words.
func targetReason(t *awsclient.Target) string {
	return cmp.Or(t.Description, t.Reason, t.State)
}
