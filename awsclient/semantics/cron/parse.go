package cron

import (
	"strconv"
	"strings"

	"fleetglass/awsclient/semantics/refusal"
)

// set is the values of a field, one bit each; every field fits 64 bits.
type set uint64

func (s set) has(v int) bool { return s>>v&1 == 1 }

func (s set) values() []int {
	var vs []int
	for v := range 64 {
		if s.has(v) {
			vs = append(vs, v)
		}
	}
	return vs
}

// field is one of the five: its name, its range and its values' names.
type field struct {
	name            string
	lowest, highest int
	names           []string // from lowest on
	sundayAlsoSeven bool
}

func fields() []field {
	return []field{
		{name: "minute", lowest: 0, highest: 59},
		{name: "hour", lowest: 0, highest: 23},
		{name: "day of month", lowest: 1, highest: 31},
		{name: "month", lowest: 1, highest: 12,
			names: []string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}},
		{name: "day of week", lowest: 0, highest: 7, sundayAlsoSeven: true,
			names: []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}},
	}
}

// Schedule is a recurrence that was read. The zero value never runs.
type Schedule struct {
	text                        string
	minute, hour, dom, mon, dow set
	anyDOM, anyDOW              bool // the field begins with *
}

// String is the recurrence as it was given.
func (s Schedule) String() string { return s.text }

// Parse reads a recurrence. The refusal's first sentence is in AWS's manner
// (memory), the second says what is wrong.
func Parse(text string) (Schedule, error) {
	pieces := strings.Fields(text)
	if len(pieces) != len(fields()) {
		return Schedule{}, invalid(text, "it must have five fields, and has "+strconv.Itoa(len(pieces)))
	}
	s := Schedule{text: text, anyDOM: pieces[2][0] == '*', anyDOW: pieces[4][0] == '*'}
	for i, into := range []*set{&s.minute, &s.hour, &s.dom, &s.mon, &s.dow} {
		f := fields()[i]
		values, why := f.parse(pieces[i])
		if why != "" {
			return Schedule{}, invalid(text, "the "+f.name+" "+why)
		}
		*into = values
	}
	return s, nil
}

func invalid(text, why string) error {
	return refusal.Invalid("Given recurrence string: %s is invalid. %s%s.", text, strings.ToUpper(why[:1]), why[1:])
}

// parse reads a field; why is empty when all is well.
func (f field) parse(text string) (values set, why string) {
	for item := range strings.SplitSeq(text, ",") {
		vs, why := f.parseItem(item)
		if why != "" {
			return 0, why
		}
		values |= vs
	}
	if f.sundayAlsoSeven && values.has(7) {
		values = values&^(1<<7) | 1
	}
	return values, ""
}

// parseItem reads one of *, N, N-M, each with an optional /step.
func (f field) parseItem(item string) (set, string) {
	span, stepText, stepped := strings.Cut(item, "/")
	step := 1
	if stepped {
		n, err := strconv.Atoi(stepText)
		if err != nil || n < 1 || n > f.highest || stepText[0] == '+' {
			return 0, "has a step that is not a number in its range: " + item
		}
		step = n
	}
	from, to, why := f.parseSpan(span, stepped)
	if why != "" {
		return 0, why
	}
	var values set
	for v := from; v <= to; v += step {
		values |= 1 << v
	}
	return values, ""
}

// parseSpan reads *, N or N-M. N with a step runs to the end of the range.
func (f field) parseSpan(span string, stepped bool) (from, to int, why string) {
	if span == "*" {
		return f.lowest, f.last(), ""
	}
	low, high, isRange := strings.Cut(span, "-")
	from, ok := f.value(low)
	if !ok {
		return 0, 0, "does not know " + strconv.Quote(low)
	}
	switch {
	case isRange:
		if to, ok = f.value(high); !ok {
			return 0, 0, "does not know " + strconv.Quote(high)
		}
		if to == 0 && f.sundayAlsoSeven && from > 0 {
			to = 7 // FRI-SUN
		}
	case stepped:
		to = f.last()
	default:
		to = from
	}
	if from > to {
		return 0, 0, "has a range that runs backwards: " + span
	}
	return from, to, ""
}

// last is the end of *; 7 is but another name of Sunday.
func (f field) last() int {
	if f.sundayAlsoSeven {
		return f.highest - 1
	}
	return f.highest
}

func (f field) value(text string) (int, bool) {
	for i, name := range f.names {
		if strings.EqualFold(text, name) {
			return f.lowest + i, true
		}
	}
	if len(text) < 1 || len(text) > 2 || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && f.lowest <= n && n <= f.highest
}
