package scaling

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"fleetglass/awsclient/semantics/activity"
	"fleetglass/awsclient/semantics/alarm"
	rules "fleetglass/awsclient/semantics/refresh"
	"fleetglass/fake/world"
)

// lookAtRefresh is the controller of instance refreshes. One that is under way
// is looked at in steady intervals, and not otherwise.
func (r *Room) lookAtRefresh(id string) {
	f := r.k.World.Refreshes.Get(id)
	if f == nil || !f.Ended.IsZero() {
		return
	}
	switch g := r.k.World.Groups.Get(f.Group); {
	case g == nil || g.Deleting:
		r.endRefresh(g, f, rules.Cancelled, "The Auto Scaling group is being deleted.")
	case f.Status == rules.Cancelling:
		r.stepCancelling(g, f)
	case suspended(g, processInstanceRefresh):
		f.Moved = r.now() // time in suspension does not count as being stuck
	default:
		r.stepRefresh(g, f)
	}
	if f.Ended.IsZero() {
		r.k.WakeIn(refreshPoll, KindRefresh, id)
	}
}

// stepCancelling waits for the launches and terminations under way.
func (r *Room) stepCancelling(g *world.Group, f *world.Refresh) {
	if !anyMember(g, func(m *world.Member) bool { return joining(m) || ending(m) }) {
		r.endRefresh(g, f, rules.Cancelled, rules.CancelledReason)
	}
}

// stepRefresh takes a refresh, or its way back, one step further.
func (r *Room) stepRefresh(g *world.Group, f *world.Refresh) {
	v, err := r.survey(g, f)
	if err != nil {
		r.failRefresh(g, f, message(err))
		return
	}
	if f.Status == rules.Pending {
		f.Status, f.Total, f.Left = rules.InProgress, len(v.old), len(v.old)
		f.Moved = r.now()
	}
	progress := r.measure(f, v)
	switch alarming := r.alarming(f); {
	case alarming != "":
		r.failRefresh(g, f, fmt.Sprintf("the alarm %s is in state ALARM", alarming))
	case f.WaitUntil.After(r.now()):
		f.Moved = r.now() // so does time at a checkpoint
	case f.Status == rules.Baking:
		r.succeedRefresh(g, f)
	case r.overdue(f) != "":
		r.failRefresh(g, f, r.overdue(f))
	default:
		r.nextStep(g, f, v, progress)
	}
}

func (r *Room) overdue(f *world.Refresh) string {
	began := f.Started
	if f.Back != nil {
		began = f.Back.Started
	}
	return rules.Overdue(began, f.Moved, r.now())
}

// alarming is an alarm of the refresh's that is in ALARM, "" for none.
func (r *Room) alarming(f *world.Refresh) string {
	if f.Back != nil {
		return ""
	}
	for _, name := range f.Preferences.Alarms {
		if r.stateOf(name) == alarm.Alarm {
			return name
		}
	}
	return ""
}

// survey is a group as a refresh sees it.
type survey struct {
	old     []rules.Choice // what is still to be replaced or waited for, first those to replace
	unready int            // new members that are not ready, and those that are missing
	example string         // one of them, "" when none is there yet
	members int            // instances that the group wants to have
}

func (r *Room) survey(g *world.Group, f *world.Refresh) (survey, error) {
	o, err := r.offer(g)
	if err != nil {
		return survey{}, err
	}
	p := preferencesOf(f)
	if f.Back != nil {
		p.SkipMatching = true // the way back replaces what the refresh has launched, and no more
	}
	mark := r.refreshMark(g)
	var list []rules.Instance
	var v survey
	for i := range g.Members {
		m := &g.Members[i]
		if counts(m) {
			v.members++
		}
		succession := m.Successor != ""
		if (counts(m) || m.Lifecycle == standby) && !succession {
			list = append(list, r.asRefreshed(o, m, mark))
		}
		if succession || counts(m) && m.Refresh == mark && !r.ready(g, m) && !succeeds(g, m) {
			v.unready++
			v.example = cmp.Or(v.example, m.Successor, m.Instance)
		}
	}
	for _, c := range rules.Select(list, o.desired(), p) {
		if c.Verdict != rules.Skips {
			v.old = append(v.old, c)
		}
	}
	missing := max(0, g.Desired-actual(g)+succeeded(g))
	v.unready += missing
	if !weighs(g) {
		v.members = g.Desired
	}
	return v, nil
}

// succeeds tells whether a member was launched to take another's place that is
// still there.
func succeeds(g *world.Group, m *world.Member) bool {
	return m.Successor == "" && anyMember(g, func(old *world.Member) bool { return old.Successor == m.Instance })
}

// desired is what an offer launches, as a refresh compares it.
func (o *offer) desired() rules.Desired {
	d := rules.Desired{Launch: launchOf(o.sorts[0].ref)}
	for _, s := range o.sorts {
		d.Types = append(d.Types, s.settings.Type)
	}
	return d
}

func launchOf(ref world.LaunchRef) rules.Launch {
	return rules.Launch{Configuration: ref.Configuration, Template: ref.Template, Version: ref.Version}
}

func (r *Room) asRefreshed(o *offer, m *world.Member, mark string) rules.Instance {
	launch := launchOf(m.Launch)
	if slices.ContainsFunc(o.sorts, func(s sort) bool { return launchOf(s.ref) == launch }) {
		launch = launchOf(o.sorts[0].ref) // an override's own template is as good as the policy's
	}
	launch.Type = m.Type
	in := rules.Instance{
		ID: m.Instance, Launch: launch, LaunchTime: m.Since, Protected: m.Protected,
		Standby: m.Lifecycle == standby, Updated: m.Refresh == mark,
	}
	if i := r.k.World.Instances.Get(m.Instance); i != nil {
		in.LaunchTime = i.Created
	}
	return in
}

// measure brings a refresh's numbers up to date. They never go down: what
// goes by itself counts as replaced.
func (r *Room) measure(f *world.Refresh, v survey) rules.Progress {
	total, updated := f.Total, &f.Updated
	if f.Back != nil {
		total, updated = f.Back.Total, &f.Back.Updated
	}
	replaced := max(0, total-len(v.old))
	launched := min(v.unready, replaced)
	if done := replaced - launched; done > *updated {
		*updated, f.Moved = done, r.now()
	}
	if f.Back == nil {
		f.Left = max(0, f.Total-f.Updated)
	}
	return rules.Progress{Total: total, Launched: launched, Updated: *updated}
}

// nextStep replaces, waits or ends.
func (r *Room) nextStep(g *world.Group, f *world.Refresh, v survey, progress rules.Progress) {
	p := preferencesOf(f)
	if f.Back != nil {
		p.Checkpoints, p.BakeTime = nil, 0
	}
	s := p.Next(v.members, progress, f.Passed)
	switch {
	case (s.Done || len(v.old) == 0) && v.unready == 0:
		r.finishRefresh(g, f, p)
	case s.Checkpoint > 0:
		f.Passed, f.WaitUntil = s.Checkpoint, r.now().Add(p.CheckpointDelay)
		f.Reason = rules.CheckpointReason(s.Checkpoint, f.WaitUntil)
	case s.Replace > 0:
		r.replaceOld(g, f, v, s.Replace, p.BatchOf(v.members).LaunchFirst)
	case v.example != "":
		f.Reason = rules.WarmingReason(v.example)
	default:
		f.Reason = ""
	}
}

// replaceOld replaces up to n members, or says for which it waits.
func (r *Room) replaceOld(g *world.Group, f *world.Refresh, v survey, n int, launchFirst bool) {
	f.Reason = ""
	for _, c := range v.old[:min(n, len(v.old))] {
		m := memberOf(g, c.Instance.ID)
		switch {
		case c.Verdict == rules.WaitsFor && c.Instance.Standby:
			f.Reason = cmp.Or(f.Reason, rules.UnavailableReason(c.Instance.ID, rules.InStandby))
		case c.Verdict == rules.WaitsFor:
			f.Reason = cmp.Or(f.Reason, rules.UnavailableReason(c.Instance.ID, rules.IsProtected))
		case launchFirst && c.Verdict == rules.Replaces && m.Lifecycle == inService:
			if suspended(g, processLaunch) || r.now().Before(g.LaunchRetryAt) || !r.succeed(g, m, activity.RefreshLaunch(r.now())) {
				return
			}
		case suspended(g, processTerminate):
			return
		default:
			r.takeForRefresh(g, m)
		}
	}
}

// takeForRefresh ends a member; if it was capacity another comes.
func (r *Room) takeForRefresh(g *world.Group, m *world.Member) {
	if joining(m) {
		r.launchDied(m)
	}
	if counts(m) {
		g.Refreshing += units(m)
	}
	r.leave(g, m, whyRefresh, activity.Cause(activity.RefreshTerminate(r.now()), activity.Selected(r.now(), m.Instance)))
}

// finishRefresh is after the last replacement.
func (r *Room) finishRefresh(g *world.Group, f *world.Refresh, p rules.Preferences) {
	if p.BakeTime > 0 {
		f.Status, f.Reason, f.WaitUntil = rules.Baking, "", r.now().Add(p.BakeTime)
		return
	}
	r.succeedRefresh(g, f)
}

// succeedRefresh ends a refresh well: the desired configuration becomes the
// group's own. After the way back the group is as it was.
func (r *Room) succeedRefresh(g *world.Group, f *world.Refresh) {
	if f.Back != nil {
		r.endRefresh(g, f, rules.RollbackSuccessful, "")
		return
	}
	switch {
	case f.Mixed != nil:
		g.Mixed, g.Launch = f.Mixed, f.Mixed.Launch
	case f.Launch != nil:
		g.Mixed, g.Launch = withTemplate(g.Mixed, *f.Launch), *f.Launch
	}
	reweigh(g)
	r.endRefresh(g, f, rules.Successful, "")
}

// failRefresh ends a refresh badly, or turns it round.
func (r *Room) failRefresh(g *world.Group, f *world.Refresh, why string) {
	switch {
	case f.Back != nil:
		r.endRefresh(g, f, rules.RollbackFailed, rules.FailedReason(why))
	case preferencesOf(f).AfterFailure() == rules.RollbackInProgress:
		r.goBack(g, f, rules.FailedReason(why))
	default:
		r.endRefresh(g, f, rules.Failed, rules.FailedReason(why))
	}
}

// goBack turns a refresh round: what it has launched is replaced by what the
// group launched before.
func (r *Room) goBack(g *world.Group, f *world.Refresh, why string) {
	f.Back = &world.Rollback{Reason: why, Started: r.now(), Percent: Percent(f), Left: f.Left}
	f.Status, f.Reason, f.WaitUntil, f.Moved = rules.RollbackInProgress, why, time.Time{}, r.now()
	r.dropSuccessors(g)
	tryAgain(g)
	if v, err := r.survey(g, f); err == nil {
		f.Back.Total = len(v.old)
	}
	r.wakeGroup(g)
}

// dropSuccessors ends the instances that were launched to succeed others that
// now stay.
func (r *Room) dropSuccessors(g *world.Group) {
	for i := range g.Members {
		m := &g.Members[i]
		if m.Successor == "" || m.AtRisk || m.Lifecycle != inService {
			continue
		}
		s := memberOf(g, m.Successor)
		m.Successor = ""
		if s == nil || !counts(s) {
			continue
		}
		if joining(s) {
			r.launchDied(s)
		}
		r.leave(g, s, whyRefresh, activity.Cause(activity.RefreshTerminate(r.now()), activity.Selected(r.now(), s.Instance)))
	}
}

// endRefresh is the end, in whatever way. The group may be gone.
func (r *Room) endRefresh(g *world.Group, f *world.Refresh, status, reason string) {
	f.Status, f.Reason, f.Ended, f.WaitUntil = status, reason, r.now(), time.Time{}
	if status == rules.Successful {
		f.Left = max(0, f.Total-f.Updated)
	}
	if g != nil && g.Refresh == f.ID {
		r.dropSuccessors(g)
		g.Refresh, g.Refreshing = "", 0
		r.wakeGroup(g)
	}
	r.k.Changed(KindRefresh, f.ID)
}
