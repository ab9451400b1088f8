package spot_test

import (
	"testing"
	"time"

	law "fleetglass/awsclient/semantics/spot"
	"fleetglass/fake/sim/spot"
)

// A thousand Spot Instances over a virtual day.
func BenchmarkADayOfAThousand(b *testing.B) {
	for range b.N {
		a := newAccount("", 1)
		for _, subnet := range a.net.Subnets {
			o := a.order()
			o.Subnet, o.Count, o.Type = subnet, 250, spot.Persistent
			if _, err := a.room.Launch(o); err != nil {
				b.Fatal(err)
			}
		}
		a.pass(24 * time.Hour)
	}
}

// The first page of the whole price history.
func BenchmarkThePriceHistory(b *testing.B) {
	a := newAccount("", 1)
	list := pools("m5.large", "c5.large", "r5.large", "t3.micro", "m6i.large", "c6i.large")
	for range b.N {
		if page, _ := a.room.History(list, time.Time{}, time.Time{}, spot.Mark{}, 1000); len(page) != 1000 || page[0].Pool == (law.Pool{}) {
			b.Fatal(len(page))
		}
	}
}
