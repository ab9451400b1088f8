// Package placement chooses where a group launches and what it terminates.
//
// A group launches in the zone with the fewest instances and terminates in
// the zone with the most; inside it the termination policies narrow the
// choice, and every narrowing is told in words (AS/auto-scaling-benefits,
// AS/as-instance-termination, AS/ec2-auto-scaling-termination-policies).
//
// Where AWS picks at random the package picks by name, so that the same input
// always gives the same answer. It does not know subnets, capacity shortages,
// instance weights or allocation strategies of mixed instances.
package placement
