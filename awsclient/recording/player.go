package recording

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
)

// longestWait bounds the wait for a frame: nobody looks at a screen on which
// nothing moves because the recording program was held.
const longestWait = 5 * time.Second

// Player plays a recording as a watcher would have told it, at a speed. It
// answers a console where a watcher and an engine's clock would.
type Player struct {
	reader    *Reader
	snapshots chan *watch.Snapshot
	wake      chan struct{}

	mu     sync.Mutex
	speed  float64
	paused bool
	held   bool
	jump   bool // to the next event
	now    time.Time
	over   bool
}

// NewPlayer plays what a reader reads.
func NewPlayer(r *Reader) *Player {
	return &Player{reader: r, snapshots: make(chan *watch.Snapshot, 1), wake: make(chan struct{}, 1), speed: 1}
}

// Run plays until the end of the recording or of the context. The last frame
// stays on the screen.
func (p *Player) Run(ctx context.Context) error {
	var last *watch.Snapshot
	for {
		s, eventful, err := p.reader.Next()
		if errors.Is(err, io.EOF) {
			p.end()
			return nil
		}
		if err != nil {
			p.end()
			return err
		}
		if last != nil && !p.await(ctx, s.Wall.Sub(last.Wall), eventful) {
			return ctx.Err()
		}
		last = s
		p.publish(s)
	}
}

// await waits for a frame's time, however the speed changes meanwhile. It tells
// whether to go on.
func (p *Player) await(ctx context.Context, left time.Duration, eventful bool) bool {
	left = max(0, left)
	for {
		wait, pace := p.next(left, eventful)
		if wait == 0 {
			return ctx.Err() == nil
		}
		began := time.Now()
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return false
		case <-timer.C:
			return true
		case <-p.wake:
			timer.Stop()
			left = max(0, left-time.Duration(float64(time.Since(began))*pace))
		}
	}
}

// untilWoken is a wait that only a change ends.
const untilWoken = 1000 * time.Hour

// next is how long to wait for a frame that lies so much recorded time ahead,
// zero when it is due, and how fast that time passes.
func (p *Player) next(ahead time.Duration, eventful bool) (wait time.Duration, pace float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.jump {
		p.jump = !eventful // frames in which nothing happens are passed over
		return 0, 0
	}
	if p.paused || p.held {
		return untilWoken, 0
	}
	return min(longestWait, time.Duration(float64(ahead)/p.speed)), p.speed
}

// publish shows a snapshot; one that nobody took yet is replaced.
func (p *Player) publish(s *watch.Snapshot) {
	p.mu.Lock()
	p.now = s.Now
	p.mu.Unlock()
	select {
	case <-p.snapshots:
	default:
	}
	p.snapshots <- s
}

func (p *Player) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.over, p.paused = true, true
}

// change changes how it is played, at once.
func (p *Player) change(f func()) {
	p.mu.Lock()
	f()
	p.mu.Unlock()
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// What a console asks of a watcher. A recording has what it has: wants change
// nothing.

// Snapshots gives the snapshots as they come due.
func (p *Player) Snapshots() <-chan *watch.Snapshot { return p.snapshots }

// Want is not needed: what was not recorded cannot be had.
func (p *Player) Want([]watch.Want) {}

// Poke and Refresh have nothing to fetch.
func (p *Player) Poke(...watch.Kind) {}

// Refresh has nothing to fetch.
func (p *Player) Refresh() {}

// Switch has nowhere to go.
func (p *Player) Switch(...awsclient.Client) {}

// Hold stops the play, or goes on.
func (p *Player) Hold(on bool) { p.change(func() { p.held = on }) }

// What a console asks of an engine's clock.

// Now is the account's time in the frame that was shown last.
func (p *Player) Now() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

// Speed is recorded seconds a second; it is kept while paused.
func (p *Player) Speed() float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.speed
}

// Paused tells whether it stands still; at its end it does.
func (p *Player) Paused() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.paused
}

// SetSpeed changes how fast it plays.
func (p *Player) SetSpeed(speed float64) {
	if speed > 0 {
		p.change(func() { p.speed = speed })
	}
}

// Pause stops it, or goes on; after its end there is nothing to go on with.
func (p *Player) Pause(on bool) { p.change(func() { p.paused = on || p.over }) }

// StepEvent goes to the next frame in which something happens, also while it is
// paused.
func (p *Player) StepEvent() { p.change(func() { p.jump = !p.over }) }
