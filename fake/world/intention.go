package world

import "time"

// Intention is something that will be done in the account when its time has
// come: a call by somebody, or a fault. What comes of it is not known before.
type Intention struct {
	ID  string
	At  time.Time
	Who string // a visitor's name; "" is the administrator
	// Service and Operation are the call, as the SDK names them; both are ""
	// for a fault.
	Service, Operation string
	// Input is the call's input in the SDK's type, or the fault (package
	// fake/sim/trouble), as JSON.
	Input string
}
