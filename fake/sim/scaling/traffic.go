package scaling

import (
	"slices"

	"fleetglass/awsclient/semantics/health"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/world"
)

// The states of a target that matter here, in the words of Elastic Load
// Balancing.
const (
	targetHealthy   = health.Healthy
	targetUnhealthy = health.Unhealthy
	targetDraining  = health.DrainingNow
)

// maxTargetGroups is the quota of target groups per group
// (AS/ec2-auto-scaling-quotas).
const maxTargetGroups = 50

func (r *Room) targetState(arn, instance string) string {
	state, registered := r.balancing.TargetState(arn, instance)
	if !registered {
		return ""
	}
	return state
}

// addToTargetGroups registers a member with its group's target groups. A
// target group that cannot take it is passed over: the member comes into
// service without its traffic.
func (r *Room) addToTargetGroups(g *world.Group, m *world.Member) {
	if suspended(g, processAddToLoadBalancer) {
		return
	}
	for _, arn := range g.TargetGroups {
		r.register(arn, m.Instance)
	}
}

func (r *Room) register(arn, instance string) {
	tg := r.k.World.TargetGroups.Get(arn)
	if tg == nil {
		return
	}
	err := r.balancing.Register(tg, []balancing.TargetRef{{ID: instance}})
	r.recordTargets("RegisterTargets", arn, instance, err)
}

func (r *Room) deregister(arn, instance string) {
	tg := r.k.World.TargetGroups.Get(arn)
	if tg == nil {
		return
	}
	err := r.balancing.Deregister(tg, []balancing.TargetRef{{ID: instance}})
	r.recordTargets("DeregisterTargets", arn, instance, err)
}

// drained deregisters a member from its group's target groups, and tells
// whether no connection is left.
func (r *Room) drained(g *world.Group, m *world.Member) bool {
	done := true
	for _, arn := range slices.Concat(g.TargetGroups, g.Removing) {
		switch r.targetState(arn, m.Instance) {
		case "", targetDraining:
		default:
			r.deregister(arn, m.Instance)
		}
		done = done && r.targetState(arn, m.Instance) == ""
	}
	return done
}

// noteServing remembers the target groups in which a member was found
// healthy: from then on their verdict counts.
func (r *Room) noteServing(g *world.Group, m *world.Member) {
	for _, arn := range g.TargetGroups {
		if !slices.Contains(g.Served, arn) && r.targetState(arn, m.Instance) == targetHealthy {
			g.Served = append(g.Served, arn)
		}
	}
}

// servesEverywhere tells whether a member has passed a check in each of its
// group's target groups.
func (r *Room) servesEverywhere(g *world.Group, m *world.Member) bool {
	return !slices.ContainsFunc(g.TargetGroups, func(arn string) bool {
		return r.targetState(arn, m.Instance) != targetHealthy
	})
}

// forgetRemoved drops detached target groups in which nothing drains any more.
func (r *Room) forgetRemoved(g *world.Group) {
	if len(g.Removing) == 0 {
		return
	}
	g.Removing = slices.DeleteFunc(g.Removing, func(arn string) bool {
		return !anyMember(g, func(m *world.Member) bool { return r.targetState(arn, m.Instance) != "" })
	})
}

// AttachTargetGroups attaches target groups to a group and registers its
// members. Attaching one twice is no error.
func (r *Room) AttachTargetGroups(group string, arns []string) error {
	g, err := r.group(group)
	if err != nil {
		return err
	}
	if err := r.checkTargetGroups(arns); err != nil {
		return err
	}
	fresh := slices.DeleteFunc(slices.Clone(arns), func(arn string) bool { return slices.Contains(g.TargetGroups, arn) })
	if len(g.TargetGroups)+len(fresh) > maxTargetGroups {
		return awserr.New("LimitExceeded", "AutoScalingGroup %s may have at most %d target groups", group, maxTargetGroups)
	}
	g.TargetGroups = append(g.TargetGroups, fresh...)
	g.Removing = slices.DeleteFunc(g.Removing, func(arn string) bool { return slices.Contains(fresh, arn) })
	for i := range g.Members {
		if m := &g.Members[i]; m.Lifecycle == inService && !suspended(g, processAddToLoadBalancer) {
			for _, arn := range fresh {
				r.register(arn, m.Instance)
			}
		}
	}
	tryAgain(g)
	r.wakeGroup(g)
	return nil
}

func (r *Room) checkTargetGroups(arns []string) error {
	for _, arn := range arns {
		if !r.k.World.TargetGroups.Has(arn) {
			return invalid("Provided Target Groups may not be valid. Please ensure they exist and try again.")
		}
	}
	return nil
}

// DetachTargetGroups detaches target groups from a group and deregisters its
// members; they drain in their own time.
func (r *Room) DetachTargetGroups(group string, arns []string) error {
	g, err := r.group(group)
	if err != nil {
		return err
	}
	for _, arn := range arns {
		if !slices.Contains(g.TargetGroups, arn) {
			return invalid("Trying to remove Target Groups that are not part of the group")
		}
	}
	for _, arn := range arns {
		for i := range g.Members {
			switch id := g.Members[i].Instance; r.targetState(arn, id) {
			case "", targetDraining:
			default:
				r.deregister(arn, id)
			}
		}
	}
	gone := func(arn string) bool { return slices.Contains(arns, arn) }
	g.TargetGroups = slices.DeleteFunc(g.TargetGroups, gone)
	g.Served = slices.DeleteFunc(g.Served, gone)
	g.Removing = append(g.Removing, arns...)
	tryAgain(g)
	r.wakeGroup(g)
	return nil
}

// The states of a traffic source, in AWS's words.
const (
	sourceAdding    = "Adding"
	sourceAdded     = "Added"
	sourceInService = "InService"
	sourceRemoving  = "Removing"
)

// Source is a target group as its group sees it.
type Source struct {
	ARN   string
	State string // "Adding", "Added", "InService", "Removing"
}

// Sources is a group's target groups and how far each has come: Adding while
// members are not registered, InService once one has been healthy
// (BC:autoscaling.LoadBalancerTargetGroupState).
func (r *Room) Sources(g *world.Group) []Source {
	var list []Source
	for _, arn := range g.TargetGroups {
		list = append(list, Source{arn, r.sourceState(g, arn)})
	}
	for _, arn := range g.Removing {
		list = append(list, Source{arn, sourceRemoving})
	}
	return list
}

func (r *Room) sourceState(g *world.Group, arn string) string {
	if slices.Contains(g.Served, arn) {
		return sourceInService
	}
	if anyMember(g, func(m *world.Member) bool { return m.Lifecycle == inService && r.targetState(arn, m.Instance) == "" }) {
		return sourceAdding
	}
	return sourceAdded
}
