package whatif

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/fleet"
	"fleetglass/awsclient/semantics/listprice"
	"fleetglass/awsclient/semantics/spot"
)

// Market is what is known of the pools of a region.
type Market struct {
	Region  string
	Prices  []awsclient.SpotPrice // newest first
	Subnets []awsclient.Subnet
}

// Compared is what each allocation strategy makes of a fleet.
type Compared struct {
	Target     int             `json:"target"`
	OnDemand   []PoolUse       `json:"onDemand,omitempty"`
	Strategies []StrategyPools `json:"strategies"`
	Refused    []string        `json:"refused,omitempty"` // pools that no strategy can use, and why
	Notes      []string        `json:"notes"`
}

// StrategyPools is what one strategy chooses.
type StrategyPools struct {
	Strategy string    `json:"strategy"`
	Asked    bool      `json:"asked"` // the one of the specification
	Guess    bool      `json:"guess"` // it goes by capacity, which AWS does not tell
	Pools    []PoolUse `json:"pools"`
	Units    float64   `json:"units"` // of Spot
	PerHour  float64   `json:"perHour"`
	PerUnit  float64   `json:"perUnit"`
	Savings  float64   `json:"savingsPercent,omitempty"` // against the same instances On-Demand
	Worst    *Worst    `json:"worst,omitempty"`
	Why      string    `json:"why"` // why it ends there
}

// PoolUse is what is launched in a pool.
type PoolUse struct {
	Type      string  `json:"type"`
	Zone      string  `json:"zone"`
	Instances int     `json:"instances"`
	Units     float64 `json:"units"`
	Percent   float64 `json:"percent"` // of the fleet's Spot units
	PerUnit   float64 `json:"perUnit"`
	Why       string  `json:"why"`
}

// Worst is what is left when the pool with most of the fleet is lost.
type Worst struct {
	Pool     string   `json:"pool"`
	Lost     float64  `json:"lostUnits"`
	Percent  float64  `json:"lostPercent"`
	Left     float64  `json:"leftUnits"`
	Replaced []string `json:"replaced"` // where the strategy launches then
}

// CannotCompare says why nothing can be said of a fleet.
type CannotCompare struct{ text string }

func (e *CannotCompare) Error() string { return e.text }

// Fleet asks every allocation strategy which pools it takes at the present
// prices. Every pool is taken to have room enough, and as much as the others.
// The error is a *CannotCompare.
func Fleet(f *awsclient.SpotFleet, m Market) (*Compared, error) {
	pools, notes := m.pools(f)
	if len(pools) == 0 {
		return nil, &CannotCompare{"no pool of the fleet has a Spot price here"}
	}
	c := &Compared{Target: f.Target, Notes: notes}
	onDemand := 0.0
	if f.OnDemandTarget > 0 {
		part, _ := fleet.Split(float64(f.Target), float64(f.OnDemandTarget))
		plan := fleet.AllocateOnDemand(priced(pools), f.OnDemandStrategy, part, dollars(f.OnDemandMaxTotal))
		onDemand = plan.Units
		c.OnDemand = uses(priced(pools), plan, true)
	}
	_, units := fleet.Missing(float64(f.Target), float64(f.OnDemandTarget), onDemand, 0)
	for _, strategy := range fleet.Strategies() {
		c.Strategies = append(c.Strategies, choose(f, pools, strategy, units))
	}
	for _, r := range fleet.Allocate(pools, fleet.Ask{Target: units}).Refused {
		c.Refused = append(c.Refused, pools[r.Pool].String()+": "+r.Why)
	}
	c.Notes = append(c.Notes, "every pool is taken to have room; strategies that go by capacity are guesses, for AWS does not tell it")
	return c, nil
}

// priced are the pools whose On-Demand price is known.
func priced(pools []fleet.Pool) []fleet.Pool {
	return slices.DeleteFunc(slices.Clone(pools), func(p fleet.Pool) bool { return p.OnDemand == 0 })
}

// choose is what one strategy does.
func choose(f *awsclient.SpotFleet, pools []fleet.Pool, strategy string, units float64) StrategyPools {
	if strategy == fleet.CapacityOptimizedPrioritized && f.Pools[0].Launch.Empty() {
		return StrategyPools{Strategy: strategy, Asked: strategy == f.Strategy, Pools: []PoolUse{}, Why: "AWS takes it only with launch templates"}
	}
	ask := fleet.Ask{Strategy: strategy, Target: units, MaxTotal: dollars(f.SpotMaxTotal)}
	if strategy == fleet.LowestPrice {
		ask.PoolsToUse = f.PoolsToUse
	}
	plan := fleet.Allocate(pools, ask)
	s := StrategyPools{
		Strategy: strategy, Asked: strategy == cmp.Or(f.Strategy, fleet.LowestPrice), Units: plan.Units, Why: plan.Why,
		Guess: strategy != fleet.LowestPrice && strategy != fleet.Diversified, Pools: uses(pools, plan, false),
	}
	if s.Guess {
		for i := range s.Pools {
			s.Pools[i].Why = "if no pool has more capacity than another"
		}
	}
	onDemand := 0.0
	for _, l := range plan.Launches {
		p := pools[l.Pool]
		s.PerHour += float64(l.Count) * p.Spot
		onDemand += float64(l.Count) * p.OnDemand
	}
	if plan.Units > 0 {
		s.PerUnit = s.PerHour / plan.Units
		s.Worst = worst(pools, plan, ask)
	}
	if !slices.ContainsFunc(plan.Launches, func(l fleet.Launch) bool { return pools[l.Pool].OnDemand == 0 }) {
		s.Savings = spot.Savings(s.PerHour, onDemand)
	}
	return s
}

func uses(pools []fleet.Pool, plan fleet.Plan, onDemand bool) []PoolUse {
	list := []PoolUse{}
	for _, l := range plan.Launches {
		p := pools[l.Pool]
		u := PoolUse{Type: p.Type, Zone: p.Zone, Instances: l.Count, Units: float64(l.Count) * p.Units(), PerUnit: p.PerUnit(), Why: l.Why}
		if onDemand {
			u.PerUnit = p.OnDemandPerUnit()
		}
		u.Percent = 100 * u.Units / plan.Units
		list = append(list, u)
	}
	return list
}

// worst loses the pool with the most units, and lets the strategy replace
// them elsewhere.
func worst(pools []fleet.Pool, plan fleet.Plan, ask fleet.Ask) *Worst {
	units := func(l fleet.Launch) float64 { return float64(l.Count) * pools[l.Pool].Units() }
	most := slices.MaxFunc(plan.Launches, func(a, b fleet.Launch) int {
		return cmp.Or(cmp.Compare(units(a), units(b)), cmp.Compare(b.Pool, a.Pool))
	})
	lost := units(most)
	w := &Worst{Pool: pools[most.Pool].String(), Lost: lost, Percent: 100 * lost / plan.Units, Left: plan.Units - lost, Replaced: []string{}}
	after := slices.Clone(pools)
	for _, l := range plan.Launches {
		after[l.Pool].Running = l.Count
	}
	after[most.Pool].Running, after[most.Pool].Available = 0, 0
	ask.Lost = []int{most.Pool}
	for _, l := range fleet.Allocate(after, ask).Launches {
		w.Replaced = append(w.Replaced, fmt.Sprintf("%d %s", l.Count, after[l.Pool]))
	}
	return w
}

// pools are those of a fleet in its order, at the prices of now.
func (m Market) pools(f *awsclient.SpotFleet) (pools []fleet.Pool, notes []string) {
	for i := range f.Pools {
		s := &f.Pools[i]
		for _, at := range m.places(s) {
			p := fleet.Pool{Type: s.Type, Zone: at.Zone, Weight: s.Weight, MaxPrice: dollars(s.Price, f.SpotPrice), Priority: fleet.NoPriority}
			p.OnDemand, _ = listprice.OnDemand(m.Region, p.Type, listprice.Linux)
			if s.Priority != nil {
				p.Priority = *s.Priority
			}
			p.Available, p.Depth = p.InstancesFor(float64(f.Target))+1, 1 // room for all, and no pool deeper than another
			price, ok := m.price(p.Type, p.Zone)
			if p.Spot = price; !ok {
				notes = append(notes, fmt.Sprintf("%s is left out: it has no Spot price", p))
				continue
			}
			pools = append(pools, p)
		}
	}
	return pools, notes
}

// places are where a specification may launch.
func (m Market) places(s *awsclient.FleetPool) []fleet.Subnet {
	var subnets []fleet.Subnet
	for _, id := range s.Subnets {
		i := slices.IndexFunc(m.Subnets, func(n awsclient.Subnet) bool { return n.ID == id })
		if i >= 0 {
			subnets = append(subnets, fleet.Subnet{ID: id, Zone: m.Subnets[i].Zone})
		}
	}
	var defaults []string
	for _, n := range m.Subnets {
		if n.Default && !slices.Contains(defaults, n.Zone) {
			defaults = append(defaults, n.Zone)
		}
	}
	slices.Sort(defaults)
	return fleet.Places(subnets, s.Zones, defaults)
}

// price is that of a pool now.
func (m Market) price(instanceType, zone string) (float64, bool) {
	for _, p := range m.Prices {
		if p.Type == instanceType && p.Zone == zone && p.Product == spot.Linux {
			return p.Price, true
		}
	}
	return 0, false
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
