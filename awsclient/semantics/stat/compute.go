package stat

import (
	"math"
	"slices"
)

// Of computes the statistic of raw values; false if there are none. Only
// SampleCount and Sum of nothing would have a meaning, and CloudWatch gives
// no point even for those.
func (s Statistic) Of(values []float64) (float64, bool) {
	if len(values) == 0 || s.kind == "" {
		return 0, false
	}
	switch s.kind {
	case SampleCount:
		return float64(len(values)), true
	case Sum:
		return sum(values), true
	case Average:
		return sum(values) / float64(len(values)), true
	case Minimum:
		return slices.Min(values), true
	case Maximum:
		return slices.Max(values), true
	}
	sorted := slices.Sorted(slices.Values(values))
	if s.kind == percentile {
		return nearestRank(sorted, s.high), true
	}
	return s.trimmed(sorted)
}

// trimmed computes the statistics that look at what lies within bounds.
func (s Statistic) trimmed(sorted []float64) (float64, bool) {
	from, to := s.within(sorted)
	kept := sorted[from:to]
	switch s.kind {
	case trimmedCount:
		return float64(len(kept)), true
	case trimmedSum:
		return sum(kept), true
	case percentileRank:
		return 100 * float64(len(kept)) / float64(len(sorted)), true
	case winsorizedMean:
		return winsorized(sorted, from, to)
	}
	if len(kept) == 0 {
		return 0, false
	}
	return sum(kept) / float64(len(kept)), true
}

// within is the half-open range of what the bounds keep. Of values, the low
// bound is exclusive and the high inclusive. Of percents, a point that lies
// on a bound in part is kept (choice).
func (s Statistic) within(sorted []float64) (from, to int) {
	n := len(sorted)
	if s.percents {
		from = int(math.Floor(s.low*float64(n)/100 + rankSlack))
		to = int(math.Ceil(s.high*float64(n)/100 - rankSlack))
		return min(from, n), max(min(from, n), min(to, n))
	}
	above := func(bound float64) int {
		i, _ := slices.BinarySearchFunc(sorted, bound, func(v, b float64) int {
			if v <= b {
				return -1
			}
			return 1
		})
		return i
	}
	from = above(s.low)
	return from, max(from, above(s.high))
}

// winsorized is the mean when what lies beyond the bounds is not dropped but
// taken as the nearest kept value.
func winsorized(sorted []float64, from, to int) (float64, bool) {
	if from == to {
		return 0, false
	}
	total := sum(sorted[from:to])
	total += float64(from)*sorted[from] + float64(len(sorted)-to)*sorted[to-1]
	return total / float64(len(sorted)), true
}

// rankSlack keeps a rank that is whole but for the last bits of a float from
// being taken one too far.
const rankSlack = 1e-9

// nearestRank is the smallest value that p percent of all do not exceed.
func nearestRank(sorted []float64, p float64) float64 {
	rank := int(math.Ceil(p*float64(len(sorted))/100 - rankSlack))
	return sorted[min(max(rank, 1), len(sorted))-1]
}

func sum(values []float64) float64 {
	total := 0.0
	for _, v := range values {
		total += v
	}
	return total
}
