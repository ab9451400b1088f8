package fake

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"fleetglass/fake/sim/trouble"
	"fleetglass/fake/world"
)

// changeTraffic lets more or less come to a workload, or to all those of a
// balancer or group.
func (p *place) changeTraffic(f Fault) error {
	found := false
	for id, w := range p.world.Workloads.All() {
		if id == f.Subject || p.loads(w, f.Subject) {
			p.trouble.Surge(w, trouble.Surge{Factor: f.Factor, For: f.For})
			found = true
		}
	}
	if !found {
		return fmt.Errorf("fault %s: no traffic goes to %q; choices are %s", f.Kind, f.Subject, strings.Join(p.loaded(), ", "))
	}
	return nil
}

// loads tells whether a workload comes to this balancer or group.
func (p *place) loads(w *world.Workload, subject string) bool {
	b := p.world.LoadBalancers.Get(w.Balancer)
	if w.To != "" {
		return false // what really came cannot be more or less
	}
	return w.Group != "" && w.Group == subject || w.Balancer != "" && w.Balancer == subject || b != nil && b.Name == subject
}

// loaded are the names of what traffic goes to.
func (p *place) loaded() []string {
	var names []string
	for _, w := range p.world.Workloads.All() {
		name := cmp.Or(w.Group, w.Balancer)
		if b := p.world.LoadBalancers.Get(w.Balancer); b != nil {
			name = b.Name
		}
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
