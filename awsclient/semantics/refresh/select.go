package refresh

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"time"
)

// Launch is what an instance was launched from.
type Launch struct {
	Template      string // id, "" with a launch configuration
	Version       string // a number; $Latest and $Default are resolved
	Configuration string // name, "" with a template
	Type          string // "t3.micro"
}

// Desired is what instances should be launched from: the desired
// configuration of the refresh, else that of the group.
type Desired struct {
	Launch
	Types []string // allowed by overrides; none means Launch.Type, if that is known
}

// Matches reports whether an instance is as desired, and if not why.
func (d Desired) Matches(l Launch) (ok bool, why string) {
	types := d.Types
	if len(types) == 0 && d.Type != "" {
		types = []string{d.Type}
	}
	switch {
	case d.Configuration != l.Configuration || d.Template != l.Template:
		return false, fmt.Sprintf("was launched from %s, not from %s", l.source(), d.source())
	case d.Version != l.Version:
		return false, fmt.Sprintf("has version %s of the launch template, not %s", l.Version, d.Version)
	case len(types) > 0 && !slices.Contains(types, l.Type):
		return false, fmt.Sprintf("is a %s, which is not among the types wanted", l.Type)
	}
	return true, ""
}

func (l Launch) source() string {
	switch {
	case l.Configuration != "":
		return "the launch configuration " + l.Configuration
	case l.Template != "":
		return "the launch template " + l.Template
	}
	return "nothing known"
}

// Instance is a member of the group as a refresh sees it.
type Instance struct {
	ID         string
	Launch     Launch
	LaunchTime time.Time
	Protected  bool // from scale-in
	Standby    bool
	Updated    bool // launched by this refresh
}

// Verdict is what a refresh does with an instance.
type Verdict string

// Verdicts.
const (
	Replaces    Verdict = "replace"
	Skips       Verdict = "skip"      // leaves it alone
	WaitsFor    Verdict = "wait"      // until protection or standby ends, an hour at most
	JustRemoves Verdict = "terminate" // a standby instance, which is no capacity
)

// Choice is an instance and its verdict.
type Choice struct {
	Instance Instance
	Verdict  Verdict
	Why      string // plain words
}

// Select judges every instance. Those to replace come first, in their order:
// what does not match before what does, then the oldest.
func Select(instances []Instance, d Desired, p Preferences) []Choice {
	choices := make([]Choice, 0, len(instances))
	for _, i := range instances {
		choices = append(choices, judge(i, d, p))
	}
	compare := func(a, b Choice) int {
		return cmp.Or(rank(a, d)-rank(b, d), a.Instance.LaunchTime.Compare(b.Instance.LaunchTime), cmp.Compare(a.Instance.ID, b.Instance.ID))
	}
	sort.SliceStable(choices, func(i, j int) bool { return compare(choices[i], choices[j]) < 0 })
	return choices
}

// rank orders by verdict, and among those to replace by need.
func rank(c Choice, d Desired) int {
	order := slices.Index([]Verdict{Replaces, JustRemoves, WaitsFor, Skips}, c.Verdict) * 2
	if matches, _ := d.Matches(c.Instance.Launch); matches {
		order++
	}
	return order
}

func judge(i Instance, d Desired, p Preferences) Choice {
	matches, why := d.Matches(i.Launch)
	switch {
	case i.Updated:
		return Choice{i, Skips, "was launched by this refresh"}
	case matches && p.SkipMatching:
		return Choice{i, Skips, "is as desired already"}
	case i.Standby:
		return judgeBy(i, p.Standby, "is in standby")
	case i.Protected && p.ScaleInProtected != Refresh:
		return judgeBy(i, p.ScaleInProtected, "is protected from scale-in")
	case matches:
		return Choice{i, Replaces, "is as desired, but skip matching is off"}
	}
	return Choice{i, Replaces, why}
}

// judgeBy applies a preference for instances that are out of reach.
func judgeBy(i Instance, preference, why string) Choice {
	switch preference {
	case Ignore:
		return Choice{i, Skips, why}
	case Terminate:
		return Choice{i, JustRemoves, why}
	}
	return Choice{i, WaitsFor, why}
}
