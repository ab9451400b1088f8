package stat

import (
	"math"
	"slices"
)

// Weighted is a value and how often it was seen.
type Weighted struct{ Value, Count float64 }

// OfWeighted computes the statistic of values that are given once each with
// their counts, in any order; false if there are none. It agrees with Of on
// the values written out.
func (s Statistic) OfWeighted(values []Weighted) (float64, bool) {
	sorted := slices.SortedFunc(slices.Values(values), func(a, b Weighted) int {
		switch {
		case a.Value < b.Value:
			return -1
		case a.Value > b.Value:
			return 1
		}
		return 0
	})
	sorted = slices.DeleteFunc(sorted, func(w Weighted) bool { return w.Count <= 0 })
	n := countOf(sorted)
	if n == 0 || s.kind == "" {
		return 0, false
	}
	switch s.kind {
	case SampleCount:
		return n, true
	case Sum:
		return weightedSum(sorted), true
	case Average:
		return weightedSum(sorted) / n, true
	case Minimum:
		return sorted[0].Value, true
	case Maximum:
		return sorted[len(sorted)-1].Value, true
	case percentile:
		return valueAt(sorted, math.Ceil(s.high*n/100-rankSlack)), true
	}
	return s.weightedTrimmed(sorted, n)
}

// weightedTrimmed computes the statistics that look at what lies within
// bounds.
func (s Statistic) weightedTrimmed(sorted []Weighted, n float64) (float64, bool) {
	from, to := s.weightedWithin(sorted, n)
	kept := to - from
	switch s.kind {
	case trimmedCount:
		return kept, true
	case trimmedSum:
		return weightedSum(between(sorted, from, to)), true
	case percentileRank:
		return 100 * kept / n, true
	}
	if kept <= 0 {
		return 0, false
	}
	total := weightedSum(between(sorted, from, to))
	if s.kind == winsorizedMean {
		total += from*valueAt(sorted, from+1) + (n-to)*valueAt(sorted, to)
		return total / n, true
	}
	return total / kept, true
}

// weightedWithin is within, in counts.
func (s Statistic) weightedWithin(sorted []Weighted, n float64) (from, to float64) {
	if s.percents {
		from = min(math.Floor(s.low*n/100+rankSlack), n)
		return from, max(from, min(math.Ceil(s.high*n/100-rankSlack), n))
	}
	for _, w := range sorted {
		if w.Value <= s.low {
			from += w.Count
		}
		if w.Value <= s.high {
			to += w.Count
		}
	}
	return from, max(from, to)
}

// valueAt is the value at a rank, which counts from 1.
func valueAt(sorted []Weighted, rank float64) float64 {
	seen := 0.0
	for _, w := range sorted {
		if seen += w.Count; seen >= rank {
			return w.Value
		}
	}
	return sorted[len(sorted)-1].Value
}

// between is what lies between two counts.
func between(sorted []Weighted, from, to float64) []Weighted {
	var kept []Weighted
	seen := 0.0
	for _, w := range sorted {
		low, high := max(seen, from), min(seen+w.Count, to)
		if high > low {
			kept = append(kept, Weighted{w.Value, high - low})
		}
		seen += w.Count
	}
	return kept
}

func countOf(values []Weighted) float64 {
	n := 0.0
	for _, w := range values {
		n += w.Count
	}
	return n
}

func weightedSum(values []Weighted) float64 {
	total := 0.0
	for _, w := range values {
		total += w.Value * w.Count
	}
	return total
}
