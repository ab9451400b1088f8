package spotfleet

import (
	"strings"
	"time"

	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/spot"
	"fleetglass/fake/world"
)

// Kind is the kind of a fleet's appointments and changes; the subject is its
// id.
const Kind world.Kind = "spot fleet"

// IDTag is the tag by which a fleet marks its instances.
const IDTag = "aws:ec2spot:fleet-request-id"

// How long things take. The first two are as observed in histories of fleets
// on AWS, the others choices: AWS does not publish them.
const (
	evaluated           = 10 * time.Second // submitted to active
	quotaRetry          = 15 * time.Minute // after the quota was reached
	modified            = 5 * time.Second  // modifying to active
	reactMin, reactMax  = 20 * time.Second, 45 * time.Second
	retryEvery          = time.Minute
	failuresToBlacklist = 3
)

// How a fleet checks its instances: every two minutes, and an instance is
// unhealthy when three checks in a row have failed (EC2/spot-fleet, health
// checks).
const (
	checkEvery     = 2 * time.Minute
	checksToBeSick = 3
)

// remembered is for how long a fleet is described after its last instance has
// ended (BC:ec2.EventInformation).
const remembered = 48 * time.Hour

// Classic is what a fleet needs of the Classic balancers.
type Classic interface {
	Register(balancer string, ids []string) error
	Deregister(balancer string, ids []string) error
}

// Roles finds IAM roles.
type Roles interface {
	Role(arnOrName string) *world.Role
}

// Room moves the fleets of one world.
type Room struct {
	k         *sim.Kernel
	compute   *compute.Room
	spot      *spot.Room
	balancing *balancing.Room
	classic   Classic
	roles     Roles
}

// New is the room of k's world, with its controller and watchers registered.
func New(k *sim.Kernel, c *compute.Room, s *spot.Room, b *balancing.Room, classic Classic, roles Roles) *Room {
	r := &Room{k: k, compute: c, spot: s, balancing: b, classic: classic, roles: roles}
	k.Handle(Kind, r.look)
	for _, kind := range []world.Kind{compute.Instance, spot.KindNotice, spot.KindRebalance} {
		k.Watch(kind, r.instanceChanged)
	}
	return r
}

// instanceChanged wakes the fleet of an instance.
func (r *Room) instanceChanged(instance string) {
	if r.k.World.SpotFleets.Len() == 0 {
		return
	}
	in := r.k.World.Instances.Get(instance)
	if in == nil {
		return
	}
	if f := r.k.World.SpotFleets.Get(world.TagValue(in.Tags, IDTag)); f != nil {
		r.wakeAt(f, r.k.Now())
	}
}

// wakeAt looks at a fleet again at a time, unless it is looked at before.
func (r *Room) wakeAt(f *world.SpotFleet, at time.Time) {
	if at.IsZero() || !f.LookAt.IsZero() && !at.Before(f.LookAt) {
		return
	}
	f.LookAt = at
	r.k.WakeAt(at, Kind, f.ID)
}

// look is the controller: it brings what the fleet knows up to date and takes
// the next step.
func (r *Room) look(id string) {
	f := r.k.World.SpotFleets.Get(id)
	if f == nil {
		r.forgetMeter(id)
		return
	}
	if !f.LookAt.After(r.k.Now()) {
		f.LookAt = time.Time{}
	}
	before := r.Fulfilled(f)
	r.observe(f)
	r.step(f)
	r.note(f)
	r.wakeAt(f, r.next(f))
	if after := r.Fulfilled(f); after != before {
		r.k.Changed(Kind, f.ID)
	}
}

// step does what the state of a fleet asks for.
func (r *Room) step(f *world.SpotFleet) {
	r.pass(f)
	r.expire(f)
	switch f.State {
	case fleet.Active:
		r.tend(f)
	case fleet.CancelledTerminating:
		r.terminateAll(f)
		r.finish(f)
	case fleet.CancelledRunning:
		r.finish(f)
	case fleet.Cancelled:
		r.forget(f)
	}
}

// tend looks after an active fleet: what is too much goes, what is sick or at
// risk is replaced, and what is missing is launched.
func (r *Room) tend(f *world.SpotFleet) {
	r.shrink(f)
	if fleet.Refills(f.Config.Type, f.State) {
		r.endReplaced(f)
		r.replaceUnhealthy(f)
	}
	r.grow(f)
	r.registerMembers(f)
}

// pass ends a state that passes by itself.
func (r *Room) pass(f *world.SpotFleet) {
	if f.ChangeAt.IsZero() || r.k.Now().Before(f.ChangeAt) {
		return
	}
	switch f.State {
	case fleet.Submitted:
		r.enter(f, fleet.Active)
	case fleet.Modifying:
		r.enter(f, fleet.Active)
		r.tell(f, "modify_succeeded", "", "")
	}
	f.ChangeAt = time.Time{}
}

// expire ends the validity of a fleet.
func (r *Room) expire(f *world.SpotFleet) {
	until := f.Config.ValidUntil
	if f.Expired || until.IsZero() || r.k.Now().Before(until) || !Live(f) {
		return
	}
	f.Expired = true
	r.tell(f, "expired", "", "")
	r.cancelRequests(f)
	r.observe(f)
	r.end(f, f.Config.TerminateWithExpiration)
}

// end stops a fleet from launching; its instances go too, or run on.
func (r *Room) end(f *world.SpotFleet, terminate bool) {
	f.ChangeAt, f.RetryAt = time.Time{}, time.Time{}
	r.enter(f, fleet.AfterCancel(terminate, len(f.Members)))
	r.wakeAt(f, r.k.Now())
}

// finish ends a cancelled fleet once its last instance has ended.
func (r *Room) finish(f *world.SpotFleet) {
	if len(f.Members) == 0 {
		r.enter(f, fleet.Cancelled)
	}
}

// enter changes the state of a fleet and tells it in the history.
func (r *Room) enter(f *world.SpotFleet, state string) {
	if f.State == fleet.Modifying && state == fleet.Active {
		f.State = state // the history says modify_succeeded instead
		return
	}
	f.State = state
	if state != fleet.Modifying {
		r.tell(f, state, "", "")
	}
	if state == fleet.Cancelled {
		f.EndedAt = r.k.Now()
		r.k.WakeIn(remembered, Kind, f.ID)
	}
	r.k.Changed(Kind, f.ID)
}

// forget drops a fleet that has been gone for long.
func (r *Room) forget(f *world.SpotFleet) {
	if !f.EndedAt.IsZero() && !r.k.Now().Before(f.EndedAt.Add(remembered)) {
		r.k.World.SpotFleets.Delete(f.ID)
		r.k.WakeIn(balancing.Retention, Kind, f.ID) // for its meter
	}
}

// next is when a fleet has to be looked at again, though nothing changes
// until then; zero for never.
func (r *Room) next(f *world.SpotFleet) time.Time {
	soonest := f.ChangeAt
	sooner := func(t time.Time) {
		if t.After(r.k.Now()) && (soonest.IsZero() || t.Before(soonest)) {
			soonest = t
		}
	}
	if f.State == fleet.Active && r.wants(f) {
		sooner(f.RetryAt)
	}
	for i := range f.Members {
		m := &f.Members[i]
		if !m.Leaving && Live(f) {
			sooner(m.EndAt)
		}
		if !m.ImpairedSince.IsZero() && !m.Leaving && f.Config.ReplaceUnhealthy {
			sooner(m.ImpairedSince.Add(checksToBeSick * checkEvery))
		}
	}
	return soonest
}

// Live tells whether a fleet is not cancelled: it is one of those that count
// for quotas, and may still launch.
func Live(f *world.SpotFleet) bool {
	return f.State == fleet.Submitted || f.State == fleet.Active || f.State == fleet.Modifying
}

// product is what a fleet's history calls an image's platform.
func product(w *world.World, image string) string {
	if i := w.Images.Get(image); i != nil && strings.EqualFold(i.Platform, "windows") {
		return "Windows"
	}
	return "Linux/UNIX"
}
