// Package spotfleet is the Spot Fleet room of the simulation: it brings
// fleets to their target capacity and, when they are of type maintain, keeps
// them there.
//
// What a fleet prefers, what goes first, and which words its history uses is
// in semantics/fleet. This room finds the pools of a fleet with their prices
// and capacity of this moment, launches through the spot and compute rooms,
// notices instances that end, fail their checks or are about to be
// interrupted, and registers instances with balancers.
//
// A fleet is looked at when one of its instances changes, when a state that
// passes by itself ends, and once a minute while it wants more than it can
// get. A fulfilled fleet has no appointment but the end of its validity.
//
// The room does not know how prices move, nor what an interruption looks like
// from inside: that is the spot room's. It does not know the API: whether a
// caller may do something, and what a request looks like on the wire.
package spotfleet
