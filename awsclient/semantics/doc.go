// Package semantics holds no code: it is the hallway to AWS's rules, each in a
// room of its own, written as pure functions on plain values.
//
//   - routing: which rule of an Application Load Balancer answers a request
//   - health: how health checks move a target between its states
//   - scaling: what a scaling policy makes of a capacity
//   - placement: in which zone to launch, and which instance to terminate
//   - cron: when a scheduled action runs
//   - alarm: what state a metric alarm is in, and in which words
//   - composite: the rule of a composite alarm, and what it comes to
//   - metricmath: CloudWatch's expressions on metrics
//   - stat: CloudWatch's statistics and periods
//   - activity: the texts of scaling activities, to the letter
//   - classic: the health of instances behind a Classic Load Balancer
//   - spot: the states, prices, notices and bills of spot requests
//   - fleet: which pools a spot fleet chooses, and which it gives up
//   - refresh: the batches and checkpoints of an instance refresh
//   - logpattern: filter patterns on log events
//   - metricfilter: what a metric filter publishes of them
//   - insights: a useful part of the Logs Insights query language
//   - bucketpolicy: whether CloudTrail can deliver into a bucket
//   - lifecycle: which states instances and group members may enter
//   - refusal: the one error with which the rooms refuse bad input
//
// An engine uses them to act, a console to explain what real AWS did. Nothing
// in here reads a clock, a network or randomness: time comes as an argument,
// and ties are broken by name. Where AWS publishes no rule, a named constant
// or a comment with the word "choice" says so.
//
// The rooms do not know each other, but for refusal and for metricfilter,
// which stands on logpattern, nor anything outside the standard library. The
// engine and the console do not use all of them yet.
package semantics
