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
// request's life. Messages marked "choice" are not published to the letter.
func Statuses() []Status {
	both := func(phase Phase, code, message string, instance []string, states ...string) Status {
		return Status{code, phase, message, states, states, instance}
	}
	// reopens is an ending after which a persistent request is evaluated anew.
	// A cancelled request keeps that state, however its instance ends.
	reopens := func(code, message string, instance ...string) Status {
		return Status{code, Ended, message, []string{Closed, Cancelled}, []string{Open, Cancelled}, instance}
	}
	const (
		pending, running, stopping    = "pending", "running", "stopping"
		stopped, shutting, terminated = "stopped", "shutting-down", "terminated"
	)
	return []Status{
		both(Evaluating, PendingEvaluation, "Your Spot request has been submitted for review, and is pending evaluation.", nil, Open),
		// closed at once, failed when it is found out later
		both(NeverLaunched, BadParameters, "Your Spot request failed due to bad parameters.", nil, Closed, Failed), // choice
		both(Holding, CapacityNotAvailable, "There is no Spot capacity available that matches your request.", nil, Open),
		both(Holding, PriceTooLow, "Your Spot request price is lower than the minimum required Spot request fulfillment price.", nil, Open), // see PriceTooLowMessage
		both(Holding, NotScheduledYet, "Your Spot request will not be evaluated until the scheduled date.", nil, Open),                      // choice
		both(Holding, LaunchGroupConstraint, "Your Spot request cannot be fulfilled: not all instances of the launch group can be launched at the same time.", nil, Open),
		both(Holding, AZGroupConstraint, "Your Spot request cannot be fulfilled: not all instances can be launched in the same Availability Zone.", nil, Open),  // choice, as the one above
		both(Holding, PlacementGroupConstraint, "Your Spot request cannot be fulfilled: the placement group cannot take another Spot Instance now.", nil, Open), // choice
		both(Holding, ConstraintNotFulfillable, "Your Spot request cannot be fulfilled due to one or more constraints.", nil, Open),                             // choice
		both(NeverLaunched, ScheduleExpired, "Your Spot request expired because it was not fulfilled before the specified date.", nil, Cancelled),               // choice
		both(NeverLaunched, CanceledBeforeFulfillment, "Your Spot request is canceled before it was fulfilled.", nil, Cancelled),                                // choice
		both(NeverLaunched, SystemError, "There was an unexpected system error.", nil, Closed),                                                                  // choice
		both(Fulfilling, PendingFulfillment, "Your Spot request is pending fulfillment.", nil, Open),                                                            // choice
		both(Running, Fulfilled, "Your Spot request is fulfilled.", []string{running, pending, stopped}, Active),
		both(Running, MarkedForStop, "Your Spot Instance is marked for stopping.", []string{running, stopping}, Active),                                                        // choice
		both(Running, MarkedForTermination, "Your Spot Instance is marked for termination.", []string{running}, Active),                                                        // choice
		both(Running, CanceledInstanceRunning, "Your Spot request is canceled, but your instance is still running.", []string{running, pending}, Cancelled),                    // choice
		both(Stopped, StoppedByUser, "Your Spot Instance was stopped due to user-initiated stop.", []string{stopped}, Disabled, Cancelled),                                     // choice
		both(Stopped, StoppedByPrice, "Your Spot Instance was stopped because the Spot price exceeded your maximum price.", []string{stopped}, Disabled),                       // choice
		both(Stopped, StoppedNoCapacity, "Your Spot Instance was stopped because there is no Spot capacity available that matches your request.", []string{stopped}, Disabled), // choice
		reopens(TerminatedByUser, "Spot Instance terminated due to user-initiated termination.", shutting, terminated),                                                         // its end is AWS's
		reopens(TerminatedByPrice, "Your Spot Instance was terminated because your Spot request price was lower than required fulfillment price.", terminated),
		// The instance still runs for the two minutes of the notice.
		reopens(TerminatedNoCapacity, "Your Spot instance was terminated because there is no Spot capacity available that matches your request.", running, terminated),
		reopens(TerminatedLaunchGroup, "Your Spot Instance was terminated because the launch group constraint could no longer be fulfilled.", terminated), // choice
		both(Ended, TerminatedByService, "Your Spot Instance was terminated from a stopped state.", []string{terminated}, Cancelled),                      // choice
	}
}
