package views

import (
	"slices"
	"strings"

	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// everywhere is a kind whose list has the rows of all regions that are
// watched: a region before each id, a column that tells it, and wants of rows
// in their own region. Rows know by their scene where they are, so that all
// that is asked of a row is answered out of its own region. With one region,
// and for rows that do not know, it is the kind itself.
func everywhere[T any](c *Console, k *Kind[T]) (*Kind[T], *joint) {
	var none T
	if _, knows := any(none).(inRegion); !c.several() || !knows {
		return k, nil
	}
	region := func(row T) string { return any(row).(inRegion).region() }
	j := &joint{}
	all := *k
	all.memo = rowsMemo[T]{}
	all.ID = func(row T) string { return placedID(region(row), k.ID(row)) }
	all.Rows = func(*watch.Snapshot) watch.Feed[T] { return joinRegions(c, k.Name, j, &all.memo) }
	all.Columns = func() []ui.Column[T] {
		column := ui.Column[T]{Title: "REGION", Field: "region", Width: c.regionWidth(), Cell: func(row T) ui.Cell { return j.cell(region(row)) }, Value: region}
		return slices.Insert(k.Columns(), 1, column)
	}
	if k.RowWants != nil {
		all.RowWants = func(row T) []watch.Want {
			wants := k.RowWants(row)
			for i := range wants {
				wants[i].Region = region(row)
			}
			return wants
		}
	}
	return &all, j
}

// inRegion is a row that knows which region it is of.
type inRegion interface{ region() string }

func (sc *scene) region() string      { return sc.snap.Region }
func (r *policyRow) region() string   { return r.group.region() }
func (r *scheduleRow) region() string { return r.group.region() }
func (r *activityRow) region() string { return r.group.region() }
func (r *hookRow) region() string     { return r.group.region() }
func (r *refreshRow) region() string  { return r.group.region() }

func (r *logStreamRow) region() string    { return r.snap.Region }
func (r *metricFilterRow) region() string { return r.snap.Region }
func (r *changeRow) region() string       { return r.snap.Region }

// regionWidth is the room that the longest name of a region takes: names that
// are cut look alike.
func (c *Console) regionWidth() int {
	width := ui.Width("REGION")
	for _, s := range c.sides {
		width = max(width, ui.Width(s.region))
	}
	return width
}

// joint is where the lists of several regions meet in one.
type joint struct {
	from  []identity
	parts []regional
}

// cell is the region of a row. That of a region that fails is drawn as its
// trouble is; the banner says what it is.
func (j *joint) cell(region string) ui.Cell {
	for _, p := range j.parts {
		if p.region == region && (p.Err != nil || p.Stale) {
			return ui.In(themes.Warn, region)
		}
	}
	return ui.In(themes.Dim, region)
}

// joinRegions are the rows of a kind in all regions, made anew only when those
// of one of them changed. The feed is as fresh as the oldest of the regions
// that answer; it has failed when nothing can be shown.
func joinRegions[T any](c *Console, name string, j *joint, last *rowsMemo[T]) watch.Feed[T] {
	feeds := make([]watch.Feed[T], len(c.sides))
	parts := make([]regional, len(c.sides))
	from := make([]identity, len(c.sides))
	for i, s := range c.sides {
		feeds[i] = s.kinds[name].(interface{ own() *Kind[T] }).own().feed(s.snap)
		from[i] = identify(feeds[i].Rows)
	}
	for i, s := range c.sides {
		feeds[i].Rows = homeRows(c, feeds, i)
		parts[i] = regional{s.region, len(feeds[i].Rows), sourceOf(feeds[i], s.snap.Wall)}
	}
	joined := freshest(feeds)
	joined.Rows = last.feed.Rows
	if !slices.Equal(from, j.from) {
		joined.Rows = nil
		for _, f := range feeds {
			joined.Rows = append(joined.Rows, f.Rows...)
		}
	}
	j.from, j.parts = from, parts
	return joined
}

// homed is a row that other regions list too: a trail for all regions.
type homed interface{ home() string }

// homeRows are the rows of one of several regions, without those that are shown
// as another's own. They are the feed's own rows where there are none.
func homeRows[T any](c *Console, feeds []watch.Feed[T], of int) []T {
	rows := feeds[of].Rows
	var none T
	if _, some := any(none).(homed); !some {
		return rows
	}
	return slices.DeleteFunc(slices.Clone(rows), func(row T) bool {
		home := slices.IndexFunc(c.sides, func(s *side) bool { return s.region == any(row).(homed).home() })
		return home >= 0 && home != of && feeds[home].Loaded()
	})
}

// freshest is what is to be said of several feeds as one, without rows.
func freshest[T any](feeds []watch.Feed[T]) watch.Feed[T] {
	var joined, failed watch.Feed[T]
	for _, f := range feeds {
		switch {
		case f.Err != nil:
			if failed.Err == nil || !failed.Loaded() && f.Loaded() {
				failed = f
			}
		case f.Loaded() && (!joined.Loaded() || f.At.Before(joined.At)):
			joined = f
		}
	}
	if !joined.Loaded() && failed.Err != nil {
		joined = failed
	}
	return joined
}

// own is the kind itself, also of what embeds it.
func (k *Kind[T]) own() *Kind[T] { return k }

// newRootList is the list of a kind as a pane of its own: of all regions that
// are watched.
func newRootList[T any](c *Console, k *Kind[T]) *listPane[T] {
	all, j := everywhere(c, k)
	p := newListPane(c, all, all.feed, all.wants())
	p.joint = j
	return p
}

// newRootTab is such a list as a tab of a pane.
func newRootTab[T any](c *Console, k *Kind[T], title string) folderPage {
	p := newRootList(c, k).list
	p.title = title
	return folderPage{title, p}
}

// countIn adds up a count over all regions; those where it is negative, not
// known, are left out.
func (c *Console) countIn(count func(*watch.Snapshot) int) int {
	all := -1
	for _, s := range c.sides {
		if n := count(s.snap); n >= 0 {
			all = max(all, 0) + n
		}
	}
	return all
}

// wantsIn are what each region is asked for, by its own snapshot.
func (c *Console) wantsIn(parts func(*watch.Snapshot) []watch.Want) []watch.Want {
	var all []watch.Want
	for _, s := range c.sides {
		for _, w := range parts(s.snap) {
			w.Region = s.region
			all = append(all, w)
		}
	}
	return all
}

// everywhere tells whether the list shows all regions.
func (p *list) everywhere() bool { return p.joint != nil }

// regions are how the regions of the list stand, nil for one region.
func (p *list) regions() []regional {
	if p.joint == nil {
		return nil
	}
	return p.joint.parts
}

// theirRegions are the regions that a list looked in: " in us-west-2".
func (c *Console) theirRegions() string { return " in " + strings.Join(c.regionsInSight(), ", ") }
