package insights

import (
	"cmp"
	"math"
	"strconv"
	"strings"
	"time"
)

type valueKind int

const (
	missing valueKind = iota
	textual
	numeric
	truth  // number is 1 or 0
	moment // number is milliseconds since 1970
)

// value is what an expression gives.
type value struct {
	kind   valueKind
	text   string
	number float64
}

func textValue(s string) value { return value{kind: textual, text: s} }

// numberValue takes what is no number (a root of -1, a division by 0) as missing.
func numberValue(n float64) value {
	if math.IsNaN(n) || math.IsInf(n, 0) {
		return value{}
	}
	return value{kind: numeric, number: n}
}

func truthValue(b bool) value {
	if b {
		return value{kind: truth, number: 1}
	}
	return value{kind: truth}
}

func momentValue(t time.Time) value { return value{kind: moment, number: float64(t.UnixMilli())} }

// decimals is how many decimals of a computed number are shown (memory).
const decimals = 4

// timeLayout is how results show times, in UTC (memory).
const timeLayout = "2006-01-02 15:04:05.000"

// String is the value as results show it; conditions show as 1 and 0.
func (v value) String() string {
	switch v.kind {
	case textual:
		return v.text
	case numeric:
		return showNumber(v.number)
	case truth:
		return strconv.Itoa(int(v.number))
	case moment:
		return time.UnixMilli(int64(v.number)).UTC().Format(timeLayout)
	}
	return ""
}

func showNumber(n float64) string {
	s := strconv.FormatFloat(n, 'f', decimals, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

// asNumber takes texts that are numbers as such: fields have no types.
func (v value) asNumber() (float64, bool) {
	switch v.kind {
	case missing:
		return 0, false
	case textual:
		return numberOf(v.text)
	}
	return v.number, true
}

func (v value) isTrue() bool { return v.kind == truth && v.number != 0 }

// numberOf refuses what the standard library's parser would take besides
// decimal numbers.
func numberOf(s string) (float64, bool) {
	if s == "" || strings.Trim(s, "0123456789.+-eE") != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil
}

// compare orders two values: as numbers if both are, else as texts.
func compare(a, b value) int {
	x, xOK := a.asNumber()
	y, yOK := b.asNumber()
	if xOK && yOK {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(a.String(), b.String())
}

func compares(op string, a, b value) bool {
	if a.kind == missing || b.kind == missing {
		return op == "!="
	}
	c := compare(a, b)
	switch op {
	case "=":
		return c == 0
	case "!=":
		return c != 0
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	}
	return c >= 0
}

func arithmetic(op string, a, b value) value {
	x, xOK := a.asNumber()
	y, yOK := b.asNumber()
	if !xOK || !yOK {
		return value{}
	}
	switch op {
	case "+":
		return numberValue(x + y)
	case "-":
		return numberValue(x - y)
	case "*":
		return numberValue(x * y)
	case "/":
		return numberValue(x / y)
	case "%":
		return numberValue(math.Mod(x, y))
	}
	return numberValue(math.Pow(x, y))
}
