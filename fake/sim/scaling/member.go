package scaling

import (
	"time"

	"fleetglass/awsclient/semantics/activity"
	"fleetglass/awsclient/semantics/lifecycle"
	rules "fleetglass/awsclient/semantics/scaling"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// proceedTime is how long a member is seen in Pending:Proceed. Choice: AWS
// does not publish it.
const proceedTime = 2 * time.Second

// lookAtMember is the controller of members: it moves one a step on.
func (r *Room) lookAtMember(subject string) {
	g, m := r.member(subject)
	if m == nil {
		return
	}
	r.checkHealth(g, m)
	if m.Health == unhealthy && counts(m) {
		return // its group decides when it is replaced
	}
	switch m.Lifecycle {
	case pending:
		r.stepPending(g, m)
	case pendingWait, terminatingWait:
		r.stepWaiting(g, m)
	case pendingProceed:
		if !r.now().Before(m.Since.Add(proceedTime)) {
			r.arrive(g, m)
		}
	case inService:
		r.stepInService(g, m)
	case terminating, terminatingGo:
		r.stepTerminating(g, m)
	case enteringStandby:
		r.stepEnteringStandby(g, m)
	case detaching:
		r.stepDetaching(g, m)
	}
}

// stepPending waits for the instance to run, then for the launch hooks.
func (r *Room) stepPending(g *world.Group, m *world.Member) {
	in := r.k.World.Instances.Get(m.Instance)
	if in == nil || in.State != world.Running {
		return
	}
	if !m.Returning && r.waitAtHook(g, m, lifecycle.Launching, pendingWait) {
		return
	}
	r.arrive(g, m)
}

// arrive puts a member into service: it is registered with the target groups
// first, and its grace begins after (AS/lifecycle-hooks-overview).
func (r *Room) arrive(g *world.Group, m *world.Member) {
	r.addToTargetGroups(g, m)
	now := r.now()
	r.enter(m, inService)
	m.InService, m.GraceUntil = now, now.Add(g.Grace)
	m.WarmUntil = now.Add(max(g.DefaultWarmup, 0))
	m.Returning, m.Passed = false, nil
	r.finish(m, statusSuccessful, "")
	r.serviceChanged(g)
	r.wakeMemberAt(m.GraceUntil, g.Name, m.Instance)
	if g.MaxInstanceLifetime > 0 {
		r.wakeMemberAt(r.expires(g, m), g.Name, m.Instance)
	}
	r.wakeGroup(g)
}

// expires is when a member has reached its group's maximum lifetime.
func (r *Room) expires(g *world.Group, m *world.Member) time.Time {
	born := m.InService
	if in := r.k.World.Instances.Get(m.Instance); in != nil {
		born = in.Created
	}
	return born.Add(g.MaxInstanceLifetime)
}

func (r *Room) stepInService(g *world.Group, m *world.Member) {
	r.noteServing(g, m)
	if len(g.Removing) > 0 || g.MaxInstanceLifetime > 0 && !r.now().Before(r.expires(g, m)) {
		r.wakeGroup(g)
	}
}

// warming tells whether a member still warms up for a policy with this
// warm-up: it is on its way into service, or not long there.
func (r *Room) warming(m *world.Member, warmup time.Duration) bool {
	return joining(m) || m.Lifecycle == inService && r.now().Before(m.InService.Add(warmup))
}

// warmup is how long instances warm up for a policy.
func warmup(g *world.Group, p *world.Policy) time.Duration {
	d, _ := rules.Warmup(p.Warmup, g.DefaultWarmup, g.DefaultCooldown)
	return d
}

// stepTerminating drains, waits for the hooks, terminates, and waits for the
// end (AS/lifecycle-hooks-overview). A group deleted by force does not wait.
func (r *Room) stepTerminating(g *world.Group, m *world.Member) {
	if m.Leaving.Why != whyDelete && (!r.drainForEnd(g, m) || r.waitAtHook(g, m, lifecycle.Terminating, terminatingWait)) {
		return
	}
	in := r.k.World.Instances.Get(m.Instance)
	if in == nil || in.State == world.Terminated {
		r.finish(m, statusSuccessful, "")
		r.remove(g, m.Instance)
		return
	}
	if in.State != world.ShuttingDown {
		err := r.compute.Terminate(in.ID, compute.CodeUserShutdown, compute.UserShutdown)
		r.recordTermination(in.ID, err)
	}
}

// drainForEnd takes a leaving member off its target groups and tells whether
// its connections are gone. While they are not, the activity says so.
func (r *Room) drainForEnd(g *world.Group, m *world.Member) bool {
	if m.Leaving.Drained {
		return true
	}
	if !r.drained(g, m) {
		r.describe(m, activity.DescribeDraining(m.Instance))
		r.progress(m, statusDraining, progressHalf)
		return false
	}
	m.Leaving.Drained = true
	r.describe(m, activity.DescribeTerminate(m.Instance))
	r.progress(m, statusInProgress, progressHalf)
	r.wakeGroup(g)
	return true
}
