package balancing

import (
	"cmp"
	"slices"
	"time"

	"fleetglass/fake/world"
)

// Fate is what became of a request that really came.
type Fate int

// The fates of a request.
const (
	Answered   Fate = iota // with a code below 400
	BadRequest             // 4xx
	Failed                 // 5xx
	Refused                // the target's system is up and nothing listens
	Unanswered             // nothing came back
	Lost                   // there was no target
)

// countedCost is the CPU seconds that a counted request takes where the
// balancer has no workload to take it from. Choice: a page of a small dynamic
// site; sixty a second then keep two vCPUs busy at 60 %.
const countedCost = 0.02

// Count adds one request that came to a balancer now and went to a target
// group, another room's pool, or one of the destinations ToFixed to
// ToNoHandler. It loads targets and shows in metrics as the demand of any
// workload does.
func (r *Room) Count(balancer, to string, f Fate) {
	w := r.counted(balancer, to)
	minute := minuteOf(r.k.Now())
	last := len(w.Counted) - 1
	if last < 0 || w.Counted[last].Minute != minute {
		w.Counted = append(w.Counted, world.CountedMinute{Minute: minute})
		last++
	}
	countOne(&w.Counted[last], f)
}

// counted is the workload of what is counted between a balancer and a
// destination.
func (r *Room) counted(balancer, to string) *world.Workload {
	id := "counted " + balancer + " " + to
	if w := r.k.World.Workloads.Get(id); w != nil {
		return w
	}
	w := world.Workload{ID: id, Balancer: balancer, To: to, Cost: countedCost}
	for _, other := range r.k.World.Workloads.All() {
		if other.Balancer == balancer && other.Cost > 0 {
			w.Cost = other.Cost
			break
		}
	}
	r.PutWorkload(w)
	r.noteShare(id+"|"+to, 1)
	r.k.WakeIn(forgetEvery, KindCounted, id)
	return r.k.World.Workloads.Get(id)
}

// forgetCounted drops the minutes that no metric reaches back to, and with the
// last of them the workload.
func (r *Room) forgetCounted(id string) {
	w := r.k.World.Workloads.Get(id)
	if w == nil {
		return
	}
	oldest := minuteOf(r.k.Now().Add(-Retention))
	w.Counted = slices.DeleteFunc(w.Counted, func(c world.CountedMinute) bool { return c.Minute < oldest })
	if len(w.Counted) == 0 {
		r.k.World.Workloads.Delete(id)
		r.k.World.Metrics.Shares.Delete(id + "|" + w.To)
		r.k.Changed(KindWorkload, id)
		return
	}
	r.k.WakeIn(forgetEvery, KindCounted, id)
}

// forgetEvery is how often old counts are looked for.
const forgetEvery = 24 * time.Hour

// Counted is the requests that a workload had in a minute since 1970.
func Counted(w *world.Workload, minute int64) world.CountedMinute {
	i, found := slices.BinarySearchFunc(w.Counted, minute, func(c world.CountedMinute, m int64) int { return cmp.Compare(c.Minute, m) })
	if !found {
		return world.CountedMinute{}
	}
	return w.Counted[i]
}

// Came is all the requests of a minute.
func Came(c world.CountedMinute) int {
	return c.Good + c.Bad4 + c.Bad5 + c.Refused + c.Unanswered + c.Lost
}

// Sum is the requests of two workloads in the same minute, or in none.
func Sum(a, b world.CountedMinute) world.CountedMinute {
	return world.CountedMinute{
		Minute: max(a.Minute, b.Minute), Good: a.Good + b.Good, Bad4: a.Bad4 + b.Bad4, Bad5: a.Bad5 + b.Bad5,
		Refused: a.Refused + b.Refused, Unanswered: a.Unanswered + b.Unanswered, Lost: a.Lost + b.Lost,
	}
}

// countOne adds one request.
func countOne(c *world.CountedMinute, f Fate) {
	switch f {
	case Answered:
		c.Good++
	case BadRequest:
		c.Bad4++
	case Failed:
		c.Bad5++
	case Refused:
		c.Refused++
	case Unanswered:
		c.Unanswered++
	case Lost:
		c.Lost++
	}
}

func minuteOf(t time.Time) int64 { return t.Unix() / 60 }
