package reading

import (
	"context"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/spot"
	"fleetglass/awsclient/whatif"
)

// Market reads the present prices of a fleet's pools, and puts in the types
// that its launch templates leave to themselves.
func Market(ctx context.Context, c awsclient.Client, f *awsclient.SpotFleet, now time.Time) (whatif.Market, error) {
	m := whatif.Market{Region: c.Region()}
	var types []string
	for i := range f.Pools {
		p := &f.Pools[i]
		if p.Type == "" && !p.Launch.Empty() {
			settings, err := c.LaunchSettings(ctx, p.Launch)
			if err != nil {
				return m, err
			}
			p.Type = settings.Type
		}
		types = append(types, p.Type)
	}
	var err error
	if m.Subnets, err = c.Subnets(ctx); err != nil {
		return m, err
	}
	// From now on is what is in force now.
	m.Prices, err = c.SpotPrices(ctx, awsclient.SpotPriceQuery{Types: distinct(types), Products: []string{spot.Linux}, Start: now, End: now})
	return m, err
}
