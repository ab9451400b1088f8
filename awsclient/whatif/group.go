package whatif

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/activity"
	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/awsclient/semantics/placement"
)

// Group is what is known of an Auto Scaling group.
type Group struct {
	awsclient.Group
	Policies   []awsclient.Policy // its own
	Alarms     []awsclient.Alarm
	Machines   map[string]awsclient.Instance // its instances as EC2 sees them, by id
	Activities []awsclient.Activity          // newest first
	Created    map[string]time.Time          // of launch configurations, by name; those that are gone are not here
	Type       string                        // that it launches, the first of several
	Now        time.Time
}

// The states of a member, in AWS's words.
const (
	inService   = "InService"
	pending     = "Pending"
	terminating = "Terminating"
	unhealthy   = "Unhealthy"
)

// counts tells whether a member counts for the capacity: it serves, or is on
// its way.
func counts(m *awsclient.GroupInstance) bool {
	return m.Lifecycle == inService || joining(m)
}

func joining(m *awsclient.GroupInstance) bool { return strings.HasPrefix(m.Lifecycle, pending) }

// counted are the members that count.
func (g *Group) counted() []*awsclient.GroupInstance {
	var list []*awsclient.GroupInstance
	for i := range g.Instances {
		if m := &g.Instances[i]; counts(m) {
			list = append(list, m)
		}
	}
	return list
}

// capacity is what the group has, or will have once its launches are through.
func (g *Group) capacity() int {
	n := 0
	for _, m := range g.counted() {
		n += units(m)
	}
	return n
}

func units(m *awsclient.GroupInstance) int { return max(1, m.Weight) }

// weighs tells whether capacity is counted in units of weights.
func (g *Group) weighs() bool {
	return g.Mixed != nil && len(g.Mixed.Overrides) > 0 && g.Mixed.Overrides[0].Weight > 0
}

func (g *Group) distribution() fleet.Distribution {
	return fleet.Distribution{Base: g.Mixed.OnDemandBase, Percent: g.Mixed.OnDemandPercent}
}

func (g *Group) suspended(process string) bool {
	return slices.ContainsFunc(g.Suspended, func(s awsclient.SuspendedProcess) bool { return s.Name == process })
}

// member is a member as scale-in sees it.
func (g *Group) member(m *awsclient.GroupInstance) placement.Member {
	return placement.Member{
		Candidate: g.candidate(m),
		Outside:   !slices.Contains(g.Zones, m.Zone),
		Unhealthy: m.Health == unhealthy,
		InService: m.Lifecycle == inService,
		Units:     units(m),
	}
}

func (g *Group) candidate(m *awsclient.GroupInstance) placement.Candidate {
	c := placement.Candidate{ID: m.ID, Zone: m.Zone, Protected: m.Protected, Launch: placement.Launch{
		Configuration: m.Launch.Configuration, ConfigurationCreated: g.Created[m.Launch.Configuration],
		Template: m.Launch.TemplateID, Current: g.launchesFrom(m.Launch),
	}}
	c.Launch.Version, _ = strconv.Atoi(m.Launch.Version) // what is no number cannot be compared, and counts as oldest
	if machine, ok := g.Machines[m.ID]; ok {
		c.LaunchTime, c.Market = machine.Launched, machine.Market
	}
	return c
}

// launchesFrom tells whether the group launches from the same configuration
// or template today, in whatever version.
func (g *Group) launchesFrom(ref awsclient.LaunchRef) bool {
	same := func(own awsclient.LaunchRef) bool {
		return own.Configuration == ref.Configuration && own.TemplateID == ref.TemplateID
	}
	return same(g.Launch) || g.Mixed != nil && slices.ContainsFunc(g.Mixed.Overrides, func(o awsclient.MixedType) bool {
		return !o.Launch.Empty() && same(o.Launch)
	})
}

// served is since when a member has been in service: AWS tells it with the
// activity that launched it. Where that is forgotten, it is the time of the
// launch.
func (g *Group) served(id string) time.Time {
	text := activity.DescribeLaunch(id)
	for i := range g.Activities {
		if a := &g.Activities[i]; a.Description == text && !a.End.IsZero() {
			return a.End
		}
	}
	return g.Machines[id].Launched
}

// scaledIn tells whether a member leaves because the group scaled in.
func (g *Group) scaledIn(id string) bool {
	text := activity.DescribeTerminate(id)
	for i := range g.Activities {
		if a := &g.Activities[i]; strings.HasPrefix(a.Description, text) {
			return strings.Contains(a.Cause, "in response to a difference between desired and actual capacity")
		}
	}
	return false
}

// policy finds a policy of the group by name or ARN.
func (g *Group) policy(name string) *awsclient.Policy {
	for i := range g.Policies {
		if p := &g.Policies[i]; p.Name == name || p.ARN == name {
			return p
		}
	}
	return nil
}

// alarmsOf are the alarms that run a policy.
func (g *Group) alarmsOf(p *awsclient.Policy) []*awsclient.Alarm {
	var list []*awsclient.Alarm
	for i := range g.Alarms {
		a := &g.Alarms[i]
		if !a.Composite() && slices.Contains(a.AlarmActions, p.ARN) {
			list = append(list, a)
		}
	}
	return list
}
