package scaling

import (
	"time"

	rules "fleetglass/awsclient/semantics/refresh"
	"fleetglass/fake/world"
)

// KindRefresh is looked at while an instance refresh runs; subject: its id.
const KindRefresh world.Kind = "refresh"

// How a refresh goes on. Choices: AWS publishes neither.
const (
	pendingTime = 10 * time.Second // from the request until it begins
	refreshPoll = 15 * time.Second // between two looks at the group
)

// mostRefreshes is how long refreshes that have ended are kept (choice: as
// long as activities).
const refreshRetention = activityRetention

// StartRefresh begins an instance refresh with the preferences and the desired
// configuration of f, and gives its id.
func (r *Room) StartRefresh(f world.Refresh) (string, error) {
	g, err := r.group(f.Group)
	if err != nil {
		return "", err
	}
	if err := refuseDeleting(g); err != nil {
		return "", err
	}
	if err := r.checkRefresh(g, &f); err != nil {
		return "", err
	}
	f.ID, f.Status, f.Started, f.Moved = r.k.UUID(), rules.Pending, r.now(), r.now()
	r.forgetRefreshes()
	r.k.World.Refreshes.Put(f.ID, &f)
	g.Refresh = f.ID
	r.k.WakeIn(pendingTime, KindRefresh, f.ID)
	return f.ID, nil
}

// checkRefresh is AWS's refusal of a refresh. It fills in what follows from
// the desired configuration.
func (r *Room) checkRefresh(g *world.Group, f *world.Refresh) error {
	var live []string
	if other := r.k.World.Refreshes.Get(g.Refresh); other != nil {
		live = append(live, other.Status)
	}
	switch {
	case f.Launch != nil && f.Mixed != nil:
		return invalid("DesiredConfiguration must contain either LaunchTemplate or MixedInstancesPolicy, not both.")
	case f.Mixed != nil:
		if err := r.settleMixed(g, f.Mixed); err != nil {
			return err
		}
	case f.Launch != nil:
		if err := r.settleTemplate(f.Launch); err != nil {
			return err
		}
		if err := r.checkTemplate(g, *f.Launch); err != nil {
			return err
		}
	}
	for _, name := range f.Preferences.Alarms {
		if r.stateOf(name) == "" {
			return invalid("The alarm %s does not exist.", name)
		}
	}
	wanted := rules.Desired{Launch: rules.Launch{Configuration: g.Launch.Configuration, Version: wantedVersion(g, f)}}
	if f.Launch != nil || f.Mixed != nil {
		wanted.Configuration = ""
	}
	return refused(rules.ValidateStart(live, preferencesOf(f), wanted, f.Launch != nil || f.Mixed != nil))
}

// wantedVersion is the version to which a way back would be tied, as it was
// given: "$Latest" anywhere makes a way back impossible.
func wantedVersion(g *world.Group, f *world.Refresh) string {
	refs := []world.LaunchRef{g.Launch}
	switch {
	case f.Launch != nil:
		refs = append(refs, *f.Launch)
	case f.Mixed != nil:
		refs = append(refs, f.Mixed.Launch)
	}
	for _, ref := range refs {
		if len(ref.Version) > 0 && ref.Version[0] == '$' {
			return ref.Version
		}
	}
	return refs[len(refs)-1].Version
}

func preferencesOf(f *world.Refresh) rules.Preferences {
	p := f.Preferences
	return rules.Preferences{
		MinHealthy: p.MinHealthy, MaxHealthy: p.MaxHealthy, Checkpoints: p.Checkpoints, CheckpointDelay: p.CheckpointDelay,
		BakeTime: p.BakeTime, SkipMatching: p.SkipMatching, AutoRollback: p.AutoRollback,
		ScaleInProtected: p.ScaleInProtected, Standby: p.Standby,
	}
}

// forgetRefreshes drops those that ended long ago.
func (r *Room) forgetRefreshes() {
	limit := r.now().Add(-refreshRetention)
	for id, f := range r.k.World.Refreshes.All() {
		if !f.Ended.IsZero() && f.Ended.Before(limit) {
			r.k.World.Refreshes.Delete(id)
		}
	}
}

// liveRefresh is the refresh under way in a group; nil for none.
func (r *Room) liveRefresh(g *world.Group) *world.Refresh { return r.k.World.Refreshes.Get(g.Refresh) }

// CancelRefresh stops the refresh, or its way back, that is under way in a
// group, and gives its id. What it did stays.
func (r *Room) CancelRefresh(group string) (string, error) {
	g, err := r.group(group)
	if err != nil {
		return "", err
	}
	f := r.liveRefresh(g)
	if f == nil {
		return "", refused(rules.ValidateCancel(""))
	}
	if err := rules.ValidateCancel(f.Status); err != nil {
		return "", refused(err)
	}
	f.Status, f.Reason, f.WaitUntil = rules.Cancelling, rules.CancelledReason, time.Time{}
	return f.ID, nil
}

// userRollback is why a refresh that a person rolls back does so (choice).
const userRollback = "The instance refresh was rolled back in response to a user request."

// RollbackRefresh takes a group back to what it launched from before the
// refresh that is under way, and gives its id.
func (r *Room) RollbackRefresh(group string) (string, error) {
	g, err := r.group(group)
	if err != nil {
		return "", err
	}
	f := r.liveRefresh(g)
	if f == nil {
		return "", refused(rules.ValidateRollback("", rules.Desired{}, false))
	}
	wanted := rules.Desired{Launch: rules.Launch{Version: wantedVersion(g, f)}}
	if err := rules.ValidateRollback(f.Status, wanted, f.Launch != nil || f.Mixed != nil); err != nil {
		return "", refused(err)
	}
	r.goBack(g, f, userRollback)
	return f.ID, nil
}

// Refreshes is the instance refreshes of a group that are remembered, newest
// first.
func (r *Room) Refreshes(group string) []*world.Refresh {
	var list []*world.Refresh
	for _, f := range r.k.World.Refreshes.All() {
		if f.Group == group {
			list = append([]*world.Refresh{f}, list...)
		}
	}
	return list
}

// refreshMark is what members are marked with that are launched now: the
// refresh under way, and apart from it its way back.
func (r *Room) refreshMark(g *world.Group) string {
	f := r.liveRefresh(g)
	switch {
	case f == nil:
		return ""
	case f.Back != nil:
		return f.ID + "|back"
	}
	return f.ID
}

// refreshWarmup is how long a new member warms up before it is counted.
func (r *Room) refreshWarmup(g *world.Group) time.Duration {
	own := rules.Unset
	if f := r.liveRefresh(g); f != nil && f.Preferences.Warmup >= 0 {
		own = f.Preferences.Warmup
	}
	common := rules.Unset
	if g.DefaultWarmup >= 0 {
		common = g.DefaultWarmup
	}
	return rules.Warmup(own, common, g.Grace)
}

// Percent is how far a refresh is; on the way back it goes down again.
func Percent(f *world.Refresh) int {
	p := rules.Progress{Total: f.Total, Updated: f.Updated}
	switch {
	case f.Back == nil && f.Status == rules.Pending:
		return 0
	case f.Back == nil:
		return p.Percent()
	case f.Back.Total == 0:
		return 0
	}
	return f.Back.Percent * (f.Back.Total - f.Back.Updated) / f.Back.Total
}
