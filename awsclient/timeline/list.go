package timeline

import (
	"container/heap"
	"time"
)

// List is events of one history, newest first. An event is made when it is
// first looked at: an account has a hundred thousand, and a screen shows
// fifty.
type List struct {
	n     int
	at    func(i int) time.Time
	build func(i int) Event
	made  []*Event
}

func newList(n int, at func(int) time.Time, build func(int) Event) *List {
	return &List{n: n, at: at, build: build}
}

// Listed is a list of events that are there already, newest first.
func Listed(events []*Event) *List {
	return &List{n: len(events), at: func(i int) time.Time { return events[i].At }, made: events}
}

// Len is how many events a list has.
func (l *List) Len() int { return l.n }

// Event is the i-th newest.
func (l *List) Event(i int) *Event {
	if l.made == nil {
		l.made = make([]*Event, l.n)
	}
	if l.made[i] == nil {
		e := l.build(i)
		l.made[i] = &e
	}
	return l.made[i]
}

// Newest merges lists: at most n events (0: all), newest first. Of the same
// event in several lists the first list's is kept; of events of one moment the
// first list's comes first.
func Newest(lists []*List, n int) []*Event {
	var q queue
	for k, l := range lists {
		if l != nil && l.n > 0 {
			q = append(q, head{list: l, order: k, at: l.at(0)})
		}
	}
	heap.Init(&q)
	var merged []*Event
	known := map[string]int{} // by id: order of the list it is from
	places := map[string]int{}
	for len(q) > 0 && (n == 0 || len(merged) < n) {
		h := &q[0]
		e := h.list.Event(h.next)
		if order, twice := known[e.ID]; !twice {
			known[e.ID], places[e.ID] = h.order, len(merged)
			merged = append(merged, e)
		} else if h.order < order {
			known[e.ID] = h.order
			merged[places[e.ID]] = e
		}
		h.next++
		if h.next == h.list.n {
			heap.Pop(&q)
			continue
		}
		h.at = h.list.at(h.next)
		heap.Fix(&q, 0)
	}
	return merged
}

// head is how far a merge has come in one list.
type head struct {
	list  *List
	order int
	next  int
	at    time.Time
}

// queue has the list with the newest event on top.
type queue []head

func (q queue) Len() int      { return len(q) }
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(head)) }
func (q *queue) Pop() any {
	old := *q
	last := old[len(old)-1]
	*q = old[:len(old)-1]
	return last
}

func (q queue) Less(i, j int) bool {
	if q[i].at.Equal(q[j].at) {
		return q[i].order < q[j].order
	}
	return q[i].at.After(q[j].at)
}
