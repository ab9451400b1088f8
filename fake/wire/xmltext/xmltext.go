// Package xmltext writes text, numbers and times as they stand between XML
// tags in AWS's answers.
package xmltext

import (
	"math"
	"reflect"
	"strconv"
	"time"
	"unicode/utf8"
)

// Header is the first line of a document.
const Header = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// Append writes text. Line ends are written as references, which a parser
// would otherwise make one kind of; characters that XML has no way to write,
// and what is not UTF-8, become the replacement character.
func Append(b []byte, s string) []byte {
	done := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x20 && c < utf8.RuneSelf && c != '<' && c != '>' && c != '&' && c != '"' {
			i++
			continue
		}
		escape, size := escapeOf(s[i:])
		if escape != "" {
			b = append(b, s[done:i]...)
			b = append(b, escape...)
			done = i + size
		}
		i += size
	}
	return append(b, s[done:]...)
}

// escapeOf is how the first character of s is written, "" for as it is.
func escapeOf(s string) (escape string, size int) {
	switch c := s[0]; {
	case c == '<':
		return "&lt;", 1
	case c == '>':
		return "&gt;", 1
	case c == '&':
		return "&amp;", 1
	case c == '"':
		return "&#34;", 1
	case c == '\t', c == '\n', c == '\r':
		return "&#" + strconv.Itoa(int(c)) + ";", 1
	case c < 0x20:
		return "\uFFFD", 1
	}
	r, size := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && size == 1 || r == 0xFFFE || r == 0xFFFF {
		return "\uFFFD", size
	}
	return "", size
}

// AppendFloat writes a number, a whole one with a zero after its point as AWS
// does; XML Schema has words for those that are none.
func AppendFloat(b []byte, x float64, bits int) []byte {
	switch {
	case math.IsNaN(x):
		return append(b, "NaN"...)
	case math.IsInf(x, 1):
		return append(b, "Infinity"...)
	case math.IsInf(x, -1):
		return append(b, "-Infinity"...)
	case x == math.Trunc(x) && math.Abs(x) < 1e15:
		return append(strconv.AppendInt(b, int64(x), 10), ".0"...)
	default:
		return strconv.AppendFloat(b, x, 'g', -1, bits)
	}
}

// AppendTime writes a time.Time in ISO 8601 with milliseconds.
func AppendTime(b []byte, v reflect.Value) []byte {
	var at time.Time
	if v.CanAddr() { // which needs no copy on the heap
		at = *v.Addr().Interface().(*time.Time)
	} else {
		at = v.Interface().(time.Time)
	}
	return appendISO(b, at.UTC())
}

// appendISO is AppendFormat of "2006-01-02T15:04:05.000Z", which takes thrice
// as long: an answer has thousands of times.
func appendISO(b []byte, at time.Time) []byte {
	year, month, day := at.Date()
	hour, minute, second := at.Clock()
	b = appendDigits(b, year, 4)
	b = appendDigits(append(b, '-'), int(month), 2)
	b = appendDigits(append(b, '-'), day, 2)
	b = appendDigits(append(b, 'T'), hour, 2)
	b = appendDigits(append(b, ':'), minute, 2)
	b = appendDigits(append(b, ':'), second, 2)
	b = appendDigits(append(b, '.'), at.Nanosecond()/int(time.Millisecond), 3)
	return append(b, 'Z')
}

// appendDigits writes a number in so many digits, with zeros before it.
func appendDigits(b []byte, n, digits int) []byte {
	at := len(b)
	b = append(b, "0000"[:digits]...)
	for i := at + digits - 1; i >= at; i-- {
		b[i] = byte('0' + n%10)
		n /= 10
	}
	return b
}
