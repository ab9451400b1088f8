package labs

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/logpattern"
	"fleetglass/awsclient/semantics/recipes"
)

// probes are records that a recipe's filter must count, and records that come
// near and must not be counted. They are made from the recipe's own pattern.
func probes(r recipes.Recipe) (counts, not []string) {
	source := "ec2.amazonaws.com"
	if strings.Contains(r.Pattern, "s3.amazonaws.com") {
		source = "s3.amazonaws.com"
	}
	not = []string{`{"eventName":"DescribeInstances","eventSource":"ec2.amazonaws.com"}`}
	record := func(name, more string) string {
		return fmt.Sprintf(`{"eventName":%q,"eventSource":%q%s}`, name, source, more)
	}
	switch r.Name {
	case "EC2LargeInstanceChanges":
		for _, size := range []string{"4xlarge", "8xlarge"} {
			counts = append(counts, record("RunInstances", `,"requestParameters":{"instanceType":"c5.`+size+`"}`))
		}
		return counts, append(not, record("RunInstances", `,"requestParameters":{"instanceType":"t3.micro"}`))
	case "ConsoleSignInFailures":
		return []string{record("ConsoleLogin", `,"errorMessage":"Failed authentication"`)}, append(not, record("ConsoleLogin", ""))
	case "AuthorizationFailures":
		for _, code := range []string{"Client.UnauthorizedOperation", "AccessDenied", "AccessDeniedException"} {
			counts = append(counts, record("AssumeRole", `,"errorCode":"`+code+`"`))
		}
		return counts, append(not, record("AssumeRole", ""))
	}
	for _, m := range regexp.MustCompile(`\$\.eventName\s*=\s*(\w+)`).FindAllStringSubmatch(r.Pattern, -1) {
		counts = append(counts, record(m[1], ""))
	}
	return counts, not
}

// wrongPattern is what a filter pattern does other than a recipe's, "" when
// they agree on all probes.
func wrongPattern(pattern string, r recipes.Recipe) string {
	p, err := logpattern.Parse(pattern)
	if err != nil {
		return "cannot be read"
	}
	counts, not := probes(r)
	for _, record := range counts {
		if !p.Match(record).Matched {
			return "does not count " + record
		}
	}
	for _, record := range not {
		if p.Match(record).Matched {
			return "also counts " + record
		}
	}
	return ""
}

// recipeFilter is the filter on a log group that counts what a recipe counts;
// what is wrong with the nearest one is said.
func (w *World) recipeFilter(group string, r recipes.Recipe, f *Findings) (awsclient.MetricFilter, bool) {
	near := ""
	for _, filter := range w.MetricFilters(group) {
		wrong := wrongPattern(filter.Pattern, r)
		switch {
		case wrong == "" && filter.Value == recipes.Value:
			return filter, true
		case wrong == "":
			near = fmt.Sprintf("the filter %s adds %s for each call, not %s", filter.Name, filter.Value, recipes.Value)
		case filter.Name == r.Name || filter.Metric == r.Metric:
			near = fmt.Sprintf("the filter %s %s", filter.Name, wrong)
		}
	}
	if near == "" {
		near = fmt.Sprintf("no metric filter on %s counts the calls of %s", group, r.Name)
	}
	f.Lack("%s", near)
	return awsclient.MetricFilter{}, false
}

// recipeAlarm is the alarm on a filter's metric; what is wrong with it is said.
func (w *World) recipeAlarm(filter awsclient.MetricFilter, r recipes.Recipe, f *Findings) (awsclient.Alarm, bool) {
	near := fmt.Sprintf("no alarm watches the metric %s %s", filter.Namespace, filter.Metric)
	for _, a := range w.Alarms() {
		switch {
		case a.Metric.Namespace == filter.Namespace && a.Metric.Name == filter.Metric:
			if near = wrongAlarm(a, r); near == "" {
				return a, true
			}
		case a.Name == r.Name:
			near = fmt.Sprintf("the alarm %s watches %s %s, not %s %s", a.Name, a.Metric.Namespace, a.Metric.Name, filter.Namespace, filter.Metric)
		}
	}
	f.Lack("%s", near)
	return awsclient.Alarm{}, false
}

// wrongAlarm is what an alarm does other than a recipe's, "" for nothing.
func wrongAlarm(a awsclient.Alarm, r recipes.Recipe) string {
	switch {
	case a.Metric.Statistic != recipes.Statistic:
		return fmt.Sprintf("the alarm %s compares the %s; calls are counted by the %s", a.Name, a.Metric.Statistic, recipes.Statistic)
	case a.Comparison != recipes.Comparison || a.Threshold != float64(r.Threshold):
		return fmt.Sprintf("the alarm %s fires at %s %g; the recipe wants %s %d", a.Name, a.Comparison, a.Threshold, recipes.Comparison, r.Threshold)
	case a.Metric.Period != recipes.Seconds*time.Second:
		return fmt.Sprintf("the alarm %s has a period of %s; the recipe wants %s", a.Name, a.Metric.Period, recipes.Seconds*time.Second)
	}
	return ""
}

// checkRecipe: the recipe's filter and alarm stand, a call was made that it
// counts, and the alarm has been raised by it.
func checkRecipe(r recipes.Recipe) func(*World, *Findings) {
	return func(w *World, f *Findings) {
		_, group, ok := w.delivering(f)
		if !ok {
			return
		}
		filter, ok := w.recipeFilter(group, r, f)
		if !ok {
			return
		}
		alarm, ok := w.recipeAlarm(filter, r, f)
		if !ok {
			return
		}
		raised, ok := w.raised(alarm.Name, filter.Created)
		if !ok {
			f.Lack("%s", w.notRaised(group, filter, r))
			return
		}
		counted := w.Records(group, r.Pattern, filter.Created)
		if len(counted) < r.Threshold || !raised.At.After(counted[0].At) { // it was set by hand
			f.Lack("%s", w.notRaised(group, filter, r))
			return
		}
		f.Resource("alarm", alarm.Name, raised.Summary+" at "+raised.At.UTC().Format(time.DateTime))
		last := counted[len(counted)-1]
		f.Seen("record", last.ID, last.says())
	}
}

// notRaised is why an alarm was not raised yet.
func (w *World) notRaised(group string, filter awsclient.MetricFilter, r recipes.Recipe) string {
	if late := w.called(r.Pattern, filter.Created); len(late) > 0 {
		return fmt.Sprintf("%s was called at %s; CloudTrail delivers it within some minutes, and the alarm compares once a minute", late[0].Name, late[0].Time.UTC().Format("15:04:05"))
	}
	if n := len(w.Records(group, r.Pattern, filter.Created)); n > 0 {
		return fmt.Sprintf("%s counted by %s so far; its alarm wants %d in five minutes", count(n, "call is", "calls are"), r.Name, r.Threshold)
	}
	return w.notCalled(r)
}

func (w *World) notCalled(r recipes.Recipe) string {
	return fmt.Sprintf("no call that %s counts was made since the filter is there: make one in which %s", r.Name, r.About)
}

// raised is when an alarm went into ALARM after a moment.
func (w *World) raised(alarm string, after time.Time) (awsclient.AlarmEvent, bool) {
	i := slices.IndexFunc(w.AlarmHistory(alarm), func(e awsclient.AlarmEvent) bool {
		return e.Type == "StateUpdate" && strings.HasSuffix(e.Summary, "to ALARM") && e.At.After(after)
	})
	if i < 0 {
		return awsclient.AlarmEvent{}, false
	}
	return w.AlarmHistory(alarm)[i], true
}

// denials are the calls that the trail has delivered as refused, newest first;
// since the recipe's filter is there, or without one in this attempt.
func (w *World) denials() []callRecord {
	t, ok := w.ownTrail()
	r, known := recipes.Named("AuthorizationFailures")
	if !ok || !known || !w.hasLogGroup(logGroupOf(t)) {
		return nil
	}
	since := w.Began()
	for _, filter := range w.MetricFilters(logGroupOf(t)) {
		if wrongPattern(filter.Pattern, r) == "" {
			since = filter.Created
		}
	}
	all := w.Records(logGroupOf(t), r.Pattern, since)
	slices.Reverse(all)
	return all
}

// checkDenied: a denial is known, whose circumstances can be asked for.
func checkDenied(w *World, f *Findings) {
	all := w.denials()
	if f.Want(len(all) > 0, "nobody was denied yet: do the step AuthorizationFailures first") {
		f.Seen("denial", all[0].ID, all[0].says())
	}
}

// rightDenial are what the denials tell by a function: each of them is right.
func rightDenial(tell func(callRecord) []string) func(*World) []string {
	return func(w *World) []string {
		var answers []string
		for _, r := range w.denials() {
			answers = append(answers, tell(r)...)
		}
		return answers
	}
}
