// Package spot is the Spot room of the simulation: what the pools cost and
// hold, the requests that wait for them, the instances that run in them, and
// how those are warned and taken away.
//
// A pool is an instance type in a zone with a product. Its price and its
// capacity are closed forms of the world's seed and of time: they can be asked
// for any moment, before the world began too, in any order and as often as
// one likes, and the answer is always the same. The price changes at moments
// that are closed forms as well, so the price history is computed when it is
// read. Only faults on the market are remembered. Pools in which nobody waits
// or runs have no appointment: a world without Spot pays nothing for this
// room.
//
// A request is moved by one controller, which looks at its record and its
// instance, takes a step and says when to look again. What the statuses mean,
// which may follow which, and what a run costs is in
// awsclient/semantics/spot; the terms of an era are in fake/era.
//
// AWS publishes neither how it sets prices nor what it holds. All numbers of
// market.go and squeeze.go are choices, made so that prices look like those
// of a quiet region and an interruption is rare but does come.
//
// The room does not know who asks (handlers read requests), what a fleet or a
// group wants (they call Launch and watch KindNotice and KindRebalance), nor
// how a system shuts down in its two minutes.
package spot
