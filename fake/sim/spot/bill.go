package spot

import (
	"time"

	"fleetglass/awsclient/semantics/spot"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// Bill is what Spot Instances have cost, and what the same runs would have
// cost On-Demand, in USD.
type Bill struct{ Spent, OnDemand float64 }

// Savings is by how many percent Spot was cheaper.
func (b Bill) Savings() float64 { return spot.Savings(b.Spent, b.OnDemand) }

// meter begins and ends the runs that are billed: from running to whatever
// comes after it.
func (r *Room) meter(s *world.SpotInstance, in *world.Instance) {
	runs := in.State == world.Running
	switch {
	case runs && s.Running.IsZero():
		s.Running = in.StateSince
		s.Starts++
	case !runs && !s.Running.IsZero():
		run := spot.Run{Start: s.Running, End: in.StateSince, Interrupted: s.Interrupted}
		b, billed := r.charge(s, run)
		s.Spent += b.Spent
		s.OnDemand += b.OnDemand
		s.BilledSeconds += int64(billed / time.Second)
		s.RunSeconds += int64(run.End.Sub(run.Start) / time.Second)
		s.Running = time.Time{}
	}
}

// charge is what one run costs by the era's rules. The price of each hour is
// the one in force as it begins, so those are all the prices it takes.
func (r *Room) charge(s *world.SpotInstance, run spot.Run) (Bill, time.Duration) {
	p := spot.Pool{Type: s.Type, Zone: s.Zone, Product: s.Product}
	var prices []spot.Change
	for at := run.Start; at.Before(run.End); at = at.Add(time.Hour) {
		prices = append(prices, spot.Change{Pool: p, At: at, Price: r.market.price(p, at)})
	}
	c := r.rules.Bill(run, prices)
	return Bill{Spent: c.Dollars, OnDemand: r.rules.OnDemand(run, onDemand(p)).Dollars}, c.Billed
}

// Cost is what an instance has cost so far, its present run as if it ended
// now; false for one that is no Spot Instance, or that EC2 has forgotten.
func (r *Room) Cost(instance string) (Bill, bool) {
	s := r.Of(instance)
	if s == nil {
		return Bill{}, false
	}
	b := Bill{Spent: s.Spent, OnDemand: s.OnDemand}
	if !s.Running.IsZero() {
		now, _ := r.charge(s, spot.Run{Start: s.Running, End: r.k.Now()})
		b.Spent += now.Spent
		b.OnDemand += now.OnDemand
	}
	return b, true
}

// Costs is what all Spot Instances of the account have cost so far, those
// that are long gone too.
func (r *Room) Costs() Bill {
	sum := Bill{Spent: r.k.World.SpotMarket.Spent, OnDemand: r.k.World.SpotMarket.OnDemand}
	for id := range r.k.World.SpotInstances.All() {
		b, _ := r.Cost(id)
		sum.Spent += b.Spent
		sum.OnDemand += b.OnDemand
	}
	return sum
}

// Score is the Spot placement score of a place, from 1 to 10: how likely it is
// that so many instances of any of these types would be got there (choice:
// AWS does not publish how it scores).
func (r *Room) Score(types []string, zones []string, count int) int {
	most := 0.0
	for _, typ := range types {
		room, deepest := 0, 0.0
		for _, z := range zones {
			room += r.Capacity(typ, z, spot.Linux)
			deepest = max(deepest, r.Depth(typ, z, spot.Linux))
		}
		if _, known := compute.TypeInfo(typ); known && count > 0 {
			most = max(most, deepest*min(1, float64(room)/float64(count)))
		}
	}
	return min(10, 1+int(most*12))
}
