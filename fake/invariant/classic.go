package invariant

import (
	"slices"

	"fleetglass/awsclient/semantics/classic"
	"fleetglass/fake/world"
)

// classic checks the Classic balancers and what is registered with them.
func (c *checker) classic() {
	for name, b := range c.w.ClassicBalancers.All() {
		c.same(name, b.Name)
		c.notAfterNow(name, "its creation", b.Created)
		c.classicNetwork(b)
		c.classicListeners(b)
		seen := make(map[string]bool, len(b.Instances))
		for i := range b.Instances {
			c.classicInstance(b, &b.Instances[i], seen)
		}
	}
}

func (c *checker) classicNetwork(b *world.ClassicBalancer) {
	if len(b.Zones) == 0 || len(b.Zones) != len(b.Subnets) {
		c.report(Reference, b.Name, "it is in zones %v and subnets %v", b.Zones, b.Subnets)
	}
	for _, id := range b.Subnets {
		if !c.w.Subnets.Has(id) {
			c.report(Reference, b.Name, "it is in subnet %q", id)
		}
	}
}

func (c *checker) classicListeners(b *world.ClassicBalancer) {
	for i, l := range b.Listeners {
		if slices.ContainsFunc(b.Listeners[:i], func(o world.ClassicListener) bool { return o.Port == l.Port }) {
			c.report(Unique, b.Name, "it has two listeners at port %d", l.Port)
		}
		for _, name := range l.Policies {
			if !slices.ContainsFunc(b.Policies, func(p world.ClassicPolicy) bool { return p.Name == name }) {
				c.report(Reference, b.Name, "its listener at port %d has the policy %q", l.Port, name)
			}
		}
	}
}

func (c *checker) classicInstance(b *world.ClassicBalancer, i *world.ClassicInstance, seen map[string]bool) {
	c.notAfterNow(i.ID, "its state with a Classic balancer", i.Since)
	if seen[i.ID] {
		c.report(Unique, b.Name, "instance %s is registered twice", i.ID)
	}
	seen[i.ID] = true
	if i.State != classic.InService && i.State != classic.OutOfService {
		c.report(Known, i.ID, "its state with %s is %q", b.Name, i.State)
	}
	in := c.w.Instances.Get(i.ID)
	if in != nil && in.State == world.Terminated && i.State == classic.InService {
		c.report(DeadTarget, i.ID, "it is terminated and in service with %s", b.Name)
	}
}
