package classic

// Answer is what came back for one check.
type Answer struct {
	Connected bool // a connection, and for SSL the handshake, in time
	Code      int  // HTTP status that came in time; 0 for none
}

// Passes says whether an answer passes a check: 200 and nothing else for HTTP
// and HTTPS, a connection or a handshake for TCP and SSL.
func (p Ping) Passes(a Answer) bool {
	if p.HTTP() {
		return a.Connected && a.Code == 200
	}
	return a.Connected
}

// Step is the state after one more check. An instance that was just
// registered needs one pass only; one that failed needs HealthyThreshold
// passes in a row to come back, and UnhealthyThreshold failures in a row take
// it out. Healthy and unhealthy instances are checked alike; those that
// checks do not decide over stay as they are.
func Step(s State, passed bool, c Check) State {
	switch {
	case !s.Checked():
		return s
	case passed:
		return pass(s, c)
	}
	return fail(s, c)
}

func pass(s State, c Check) State {
	s.Passes, s.Failures = s.Passes+1, 0
	switch {
	case s.State == InService:
	case s.Description == TextRegistration || s.Passes >= c.HealthyThreshold:
		return State{State: InService, Reason: NotApplicable, Description: TextNone, Passes: s.Passes}
	default:
		// On its way back, but not there (choice: AWS does not say which of its
		// two texts it tells when).
		s.Description = TextNotPassed
	}
	return s
}

func fail(s State, c Check) State {
	s.Passes, s.Failures = 0, s.Failures+1
	out := s.State == OutOfService && s.Description != TextRegistration
	if out || s.Failures >= c.UnhealthyThreshold {
		s.State, s.Reason, s.Description = OutOfService, ByInstance, TextFailed
	}
	return s
}
