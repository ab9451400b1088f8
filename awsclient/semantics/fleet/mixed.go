package fleet

import (
	"math"

	"fleetglass/awsclient/semantics/refusal"
)

// Distribution is how an Auto Scaling group with mixed instances splits its
// capacity: so many units On-Demand first, and of what is above them a
// percentage.
type Distribution struct {
	Base    int // OnDemandBaseCapacity, in units
	Percent int // OnDemandPercentageAboveBaseCapacity, 0 to 100
}

// Split is a group's capacity in its two parts; what is On-Demand is rounded
// up (AS/ec2-auto-scaling-mixed-instances-groups).
func (d Distribution) Split(total int) (onDemand, spot int) {
	total = max(total, 0)
	first := min(total, max(d.Base, 0))
	above := total - first
	onDemand = first + (above*d.Percent+99)/100
	return onDemand, total - onDemand
}

// Validate refuses a distribution out of range; the texts are choices.
func (d Distribution) Validate() error {
	switch {
	case d.Base < 0:
		return refusal.Invalid("OnDemandBaseCapacity must be 0 or more")
	case d.Percent < 0 || d.Percent > 100:
		return refusal.Invalid("OnDemandPercentageAboveBaseCapacity must be between 0 and 100")
	}
	return nil
}

// Range of a weight in a group (AS/ec2-auto-scaling-mixed-instances-groups-
// instance-weighting); weights there are whole numbers.
const (
	MinGroupWeight = 1
	MaxGroupWeight = 999
)

// HardCap is the most units that a weighted group ever has: its desired
// capacity and its largest weight.
func HardCap(desired int, pools []Pool) int {
	largest := 0.0
	for _, p := range pools {
		largest = math.Max(largest, p.Units())
	}
	return desired + int(largest)
}
