package whatif

import (
	"net/netip"
	"slices"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/routing"
)

// ShadowedBy is an earlier rule that matches every request that this one
// would, so that this one is never reached; nil when none is known to. It
// compares rule with rule only: several earlier ones that together leave
// nothing are not found.
func ShadowedBy(r *awsclient.Rule, tried []*awsclient.Rule) *awsclient.Rule {
	if r.Default {
		return nil
	}
	for _, earlier := range tried {
		if earlier.Default || earlier.Priority >= r.Priority {
			return nil
		}
		if implied(earlier.Conditions, r.Conditions) {
			return earlier
		}
	}
	return nil
}

// implied tells whether whatever matches all the conditions of one rule also
// matches all of a wider one's: each of the wider follows from some narrow one.
func implied(wide, narrow []awsclient.Condition) bool {
	for _, w := range wide {
		if !slices.ContainsFunc(narrow, func(n awsclient.Condition) bool { return covers(w, n) }) {
			return false
		}
	}
	return true
}

// covers tells whether every request that matches narrow matches wide too. It
// may miss a case, but is never wrong about one that it finds.
func covers(wide, narrow awsclient.Condition) bool {
	if wide.Field != narrow.Field || !strings.EqualFold(wide.HeaderName, narrow.HeaderName) {
		return false
	}
	for _, r := range narrow.Regexes {
		if !slices.Contains(wide.Regexes, r) {
			return false
		}
	}
	for _, n := range narrow.Values {
		if !slices.ContainsFunc(wide.Values, func(w string) bool { return coversValue(wide.Field, w, n) }) {
			return false
		}
	}
	for _, n := range narrow.Pairs {
		if !slices.ContainsFunc(wide.Pairs, func(w awsclient.KeyValue) bool { return coversPair(w, n) }) {
			return false
		}
	}
	return true
}

func coversValue(field, wide, narrow string) bool {
	switch field {
	case routing.PathPattern:
		return coversPattern(wide, narrow)
	case routing.HostHeader, routing.HTTPHeader:
		return coversPattern(strings.ToLower(wide), strings.ToLower(narrow))
	case routing.SourceIP:
		return coversBlock(wide, narrow)
	default:
		return wide == narrow
	}
}

// coversPair leaves pairs with escaped wildcards to equality.
func coversPair(wide, narrow awsclient.KeyValue) bool {
	if wide == narrow {
		return true
	}
	if strings.Contains(wide.Key+wide.Value+narrow.Key+narrow.Value, `\`) {
		return false
	}
	key := wide.Key == "" || narrow.Key != "" && coversPattern(strings.ToLower(wide.Key), strings.ToLower(narrow.Key))
	return key && coversPattern(strings.ToLower(wide.Value), strings.ToLower(narrow.Value))
}

func coversBlock(wide, narrow string) bool {
	w, err := netip.ParsePrefix(wide)
	n, errNarrow := netip.ParsePrefix(narrow)
	return err == nil && errNarrow == nil && w.Bits() <= n.Bits() && w.Contains(n.Addr())
}

// coversPattern tells whether one wildcard pattern matches every text that
// another does. A run of the narrow one can only lie in a run of the wide one.
// reach[i] tells whether wide[:i] can cover what was read of narrow.
func coversPattern(wide, narrow string) bool {
	reach := make([]bool, len(wide)+1)
	reach[0] = true
	skipRuns(wide, reach)
	for j := range len(narrow) {
		next := make([]bool, len(wide)+1)
		for i := range len(wide) {
			if !reach[i] {
				continue
			}
			switch w, n := wide[i], narrow[j]; {
			case w == '*':
				next[i] = true
			case n != '*' && (w == '?' || w == n && n != '?'):
				next[i+1] = true
			}
		}
		skipRuns(wide, next)
		reach = next
	}
	return reach[len(wide)]
}

// skipRuns lets runs of the wide pattern match nothing.
func skipRuns(wide string, reach []bool) {
	for i := range len(wide) {
		if reach[i] && wide[i] == '*' {
			reach[i+1] = true
		}
	}
}
