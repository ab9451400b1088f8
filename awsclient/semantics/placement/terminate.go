package placement

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"time"
)

// Launch is what an instance was launched from: a configuration or a
// template.
type Launch struct {
	Configuration        string // name, "" with a template
	ConfigurationCreated time.Time
	Template             string // id, "" with a configuration
	Version              int
	Current              bool // the group launches from it today, in whatever version
}

// Candidate is an instance of a group as scale-in sees it. The list must hold
// the protected ones, too: they count for their zone.
type Candidate struct {
	ID, Zone   string
	LaunchTime time.Time
	Launch     Launch
	Protected  bool   // from scale-in
	Market     string // "on-demand" or "spot"; for explanations only
}

// Choice is an instance to terminate, and how it was chosen.
type Choice struct {
	Candidate Candidate
	Steps     []string // each narrowing in plain words
	Why       string   // the step that settled it
}

// SelectForTermination picks up to n instances, one after the other, because
// each changes the balance of the zones. It never picks a protected one, so
// there may be fewer than n. No policies means Default.
func SelectForTermination(instances []Candidate, policies []string, n int, now time.Time) []Choice {
	left := slices.Clone(instances)
	sort.Slice(left, func(i, j int) bool { return left[i].ID < left[j].ID })
	if len(policies) == 0 {
		policies = []string{Default}
	}
	var choices []Choice
	for range n {
		choice, ok := selectOne(left, policies, now)
		if !ok {
			break
		}
		choices = append(choices, choice)
		left = slices.DeleteFunc(left, func(c Candidate) bool { return c.ID == choice.Candidate.ID })
	}
	return choices
}

// narrowing is a choice under way.
type narrowing struct {
	set   []Candidate
	steps []string
	why   string
}

// selectOne narrows all to one. all must be in the order of ids.
func selectOne(all []Candidate, policies []string, now time.Time) (Choice, bool) {
	n := narrowing{set: all}
	n.keep("is not protected from scale-in", func(c Candidate) bool { return !c.Protected })
	if len(n.set) == 0 {
		return Choice{}, false
	}
	n.keepFullestZones(all)
	for _, p := range policies {
		n.apply(p, now)
	}
	if len(n.set) > 1 {
		// AWS picks at random here (choice: the lowest id).
		n.settle(n.set[:1], fmt.Sprintf("has the lowest id of %d equals", len(n.set)))
	}
	if n.why == "" {
		n.why = "is the only instance that could be chosen"
	}
	return Choice{Candidate: n.set[0], Steps: n.steps, Why: n.why}, true
}

func (n *narrowing) keep(why string, fits func(Candidate) bool) {
	var kept []Candidate
	for _, c := range n.set {
		if fits(c) {
			kept = append(kept, c)
		}
	}
	n.settle(kept, why)
}

// settle takes a smaller set over; a step that leaves all is not told.
func (n *narrowing) settle(kept []Candidate, why string) {
	if len(kept) == len(n.set) {
		return
	}
	n.steps = append(n.steps, fmt.Sprintf("%s: %d of %d left", why, len(kept), len(n.set)))
	n.set, n.why = kept, why
}

// keepFullestZones counts protected instances too: a zone is as full as it
// is. Only zones with something to terminate are compared.
func (n *narrowing) keepFullestZones(all []Candidate) {
	counts := map[string]int{}
	for _, c := range all {
		counts[c.Zone]++
	}
	most := 0
	for _, c := range n.set {
		most = max(most, counts[c.Zone])
	}
	n.keep(fmt.Sprintf("is in a zone with most instances (%d)", most),
		func(c Candidate) bool { return counts[c.Zone] == most })
}

func (n *narrowing) apply(policy string, now time.Time) {
	switch policy {
	case OldestInstance:
		n.keepFirst("is the oldest instance", byLaunchTime)
	case NewestInstance:
		n.keepFirst("is the newest instance", func(a, b Candidate) int { return byLaunchTime(b, a) })
	case OldestLaunchConfiguration:
		n.keepOldestConfiguration()
	case OldestLaunchTemplate:
		n.keepOldestTemplate()
	case ClosestToNextInstanceHour:
		n.keepClosestToHour(now)
	case Default:
		n.keepOldestLaunch()
		n.keepClosestToHour(now)
	}
	// AllocationStrategy and functions decide nothing here: the first is for
	// mixed instances, the second is not ours to run.
}

func (n *narrowing) keepFirst(why string, order func(a, b Candidate) int) {
	first := slices.MinFunc(n.set, order)
	n.keep(why, func(c Candidate) bool { return order(c, first) == 0 })
}

func byLaunchTime(a, b Candidate) int { return a.LaunchTime.Compare(b.LaunchTime) }

// keepOldestLaunch is the Default policy's step: any instance on a launch
// configuration goes before any on a template.
func (n *narrowing) keepOldestLaunch() {
	if slices.ContainsFunc(n.set, onConfiguration) {
		n.keepOldestConfiguration()
		return
	}
	n.keepOldestTemplate()
}

func onConfiguration(c Candidate) bool { return c.Launch.Configuration != "" }
func onTemplate(c Candidate) bool      { return c.Launch.Template != "" }
func notCurrent(c Candidate) bool      { return !c.Launch.Current }

func (n *narrowing) keepOldestConfiguration() {
	if !slices.ContainsFunc(n.set, onConfiguration) {
		return
	}
	n.keep("was launched from a launch configuration", onConfiguration)
	if slices.ContainsFunc(n.set, notCurrent) {
		n.keep("was launched from a configuration the group no longer uses", notCurrent)
	}
	n.keepFirst("was launched from the oldest launch configuration", func(a, b Candidate) int {
		return a.Launch.ConfigurationCreated.Compare(b.Launch.ConfigurationCreated)
	})
}

func (n *narrowing) keepOldestTemplate() {
	if !slices.ContainsFunc(n.set, onTemplate) {
		return
	}
	n.keep("was launched from a launch template", onTemplate)
	if slices.ContainsFunc(n.set, notCurrent) {
		n.keep("was launched from a template the group no longer uses", notCurrent)
	}
	// Versions of different templates cannot be compared.
	sameTemplate := func(c Candidate) bool { return c.Launch.Template == n.set[0].Launch.Template }
	if slices.ContainsFunc(n.set, func(c Candidate) bool { return !sameTemplate(c) }) {
		return
	}
	n.keepFirst("was launched from the oldest version of the launch template", func(a, b Candidate) int {
		return cmp.Compare(a.Launch.Version, b.Launch.Version)
	})
}

func (n *narrowing) keepClosestToHour(now time.Time) {
	n.keepFirst("is closest to its next billing hour", func(a, b Candidate) int {
		return cmp.Compare(intoHour(b, now), intoHour(a, now))
	})
}

// intoHour is how far an instance is in its hour, in whole seconds, as it is
// billed.
func intoHour(c Candidate, now time.Time) time.Duration {
	into := now.Sub(c.LaunchTime).Truncate(time.Second) % time.Hour
	if into < 0 { // launched in the future: a clock that is off
		into += time.Hour
	}
	return into
}
