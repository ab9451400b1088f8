package metricmath

import (
	"math"
	"slices"
	"sort"
	"time"
)

// Point is a value at the start of its period.
type Point struct {
	At    time.Time
	Value float64
}

// Series is a time series. Points are in the order of time, oldest first;
// what is missing is not among them.
type Series struct {
	ID, Label string // of the metric it comes from
	Period    time.Duration
	Points    []Point
}

// Kind is what a value is.
type Kind int

// The kinds, in the documentation's order: S, TS and TS[].
const (
	Scalar Kind = iota
	Single
	Array
)

// String names a kind.
func (k Kind) String() string {
	switch k {
	case Single:
		return "a time series"
	case Array:
		return "an array of time series"
	}
	return "a number"
}

// Value is the result of an expression or of a part of one.
type Value struct {
	Kind   Kind
	Number float64  // of a Scalar
	Series []Series // one of a Single, any number of an Array
}

// Number makes a Scalar.
func Number(n float64) Value { return Value{Kind: Scalar, Number: n} }

// One makes a Single.
func One(s Series) Value { return Value{Kind: Single, Series: []Series{s}} }

// Many makes an Array.
func Many(s []Series) Value { return Value{Kind: Array, Series: s} }

// isNumber is false for what a series does not keep.
func isNumber(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// mapped is a series with each value put through f.
func (s Series) mapped(f func(float64) float64) Series {
	points := make([]Point, 0, len(s.Points))
	for _, p := range s.Points {
		if v := f(p.Value); isNumber(v) {
			points = append(points, Point{p.At, v + 0}) // no minus zero
		}
	}
	s.Points = points
	return s
}

// merged are two series put together at every timestamp of either; what is
// missing counts as 0. It is named after the first.
func merged(a, b Series, f func(x, y float64) float64) Series {
	var points []Point
	i, j := 0, 0
	for i < len(a.Points) || j < len(b.Points) {
		var at time.Time
		var x, y float64
		order := order(a.Points, b.Points, i, j)
		if order <= 0 {
			at, x = a.Points[i].At, a.Points[i].Value
			i++
		}
		if order >= 0 {
			at, y = b.Points[j].At, b.Points[j].Value
			j++
		}
		if v := f(x, y); isNumber(v) {
			points = append(points, Point{at, v + 0})
		}
	}
	a.Points, a.Period = points, max(a.Period, b.Period)
	return a
}

// order tells which of two lists has the earlier next point.
func order(a, b []Point, i, j int) int {
	switch {
	case i == len(a):
		return 1
	case j == len(b):
		return -1
	}
	return a[i].At.Compare(b[j].At)
}

// at is the value at a time.
func (s Series) at(t time.Time) (float64, bool) {
	i, found := slices.BinarySearchFunc(s.Points, t, func(p Point, t time.Time) int { return p.At.Compare(t) })
	if !found {
		return 0, false
	}
	return s.Points[i].Value, true
}

// values are the values of a series.
func (s Series) values() []float64 {
	vs := make([]float64, len(s.Points))
	for i, p := range s.Points {
		vs[i] = p.Value
	}
	return vs
}

// across puts the values that several series have at a time through f; n is
// how many series there are.
func across(all []Series, f func(values []float64, n int) float64) Series {
	var points []Point
	var out Series
	for _, s := range all {
		points = append(points, s.Points...)
		out.Period = max(out.Period, s.Period)
	}
	sort.SliceStable(points, func(i, j int) bool { return points[i].At.Before(points[j].At) })
	for len(points) > 0 {
		same := 1
		for same < len(points) && points[same].At.Equal(points[0].At) {
			same++
		}
		if v := f(Series{Points: points[:same]}.values(), len(all)); isNumber(v) {
			out.Points = append(out.Points, Point{points[0].At, v})
		}
		points = points[same:]
	}
	return out
}

// sorted is a copy in the order of time; of two points at one time the later
// given wins.
func (s Series) sorted() Series {
	points := slices.Clone(s.Points)
	sort.SliceStable(points, func(i, j int) bool { return points[i].At.Before(points[j].At) })
	s.Points = points[:0]
	for i, p := range points {
		if last := i == len(points)-1; last || !points[i+1].At.Equal(p.At) {
			s.Points = append(s.Points, p)
		}
	}
	return s
}
