package fake

import (
	"math"
	"sync"
	"time"
)

// The bounds of the speed. Choice: slower than a tenth looks paused, faster
// than a day in a second leaves nothing to watch.
const (
	MinSpeed = 0.1
	MaxSpeed = 86_400
)

// pace maps the wall clock to virtual time.
type pace struct {
	mu      sync.Mutex
	wall    func() time.Time
	speed   float64
	paused  bool
	waiting bool      // for the world to be there
	atWall  time.Time // virtual was the time then
	virtual time.Time
}

func newPace(wall func() time.Time, now time.Time, speed float64) *pace {
	if wall == nil {
		wall = time.Now
	}
	return &pace{wall: wall, speed: clampSpeed(speed), atWall: wall(), virtual: now}
}

func clampSpeed(s float64) float64 {
	if math.IsNaN(s) {
		return 1
	}
	return min(max(s, MinSpeed), MaxSpeed)
}

func (p *pace) now() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.reading()
}

// reading is the virtual time, with the lock held. A wall clock that goes
// back does not take virtual time with it.
func (p *pace) reading() time.Time {
	passed := p.wall().Sub(p.atWall)
	if p.paused || p.waiting || passed <= 0 {
		return p.virtual
	}
	ahead := float64(passed) * p.speed
	return p.virtual.Add(time.Duration(min(ahead, math.MaxInt64/2)))
}

// rebase makes the present the point from which the clock counts on.
func (p *pace) rebase() {
	p.virtual = p.reading()
	p.atWall = p.wall()
}

func (p *pace) currentSpeed() float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.speed
}

func (p *pace) setSpeed(speed float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rebase()
	p.speed = clampSpeed(speed)
}

func (p *pace) isPaused() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.paused
}

func (p *pace) pause(paused bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rebase()
	p.paused = paused
}

// wait makes the clock stand until start.
func (p *pace) wait() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting = true
}

// start lets a clock that waits run, from a time on.
func (p *pace) start(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.virtual, p.atWall, p.waiting = now, p.wall(), false
}

// moveTo sets the clock; it goes on from there.
func (p *pace) moveTo(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.virtual, p.atWall = now, p.wall()
}
