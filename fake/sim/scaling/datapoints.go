package scaling

import (
	"fmt"
	"strings"
	"time"

	"fleetglass/awsclient/semantics/alarm"
	"fleetglass/fake/world"
)

// datapoint is one period of a metric, as alarms see it.
type datapoint = alarm.Point

// datapoints is what has been read of one metric. AWS's own metrics do not
// change once their period is over, so each period is read once, and two
// alarms on the same metric share it.
type datapoints struct{ at map[int64]datapoint }

// points is a metric's periods that begin at these times, oldest first.
func (r *Room) points(ref world.MetricRef, starts []time.Time) []datapoint {
	if len(starts) == 0 {
		return nil
	}
	seen := r.remembered(ref)
	r.read(ref, seen, starts)
	list := make([]datapoint, len(starts))
	for i, t := range starts {
		list[i] = seen.at[t.UnixNano()]
	}
	for t := range seen.at {
		if t < starts[0].UnixNano() {
			delete(seen.at, t)
		}
	}
	return list
}

// remembered is what has been read of a metric. A metric of the user's own may
// still get late data, and is read anew each time.
func (r *Room) remembered(ref world.MetricRef) *datapoints {
	fresh := &datapoints{at: map[int64]datapoint{}}
	if !strings.HasPrefix(ref.Namespace, "AWS/") {
		return fresh
	}
	key := fmt.Sprint(ref)
	if r.seen[key] == nil {
		r.seen[key] = fresh
	}
	return r.seen[key]
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
	for _, p := range r.telemetry.Points(ref, starts[first], end) {
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
