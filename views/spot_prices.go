package views

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient/semantics/spot"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// poolRow is a pool, its prices, and what of this account is in it.
type poolRow struct {
	spot.Pool
	snap      *watch.Snapshot
	prices    *priceIndex
	running   int     // Spot Instances of this account
	maximum   float64 // the lowest that a request there pays at most, 0 for none
	low, high float64
}

func poolID(p spot.Pool) string { return strings.Join([]string{p.Type, p.Zone, p.Product}, " ") }

func (r *poolRow) now() float64 { v, _ := r.prices.price(r.Pool); return v }

// saves is by how many percent the pool is cheaper than On-Demand, false when
// that is not known.
func (r *poolRow) saves() (price, listed float64, ok bool) {
	listed, ok = onDemand(r.snap.Region, r.Pool)
	return r.now(), listed, ok
}

// poolRows are the pools of a list of prices.
func poolRows(m *market, ties *Ties, s *watch.Snapshot, want watch.Want) watch.Feed[*poolRow] {
	x := m.at(s, want)
	ties.At(s)
	running, maximum := map[spot.Pool]int{}, map[spot.Pool]float64{}
	for i := range s.Instances.Rows {
		if in := &s.Instances.Rows[i]; in.Market == "spot" && in.State == "running" {
			running[poolOf(in)]++
		}
	}
	for i := range s.SpotRequests.Rows {
		r := &spotRequestRow{&s.SpotRequests.Rows[i], &scene{snap: s, ties: ties}, m}
		if limit := dollars(r.MaxPrice); limit > 0 && !r.over() {
			p := r.pool()
			maximum[p] = min(cmp.Or(maximum[p], limit), limit)
		}
	}
	var rows []*poolRow
	for _, p := range x.pools() {
		low, high := x.lowHigh(p)
		rows = append(rows, &poolRow{p, s, x, running[p], maximum[p], low, high})
	}
	return carried(s.SpotPrices[want.Key], rows)
}

// pools is the kind of Spot pools: a type in a zone, with a price of its own.
func pools(ties *Ties, _ *themes.Glyphs, m *market) *Kind[*poolRow] {
	return &Kind[*poolRow]{
		Name: KindSpotPool, Title: "Spot prices", Aliases: []string{"spot-prices", "pools"},
		Rows: func(s *watch.Snapshot) watch.Feed[*poolRow] {
			return poolRows(m, ties, s, spotPricesWant(s, pricesBack))
		},
		ID:      func(r *poolRow) string { return poolID(r.Pool) },
		Label:   func(r *poolRow) string { return r.Type + " " + r.Zone },
		Columns: poolColumns,
		Issue:   poolIssue,
		Detail:  poolDetail,
		DetailWants: func(r *poolRow) []watch.Want {
			return append(wantAll(watch.Instances, watch.SpotRequests), spotPricesWant(r.snap, pricesBack))
		},
		Links: poolLinks,
		JSON:  func(r *poolRow) any { return r.prices.by[r.Pool] },
		CLI: func(r *poolRow) string {
			return Command("aws", "ec2", "describe-spot-price-history", "--instance-types", r.Type, "--availability-zone", r.Zone, "--product-descriptions", r.Product,
				"--start-time", r.snap.Now.Add(-pricesBack).UTC().Format("2006-01-02T15:04:05Z"))
		},
	}
}

func poolColumns() []ui.Column[*poolRow] {
	price := func(of func(*poolRow) float64) func(*poolRow) ui.Cell {
		return func(r *poolRow) ui.Cell {
			if v := of(r); v > 0 {
				return ui.In(themes.Dim, hourPrice(v))
			}
			return nil
		}
	}
	return []ui.Column[*poolRow]{
		{Title: "TYPE", Field: "type", Min: 9, Max: 14, Cell: func(r *poolRow) ui.Cell { return ui.Say(r.Type) }},
		{Title: "ZONE", Field: "zone", Min: 10, Max: 16, Cell: func(r *poolRow) ui.Cell { return ui.Say(r.Zone) }},
		{Title: "PRICE", Field: "price", Width: 8, Right: true, Cell: func(r *poolRow) ui.Cell { return ui.Say(hourPrice(r.now())) }, Compare: func(a, b *poolRow) int { return cmp.Compare(a.now(), b.now()) }},
		{Title: "SAVES", Field: "saves", Width: 5, Right: true, Cell: poolSaves, Compare: func(a, b *poolRow) int { return cmp.Compare(a.saving(), b.saving()) }},
		{Title: "ON-DEMAND", Field: "ondemand", Width: 9, Right: true, Priority: 2, Cell: price(func(r *poolRow) float64 { v, _ := onDemand(r.snap.Region, r.Pool); return v })},
		{Title: "LOW", Field: "low", Width: 8, Right: true, Priority: 4, Cell: price(func(r *poolRow) float64 { return r.low })},
		{Title: "HIGH", Field: "high", Width: 8, Right: true, Priority: 4, Cell: price(func(r *poolRow) float64 { return r.high })},
		{Title: "MAX", Field: "max", Width: 8, Right: true, Priority: 5, Cell: price(func(r *poolRow) float64 { return r.maximum })},
		{Title: "YOURS", Field: "yours", Width: 5, Right: true, Priority: 3, Cell: func(r *poolRow) ui.Cell { return ui.Say(strconv.Itoa(r.running)) }, Compare: func(a, b *poolRow) int { return cmp.Compare(a.running, b.running) }},
		{Title: "CHANGED", Field: "changed", Width: 7, Right: true, Volatile: true, Priority: 6, Cell: func(r *poolRow) ui.Cell { return ui.In(themes.Dim, ui.Age(r.snap.Now, r.changed())) }, Compare: func(a, b *poolRow) int { return b.changed().Compare(a.changed()) }},
		{Title: "PRODUCT", Field: "product", Max: 26, Priority: 7, Cell: func(r *poolRow) ui.Cell { return ui.In(themes.Dim, r.Product) }},
	}
}

// changed is since when the pool has its price.
func (r *poolRow) changed() time.Time {
	if e := r.prices.by[r.Pool]; len(e) > 0 {
		return e[len(e)-1].At
	}
	return time.Time{}
}

func (r *poolRow) saving() float64 {
	price, listed, _ := r.saves()
	return spot.Savings(price, listed)
}

func poolSaves(r *poolRow) ui.Cell {
	if price, listed, ok := r.saves(); ok {
		return savesCell(price, listed)
	}
	return nil
}

func poolIssue(r *poolRow) Issue {
	if r.maximum > 0 && spot.OutPriced(r.maximum, r.now()) {
		return Issue{"above your maximum", true}
	}
	return Issue{}
}

func poolDetail(_ *Console, r *poolRow) *ui.Document {
	d := &ui.Document{}
	d.Heading("Spot pool")
	d.Pair("type", r.Type)
	d.Pair("zone", r.Zone)
	d.Pair("product", r.Product)
	d.Heading("Price, an hour")
	d.Row("now", ui.Say(hourPrice(r.now())+", since "+momentWithAge(r.changed(), r.snap.Now)))
	d.Row("last "+ui.Exact(pricesBack), ui.Say(hourPrice(r.low)+" to "+hourPrice(r.high)))
	if price, listed, ok := r.saves(); ok {
		d.Row("on-demand", append(ui.Say(hourPrice(listed)+", Spot saves "), savesCell(price, listed)...))
	} else {
		d.Row("on-demand", ui.In(themes.Dim, "not known: no list price for "+joinWords(r.snap.Region, r.Type, r.Product)))
	}
	if r.maximum > 0 {
		d.Row("your maximum", ui.Say(hourPrice(r.maximum)+", the lowest of your requests there"))
	}
	d.Row("yours", ui.Say(ui.Count(r.running, "Spot Instance")))
	d.Heading("Changes, newest first")
	var rows [][]ui.Line
	for _, e := range slices.Backward(r.prices.by[r.Pool]) {
		rows = append(rows, []ui.Line{ui.In(themes.Dim, ui.Moment(e.At.UTC())), ui.Say(hourPrice(e.Price))})
	}
	d.Table(nil, rows)
	return d
}

func poolLinks(s *watch.Snapshot, r *poolRow) []Link {
	var ids []string
	for i := range s.Instances.Rows {
		if in := &s.Instances.Rows[i]; in.Market == "spot" && poolOf(in) == r.Pool {
			ids = append(ids, in.ID)
		}
	}
	return []Link{{Label: "your Spot Instances", Kind: KindInstance, IDs: ids}}
}

// pricesPage is the pools with a graph of those that are marked, or of the one
// under the cursor.
type pricesPage struct {
	*listPane[*poolRow]
	span  int // index into priceSpans
	above int // lines of the graph in the last Draw
}

func priceSpans() []time.Duration {
	const day = 24 * time.Hour
	return []time.Duration{6 * time.Hour, pricesBack, 7 * day, 30 * day, 90 * day}
}

func newPricesPage(c *Console, k *Kind[*poolRow]) *pricesPage {
	p := &pricesPage{span: 1}
	m := &market{}
	p.listPane = newListPane(c, k, func(s *watch.Snapshot) watch.Feed[*poolRow] {
		return poolRows(m, c.ties, s, spotPricesWant(s, p.back()))
	}, nil)
	p.title, p.fixed = "Prices", true
	return p
}

func (p *pricesPage) back() time.Duration { return priceSpans()[p.span] }

func (p *pricesPage) Wants() []watch.Want {
	return append(wantAll(watch.SpotFleets, watch.SpotRequests, watch.Instances, watch.Subnets), spotPricesWant(p.c.snap, p.back()))
}

func (p *pricesPage) Keys() []ui.Key {
	span := func(by int) func() {
		return func() {
			p.span += by
			p.seen = nil
			p.See(p.c.snap)
		}
	}
	off := func(at int, why string) func() string {
		return func() string {
			if p.span == at {
				return why
			}
			return ""
		}
	}
	return append(p.listPane.Keys(),
		ui.Key{Keys: []string{"b"}, Label: "longer", Help: "look further back: 6 h, 24 h, 7 d, 30 d, 90 d", Group: groupRows, Hint: 3, Do: run(span(1)), Off: off(len(priceSpans())-1, "AWS keeps 90 days")},
		ui.Key{Keys: []string{"B"}, Label: "shorter", Help: "look less far back", Group: groupRows, Hint: 3, Do: run(span(-1)), Off: off(0, "this is the shortest range")})
}

// linesOfPrices bounds the lines of a graph: more cannot be told apart.
const linesOfPrices = 6

// drawn are the pools of the graph, and the lowest maximum among them.
func (p *pricesPage) drawn() (drawn []spot.Pool, maximum float64) {
	rows := p.table.Marked()
	if p.table.Marks() == 0 {
		rows = nil
		if r, ok := p.table.Selected(); ok {
			rows = []*poolRow{r}
		}
	}
	for _, r := range rows[:min(len(rows), linesOfPrices)] {
		drawn = append(drawn, r.Pool)
		if r.maximum > 0 {
			maximum = min(cmp.Or(maximum, r.maximum), r.maximum)
		}
	}
	return drawn, maximum
}

func (p *pricesPage) Draw(rect ui.Rect, painter *ui.Painter) string {
	drawn, maximum := p.drawn()
	p.above = 0
	if len(drawn) == 0 || rect.H < 14 {
		return p.listPane.Draw(rect, painter)
	}
	s := p.c.snap
	p.above = min(rect.H/2, 24)
	graph := priceGraph(painter, ui.Rect{W: rect.W, H: p.above}, p.listPane.feed.Rows[0].prices, s, drawn, p.back(), maximum)
	return graph + "\n" + p.listPane.Draw(ui.Rect{W: rect.W, H: rect.H - p.above}, painter)
}

func (p *pricesPage) Click(x, y int) {
	if y >= p.above {
		p.listPane.Click(x, y-p.above)
	}
}
