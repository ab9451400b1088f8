package telemetry

import (
	"time"

	"fleetglass/awsclient/semantics/stat"
	"fleetglass/fake/world"
)

// bucket is one period of a metric that was put.
type bucket struct {
	part
	opaque bool
	values []stat.Weighted
}

// customPoints is Points for metrics that were put; start has been rounded
// and the period checked. Without a unit, data of all units is taken together
// (choice: AWS says that this is unpredictable).
func (r *Room) customPoints(ref world.MetricRef, start, end time.Time, statistic stat.Statistic) []Point {
	m := r.custom(ref)
	if m == nil {
		return nil
	}
	now := r.k.Now()
	if oldest := now.Add(-hoursKept); start.Before(oldest) {
		start = start.Add((oldest.Sub(start) + ref.Period - 1) / ref.Period * ref.Period)
	}
	if newest := m.Latest.Add(time.Second); end.After(newest) {
		end = newest
	}
	if !start.Before(end) {
		return nil
	}
	buckets := make([]bucket, (end.Sub(start)+ref.Period-1)/ref.Period)
	for _, s := range m.Streams {
		if ref.Unit != "" && ref.Unit != s.Unit {
			continue
		}
		for _, list := range [][]world.MetricSlot{s.Hours, s.FiveMinutes, s.Minutes, s.Seconds} {
			gather(buckets, list, start, end, ref.Period, statistic.IsExtended())
		}
	}
	var points []Point
	for i, b := range buckets {
		if v, ok := b.value(statistic); ok {
			points = append(points, Point{At: start.Add(time.Duration(i) * ref.Period), Value: v, SampleCount: b.count})
		}
	}
	return points
}

// gather adds the slots of a list to the periods that they fall into.
func gather(buckets []bucket, list []world.MetricSlot, start, end time.Time, period time.Duration, distributed bool) {
	from, _ := firstFrom(list, ceilSecond(start))
	to, _ := firstFrom(list, ceilSecond(end))
	for _, s := range list[from:to] {
		b := &buckets[time.Unix(s.At, 0).Sub(start)/period]
		b.add(part{s.Sum, s.Low, s.High, s.Count})
		if !distributed {
			continue
		}
		values, known := spread(s)
		b.opaque = b.opaque || !known
		for _, v := range values {
			b.values = append(b.values, stat.Weighted(v))
		}
	}
}

// ceilSecond is the first whole second that is not before a time.
func ceilSecond(t time.Time) int64 { return t.Add(time.Second - 1).Unix() }

// value is a statistic of a period. Those that need the distribution are not
// there when it is not known, nor when a value is negative
// (CW/Statistics-definitions).
func (b bucket) value(statistic stat.Statistic) (float64, bool) {
	if b.count == 0 {
		return 0, false
	}
	if statistic.IsExtended() {
		if b.opaque || b.low < 0 {
			return 0, false
		}
		return statistic.OfWeighted(b.values)
	}
	return b.plain(statistic), true
}

// plain is a statistic that needs no distribution.
func (p part) plain(statistic stat.Statistic) float64 {
	switch statistic.String() {
	case stat.SampleCount:
		return p.count
	case stat.Sum:
		return p.sum
	case stat.Average:
		return p.sum / p.count
	case stat.Minimum:
		return p.low
	}
	return p.high
}
