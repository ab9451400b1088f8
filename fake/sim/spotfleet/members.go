package spotfleet

import (
	"time"

	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/fake/sim/compute"
	market "fleetglass/fake/sim/spot"
	"fleetglass/fake/world"
)

// holds tells whether a member has a place in its fleet. One that leaves or
// is to be replaced has none; one that is stopped keeps it (choice).
func holds(m *world.FleetMember) bool { return !m.Leaving && m.AtRisk.IsZero() }

// held is the units that have a place in the fleet, of On-Demand or of Spot.
func (r *Room) held(f *world.SpotFleet, onDemand bool) float64 {
	sum := 0.0
	for i := range f.Members {
		if m := &f.Members[i]; m.OnDemand == onDemand && holds(m) {
			sum += m.Weight
		}
	}
	return sum
}

// risky is the units that still run, but are to be replaced.
func (r *Room) risky(f *world.SpotFleet) float64 {
	sum := 0.0
	for i := range f.Members {
		if m := &f.Members[i]; !m.Leaving && !m.AtRisk.IsZero() {
			sum += m.Weight
		}
	}
	return sum
}

// Fulfilled is the capacity of a fleet, On-Demand and Spot, in units:
// instances that run or are about to, without those that EC2 has recommended
// to replace.
func (r *Room) Fulfilled(f *world.SpotFleet) float64 {
	return r.fulfilled(f, true) + r.fulfilled(f, false)
}

// FulfilledOnDemand is the On-Demand part of Fulfilled.
func (r *Room) FulfilledOnDemand(f *world.SpotFleet) float64 { return r.fulfilled(f, true) }

func (r *Room) fulfilled(f *world.SpotFleet, onDemand bool) float64 {
	sum := 0.0
	for i := range f.Members {
		if m := &f.Members[i]; m.OnDemand == onDemand && holds(m) && r.runs(m) {
			sum += m.Weight
		}
	}
	return sum
}

// runs tells whether a member's instance runs or is about to.
func (r *Room) runs(m *world.FleetMember) bool {
	in := r.k.World.Instances.Get(m.Instance)
	return in != nil && (in.State == world.Running || in.State == world.Pending)
}

// Active are the members of a fleet whose instances run or are about to, in
// order of joining.
func (r *Room) Active(f *world.SpotFleet) []*world.FleetMember {
	var list []*world.FleetMember
	for i := range f.Members {
		if m := &f.Members[i]; !m.Leaving && r.runs(m) {
			list = append(list, m)
		}
	}
	return list
}

// Healthy tells whether a member passes its health checks.
func (r *Room) Healthy(m *world.FleetMember) bool {
	return m.ImpairedSince.IsZero() || r.k.Now().Before(m.ImpairedSince.Add(checksToBeSick*checkEvery))
}

// observe brings what a fleet knows of its instances up to date.
func (r *Room) observe(f *world.SpotFleet) {
	var kept []world.FleetMember
	for i := range f.Members {
		m := &f.Members[i]
		in := r.k.World.Instances.Get(m.Instance)
		gone := in == nil || in.State == world.Terminated
		if (gone || in.State == world.ShuttingDown) && !m.Leaving {
			r.leave(f, m, in)
		}
		if gone {
			continue
		}
		r.examine(f, m, in)
		kept = append(kept, *m)
	}
	f.Members = kept
}

// leave takes a member whose instance has ended out of the fleet. A
// replacement does not come at once.
func (r *Room) leave(f *world.SpotFleet, m *world.FleetMember, in *world.Instance) {
	m.Leaving = true
	r.tell(f, fleet.InstanceTerminated, m.Instance, "")
	r.deregister(f, m)
	if r.interrupted(m.Instance) {
		f.Lost = append(f.Lost, m.Pool)
	}
	if in != nil && in.SpotType == market.Persistent {
		r.cancelRequest(m) // or it would launch again by itself
	}
	if m.AtRisk.IsZero() && !m.Shrunk && fleet.Refills(f.Config.Type, f.State) && !f.RetryAt.After(r.k.Now()) {
		f.RetryAt = r.k.Now().Add(r.k.Between(reactMin, reactMax))
	}
}

// examine notes the status checks of a member, and whether EC2 has
// recommended to replace it.
func (r *Room) examine(f *world.SpotFleet, m *world.FleetMember, in *world.Instance) {
	system, instance := r.compute.Status(in)
	switch {
	case system != compute.CheckImpaired && instance != compute.CheckImpaired:
		m.ImpairedSince = time.Time{}
	case m.ImpairedSince.IsZero():
		m.ImpairedSince = r.k.Now()
	}
	if f.Config.Rebalance != "" && !m.Leaving && m.AtRisk.IsZero() && !m.OnDemand && r.atRisk(m.Instance) && fleet.Refills(f.Config.Type, f.State) {
		m.AtRisk = r.k.Now()
		f.Lost = append(f.Lost, m.Pool) // as good as lost
	}
}

// replaceUnhealthy ends the instances that fail their checks; grow replaces
// them.
func (r *Room) replaceUnhealthy(f *world.SpotFleet) {
	if !f.Config.ReplaceUnhealthy {
		return
	}
	for i := range f.Members {
		if m := &f.Members[i]; !m.Leaving && !r.Healthy(m) {
			r.terminate(f, m)
		}
	}
}

// replacedBy tells those at risk that their replacements have been launched:
// under launch-before-terminate they go after a delay, oldest risk first.
func (r *Room) replacedBy(f *world.SpotFleet, units float64) {
	if f.Config.Rebalance != fleet.RebalanceLaunchBeforeTerminate {
		return
	}
	for i := range f.Members {
		m := &f.Members[i]
		if m.Leaving || m.AtRisk.IsZero() || !m.EndAt.IsZero() || units < tolerance {
			continue
		}
		m.EndAt = r.k.Now().Add(f.Config.RebalanceDelay)
		units -= m.Weight
	}
}

// endReplaced ends those whose delay is over.
func (r *Room) endReplaced(f *world.SpotFleet) {
	for i := range f.Members {
		if m := &f.Members[i]; !m.Leaving && !m.EndAt.IsZero() && !r.k.Now().Before(m.EndAt) {
			r.terminate(f, m)
		}
	}
}

// shrink lets go what is too much after a fleet was modified: On-Demand
// over its part, then Spot over the rest.
func (r *Room) shrink(f *world.SpotFleet) {
	if !f.Shrinking {
		return
	}
	pools, err := r.pools(&f.Config)
	if err != nil {
		return // a template is gone: nothing tells which instance costs most
	}
	f.Shrinking = false
	target, onDemandTarget := float64(f.Config.Target), float64(f.Config.OnDemandTarget)
	r.shrinkTo(f, pools, true, onDemandTarget)
	r.shrinkTo(f, pools, false, target-max(onDemandTarget, r.held(f, true)))
}

func (r *Room) shrinkTo(f *world.SpotFleet, pools []pool, onDemand bool, target float64) {
	list, members := r.ranked(f, pools, onDemand)
	for _, gone := range fleet.Shrink(list, members, f.Config.Strategy, f.Config.ExcessPolicy, target) {
		for i := range f.Members {
			if m := &f.Members[i]; m.Instance == gone.ID {
				m.Shrunk = true
				r.tell(f, fleet.InstanceTerminationNotified, m.Instance, "")
				r.terminate(f, m)
			}
		}
	}
}

// ranked are a fleet's members as the rules of shrinking know them. A pool
// that is not in the configuration any more gets a place at the end.
func (r *Room) ranked(f *world.SpotFleet, pools []pool, onDemand bool) ([]fleet.Pool, []fleet.Member) {
	list, index := bare(pools), map[string]int{}
	for i := range pools {
		index[pools[i].key] = i
		if onDemand {
			list[i].Spot = list[i].OnDemand
		}
	}
	var members []fleet.Member
	for i := range f.Members {
		m := &f.Members[i]
		if m.OnDemand != onDemand || !holds(m) {
			continue
		}
		at, known := index[m.Pool]
		if !known {
			at = len(list)
			index[m.Pool] = at
			list = append(list, fleet.Pool{Type: m.Type, Zone: m.Zone, Weight: m.Weight, Spot: r.spot.Price(m.Type, m.Zone, product(r.k.World, m.Image))})
		}
		members = append(members, fleet.Member{ID: m.Instance, Pool: at})
	}
	return list, members
}

// terminateAll ends every instance of a fleet.
func (r *Room) terminateAll(f *world.SpotFleet) {
	for i := range f.Members {
		if m := &f.Members[i]; !m.Leaving {
			r.terminate(f, m)
		}
	}
}

// terminate ends an instance on behalf of the fleet.
func (r *Room) terminate(f *world.SpotFleet, m *world.FleetMember) {
	err := r.compute.Terminate(m.Instance, compute.CodeUserShutdown, compute.UserShutdown)
	r.recordTermination(m.Instance, err)
	if err == nil {
		r.leave(f, m, r.k.World.Instances.Get(m.Instance))
	}
}
