package views

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/awsclient/semantics/spot"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// fleetRow is a Spot Fleet with what it has.
type fleetRow struct {
	*awsclient.SpotFleet
	*scene
	market *market
}

// fleetName is the fleet's Name tag, or its id.
func fleetName(f *awsclient.SpotFleet) string { return cmp.Or(tagValue(f.Tags, "Name"), f.ID) }

// fleets is the kind of Spot Fleets.
func fleets(ties *Ties, glyphs *themes.Glyphs, m *market, parts spotParts) *Kind[*fleetRow] {
	k := &Kind[*fleetRow]{
		Name: KindSpotFleet, Title: "Spot fleets", Aliases: []string{"sfr", "spot", "fleets"},
		Rows: joined(ties, glyphs, func(s *watch.Snapshot) watch.Feed[awsclient.SpotFleet] { return s.SpotFleets },
			func(f *awsclient.SpotFleet, sc *scene) *fleetRow { return &fleetRow{f, sc, m} }),
		Wants:       func() []watch.Want { return wantAll(watch.SpotFleets, watch.SpotRequests, watch.Instances) },
		RowWants:    fleetRowWants,
		ID:          func(r *fleetRow) string { return r.SpotFleet.ID },
		Label:       func(r *fleetRow) string { return fleetName(r.SpotFleet) },
		Columns:     fleetColumns,
		Actions:     fleetActions,
		Makes:       spotMakes,
		Issue:       fleetIssue,
		Over:        (*fleetRow).over,
		Detail:      fleetDetail,
		DetailWants: fleetDetailWants,
		Links:       fleetLinks,
		JSON:        func(r *fleetRow) any { return *r.SpotFleet },
		CLI: func(r *fleetRow) string {
			return Command("aws", "ec2", "describe-spot-fleet-requests", "--spot-fleet-request-ids", r.SpotFleet.ID)
		},
	}
	k.Tabs = []Tab[*fleetRow]{
		{Name: "Pools", First: true, Open: func(c *Console, id string) Pane { return newFleetPools(c, k, id) }},
		{Name: "Instances", Count: func(_ *watch.Snapshot, r *fleetRow) int { return len(r.members()) }, Open: func(c *Console, id string) Pane {
			return ListPage(c, fleetMembers(), "Instances", false, fleetMemberRows(k, id))
		}},
		{Name: "History", Open: func(c *Console, id string) Pane {
			return ListPage(c, parts.history, "History", true, fleetHistoryRows(parts.history, id))
		}},
		{Name: "Requests", Count: func(_ *watch.Snapshot, r *fleetRow) int { return len(r.requests()) }, Open: func(c *Console, id string) Pane {
			return ListPage(c, parts.requests, "Requests", false, fleetRequestRows(parts.requests, id))
		}},
		{Name: "Hot swap", Open: func(c *Console, id string) Pane { return DocPage(c, k, id, hotSwap) }},
	}
	return k
}

func fleetRowWants(r *fleetRow) []watch.Want {
	if r.over() {
		return nil
	}
	wants := []watch.Want{spotPricesWant(r.snap, pricesBack)}
	if r.Activity == fleet.ActivityError {
		wants = append(wants, watch.Of(watch.FleetHistory, r.SpotFleet.ID))
	}
	return wants
}

func fleetDetailWants(r *fleetRow) []watch.Want {
	wants := append(wantAll(watch.Subnets, watch.Groups), watch.Of(watch.FleetInstances, r.SpotFleet.ID), watch.Of(watch.FleetHistory, r.SpotFleet.ID), spotPricesWant(r.snap, pricesBack))
	for _, twin := range r.twins() {
		if ref := twin.group.Launch; !ref.Empty() {
			wants = append(wants, watch.LaunchOf(ref))
		}
	}
	return wants
}

// over tells of fleets that launch nothing any more.
func (r *fleetRow) over() bool {
	return strings.HasPrefix(r.State, fleet.Cancelled) || r.State == fleet.Failed
}

// members are the fleet's instances that are not gone, by id: as the fleet
// tells them where that is known, and otherwise by their tag.
func (r *fleetRow) members() []*awsclient.Instance {
	feed := r.snap.FleetInstances[r.SpotFleet.ID]
	if !feed.Loaded() {
		return r.ties.FleetMembers(r.SpotFleet.ID)
	}
	members := make([]*awsclient.Instance, 0, len(feed.Rows))
	for i := range feed.Rows {
		in := r.ties.Instance(feed.Rows[i].ID)
		if in == nil { // EC2's list is a moment behind
			in = &awsclient.Instance{ID: feed.Rows[i].ID, Type: feed.Rows[i].Type, Market: marketOf(feed.Rows[i].Request), SpotRequest: feed.Rows[i].Request}
		}
		members = append(members, in)
	}
	return members
}

// marketOf tells by its request whether an instance is a Spot Instance.
func marketOf(request string) string {
	if request == "" {
		return "on-demand"
	}
	return "spot"
}

// requests are the requests behind the fleet's instances.
func (r *fleetRow) requests() []*awsclient.SpotRequest {
	var all []*awsclient.SpotRequest
	for i := range r.snap.SpotRequests.Rows {
		q := &r.snap.SpotRequests.Rows[i]
		if (&spotRequestRow{q, r.scene, r.market}).fleet() == r.SpotFleet.ID {
			all = append(all, q)
		}
	}
	return all
}

// told is the fleet's instances that AWS is about to take back.
func (r *fleetRow) told() []*awsclient.Instance {
	var all []*awsclient.Instance
	for _, in := range r.ties.FleetMembers(r.SpotFleet.ID) {
		if _, ok := noticeOf(r.ties, in.ID); ok {
			all = append(all, in)
		}
	}
	return all
}

// prices are those of the last day.
func (r *fleetRow) prices() *priceIndex {
	return r.market.today(r.snap)
}

// weight is how many units an instance of a type counts for.
func (r *fleetRow) weight(kind string) float64 {
	for _, p := range r.Pools {
		if p.Type == kind && p.Weight > 0 {
			return p.Weight
		}
	}
	return 1
}

// fleetCost is what a fleet's instances cost an hour now, as far as that is
// known.
type fleetCost struct {
	Now, OnDemand, Units float64
	Priced               bool // every instance has a price
	Listed               bool // every instance has an On-Demand price to compare with
}

func (r *fleetRow) cost() fleetCost {
	x := r.prices()
	c := fleetCost{Priced: true, Listed: true}
	for _, in := range r.members() {
		listed, isListed := onDemand(r.snap.Region, poolOf(in))
		price, priced := x.price(poolOf(in))
		if in.Market != "spot" {
			price, priced = listed, isListed
		}
		c.Now, c.OnDemand, c.Units = c.Now+price, c.OnDemand+listed, c.Units+r.weight(in.Type)
		c.Priced, c.Listed = c.Priced && priced, c.Listed && isListed
	}
	c.Priced = c.Priced && c.Units > 0
	return c
}

// maximum is the most that the fleet pays for a unit, 0 when it did not say.
func (r *fleetRow) maximum() float64 { return dollars(r.SpotPrice) }

// poolMaximum is the most that the fleet pays for an instance of a type: 0
// means the On-Demand price.
func (r *fleetRow) poolMaximum(kind string) float64 {
	for _, p := range r.Pools {
		if p.Type == kind && dollars(p.Price) > 0 {
			return dollars(p.Price) * r.weight(kind)
		}
	}
	return r.maximum() * r.weight(kind)
}

func fleetColumns() []ui.Column[*fleetRow] {
	dim := func(f func(*fleetRow) string) func(*fleetRow) ui.Cell {
		return func(r *fleetRow) ui.Cell { return ui.In(themes.Dim, f(r)) }
	}
	return []ui.Column[*fleetRow]{
		{Title: "FLEET", Field: "name", Min: 12, Max: 42, Cell: func(r *fleetRow) ui.Cell { return ui.Say(fleetName(r.SpotFleet)) }, Value: func(r *fleetRow) string { return fleetName(r.SpotFleet) + " " + r.SpotFleet.ID }},
		{Title: "STATE", Field: "state", Max: 22, Cell: fleetState, Value: func(r *fleetRow) string { return r.State + " " + r.Activity }},
		{Title: "UNITS", Field: "units", Min: 5, Max: 11, Right: true, Cell: fleetUnits, Compare: func(a, b *fleetRow) int { return cmp.Compare(a.Fulfilled, b.Fulfilled) }},
		{Title: "FULFILLED", Width: 16, Priority: 5, Cell: fleetGauge, Value: func(r *fleetRow) string { return "" }},
		{Title: "$/UNIT", Field: "price", Width: 8, Right: true, Priority: 2, Cell: fleetPrice, Compare: func(a, b *fleetRow) int { return cmp.Compare(a.unitPrice(), b.unitPrice()) }},
		{Title: "SAVES", Field: "saves", Width: 5, Right: true, Priority: 3, Cell: fleetSaves},
		{Title: "TYPE", Field: "type", Max: 8, Priority: 6, Cell: dim(func(r *fleetRow) string { return r.Type })},
		{Title: "STRATEGY", Field: "strategy", Max: 28, Priority: 7, Cell: dim(func(r *fleetRow) string { return r.Strategy })},
		{Title: "POOLS", Field: "pools", Width: 5, Right: true, Priority: 8, Cell: dim(func(r *fleetRow) string { return strconv.Itoa(len(r.poolList())) })},
		{Title: "AGE", Field: "age", Width: 5, Right: true, Volatile: true, Priority: 9, Cell: dim(func(r *fleetRow) string { return ui.Age(r.snap.Now, r.Created) }),
			Compare: func(a, b *fleetRow) int { return b.Created.Compare(a.Created) }},
		{Title: "ID", Field: "id", Max: 40, Priority: 10, Cell: dim(func(r *fleetRow) string { return r.SpotFleet.ID })},
	}
}

func fleetState(r *fleetRow) ui.Cell {
	g := r.glyphs
	sign, role := g.Starting, themes.Warn
	switch {
	case r.over():
		sign, role = g.Quiet, themes.Dim
	case r.Activity == fleet.ActivityError:
		sign, role = g.Unhealthy, themes.Bad
	case r.State == fleet.Active && r.Activity == fleet.ActivityFulfilled:
		sign, role = g.Healthy, themes.Good
	}
	return ui.Cell{{Text: sign + " ", Role: role}, {Text: r.State}}
}

// units are capacity units as they are: most often whole.
func units(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }

func fleetUnits(r *fleetRow) ui.Cell {
	role := themes.Text
	if r.Fulfilled < float64(r.Target) && !r.over() {
		role = themes.Warn
	}
	return ui.Cell{{Text: units(r.Fulfilled), Role: role}, {Text: "/" + strconv.Itoa(r.Target), Role: themes.Dim}}
}

func fleetGauge(r *fleetRow) ui.Cell {
	const cells = 16
	target := float64(r.Target)
	return ui.Gauge(ui.Capacity{Max: target, Desired: target, InService: r.Fulfilled, Trouble: r.Fulfilled < target}, cells)
}

// unitPrice is what a unit costs now, 0 when that is not known.
func (r *fleetRow) unitPrice() float64 {
	if c := r.cost(); c.Priced {
		return c.Now / c.Units
	}
	return 0
}

func fleetPrice(r *fleetRow) ui.Cell {
	if v := r.unitPrice(); v > 0 {
		return ui.Say(hourPrice(v))
	}
	return nil
}

func fleetSaves(r *fleetRow) ui.Cell {
	if c := r.cost(); c.Priced && c.Listed {
		return savesCell(c.Now, c.OnDemand)
	}
	return nil
}

// fleetIssue is the worst that can be said of a fleet: who is about to go, why
// it cannot launch, what it is short of.
func fleetIssue(r *fleetRow) Issue {
	short := float64(r.Target) - r.Fulfilled
	if told := r.told(); len(told) > 0 {
		n, _ := noticeOf(r.ties, told[0].ID)
		words := "1 goes " + n.left(r.snap.Now) + ": " + told[0].ID
		if len(told) > 1 {
			words = strconv.Itoa(len(told)) + " go, one " + n.left(r.snap.Now)
		}
		return Issue{words, true}
	}
	switch {
	case r.over():
		return Issue{Text: fleetEnd(r)}
	case r.Activity == fleet.ActivityError:
		return Issue{"cannot launch" + fleetWhy(r), true}
	case short > 0 && r.SpotFleet.Type == fleet.Request && r.Activity != fleet.ActivityPendingFulfillment:
		return Issue{units(short) + " short: a fleet of type request replaces nothing", true}
	case short > 0:
		return Issue{Text: "launching: " + units(short) + " short"}
	case r.Activity == fleet.ActivityPendingTermination:
		return Issue{Text: "terminating " + units(-short)}
	case r.State != fleet.Active:
		return Issue{Text: r.State}
	}
	return Issue{}
}

// fleetEnd is how a fleet ended, or is about to.
func fleetEnd(r *fleetRow) string {
	switch r.State {
	case fleet.CancelledRunning:
		return "cancelled; its instances run on"
	case fleet.CancelledTerminating:
		return "cancelled; its instances are being terminated"
	}
	return ""
}

// fleetWhy is what the history says last about launches that failed.
func fleetWhy(r *fleetRow) string {
	rows := r.snap.FleetHistory[r.SpotFleet.ID].Rows
	for _, e := range slices.Backward(rows) {
		if e.Type == fleet.Error || e.Type == fleet.Information {
			return ": " + eventMeaning(e)
		}
	}
	return ""
}

// fleetDetail is the whole fleet on one page.
func fleetDetail(c *Console, r *fleetRow) *ui.Document {
	d := &ui.Document{}
	now := r.snap.Now
	d.Heading("Spot fleet")
	d.Pair("name", tagValue(r.Tags, "Name"))
	d.Pair("id", r.SpotFleet.ID)
	d.Row("state", append(fleetState(r), ui.Span{Text: spaced(strings.ReplaceAll(r.Activity, "_", " ")), Role: themes.Dim}))
	d.Pair("type", fleetTypeWords(r.SpotFleet.Type))
	d.Pair("created", momentWithAge(r.Created, now))
	d.Pair("valid from", pastOrAhead(r.ValidFrom, now))
	d.Pair("valid until", pastOrAhead(r.ValidUntil, now))
	d.Pair("role", r.Role)
	d.Heading("Capacity")
	d.Row("fulfilled", append(fleetUnits(r), ui.Span{Text: " units", Role: themes.Dim}))
	if r.OnDemandTarget > 0 {
		d.Row("of it On-Demand", ui.Say(units(r.FulfilledOnDemand)+"/"+strconv.Itoa(r.OnDemandTarget)))
	}
	d.Pair("strategy", strategyWords(r.Strategy))
	d.Pair("when interrupted", r.Interruption)
	d.Pair("excess capacity", r.ExcessPolicy)
	d.Pair("rebalance", r.Rebalance)
	fleetCostSection(d, r)
	d.Heading("Launch specifications")
	rows := make([][]ui.Line, len(r.Pools))
	for i, p := range r.Pools {
		rows[i] = []ui.Line{ui.Say(cmp.Or(p.Type, "as the template")), ui.Say(units(cmp.Or(p.Weight, 1))), ui.Say(cmp.Or(priceText(p.Price), "fleet's")),
			ui.Say(strings.Join(poolZones(r, p), " ")), ui.In(themes.Dim, cmp.Or(launchName(p.Launch), p.Image))}
	}
	d.Table([]string{"type", "units", "max", "zones", "launches from"}, rows)
	if len(r.TargetGroups)+len(r.ClassicBalancers) > 0 {
		d.Heading("Registers with")
	}
	for _, arn := range r.TargetGroups {
		c.LinkTo(d, "target group", ui.Say(r.ties.TargetGroupName(arn)), Ref{KindTargetGroup, arn})
	}
	for _, name := range r.ClassicBalancers {
		d.Row("Classic balancer", ui.Say(name))
	}
	tagSection(d, r.Tags)
	return d
}

func fleetTypeWords(kind string) string {
	switch kind {
	case fleet.Maintain:
		return "maintain: replaces what ends"
	case fleet.Request:
		return "request: launches once, replaces nothing"
	}
	return kind
}

func strategyWords(strategy string) string {
	switch strategy {
	case fleet.LowestPrice:
		return "lowestPrice: the cheapest pools"
	case fleet.Diversified:
		return "diversified: spread over all pools"
	case fleet.CapacityOptimized:
		return "capacityOptimized: the pools least likely to be interrupted"
	case fleet.CapacityOptimizedPrioritized:
		return "capacityOptimizedPrioritized: by capacity, then by priority"
	case fleet.PriceCapacityOptimized:
		return "priceCapacityOptimized: pools with capacity, the cheapest of them"
	}
	return strategy
}

// fleetCostSection is what the fleet costs and what it saves.
func fleetCostSection(d *ui.Document, r *fleetRow) {
	d.Heading("Cost, an hour")
	c := r.cost()
	if c.Priced {
		d.Row("now", ui.Say(hourPrice(c.Now)+", "+hourPrice(c.Now/c.Units)+" a unit"))
	}
	if c.Priced && c.Listed {
		d.Row("on-demand", ui.Say(hourPrice(c.OnDemand)+" for the same instances"))
		d.Row("saves", append(savesCell(c.Now, c.OnDemand), ui.Span{Text: "  " + hourPrice(c.OnDemand-c.Now) + " an hour, " + ui.Money((c.OnDemand-c.Now)*24*30) + " in 30 days", Role: themes.Dim}))
	}
	if !c.Priced {
		d.Row("now", ui.In(themes.Dim, "not known: no prices of its pools yet"))
	}
	if r.maximum() > 0 {
		d.Row("maximum", ui.Say(hourPrice(r.maximum())+" a unit"))
	} else {
		d.Row("maximum", ui.In(themes.Dim, "the On-Demand price"))
	}
	d.Pair("most for Spot", priceText(r.SpotMaxTotal))
	d.Pair("most for On-Demand", priceText(r.OnDemandMaxTotal))
}

// poolZones are the zones of a launch specification; none named means any.
func poolZones(r *fleetRow, p awsclient.FleetPool) []string {
	zones := slices.Clone(p.Zones)
	for _, id := range p.Subnets {
		zone := id // until the subnets are known
		if n := r.ties.Subnet(id); n != nil {
			zone = n.Zone
		}
		zones = append(zones, zone)
	}
	slices.Sort(zones)
	return slices.Compact(zones)
}

// poolList are the pools that the fleet launches from or has instances in, by
// type and zone. A specification without zones takes all that have a price.
func (r *fleetRow) poolList() []spot.Pool {
	seen := map[spot.Pool]bool{}
	priced := r.prices().pools()
	for _, p := range r.Pools {
		if p.Type == "" {
			continue
		}
		zones := poolZones(r, p)
		for _, z := range zones {
			seen[spot.Pool{Type: p.Type, Zone: z, Product: linux}] = true
		}
		for _, q := range priced {
			if len(zones) == 0 && q.Type == p.Type && q.Product == linux {
				seen[q] = true
			}
		}
	}
	for _, in := range r.members() {
		if in.Zone != "" {
			seen[spot.Pool{Type: in.Type, Zone: in.Zone, Product: linux}] = true
		}
	}
	all := make([]spot.Pool, 0, len(seen))
	for p := range seen {
		all = append(all, p)
	}
	sortPools(all)
	return all
}

func fleetLinks(_ *watch.Snapshot, r *fleetRow) []Link {
	var ids, sirs, groups []string
	for _, in := range r.members() {
		ids = append(ids, in.ID)
	}
	for _, q := range r.requests() {
		sirs = append(sirs, q.ID)
	}
	for _, t := range r.twins() {
		groups = append(groups, t.group.Name)
	}
	return []Link{
		{Label: "instances", Kind: KindInstance, IDs: ids},
		{Label: "Spot requests", Kind: KindSpotRequest, IDs: sirs},
		{Label: "target groups", Kind: KindTargetGroup, IDs: r.TargetGroups},
		{Label: "balancers", Kind: KindBalancer, IDs: r.ties.BalancersOf(r.TargetGroups)},
		{Label: "groups that could take over", Kind: KindGroup, IDs: groups},
	}
}
