package views

import (
	"slices"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/timeline"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
)

// timelineBook keeps what the console knows of the past: what it has seen
// change, and the older pages of histories that were asked for. Lists of
// events are made anew only when the feeds behind them changed.
type timelineBook struct {
	ties       *Ties
	trail      *trailBook
	scene      *timelineScene
	snap       *watch.Snapshot // that is shown
	last       *watch.Snapshot // the newest of all that were
	generation uint64
	seen       timeline.Seen
	lists      map[string]listMemo

	merged     []*timeline.Event               // of all lists
	mergedOf   []*timeline.List                // that it was made of
	activities map[string][]awsclient.Activity // whole histories, by group
	alarms     []awsclient.AlarmEvent          // the whole history, nil until it was asked for
}

// listMemo is a list and the rows that it was made of.
type listMemo struct {
	from identity
	list *timeline.List
}

// mostHappenings bounds the list that is shown: nobody scrolls further, and
// filters look for the rest (choice).
const mostHappenings = 5000

func newTimelineBook(ties *Ties, glyphs *themes.Glyphs, trail *trailBook) *timelineBook {
	b := &timelineBook{ties: ties, trail: trail, scene: &timelineScene{glyphs: glyphs}, snap: &watch.Snapshot{}, last: &watch.Snapshot{}}
	b.clear()
	return b
}

func (b *timelineBook) clear() {
	b.lists, b.activities, b.alarms, b.merged = map[string]listMemo{}, map[string][]awsclient.Activity{}, nil, nil
	b.seen.Forget()
}

// at brings the book up to a snapshot, and notes what differs from the one
// before.
func (b *timelineBook) at(s *watch.Snapshot) {
	if b.snap == s {
		return
	}
	b.snap, b.scene.now = s, s.Now
	if s.Generation == b.generation && s.Wall.Before(b.last.Wall) {
		return // somebody looks back: nothing has happened by that
	}
	before := b.last
	b.last = s
	b.trail.at(s)
	if b.generation != s.Generation {
		b.generation = s.Generation
		b.clear()
		return
	}
	b.compare(before, s)
}

// compare notes what AWS keeps no list of: changes of target health, of
// instances' states and of Spot requests, between two snapshots.
func (b *timelineBook) compare(before, after *watch.Snapshot) {
	for _, arn := range sortedKeys(after.Targets) {
		old, now := before.Targets[arn], after.Targets[arn]
		if !old.Loaded() {
			continue
		}
		b.seen.Begin(before.Now)
		if identify(old.Rows) != identify(now.Rows) {
			b.seen.Targets(old.Rows, now.Rows, after.Now)
		}
	}
	for _, name := range sortedKeys(after.ClassicHealth) {
		old, now := before.ClassicHealth[name], after.ClassicHealth[name]
		if !old.Loaded() {
			continue
		}
		b.seen.Begin(before.Now)
		if identify(old.Rows) != identify(now.Rows) {
			b.seen.ClassicTargets(old.Rows, now.Rows, after.Now)
		}
	}
	if old := before.SpotRequests; old.Loaded() && identify(old.Rows) != identify(after.SpotRequests.Rows) {
		b.seen.Requests(old.Rows, after.SpotRequests.Rows)
	}
	if old := before.Instances; old.Loaded() && identify(old.Rows) != identify(after.Instances.Rows) {
		b.seen.Instances(old.Rows, after.Instances.Rows, after.Now)
	}
}

// listOf is a list of events, made anew when its rows are others.
func listOf[T any](b *timelineBook, key string, rows []T, build func([]T) *timeline.List) *timeline.List {
	from := identify(rows)
	if memo, ok := b.lists[key]; ok && memo.from == from {
		return memo.list
	}
	list := build(rows)
	b.lists[key] = listMemo{from, list}
	return list
}

// all are all histories that are known, the one that tells most first.
func (b *timelineBook) all(s *watch.Snapshot) []*timeline.List {
	lists := []*timeline.List{b.seen.List()}
	for _, key := range sortedKeys(s.AlarmHistory) {
		lists = append(lists, listOf(b, "alarm/"+key, s.AlarmHistory[key].Rows, timeline.AlarmHistory))
	}
	lists = append(lists, listOf(b, "alarms", b.alarms, timeline.AlarmHistory), listOf(b, "firing", s.Alarms.Rows, timeline.Firing))
	lists = append(lists, b.scaling(s)...)
	for _, key := range sortedKeys(s.FleetHistory) {
		lists = append(lists, listOf(b, "fleet/"+key, s.FleetHistory[key].Rows, timeline.FleetHistory))
	}
	return append(lists, listOf(b, "requests", s.SpotRequests.Rows, timeline.Requests), listOf(b, "instances", s.Instances.Rows, timeline.Instances), b.calls())
}

// scaling are the activities of all groups, those that were asked for too.
func (b *timelineBook) scaling(s *watch.Snapshot) []*timeline.List {
	var lists []*timeline.List
	for _, group := range sortedKeys(s.Activities) {
		lists = append(lists, listOf(b, "activities/"+group, s.Activities[group].Rows, timeline.Activities))
	}
	for _, group := range sortedKeys(b.activities) {
		lists = append(lists, listOf(b, "older/"+group, b.activities[group], timeline.Activities))
	}
	return lists
}

// calls are the trail's events, as far as they are loaded.
func (b *timelineBook) calls() *timeline.List {
	return listOf(b, "trail", b.trail.all, func(rows []*eventRow) *timeline.List { return timeline.Trail(callsOf(rows)) })
}

// latest are the newest happenings of what the overview watches: what was seen
// to change, activities, alarms that fire.
func (b *timelineBook) latest(s *watch.Snapshot, n int) []*timeline.Event {
	b.at(s)
	lists := []*timeline.List{b.seen.List(), listOf(b, "firing", s.Alarms.Rows, timeline.Firing)}
	lists = append(lists, b.scaling(s)...)
	for more := 2 * n; ; more *= 2 { // quiet ones are left out, so more may be needed
		all := timeline.Newest(lists, more)
		var told []*timeline.Event
		for _, e := range all {
			if e.Severity > timeline.Quiet && len(told) < n && !e.At.After(s.Now) {
				told = append(told, e)
			}
		}
		if len(told) == n || len(all) < more {
			return told
		}
	}
}

// newest are the happenings of all histories, merged anew when one changed.
func (b *timelineBook) newest(s *watch.Snapshot) []*timeline.Event {
	b.at(s)
	if lists := b.all(s); b.merged == nil || !slices.Equal(lists, b.mergedOf) {
		b.mergedOf, b.merged = lists, timeline.Newest(lists, mostHappenings)
	}
	if b.snap == b.last {
		return b.merged
	}
	first, _ := slices.BinarySearchFunc(b.merged, s.Now, func(e *timeline.Event, now time.Time) int { return now.Compare(e.At) })
	return b.merged[first:]
}

// feed is the happenings that match, newest first. It is as fresh and as
// healthy as the activities, which every account has.
func (b *timelineBook) feed(s *watch.Snapshot, ask timelineAsk) watch.Feed[*happening] {
	var rows []*happening
	for _, e := range b.newest(s) {
		if ask.matches(e) {
			rows = append(rows, &happening{e, b.scene})
		}
	}
	return carried(s.Groups, rows)
}

// facts are all that is known, as the timeline's package takes it.
func (b *timelineBook) facts(s *watch.Snapshot) *timeline.Facts {
	b.at(s)
	f := FactsOf(s)
	f.Seen, f.Calls = &b.seen, callsOf(b.trail.all)
	for group, rows := range b.activities {
		f.Activities[group] = rows
	}
	if b.alarms != nil {
		f.AlarmHistory[""] = b.alarms
	}
	return f
}

// FactsOf are the facts of a snapshot for timeline.Why, without what only who
// watches can know.
func FactsOf(s *watch.Snapshot) *timeline.Facts {
	f := &timeline.Facts{
		Now: s.Now, Groups: s.Groups.Rows, Instances: s.Instances.Rows, Balancers: s.Balancers.Rows, ClassicBalancers: s.ClassicBalancers.Rows,
		TargetGroups: s.TargetGroups.Rows, Alarms: s.Alarms.Rows, Policies: s.Policies.Rows, Fleets: s.SpotFleets.Rows, Requests: s.SpotRequests.Rows,
		Targets: rowsByKey(s.Targets), ClassicHealth: rowsByKey(s.ClassicHealth), Activities: rowsByKey(s.Activities),
		AlarmHistory: rowsByKey(s.AlarmHistory), FleetHistory: rowsByKey(s.FleetHistory),
	}
	for _, group := range sortedKeys(s.MetricFilters) {
		f.Filters = append(f.Filters, s.MetricFilters[group].Rows...)
	}
	trail := newTrailBook(nil)
	trail.at(s)
	f.Calls = callsOf(trail.all)
	return f
}

func rowsByKey[T any](feeds map[string]watch.Feed[T]) map[string][]T {
	rows := make(map[string][]T, len(feeds))
	for key, feed := range feeds {
		rows[key] = feed.Rows
	}
	return rows
}

// loadedBack is the oldest moment that a list is loaded to, zero for an empty
// one.
func loadedBack(l *timeline.List) time.Time {
	if l.Len() == 0 {
		return time.Time{}
	}
	return l.Event(l.Len() - 1).At
}
