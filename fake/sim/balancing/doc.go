// Package balancing is the Elastic Load Balancing room of the simulation:
// balancers that come up, targets and their health, and where the demand on a
// balancer goes.
//
// A target is moved by one controller. It compares what the target's state
// says with what its server would answer now, and makes an appointment for
// the next health check only when that check could change something: a
// steady target costs nothing, however long it stays so.
//
// What the room leaves behind are step histories (world.Metrics), written
// only on change: how many targets a group has in which state, which target
// was in which state, and which share of a workload went where. The telemetry
// room computes all metrics from them.
//
// The room does not know the API's shapes and limits (the handlers), nor why
// a target is registered (Auto Scaling has its own room), nor what load does
// to an instance (the telemetry room).
package balancing
