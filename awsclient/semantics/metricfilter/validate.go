package metricfilter

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"fleetglass/awsclient/semantics/logpattern"
	"fleetglass/awsclient/semantics/refusal"
)

// Quotas (BC:logs; CWL/cloudwatch_limits_cwl; CWL23 on regular expressions).
const (
	MaxNameLength           = 512
	MaxMetricNameLength     = 255 // also of the namespace, and of a dimension's name and reference
	MaxValueLength          = 100
	MaxDimensions           = 3
	MaxFiltersPerGroup      = 100
	MaxRegexFiltersPerGroup = 5
)

// Units are the units that CloudWatch knows, in its order.
func Units() []string {
	return []string{
		"Seconds", "Microseconds", "Milliseconds",
		"Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes",
		"Bits", "Kilobits", "Megabits", "Gigabits", "Terabits",
		"Percent", "Count",
		"Bytes/Second", "Kilobytes/Second", "Megabytes/Second", "Gigabytes/Second", "Terabytes/Second",
		"Bits/Second", "Kilobits/Second", "Megabits/Second", "Gigabits/Second", "Terabits/Second",
		"Count/Second", None,
	}
}

// Validate refuses a filter as PutMetricFilter would. First come the
// constraints on single members, all of them in one answer; then the pattern,
// whose refusal is a *logpattern.Mistake; then what must fit together.
func Validate(f Filter) error {
	if err := members(f); err != nil {
		return err
	}
	pattern, err := logpattern.Parse(f.Pattern)
	if err != nil {
		return err
	}
	return transformation(f.Transformations[0], pattern)
}

// transformation has AWS's texts on dimensions (OBS: the answers are quoted in
// public issues of infrastructure tools); the others are choices in the same
// manner.
func transformation(t Transformation, pattern logpattern.Pattern) error {
	switch {
	case strings.HasPrefix(t.Namespace, "AWS/"):
		return invalid("the metric namespace '%s' must not begin with 'AWS/'", t.Namespace)
	case t.Default != nil && !inRange(*t.Default):
		return invalid("the default value '%g' is not a number that a metric can have", *t.Default)
	case len(t.Dimensions) > 0 && t.Default != nil:
		return invalid("dimensions and default value are mutually exclusive properties")
	case len(t.Dimensions) > MaxDimensions:
		return invalid("a metric transformation cannot have more than %d dimensions, and has %d", MaxDimensions, len(t.Dimensions))
	case len(t.Dimensions) > 0 && !takesValues(pattern):
		return refusal.New(logpattern.InvalidParameter, "The specified filter pattern does not support dimensions")
	}
	if _, ok := number(t.Value); !ok && !pattern.Resolves(t.Value) {
		return invalid("the metric value '%s' is neither a number nor a field of the filter pattern", t.Value)
	}
	return dimensions(t.Dimensions, pattern)
}

func dimensions(ds []Dimension, pattern logpattern.Pattern) error {
	seen := map[string]bool{}
	for _, d := range ds {
		switch {
		case d.Name == "":
			return invalid("a dimension must have a name")
		case seen[d.Name]:
			return invalid("the dimension '%s' is there twice", d.Name)
		case !pattern.Resolves(d.Value):
			return invalid("the value '%s' of the dimension '%s' is not a field of the filter pattern", d.Value, d.Name)
		}
		seen[d.Name] = true
	}
	return nil
}

func takesValues(p logpattern.Pattern) bool {
	return p.Kind() == logpattern.JSON || p.Kind() == logpattern.SpaceDelimited
}

func invalid(format string, args ...any) error {
	return refusal.New(logpattern.InvalidParameter, "Invalid metric transformation: %s", fmt.Sprintf(format, args...))
}

// ValidateGroup refuses the filters of a log group if they are too many, or
// too many with regular expressions. All must have been compiled.
func ValidateGroup(filters []Compiled) error {
	withRegex := 0
	for _, c := range filters {
		if c.pattern.Regexes() > 0 {
			withRegex++
		}
	}
	if len(filters) > MaxFiltersPerGroup || withRegex > MaxRegexFiltersPerGroup {
		return refusal.New("LimitExceededException", "Resource limit exceeded.")
	}
	return nil
}

// violations collects what the constraints of single members say.
type violations []string

func (v *violations) add(value any, member, constraint string, args ...any) {
	*v = append(*v, fmt.Sprintf("Value %v at '%s' failed to satisfy constraint: Member must %s",
		value, member, fmt.Sprintf(constraint, args...)))
}

func (v *violations) longest(value, member string, limit int) {
	if utf8.RuneCountInString(value) > limit {
		v.add(quoted(value), member, "have length less than or equal to %d", limit)
	}
}

func (v *violations) without(value, member, characters string) {
	if strings.ContainsAny(value, characters) {
		v.add(quoted(value), member, "satisfy regular expression pattern: [^%s]*", characters)
	}
}

func quoted(value string) string { return "'" + value + "'" }

func (v violations) err() error {
	if len(v) == 0 {
		return nil
	}
	plural := "s"
	if len(v) == 1 {
		plural = ""
	}
	return refusal.New(logpattern.InvalidParameter, "%d validation error%s detected: %s", len(v), plural, strings.Join(v, "; "))
}

// members checks lengths and characters, in the words of all AWS services.
func members(f Filter) error {
	var v violations
	if f.Name == "" {
		v.add(quoted(f.Name), "filterName", "have length greater than or equal to 1")
	}
	v.longest(f.Name, "filterName", MaxNameLength)
	v.without(f.Name, "filterName", ":*")
	v.longest(f.Pattern, "filterPattern", logpattern.MaxLength)
	switch n := len(f.Transformations); {
	case n == 0:
		v.add("'[]'", "metricTransformations", "have length greater than or equal to 1")
	case n > 1:
		v.add(fmt.Sprintf("'[%d transformations]'", n), "metricTransformations", "have length less than or equal to 1")
	default:
		v.transformation(f.Transformations[0])
	}
	return v.err()
}

func (v *violations) transformation(t Transformation) {
	const prefix = "metricTransformations.1.member."
	for _, m := range []struct{ name, value string }{{"metricName", t.Name}, {"metricNamespace", t.Namespace}} {
		if m.value == "" {
			v.add("null", prefix+m.name, "not be null")
		}
		v.longest(m.value, prefix+m.name, MaxMetricNameLength)
		v.without(m.value, prefix+m.name, ":*$")
	}
	if t.Value == "" {
		v.add("null", prefix+"metricValue", "not be null")
	}
	v.longest(t.Value, prefix+"metricValue", MaxValueLength)
	if t.Unit != "" && !known(t.Unit) {
		v.add(quoted(t.Unit), prefix+"unit", "satisfy enum value set: [%s]", strings.Join(Units(), ", "))
	}
	for _, d := range t.Dimensions {
		v.longest(d.Name, prefix+"dimensions", MaxMetricNameLength)
		v.longest(d.Value, prefix+"dimensions", MaxMetricNameLength)
	}
}

func known(unit string) bool {
	for _, u := range Units() {
		if u == unit {
			return true
		}
	}
	return false
}
