package alarm

import (
	"time"

	"fleetglass/awsclient/semantics/refusal"
)

// States of an alarm, in AWS's words.
const (
	OK               = "OK"
	Alarm            = "ALARM"
	InsufficientData = "INSUFFICIENT_DATA"
)

// InitialReason is the reason of an alarm that was just made; its state is
// INSUFFICIENT_DATA.
const InitialReason = "Unchecked: Initial alarm creation"

// Comparisons, in AWS's words.
const (
	GreaterThan        = "GreaterThanThreshold"
	GreaterThanOrEqual = "GreaterThanOrEqualToThreshold"
	LessThan           = "LessThanThreshold"
	LessThanOrEqual    = "LessThanOrEqualToThreshold"
)

// Treatments of missing data, in AWS's words.
const (
	Missing      = "missing"
	Ignore       = "ignore"
	Breaching    = "breaching"
	NotBreaching = "notBreaching"
)

// Rule is what an alarm watches for.
type Rule struct {
	Comparison  string // "GreaterThanThreshold"
	Threshold   float64
	Periods     int           // N: how many periods are compared
	Datapoints  int           // M: how many of them must breach; 0 means all, unset
	Period      time.Duration // length of one
	Statistic   string        // "Average", "p99"; for the reason's data only
	Unit        string        // "" when unset; for the reason's data only
	MissingData string        // "" means Missing
}

// extraPeriods is by how many periods the evaluation range is longer than N.
// AWS says only that it is longer; its example has 5 for N = 3 (choice).
const extraPeriods = 2

// EvaluationRange is how many periods are looked at: more than N, so that a
// late point can still be replaced by an older one.
func (r Rule) EvaluationRange() int { return r.Periods + extraPeriods }

// Window is the start of each period of the evaluation range, oldest first.
// The windows slide with the minute (or the ten seconds of short periods) and
// do not keep to the period's own grid.
func (r Rule) Window(now time.Time) []time.Time {
	return r.AppendWindow(make([]time.Time, 0, r.EvaluationRange()), now)
}

// AppendWindow is Window, added to a list.
func (r Rule) AppendWindow(starts []time.Time, now time.Time) []time.Time {
	end := now.UTC().Truncate(EvaluationStep(r.Period))
	for i := r.EvaluationRange(); i > 0; i-- {
		starts = append(starts, end.Add(-time.Duration(i)*r.Period))
	}
	return starts
}

// EvaluationStep is how often an alarm is evaluated: each minute, each ten
// seconds if its period is shorter than a minute.
func EvaluationStep(period time.Duration) time.Duration {
	if period < time.Minute {
		return 10 * time.Second
	}
	return time.Minute
}

// needed is M.
func (r Rule) needed() int {
	if r.Datapoints == 0 {
		return r.Periods
	}
	return r.Datapoints
}

// Breaches reports whether a value is on the alarm's side of the threshold.
func (r Rule) Breaches(value float64) bool {
	switch r.Comparison {
	case GreaterThan:
		return value > r.Threshold
	case GreaterThanOrEqual:
		return value >= r.Threshold
	case LessThan:
		return value < r.Threshold
	case LessThanOrEqual:
		return value <= r.Threshold
	}
	return false
}

// OperatorText is a comparison as AWS writes it in a reason, "" if unknown.
func OperatorText(comparison string) string {
	switch comparison {
	case GreaterThan:
		return "greater than"
	case GreaterThanOrEqual:
		return "greater than or equal to"
	case LessThan:
		return "less than"
	case LessThanOrEqual:
		return "less than or equal to"
	}
	return ""
}

// Limits on the time an alarm looks back (BC:cloudwatch.PutMetricAlarm).
const (
	day  = 24 * time.Hour
	week = 7 * day
)

// Validate refuses a rule that AWS would refuse. The texts are choices, but
// for the one about more than a day.
func (r Rule) Validate() error {
	switch {
	case OperatorText(r.Comparison) == "":
		return refusal.Invalid("Value '%s' at 'comparisonOperator' failed to satisfy constraint: Member must satisfy enum value set: [%s, %s, %s, %s]",
			r.Comparison, GreaterThanOrEqual, GreaterThan, LessThan, LessThanOrEqual)
	case !validTreatment(r.MissingData):
		return refusal.Invalid("Option %s for parameter TreatMissingData is not supported.", r.MissingData)
	case !validPeriod(r.Period):
		return refusal.Invalid("Period must be 10, 20, 30 or a multiple of 60")
	case r.Periods < 1:
		return refusal.Invalid("EvaluationPeriods must be greater than or equal to 1")
	case r.Datapoints < 0 || r.Datapoints > r.Periods:
		return refusal.Invalid("DatapointsToAlarm must be between 1 and EvaluationPeriods")
	}
	return r.validateSpan()
}

func (r Rule) validateSpan() error {
	span := time.Duration(r.Periods) * r.Period
	if r.Period >= time.Hour {
		if span > week {
			return refusal.Invalid("Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= 604800).")
		}
		return nil
	}
	if span > day {
		return refusal.Invalid("Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).")
	}
	return nil
}

func validTreatment(t string) bool {
	return t == "" || t == Missing || t == Ignore || t == Breaching || t == NotBreaching
}

func validPeriod(d time.Duration) bool {
	if d < time.Minute {
		return d == 10*time.Second || d == 20*time.Second || d == 30*time.Second
	}
	return d%time.Minute == 0
}

// LowSampleCount reports whether a percentile (99 for p99) has too few
// samples to mean anything; an alarm that ignores low sample counts then
// keeps its state.
func LowSampleCount(percentile float64, samples int) bool {
	p := percentile / 100
	rare := min(p, 1-p)
	if rare <= 0 {
		return true
	}
	// A percent that is whole but for the last bits of a float must not ask for
	// one sample too many.
	const slack = 1e-6
	return float64(samples) < 10/rare-slack
}

// ActionEvery is how often an Auto Scaling action repeats while its alarm
// stays in the state.
const ActionEvery = time.Minute

// ActionDue reports whether a state's action runs: on the change to it, and
// for Auto Scaling actions every minute after. since is the time since the
// action last ran.
func ActionDue(changed, autoScaling bool, since time.Duration) bool {
	return changed || autoScaling && since >= ActionEvery
}
