package logpattern

import (
	"errors"
	"strconv"
	"strings"
)

// Comparisons of a value, in the order in which they must be tried.
func comparisons() []string { return []string{"!=", "<=", ">=", "=", "<", ">"} }

const (
	equal    = "="
	notEqual = "!="
)

// form is how the value of a condition is compared.
type form string

const (
	asText   form = "text" // may have a * at either end
	asNumber form = "number"
	asRegex  form = "regex"
)

// value is the right side of a condition.
type value struct {
	form   form
	text   string // of a number as it was written
	number float64
	regex  regex
}

// subject is the left side: a value of an event.
type subject struct {
	text     string
	number   float64
	isNumber bool
}

// test applies a comparison. Less and greater hold for numbers only.
func (v value) test(op string, s subject) bool {
	switch op {
	case equal:
		return v.equals(s)
	case notEqual:
		return !v.equals(s)
	}
	if !s.isNumber {
		return false
	}
	switch op {
	case "<":
		return s.number < v.number
	case "<=":
		return s.number <= v.number
	case ">":
		return s.number > v.number
	}
	return s.number >= v.number
}

// equals compares with a number as numbers if both are (400 = 4e2), else as
// texts: an account of 123456789012 is a string in CloudTrail's records.
func (v value) equals(s subject) bool {
	switch {
	case v.form == asRegex:
		return v.regex.compiled.MatchString(s.text)
	case v.form == asNumber && s.isNumber:
		return s.number == v.number
	}
	return wildcard(v.text, s.text)
}

// wildcard knows a * at the beginning and one at the end. Within the text it
// is a plain character: Ev*ent is only Ev*ent (CWL21).
func wildcard(pattern, text string) bool {
	if strings.Trim(pattern, "*") == "" && pattern != "" {
		return true
	}
	inner, before := strings.CutPrefix(pattern, "*")
	inner, after := strings.CutSuffix(inner, "*")
	switch {
	case before && after:
		return strings.Contains(text, inner)
	case before:
		return strings.HasSuffix(text, inner)
	case after:
		return strings.HasPrefix(text, inner)
	}
	return text == inner
}

func (v value) String() string {
	switch {
	case v.form == asRegex:
		return v.regex.String()
	case v.form == asNumber:
		return v.text
	case v.text == "" || looksNumeric(v.text) || strings.IndexFunc(v.text, notBare) >= 0:
		return quote(v.text)
	}
	return v.text
}

func notBare(c rune) bool { return !isBare(c) }

// isBare tells what needs no double quotes. Other than ASCII does (CWL21). The
// page says letters, digits and the underscore, and then shows 123.123.*; the
// recipes of CT18/cloudwatch-alarms-for-cloudtrail add s3.amazonaws.com and *.8xlarge.
func isBare(c rune) bool { return isWord(c) || strings.ContainsRune("*.+-", c) }

// looksNumeric takes digits with a sign, a point and an exponent, as the page
// does; the standard library's parser would take hexadecimal, underscores and
// infinities besides.
func looksNumeric(text string) bool {
	if strings.Trim(text, "0123456789.+-eE") != "" {
		return false
	}
	_, err := strconv.ParseFloat(text, 64)
	return err == nil || errors.Is(err, strconv.ErrRange)
}

// numberOf is false also for a number too large for a float.
func numberOf(text string) (float64, bool) {
	if !looksNumeric(text) {
		return 0, false
	}
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil
}

func textSubject(text string) subject {
	n, ok := numberOf(text)
	return subject{text: text, number: n, isNumber: ok}
}

// comparison reads an operator.
func (r *reader) comparison() (string, error) {
	r.skipSpace()
	for _, op := range comparisons() {
		if r.take(op) {
			if r.peek() == '=' {
				return "", r.wrong("there is no operator %s=; equality is a single =", op)
			}
			return op, nil
		}
	}
	return "", r.wrong("expected an operator (= != < <= > >=), and found %s", r.seen())
}

// value reads what an operator compares with.
func (r *reader) value(op string) (value, error) {
	r.skipSpace()
	start := r.at
	v, err := r.anyValue()
	if err != nil {
		return value{}, err
	}
	if op != equal && op != notEqual && v.form != asNumber {
		return value{}, r.wrongAt(start, "%s compares numbers only", op)
	}
	return v, nil
}

func (r *reader) anyValue() (value, error) {
	switch r.peek() {
	case '"':
		text, err := r.quoted()
		return value{form: asText, text: text}, err
	case '%':
		x, err := r.regex()
		return value{form: asRegex, regex: x}, err
	}
	start := r.at
	text := r.run(isBare)
	switch {
	case text == "":
		return value{}, r.wrong("expected a value, and found %s", r.seen())
	case !strings.ContainsRune(" \t\r\n,&|(){}[]", rune(r.peek())) && !r.done():
		return value{}, r.wrong("%s in a value needs double quotes around the value", r.seen())
	case !looksNumeric(text):
		return value{form: asText, text: text}, nil
	}
	n, ok := numberOf(text)
	if !ok {
		return value{}, r.wrongAt(start, "the number is too large")
	}
	return value{form: asNumber, text: text, number: n}, nil
}
