package classic

import (
	"strings"

	rules "fleetglass/awsclient/semantics/classic"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/network"
	"fleetglass/fake/world"
)

// KindState is the kind of registered instances; the subject is "balancer's
// name|instance id". Watchers are told when what DescribeInstanceHealth says
// of one has changed, or it has left.
const KindState world.Kind = "classic instance"

// Room moves the Classic balancers of one world. It holds nothing but indexes
// that are rebuilt from the world when they are missing.
type Room struct {
	k         *sim.Kernel
	compute   *compute.Room
	balancing *balancing.Room

	positions   map[string]map[string]int // by balancer: where an instance is in its list
	balancersOf map[string][]string       // by instance id
	doors       func()                    // told when a listener or what is behind it changes; nil: nobody listens
	turns       map[string]uint64         // how many real requests each listener has dealt out
}

// New is the room of k's world, with its controller and watchers registered.
// The balancing room keeps the histories of the load on instances.
func New(k *sim.Kernel, c *compute.Room, b *balancing.Room) *Room {
	r := &Room{k: k, compute: c, balancing: b}
	k.Handle(KindState, r.lookAtInstance)
	k.Watch(compute.Instance, r.wakeInstance)
	k.Watch(network.Kind, r.wakeWorkloadsIn)
	b.RouteElsewhere(r.route)
	return r
}

// Find is the balancer with this name, or AWS's refusal.
func (r *Room) Find(name string) (*world.ClassicBalancer, error) {
	if b := r.k.World.ClassicBalancers.Get(name); b != nil {
		return b, nil
	}
	return nil, awserr.New(rules.CodeNotFound, "There is no ACTIVE Load Balancer named '%s'", name)
}

// arnPrefix begins the ARN of a Classic balancer, which ends in its name.
func (r *Room) arnPrefix() string {
	return r.k.World.ARN("elasticloadbalancing", "loadbalancer/")
}

// named is the balancer with this name or ARN; nil for none.
func (r *Room) named(nameOrARN string) *world.ClassicBalancer {
	return r.k.World.ClassicBalancers.Get(strings.TrimPrefix(nameOrARN, r.arnPrefix()))
}

// Create puts a new balancer into the world. It serves at once; AWS's needs a
// while until its name is known everywhere (choice).
func (r *Room) Create(b world.ClassicBalancer) {
	b.Created = r.k.Now()
	r.k.World.ClassicBalancers.Put(b.Name, &b)
	r.RoutingChanged(&b)
}

// Delete takes a balancer away, with its listeners, policies and
// registrations. One that is not there is no error, as at AWS.
func (r *Room) Delete(name string) {
	b := r.k.World.ClassicBalancers.Get(name)
	if b == nil {
		return
	}
	for len(b.Instances) > 0 {
		r.remove(b, &b.Instances[0])
	}
	b.Zones = nil
	r.RoutingChanged(b)
	r.k.World.ClassicBalancers.Delete(name)
	delete(r.positions, name)
}

// RoutingChanged says that a balancer's listeners, zones or attributes have
// changed. Whoever changes them calls it.
func (r *Room) RoutingChanged(b *world.ClassicBalancer) {
	if r.doors != nil {
		r.doors()
	}
	for i := range b.Instances {
		r.k.Wake(KindState, subjectOf(b, &b.Instances[i]))
	}
	r.endPools(b)
	r.count(b)
}

// wakeInstance has an instance looked at wherever it is registered.
func (r *Room) wakeInstance(id string) {
	for _, name := range r.registeredWith(id) {
		r.k.Wake(KindState, name+"|"+id)
	}
}
