package views

import (
	"cmp"
	"slices"
	"unsafe"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
)

// Ties knows which resource belongs to which: the index over one snapshot
// that joins instances, targets, target groups, balancers and groups. It is
// shared by the kinds of one console, and each map is built again only when
// the lists behind it changed.
type Ties struct {
	seen *watch.Snapshot

	instances    index[awsclient.Instance]
	statuses     index[awsclient.InstanceStatus]
	balancers    index[awsclient.LoadBalancer]
	targetGroups index[awsclient.TargetGroup]
	groups       index[awsclient.Group]
	security     index[awsclient.SecurityGroup]
	subnets      index[awsclient.Subnet]
	alarms       index[awsclient.Alarm]
	requests     index[awsclient.SpotRequest]
	fleets       index[awsclient.SpotFleet]
	classic      classicTies

	requestOf map[string]*awsclient.SpotRequest // by instance id
	fleetFrom identity
	fleetOf   map[string][]*awsclient.Instance // by fleet id

	targetsFrom map[string]identity
	targets     map[string][]*awsclient.Target // by instance id
	membersFrom identity
	members     map[string]*awsclient.GroupInstance // by instance id
	version     uint64
}

// At brings the ties up to a snapshot and returns them. Version changes when
// anything in them does.
func (t *Ties) At(s *watch.Snapshot) *Ties {
	if t.seen == s {
		return t
	}
	t.seen = s
	changed := t.instances.build(s.Instances.Rows, func(i *awsclient.Instance) string { return i.ID })
	changed = t.statuses.build(s.Statuses.Rows, func(i *awsclient.InstanceStatus) string { return i.ID }) || changed
	changed = t.balancers.build(s.Balancers.Rows, func(b *awsclient.LoadBalancer) string { return b.ARN }) || changed
	changed = t.targetGroups.build(s.TargetGroups.Rows, func(g *awsclient.TargetGroup) string { return g.ARN }) || changed
	changed = t.groups.build(s.Groups.Rows, func(g *awsclient.Group) string { return g.Name }) || changed
	changed = t.security.build(s.SecurityGroups.Rows, func(g *awsclient.SecurityGroup) string { return g.ID }) || changed
	changed = t.subnets.build(s.Subnets.Rows, func(n *awsclient.Subnet) string { return n.ID }) || changed
	changed = t.alarms.build(s.Alarms.Rows, func(a *awsclient.Alarm) string { return a.Name }) || changed
	changed = t.fleets.build(s.SpotFleets.Rows, func(f *awsclient.SpotFleet) string { return f.ID }) || changed
	changed = t.buildSpot(s) || changed
	changed = t.buildClassic(s) || changed
	changed = t.buildTargets(s) || changed
	changed = t.buildMembers(s) || changed
	if changed {
		t.version++
	}
	return t
}

// Version counts the changes of any list behind the ties.
func (t *Ties) Version() uint64 { return t.version }

// Instance, Balancer and the others find one resource by its id (an ARN for
// balancers and target groups, a name for groups and alarms); nil when it is
// not in the snapshot.
func (t *Ties) Instance(id string) *awsclient.Instance           { return t.instances.by[id] }
func (t *Ties) Status(instance string) *awsclient.InstanceStatus { return t.statuses.by[instance] }
func (t *Ties) Balancer(arn string) *awsclient.LoadBalancer      { return t.balancers.by[arn] }
func (t *Ties) TargetGroup(arn string) *awsclient.TargetGroup    { return t.targetGroups.by[arn] }
func (t *Ties) Group(name string) *awsclient.Group               { return t.groups.by[name] }
func (t *Ties) SecurityGroup(id string) *awsclient.SecurityGroup { return t.security.by[id] }
func (t *Ties) Subnet(id string) *awsclient.Subnet               { return t.subnets.by[id] }
func (t *Ties) Alarm(name string) *awsclient.Alarm               { return t.alarms.by[name] }
func (t *Ties) Targets(instance string) []*awsclient.Target      { return t.targets[instance] }
func (t *Ties) Member(instance string) *awsclient.GroupInstance  { return t.members[instance] }

// TargetGroupName is a target group's name, or the last part of its ARN when
// the list does not have it.
func (t *Ties) TargetGroupName(arn string) string {
	if g := t.TargetGroup(arn); g != nil {
		return g.Name
	}
	return arnName(arn)
}

// BalancersOf are the ARNs of the balancers that use any of these target
// groups, sorted, each once.
func (t *Ties) BalancersOf(targetGroups []string) []string {
	var arns []string
	for _, arn := range targetGroups {
		if g := t.TargetGroup(arn); g != nil {
			arns = append(arns, g.Balancers...)
		}
	}
	slices.Sort(arns)
	return slices.Compact(arns)
}

func (t *Ties) buildTargets(s *watch.Snapshot) bool {
	same := len(t.targetsFrom) == len(s.Targets)
	for arn, feed := range s.Targets {
		same = same && t.targetsFrom[arn] == identify(feed.Rows)
	}
	if same && t.targets != nil {
		return false
	}
	t.targetsFrom = make(map[string]identity, len(s.Targets))
	t.targets = map[string][]*awsclient.Target{}
	for _, arn := range sortedKeys(s.Targets) {
		rows := s.Targets[arn].Rows
		t.targetsFrom[arn] = identify(rows)
		for i := range rows {
			t.targets[rows[i].ID] = append(t.targets[rows[i].ID], &rows[i])
		}
	}
	return true
}

func (t *Ties) buildMembers(s *watch.Snapshot) bool {
	if from := identify(s.Groups.Rows); from != t.membersFrom || t.members == nil {
		t.membersFrom = from
	} else {
		return false
	}
	t.members = map[string]*awsclient.GroupInstance{}
	for i := range s.Groups.Rows {
		instances := s.Groups.Rows[i].Instances
		for j := range instances {
			t.members[instances[j].ID] = &instances[j]
		}
	}
	return true
}

// index finds the rows of one list by id.
type index[T any] struct {
	from identity
	by   map[string]*T
}

func (x *index[T]) build(rows []T, id func(*T) string) bool {
	if from := identify(rows); from != x.from || x.by == nil {
		x.from = from
	} else {
		return false
	}
	x.by = make(map[string]*T, len(rows))
	for i := range rows {
		x.by[id(&rows[i])] = &rows[i]
	}
	return true
}

// identity tells one slice of a snapshot from another: the watcher keeps the
// same slice while nothing in it changes.
type identity struct {
	first unsafe.Pointer
	n     int
}

func identify[T any](rows []T) identity {
	return identity{unsafe.Pointer(unsafe.SliceData(rows)), len(rows)}
}

// sortedKeys puts a map's keys in order, so that nothing on the screen hangs
// on the order of a map.
func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
