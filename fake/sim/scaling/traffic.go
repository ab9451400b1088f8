package scaling

import (
	"slices"
	"strings"

	"fleetglass/awsclient/semantics/classic"
	"fleetglass/awsclient/semantics/health"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/world"
)

// A group's traffic sources are its target groups, by ARN, and its Classic
// load balancers, by name. Here both speak the words of target health.
const (
	targetHealthy   = health.Healthy
	targetUnhealthy = health.Unhealthy
	targetDraining  = health.DrainingNow
)

// The types of traffic sources, in AWS's words.
const (
	SourceTargetGroup = "elbv2"
	SourceClassic     = "elb"
)

// Quotas of traffic sources per group (AS/ec2-auto-scaling-quotas).
const (
	maxTargetGroups = 50
	maxClassic      = 50
)

// ClassicBalancers is where members are registered with Classic load
// balancers, by the balancer's name and the instance's id.
type ClassicBalancers interface {
	Register(balancer string, ids []string) error
	Deregister(balancer string, ids []string) error
	// InstanceState is AWS's state and reason; registered is false for an
	// instance that is not with the balancer, or has left it.
	InstanceState(balancer, id string) (state, reason string, registered bool)
	Leaving(balancer, id string) bool
	Registering(balancer, id string) bool
}

// kindClassic is told by Classic balancers; subject "balancer|instance id".
const kindClassic world.Kind = "classic instance"

// UseClassic tells the room of the region's Classic balancers. Without it
// there are none.
func (r *Room) UseClassic(c ClassicBalancers) {
	r.classic = c
	r.k.Watch(kindClassic, func(subject string) {
		_, instance, _ := strings.Cut(subject, "|")
		r.wakeMemberOf(instance)
	})
}

// isClassic tells a Classic balancer's name from a target group's ARN: names
// have no colon.
func isClassic(source string) bool { return !strings.Contains(source, ":") }

// sources is a group's traffic sources.
func sources(g *world.Group) []string {
	if len(g.Balancers) == 0 {
		return g.TargetGroups
	}
	return slices.Concat(g.TargetGroups, g.Balancers)
}

// targetState is how a source finds an instance, "" when it is not registered
// there. A Classic balancer that has not yet judged an instance does not speak
// against it.
func (r *Room) targetState(source, instance string) string {
	if !isClassic(source) {
		state, _ := r.balancing.TargetState(source, instance)
		return state
	}
	if r.classic == nil {
		return ""
	}
	state, _, registered := r.classic.InstanceState(source, instance)
	switch {
	case !registered:
		return ""
	case r.classic.Leaving(source, instance):
		return targetDraining
	case r.classic.Registering(source, instance):
		return health.Initial
	case state == classic.InService:
		return targetHealthy
	}
	return targetUnhealthy
}

// exists tells whether a source is there.
func (r *Room) exists(source string) bool {
	if isClassic(source) {
		return r.k.World.ClassicBalancers.Has(source)
	}
	return r.k.World.TargetGroups.Has(source)
}

// checkSources is AWS's refusal to launch while a traffic source is not there
// (AS/ts-as-loadbalancer), or nil.
func (r *Room) checkSources(g *world.Group) error {
	for _, source := range sources(g) {
		switch {
		case r.exists(source):
		case isClassic(source):
			return invalid("Cannot find Load Balancer %s. Validating load balancer configuration failed.", source)
		default:
			return invalid("One or more target groups not found. Validating load balancer configuration failed.")
		}
	}
	return nil
}

// addToTargetGroups registers a member with its group's traffic sources. One
// that cannot take it is passed over: the member comes into service without
// its traffic.
func (r *Room) addToTargetGroups(g *world.Group, m *world.Member) {
	if suspended(g, processAddToLoadBalancer) {
		return
	}
	for _, source := range sources(g) {
		r.register(source, m.Instance)
	}
}

func (r *Room) register(source, instance string) {
	if !r.exists(source) {
		return
	}
	if isClassic(source) {
		err := r.classic.Register(source, []string{instance})
		r.recordClassic("RegisterInstancesWithLoadBalancer", source, instance, err)
		return
	}
	err := r.balancing.Register(r.k.World.TargetGroups.Get(source), []balancing.TargetRef{{ID: instance}})
	r.recordTargets("RegisterTargets", source, instance, err)
}

func (r *Room) deregister(source, instance string) {
	if !r.exists(source) {
		return
	}
	if isClassic(source) {
		err := r.classic.Deregister(source, []string{instance})
		r.recordClassic("DeregisterInstancesFromLoadBalancer", source, instance, err)
		return
	}
	err := r.balancing.Deregister(r.k.World.TargetGroups.Get(source), []balancing.TargetRef{{ID: instance}})
	r.recordTargets("DeregisterTargets", source, instance, err)
}

// drained deregisters a member from its group's traffic sources, and tells
// whether no connection is left.
func (r *Room) drained(g *world.Group, m *world.Member) bool {
	done := true
	for _, source := range slices.Concat(sources(g), g.Removing) {
		switch r.targetState(source, m.Instance) {
		case "", targetDraining:
		default:
			r.deregister(source, m.Instance)
		}
		done = done && r.targetState(source, m.Instance) == ""
	}
	return done
}

// noteServing remembers the sources in which a member was found healthy: from
// then on their verdict counts.
func (r *Room) noteServing(g *world.Group, m *world.Member) {
	for _, source := range sources(g) {
		if !slices.Contains(g.Served, source) && r.targetState(source, m.Instance) == targetHealthy {
			g.Served = append(g.Served, source)
		}
	}
}

// refusedTraffic tells whether a source whose verdict counts finds a member
// unhealthy.
func (r *Room) refusedTraffic(g *world.Group, m *world.Member) bool {
	return slices.ContainsFunc(sources(g), func(source string) bool {
		return slices.Contains(g.Served, source) && r.targetState(source, m.Instance) == targetUnhealthy
	})
}

// servesEverywhere tells whether a member has passed a check in each of its
// group's traffic sources.
func (r *Room) servesEverywhere(g *world.Group, m *world.Member) bool {
	return !slices.ContainsFunc(sources(g), func(source string) bool {
		return r.targetState(source, m.Instance) != targetHealthy
	})
}

// forgetRemoved drops detached sources in which nothing drains any more.
func (r *Room) forgetRemoved(g *world.Group) {
	if len(g.Removing) == 0 {
		return
	}
	g.Removing = slices.DeleteFunc(g.Removing, func(source string) bool {
		return !anyMember(g, func(m *world.Member) bool { return r.targetState(source, m.Instance) != "" })
	})
}
