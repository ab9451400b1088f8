// Package watch keeps a live picture of one account in one region or in
// several at once.
//
// A Watcher asks an awsclient.Client again and again for what the screen
// wants (a Want) and for a base set that the overview always needs, and
// publishes immutable Snapshots. Each list has its own feed: the last good
// rows, when they were fetched, how often they are fetched, and what the last
// try said if it failed. A failing feed keeps its rows and tries again with
// growing waits; nothing here ever gives up.
//
// Each region has a client, feeds, rhythms and waits of its own: one that
// fails, or is slow, holds up none of the others. Their pictures travel
// together in a Snapshot and are never mixed, because most names and ids are
// unique in their region only; who shows them in one table joins them there.
//
// Two clocks meet here. Rhythms, ages and back-off run in wall time, because
// that is what a person at the screen and AWS's quotas live in. Snapshot.Now
// is the account's own time, which on an engine may run faster or stand still.
//
// This package does not know the SDK, what a screen looks like, or what the
// rows mean beyond which list names the keys of another (the balancer's
// target groups, the groups' activities).
package watch
