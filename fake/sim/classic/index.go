package classic

import (
	"slices"
	"strings"

	"fleetglass/fake/world"
)

// subjectOf names a registered instance for appointments and watchers.
func subjectOf(b *world.ClassicBalancer, i *world.ClassicInstance) string { return b.Name + "|" + i.ID }

// find is the registered instance that a subject names; nil when it has left.
// The pointer is into the balancer's list: it is good until an instance comes
// or goes.
func (r *Room) find(subject string) (*world.ClassicBalancer, *world.ClassicInstance) {
	name, id, _ := strings.Cut(subject, "|")
	b := r.k.World.ClassicBalancers.Get(name)
	if b == nil {
		return nil, nil
	}
	return b, r.instance(b, id)
}

func (r *Room) instance(b *world.ClassicBalancer, id string) *world.ClassicInstance {
	if at, ok := r.placesIn(b)[id]; ok {
		return &b.Instances[at]
	}
	return nil
}

// placesIn is where the instances of a balancer are in its list.
func (r *Room) placesIn(b *world.ClassicBalancer) map[string]int {
	if places, ok := r.positions[b.Name]; ok {
		return places
	}
	places := make(map[string]int, len(b.Instances))
	for i := range b.Instances {
		places[b.Instances[i].ID] = i
	}
	if r.positions == nil {
		r.positions = map[string]map[string]int{}
	}
	r.positions[b.Name] = places
	return places
}

// registeredWith is the names of the balancers that an instance is with.
func (r *Room) registeredWith(id string) []string {
	if r.balancersOf == nil {
		r.balancersOf = map[string][]string{}
		for name, b := range r.k.World.ClassicBalancers.All() {
			for i := range b.Instances {
				r.balancersOf[b.Instances[i].ID] = append(r.balancersOf[b.Instances[i].ID], name)
			}
		}
	}
	return r.balancersOf[id]
}

func (r *Room) add(b *world.ClassicBalancer, i world.ClassicInstance) *world.ClassicInstance {
	r.registeredWith(i.ID)
	r.placesIn(b)[i.ID] = len(b.Instances)
	r.balancersOf[i.ID] = append(r.balancersOf[i.ID], b.Name)
	b.Instances = append(b.Instances, i)
	return &b.Instances[len(b.Instances)-1]
}

// remove takes an instance out of its balancer and tells its watchers.
func (r *Room) remove(b *world.ClassicBalancer, i *world.ClassicInstance) {
	id, subject := i.ID, subjectOf(b, i)
	r.registeredWith(id)
	r.noteLeft(b, i)
	at := r.placesIn(b)[id]
	b.Instances = slices.Delete(b.Instances, at, at+1)
	delete(r.positions, b.Name)
	r.balancersOf[id] = slices.DeleteFunc(r.balancersOf[id], func(name string) bool { return name == b.Name })
	if len(r.balancersOf[id]) == 0 {
		delete(r.balancersOf, id)
	}
	r.remember(b, id)
	r.count(b)
	r.k.Changed(KindState, subject)
}
