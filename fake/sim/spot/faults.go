package spot

import (
	"slices"
	"time"

	"fleetglass/awsclient/semantics/spot"
	"fleetglass/fake/world"
)

// mostOverrides bounds the faults that are remembered; the oldest go first.
const mostOverrides = 500

// SetPrice gives pools a price for a while, from now on; d <= 0 is until the
// market is told otherwise. typ and zone may be "" for any. The price cannot
// leave the era's bounds.
func (r *Room) SetPrice(typ, zone string, price float64, d time.Duration) {
	r.override(world.SpotOverride{Type: typ, Zone: zone, Price: max(price, 0.0001), Capacity: -1}, d)
}

// SetCapacity lets pools hold this many instances in all for a while, from
// now on; d <= 0 is until the market is told otherwise. Those that run and
// find no room any more are interrupted. typ and zone may be "" for any.
func (r *Room) SetCapacity(typ, zone string, available int, d time.Duration) {
	r.override(world.SpotOverride{Type: typ, Zone: zone, Capacity: max(available, 0)}, d)
}

func (r *Room) override(o world.SpotOverride, d time.Duration) {
	now := r.k.Now()
	o.From = now
	if d > 0 {
		o.Until = now.Add(d)
	}
	m := &r.k.World.SpotMarket
	m.Overrides = slices.DeleteFunc(m.Overrides, func(old world.SpotOverride) bool {
		return !old.Until.IsZero() && old.Until.Before(now.Add(-spot.MaxHistory))
	})
	m.Overrides = append(m.Overrides, o)
	if over := len(m.Overrides) - mostOverrides; over > 0 {
		m.Overrides = slices.Delete(m.Overrides, 0, over)
	}
	for key, p := range r.k.World.SpotPools.All() {
		if !overrides(&o, poolOf(p)) {
			continue
		}
		r.k.Wake(kindPool, key)
		if !o.Until.IsZero() {
			r.k.WakeAt(o.Until, kindPool, key)
		}
	}
}

// overrides tells whether a fault is one of this pool.
func overrides(o *world.SpotOverride, p spot.Pool) bool {
	return (o.Type == "" || o.Type == p.Type) && (o.Zone == "" || o.Zone == p.Zone)
}

// fault is the last fault on a pool that is in force at a time and that the
// caller wants.
func (m *market) fault(p spot.Pool, t time.Time, wanted func(*world.SpotOverride) bool) *world.SpotOverride {
	list := m.w.SpotMarket.Overrides
	for i := len(list) - 1; i >= 0; i-- {
		o := &list[i]
		if wanted(o) && overrides(o, p) && !t.Before(o.From) && (o.Until.IsZero() || t.Before(o.Until)) {
			return o
		}
	}
	return nil
}

func setsPrice(o *world.SpotOverride) bool    { return o.Price > 0 }
func setsCapacity(o *world.SpotOverride) bool { return o.Capacity >= 0 }

// price is what a pool costs at a time.
func (m *market) price(p spot.Pool, t time.Time) float64 {
	if o := m.fault(p, t, setsPrice); o != nil {
		return m.bounded(p, o.Price)
	}
	return m.quiet(p, t)
}

// size is how many instances a pool holds for the account in all.
func (m *market) size(p spot.Pool, t time.Time) int {
	if o := m.fault(p, t, setsCapacity); o != nil {
		return o.Capacity
	}
	return m.holds(p, t)
}
