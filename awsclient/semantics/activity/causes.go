package activity

import (
	"fmt"
	"strings"
	"time"
)

// Cause joins sentences into the Cause of an activity.
func Cause(sentences ...string) string { return strings.Join(sentences, "  ") }

// at begins a sentence: "At 2026-01-02T03:04:05Z ".
func at(t time.Time, format string, args ...any) string {
	return "At " + t.UTC().Format("2006-01-02T15:04:05Z") + " " + fmt.Sprintf(format, args...) + "."
}

// Why the desired capacity changed. Each is followed by LaunchDiff or Shrink.

// UserCreated: the group was made.
func UserCreated(t time.Time, from, to int) string {
	return at(t, "a user request created an AutoScalingGroup changing the desired capacity from %d to %d", from, to)
}

// UpdateConstraints: UpdateAutoScalingGroup changed the group's numbers.
func UpdateConstraints(t time.Time, minimum, maximum, desired, from, to int) string {
	return at(t, "a user request update of AutoScalingGroup constraints to min: %d, max: %d, desired: %d changing the desired capacity from %d to %d",
		minimum, maximum, desired, from, to)
}

// SetDesired: SetDesiredCapacity was called.
func SetDesired(t time.Time, from, to int) string {
	return at(t, "a user request explicitly set group desired capacity changing the desired capacity from %d to %d", from, to)
}

// PolicyTriggered: an alarm ran a policy.
func PolicyTriggered(t time.Time, alarm, policy string, from, to int) string {
	return at(t, "a monitor alarm %s in state ALARM triggered policy %s changing the desired capacity from %d to %d", alarm, policy, from, to)
}

// PolicyExecuted: ExecutePolicy ran a policy (choice).
func PolicyExecuted(t time.Time, policy string, from, to int) string {
	return at(t, "a user request executed policy %s changing the desired capacity from %d to %d", policy, from, to)
}

// Scheduled: a scheduled action changed the group's numbers.
func Scheduled(t time.Time, minimum, maximum, desired, from, to int) string {
	return at(t, "a scheduled action update of AutoScalingGroup constraints to min: %d, max: %d, desired: %d changing the desired capacity from %d to %d",
		minimum, maximum, desired, from, to)
}

// Why instances come.

// LaunchDiff: an instance starts because there are too few.
func LaunchDiff(t time.Time, from, to int) string {
	return at(t, "an instance was started in response to a difference between desired and actual capacity, increasing the capacity from %d to %d", from, to)
}

// Replacement: an instance starts in an unhealthy one's place.
func Replacement(t time.Time) string {
	return at(t, "an instance was launched in response to an unhealthy instance needing to be replaced")
}

// RebalanceLaunch: instances start to balance the zones.
func RebalanceLaunch(t time.Time, zones []string) string {
	return at(t, "instances were launched to balance instances in zones %s with other zones resulting in more than desired number of instances in the group",
		strings.Join(zones, " "))
}

// RefreshLaunch: an instance refresh brings a new instance.
func RefreshLaunch(t time.Time) string {
	return at(t, "an instance was launched in response to an instance refresh")
}

// Attached: AttachInstances brought an instance (choice, after the manner of
// detaching).
func Attached(t time.Time, instance string, from, to int) string {
	return at(t, "instance %s was attached in response to a user request, increasing the capacity from %d to %d", instance, from, to)
}

// StandbyOut: ExitStandby brought an instance back.
func StandbyOut(t time.Time, instance string, from, to int) string {
	return at(t, "instance %s was moved out of standby in response to a user request, increasing the capacity from %d to %d", instance, from, to)
}

// Why instances go.

// Shrink: instances go because there are too many. A Selected follows for
// each of them.
func Shrink(t time.Time, from, to int) string {
	return at(t, "an instance was taken out of service in response to a difference between desired and actual capacity, shrinking the capacity from %d to %d", from, to)
}

// Selected names an instance that goes.
func Selected(t time.Time, instance string) string {
	return at(t, "instance %s was selected for termination", instance)
}

// EC2Health: the instance does not run.
func EC2Health(t time.Time) string {
	return takenOut(t, "an EC2 health check indicating it has been terminated or stopped")
}

// StatusCheckHealth: the instance's status checks are impaired (memory: AWS's
// pages give the sentence without its end).
func StatusCheckHealth(t time.Time) string {
	return takenOut(t, "an EC2 instance status check failure")
}

// ELBHealth: a load balancer calls the instance unhealthy.
func ELBHealth(t time.Time) string {
	return takenOut(t, "an ELB system health check failure")
}

// UserHealth: SetInstanceHealth called the instance unhealthy.
func UserHealth(t time.Time) string { return takenOut(t, "a user health-check") }

// RefreshTerminate: an instance refresh takes an instance. A Selected follows.
func RefreshTerminate(t time.Time) string { return takenOut(t, "an instance refresh") }

// MaxLifetime: the instance has reached the group's maximum lifetime
// (choice). A Selected follows.
func MaxLifetime(t time.Time) string {
	return takenOut(t, "the instance reaching the maximum instance lifetime")
}

// SpotInterruption: the instance was reclaimed (choice).
func SpotInterruption(t time.Time) string {
	return takenOut(t, "an EC2 Spot instance interruption notice")
}

// GroupDeleted: the group is deleted by force (choice).
func GroupDeleted(t time.Time) string {
	return takenOut(t, "a user request to delete the AutoScalingGroup")
}

func takenOut(t time.Time, why string) string {
	return at(t, "an instance was taken out of service in response to %s", why)
}

// HookAbandoned: a launch hook ended with ABANDON (choice).
func HookAbandoned(t time.Time, instance string) string {
	return at(t, "instance %s was taken out of service in response to an abandoned lifecycle action", instance)
}

// TerminatedByUser: TerminateInstanceInAutoScalingGroup, which keeps the
// desired capacity.
func TerminatedByUser(t time.Time, instance string) string {
	return at(t, "instance %s was taken out of service in response to a user request", instance)
}

// TerminatedByUserShrinking is TerminatedByUser with the desired capacity
// decremented.
func TerminatedByUserShrinking(t time.Time, instance string, from, to int) string {
	return at(t, "instance %s was taken out of service in response to a user request, shrinking the capacity from %d to %d", instance, from, to)
}

// StandbyIn: EnterStandby, which keeps the desired capacity.
func StandbyIn(t time.Time, instance string) string {
	return at(t, "instance %s was moved to standby in response to a user request", instance)
}

// StandbyInShrinking is StandbyIn with the desired capacity decremented.
func StandbyInShrinking(t time.Time, instance string, from, to int) string {
	return at(t, "instance %s was moved to standby in response to a user request, shrinking the capacity from %d to %d", instance, from, to)
}

// Detached: DetachInstances, which keeps the desired capacity.
func Detached(t time.Time, instance string) string {
	return at(t, "instance %s was detached in response to a user request", instance)
}

// DetachedShrinking is Detached with the desired capacity decremented.
func DetachedShrinking(t time.Time, instance string, from, to int) string {
	return at(t, "instance %s was detached in response to a user request, shrinking the capacity from %d to %d", instance, from, to)
}
