package telemetry

import "fleetglass/fake/world"

// The namespace, dimension and metrics of CloudWatch Logs
// (CWL/CloudWatch-Logs-Monitoring-CloudWatch-Metrics).
const (
	spaceLogs     = "AWS/Logs"
	dimLogGroup   = "LogGroupName"
	incomingLines = "IncomingLogEvents"
	incomingBytes = "IncomingBytes"
)

// LogVolume tells how much came into the account's log groups.
type LogVolume interface {
	// Groups are the names of the log groups.
	Groups() []string
	// Incoming is what came into a group in a minute, counted from 1970.
	Incoming(group string, minute int64) (events, bytes int)
}

// CountLogs tells where the metrics of AWS/Logs come from; without it there
// are none.
func (r *Room) CountLogs(v LogVolume) { r.logs = v }

// logsSource is a metric of a log group, or without a dimension of all of
// them. A minute in which nothing came has no sample.
func (r *Room) logsSource(name string, d map[string]string) (source, bool) {
	group, named := d[dimLogGroup]
	if r.logs == nil || len(d) > 1 || len(d) == 1 && !named || name != incomingLines && name != incomingBytes {
		return source{}, false
	}
	if named && !r.k.World.LogGroups.Has(group) {
		return source{}, false
	}
	unit := none
	if name == incomingBytes {
		unit = bytes
	}
	return source{unit: unit, part: func(m int64) part {
		groups := []string{group}
		if !named {
			groups = r.logs.Groups()
		}
		var all part
		for _, g := range groups {
			events, size := r.logs.Incoming(g, m)
			switch {
			case events == 0:
			case name == incomingBytes:
				all.add(single(float64(size)))
			default:
				all.add(single(float64(events)))
			}
		}
		return all
	}}, true
}

func (r *Room) listLogs(l *lister) {
	if r.logs == nil || l.namespace != "" && l.namespace != spaceLogs {
		return
	}
	groups := r.logs.Groups()
	for _, metric := range []struct{ name, unit string }{{incomingLines, none}, {incomingBytes, bytes}} {
		if len(groups) > 0 {
			l.add(spaceLogs, metric.name, metric.unit)
		}
		for _, g := range groups {
			l.add(spaceLogs, metric.name, metric.unit, world.Attribute{Key: dimLogGroup, Value: g})
		}
	}
}
