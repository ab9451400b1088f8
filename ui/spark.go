package ui

import (
	"math"
	"strings"

	"fleetglass/themes"
)

// sparks are the heights of a sparkline's cells, lowest first.
const sparks = "▁▂▃▄▅▆▇█"

// Sparkline draws values on a fixed scale from lo to hi, one cell a value, the
// newest on the right: a flat 2 % does not look like a flat 95 %. NaN is a gap.
// With more values than cells each cell shows the highest of its share (a peak
// must not vanish); with fewer the line starts further right.
func Sparkline(values []float64, lo, hi float64, width int) string {
	if width <= 0 {
		return ""
	}
	values = condense(values, width)
	var b strings.Builder
	b.Grow(3 * width)
	b.WriteString(spaces(width - len(values)))
	for _, v := range values {
		b.WriteString(spark(v, lo, hi))
	}
	return b.String()
}

func spark(v, lo, hi float64) string {
	const size = len("▁") // each is as many bytes
	const steps = len(sparks) / size
	if math.IsNaN(v) {
		return " "
	}
	at := 0
	if hi > lo {
		at = int(math.Round((v - lo) / (hi - lo) * float64(steps-1)))
	}
	at = max(min(at, steps-1), 0)
	return sparks[at*size : (at+1)*size]
}

// condense is at most n values: the highest of each share, NaN where all are.
func condense(values []float64, n int) []float64 {
	if len(values) <= n {
		return values
	}
	out := make([]float64, n)
	for i := range out {
		from, to := i*len(values)/n, (i+1)*len(values)/n
		out[i] = math.NaN()
		for _, v := range values[from:to] {
			if math.IsNaN(out[i]) || v > out[i] {
				out[i] = v
			}
		}
	}
	return out
}

// Scale is a fixed scale for a sparkline of values that have no natural top:
// from 0 to the next round number above the highest, at least least.
func Scale(values []float64, least float64) (lo, hi float64) {
	hi = least
	for _, v := range values {
		if !math.IsNaN(v) && v > hi {
			hi = v
		}
	}
	return 0, roundUp(hi)
}

// roundUp is the next of 1, 2, 5 times a power of ten.
func roundUp(v float64) float64 {
	if v <= 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{1, 2, 5} {
		if v <= m*power*(1+1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// Capacity is what a gauge shows: how much of a group is there.
type Capacity struct {
	Min, Max  float64
	Desired   float64
	InService float64
	Starting  float64 // pending, not yet counted as in service
	Waiting   float64 // held back by a lifecycle hook
	Trouble   bool    // paint what is in service as trouble
}

// The signs of a gauge's parts differ in height, and none is a full cell: gauges
// on neighbouring lines stay apart.
const (
	gaugeThere    = "▆"
	gaugeStarting = "▄"
	gaugeWaiting  = "▂"
	gaugeMissing  = "·"
	gaugeSpare    = "▁"
)

// Gauge draws a capacity as a bar of width cells on the scale 0 to Max:
// in service, then starting, then waiting, then what is still missing to
// Desired, then spare room. The bar grows when more is there than Max.
func Gauge(c Capacity, width int) Line {
	if width < 3 {
		return In(themes.Dim, spaces(width))
	}
	room := width - 2
	scale := max(c.Max, c.InService+c.Starting+c.Waiting, c.Desired, 1)
	total := 0.0
	drawn := 0
	role := themes.Good
	if c.Trouble {
		role = themes.Warn
	}
	l := Line{{"▕", themes.Border}}
	segment := func(amount float64, sign string, role themes.Role) {
		total += max(amount, 0)
		upTo := min(int(math.Round(total/scale*float64(room))), room)
		if amount > 0 && upTo == drawn && drawn < room {
			upTo++ // something is there: it must be seen
		}
		if upTo > drawn {
			l = append(l, Span{strings.Repeat(sign, upTo-drawn), role})
			drawn = upTo
		}
	}
	segment(c.InService, gaugeThere, role)
	segment(c.Starting, gaugeStarting, themes.Info)
	segment(c.Waiting, gaugeWaiting, themes.Warn)
	segment(c.Desired-total, gaugeMissing, themes.Dim)
	segment(scale-total, gaugeSpare, themes.Border)
	if drawn < room {
		l = append(l, Span{strings.Repeat(gaugeSpare, room-drawn), themes.Border})
	}
	return append(l, Span{"▏", themes.Border})
}

// Meter draws a share, 0 to 1, as a bar of width cells.
func Meter(share float64, width int, role themes.Role) Line {
	if math.IsNaN(share) || width <= 0 {
		return In(themes.Faint, spaces(width))
	}
	full := max(min(int(math.Round(share*float64(width))), width), 0)
	return Line{{strings.Repeat("█", full), role}, {strings.Repeat("░", width-full), themes.Border}}
}
