package policy

import "strings"

// pattern is text with wildcards in which the variables have been replaced. A
// rune after escape is itself: what a variable brings in is never a wildcard.
type pattern string

const escape = '\x00'

// expand puts the context's values in the place of variables, ${key} or
// ${key, 'otherwise'}; ${*}, ${?} and ${$} are the runes themselves. It fails
// when a variable is not known: then the element matches nothing
// (IAM/reference_policies_variables).
func expand(text string, ctx Context) (pattern, bool) {
	if !strings.Contains(text, "${") {
		return pattern(text), true
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "${")
		b.WriteString(before)
		if !found {
			return pattern(b.String()), true
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed {
			b.WriteString("${" + rest)
			return pattern(b.String()), true
		}
		value, ok := variable(name, ctx)
		if !ok {
			return "", false
		}
		for _, r := range value {
			b.WriteRune(escape)
			b.WriteRune(r)
		}
		text = after
	}
}

func variable(name string, ctx Context) (string, bool) {
	if name == "*" || name == "?" || name == "$" {
		return name, true
	}
	key, otherwise, hasDefault := strings.Cut(name, ",")
	if values := ctx[strings.ToLower(strings.TrimSpace(key))]; len(values) == 1 {
		return values[0], true
	}
	otherwise = strings.TrimSpace(otherwise)
	quoted := len(otherwise) >= 2 && otherwise[0] == '\'' && otherwise[len(otherwise)-1] == '\''
	if !hasDefault || !quoted {
		return "", false
	}
	return otherwise[1 : len(otherwise)-1], true
}

// plain is the text in which nothing is a wildcard.
func (p pattern) plain() string { return strings.ReplaceAll(string(p), string(escape), "") }

// matches tells whether the whole of a text is like the pattern: * is any
// number of characters, ? is one. It takes time in proportion to the product
// of the lengths, whatever the pattern.
func (p pattern) matches(text string) bool {
	want, have := []rune(string(p)), []rune(text)
	i, j := 0, 0
	star, from := -1, 0 // the last *, and where it began to match
	for j < len(have) {
		literal := i+1 < len(want) && want[i] == escape
		switch {
		case literal && want[i+1] == have[j]:
			i, j = i+2, j+1
		case !literal && i < len(want) && want[i] == '*':
			star, from = i, j
			i++
		case !literal && i < len(want) && (want[i] == '?' || want[i] == have[j]):
			i, j = i+1, j+1
		case star >= 0:
			from++
			i, j = star+1, from
		default:
			return false
		}
	}
	for i < len(want) && want[i] == '*' {
		i++
	}
	return i == len(want)
}

// matchesARN is matches part by part: a * does not cross the colons of the
// first five parts.
func (p pattern) matchesARN(arn string) bool {
	want, have := strings.SplitN(string(p), ":", arnParts), strings.SplitN(arn, ":", arnParts)
	if len(want) != arnParts || len(have) != arnParts {
		return p.matches(arn) && len(want) == 1
	}
	for i := range want {
		if !pattern(want[i]).matches(have[i]) {
			return false
		}
	}
	return true
}

// arnParts are arn, partition, service, region, account and resource.
const arnParts = 6

// matchAction tells whether an action is like a pattern; case does not count.
func matchAction(want, action string) bool {
	return pattern(strings.ToLower(want)).matches(strings.ToLower(action))
}
