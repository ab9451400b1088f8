// Package fake is the engine: a simulated AWS account that lives in the same
// process, in virtual time.
//
// Engine.Call is its one door. A call waits for the lock, brings the world to
// the present, finds out who calls, applies faults, runs the handler, and is
// written to the trail. Reading never changes the future: the same scenario,
// seed and changes at the same virtual times give the same world, to the last
// id.
//
// Pace (pace.go) ties virtual time to the wall clock: real speed, faster,
// paused, or moved by hand. It is the only place below this directory that
// knows the wall clock. Faults (faults.go) are what a person may break.
// State files (state.go) keep a world between two runs.
//
// The package knows no AWS service beyond names: what services do is in
// fake/sim and its rooms, what they answer in fake/api.
package fake
