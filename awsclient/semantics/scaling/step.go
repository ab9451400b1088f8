package scaling

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"

	"fleetglass/awsclient/semantics/refusal"
)

// MaxSteps is how many step adjustments a policy may have
// (AS/ec2-auto-scaling-quotas).
const MaxSteps = 20

// Step is one step adjustment. Its bounds are relative to the alarm's
// threshold; a nil bound is open.
type Step struct {
	Lower, Upper *float64
	Adjustment   int
}

// SelectStep is the step that answers a metric's value; false if none does.
// At or above the threshold a step holds its lower bound and not its upper;
// below the threshold it is the other way round.
func SelectStep(steps []Step, threshold, metric float64) (Step, bool) {
	for _, s := range steps {
		if s.holds(metric - threshold) {
			return s, true
		}
	}
	// An alarm on "less than or equal" fires at the threshold itself, where
	// its steps only end: the upper step takes it (choice).
	for _, s := range steps {
		if metric == threshold && s.Upper != nil && *s.Upper == 0 {
			return s, true
		}
	}
	return Step{}, false
}

func (s Step) holds(difference float64) bool {
	if difference >= 0 {
		return s.lower() <= difference && difference < s.upper()
	}
	return s.lower() < difference && difference <= s.upper()
}

func (s Step) lower() float64 {
	if s.Lower == nil {
		return math.Inf(-1)
	}
	return *s.Lower
}

func (s Step) upper() float64 {
	if s.Upper == nil {
		return math.Inf(1)
	}
	return *s.Upper
}

// Describe is the range of metric values that the step answers, for a
// threshold: "60 <= metric < 70".
func (s Step) Describe(threshold float64) string {
	low, high := decimal(threshold+s.lower()), decimal(threshold+s.upper())
	lowSign, highSign := "<=", "<"
	if s.lower() < 0 {
		lowSign = "<"
	}
	if s.upper() < 0 {
		highSign = "<="
	}
	switch {
	case s.Lower == nil && s.Upper == nil:
		return "any metric"
	case s.Lower == nil:
		return fmt.Sprintf("metric %s %s", highSign, high)
	case s.Upper == nil:
		return fmt.Sprintf("%s %s metric", low, lowSign)
	}
	return fmt.Sprintf("%s %s metric %s %s", low, lowSign, highSign, high)
}

// decimal is a number without an exponent or needless zeros.
func decimal(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// ValidateSteps refuses steps with gaps, overlaps or wrong open bounds. The
// texts are choices in AWS's manner.
func ValidateSteps(steps []Step) error {
	if len(steps) == 0 {
		return refusal.Invalid("StepAdjustments are required for the policy type StepScaling")
	}
	if len(steps) > MaxSteps {
		return refusal.Invalid("Policies cannot have more than %d step adjustments", MaxSteps)
	}
	for _, s := range steps {
		if err := s.validate(); err != nil {
			return err
		}
	}
	if err := validateOpenBounds(steps); err != nil {
		return err
	}
	return validateSeams(steps)
}

func (s Step) validate() error {
	if s.Lower == nil && s.Upper == nil {
		return refusal.Invalid("At least one of the MetricIntervalLowerBound or MetricIntervalUpperBound must be specified")
	}
	if s.lower() >= s.upper() {
		return refusal.Invalid("The MetricIntervalLowerBound must be less than the MetricIntervalUpperBound")
	}
	return nil
}

// validateOpenBounds: the metric may go any way, so steps that leave the
// threshold in a direction must go on to its end.
func validateOpenBounds(steps []Step) error {
	openLow, openHigh := 0, 0
	lowest, highest := math.Inf(1), math.Inf(-1)
	for _, s := range steps {
		if s.Lower == nil {
			openLow++
		} else {
			lowest = min(lowest, *s.Lower)
		}
		if s.Upper == nil {
			openHigh++
		} else {
			highest = max(highest, *s.Upper)
		}
	}
	switch {
	case openLow > 1:
		return refusal.Invalid("At most one StepAdjustment may have an unspecified MetricIntervalLowerBound")
	case openHigh > 1:
		return refusal.Invalid("At most one StepAdjustment may have an unspecified MetricIntervalUpperBound")
	case lowest < 0 && openLow == 0:
		return refusal.Invalid("There must be a StepAdjustment with an unspecified MetricIntervalLowerBound when one StepAdjustment has a negative MetricIntervalLowerBound")
	case highest > 0 && openHigh == 0:
		return refusal.Invalid("There must be a StepAdjustment with an unspecified MetricIntervalUpperBound when one StepAdjustment has a positive MetricIntervalUpperBound")
	}
	return nil
}

func validateSeams(steps []Step) error {
	sorted := slices.Clone(steps)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].lower() < sorted[j].lower() })
	for i := 1; i < len(sorted); i++ {
		switch before, after := sorted[i-1].upper(), sorted[i].lower(); {
		case before > after:
			return refusal.Invalid("StepAdjustment intervals can't overlap")
		case before < after:
			return refusal.Invalid("StepAdjustment intervals can't have gaps between them")
		}
	}
	return nil
}
