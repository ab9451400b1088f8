package scaling

import (
	"fmt"

	"fleetglass/awsclient/semantics/refusal"
)

// Types of adjustment, in AWS's words.
const (
	ChangeInCapacity        = "ChangeInCapacity"
	ExactCapacity           = "ExactCapacity"
	PercentChangeInCapacity = "PercentChangeInCapacity"
)

// Bounds are a group's minimum and maximum.
type Bounds struct{ Min, Max int }

// Change is what a policy or a step asks for. MinMagnitude is AWS's
// MinAdjustmentMagnitude, 0 when unset; it counts for percents only.
type Change struct {
	Kind                 string
	Amount, MinMagnitude int
}

// Adjustment is a change of capacity with its arithmetic in words.
type Adjustment struct {
	From    int    // capacity before
	Raw     int    // what the rule asks for
	Clamped int    // Raw within the group's bounds
	Why     string // "4 + 50% of 4 = 6"
}

// Apply computes a change of the current capacity within the bounds.
func (c Change) Apply(current int, b Bounds) Adjustment {
	raw := Adjust(c.Kind, current, c.Amount, c.MinMagnitude)
	return clamped(current, raw, b, c.arithmetic(current, raw))
}

func clamped(from, raw int, b Bounds, why string) Adjustment {
	a := Adjustment{From: from, Raw: raw, Clamped: Clamp(raw, b.Min, b.Max), Why: why}
	switch {
	case raw > b.Max:
		a.Why += fmt.Sprintf(", held at the maximum %d", b.Max)
	case raw < b.Min:
		a.Why += fmt.Sprintf(", held at the minimum %d", b.Min)
	}
	return a
}

// Adjust is the capacity that an adjustment asks for, before any bounds. An
// unknown kind changes nothing.
func Adjust(kind string, current, amount, minMagnitude int) int {
	switch kind {
	case ChangeInCapacity:
		return current + amount
	case ExactCapacity:
		return amount
	case PercentChangeInCapacity:
		return current + percent(current, amount, minMagnitude)
	}
	return current
}

// Clamp brings a capacity within a group's bounds.
func Clamp(capacity, minimum, maximum int) int {
	return max(minimum, min(maximum, capacity))
}

// percent rounds toward zero, but never a change to nothing: between 0 and 1
// it is 1, between -1 and 0 it is -1.
func percent(current, amount, minMagnitude int) int {
	hundredths := current * amount
	change := hundredths / 100 // Go's division goes toward zero, as AWS's
	if change == 0 && hundredths != 0 {
		change = sign(hundredths)
	}
	// An empty group still grows by the magnitude (choice).
	if magnitude := change * sign(amount); magnitude < minMagnitude {
		change = sign(amount) * minMagnitude
	}
	return change
}

func sign(n int) int {
	switch {
	case n > 0:
		return 1
	case n < 0:
		return -1
	}
	return 0
}

func (c Change) arithmetic(current, raw int) string {
	switch c.Kind {
	case ChangeInCapacity:
		return fmt.Sprintf("%d %s %d = %d", current, plusMinus(c.Amount), abs(c.Amount), raw)
	case ExactCapacity:
		return fmt.Sprintf("exactly %d", raw)
	case PercentChangeInCapacity:
		return c.percentArithmetic(current, raw)
	}
	return fmt.Sprintf("adjustment type %q is not known, %d stays", c.Kind, current)
}

func (c Change) percentArithmetic(current, raw int) string {
	why := fmt.Sprintf("%d %s %d%% of %d", current, plusMinus(c.Amount), abs(c.Amount), current)
	hundredths := abs(current * c.Amount)
	switch change := abs(raw - current); {
	case c.MinMagnitude > 0 && change == c.MinMagnitude && hundredths < 100*change:
		why += fmt.Sprintf(" (at least %d)", change)
	case hundredths != 100*change:
		why += fmt.Sprintf(" (%s, taken as %d)", decimal(float64(hundredths)/100), change)
	}
	return fmt.Sprintf("%s = %d", why, raw)
}

func plusMinus(n int) string {
	if n < 0 {
		return "-"
	}
	return "+"
}

func abs(n int) int { return max(n, -n) }

// ValidateAdjustment refuses a kind that AWS does not know, or a minimum
// magnitude beside anything but percents. The texts are choices.
func ValidateAdjustment(c Change) error {
	switch c.Kind {
	case ChangeInCapacity, PercentChangeInCapacity:
	case ExactCapacity:
		if c.Amount < 0 {
			return refusal.Invalid("Scaling adjustment must be zero or greater for the adjustment type ExactCapacity")
		}
	default:
		return refusal.Invalid("Adjustment type '%s' must be one of [ChangeInCapacity, ExactCapacity, PercentChangeInCapacity]", c.Kind)
	}
	if c.MinMagnitude != 0 && c.Kind != PercentChangeInCapacity {
		return refusal.Invalid("MinAdjustmentMagnitude is only supported for the adjustment type PercentChangeInCapacity")
	}
	if c.MinMagnitude < 0 {
		return refusal.Invalid("MinAdjustmentMagnitude must be greater than zero")
	}
	return nil
}
