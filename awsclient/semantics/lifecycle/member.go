package lifecycle

import "slices"

// Lifecycle states of a group's member, in Auto Scaling's words. The states
// of warm pools are not among them.
const (
	MemberPending            = "Pending"
	MemberPendingWait        = "Pending:Wait"
	MemberPendingProceed     = "Pending:Proceed"
	MemberInService          = "InService"
	MemberTerminating        = "Terminating"
	MemberTerminatingWait    = "Terminating:Wait"
	MemberTerminatingProceed = "Terminating:Proceed"
	MemberTerminated         = "Terminated"
	MemberDetaching          = "Detaching"
	MemberDetached           = "Detached"
	MemberEnteringStandby    = "EnteringStandby"
	MemberStandby            = "Standby"
)

// MemberNext are the states that may follow a state. A member may fail, or be
// terminated by hand, at any point of its launch and in standby (memory: the
// diagram shows the straight way only).
func MemberNext(state string) []string {
	switch state {
	case MemberPending:
		return []string{MemberPendingWait, MemberInService, MemberTerminating}
	case MemberPendingWait:
		return []string{MemberPendingProceed, MemberTerminating}
	case MemberPendingProceed:
		return []string{MemberInService, MemberTerminating}
	case MemberInService:
		return []string{MemberTerminating, MemberEnteringStandby, MemberDetaching}
	case MemberTerminating:
		return []string{MemberTerminatingWait, MemberTerminated}
	case MemberTerminatingWait:
		return []string{MemberTerminatingProceed}
	case MemberTerminatingProceed:
		return []string{MemberTerminated}
	case MemberEnteringStandby:
		return []string{MemberStandby, MemberTerminating}
	case MemberStandby:
		return []string{MemberPending, MemberDetaching, MemberTerminating}
	case MemberDetaching:
		return []string{MemberDetached}
	}
	return nil
}

// MemberMayBecome reports whether a member may go from one state straight to
// another.
func MemberMayBecome(from, to string) bool { return slices.Contains(MemberNext(from), to) }
