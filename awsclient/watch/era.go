package watch

import (
	"context"
	"slices"
	"time"

	"fleetglass/awsclient"
)

// forgetAfter is how long rows that nobody wants any more are kept.
const forgetAfter = 10 * time.Minute

// era is the time for which one region is watched without a break: one client,
// its picture and its schedule. Answers to an era that is over reach nobody.
type era struct {
	client  awsclient.Client
	ctx     context.Context // ends with the era, or with Run
	cancel  context.CancelFunc
	shelves *shelves
	slots   map[string]*slot // by Want.ID
	order   []*slot          // those wanted, by rank
	busy    int              // fetches under way
}

func newEra(client awsclient.Client) *era {
	return &era{client: client, shelves: newShelves(), slots: map[string]*slot{}}
}

// concerns tells whether a want is for this region.
func (e *era) concerns(want Want) bool { return want.Region == "" || want.Region == e.client.Region() }

// plan makes the schedule fit what is wanted now: the visible wants in their
// order, then the base set.
func (w *Watcher) plan(e *era, now time.Time) {
	for _, s := range e.order {
		s.wanted = false
	}
	old := e.order
	e.order = nil
	for _, want := range w.visible {
		if e.concerns(want) {
			e.want(want, true, now)
		}
	}
	if !w.narrow {
		for _, want := range e.shelves.base() {
			e.want(want, false, now)
		}
	}
	for _, s := range old {
		if !s.wanted {
			s.left = now
			w.excuse(e, s, now)
		}
	}
	w.pace(e)
}

// excuse forgets that a slot which nobody wants any more has failed: it is not
// tried again, so its failure would look as if it lasted. Who wants it again
// is answered anew.
func (w *Watcher) excuse(e *era, s *slot, now time.Time) {
	if s.tries == 0 {
		return
	}
	s.tries, s.due = 0, now
	e.shelves.of(s.want.Kind).excuse(s.want.Key)
	w.changed = true
}

// want puts a slot in its place in the order, unless it has one already.
func (e *era) want(want Want, visible bool, now time.Time) {
	if e.shelves.of(want.Kind) == nil {
		return
	}
	s := e.slots[want.ID()]
	if s == nil {
		s = &slot{want: want, due: now}
		e.slots[want.ID()] = s
	}
	if s.wanted {
		return
	}
	s.wanted, s.visible, s.rank = true, visible, len(e.order)
	e.order = append(e.order, s)
}

// pace gives every slot its interval, and brings those forward that have
// become more urgent.
func (w *Watcher) pace(e *era) {
	keys := map[Kind]int{}
	for _, s := range e.order {
		if !s.visible {
			keys[s.want.Kind]++
		}
	}
	for _, s := range e.order {
		every := w.interval(s, keys[s.want.Kind])
		if every == s.every {
			continue
		}
		if s.tries == 0 && every < s.every {
			s.due = s.due.Add(every - s.every)
		}
		s.every = every
		e.shelves.of(s.want.Kind).pace(s.want.Key, every)
	}
}

// next is the slot whose turn it is, nil when none is due, and otherwise the
// time when the next will be.
func (e *era) next(now time.Time) (turn *slot, later time.Time) {
	for _, s := range e.order {
		switch {
		case s.busy:
		case s.due.After(now):
			if later.IsZero() || s.due.Before(later) {
				later = s.due
			}
		case turn == nil || s.before(turn, now):
			turn = s
		}
	}
	return turn, later
}

// hurry makes slots due now, back-off or not.
func (e *era) hurry(now time.Time, which func(*slot) bool) {
	for _, s := range e.order {
		if !which(s) {
			continue
		}
		s.due, s.again = now, s.busy
	}
}

// sweep forgets lists of single resources that nobody has wanted for long.
func (e *era) sweep(now time.Time) {
	for id, s := range e.slots {
		if s.wanted || s.busy || s.want.Key == "" || now.Sub(s.left) < forgetAfter {
			continue
		}
		e.shelves.of(s.want.Kind).forget(s.want.Key)
		delete(e.slots, id)
	}
}

// settle notes the answers to a fetch and says when each slot is due again.
// It tells whether a reader would see a difference.
func (w *Watcher) settle(e *era, batch []*slot, answers []answer) (changed bool) {
	for i, s := range batch {
		a := answers[i]
		s.busy, s.took = false, a.ended.Sub(a.began)
		if a.err != nil && a.err.Kind == awsclient.Cancelled {
			s.due = a.ended.Add(s.every)
			continue
		}
		if a.err == nil {
			s.tries = 0
			s.due = later(a.began.Add(s.every), a.ended)
		} else {
			s.tries++
			s.due = a.ended.Add(backoff(a.err.Kind, s.tries, s.every, w.draw))
			s.alone = s.alone || len(batch) > 1 && a.err.Kind == awsclient.Invalid
		}
		if s.alone && s.tries == 1 && len(batch) > 1 {
			s.due = a.ended // one bad query spoils a batch: try each by itself at once
		}
		if s.again {
			s.again, s.due = false, a.ended
		}
		if e.shelves.of(s.want.Kind).keep(s.want.Key, a, s.tries, s.every) {
			changed = true
		}
		if !s.wanted {
			w.excuse(e, s, a.ended)
		}
	}
	return changed
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// follow looks at what an answer names that is to be watched too.
func (w *Watcher) follow(e *era, kind Kind, now time.Time) {
	switch kind {
	case TargetGroups, Groups:
		w.plan(e, now)
	}
	if kind == Groups && e.shelves.strangers() {
		e.hurry(now, func(s *slot) bool {
			return s.want.Kind == Instances && !s.busy && now.Sub(s.due.Add(-s.every)) > soonest
		})
	}
}

// sameWants tells whether two sets of wants are the same, by what their ids are
// made of.
func sameWants(a, b []Want) bool {
	return slices.EqualFunc(a, b, func(x, y Want) bool { return x.Kind == y.Kind && x.Key == y.Key && x.Region == y.Region })
}
