package spot

import (
	"strings"
	"time"

	"fleetglass/awsclient/semantics/spot"
	"fleetglass/fake/era"
	"fleetglass/fake/sim"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// The kinds that neighbours may watch; the subject is an instance id.
const (
	KindNotice    world.Kind = "spot notice"    // it has got, or outlived, its two-minute notice
	KindRebalance world.Kind = "spot rebalance" // it has got a rebalance recommendation
)

// KindRequest is the kind of a request's appointments and changes; the
// subject is its id.
const KindRequest world.Kind = "spot request"

const kindPool world.Kind = "spot pool" // the subject is a pool's key

// Room moves the Spot requests and instances of one world.
type Room struct {
	k       *sim.Kernel
	compute *compute.Room
	market  *market
	rules   spot.Rules
	auction bool
	live    map[string][]string // by pool's key, the requests with an instance there; built from the world when nil
}

// New is the room, with its controllers registered.
func New(k *sim.Kernel, c *compute.Room) *Room {
	rules := era.Of(k.World)
	r := &Room{k: k, compute: c, market: newMarket(k.World), rules: rules.Spot, auction: rules.SpotAuction}
	k.Handle(KindRequest, r.look)
	k.Handle(kindPool, r.lookAtPool)
	k.Watch(compute.Instance, r.instanceChanged)
	return r
}

// Price is what a pool costs now, in USD an hour; 0 for a type that does not
// exist. product is one of Products, such as "Linux/UNIX".
func (r *Room) Price(typ, zone, product string) float64 {
	return r.PriceAt(typ, zone, product, r.k.Now())
}

// PriceAt is what a pool cost at a time.
func (r *Room) PriceAt(typ, zone, product string, t time.Time) float64 {
	p := spot.Pool{Type: typ, Zone: zone, Product: product}
	if _, ok := compute.TypeInfo(typ); !ok {
		return 0
	}
	return r.market.price(p, t)
}

// OnDemand is the On-Demand price of a type with a product, USD an hour.
func (r *Room) OnDemand(typ, product string) float64 {
	return onDemand(spot.Pool{Type: typ, Product: product})
}

// Capacity is how many more instances a pool would take now.
func (r *Room) Capacity(typ, zone, product string) int {
	p := spot.Pool{Type: typ, Zone: zone, Product: product}
	if r.compute.ZoneIsDown(zone) || !compute.HasZone(r.k.World.Region, zone) {
		return 0
	}
	return max(0, r.market.size(p, r.k.Now())-len(r.inPool(key(p))))
}

// Depth tells how much a pool has to spare, from 0 for nothing to 1: the
// measure for whoever prefers pools that are least likely to be interrupted.
func (r *Room) Depth(typ, zone, product string) float64 {
	if r.Capacity(typ, zone, product) == 0 {
		return 0
	}
	return r.market.depth(spot.Pool{Type: typ, Zone: zone, Product: product}, r.k.Now())
}

// Find is the request with this id, or AWS's refusal.
func (r *Room) Find(id string) (*world.SpotRequest, error) {
	q := r.k.World.SpotRequests.Get(id)
	if q == nil {
		return nil, unknownRequest(id)
	}
	return q, nil
}

// Of is what EC2 knows of an instance as a Spot Instance; nil for any other.
func (r *Room) Of(instance string) *world.SpotInstance {
	return r.k.World.SpotInstances.Get(instance)
}

// key names a pool. Both names of a product mean the same pool.
func key(p spot.Pool) string {
	return p.Type + "|" + p.Zone + "|" + strings.TrimSuffix(p.Product, " (Amazon VPC)")
}

func poolOf(p *world.SpotPool) spot.Pool {
	return spot.Pool{Type: p.Type, Zone: p.Zone, Product: p.Product}
}

// pool is where a request's instance runs.
func pool(q *world.SpotRequest) spot.Pool {
	return spot.Pool{Type: q.Settings.Type, Zone: q.Zone, Product: q.Product}
}

// inPool is the requests whose instances take up capacity in a pool.
func (r *Room) inPool(pool string) []string {
	return r.everLive()[pool]
}

// everLive is the index of what runs where, built at first need.
func (r *Room) everLive() map[string][]string {
	if r.live == nil {
		r.live = map[string][]string{}
		for _, q := range r.k.World.SpotRequests.All() {
			if r.holding(q) {
				r.live[key(pool(q))] = append(r.live[key(pool(q))], q.ID)
			}
		}
	}
	return r.live
}

// holding tells whether a request's instance takes up capacity: from its
// launch until it is stopped or on its way out.
func (r *Room) holding(q *world.SpotRequest) bool {
	in := r.k.World.Instances.Get(q.Instance)
	return in != nil && in.SpotRequest == q.ID && (in.State == world.Pending || in.State == world.Running)
}

// occupy and vacate keep the index.
func (r *Room) occupy(q *world.SpotRequest) {
	list := r.everLive()
	at := key(pool(q))
	for _, id := range list[at] {
		if id == q.ID {
			return
		}
	}
	list[at] = append(list[at], q.ID)
	r.attend(pool(q))
}

func (r *Room) vacate(q *world.SpotRequest) {
	list := r.everLive()
	at := key(pool(q))
	for i, id := range list[at] {
		if id == q.ID {
			list[at] = append(list[at][:i:i], list[at][i+1:]...)
			break
		}
	}
	if len(list[at]) == 0 {
		delete(list, at)
	}
}
