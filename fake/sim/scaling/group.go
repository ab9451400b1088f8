package scaling

import (
	"fleetglass/awsclient/semantics/activity"
	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/awsclient/semantics/placement"
	"fleetglass/fake/world"
)

// lookAtGroup is the controller of groups: it brings the members nearer to
// what is desired, by one step.
func (r *Room) lookAtGroup(name string) {
	g := r.k.World.Groups.Get(name)
	switch {
	case g == nil:
		return
	case g.Deleting:
		r.stepDeletion(g)
	default:
		r.stepGroup(g)
	}
	if r.k.World.Groups.Has(name) {
		r.tell(g)
	}
}

func (r *Room) stepGroup(g *world.Group) {
	r.replaceUnhealthy(g)
	r.forgetRemoved(g)
	r.endSurplus(g)
	r.succeedAtRisk(g)
	r.retire(g)
	switch need := g.Desired + g.Surplus + succeeded(g) - actual(g); {
	case need > 0:
		r.scaleOut(g, need)
	case need < 0:
		r.scaleIn(g, -need)
	default:
		r.rest(g)
	}
}

// rest is what a group does that has what it wants.
func (r *Room) rest(g *world.Group) {
	g.ProtectedNoted = false
	g.Replacing, g.Refreshing = 0, 0
	if g.Surplus > 0 {
		return
	}
	g.Causes = nil
	r.beginCooldown(g)
	r.rebalance(g)
}

// beginCooldown starts the cooldown that a simple policy left behind, once
// the last instance has been launched or terminated.
func (r *Room) beginCooldown(g *world.Group) {
	if g.CooldownFor == 0 || anyMember(g, func(m *world.Member) bool { return holdsCooldown(g, m) }) {
		return
	}
	g.CooldownUntil, g.CooldownFor = r.now().Add(g.CooldownFor), 0
}

// holdsCooldown tells whether the cooldown waits for a member. With target
// groups it waits until connections have drained, not for the hooks and the
// end of the instance after that (AS/as-scaling-simple-step).
func holdsCooldown(g *world.Group, m *world.Member) bool {
	if ending(m) && len(sources(g)) > 0 {
		return !m.Leaving.Drained
	}
	return ending(m) || joining(m)
}

func anyMember(g *world.Group, is func(*world.Member) bool) bool {
	for i := range g.Members {
		if is(&g.Members[i]) {
			return true
		}
	}
	return false
}

// scaleIn takes members out of service, chosen by the termination policies.
func (r *Room) scaleIn(g *world.Group, excess int) {
	if suspended(g, processTerminate) {
		return
	}
	victims := r.choose(g, excess)
	gone := unitsOf(g, victims)
	if gone < excess && anyMember(g, func(m *world.Member) bool { return counts(m) && m.Protected }) {
		r.noteProtected(g, excess-gone)
	}
	if len(victims) == 0 {
		r.beginCooldown(g)
		return
	}
	now := r.now()
	have := actual(g)
	sentences := append(takeCauses(g), activity.Shrink(now, have, have-gone))
	for _, id := range victims {
		sentences = append(sentences, activity.Selected(now, id))
	}
	for _, id := range victims {
		r.leave(g, memberOf(g, id), whyScaleIn, activity.Cause(sentences...))
	}
}

// choose is the members to take out, by the rules of package placement.
func (r *Room) choose(g *world.Group, n int) []string {
	var members []placement.Member
	for i := range g.Members {
		if m := &g.Members[i]; counts(m) {
			members = append(members, r.leavable(g, m))
		}
	}
	var choices []placement.Choice
	if g.Mixed != nil {
		d := fleet.Distribution{Base: g.Mixed.OnDemandBase, Percent: g.Mixed.OnDemandPercent}
		onDemandOf := func(total int) int { n, _ := d.Split(total); return n }
		choices = placement.SelectMixed(members, g.TerminationPolicies, n, onDemandOf, r.now())
	} else {
		choices = placement.SelectForScaleIn(members, g.TerminationPolicies, n, r.now())
	}
	ids := make([]string, len(choices))
	for i, c := range choices {
		ids[i] = c.Candidate.ID
	}
	return ids
}

// leavable is a member as scale-in sees it.
func (r *Room) leavable(g *world.Group, m *world.Member) placement.Member {
	c := r.candidate(g, m)
	c.Market = marketOnDemand
	if m.Spot {
		c.Market = marketSpot
	}
	return placement.Member{
		Candidate: c, Outside: outside(g, m), Unhealthy: m.Health == unhealthy,
		InService: m.Lifecycle == inService, Units: units(m),
	}
}

// noteProtected writes once that members cannot go because they are protected
// (AS/ec2-auto-scaling-termination-policies).
func (r *Room) noteProtected(g *world.Group, short int) {
	if g.ProtectedNoted {
		return
	}
	g.ProtectedNoted = true
	have := actual(g)
	cause := activity.Cause(append(g.Causes, activity.Shrink(r.now(), have, have-short))...)
	r.failed(g, activity.AllProtected, cause, activity.AllProtected, "", "")
}

// leave sends a member on its way to termination.
func (r *Room) leave(g *world.Group, m *world.Member, why, cause string) {
	if m.Activity != "" {
		r.finish(m, statusCancelled, "")
	}
	served := m.Lifecycle == inService
	r.enter(m, terminating)
	m.Leaving = world.Leaving{Why: why}
	m.Hook, m.Passed = world.HookWait{}, nil
	r.begin(g, m, activity.DescribeTerminate(m.Instance), cause, statusInProgress, progressBegun)
	if served {
		r.serviceChanged(g)
	}
	r.wakeMember(g.Name, m.Instance)
	r.wakeGroup(g)
}

// remove takes a member off the list. Pointers to members are stale after it.
func (r *Room) remove(g *world.Group, instance string) {
	for i := range g.Members {
		if g.Members[i].Instance == instance {
			g.Members = append(g.Members[:i:i], g.Members[i+1:]...)
			break
		}
	}
	g.SettledAt = r.now()
	r.wakeGroup(g)
}

// stepDeletion ends the members of a group that is being deleted by force,
// and the group once they are gone.
func (r *Room) stepDeletion(g *world.Group) {
	for i := range g.Members {
		switch m := &g.Members[i]; {
		case m.Leaving.Why == whyDelete || m.Lifecycle == detaching:
		case ending(m):
			r.hurry(g, m)
		default:
			r.leave(g, m, whyDelete, activity.Cause(activity.GroupDeleted(r.now()), activity.Selected(r.now(), m.Instance)))
		}
	}
	if len(g.Members) == 0 {
		r.erase(g)
	}
}

// hurry lets a member that is on its way out wait for nothing any more.
func (r *Room) hurry(g *world.Group, m *world.Member) {
	m.Leaving.Why, m.Hook = whyDelete, world.HookWait{}
	if m.Lifecycle == terminatingWait {
		r.enter(m, terminatingGo)
	}
	r.describe(m, activity.DescribeTerminate(m.Instance))
	r.progress(m, statusInProgress, progressHalf)
	r.wakeMember(g.Name, m.Instance)
}

// erase removes a group and what belongs to it. Its activities stay for as
// long as activities do.
func (r *Room) erase(g *world.Group) {
	w := r.k.World
	for arn, p := range w.Policies.All() {
		if p.Group == g.Name {
			r.deleteTrackingAlarms(p)
			w.Policies.Delete(arn)
		}
	}
	for arn, a := range w.ScheduledActions.All() {
		if a.Group == g.Name {
			w.ScheduledActions.Delete(arn)
		}
	}
	w.Metrics.Capacity.Delete(g.Name)
	w.Groups.Delete(g.Name)
	r.k.Changed(KindGroup, g.Name)
}
