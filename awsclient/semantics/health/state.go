package health

// States of a target, in AWS's words.
const (
	Initial     = "initial"
	Healthy     = "healthy"
	Unhealthy   = "unhealthy"
	Unused      = "unused"
	DrainingNow = "draining"
	Unavailable = "unavailable"
)

// Reasons, in AWS's words.
const (
	ReasonRegistration   = "Elb.RegistrationInProgress"
	ReasonInitialCheck   = "Elb.InitialHealthChecking"
	ReasonCodeMismatch   = "Target.ResponseCodeMismatch"
	ReasonTimeout        = "Target.Timeout"
	ReasonFailed         = "Target.FailedHealthChecks"
	ReasonInternalError  = "Elb.InternalError"
	ReasonNotRegistered  = "Target.NotRegistered"
	ReasonNotInUse       = "Target.NotInUse"
	ReasonInvalidState   = "Target.InvalidState"
	ReasonIPUnusable     = "Target.IpUnusable"
	ReasonDeregistration = "Target.DeregistrationInProgress"
	ReasonDisabled       = "Target.HealthCheckDisabled"
)

// Descriptions, to the letter. Network balancers use the same ones (choice:
// AWS publishes them for Application balancers only).
const (
	TextRegistration   = "Target registration is in progress"
	TextInitialCheck   = "Initial health checks in progress"
	TextCodeMismatch   = "Health checks failed with these codes: [%d]"
	TextTimeout        = "Request timed out"
	TextFailed         = "Health checks failed"
	TextInternalError  = "Health checks failed due to an internal error"
	TextNotRegistered  = "Target is not registered to the target group"
	TextNotInUse       = "Target group is not configured to receive traffic from the load balancer"
	TextZoneNotEnabled = "Target is in an Availability Zone that is not enabled for the load balancer"
	TextStopped        = "Target is in the stopped state"
	TextTerminated     = "Target is in the terminated state"
	TextInvalidState   = "Target is in an invalid state"
	TextIPUnusable     = "The IP address cannot be used as a target, as it is in use by a load balancer"
	TextDeregistration = "Target deregistration is in progress"
	TextDisabled       = "Health checks are disabled"
)

// State is a target's health. Reason and Description are empty when healthy.
type State struct {
	Status, Reason, Description string
	Passes, Failures            int  // consecutive; at most one is above zero
	Checked                     bool // at least one check has been answered
}

// Registering is a target that was just put into a group in use.
func Registering() State {
	return State{Status: Initial, Reason: ReasonRegistration, Description: TextRegistration}
}

// Checking is a target whose first checks are under way.
func Checking() State {
	return State{Status: Initial, Reason: ReasonInitialCheck, Description: TextInitialCheck}
}

// NotInUse is a target of a group that no rule forwards to.
func NotInUse() State {
	return State{Status: Unused, Reason: ReasonNotInUse, Description: TextNotInUse}
}

// ZoneNotEnabled is a target in a zone where the balancer has no subnet.
func ZoneNotEnabled() State {
	return State{Status: Unused, Reason: ReasonNotInUse, Description: TextZoneNotEnabled}
}

// NotRegistered is what was never a target, or is none any more.
func NotRegistered() State {
	return State{Status: Unused, Reason: ReasonNotRegistered, Description: TextNotRegistered}
}

// Draining is a deregistered target for the length of the deregistration
// delay, even when it has no connection left.
func Draining() State {
	return State{Status: DrainingNow, Reason: ReasonDeregistration, Description: TextDeregistration}
}

// Disabled is a target of a group that is not checked.
func Disabled() State {
	return State{Status: Unavailable, Reason: ReasonDisabled, Description: TextDisabled}
}

// InvalidState is a target whose instance does not run. instanceState is
// EC2's word. Which text goes with which state is a choice: AWS lists the
// texts only.
func InvalidState(instanceState string) State {
	s := State{Status: Unused, Reason: ReasonInvalidState, Description: TextInvalidState}
	switch instanceState {
	case "stopping", "stopped":
		s.Description = TextStopped
	case "shutting-down", "terminated":
		s.Description = TextTerminated
	}
	return s
}
