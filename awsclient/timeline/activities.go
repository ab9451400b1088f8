package timeline

import (
	"strings"
	"time"

	"fleetglass/awsclient"
)

// Activities are a group's scaling activities, which AWS gives newest first.
func Activities(rows []awsclient.Activity) *List {
	return newList(len(rows), func(i int) time.Time { return rows[i].Start }, func(i int) Event { return ofActivity(&rows[i]) })
}

func ofActivity(a *awsclient.Activity) Event {
	cause := readCause(a.Cause)
	e := Event{
		ID: "activity/" + a.ID, At: a.Start, Source: FromScaling, Severity: Calm, Subject: Ref{Group, a.Group},
		Words: Brief(a.Description), Why: CauseWords(a.Cause), Zone: detailZone(a.Details),
		trigger: cause.trigger, asked: cause.at, alarm: cause.alarm, policy: cause.policy,
	}
	if len(cause.calls) > 0 {
		e.call = cause.calls[0]
	}
	switch cause.trigger {
	case refilling:
		e.Why = "there were too few" + numbersIn(a.Cause, "increasing")
	case shrinking:
		e.Why = "there were too many" + numbersIn(a.Cause, "shrinking")
	}
	switch {
	case strings.HasPrefix(a.Description, "Launching"), strings.HasPrefix(a.Description, "Attaching"):
		e.deed = launches
	case strings.HasPrefix(a.Description, "Terminating"), strings.HasPrefix(a.Description, "Detaching"):
		e.deed = terminates
	}
	if id := instanceIn(a.Description); id != "" {
		e.Also = append(e.Also, Ref{Instance, id})
	}
	if e.alarm != "" {
		e.Also = append(e.Also, Ref{Alarm, e.alarm})
	}
	if e.deed == terminates && unwanted(e.trigger) {
		e.Severity = Notable
	}
	if a.StatusCode == "Failed" || a.StatusCode == "Cancelled" {
		e.Severity, e.code = Grave, a.StatusCode
		if a.StatusMessage != "" {
			e.Why = FailureWords(a.StatusMessage)
		}
	}
	return e
}

// numbersIn are those of "increasing the capacity from 5 to 6": ", 5 to 6".
func numbersIn(cause, how string) string {
	_, rest, ok := strings.Cut(cause, how+" the capacity from ")
	if !ok {
		return ""
	}
	numbers, _, _ := strings.Cut(rest, ".")
	return ", " + numbers
}

// unwanted tells whether an instance goes because something was wrong with it.
func unwanted(t trigger) bool {
	switch t {
	case failedELB, failedEC2, failedStatus, setUnhealthy, interrupted, atRisk, abandoned:
		return true
	}
	return false
}

// detailZone reads the zone out of an activity's details, which are JSON such
// as {"Subnet ID":"subnet-1","Availability Zone":"us-east-1a"}.
func detailZone(details string) string {
	_, rest, _ := strings.Cut(details, `"Availability Zone":`)
	_, rest, _ = strings.Cut(rest, `"`)
	zone, _, _ := strings.Cut(rest, `"`)
	return zone
}
