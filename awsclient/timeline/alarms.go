package timeline

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
)

// AlarmHistory is what happened to alarms, which AWS gives newest first.
func AlarmHistory(rows []awsclient.AlarmEvent) *List {
	return newList(len(rows), func(i int) time.Time { return rows[i].At }, func(i int) Event { return ofAlarmChange(&rows[i]) })
}

// changeData is what CloudWatch keeps as JSON beside a line of the history.
type changeData struct {
	OldState, NewState struct {
		Value  string `json:"stateValue"`
		Reason string `json:"stateReason"`
	}
	Stamp    int64  `json:"stateUpdateTimestamp"` // milliseconds since 1970
	Resource string `json:"notificationResource"`
}

func ofAlarmChange(a *awsclient.AlarmEvent) Event {
	e := Event{
		ID: "alarm/" + a.Alarm + "/" + a.At.UTC().Format(time.RFC3339Nano) + "/" + a.Type, At: a.At, Source: FromAlarms, Severity: Calm,
		Subject: Ref{Alarm, a.Alarm}, Words: a.Summary,
	}
	var data changeData
	_ = json.Unmarshal([]byte(a.Data), &data) // without it the summary says it
	switch {
	case a.Type == "StateUpdate" && data.NewState.Value != "":
		return changedTo(e, data.NewState.Value, data.NewState.Reason)
	case a.Type == "Action":
		e.deed, e.policy = acts, data.Resource
		if data.Stamp > 0 {
			e.run = time.UnixMilli(data.Stamp)
		}
		e.ID += "/" + data.Resource
		e.Words = "ran " + actionName(data.Resource)
		if strings.Contains(data.Resource, ":scalingPolicy:") {
			e.Also = append(e.Also, Ref{Policy, data.Resource})
		}
		if strings.HasPrefix(a.Summary, "Failed") {
			e.Severity, e.Why = Grave, a.Summary
		}
	case a.Type == "ConfigurationUpdate":
		e.Words = "configuration: " + a.Summary
	}
	return e
}

// changedTo completes the event of an alarm's new state.
func changedTo(e Event, state, reason string) Event {
	e.ID = "alarm/" + e.Subject.ID + "/" + strconv.FormatInt(e.At.Unix(), 10) + "/" + state
	e.Why = AlarmReason(reason)
	switch state {
	case "ALARM":
		e.deed, e.Words, e.Severity = fires, "in alarm", Grave
		if SpareCapacity(e.Subject.ID) {
			e.Severity = Calm
		}
	case "OK":
		e.deed, e.Words = clears, "ok again"
	default:
		e.deed, e.Words = clears, "without data"
	}
	return e
}

// SpareCapacity tells the low alarm of a target tracking policy, which is no
// trouble: it fires whenever a group has capacity to spare, and that is how
// the policy scales in.
func SpareCapacity(alarm string) bool {
	return strings.HasPrefix(alarm, "TargetTracking-") && strings.Contains(alarm, "-AlarmLow-")
}

// AlarmReason is AWS's reason without what the state tells already, and with
// alarms by name.
func AlarmReason(reason string) string {
	reason = strings.TrimPrefix(reason, "Threshold Crossed: ")
	if arn, rest, found := strings.Cut(reason, " "); found && strings.HasPrefix(arn, "arn:") {
		return nameOf(arn) + " " + rest
	}
	return reason
}

// actionName is what an action of an alarm runs, by name.
func actionName(arn string) string {
	if _, policy, ok := strings.Cut(arn, ":policyName/"); ok {
		return "policy " + policy
	}
	if strings.HasPrefix(arn, "arn:aws:sns:") {
		return "a notification to " + nameOf(arn)
	}
	return cmp.Or(nameOf(arn), "an action")
}

// nameOf is the last part of an ARN.
func nameOf(arn string) string {
	return arn[strings.LastIndexAny(arn, ":/")+1:]
}

// Firing are the alarms that are in ALARM now, each with the moment at which
// it went there: what is known without their histories.
func Firing(alarms []awsclient.Alarm) *List {
	var events []*Event
	for i := range alarms {
		a := &alarms[i]
		if a.State != "ALARM" || a.Updated.IsZero() {
			continue
		}
		e := changedTo(Event{At: a.Updated, Source: FromAlarms, Subject: Ref{Alarm, a.Name}}, a.State, a.Reason)
		events = append(events, &e)
	}
	slices.SortStableFunc(events, func(a, b *Event) int { return b.At.Compare(a.At) })
	return Listed(events)
}
