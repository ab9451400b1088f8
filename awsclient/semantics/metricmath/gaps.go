package metricmath

import (
	"sort"
	"time"
)

// conditional is IF(condition, then, otherwise). A condition that is a series
// is judged at each of its own points, and has none where it has none. Then a
// missing value counts as 0, but otherwise it is dropped.
func conditional(r *run, c call) (Value, error) {
	values := make([]Value, 3)
	values[2] = One(Series{})
	for i := range c.args {
		v, err := c.args[i].eval(r)
		if err != nil {
			return Value{}, err
		}
		if v.Kind == Array {
			return Value{}, invalid(c.at, "IF takes numbers and single time series, not an array")
		}
		values[i] = v
	}
	condition, then, otherwise := values[0], values[1], values[2]
	switch {
	case condition.Kind == Single:
		return One(choose(condition.Series[0], then, otherwise)), nil
	case condition.Number != 0:
		return then, nil
	}
	return otherwise, nil
}

func choose(condition Series, then, otherwise Value) Series {
	var points []Point
	for _, p := range condition.Points {
		if p.Value != 0 {
			v, _ := then.at(p.At)
			points = append(points, Point{p.At, v})
		} else if v, ok := otherwise.at(p.At); ok {
			points = append(points, Point{p.At, v})
		}
	}
	condition.Points = nil
	for _, p := range points {
		if isNumber(p.Value) {
			condition.Points = append(condition.Points, p)
		}
	}
	return condition
}

// at is the value at a time: a number is the same at all times.
func (v Value) at(t time.Time) (float64, bool) {
	if v.Kind == Scalar {
		return v.Number, true
	}
	return v.Series[0].at(t)
}

// fill is FILL(series, with): a number, another series, REPEAT or LINEAR.
func fill(r *run, c call) (Value, error) {
	v, err := c.series(r, 0)
	if err != nil {
		return Value{}, err
	}
	filler, err := fillerOf(r, c)
	if err != nil {
		return Value{}, err
	}
	return v.each(func(s Series) Series { return r.filled(s, filler) }), nil
}

// filler is the value for a gap, false for none.
type filler func(s Series, at time.Time) (float64, bool)

func fillerOf(r *run, c call) (filler, error) {
	if w, ok := c.args[1].(word); ok {
		switch w.text {
		case "REPEAT":
			return repeat, nil
		case "LINEAR":
			return linear, nil
		}
	}
	with, err := c.args[1].eval(r)
	if err != nil {
		return nil, err
	}
	if with.Kind == Array {
		return nil, invalid(c.at, "FILL takes a number, a time series, REPEAT or LINEAR, not an array")
	}
	return func(_ Series, at time.Time) (float64, bool) { return with.at(at) }, nil
}

// filled has a value at every time of the grid for which there is one.
func (r *run) filled(s Series, f filler) Series {
	times := r.grid(s)
	points := make([]Point, 0, len(times))
	for _, at := range times {
		v, ok := s.at(at)
		if !ok {
			v, ok = f(s, at)
		}
		if ok && isNumber(v) {
			points = append(points, Point{at, v})
		}
	}
	s.Points = points
	return s
}

// repeat is the last value before; there is none before the first.
func repeat(s Series, at time.Time) (float64, bool) {
	i := s.after(at)
	if i == 0 {
		return 0, false
	}
	return s.Points[i-1].Value, true
}

// linear is on the line between the two neighbours; a gap at an end has only
// one and stays (choice).
func linear(s Series, at time.Time) (float64, bool) {
	i := s.after(at)
	if i == 0 || i == len(s.Points) {
		return 0, false
	}
	a, b := s.Points[i-1], s.Points[i]
	share := at.Sub(a.At).Seconds() / b.At.Sub(a.At).Seconds()
	return a.Value + share*(b.Value-a.Value), true
}

// after is the index of the first point after a time.
func (s Series) after(at time.Time) int {
	return sort.Search(len(s.Points), func(i int) bool { return s.Points[i].At.After(at) })
}

// constantSeries is TIME_SERIES: a number at every time of the range.
func constantSeries(r *run, c call) (Value, error) {
	v, err := c.args[0].eval(r)
	if err != nil {
		return Value{}, err
	}
	if v.Kind != Scalar {
		return Value{}, invalid(c.at, "TIME_SERIES takes a number, not %s", v.Kind)
	}
	s := Series{Period: r.env.Period}
	if s.Period == 0 {
		for _, m := range r.metrics {
			s.Period = max(s.Period, m.Period)
		}
	}
	if isNumber(v.Number) {
		for _, at := range steps(r.env.Start, r.env.End, s.Period) {
			s.Points = append(s.Points, Point{at, v.Number})
		}
	}
	return One(s), nil
}
