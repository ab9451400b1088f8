package health

import "fmt"

// Answer is what came back for one check.
type Answer struct {
	Code     int  // HTTP status; 0 for a connection without one
	TimedOut bool // nothing came in time
	Refused  bool // the connection was refused or broke, or the answer was malformed
}

// Result is what an answer means.
type Result struct {
	Passed              bool
	Reason, Description string // of a failure
}

// Judge says whether an answer passes a check. A Network balancer does not
// tell codes apart in its reason.
func Judge(c Check, a Answer) Result {
	switch {
	case a.TimedOut && c.Family != Network:
		return Result{Reason: ReasonTimeout, Description: TextTimeout}
	case a.TimedOut || a.Refused:
		return Result{Reason: ReasonFailed, Description: TextFailed}
	case c.Protocol == "TCP":
		return Result{Passed: true}
	}
	codes, err := ParseMatcher(c.Matcher)
	switch {
	case err == nil && codes.Matches(a.Code):
		return Result{Passed: true}
	case c.Family == Network:
		return Result{Reason: ReasonFailed, Description: TextFailed}
	}
	return Result{Reason: ReasonCodeMismatch, Description: fmt.Sprintf(TextCodeMismatch, a.Code)}
}

// Step is the state after one more check. A new target needs one pass only;
// a target that was healthy once, or failed at first, needs HealthyThreshold
// passes in a row to come back. UnhealthyThreshold failures in a row take a
// target out. Targets that are not checked (unused, draining, unavailable)
// stay as they are.
func Step(s State, r Result, c Check) State {
	if s.Status != Initial && s.Status != Healthy && s.Status != Unhealthy {
		return s
	}
	if r.Passed {
		return passed(s, c)
	}
	return failed(s, r, c)
}

func passed(s State, c Check) State {
	s.Passes, s.Failures, s.Checked = s.Passes+1, 0, true
	if s.Status != Unhealthy || s.Passes >= c.HealthyThreshold {
		s.Status, s.Reason, s.Description = Healthy, "", ""
	}
	return s
}

// failed keeps an unhealthy target's reason up to date: AWS shows the latest
// failure, not the first.
func failed(s State, r Result, c Check) State {
	s.Passes, s.Failures, s.Checked = 0, s.Failures+1, true
	switch {
	case s.Status == Unhealthy || s.Failures >= c.UnhealthyThreshold:
		s.Status, s.Reason, s.Description = Unhealthy, r.Reason, r.Description
	case s.Status == Initial:
		s.Reason, s.Description = ReasonInitialCheck, TextInitialCheck
	}
	return s
}

// FailOpen reports whether a balancer sends requests to all registered
// targets because too few are healthy. minHealthy is the attribute
// unhealthy_state_routing.minimum_healthy_targets.count (default 1) and
// minPercent its .percentage, 0 when off; either suffices.
func FailOpen(healthy, registered, minHealthy int, minPercent float64) bool {
	if registered == 0 {
		return false
	}
	return healthy < minHealthy || float64(healthy)*100 < minPercent*float64(registered)
}
