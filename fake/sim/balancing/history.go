package balancing

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient/semantics/health"
	"fleetglass/fake/world"
)

// Serving is a pool's numbers at one moment: a step of Metrics.Serving. A
// pool is a target group, or the workers of an Auto Scaling group.
type Serving struct {
	Healthy, Unhealthy int
	Registered         int  // that may get requests at all: not unused, not draining
	Receiving          int  // that do get them
	FailOpen           bool // all registered targets get requests, because too few are healthy
}

// ServingFrom reads the values of a step.
func ServingFrom(v []float64) Serving {
	if len(v) < 5 {
		return Serving{}
	}
	return Serving{int(v[0]), int(v[1]), int(v[2]), int(v[3]), v[4] != 0}
}

func (s Serving) values() []float64 {
	open := 0.0
	if s.FailOpen {
		open = 1
	}
	return []float64{float64(s.Healthy), float64(s.Unhealthy), float64(s.Registered), float64(s.Receiving), open}
}

// Standing is what a target's history says of it at one moment: the first
// value of a step of Metrics.Load. The others are what its server answers
// there (Answers).
type Standing int

// How a target may stand.
const (
	Gone     Standing = iota // or unused, or draining: no new requests
	Serves                   // healthy, or not checked
	Fails                    // unhealthy
	Starting                 // initial
)

// Receives tells whether a target that stands so gets requests.
func (s Standing) Receives(failOpen bool) bool { return s == Serves || failOpen && s != Gone }

func standing(state string) Standing {
	switch state {
	case health.Healthy, health.Unavailable:
		return Serves
	case health.Unhealthy:
		return Fails
	case health.Initial:
		return Starting
	}
	return Gone
}

// Carried is what an instance is in one pool, over time.
type Carried struct {
	Pool    string
	History *world.StepHistory
}

// Borne is what one target of a pool is there, over time. A target has a
// history for each of its ports.
type Borne struct {
	ID      string // of an instance, or an address
	History *world.StepHistory
}

// carriers finds the histories of targets by target and by pool, in the order
// in which they began.
type carriers struct {
	byTarget  map[string][]Carried
	byPool    map[string][]Borne
	addresses bool // some targets are named by their address
}

// index is the histories of targets, gathered once.
func (r *Room) index() *carriers {
	if r.carried == nil {
		r.carried = &carriers{byTarget: map[string][]Carried{}, byPool: map[string][]Borne{}}
		for subject, h := range r.k.World.Metrics.Load.All() {
			r.carried.add(subject, h)
		}
	}
	return r.carried
}

func (c *carriers) add(subject string, h *world.StepHistory) {
	pool, id := poolOf(subject)
	c.byTarget[id] = append(c.byTarget[id], Carried{pool, h})
	c.byPool[pool] = append(c.byPool[pool], Borne{id, h})
	c.addresses = c.addresses || !strings.HasPrefix(id, "i-")
}

// drop leaves the other lists as they are: who has one may keep it.
func (c *carriers) drop(subject string, h *world.StepHistory) {
	pool, id := poolOf(subject)
	c.byTarget[id] = without(c.byTarget[id], func(t Carried) bool { return t.History == h })
	c.byPool[pool] = without(c.byPool[pool], func(t Borne) bool { return t.History == h })
	if len(c.byTarget[id]) == 0 {
		delete(c.byTarget, id)
	}
	if len(c.byPool[pool]) == 0 {
		delete(c.byPool, pool)
	}
}

func without[T any](list []T, gone func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), gone)
}

// Carried is the histories of an instance id, or of an address, in all pools.
func (r *Room) Carried(id string) []Carried { return r.index().byTarget[id] }

// Targets is the histories of a pool's targets, those that have left it too.
func (r *Room) Targets(pool string) []Borne { return r.index().byPool[pool] }

// ByAddress tells whether any target has ever been named by its address, so
// that Carried is worth asking for addresses.
func (r *Room) ByAddress() bool { return r.index().addresses }

func poolOf(subject string) (pool, id string) {
	rest, _ := lastPart(subject)
	return lastPart(rest)
}

func (r *Room) noteTarget(tg *world.TargetGroup, t *world.Target) {
	s := standing(t.State)
	if s == Gone {
		r.noteLoad(subjectOf(tg.ARN, t), Gone, Answers{})
		return
	}
	r.noteLoad(subjectOf(tg.ARN, t), s, r.answersOf(tg, t))
}

func (r *Room) noteLoad(subject string, s Standing, a Answers) {
	h := r.k.World.Metrics.Load.Get(subject)
	if h == nil {
		if s == Gone {
			return
		}
		index := r.index() // whole before it is added to
		h = &world.StepHistory{}
		r.k.World.Metrics.Load.Put(subject, h)
		index.add(subject, h)
		r.histories++
	}
	if s == Gone {
		a = Answers{}
	}
	r.note(h, a.values(s))
}

// noteGone ends the history of a target that has left its pool, and has it
// forgotten when nobody can ask for it any more.
func (r *Room) noteGone(pool, subject string) {
	if !r.k.World.Metrics.Load.Has(subject) {
		return
	}
	r.noteLoad(subject, Gone, Answers{})
	r.k.WakeIn(Retention, KindHistory, subject)
}

// forgetTarget drops the history of a target that has been gone for long.
func (r *Room) forgetTarget(subject string) {
	h := r.k.World.Metrics.Load.Get(subject)
	if h == nil {
		return
	}
	last := h.Steps[len(h.Steps)-1]
	if Standing(last.Values[0]) != Gone || r.k.Now().Sub(last.At) < Retention {
		return
	}
	r.index().drop(subject, h)
	r.k.World.Metrics.Load.Delete(subject)
	r.histories++
}

// Histories is a number that changes whenever a target's history begins or is
// forgotten.
func (r *Room) Histories() int { return r.histories }

// count writes how many targets a group has in which state.
func (r *Room) count(tg *world.TargetGroup) {
	var s Serving
	for i := range tg.Targets {
		switch standing(tg.Targets[i].State) {
		case Serves:
			s.Healthy++
			s.Registered++
		case Fails:
			s.Unhealthy++
			s.Registered++
		case Starting:
			s.Registered++
		}
	}
	least, percent := routingMinimum(tg)
	s.FailOpen = health.FailOpen(s.Healthy, s.Registered, least, percent)
	s.Receiving = s.Healthy
	if s.FailOpen {
		s.Receiving = s.Registered
	}
	r.noteServing(tg.ARN, s)
}

func (r *Room) noteServing(pool string, s Serving) {
	h := r.k.World.Metrics.Serving.Get(pool)
	if h == nil {
		h = &world.StepHistory{}
		r.k.World.Metrics.Serving.Put(pool, h)
	}
	r.note(h, s.values())
}

// routingMinimum is how many targets must be healthy for the unhealthy ones
// to get nothing.
func routingMinimum(tg *world.TargetGroup) (count int, percent float64) {
	const prefix = "target_group_health.unhealthy_state_routing.minimum_healthy_targets."
	count, err := strconv.Atoi(attribute(tg, prefix+"count", "1"))
	if err != nil {
		count = 1
	}
	percent, err = strconv.ParseFloat(attribute(tg, prefix+"percentage", "off"), 64)
	if err != nil {
		percent = 0
	}
	return count, percent
}

// note adds a step to a history if it says anything new.
func (r *Room) note(h *world.StepHistory, values []float64) { r.k.Note(h, values, Retention) }

// At is a history's values at a time; nil before its first step.
func At(h *world.StepHistory, t time.Time) []float64 {
	if h == nil {
		return nil
	}
	for i := len(h.Steps) - 1; i >= 0; i-- {
		if !h.Steps[i].At.After(t) {
			return h.Steps[i].Values
		}
	}
	return nil
}

// workers is the pool of an Auto Scaling group's instances that take jobs.
func workers(group string) string { return "group/" + group }
