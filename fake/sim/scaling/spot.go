package scaling

import (
	"time"

	"fleetglass/awsclient/semantics/activity"
	"fleetglass/awsclient/semantics/placement"
	"fleetglass/fake/sim/spot"
	"fleetglass/fake/world"
)

// SpotMarket is where Spot Instances come from.
type SpotMarket interface {
	Launch(spot.Order) ([]*world.Instance, error)
	Price(typ, zone, product string) float64 // USD an hour
	Capacity(typ, zone, product string) int  // instances that could be launched now
}

// UseSpot tells the room of the region's Spot market. Without it Spot
// Instances are launched as others are, and nobody interrupts them.
func (r *Room) UseSpot(m SpotMarket) {
	r.spot = m
	r.k.Watch(spot.KindRebalance, r.wakeGroupOf)
	r.k.Watch(spot.KindNotice, r.wakeGroupOf)
}

func (r *Room) wakeGroupOf(instance string) {
	if g, _ := r.memberAnywhere(instance); g != nil {
		r.wakeGroup(g)
	}
}

// succeedAtRisk is capacity rebalancing: it launches a successor for every
// member that EC2 recommends to replace, and lets go at once of those whose
// two minutes run (AS/ec2-auto-scaling-capacity-rebalancing). Without it a
// group finds out when an instance has ended, by its health.
func (r *Room) succeedAtRisk(g *world.Group) {
	if !g.CapacityRebalance || r.k.World.SpotInstances.Len() == 0 {
		return
	}
	var ids []string
	for i := range g.Members {
		m := &g.Members[i]
		in := r.k.World.SpotInstances.Get(m.Instance)
		if in == nil || !counts(m) {
			continue
		}
		m.AtRisk = !in.Recommended.IsZero() || !in.NoticeAt.IsZero()
		if m.AtRisk {
			ids = append(ids, m.Instance)
		}
	}
	for _, id := range ids {
		r.succeedOrLeave(g, id)
	}
}

func (r *Room) succeedOrLeave(g *world.Group, id string) {
	m := memberOf(g, id)
	switch in := r.k.World.SpotInstances.Get(id); {
	case !in.NoticeAt.IsZero() && !suspended(g, processTerminate):
		r.interrupt(g, m)
	case m.Lifecycle != inService || m.Successor != "" || suspended(g, processLaunch) || r.now().Before(g.LaunchRetryAt):
	case succeeded(g)+units(m) > g.Max-g.Desired+placement.RebalanceOvershoot(g.Max):
		// More than so many at once would be too many instances; those wait.
	default:
		r.succeed(g, m, activity.RiskLaunch(r.now()))
	}
}

// interrupt takes a member out before EC2 does.
func (r *Room) interrupt(g *world.Group, m *world.Member) {
	if joining(m) {
		r.launchDied(m)
	}
	r.leave(g, m, whySpot, activity.Cause(activity.SpotInterruption(r.now())))
}

// succeed launches an instance that will take a member's place.
func (r *Room) succeed(g *world.Group, m *world.Member, sentence string) bool {
	id, n := m.Instance, len(g.Members)
	r.launch(g, units(m), func(int) string { return sentence })
	if len(g.Members) == n {
		return false
	}
	memberOf(g, id).Successor = g.Members[n].Instance
	return true
}

// succeeded is the units of members that still serve though their successors
// are there or on their way. A group has so many more than it wants.
func succeeded(g *world.Group) int {
	n := 0
	for i := range g.Members {
		if m := &g.Members[i]; m.Successor != "" && m.Lifecycle == inService {
			if s := memberOf(g, m.Successor); s != nil && counts(s) {
				n += units(m)
			}
		}
	}
	return n
}

// retire takes members out whose successors are ready. A successor that did
// not make it is forgotten.
func (r *Room) retire(g *world.Group) {
	var ready []string
	for i := range g.Members {
		m := &g.Members[i]
		if m.Successor == "" {
			continue
		}
		switch s := memberOf(g, m.Successor); {
		case s == nil || !counts(s) || m.Lifecycle != inService:
			m.Successor = ""
		case r.ready(g, s):
			ready = append(ready, m.Instance)
		default:
			r.lookAgain(g, nextPoll(g, r.now().Add(time.Nanosecond)))
		}
	}
	if suspended(g, processTerminate) {
		return
	}
	for _, id := range ready {
		m, why, sentence := memberOf(g, id), whyRefresh, activity.RefreshTerminate(r.now())
		if m.AtRisk {
			why, sentence = whySpot, activity.RiskTerminate(r.now())
		}
		r.leave(g, m, why, activity.Cause(sentence, activity.Selected(r.now(), id)))
	}
}

// ready tells whether a new member is of full use: it is in service, healthy,
// and has warmed up.
func (r *Room) ready(g *world.Group, m *world.Member) bool {
	switch {
	case m.Lifecycle != inService || m.Health != healthy || r.now().Before(m.InService.Add(r.refreshWarmup(g))):
		return false
	case g.HealthCheckType != healthTypeELB:
		return true
	}
	return r.servesEverywhere(g, m)
}
