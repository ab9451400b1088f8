package logpattern

import (
	"fmt"
	"unicode/utf8"

	"fleetglass/awsclient/semantics/refusal"
)

// InvalidParameter is the code with which CloudWatch Logs refuses patterns.
const InvalidParameter = "InvalidParameterException"

// Mistake is what is wrong with a pattern, and where. Through errors.As it is
// a *refusal.Refusal, too: what the service itself would answer, which names
// no place.
type Mistake struct {
	Pattern string // as it was given
	Offset  int    // of the offending byte; len(Pattern) if something is missing at the end
	Why     string // a clause without a full stop

	answer string // AWS's text, if not the usual one
}

// Column is the place of the mistake in characters, counted from 1.
func (m *Mistake) Column() int { return utf8.RuneCountInString(m.Pattern[:m.Offset]) + 1 }

// Error is the service's answer, followed by the place and the reason.
func (m *Mistake) Error() string {
	return fmt.Sprintf("%s At character %d: %s.", m.refusal().Error(), m.Column(), m.Why)
}

// Unwrap is the refusal without the place.
func (m *Mistake) Unwrap() error { return m.refusal() }

// refusal has AWS's texts (memory).
func (m *Mistake) refusal() *refusal.Refusal {
	if m.answer != "" {
		return refusal.New(InvalidParameter, "%s", m.answer)
	}
	return refusal.New(InvalidParameter, "Invalid metric filter pattern.")
}
