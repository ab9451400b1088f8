package metricmath

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// function is one of CloudWatch's: how many arguments it takes, and what it
// does.
type function struct {
	least, most int
	do          func(*run, call) (Value, error)
}

func (f function) arity() string {
	switch {
	case f.most == 0:
		return "no argument"
	case f.least != f.most:
		return fmt.Sprintf("%d to %d arguments", f.least, f.most)
	case f.most == 1:
		return "one argument"
	}
	return fmt.Sprintf("%d arguments", f.most)
}

// lookup is the function of a name. Names are in capitals.
func lookup(name string) (function, bool) {
	if f := perValue(name); f != nil {
		return function{1, 1, each(func(_ *run, s Series) Series { return s.mapped(f) })}, true
	}
	if f := perSeries(name); f != nil {
		return function{1, 1, each(f)}, true
	}
	if f := summary(name); f != nil {
		return function{1, 1, summarize(f)}, true
	}
	switch name {
	case "METRICS":
		return function{0, 1, metrics}, true
	case "PERIOD":
		return function{1, 1, period}, true
	case "IF":
		return function{2, 3, conditional}, true
	case "FILL":
		return function{2, 2, fill}, true
	case "TIME_SERIES":
		return function{1, 1, constantSeries}, true
	}
	return arrayFunction(name)
}

func (c call) eval(r *run) (Value, error) { return c.f.do(r, c) }

// perValue are the functions of single values.
func perValue(name string) func(float64) float64 {
	switch name {
	case "ABS":
		return math.Abs
	case "CEIL":
		return math.Ceil
	case "FLOOR":
		return math.Floor
	case "LOG":
		return math.Log
	case "LOG10":
		return math.Log10
	}
	return nil
}

// each makes a function of a series into one of arrays, too. A number, which
// CloudWatch does not list for these, is refused.
func each(f func(*run, Series) Series) func(*run, call) (Value, error) {
	return func(r *run, c call) (Value, error) {
		v, err := c.series(r, 0)
		if err != nil {
			return Value{}, err
		}
		return v.each(func(s Series) Series { return f(r, s) }), nil
	}
}

// series is an argument that must not be a number.
func (c call) series(r *run, i int) (Value, error) {
	v, err := c.args[i].eval(r)
	if err == nil && v.Kind == Scalar {
		return Value{}, invalid(c.at, "%s takes time series, not a number", c.name)
	}
	return v, err
}

// perSeries are the functions of a series as a whole.
func perSeries(name string) func(*run, Series) Series {
	seconds := func(d time.Duration) float64 { return d.Seconds() }
	clock := func(f func(time.Time) int) func(*run, Series) Series {
		return func(r *run, s Series) Series {
			times := r.grid(s)
			s.Points = make([]Point, len(times))
			for i, at := range times {
				s.Points[i] = Point{at, float64(f(at.UTC()))}
			}
			return s
		}
	}
	switch name {
	case "DIFF":
		return steady(func(a, b Point) float64 { return b.Value - a.Value })
	case "DIFF_TIME":
		return steady(func(a, b Point) float64 { return seconds(b.At.Sub(a.At)) })
	case "RATE":
		return steady(func(a, b Point) float64 { return (b.Value - a.Value) / seconds(b.At.Sub(a.At)) })
	case "RUNNING_SUM":
		return func(_ *run, s Series) Series {
			sum := 0.0
			return s.mapped(func(v float64) float64 { sum += v; return sum })
		}
	case "MINUTE":
		return clock(time.Time.Minute)
	case "HOUR":
		return clock(time.Time.Hour)
	case "DAY": // Monday is 1, Sunday 7
		return clock(func(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 })
	case "DATE":
		return clock(time.Time.Day)
	case "MONTH":
		return clock(func(t time.Time) int { return int(t.Month()) })
	case "YEAR":
		return clock(time.Time.Year)
	case "EPOCH":
		return clock(func(t time.Time) int { return int(t.Unix()) })
	}
	return nil
}

// steady compares each point with the one before, however far back that is;
// the first has none and is dropped.
func steady(f func(before, at Point) float64) func(*run, Series) Series {
	return func(_ *run, s Series) Series {
		var points []Point
		for i := 1; i < len(s.Points); i++ {
			if v := f(s.Points[i-1], s.Points[i]); isNumber(v) {
				points = append(points, Point{s.Points[i].At, v})
			}
		}
		s.Points = points
		return s
	}
}

// summary are the functions that make a number of a series, and a series of
// an array. n is how many values there would be if none were missing.
func summary(name string) func(values []float64, n int) float64 {
	switch name {
	case "SUM":
		return func(vs []float64, _ int) float64 { return sum(vs) }
	case "AVG":
		// Missing values count as 0.
		return func(vs []float64, n int) float64 { return sum(vs) / float64(n) }
	case "MIN":
		return func(vs []float64, _ int) float64 { return extreme(vs, math.Min) }
	case "MAX":
		return func(vs []float64, _ int) float64 { return extreme(vs, math.Max) }
	case "STDDEV":
		return func(vs []float64, _ int) float64 { return deviation(vs) }
	case "DATAPOINT_COUNT":
		return func(vs []float64, _ int) float64 { return float64(len(vs)) }
	}
	return nil
}

// summarize: over the values of one series, or over the series of an array at
// each time. The average of one series is that of the points it has: what is
// missing is not known without a range (choice).
func summarize(f func(values []float64, n int) float64) func(*run, call) (Value, error) {
	return func(r *run, c call) (Value, error) {
		v, err := c.series(r, 0)
		if err != nil {
			return Value{}, err
		}
		if v.Kind == Array {
			return One(across(v.Series, f)), nil
		}
		values := v.Series[0].values()
		return Number(f(values, len(values))), nil
	}
}

func sum(values []float64) float64 {
	total := 0.0
	for _, v := range values {
		total += v
	}
	return total
}

// extreme of nothing is no number, and dropped with whatever it meets.
func extreme(values []float64, better func(a, b float64) float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	best := values[0]
	for _, v := range values {
		best = better(best, v)
	}
	return best
}

// deviation is that of the whole population (choice: AWS does not publish
// which of both it takes).
func deviation(values []float64) float64 {
	mean, squares := sum(values)/float64(len(values)), 0.0
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	return math.Sqrt(squares / float64(len(values)))
}

// metrics are those of the request, or those whose id holds a text.
func metrics(r *run, c call) (Value, error) {
	if len(c.args) == 0 {
		return Many(slices.Clone(r.metrics)), nil
	}
	holds, ok := c.args[0].(text)
	if !ok {
		return Value{}, invalid(c.at, "METRICS takes a text in quotes, or nothing")
	}
	var some []Series
	for _, m := range r.metrics {
		if strings.Contains(m.ID, holds.text) {
			some = append(some, m)
		}
	}
	return Many(some), nil
}

// period is valid for a metric only, not for the result of an expression.
func period(r *run, c call) (Value, error) {
	if ref, ok := c.args[0].(reference); ok {
		if m, ok := r.metric(ref.id); ok {
			return Number(m.Period.Seconds()), nil
		}
	}
	return Value{}, invalid(c.at, "PERIOD takes the id of a metric")
}
