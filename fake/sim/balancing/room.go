package balancing

import (
	"slices"
	"strings"
	"time"

	"fleetglass/fake/sim"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/network"
	"fleetglass/fake/world"
)

// The kinds of subjects that this room looks after.
const (
	KindBalancer    world.Kind = "balancer"       // subject: a balancer's ARN
	KindTargetGroup world.Kind = "target-group"   // subject: a target group's ARN
	KindTarget      world.Kind = "target"         // subject: "target group ARN|id|port"; also told to watchers when its state changes
	KindWorkload    world.Kind = "workload"       // subject: a workload's id
	KindHistory     world.Kind = "target-history" // subject: as a target's
	KindCounted     world.Kind = "counted"        // subject: the id of a workload of counted requests
)

// kindGroup is told by the scaling room when a group's capacity changes.
const kindGroup world.Kind = "group"

// How long a new balancer takes to come up. Choice: AWS does not publish it.
const (
	provisionMin = 90 * time.Second
	provisionMax = 150 * time.Second
)

// Retention is how long step histories go back: as long as CloudWatch keeps
// one-minute metrics.
const Retention = 15 * 24 * time.Hour

// Room moves the balancers and targets of one world. It holds nothing but
// indexes that are rebuilt from the world when they are missing.
type Room struct {
	k       *sim.Kernel
	compute *compute.Room

	positions map[string]map[string][]int   // by target group: where the targets with an id are in its list
	groupsOf  map[string][]string           // by target id: target groups that have it
	users     map[string][]string           // by target group: balancers whose rules forward to it
	carried   *carriers                     // the histories of targets
	asked     map[string][]Asked            // by target group: what visitors ask of it
	workers   map[string][]string           // by pool of workers: who takes jobs, sorted
	histories int                           // counts how often a history began or was forgotten
	elsewhere func(*world.Workload) []Share // routes the workloads of other rooms' balancers
	doors     func()                        // told when a listener or what is behind it changes; nil: nobody listens
	turns     map[string]uint64             // how many real requests each listener and target group has dealt out
}

// TargetRef names a target. A Port of 0 means the target group's own when
// registering, and all of the id's ports when deregistering (choice).
type TargetRef struct {
	ID   string
	Port int
	Zone string // of an address; mostly ""
}

// New is the room of k's world, with its controllers and watchers registered.
func New(k *sim.Kernel, c *compute.Room) *Room {
	r := &Room{k: k, compute: c}
	k.Handle(KindBalancer, r.lookAtBalancer)
	k.Handle(KindTargetGroup, r.lookAtTargetGroup)
	k.Handle(KindTarget, r.lookAtTarget)
	k.Handle(KindWorkload, r.lookAtWorkload)
	k.Handle(KindHistory, r.forgetTarget)
	k.Handle(KindCounted, r.forgetCounted)
	k.Watch(compute.Instance, r.wakeTargetsOf)
	k.Watch(network.Kind, r.wakeWorkloadsIn)
	k.Watch(kindGroup, r.wakeWorkersOf)
	return r
}

// Provision puts a new balancer into the world, which comes up after a while.
func (r *Room) Provision(b world.LoadBalancer) *world.LoadBalancer {
	b.State = "provisioning"
	b.Created = r.k.Now()
	b.ActiveAt = r.k.Now().Add(r.k.Between(provisionMin, provisionMax))
	r.k.World.LoadBalancers.Put(b.ARN, &b)
	r.k.WakeAt(b.ActiveAt, KindBalancer, b.ARN)
	return &b
}

func (r *Room) lookAtBalancer(arn string) {
	b := r.k.World.LoadBalancers.Get(arn)
	if b == nil || b.State != "provisioning" || r.k.Now().Before(b.ActiveAt) {
		return
	}
	b.State = "active"
	r.k.Changed(KindBalancer, arn)
	r.RoutingChanged(arn)
}

// RoutingChanged says that a balancer, its subnets, its listeners or their
// rules have come, changed or gone. Whoever changes them calls it. All target
// groups are looked at, because one that the balancer has left can no longer
// be told from the rules.
func (r *Room) RoutingChanged(balancer string) {
	r.users, r.asked = nil, nil
	if r.doors != nil {
		r.doors()
	}
	for arn := range r.k.World.TargetGroups.All() {
		r.k.Wake(KindTargetGroup, arn)
	}
	for id, w := range r.k.World.Workloads.All() {
		if w.Balancer == balancer {
			r.k.Wake(KindWorkload, id)
		}
	}
}

// DeleteBalancer takes a balancer away, with its listeners and their rules.
func (r *Room) DeleteBalancer(arn string) {
	for id, l := range r.k.World.Listeners.All() {
		if l.Balancer == arn {
			r.deleteListener(id)
		}
	}
	r.k.World.LoadBalancers.Delete(arn)
	r.RoutingChanged(arn)
}

// DeleteListener takes a listener away, with its rules.
func (r *Room) DeleteListener(l *world.Listener) {
	r.deleteListener(l.ARN)
	r.RoutingChanged(l.Balancer)
}

func (r *Room) deleteListener(arn string) {
	for id, rule := range r.k.World.Rules.All() {
		if rule.Listener == arn {
			r.k.World.Rules.Delete(id)
		}
	}
	r.k.World.Listeners.Delete(arn)
}

// DeleteTargetGroup takes a target group away that no rule forwards to, with
// its targets.
func (r *Room) DeleteTargetGroup(tg *world.TargetGroup) {
	for len(tg.Targets) > 0 {
		r.remove(tg, &tg.Targets[0])
	}
	r.k.World.TargetGroups.Delete(tg.ARN)
	delete(r.positions, tg.ARN)
}

// CheckChanged says that a target group's health check or attributes have
// changed.
func (r *Room) CheckChanged(targetGroup string) { r.k.Wake(KindTargetGroup, targetGroup) }

// lookAtTargetGroup brings each of a group's targets up to date.
func (r *Room) lookAtTargetGroup(arn string) {
	tg := r.k.World.TargetGroups.Get(arn)
	if tg == nil {
		return
	}
	subjects := make([]string, len(tg.Targets))
	for i := range tg.Targets {
		subjects[i] = subjectOf(arn, &tg.Targets[i])
	}
	for _, s := range subjects {
		r.lookAtTarget(s)
	}
	r.count(tg)
}

// wakeTargetsOf has all targets looked at that an instance is, by its id or
// by its address.
func (r *Room) wakeTargetsOf(instance string) {
	ids := []string{instance}
	if in := r.k.World.Instances.Get(instance); in != nil && in.PrivateIP != "" {
		ids = append(ids, in.PrivateIP)
	}
	for _, id := range ids {
		for _, arn := range r.targetGroupsOf(id) {
			tg := r.k.World.TargetGroups.Get(arn)
			for _, i := range r.at(tg, id) {
				r.k.Wake(KindTarget, subjectOf(arn, &tg.Targets[i]))
			}
		}
	}
}

// InUse is the ARNs of the balancers whose rules forward to a target group.
// AWS allows one; none means that the target group is not used.
func (r *Room) InUse(targetGroup string) []string {
	if r.users == nil {
		r.users = r.findUsers()
	}
	return r.users[targetGroup]
}

func (r *Room) findUsers() map[string][]string {
	users := map[string][]string{}
	for _, rule := range r.k.World.Rules.All() {
		l := r.k.World.Listeners.Get(rule.Listener)
		if l == nil {
			continue
		}
		for _, a := range rule.Actions {
			for _, f := range a.Forwards {
				if !slices.Contains(users[f.TargetGroup], l.Balancer) {
					users[f.TargetGroup] = append(users[f.TargetGroup], l.Balancer)
				}
			}
		}
	}
	return users
}

// attribute is a setting of a target group, or what AWS takes without it.
func attribute(tg *world.TargetGroup, key, otherwise string) string {
	for _, a := range tg.Attributes {
		if a.Key == key {
			return a.Value
		}
	}
	return otherwise
}

func lastPart(subject string) (rest, last string) {
	i := strings.LastIndexByte(subject, '|')
	if i < 0 {
		return subject, ""
	}
	return subject[:i], subject[i+1:]
}
