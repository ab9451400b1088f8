package scaling

import (
	"fmt"
	"math"
	"time"
)

// AlarmLowFactor is where scale-in starts, as a part of the target. AWS does
// not publish it; for groups of EC2 instances 0.70 is what is seen (a target
// of 75 gives an alarm at 52.5). The 0.90 often told is that of other
// services.
const AlarmLowFactor = 0.70

// The windows of the two alarms, as AWS makes them.
const (
	TrackingPeriod   = time.Minute
	AlarmHighPeriods = 3
	AlarmLowPeriods  = 15
)

// roundingSlack keeps a product that is whole but for the last bits of a
// float from being rounded up to one instance more.
const roundingSlack = 1e-9

// NewDesired is the capacity at which the metric would meet the target:
// ceil(current x metric / target). It rounds up when adding and, so to say,
// when removing: better one instance too many.
func NewDesired(current int, metric, target float64) int {
	if target <= 0 || metric < 0 {
		return current
	}
	wanted := math.Ceil(float64(current)*metric/target - roundingSlack)
	return int(min(wanted, math.MaxInt32))
}

// Track is what target tracking makes of a capacity. With scale-in disabled
// the capacity never goes down.
func Track(current int, metric, target float64, b Bounds, disableScaleIn bool) Adjustment {
	raw := NewDesired(current, metric, target)
	why := fmt.Sprintf("%d x %s / %s = %s, rounded up to %d", current, short(metric), short(target),
		short(float64(current)*metric/target), raw)
	if raw < current && disableScaleIn {
		return clamped(current, current, b, why+", but scale-in is disabled")
	}
	return clamped(current, raw, b, why)
}

// short is a number with at most two decimals: enough to follow the sum.
func short(v float64) string { return decimal(math.Round(v*100) / 100) }

// TrackingAlarm is one of the two alarms that target tracking makes.
type TrackingAlarm struct {
	Name, Description   string
	High                bool   // the alarm that scales out
	Comparison          string // "GreaterThanThreshold"
	Threshold           float64
	Period              time.Duration
	Periods, Datapoints int
}

// TrackingAlarms are the alarms of a policy: the high one first, the low one
// unless scale-in is disabled. The ids are lower-case UUIDs that make the
// names unique.
func TrackingAlarms(group, policyARN string, target float64, highID, lowID string, disableScaleIn bool) []TrackingAlarm {
	description := "DO NOT EDIT OR DELETE. For TargetTrackingScaling policy " + policyARN + "."
	alarms := []TrackingAlarm{{
		Name: "TargetTracking-" + group + "-AlarmHigh-" + highID, Description: description,
		High: true, Comparison: "GreaterThanThreshold", Threshold: target,
		Period: TrackingPeriod, Periods: AlarmHighPeriods, Datapoints: AlarmHighPeriods,
	}}
	if disableScaleIn {
		return alarms
	}
	return append(alarms, TrackingAlarm{
		Name: "TargetTracking-" + group + "-AlarmLow-" + lowID, Description: description,
		Comparison: "LessThanThreshold", Threshold: AlarmLow(target),
		Period: TrackingPeriod, Periods: AlarmLowPeriods, Datapoints: AlarmLowPeriods,
	})
}

// AlarmLow is the threshold under which a group scales in. Rounding to nine
// decimals shows 0.7 x 90 as 63, not 62.99999999999999.
func AlarmLow(target float64) float64 {
	return math.Round(target*AlarmLowFactor*1e9) / 1e9
}
