package whatif

import (
	"cmp"
	"math"
	"slices"
	"time"

	"fleetglass/awsclient/semantics/alarm"
)

// How many values of each setting are tried (choices: farther away it would be
// another alarm).
const (
	triedPeriods    = 24
	triedThresholds = 100
)

// calmer are the smallest changes of one setting that avoid flapping and still
// let the alarm fire: counts by how many steps, then the threshold.
func (p *alarmPast) calmer(rule alarm.Rule) []AlarmChange {
	needed := rule.Datapoints
	if needed == 0 {
		needed = rule.Periods
	}
	var changes []AlarmChange
	try := func(setting string, from float64, values []float64, set func(*alarm.Rule, float64)) {
		for _, to := range values {
			other := rule
			other.Datapoints = needed
			set(&other, to)
			if other.Validate() != nil {
				continue
			}
			if flaps, fired := p.flaps(other); flaps == 0 && fired > 0 {
				changes = append(changes, AlarmChange{Setting: setting, From: from, To: to, Fired: fired})
				return
			}
		}
	}
	try("datapoints to alarm", float64(needed), around(needed, rule.Periods-1), func(r *alarm.Rule, v float64) { r.Datapoints = int(v) })
	try("evaluation periods", float64(rule.Periods), around(rule.Periods, triedPeriods), func(r *alarm.Rule, v float64) { r.Periods = int(v) })
	slices.SortStableFunc(changes, func(a, b AlarmChange) int {
		return cmp.Compare(math.Abs(a.To-a.From), math.Abs(b.To-b.From))
	})
	try("threshold", rule.Threshold, p.thresholds(rule), func(r *alarm.Rule, v float64) { r.Threshold = v })
	return changes
}

// around are the numbers next to one, nearest first, the larger before the
// smaller.
func around(n, reach int) []float64 {
	var values []float64
	for d := 1; d <= reach; d++ {
		values = append(values, float64(n+d))
		if n > d {
			values = append(values, float64(n-d))
		}
	}
	return values
}

// thresholds are those that judge some period otherwise, nearest first: the
// values that there were, and just beyond them.
func (p *alarmPast) thresholds(rule alarm.Rule) []float64 {
	var values []float64
	p.each(rule, func(_ time.Time, points []alarm.Point) {
		if last := points[len(points)-1]; !last.Missing && last.Value != rule.Threshold {
			values = append(values, beyond(last.Value, rule.Threshold))
		}
	})
	slices.SortFunc(values, func(a, b float64) int {
		return cmp.Or(cmp.Compare(math.Abs(a-rule.Threshold), math.Abs(b-rule.Threshold)), cmp.Compare(a, b))
	})
	values = slices.Compact(values)
	return values[:min(len(values), triedThresholds)]
}

// beyond is a threshold that a person would write, at a value or a little
// farther from the old one: four figures.
func beyond(value, threshold float64) float64 {
	if value == 0 {
		return 0
	}
	unit := math.Pow(10, math.Floor(math.Log10(math.Abs(value)))-3)
	if value > threshold {
		return math.Ceil(value/unit) * unit
	}
	return math.Floor(value/unit) * unit
}
