package scaling

import (
	"slices"
	"time"

	"fleetglass/awsclient/semantics/activity"
	"fleetglass/awsclient/semantics/placement"
	"fleetglass/fake/world"
)

// rebalancePause is the least time between two attempts to balance zones.
// Choice: AWS does not publish it.
const rebalancePause = 5 * time.Minute

// rebalance launches where zones are short of members. What is then too many
// goes once the new ones are in service: a group grows before it shrinks, up
// to a tenth over its maximum (AS/auto-scaling-benefits).
func (r *Room) rebalance(g *world.Group) {
	if suspended(g, processAZRebalance) || suspended(g, processLaunch) || r.now().Before(g.LaunchRetryAt) || busy(g) {
		return
	}
	moves := moves(g)
	if len(moves) == 0 {
		return
	}
	if r.now().Before(g.RebalanceAt) {
		r.lookAgain(g, g.RebalanceAt)
		return
	}
	g.RebalanceAt = r.now().Add(rebalancePause)
	r.lookAgain(g, g.RebalanceAt)
	short := slices.Compact(slices.Sorted(slices.Values(moves)))
	sentence := activity.RebalanceLaunch(r.now(), short)
	g.Surplus = r.launchInto(g, moves, activity.Cause(sentence))
	if g.Surplus > 0 {
		g.Causes = []string{sentence}
	}
}

// moves is the zones in which to launch, as many as there may be at once.
func moves(g *world.Group) []string {
	room := g.Max + placement.RebalanceOvershoot(g.Max) - actual(g)
	strangers := 0
	for i := range g.Members {
		if m := &g.Members[i]; m.Lifecycle == inService && outside(g, m) {
			strangers++
		}
	}
	left := zoneCounts(g)
	var zones []string
	for range max(room, 0) {
		from, to, ok := placement.Move(left)
		if strangers > 0 && len(left) > 0 {
			from, to, ok = "", placement.LaunchZones(left, 1)[0], true
			strangers--
		}
		if !ok {
			break
		}
		shift(left, from, -1)
		shift(left, to, +1)
		zones = append(zones, to)
	}
	return zones
}

func shift(counts []placement.ZoneCount, zone string, by int) {
	for i := range counts {
		if counts[i].Zone == zone {
			counts[i].Count += by
		}
	}
}

// launchInto launches into these zones and no others, and returns how many
// units it started.
func (r *Room) launchInto(g *world.Group, zones []string, cause string) int {
	launched := 0
	for _, zone := range slices.Compact(slices.Sorted(slices.Values(zones))) {
		n := 0
		for _, z := range zones {
			if z == zone {
				n++
			}
		}
		launched += r.launchIn(g, n, func(int) string { return cause }, func() []placement.ZoneCount {
			return []placement.ZoneCount{{Zone: zone}}
		})
	}
	return launched
}

// endSurplus lets a group shrink to its desired capacity again once the
// members launched for balance are in service.
func (r *Room) endSurplus(g *world.Group) {
	if g.Surplus > 0 && !anyMember(g, joining) {
		g.Surplus = 0
	}
}
