package views

import (
	"cmp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/placement"
	"fleetglass/awsclient/timeline"
	"fleetglass/awsclient/watch"
	"fleetglass/awsclient/whatif"
	"fleetglass/ui"
)

// groupRow is an Auto Scaling group with what ties it to the rest of the
// account.
type groupRow struct {
	*awsclient.Group
	*scene
}

// lane counts a group's instances by where they are in their life.
type lane struct {
	Pending, Waiting, InService, Standby, Leaving int
}

// lane is the group's instances by lifecycle state. Waiting are those held by
// a hook on either way.
func (r *groupRow) lane() lane {
	var l lane
	for i := range r.Instances {
		m := &r.Instances[i]
		switch {
		case m.Lifecycle == "InService":
			l.InService++
		case strings.HasSuffix(m.Lifecycle, ":Wait"):
			l.Waiting++
		case strings.HasPrefix(m.Lifecycle, "Pending"):
			l.Pending++
		case strings.HasSuffix(m.Lifecycle, "Standby"):
			l.Standby++
		case strings.HasPrefix(m.Lifecycle, "Terminat"), strings.HasPrefix(m.Lifecycle, "Detach"):
			l.Leaving++
		}
	}
	return l
}

// zoneMembers are the instances of one of the group's zones.
type zoneMembers struct {
	Zone    string
	Members []awsclient.GroupInstance
}

// byZone are the group's instances by zone, every zone of the group included,
// in the order of names.
func (r *groupRow) byZone() []zoneMembers {
	at := map[string][]awsclient.GroupInstance{}
	for _, z := range r.Zones {
		at[z] = nil
	}
	for _, m := range r.Instances {
		at[m.Zone] = append(at[m.Zone], m)
	}
	zones := make([]zoneMembers, 0, len(at))
	for _, z := range sortedKeys(at) {
		zones = append(zones, zoneMembers{z, at[z]})
	}
	return zones
}

// counts are the instances by zone as AWS balances them: those in service and
// those on their way there; every zone of the group included, by name. It is
// asked of every group with every snapshot and copies no members.
func (r *groupRow) counts() []placement.ZoneCount {
	counts := make([]placement.ZoneCount, 0, len(r.Zones))
	for _, z := range r.Zones {
		counts = append(counts, placement.ZoneCount{Zone: z})
	}
	for i := range r.Instances {
		m := &r.Instances[i]
		if m.Lifecycle != "InService" && !strings.HasPrefix(m.Lifecycle, "Pending") {
			continue
		}
		at := slices.IndexFunc(counts, func(c placement.ZoneCount) bool { return c.Zone == m.Zone })
		if at < 0 { // a zone that the group has given up
			at = len(counts)
			counts = append(counts, placement.ZoneCount{Zone: m.Zone})
		}
		counts[at].Count++
	}
	sort.Slice(counts, func(i, j int) bool { return counts[i].Zone < counts[j].Zone })
	return counts
}

// unhealthy are the members that the group has given up.
func (r *groupRow) unhealthy() int {
	n := 0
	for i := range r.Instances {
		if r.Instances[i].Health == "Unhealthy" {
			n++
		}
	}
	return n
}

// activities are the group's activities as far as they are known, newest
// first.
func (r *groupRow) activities() []awsclient.Activity { return r.snap.Activities[r.Name].Rows }

// suspended are the names of the processes that are switched off.
func (r *groupRow) suspended() []string {
	names := make([]string, len(r.Suspended))
	for i, p := range r.Suspended {
		names[i] = p.Name
	}
	return names
}

func (r *groupRow) isSuspended(process string) bool { return slices.Contains(r.suspended(), process) }

// groupIssue is the worst that can be said of a group, and nothing when all
// is well.
func groupIssue(r *groupRow) Issue {
	l := r.lane()
	short := r.Limits.Desired - l.InService
	failed := failedLaunch(r)
	switch {
	case failed != "" && short > 0:
		return Issue{failed, true}
	case r.Status != "":
		return Issue{strings.ToLower(r.Status[:1]) + r.Status[1:], false}
	case r.unhealthy() > 0:
		return Issue{"replacing " + strconv.Itoa(r.unhealthy()) + ": " + unhealthyWhy(r), true}
	case short > 0 && r.isSuspended("Launch"):
		return Issue{ui.Count(short, "instance") + " short: Launch is suspended", true}
	case r.impossible() != "":
		return Issue{r.impossible(), true}
	case l.Waiting > 0:
		return Issue{waitingWords(r), false}
	case len(r.Suspended) > 0:
		return Issue{"suspended: " + strings.Join(r.suspended(), ", "), true}
	case r.capped() != "":
		return Issue{r.capped(), false}
	case short > 0:
		return Issue{"starting " + strconv.Itoa(short), false}
	case r.imbalance() != "":
		return Issue{r.imbalance(), false}
	case l.Leaving > 0:
		return Issue{"terminating " + strconv.Itoa(l.Leaving), false}
	}
	return Issue{}
}

// failedLaunch is AWS's message of the newest activity when that is a failed
// one, in one line.
func failedLaunch(r *groupRow) string {
	for _, a := range r.activities() {
		switch a.StatusCode {
		case "Failed":
			return "launch failed: " + cmp.Or(a.StatusMessage, a.Description)
		case "Successful":
			return ""
		}
	}
	return ""
}

// unhealthyWhy is what made the group give an instance up, out of the cause
// of the activity that takes it out. Until that begins there is only the mark.
func unhealthyWhy(r *groupRow) string {
	for _, a := range r.activities() {
		if a.StatusCode == "Successful" {
			continue
		}
		if why := timeline.ReasonWords(a.Cause); why != "" {
			return why
		}
	}
	return "marked unhealthy"
}

// waitingWords says at which hook instances wait and how long at most they
// still may: AWS tells no start of the wait, so it is counted from the start
// of the activity, before which it cannot have begun.
func waitingWords(r *groupRow) string {
	for _, m := range r.Instances {
		if !strings.HasSuffix(m.Lifecycle, ":Wait") {
			continue
		}
		hook, left, ok := r.hookWait(m)
		if !ok {
			return ui.Count(r.lane().Waiting, "instance") + " held by a hook"
		}
		return `hook "` + hook.Name + `": ` + ui.Countdown(left) + " left"
	}
	return ""
}

// hookWait is the hook that a waiting member is held by and how long it may
// still last, false when the hooks or the activity are not known.
func (r *groupRow) hookWait(m awsclient.GroupInstance) (awsclient.Hook, time.Duration, bool) {
	hook, ok := r.holdingHook(m)
	if !ok {
		return awsclient.Hook{}, 0, false
	}
	for _, a := range r.activities() {
		if strings.Contains(a.Description, m.ID) && a.End.IsZero() {
			return hook, max(0, a.Start.Add(hook.Heartbeat).Sub(r.snap.Now)), true
		}
	}
	return hook, hook.Heartbeat, false
}

// holdingHook is the hook of the member's transition. With several, AWS does
// not tell which one it is; the first is named.
func (r *groupRow) holdingHook(m awsclient.GroupInstance) (awsclient.Hook, bool) {
	transition := "autoscaling:EC2_INSTANCE_LAUNCHING"
	if strings.HasPrefix(m.Lifecycle, "Terminating") {
		transition = "autoscaling:EC2_INSTANCE_TERMINATING"
	}
	for _, h := range r.snap.Hooks[r.Name].Rows {
		if h.Transition == transition {
			return h, true
		}
	}
	return awsclient.Hook{}, false
}

// nextOut is the instance that a scale-in by one would take, and the step that
// would choose it; false when none can go.
func (r *groupRow) nextOut() (placement.Choice, bool) {
	chosen := r.leaving(1)
	if len(chosen) == 0 {
		return placement.Choice{}, false
	}
	return chosen[0], true
}

// leaving are the instances that would go when n are too many, in the order in
// which they would be chosen. A launch configuration whose age is not known
// here counts as the oldest.
func (r *groupRow) leaving(n int) []placement.Choice {
	g := whatif.Group{Group: *r.Group, Now: r.snap.Now, Machines: map[string]awsclient.Instance{}, Created: map[string]time.Time{}}
	for _, m := range r.Instances {
		if i := r.ties.Instance(m.ID); i != nil {
			g.Machines[m.ID] = *i
		}
	}
	for _, feed := range r.snap.Launch {
		for _, settings := range feed.Rows {
			if name := settings.Ref.Configuration; name != "" {
				g.Created[name] = settings.Created
			}
		}
	}
	return g.Leaving(n)
}

// ofGroup keeps the rows of one group.
func ofGroup[T any](rows []T, group string, of func(T) string) []T {
	var kept []T
	for _, row := range rows {
		if of(row) == group {
			kept = append(kept, row)
		}
	}
	return kept
}

func (r *groupRow) policies() []awsclient.Policy {
	return ofGroup(r.snap.Policies.Rows, r.Name, func(p awsclient.Policy) string { return p.Group })
}

func (r *groupRow) schedules() []awsclient.ScheduledAction {
	return ofGroup(r.snap.Schedules.Rows, r.Name, func(a awsclient.ScheduledAction) string { return a.Group })
}

// capacityGraph wants one of the group's own metrics, which AWS publishes only
// for groups that have them enabled.
func capacityGraph(group, metric string, back time.Duration) watch.Want {
	return watch.Graph(awsclient.MetricQuery{
		Namespace: "AWS/AutoScaling", Name: metric, Statistic: "Average", Period: time.Minute,
		Dimensions: []awsclient.Dimension{{Name: "AutoScalingGroupName", Value: group}},
	}, back)
}
