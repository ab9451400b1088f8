package views

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/timeline"
	"fleetglass/awsclient/watch"
)

// WhyAsked is the question why, asked once and without a console.
type WhyAsked struct {
	// Resource is a name or an id, or a kind and one of them: "web-asg",
	// "i-0abc", "alarm/web-cpu-high".
	Resource string
	Since    time.Duration // how far back
	// Fetch fetches what is wanted, once; failures are in the feeds.
	Fetch func(...watch.Want) *watch.Snapshot
}

// WhyTold is the answer.
type WhyTold struct {
	*timeline.Page
	// Missing are the lists that could not be read, and why.
	Missing []string `json:"missing"`
}

// NotOne says that a resource is not there, or that several have the name.
type NotOne struct{ text string }

func (e *NotOne) Error() string { return e.text }

// rounds bounds how often neighbours are asked for: a target group leads to a
// group, whose histories lead to instances that are gone.
const rounds = 4

// Answer finds the resource, fetches the histories around it, and says why.
func (a WhyAsked) Answer() (*WhyTold, error) {
	s := a.Fetch(whyLists()...)
	if err := nothingRead(s); err != nil {
		return nil, err
	}
	fetched := map[string]bool{}
	for _, w := range whyLists() {
		fetched[w.ID()] = true
	}
	subject, err := findSubject(FactsOf(s), s.Users.Rows, a.Resource)
	if err != nil {
		return nil, err
	}
	for range rounds {
		var wants []watch.Want
		for _, w := range WhyWants(s, FactsOf(s), subject) {
			if !fetched[w.ID()] {
				fetched[w.ID()] = true
				wants = append(wants, a.further(w, s.Now))
			}
		}
		if len(wants) == 0 {
			break
		}
		absorb(s, a.Fetch(wants...))
	}
	page := timeline.Why(FactsOf(s), subject, s.Now.Add(-a.Since))
	return &WhyTold{page, unread(s)}, nil
}

// eventsAsked is how many of the trail's events are asked for at once: four
// pages, two seconds at CloudTrail's pace.
const eventsAsked = 200

// further asks the trail for more than a console that asks again and again.
func (a WhyAsked) further(w watch.Want, now time.Time) watch.Want {
	if w.Kind != watch.Events {
		return w
	}
	query := w.Events
	query.Start, query.Limit = now.Add(-a.Since-timeline.CausesBefore), eventsAsked
	return watch.Trail(query)
}

// whyLists are the lists in which a resource is looked for by name.
func whyLists() []watch.Want {
	return wantAll(watch.Groups, watch.Instances, watch.TargetGroups, watch.Balancers, watch.ClassicBalancers, watch.Alarms, watch.Policies, watch.SpotFleets, watch.SpotRequests, watch.Users)
}

// nothingRead is why nothing at all could be read; nil when something was.
func nothingRead(s *watch.Snapshot) error {
	if s.Groups.Loaded() || s.Instances.Loaded() || s.Balancers.Loaded() || s.Alarms.Loaded() {
		return nil
	}
	if s.Groups.Err != nil {
		return s.Groups.Err
	}
	return s.Instances.Err
}

// findSubject finds the resource that a name or an id means.
func findSubject(f *timeline.Facts, users []awsclient.User, word string) (timeline.Ref, error) {
	kind, name, ok := strings.Cut(word, "/")
	if !ok || strings.Contains(kind, ":") || !slices.Contains(whyKinds(), kind) {
		kind, name = "", word
	}
	var found []timeline.Ref
	look := func(of, id string, names ...string) {
		r := timeline.Ref{Kind: of, ID: id}
		if (kind == "" || kind == of) && (id == name || slices.Contains(names, name)) && !slices.Contains(found, r) {
			found = append(found, r)
		}
	}
	everyone(f, look)
	for _, u := range users {
		look(timeline.User, u.Name)
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		var choices []string
		for _, r := range found {
			choices = append(choices, r.Kind+"/"+r.ID)
		}
		return timeline.Ref{}, &NotOne{fmt.Sprintf("%q may be %s", word, strings.Join(choices, " or "))}
	}
	if r, ok := byForm(name); ok { // AWS forgets, histories do not
		return r, nil
	}
	return timeline.Ref{}, &NotOne{fmt.Sprintf("there is no resource %q here; name an instance, group, target group, balancer, alarm, Spot fleet, Spot request or user", word)}
}

// whyKinds are the kinds that may stand before a name.
func whyKinds() []string {
	return []string{timeline.Instance, timeline.Group, timeline.TargetGroup, timeline.Balancer, timeline.Classic, timeline.Alarm, timeline.Fleet, timeline.Request, timeline.User}
}

// everyone names every resource that why can be asked of.
func everyone(f *timeline.Facts, look func(kind, id string, names ...string)) {
	for i := range f.Groups {
		look(timeline.Group, f.Groups[i].Name, f.Groups[i].ARN)
	}
	for i := range f.TargetGroups {
		look(timeline.TargetGroup, f.TargetGroups[i].ARN, f.TargetGroups[i].Name)
	}
	for i := range f.Balancers {
		look(timeline.Balancer, f.Balancers[i].ARN, f.Balancers[i].Name)
	}
	for i := range f.ClassicBalancers {
		look(timeline.Classic, f.ClassicBalancers[i].Name)
	}
	for i := range f.Alarms {
		look(timeline.Alarm, f.Alarms[i].Name, f.Alarms[i].ARN)
	}
	for i := range f.Fleets {
		look(timeline.Fleet, f.Fleets[i].ID, tagValue(f.Fleets[i].Tags, "Name"))
	}
	for i := range f.Requests {
		look(timeline.Request, f.Requests[i].ID)
	}
	for i := range f.Instances {
		look(timeline.Instance, f.Instances[i].ID, f.Instances[i].PrivateIP, f.Instances[i].PublicIP)
	}
}

// byForm is the resource that an id means by its form.
func byForm(id string) (timeline.Ref, bool) {
	for _, form := range []struct{ prefix, kind string }{{"i-", timeline.Instance}, {"sfr-", timeline.Fleet}, {"sir-", timeline.Request}} {
		if strings.HasPrefix(id, form.prefix) && len(id) > len("i-1234567") {
			return timeline.Ref{Kind: form.kind, ID: id}, true
		}
	}
	return timeline.Ref{}, false
}

// absorb adds the lists of a later snapshot.
func absorb(s, more *watch.Snapshot) {
	s.Activities = joinedFeeds(s.Activities, more.Activities)
	s.Targets = joinedFeeds(s.Targets, more.Targets)
	s.ClassicHealth = joinedFeeds(s.ClassicHealth, more.ClassicHealth)
	s.AlarmHistory = joinedFeeds(s.AlarmHistory, more.AlarmHistory)
	s.FleetHistory = joinedFeeds(s.FleetHistory, more.FleetHistory)
	s.MetricFilters = joinedFeeds(s.MetricFilters, more.MetricFilters)
	s.Events = joinedFeeds(s.Events, more.Events)
	if more.LogGroups.Loaded() {
		s.LogGroups = more.LogGroups
	}
}

func joinedFeeds[T any](a, b map[string]watch.Feed[T]) map[string]watch.Feed[T] {
	all := maps.Clone(a)
	if all == nil {
		all = map[string]watch.Feed[T]{}
	}
	maps.Copy(all, b)
	return all
}

// unread are the lists that could not be read.
func unread(s *watch.Snapshot) []string {
	missing := []string{}
	for _, e := range feedErrors(s) {
		missing = append(missing, errorWords(e.err))
	}
	slices.Sort(missing)
	return slices.Compact(missing)
}
