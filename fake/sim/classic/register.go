package classic

import (
	"slices"
	"time"

	rules "fleetglass/awsclient/semantics/classic"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// remembered is how long DescribeInstanceHealth still tells of an instance
// that has left; after that it is refused as unknown. Choice: AWS does not
// publish it.
const remembered = time.Hour

// Register adds instances to a balancer: all of them or, when one cannot be
// registered, none. An instance that is registered already stays as it is; one
// that is leaving is taken back.
func (r *Room) Register(balancer string, ids []string) error {
	b, err := r.Find(balancer)
	if err != nil {
		return err
	}
	if err := r.checkInstances(b, ids); err != nil {
		return err
	}
	for _, id := range ids {
		r.registerOne(b, r.k.World.Instances.Get(id))
	}
	return nil
}

func (r *Room) registerOne(b *world.ClassicBalancer, in *world.Instance) {
	i := r.instance(b, in.ID)
	if i != nil && i.Description != rules.TextDeregistration {
		return
	}
	fresh := world.ClassicInstance{ID: in.ID, Zone: in.Zone, Registered: r.k.Now()}
	if i == nil {
		i = r.add(b, fresh)
	} else {
		*i = fresh
	}
	b.Left = slices.DeleteFunc(b.Left, func(l world.ClassicLeft) bool { return l.ID == in.ID })
	r.settle(b, i, in)
}

// checkInstances refuses ids of no instance, of another VPC, and more than the
// quota allows. The first two texts are AWS's as people have seen them, the
// last is a choice in its manner.
func (r *Room) checkInstances(b *world.ClassicBalancer, ids []string) error {
	fresh := 0
	for n, id := range ids {
		in := r.k.World.Instances.Get(id)
		switch {
		case in == nil || in.State == world.Terminated:
			return unknownInstance(id)
		case in.VPC != b.VPC:
			return awserr.New(rules.CodeInvalidInstance, "EC2 instance %s is not in the same VPC as ELB.", id)
		case r.instance(b, id) == nil && !slices.Contains(ids[:n], id):
			fresh++
		}
	}
	if len(b.Instances)+fresh > rules.MaxInstances {
		return awserr.New(rules.CodeInvalidConfig, "A load balancer can have at most %d registered instances", rules.MaxInstances)
	}
	return nil
}

func unknownInstance(id string) error {
	return awserr.New(rules.CodeInvalidInstance, "Could not find EC2 instance %s.", id)
}

// Deregister begins to take instances out of a balancer: with connection
// draining one in service stays until what is under way on it has ended, any
// other is gone at once. An instance of EC2's that is not registered is no
// error (choice); an unknown one is.
func (r *Room) Deregister(balancer string, ids []string) error {
	b, err := r.Find(balancer)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if r.instance(b, id) == nil && !r.k.World.Instances.Has(id) {
			return unknownInstance(id)
		}
	}
	for _, id := range ids {
		if i := r.instance(b, id); i != nil && i.Description != rules.TextDeregistration {
			r.deregisterOne(b, i)
		}
	}
	return nil
}

func (r *Room) deregisterOne(b *world.ClassicBalancer, i *world.ClassicInstance) {
	s, wait := rules.Deregister(stateOf(i), b.Draining)
	if !wait {
		r.remove(b, i)
		return
	}
	r.beginLeaving(b, i, s)
}

func (r *Room) beginLeaving(b *world.ClassicBalancer, i *world.ClassicInstance, s rules.State) {
	i.CheckedFrom, i.CheckAt = time.Time{}, time.Time{}
	i.DrainUntil = r.k.Now().Add(lingers(b))
	r.k.WakeAt(i.DrainUntil, KindState, subjectOf(b, i))
	r.enter(b, i, s)
}

// lingers is how long connections to a leaving instance last: at most the
// draining timeout, and no longer than one may be idle. Choice: AWS ends with
// the last request under way, and requests are not simulated one by one.
func lingers(b *world.ClassicBalancer) time.Duration { return min(b.DrainTimeout, b.IdleTimeout) }

// SetZones gives a balancer other zones, each with its subnet. Instances in
// service in zones that are taken away drain like leaving ones, but stay
// registered.
func (r *Room) SetZones(b *world.ClassicBalancer, zones, subnets []string) {
	gone := slices.DeleteFunc(slices.Clone(b.Zones), func(z string) bool { return slices.Contains(zones, z) })
	b.Zones, b.Subnets = zones, subnets
	for n := range b.Instances {
		i := &b.Instances[n]
		if !slices.Contains(gone, i.Zone) || i.Description == rules.TextDeregistration {
			continue
		}
		if s, wait := rules.DisablingZone(stateOf(i), b.Draining); wait {
			r.beginLeaving(b, i, s)
		}
	}
	r.RoutingChanged(b)
}

// remember keeps for a while that an instance was registered.
func (r *Room) remember(b *world.ClassicBalancer, id string) {
	now := r.k.Now()
	b.Left = slices.DeleteFunc(b.Left, func(l world.ClassicLeft) bool { return l.ID == id || now.Sub(l.At) >= remembered })
	b.Left = append(b.Left, world.ClassicLeft{ID: id, At: now})
}

// Health is what DescribeInstanceHealth tells of one instance: its state with
// the balancer, or that it has left. Any other is refused.
func (r *Room) Health(b *world.ClassicBalancer, id string) (rules.State, error) {
	if i := r.instance(b, id); i != nil {
		return stateOf(i), nil
	}
	for _, l := range b.Left {
		if l.ID == id && r.k.Now().Sub(l.At) < remembered {
			return rules.NotRegistered(), nil
		}
	}
	return rules.State{}, unknownInstance(id)
}

// InstanceState is the state of an instance with a balancer, "InService" or
// "OutOfService", and whose doing it is, as DescribeInstanceHealth tells them;
// registered is false when it is not with the balancer or has left it. One
// that is leaving is still registered, and in service.
func (r *Room) InstanceState(balancer, id string) (state, reason string, registered bool) {
	_, i := r.find(balancer + "|" + id)
	if i == nil {
		return "", "", false
	}
	return i.State, i.Reason, true
}

// Leaving tells whether an instance is being deregistered from a balancer.
func (r *Room) Leaving(balancer, id string) bool {
	_, i := r.find(balancer + "|" + id)
	return i != nil && i.Description == rules.TextDeregistration
}

// Registering tells whether an instance has not yet been judged: its
// registration is in progress.
func (r *Room) Registering(balancer, id string) bool {
	_, i := r.find(balancer + "|" + id)
	return i != nil && i.Description == rules.TextRegistration
}
