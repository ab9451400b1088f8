package invariant

import (
	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/fake/world"
)

// fleetTag is the tag by which a Spot Fleet marks its instances.
const fleetTag = "aws:ec2spot:fleet-request-id"

// spotFleets checks the Spot Fleets and their members.
func (c *checker) spotFleets() {
	seen := map[string]bool{}
	for id, f := range c.w.SpotFleets.All() {
		c.same(id, f.ID)
		c.notAfterNow(id, "its creation", f.Created)
		if f.State == "" || len(fleet.NextStates(f.State)) == 0 && f.State != fleet.Cancelled && f.State != fleet.Failed {
			c.report(Known, id, "its state is %q", f.State)
		}
		if f.State == fleet.Cancelled && len(f.Members) > 0 {
			c.report(Reference, id, "it is cancelled and has %d instances", len(f.Members))
		}
		for i := range f.Members {
			c.fleetMember(f, &f.Members[i], seen)
		}
		c.fleetCapacity(f)
	}
}

// fleetMember checks one member. What ends leaves its fleet before time moves
// on.
func (c *checker) fleetMember(f *world.SpotFleet, m *world.FleetMember, seen map[string]bool) {
	if seen[m.Instance] {
		c.report(Unique, m.Instance, "it is in two fleets, or twice in one")
	}
	seen[m.Instance] = true
	if m.Weight <= 0 {
		c.report(Capacity, m.Instance, "it counts for %g units", m.Weight)
	}
	in := c.w.Instances.Get(m.Instance)
	if in == nil {
		c.report(Reference, f.ID, "its member %s is gone", m.Instance)
		return
	}
	if world.TagValue(in.Tags, fleetTag) != f.ID {
		c.report(Reference, m.Instance, "it is in %s, but has not its tag", f.ID)
	}
	if m.OnDemand == (in.Market == "spot") {
		c.report(Reference, m.Instance, "its market is %q, but its fleet has it as On-Demand: %v", in.Market, m.OnDemand)
	}
	ended := in.State == world.ShuttingDown || in.State == world.Terminated
	if ended && !m.Leaving && in.StateSince.Before(c.w.Now) {
		c.report(Ghost, m.Instance, "it is %s, and %s has not noticed", in.State, f.ID)
	}
}

// fleetCapacity: what keeps its place in an active fleet is never more than
// the target and the largest weight, unless the fleet was told to keep it.
func (c *checker) fleetCapacity(f *world.SpotFleet) {
	if f.State != fleet.Active || f.Shrinking || f.Config.ExcessPolicy == fleet.NoTermination {
		return
	}
	units, largest := 0.0, 1.0
	for _, m := range f.Members {
		if !m.Leaving && m.AtRisk.IsZero() {
			units += m.Weight
			largest = max(largest, m.Weight)
		}
	}
	if units >= float64(f.Config.Target)+largest {
		c.report(Capacity, f.ID, "it has %g units of %d, and its largest weight is %g", units, f.Config.Target, largest)
	}
}

func (c *checker) fleetHistories() {
	for _, f := range c.w.SpotFleets.All() {
		c.fleetHistory(f)
	}
}

func (c *checker) fleetHistory(f *world.SpotFleet) {
	for i, e := range f.History {
		c.notAfterNow(f.ID, "an event", e.At)
		if fleet.TypeOf(e.Subtype) != e.Type || e.Type == "" {
			c.report(Known, f.ID, "its history has the event %s %s", e.Type, e.Subtype)
		}
		if i > 0 && e.At.Before(f.History[i-1].At) {
			c.report(History, f.ID, "its history goes back at %s", e.Subtype)
		}
	}
}

// fleetSteps is how many changes of state there can be between two looks:
// calls are made between them, and a fleet without instances ends at once.
const fleetSteps = 3

// lookAtFleets sees the changes of state of Spot Fleets.
func (o *Watch) lookAtFleets(c *checker) {
	if len(o.fleets) == 0 && c.w.SpotFleets.Len() == 0 {
		return
	}
	next := make(map[string]string, c.w.SpotFleets.Len())
	for id, f := range c.w.SpotFleets.All() {
		next[id] = f.State
		if before, known := o.fleets[id]; known && before != f.State && !fleetReaches(before, f.State, fleetSteps) {
			c.report(Change, id, "as a fleet it went from %s to %s", before, f.State)
		}
	}
	o.fleets = next
}

func fleetReaches(from, to string, steps int) bool {
	if from == to {
		return true
	}
	for _, next := range fleet.NextStates(from) {
		if steps > 0 && fleetReaches(next, to, steps-1) {
			return true
		}
	}
	return false
}
