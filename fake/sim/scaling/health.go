package scaling

import (
	"time"

	"fleetglass/awsclient/semantics/activity"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// impairedFor is how long a failing status check is put up with. Choice: AWS
// says "a few minutes".
const impairedFor = 2 * time.Minute

// replaceMin and replaceMax bound the time from taking an unhealthy member
// out to launching another: one to two seconds are usual (published logs).
const (
	replaceMin = time.Second
	replaceMax = 2 * time.Second
)

// allUnhealthyPause is the time between two replacements while the load
// balancer finds every member unhealthy. Choice: AWS says that it slows down,
// not how.
const allUnhealthyPause = 5 * time.Minute

// checkHealth marks a member unhealthy for which a check says so. A member
// once marked does not recover by itself. One that waits for its turn and
// whose instance then stops is marked anew: EC2's word is acted on at once
// (AS/ec2-auto-scaling-health-checks).
func (r *Room) checkHealth(g *world.Group, m *world.Member) {
	if !counts(m) || m.Health == unhealthy && !waitsItsTurn(m) || suspended(g, processHealthCheck) {
		return
	}
	in := r.k.World.Instances.Get(m.Instance)
	switch {
	case in == nil || !mayRun(m, in):
		r.mark(g, m, healthByEC2)
	case m.Health == unhealthy:
	case m.Lifecycle != inService:
	case r.impaired(g, m, in):
		r.mark(g, m, healthByStatus)
	case r.failsTraffic(g, m):
		r.mark(g, m, healthByELB)
	}
}

// mayRun: an instance that is not running is unhealthy at once, grace or no
// grace, but for one that is still being launched.
func mayRun(m *world.Member, in *world.Instance) bool {
	return in.State == world.Running || in.State == world.Pending && joining(m)
}

// waitsItsTurn tells whether an unhealthy member is replaced a few at a time,
// with others like it: its instance runs, and nobody has said that it must go.
func waitsItsTurn(m *world.Member) bool {
	return m.HealthWhy == healthByELB || m.HealthWhy == healthByStatus
}

// mark makes a member unhealthy.
func (r *Room) mark(g *world.Group, m *world.Member, why string) {
	m.Health, m.HealthWhy = unhealthy, why
	r.wakeGroup(g)
}

// impaired tells whether a status check has failed for too long.
func (r *Room) impaired(g *world.Group, m *world.Member, in *world.Instance) bool {
	system, instance := r.compute.Status(in)
	if system != compute.CheckImpaired && instance != compute.CheckImpaired {
		m.ImpairedSince = time.Time{}
		return false
	}
	if m.ImpairedSince.IsZero() {
		m.ImpairedSince = r.now()
	}
	due := m.ImpairedSince.Add(impairedFor)
	if m.GraceUntil.After(due) {
		due = m.GraceUntil
	}
	if r.now().Before(due) {
		r.wakeMemberAt(due, g.Name, m.Instance)
		return false
	}
	return true
}

// failsTraffic tells whether a load balancer finds a member unhealthy. That is
// looked at on the group's periodic check, after the grace, and only for
// traffic sources that have once had a healthy member.
func (r *Room) failsTraffic(g *world.Group, m *world.Member) bool {
	if g.HealthCheckType != healthTypeELB || r.now().Before(m.GraceUntil) {
		return false
	}
	fails := r.refusedTraffic(g, m)
	if fails && !r.now().Equal(nextPoll(g, r.now())) {
		r.wakeMemberAt(nextPoll(g, r.now()), g.Name, m.Instance)
		return false
	}
	return fails
}

// nextPoll is the first periodic check of a group that is not before a time.
func nextPoll(g *world.Group, t time.Time) time.Time {
	since := t.Sub(g.Created)
	return g.Created.Add((since + PollInterval - 1) / PollInterval * PollInterval)
}

// replaceUnhealthy takes unhealthy members out, for which others will be
// launched: at once those whose instance does not run or of which somebody
// said so, the others a few at a time.
func (r *Room) replaceUnhealthy(g *world.Group) {
	if suspended(g, processReplaceUnhealthy) || suspended(g, processTerminate) {
		return
	}
	var slow []string
	for i := range g.Members {
		m := &g.Members[i]
		switch {
		case !counts(m):
		case m.Health == unhealthy && !waitsItsTurn(m):
			r.replace(g, m, whyUnhealthy)
		case m.Health == unhealthy || r.tooOld(g, m):
			slow = append(slow, m.Instance)
		}
	}
	if len(slow) == 0 {
		return
	}
	left := r.replacementRoom(g)
	for len(slow) > 0 && left > 0 {
		m, why := memberOf(g, slow[0]), whyUnhealthy
		if m.Health == healthy {
			why = whyLifetime
		}
		left -= units(m)
		r.replace(g, m, why)
		slow = slow[1:]
	}
	if len(slow) > 0 {
		r.lookAgain(g, nextPoll(g, r.now().Add(time.Nanosecond)))
	}
}

func (r *Room) tooOld(g *world.Group, m *world.Member) bool {
	return g.MaxInstanceLifetime > 0 && m.Lifecycle == inService && !r.now().Before(r.expires(g, m))
}

// replacementRoom is how many members may be replaced now: a tenth of the
// desired capacity, at least one, less those that are being replaced and have
// not settled (AS/ec2-auto-scaling-health-checks).
func (r *Room) replacementRoom(g *world.Group) int {
	if r.allFailTraffic(g) {
		if r.now().Before(g.LastUnhealthyReplacement.Add(allUnhealthyPause)) {
			return 0
		}
		return 1
	}
	room := max(1, g.Desired/10) - g.Replacing
	for i := range g.Members {
		if r.unsettled(g, &g.Members[i]) {
			room -= units(&g.Members[i])
		}
	}
	return max(room, 0)
}

// unsettled tells whether a member is not yet of full use: it is on its way,
// warms up, or has not passed its first check.
func (r *Room) unsettled(g *world.Group, m *world.Member) bool {
	switch {
	case m.Health == unhealthy:
		return false // it waits to be replaced itself
	case joining(m):
		return true
	case m.Lifecycle != inService:
		return false
	case r.now().Before(m.WarmUntil):
		return true
	}
	return g.HealthCheckType == healthTypeELB && r.now().Before(m.GraceUntil) && !r.servesEverywhere(g, m)
}

// allFailTraffic tells whether no member serves: the load balancer finds each
// unhealthy, or has not yet found it healthy.
func (r *Room) allFailTraffic(g *world.Group) bool {
	failing := 0
	for i := range g.Members {
		switch m := &g.Members[i]; {
		case m.Lifecycle != inService:
		case m.HealthWhy == healthByELB:
			failing++
		case r.servesEverywhere(g, m):
			return false
		}
	}
	return failing > 1
}

// replace takes an unhealthy member out and owes a launch for it.
func (r *Room) replace(g *world.Group, m *world.Member, why string) {
	now := r.now()
	if joining(m) {
		r.launchDied(m)
	}
	r.leave(g, m, why, activity.Cause(r.replaceCause(m)))
	if why == whyLifetime {
		return // what is missing is launched, and nothing was unhealthy
	}
	g.Replacing += units(m)
	g.LastUnhealthyReplacement = now
	g.ReplaceAt = now.Add(r.k.Between(replaceMin, replaceMax))
	r.k.WakeAt(g.ReplaceAt, KindGroup, g.Name)
}

// launchDied cancels the launch of an instance that ended before it came into
// service.
func (r *Room) launchDied(m *world.Member) {
	reason := "Instance became unhealthy while waiting for instance to be in InService state."
	if in := r.k.World.Instances.Get(m.Instance); in != nil && in.StateReason != "" {
		reason += " Termination Reason: " + in.StateReason
	}
	r.describe(m, activity.DescribeLaunch(m.Instance)+".  Status Reason: "+reason)
	r.finish(m, statusCancelled, reason)
}

func (r *Room) replaceCause(m *world.Member) string {
	now := r.now()
	switch {
	case m.Health == healthy:
		return activity.MaxLifetime(now)
	case m.HealthWhy == healthByStatus:
		return activity.StatusCheckHealth(now)
	case m.HealthWhy == healthByELB:
		return activity.ELBHealth(now)
	case m.HealthWhy == healthByUser:
		return activity.UserHealth(now)
	}
	return activity.EC2Health(now)
}

// SetInstanceHealth sets the health of a member from outside, as custom
// health checks do. With respectGrace a member within its grace stays as it
// is (that is AWS's default).
func (r *Room) SetInstanceHealth(instance, status string, respectGrace bool) error {
	g, m := r.memberAnywhere(instance)
	if m == nil {
		return invalid("No managed instance found for instance ID: %s", instance)
	}
	switch {
	case status == healthy:
		if counts(m) {
			m.Health, m.HealthWhy = healthy, ""
			r.wakeMember(g.Name, instance) // the checks may know better
		}
	case respectGrace && m.Lifecycle == inService && r.now().Before(m.GraceUntil):
	default:
		r.mark(g, m, healthByUser)
	}
	return nil
}
