package balancing

import "fleetglass/fake/world"

// Other rooms have balancers of their own kind. Their instances are loaded,
// and their metrics computed, as those of target groups are: they write the
// same histories, under names of pools that they choose.

// Share is a part of a workload's requests, 0 to 1, and the pool to which it
// goes.
type Share struct {
	Pool string
	Part float64
}

// RouteElsewhere sets who routes the workloads whose balancer is none of this
// room's, and sees what their requests find there. Whenever the answer
// changes, that room wakes KindWorkload.
func (r *Room) RouteElsewhere(f func(*world.Workload) []Share) { r.elsewhere = f }

func (r *Room) routeElsewhere(w *world.Workload, into *shareList) {
	if r.elsewhere == nil {
		return
	}
	for _, s := range r.elsewhere(w) {
		into.add(s.Pool, s.Part)
	}
}

// NoteMember writes how an instance stands in a pool of another room, and what
// its server answers there. One that is Gone for long is forgotten.
func (r *Room) NoteMember(pool, instance string, s Standing, a Answers) {
	subject := workerSubject(pool, instance)
	h := r.k.World.Metrics.Load.Get(subject)
	switch {
	case s != Gone:
		r.noteLoad(subject, s, a)
	case h != nil && Standing(h.Steps[len(h.Steps)-1].Values[0]) != Gone:
		r.noteGone(pool, subject)
	}
}

// NotePool writes the numbers of a pool of another room.
func (r *Room) NotePool(pool string, s Serving) { r.noteServing(pool, s) }
