package fake

import (
	"context"
	"sync"
	"time"

	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// Happening is something that happened in the account: a call that the trail
// has, or something that went from one state to another.
type Happening struct {
	At       time.Time `json:"at"` // virtual
	Region   string    `json:"region"`
	Kind     string    `json:"kind"`             // "call", "instance", "target", "activity", "hook", "alarm", "spot"
	Name     string    `json:"name"`             // of a call: its operation; of a spot: "interruption" or "rebalance"; of others: the new state
	Source   string    `json:"source,omitempty"` // of a call: "ec2.amazonaws.com"
	Who      string    `json:"who,omitempty"`
	Error    string    `json:"error,omitempty"` // the code of a call that was refused
	Subjects []string  `json:"subjects,omitempty"`
	Detail   string    `json:"detail,omitempty"` // why, in AWS's words
	ReadOnly bool      `json:"read_only,omitempty"`
	Lost     uint64    `json:"lost,omitempty"` // how many before this one were lost, because the reader was too slow
}

// feedRoom is how many happenings wait for a slow reader. Choice.
const feedRoom = 4096

// feed is what happened lately, kept only while somebody listens. Whoever
// writes never waits; a reader that is slow loses the oldest.
type feed struct {
	mu      sync.Mutex
	readers int
	ring    []Happening   // the one with number n is at n % feedRoom
	next    uint64        // the number of the next
	more    chan struct{} // closed when there is one more
}

// heard tells whether somebody listens.
func (f *feed) heard() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.readers > 0
}

func (f *feed) tell(h Happening) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.readers == 0 {
		return
	}
	f.ring[f.next%feedRoom] = h
	f.next++
	close(f.more)
	f.more = make(chan struct{})
}

// Listener reads what happens from the moment on when Listen was called. It is
// for one goroutine.
type Listener struct {
	feed *feed
	at   uint64
	once sync.Once
}

// Listen begins to listen. The listener must be closed.
func (e *Engine) Listen() *Listener {
	f := &e.feed
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.readers++; f.readers == 1 {
		f.ring, f.more = make([]Happening, feedRoom), make(chan struct{})
	}
	return &Listener{feed: f, at: f.next}
}

// Close stops listening.
func (l *Listener) Close() {
	l.once.Do(func() {
		l.feed.mu.Lock()
		defer l.feed.mu.Unlock()
		if l.feed.readers--; l.feed.readers == 0 {
			l.feed.ring = nil
		}
	})
}

// Next waits for what happens next. It fails only when the context ends.
func (l *Listener) Next(ctx context.Context) (Happening, error) {
	for {
		h, more, ok := l.take()
		if ok {
			return h, nil
		}
		select {
		case <-more:
		case <-ctx.Done():
			return Happening{}, ctx.Err()
		}
	}
}

func (l *Listener) take() (h Happening, more chan struct{}, ok bool) {
	f := l.feed
	f.mu.Lock()
	defer f.mu.Unlock()
	if l.at == f.next {
		return h, f.more, false
	}
	var lost uint64
	if f.next-l.at > feedRoom {
		lost = f.next - l.at - feedRoom
		l.at += lost
	}
	h = f.ring[l.at%feedRoom]
	h.Lost = lost
	l.at++
	return h, nil, true
}

// tellCall tells those who listen of an event of the trail.
func (p *place) tellCall(e world.TrailEvent) {
	h := Happening{
		At: e.At, Region: p.world.Region, Kind: "call", Name: e.Name, Source: e.Source, Who: e.ARN, Error: e.ErrorCode, ReadOnly: e.ReadOnly,
	}
	if h.Who == "" {
		h.Who = e.InvokedBy
	}
	for _, r := range e.Resources {
		h.Subjects = append(h.Subjects, r.Name)
	}
	p.engine.feed.tell(h)
}

// tellInstances tells those who listen of instances' new states. An instance
// changes in other ways too, so what was told is remembered.
func (p *place) tellInstances() {
	told := map[string]world.InstanceState{}
	for id, in := range p.world.Instances.All() {
		told[id] = in.State
	}
	p.kernel.Watch(compute.Instance, func(id string) {
		in := p.world.Instances.Get(id)
		if in == nil || told[id] == in.State {
			return
		}
		if in.State != world.Terminated {
			told[id] = in.State
		} else if _, known := told[id]; known {
			delete(told, id) // it changes no more, and ids pile up
		} else {
			return
		}
		p.engine.feed.tell(Happening{
			At: p.world.Now, Region: p.world.Region, Kind: "instance", Name: string(in.State), Subjects: []string{id},
		})
	})
}
