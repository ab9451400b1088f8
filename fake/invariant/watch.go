package invariant

import (
	"time"

	"fleetglass/awsclient/semantics/lifecycle"
	"fleetglass/awsclient/semantics/spot"
	"fleetglass/fake/world"
)

// Watch looks at a world after every step. The zero Watch is ready.
type Watch struct {
	instances map[string]world.InstanceState
	members   map[string]string    // lifecycle states by instance
	ghosts    map[string]time.Time // members in service whose instance does not run, and since when their group may know
	fleets    map[string]string    // states of Spot Fleets
	now       time.Time
	looks     int
	statuses  map[string]spot.Status // as a checker keeps them
}

// pastEvery is how many looks there are for one at the past. Records of the
// past stay, so what is wrong with one is still found.
const pastEvery = 200

// Look is Check, but looks at the past only now and then, and finds the
// changes since the last look that AWS does not allow.
func (o *Watch) Look(w *world.World) []Violation {
	c := checker{w: w, statuses: o.statuses}
	c.present()
	o.statuses = c.statuses
	if o.looks%pastEvery == 0 {
		c.past()
	}
	o.looks++
	if w.Now.Before(o.now) {
		c.report(Change, "the clock", "it has gone back from %s to %s", o.now.Format(time.RFC3339), w.Now.Format(time.RFC3339))
	}
	o.now = w.Now
	o.lookAtInstances(&c)
	o.lookAtMembers(&c)
	o.lookAtFleets(&c)
	return c.found
}

func (o *Watch) lookAtInstances(c *checker) {
	next := make(map[string]world.InstanceState, c.w.Instances.Len())
	for id, in := range c.w.Instances.All() {
		next[id] = in.State
		switch before, known := o.instances[id]; {
		case !known && o.instances != nil && in.State != world.Pending:
			c.report(Change, id, "it begins as %s", in.State)
		case known && before != in.State && !lifecycle.InstanceMayBecome(string(before), string(in.State)):
			c.report(Change, id, "it went from %s to %s", before, in.State)
		}
	}
	for id, before := range o.instances {
		if _, still := next[id]; !still && before != world.Terminated {
			c.report(Change, id, "it is gone from %s", before)
		}
	}
	o.instances = next
}

// lookAtMembers sees each step of a member as one or several changes in the
// table: a room may take two steps at one moment.
func (o *Watch) lookAtMembers(c *checker) {
	next := make(map[string]string, len(o.members))
	ghosts := map[string]time.Time{}
	for _, g := range c.w.Groups.All() {
		for i := range g.Members {
			m := &g.Members[i]
			next[m.Instance] = m.Lifecycle
			before, known := o.members[m.Instance]
			if known && before != m.Lifecycle && !reaches(before, m.Lifecycle, 2) {
				c.report(Change, m.Instance, "as a member it went from %s to %s", before, m.Lifecycle)
			}
			o.haunt(c, g, m, ghosts)
		}
	}
	o.members, o.ghosts = next, ghosts
}

// haunt looks for a member that is in service and whose instance does not run
// or is gone: its group must take it out before time moves on, whatever other
// checks have said of it. A group that has processes suspended may keep it for
// as long as it likes.
func (o *Watch) haunt(c *checker, g *world.Group, m *world.Member, ghosts map[string]time.Time) {
	in := c.w.Instances.Get(m.Instance)
	runs := in != nil && in.State == world.Running
	if m.Lifecycle != lifecycle.MemberInService || len(g.Suspended) > 0 || runs {
		return
	}
	since, known := o.ghosts[m.Instance]
	if !known {
		since = c.w.Now
	}
	ghosts[m.Instance] = since
	if c.w.Now.After(since) {
		c.report(Ghost, m.Instance, "it is in service in %s and has not run since %s", g.Name, since.Format(time.RFC3339))
	}
}

// reaches tells whether a lifecycle state can follow another in at most this
// many changes.
func reaches(from, to string, changes int) bool {
	for _, next := range lifecycle.MemberNext(from) {
		if next == to || changes > 1 && reaches(next, to, changes-1) {
			return true
		}
	}
	return false
}
