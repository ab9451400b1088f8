package refresh

import "fmt"

// Batch is how many instances are replaced at a time.
type Batch struct {
	Size        int
	LaunchFirst bool // launch, wait, then terminate; otherwise the other way round
	Why         string
}

// BatchOf is the batch for a desired capacity. At 100 percent healthy it is
// one, at 0 percent all. With a maximum above 100 percent so many more can be
// under way; at a minimum of 100 percent as well nothing is terminated before
// its replacement is there.
func (p Preferences) BatchOf(desired int) Batch {
	if desired <= 0 {
		return Batch{Why: "there is nothing to replace"}
	}
	keep := ceilPercent(desired, p.MinHealthy)
	more := desired * max(0, p.MaxHealthy-100) / 100
	b := Batch{Size: min(max(desired-keep+more, 1), desired), LaunchFirst: p.MinHealthy == 100 && p.MaxHealthy > 100}
	b.Why = fmt.Sprintf("%d of %d must stay healthy (%d%%), so %d at a time", keep, desired, p.MinHealthy, b.Size)
	if more > 0 {
		b.Why = fmt.Sprintf("%d of %d must stay healthy (%d%%) and %d more may run (%d%%), so %d at a time",
			keep, desired, p.MinHealthy, more, p.MaxHealthy, b.Size)
	}
	return b
}

// ceilPercent is a share of n, rounded up.
func ceilPercent(n, percent int) int { return (n*percent + 99) / 100 }

// Progress is how far a refresh is. Launched are replacements that are not
// ready yet; Updated have passed their checks and warmed up. An instance that
// is not to be replaced is in neither, nor in Total.
type Progress struct {
	Total    int // to replace when it began
	Launched int
	Updated  int
}

// Replaced are those that are no more, or have successors.
func (p Progress) Replaced() int { return p.Launched + p.Updated }

// Percent is PercentageComplete: only what is updated counts, rounded down.
func (p Progress) Percent() int {
	if p.Total == 0 {
		return 100
	}
	return min(100, p.Updated*100/p.Total)
}

// Left is InstancesToUpdate.
func (p Progress) Left() int { return max(0, p.Total-p.Updated) }

// Goal is the percentage at which a refresh is done: its last checkpoint,
// which may be less than all.
func (p Preferences) Goal() int {
	if len(p.Checkpoints) == 0 {
		return 100
	}
	return p.Checkpoints[len(p.Checkpoints)-1]
}

// Checkpoint is the highest checkpoint that so many replaced instances reach,
// 0 for none. Lower ones are skipped without a notice.
func (p Preferences) Checkpoint(total, replaced int) int {
	reached := 0
	for _, c := range p.Checkpoints {
		if replaced >= ceilPercent(total, c) && replaced > 0 {
			reached = c
		}
	}
	return reached
}

// Step is what to do next.
type Step struct {
	Replace    int // instances to replace now
	Checkpoint int // the checkpoint at which it now waits CheckpointDelay, 0 for none
	Done       bool
	Why        string // plain words
}

// Next is the next step. passed is the checkpoint whose delay is over, 0 for
// none. It does not begin a batch before the last one is ready, and a batch
// ends at a checkpoint even if more could be replaced.
func (p Preferences) Next(desired int, progress Progress, passed int) Step {
	goal := ceilPercent(progress.Total, p.Goal())
	reached := p.Checkpoint(progress.Total, progress.Updated)
	switch {
	case progress.Launched > 0:
		return Step{Why: fmt.Sprintf("waits for %d new instances to be healthy and warm", progress.Launched)}
	case progress.Updated >= goal:
		return Step{Done: true, Why: fmt.Sprintf("%d of %d instances are replaced, which is what was asked for", progress.Updated, progress.Total)}
	case reached > passed:
		return Step{Checkpoint: reached, Why: fmt.Sprintf("waits at the checkpoint of %d%%", reached)}
	}
	n, why := min(p.BatchOf(desired).Size, goal-progress.Updated), p.BatchOf(desired).Why
	for _, c := range p.Checkpoints {
		if until := ceilPercent(progress.Total, c) - progress.Updated; c > passed && until > 0 && until < n {
			n, why = until, fmt.Sprintf("%d until the checkpoint of %d%%", until, c)
			break
		}
	}
	return Step{Replace: n, Why: why}
}
