// Package elbapi answers for Elastic Load Balancing, version 2: Application
// and Network load balancers, their listeners and rules, target groups and
// targets, attributes, tags and quotas.
//
// A handler checks the whole request first, in AWS's words (where no source
// tells them, in words of the same manner: choice), then acts on the world or through the balancing room, then answers with fresh values. What a
// rule means and when a target is healthy is written elsewhere; here are the
// shapes and the refusals only. Gateway balancers, target types lambda and
// alb, trust stores and authentication actions are not simulated, and refused
// by name.
package elbapi

import (
	"fleetglass/fake/api"
	"fleetglass/fake/era"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/world"
)

// service answers for one world.
type service struct {
	k     *sim.Kernel
	w     *world.World
	room  *balancing.Room
	rules era.Rules // of the account's time
}

// Register adds the elasticloadbalancingv2 operations to the table.
func Register(m *api.Mux, k *sim.Kernel, room *balancing.Room) {
	s := &service{k: k, w: k.World, room: room, rules: era.Of(k.World)}
	s.registerBalancers(m)
	s.registerTargetGroups(m)
	api.Handle(m, s.addTags)
	api.Handle(m, s.removeTags)
	api.Handle(m, s.describeTags)
	api.Handle(m, s.describeAccountLimits)
	api.Handle(m, s.describeSSLPolicies)
}

func (s *service) registerBalancers(m *api.Mux) {
	api.Handle(m, s.createLoadBalancer)
	api.Handle(m, s.deleteLoadBalancer)
	api.Handle(m, s.describeLoadBalancers)
	api.Handle(m, s.setSecurityGroups)
	api.Handle(m, s.setSubnets)
	api.Handle(m, s.describeLoadBalancerAttributes)
	api.Handle(m, s.modifyLoadBalancerAttributes)
	api.Handle(m, s.describeCapacityReservation)
	api.Handle(m, s.createListener)
	api.Handle(m, s.modifyListener)
	api.Handle(m, s.deleteListener)
	api.Handle(m, s.describeListeners)
	api.Handle(m, s.describeListenerAttributes)
	api.Handle(m, s.modifyListenerAttributes)
	api.Handle(m, s.createRule)
	api.Handle(m, s.modifyRule)
	api.Handle(m, s.deleteRule)
	api.Handle(m, s.describeRules)
	api.Handle(m, s.setRulePriorities)
}

func (s *service) registerTargetGroups(m *api.Mux) {
	api.Handle(m, s.createTargetGroup)
	api.Handle(m, s.modifyTargetGroup)
	api.Handle(m, s.deleteTargetGroup)
	api.Handle(m, s.describeTargetGroups)
	api.Handle(m, s.describeTargetGroupAttributes)
	api.Handle(m, s.modifyTargetGroupAttributes)
	api.Handle(m, s.registerTargets)
	api.Handle(m, s.deregisterTargets)
	api.Handle(m, s.describeTargetHealth)
}

// Quotas (ALB/load-balancer-limits); those of listeners and rules are the
// era's.
const (
	maxBalancers      = 50
	maxTargetGroups   = 3000
	maxTagsOfResource = 50
)

func (s *service) arn(resource string) string {
	return s.w.ARN("elasticloadbalancing", resource)
}

// newID is the 16 hex digits that end an ARN.
func (s *service) newID() string { return s.k.ID("", 16) }
