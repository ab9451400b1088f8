package watch

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"fleetglass/awsclient"
)

const (
	// defaultWorkers is how many fetches run at once.
	defaultWorkers = 4
	// patience is how long one fetch may take.
	patience = 30 * time.Second
	// perSecond is how many snapshots a second may be published at most, and
	// steady how far apart they are; the first ones of a generation come
	// quicker, so that an empty screen fills at once.
	perSecond = 4
	steady    = time.Second / perSecond
	quick     = 20 * time.Millisecond
	// heartbeat is the longest time without a snapshot: though nothing else
	// has changed, ages, the account's clock and the meter have.
	heartbeat = time.Second
	// calm is how far apart two plans for new wants are: who scrolls wants
	// something else with every key.
	calm = 50 * time.Millisecond
)

// Options say how to watch. The zero value suits a real account.
type Options struct {
	Clock   func() time.Time // the account's clock; nil is the wall clock
	Speed   func() float64   // how fast that clock runs; nil is a real account's
	Rhythms Rhythms          // nil is AccountRhythms
	// Budget is how many background calls a second one kind with many keys
	// may make (the targets of all target groups, say); its interval is
	// stretched to keep within. 0 is 2.
	Budget float64
	// Workers is how many fetches run at once. 0 is 4, which suits backends that
	// are waited for; one that works in this process is asked one by one, so
	// that a processor is left for the screen.
	Workers int
	// AtOnce bounds the fetches of all regions together; Workers is for each of
	// them. 0 is no bound.
	AtOnce int
	// Rest is how many times as long as it took to fetch a list waits at least
	// before it is fetched again. 0 is 10. In-process backends want more: their
	// fetches cost the processor that draws the screen.
	Rest  int
	Meter func() Meter // nil asks the client, when it is awsclient.Metered
	Seed  uint64       // of the jitter
}

func (o Options) complete() Options {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Rhythms == nil {
		o.Rhythms = AccountRhythms()
	}
	if o.Budget <= 0 {
		o.Budget = 2
	}
	if o.Workers <= 0 {
		o.Workers = defaultWorkers
	}
	if o.Rest <= 0 {
		o.Rest = defaultRest
	}
	return o
}

// Watcher fetches and publishes. Make one with New and start it with Run; all
// other methods may be called from any goroutine, before and during Run, and
// never wait for the network.
type Watcher struct {
	opts      Options
	snapshots chan *Snapshot
	wake      chan struct{} // something changed that the loop must look at
	fetches   sync.WaitGroup

	mu        sync.Mutex
	eras      []*era          // of the regions that are watched, in their order; at least one
	switches  uint64          // the generation
	published int             // snapshots of this generation
	run       context.Context // of Run; nil before
	visible   []Want
	stale     bool      // the plan is not for what is visible
	planned   time.Time // when what is visible was last planned for
	narrow    bool      // the base set is left out
	held      bool
	changed   bool        // there is something to publish
	seq       uint64      // of the last snapshot
	sent      []time.Time // when the last ones were published, newest last
	draw      *rand.Rand
}

// New makes a watcher that does nothing until Run.
func New(client awsclient.Client, opts Options) *Watcher {
	return &Watcher{
		opts:      opts.complete(),
		snapshots: make(chan *Snapshot, 1),
		wake:      make(chan struct{}, 1),
		eras:      []*era{newEra(client)},
		switches:  1,
		changed:   true,
		draw:      rand.New(rand.NewPCG(opts.Seed, 0)),
	}
}

// Run fetches and publishes until the context ends and all that it started
// has ended. It may be called once.
func (w *Watcher) Run(ctx context.Context) {
	w.mu.Lock()
	w.run = ctx
	for _, e := range w.eras {
		w.begin(e)
	}
	w.mu.Unlock()
	defer w.fetches.Wait()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.wake:
		case <-timer.C:
		}
		timer.Reset(w.step())
	}
}

// begin starts an era's life under Run.
func (w *Watcher) begin(e *era) {
	e.ctx, e.cancel = context.WithCancel(w.run)
	w.plan(e, time.Now())
}

// step does what is due and says how long nothing will be.
func (w *Watcher) step() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	wait := heartbeat
	if w.held {
		return wait
	}
	wait = min(wait, w.replan(now))
	if due := w.dispatch(now); !due.IsZero() {
		wait = min(wait, due.Sub(now))
	}
	return min(wait, w.publish(now))
}

// dispatch starts fetches while there are workers and something is due; it
// returns when the next one will be.
func (w *Watcher) dispatch(now time.Time) (due time.Time) {
	for {
		e, s, later := w.next(now)
		if s == nil {
			return later
		}
		w.start(e, s, now)
	}
}

// next is the slot whose turn it is among the regions with a free worker, nil
// when there is none, and otherwise the time when the next will be; zero when
// an answer will wake the loop before.
func (w *Watcher) next(now time.Time) (of *era, turn *slot, later time.Time) {
	if w.opts.AtOnce > 0 && w.busy() >= w.opts.AtOnce {
		return nil, nil, time.Time{}
	}
	for _, e := range w.eras {
		if e.busy >= w.opts.Workers {
			continue
		}
		s, due := e.next(now)
		switch {
		case s != nil && (turn == nil || s.before(turn, now)):
			of, turn = e, s
		case s == nil && !due.IsZero() && (later.IsZero() || due.Before(later)):
			later = due
		}
	}
	return of, turn, later
}

// busy is how many fetches are under way.
func (w *Watcher) busy() int {
	n := 0
	for _, e := range w.eras {
		n += e.busy
	}
	return n
}

// start fetches for a slot, and for those that can share its call.
func (w *Watcher) start(e *era, s *slot, now time.Time) {
	w.fetches.Go(w.prepare(e, s, now))
}

// prepare makes a slot busy, and those that can share its call, and gives the
// fetch for them, which runs without the lock.
func (w *Watcher) prepare(e *era, s *slot, now time.Time) (fetch func()) {
	batch := []*slot{s}
	var ask func(context.Context, awsclient.Client) []answer
	if s.want.Kind == Series {
		batch = e.batch(s, now)
		ask = e.askSeries(batch, w.opts.Clock())
	} else {
		want := s.want
		want.now = w.opts.Clock()
		single := e.shelves.of(want.Kind).ask(want)
		ask = func(ctx context.Context, c awsclient.Client) []answer { return []answer{single(ctx, c)} }
	}
	for _, s := range batch {
		s.busy, s.asked = true, true
	}
	e.busy++
	return func() {
		ctx, cancel := context.WithTimeout(e.ctx, patience)
		defer cancel()
		w.deliver(e, batch, ask(ctx, e.client))
	}
}

// deliver takes answers in, unless their era is over.
func (w *Watcher) deliver(e *era, batch []*slot, answers []answer) {
	w.mu.Lock()
	defer w.mu.Unlock()
	e.busy--
	if !slices.Contains(w.eras, e) || e.ctx.Err() != nil {
		return
	}
	now := time.Now()
	if w.settle(e, batch, answers) {
		w.changed = true
		w.follow(e, batch[0].want.Kind, now)
	}
	w.pace(e)
	w.nudge()
}

// nudge makes the loop look again.
func (w *Watcher) nudge() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// publish sends a snapshot if there is something new and it is not too soon,
// and says how long until it should be asked again.
func (w *Watcher) publish(now time.Time) time.Duration {
	last := time.Time{}
	if n := len(w.sent); n > 0 {
		last = w.sent[n-1]
	}
	if !w.changed && now.Sub(last) < heartbeat {
		return heartbeat - now.Sub(last)
	}
	if wait := w.tooSoon(now, last); wait > 0 {
		return wait
	}
	w.send(now)
	return heartbeat
}

// tooSoon is how long publishing must wait yet.
func (w *Watcher) tooSoon(now, last time.Time) time.Duration {
	apart := steady
	if w.published < perSecond {
		apart = quick
	}
	wait := apart - now.Sub(last)
	if len(w.sent) == perSecond {
		wait = max(wait, time.Second-now.Sub(w.sent[0]))
	}
	return wait
}

// send publishes the picture as it is; an older one that was not received yet
// is replaced.
func (w *Watcher) send(now time.Time) {
	for _, e := range w.eras {
		e.sweep(now)
	}
	snapshot := w.picture(now)
	select {
	case <-w.snapshots:
	default:
	}
	w.snapshots <- snapshot // never blocks: the loop alone sends
	w.changed = false
	w.published++
	w.sent = append(w.sent, now)
	w.sent = slices.Delete(w.sent, 0, max(0, len(w.sent)-perSecond))
}

// picture is what is known now: of the one region, or of each of several and
// beside them of the first.
func (w *Watcher) picture(now time.Time) *Snapshot {
	w.seq++
	clock, meter := w.opts.Clock(), w.meter()
	parts := make([]*Snapshot, len(w.eras))
	for i, e := range w.eras {
		s := e.shelves.snapshot()
		s.Seq, s.Generation, s.Region = w.seq, w.switches, e.client.Region()
		s.Wall, s.Now, s.Meter = now, clock, meter
		parts[i] = s
	}
	if len(parts) == 1 {
		return parts[0]
	}
	whole := *parts[0]
	whole.Regions = parts
	return &whole
}

func (w *Watcher) meter() Meter {
	if w.opts.Meter != nil {
		return w.opts.Meter()
	}
	if m, ok := w.eras[0].client.(awsclient.Metered); ok { // the clients of all regions share one meter
		return m.Usage()
	}
	return Meter{}
}

// Want replaces what is wanted beyond the base set: the panes on the screen,
// most important first.
func (w *Watcher) Want(wants []Want) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if sameWants(w.visible, wants) {
		return
	}
	w.visible, w.stale = slices.Clone(wants), true
	w.nudge()
}

// replan makes a plan for what has become visible, unless the last one is too
// fresh; it says how long until it should be asked again.
func (w *Watcher) replan(now time.Time) time.Duration {
	if !w.stale {
		return heartbeat
	}
	if wait := calm - now.Sub(w.planned); wait > 0 {
		return wait
	}
	w.stale, w.planned = false, now
	for _, e := range w.eras {
		w.plan(e, now)
	}
	return heartbeat
}

// Snapshots gives the newest snapshot, at most four a second; one that was
// not received before the next is replaced by it.
func (w *Watcher) Snapshots() <-chan *Snapshot { return w.snapshots }

// Poke fetches these kinds (all keys that are wanted) as soon as it can, back
// off or not: something has just been done to them.
func (w *Watcher) Poke(kinds ...Kind) {
	w.hurry(func(s *slot) bool { return slices.Contains(kinds, s.want.Kind) })
}

// Refresh fetches everything wanted as soon as it can.
func (w *Watcher) Refresh() { w.hurry(func(*slot) bool { return true }) }

func (w *Watcher) hurry(which func(*slot) bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range w.eras {
		e.hurry(time.Now(), which)
	}
	w.nudge()
}

// Hold stops polling and publishing, or starts them again. Answers that are
// under way when the hold begins are kept for the first snapshot after it.
func (w *Watcher) Hold(on bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.held = on
	w.nudge()
}

// Held tells whether polling is held.
func (w *Watcher) Held() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.held
}

// Switch watches other regions, or another account, from now on: one client
// for each region. A client that is watched already keeps its picture, the
// others start empty. A new generation begins, and answers to calls of clients
// that were left are dropped.
func (w *Watcher) Switch(clients ...awsclient.Client) {
	if len(clients) == 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	old := w.eras
	w.eras = nil
	for _, client := range clients {
		w.eras = append(w.eras, w.eraOf(client, old))
	}
	w.switches++
	w.published, w.changed = 0, true
	for _, e := range old {
		if w.run != nil && !slices.Contains(w.eras, e) {
			e.cancel()
		}
	}
	w.nudge()
}

// eraOf is the era of a client: the one that it has, or one that begins now.
func (w *Watcher) eraOf(client awsclient.Client, old []*era) *era {
	if i := slices.IndexFunc(old, func(e *era) bool { return e.client == client }); i >= 0 {
		return old[i]
	}
	e := newEra(client)
	if w.run != nil {
		w.begin(e)
	}
	return e
}
