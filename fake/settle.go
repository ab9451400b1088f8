package fake

import (
	"slices"
	"strings"
	"time"

	rules "fleetglass/awsclient/semantics/classic"
	"fleetglass/awsclient/semantics/refresh"
	"fleetglass/fake/sim/network"
	"fleetglass/fake/world"
)

// settleMost bounds how far Settle moves the clock. Choice: longer than any
// transition that ends by itself, shorter than what waits for people, such as
// a lifecycle hook.
const settleMost = 10 * time.Minute

// Settle moves the clock until nothing is on its way from one state to
// another: instances run or are gone, groups have their instances, balancers and NAT
// gateways are active, targets have been checked, refreshes are through. It tells how far the clock moved. It
// is for programs that do not wait.
func (e *Engine) Settle() time.Duration {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.catchUp(unbounded)
	began := e.home().world.Now
	limit, changes := began.Add(settleMost), e.changes()
	for e.moving() {
		for e.changes() == changes {
			if !e.step(limit) {
				return e.settled(began)
			}
		}
		changes = e.changes()
	}
	return e.settled(began)
}

// settled leaves the clock where the worlds are.
func (e *Engine) settled(began time.Time) time.Duration {
	now := e.home().world.Now
	if now.After(began) {
		e.pace.moveTo(now)
		e.catchUp(unbounded)
	}
	return now.Sub(began)
}

func (e *Engine) changes() (n uint64) {
	for _, p := range e.places {
		n += p.kernel.Changes()
	}
	return n
}

func (e *Engine) moving() bool {
	return slices.ContainsFunc(e.places, func(p *place) bool { return moving(p.world) })
}

// moving tells whether something in a region is in a state that ends by
// itself, and soon.
func moving(w *world.World) bool {
	for _, in := range w.Instances.All() {
		if in.State != world.Running && in.State != world.Stopped && in.State != world.Terminated {
			return true
		}
	}
	for _, b := range w.LoadBalancers.All() {
		if b.State == "provisioning" {
			return true
		}
	}
	for _, n := range w.NATGateways.All() {
		if n.State == network.Starting || n.State == network.Deleting {
			return true
		}
	}
	for _, q := range w.SpotRequests.All() {
		if !q.Due.IsZero() {
			return true
		}
	}
	return targetsMove(w) || classicMove(w) || groupsMove(w) || refreshesMove(w)
}

func targetsMove(w *world.World) bool {
	for _, tg := range w.TargetGroups.All() {
		if slices.ContainsFunc(tg.Targets, func(t world.Target) bool { return t.State == "initial" || t.State == "draining" }) {
			return true
		}
	}
	return false
}

// classicMove tells whether a Classic balancer has an instance that it has yet
// to make up its mind about, or that drains.
func classicMove(w *world.World) bool {
	for _, b := range w.ClassicBalancers.All() {
		if slices.ContainsFunc(b.Instances, func(i world.ClassicInstance) bool {
			return i.Description == rules.TextRegistration || rules.State{State: i.State, Description: i.Description}.Leaving()
		}) {
			return true
		}
	}
	return false
}

// refreshesMove leaves out those that wait at a checkpoint or bake: how long
// that takes is their owner's own wish.
func refreshesMove(w *world.World) bool {
	for _, f := range w.Refreshes.All() {
		if refresh.Live(f.Status) && !w.Now.Before(f.WaitUntil) {
			return true
		}
	}
	return false
}

func groupsMove(w *world.World) bool {
	for _, g := range w.Groups.All() {
		if g.Deleting || slices.ContainsFunc(g.Members, memberMoves) || lacks(g) {
			return true
		}
	}
	return false
}

// memberMoves leaves out those that wait at a hook: whoever set it ends that.
func memberMoves(m world.Member) bool {
	switch strings.TrimSuffix(m.Lifecycle, ":Proceed") {
	case "Pending", "Terminating", "Detaching", "EnteringStandby":
		return true
	}
	return false
}

// lacks tells whether a group will launch soon. One whose launches fail or are
// suspended will not.
func lacks(g *world.Group) bool {
	if g.LaunchFailures > 0 || slices.ContainsFunc(g.Suspended, func(s world.Suspension) bool { return s.Process == "Launch" }) {
		return false
	}
	units := 0
	for i := range g.Members {
		if g.Members[i].Lifecycle != "Standby" {
			units += max(g.Members[i].Weight, 1)
		}
	}
	return units < g.Desired
}
