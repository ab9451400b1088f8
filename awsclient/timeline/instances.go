package timeline

import (
	"sort"
	"strings"
	"time"

	"fleetglass/awsclient"
)

// Instances are what instances tell of themselves: when they were launched,
// and when they were stopped or terminated, as far as AWS says.
func Instances(rows []awsclient.Instance) *List {
	type moment struct {
		in    *awsclient.Instance
		at    time.Time
		ended bool
	}
	var all []moment
	for i := range rows {
		in := &rows[i]
		if !in.Launched.IsZero() {
			all = append(all, moment{in, in.Launched, false})
		}
		if at := endOf(in); !at.IsZero() {
			all = append(all, moment{in, at, true})
		}
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].at.After(all[j].at) })
	return newList(len(all), func(i int) time.Time { return all[i].at }, func(i int) Event {
		if all[i].ended {
			return ended(all[i].in, all[i].at)
		}
		return launched(all[i].in)
	})
}

func launched(in *awsclient.Instance) Event {
	e := aboutInstance(in, in.Launched, "launched")
	e.deed, e.Words = launches, "launched: "+in.Type+" "+in.Zone
	return e
}

func ended(in *awsclient.Instance, at time.Time) Event {
	e := aboutInstance(in, at, in.State)
	e.deed, e.Words, e.Why = terminates, in.State, stateWhy(in)
	return e
}

func aboutInstance(in *awsclient.Instance, at time.Time, what string) Event {
	e := Event{ID: "instance/" + in.ID + "/" + what + "/" + at.UTC().Format(time.RFC3339), At: at, Source: FromInstances, Severity: Calm, Subject: Ref{Instance, in.ID}, Zone: in.Zone}
	if in.Group != "" {
		e.Also, e.Severity = append(e.Also, Ref{Group, in.Group}), Quiet // the group's activity tells more
	}
	if in.SpotRequest != "" {
		e.Also = append(e.Also, Ref{Request, in.SpotRequest})
	}
	return e
}

// endOf is when an instance was stopped or terminated; zero when it was not,
// or AWS does not say: its reason has a time only for what a user began.
func endOf(in *awsclient.Instance) time.Time {
	switch in.State {
	case "shutting-down", "terminated", "stopping", "stopped":
	default:
		return time.Time{}
	}
	_, text, ok := strings.Cut(in.StateTransition, "(")
	if !ok {
		return time.Time{}
	}
	text, _, _ = strings.Cut(text, " GMT)")
	at, err := time.Parse(time.DateTime, text)
	if err != nil {
		return time.Time{}
	}
	return at
}

// stateWhy is EC2's reason without its code: "User initiated shutdown".
func stateWhy(in *awsclient.Instance) string {
	if _, words, ok := strings.Cut(in.StateReason, ": "); ok {
		return words
	}
	return in.StateReason
}
