package telemetry

import "slices"

// groupMetrics is the metrics of AWS/AutoScaling, in the order in which the
// scaling room writes them into a step of Metrics.Capacity.
func groupMetrics() []string {
	return []string{
		"GroupMinSize", "GroupMaxSize", "GroupDesiredCapacity", "GroupInServiceInstances",
		"GroupPendingInstances", "GroupStandbyInstances", "GroupTerminatingInstances", "GroupTotalInstances",
		"GroupInServiceCapacity", "GroupPendingCapacity", "GroupStandbyCapacity", "GroupTerminatingCapacity", "GroupTotalCapacity",
	}
}

// groupSource is a metric of a group for which it is switched on.
func (r *Room) groupSource(name string, d map[string]string) (source, bool) {
	i := slices.Index(groupMetrics(), name)
	g := r.k.World.Groups.Get(d[dimGroup])
	h := r.k.World.Metrics.Capacity.Get(d[dimGroup])
	if i < 0 || len(d) != 1 || g == nil || h == nil || !slices.Contains(g.EnabledMetrics, name) {
		return source{}, false
	}
	return source{unit: none, part: func(m int64) part {
		if v := at(h, lastMoment(m)); i < len(v) {
			return single(v[i])
		}
		return part{}
	}}, true
}
