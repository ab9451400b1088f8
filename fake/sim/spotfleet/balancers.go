package spotfleet

import (
	"fmt"

	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/world"
)

// checkBalancers refuses balancers and target groups that are not there.
func (r *Room) checkBalancers(c world.FleetConfig) error {
	for _, name := range c.ClassicBalancers {
		if !r.k.World.ClassicBalancers.Has(name) {
			return awserr.New(fleet.InvalidConfig, "Parameter: ClassicLoadBalancer %s does not exist", name) // text: choice
		}
	}
	for _, arn := range c.TargetGroups {
		if !r.k.World.TargetGroups.Has(arn) {
			return awserr.New(fleet.InvalidConfig, "Parameter: TargetGroup %s does not exist", arn) // text: choice
		}
	}
	return nil
}

// registerMembers registers instances that have begun to run with the
// fleet's balancers.
func (r *Room) registerMembers(f *world.SpotFleet) {
	if len(f.Config.ClassicBalancers)+len(f.Config.TargetGroups) == 0 {
		return
	}
	var fresh []string
	for i := range f.Members {
		m := &f.Members[i]
		in := r.k.World.Instances.Get(m.Instance)
		if !m.Registered && !m.Leaving && in != nil && in.State == world.Running {
			m.Registered = true
			fresh = append(fresh, m.Instance)
		}
	}
	if len(fresh) > 0 {
		r.register(f, fresh)
	}
}

func (r *Room) register(f *world.SpotFleet, ids []string) {
	for _, name := range f.Config.ClassicBalancers {
		r.registered(f, name, r.classic.Register(name, ids))
	}
	for _, arn := range f.Config.TargetGroups {
		tg := r.k.World.TargetGroups.Get(arn)
		if tg == nil {
			r.registered(f, arn, awserr.New("TargetGroupNotFound", "Target groups '%s' not found", arn))
			continue
		}
		r.registered(f, arn, r.balancing.Register(tg, targets(ids)))
	}
}

// registered tells when a registration has failed. The text is a choice.
func (r *Room) registered(f *world.SpotFleet, where string, err error) {
	if err != nil {
		r.tell(f, "registerWithLoadBalancersFailed", "", fmt.Sprintf("%s: %s", where, message(err)))
	}
}

// deregister takes a member out of the fleet's balancers.
func (r *Room) deregister(f *world.SpotFleet, m *world.FleetMember) {
	if !m.Registered {
		return
	}
	m.Registered = false
	ids := []string{m.Instance}
	for _, name := range f.Config.ClassicBalancers {
		if r.k.World.ClassicBalancers.Has(name) {
			r.registered(f, name, r.classic.Deregister(name, ids))
		}
	}
	for _, arn := range f.Config.TargetGroups {
		if tg := r.k.World.TargetGroups.Get(arn); tg != nil {
			r.registered(f, arn, r.balancing.Deregister(tg, targets(ids)))
		}
	}
}

func targets(ids []string) []balancing.TargetRef {
	refs := make([]balancing.TargetRef, len(ids))
	for i, id := range ids {
		refs[i] = balancing.TargetRef{ID: id}
	}
	return refs
}
