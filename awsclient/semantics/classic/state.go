package classic

// States of an instance, in AWS's words.
const (
	InService    = "InService"
	OutOfService = "OutOfService"
	Unknown      = "Unknown"
)

// Reason codes: whose fault it is that an instance is out of service.
const (
	ByELB         = "ELB"
	ByInstance    = "Instance"
	NotApplicable = "N/A"
)

// Descriptions, to the letter (BC:elb.InstanceState).
const (
	TextNone           = "N/A"
	TextTransient      = "A transient error occurred. Please try again later."
	TextFailed         = "Instance has failed at least the UnhealthyThreshold number of health checks consecutively."
	TextNotPassed      = "Instance has not passed the configured HealthyThreshold number of health checks consecutively."
	TextRegistration   = "Instance registration is still in progress."
	TextZoneNotEnabled = "Instance is in the EC2 Availability Zone for which LoadBalancer is not configured to route traffic to."
	TextNotRegistered  = "Instance is not currently registered with the LoadBalancer."
	TextDeregistration = "Instance deregistration currently in progress."
	TextZoneDisabling  = "Disable Availability Zone is currently in progress."
	TextPending        = "Instance is in pending state."
	TextStopped        = "Instance is in stopped state."
	TextTerminated     = "Instance is in terminated state."
)

// State is an instance's health as DescribeInstanceHealth tells it, and how
// its last checks went. Nothing is left empty: what does not apply is "N/A".
type State struct {
	State, Reason, Description string
	Passes, Failures           int // consecutive; at most one is above zero
}

// Registering is an instance that was just registered.
func Registering() State {
	return State{State: OutOfService, Reason: ByELB, Description: TextRegistration}
}

// Serving is a healthy instance.
func Serving() State {
	return State{State: InService, Reason: NotApplicable, Description: TextNone}
}

// NotRegistered is an instance that was deregistered. One that never was
// registered is not told at all: the call is refused with InvalidInstance.
// Which code goes with this text, and with that of ZoneNotEnabled, is a
// choice.
func NotRegistered() State {
	return State{State: OutOfService, Reason: ByELB, Description: TextNotRegistered}
}

// ZoneNotEnabled is an instance in a zone that the balancer does not serve.
func ZoneNotEnabled() State {
	return State{State: OutOfService, Reason: ByELB, Description: TextZoneNotEnabled}
}

// Transient is what AWS tells when it cannot tell.
func Transient() State {
	return State{State: Unknown, Reason: ByELB, Description: TextTransient}
}

// NotRunning is an instance whose EC2 state is not running; instanceState is
// EC2's word. AWS has no texts for the states in between (choice: those they
// lead to).
func NotRunning(instanceState string) State {
	s := State{State: OutOfService, Reason: ByInstance, Description: TextPending}
	switch instanceState {
	case "stopping", "stopped":
		s.Description = TextStopped
	case "shutting-down", "terminated":
		s.Description = TextTerminated
	}
	return s
}

// Deregister is the state at once after a call. With connection draining a
// healthy instance stays in service, without new connections, until what is
// under way has ended or the timeout is over; then it is NotRegistered. An
// unhealthy one is not drained. wait tells which of both it is.
func Deregister(s State, draining bool) (next State, wait bool) {
	if !draining || s.State != InService {
		return NotRegistered(), false
	}
	return State{State: InService, Reason: NotApplicable, Description: TextDeregistration}, true
}

// DisablingZone is the state while its zone is taken from the balancer: like
// a deregistration, with a text of its own.
func DisablingZone(s State, draining bool) (next State, wait bool) {
	if !draining || s.State != InService {
		return ZoneNotEnabled(), false
	}
	return State{State: InService, Reason: NotApplicable, Description: TextZoneDisabling}, true
}

// Leaving reports whether an instance takes no new connections though it is
// in service.
func (s State) Leaving() bool {
	return s.State == InService && (s.Description == TextDeregistration || s.Description == TextZoneDisabling)
}

// Checked reports whether checks decide over the instance: it is registered,
// runs and does not leave.
func (s State) Checked() bool {
	switch s.Description {
	case TextNone, TextFailed, TextNotPassed, TextRegistration:
		return true
	}
	return false
}
