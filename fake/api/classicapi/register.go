// Package classicapi answers for Elastic Load Balancing in its first version:
// Classic load balancers, their listeners, instances and health, attributes,
// zones and subnets, security groups, policies, tags and quotas.
//
// A handler checks the whole request first, in AWS's words (where no source
// tells them, in words of the same manner: choice), then acts through the room
// of Classic balancers, and answers with fresh values. How instances become
// healthy is written there. Policies for sticky sessions are kept and told,
// without effect; other policies than these cannot be made, and policies for
// back-end servers are not simulated.
package classicapi

import (
	"fleetglass/fake/api"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/classic"
	"fleetglass/fake/world"
)

// service answers for one world.
type service struct {
	k    *sim.Kernel
	w    *world.World
	room *classic.Room
}

// Register adds the operations of the SDK's package elasticloadbalancing to
// the table.
func Register(m *api.Mux, k *sim.Kernel, room *classic.Room) {
	s := &service{k: k, w: k.World, room: room}
	s.registerBalancers(m)
	s.registerInstances(m)
	s.registerPolicies(m)
	api.Handle(m, s.addTags)
	api.Handle(m, s.removeTags)
	api.Handle(m, s.describeTags)
	api.Handle(m, s.describeAccountLimits)
}

func (s *service) registerBalancers(m *api.Mux) {
	api.Handle(m, s.createLoadBalancer)
	api.Handle(m, s.deleteLoadBalancer)
	api.Handle(m, s.describeLoadBalancers)
	api.Handle(m, s.createListeners)
	api.Handle(m, s.deleteListeners)
	api.Handle(m, s.setCertificate)
	api.Handle(m, s.describeAttributes)
	api.Handle(m, s.modifyAttributes)
	api.Handle(m, s.enableZones)
	api.Handle(m, s.disableZones)
	api.Handle(m, s.attachSubnets)
	api.Handle(m, s.detachSubnets)
	api.Handle(m, s.applySecurityGroups)
}

func (s *service) registerInstances(m *api.Mux) {
	api.Handle(m, s.configureHealthCheck)
	api.Handle(m, s.registerWith)
	api.Handle(m, s.deregisterFrom)
	api.Handle(m, s.describeInstanceHealth)
}

func (s *service) registerPolicies(m *api.Mux) {
	api.Handle(m, s.createBalancerCookiePolicy)
	api.Handle(m, s.createApplicationCookiePolicy)
	api.Handle(m, s.setPoliciesOfListener)
	api.Handle(m, s.deletePolicy)
	api.Handle(m, s.describePolicies)
}
