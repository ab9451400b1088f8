package scaling

import (
	"maps"
	"strings"
	"time"

	"fleetglass/awsclient/semantics/alarm"
	"fleetglass/fake/world"
)

// datapoint is one period of a metric, as alarms see it.
type datapoint = alarm.Point

// datapoints is what has been read of one metric. AWS's own metrics do not
// change once their period is over, so each period is read once, and alarms
// on the same metric share it, those that look back far with those that do
// not.
type datapoints struct {
	at   map[int64]datapoint
	most int           // the most periods that anyone asks for
	span time.Duration // the farthest that anyone looks back
}

// points is the periods of an alarm's metric that begin at these times, oldest
// first. The list is good until the next call.
func (r *Room) points(a *world.Alarm, starts []time.Time) []datapoint {
	if len(starts) == 0 {
		return nil
	}
	seen := r.remembered(a)
	r.read(a.Metric, seen, starts)
	r.list = r.list[:0]
	for _, t := range starts {
		r.list = append(r.list, seen.at[t.UnixNano()])
	}
	seen.forget(starts)
	return r.list
}

// forget drops, now and then, what nobody looks back at any more.
func (d *datapoints) forget(starts []time.Time) {
	newest := starts[len(starts)-1]
	d.most, d.span = max(d.most, len(starts)), max(d.span, newest.Sub(starts[0]))
	if len(d.at) < 2*d.most {
		return
	}
	oldest := newest.Add(-d.span).UnixNano()
	maps.DeleteFunc(d.at, func(t int64, _ datapoint) bool { return t < oldest })
}

// remembered is what has been read of a metric. A metric of the user's own may
// still get late data, as may all while datapoints are late, and is read anew
// each time.
func (r *Room) remembered(a *world.Alarm) *datapoints {
	if !strings.HasPrefix(a.Metric.Namespace, "AWS/") || r.telemetry.LateAt(r.now()) {
		return &datapoints{at: map[int64]datapoint{}}
	}
	seen := r.watched[a]
	if seen == nil {
		if len(r.watched) > 2*r.k.World.Alarms.Len() { // most of them are gone
			clear(r.watched)
			clear(r.seen)
		}
		key := keyOf(a.Metric)
		if r.seen[key] == nil {
			r.seen[key] = &datapoints{at: map[int64]datapoint{}}
		}
		seen = r.seen[key]
		r.watched[a] = seen
	}
	return seen
}

// keyOf tells metrics apart.
func keyOf(ref world.MetricRef) string {
	parts := make([]string, 0, 5+2*len(ref.Dimensions))
	parts = append(parts, ref.Namespace, ref.Name, ref.Statistic, ref.Unit, ref.Period.String())
	for _, d := range ref.Dimensions {
		parts = append(parts, d.Key, d.Value)
	}
	return strings.Join(parts, "\x00")
}

// read fetches the periods that have not been seen, from the first of them on.
func (r *Room) read(ref world.MetricRef, seen *datapoints, starts []time.Time) {
	first := 0
	for first < len(starts) {
		if _, ok := seen.at[starts[first].UnixNano()]; !ok {
			break
		}
		first++
	}
	if first == len(starts) {
		return
	}
	for _, t := range starts[first:] {
		if _, ok := seen.at[t.UnixNano()]; !ok {
			seen.at[t.UnixNano()] = datapoint{At: t, Missing: true}
		}
	}
	end := starts[len(starts)-1].Add(ref.Period)
	for _, p := range r.telemetry.PointsFrom(ref, starts[first], end) {
		if _, ok := seen.at[p.At.UnixNano()]; ok {
			seen.at[p.At.UnixNano()] = datapoint{At: p.At, Value: p.Value, SampleCount: p.SampleCount}
		}
	}
}

// newest is the newest datapoint that is there; a missing one if none is.
func newest(points []datapoint) datapoint {
	for i := len(points) - 1; i >= 0; i-- {
		if !points[i].Missing {
			return points[i]
		}
	}
	return datapoint{Missing: true}
}
