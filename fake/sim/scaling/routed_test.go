package scaling_test

import "fleetglass/fake/sim/balancing"

// routed tells the balancing room that a balancer's rules have changed.
func routed(b *balancing.Room, lb string) { b.RoutingChanged(lb) }
