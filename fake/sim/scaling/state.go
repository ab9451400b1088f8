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
	whyRefresh   = "refresh"
	whySpot      = "spot"
)

// joining tells whether a member is on its way into service.
func joining(m *world.Member) bool { return strings.HasPrefix(m.Lifecycle, pending) }

// ending tells whether a member is on its way to termination.
func ending(m *world.Member) bool { return strings.HasPrefix(m.Lifecycle, terminating) }

// counts tells whether a member counts against the desired capacity.
func counts(m *world.Member) bool { return m.Lifecycle == inService || joining(m) }

// actual is the capacity that a group has, or will have once its launches
// are through, in units.
func actual(g *world.Group) int {
	n := 0
	for i := range g.Members {
		if m := &g.Members[i]; counts(m) {
			n += units(m)
		}
	}
	return n
}

// units is what a member counts for.
func units(m *world.Member) int { return max(1, m.Weight) }

// unitsOf is what members of a group count for together.
func unitsOf(g *world.Group, ids []string) int {
	n := 0
	for _, id := range ids {
		if m := memberOf(g, id); m != nil {
			n += units(m)
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
	return g.Replacing > 0 || g.Refreshing > 0 || g.Surplus > 0 || g.Refresh != "" ||
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

// numbers are the values of a step of the capacity history: min, max, desired,
// then in service, pending, standby, terminating and total, first in
// instances, then in units of capacity.
func numbers(g *world.Group) []float64 {
	v := []float64{float64(g.Min), float64(g.Max), float64(g.Desired), 0, 0, 0, 0, float64(len(g.Members)), 0, 0, 0, 0, 0}
	for i := range g.Members {
		m := &g.Members[i]
		v[12] += float64(units(m))
		if at := column(m); at >= 0 {
			v[3+at]++
			v[8+at] += float64(units(m))
		}
	}
	return v
}

// column is which of the counts of numbers a member belongs to, -1 for none.
func column(m *world.Member) int {
	switch {
	case m.Lifecycle == inService:
		return 0
	case joining(m):
		return 1
	case m.Lifecycle == standby:
		return 2
	case ending(m):
		return 3
	}
	return -1
}
