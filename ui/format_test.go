package ui

import (
	"math"
	"testing"
	"time"
)

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		v    float64
		want string
	}{
		{0, "0"}, {7, "7"}, {0.25, "0.25"}, {12.34, "12.3"}, {340, "340"}, {999.4, "999"}, {1000, "1k"}, {1240, "1.24k"}, {12_400, "12.4k"},
		{999_999, "1M"}, {34e6, "34M"}, {2.5e9, "2.5G"}, {-1500, "-1.5k"}, {0.0031, "0.0031"}, {0.1, "0.1"}, {math.NaN(), "-"},
	} {
		if got := Number(c.v); got != c.want {
			t.Errorf("Number(%v) is %q, want %q", c.v, got, c.want)
		}
	}
}

func TestUnits(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{Percent(0.42), "0.4 %"}, {Percent(62.1), "62 %"}, {Percent(100), "100 %"}, {Percent(math.NaN()), "-"},
		{Bytes(512), "512 B"}, {Bytes(1536), "1.5 KiB"}, {Bytes(20 << 30), "20 GiB"},
		{Money(0), "$0.00"}, {Money(0.0312), "$0.0312"}, {Money(12.5), "$12.50"}, {Money(-1), "-$1.00"},
		{Seconds(0.045), "45 ms"}, {Seconds(0.0012), "1.2 ms"}, {Seconds(1.24), "1.2 s"}, {Seconds(12), "12 s"}, {Seconds(0.9999), "1 s"},
		{Count(1, "target"), "1 target"}, {Count(0, "target"), "0 targets"}, {Count(3, "target"), "3 targets"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestTimes(t *testing.T) {
	at := time.Date(2026, 3, 3, 14, 2, 31, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{Duration(0), "0 s"}, {Duration(59 * time.Second), "59 s"}, {Duration(3 * time.Minute), "3 m"}, {Duration(26 * time.Hour), "26 h"}, {Duration(72 * time.Hour), "3 d"},
		{Exact(0), "0 s"}, {Exact(90 * time.Second), "90 s"}, {Exact(5 * time.Minute), "5 m"}, {Exact(90 * time.Minute), "90 m"}, {Exact(36 * time.Hour), "36 h"}, {Exact(48 * time.Hour), "2 d"}, {Exact(1500 * time.Millisecond), "1.5s"},
		{Countdown(41*time.Minute + 12*time.Second), "41m 12s"}, {Countdown(2*time.Hour + 5*time.Minute), "2h 05m"}, {Countdown(9 * time.Second), "9s"}, {Countdown(76 * time.Hour), "3d 04h"}, {Countdown(-time.Second), "0s"},
		{Age(at, at.Add(-3*time.Minute)), "3 m"}, {Age(at, at.Add(time.Minute)), "0 s"}, {Age(at, time.Time{}), ""},
		{Clock(at, at), "14:02:31"}, {Clock(at, at.AddDate(0, 0, -1)), "Mar  2 14:02:31"}, {Clock(at, time.Time{}), ""},
		{Moment(at), "2026-03-03 14:02:31 UTC"}, {Moment(time.Time{}), "-"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
