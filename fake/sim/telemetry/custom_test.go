package telemetry_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"fleetglass/awsclient/semantics/stat"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/telemetry"
	"fleetglass/fake/world"
)

// putRoom is an empty account's telemetry.
func putRoom() (*sim.Kernel, *telemetry.Room) {
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	k := sim.New(&world.World{Seed: 7, Born: start, Now: start, Random: world.Random{Hi: 7, Lo: 1}})
	c := compute.New(k)
	return k, telemetry.New(k, c, balancing.New(k, c))
}

func orders(statistic string, period time.Duration) world.MetricRef {
	return world.MetricRef{
		Namespace: "Shop", Name: "Orders", Statistic: statistic, Period: period,
		Dimensions: []world.Attribute{{Key: "Zone", Value: "a"}, {Key: "App", Value: "web"}},
	}
}

func order(at time.Time, bySecond bool, values ...world.MetricValue) telemetry.Datum {
	ref := orders("", 0)
	slices.Reverse(ref.Dimensions) // which comes first makes no difference
	return telemetry.Datum{Namespace: ref.Namespace, Name: ref.Name, Dimensions: ref.Dimensions, At: at, BySecond: bySecond, Values: values}
}

// putRandomly puts values at random times before now and gives them written
// out, as they are kept: by the second, or by the minute.
func putRandomly(k *sim.Kernel, r *telemetry.Room, random *rand.Rand, n int, back time.Duration) []stat.Sample {
	var raw []stat.Sample
	for range n {
		at := k.Now().Add(-time.Duration(random.Int64N(int64(back))))
		bySecond := random.IntN(2) == 0
		kept := at.Truncate(time.Minute)
		if bySecond && k.Now().Sub(at) < 3*time.Hour {
			kept = at.Truncate(time.Second)
		}
		var values []world.MetricValue
		for range 1 + random.IntN(4) {
			v := world.MetricValue{Value: float64(random.IntN(50)) / 2, Count: float64(1 + random.IntN(3))}
			values = append(values, v)
			for range int(v.Count) {
				raw = append(raw, stat.Sample{At: kept, Value: v.Value})
			}
		}
		r.Put(order(at, bySecond, values...))
	}
	return raw
}

// Statistics of what was put are those of the raw values.
func TestStatisticsOfPutDataAreThoseOfTheRawValues(t *testing.T) {
	statistics := []string{"SampleCount", "Sum", "Average", "Minimum", "Maximum", "p50", "p99.9", "tm90", "TM(2:11)", "IQM", "wm80", "TC(3:9)", "ts95", "PR(:10)"}
	for seed := range uint64(6) {
		random := rand.New(rand.NewPCG(seed, 1))
		k, r := putRoom()
		k.Advance(k.Now().Add(17 * time.Second))
		raw := putRandomly(k, r, random, 400, 2*time.Hour)
		raw = append(raw, putRandomly(k, r, random, 400, 13*24*time.Hour)...)
		for _, c := range []struct{ back, period time.Duration }{
			{2 * time.Hour, time.Second}, {time.Hour, 10 * time.Second}, {2 * time.Hour, time.Minute}, {2 * time.Hour, 5 * time.Minute}, {13 * 24 * time.Hour, time.Hour},
		} {
			start := stat.RoundStart(k.Now().Add(-c.back), k.Now(), c.period)
			for _, name := range statistics {
				parsed, err := stat.Parse(name)
				if err != nil {
					t.Fatal(err)
				}
				compare(t, name, r.Points(orders(name, c.period), k.Now().Add(-c.back), k.Now()), stat.Series(raw, start, k.Now(), c.period, parsed))
			}
		}
	}
}

func compare(t *testing.T, name string, got []telemetry.Point, want []stat.Datapoint) {
	t.Helper()
	if len(got) != len(want) || len(got) == 0 {
		t.Errorf("%s: %d points, want %d", name, len(got), len(want))
		return
	}
	for i := range got {
		if !got[i].At.Equal(want[i].At) || math.Abs(got[i].Value-want[i].Value) > 1e-6 || got[i].SampleCount != float64(want[i].Count) {
			t.Errorf("%s: %+v, want %+v", name, got[i], want[i])
			return
		}
	}
}

// CW/cloudwatch_concepts: data stays, coarser, for 455 days.
func TestPutDataGrowsCoarserAndGoes(t *testing.T) {
	k, r := putRoom()
	begin := k.Now()
	for i := range 600 {
		r.Put(order(begin.Add(-time.Duration(i)*time.Second), true, world.MetricValue{Value: float64(i), Count: 1}))
	}
	read := func(period time.Duration) int {
		n := 0.0
		for _, p := range r.Points(orders("Sum", period), begin.Add(-time.Hour), begin.Add(time.Hour)) {
			n += p.SampleCount
		}
		return int(n)
	}
	for _, c := range []struct {
		after, period time.Duration
		want          int
	}{
		{0, time.Second, 600},
		{4 * time.Hour, time.Second, 0},
		{4 * time.Hour, time.Minute, 600},
		{16 * 24 * time.Hour, time.Minute, 0},
		{16 * 24 * time.Hour, 5 * time.Minute, 600},
		{64 * 24 * time.Hour, 5 * time.Minute, 0},
		{64 * 24 * time.Hour, time.Hour, 600},
		{456 * 24 * time.Hour, time.Hour, 0},
	} {
		k.Advance(begin.Add(c.after))
		if got := read(c.period); got != c.want {
			t.Errorf("after %s in periods of %s: %d samples, want %d", c.after, c.period, got, c.want)
		}
	}
	k.Advance(begin.Add(457 * 24 * time.Hour))
	if n := k.World.Metrics.Custom.Len(); n != 0 {
		t.Errorf("%d metrics are left", n)
	}
	if at, ok := k.Next(); ok {
		t.Errorf("nothing is kept, but somebody looks again at %s", at)
	}
}

// A metric that gets a sample every ten seconds for ninety days stays bounded.
func TestPutDataStaysBounded(t *testing.T) {
	k, r := putRoom()
	for i := range 90 * 24 * 60 {
		k.Advance(k.Now().Add(time.Minute))
		r.Put(order(k.Now(), true, world.MetricValue{Value: float64(i % 7), Count: 1}))
	}
	for _, m := range k.World.Metrics.Custom.All() {
		s := m.Streams[0]
		for _, c := range []struct {
			name      string
			got, most int
		}{
			{"seconds", len(s.Seconds), 5 * 60}, {"minutes", len(s.Minutes), 18 * 24 * 60},
			{"five minutes", len(s.FiveMinutes), 56 * 24 * 12}, {"hours", len(s.Hours), 28 * 24},
		} {
			if c.got == 0 || c.got > c.most {
				t.Errorf("%s: %d slots are kept, want at most %d", c.name, c.got, c.most)
			}
		}
	}
}

// CW/Statistics-definitions.
func TestPercentilesNeedADistribution(t *testing.T) {
	at := func(d telemetry.Datum, k *sim.Kernel) telemetry.Datum { d.At = k.Now().Add(-time.Minute); return d }
	set := func(count, sum, low, high float64) telemetry.Datum {
		d := order(time.Time{}, false)
		d.Set = &telemetry.StatisticSet{Count: count, Sum: sum, Low: low, High: high}
		return d
	}
	value := func(v float64) telemetry.Datum {
		return order(time.Time{}, false, world.MetricValue{Value: v, Count: 1})
	}
	for _, c := range []struct {
		name string
		data []telemetry.Datum
		want float64
		ok   bool
	}{
		{"values", []telemetry.Datum{value(1), value(5), value(9)}, 5, true},
		{"a set", []telemetry.Datum{set(3, 15, 1, 9)}, 0, false},
		{"a set of one", []telemetry.Datum{set(1, 4, 4, 4)}, 4, true},
		{"a set of equals", []telemetry.Datum{set(3, 12, 4, 4), value(1)}, 4, true},
		{"a set among values", []telemetry.Datum{value(1), set(3, 15, 1, 9)}, 0, false},
		{"a negative value", []telemetry.Datum{value(1), value(-1), value(9)}, 0, false},
	} {
		k, r := putRoom()
		for _, d := range c.data {
			r.Put(at(d, k))
		}
		points := r.Points(orders("p50", time.Minute), k.Now().Add(-time.Hour), k.Now())
		if len(points) > 0 != c.ok || c.ok && points[0].Value != c.want {
			t.Errorf("%s: %+v, want %v %v", c.name, points, c.want, c.ok)
		}
		if n := len(r.Points(orders("Average", time.Minute), k.Now().Add(-time.Hour), k.Now())); n != 1 {
			t.Errorf("%s: %d averages", c.name, n)
		}
	}
}

// Each unit is a stream of its own (CW/cloudwatch_concepts).
func TestUnitsAreStreams(t *testing.T) {
	k, r := putRoom()
	for i, unit := range []string{"Seconds", "Milliseconds", ""} {
		d := order(k.Now().Add(-time.Minute), false, world.MetricValue{Value: float64(i + 1), Count: 1})
		d.Unit = unit
		r.Put(d)
	}
	ref := orders("Sum", time.Minute)
	if got := r.Units(ref); !slices.Equal(got, []string{"Seconds", "Milliseconds", "None"}) {
		t.Errorf("units: %v", got)
	}
	for unit, want := range map[string]float64{"Seconds": 1, "Milliseconds": 2, "None": 3, "": 6} {
		ref.Unit = unit
		if p := r.Points(ref, k.Now().Add(-time.Hour), k.Now()); len(p) != 1 || p[0].Value != want {
			t.Errorf("unit %q: %+v, want %v", unit, p, want)
		}
	}
	ref.Unit = "Bytes"
	if p := r.Points(ref, k.Now().Add(-time.Hour), k.Now()); len(p) != 0 {
		t.Errorf("of a unit that was never put: %+v", p)
	}
}

func TestPutDataIsSavedAndLoaded(t *testing.T) {
	k, r := putRoom()
	putRandomly(k, r, rand.New(rand.NewPCG(1, 2)), 200, 13*24*time.Hour)
	saved, err := json.Marshal(k.World)
	if err != nil {
		t.Fatal(err)
	}
	var loaded world.World
	if err := json.Unmarshal(saved, &loaded); err != nil {
		t.Fatal(err)
	}
	other := sim.New(&loaded)
	c := compute.New(other)
	telemetry.New(other, c, balancing.New(other, c))
	k.Advance(k.Now().Add(20 * 24 * time.Hour))
	other.Advance(other.Now().Add(20 * 24 * time.Hour))
	one, _ := json.Marshal(k.World)
	two, _ := json.Marshal(other.World)
	if string(one) != string(two) {
		t.Error("the loaded world has another future")
	}
}
