package bucketpolicy

import (
	"slices"
	"strings"
)

// answer is yes, no, or that it cannot be told here.
type answer int

const (
	no answer = iota
	yes
	unsure
)

func answerOf(b bool) answer {
	if b {
		return yes
	}
	return no
}

// request is a call of CloudTrail's to S3.
type request struct {
	action   string
	resource string
	context  map[string]string // condition keys in small letters; "" for one that is not sent
}

// matches tells whether a statement is about a request, by all but its
// principal.
func (s statement) matches(r request) answer {
	switch {
	case !s.hasAction(r.action) || !s.hasResource(r.resource):
		return no
	}
	return s.holds(r)
}

// hasAction: actions are compared without regard to capitals.
func (s statement) hasAction(action string) bool {
	fits := func(pattern string) bool { return wildcard(strings.ToLower(pattern), strings.ToLower(action)) }
	if len(s.NotAction) > 0 {
		return !slices.ContainsFunc(s.NotAction, fits)
	}
	return slices.ContainsFunc(s.Action, fits)
}

func (s statement) hasResource(resource string) bool {
	fits := func(pattern string) bool { return wildcard(pattern, resource) }
	if len(s.NotResource) > 0 {
		return !slices.ContainsFunc(s.NotResource, fits)
	}
	return slices.ContainsFunc(s.Resource, fits)
}

// holds tells whether all conditions do. One that does not settles it,
// whatever cannot be told.
func (s statement) holds(r request) answer {
	all := yes
	for operator, keys := range s.Condition {
		for key, values := range keys {
			switch r.holds(operator, key, values) {
			case no:
				return no
			case unsure:
				all = unsure
			}
		}
	}
	return all
}

// holds judges one condition.
func (r request) holds(operator, key string, values []scalar) answer {
	sent, known := r.context[strings.ToLower(key)]
	if !known {
		return unsure
	}
	if operator == "Null" {
		return answerOf(slices.Contains(values, "true") == (sent == ""))
	}
	name, ifExists := strings.CutSuffix(operator, "IfExists")
	test, negated := comparison(name)
	switch {
	case test == nil:
		return unsure
	case sent == "":
		// What is not sent meets only what is negated, or optional.
		return answerOf(negated || ifExists)
	}
	found := slices.ContainsFunc(values, func(v scalar) bool { return test(string(v), sent) })
	return answerOf(found != negated)
}

// comparison is the test of an operator, and whether its outcome is turned
// round. ARNs are matched as texts, which differs only for a * that would
// cross a colon.
func comparison(operator string) (test func(pattern, value string) bool, negated bool) {
	equal := func(a, b string) bool { return a == b }
	switch operator {
	case "StringEquals":
		return equal, false
	case "StringNotEquals":
		return equal, true
	case "StringEqualsIgnoreCase", "Bool":
		return strings.EqualFold, false
	case "StringNotEqualsIgnoreCase":
		return strings.EqualFold, true
	case "StringLike", "ArnLike", "ArnEquals":
		return wildcard, false
	case "StringNotLike", "ArnNotLike", "ArnNotEquals":
		return wildcard, true
	}
	return nil, false
}

// wildcard matches a whole text: * is any run of characters, ? exactly one.
func wildcard(pattern, text string) bool {
	p, t, star, mark := 0, 0, -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]):
			p++
			t++
		case star >= 0:
			mark++
			p, t = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
