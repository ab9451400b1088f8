// Package health moves a target of a load balancer between its states: what a
// check's answer means, how many answers change the state, and the reasons
// and descriptions that AWS gives with each state.
//
// Sources: ALB/target-group-health-checks, NLB/target-group-health-checks and
// the TargetHealth shape of the API's model. The package does not know time:
// when a check is due, and how long draining lasts, is the caller's.
package health
