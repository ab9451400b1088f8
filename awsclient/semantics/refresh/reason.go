package refresh

import (
	"fmt"
	"time"
)

// Status reasons. Those with a source are AWS's to the letter.

// WarmingReason is while new instances warm up
// (AS/check-status-instance-refresh).
func WarmingReason(instance string) string {
	return fmt.Sprintf("Waiting for instances to warm up before continuing. For example: %s is warming up.", instance)
}

// UnavailableReason is while instances cannot be replaced: their health is
// not known, or they are out of reach; see the texts below.
func UnavailableReason(instance, what string) string {
	return fmt.Sprintf("Waiting for remaining instances to be available. For example: %s %s", instance, what)
}

// What UnavailableReason can say of an instance. The first is observed, the
// others are choices in its manner.
const (
	InsufficientHealth = "has insufficient data to evaluate its health with Amazon EC2."
	IsProtected        = "is protected from scale in."
	InStandby          = "is in Standby."
)

// CancelledReason is after a cancel (memory).
const CancelledReason = "Cancelled due to user request."

// CheckpointReason is while it waits at a checkpoint (choice).
func CheckpointReason(percent int, until time.Time) string {
	return fmt.Sprintf("Waiting at the checkpoint of %d percent until %s before continuing.", percent, until.UTC().Format("2006-01-02T15:04:05Z"))
}

// FailedReason is after a failure; why is that of Overdue (choice).
func FailedReason(why string) string { return "The instance refresh failed because " + why + "." }

// Detail types of the events that EventBridge gets.
const (
	EventStarted    = "EC2 Auto Scaling Instance Refresh Started"
	EventSucceeded  = "EC2 Auto Scaling Instance Refresh Succeeded"
	EventFailed     = "EC2 Auto Scaling Instance Refresh Failed"
	EventCancelled  = "EC2 Auto Scaling Instance Refresh Cancelled"
	EventCheckpoint = "EC2 Auto Scaling Instance Refresh Checkpoint Reached"
)
