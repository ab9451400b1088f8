package stat_test

import (
	"math"
	"math/rand"
	"slices"
	"testing"
	"time"

	"fleetglass/awsclient/semantics/stat"
)

func of(t *testing.T, name string, values ...float64) float64 {
	t.Helper()
	s, err := stat.Parse(name)
	if err != nil {
		t.Fatal(err)
	}
	v, ok := s.Of(values)
	if !ok {
		t.Fatalf("%s of %v is nothing", name, values)
	}
	return v
}

// CW/Statistics-definitions.
func TestOf(t *testing.T) {
	ten := []float64{7, 3, 9, 1, 5, 10, 2, 8, 4, 6}
	for _, c := range []struct {
		name string
		want float64
	}{
		{"SampleCount", 10}, {"Sum", 55}, {"Average", 5.5}, {"Minimum", 1}, {"Maximum", 10},
		{"p0", 1}, {"p10", 1}, {"p50", 5}, {"p90", 9}, {"p90.1", 10}, {"p99.99", 10}, {"p100", 10},
		{"tm90", 5},               // 1 to 9
		{"TM(10%:90%)", 5.5},      // 2 to 9
		{"TM(:90%)", 5},           // as tm90
		{"TM(2:6)", 4.5},          // 3 to 6: low exclusive, high inclusive
		{"IQM", 5.5},              // 3 to 8, points on a bound kept
		{"WM(10%:90%)", 5.5},      // 1 counts as 2, 10 as 9
		{"wm90", 5.4},             // 10 counts as 9
		{"tc90", 9}, {"ts90", 45}, // TS = TM * TC
		{"TC(5:)", 5}, {"TS(5:)", 40},
		{"PR(:3)", 30}, {"PR(2:6)", 40}, {"PR(100:)", 0},
	} {
		if got := of(t, c.name, ten...); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestOfNothing(t *testing.T) {
	for _, name := range []string{"SampleCount", "Sum", "Average", "Minimum", "p50", "TM(1:2)", "PR(1:2)"} {
		s, err := stat.Parse(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := s.Of(nil); ok {
			t.Errorf("%s of nothing is something", name)
		}
	}
	s, _ := stat.Parse("TM(100:200)")
	if _, ok := s.Of([]float64{1, 2}); ok {
		t.Error("the mean of what was trimmed away is something")
	}
}

func TestParse(t *testing.T) {
	for _, bad := range []string{"", "average", "p", "p101", "p-1", "p1e1", "pInf", "p0x1", "p1.2.3", "p99.12345678901", "P99",
		"tm", "TM", "TM99", "TM(:)", "TM(1:50%)", "TM(50%:1)", "TM(90%:10%)", "TM(1:2", "tm(1:2)", "PR(1%:2%)", "PR", "XX(1:2)", "TM(-1:2)", "iqm"} {
		if _, err := stat.Parse(bad); err == nil {
			t.Errorf("%q was not refused", bad)
		}
	}
	for name, extended := range map[string]bool{"Average": false, "SampleCount": false, "p99": true, "IQM": true, "TC(0.5:)": true} {
		s, err := stat.Parse(name)
		if err != nil || s.IsExtended() != extended || s.String() != name {
			t.Errorf("%s: %v, %v, %v", name, s, s.IsExtended(), err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("p99.9")
	f.Add("TM(10%:90%)")
	f.Fuzz(func(t *testing.T, name string) {
		s, err := stat.Parse(name)
		if err != nil {
			return
		}
		if v, ok := s.Of([]float64{1, 2, 3}); ok && math.IsNaN(v) {
			t.Errorf("%q is not a number", name)
		}
	})
}

// A percentile is a value that was measured, grows with p, and is exceeded by
// no more than it should be.
func TestPercentilesHold(t *testing.T) {
	rnd := rand.New(rand.NewSource(7))
	for range 500 {
		values := make([]float64, 1+rnd.Intn(40))
		for i := range values {
			values[i] = float64(rnd.Intn(100))
		}
		p50, p90 := of(t, "p50", values...), of(t, "p90", values...)
		if p50 > p90 || !slices.Contains(values, p50) || !slices.Contains(values, p90) {
			t.Fatalf("p50 %v, p90 %v of %v", p50, p90, values)
		}
		if tm, wm := of(t, "TM(0%:100%)", values...), of(t, "Average", values...); math.Abs(tm-wm) > 1e-9 {
			t.Fatalf("trimming nothing: %v, want %v", tm, wm)
		}
	}
}

// CW/cloudwatch_concepts, "Periods".
func TestValidPeriod(t *testing.T) {
	for seconds, want := range map[int]bool{0: false, 1: true, 2: false, 5: true, 10: true, 15: false, 20: true, 30: true, 45: false, 60: true, 90: false, 300: true, 86400: true, -60: false} {
		if got := stat.ValidPeriod(time.Duration(seconds) * time.Second); got != want {
			t.Errorf("%d s: %v", seconds, got)
		}
	}
}

func TestPeriodForAge(t *testing.T) {
	const day = 24 * time.Hour
	for age, want := range map[time.Duration]time.Duration{
		time.Hour: time.Second, 3*time.Hour + 1: time.Minute, 15 * day: time.Minute,
		15*day + 1: 5 * time.Minute, 63*day + 1: time.Hour,
	} {
		if got := stat.PeriodForAge(age); got != want {
			t.Errorf("%v: %v, want %v", age, got, want)
		}
	}
}

func TestRoundStart(t *testing.T) {
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		start  string
		period time.Duration
		want   string
	}{
		{"2026-05-31T12:32:34Z", time.Minute, "2026-05-31T12:32:00Z"},
		{"2026-05-31T23:32:37Z", 5 * time.Second, "2026-05-31T23:32:35Z"},
		{"2026-05-10T12:32:34Z", time.Minute, "2026-05-10T12:30:00Z"},
		{"2026-02-10T12:32:34Z", time.Minute, "2026-02-10T12:00:00Z"},
	} {
		start, err := time.Parse(time.RFC3339, c.start)
		if err != nil {
			t.Fatal(err)
		}
		if got := stat.RoundStart(start, now, c.period).Format(time.RFC3339); got != c.want {
			t.Errorf("%s: %s, want %s", c.start, got, c.want)
		}
	}
}

// Start is inclusive, end exclusive, and a point carries its period's start.
func TestSeries(t *testing.T) {
	start := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	at := func(seconds int, v float64) stat.Sample {
		return stat.Sample{At: start.Add(time.Duration(seconds) * time.Second), Value: v}
	}
	s, _ := stat.Parse("Sum")
	got := stat.Series([]stat.Sample{at(130, 8), at(0, 1), at(59, 2), at(180, 16), at(-1, 32)}, start, start.Add(3*time.Minute), time.Minute, s)
	want := []stat.Datapoint{{start, 3, 2}, {start.Add(2 * time.Minute), 8, 1}}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if stat.Series(nil, start, start, time.Minute, s) != nil {
		t.Error("an empty range has points")
	}
}
