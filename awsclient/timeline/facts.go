package timeline

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"fleetglass/awsclient"
)

// Facts are what AWS tells of an account: whatever was fetched. What is left
// out is not known, and ties that hang on it are not found.
type Facts struct {
	Now time.Time // the account's clock

	Groups           []awsclient.Group
	Instances        []awsclient.Instance
	Balancers        []awsclient.LoadBalancer
	ClassicBalancers []awsclient.ClassicBalancer
	TargetGroups     []awsclient.TargetGroup
	Alarms           []awsclient.Alarm
	Policies         []awsclient.Policy
	Fleets           []awsclient.SpotFleet
	Requests         []awsclient.SpotRequest
	Filters          []awsclient.MetricFilter

	Targets       map[string][]awsclient.Target        // by target group's ARN
	ClassicHealth map[string][]awsclient.ClassicHealth // by Classic balancer
	Activities    map[string][]awsclient.Activity      // by group, newest first
	AlarmHistory  map[string][]awsclient.AlarmEvent    // by alarm, "" for all, newest first
	FleetHistory  map[string][]awsclient.FleetEvent    // by fleet, oldest first
	Calls         []*awsclient.Event                   // newest first
	Seen          *Seen                                // nil: nobody has watched
}

// Lists are all histories. Of one event in several lists the first tells most.
func (f *Facts) Lists() []*List {
	var lists []*List
	if f.Seen != nil {
		lists = append(lists, f.Seen.List())
	}
	for _, key := range keys(f.AlarmHistory) {
		lists = append(lists, AlarmHistory(f.AlarmHistory[key]))
	}
	lists = append(lists, Firing(f.Alarms))
	for _, key := range keys(f.Activities) {
		lists = append(lists, Activities(f.Activities[key]))
	}
	for _, key := range keys(f.FleetHistory) {
		lists = append(lists, FleetHistory(f.FleetHistory[key]))
	}
	return append(lists, Requests(f.Requests), Instances(f.Instances), Trail(f.Calls))
}

// matched is how many calls are held against the patterns of metric filters,
// which is slow (choice).
const matched = 2000

// of are the facts that matter around some resources, since a moment: the
// histories of others are long, too.
func (f *Facts) of(s scope, since time.Time) *Facts {
	part := *f
	part.Activities = only(f.Activities, func(group string) bool { return s.has(Ref{Group, group}) })
	part.FleetHistory = only(f.FleetHistory, func(fleet string) bool { return s.has(Ref{Fleet, fleet}) })
	part.Targets = only(f.Targets, func(arn string) bool { return s.has(Ref{TargetGroup, arn}) })
	part.ClassicHealth = only(f.ClassicHealth, func(name string) bool { return s.has(Ref{Classic, name}) })
	part.AlarmHistory = only(f.AlarmHistory, func(alarm string) bool { return alarm == "" || s.has(Ref{Alarm, alarm}) })
	part.Alarms = those(f.Alarms, func(a *awsclient.Alarm) bool { return s.has(Ref{Alarm, a.Name}) })
	part.Requests = those(f.Requests, func(q *awsclient.SpotRequest) bool {
		return s.has(Ref{Request, q.ID}) || s.has(Ref{Instance, q.Instance})
	})
	part.Instances = those(f.Instances, func(i *awsclient.Instance) bool { return s.has(Ref{Instance, i.ID}) })
	part.Calls = nil
	for i, c := range f.Calls {
		if c.Time.Before(since) {
			break
		}
		if s.concerns(c) || i < matched && s.counted(c) {
			part.Calls = append(part.Calls, c)
		}
	}
	return &part
}

// events are all events of the facts since a moment, oldest first; those that
// an instance tells of itself only where nobody else tells them.
func (f *Facts) events(s scope, since time.Time) []*Event {
	var all []*Event
	for _, e := range Newest(f.Lists(), 0) {
		if !e.At.Before(since) && s.mentioned(e) {
			all = append(all, e)
		}
	}
	all = withoutEchoes(append(all, standing(f, all)...))
	slices.Reverse(all)
	slices.SortStableFunc(all, func(a, b *Event) int { return cmp.Or(a.At.Compare(b.At), rank(a)-rank(b)) })
	return all
}

// rank puts causes before effects where a second has several.
func rank(e *Event) int {
	switch {
	case e.Source == FromTrail && !e.service:
		return 0
	case e.Source == FromSpot:
		return 1
	case e.Source == FromAlarms && e.deed == fires:
		return 2
	case e.Source == FromAlarms:
		return 3
	case e.deed == terminates:
		return 4
	case e.Source == FromScaling, e.Source == FromFleet:
		return 5
	}
	return 6
}

// echo is how far apart two histories may tell the same of an instance: a
// termination takes its time while connections drain.
const echo = 10 * time.Minute

// withoutEchoes leaves out what instances tell of themselves when a group, a
// fleet or a request has told it already.
func withoutEchoes(events []*Event) []*Event {
	type saying struct {
		instance string
		deed     deed
	}
	told := map[saying][]time.Time{}
	for _, e := range events {
		if e.Source == FromScaling || e.Source == FromFleet {
			key := saying{e.instance(), e.deed}
			told[key] = append(told[key], e.At)
		}
	}
	return slices.DeleteFunc(events, func(e *Event) bool {
		return e.Source == FromInstances && slices.ContainsFunc(told[saying{e.instance(), e.deed}], func(at time.Time) bool {
			return e.At.Sub(at).Abs() < echo
		})
	})
}

// keys are a map's keys in order.
func keys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func only[V any](m map[string]V, keep func(string) bool) map[string]V {
	part := make(map[string]V, len(m))
	for key, v := range m {
		if keep(key) {
			part[key] = v
		}
	}
	return part
}

func those[T any](rows []T, keep func(*T) bool) []T {
	var part []T
	for i := range rows {
		if keep(&rows[i]) {
			part = append(part, rows[i])
		}
	}
	return part
}
