package logs

import (
	"sort"
	"time"

	"fleetglass/fake/world"
)

// countKey names a minute of what agents ship to a group.
type countKey struct {
	group  string
	minute int64
}

// intake is events and their bytes.
type intake struct{ events, bytes int }

// countsKept is how many minutes are remembered before all are forgotten.
const countsKept = 4096

// Groups are the names of the log groups.
func (r *Room) Groups() []string {
	var names []string
	for name := range r.k.World.LogGroups.All() {
		names = append(names, name)
	}
	return names
}

// Incoming is what came into a group in a minute, counted from 1970: events
// and their size. A minute that is not over has nothing yet.
func (r *Room) Incoming(group string, minute int64) (events, bytes int) {
	g := r.k.World.LogGroups.Get(group)
	end := time.Unix((minute+1)*60, 0).UTC()
	if g == nil || end.After(r.k.Now()) {
		return 0, 0
	}
	i := sort.Search(len(g.Intake), func(i int) bool { return g.Intake[i].Minute >= minute })
	if i < len(g.Intake) && g.Intake[i].Minute == minute {
		events, bytes = g.Intake[i].Events, g.Intake[i].Bytes
	}
	shipped := r.shippedIn(g, minute, end)
	return events + shipped.events, bytes + shipped.bytes
}

// shippedIn counts the lines of a minute that agents have shipped.
func (r *Room) shippedIn(g *world.LogGroup, minute int64, end time.Time) intake {
	key := countKey{g.Name, minute}
	n, known := r.counts[key]
	if known {
		return n
	}
	r.forgetRoutes()
	for _, s := range g.Streams.All() {
		if s.Shipper == nil {
			continue
		}
		for _, e := range r.shipped(nil, s, end.Add(-time.Minute), end, end) {
			n.events++
			n.bytes += size(e.Message)
		}
	}
	if len(r.counts) >= countsKept {
		clear(r.counts)
	}
	r.counts[key] = n
	return n
}

// sampledAfter is when a run's minute lies that stands for all of them.
const sampledAfter = 10 * time.Minute

// StoredBytes is how much a group stores. Of what agents ship, one minute of
// each run stands for all of it (choice: AWS's own number is some hours old).
func (r *Room) StoredBytes(g *world.LogGroup) int {
	total := g.Bytes
	r.forgetRoutes()
	horizon := later(r.Horizon(g), r.k.Now().Add(-shippedKept))
	for _, s := range g.Streams.All() {
		for _, run := range runs(s) {
			at := run.From.Add(sampledAfter)
			kept := r.endOf(run).Sub(later(run.From, horizon))
			if kept <= 0 || at.Add(time.Minute).After(r.endOf(run)) {
				continue
			}
			minute := 0
			for _, e := range r.shipped(nil, s, at, at.Add(time.Minute), r.k.Now()) {
				minute += size(e.Message)
			}
			total += int(float64(minute) * kept.Minutes())
		}
	}
	return total
}
