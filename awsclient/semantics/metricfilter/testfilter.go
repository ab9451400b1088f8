package metricfilter

import (
	"fmt"

	"fleetglass/awsclient/semantics/logpattern"
	"fleetglass/awsclient/semantics/refusal"
)

// MaxTestMessages is how many events TestMetricFilter takes (BC:logs).
const MaxTestMessages = 50

// MatchRecord is a matched event of a test.
type MatchRecord struct {
	EventNumber     int // from 1, counted over all events
	EventMessage    string
	ExtractedValues []logpattern.Value
}

// Test is TestMetricFilter: which of the messages a pattern matches.
func Test(pattern string, messages []string) ([]MatchRecord, error) {
	var v violations
	v.longest(pattern, "filterPattern", logpattern.MaxLength)
	switch n := len(messages); {
	case n == 0:
		v.add("'[]'", "logEventMessages", "have length greater than or equal to 1")
	case n > MaxTestMessages:
		v.add(fmt.Sprintf("'[%d messages]'", n), "logEventMessages", "have length less than or equal to %d", MaxTestMessages)
	}
	if err := v.err(); err != nil {
		return nil, err
	}
	p, err := logpattern.Parse(pattern)
	if err != nil {
		return nil, err
	}
	return records(p, messages)
}

func records(p logpattern.Pattern, messages []string) ([]MatchRecord, error) {
	var matches []MatchRecord
	for i, message := range messages {
		if message == "" {
			return nil, refusal.New(logpattern.InvalidParameter,
				"1 validation error detected: Value '' at 'logEventMessages.%d.member' failed to satisfy constraint: Member must have length greater than or equal to 1", i+1)
		}
		if r := p.Match(message); r.Matched {
			matches = append(matches, MatchRecord{i + 1, message, r.Extracted})
		}
	}
	return matches, nil
}
