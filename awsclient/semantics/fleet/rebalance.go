package fleet

import (
	"time"

	"fleetglass/awsclient/semantics/refusal"
)

// What a fleet does when it hears that an instance is at risk, in AWS's words
// (EC2/spot-fleet-capacity-rebalance).
const (
	RebalanceLaunch                = "launch"
	RebalanceLaunchBeforeTerminate = "launch-before-terminate"
)

// Range of the termination delay of launch-before-terminate.
const (
	MinTerminationDelay = 120 * time.Second
	MaxTerminationDelay = 7200 * time.Second
)

// RebalanceRoom is how many units a fleet may launch to replace flagged
// instances. Those do not count as fulfilled any more, but they still run,
// and a fleet never has more than twice its target.
func RebalanceRoom(target, healthy, flagged float64) float64 {
	wanted := target - healthy
	room := 2*target - healthy - flagged
	return max(0, min(wanted, room))
}

// ValidateRebalance refuses a strategy or a delay that AWS would refuse;
// strategy "" means none. The texts are choices.
func ValidateRebalance(strategy string, delay time.Duration, fleetType string) error {
	switch {
	case strategy == "" && delay == 0:
		return nil
	case strategy != RebalanceLaunch && strategy != RebalanceLaunchBeforeTerminate:
		return invalid("ReplacementStrategy %q is not one of [%s, %s]", strategy, RebalanceLaunch, RebalanceLaunchBeforeTerminate)
	case fleetType != Maintain && fleetType != "":
		return invalid("Capacity Rebalancing is supported only for fleets of type maintain")
	case strategy == RebalanceLaunch && delay != 0:
		return invalid("TerminationDelay is valid only with the ReplacementStrategy launch-before-terminate")
	case strategy == RebalanceLaunchBeforeTerminate && (delay < MinTerminationDelay || delay > MaxTerminationDelay):
		return invalid("TerminationDelay must be between %d and %d seconds",
			int(MinTerminationDelay/time.Second), int(MaxTerminationDelay/time.Second))
	}
	return nil
}

// invalid is the refusal of a fleet's configuration.
func invalid(format string, args ...any) *refusal.Refusal {
	return refusal.New(InvalidConfig, format, args...)
}
