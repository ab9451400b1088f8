// Package telemetry is the CloudWatch room of the simulation: AWS's own
// metrics of instances, balancers and groups, and those that users put.
//
// No metric of AWS's own is stored. Each is computed when it is read, from a workload's
// demand, which is a function of time, and from the step histories that the
// rooms leave in world.Metrics: which share of the demand went to which pool,
// how many targets it had, in which state each was, and when instances ran.
// The same world therefore gives the same numbers, whenever and however often
// they are asked for.
//
// A metric is a source: for each minute, an aggregate of that minute's raw
// samples, or nothing. Points merges minutes into periods. A minute can be
// read as soon as it is over (choice: AWS takes a minute or two).
//
// What load does to a server is modelled simply: CPU grows with the work that
// requests cost, response time as one over what is left of the CPU, and what
// is over capacity times out.
//
// What users put is stored, as sums and distributions by the second or the
// minute, and rolled up as it grows older, so that it stays bounded.
//
// The room does not know alarms (the scaling room evaluates them), nor who may
// put what: the handlers check that.
package telemetry
