package views

import (
	"cmp"
	"slices"
	"sort"
	"strconv"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/listprice"
	"fleetglass/awsclient/semantics/spot"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

const linux = spot.Linux

// market is the prices of the pools in a snapshot, found by pool. It is built
// again only when a list of prices changed.
type market struct {
	seen  *watch.Snapshot // for which day was looked up
	day   *priceIndex
	feeds map[string]*priceIndex // by key of the want
}

type priceIndex struct {
	from identity
	by   map[spot.Pool][]awsclient.SpotPrice // oldest first
}

// today is the prices of the last day, for all that ask what a pool costs now.
func (m *market) today(s *watch.Snapshot) *priceIndex {
	if m.seen != s {
		m.seen, m.day = s, m.at(s, spotPricesWant(s, pricesBack))
	}
	return m.day
}

// at is the prices of a want.
func (m *market) at(s *watch.Snapshot, want watch.Want) *priceIndex {
	rows := s.SpotPrices[want.Key].Rows
	is := identify(rows)
	if x := m.feeds[want.Key]; x != nil && x.from == is {
		return x
	}
	if m.feeds == nil || len(m.feeds) > 8 { // types come and go
		m.feeds = map[string]*priceIndex{}
	}
	x := &priceIndex{from: is, by: map[spot.Pool][]awsclient.SpotPrice{}}
	for _, r := range rows {
		pool := spot.Pool{Type: r.Type, Zone: r.Zone, Product: r.Product}
		x.by[pool] = append(x.by[pool], r)
	}
	for _, entries := range x.by {
		sort.SliceStable(entries, func(i, j int) bool { return entries[i].At.Before(entries[j].At) })
	}
	m.feeds[want.Key] = x
	return x
}

// price is what a pool costs now, false when that is not known.
func (x *priceIndex) price(p spot.Pool) (float64, bool) {
	entries := x.by[p]
	if len(entries) == 0 {
		return 0, false
	}
	return entries[len(entries)-1].Price, true
}

// pools are those with a price, by type, zone and product.
func (x *priceIndex) pools() []spot.Pool {
	var all []spot.Pool
	for p := range x.by {
		all = append(all, p)
	}
	sortPools(all)
	return all
}

func sortPools(pools []spot.Pool) {
	sort.Slice(pools, func(i, j int) bool {
		a, b := &pools[i], &pools[j]
		return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Zone, b.Zone), cmp.Compare(a.Product, b.Product)) < 0
	})
}

// points are a pool's prices from a moment on, with the one in force then.
func (x *priceIndex) points(p spot.Pool, from, to time.Time) []ui.Point {
	var points []ui.Point
	for _, e := range x.by[p] {
		at := e.At
		if !at.After(from) {
			at, points = from, points[:0]
		}
		points = append(points, ui.Point{At: at, Value: e.Price})
	}
	if n := len(points); n > 0 && to.After(points[n-1].At) {
		points = append(points, ui.Point{At: to, Value: points[n-1].Value})
	}
	return points
}

// lowHigh are the bounds between which a pool's price moved.
func (x *priceIndex) lowHigh(p spot.Pool) (low, high float64) {
	for i, e := range x.by[p] {
		if i == 0 {
			low, high = e.Price, e.Price
		}
		low, high = min(low, e.Price), max(high, e.Price)
	}
	return low, high
}

// onDemand is the list price of a pool's type, false where it is not known.
func onDemand(region string, p spot.Pool) (float64, bool) {
	return listprice.OnDemand(region, p.Type, cmp.Or(p.Product, linux))
}

// dollars is a price that was told as decimal text, 0 when it was not.
func dollars(text string) float64 {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0
	}
	return v
}

// hourPrice is a price of an hour. All have four decimals, so that they line
// up and compare.
func hourPrice(v float64) string { return "$" + strconv.FormatFloat(v, 'f', 4, 64) }

// priceText is a price in AWS's decimals as the columns have it, "" for none.
func priceText(text string) string {
	if v := dollars(text); v > 0 {
		return hourPrice(v)
	}
	return ""
}

// savesCell is by how much a price is below On-Demand.
func savesCell(price, listed float64) ui.Cell {
	saves := spot.Savings(price, listed)
	role := themes.Good
	if saves <= 0 {
		role = themes.Warn
	}
	return ui.In(role, strconv.FormatFloat(saves, 'f', 0, 64)+" %")
}

// priceGraph draws the prices of pools with what bounds them: the maximum that
// is paid, and On-Demand.
func priceGraph(p *ui.Painter, rect ui.Rect, x *priceIndex, s *watch.Snapshot, drawn []spot.Pool, back time.Duration, maximum float64) string {
	from := s.Now.Add(-back)
	o := ui.GraphOptions{From: from, To: s.Now, Unit: hourPrice, Title: "dollars an hour, last " + ui.Exact(back)}
	var plots []ui.Plot
	listed := map[float64]bool{}
	for i, pool := range drawn {
		plots = append(plots, ui.Plot{Name: pool.Type + " " + shortZone(pool.Zone), Role: themes.Series(i), Points: x.points(pool, from, s.Now), Steps: true})
		if v, ok := onDemand(s.Region, pool); ok && !listed[v] {
			listed[v] = true
			label := "on-demand"
			if severalTypes(drawn) {
				label += " " + pool.Type
			}
			o.Levels = append(o.Levels, ui.Level{Value: v, Label: label, Role: themes.Info})
		}
	}
	if len(plots) == 1 {
		o.Title = plots[0].Name + ", " + o.Title
	}
	if maximum > 0 {
		o.Levels = append(o.Levels, ui.Level{Value: maximum, Label: "max " + hourPrice(maximum), Role: themes.Warn})
	}
	return ui.Graph(p, plots, rect, o)
}

func severalTypes(pools []spot.Pool) bool {
	return slices.ContainsFunc(pools, func(p spot.Pool) bool { return p.Type != pools[0].Type })
}
