package views

import (
	"slices"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// feedError is a cause for which the last fetch of one or more lists failed.
type feedError struct {
	names []string // of the lists: "balancers"
	err   *awsclient.Error
	tries int // of the list that was tried most
}

// cause tells failures apart by what mends them: lists with the same cause are
// told as one error. Without a region, credentials or a network every list
// fails, each in its own words; what a server does not have it lacks for all
// operations of a service.
func cause(e *awsclient.Error) string {
	switch e.Kind {
	case awsclient.NoRegion, awsclient.NoCredentials, awsclient.Expired, awsclient.Offline:
		return e.Kind.String()
	case awsclient.Unsupported:
		return e.Kind.String() + " " + e.Service + " " + e.Message
	default:
		return errorWords(e)
	}
}

// feedErrors are the causes for which lists of a snapshot could not be
// fetched the last time.
func feedErrors(s *watch.Snapshot) []feedError {
	var all errorList
	addFeed(&all, "identity", s.Identity)
	addFeed(&all, "instances", s.Instances)
	addFeed(&all, "instance statuses", s.Statuses)
	addFeed(&all, "subnets", s.Subnets)
	addFeed(&all, "security groups", s.SecurityGroups)
	addFeed(&all, "balancers", s.Balancers)
	addFeed(&all, "target groups", s.TargetGroups)
	addFeed(&all, "groups", s.Groups)
	addFeed(&all, "policies", s.Policies)
	addFeed(&all, "scheduled actions", s.Schedules)
	addFeed(&all, "alarms", s.Alarms)
	addFeeds(&all, "listeners", s.Listeners)
	addFeeds(&all, "rules", s.Rules)
	addFeeds(&all, "targets", s.Targets)
	addFeeds(&all, "balancer attributes", s.BalancerAttributes)
	addFeeds(&all, "target group attributes", s.TargetGroupAttributes)
	addFeeds(&all, "activities", s.Activities)
	addFeeds(&all, "hooks", s.Hooks)
	addFeeds(&all, "launch settings", s.Launch)
	addFeeds(&all, "trail events", s.Events)
	addFeed(&all, "trails", s.Trails)
	addFeeds(&all, "trail status", s.TrailStatuses)
	addFeeds(&all, "trail selectors", s.TrailSelectors)
	addFeeds(&all, "bucket policies", s.BucketPolicies)
	addFeed(&all, "users", s.Users)
	addFeeds(&all, "metrics", s.Series)
	addFeeds(&all, "lists of metrics", s.Metrics)
	addFeeds(&all, "alarm history", s.AlarmHistory)
	addFeeds(&all, "user data", s.UserData)
	addFeed(&all, "Spot fleets", s.SpotFleets)
	addFeed(&all, "Spot requests", s.SpotRequests)
	addFeeds(&all, "fleet instances", s.FleetInstances)
	addFeeds(&all, "fleet history", s.FleetHistory)
	addFeeds(&all, "Spot prices", s.SpotPrices)
	addFeed(&all, "log groups", s.LogGroups)
	addFeeds(&all, "log streams", s.LogStreams)
	addFeeds(&all, "metric filters", s.MetricFilters)
	return all
}

type errorList []feedError

func addFeed[T any](all *errorList, name string, f watch.Feed[T]) {
	if f.Err != nil && f.Err.Kind != awsclient.Cancelled {
		all.add(name, f.Err, f.Tries)
	}
}

func (l *errorList) add(name string, err *awsclient.Error, tries int) {
	for i := range *l {
		known := &(*l)[i]
		if cause(known.err) != cause(err) {
			continue
		}
		if !slices.Contains(known.names, name) {
			known.names = append(known.names, name)
		}
		known.tries = max(known.tries, tries)
		return
	}
	*l = append(*l, feedError{[]string{name}, err, tries})
}

func addFeeds[T any](all *errorList, name string, feeds map[string]watch.Feed[T]) {
	for _, key := range failing(feeds) {
		addFeed(all, name, feeds[key])
	}
}

// failing are the keys of the feeds with an error, in order.
func failing[T any](feeds map[string]watch.Feed[T]) []string {
	bad := map[string]bool{}
	for key, f := range feeds {
		if f.Err != nil {
			bad[key] = true
		}
	}
	return sortedKeys(bad)
}

// showErrors tells every error in full, with what to do about it.
func (c *Console) showErrors() {
	var lines []ui.Line
	for i, e := range c.failures() {
		if i > 0 {
			lines = append(lines, nil)
		}
		lines = append(lines, ui.Line{{Text: c.glyphs.Trouble + " ", Role: themes.Bad}, {Text: strings.Join(e.names, ", "), Role: themes.Title}, {Text: "  tried " + ui.Count(e.tries, "time"), Role: themes.Faint}})
		lines = append(lines, failureLines(e.err)...)
	}
	for _, j := range c.journal {
		if j.err != nil {
			lines = append(lines, nil, ui.Line{{Text: c.glyphs.Trouble + " ", Role: themes.Bad}, {Text: j.action, Role: themes.Title}, {Text: "  at " + ui.Clock(c.snap.Now, j.at), Role: themes.Faint}})
			lines = append(lines, failureLines(j.err)...)
		}
	}
	if len(lines) == 0 {
		lines = []ui.Line{ui.In(themes.Dim, "Everything that was asked was answered.")}
	}
	c.dialogs.Open(ui.NewMessage("Errors", lines...))
}
