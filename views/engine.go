package views

import "time"

// Engine is the simulated account behind the console, when there is one: its
// clock and its faults. Calls may wait for the engine's lock, so the console
// makes them outside Update.
type Engine interface {
	Now() time.Time
	// Speed is virtual seconds a wall second; it is kept while paused.
	Speed() float64
	Paused() bool
	SetSpeed(float64)
	Pause(bool)
	// StepEvent moves the clock to the next event and runs it.
	StepEvent()
	// Faults are the faults that can be injected, in menu order.
	Faults() []FaultChoice
	// Inject makes a fault happen to a subject, the id of a resource.
	Inject(fault, subject string) error
}

// FaultChoice is one fault of the inject menu.
type FaultChoice struct {
	Fault string // what Inject is told
	Label string // "Kill an instance"
	Help  string // "the instance stops answering, as a failed host does"
	// Subject is the kind of resource that it happens to, a Kind's name; ""
	// means that it needs none.
	Subject string
}
