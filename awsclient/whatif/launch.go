package whatif

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"fleetglass/awsclient/semantics/placement"
)

// Launching is where a group would launch.
type Launching struct {
	Group   string         `json:"group"`
	Asked   int            `json:"asked"`
	Before  []ZoneCapacity `json:"before"`
	Comes   []Comes        `json:"comes"` // in order
	After   []ZoneCapacity `json:"after"`
	PerHour float64        `json:"perHour,omitempty"` // dollars, On-Demand list price; 0 when it is not known
	Notes   []string       `json:"notes,omitempty"`
}

// ZoneCapacity is how many instances of a group are in a zone.
type ZoneCapacity struct {
	Zone  string `json:"zone"`
	Count int    `json:"count"`
}

// Comes is one launch: the zone, and why there.
type Comes struct {
	Zone   string `json:"zone"`
	Market string `json:"market"` // "on-demand" or "spot"
	Why    string `json:"why"`
}

// Launch is where instances come when the desired capacity rises by so many.
func Launch(g *Group, n int) *Launching {
	counts := g.zoneCounts()
	l := &Launching{Group: g.Name, Asked: n, Before: capacities(counts), Comes: []Comes{}}
	need := g.Limits.Desired + n - g.capacity()
	onDemand := g.onDemandOf(need)
	for i, zone := range placement.LaunchZones(counts, max(0, need)) {
		market := onDemandMarket
		if i >= onDemand {
			market = placement.OnSpot
		}
		l.Comes = append(l.Comes, Comes{zone, market, fewest(counts, zone)})
		counts[slices.IndexFunc(counts, func(c placement.ZoneCount) bool { return c.Zone == zone })].Count++
	}
	l.After = capacities(counts)
	l.PerHour = g.hourly() * float64(onDemand)
	l.Notes = g.launchNotes(n, need)
	return l
}

// onDemandMarket is EC2's word for what is not Spot.
const onDemandMarket = "on-demand"

func (g *Group) zoneCounts() []placement.ZoneCount {
	list := make([]placement.ZoneCount, len(g.Zones))
	for i, zone := range g.Zones {
		list[i].Zone = zone
		for _, m := range g.counted() {
			if m.Zone == zone {
				list[i].Count++
			}
		}
	}
	return list
}

// onDemandOf is how many of so many launches are On-Demand; those come first.
func (g *Group) onDemandOf(need int) int {
	if g.Mixed == nil {
		return max(0, need)
	}
	have := 0
	for _, m := range g.counted() {
		if g.Machines[m.ID].Market != placement.OnSpot {
			have += units(m)
		}
	}
	wanted, _ := g.distribution().Split(g.capacity() + need)
	return min(max(wanted-have, 0), max(0, need))
}

func fewest(counts []placement.ZoneCount, zone string) string {
	least, equals := 0, 0
	for _, c := range counts {
		if c.Zone == zone {
			least = c.Count
		}
	}
	for _, c := range counts {
		if c.Count == least {
			equals++
		}
	}
	if equals > 1 {
		return fmt.Sprintf("the first by name of %d zones with the fewest (%d)", equals, least)
	}
	return fmt.Sprintf("the zone with the fewest (%d)", least)
}

func (g *Group) launchNotes(n, need int) []string {
	var notes []string
	if to := g.Limits.Desired + n; to > g.Limits.Max {
		notes = append(notes, fmt.Sprintf("the maximum is %d: AWS refuses a desired capacity of %d", g.Limits.Max, to))
	}
	if g.suspended("Launch") {
		notes = append(notes, "Launch is suspended: nothing comes until it is resumed")
	}
	if need != n {
		notes = append(notes, fmt.Sprintf("the group has %d where %d are desired", g.capacity(), g.Limits.Desired))
	}
	if g.weighs() {
		notes = append(notes, "the capacity is counted in units of weights: a type that weighs more than 1 takes fewer launches")
	}
	return append(notes, "a zone without room is passed over for the next; which have room, AWS does not tell")
}

// capacities are counts by zone.
func capacities(counts []placement.ZoneCount) []ZoneCapacity {
	list := make([]ZoneCapacity, len(counts))
	for i, c := range counts {
		list[i] = ZoneCapacity(c)
	}
	slices.SortFunc(list, func(a, b ZoneCapacity) int { return cmp.Compare(a.Zone, b.Zone) })
	return list
}

// Text is the answer for people.
func (l *Launching) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "launch %d more in %s\n", l.Asked, l.Group)
	for i, c := range l.Comes {
		fmt.Fprintf(&b, "  %d. %s  %s  %s\n", i+1, c.Zone, c.Market, c.Why)
	}
	fmt.Fprintf(&b, "\nbefore  %s\nafter   %s\n", zoneWords(l.Before), zoneWords(l.After))
	if l.PerHour > 0 {
		fmt.Fprintf(&b, "$%.4f an hour more, On-Demand at list price\n", l.PerHour)
	}
	writeNotes(&b, l.Notes)
	return b.String()
}

func zoneWords(zones []ZoneCapacity) string {
	var words []string
	for _, z := range zones {
		words = append(words, fmt.Sprintf("%s %d", z.Zone, z.Count))
	}
	return strings.Join(words, ", ")
}
