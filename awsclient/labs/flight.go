package labs

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"fleetglass/awsclient"
)

// begun tells whether a puzzle's break was made in this attempt.
func (w *World) begun(call string, f *Findings) bool {
	calls := w.Called(call)
	return f.Want(len(calls) > 0 && !calls[0].Time.Before(w.Began()), "this puzzle has not begun: do what the step says first")
}

// checkShort: the shop wants more servers and does not get them.
func checkShort(w *World, f *Findings) {
	if !w.flying(f) || !w.begun("SuspendProcesses", f) {
		return
	}
	g, _ := w.shop()
	var held []string
	for _, p := range g.Suspended {
		held = append(held, p.Name)
	}
	if !f.Want(len(held) > 0, "no process of %s is suspended any more", g.Name) {
		return
	}
	if f.Want(len(g.Instances) < g.Limits.Desired, "%s has all of its %d instances: ask for one more", g.Name, g.Limits.Desired) {
		f.Seen("short", g.Name, fmt.Sprintf("wants %d, has %d, suspended: %s", g.Limits.Desired, len(g.Instances), strings.Join(held, ", ")))
	}
}

// rightSuspended are the processes that kept the shop from growing.
func rightSuspended(w *World) []string {
	e, ok := w.Recall("short", "short")
	if !ok {
		return nil
	}
	_, held, _ := strings.Cut(e.Says, "suspended: ")
	return []string{held}
}

// checkGrows: the shop has got its servers.
func checkGrows(w *World, f *Findings) {
	if !w.flying(f) || !w.after("short", f) {
		return
	}
	g, _ := w.shop()
	for _, p := range g.Suspended {
		f.Lack("%s is still suspended on %s", p.Name, g.Name)
	}
	f.Want(len(inService(g)) >= g.Limits.Desired, "%s in service in %s; it wants %d", count(len(inService(g)), "instance is", "instances are"), g.Name, g.Limits.Desired)
	short, _ := w.Recall("short", "short")
	f.Want(g.Limits.Desired >= number(short.Says), "%s wants only %d now: it was to grow, not to want less", g.Name, g.Limits.Desired)
	f.Resource("group", g.Name, fmt.Sprintf("%d in service", len(inService(g))))
}

// number is the first number in a text, 0 when there is none.
func number(text string) int {
	n, _ := strconv.Atoi(regexp.MustCompile(`\d+`).FindString(text))
	return n
}

// after tells whether the first half of a puzzle is passed; its evidence has
// the step's name.
func (w *World) after(step string, f *Findings) bool {
	_, ok := w.Recall(step, step)
	return f.Want(ok, "the step %s comes first", step)
}

// shrinking is the activity that took the shop's servers away.
func (w *World) shrinking() (Activity, bool) {
	for _, a := range slices.Backward(w.caused(shopGroup, "changing the desired capacity from ")) {
		if terminates(a) && !a.Start.Before(w.Began()) {
			return a, true
		}
	}
	return Activity{}, false
}

// shrunk is from how many to how many an activity's group was shrunk.
func shrunk(a Activity) (from, to int) {
	m := regexp.MustCompile(`from (\d+) to (\d+)`).FindStringSubmatch(a.Cause)
	if m == nil {
		return 0, 0
	}
	return number(m[1]), number(m[2])
}

// checkSlow: all requests of the shop are left to one server.
func checkSlow(w *World, f *Findings) {
	if !w.flying(f) || !w.begun("UpdateAutoScalingGroup", f) {
		return
	}
	g, _ := w.shop()
	a, ok := w.shrinking()
	f.Want(len(inService(g)) <= 1, "%s of %s serve: it is not slow yet", count(len(inService(g)), "instance", "instances"), g.Name)
	if f.Want(ok, "%s has not taken servers away yet", g.Name) {
		f.Activity("slow", a)
	}
}

func rightBefore(w *World) []string {
	if a, ok := w.shrinking(); ok {
		from, _ := shrunk(a)
		return []string{strconv.Itoa(from)}
	}
	return nil
}

// checkFast: the shop has its servers again, and keeps at least two.
func checkFast(w *World, f *Findings) {
	if !w.flying(f) || !w.after("slow", f) {
		return
	}
	g, _ := w.shop()
	a, _ := w.shrinking()
	from, _ := shrunk(a)
	want := max(from, 2)
	f.Want(g.Limits.Min >= 2, "%s may shrink to %d again: its minimum was 2", g.Name, g.Limits.Min)
	f.Want(len(inService(g)) >= want, "%s in service in %s; it had %d", count(len(inService(g)), "instance is", "instances are"), g.Name, want)
	f.Resource("group", g.Name, fmt.Sprintf("%d in service, at least %d", len(inService(g)), g.Limits.Min))
}

// sickTarget is a server of the shop that fails its check.
func (w *World) sickTarget() (awsclient.Target, bool) {
	for _, t := range w.Targets(w.shopTargetGroup().ARN) {
		if t.State == "unhealthy" {
			return t, true
		}
	}
	return awsclient.Target{}, false
}

// checkSick: the shop's servers fail their check.
func checkSick(w *World, f *Findings) {
	if !w.flying(f) || !w.begun("ModifyTargetGroup", f) {
		return
	}
	t, ok := w.sickTarget()
	if f.Want(ok, "no server of %s is unhealthy yet: it takes some checks", shopTargets) {
		f.Seen("sick", t.ID, t.Reason+": "+t.Description)
	}
}

func rightSickness(w *World) []string {
	e, ok := w.Recall("sick", "sick")
	if !ok {
		return nil
	}
	reason, _, _ := strings.Cut(e.Says, ": ")
	return []string{reason, strings.TrimPrefix(reason, "Target.")}
}

// checkHealed: the check asks for what servers answer, and they pass it.
func checkHealed(w *World, f *Findings) {
	if !w.flying(f) || !w.after("sick", f) {
		return
	}
	g := w.shopTargetGroup()
	f.Want(g.Check.Enabled && strings.HasPrefix(g.Check.Path, "/health"), "%s does not check /health any more: the check was right, its success code was not", g.Name)
	f.Want(!matches(g.Check.Matcher, 404), "%s takes %s for healthy: a server that has lost its page would pass", g.Name, g.Check.Matcher)
	healthy := 0
	for _, t := range w.Targets(g.ARN) {
		switch t.State {
		case "healthy":
			healthy++
		case "draining":
		default:
			f.Lack("%s is %s: %s", t.ID, t.State, t.Description)
		}
	}
	f.Want(healthy >= 2, "%s of %s healthy", count(healthy, "target is", "targets are"), g.Name)
	f.Resource("target-group", g.ARN, fmt.Sprintf("%d healthy, success code %s", healthy, g.Check.Matcher))
}

// matches tells whether a matcher, "200", "200,302" or "200-299", takes a code.
func matches(matcher string, code int) bool {
	for part := range strings.SplitSeq(matcher, ",") {
		low, high, ranged := strings.Cut(part, "-")
		if !ranged {
			high = low
		}
		if number(low) <= code && code <= number(high) {
			return true
		}
	}
	return false
}

// blocker is a rule before the shop's default that answers by itself.
func (w *World) blocker() (awsclient.Rule, string, bool) {
	for _, r := range w.Rules(w.shopListener().ARN) {
		for _, a := range r.Actions {
			if !r.Default && a.Fixed != nil {
				return r, a.Fixed.StatusCode, true
			}
		}
	}
	return awsclient.Rule{}, "", false
}

// checkBlocked: visitors get an answer, but not the shop's.
func checkBlocked(w *World, f *Findings) {
	if !w.flying(f) || !w.begun("CreateRule", f) {
		return
	}
	r, code, ok := w.blocker()
	if f.Want(ok, "requests still come to %s", shopTargets) {
		f.Seen("blocked", r.ARN, code)
	}
}

func rightCode(w *World) []string {
	e, ok := w.Recall("blocked", "blocked")
	if !ok {
		return nil
	}
	return []string{e.Says}
}

// checkUnblocked: requests for the front page come to the shop again.
func checkUnblocked(w *World, f *Findings) {
	if !w.flying(f) || !w.after("blocked", f) {
		return
	}
	_, code, still := w.blocker()
	f.Want(!still, "a rule still answers %s before the default rule is reached", code)
	g, _, ok := w.routed(w.shopListener(), "shop.example.com", "/")
	f.Want(still || ok && g.Name == shopTargets, "requests for / do not come to %s", shopTargets)
	f.Resource("listener", w.shopListener().ARN, "leads to "+shopTargets)
}

// keyOf is the id of the access key that a record of CreateAccessKey made.
func keyOf(r callRecord) string {
	var in struct {
		ResponseElements struct{ AccessKey struct{ AccessKeyID string } }
	}
	if json.Unmarshal([]byte(r.Text), &in) != nil {
		return ""
	}
	return in.ResponseElements.AccessKey.AccessKeyID
}

// concerns tells whether a record of IAM's was about a user, and gives the
// policy that it names.
func concerns(r callRecord, user string) (policy string, ok bool) {
	var in struct {
		RequestParameters struct{ UserName, PolicyARN, AccessKeyID, Status string }
	}
	if json.Unmarshal([]byte(r.Text), &in) != nil {
		return "", false
	}
	return in.RequestParameters.PolicyARN, in.RequestParameters.UserName == user && r.ErrorCode == ""
}
