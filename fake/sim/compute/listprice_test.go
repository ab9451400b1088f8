package compute

import (
	"math"
	"testing"

	"fleetglass/awsclient/semantics/listprice"
)

// What the console takes for On-Demand is what the engine charges.
func TestTheCatalogueHasTheListPrices(t *testing.T) {
	for _, kind := range Types() {
		price, ok := listprice.OnDemand("us-west-2", kind.Name, listprice.Linux)
		if !ok || math.Abs(price-kind.Hourly) > 1e-9 {
			t.Errorf("%s: %v in the catalogue, %v in the list", kind.Name, kind.Hourly, price)
		}
	}
}
