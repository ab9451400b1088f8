package composite

import (
	"encoding/json"
	"time"
)

// Reasons of a state, to the letter; arn is that of the composite alarm.

// CreatedReason is the reason after the first evaluation.
func CreatedReason(arn, state string) string {
	return arn + " was created and its alarm rule evaluates to " + state
}

// UpdatedReason is the reason after the rule was changed.
func UpdatedReason(arn, state string) string {
	return arn + " was updated and its new alarm rule evaluates to " + state
}

// ChildReason is the reason after a child changed; child is its ARN.
func ChildReason(child, state string, at time.Time) string {
	return child + " transitioned to " + state + " at " + at.UTC().Format("Monday 02 January, 2006 15:04:05 MST")
}

// Child is an alarm that a reason's data tells.
type Child struct {
	ARN, State string
	At         time.Time // since when
}

// ReasonData is the reason as JSON: the child that changed, or all of them
// when the alarm itself was created or updated.
func ReasonData(children []Child) string {
	type state struct {
		Value     string `json:"value"`
		Timestamp string `json:"timestamp"`
	}
	type alarm struct {
		ARN   string `json:"arn"`
		State state  `json:"state"`
	}
	data := struct {
		Alarms []alarm `json:"triggeringAlarms"`
	}{Alarms: []alarm{}}
	for _, c := range children {
		data.Alarms = append(data.Alarms, alarm{c.ARN, state{c.State, c.At.UTC().Format("2006-01-02T15:04:05.000-0700")}})
	}
	text, err := json.Marshal(data)
	if err != nil { // strings can always be written
		return ""
	}
	return string(text)
}

// Who holds actions back, in AWS's words.
const (
	ByAlarm           = "Alarm"
	ByWaitPeriod      = "WaitPeriod"
	ByExtensionPeriod = "ExtensionPeriod"
)

// Suppressor is an alarm that holds a composite alarm's actions back.
type Suppressor struct {
	State     string        // its state now
	Since     time.Time     // since when it is in it
	Wait      time.Duration // how long actions wait for it to go into ALARM
	Extension time.Duration // how long they wait after it left ALARM
}

// SuppressedBy says who holds back the actions of an alarm that changed, ""
// for nobody. left is whether the suppressor was in ALARM before.
func (s Suppressor) SuppressedBy(changed, now time.Time, left bool) string {
	switch {
	case s.State == Alarm:
		return ByAlarm
	case left && now.Sub(s.Since) < s.Extension:
		return ByExtensionPeriod
	case now.Sub(changed) < s.Wait:
		return ByWaitPeriod
	}
	return ""
}

// SuppressedReason is the reason that goes with who suppresses.
func SuppressedReason(by string) string {
	if by == "" {
		return ""
	}
	return "Actions suppressed by " + by
}
