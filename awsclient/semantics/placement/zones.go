package placement

import (
	"cmp"
	"slices"
)

// ZoneCount is how many of a group's instances are in an enabled zone. Zones
// without any must be in a list, too.
type ZoneCount struct {
	Zone  string
	Count int
}

// LaunchZones are the zones for n launches, in order: each goes to the zone
// that then has the fewest, ties to the first by name (choice: AWS does not
// publish it).
func LaunchZones(counts []ZoneCount, n int) []string {
	if len(counts) == 0 {
		return nil
	}
	left := slices.Clone(counts)
	var zones []string
	for range n {
		fewest := &left[0]
		for i := range left {
			if lessFull(left[i], *fewest) {
				fewest = &left[i]
			}
		}
		fewest.Count++
		zones = append(zones, fewest.Zone)
	}
	return zones
}

func lessFull(a, b ZoneCount) bool {
	return cmp.Or(cmp.Compare(a.Count, b.Count), cmp.Compare(a.Zone, b.Zone)) < 0
}

// MaxDifference is the difference of zones that is still balanced (choice,
// implied: an odd instance must be somewhere).
const MaxDifference = 1

// Imbalanced reports whether rebalancing is due.
func Imbalanced(counts []ZoneCount) bool {
	_, _, ok := Move(counts)
	return ok
}

// Move is the next step of rebalancing: launch in one zone, then terminate in
// another. False if the zones are balanced.
func Move(counts []ZoneCount) (from, to string, ok bool) {
	if len(counts) == 0 {
		return "", "", false
	}
	fullest, emptiest := counts[0], counts[0]
	for _, c := range counts[1:] {
		if lessFull(c, emptiest) {
			emptiest = c
		}
		// Ties for the fullest zone go to the first by name as well.
		if c.Count > fullest.Count || c.Count == fullest.Count && c.Zone < fullest.Zone {
			fullest = c
		}
	}
	if fullest.Count-emptiest.Count <= MaxDifference {
		return "", "", false
	}
	return fullest.Zone, emptiest.Zone, true
}

// RebalanceOvershoot is how far a group may exceed its maximum while it
// rebalances: a tenth of it, and one at least.
func RebalanceOvershoot(maximum int) int { return max(1, maximum/10) }
