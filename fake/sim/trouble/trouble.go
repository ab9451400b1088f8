// Package trouble is what goes wrong in a simulated account: faults that a
// person asks for, and causes of faults that go on by themselves.
//
// It breaks things and lets the other rooms find out: a struck server answers
// health checks badly, and everything after that is theirs. It does not know
// who asks, nor faults on calls (the engine's call wrapper has those).
package trouble

import (
	"math"
	"time"

	"fleetglass/awsclient/semantics/lifecycle"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// Trouble is the kind of the appointments of troubles; the subject is a
// trouble's id.
const Trouble world.Kind = "trouble"

// Room breaks things in one world.
type Room struct {
	k       *sim.Kernel
	compute *compute.Room
}

// New is the room, with its controller registered.
func New(k *sim.Kernel, c *compute.Room) *Room {
	r := &Room{k: k, compute: c}
	k.Handle(Trouble, r.strike)
	return r
}

// Begin puts a trouble into the world. Its first strike comes as late as any
// other.
func Begin(k *sim.Kernel, t world.Trouble) {
	k.World.Troubles.Put(t.ID, &t)
	k.WakeIn(interval(k, t.Every), Trouble, t.ID)
}

// shortest and longest bound an interval, in means, so that there is neither
// a burst nor a desert.
const (
	shortest = 0.3
	longest  = 2.5
)

// interval draws the time to the next strike, from an exponential
// distribution with its ends cut off.
func interval(k *sim.Kernel, mean time.Duration) time.Duration {
	const grain = 1 << 20
	u := (float64(k.Rand(grain)) + 1) / (grain + 1)
	means := min(max(-math.Log(u), shortest), longest)
	return time.Duration(means * float64(mean)).Truncate(time.Second)
}

// strike is the controller: it breaks the server of one of the group's
// instances and says when it comes again.
func (r *Room) strike(id string) {
	t := r.k.World.Troubles.Get(id)
	if t == nil {
		return
	}
	if victims := r.servers(t.Group); len(victims) > 0 {
		r.compute.FailHealth(victims[r.k.Rand(len(victims))], t.Code, time.Time{})
	}
	r.k.WakeIn(interval(r.k, t.Every), Trouble, id)
}

// servers are the instances of a group that are in service and not broken
// yet.
func (r *Room) servers(group string) []string {
	g := r.k.World.Groups.Get(group)
	if g == nil {
		return nil
	}
	var ids []string
	for i := range g.Members {
		in := r.k.World.Instances.Get(g.Members[i].Instance)
		if in != nil && g.Members[i].Lifecycle == lifecycle.MemberInService && in.Health == (world.InstanceHealth{}) {
			ids = append(ids, in.ID)
		}
	}
	return ids
}
