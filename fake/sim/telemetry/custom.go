package telemetry

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"fleetglass/fake/world"
)

// Datum is samples of one metric that are put together.
type Datum struct {
	Namespace, Name string
	Unit            string // "" means None
	Dimensions      []world.Attribute
	At              time.Time
	BySecond        bool // kept by the second while it is new, else by the minute
	// Values is what was seen and how often, in any order; or
	Values []world.MetricValue
	// Set is what is known of samples that are not themselves known.
	Set *StatisticSet
}

// StatisticSet is samples of which only these are known.
type StatisticSet struct{ Count, Sum, Low, High float64 }

// Put adds samples to a metric, and makes the metric when it is new. The
// datum must have been checked: numbers are finite, counts positive, and the
// time within AWS's range.
func (r *Room) Put(d Datum) {
	if d.Unit == "" {
		d.Unit = none
	}
	metrics := &r.k.World.Metrics.Custom
	if metrics.Len() == 0 {
		r.k.WakeAt(r.k.Now().Truncate(retentionEvery).Add(retentionEvery), KindRetention, "")
	}
	dims := sortedDimensions(d.Dimensions)
	key := customKey(d.Namespace, d.Name, dims)
	m := metrics.Get(key)
	if m == nil {
		m = &world.CustomMetric{Namespace: d.Namespace, Name: d.Name, Dimensions: dims}
		metrics.Put(key, m)
	}
	if d.At.After(m.Latest) {
		m.Latest = d.At.UTC()
	}
	s := streamOf(m, d.Unit)
	slot := d.slot()
	if d.BySecond && r.k.Now().Sub(d.At) < secondsKept {
		s.Seconds = insert(s.Seconds, slot, fineValues)
		return
	}
	slot.At = floor(slot.At, time.Minute)
	s.Minutes = insert(s.Minutes, slot, fineValues)
}

// slot is a datum as a slot of its second.
func (d Datum) slot() world.MetricSlot {
	at := d.At.Unix()
	if d.Set != nil {
		return d.Set.slot(at)
	}
	values := distribution(d.Values)
	s := world.MetricSlot{At: at, Low: values[0].Value, High: values[len(values)-1].Value}
	for _, v := range d.Values {
		s.Count += v.Count
		s.Sum += v.Value * v.Count
	}
	if len(values) > 1 {
		s.Values = condensed(values, fineValues)
	}
	return s
}

// slot is a statistic set as a slot. Its distribution is known when there was
// one sample, or when all were the same (CW/Statistics-definitions).
func (s StatisticSet) slot(at int64) world.MetricSlot {
	slot := world.MetricSlot{At: at, Count: s.Count, Sum: s.Sum, Low: s.Low, High: s.High}
	switch {
	case s.Low == s.High:
	case s.Count == 1:
		slot.Values = []world.MetricValue{{Value: s.Sum, Count: 1}}
	default:
		slot.Opaque = true
	}
	return slot
}

// floor rounds a time down to a whole period since 1970.
func floor(at int64, period time.Duration) int64 {
	length := int64(period / time.Second)
	return at - ((at%length)+length)%length
}

// streamOf is a metric's stream in a unit, made when there is none.
func streamOf(m *world.CustomMetric, unit string) *world.MetricStream {
	i := slices.IndexFunc(m.Streams, func(s world.MetricStream) bool { return s.Unit == unit })
	if i < 0 {
		i = len(m.Streams)
		m.Streams = append(m.Streams, world.MetricStream{Unit: unit})
	}
	return &m.Streams[i]
}

// custom is the metric that somebody put under this name; nil when there is
// none.
func (r *Room) custom(ref world.MetricRef) *world.CustomMetric {
	return r.k.World.Metrics.Custom.Get(customKey(ref.Namespace, ref.Name, sortedDimensions(ref.Dimensions)))
}

// isCustom tells whether a namespace is not one of AWS's own.
func isCustom(namespace string) bool { return !strings.HasPrefix(namespace, "AWS/") }

// sortedDimensions is dimensions in one order: which came first is no part of
// a metric's name.
func sortedDimensions(dims []world.Attribute) []world.Attribute {
	return slices.SortedFunc(slices.Values(dims), func(a, b world.Attribute) int { return cmp.Compare(a.Key, b.Key) })
}

func customKey(namespace, name string, dims []world.Attribute) string {
	parts := make([]string, 0, 2+2*len(dims))
	parts = append(parts, namespace, name)
	for _, d := range dims {
		parts = append(parts, d.Key, d.Value)
	}
	return strings.Join(parts, "\x00")
}

// Units is the units in which there is data of a metric, in CloudWatch's
// words; none when the metric is not there.
func (r *Room) Units(ref world.MetricRef) []string {
	if !isCustom(ref.Namespace) {
		if src, ok := r.source(ref); ok {
			return []string{src.unit}
		}
		return nil
	}
	var units []string
	if m := r.custom(ref); m != nil {
		for _, s := range m.Streams {
			units = append(units, s.Unit)
		}
	}
	return units
}

// listCustom lists the metrics that were put, without those that have been
// silent since a time.
func (r *Room) listCustom(l *lister) {
	for _, m := range r.k.World.Metrics.Custom.All() {
		if !m.Latest.Before(l.since) {
			l.add(m.Namespace, m.Name, m.Streams[0].Unit, m.Dimensions...)
		}
	}
}
