package spot

import (
	"cmp"
	"slices"
	"time"

	"fleetglass/awsclient/semantics/spot"
	"fleetglass/fake/sim/compute"
)

// Products are the products that have prices of their own, in the order in
// which they are listed. "Linux/UNIX (Amazon VPC)" is another name of the
// first, from the time when there was another network.
func Products() []string { return []string{spot.Linux, spot.Windows} }

// Offered tells whether a pool can exist: its type and product, that is.
// There is no Windows for Arm.
func Offered(p spot.Pool) bool {
	t, ok := compute.TypeInfo(p.Type)
	switch p.Product {
	case spot.Linux, spot.LinuxVPC:
		return ok
	case spot.Windows, spot.WindowsVPC:
		return ok && t.Architecture != "arm64"
	}
	return false
}

// Mark is a place in a listing of the history: after the entry of this pool
// at this time. The zero Mark is before the first.
type Mark struct {
	At   time.Time
	Pool spot.Pool
}

// History is the price history of some pools from start to end, newest first
// and with what was in force at start, beginning after a mark and at most
// limit entries; more tells whether there are others. The past is computed
// step by step from the end, so that a page costs what it holds and no more.
// Every step of the market is an entry, even where the price did not change.
func (r *Room) History(pools []spot.Pool, start, end time.Time, after Mark, limit int) (page []spot.Change, more bool) {
	now := r.k.Now()
	start = spot.OldestStart(now, start)
	if end.IsZero() || end.After(now) {
		end = now
	}
	h := history{m: r.market, start: start, end: end, found: make([]bool, len(pools))}
	return h.page(pools, after, limit)
}

// history is a walk back through time.
type history struct {
	m          *market
	start, end time.Time
	found      []bool // by pool: what was in force at start has been seen
}

func (h *history) page(pools []spot.Pool, after Mark, limit int) (page []spot.Change, more bool) {
	if len(pools) == 0 {
		return nil, false
	}
	from := h.end
	if !after.At.IsZero() && after.At.Before(from) {
		from = after.At
		h.markPassed(pools, after)
	}
	length := h.m.terms.step
	last := floorDiv(h.start.Unix(), length) - 1 - h.oldestFault(length)
	for window := floorDiv(from.Unix(), length); window >= last; window-- {
		for _, c := range h.window(pools, window) {
			if !after.At.IsZero() && !follows(c, after) {
				continue
			}
			if len(page) == limit {
				return page, true
			}
			page = append(page, c)
		}
	}
	return page, false
}

// markPassed remembers which pools had their last entry, the one in force at
// start, before the mark.
func (h *history) markPassed(pools []spot.Pool, after Mark) {
	for i, p := range pools {
		at := h.m.inForceSince(p, h.start)
		h.found[i] = !at.After(h.end) && !follows(spot.Change{Pool: p, At: at}, after)
	}
}

// oldestFault is how many windows a fault that began before start, and held
// then, can lie back.
func (h *history) oldestFault(length int64) int64 {
	back := int64(0)
	for i := range h.m.w.SpotMarket.Overrides {
		if o := &h.m.w.SpotMarket.Overrides[i]; setsPrice(o) && o.From.Before(h.start) {
			back = max(back, floorDiv(h.start.Unix(), length)-floorDiv(o.From.Unix(), length))
		}
	}
	return back
}

// window is the entries of one step of the market, newest first.
func (h *history) window(pools []spot.Pool, window int64) []spot.Change {
	var list []spot.Change
	for i, p := range pools {
		if h.found[i] {
			continue
		}
		list = append(list, h.entries(i, p, window)...)
	}
	slices.SortStableFunc(list, newestFirst)
	return list
}

// entries is what a pool has in a window: what lies between start and end,
// and the last entry at or before start.
func (h *history) entries(i int, p spot.Pool, window int64) []spot.Change {
	moments := h.m.changesIn(p, window)
	var list []spot.Change
	for j := len(moments) - 1; j >= 0 && !h.found[i]; j-- {
		if at := moments[j]; !at.After(h.end) {
			list = append(list, spot.Change{Pool: p, At: at, Price: h.m.price(p, at)})
			h.found[i] = !at.After(h.start)
		}
	}
	return list
}

// changesIn is the moments in a window at which a pool's price is set, oldest
// first: by the market, unless a fault holds it, and where a fault begins or
// ends.
func (m *market) changesIn(p spot.Pool, window int64) []time.Time {
	from := time.Unix(window*m.terms.step, 0).UTC()
	to := from.Add(time.Duration(m.terms.step) * time.Second)
	var list []time.Time
	for i := range m.w.SpotMarket.Overrides {
		o := &m.w.SpotMarket.Overrides[i]
		if !setsPrice(o) || !overrides(o, p) {
			continue
		}
		for _, edge := range []time.Time{o.From, o.Until} {
			if !edge.IsZero() && !edge.Before(from) && edge.Before(to) && !edge.After(m.w.Now) {
				list = append(list, edge)
			}
		}
	}
	if at := m.change(p, window); m.fault(p, at, setsPrice) == nil {
		list = append(list, at)
	}
	slices.SortFunc(list, time.Time.Compare)
	return slices.CompactFunc(list, time.Time.Equal)
}

// inForceSince is when the price that is in force at a time was set.
func (m *market) inForceSince(p spot.Pool, t time.Time) time.Time {
	for window := floorDiv(t.Unix(), m.terms.step); ; window-- {
		moments := m.changesIn(p, window)
		for j := len(moments) - 1; j >= 0; j-- {
			if !moments[j].After(t) {
				return moments[j]
			}
		}
	}
}

func newestFirst(a, b spot.Change) int {
	return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Pool.Type, b.Pool.Type), cmp.Compare(a.Pool.Zone, b.Pool.Zone), cmp.Compare(a.Pool.Product, b.Pool.Product))
}

// follows tells whether an entry comes after a mark.
func follows(c spot.Change, after Mark) bool {
	return newestFirst(c, spot.Change{Pool: after.Pool, At: after.At}) > 0
}
