package stat

import (
	"math"
	"strconv"
	"strings"

	"fleetglass/awsclient/semantics/refusal"
)

// Statistics with a plain name, in AWS's words.
const (
	SampleCount = "SampleCount"
	Sum         = "Sum"
	Average     = "Average"
	Minimum     = "Minimum"
	Maximum     = "Maximum"
)

// Kinds of statistics that take bounds, by their upper-case name.
const (
	percentile     = "P"
	trimmedMean    = "TM"
	winsorizedMean = "WM"
	trimmedCount   = "TC"
	trimmedSum     = "TS"
	percentileRank = "PR"
	interquartile  = "IQM" // TM(25%:75%)
)

const (
	maxDecimals    = 10 // of a percent
	highestPercent = 100
	lowerQuartile  = 25
	upperQuartile  = 75
)

// Statistic is a statistic that was read from its name. The zero value is
// that of no values.
type Statistic struct {
	name      string
	kind      string
	percents  bool    // the bounds are percents, else values
	low, high float64 // an open bound is infinite, or 0 or 100 percent
}

// String is the name as it was given.
func (s Statistic) String() string { return s.name }

// IsExtended reports whether the statistic is none of the five plain ones;
// the API has a parameter of its own for those.
func (s Statistic) IsExtended() bool {
	switch s.kind {
	case SampleCount, Sum, Average, Minimum, Maximum:
		return false
	}
	return true
}

// Parse reads a statistic's name: Average, p99.9, tm95, TM(10%:90%), PR(:300),
// IQM. The lower-case form with one number trims above it: tm99 is TM(:99%).
func Parse(name string) (Statistic, error) {
	s, ok := parse(name)
	if !ok {
		return Statistic{}, refusal.New("InvalidParameterValue", "The value '%s' for parameter Statistic is not supported.", name)
	}
	s.name = name
	return s, nil
}

func parse(name string) (Statistic, bool) {
	switch name {
	case SampleCount, Sum, Average, Minimum, Maximum:
		return Statistic{kind: name}, true
	case interquartile:
		return Statistic{kind: trimmedMean, percents: true, low: lowerQuartile, high: upperQuartile}, true
	}
	if number, found := strings.CutPrefix(name, "p"); found {
		p, ok := percentOf(number)
		return Statistic{kind: percentile, percents: true, high: p}, ok
	}
	for _, kind := range []string{trimmedMean, winsorizedMean, trimmedCount, trimmedSum} {
		if number, found := strings.CutPrefix(name, strings.ToLower(kind)); found {
			p, ok := percentOf(number)
			return Statistic{kind: kind, percents: true, high: p}, ok
		}
	}
	return parseBounded(name)
}

// parseBounded reads KIND(low:high), where one bound may be left open.
func parseBounded(name string) (Statistic, bool) {
	kind, rest, found := strings.Cut(name, "(")
	inside, closed := strings.CutSuffix(rest, ")")
	lowText, highText, paired := strings.Cut(inside, ":")
	if !found || !closed || !paired || lowText == "" && highText == "" {
		return Statistic{}, false
	}
	switch kind {
	case trimmedMean, winsorizedMean, trimmedCount, trimmedSum, percentileRank:
	default:
		return Statistic{}, false
	}
	s := Statistic{kind: kind, percents: strings.HasSuffix(lowText+highText, "%")}
	if s.percents && kind == percentileRank {
		return Statistic{}, false // a rank is that of values
	}
	bound := valueOf
	s.low, s.high = math.Inf(-1), math.Inf(1)
	if s.percents {
		bound = percentBound
		s.low, s.high = 0, highestPercent
	}
	return s, setBound(&s.low, lowText, bound) && setBound(&s.high, highText, bound) && s.low < s.high
}

func setBound(into *float64, text string, parse func(string) (float64, bool)) bool {
	if text == "" {
		return true
	}
	v, ok := parse(text)
	*into = v
	return ok
}

func percentBound(text string) (float64, bool) {
	number, found := strings.CutSuffix(text, "%")
	if !found {
		return 0, false
	}
	return percentOf(number)
}

func percentOf(number string) (float64, bool) {
	_, decimals, _ := strings.Cut(number, ".")
	v, ok := valueOf(number)
	return v, ok && len(decimals) <= maxDecimals && v >= 0 && v <= highestPercent
}

// valueOf takes digits with one point; the standard library's parser would
// take names of infinity and hexadecimal, too.
func valueOf(number string) (float64, bool) {
	if number == "" || strings.Trim(number, "0123456789.") != "" {
		return 0, false
	}
	v, err := strconv.ParseFloat(number, 64)
	return v, err == nil
}
