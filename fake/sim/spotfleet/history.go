package spotfleet

import (
	"slices"
	"time"

	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/fake/world"
)

// tell writes an event into a fleet's history, and drops what is older than
// AWS keeps.
func (r *Room) tell(f *world.SpotFleet, subtype, instance, text string) {
	oldest := r.k.Now().Add(-fleet.HistoryKept)
	if keep := slices.IndexFunc(f.History, func(e world.FleetEvent) bool { return e.At.After(oldest) }); keep > 0 {
		f.History = slices.Delete(f.History, 0, keep)
	}
	f.History = append(f.History, world.FleetEvent{At: r.k.Now(), Type: fleet.TypeOf(subtype), Subtype: subtype, Instance: instance, Text: text})
}

// fail tells of an error that keeps a fleet from launching, once while it
// lasts.
func (r *Room) fail(f *world.SpotFleet, subtype, text string) {
	if says := subtype + " " + text; f.Error != says {
		f.Error = says
		r.tell(f, subtype, "", text)
	}
}

// Evaluated is up to when a fleet's history can be described: the events of
// the last moments are held back, so that none is missed by who asks again
// from there on.
func (r *Room) Evaluated() time.Time { return r.k.Now().Add(-fleet.HistoryLag) }

// Events is the part of a fleet's history from a time on that can be
// described; kind "" is every type of event.
func (r *Room) Events(f *world.SpotFleet, from time.Time, kind string) []world.FleetEvent {
	oldest, latest := r.k.Now().Add(-fleet.HistoryKept), r.Evaluated()
	var list []world.FleetEvent
	for _, e := range f.History {
		if !e.At.Before(from) && e.At.After(oldest) && !e.At.After(latest) && (kind == "" || e.Type == kind) {
			list = append(list, e)
		}
	}
	return list
}

// Activity is the activity status of a fleet, "" when it has none.
func (r *Room) Activity(f *world.SpotFleet) string {
	leaving := slices.ContainsFunc(f.Members, func(m world.FleetMember) bool { return m.Leaving && m.Shrunk })
	switch f.State {
	case fleet.Cancelled, fleet.CancelledRunning, fleet.Failed:
		return ""
	case fleet.CancelledTerminating:
		return fleet.ActivityPendingTermination
	}
	return fleet.Activity(r.Fulfilled(f), float64(f.Config.Target), f.Error != "", leaving)
}
