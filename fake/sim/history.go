package sim

import (
	"slices"
	"time"

	"fleetglass/fake/world"
)

// Note adds a step to a history, as of now, if its values are new, and drops
// the steps that ended longer ago than keep. It tells whether they were new.
func (k *Kernel) Note(h *world.StepHistory, values []float64, keep time.Duration) bool {
	last := len(h.Steps) - 1
	switch {
	case last >= 0 && slices.Equal(h.Steps[last].Values, values):
		return false
	case last >= 0 && h.Steps[last].At.Equal(k.Now()):
		h.Steps[last].Values = values
	default:
		h.Steps = append(h.Steps, world.HistoryStep{At: k.Now(), Values: values})
	}
	forget(h, k.Now().Add(-keep))
	return true
}

// forget drops the steps that ended before a time. The step that holds at
// that time stays.
func forget(h *world.StepHistory, before time.Time) {
	n := 0
	for n+1 < len(h.Steps) && !h.Steps[n+1].At.After(before) {
		n++
	}
	if n > 0 {
		h.Steps = slices.Delete(h.Steps, 0, n)
	}
}
