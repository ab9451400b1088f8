package spot

import (
	"cmp"
	"slices"
	"time"

	"fleetglass/awsclient/semantics/spot"
	"fleetglass/fake/world"
)

// attend makes sure that a pool is looked at whenever its market moves.
func (r *Room) attend(p spot.Pool) {
	at := key(p)
	if r.k.World.SpotPools.Has(at) {
		return
	}
	w := &world.SpotPool{Type: p.Type, Zone: p.Zone, Product: p.Product}
	r.k.World.SpotPools.Put(at, w)
	r.appoint(at, w)
	for i := range r.k.World.SpotMarket.Overrides {
		o := &r.k.World.SpotMarket.Overrides[i]
		if overrides(o, p) && o.Until.After(r.k.Now()) {
			r.k.WakeAt(o.Until, kindPool, at)
		}
	}
}

// appoint makes the next appointment with a pool.
func (r *Room) appoint(at string, w *world.SpotPool) {
	w.Next = r.market.nextEvent(poolOf(w), r.k.Now())
	r.k.WakeAt(w.Next, kindPool, at)
}

// lookAtPool is the controller of a pool: what runs in it keeps its place or
// loses it, and who waits for it is looked at. A pool of nobody is left
// alone.
func (r *Room) lookAtPool(at string) {
	w := r.k.World.SpotPools.Get(at)
	if w == nil {
		return
	}
	p := poolOf(w)
	r.outPrice(p)
	r.reclaim(p)
	r.warn(p)
	waiting := r.wakeWaiting(p)
	switch {
	case len(r.inPool(at)) == 0 && !waiting:
		r.k.World.SpotPools.Delete(at)
	case !r.k.Now().Before(w.Next):
		r.appoint(at, w)
	}
}

// outPrice gives notice to those whose maximum is below the price.
func (r *Room) outPrice(p spot.Pool) {
	price := r.market.price(p, r.k.Now())
	for _, q := range r.undisturbed(p) {
		if spot.OutPriced(q.MaxPrice, price) {
			r.giveNotice(q, spot.ByPrice)
		}
	}
}

// reclaim gives notice to those for whom the pool has no room any more: the
// lowest maximum first, then who came last (choice).
func (r *Room) reclaim(p spot.Pool) {
	size := r.market.size(p, r.k.Now())
	staying := r.undisturbed(p)
	excess := len(staying) - size
	if excess <= 0 {
		return
	}
	slices.SortStableFunc(staying, func(a, b *world.SpotRequest) int {
		return cmp.Or(cmp.Compare(a.MaxPrice, b.MaxPrice), r.launched(b).Compare(r.launched(a)))
	})
	for _, q := range staying[:excess] {
		r.giveNotice(q, spot.ByCapacity)
	}
}

func (r *Room) launched(q *world.SpotRequest) time.Time {
	if in := r.k.World.Instances.Get(q.Instance); in != nil {
		return in.Launched
	}
	return time.Time{}
}

// warn recommends a rebalance to all in a pool that is about to run short.
func (r *Room) warn(p spot.Pool) {
	made := r.market.warned(p, r.k.Now())
	if made.IsZero() {
		return
	}
	for _, q := range r.undisturbed(p) {
		if s := r.Of(q.Instance); s != nil && s.Recommended.Before(made) {
			r.recommend(s)
		}
	}
}

// undisturbed is the requests whose instances run in a pool, or are about to,
// without a notice.
func (r *Room) undisturbed(p spot.Pool) []*world.SpotRequest {
	var list []*world.SpotRequest
	for _, id := range r.inPool(key(p)) {
		q := r.k.World.SpotRequests.Get(id)
		if s := r.Of(q.Instance); s != nil && s.NoticeAt.IsZero() {
			list = append(list, q)
		}
	}
	return list
}

// wakeWaiting looks at the requests that a pool could serve, and tells
// whether there are any. Those that are held are all that look at the market.
func (r *Room) wakeWaiting(p spot.Pool) bool {
	found := false
	for id, q := range r.k.World.SpotRequests.All() {
		if q.Settings.Type != p.Type || !waits(q) {
			continue
		}
		if slices.Contains(r.placesFor(q), p.Zone) {
			found = true
			r.k.Wake(KindRequest, id)
		}
	}
	return found
}

// waits tells whether a request waits for the market.
func waits(q *world.SpotRequest) bool {
	switch q.Code {
	case spot.StoppedByPrice, spot.StoppedNoCapacity:
		return true
	}
	return q.State == spot.Open && q.Code != spot.NotScheduledYet
}

// placesFor is the zones in which a request could be fulfilled: anywhere it
// allows, or where its stopped instance is.
func (r *Room) placesFor(q *world.SpotRequest) []string {
	if q.State == spot.Disabled {
		return []string{q.Zone}
	}
	settings := q.Settings
	return r.zones(q.Subnet, settings)
}
