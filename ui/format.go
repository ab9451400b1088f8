package ui

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// Numbers are written as people say them: short, with their unit, and so that
// columns of them do not jump.

// NoValue stands for a number that is not known.
const NoValue = "-"

// Number is a number in at most five characters: "7", "0.25", "1.2k", "34M".
func Number(v float64) string {
	switch {
	case math.IsNaN(v):
		return NoValue
	case math.IsInf(v, 0):
		return strconv.FormatFloat(v, 'g', -1, 64)
	case v < 0:
		return "-" + Number(-v)
	}
	for _, u := range []struct {
		size float64
		sign string
	}{{1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
		if v >= u.size*0.99995 {
			return short(v/u.size) + u.sign
		}
	}
	return short(v)
}

// short has up to three digits that count and no trailing zeros.
func short(v float64) string {
	digits := 2
	switch {
	case v >= 100:
		digits = 0
	case v >= 10:
		digits = 1
	case v < 0.01 && v > 0:
		return strconv.FormatFloat(v, 'g', 2, 64)
	}
	s := strconv.FormatFloat(v, 'f', digits, 64)
	return trimZeros(s)
}

func trimZeros(s string) string {
	dot := false
	for _, r := range s {
		dot = dot || r == '.'
	}
	if !dot {
		return s
	}
	for s[len(s)-1] == '0' {
		s = s[:len(s)-1]
	}
	if s[len(s)-1] == '.' {
		s = s[:len(s)-1]
	}
	return s
}

// Count is a whole number with its noun: "1 target", "3 targets".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// Percent is a value that is in percent already: "62 %", "0.4 %".
func Percent(v float64) string {
	switch {
	case math.IsNaN(v):
		return NoValue
	case math.Abs(v) < 10:
		return strconv.FormatFloat(v, 'f', 1, 64) + " %"
	}
	return strconv.FormatFloat(v, 'f', 0, 64) + " %"
}

// Bytes is a size in powers of 1024: "512 B", "1.5 KiB", "20 GiB".
func Bytes(v float64) string {
	if math.IsNaN(v) {
		return NoValue
	}
	units := []string{"B", "KiB", "MiB", "GiB", "TiB", "PiB"}
	i := 0
	for math.Abs(v) >= 1024 && i < len(units)-1 {
		v, i = v/1024, i+1
	}
	return short1(v) + " " + units[i]
}

// short1 has one decimal below ten and none above.
func short1(v float64) string {
	if math.Abs(v) < 10 {
		return trimZeros(strconv.FormatFloat(v, 'f', 1, 64))
	}
	return strconv.FormatFloat(v, 'f', 0, 64)
}

// Money is dollars: cents from a dollar up, more digits below, so that a spot
// price and the cost of an API call both show: "$12.50", "$0.0312".
func Money(v float64) string {
	switch {
	case math.IsNaN(v):
		return NoValue
	case v < 0:
		return "-" + Money(-v)
	case v == 0 || v >= 1:
		return fmt.Sprintf("$%.2f", v)
	}
	return fmt.Sprintf("$%.4f", v)
}

// Seconds is a length of time measured in seconds, as latencies are: "45 ms",
// "1.2 s".
func Seconds(v float64) string {
	switch {
	case math.IsNaN(v):
		return NoValue
	case v < 0.0095:
		return short1(v*1000) + " ms"
	case v < 0.9995:
		return strconv.FormatFloat(v*1000, 'f', 0, 64) + " ms"
	}
	return short1(v) + " s"
}

// Duration is a length of time in one unit: "12 s", "3 m", "5 h", "12 d".
func Duration(d time.Duration) string {
	switch {
	case d < 0:
		return "-" + Duration(-d)
	case d < time.Second:
		return "0 s"
	case d < time.Minute:
		return strconv.Itoa(int(d/time.Second)) + " s"
	case d < time.Hour:
		return strconv.Itoa(int(d/time.Minute)) + " m"
	case d < 48*time.Hour:
		return strconv.Itoa(int(d/time.Hour)) + " h"
	}
	return strconv.Itoa(int(d/(24*time.Hour))) + " d"
}

// Exact is a length of time that somebody set, in the largest unit that loses
// nothing of it: "90 s", "5 m", "36 h".
func Exact(d time.Duration) string {
	switch {
	case d == 0:
		return "0 s"
	case d%time.Second != 0 || d < 0:
		return d.String()
	case d%time.Minute != 0:
		return strconv.Itoa(int(d/time.Second)) + " s"
	case d%time.Hour != 0:
		return strconv.Itoa(int(d/time.Minute)) + " m"
	case d < 48*time.Hour || d%(24*time.Hour) != 0:
		return strconv.Itoa(int(d/time.Hour)) + " h"
	}
	return strconv.Itoa(int(d/(24*time.Hour))) + " d"
}

// Countdown is a length of time in two units, for what runs out: "41m 12s",
// "2h 05m", "3d 04h".
func Countdown(d time.Duration) string {
	d = max(d, 0).Round(time.Second)
	h, m, s := int(d/time.Hour), int(d/time.Minute)%60, int(d/time.Second)%60
	switch {
	case h >= 48:
		return fmt.Sprintf("%dd %02dh", h/24, h%24)
	case h > 0:
		return fmt.Sprintf("%dh %02dm", h, m)
	case m > 0:
		return fmt.Sprintf("%dm %02ds", m, s)
	}
	return fmt.Sprintf("%ds", s)
}

// Age is how long ago a time was, "" when the time is not known. A time that
// lies ahead by clocks that differ is "0 s" ago.
func Age(now, then time.Time) string {
	if then.IsZero() {
		return ""
	}
	return Duration(max(now.Sub(then), 0))
}

// Clock is the time of day of a moment: "14:02:31"; with the date when it is
// not the day of now.
func Clock(now, at time.Time) string {
	switch {
	case at.IsZero():
		return ""
	case now.YearDay() == at.YearDay() && now.Year() == at.Year():
		return at.Format("15:04:05")
	}
	return at.Format("Jan _2 15:04:05")
}

// Moment is a time in full, as records have it: "2026-03-01 14:02:31 UTC".
func Moment(at time.Time) string {
	if at.IsZero() {
		return NoValue
	}
	return at.Format("2006-01-02 15:04:05 MST")
}
