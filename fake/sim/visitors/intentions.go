package visitors

import (
	"fmt"
	"time"

	"fleetglass/fake/sim"
	"fleetglass/fake/world"
)

// KindIntention is the kind of appointments with intentions; the subject is an
// intention's id.
const KindIntention world.Kind = "intention"

// Intend puts an intention into the world, to be fulfilled when its time has
// come. Its id is given here. Intentions of the same time are fulfilled in the
// order in which they came.
func Intend(k *sim.Kernel, i world.Intention) {
	i.ID = fmt.Sprintf("intention-%03d", k.World.Intended)
	k.World.Intended++
	k.World.Intentions.Put(i.ID, &i)
	k.WakeAt(i.At, KindIntention, i.ID)
}

// Introduce makes somebody known who does not come by himself, but may have
// intentions.
func Introduce(k *sim.Kernel, v world.Visitor) {
	v.Habit, v.Every = "", time.Duration(0)
	k.World.Visitors.Put(v.Name, &v)
}

// fulfil is the controller: an intention whose time has come is over, and is
// carried out.
func (r *Room) fulfil(id string) {
	i := r.k.World.Intentions.Get(id)
	if i == nil || r.k.Now().Before(i.At) {
		return
	}
	r.k.World.Intentions.Delete(id)
	r.carryOut(i)
}
