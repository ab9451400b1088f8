// Package visitors is those who call the account by themselves now and then:
// a pipeline that deploys, an engineer, an intern who tries what he may not,
// a monitor that reads. They make the account's trail a living one.
//
// The room knows when somebody comes and what he has in mind; it does not
// know how that is asked of AWS, nor whether it is allowed. Whoever made the
// room does the deed, as a call like any other.
//
// When they come is drawn from the world's seed and how often they came, not
// from its generator: that they come does not change what else happens.
package visitors

import (
	"math"
	"time"

	"fleetglass/fake/sim"
	"fleetglass/fake/world"
)

// KindVisitor is the kind of appointments with visitors; the subject is a name.
const KindVisitor world.Kind = "visitor"

// Deed is one thing that a visitor does.
type Deed string

// The deeds.
const (
	LookAround     Deed = "look around"      // what runs, in which state
	LookAtGroups   Deed = "look at groups"   // Auto Scaling groups
	LookAtHealth   Deed = "look at health"   // targets of a target group
	LookAtAlarms   Deed = "look at alarms"   //
	LookAtMetrics  Deed = "look at metrics"  //
	LookAtTrail    Deed = "look at trail"    // who did what
	AskWho         Deed = "ask who"          // sts:GetCallerIdentity
	ListUsers      Deed = "list users"       //
	TagInstance    Deed = "tag instance"     // notes when it looked at an instance
	NewVersion     Deed = "new version"      // of a launch template, which nothing launches from yet
	TryTerminate   Deed = "try terminate"    // an instance
	TryOpenPort    Deed = "try open port"    // in a security group, to the world
	TryBecomeAdmin Deed = "try become admin" // attach AdministratorAccess to himself
	TryStopTrail   Deed = "try stop trail"   // or to delete one, where there is none
)

// share is how often, of all that a visitor does, he does a deed.
type share struct {
	deed   Deed
	weight int
}

// habits are what sorts of visitors do. Choice.
func habits(name string) []share {
	switch name {
	case "deploy":
		return []share{{LookAtGroups, 5}, {LookAtHealth, 5}, {AskWho, 2}, {NewVersion, 1}, {TagInstance, 2}}
	case "engineer":
		return []share{{LookAround, 6}, {LookAtAlarms, 3}, {LookAtHealth, 3}, {LookAtTrail, 2}, {TagInstance, 1}}
	case "intern":
		return []share{{LookAround, 4}, {ListUsers, 2}, {LookAtGroups, 2}, {TryTerminate, 2}, {TryOpenPort, 1}, {TryBecomeAdmin, 1}, {TryStopTrail, 1}}
	case "monitor":
		return []share{{LookAtMetrics, 5}, {LookAtAlarms, 4}, {LookAround, 2}, {LookAtHealth, 3}}
	}
	return nil
}

// HasHabit tells whether there is a habit of this name.
func HasHabit(name string) bool { return len(habits(name)) > 0 }

// Room is the visitors of one region.
type Room struct {
	k  *sim.Kernel
	do func(*world.Visitor, Deed)

	carryOut func(*world.Intention)
}

// New furnishes the room; do does what a visitor has in mind, carryOut what
// was intended for the present.
func New(k *sim.Kernel, do func(*world.Visitor, Deed), carryOut func(*world.Intention)) *Room {
	r := &Room{k, do, carryOut}
	k.Handle(KindVisitor, r.come)
	k.Handle(KindIntention, r.fulfil)
	return r
}

// Invite lets somebody come from now on. His habit must be one that there is.
func Invite(k *sim.Kernel, v world.Visitor) {
	k.World.Visitors.Put(v.Name, &v)
	k.WakeIn(pause(k.World, &v), KindVisitor, v.Name)
}

func (r *Room) come(name string) {
	v := r.k.World.Visitors.Get(name)
	if v == nil || v.Every <= 0 {
		return
	}
	deed := pick(habits(v.Habit), draw(r.k.World, v, "deed"))
	v.Calls++
	if deed != "" {
		r.do(v, deed)
	}
	r.k.WakeIn(pause(r.k.World, v), KindVisitor, name)
}

// pick is the deed at a point between 0 and 1 of all shares.
func pick(shares []share, at float64) Deed {
	total := 0
	for _, s := range shares {
		total += s.weight
	}
	rest := at * float64(total)
	for _, s := range shares {
		if rest -= float64(s.weight); rest < 0 {
			return s.deed
		}
	}
	return ""
}

// The shortest and longest pause between two visits, as shares of the mean.
// Choice: nobody comes twice in a breath, or stays away for a day.
const (
	shortestPause = 0.1
	longestPause  = 4
)

// pause is how long until a visitor comes again: exponential, as arrivals are.
func pause(w *world.World, v *world.Visitor) time.Duration {
	wait := -math.Log1p(-draw(w, v, "pause"))
	return time.Duration(min(max(wait, shortestPause), longestPause) * float64(v.Every)).Truncate(time.Second)
}

// Choose is a number from 0 up to n for a visitor's next choice.
func Choose(w *world.World, v *world.Visitor, n int) int {
	return min(int(draw(w, v, "choice")*float64(n)), n-1)
}

// draw is a number in [0, 1) from the world's seed, the visitor, how often he
// came and what it is for (FNV-1a, then the finalizer of SplitMix64).
func draw(w *world.World, v *world.Visitor, purpose string) float64 {
	h := uint64(14695981039346656037)
	for _, b := range []byte(v.Name + "|" + purpose) {
		h = (h ^ uint64(b)) * 1099511628211
	}
	h ^= w.Seed*0x9e3779b97f4a7c15 + uint64(v.Calls)*0xd1342543de82ef95
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return float64((h^h>>31)>>11) / (1 << 53)
}
