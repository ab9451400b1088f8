// Package fleet decides for a Spot Fleet: in which pools it launches under an
// allocation strategy, what it replaces and where, what goes first when it
// shrinks, how its target is split between On-Demand and Spot, and which
// requests AWS refuses. Every choice carries its reason in plain words. The
// split of an Auto Scaling group with mixed instances is here, too.
//
// Sources: EC2/spot-fleet, EC2/spot-fleet-allocation-strategy,
// EC2/spot-instance-weighting, EC2/fleet-quotas,
// AS/ec2-auto-scaling-mixed-instances-groups and the shapes
// SpotFleetRequestConfigData and EventInformation of the API's model. AWS
// publishes what each strategy prefers, not how it counts: the algorithms
// reproduce every example of the documentation and are choices beyond that.
//
// The package does not launch, does not know when a price changes, and keeps
// no fleet.
package fleet
