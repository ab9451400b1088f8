package metricmath

import (
	"math"
	"slices"
	"time"

	"fleetglass/awsclient/semantics/refusal"
)

// Env is what an expression is computed with. Start and End bound the range
// that was asked for, End not included; functions that fill gaps need them.
type Env struct {
	Metrics    []Series         // of the request, in its order; what METRICS tells
	Results    map[string]Value // of other expressions, by id
	Start, End time.Time
	Period     time.Duration // of TIME_SERIES; 0 means the longest of the metrics
}

// Eval computes the expression. What is of the wrong kind is refused, with
// its place. The result may be a number; only Final results may be told.
func (e Expression) Eval(env Env) (Value, error) {
	if e.root == nil {
		return Value{}, refusal.Invalid("The expression is empty")
	}
	r := &run{env: env, metrics: make([]Series, len(env.Metrics))}
	for i, m := range env.Metrics {
		r.metrics[i] = m.sorted()
	}
	return e.root.eval(r)
}

// Final refuses a number: what an expression tells in the end must be one
// time series or several.
func (v Value) Final() error {
	if v.Kind == Scalar {
		return refusal.Invalid("The result of a math expression must be a time series or an array of time series, not a number")
	}
	return nil
}

// run is an evaluation under way.
type run struct {
	env     Env
	metrics []Series
}

func (r *run) metric(id string) (Series, bool) {
	i := slices.IndexFunc(r.metrics, func(s Series) bool { return s.ID == id })
	if i < 0 {
		return Series{}, false
	}
	return r.metrics[i], true
}

func (n number) eval(*run) (Value, error) { return Number(float64(n)), nil }

func (n reference) eval(r *run) (Value, error) {
	if s, ok := r.metric(n.id); ok {
		return One(s), nil
	}
	if v, ok := r.env.Results[n.id]; ok {
		return v, nil
	}
	return Value{}, invalid(n.at, "there is no metric or expression with the id '%s'", n.id)
}

func (n text) eval(*run) (Value, error) {
	return Value{}, invalid(n.at, "a text has no value")
}

func (n word) eval(*run) (Value, error) {
	return Value{}, invalid(n.at, "%s has no value by itself", n.text)
}

// eval of an array takes arrays in it apart.
func (n array) eval(r *run) (Value, error) {
	var all []Series
	for _, e := range n.of {
		v, err := e.eval(r)
		if err != nil {
			return Value{}, err
		}
		if v.Kind == Scalar {
			return Value{}, invalid(n.at, "an array holds time series, not numbers")
		}
		all = append(all, v.Series...)
	}
	return Many(all), nil
}

func (n minus) eval(r *run) (Value, error) {
	v, err := n.of.eval(r)
	if err != nil {
		return Value{}, err
	}
	return v.mapped(func(x float64) float64 { return -x }), nil
}

// mapped is a value of the same kind with each number put through f.
func (v Value) mapped(f func(float64) float64) Value {
	if v.Kind == Scalar {
		return Number(f(v.Number))
	}
	return v.each(func(s Series) Series { return s.mapped(f) })
}

// each is a value of the same kind with each series put through f.
func (v Value) each(f func(Series) Series) Value {
	out := make([]Series, len(v.Series))
	for i, s := range v.Series {
		out[i] = f(s)
	}
	return Value{Kind: v.Kind, Series: out}
}

func (n binary) eval(r *run) (Value, error) {
	left, err := n.left.eval(r)
	if err != nil {
		return Value{}, err
	}
	right, err := n.right.eval(r)
	if err != nil {
		return Value{}, err
	}
	if left.Kind == Array && right.Kind == Array {
		return Value{}, invalid(n.at, "'%s' cannot take two arrays", n.operator)
	}
	return combine(left, right, operation(n.operator)), nil
}

// combine puts two values together, at most one of which is an array.
func combine(left, right Value, f func(x, y float64) float64) Value {
	switch {
	case left.Kind == Scalar && right.Kind == Scalar:
		return Number(f(left.Number, right.Number))
	case right.Kind == Scalar:
		return left.each(func(s Series) Series {
			return s.mapped(func(x float64) float64 { return f(x, right.Number) })
		})
	case left.Kind == Scalar:
		return right.each(func(s Series) Series {
			return s.mapped(func(y float64) float64 { return f(left.Number, y) })
		})
	case right.Kind == Array:
		// A series of the result is named after its element of the array.
		return right.each(func(s Series) Series {
			m := merged(left.Series[0], s, f)
			m.ID, m.Label = s.ID, s.Label
			return m
		})
	}
	return left.each(func(s Series) Series { return merged(s, right.Series[0], f) })
}

// operation is what an operator does. Logic takes everything but 0 for true.
func operation(operator string) func(x, y float64) float64 {
	switch operator {
	case "+":
		return func(x, y float64) float64 { return x + y }
	case "-":
		return func(x, y float64) float64 { return x - y }
	case "*":
		return func(x, y float64) float64 { return x * y }
	case "/":
		return func(x, y float64) float64 { return x / y }
	case "^":
		return math.Pow
	case "==":
		return func(x, y float64) float64 { return oneIf(x == y) }
	case "!=":
		return func(x, y float64) float64 { return oneIf(x != y) }
	case "<":
		return func(x, y float64) float64 { return oneIf(x < y) }
	case "<=":
		return func(x, y float64) float64 { return oneIf(x <= y) }
	case ">":
		return func(x, y float64) float64 { return oneIf(x > y) }
	case ">=":
		return func(x, y float64) float64 { return oneIf(x >= y) }
	case "AND", "&&":
		return func(x, y float64) float64 { return oneIf(x != 0 && y != 0) }
	}
	return func(x, y float64) float64 { return oneIf(x != 0 || y != 0) }
}

func oneIf(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// grid are the times at which a series could have points: from Start to End
// in steps of its period, on the points that it has. Without a range it goes
// from the first to the last point.
func (r *run) grid(s Series) []time.Time {
	start, end := r.env.Start, r.env.End
	if len(s.Points) > 0 {
		first, last := s.Points[0].At, s.Points[len(s.Points)-1].At
		if s.Period <= 0 {
			return timesOf(s)
		}
		if start.IsZero() || first.Before(start) {
			start = first
		}
		if !last.Before(end) {
			end = last.Add(1)
		}
		start = first.Add(-first.Sub(start).Truncate(s.Period))
	}
	return steps(start, end, s.Period)
}

func timesOf(s Series) []time.Time {
	times := make([]time.Time, len(s.Points))
	for i, p := range s.Points {
		times[i] = p.At
	}
	return times
}

// MaxGrid bounds a grid: what a page of GetMetricData holds.
const MaxGrid = 100_800

func steps(start, end time.Time, period time.Duration) []time.Time {
	var times []time.Time
	if period <= 0 || start.IsZero() {
		return nil
	}
	for at := start; at.Before(end) && len(times) < MaxGrid; at = at.Add(period) {
		times = append(times, at)
	}
	return times
}
