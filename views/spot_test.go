package views

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/spot"
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

const renderFleet = "sfr-11112222-3333-4444-5555-666677778888"

// spotAccount is the test account with a fleet of four, one of which AWS takes
// back, a request that waits, and a group that could take over.
func spotAccount() *watch.Snapshot {
	s := account()
	now := s.Now
	pool := func(kind string) awsclient.FleetPool {
		return awsclient.FleetPool{Type: kind, Zones: []string{"us-west-2a", "us-west-2b", "us-west-2c"}, Weight: 1, Image: "ami-0123456789abcdef0", Tags: []awsclient.Tag{{Key: "Role", Value: "render"}}}
	}
	fleet := awsclient.SpotFleet{ID: renderFleet, Region: "us-west-2", State: "active", Activity: "pending_fulfillment", Created: now.Add(-5 * time.Hour), Target: 4, Fulfilled: 3,
		Type: "maintain", Strategy: "diversified", Interruption: "terminate", SpotPrice: "0.07", Role: "arn:aws:iam::123456789012:role/aws-ec2-spot-fleet-tagging-role",
		Pools: []awsclient.FleetPool{pool("m5.large"), pool("c5.large"), pool("m4.large")}, Tags: []awsclient.Tag{{Key: "Name", Value: "render-fleet"}}}
	s.SpotFleets = ok(fleet)
	var requests []awsclient.SpotRequest
	instances := append([]awsclient.Instance(nil), s.Instances.Rows...)
	for i, at := range [][2]string{{"m5.large", "us-west-2a"}, {"c5.large", "us-west-2b"}, {"m4.large", "us-west-2c"}} {
		in := instances[0]
		in.ID, in.Name, in.Group, in.Type, in.Zone, in.Market, in.Lifecycle = fmt.Sprintf("i-0f1ee700000000%03d", i), "render", "", at[0], at[1], "spot", "spot"
		in.SpotRequest = fmt.Sprintf("sir-abcd%04d", i)
		in.Tags = []awsclient.Tag{{Key: "Name", Value: "render"}, {Key: fleetTag, Value: renderFleet}}
		instances = append(instances, in)
		requests = append(requests, awsclient.SpotRequest{ID: in.SpotRequest, Region: "us-west-2", Type: "one-time", State: "active", Status: spot.Fulfilled, Message: "Your Spot request is fulfilled.",
			StatusSince: now.Add(-4 * time.Hour), Created: now.Add(-4 * time.Hour), MaxPrice: "0.070000", Interruption: "terminate", Instance: in.ID, InstanceType: at[0], Zone: at[1], Product: linux})
	}
	requests[1].Status, requests[1].Message, requests[1].StatusSince = spot.MarkedForTermination, "Your Spot Instance is marked for termination.", now.Add(-18*time.Second)
	requests = append(requests, awsclient.SpotRequest{ID: "sir-abcd0009", Region: "us-west-2", Type: "persistent", State: "open", Status: spot.PriceTooLow, Message: spot.PriceTooLowMessage(0.02, 0.0301),
		StatusSince: now.Add(-time.Hour), Created: now.Add(-time.Hour), MaxPrice: "0.020000", Interruption: "terminate", InstanceType: "m5.large", Zone: "us-west-2a", Product: linux})
	s.Instances, s.SpotRequests = ok(instances...), ok(requests...)
	s.FleetInstances = map[string]watch.Feed[awsclient.FleetInstance]{}
	s.FleetHistory = map[string]watch.Feed[awsclient.FleetEvent]{renderFleet: ok(
		awsclient.FleetEvent{Fleet: renderFleet, At: now.Add(-5 * time.Hour), Type: "fleetRequestChange", Subtype: "submitted"},
		awsclient.FleetEvent{Fleet: renderFleet, At: now.Add(-5*time.Hour + time.Second), Type: "fleetRequestChange", Subtype: "active"},
		awsclient.FleetEvent{Fleet: renderFleet, At: now.Add(-4 * time.Hour), Type: "instanceChange", Subtype: "launched", Instance: "i-0f1ee700000000000", Description: `{"instanceType":"m5.large","image":"ami-0","productDescription":"Linux/UNIX","availabilityZone":"us-west-2a"}`},
		awsclient.FleetEvent{Fleet: renderFleet, At: now.Add(-2 * time.Minute), Type: "information", Subtype: "launchSpecUnusable", Description: "c5.large, ami-0, Linux/UNIX, us-west-2a, Spot bid price is less than Spot market price $0.0733"})}
	render := s.Groups.Rows[3]
	render.Name, render.Instances, render.Limits, render.Tags = "render-asg", nil, awsclient.Limits{Min: 1, Desired: 1, Max: 3}, []awsclient.Tag{{Key: "Role", Value: "render"}}
	s.Groups = ok(append(s.Groups.Rows[:len(s.Groups.Rows):len(s.Groups.Rows)], render)...)
	s.Launch = map[string]watch.Feed[awsclient.LaunchSettings]{watch.LaunchKey(render.Launch): ok(awsclient.LaunchSettings{Ref: render.Launch, Kind: "launch template", Type: "m5.large"})}
	addPrices(s)
	return s
}

// addPrices gives each pool a price every three hours, oldest last as AWS has it.
func addPrices(s *watch.Snapshot) {
	s.SpotPrices = map[string]watch.Feed[awsclient.SpotPrice]{}
	for _, back := range priceSpans() {
		want := spotPricesWant(s, back)
		var rows []awsclient.SpotPrice
		for step := range 9 {
			for k, kind := range want.Prices.Types {
				for z, zone := range []string{"us-west-2a", "us-west-2b", "us-west-2c"} {
					price := 0.0301 + 0.002*float64(k) + 0.003*float64(z) + 0.001*float64((step*(z+2))%5)
					if kind == "c5.large" && z == 0 && step == 0 {
						price = 0.0733
					}
					rows = append(rows, awsclient.SpotPrice{Type: kind, Zone: zone, Product: linux, At: s.Now.Add(-time.Duration(step)*3*time.Hour - 7*time.Minute), Price: price})
				}
			}
		}
		s.SpotPrices[want.Key] = ok(rows...)
	}
}

func spotDesk(t *testing.T, size ui.Rect) *desk {
	d := newDesk(t, size.W, size.H)
	d.see(spotAccount())
	return d.press("4")
}

func TestSpotScreens(t *testing.T) {
	for _, size := range sizes() {
		at := fmt.Sprintf("%dx%d", size.W, size.H)
		d := spotDesk(t, size)
		golden(t, "spot-"+at, d.screen())
		golden(t, "spot-requests-"+at, d.press("tab").screen())
		golden(t, "spot-prices-"+at, d.press("tab", "space", "j", "space", "j", "space").screen())
		d = spotDesk(t, size).press("enter")
		for _, tab := range []string{"pools", "details", "instances", "history", "requests", "swap"} {
			golden(t, "fleet-"+tab+"-"+at, d.screen())
			d.press("tab")
		}
		golden(t, "spot-request-"+at, spotDesk(t, size).press("tab", "enter").screen())
		golden(t, "spot-instance-"+at, spotDesk(t, size).press("enter", "tab", "tab", "enter").screen())
	}
}

// A notice is a countdown wherever its instance appears.
func TestNoticesCountDownWhereverTheInstanceAppears(t *testing.T) {
	d := spotDesk(t, ui.Rect{W: 200, H: 60})
	const left = "in 1m 42s"
	d.sees("1 goes "+left+": i-0f1ee700000000001", "Spot ▲2") // the fleet, and the request that waits
	d.press("enter").sees("i-0f1ee700000000001 c5.large 2b", left)
	d.press("tab", "tab").sees("terminated " + left)
	d.press("4", "tab").sees("terminated " + left)
	d.press("5").sees("terminated "+left, "sir-abcd0001")
	s := spotAccount()
	s.Now = s.Now.Add(100 * time.Second)
	addPrices(s)
	d.see(s)
	d.sees("terminated in 2s")
}

func TestARequestSaysWhatItsStatusMeans(t *testing.T) {
	d := spotDesk(t, ui.Rect{W: 120, H: 36}).press("tab")
	d.sees("price-too-low", "price above maximum: it waits")
	for _, status := range spot.Statuses() {
		r := awsclient.SpotRequest{Status: status.Code}
		if words := statusMeaning(&r); words == "" || words == status.Code {
			t.Errorf("%s has no meaning", status.Code)
		}
	}
}

func TestTheSwapCountsWhatTheGroupNeeds(t *testing.T) {
	d := spotDesk(t, ui.Rect{W: 120, H: 60}).press("enter", "shift+tab")
	d.sees("its instances have the same tag Role, render", "launch 3: desired 1 to 4", "its maximum, 3, must be raised to 4",
		"aws autoscaling update-auto-scaling-group --auto-scaling-group-name render-asg --max-size 4 --desired-capacity 4 --r",
		"to carry what goes", "launch 1: desired 1 to 2", "$0.2880 an hour On-Demand")
}

func TestAFleetCostsWhatItsPoolsCost(t *testing.T) {
	d := spotDesk(t, ui.Rect{W: 120, H: 36}).press("enter", "tab")
	// m5.large in 2a, c5.large in 2b, m4.large in 2c; On-Demand 0.096 + 0.085 + 0.10
	d.sees("$0.1053, $0.0351 a unit", "$0.2810 for the same instances")
}

func TestPricesLookFurtherBack(t *testing.T) {
	d := spotDesk(t, ui.Rect{W: 120, H: 36}).press("tab", "tab")
	d.sees("last 24 h", "on-demand")
	d.press("b").sees("last 7 d")
	d.press("B", "B").sees("last 6 h")
	d.press("B").sees("this is the shortest range")
	if ref, _, _ := d.c.selected(); ref.Kind != KindSpotPool {
		t.Errorf("selected %v", ref)
	}
}

func TestEmptyDeniedAndLoadingSpotAreDifferentScreens(t *testing.T) {
	d := newDesk(t, 120, 36).press("4")
	d.sees("loading...")
	s := account()
	s.SpotFleets = ok[awsclient.SpotFleet]()
	d.see(s)
	d.sees("none in us-west-2")
	s = account()
	s.SpotFleets = failed[awsclient.SpotFleet](denied("EC2", "DescribeSpotFleetRequests"))
	d.see(s)
	d.sees("DescribeSpotFleetRequests", "not authorized")
}

func TestThePaletteKnowsSpot(t *testing.T) {
	for alias, want := range map[string]string{"sfr": "[Fleets", "sir": "[Requests", "spot-prices": "[Prices"} {
		d := newDesk(t, 120, 36)
		d.see(spotAccount())
		d.press(":").typed(alias).press("enter")
		if !strings.Contains(d.screen(), want) {
			t.Errorf("%s leads to\n%s", alias, d.screen())
		}
	}
}
