package views

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/refresh"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// KindRefresh is an instance refresh of a group.
const KindRefresh = "instance refresh"

// refreshRow is an instance refresh.
type refreshRow struct {
	awsclient.InstanceRefresh
	group *groupRow
}

// refreshes is the kind of instance refreshes, newest first in each group.
func refreshes(ties *Ties, glyphs *themes.Glyphs) *Kind[*refreshRow] {
	return &Kind[*refreshRow]{
		Name: KindRefresh, Title: "Instance refreshes", Aliases: []string{"refresh"},
		Rows: joined(ties, glyphs,
			func(s *watch.Snapshot) watch.Feed[awsclient.InstanceRefresh] { return gathered(s.Groups, s.Refreshes) },
			func(r *awsclient.InstanceRefresh, sc *scene) *refreshRow { return &refreshRow{*r, sc.group(r.Group)} }),
		Wants:   func() []watch.Want { return wantAll(watch.Groups) },
		ID:      func(r *refreshRow) string { return r.InstanceRefresh.ID },
		Label:   func(r *refreshRow) string { return "refresh of " + ui.Moment(r.Start.UTC()) },
		Columns: refreshColumns,
		Actions: refreshActions,
		Issue:   refreshIssue,
		Detail:  refreshDetail,
		Links: func(_ *watch.Snapshot, r *refreshRow) []Link {
			return []Link{{Label: "group", Kind: KindGroup, IDs: []string{r.Group}}, {Label: "alarms that stop it", Kind: KindAlarm, IDs: r.Preferences.Alarms}}
		},
		JSON: func(r *refreshRow) any { return r.InstanceRefresh },
		CLI: func(r *refreshRow) string {
			return Command("aws", "autoscaling", "describe-instance-refreshes", "--auto-scaling-group-name", r.Group, "--instance-refresh-ids", r.InstanceRefresh.ID)
		},
	}
}

func refreshColumns() []ui.Column[*refreshRow] {
	return []ui.Column[*refreshRow]{
		{Title: "STARTED", Field: "start", Width: 15, Cell: func(r *refreshRow) ui.Cell { return ui.In(themes.Dim, ui.Clock(r.group.snap.Now, r.Start)) }, Compare: func(a, b *refreshRow) int { return b.Start.Compare(a.Start) }},
		{Title: "STATUS", Field: "status", Min: 20, Max: 20, Cell: refreshStatusCell, Value: func(r *refreshRow) string { return r.Status }},
		{Title: "PROGRESS", Field: "percent", Width: 15, Cell: func(r *refreshRow) ui.Cell { return refreshGauge(r, 8) }, Value: func(r *refreshRow) string { return strconv.Itoa(r.Percent) }, Compare: func(a, b *refreshRow) int { return cmp.Compare(a.Percent, b.Percent) }},
		{Title: "LEFT", Field: "left", Width: 4, Right: true, Cell: func(r *refreshRow) ui.Cell { return ui.Say(strconv.Itoa(r.Left)) }, Compare: func(a, b *refreshRow) int { return cmp.Compare(a.Left, b.Left) }},
		{Title: "TOOK", Field: "took", Width: 6, Right: true, Priority: 2, Volatile: true, Cell: func(r *refreshRow) ui.Cell { return ui.In(themes.Dim, ui.Duration(r.took())) }, Compare: func(a, b *refreshRow) int { return cmp.Compare(a.took(), b.took()) }},
		{Title: "TO", Field: "to", Min: 6, Max: 30, Priority: 3, Cell: func(r *refreshRow) ui.Cell { return ui.In(themes.Dim, r.to()) }},
	}
}

func refreshStatusCell(r *refreshRow) ui.Cell {
	g := r.group.glyphs
	sign, role := g.Starting, themes.Warn
	switch r.Status {
	case refresh.Successful:
		sign, role = g.Check, themes.Good
	case refresh.Failed, refresh.RollbackFailed, refresh.RollbackInProgress:
		sign, role = g.Trouble, themes.Bad
	case refresh.Cancelled, refresh.RollbackSuccessful:
		sign, role = g.Quiet, themes.Dim
	}
	return ui.Cell{{Text: sign + " ", Role: role}, {Text: r.Status}}
}

// refreshGauge is the percentage as a bar with the number behind it.
func refreshGauge(r *refreshRow, cells int) ui.Line {
	line := ui.Gauge(ui.Capacity{Max: 100, Desired: 100, InService: float64(r.Percent), Trouble: refreshIssue(r).Grave}, cells)
	return append(line, ui.Span{Text: " " + strconv.Itoa(r.Percent) + " %"})
}

// to is what instances are replaced by.
func (r *refreshRow) to() string {
	switch {
	case !r.Launch.Empty():
		return launchName(r.Launch)
	case r.Mixed != nil:
		return "mixed instances, " + launchName(r.Mixed.Launch)
	}
	return launchName(r.group.Launch)
}

func (r *refreshRow) took() time.Duration {
	if r.End.IsZero() {
		return r.group.snap.Now.Sub(r.Start)
	}
	return r.End.Sub(r.Start)
}

// refreshIssue is AWS's reason of a refresh that is not simply under way.
func refreshIssue(r *refreshRow) Issue {
	switch r.Status {
	case refresh.Failed, refresh.RollbackFailed, refresh.RollbackInProgress:
		return Issue{cmp.Or(r.RollbackReason, r.Reason, r.Status), true}
	case refresh.Successful:
		return Issue{}
	}
	if refresh.Live(r.Status) && r.group.isSuspended("InstanceRefresh") {
		return Issue{"paused: InstanceRefresh is suspended", true}
	}
	return Issue{Text: r.Reason}
}

// latestRefresh is the group's newest instance refresh.
func (r *groupRow) latestRefresh() (*refreshRow, bool) {
	rows := r.snap.Refreshes[r.Name].Rows
	if len(rows) == 0 {
		return &refreshRow{}, false
	}
	return &refreshRow{rows[0], r}, true
}

// wantRefreshes wants those of every group.
func wantRefreshes(s *watch.Snapshot) []watch.Want {
	wants := make([]watch.Want, len(s.Groups.Rows))
	for i := range s.Groups.Rows {
		wants[i] = watch.Of(watch.Refreshes, s.Groups.Rows[i].Name)
	}
	return wants
}

// refreshTab lists the refreshes of one group.
func refreshTab(k *Kind[*refreshRow]) Tab[*groupRow] {
	return Tab[*groupRow]{
		Name:  "Refresh",
		Count: func(s *watch.Snapshot, r *groupRow) int { return countOf(s.Refreshes[r.Name]) },
		Open: func(c *Console, id string) Pane {
			return ListPage(c, k, "Refresh", true, func(s *watch.Snapshot) watch.Feed[*refreshRow] {
				return carried(s.Refreshes[id], ofGroup(k.feed(s).Rows, id, func(r *refreshRow) string { return r.Group }))
			})
		},
	}
}

// refreshDetail is the whole refresh on one page.
func refreshDetail(c *Console, r *refreshRow) *ui.Document {
	d, now := &ui.Document{}, r.group.snap.Now
	d.Heading("Instance refresh")
	c.LinkTo(d, "group", ui.Say(r.Group), Ref{KindGroup, r.Group})
	d.Row("status", refreshStatusCell(r))
	d.Pair("AWS says", r.Reason)
	d.Row("progress", refreshGauge(r, 24))
	d.Row("left", ui.Say(ui.Count(r.Left, "instance")+" still to update"))
	d.Pair("started", momentWithAge(r.Start, now))
	d.Pair("ended", momentWithAge(r.End, now))
	d.Row("took", ui.Say(ui.Duration(r.took())))
	d.Pair("to", r.to())
	d.Pair("id", r.InstanceRefresh.ID)
	checkpointRows(d, r)
	rollbackRows(d, r)
	preferenceRows(d, r)
	return d
}

// checkpointRows are the percentages at which it stops for a while.
func checkpointRows(d *ui.Document, r *refreshRow) {
	d.Heading("Checkpoints")
	if len(r.Preferences.Checkpoints) == 0 {
		d.Paragraph("None: it goes on to 100 % without a stop.")
		return
	}
	for _, at := range r.Preferences.Checkpoints {
		mark, role, words := r.group.glyphs.Quiet, themes.Dim, "ahead"
		if r.Percent >= at {
			mark, role, words = r.group.glyphs.Check, themes.Good, "reached"
		}
		d.Row(strconv.Itoa(at)+" %", ui.Line{{Text: mark + " ", Role: role}, {Text: words, Role: themes.Dim}})
	}
	d.Pair("waits at each", ui.Exact(r.preferences().CheckpointDelay))
	if goal := slices.Max(r.Preferences.Checkpoints); goal < 100 {
		d.Paragraph("It ends at " + strconv.Itoa(goal) + " %: the last checkpoint is less than the whole group.")
	}
}

func rollbackRows(d *ui.Document, r *refreshRow) {
	d.Heading("Rollback")
	switch {
	case r.RollbackReason != "":
		d.Row("because", ui.In(themes.Bad, r.RollbackReason))
		d.Pair("began", momentWithAge(r.RollbackStart, r.group.snap.Now))
		d.Pair("was at", strconv.Itoa(r.RollbackPercent)+" %, "+ui.Count(r.RollbackLeft, "instance")+" left")
	case r.Preferences.AutoRollback:
		d.Paragraph("By itself, when it fails.")
	default:
		d.Paragraph("Only by hand: when it fails, instances of both sorts stay.")
	}
	if len(r.Preferences.Alarms) > 0 {
		d.Pair("alarms that fail it", strings.Join(r.Preferences.Alarms, ", "))
	}
}

// preferences are the refresh's own, and AWS's defaults where it has none.
func (r *refreshRow) preferences() refresh.Preferences {
	p, own := refresh.Defaults(), r.Preferences
	if own.MinHealthy != nil {
		p.MinHealthy = *own.MinHealthy
	}
	if own.MaxHealthy != nil {
		p.MaxHealthy = *own.MaxHealthy
	}
	p.Checkpoints, p.CheckpointDelay = own.Checkpoints, cmp.Or(own.CheckpointDelay, p.CheckpointDelay)
	p.BakeTime, p.SkipMatching, p.AutoRollback = own.BakeTime, own.SkipMatching, own.AutoRollback
	p.ScaleInProtected, p.Standby = cmp.Or(own.ScaleInProtected, p.ScaleInProtected), cmp.Or(own.Standby, p.Standby)
	return p
}

func (r *refreshRow) warmup() time.Duration {
	own, group := refresh.Unset, refresh.Unset
	if r.Preferences.Warmup != nil {
		own = *r.Preferences.Warmup
	}
	if r.group.DefaultWarmup > 0 {
		group = r.group.DefaultWarmup
	}
	return refresh.Warmup(own, group, r.group.Grace)
}

func preferenceRows(d *ui.Document, r *refreshRow) {
	p := r.preferences()
	d.Heading("Preferences")
	d.Row("healthy", ui.Say("at least "+strconv.Itoa(p.MinHealthy)+" %, at most "+strconv.Itoa(p.MaxHealthy)+" % of desired"))
	if r.group.Limits.Desired > 0 {
		d.Row("", ui.In(themes.Dim, p.BatchOf(r.group.Limits.Desired).Why))
	}
	d.Row("warm-up", ui.Say(ui.Exact(r.warmup())))
	if p.BakeTime > 0 {
		d.Row("bake time", ui.Say(ui.Exact(p.BakeTime)+" after the last instance"))
	}
	skips := "are replaced too"
	if p.SkipMatching {
		skips = "are left alone"
	}
	d.Row("matching ones", ui.Say(skips))
	d.Row("protected ones", ui.Say(heldWords(p.ScaleInProtected)))
	d.Row("in standby", ui.Say(heldWords(p.Standby)))
}

// heldWords is what becomes of instances that may not simply be replaced.
func heldWords(preference string) string {
	switch preference {
	case refresh.Refresh:
		return "are replaced"
	case refresh.Terminate:
		return "are terminated"
	case refresh.Ignore:
		return "are left alone"
	case refresh.Wait:
		return "are waited for, an hour at most"
	}
	return preference
}

// refreshLines is the newest refresh on the page of a group, as long as it is
// under way or has gone wrong.
func (g *groupNow) refreshLines() []BoardLine {
	r, ok := g.row.latestRefresh()
	if !ok || !refresh.Live(r.Status) && !refreshIssue(r).Grave {
		return nil
	}
	line := ui.Line{{Text: "   "}}
	line = append(line, refreshStatusCell(r)...)
	line = append(line, ui.Span{Text: "  "})
	line = append(line, refreshGauge(r, g.column(24, 12))...)
	line = append(line, ui.Span{Text: "  " + ui.Count(r.Left, "instance") + " left", Role: themes.Text})
	if next, ok := r.nextCheckpoint(); ok {
		line = append(line, ui.Span{Text: ", stops at " + strconv.Itoa(next) + " %", Role: themes.Dim})
	}
	lines := []BoardLine{heading("instance refresh"), {Ref: Ref{KindRefresh, r.InstanceRefresh.ID}, Line: line}}
	if r.Reason != "" {
		lines = append(lines, BoardLine{Line: ui.In(themes.Dim, "     "+r.Reason)})
	}
	return lines
}

func (r *refreshRow) nextCheckpoint() (int, bool) {
	for _, at := range r.Preferences.Checkpoints {
		if at > r.Percent {
			return at, true
		}
	}
	return 0, false
}
