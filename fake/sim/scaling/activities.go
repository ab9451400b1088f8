package scaling

import (
	"time"

	"fleetglass/awsclient/semantics/activity"
	"fleetglass/fake/world"
)

// The status codes of activities that the room uses.
const (
	statusPreInService = activity.PreInService
	statusInProgress   = activity.InProgress
	statusDraining     = activity.WaitingForDraining
	statusMidHook      = activity.MidLifecycleAction
	statusSuccessful   = activity.Successful
	statusFailed       = activity.Failed
	statusCancelled    = activity.Cancelled
)

// Progress of an activity, in percent: the values that the service has been
// seen to report.
const (
	progressBegun    = 0
	progressLaunched = 30
	progressHalf     = 50
	progressDone     = 100
)

// activityRetention is how long activities are kept (AS/as-verify-scaling-activity).
const activityRetention = 6 * 7 * 24 * time.Hour

// begin starts an activity on a member and remembers it there.
func (r *Room) begin(g *world.Group, m *world.Member, description, cause, status string, progress int) *world.Activity {
	a := &world.Activity{
		Group: g.Name, Description: description, Cause: cause,
		Status: status, Progress: progress, Instance: m.Instance,
		Details: activity.Details(r.subnetOf(m.Instance), m.Zone),
	}
	r.write(a)
	m.Activity = a.ID
	return a
}

// write gives an activity its id and start and puts it into the table.
func (r *Room) write(a *world.Activity) {
	a.ID, a.Start = r.k.UUID(), r.now()
	r.k.World.Activities.Put(a.ID, a)
	r.forgetActivities()
	r.k.Tell(KindActivity, a.ID)
}

// forgetActivities drops what is older than six weeks. The table is oldest
// first, so the walk ends at the first that is young enough.
func (r *Room) forgetActivities() {
	limit := r.now().Add(-activityRetention)
	for id, a := range r.k.World.Activities.All() {
		if !a.Start.Before(limit) {
			return
		}
		r.k.World.Activities.Delete(id)
	}
}

// progress moves the activity in progress on a member.
func (r *Room) progress(m *world.Member, status string, percent int) {
	if a := r.k.World.Activities.Get(m.Activity); a != nil {
		a.Status, a.Progress = status, percent
		r.k.Tell(KindActivity, a.ID)
	}
}

// describe changes the description of the activity in progress on a member.
func (r *Room) describe(m *world.Member, description string) {
	if a := r.k.World.Activities.Get(m.Activity); a != nil {
		a.Description = description
	}
}

// finish ends the activity in progress on a member.
func (r *Room) finish(m *world.Member, status, message string) {
	if a := r.k.World.Activities.Get(m.Activity); a != nil {
		a.Status, a.Message, a.Progress, a.End = status, message, progressDone, r.now()
		r.announce(a)
		r.k.Tell(KindActivity, a.ID)
	}
	m.Activity = ""
}

// failed writes an activity that failed at once.
func (r *Room) failed(g *world.Group, description, cause, message, zone, subnet string) {
	a := &world.Activity{
		Group: g.Name, Description: description, Cause: cause,
		Status: statusFailed, Message: message, Progress: progressDone, End: r.now(),
		Details: activity.Details(subnet, zone),
	}
	r.write(a)
	r.announce(a)
}

// subnetOf is the subnet of an instance, "" when it is gone.
func (r *Room) subnetOf(instance string) string {
	if in := r.k.World.Instances.Get(instance); in != nil {
		return in.Subnet
	}
	return ""
}

// takeCauses is the sentences that explain the next activities, which are
// told once.
func takeCauses(g *world.Group) []string {
	causes := g.Causes
	g.Causes = nil
	return causes
}
