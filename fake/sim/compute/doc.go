// Package compute is the EC2 room of the simulation: instances and their
// states, the network that they get addresses from, images, launch settings,
// status checks, what an instance's web server would answer, and which zones
// are down.
//
// An instance is moved by one controller, which looks at its record, takes at
// most one step (pending to running, stopping to stopped, shutting-down to
// terminated, terminated to gone) and says when to look again. Every change
// that a neighbour may care about is told as Changed(Instance, id): of state,
// of readiness, of faults, of status checks.
//
// The room does not know why an instance is launched or terminated (Auto
// Scaling has its own room), who asks (handlers check permissions,
// termination protection and request shapes), nor how much an instance has to
// do (the telemetry room).
package compute
