package lifecycle

import "slices"

// States of an instance, in EC2's words.
const (
	Pending      = "pending"
	Running      = "running"
	ShuttingDown = "shutting-down"
	Terminated   = "terminated"
	Stopping     = "stopping"
	Stopped      = "stopped"
)

// InstanceCode is the API's number of a state; false if there is no such
// state.
func InstanceCode(state string) (int, bool) {
	switch state {
	case Pending:
		return 0, true
	case Running:
		return 16, true
	case ShuttingDown:
		return 32, true
	case Terminated:
		return 48, true
	case Stopping:
		return 64, true
	case Stopped:
		return 80, true
	}
	return 0, false
}

// InstanceNext are the states that may follow a state. A launch that fails
// goes from pending to shutting-down, and an instance may be terminated while
// it stops (memory). A reboot is no change of state.
func InstanceNext(state string) []string {
	switch state {
	case Pending:
		return []string{Running, ShuttingDown}
	case Running:
		return []string{Stopping, ShuttingDown}
	case Stopping:
		return []string{Stopped, ShuttingDown}
	case Stopped:
		return []string{Pending, ShuttingDown}
	case ShuttingDown:
		return []string{Terminated}
	}
	return nil
}

// InstanceMayBecome reports whether an instance may go from one state
// straight to another.
func InstanceMayBecome(from, to string) bool { return slices.Contains(InstanceNext(from), to) }
