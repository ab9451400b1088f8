package scaling

import (
	"slices"

	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

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
	fresh := unattached(g.TargetGroups, arns)
	if len(g.TargetGroups)+len(fresh) > maxTargetGroups {
		return awserr.New("LimitExceeded", "AutoScalingGroup %s may have at most %d target groups", group, maxTargetGroups)
	}
	g.TargetGroups = append(g.TargetGroups, fresh...)
	r.beginSources(g, fresh)
	return nil
}

// AttachBalancers attaches Classic load balancers to a group, by name, and
// registers its members. Attaching one twice is no error.
func (r *Room) AttachBalancers(group string, names []string) error {
	g, err := r.group(group)
	if err != nil {
		return err
	}
	if err := r.checkBalancers(names); err != nil {
		return err
	}
	fresh := unattached(g.Balancers, names)
	if len(g.Balancers)+len(fresh) > maxClassic {
		return awserr.New("LimitExceeded", "AutoScalingGroup %s may have at most %d load balancers", group, maxClassic)
	}
	g.Balancers = append(g.Balancers, fresh...)
	r.beginSources(g, fresh)
	return nil
}

// unattached is the sources among those given that are not attached yet, each
// once.
func unattached(attached, given []string) []string {
	var fresh []string
	for _, source := range given {
		if !slices.Contains(attached, source) && !slices.Contains(fresh, source) {
			fresh = append(fresh, source)
		}
	}
	return fresh
}

// beginSources registers a group's members with sources just attached.
func (r *Room) beginSources(g *world.Group, fresh []string) {
	g.Removing = slices.DeleteFunc(g.Removing, func(source string) bool { return slices.Contains(fresh, source) })
	for i := range g.Members {
		if m := &g.Members[i]; m.Lifecycle == inService && !suspended(g, processAddToLoadBalancer) {
			for _, source := range fresh {
				r.register(source, m.Instance)
			}
		}
	}
	tryAgain(g)
	r.wakeGroup(g)
}

func (r *Room) checkTargetGroups(arns []string) error {
	for _, arn := range arns {
		if !r.k.World.TargetGroups.Has(arn) {
			return invalid("Provided Target Groups may not be valid. Please ensure they exist and try again.")
		}
	}
	return nil
}

func (r *Room) checkBalancers(names []string) error {
	for _, name := range names {
		if !r.k.World.ClassicBalancers.Has(name) {
			return invalid("Provided Load Balancers may not be valid. Please ensure they exist and try again.")
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
	if len(unattached(g.TargetGroups, arns)) > 0 {
		return invalid("Trying to remove Target Groups that are not part of the group")
	}
	r.endSources(g, arns)
	return nil
}

// DetachBalancers detaches Classic load balancers from a group and
// deregisters its members; they drain in their own time.
func (r *Room) DetachBalancers(group string, names []string) error {
	g, err := r.group(group)
	if err != nil {
		return err
	}
	if len(unattached(g.Balancers, names)) > 0 {
		return invalid("Trying to remove Load Balancers that are not part of the group")
	}
	r.endSources(g, names)
	return nil
}

func (r *Room) endSources(g *world.Group, leaving []string) {
	leaving = unattached(nil, leaving)
	for _, source := range leaving {
		for i := range g.Members {
			switch id := g.Members[i].Instance; r.targetState(source, id) {
			case "", targetDraining:
			default:
				r.deregister(source, id)
			}
		}
	}
	gone := func(source string) bool { return slices.Contains(leaving, source) }
	g.TargetGroups = slices.DeleteFunc(g.TargetGroups, gone)
	g.Balancers = slices.DeleteFunc(g.Balancers, gone)
	g.Served = slices.DeleteFunc(g.Served, gone)
	g.Removing = append(g.Removing, leaving...)
	tryAgain(g)
	r.wakeGroup(g)
}

// The states of a traffic source, in AWS's words.
const (
	sourceAdding    = "Adding"
	sourceAdded     = "Added"
	sourceInService = "InService"
	sourceRemoving  = "Removing"
)

// Source is a traffic source as its group sees it.
type Source struct {
	ID    string // a target group's ARN, or a Classic balancer's name
	Type  string // SourceTargetGroup or SourceClassic
	State string // "Adding", "Added", "InService", "Removing"
}

// Sources is a group's traffic sources and how far each has come: Adding while
// members are not registered, InService once one has been healthy
// (BC:autoscaling.LoadBalancerTargetGroupState).
func (r *Room) Sources(g *world.Group) []Source {
	var list []Source
	for _, source := range sources(g) {
		list = append(list, Source{source, sourceType(source), r.sourceState(g, source)})
	}
	for _, source := range g.Removing {
		list = append(list, Source{source, sourceType(source), sourceRemoving})
	}
	return list
}

func sourceType(source string) string {
	if isClassic(source) {
		return SourceClassic
	}
	return SourceTargetGroup
}

func (r *Room) sourceState(g *world.Group, source string) string {
	if slices.Contains(g.Served, source) {
		return sourceInService
	}
	if anyMember(g, func(m *world.Member) bool { return m.Lifecycle == inService && r.targetState(source, m.Instance) == "" }) {
		return sourceAdding
	}
	return sourceAdded
}
