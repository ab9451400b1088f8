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
	statistic, err := stat.Parse(ref.Statistic)
	src, ok := r.source(ref)
	start = stat.RoundStart(start, r.k.Now(), ref.Period)
	if err != nil || !ok || ref.Period <= 0 || ref.Unit != "" && ref.Unit != src.unit {
		return nil
	}
	if ref.Period%stat.PeriodForAge(r.k.Now().Sub(start)) != 0 {
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
	ok := true
	switch statistic.String() {
	case stat.SampleCount:
		point.Value = all.count
	case stat.Sum:
		point.Value = all.sum
	case stat.Average:
		point.Value = all.sum / all.count
	case stat.Minimum:
		point.Value = all.low
	case stat.Maximum:
		point.Value = all.high
	default:
		point.Value, ok = statistic.Of(values)
	}
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

// Unit is a metric's unit, in CloudWatch's words; "" when it is not there.
func (r *Room) Unit(ref world.MetricRef) string {
	src, _ := r.source(ref)
	return src.unit
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
		return r.balancerSource(albMetrics(), ref.Name, d)
	case spaceNLB:
		return r.balancerSource(nlbMetrics(), ref.Name, d)
	case spaceAutoScaling:
		return r.groupSource(ref.Name, d)
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
