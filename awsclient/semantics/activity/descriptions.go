package activity

import "encoding/json"

// AllProtected is the message of a scale-in that found nothing to terminate.
const AllProtected = "Could not scale to desired capacity because all remaining instances are protected from scale-in."

// Status codes of activities, in AWS's words.
const (
	PreInService       = "PreInService"
	InProgress         = "InProgress"
	WaitingForDraining = "WaitingForELBConnectionDraining"
	MidLifecycleAction = "MidLifecycleAction"
	WaitingForWarmup   = "WaitingForInstanceWarmup"
	Successful         = "Successful"
	Failed             = "Failed"
	Cancelled          = "Cancelled"
)

// DescribeLaunch is the description of a launch. It has no id before EC2 has
// given one.
func DescribeLaunch(instance string) string {
	if instance == "" {
		return "Launching a new EC2 instance"
	}
	return "Launching a new EC2 instance: " + instance
}

// DescribeTerminate is the description of a termination.
func DescribeTerminate(instance string) string { return "Terminating EC2 instance: " + instance }

// DescribeDraining is the description of a termination that waits for
// load balancers.
func DescribeDraining(instance string) string {
	return DescribeTerminate(instance) + " - Waiting For ELB Connection Draining."
}

// DescribeStandbyIn is the description of a move to standby.
func DescribeStandbyIn(instance string) string { return "Moving EC2 instance to Standby: " + instance }

// DescribeStandbyOut is the description of a move out of standby.
func DescribeStandbyOut(instance string) string {
	return "Moving EC2 instance out of Standby: " + instance
}

// DescribeDetach is the description of a detachment.
func DescribeDetach(instance string) string { return "Detaching EC2 instance: " + instance }

// DescribeAttach is the description of an attachment (choice, after DescribeDetach).
func DescribeAttach(instance string) string {
	return "Attaching an existing EC2 instance: " + instance
}

// DescribeLaunchFailed is the description of a launch that failed with a message of
// EC2's, which ends with its own full stop.
func DescribeLaunchFailed(message string) string {
	return "Launching a new EC2 instance.  Status Reason: " + FailedMessage(message)
}

// FailedMessage is the status message beside DescribeLaunchFailed.
func FailedMessage(message string) string {
	return message + " Launching EC2 instance failed."
}

// DescribeAbandoned is the description of a launch that its hook abandoned.
func DescribeAbandoned(instance, token string) string {
	return DescribeLaunch(instance) + ".  Status Reason: " + AbandonedMessage(token)
}

// AbandonedMessage is the status message beside DescribeAbandoned.
func AbandonedMessage(token string) string {
	return "Instance failed to complete user's Lifecycle Action: Lifecycle Action with token " + token +
		" was abandoned: Lifecycle Action Completed with ABANDON Result"
}

// Details is the JSON that an activity carries about its place.
func Details(subnet, zone string) string {
	text, err := json.Marshal(struct {
		Subnet string `json:"Subnet ID,omitempty"`
		Zone   string `json:"Availability Zone"`
	}{subnet, zone})
	if err != nil {
		return "{}" // strings always marshal
	}
	return string(text)
}
