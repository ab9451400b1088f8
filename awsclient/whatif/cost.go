package whatif

import "fleetglass/awsclient/semantics/listprice"

// hourly is the On-Demand list price of what the group launches, 0 when it is
// not known.
func (g *Group) hourly() float64 {
	price, _ := listprice.OnDemand(g.Region, g.Type, listprice.Linux)
	return price
}
