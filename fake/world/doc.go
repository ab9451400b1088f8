// Package world is the state of one simulated AWS account in one region, as
// plain data: values in ordered tables, a queue of things to look at, and the
// state of the seeded randomness. A world can be saved, loaded and compared;
// nothing in it is a function, a channel, a goroutine or a pointer into
// another record. Records name each other by id.
//
// This package does not know what AWS does with these things: the controllers
// in fake/sim and its rooms move them, the handlers in fake/api answer for
// them. It does not know the time either: Now is a field that they set.
package world
