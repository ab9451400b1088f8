package telemetry

import (
	"time"

	"fleetglass/awsclient/semantics/stat"
	"fleetglass/fake/world"
)

// Point is a statistic of one period.
type Point struct {
	At          time.Time // start of the period
	Value       float64
	SampleCount float64 // raw samples in the period
}

// source is one metric, minute by minute.
type source struct {
	unit string
	// part is a minute's raw samples, added up; its count is 0 when there
	// are none.
	part func(minute int64) part
	// values is the raw samples themselves, for percentiles; nil when a
	// minute has at most one.
	values func(minute int64) []float64
}

// Points is a metric's statistic in periods from start (inclusive) to end
// (exclusive), oldest first and stamped with their start; periods without
// data have no point. Periods are counted from start, as CloudWatch does. A
// metric that is not there, an unknown statistic and a period that is too
// fine for data so old have no points.
func (r *Room) Points(ref world.MetricRef, start, end time.Time) []Point {
	return r.PointsFrom(ref, stat.RoundStart(start, r.k.Now(), ref.Period), end)
}

// PointsFrom is Points with a start that is taken as it is. Alarms of short
// periods look at windows that slide past the periods' own division.
func (r *Room) PointsFrom(ref world.MetricRef, start, end time.Time) []Point {
	statistic, err := stat.Parse(ref.Statistic)
	if err != nil || ref.Period <= 0 || ref.Period%stat.PeriodForAge(r.k.Now().Sub(start)) != 0 {
		return nil
	}
	if r.LateAt(r.k.Now()) {
		end = minTime(end, r.k.World.Metrics.Late.From.Truncate(time.Minute))
	}
	if isCustom(ref.Namespace) {
		return r.customPoints(ref, start, end, statistic)
	}
	src, ok := r.source(ref)
	if !ok || ref.Unit != "" && ref.Unit != src.unit {
		return nil
	}
	if last := r.complete(); end.After(last) {
		end = last
	}
	if born := r.k.World.Born.Truncate(time.Minute); start.Before(born) {
		start = start.Add(born.Sub(start) / ref.Period * ref.Period)
	}
	var points []Point
	for ; start.Before(end); start = start.Add(ref.Period) {
		if p, ok := src.over(start, minTime(start.Add(ref.Period), end), statistic); ok {
			points = append(points, p)
		}
	}
	return points
}

// LateAt tells whether the newest datapoints are not there yet at a time.
func (r *Room) LateAt(t time.Time) bool {
	late := r.k.World.Metrics.Late
	return !t.Before(late.From) && t.Before(late.Until)
}

// over is the statistic of the minutes that begin within a stretch.
func (s source) over(from, to time.Time, statistic stat.Statistic) (Point, bool) {
	first := minuteOf(from)
	if minuteStart(first).Before(from) {
		first++
	}
	var all part
	var values []float64
	for m := first; minuteStart(m).Before(to); m++ {
		p := s.part(m)
		all.add(p)
		if statistic.IsExtended() && p.count > 0 {
			values = append(values, s.raw(m, p)...)
		}
	}
	if all.count == 0 {
		return Point{}, false
	}
	point := Point{At: from, SampleCount: all.count}
	if !statistic.IsExtended() {
		point.Value = all.plain(statistic)
		return point, true
	}
	var ok bool
	point.Value, ok = statistic.Of(values)
	return point, ok
}

func (s source) raw(m int64, p part) []float64 {
	if s.values != nil {
		return s.values(m)
	}
	return []float64{p.sum / p.count}
}

func minTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// source finds a metric by its namespace, name and exact set of dimensions.
func (r *Room) source(ref world.MetricRef) (source, bool) {
	r.refresh()
	d := dimensions(ref.Dimensions)
	if len(d) != len(ref.Dimensions) {
		return source{}, false
	}
	switch ref.Namespace {
	case spaceEC2:
		return r.ec2Source(ref.Name, d)
	case spaceALB:
		return r.balancerSource(r.alb, ref.Name, d)
	case spaceNLB:
		return r.balancerSource(r.nlb, ref.Name, d)
	case spaceClassic:
		return r.classicSource(ref.Name, d)
	case spaceFleet:
		return r.fleetSource(ref.Name, d)
	case spaceAutoScaling:
		return r.groupSource(ref.Name, d)
	case spaceLogs:
		return r.logsSource(ref.Name, d)
	}
	return source{}, false
}

func dimensions(list []world.Attribute) map[string]string {
	d := map[string]string{}
	for _, a := range list {
		d[a.Key] = a.Value
	}
	return d
}

// The namespaces and dimensions of the metrics here, and their units, in
// AWS's words.
const (
	spaceEC2         = "AWS/EC2"
	spaceALB         = "AWS/ApplicationELB"
	spaceNLB         = "AWS/NetworkELB"
	spaceAutoScaling = "AWS/AutoScaling"

	dimInstance = "InstanceId"
	dimGroup    = "AutoScalingGroupName"
	dimType     = "InstanceType"
	dimBalancer = "LoadBalancer"
	dimTargets  = "TargetGroup"

	percent = "Percent"
	bytes   = "Bytes"
	count   = "Count"
	seconds = "Seconds"
	none    = "None"
)
