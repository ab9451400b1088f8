package views

import (
	"math"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/scaling"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// policyType is a policy's type as people say it.
func policyType(t string) string {
	switch t {
	case "SimpleScaling":
		return "simple"
	case "StepScaling":
		return "step"
	case "TargetTrackingScaling":
		return "target tracking"
	case "PredictiveScaling":
		return "predictive"
	default:
		return t
	}
}

// policyWords is what a policy does, in a phrase: "holds CPU at 60 %",
// "+2 from +0, +4 from +15", "exactly 6".
func policyWords(p awsclient.Policy) string {
	switch p.Type {
	case "TargetTrackingScaling":
		words := "holds " + trackedMetric(p.Target) + " at " + trackedValue(p.Target, p.Target.Value)
		if p.Target.DisableScaleIn {
			words += ", never scales in"
		}
		return words
	case "StepScaling":
		return stepWords(p)
	case "PredictiveScaling":
		return p.PredictiveDescribe
	default:
		return adjustmentWords(p.AdjustmentType, p.Adjustment)
	}
}

// adjustmentWords is an adjustment: "+2", "exactly 4", "+50 %".
func adjustmentWords(kind string, amount int) string {
	switch kind {
	case scaling.ExactCapacity:
		return "exactly " + strconv.Itoa(amount)
	case scaling.PercentChangeInCapacity:
		return signed(amount) + " %"
	default:
		return signed(amount)
	}
}

func signed(n int) string {
	if n > 0 {
		return "+" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// stepWords lists a policy's steps with their bounds, which are relative to
// the threshold of whatever alarm fires.
func stepWords(p awsclient.Policy) string {
	var words []string
	for _, s := range p.Steps {
		words = append(words, adjustmentWords(p.AdjustmentType, s.Adjustment)+" "+boundsWords(s))
	}
	return strings.Join(words, ", ")
}

func boundsWords(s awsclient.Step) string {
	switch {
	case s.Lower == nil && s.Upper == nil:
		return "always"
	case s.Upper == nil:
		return "from " + offset(*s.Lower)
	case s.Lower == nil:
		return "to " + offset(*s.Upper)
	default:
		return "from " + offset(*s.Lower) + " to " + offset(*s.Upper)
	}
}

// offset is a bound of a step: "+0", "+15", "-10".
func offset(v float64) string {
	text := strconv.FormatFloat(v, 'f', -1, 64)
	if v >= 0 {
		return "+" + text
	}
	return text
}

// trackedMetric is what a target tracking policy watches, in a word or two.
func trackedMetric(t awsclient.TargetTracking) string {
	switch t.Predefined {
	case "ASGAverageCPUUtilization":
		return "CPU"
	case "ASGAverageNetworkIn":
		return "network in"
	case "ASGAverageNetworkOut":
		return "network out"
	case "ALBRequestCountPerTarget":
		return "requests per target"
	case "":
		return t.CustomMetric
	default:
		return t.Predefined
	}
}

// trackedValue is a value of the tracked metric with its unit.
func trackedValue(t awsclient.TargetTracking, v float64) string {
	if t.Predefined == "ASGAverageCPUUtilization" {
		return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) + " %"
	}
	return ui.Number(v)
}

// policyWants are the metrics of the alarms that drive a policy.
func (r *groupRow) policyWants(p awsclient.Policy) []watch.Want {
	var wants []watch.Want
	for _, name := range p.AlarmNames {
		if a := r.ties.Alarm(name); a != nil {
			wants = append(wants, alarmGraph(*a))
		}
	}
	return wants
}

// alarmGraph wants an alarm's own metric, far enough back to see what it
// judges.
func alarmGraph(a awsclient.Alarm) watch.Want {
	return watch.Graph(a.Metric, max(time.Hour, time.Duration(a.Periods)*a.Metric.Period))
}

// drive is an alarm of a policy, with the metric that it sees now.
type drive struct {
	alarm awsclient.Alarm
	value float64 // NaN when unknown
}

// drives are the alarms behind a policy, those in ALARM first.
func (r *policyRow) drives() []drive {
	var firing, calm []drive
	for _, name := range r.AlarmNames {
		a := r.group.ties.Alarm(name)
		if a == nil {
			continue
		}
		d := drive{*a, lastValue(seriesPoints(r.group.snap, alarmGraph(*a)))}
		if a.State == "ALARM" {
			firing = append(firing, d)
		} else {
			calm = append(calm, d)
		}
	}
	return append(firing, calm...)
}

// would is what the policy would make of the capacity if the alarm acted on
// this value now; false when it would do nothing.
func (r *policyRow) would(d drive) (scaling.Adjustment, bool) {
	limits := r.group.Limits
	bounds := scaling.Bounds{Min: limits.Min, Max: limits.Max}
	var a scaling.Adjustment
	switch r.Type {
	case "TargetTrackingScaling":
		if math.IsNaN(d.value) {
			return a, false
		}
		a = scaling.Track(limits.Desired, d.value, r.Target.Value, bounds, r.Target.DisableScaleIn)
	case "StepScaling":
		step, ok := scaling.SelectStep(semanticSteps(r.Steps), d.alarm.Threshold, d.value)
		if !ok || math.IsNaN(d.value) {
			return a, false
		}
		a = scaling.Change{Kind: r.AdjustmentType, Amount: step.Adjustment, MinMagnitude: r.MinMagnitude}.Apply(limits.Desired, bounds)
	case "SimpleScaling":
		a = scaling.Change{Kind: r.AdjustmentType, Amount: r.Adjustment, MinMagnitude: r.MinMagnitude}.Apply(limits.Desired, bounds)
	default:
		return a, false
	}
	return a, a.Clamped != limits.Desired
}

func semanticSteps(steps []awsclient.Step) []scaling.Step {
	out := make([]scaling.Step, len(steps))
	for i, s := range steps {
		out[i] = scaling.Step{Lower: s.Lower, Upper: s.Upper, Adjustment: s.Adjustment}
	}
	return out
}

// standing is where the policy stands now: the metric against the threshold
// that is nearest to acting, and what would follow.
func (r *policyRow) standing() ui.Line {
	if !r.Enabled {
		return ui.In(themes.Dim, "disabled")
	}
	drives := r.drives()
	if len(drives) == 0 {
		return ui.In(themes.Dim, "no alarm drives it")
	}
	d := drives[0]
	l := alarmStanding(d)
	if d.alarm.State != "ALARM" {
		return append(l, ui.Span{Text: d.distance(), Role: themes.Dim})
	}
	if a, ok := r.would(d); ok {
		return append(l, ui.Span{Text: " " + r.group.glyphs.Arrow + " desired " + strconv.Itoa(a.From) + " to " + strconv.Itoa(a.Clamped), Role: themes.Text})
	}
	return append(l, ui.Span{Text: ", nothing to do at " + strconv.Itoa(r.group.Limits.Desired), Role: themes.Dim})
}

// distance is how far the metric is from the threshold: ", 29 away". It is
// nothing when the metric, or an alarm on several of them, has no one value.
func (d drive) distance() string {
	if math.IsNaN(d.value) {
		return ""
	}
	return ", " + ui.Number(math.Abs(d.alarm.Threshold-d.value)) + " away"
}

// alarmStanding is an alarm's state and its metric against the threshold:
// "ALARM 62.1 above 60".
func alarmStanding(d drive) ui.Line {
	role := themes.Dim
	switch d.alarm.State {
	case "ALARM":
		role = themes.Warn
	case "OK":
		role = themes.Good
	}
	value := "no data"
	if !math.IsNaN(d.value) {
		value = ui.Number(d.value)
	}
	return ui.Line{
		{Text: alarmWord(d.alarm.State), Role: role},
		{Text: "  " + value + ", alarm " + comparisonWord(d.alarm.Comparison) + " " + ui.Number(d.alarm.Threshold), Role: themes.Text},
	}
}

// alarmWord is an alarm's state as the console prints it.
func alarmWord(state string) string {
	if state == "INSUFFICIENT_DATA" {
		return "no data"
	}
	return state
}

// comparisonWord is a comparison operator in one or two words.
func comparisonWord(operator string) string {
	switch operator {
	case "GreaterThanThreshold":
		return "above"
	case "GreaterThanOrEqualToThreshold":
		return "from"
	case "LessThanThreshold":
		return "below"
	case "LessThanOrEqualToThreshold":
		return "at most"
	default:
		return operator
	}
}

// policyIssue tells of policies that cannot do their work.
func policyIssue(r *policyRow) Issue {
	switch {
	case r.group.isSuspended("AlarmNotification"):
		return Issue{"AlarmNotification is suspended", true}
	case !r.Enabled:
		return Issue{Text: "disabled"}
	case len(r.AlarmNames) == 0 && r.Type != "PredictiveScaling":
		return Issue{Text: "no alarm drives it"}
	}
	return Issue{}
}
