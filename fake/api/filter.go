package api

import "slices"

// MatchAny tells whether any value fits any pattern. In a pattern * stands for
// any text and ? for any one character, as in the filters of AWS's lists.
func MatchAny(patterns, values []string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		return slices.ContainsFunc(values, func(v string) bool { return Match(p, v) })
	})
}

// Match tells whether a value fits a pattern. A backslash takes the meaning of
// * and ? away.
func Match(pattern, value string) bool {
	p, v := []rune(pattern), []rune(value)
	i, j := 0, 0
	star, mark := -1, 0 // the last *, and how much of the value it has taken
	for j < len(v) {
		switch {
		case i < len(p) && p[i] == '*':
			star, mark = i, j
			i++
		case i+1 < len(p) && p[i] == '\\' && p[i+1] == v[j]:
			i, j = i+2, j+1
		case i < len(p) && p[i] != '\\' && (p[i] == '?' || p[i] == v[j]):
			i, j = i+1, j+1
		case star >= 0:
			mark++
			i, j = star+1, mark
		default:
			return false
		}
	}
	for i < len(p) && p[i] == '*' {
		i++
	}
	return i == len(p)
}
