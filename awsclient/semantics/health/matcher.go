package health

import (
	"strconv"
	"strings"

	"fleetglass/awsclient/semantics/refusal"
)

// Codes is a set of HTTP status codes: "200,202,300-399".
type Codes []Span

// Span is a range of codes, both ends included.
type Span struct{ From, To int }

// ParseMatcher reads a matcher's HttpCode: codes and ranges with commas
// between. Spaces are not allowed.
func ParseMatcher(text string) (Codes, error) {
	var codes Codes
	for piece := range strings.SplitSeq(text, ",") {
		from, to, isRange := strings.Cut(piece, "-")
		if !isRange {
			to = from
		}
		s := Span{code(from), code(to)}
		if s.From == 0 || s.To == 0 || s.From > s.To {
			return nil, refusal.Invalid("Health check matcher HTTP code '%s' must be a value, a list ('200,202') or a range ('200-299')", text)
		}
		codes = append(codes, s)
	}
	return codes, nil
}

// code is a three digit status code, or 0.
func code(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || len(text) != 3 || n < 100 {
		return 0
	}
	return n
}

// Matches reports whether a code is in the set.
func (c Codes) Matches(code int) bool {
	for _, s := range c {
		if s.From <= code && code <= s.To {
			return true
		}
	}
	return false
}

// validateRange: an Application balancer's matcher may name 200 to 499, a
// Network balancer's 200 to 599 (BC:elbv2.Matcher).
func (c Codes) validateRange(f Family) error {
	highest := 499
	if f == Network {
		highest = 599
	}
	for _, s := range c {
		if s.From < 200 || s.To > highest {
			return refusal.Invalid("Health check matcher HTTP codes must be between '200' and '%d'", highest)
		}
	}
	return nil
}
