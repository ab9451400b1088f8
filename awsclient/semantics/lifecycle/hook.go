package lifecycle

import (
	"time"

	"fleetglass/awsclient/semantics/refusal"
)

// Transitions at which a hook can wait, in AWS's words.
const (
	Launching   = "autoscaling:EC2_INSTANCE_LAUNCHING"
	Terminating = "autoscaling:EC2_INSTANCE_TERMINATING"
)

// Results of a lifecycle action, in AWS's words.
const (
	Continue = "CONTINUE"
	Abandon  = "ABANDON"
)

// Defaults and ranges of a hook (BC:autoscaling.PutLifecycleHook).
const (
	DefaultHeartbeat = time.Hour
	MinHeartbeat     = 30 * time.Second
	MaxHeartbeat     = 7200 * time.Second
	DefaultResult    = Abandon
)

// HookCap and HookBeats bound the whole wait, however often the heartbeat is
// recorded: the smaller of the cap and that many heartbeats.
const (
	HookCap   = 48 * time.Hour
	HookBeats = 100
)

// GlobalTimeout is how long an instance can be kept waiting at a hook at all.
func GlobalTimeout(heartbeat time.Duration) time.Duration {
	return min(HookCap, HookBeats*heartbeat)
}

// HookDeadline is when a wait ends if nobody calls: a heartbeat after the
// last beat (the start counts as one), but never after the global timeout.
// Recording a heartbeat starts the timer anew, it does not add to it.
func HookDeadline(started, lastBeat time.Time, heartbeat time.Duration) time.Time {
	deadline, end := lastBeat.Add(heartbeat), started.Add(GlobalTimeout(heartbeat))
	if deadline.After(end) {
		return end
	}
	return deadline
}

// ValidateHeartbeat refuses a timeout out of range; the text is a choice.
func ValidateHeartbeat(d time.Duration) error {
	if d < MinHeartbeat || d > MaxHeartbeat {
		return refusal.Invalid("Heartbeat timeout must be between %d and %d seconds",
			int(MinHeartbeat/time.Second), int(MaxHeartbeat/time.Second))
	}
	return nil
}

// ValidateResult refuses a result that is neither of both; the text is a
// choice.
func ValidateResult(result string) error {
	if result != Continue && result != Abandon {
		return refusal.Invalid("Lifecycle action result must be one of [%s, %s]", Continue, Abandon)
	}
	return nil
}

// ValidateTransition refuses a transition that does not exist; the text is a
// choice.
func ValidateTransition(transition string) error {
	if transition != Launching && transition != Terminating {
		return refusal.Invalid("Invalid lifecycle transition: %s. Valid values: [%s, %s]", transition, Launching, Terminating)
	}
	return nil
}

// HookOutcome says what a result leads to: whether the instance goes on into
// service, and whether the transition's remaining hooks still run. A
// terminating instance dies either way.
func HookOutcome(transition, result string) (intoService, remainingHooks bool) {
	if result == Abandon {
		return false, false
	}
	return transition == Launching, true
}
