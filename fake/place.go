package fake

import (
	"context"

	"fleetglass/fake/api"
	"fleetglass/fake/api/asgapi"
	"fleetglass/fake/api/cwapi"
	"fleetglass/fake/api/ec2api"
	"fleetglass/fake/api/elbapi"
	"fleetglass/fake/api/stsapi"
	"fleetglass/fake/api/trailapi"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/scaling"
	"fleetglass/fake/sim/telemetry"
	"fleetglass/fake/sim/trouble"
	"fleetglass/fake/world"
)

// place is one region: its world, the rooms that move it and the handlers
// that answer for it.
type place struct {
	world   *world.World
	kernel  *sim.Kernel
	trouble *trouble.Room
	mux     *api.Mux
}

// newPlace furnishes a region's rooms around a world. The order in which
// rooms are made is the order in which they hear of changes, so it is part of
// what makes a world repeatable.
func (e *Engine) newPlace(w *world.World) *place {
	k := sim.New(w)
	c := compute.New(k)
	b := balancing.New(k, c)
	t := telemetry.New(k, c, b)
	s := scaling.New(k, c, b, t)
	p := &place{world: w, kernel: k, trouble: trouble.New(k, c), mux: api.NewMux()}
	ec2api.Register(p.mux, k, c)
	elbapi.Register(p.mux, k, b)
	asgapi.Register(p.mux, k, s)
	cwapi.Register(p.mux, k, t, s)
	stsapi.Register(p.mux, k)
	trailapi.Register(p.mux, k)
	k.OnRecord(p.recordOwn)
	if e.afterStep != nil {
		k.AfterStep(func() { e.afterStep(w) })
	}
	return p
}

// network furnishes an empty region as AWS does for a new account.
func (p *place) network() compute.Network { return compute.DefaultNetwork(p.kernel) }

// stage is a place as scenarios see it.
type stage struct {
	place   *place
	size    int
	network compute.Network
	settled bool
}

// Call makes a call as the account's administrator. It is in the trail like
// any other.
func (s *stage) Call(service, operation string, input any) (any, error) {
	out, _, err := s.place.call(context.Background(), service, operation, input, nil)
	return out, err
}

// Kernel is the place's kernel, for what is no AWS resource: workloads and
// troubles.
func (s *stage) Kernel() *sim.Kernel { return s.place.kernel }

// Network is what a new account finds; it is made at first need.
func (s *stage) Network() compute.Network {
	if !s.settled {
		s.network, s.settled = s.place.network(), true
	}
	return s.network
}

// Size is how many instances a scenario that can be large should have; 0: as
// it likes.
func (s *stage) Size() int { return s.size }
