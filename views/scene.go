package views

import (
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
)

// scene is what a joined row knows beside its own value: the snapshot that it
// was last seen in, and what is tied to what there. All rows of a list share
// one, so that a new snapshot in which nothing of the list changed needs no
// new rows: the scene moves on under them.
type scene struct {
	snap   *watch.Snapshot
	ties   *Ties
	glyphs *themes.Glyphs
}

// joined makes a kind's Rows: each value of a list, wrapped with the scene.
// The rows are made anew only when the list, or anything tied to it, changed.
func joined[A, B any](ties *Ties, glyphs *themes.Glyphs, pick func(*watch.Snapshot) watch.Feed[A], wrap func(*A, *scene) B) func(*watch.Snapshot) watch.Feed[B] {
	var (
		sc      *scene
		rows    []B
		from    identity
		version uint64
	)
	return func(s *watch.Snapshot) watch.Feed[B] {
		feed := pick(s)
		ties.At(s)
		if is := identify(feed.Rows); sc == nil || is != from || version != ties.Version() {
			from, version = is, ties.Version()
			sc = &scene{ties: ties, glyphs: glyphs}
			rows = make([]B, len(feed.Rows))
			for i := range feed.Rows {
				rows[i] = wrap(&feed.Rows[i], sc)
			}
		}
		sc.snap = s
		return carried(feed, rows)
	}
}

// carried is a feed with other rows, as old and as healthy as the first.
func carried[A, B any](f watch.Feed[A], rows []B) watch.Feed[B] {
	return watch.Feed[B]{Rows: rows, At: f.At, Every: f.Every, Err: f.Err, Tried: f.Tried, Tries: f.Tries}
}
