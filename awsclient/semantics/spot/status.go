package spot

import "slices"

// States of a request, in AWS's words.
const (
	Open      = "open"
	Active    = "active"
	Failed    = "failed"
	Closed    = "closed"
	Disabled  = "disabled"
	Cancelled = "cancelled"
)

// Status codes, in AWS's words; canceled is spelt with one l in codes and
// with two in the state.
const (
	PendingEvaluation         = "pending-evaluation"
	BadParameters             = "bad-parameters"
	CapacityNotAvailable      = "capacity-not-available"
	PriceTooLow               = "price-too-low"
	NotScheduledYet           = "not-scheduled-yet"
	LaunchGroupConstraint     = "launch-group-constraint"
	AZGroupConstraint         = "az-group-constraint"
	PlacementGroupConstraint  = "placement-group-constraint"
	ConstraintNotFulfillable  = "constraint-not-fulfillable"
	ScheduleExpired           = "schedule-expired"
	CanceledBeforeFulfillment = "canceled-before-fulfillment"
	SystemError               = "system-error"
	PendingFulfillment        = "pending-fulfillment"
	Fulfilled                 = "fulfilled"
	MarkedForStop             = "marked-for-stop"
	MarkedForTermination      = "marked-for-termination"
	StoppedByUser             = "instance-stopped-by-user"
	StoppedByPrice            = "instance-stopped-by-price"
	StoppedNoCapacity         = "instance-stopped-no-capacity"
	TerminatedByUser          = "instance-terminated-by-user"
	TerminatedByPrice         = "instance-terminated-by-price"
	TerminatedNoCapacity      = "instance-terminated-no-capacity"
	TerminatedLaunchGroup     = "instance-terminated-launch-group-constraint"
	TerminatedByService       = "instance-terminated-by-service"
	CanceledInstanceRunning   = "request-canceled-and-instance-running"
)

// Phase is a step of a request's life.
type Phase string

// The phases, in the order in which a request can go through them.
const (
	Evaluating    Phase = "pending evaluation"
	Holding       Phase = "holding"
	NeverLaunched Phase = "ended before fulfillment"
	Fulfilling    Phase = "pending fulfillment"
	Running       Phase = "fulfilled"
	Stopped       Phase = "stopped"
	Ended         Phase = "ended after fulfillment"
)

// Status is a status code and what goes with it.
type Status struct {
	Code       string
	Phase      Phase
	Message    string   // as DescribeSpotInstanceRequests shows it
	OneTime    []string // states a one-time request can be in; the usual one first
	Persistent []string // states a persistent request can be in; the usual one first
	Instance   []string // states the instance can be in, nil when there is none
}

// States are the request states that go with a status, the usual one first.
func (s Status) States(persistent bool) []string {
	if persistent {
		return s.Persistent
	}
	return s.OneTime
}

// Allows reports whether a request and its instance may be in these states
// under the status. instance is EC2's word, "" for none.
func (s Status) Allows(request, instance string, persistent bool) bool {
	if !slices.Contains(s.States(persistent), request) {
		return false
	}
	if s.Instance == nil {
		return instance == ""
	}
	return slices.Contains(s.Instance, instance)
}

// Lookup is the status of a code.
func Lookup(code string) (Status, bool) {
	all := Statuses()
	i := slices.IndexFunc(all, func(s Status) bool { return s.Code == code })
	if i < 0 {
		return Status{}, false
	}
	return all[i], true
}

// Statuses is the table of EC2/spot-request-status, in the order of a
// request's life.
func Statuses() []Status {
	both := func(phase Phase, code string, instance []string, states ...string) Status {
		return Status{code, phase, message(code), states, states, instance}
	}
	// reopens is an ending after which a persistent request is evaluated anew.
	// A cancelled request keeps that state, however its instance ends.
	reopens := func(code string, instance ...string) Status {
		return Status{code, Ended, message(code), []string{Closed, Cancelled}, []string{Open, Cancelled}, instance}
	}
	const (
		pending, running, stopping    = "pending", "running", "stopping"
		stopped, shutting, terminated = "stopped", "shutting-down", "terminated"
	)
	return []Status{
		both(Evaluating, PendingEvaluation, nil, Open),
		both(NeverLaunched, BadParameters, nil, Closed, Failed), // closed at once, failed when it is found out later
		both(Holding, CapacityNotAvailable, nil, Open),
		both(Holding, PriceTooLow, nil, Open),
		both(Holding, NotScheduledYet, nil, Open),
		both(Holding, LaunchGroupConstraint, nil, Open),
		both(Holding, AZGroupConstraint, nil, Open),
		both(Holding, PlacementGroupConstraint, nil, Open),
		both(Holding, ConstraintNotFulfillable, nil, Open),
		both(NeverLaunched, ScheduleExpired, nil, Cancelled),
		both(NeverLaunched, CanceledBeforeFulfillment, nil, Cancelled),
		both(NeverLaunched, SystemError, nil, Closed),
		both(Fulfilling, PendingFulfillment, nil, Open),
		both(Running, Fulfilled, []string{running, pending, stopping, stopped}, Active),
		both(Running, MarkedForStop, []string{running, stopping}, Active),
		both(Running, MarkedForTermination, []string{running, stopping}, Active), // stopping: by its user (choice)
		both(Running, CanceledInstanceRunning, []string{running, pending, stopping}, Cancelled),
		both(Stopped, StoppedByUser, []string{stopped}, Disabled, Cancelled),
		both(Stopped, StoppedByPrice, []string{stopped}, Disabled),
		both(Stopped, StoppedNoCapacity, []string{stopped}, Disabled),
		reopens(TerminatedByUser, shutting, terminated),
		reopens(TerminatedByPrice, shutting, terminated),
		// It still runs for the two minutes of the notice, in which its user
		// may even stop it (choice).
		reopens(TerminatedNoCapacity, running, stopping, stopped, shutting, terminated),
		reopens(TerminatedLaunchGroup, shutting, terminated),
		both(Ended, TerminatedByService, []string{shutting, terminated}, Cancelled),
	}
}
