package flight_test

import (
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/fake"
)

// AWS takes a Spot Instance back: the fleet says who goes and how soon, the
// instance says so too, and a replacement is launched.
func TestASpotInstanceIsInterruptedAndReplaced(t *testing.T) {
	how := wide()
	how.speed = 10
	fly(t, how, func(f *flight) {
		fleet := f.fleet()
		before := f.fleetMembers(fleet.ID)
		f.Press("4")
		f.Sees("render-fleet", "4/4")
		old := before[0].ID
		if err := f.engine.Inject(fake.Fault{Kind: fake.SpotReclaim, Subject: old}); err != nil {
			f.t.Fatal(err)
		}
		f.until(4*time.Second, ": "+old, "Spot ▲1")
		f.open("render-fleet")
		f.seesLine(old, "terminated in ")
		f.Press("5")
		f.untilLine(4*time.Second, old, "terminated in ")
		f.Wait(20 * time.Second)
		f.Press("4")
		f.tab("History")
		f.untilLine(10*time.Second, "terminated", old)
		if now := f.fleetMembers(fleet.ID); len(now) != 4 {
			f.t.Errorf("the fleet has %d instances", len(now))
		}
	})
}

// fleet is the demo's Spot Fleet as AWS has it now.
func (f *flight) fleet() awsclient.SpotFleet {
	f.t.Helper()
	fleets, err := f.client.SpotFleets(f.t.Context())
	if err != nil || len(fleets) != 1 {
		f.t.Fatalf("%d fleets, %v", len(fleets), err)
	}
	return fleets[0]
}

func (f *flight) fleetMembers(fleet string) []awsclient.FleetInstance {
	f.t.Helper()
	rows, err := f.client.SpotFleetInstances(f.t.Context(), fleet)
	if err != nil {
		f.t.Fatal(err)
	}
	return rows
}
