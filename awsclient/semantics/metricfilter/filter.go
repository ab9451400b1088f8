package metricfilter

import (
	"math"
	"strconv"

	"fleetglass/awsclient/semantics/logpattern"
)

// Filter is a metric filter as it is put.
type Filter struct {
	Name            string
	Pattern         string
	Transformations []Transformation // exactly one
}

// Transformation says what a match publishes.
type Transformation struct {
	Namespace, Name string      // of the metric
	Value           string      // a number, $field, $7 or $.field
	Default         *float64    // for minutes without a match; nil for none
	Unit            string      // "" is None
	Dimensions      []Dimension // at most three; then no default
}

// Dimension is a dimension's name, and a reference ($field) in a
// Transformation, or a value in what is published.
type Dimension struct{ Name, Value string }

// None is the unit of a transformation that names none.
const None = "None"

// Compiled is a filter that was found good. Its zero value publishes nothing.
type Compiled struct {
	filter  Filter
	pattern logpattern.Pattern
}

// Compile validates a filter and makes it ready for use.
func Compile(f Filter) (Compiled, error) {
	if err := Validate(f); err != nil {
		return Compiled{}, err
	}
	pattern, err := logpattern.Parse(f.Pattern)
	if err != nil {
		return Compiled{}, err
	}
	return Compiled{f, pattern}, nil
}

// Filter is the filter as it was put.
func (c Compiled) Filter() Filter { return c.filter }

// Matches reports whether the filter's pattern matches an event.
func (c Compiled) Matches(message string) bool {
	return len(c.filter.Transformations) > 0 && c.pattern.Match(message).Matched
}

// Unit is the unit of what the filter publishes.
func (c Compiled) Unit() string {
	if len(c.filter.Transformations) == 0 || c.filter.Transformations[0].Unit == "" {
		return None
	}
	return c.filter.Transformations[0].Unit
}

// Sample is one published value with its dimensions, in their names' order.
type Sample struct {
	Value      float64
	Dimensions []Dimension
}

// Sample is what one event publishes: nothing if it does not match, or if the
// value that it refers to is not there, is not a number or is too large, or if
// it has no value for a dimension (choice: AWS does not publish these).
func (c Compiled) Sample(message string) (Sample, bool) {
	if !c.Matches(message) {
		return Sample{}, false
	}
	t := c.filter.Transformations[0]
	value, ok := c.value(message, t.Value)
	if !ok {
		return Sample{}, false
	}
	s := Sample{Value: value}
	for _, d := range t.Dimensions {
		text, ok := c.pattern.Lookup(message, d.Value)
		if !ok || text == "" {
			return Sample{}, false
		}
		s.Dimensions = append(s.Dimensions, Dimension{d.Name, text})
	}
	sortDimensions(s.Dimensions)
	return s, true
}

func (c Compiled) value(message, reference string) (float64, bool) {
	if n, ok := number(reference); ok {
		return n, true
	}
	text, ok := c.pattern.Lookup(message, reference)
	if !ok {
		return 0, false
	}
	return number(text)
}

// largest is what CloudWatch takes, 2^360 (CW/cloudwatch_concepts).
func largest() float64 { return math.Ldexp(1, 360) }

// number takes decimal numbers that CloudWatch takes, no hexadecimal ones.
func number(text string) (float64, bool) {
	for _, c := range []byte(text) {
		if !('0' <= c && c <= '9') && c != '.' && c != '+' && c != '-' && c != 'e' && c != 'E' {
			return 0, false
		}
	}
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil && inRange(n)
}

func inRange(n float64) bool { return math.Abs(n) <= largest() } // false for NaN
