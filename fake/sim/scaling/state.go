package scaling

import (
	"slices"
	"strings"

	"fleetglass/awsclient/semantics/lifecycle"
	"fleetglass/awsclient/semantics/placement"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/world"
)

// The lifecycle states of a member.
const (
	pending         = lifecycle.MemberPending
	pendingWait     = lifecycle.MemberPendingWait
	pendingProceed  = lifecycle.MemberPendingProceed
	inService       = lifecycle.MemberInService
	enteringStandby = lifecycle.MemberEnteringStandby
	standby         = lifecycle.MemberStandby
	detaching       = lifecycle.MemberDetaching
	terminating     = lifecycle.MemberTerminating
	terminatingWait = lifecycle.MemberTerminatingWait
	terminatingGo   = lifecycle.MemberTerminatingProceed
)

// The health of a member, in AWS's words, and which check found it unhealthy.
const (
	healthy        = "Healthy"
	unhealthy      = "Unhealthy"
	healthByEC2    = "ec2"
	healthByStatus = "status"
	healthByELB    = "elb"
	healthByUser   = "user"
)

// The types of health checks that a group can have.
const (
	healthTypeEC2 = "EC2"
	healthTypeELB = "ELB"
)

// Why a member leaves.
const (
	whyScaleIn   = "scale-in"
	whyUnhealthy = "unhealthy"
	whyLifetime  = "lifetime"
	whyUser      = "user"
	whyAbandoned = "abandoned"
	whyDelete    = "delete"
	whyDetach    = "detach"
	whyStandby   = "standby"
)

// joining tells whether a member is on its way into service.
func joining(m *world.Member) bool { return strings.HasPrefix(m.Lifecycle, pending) }

// ending tells whether a member is on its way to termination.
func ending(m *world.Member) bool { return strings.HasPrefix(m.Lifecycle, terminating) }

// counts tells whether a member counts against the desired capacity.
func counts(m *world.Member) bool { return m.Lifecycle == inService || joining(m) }

// actual is the capacity that a group has, or will have once its launches
// are through.
func actual(g *world.Group) int {
	n := 0
	for i := range g.Members {
		if counts(&g.Members[i]) {
			n++
		}
	}
	return n
}

// enter puts a member into a lifecycle state.
func (r *Room) enter(m *world.Member, state string) {
	m.Lifecycle, m.Since = state, r.now()
}

// serviceChanged notes that a member has entered or left service. The group is
// looked at next, and then tells those who share work among its members: once,
// however many members it was.
func (r *Room) serviceChanged(g *world.Group) {
	g.SettledAt, g.Reshaped = r.now(), true
	r.wakeGroup(g)
}

// tell remembers the numbers of a group, and lets its neighbours know if they
// or the members in service have changed.
func (r *Room) tell(g *world.Group) {
	if r.remember(g) || g.Reshaped {
		g.Reshaped = false
		r.k.Changed(KindGroup, g.Name)
	}
}

// zoneCounts is how many counting members each enabled zone has.
func zoneCounts(g *world.Group) []placement.ZoneCount {
	list := make([]placement.ZoneCount, len(g.Zones))
	for i, z := range g.Zones {
		list[i].Zone = z
	}
	for i := range g.Members {
		if !counts(&g.Members[i]) {
			continue
		}
		if at := slices.Index(g.Zones, g.Members[i].Zone); at >= 0 {
			list[at].Count++
		}
	}
	return list
}

// outside tells whether a member is in a zone that its group has left.
func outside(g *world.Group, m *world.Member) bool { return !slices.Contains(g.Zones, m.Zone) }

// busy tells whether an activity is in progress in a group.
func busy(g *world.Group) bool {
	return g.Replacing > 0 || g.Surplus > 0 ||
		slices.ContainsFunc(g.Members, func(m world.Member) bool { return m.Activity != "" })
}

// remember writes the numbers of a group to the history from which its
// metrics are computed, and tells whether they have changed.
func (r *Room) remember(g *world.Group) bool {
	h := r.k.World.Metrics.Capacity.Get(g.Name)
	if h == nil {
		h = &world.StepHistory{}
		r.k.World.Metrics.Capacity.Put(g.Name, h)
	}
	return r.k.Note(h, numbers(g), balancing.Retention)
}

// numbers are the eight values of a step of the capacity history: min, max,
// desired, in service, pending, standby, terminating, total.
func numbers(g *world.Group) []float64 {
	v := []float64{float64(g.Min), float64(g.Max), float64(g.Desired), 0, 0, 0, 0, float64(len(g.Members))}
	for i := range g.Members {
		switch m := &g.Members[i]; {
		case m.Lifecycle == inService:
			v[3]++
		case joining(m):
			v[4]++
		case m.Lifecycle == standby:
			v[5]++
		case ending(m):
			v[6]++
		}
	}
	return v
}
