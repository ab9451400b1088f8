package views

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/cron"
	"fleetglass/awsclient/timeline"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// The lists that hang on a group: its instances, activities, policies,
// scheduled actions and hooks. Each is a kind of its own; rows carry the group
// that they belong to.

// gathered is one list of what is kept by group, in the order of the groups.
func gathered[T any](groups watch.Feed[awsclient.Group], by map[string]watch.Feed[T]) watch.Feed[T] {
	var rows []T
	for i := range groups.Rows {
		rows = append(rows, by[groups.Rows[i].Name].Rows...)
	}
	return carried(groups, rows)
}

// group is the row of a group by its name. A group that the list does not have
// (yet) is one of which only the name is known.
func (sc *scene) group(name string) *groupRow {
	if g := sc.ties.Group(name); g != nil {
		return &groupRow{g, sc}
	}
	return &groupRow{&awsclient.Group{Name: name}, sc}
}

// memberRow is an instance as its group sees it.
type memberRow struct {
	awsclient.GroupInstance
	group *groupRow
}

// members is the list of a group's instances. Its rows stand for instances, so
// that enter, related and actions are those of the instance.
func members() *Kind[*memberRow] {
	return &Kind[*memberRow]{
		Name:    KindInstance,
		Title:   "Instances",
		ID:      func(r *memberRow) string { return r.GroupInstance.ID },
		Columns: memberColumns,
		Issue:   memberIssue,
		JSON:    func(r *memberRow) any { return r.GroupInstance },
	}
}

func memberColumns() []ui.Column[*memberRow] {
	return []ui.Column[*memberRow]{
		{Title: "INSTANCE", Field: "id", Width: 19, Cell: func(r *memberRow) ui.Cell { return ui.Say(r.GroupInstance.ID) }},
		{Title: "LIFECYCLE", Field: "lifecycle", Min: 9, Max: 22, Cell: memberLifecycleCell, Value: func(r *memberRow) string { return r.Lifecycle }},
		{Title: "HEALTH", Field: "health", Min: 7, Max: 9, Cell: memberHealthCell, Value: func(r *memberRow) string { return r.Health }},
		{Title: "ZONE", Field: "zone", Min: 10, Max: 15, Priority: 2, Cell: func(r *memberRow) ui.Cell { return ui.Say(r.Zone) }},
		{Title: "TYPE", Field: "type", Min: 8, Max: 13, Priority: 4, Cell: func(r *memberRow) ui.Cell { return ui.Say(r.Type) }},
		{Title: "AGE", Field: "age", Width: 5, Right: true, Priority: 3, Volatile: true, Cell: memberAgeCell, Compare: compareMemberAge},
		{Title: "PROTECTED", Field: "protected", Width: 9, Priority: 6, Cell: func(r *memberRow) ui.Cell { return ui.In(themes.Dim, yesOrNothing(r.Protected)) }},
		{Title: "LAUNCHED FROM", Field: "launch", Min: 10, Max: 28, Priority: 5, Cell: func(r *memberRow) ui.Cell { return ui.In(themes.Dim, launchName(r.Launch)) }},
	}
}

func yesOrNothing(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

func memberLifecycleCell(r *memberRow) ui.Cell {
	sign, role := lifecycleSign(r.group.glyphs, r.Lifecycle)
	return ui.Cell{{Text: sign + " ", Role: role}, {Text: r.Lifecycle}}
}

// lifecycleSign is the glyph and colour of a lifecycle state.
func lifecycleSign(g *themes.Glyphs, state string) (string, themes.Role) {
	switch {
	case state == "InService":
		return g.Healthy, themes.Good
	case strings.HasPrefix(state, "Pending"), state == "EnteringStandby":
		return g.Starting, themes.Warn
	case strings.HasPrefix(state, "Terminat"), strings.HasPrefix(state, "Detach"):
		return g.Draining, themes.Warn
	default:
		return g.Quiet, themes.Dim
	}
}

func memberHealthCell(r *memberRow) ui.Cell {
	if r.Health == "Healthy" {
		return ui.In(themes.Dim, r.Health)
	}
	return ui.In(themes.Bad, r.Health)
}

// launched is when the instance was launched, zero when EC2 does not list it.
func (r *memberRow) launched() time.Time {
	if i := r.group.ties.Instance(r.GroupInstance.ID); i != nil {
		return i.Launched
	}
	return time.Time{}
}

func memberAgeCell(r *memberRow) ui.Cell {
	return ui.In(themes.Dim, ui.Age(r.group.snap.Now, r.launched()))
}

func compareMemberAge(a, b *memberRow) int { return b.launched().Compare(a.launched()) }

// memberIssue says what holds an instance back, and which goes next.
func memberIssue(r *memberRow) Issue {
	if n, ok := noticeOf(r.group.ties, r.GroupInstance.ID); ok {
		return Issue{n.words(r.group.snap.Now), true}
	}
	if strings.HasSuffix(r.Lifecycle, ":Wait") {
		if hook, left, ok := r.group.hookWait(r.GroupInstance); ok {
			return Issue{Text: `waits at hook "` + hook.Name + `": ` + ui.Countdown(left) + " left, then " + hook.DefaultResult}
		}
		return Issue{Text: "waits at a hook"}
	}
	if r.Health != "Healthy" {
		return Issue{"to be replaced: " + unhealthyWhy(r.group), true}
	}
	for _, t := range r.group.ties.Targets(r.GroupInstance.ID) {
		if t.State == "unhealthy" {
			return Issue{"unhealthy in " + r.group.ties.TargetGroupName(t.TargetGroup) + ": " + targetWords(t), true}
		}
	}
	if next, ok := r.group.nextOut(); ok && next.Candidate.ID == r.GroupInstance.ID {
		return Issue{Text: "first to go on scale-in: " + next.Why}
	}
	return Issue{}
}

// activityRow is a scaling activity.
type activityRow struct {
	awsclient.Activity
	group *groupRow
}

func activities(ties *Ties, glyphs *themes.Glyphs) *Kind[*activityRow] {
	return &Kind[*activityRow]{
		Name:  KindActivity,
		Title: "Activities",
		Rows: joined(ties, glyphs,
			func(s *watch.Snapshot) watch.Feed[awsclient.Activity] { return gathered(s.Groups, s.Activities) },
			func(a *awsclient.Activity, sc *scene) *activityRow { return &activityRow{*a, sc.group(a.Group)} }),
		ID:      func(r *activityRow) string { return r.Activity.ID },
		Label:   func(r *activityRow) string { return headSentence(r.Description) },
		Columns: activityColumns,
		Issue: func(r *activityRow) Issue {
			return Issue{Text: r.StatusMessage, Grave: r.StatusCode == "Failed"}
		},
		Detail: activityDetail,
		JSON:   func(r *activityRow) any { return r.Activity },
		CLI: func(r *activityRow) string {
			return Command("aws", "autoscaling", "describe-scaling-activities", "--activity-ids", r.Activity.ID)
		},
	}
}

func activityColumns() []ui.Column[*activityRow] {
	return []ui.Column[*activityRow]{
		{Title: "START", Field: "start", Width: 8, Cell: func(r *activityRow) ui.Cell { return ui.In(themes.Dim, ui.Clock(r.group.snap.Now, r.Start)) }, Compare: func(a, b *activityRow) int { return b.Start.Compare(a.Start) }},
		{Title: "STATUS", Field: "status", Min: 10, Max: 33, Cell: activityStatusCell, Value: func(r *activityRow) string { return r.StatusCode }},
		{Title: "WHAT", Field: "what", Min: 31, Max: 88, Flex: 1, Cell: func(r *activityRow) ui.Cell { return ui.Say(timeline.Brief(r.Description)) }, Value: func(r *activityRow) string { return r.Description }},
		{Title: "TOOK", Field: "took", Width: 6, Right: true, Priority: 3, Volatile: true, Cell: activityTookCell, Compare: func(a, b *activityRow) int { return cmp.Compare(a.took(), b.took()) }},
		{Title: "WHY", Field: "why", Min: 24, Max: 120, Flex: 2, Priority: 2, Cell: func(r *activityRow) ui.Cell { return ui.In(themes.Dim, timeline.CauseLine(r.Cause)) }, Value: func(r *activityRow) string { return r.Cause }},
	}
}

func activityStatusCell(r *activityRow) ui.Cell {
	g := r.group.glyphs
	switch r.StatusCode {
	case "Successful":
		return ui.Cell{{Text: g.Check + " ", Role: themes.Good}, {Text: r.StatusCode, Role: themes.Dim}}
	case "Failed", "Cancelled":
		return ui.Cell{{Text: g.Trouble + " ", Role: themes.Bad}, {Text: r.StatusCode}}
	default:
		return ui.Cell{{Text: g.Starting + " ", Role: themes.Warn}, {Text: r.StatusCode + progress(r.Progress)}}
	}
}

func progress(percent int) string {
	if percent <= 0 || percent >= 100 {
		return ""
	}
	return " " + strconv.Itoa(percent) + " %"
}

// took is how long the activity lasted, or has lasted so far.
func (r *activityRow) took() time.Duration {
	if r.End.IsZero() {
		return r.group.snap.Now.Sub(r.Start)
	}
	return r.End.Sub(r.Start)
}

func activityTookCell(r *activityRow) ui.Cell { return ui.In(themes.Dim, ui.Duration(r.took())) }

// headSentence is a description without what AWS appends to it.
func headSentence(s string) string {
	first, _, _ := strings.Cut(s, "  ")
	return first
}

// policyRow is a scaling policy with the alarms that drive it.
type policyRow struct {
	awsclient.Policy
	group *groupRow
}

func policies(ties *Ties, glyphs *themes.Glyphs) *Kind[*policyRow] {
	return &Kind[*policyRow]{
		Name:    KindPolicy,
		Title:   "Policies",
		Aliases: []string{"policy"},
		Rows: joined(ties, glyphs,
			func(s *watch.Snapshot) watch.Feed[awsclient.Policy] { return s.Policies },
			func(p *awsclient.Policy, sc *scene) *policyRow { return &policyRow{*p, sc.group(p.Group)} }),
		Wants:   func() []watch.Want { return wantAll(watch.Policies, watch.Groups, watch.Alarms) },
		ID:      func(r *policyRow) string { return r.Policy.ARN },
		Label:   func(r *policyRow) string { return r.Name },
		ARN:     func(r *policyRow) string { return r.Policy.ARN },
		Columns: policyColumns,
		Actions: policyActions,
		Issue:   policyIssue,
		Detail:  policyDetail,
		Links: func(_ *watch.Snapshot, r *policyRow) []Link {
			return []Link{{Label: "alarms", Kind: KindAlarm, IDs: r.AlarmNames}, {Label: "group", Kind: KindGroup, IDs: []string{r.Group}}}
		},
		JSON: func(r *policyRow) any { return r.Policy },
		CLI: func(r *policyRow) string {
			return Command("aws", "autoscaling", "describe-policies", "--auto-scaling-group-name", r.Group, "--policy-names", r.Name)
		},
	}
}

func policyColumns() []ui.Column[*policyRow] {
	return []ui.Column[*policyRow]{
		{Title: "POLICY", Field: "name", Min: 8, Max: 28, Cell: func(r *policyRow) ui.Cell { return ui.Say(r.Name) }},
		{Title: "TYPE", Field: "type", Min: 6, Max: 15, Cell: func(r *policyRow) ui.Cell { return ui.In(themes.Dim, policyType(r.Type)) }},
		{Title: "DOES", Field: "does", Min: 20, Max: 60, Flex: 1, Cell: func(r *policyRow) ui.Cell { return ui.Say(policyWords(r.Policy)) }},
		{Title: "NOW", Field: "now", Min: 16, Max: 70, Flex: 2, Priority: 2, Volatile: true, Cell: func(r *policyRow) ui.Cell { return r.standing() }},
	}
}

// scheduleRow is a scheduled action.
type scheduleRow struct {
	awsclient.ScheduledAction
	group *groupRow
}

func schedules(ties *Ties, glyphs *themes.Glyphs) *Kind[*scheduleRow] {
	return &Kind[*scheduleRow]{
		Name:    KindSchedule,
		Title:   "Schedule",
		Aliases: []string{"scheduled"},
		Rows: joined(ties, glyphs,
			func(s *watch.Snapshot) watch.Feed[awsclient.ScheduledAction] { return s.Schedules },
			func(a *awsclient.ScheduledAction, sc *scene) *scheduleRow { return &scheduleRow{*a, sc.group(a.Group)} }),
		Wants:   func() []watch.Want { return wantAll(watch.Schedules, watch.Groups) },
		ID:      func(r *scheduleRow) string { return r.ScheduledAction.ARN },
		Label:   func(r *scheduleRow) string { return r.Name },
		ARN:     func(r *scheduleRow) string { return r.ScheduledAction.ARN },
		Columns: scheduleColumns,
		Actions: scheduleActions,
		Detail:  scheduleDetail,
		JSON:    func(r *scheduleRow) any { return r.ScheduledAction },
		CLI: func(r *scheduleRow) string {
			return Command("aws", "autoscaling", "describe-scheduled-actions", "--auto-scaling-group-name", r.Group, "--scheduled-action-names", r.Name)
		},
	}
}

func scheduleColumns() []ui.Column[*scheduleRow] {
	return []ui.Column[*scheduleRow]{
		{Title: "ACTION", Field: "name", Min: 8, Max: 28, Cell: func(r *scheduleRow) ui.Cell { return ui.Say(r.Name) }},
		{Title: "SETS", Field: "sets", Min: 12, Max: 34, Cell: func(r *scheduleRow) ui.Cell { return ui.Say(scheduleSets(r.ScheduledAction)) }},
		{Title: "WHEN", Field: "when", Min: 14, Max: 46, Flex: 1, Cell: func(r *scheduleRow) ui.Cell { return ui.In(themes.Dim, scheduleWhen(r.ScheduledAction)) }},
		{Title: "NEXT RUN", Field: "next", Width: 24, Priority: 1, Cell: scheduleNextCell, Compare: compareScheduleNext},
		{Title: "IN", Field: "in", Width: 8, Right: true, Priority: 2, Volatile: true, Cell: scheduleInCell, Compare: compareScheduleNext},
	}
}

// scheduleSets is what an action sets: "min 4  desired 8".
func scheduleSets(a awsclient.ScheduledAction) string {
	var words []string
	for _, n := range []struct {
		name  string
		value *int
	}{{"min", a.Min}, {"desired", a.Desired}, {"max", a.Max}} {
		if n.value != nil {
			words = append(words, n.name+" "+strconv.Itoa(*n.value))
		}
	}
	return strings.Join(words, "  ")
}

// scheduleWhen is an action's recurrence in words, with its cron line.
func scheduleWhen(a awsclient.ScheduledAction) string {
	if a.Recurrence == "" {
		return "once"
	}
	zone := ""
	if a.TimeZone != "" {
		zone = " " + a.TimeZone
	}
	s, err := cron.Parse(a.Recurrence)
	if err != nil {
		return a.Recurrence + zone
	}
	return s.Describe() + zone + " (" + a.Recurrence + ")"
}

// scheduleRuns are the next n runs of an action after now, in its own time
// zone. An unreadable recurrence or zone has none.
func scheduleRuns(a awsclient.ScheduledAction, now time.Time, n int) []time.Time {
	if a.Recurrence == "" {
		if a.Start.After(now) {
			return []time.Time{a.Start.UTC()}
		}
		return nil
	}
	s, err := cron.Parse(a.Recurrence)
	zone, zoneErr := time.LoadLocation(a.TimeZone)
	if err != nil || zoneErr != nil {
		return nil
	}
	var runs []time.Time
	for _, t := range scheduleCandidates(s, a, now, zone, n) {
		if a.End.IsZero() || !t.After(a.End) {
			runs = append(runs, t.In(zone))
		}
	}
	return runs[:min(n, len(runs))]
}

// scheduleCandidates are an action's runs without regard to its end: its
// start, which AWS runs whatever the recurrence says, and then by recurrence.
func scheduleCandidates(s cron.Schedule, a awsclient.ScheduledAction, now time.Time, zone *time.Location, n int) []time.Time {
	if !a.Start.After(now) {
		return s.NextN(now, zone, n)
	}
	return append([]time.Time{a.Start}, s.NextN(a.Start, zone, n-1)...)
}

func (r *scheduleRow) next() time.Time {
	if runs := scheduleRuns(r.ScheduledAction, r.group.snap.Now, 1); len(runs) > 0 {
		return runs[0]
	}
	return time.Time{}
}

func scheduleNextCell(r *scheduleRow) ui.Cell {
	next := r.next()
	if next.IsZero() {
		return ui.In(themes.Faint, "never again")
	}
	return ui.Say(next.Format("Mon 02 Jan 15:04 MST"))
}

func scheduleInCell(r *scheduleRow) ui.Cell {
	next := r.next()
	if next.IsZero() {
		return nil
	}
	return ui.In(themes.Dim, ui.Duration(next.Sub(r.group.snap.Now)))
}

func compareScheduleNext(a, b *scheduleRow) int { return a.next().Compare(b.next()) }

// hookRow is a lifecycle hook.
type hookRow struct {
	awsclient.Hook
	group *groupRow
}

func hooks(ties *Ties, glyphs *themes.Glyphs) *Kind[*hookRow] {
	return &Kind[*hookRow]{
		Name:  KindHook,
		Title: "Hooks",
		Rows: joined(ties, glyphs,
			func(s *watch.Snapshot) watch.Feed[awsclient.Hook] { return gathered(s.Groups, s.Hooks) },
			func(h *awsclient.Hook, sc *scene) *hookRow { return &hookRow{*h, sc.group(h.Group)} }),
		ID:      func(r *hookRow) string { return r.Group + "/" + r.Name },
		Label:   func(r *hookRow) string { return r.Name },
		Columns: hookColumns,
		Actions: hookActions,
		Issue: func(r *hookRow) Issue {
			if n := len(r.waiting()); n > 0 {
				return Issue{Text: "holds " + ui.Count(n, "instance")}
			}
			return Issue{}
		},
		JSON: func(r *hookRow) any { return r.Hook },
		CLI: func(r *hookRow) string {
			return Command("aws", "autoscaling", "describe-lifecycle-hooks", "--auto-scaling-group-name", r.Group, "--lifecycle-hook-names", r.Name)
		},
	}
}

// waiting are the members that the hook holds.
func (r *hookRow) waiting() []awsclient.GroupInstance {
	var held []awsclient.GroupInstance
	for _, m := range r.group.Instances {
		if !strings.HasSuffix(m.Lifecycle, ":Wait") {
			continue
		}
		if h, ok := r.group.holdingHook(m); ok && h.Name == r.Name {
			held = append(held, m)
		}
	}
	return held
}

func hookColumns() []ui.Column[*hookRow] {
	return []ui.Column[*hookRow]{
		{Title: "HOOK", Field: "name", Min: 8, Max: 28, Cell: func(r *hookRow) ui.Cell { return ui.Say(r.Name) }},
		{Title: "WHEN", Field: "when", Min: 9, Max: 14, Cell: func(r *hookRow) ui.Cell { return ui.Say(hookWhen(r.Transition)) }},
		{Title: "HEARTBEAT", Field: "heartbeat", Width: 9, Right: true, Cell: func(r *hookRow) ui.Cell { return ui.Say(ui.Exact(r.Heartbeat)) }, Compare: func(a, b *hookRow) int { return cmp.Compare(a.Heartbeat, b.Heartbeat) }},
		{Title: "AT MOST", Field: "most", Width: 8, Right: true, Priority: 2, Cell: func(r *hookRow) ui.Cell { return ui.In(themes.Dim, ui.Exact(r.GlobalTimeout)) }},
		{Title: "IF SILENT", Field: "default", Width: 9, Cell: func(r *hookRow) ui.Cell { return ui.Say(r.DefaultResult) }},
		{Title: "WAITING", Field: "waiting", Width: 7, Right: true, Cell: hookWaitingCell},
		{Title: "TELLS", Field: "tells", Min: 10, Max: 50, Priority: 3, Cell: func(r *hookRow) ui.Cell { return ui.In(themes.Dim, r.Notification) }},
	}
}

func hookWaitingCell(r *hookRow) ui.Cell {
	n := len(r.waiting())
	if n == 0 {
		return ui.In(themes.Faint, "0")
	}
	return ui.In(themes.Warn, strconv.Itoa(n))
}

// hookWhen is a hook's transition in a word.
func hookWhen(transition string) string {
	switch transition {
	case "autoscaling:EC2_INSTANCE_LAUNCHING":
		return "launching"
	case "autoscaling:EC2_INSTANCE_TERMINATING":
		return "terminating"
	default:
		return transition
	}
}
