package spot

import (
	"fmt"
	"slices"
	"sort"
	"time"
)

// MinimumBilled is what every start costs at least, when billed by the second.
const MinimumBilled = 60 * time.Second

// FirstHour is in which a run that AWS interrupts is free (memory; Linux
// without a licence fee, and Windows).
const FirstHour = time.Hour

// Run is one stretch of an instance in the state running.
type Run struct {
	Start, End  time.Time
	Interrupted bool // by AWS; false when the user ended it, or it still runs
}

// Charge is what a run costs.
type Charge struct {
	Billed  time.Duration
	Dollars float64
	Why     string // plain words
}

// Bill is the charge for a run. The price of each hour is the one in force as
// it begins (memory). prices must be of one pool; without any the run is
// free.
func (r Rules) Bill(run Run, prices []Change) Charge {
	length := run.End.Sub(run.Start)
	if length <= 0 {
		return Charge{Why: "nothing has run"}
	}
	billed, why := r.billed(length, run.Interrupted)
	sorted := slices.Clone(prices)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].At.Before(sorted[j].At) })
	c := Charge{Billed: billed, Why: why}
	for begin := time.Duration(0); begin < billed; begin += time.Hour {
		part := min(time.Hour, billed-begin)
		c.Dollars += priceAt(sorted, run.Start.Add(begin)) * part.Hours()
	}
	return c
}

// OnDemand is what the same run would cost On-Demand, at a price that does
// not move; nobody interrupts it then.
func (r Rules) OnDemand(run Run, price float64) Charge {
	run.Interrupted = false
	return r.Bill(run, []Change{{At: run.Start, Price: price}})
}

// billed is the part of a run that is paid.
func (r Rules) billed(length time.Duration, interrupted bool) (billed time.Duration, why string) {
	switch {
	case interrupted && r.FreeFirstHour && length < FirstHour:
		return 0, "AWS interrupted it in its first hour, which is free"
	case r.PerSecond && length < MinimumBilled:
		return MinimumBilled, "less than a minute, which is the least that is billed"
	case r.PerSecond:
		return ceil(length, time.Second), "billed by the second"
	case interrupted && r.FreeInterruptedHour:
		whole := length.Truncate(time.Hour)
		return whole, fmt.Sprintf("%d whole hours; the hour in which AWS interrupted it is free", whole/time.Hour)
	}
	whole := ceil(length, time.Hour)
	return whole, fmt.Sprintf("%d hours begun, each billed in full", whole/time.Hour)
}

// ceil rounds up to a multiple of unit.
func ceil(d, unit time.Duration) time.Duration {
	return (d + unit - 1).Truncate(unit)
}

// priceAt is the price in force: the last change not after t, or the first
// one when the history begins later.
func priceAt(sorted []Change, t time.Time) float64 {
	if len(sorted) == 0 {
		return 0
	}
	price := sorted[0].Price
	for _, c := range sorted {
		if c.At.After(t) {
			break
		}
		price = c.Price
	}
	return price
}
