package spot

import (
	"fleetglass/awsclient/semantics/spot"
	"fleetglass/fake/world"
)

// grouped is the zones that a request's groups leave it, or the code that
// holds it because of them. Requests of an Availability Zone group go to one
// zone; those of a launch group start and end together.
func (r *Room) grouped(q *world.SpotRequest, zones []string) (within []string, code string) {
	if q.ZoneGroup != "" {
		if zone := r.zoneOfGroup(q); zone != "" {
			zones = []string{zone}
		}
	}
	if q.LaunchGroup != "" && !r.togetherIn(q, zones) {
		return zones, spot.LaunchGroupConstraint
	}
	return zones, ""
}

// zoneOfGroup is where the others of a zone group run or are about to, "" when
// the first of them may choose.
func (r *Room) zoneOfGroup(q *world.SpotRequest) string {
	for id, o := range r.k.World.SpotRequests.All() {
		if id != q.ID && o.ZoneGroup == q.ZoneGroup && !over(o) && o.Zone != "" {
			return o.Zone
		}
	}
	return ""
}

// togetherIn tells whether all of a launch group that are not running yet
// could start now.
func (r *Room) togetherIn(q *world.SpotRequest, zones []string) bool {
	open := 0
	for _, o := range r.k.World.SpotRequests.All() {
		if o.LaunchGroup == q.LaunchGroup && o.State == spot.Open {
			open++
		}
	}
	room := 0
	for _, o := range r.offers(q.Settings.Type, q.Product, zones, q.MaxPrice, 1) {
		if o.OK {
			room += o.capacity
		}
	}
	return room >= open
}

// disband ends the instances of a launch group when one of them must go.
func (r *Room) disband(q *world.SpotRequest) {
	if q.LaunchGroup == "" {
		return
	}
	for id, o := range r.k.World.SpotRequests.All() {
		if s := r.Of(o.Instance); id != q.ID && o.LaunchGroup == q.LaunchGroup && o.State == spot.Active && s != nil && s.NoticeAt.IsZero() {
			r.giveNotice(o, spot.ByConstraint)
		}
	}
}
