package fleet

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
)

// Policies for what is too much when a target is lowered, in AWS's words.
const (
	TerminateExcess = "default"
	NoTermination   = "noTermination"
)

// Member is an instance of a fleet, or an open request for one.
type Member struct {
	ID   string
	Pool int  // index
	Open bool // a request that has no instance yet
}

// Removal is a member that goes, and why it goes first.
type Removal struct {
	ID  string
	Why string
}

// Shrink chooses what goes when a target is lowered: open requests first,
// then under TerminateExcess instances by the strategy. It stops where the
// next removal would leave fewer units than the target, for a fleet that
// maintains would have to launch again (choice).
func Shrink(pools []Pool, members []Member, strategy, policy string, target float64) []Removal {
	s := &shrinking{pools: pools, left: slices.Clone(members), strategy: strategy}
	sort.Slice(s.left, func(i, j int) bool { return s.left[i].ID < s.left[j].ID })
	var gone []Removal
	for {
		i, why, ok := s.next(target)
		if !ok || !s.left[i].Open && policy == NoTermination {
			return gone
		}
		gone = append(gone, Removal{s.left[i].ID, why})
		s.left = slices.Delete(s.left, i, i+1)
	}
}

// shrinking is a Shrink under way.
type shrinking struct {
	pools    []Pool
	left     []Member
	strategy string
}

func (s *shrinking) pool(i int) Pool { return s.pools[s.left[i].Pool] }

// next is the member that goes next.
func (s *shrinking) next(target float64) (i int, why string, ok bool) {
	counts := s.counts()
	total := 0.0
	for p, n := range counts {
		total += float64(n) * s.pools[p].Units()
	}
	var may []int
	for i := range s.left {
		if total-s.pool(i).Units() >= target-tolerance {
			may = append(may, i)
		}
	}
	if len(may) == 0 {
		return 0, "", false
	}
	if open := slices.IndexFunc(may, func(i int) bool { return s.left[i].Open }); open >= 0 {
		return may[open], "it is a request that is still open", true
	}
	return s.byStrategy(may, counts)
}

// counts are the members of each pool.
func (s *shrinking) counts() []int {
	counts := make([]int, len(s.pools))
	for _, m := range s.left {
		counts[m.Pool]++
	}
	return counts
}

func (s *shrinking) byStrategy(may []int, counts []int) (i int, why string, ok bool) {
	dearest := func(i, j int) int { return cmp.Compare(s.pool(j).PerUnit(), s.pool(i).PerUnit()) }
	scarcest := func(i, j int) int { return cmp.Compare(s.pool(i).spare(), s.pool(j).spare()) }
	units := func(i int) float64 { return float64(counts[s.left[i].Pool]) * s.pool(i).Units() }
	fullest := func(i, j int) int { return cmp.Compare(units(j), units(i)) }
	pick := func(first, second func(i, j int) int) int {
		return slices.MinFunc(may, func(i, j int) int { return cmp.Or(first(i, j), second(i, j), cmp.Compare(i, j)) })
	}
	switch s.strategy {
	case Diversified:
		i = pick(fullest, dearest)
		return i, fmt.Sprintf("its pool has the most units, %s", number(units(i))), true
	case CapacityOptimized, CapacityOptimizedPrioritized, PriceCapacityOptimized:
		// For PriceCapacityOptimized AWS does not say (choice: like the others).
		i = pick(scarcest, dearest)
		return i, fmt.Sprintf("its pool has the least capacity, %d instances", s.pool(i).Available), true
	}
	i = pick(dearest, fullest)
	return i, fmt.Sprintf("its pool costs the most, $%.4f a unit", s.pool(i).PerUnit()), true
}
