package scaling

import (
	"slices"
	"strconv"

	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/awsclient/semantics/placement"
	spotrules "fleetglass/awsclient/semantics/spot"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// sort is one sort of instance that a group can launch: its settings and what
// an instance of it counts for.
type sort struct {
	settings world.LaunchSettings
	ref      world.LaunchRef // with the version's number
	weight   int             // 0: weights are not used
}

func (s sort) units() int { return max(1, s.weight) }

// offer is what a group can launch now: one sort of instance, or those that
// its mixed instances policy names, in order of priority.
type offer struct {
	sorts []sort
	mixed *world.MixedPolicy // nil: one sort, in the market that its settings say
	full  []place            // where there was no room
}

// place is where a launch may lack room.
type place struct {
	zone string
	sort int
	spot bool
}

// batch is the instances of one RunInstances call.
type batch struct {
	place
	subnet string
	count  int
}

// specOf is what a group launches from: while a refresh is under way what
// that one wants (choice: AWS says that the group's own settings change when
// the refresh has succeeded, and not what a launch in between uses).
func (r *Room) specOf(g *world.Group) (world.LaunchRef, *world.MixedPolicy) {
	if f := r.k.World.Refreshes.Get(g.Refresh); f != nil && f.Back == nil {
		switch {
		case f.Mixed != nil:
			return f.Mixed.Launch, f.Mixed
		case f.Launch != nil:
			return *f.Launch, withTemplate(g.Mixed, *f.Launch)
		}
	}
	return g.Launch, g.Mixed
}

// withTemplate is a policy with another launch template; nil stays nil.
func withTemplate(p *world.MixedPolicy, ref world.LaunchRef) *world.MixedPolicy {
	if p == nil {
		return nil
	}
	changed := *p
	changed.Launch = ref
	return &changed
}

// offer is what a group can launch now, or why it can launch nothing.
func (r *Room) offer(g *world.Group) (*offer, error) {
	if err := r.checkSources(g); err != nil {
		return nil, err
	}
	ref, mixed := r.specOf(g)
	o := &offer{mixed: mixed}
	if mixed == nil {
		s, err := r.sortOf(ref, world.Override{})
		o.sorts = []sort{s}
		return o, err
	}
	for _, over := range overrides(mixed) {
		s, err := r.sortOf(ref, over)
		if err != nil {
			return nil, err
		}
		o.sorts = append(o.sorts, s)
	}
	return o, nil
}

// overrides is the types of a policy; without any, that of its template.
func overrides(p *world.MixedPolicy) []world.Override {
	if len(p.Overrides) == 0 {
		return []world.Override{{}}
	}
	return p.Overrides
}

func (r *Room) sortOf(ref world.LaunchRef, over world.Override) (sort, error) {
	if over.Launch != (world.LaunchRef{}) {
		ref = over.Launch
	}
	settings, version, err := r.compute.Resolve(ref)
	if err != nil {
		return sort{}, err
	}
	if version != "" {
		ref.Version = version
	}
	if over.Type != "" {
		settings.Type = over.Type
	}
	return sort{settings, ref, over.Weight}, nil
}

// isFull tells whether a place has been found full.
func (o *offer) isFull(p place) bool { return slices.Contains(o.full, p) }

// plan is the launches for so many units in these zones, and why there are
// fewer than wanted: a refusal in the words of EC2.
func (r *Room) plan(g *world.Group, o *offer, counts []placement.ZoneCount, need int) ([]batch, error) {
	if o.mixed != nil {
		return r.planMixed(g, o, counts, need)
	}
	spot := o.sorts[0].settings.SpotPrice != "" || o.sorts[0].settings.Market == marketSpot
	open := slices.DeleteFunc(slices.Clone(counts), func(c placement.ZoneCount) bool { return o.isFull(place{c.Zone, 0, spot}) })
	var list []batch
	for _, zone := range placement.LaunchZones(open, need) {
		list = r.add(g, list, place{zone, 0, spot})
	}
	return list, nil
}

// add puts one more instance into the batches. Where a zone has several
// subnets, each instance goes to a random one (AS/auto-scaling-benefits).
func (r *Room) add(g *world.Group, list []batch, p place) []batch {
	subnet := r.pickSubnet(g, p.zone)
	for i := range list {
		if list[i].place == p && list[i].subnet == subnet {
			list[i].count++
			return list
		}
	}
	return append(list, batch{p, subnet, 1})
}

// markets of instances, in EC2's words.
const (
	marketSpot     = "spot"
	marketOnDemand = "on-demand"
)

// planMixed splits what is needed between On-Demand and Spot, and each part
// over the zones and then the types (AS/ec2-auto-scaling-mixed-instances-groups).
func (r *Room) planMixed(g *world.Group, o *offer, counts []placement.ZoneCount, need int) ([]batch, error) {
	d := fleet.Distribution{Base: o.mixed.OnDemandBase, Percent: o.mixed.OnDemandPercent}
	have := onDemandUnits(g)
	wanted, _ := d.Split(actual(g) + need)
	p := &planning{room: r, group: g, offer: o, counts: slices.Clone(counts), taken: map[place]int{}}
	onDemand := min(max(wanted-have, 0), need)
	got := p.take(onDemand, false)
	if need-onDemand > 0 {
		p.take(need-max(got, onDemand), true)
	}
	return p.list, p.short
}

func onDemandUnits(g *world.Group) int {
	n := 0
	for i := range g.Members {
		if m := &g.Members[i]; counts(m) && !m.Spot {
			n += units(m)
		}
	}
	return n
}

// planning is a planMixed under way.
type planning struct {
	room   *Room
	group  *world.Group
	offer  *offer
	counts []placement.ZoneCount
	taken  map[place]int // instances planned; never ranged over
	list   []batch
	short  error // why there is less than wanted
}

// take plans launches of at least so many units in one market, as far as
// there is room, and returns how many they are.
func (p *planning) take(need int, spot bool) int {
	open, got := slices.Clone(p.counts), 0
	for got < need && len(open) > 0 {
		zone := placement.LaunchZones(open, 1)[0]
		s, err := p.choose(zone, spot)
		if err != nil {
			p.short = err
			open = slices.DeleteFunc(open, func(c placement.ZoneCount) bool { return c.Zone == zone })
			continue
		}
		at := place{zone, s, spot}
		p.taken[at]++
		p.list = p.room.add(p.group, p.list, at)
		shift(open, zone, +1)
		shift(p.counts, zone, +1)
		got += p.offer.sorts[s].units()
	}
	return got
}

// choose is the sort for the next launch in a zone, by the policy's strategy.
func (p *planning) choose(zone string, spot bool) (int, error) {
	if spot {
		return p.chooseSpot(zone)
	}
	var pools []fleet.Pool
	var index []int
	for i, s := range p.offer.sorts {
		if p.offer.isFull(place{zone, i, false}) {
			continue
		}
		pools, index = append(pools, fleet.Pool{Type: s.settings.Type, Zone: zone, Weight: float64(s.weight), OnDemand: hourly(s), Priority: float64(i)}), append(index, i)
	}
	strategy := fleet.Prioritized
	if p.offer.mixed.OnDemandStrategy == LowestPrice {
		strategy = fleet.LowestPrice
	}
	plan := fleet.AllocateOnDemand(pools, strategy, 1, 0)
	if len(plan.Launches) == 0 {
		return 0, awserr.New("InsufficientInstanceCapacity", "We currently do not have sufficient capacity in the Availability Zone you requested (%s).", zone)
	}
	return index[plan.Launches[0].Pool], nil
}

func hourly(s sort) float64 {
	t, _ := compute.TypeInfo(s.settings.Type)
	return t.Hourly
}

// chooseSpot asks the market. What the plan has taken from a pool already
// counts as running there.
func (p *planning) chooseSpot(zone string) (int, error) {
	if p.room.spot == nil {
		return 0, noSpotCapacity()
	}
	pools := make([]fleet.Pool, len(p.offer.sorts))
	target := 0.5 // more than what runs: one instance more
	for i, s := range p.offer.sorts {
		pools[i] = p.spotPool(place{zone, i, true}, s)
		target += float64(pools[i].Running) * pools[i].Units()
	}
	strategy, err := fleet.FromGroup(p.offer.mixed.SpotStrategy)
	if err != nil {
		return 0, refused(err)
	}
	plan := fleet.Allocate(pools, fleet.Ask{Strategy: strategy, PoolsToUse: p.offer.mixed.SpotPools, Target: target})
	if len(plan.Launches) == 0 {
		return 0, spotRefusal(pools)
	}
	return plan.Launches[0].Pool, nil
}

func (p *planning) spotPool(at place, s sort) fleet.Pool {
	product := p.room.productOf(s.settings)
	pool := fleet.Pool{
		Type: s.settings.Type, Zone: at.zone, Weight: float64(s.weight), OnDemand: hourly(s), Priority: float64(at.sort),
		Spot:      p.room.spot.Price(s.settings.Type, at.zone, product),
		Available: p.room.spot.Capacity(s.settings.Type, at.zone, product),
		Running:   spotMembers(p.group, s.settings.Type, at.zone) + p.taken[at],
	}
	pool.MaxPrice, _ = strconv.ParseFloat(p.offer.mixed.SpotMaxPrice, 64)
	if p.offer.isFull(at) || p.taken[at] >= pool.Available {
		pool.Available = 0
	}
	return pool
}

func spotMembers(g *world.Group, typ, zone string) int {
	n := 0
	for i := range g.Members {
		if m := &g.Members[i]; counts(m) && m.Spot && m.Type == typ && m.Zone == zone {
			n++
		}
	}
	return n
}

// spotRefusal is why no pool of a zone can be had: for want of capacity or,
// if there is some, for its price (AS/ts-as-capacity).
func spotRefusal(pools []fleet.Pool) error {
	best := -1
	for i, p := range pools {
		if p.Available > 0 && (best < 0 || p.PerUnit() < pools[best].PerUnit()) {
			best = i
		}
	}
	if best < 0 {
		return noSpotCapacity()
	}
	p := pools[best]
	return awserr.New("SpotMaxPriceTooLow", "%s", spotrules.PriceTooLowMessage(p.Limit(), p.PerUnit()))
}

func noSpotCapacity() error {
	return awserr.New("InsufficientInstanceCapacity", "There is no Spot capacity available that matches your request.")
}

// maxPrice is the most to pay for an instance of a sort, as the market wants
// to hear it; the policy's is for a unit.
func (o *offer) maxPrice(s sort) string {
	if o.mixed == nil {
		return s.settings.SpotPrice
	}
	price, err := strconv.ParseFloat(o.mixed.SpotMaxPrice, 64)
	if err != nil {
		return ""
	}
	return strconv.FormatFloat(price*float64(s.units()), 'f', -1, 64)
}

// productOf is the product of the settings' image, as prices are listed.
func (r *Room) productOf(s world.LaunchSettings) string {
	if image := r.k.World.Images.Get(s.Image); image != nil && image.Platform == "windows" {
		return "Windows"
	}
	return "Linux/UNIX"
}
