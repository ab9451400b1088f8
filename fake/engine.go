package fake

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"fleetglass/fake/era"
	"fleetglass/fake/scenario"
	"fleetglass/fake/world"
)

// Options say which world to make and how fast it lives. The zero Options are
// the demo, at real speed, on a fixed virtual date.
type Options struct {
	Scenario string           // "": scenario.Default
	Era      string           // of Eras; "": today
	Seed     uint64           // 0 is a seed like any other
	Size     int              // instances, for scenarios that can be large; 0: as the scenario likes
	Start    time.Time        // virtual time of the first moment; zero: DefaultStart
	Speed    float64          // virtual seconds a second; 0: 1
	Account  string           // twelve digits; "": Account
	AnyImage bool             // every image id that is well formed names an image, as test suites invent them
	Limits   bool             // refuse calls from outside that come faster than AWS lets them, by the wall clock
	Wall     func() time.Time // the wall clock; nil: the real one
	// AfterStep, when set, runs after every step of every world, such as a
	// check of invariants.
	AfterStep func(*world.World)
}

// DefaultStart is when a world begins unless it is told otherwise: a Tuesday,
// early in the afternoon in Oregon, when the daily wave is on its way up.
func DefaultStart() time.Time { return time.Date(2026, time.March, 10, 20, 30, 0, 0, time.UTC) }

// The account of every world, AWS's own example number.
const (
	Account = "123456789012"
	Region  = "us-west-2" // where the scenario's world is
)

// Engine is one simulated account. It is safe for concurrent use.
type Engine struct {
	pace *pace // has its own lock: the time can be told while a call runs

	born    chan struct{} // closed when the scenario's past has been lived
	failure error         // of that past; read only once born

	mu        sync.Mutex
	places    []*place // the scenario's region first, then others in the order of their first use
	limits    *limits  // of calls from outside; nil: none
	afterStep func(*world.World)

	doors atomic.Pointer[func()] // told when listeners of balancers change

	feed feed // of what happens, for those who listen; has its own lock
}

// New makes a world and lives its scenario's past. It refuses a scenario or an
// era that does not exist.
func New(o Options) (*Engine, error) {
	e, err := Begin(o)
	if err != nil {
		return nil, err
	}
	<-e.born
	if e.failure != nil {
		return nil, e.failure
	}
	return e, nil
}

// Begin is New for those who cannot wait: the past is lived meanwhile. Calls,
// and whatever else asks the world, wait for it; the clock can be told at
// once, and stands at the start until then. A past that fails makes every
// call fail.
func Begin(o Options) (*Engine, error) {
	name := o.Scenario
	if name == "" {
		name = scenario.Default
	}
	story, ok := scenario.Named(name)
	if !ok {
		return nil, fmt.Errorf("unknown scenario %q; choices are %s", name, strings.Join(scenario.Names(), ", "))
	}
	rules, ok := era.Named(o.Era)
	if !ok {
		return nil, fmt.Errorf("unknown era %q; choices are %s", o.Era, strings.Join(era.Names(), ", "))
	}
	if o.Start.IsZero() {
		o.Start = DefaultStart()
	}
	if o.Speed == 0 {
		o.Speed = 1
	}
	e := &Engine{afterStep: o.AfterStep, born: make(chan struct{})}
	home := e.newPlace(&world.World{
		Account: cmp.Or(o.Account, Account), AnyImage: o.AnyImage, Region: Region, Scenario: name, Era: rules.Name, Seed: o.Seed,
		Born: o.Start.UTC().Add(-story.Past), Now: o.Start.UTC().Add(-story.Past),
		Random: world.Random{Hi: o.Seed, Lo: worldSalt},
	})
	e.places = []*place{home}
	putPrincipals(home)
	e.pace = newPace(o.Wall, o.Start.UTC(), o.Speed)
	e.limits = o.limits(e.pace)
	e.pace.wait()
	e.mu.Lock()
	go e.live(story, o)
	return e, nil
}

// live makes the scenario's world, lives its past, and lets go of the lock
// that it was started with.
func (e *Engine) live(story scenario.Scenario, o Options) {
	defer close(e.born)
	defer e.mu.Unlock()
	home := e.home()
	if err := story.Build(&stage{place: home, size: o.Size}); err != nil {
		e.failure = fmt.Errorf("scenario %s: %w", story.Name, err)
		return
	}
	e.advance(o.Start.UTC(), unbounded)
	e.pace.start(home.world.Now)
}

// awaitBirth waits until the world is there.
func (e *Engine) awaitBirth(ctx context.Context) error {
	select {
	case <-e.born:
		return e.failure
	case <-ctx.Done():
		return ctx.Err()
	}
}

// worldSalt is the second half of a new world's randomness; the seed is the
// first. Any constant would do.
const worldSalt = 0x9e3779b97f4a7c15

// Scenarios are the names of the scenarios that New knows.
func Scenarios() []string { return scenario.Names() }

// Eras are the names of the eras that New knows, the default first.
func Eras() []string { return era.Names() }

// Era is the name of the era whose rules the account lives by.
func (e *Engine) Era() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return era.Of(e.home().world).Name
}

// Scenario is the name of the scenario that the world began with.
func (e *Engine) Scenario() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.home().world.Scenario
}

// Seed is the seed that the world began with.
func (e *Engine) Seed() uint64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.home().world.Seed
}

// home is the scenario's own region, where principals and faults live too.
func (e *Engine) home() *place { return e.places[0] }

// placeIn is the world of a region. A region comes into being when it is first
// named: with what the scenario has there, or else as a new account finds it.
func (e *Engine) placeIn(region string) *place {
	if i := slices.IndexFunc(e.places, func(p *place) bool { return p.world.Region == region }); i >= 0 {
		return e.places[i]
	}
	if first := world.GlobalRegion(world.Partition(region)); e.homeOf(region) == nil && region != first {
		e.placeIn(first)
	}
	p := e.awayIn(region)
	e.places = append(e.places, p)
	return p
}

// Now is the virtual time. It does not wait for calls in progress.
func (e *Engine) Now() time.Time { return e.pace.now() }

// Speed is how many virtual seconds pass in a second when the clock runs.
func (e *Engine) Speed() float64 { return e.pace.currentSpeed() }

// SetSpeed changes the speed from now on, within MinSpeed and MaxSpeed.
func (e *Engine) SetSpeed(speed float64) { e.pace.setSpeed(speed) }

// Pause stops the clock.
func (e *Engine) Pause() { e.pace.pause(true) }

// Resume lets the clock run again.
func (e *Engine) Resume() { e.pace.pause(false) }

// Paused tells whether the clock stands.
func (e *Engine) Paused() bool { return e.pace.isPaused() }

// Advance moves the clock forward at once, whether it runs or not. A duration
// that is not positive moves nothing.
func (e *Engine) Advance(d time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.catchUp(unbounded)
	if d <= 0 {
		return
	}
	e.pace.moveTo(e.home().world.Now.Add(d))
	e.catchUp(unbounded)
}

// StepEvent moves the clock to the next moment at which something in the
// account changes, at most an hour away, and returns that moment.
func (e *Engine) StepEvent() time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.catchUp(unbounded)
	home := e.home()
	limit, before := home.world.Now.Add(time.Hour), home.kernel.Changes()
	for home.kernel.Changes() == before && e.step(limit) {
	}
	if home.kernel.Changes() == before {
		e.advance(limit, unbounded)
	}
	e.pace.moveTo(home.world.Now)
	e.catchUp(unbounded) // with what else happens at that moment
	return home.world.Now
}

const (
	// stepsPerCall bounds how far a call brings the world nearer to the
	// present before it answers. When the clock runs faster than the machine
	// can simulate, the clock is set back to where the world is.
	stepsPerCall = 20_000
	unbounded    = int(^uint(0) >> 1)
)

// catchUp brings all worlds to the present, in a bounded number of steps.
func (e *Engine) catchUp(steps int) {
	if !e.advance(e.pace.now(), steps) {
		e.pace.moveTo(e.home().world.Now)
	}
}

// advance moves all worlds to a time, in a bounded number of steps, and tells
// whether they got there.
func (e *Engine) advance(to time.Time, steps int) bool {
	for range steps {
		if !e.step(to) {
			for _, p := range e.places {
				p.kernel.Advance(to)
			}
			return true
		}
	}
	return false
}

// step keeps the earliest appointment of all worlds, if there is one up to a
// time. Worlds move together, because they act on each other: a trail of one
// region is delivered into the bucket of another. If one were a day ahead, how
// far the clock is moved at once would change what happens.
func (e *Engine) step(to time.Time) bool {
	var next *place
	var at time.Time
	for _, p := range e.places {
		if t, ok := p.kernel.Next(); ok && !t.After(to) && (next == nil || t.Before(at)) {
			next, at = p, t
		}
	}
	if next == nil {
		return false
	}
	for _, p := range e.places {
		p.kernel.Idle(at)
	}
	next.kernel.Step()
	return true
}
