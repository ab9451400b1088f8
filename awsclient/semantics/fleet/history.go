package fleet

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Types of the events of a fleet's history, in AWS's words.
const (
	RequestChange  = "fleetRequestChange"
	InstanceChange = "instanceChange"
	Information    = "information"
	Error          = "error"
)

// Subtypes of instanceChange.
const (
	InstanceLaunched            = "launched"
	InstanceTerminated          = "terminated"
	InstanceTerminationNotified = "termination_notified" // EC2 shrinks the fleet
)

// How AWS keeps and tells the history.
const (
	HistoryLag  = 30 * time.Second // so that events in the same minute are whole
	HistoryKept = 48 * time.Hour
	HistoryPage = 1000
)

// Subtypes are the subtypes of a type of event (BC:ec2.EventInformation).
func Subtypes(eventType string) []string {
	switch eventType {
	case RequestChange:
		return []string{
			Submitted, Active, "progress", "modify_in_progress", "modify_succeeded", "expired",
			CancelledRunning, CancelledTerminating, Cancelled,
		}
	case InstanceChange:
		return []string{InstanceLaunched, InstanceTerminated, InstanceTerminationNotified}
	case Information:
		return []string{"launchSpecUnusable", "fleetProgressHalted", "launchSpecTemporarilyBlacklisted", "registerWithLoadBalancersFailed"}
	case Error:
		return []string{"iamFleetRoleInvalid", "allLaunchSpecsTemporarilyBlacklisted", "spotInstanceCountLimitExceeded", "spotFleetRequestConfigurationInvalid"}
	}
	return nil
}

// TypeOf is the type of event that has a subtype, "" when none has.
func TypeOf(subtype string) string {
	for _, t := range []string{RequestChange, InstanceChange, Information, Error} {
		if slices.Contains(Subtypes(t), subtype) {
			return t
		}
	}
	return ""
}

// Specification is what an event says of a launch specification.
type Specification struct {
	Type    string `json:"instanceType"`
	Image   string `json:"image"`
	Product string `json:"productDescription"` // "Linux/UNIX"
	Zone    string `json:"availabilityZone"`
}

// LaunchedDescription is the description of a launched event: a JSON string.
func LaunchedDescription(s Specification) string {
	text, err := json.Marshal(s)
	if err != nil { // four strings can always be written
		return ""
	}
	return string(text)
}

// UnusableDescription is the description of launchSpecUnusable when the
// maximum price is too low for the market's.
func UnusableDescription(s Specification, price float64) string {
	return fmt.Sprintf("%s, Spot bid price is less than Spot market price $%.4f", s, price)
}

// What a fleet does about a specification that fails again and again, as
// histories of fleets show it.
const (
	BlacklistedFor     = 13 * time.Minute
	AllBlacklistedText = "Several attempts to launch instances have failed. Either the request could not be satisfied or the configuration is not valid. " +
		"We will retry the request again later. For more information, see the description of the event."
)

// Progress is what a fleet has asked for, in units.
type Progress struct{ Requested, TotalRequested, TotalFulfilled, Target float64 }

// ProgressDescription is the description of progress: what is asked of one
// pool, and how far the fleet is (observed).
func ProgressDescription(s Specification, p Progress) string {
	return fmt.Sprintf("%s, capacityUnitsRequested: %.1f, totalCapacityUnitsRequested: %.1f, totalCapacityUnitsFulfilled: %.1f, targetCapacity: %.0f",
		s, p.Requested, p.TotalRequested, p.TotalFulfilled, p.Target)
}

// BlacklistedDescription is the description of launchSpecTemporarilyBlacklisted
// (observed; the quotation mark is where AWS has it).
func BlacklistedDescription(s Specification, message string) string {
	return fmt.Sprintf("Repeated errors have occurred processing the launch specification \"%s while launching spot instance\". It will not be retried for at least %d minutes. Error message: %s",
		s, BlacklistedFor/time.Minute, message)
}

// InvalidDescription is the description of spotFleetRequestConfigurationInvalid.
// It does not name the zone (observed).
func InvalidDescription(s Specification, message string) string {
	return fmt.Sprintf("%s, %s, %s: %s", s.Type, s.Image, s.Product, message)
}

// String is the specification as descriptions name it.
func (s Specification) String() string {
	return fmt.Sprintf("%s, %s, %s, %s", s.Type, s.Image, s.Product, s.Zone)
}

// Detail types of the events that EventBridge gets about fleets.
const (
	EventStateChange    = "EC2 Spot Fleet State Change"
	EventInstanceChange = "EC2 Spot Fleet Spot Instance Request Change"
	EventInformation    = "EC2 Spot Fleet Information"
	EventError          = "EC2 Spot Fleet Error"
)

// RequestChangeDescription is the description in EventInstanceChange.
func RequestChangeDescription(requestID, previous string) string {
	return fmt.Sprintf("SpotInstanceRequestId %s, PreviousState: %s", requestID, previous)
}
