package compute

import (
	"slices"
	"strings"
	"time"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// FailZone is the outage of a zone, until a time; the zero time is for good.
// Its instances, those that boot too, fail their status check and do not
// reply, and EC2 has no capacity for new ones there. Choice: AWS has no one
// outage, but launches into a zone that is down are usually refused so. It
// tells how many instances it has struck.
func (r *Room) FailZone(zone string, until time.Time) int {
	now := r.k.Now()
	w := r.k.World
	w.Outages = slices.DeleteFunc(w.Outages, func(o world.Outage) bool { return !inForce(o.Until, now) })
	w.Outages = append(w.Outages, world.Outage{Zone: zone, Until: until})
	struck := 0
	for id, in := range w.Instances.All() {
		if in.Zone == zone && (in.State == world.Running || in.State == world.Pending) {
			r.Impair(id, until)
			struck++
		}
	}
	return struck
}

// ZoneIsDown tells whether nothing launches in a zone now.
func (r *Room) ZoneIsDown(zone string) bool { return r.out(zone) }

// out tells whether a zone is down.
func (r *Room) out(zone string) bool { return r.outage(zone) != nil }

// outage is what keeps a zone down, nil when it is up.
func (r *Room) outage(zone string) *world.Outage {
	for i := range r.k.World.Outages {
		if o := &r.k.World.Outages[i]; o.Zone == zone && inForce(o.Until, r.k.Now()) {
			return o
		}
	}
	return nil
}

// mended is the health of an instance whose own faults are taken off; what its
// zone suffers from, it goes on suffering from.
func (r *Room) mended(in *world.Instance) world.InstanceHealth {
	if o := r.outage(in.Zone); o != nil {
		return world.InstanceHealth{Impaired: true, ImpairUntil: o.Until}
	}
	return world.InstanceHealth{}
}

// checkCapacity is AWS's refusal of an instance in a zone that is down
// (AS/ts-as-capacity). With no zone left to recommend, the last sentence is
// left out (choice).
func (r *Room) checkCapacity(instanceType, zone string) error {
	if !r.out(zone) {
		return nil
	}
	text := "We currently do not have sufficient " + instanceType + " capacity in the Availability Zone you requested (" + zone + ")." +
		" Our system will be working on provisioning additional capacity."
	var others []string
	for _, z := range Zones(r.k.World.Region) {
		if !r.out(z.Name) {
			others = append(others, z.Name)
		}
	}
	if len(others) > 0 {
		text += " You can currently get " + instanceType + " capacity by not specifying an Availability Zone in your request or choosing " +
			strings.Join(others, ", ") + "."
	}
	return awserr.New("InsufficientInstanceCapacity", "%s", text).WithStatus(500)
}
