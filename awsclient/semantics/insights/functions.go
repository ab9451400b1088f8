package insights

import (
	"math"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// binFunction is the one function that looks at the event's time by itself.
const binFunction = "bin"

// many is the count of arguments of functions that take any.
const many = 1 << 10

// function is a function of the query language.
type function struct {
	name     string // as the page spells it; case does not count
	min, max int    // arguments
	periodAt int    // which argument is a period, from 1; 0 for none
	apply    func([]value) value
}

// functionOf finds a function. The table is that of CWL/CWL_QuerySyntax; what
// a function makes of arguments of the wrong sort is missing (choice).
func functionOf(name string) (function, bool) {
	lower := strings.ToLower(name)
	for _, table := range [][]function{numberFunctions(), textFunctions(), timeFunctions(), addressFunctions()} {
		for _, f := range table {
			if strings.ToLower(f.name) == lower {
				return f, true
			}
		}
	}
	return function{}, false
}

func numberFunctions() []function {
	return []function{
		{"abs", 1, 1, 0, onNumber(math.Abs)},
		{"ceil", 1, 1, 0, onNumber(math.Ceil)},
		{"floor", 1, 1, 0, onNumber(math.Floor)},
		{"log", 1, 1, 0, onNumber(math.Log)},
		{"sqrt", 1, 1, 0, onNumber(math.Sqrt)},
		{"greatest", 1, many, 0, onNumbers(slices.Max[[]float64])},
		{"least", 1, many, 0, onNumbers(slices.Min[[]float64])},
	}
}

func textFunctions() []function {
	return []function{
		{"ispresent", 1, 1, 0, func(a []value) value { return truthValue(a[0].kind != missing) }},
		{"coalesce", 1, many, 0, coalesce},
		{"isempty", 1, 1, 0, func(a []value) value { return truthValue(a[0].String() == "") }},
		{"isblank", 1, 1, 0, func(a []value) value { return truthValue(strings.TrimSpace(a[0].String()) == "") }},
		{"concat", 1, many, 0, concat},
		{"ltrim", 1, 2, 0, trimming(strings.TrimLeft)},
		{"rtrim", 1, 2, 0, trimming(strings.TrimRight)},
		{"trim", 1, 2, 0, trimming(strings.Trim)},
		{"strlen", 1, 1, 0, onText(func(s string) value { return numberValue(float64(utf8.RuneCountInString(s))) })},
		{"toupper", 1, 1, 0, onText(func(s string) value { return textValue(strings.ToUpper(s)) })},
		{"tolower", 1, 1, 0, onText(func(s string) value { return textValue(strings.ToLower(s)) })},
		{"substr", 2, 3, 0, substr},
		{"replace", 3, 3, 0, replace},
		{"strcontains", 2, 2, 0, func(a []value) value {
			return truthValue(a[0].kind != missing && strings.Contains(a[0].String(), a[1].String()))
		}},
	}
}

func timeFunctions() []function {
	return []function{
		{binFunction, 1, 1, 1, datefloor}, // of @timestamp and the period
		{"datefloor", 2, 2, 2, datefloor},
		{"dateceil", 2, 2, 2, dateceil},
		{"fromMillis", 1, 1, 0, fromMillis},
		{"toMillis", 1, 1, 0, toMillis},
	}
}

func addressFunctions() []function {
	anyIP := func(netip.Addr) bool { return true }
	v6 := func(a netip.Addr) bool { return a.Is6() }
	return []function{
		{"isValidIp", 1, 1, 0, address(anyIP)},
		{"isValidIpV4", 1, 1, 0, address(netip.Addr.Is4)},
		{"isValidIpV6", 1, 1, 0, address(v6)},
		{"isIpInSubnet", 2, 2, 0, address(anyIP)},
		{"isIpv4InSubnet", 2, 2, 0, address(netip.Addr.Is4)},
		{"isIpv6InSubnet", 2, 2, 0, address(v6)},
	}
}

func onNumber(f func(float64) float64) func([]value) value {
	return func(args []value) value {
		n, ok := args[0].asNumber()
		if !ok {
			return value{}
		}
		return numberValue(f(n))
	}
}

func onNumbers(f func([]float64) float64) func([]value) value {
	return func(args []value) value {
		numbers := numbersOf(args)
		if len(numbers) != len(args) {
			return value{}
		}
		return numberValue(f(numbers))
	}
}

func numbersOf(values []value) []float64 {
	var numbers []float64
	for _, v := range values {
		if n, ok := v.asNumber(); ok {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

func onText(f func(string) value) func([]value) value {
	return func(args []value) value {
		if args[0].kind == missing {
			return value{}
		}
		return f(args[0].String())
	}
}

func trimming(trim func(s, cutset string) string) func([]value) value {
	return func(args []value) value {
		cutset := " \t\r\n"
		if len(args) == 2 {
			cutset = args[1].String()
		}
		return onText(func(s string) value { return textValue(trim(s, cutset)) })(args)
	}
}

func coalesce(args []value) value {
	for _, v := range args {
		if v.kind != missing {
			return v
		}
	}
	return value{}
}

func concat(args []value) value {
	var b strings.Builder
	for _, v := range args {
		b.WriteString(v.String())
	}
	return textValue(b.String())
}

// substr counts characters from 0; beyond the end there is nothing.
func substr(args []value) value {
	numbers := numbersOf(args[1:])
	if args[0].kind == missing || len(numbers) != len(args)-1 || slices.Min(numbers) < 0 {
		return value{}
	}
	runes := []rune(args[0].String())
	from := int(min(numbers[0], float64(len(runes))))
	to := len(runes)
	if len(numbers) == 2 {
		to = int(min(float64(from)+numbers[1], float64(to)))
	}
	return textValue(string(runes[from:to]))
}

func replace(args []value) value {
	if args[1].String() == "" {
		return args[0]
	}
	return onText(func(s string) value {
		return textValue(strings.ReplaceAll(s, args[1].String(), args[2].String()))
	})(args)
}

func datefloor(args []value) value {
	at, ok := args[0].asNumber()
	if !ok {
		return value{}
	}
	return value{kind: moment, number: math.Floor(at/args[1].number) * args[1].number}
}

func dateceil(args []value) value {
	at, ok := args[0].asNumber()
	if !ok {
		return value{}
	}
	return value{kind: moment, number: math.Ceil(at/args[1].number) * args[1].number}
}

// farthest keeps times where years have four digits.
func farthest() float64 {
	return float64(time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC).UnixMilli())
}

func fromMillis(args []value) value {
	at, ok := args[0].asNumber()
	if !ok || math.Abs(at) > farthest() {
		return value{}
	}
	return value{kind: moment, number: math.Trunc(at)}
}

func toMillis(args []value) value {
	if args[0].kind != moment {
		return value{}
	}
	return numberValue(args[0].number)
}

// address tests an address, and its subnet if there is one to test.
func address(good func(netip.Addr) bool) func([]value) value {
	return func(args []value) value {
		a, err := netip.ParseAddr(args[0].String())
		ok := err == nil && good(a)
		if ok && len(args) == 2 {
			p, err := netip.ParsePrefix(args[1].String())
			ok = err == nil && p.Contains(a)
		}
		return truthValue(ok)
	}
}
