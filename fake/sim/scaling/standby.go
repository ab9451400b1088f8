package scaling

import (
	"fmt"
	"slices"

	"fleetglass/awsclient/semantics/activity"
	"fleetglass/fake/world"
)

// EnterStandby takes members out of service without ending them. With
// decrement the desired capacity goes down by as many; else others are
// launched in their place. It returns the activities (AS/as-enter-exit-standby).
func (r *Room) EnterStandby(group string, ids []string, decrement bool) ([]*world.Activity, error) {
	g, err := r.membersIn(group, ids, inService)
	if err != nil {
		return nil, err
	}
	if decrement && g.Desired-unitsOf(g, ids) < g.Min {
		return nil, sizes(g, "place into standby", len(ids), "")
	}
	var list []*world.Activity
	for _, id := range ids {
		m, have := memberOf(g, id), g.Desired
		cause := activity.StandbyIn(r.now(), id)
		if decrement {
			g.Desired -= units(m)
			cause = activity.StandbyInShrinking(r.now(), id, have, g.Desired)
		}
		r.enter(m, enteringStandby)
		m.Leaving = world.Leaving{Why: whyStandby}
		r.serviceChanged(g)
		list = append(list, r.begin(g, m, activity.DescribeStandbyIn(id), cause, statusInProgress, progressHalf))
		r.wakeMember(g.Name, id)
	}
	r.wakeGroup(g)
	return list, nil
}

func (r *Room) stepEnteringStandby(g *world.Group, m *world.Member) {
	if !r.drained(g, m) {
		return
	}
	r.enter(m, standby)
	m.Leaving = world.Leaving{}
	r.finish(m, statusSuccessful, "")
	r.wakeGroup(g)
}

// ExitStandby puts members back into service, and the desired capacity up by
// as many. No hooks run.
func (r *Room) ExitStandby(group string, ids []string) ([]*world.Activity, error) {
	g, err := r.membersIn(group, ids, standby)
	if err != nil {
		return nil, err
	}
	if g.Desired+unitsOf(g, ids) > g.Max {
		return nil, sizes(g, "move out of standby", len(ids), "more ")
	}
	var list []*world.Activity
	for _, id := range ids {
		m := memberOf(g, id)
		cause := activity.StandbyOut(r.now(), id, g.Desired, g.Desired+units(m))
		g.Desired += units(m)
		list = append(list, r.comeBack(g, m, activity.DescribeStandbyOut(id), cause))
	}
	r.wakeGroup(g)
	return list, nil
}

// comeBack puts a member with a running instance on its way into service.
func (r *Room) comeBack(g *world.Group, m *world.Member, description, cause string) *world.Activity {
	r.enter(m, pending)
	m.Returning = true
	r.wakeMember(g.Name, m.Instance)
	return r.begin(g, m, description, cause, statusPreInService, progressLaunched)
}

// membersIn is the group, if all these are members in one of these states.
func (r *Room) membersIn(group string, ids []string, states ...string) (*world.Group, error) {
	g, err := r.group(group)
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		_, m, err := r.memberIn(group, id)
		switch {
		case err != nil:
			return nil, err
		case !slices.Contains(states, m.Lifecycle):
			return nil, invalid("The instance %s is not in %s.", id, states[0])
		case slices.Contains(ids[:i], id):
			return nil, invalid("The instance %s is given more than once.", id)
		}
	}
	return g, nil
}

// sizes refuses what the group's minimum or maximum does not allow.
func sizes(g *world.Group, do string, n int, more string) error {
	what := "instance"
	if n != 1 {
		what = "instances"
	}
	return invalid("AutoScalingGroup %s has min-size=%d, max-size=%d, and desired-size=%d. To %s %s, please update the AutoScalingGroup sizes appropriately.",
		g.Name, g.Min, g.Max, g.Desired, do, fmt.Sprintf("%d %s%s", n, more, what))
}

// Attach makes running instances members of a group, and puts its desired
// capacity up by as many. No hooks run (AS/attach-instance-asg).
func (r *Room) Attach(group string, ids []string) error {
	g, err := r.group(group)
	if err != nil {
		return err
	}
	for i, id := range ids {
		if err := r.checkAttachable(g, id); err != nil {
			return err
		}
		if slices.Contains(ids[:i], id) {
			return invalid("The instance %s is given more than once.", id)
		}
	}
	more := 0
	for _, id := range ids {
		more += max(1, weightOf(g, r.k.World.Instances.Get(id).Type))
	}
	if g.Desired+more > g.Max {
		return sizes(g, "attach", len(ids), "more ")
	}
	for _, id := range ids {
		in, before := r.k.World.Instances.Get(id), g.Desired
		g.Members = append(g.Members, world.Member{
			Instance: id, Zone: in.Zone, Type: in.Type, Health: healthy, Protected: g.NewProtected,
			Weight: weightOf(g, in.Type), Spot: in.Market == marketSpot,
		})
		g.Desired += units(&g.Members[len(g.Members)-1])
		in.Tags = append(withoutTag(in.Tags, GroupTag), world.Tag{Key: GroupTag, Value: g.Name})
		r.comeBack(g, &g.Members[len(g.Members)-1], activity.DescribeAttach(id), activity.Attached(r.now(), id, before, g.Desired))
	}
	r.wakeGroup(g)
	return nil
}

func (r *Room) checkAttachable(g *world.Group, id string) error {
	in := r.k.World.Instances.Get(id)
	if in == nil {
		return invalid("Invalid Instance ID(s): [%s] specified", id)
	}
	if in.State != world.Running {
		return invalid("Instance %s is not in correct state. Instance(s) must be in 'running' state.", id)
	}
	if other := world.TagValue(in.Tags, GroupTag); other != "" {
		return invalid("Instance %s is already part of AutoScalingGroup:%s", id, other)
	}
	if !slices.Contains(g.Zones, in.Zone) {
		return invalid("The instance %s is in Availability Zone %s, which AutoScalingGroup %s does not use.", id, in.Zone, g.Name)
	}
	return nil
}

// Detach makes members plain instances again. With decrement the desired
// capacity goes down by as many; else others are launched in their place. It
// returns the activities (AS/detach-instance-asg).
func (r *Room) Detach(group string, ids []string, decrement bool) ([]*world.Activity, error) {
	g, err := r.membersIn(group, ids, inService, standby)
	if err != nil {
		return nil, err
	}
	serving := 0
	for _, id := range ids {
		if memberOf(g, id).Lifecycle == inService {
			serving += units(memberOf(g, id))
		}
	}
	if decrement && g.Desired-serving < g.Min {
		return nil, sizes(g, "detach", len(ids), "")
	}
	var list []*world.Activity
	for _, id := range ids {
		list = append(list, r.detach(g, memberOf(g, id), decrement))
	}
	r.wakeGroup(g)
	return list, nil
}

func (r *Room) detach(g *world.Group, m *world.Member, decrement bool) *world.Activity {
	cause := activity.Detached(r.now(), m.Instance)
	if decrement && m.Lifecycle == inService {
		cause = activity.DetachedShrinking(r.now(), m.Instance, g.Desired, g.Desired-units(m))
		g.Desired -= units(m)
	}
	r.enter(m, detaching)
	m.Leaving = world.Leaving{Why: whyDetach}
	r.serviceChanged(g)
	r.wakeMember(g.Name, m.Instance)
	return r.begin(g, m, activity.DescribeDetach(m.Instance), cause, statusInProgress, progressHalf)
}

func (r *Room) stepDetaching(g *world.Group, m *world.Member) {
	if !r.drained(g, m) {
		return
	}
	r.finish(m, statusSuccessful, "")
	if in := r.k.World.Instances.Get(m.Instance); in != nil {
		in.Tags = withoutTag(in.Tags, GroupTag)
	}
	r.remove(g, m.Instance)
}

func withoutTag(tags []world.Tag, key string) []world.Tag {
	return slices.DeleteFunc(slices.Clone(tags), func(t world.Tag) bool { return t.Key == key })
}
