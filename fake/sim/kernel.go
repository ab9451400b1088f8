// Package sim moves a world through virtual time.
//
// The kernel holds a queue of appointments: at this time, look at this
// subject. A room of the engine (compute, balancing, scaling, telemetry)
// registers one controller for each kind of subject that it looks after. A
// controller is level-triggered: it compares what is desired with what is,
// takes one step, and says when to look again. It never acts on the content
// of an event, so an appointment too many does no harm.
//
// Only Advance moves time. Appointments at the same time are kept in the
// order in which they were made. All randomness comes from the world's own
// generator. Therefore the same world and the same calls give the same future.
//
// The kernel does not know any AWS service, and has no goroutine and no clock.
package sim

import (
	"math/rand/v2"
	"time"

	"fleetglass/fake/world"
)

// Controller looks at one subject and takes at most one step.
type Controller func(subject string)

// Kernel runs one world. It is not safe for concurrent use; the engine's call
// wrapper holds the lock.
type Kernel struct {
	World *world.World

	controllers map[world.Kind]Controller
	watchers    map[world.Kind][]Controller
	afterStep   []func()
	recorder    func(world.TrailEvent)
	changes     uint64    // calls of Changed so far
	source      *rand.PCG // takes on the world's randomness for each draw
	random      *rand.Rand
}

// New is a kernel for w. Controllers are registered next, before the first
// Advance.
func New(w *world.World) *Kernel {
	source := rand.NewPCG(0, 0)
	return &Kernel{
		World:       w,
		controllers: map[world.Kind]Controller{},
		watchers:    map[world.Kind][]Controller{},
		source:      source,
		random:      rand.New(source),
	}
}

// Handle registers the controller of a kind.
func (k *Kernel) Handle(kind world.Kind, c Controller) { k.controllers[kind] = c }

// Watch asks to be told, by id, whenever a record of this kind has changed in
// a way that its neighbours care about. Watchers run at once, in the order of
// registration; they should do no more than Wake their own subjects.
func (k *Kernel) Watch(kind world.Kind, c Controller) {
	k.watchers[kind] = append(k.watchers[kind], c)
}

// Changed tells the watchers of a kind that this record has changed.
func (k *Kernel) Changed(kind world.Kind, id string) {
	k.changes++
	for _, w := range k.watchers[kind] {
		w(id)
	}
}

// Tell tells the watchers of a kind of what they only look on at: nothing in
// the world depends on it, so it does not count as a change.
func (k *Kernel) Tell(kind world.Kind, id string) {
	for _, w := range k.watchers[kind] {
		w(id)
	}
}

// AfterStep registers a function that runs after every step, such as a check
// of invariants.
func (k *Kernel) AfterStep(f func()) { k.afterStep = append(k.afterStep, f) }

// Now is the virtual time.
func (k *Kernel) Now() time.Time { return k.World.Now }

// Wake makes an appointment for the present instant: the subject is looked at
// before time moves on.
func (k *Kernel) Wake(kind world.Kind, subject string) { k.WakeAt(k.World.Now, kind, subject) }

// WakeIn makes an appointment after a delay.
func (k *Kernel) WakeIn(d time.Duration, kind world.Kind, subject string) {
	k.WakeAt(k.World.Now.Add(d), kind, subject)
}

// WakeAt makes an appointment. A time in the past means now.
func (k *Kernel) WakeAt(at time.Time, kind world.Kind, subject string) {
	if at.Before(k.World.Now) {
		at = k.World.Now
	}
	k.World.Queue = push(k.World.Queue, world.Appointment{At: at, Seq: k.World.Seq, Kind: kind, Subject: subject})
	k.World.Seq++
}

// Settle keeps every appointment that is due now, without moving time.
func (k *Kernel) Settle() { k.Advance(k.World.Now) }

// Advance keeps all appointments up to and including to, and leaves the clock
// there. A time in the past moves nothing.
func (k *Kernel) Advance(to time.Time) {
	for {
		at, ok := k.Next()
		if !ok || at.After(to) {
			break
		}
		k.Step()
	}
	if to.After(k.World.Now) {
		k.World.Now = to
	}
}

// Idle moves the clock to a time before which there is no appointment. It is
// for worlds that are moved together, when another one has something to do.
func (k *Kernel) Idle(to time.Time) {
	if to.After(k.World.Now) {
		k.World.Now = to
	}
}

// Changes counts how often Changed was called, so that two counts tell
// whether anything happened between them.
func (k *Kernel) Changes() uint64 { return k.changes }

// Next is the time of the earliest appointment.
func (k *Kernel) Next() (time.Time, bool) {
	if len(k.World.Queue) == 0 {
		return time.Time{}, false
	}
	return k.World.Queue[0].At, true
}

// Step keeps exactly one appointment.
func (k *Kernel) Step() {
	var a world.Appointment
	a, k.World.Queue = pop(k.World.Queue)
	if a.At.After(k.World.Now) {
		k.World.Now = a.At
	}
	if c := k.controllers[a.Kind]; c != nil {
		c(a.Subject)
	}
	for _, f := range k.afterStep {
		f()
	}
}

// Rand is a draw from the world's generator, in [0, n).
func (k *Kernel) Rand(n int) int {
	r := &k.World.Random
	k.source.Seed(r.Hi, r.Lo)
	v := k.random.IntN(n)
	r.Hi, r.Lo = k.source.Uint64(), k.source.Uint64()
	return v
}

const hexDigits = "0123456789abcdef"

// ID is a new id in AWS's form: the prefix and n lower-case hex digits, such
// as ID("i-", 17).
func (k *Kernel) ID(prefix string, n int) string {
	b := []byte(prefix)
	for range n {
		b = append(b, hexDigits[k.Rand(16)])
	}
	return string(b)
}

// UUID is a new id in the form 8-4-4-4-12.
func (k *Kernel) UUID() string {
	return k.ID("", 8) + "-" + k.ID("", 4) + "-4" + k.ID("", 3) + "-a" + k.ID("", 3) + "-" + k.ID("", 12)
}

// Between is a whole number of seconds drawn from [low, high].
func (k *Kernel) Between(low, high time.Duration) time.Duration {
	span := int((high-low)/time.Second) + 1
	return low + time.Duration(k.Rand(span))*time.Second
}

// OnRecord sets where calls that the account's own services make are recorded.
func (k *Kernel) OnRecord(f func(world.TrailEvent)) { k.recorder = f }

// Record writes a call made by one of the account's own services, such as a
// launch by Auto Scaling, to the trail. The recorder fills in ids and time.
func (k *Kernel) Record(e world.TrailEvent) {
	if k.recorder != nil {
		k.recorder(e)
	}
}
