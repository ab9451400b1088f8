package views

import (
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/stat"
	"fleetglass/ui"
)

const day = 24 * time.Hour

// span is how far back a graph of metrics goes.
type span struct {
	name string
	back time.Duration
}

// spans are the ranges on offer, shortest first. CloudWatch keeps nothing
// longer than the last.
func spans() []span {
	return []span{{"15 m", 15 * time.Minute}, {"1 h", time.Hour}, {"3 h", 3 * time.Hour}, {"12 h", 12 * time.Hour}, {"1 d", day},
		{"3 d", 3 * day}, {"1 w", 7 * day}, {"1 mo", 30 * day}, {"3 mo", 91 * day}, {"15 mo", 455 * day}}
}

// usualSpan is where a graph begins: 3 h.
const usualSpan = 2

// autoPeriod is the period that fits the range; the zero of a choice.
const autoPeriod time.Duration = 0

// periods are the fixed periods on offer, after the automatic one.
func periods() []time.Duration {
	return []time.Duration{autoPeriod, 10 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 6 * time.Hour, day}
}

// pointsAimedAt is about how many points of a line a terminal can show: what
// is finer would not be seen, and costs.
const pointsAimedAt = 200

// periodFor is the period that a graph is asked with: the one chosen, or the
// finest that makes not too many points, but never finer than what CloudWatch
// still keeps for the range's beginning.
func periodFor(chosen, back time.Duration) time.Duration {
	kept := stat.PeriodForAge(back)
	if chosen != autoPeriod {
		return max(chosen, kept)
	}
	for _, p := range periods()[2:] {
		if p >= kept && back/p <= pointsAimedAt {
			return p
		}
	}
	return day
}

// statistics are those on offer by key; any other can be typed.
func statistics() []string {
	return []string{"Average", "Sum", "Minimum", "Maximum", "SampleCount", "p50", "p90", "p99", "p99.9", "tm99"}
}

// statisticFor is what people look at first of a metric: the one that an alarm
// on it uses, the sum of what is counted, or the average.
func statisticFor(m awsclient.Metric, watching []*awsclient.Alarm) string {
	for _, a := range watching {
		if a.Metric.Statistic != "" {
			return a.Metric.Statistic
		}
	}
	counted := strings.HasSuffix(m.Name, "Count") || strings.HasPrefix(m.Name, "HTTPCode_") || strings.HasSuffix(m.Name, "Errors")
	if counted && !strings.Contains(m.Name, "HostCount") {
		return stat.Sum
	}
	return stat.Average
}

// measure is what a metric is measured in.
type measure struct {
	name   string // "percent", "" when it is not known
	number func(float64) string
}

// measureOf is the unit of a metric under a statistic. CloudWatch keeps the
// unit with the data and does not list it, so it is told by the names that
// AWS's own metrics have; of others only the number is known.
func measureOf(m awsclient.Metric, statistic string) measure {
	switch name := m.Name; {
	case statistic == stat.SampleCount || strings.HasPrefix(statistic, "tc") || strings.HasPrefix(statistic, "TC"):
		return measure{"samples", ui.Number}
	case strings.HasPrefix(statistic, "PR"):
		return measure{"percent", ui.Percent}
	case !strings.HasPrefix(m.Namespace, "AWS/"):
		return measure{"", ui.Number}
	case strings.HasSuffix(name, "Utilization") || strings.HasSuffix(name, "Balance%"):
		return measure{"percent", ui.Percent}
	case strings.Contains(name, "Bytes") || name == "NetworkIn" || name == "NetworkOut":
		return measure{"bytes", ui.Bytes}
	case strings.HasSuffix(name, "ResponseTime") || strings.HasSuffix(m.Namespace, "ELB") && strings.HasSuffix(name, "Latency"):
		return measure{"time", ui.Seconds}
	case name == "Duration":
		return measure{"time", func(ms float64) string { return ui.Seconds(ms / 1000) }}
	default:
		return measure{"count", ui.Number}
	}
}
