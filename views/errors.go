package views

import (
	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// feedError is a list whose last fetch failed.
type feedError struct {
	name  string // "targets of web"
	err   *awsclient.Error
	tries int
}

// feedErrors are all lists of a snapshot whose last fetch failed. Lists of one
// kind that fail in the same way are told once.
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
	addFeeds(&all, "metrics", s.Series)
	addFeeds(&all, "user data", s.UserData)
	return all
}

type errorList []feedError

func addFeed[T any](all *errorList, name string, f watch.Feed[T]) {
	if f.Err != nil && f.Err.Kind != awsclient.Cancelled {
		*all = append(*all, feedError{name, f.Err, f.Tries})
	}
}

func addFeeds[T any](all *errorList, name string, feeds map[string]watch.Feed[T]) {
	var seen []string
	for _, key := range failing(feeds) {
		words := errorWords(feeds[key].Err)
		if len(seen) > 0 && seen[len(seen)-1] == words {
			continue
		}
		seen = append(seen, words)
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
	for i, e := range feedErrors(c.snap) {
		if i > 0 {
			lines = append(lines, nil)
		}
		lines = append(lines, ui.Line{{Text: c.glyphs.Trouble + " ", Role: themes.Bad}, {Text: e.name, Role: themes.Title}, {Text: "  tried " + ui.Count(e.tries, "time"), Role: themes.Faint}})
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
