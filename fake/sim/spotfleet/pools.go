package spotfleet

import (
	"fmt"
	"strconv"
	"time"

	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// pool is a pool of a fleet, and what is launched in it.
type pool struct {
	fleet.Pool
	key      string // tells it from the fleet's other pools
	subnet   string // "" for the zone's default subnet
	settings world.LaunchSettings
	product  string
}

// specification is the pool as the fleet's history names it.
func (p pool) specification() fleet.Specification {
	return fleet.Specification{Type: p.Type, Image: p.settings.Image, Product: p.product, Zone: p.Zone}
}

// source is one launch specification, or one override of a launch template.
type source struct {
	name           string // its place in the configuration
	settings       world.LaunchSettings
	subnets, zones []string
	price          string
	weight         float64
	priority       float64
}

// pools are the pools of a configuration, in its order, with prices and
// capacity as they are now. Nothing runs in them yet.
func (r *Room) pools(c *world.FleetConfig) ([]pool, error) {
	sources, err := r.sources(c)
	if err != nil {
		return nil, err
	}
	var all []pool
	for _, s := range sources {
		places, err := r.places(s)
		if err != nil {
			return nil, err
		}
		for _, at := range places {
			all = append(all, r.pool(c, s, at))
		}
	}
	return all, distinct(c, all)
}

// distinct refuses the same pool twice among overrides.
func distinct(c *world.FleetConfig, all []pool) error {
	seen := map[string]bool{}
	for _, p := range all {
		name := p.settings.Image + " " + p.Type + " " + p.Zone + " " + p.subnet
		if len(c.Templates) > 0 && seen[name] {
			return awserr.New(fleet.InvalidConfig, "The fleet configuration contains duplicate instance pools.")
		}
		seen[name] = true
	}
	return nil
}

func (r *Room) sources(c *world.FleetConfig) ([]source, error) {
	var all []source
	for i, s := range c.Specifications {
		all = append(all, source{
			name: strconv.Itoa(i), settings: s.Settings, subnets: s.Subnets, zones: s.Zones, price: s.Price, weight: s.Weight, priority: fleet.NoPriority,
		})
	}
	for i, t := range c.Templates {
		settings, _, err := r.compute.Resolve(t.Launch)
		if err != nil {
			return nil, err
		}
		if settings.Market != "" || settings.SpotPrice != "" {
			return nil, awserr.New(fleet.InvalidConfig, "Incompatible launch template: a launch template with InstanceMarketOptions cannot be used in a fleet") // text: choice
		}
		if len(t.Overrides) == 0 {
			all = append(all, overridden(settings, world.FleetOverride{}, strconv.Itoa(i)))
		}
		for j, o := range t.Overrides {
			all = append(all, overridden(settings, o, fmt.Sprintf("%d.%d", i, j)))
		}
	}
	return all, nil
}

// overridden is a launch template with an override put over it.
func overridden(settings world.LaunchSettings, o world.FleetOverride, name string) source {
	s := source{name: name, settings: settings, price: o.Price, weight: o.Weight, priority: fleet.NoPriority}
	if o.Type != "" {
		s.settings.Type = o.Type
	}
	if o.Priority != nil {
		s.priority = *o.Priority
	}
	switch {
	case o.Subnet != "":
		s.subnets = []string{o.Subnet}
	case o.Zone != "":
		s.zones = []string{o.Zone}
	case settings.Subnet != "":
		s.subnets = []string{settings.Subnet}
	case settings.Zone != "":
		s.zones = []string{settings.Zone}
	}
	return s
}

// places is where a source may launch.
func (r *Room) places(s source) ([]fleet.Subnet, error) {
	subnets := make([]fleet.Subnet, len(s.subnets))
	for i, id := range s.subnets {
		sub := r.k.World.Subnets.Get(id)
		if sub == nil {
			return nil, awserr.New("InvalidSubnetID.NotFound", "The subnet ID '%s' does not exist", id)
		}
		subnets[i] = fleet.Subnet{ID: id, Zone: sub.Zone}
	}
	var defaults []string
	for _, zone := range compute.Zones(r.k.World.Region) {
		if r.hasDefaultSubnet(zone.Name) {
			defaults = append(defaults, zone.Name)
		}
	}
	for _, zone := range s.zones {
		if !compute.HasZone(r.k.World.Region, zone) {
			return nil, awserr.New("InvalidParameterValue", "Invalid availability zone: [%s]", zone)
		}
	}
	return fleet.Places(subnets, s.zones, defaults), nil
}

func (r *Room) hasDefaultSubnet(zone string) bool {
	for _, s := range r.k.World.Subnets.All() {
		if s.Default && s.Zone == zone {
			return true
		}
	}
	return false
}

// pool is a source in one place.
func (r *Room) pool(c *world.FleetConfig, s source, at fleet.Subnet) pool {
	p := pool{subnet: at.ID, settings: s.settings, product: product(r.k.World, s.settings.Image)}
	p.settings.Subnet, p.settings.Zone = "", at.Zone
	if at.ID != "" {
		p.settings.Zone = ""
	}
	p.Pool = fleet.Pool{Type: s.settings.Type, Zone: at.Zone, Weight: s.weight, Priority: s.priority, MaxPrice: dollars(s.price, c.SpotPrice)}
	if _, known := compute.TypeInfo(p.Type); known {
		p.OnDemand = r.spot.OnDemand(p.Type, p.product)
		p.Spot = r.spot.Price(p.Type, p.Zone, p.product)
		p.Available = r.spot.Capacity(p.Type, p.Zone, p.product)
		p.Depth = max(r.spot.Depth(p.Type, p.Zone, p.product), tolerance) // 0 would mean that it is not known
	}
	p.key = fmt.Sprintf("%s %s %s %s %g", s.name, p.Type, p.Zone, p.subnet, p.Units())
	return p
}

// dollars is the first price that was given, 0 for none.
func dollars(prices ...string) float64 {
	for _, text := range prices {
		if v, err := strconv.ParseFloat(text, 64); err == nil && v > 0 {
			return v
		}
	}
	return 0
}

// populate counts a fleet's instances into its pools, and gives the units of
// those that belong to none of them any more.
func (r *Room) populate(f *world.SpotFleet, pools []pool, onDemand bool) (strangers float64) {
	index := map[string]int{}
	for i := range pools {
		index[pools[i].key] = i
		pools[i].Running = 0
	}
	for i := range f.Members {
		m := &f.Members[i]
		if m.OnDemand != onDemand || !holds(m) {
			continue
		}
		if at, known := index[m.Pool]; known {
			pools[at].Running++
		} else {
			strangers += m.Weight
		}
	}
	return strangers
}

// bare is the pools as the rules of fleets know them.
func bare(pools []pool) []fleet.Pool {
	list := make([]fleet.Pool, len(pools))
	for i := range pools {
		list[i] = pools[i].Pool
	}
	return list
}

// trouble is what a fleet knows of a pool in which it could not launch, nil
// for nothing.
func trouble(f *world.SpotFleet, key string) *world.PoolTrouble {
	for i := range f.Troubles {
		if f.Troubles[i].Pool == key {
			return &f.Troubles[i]
		}
	}
	return nil
}

// troubled is trouble, made when there was none.
func troubled(f *world.SpotFleet, key string) *world.PoolTrouble {
	if t := trouble(f, key); t != nil {
		return t
	}
	f.Troubles = append(f.Troubles, world.PoolTrouble{Pool: key})
	return &f.Troubles[len(f.Troubles)-1]
}

// blacklisted tells whether a pool is not to be tried now.
func blacklisted(f *world.SpotFleet, key string, now time.Time) bool {
	t := trouble(f, key)
	return t != nil && now.Before(t.Until)
}
