package telemetry

import (
	"cmp"
	"math"
	"slices"

	"fleetglass/fake/world"
)

// How many different values a slot tells apart. AWS keeps distributions in a
// form that it does not publish (choice): percentiles are exact up to here,
// and the nearest of more values are taken together. Sums, counts and
// extremes are always exact.
const (
	fineValues   = 1024 // of a second or a minute
	coarseValues = 128  // of what has been rolled up further
)

// spread is the distribution of a slot; false when it is not known.
func spread(s world.MetricSlot) ([]world.MetricValue, bool) {
	switch {
	case s.Opaque:
		return nil, false
	case s.Values == nil:
		return []world.MetricValue{{Value: s.Low, Count: s.Count}}, true
	}
	return s.Values, true
}

// merged is two slots taken together, at the place of the first.
func merged(a, b world.MetricSlot, most int) world.MetricSlot {
	sum := world.MetricSlot{
		At: a.At, Count: a.Count + b.Count, Sum: a.Sum + b.Sum, Low: math.Min(a.Low, b.Low), High: math.Max(a.High, b.High), Opaque: a.Opaque || b.Opaque,
	}
	if sum.Opaque || sum.Low == sum.High {
		return sum
	}
	of, _ := spread(a)
	with, _ := spread(b)
	sum.Values = condensed(distribution(slices.Concat(of, with)), most)
	return sum
}

// distribution orders values and adds up the counts of equal ones. It keeps
// its argument.
func distribution(values []world.MetricValue) []world.MetricValue {
	sorted := slices.SortedStableFunc(slices.Values(values), func(a, b world.MetricValue) int { return cmp.Compare(a.Value, b.Value) })
	var list []world.MetricValue
	for _, v := range sorted {
		if n := len(list); n > 0 && list[n-1].Value == v.Value {
			list[n-1].Count += v.Count
		} else {
			list = append(list, v)
		}
	}
	return list
}

// condensed takes neighbours together, two and two, until few enough are left.
func condensed(values []world.MetricValue, most int) []world.MetricValue {
	for len(values) > most {
		var list []world.MetricValue
		for pair := range slices.Chunk(values, 2) {
			v := pair[0]
			if len(pair) == 2 {
				n := v.Count + pair[1].Count
				v = world.MetricValue{Value: (v.Value*v.Count + pair[1].Value*pair[1].Count) / n, Count: n}
			}
			list = append(list, v)
		}
		values = list
	}
	return values
}

// insert puts a slot into a list at its time, or adds it to the one there.
func insert(list []world.MetricSlot, s world.MetricSlot, most int) []world.MetricSlot {
	if n := len(list); n == 0 || list[n-1].At < s.At {
		return append(list, s)
	}
	i, found := firstFrom(list, s.At)
	if found {
		list[i] = merged(list[i], s, most)
		return list
	}
	return slices.Insert(list, i, s)
}

// firstFrom is where the slots begin that are not before a time, and whether
// there is one at that very time.
func firstFrom(list []world.MetricSlot, at int64) (int, bool) {
	return slices.BinarySearchFunc(list, at, func(s world.MetricSlot, t int64) int { return cmp.Compare(s.At, t) })
}
