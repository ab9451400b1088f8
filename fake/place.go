package fake

import (
	"context"
	"fmt"
	"time"

	"fleetglass/fake/api"
	"fleetglass/fake/api/asgapi"
	"fleetglass/fake/api/classicapi"
	"fleetglass/fake/api/cwapi"
	"fleetglass/fake/api/ec2api"
	"fleetglass/fake/api/elbapi"
	"fleetglass/fake/api/iamapi"
	"fleetglass/fake/api/logsapi"
	"fleetglass/fake/api/s3api"
	"fleetglass/fake/api/snsapi"
	"fleetglass/fake/api/stsapi"
	"fleetglass/fake/api/trailapi"
	"fleetglass/fake/scenario"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/audit"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/classic"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/identity"
	"fleetglass/fake/sim/logs"
	"fleetglass/fake/sim/notify"
	"fleetglass/fake/sim/scaling"
	"fleetglass/fake/sim/spot"
	"fleetglass/fake/sim/spotfleet"
	"fleetglass/fake/sim/storage"
	"fleetglass/fake/sim/telemetry"
	"fleetglass/fake/sim/trouble"
	"fleetglass/fake/sim/visitors"
	"fleetglass/fake/world"
)

// place is one region: its world, the rooms that move it and the handlers
// that answer for it.
type place struct {
	engine   *Engine
	world    *world.World
	kernel   *sim.Kernel
	spot     *spot.Room
	identity *identity.Room
	notify   *notify.Room
	logs     *logs.Room
	audit    *audit.Room
	front    *balancing.Room
	classic  *classic.Room
	trouble  *trouble.Room
	mux      *api.Mux
	failure  error // of what the scenario builds here; every call then fails
}

// newPlace furnishes a region's rooms around a world. The order in which
// rooms are made is the order in which they hear of changes, so it is part of
// what makes a world repeatable.
func (e *Engine) newPlace(w *world.World) *place {
	k := sim.New(w)
	c := compute.New(k)
	sp := spot.New(k, c)
	b := balancing.New(k, c)
	cl := classic.New(k, c, b)
	l := logs.New(k, b)
	n := notify.New(k)
	i := identity.New(k, e.homeOr(w))
	i.Remember(e.lastUse)
	t := telemetry.New(k, c, b)
	l.Connect(t)
	s := scaling.New(k, c, b, t)
	s.UseClassic(cl)
	s.UseSpot(sp)
	s.UseTopics(n)
	sf := spotfleet.New(k, c, sp, b, cl, i)
	p := &place{engine: e, world: w, kernel: k, spot: sp, identity: i, notify: n, logs: l, front: b, classic: cl, trouble: trouble.New(k, c), mux: api.NewMux()}
	b.OnDoors(e.doorsChanged)
	cl.OnDoors(e.doorsChanged)
	ec2api.Register(p.mux, k, c, sp)
	ec2api.RegisterSpotFleet(p.mux, k, c, sf)
	classicapi.Register(p.mux, k, cl)
	elbapi.Register(p.mux, k, b)
	asgapi.Register(p.mux, k, s)
	cwapi.Register(p.mux, k, t, s)
	logsapi.Register(p.mux, k, l)
	snsapi.Register(p.mux, k, n)
	iamapi.Register(p.mux, i)
	stsapi.Register(p.mux, i)
	st := storage.New(e.first(p).kernel)
	s3api.Register(p.mux, st)
	p.audit = audit.New(k, st, trailDoors{e, p})
	trailapi.Register(p.mux, k, p.audit)
	visitors.New(k, p.visit, p.carryOut)
	k.OnRecord(p.recordOwn)
	p.tellInstances()
	p.tellChanges()
	if e.afterStep != nil {
		k.AfterStep(func() { e.afterStep(w) })
	}
	return p
}

// homeOf is the place that keeps what is global in a region's partition: its
// first. It is nil while there is none.
func (e *Engine) homeOf(region string) *place {
	partition := world.Partition(region)
	for _, p := range e.places {
		if world.Partition(p.world.Region) == partition {
			return p
		}
	}
	return nil
}

// homeOr is the world of homeOf, or else the one that is being made.
func (e *Engine) homeOr(w *world.World) *world.World {
	if home := e.homeOf(w.Region); home != nil {
		return home.world
	}
	return w
}

// awayIn makes the world of another region than the scenario's own.
func (e *Engine) awayIn(region string) *place {
	home := e.home().world
	story, _ := scenario.Named(home.Scenario)
	build, furnished := story.Away[region]
	w := &world.World{
		Account: home.Account, AnyImage: home.AnyImage, Region: region, Scenario: scenario.Empty, Era: home.Era, Seed: home.Seed,
		Born: home.Now, Now: home.Now,
		Random: world.Random{Hi: home.Seed, Lo: worldSalt ^ hashOf(region)},
	}
	if !furnished {
		p := e.newPlace(w)
		if p.identity.World() == w {
			putPrincipals(p) // a partition knows nobody of another
		}
		p.network()
		return p
	}
	w.Scenario, w.Born, w.Now = home.Scenario, home.Born, home.Born
	p := e.newPlace(w)
	p.liveThrough(build, home.Now)
	return p
}

// liveThrough furnishes a region and lets it live up to now: it is then the
// same whenever it is first named, as if it had been there from the start. Until
// then nobody knows of it, so its past touches no other region.
func (p *place) liveThrough(build func(scenario.Stage) error, now time.Time) {
	if err := build(&stage{place: p}); err != nil {
		p.failure = fmt.Errorf("region %s: %w", p.world.Region, err)
	}
	p.kernel.Advance(now)
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
	out, _, err := s.place.call(context.Background(), service, operation, input, terms{})
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
