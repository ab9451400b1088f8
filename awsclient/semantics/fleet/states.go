package fleet

import (
	"slices"

	"fleetglass/awsclient/semantics/refusal"
)

// States of a fleet, in AWS's words.
const (
	Submitted            = "submitted"
	Active               = "active"
	Modifying            = "modifying"
	CancelledRunning     = "cancelled_running"
	CancelledTerminating = "cancelled_terminating"
	Cancelled            = "cancelled"
	Failed               = "failed"
)

// NextStates are the states into which a fleet may go.
func NextStates(state string) []string {
	switch state {
	case "":
		return []string{Submitted}
	case Submitted:
		return []string{Active, CancelledRunning, CancelledTerminating, Cancelled, Failed}
	case Active:
		return []string{Modifying, CancelledRunning, CancelledTerminating, Cancelled, Failed}
	case Modifying:
		return []string{Active, CancelledRunning, CancelledTerminating, Cancelled, Failed}
	case CancelledRunning, CancelledTerminating:
		return []string{Cancelled}
	}
	return nil
}

// MayFollow reports whether one state may follow another.
func MayFollow(from, to string) bool { return slices.Contains(NextStates(from), to) }

// AfterCancel is the state of a fleet that is cancelled, or that expired with
// or without TerminateInstancesWithExpiration, while instances run.
func AfterCancel(terminate bool, running int) string {
	switch {
	case running == 0:
		return Cancelled
	case terminate:
		return CancelledTerminating
	}
	return CancelledRunning
}

// Activity statuses of a fleet, in AWS's words.
const (
	ActivityError              = "error"
	ActivityPendingFulfillment = "pending_fulfillment"
	ActivityPendingTermination = "pending_termination"
	ActivityFulfilled          = "fulfilled"
)

// Activity is the status of a fleet that is active: error when its last
// attempt to launch failed, else by how its units compare with the target.
// excess says whether what is too much is to be terminated.
func Activity(fulfilled, target float64, launchFailed, excess bool) string {
	switch {
	case launchFailed:
		return ActivityError
	case fulfilled < target-tolerance:
		return ActivityPendingFulfillment
	case excess:
		return ActivityPendingTermination
	}
	return ActivityFulfilled
}

// Refills reports whether a fleet replaces an instance that ended, whoever
// ended it. One of type request launches once and never again.
func Refills(fleetType, state string) bool {
	live := state == Active || state == Modifying
	return live && (fleetType == "" || fleetType == Maintain)
}

// ValidateModify refuses to modify a fleet that cannot be; the codes are
// AWS's, the texts choices.
func ValidateModify(fleetType, state string) error {
	switch {
	case fleetType == Request:
		return invalid("Only a Spot Fleet request of type maintain can be modified")
	case state != Active:
		return refusal.New(NotModifiable, "The Spot Fleet request is in the state %s and cannot be modified", state)
	}
	return nil
}

// ValidateCancel refuses a cancel with no id or too many.
func ValidateCancel(ids int) error {
	if ids < 1 || ids > MaxCancel {
		return refusal.New(InvalidValue, "Between 1 and %d Spot Fleet requests can be canceled at once, not %d", MaxCancel, ids)
	}
	return nil
}
