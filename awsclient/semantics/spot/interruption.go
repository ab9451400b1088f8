package spot

import (
	"fmt"
	"time"

	"fleetglass/awsclient/semantics/refusal"
)

// What happens to an interrupted instance, in AWS's words.
const (
	Terminate = "terminate"
	Stop      = "stop"
	Hibernate = "hibernate"
)

// Causes of an interruption (EC2/interruption-reasons).
const (
	ByCapacity   = "capacity"
	ByPrice      = "price"
	ByConstraint = "constraint"
)

// NoticeLength is how long before it stops or terminates an instance is told:
// exactly this. Hibernation begins at once.
const NoticeLength = 120 * time.Second

// DefaultValidity is for how long a request is valid that does not say it.
const DefaultValidity = 7 * 24 * time.Hour

// Paths of the instance metadata, below /latest/meta-data/. All three answer
// 404 as long as there is nothing to tell.
const (
	ActionPath         = "spot/instance-action"
	TerminationPath    = "spot/termination-time"
	RecommendationPath = "events/recommendations/rebalance"
)

// Detail types of the events that EventBridge gets.
const (
	EventInterruption = "EC2 Spot Instance Interruption Warning"
	EventRebalance    = "EC2 Instance Rebalance Recommendation"
	EventFulfillment  = "EC2 Spot Instance Request Fulfillment"
)

// Interruption is how one goes: the status at once, and the status and the
// states when the notice has run out. A user who ends an instance gets none
// of this: there is no notice.
type Interruption struct {
	Notice      time.Duration
	First, Last string // status codes
	Instance    string // state of the instance in the end
	Why         string // plain words
}

// Interrupt tells how an instance is interrupted for a cause, with a
// behaviour; "" means terminate.
func Interrupt(cause, behaviour string) (Interruption, error) {
	if behaviour == "" {
		behaviour = Terminate
	}
	why, ok := causes()[cause]
	if !ok {
		return Interruption{}, refusal.New("InvalidParameterValue", "%q is not a cause of interruption", cause)
	}
	i := Interruption{Notice: NoticeLength, Why: why}
	switch behaviour {
	case Terminate:
		i.First, i.Last, i.Instance = MarkedForTermination, terminatedBy(cause), "terminated"
		if cause == ByCapacity {
			i.First = i.Last
		}
	case Stop:
		i.First, i.Last, i.Instance = MarkedForStop, stoppedBy(cause), "stopped"
	case Hibernate:
		i.First, i.Last, i.Instance, i.Notice = MarkedForStop, stoppedBy(cause), "stopped", 0
	default:
		return Interruption{}, refusal.New("InvalidParameterValue",
			"Value (%s) for parameter instanceInterruptionBehavior is invalid. Valid values: %s, %s, %s", behaviour, Hibernate, Stop, Terminate)
	}
	return i, nil
}

// NoticeEnds is when an instance is stopped or terminated, told by its
// request's status and since when it has that; false when it has no notice.
// The instance must be running: one that was terminated for want of capacity
// has the same status before and after.
func NoticeEnds(code string, since time.Time) (time.Time, bool) {
	switch code {
	case MarkedForStop, MarkedForTermination, TerminatedNoCapacity:
		return since.Add(NoticeLength), true
	}
	return time.Time{}, false
}

func causes() map[string]string {
	return map[string]string{
		ByCapacity:   "EC2 needs the capacity back",
		ByPrice:      "the Spot price went above the maximum price",
		ByConstraint: "a constraint of the request, such as its launch group, can no longer be met",
	}
}

func terminatedBy(cause string) string {
	switch cause {
	case ByPrice:
		return TerminatedByPrice
	case ByConstraint:
		return TerminatedLaunchGroup
	}
	return TerminatedNoCapacity
}

// stoppedBy: AWS has no code of its own for a constraint (choice).
func stoppedBy(cause string) string {
	if cause == ByPrice {
		return StoppedByPrice
	}
	return StoppedNoCapacity
}

// ActionDocument is the body of ActionPath once a notice is given: what
// happens, and when.
func ActionDocument(behaviour string, at time.Time) string {
	return fmt.Sprintf(`{"action": %q, "time": %q}`, behaviour, stamp(at))
}

// TerminationDocument is the body of TerminationPath, the older of the two:
// a bare time. It is there for terminate only.
func TerminationDocument(behaviour string, at time.Time) (body string, found bool) {
	if behaviour != Terminate {
		return "", false
	}
	return stamp(at), true
}

// RecommendationDocument is the body of RecommendationPath: when the
// recommendation was made.
func RecommendationDocument(made time.Time) string {
	return fmt.Sprintf(`{"noticeTime": %q}`, stamp(made))
}

// InterruptionDetail is the detail of EventInterruption.
func InterruptionDetail(instance, behaviour string) string {
	return fmt.Sprintf(`{"instance-id":%q,"instance-action":%q}`, instance, behaviour)
}

// stamp is a time as the metadata service writes it.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
