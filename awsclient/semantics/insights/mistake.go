package insights

import (
	"fmt"
	"unicode/utf8"

	"fleetglass/awsclient/semantics/refusal"
)

// MalformedQuery is the code with which CloudWatch Logs refuses queries
// (BC:logs.StartQuery).
const MalformedQuery = "MalformedQueryException"

// Mistake is what is wrong with a query, and where. Through errors.As it is a
// *refusal.Refusal, too.
type Mistake struct {
	Query  string // as it was given
	Offset int    // of the offending byte; len(Query) if something is missing at the end
	Why    string // a clause without a full stop
}

// Column is the place of the mistake in characters, counted from 1. Lines do
// not count: the service's own place is one number, too.
func (m *Mistake) Column() int { return utf8.RuneCountInString(m.Query[:m.Offset]) + 1 }

// Error is the refusal's text.
func (m *Mistake) Error() string { return m.refusal().Error() }

// Unwrap is the refusal.
func (m *Mistake) Unwrap() error { return m.refusal() }

func (m *Mistake) refusal() *refusal.Refusal {
	return refusal.New(MalformedQuery, "%s", fmt.Sprintf("The query is not valid at character %d: %s.", m.Column(), m.Why))
}
