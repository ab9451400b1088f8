package whatif_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/spot"
	"fleetglass/awsclient/whatif"
)

// history is the prices of a pool, an entry each two hours until noon.
func history(prices ...float64) []awsclient.SpotPrice {
	list := make([]awsclient.SpotPrice, len(prices))
	for i, p := range prices {
		list[i] = awsclient.SpotPrice{Type: "m5.large", Zone: "us-west-2a", Product: spot.Linux, Price: p, At: noon().Add(-time.Duration(2*(len(prices)-i)) * time.Hour)}
	}
	return list
}

func TestSpot(t *testing.T) { // EC2/spot-interruptions, EC2/interruption-reasons
	for _, c := range []struct {
		name    string
		prices  []awsclient.SpotPrice
		maximum float64
		runs    int
		stops   int
		hours   float64
		cost    float64
	}{
		{"never above", history(0.03, 0.04, 0.03), 0.05, 1, 0, 6, 0.03*2 + 0.04*2 + 0.03*2},
		{"at the maximum it stays", history(0.03, 0.05, 0.03), 0.05, 1, 0, 6, 0.03*2 + 0.05*2 + 0.03*2},
		// The notice lasts two minutes, which are billed at the price of then.
		{"above it, and back", history(0.03, 0.06, 0.03), 0.05, 2, 1, 4 + 2.0/60, 0.03*2 + 0.06/30 + 0.03*2},
		{"too dear at first", history(0.06, 0.03, 0.03), 0.05, 1, 0, 4, 0.03 * 4},
		{"always too dear", history(0.06, 0.07), 0.05, 0, 0, 0, 0},
		{"without a maximum it is the On-Demand price", history(0.03, 0.2), 0, 1, 1, 2 + 2.0/60, 0.03*2 + 0.2/30},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked := whatif.SpotAsked{Type: "m5.large", Zone: "us-west-2a", Product: spot.Linux, Region: "us-west-2", MaxPrice: c.maximum,
				From: c.prices[0].At, To: noon(), Rules: spot.Today()}
			got, err := whatif.Spot(asked, c.prices)
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Runs) != c.runs || got.Interruptions != c.stops || math.Abs(got.RunHours-c.hours) > 1e-9 || math.Abs(got.Cost-c.cost) > 1e-9 {
				t.Errorf("%d runs, %d interruptions, %.4f hours, $%.5f; want %d, %d, %.4f, $%.5f\n%s",
					len(got.Runs), got.Interruptions, got.RunHours, got.Cost, c.runs, c.stops, c.hours, c.cost, got.Text())
			}
		})
	}
}

// A run that AWS interrupts in its first hour is free.
func TestSpotFirstHour(t *testing.T) {
	prices := history(0.03, 0.06)
	prices[0].At = prices[1].At.Add(-30 * time.Minute)
	got, err := whatif.Spot(whatif.SpotAsked{Type: "m5.large", Zone: "us-west-2a", Product: spot.Linux, Region: "us-west-2", MaxPrice: 0.05,
		From: prices[0].At, To: noon(), Rules: spot.Today()}, prices)
	if err != nil || got.Cost != 0 || !strings.Contains(got.Runs[0].Billed, "free") {
		t.Errorf("%v, $%v, %v; want a run for nothing", err, got.Cost, got.Runs)
	}
}

func TestNoSpotPrices(t *testing.T) {
	asked := whatif.SpotAsked{Type: "m5.large", Zone: "us-west-2b", Product: spot.Linux, Region: "us-west-2", MaxPrice: 1, From: noon().Add(-time.Hour), To: noon()}
	if _, err := whatif.Spot(asked, history(0.03)); err == nil || !strings.Contains(err.Error(), "AWS tells no Spot prices") {
		t.Errorf("%v, want that there are no prices", err)
	}
	asked.Zone, asked.Region, asked.MaxPrice = "us-west-2a", "eu-west-1", 0
	if _, err := whatif.Spot(asked, history(0.03)); err == nil || !strings.Contains(err.Error(), "a maximum price has to be given") {
		t.Errorf("%v, want that a maximum is needed", err)
	}
}

const fleetJSON = `{"SpotFleetRequestConfig": {"IamFleetRole": "arn:aws:iam::000000000000:role/fleet", "TargetCapacity": 8, "AllocationStrategy": "diversified",
 "SpotPrice": "0.05", "LaunchSpecifications": [
  {"ImageId": "ami-1", "InstanceType": "m5.large", "Placement": {"AvailabilityZone": "us-west-2a, us-west-2b"}},
  {"ImageId": "ami-1", "InstanceType": "c5.xlarge", "SubnetId": "subnet-1", "WeightedCapacity": 2}]}}`

func TestFleet(t *testing.T) { // EC2/spot-fleet-allocation-strategy
	f, err := whatif.ParseFleet([]byte(fleetJSON))
	if err != nil {
		t.Fatal(err)
	}
	price := func(kind, zone string, p float64) awsclient.SpotPrice {
		return awsclient.SpotPrice{Type: kind, Zone: zone, Product: spot.Linux, Price: p}
	}
	m := whatif.Market{Region: "us-west-2", Subnets: []awsclient.Subnet{{ID: "subnet-1", Zone: "us-west-2c"}}, Prices: []awsclient.SpotPrice{
		price("m5.large", "us-west-2a", 0.04), price("m5.large", "us-west-2b", 0.06), price("c5.xlarge", "us-west-2c", 0.06)}}
	got, err := whatif.Fleet(f, m)
	if err != nil {
		t.Fatal(err)
	}
	contains(t, got.Text(),
		"lowestPrice: $0.2400 an hour, $0.0300 a unit, 1 pools",
		"diversified (as specified): $0.2800 an hour, $0.0350 a unit, 2 pools",
		"at worst c5.xlarge in us-west-2c is lost: 8 units, 100%, 0 are left; replaced by 8 m5.large in us-west-2a",
		"capacityOptimized (a guess)",
		"! m5.large in us-west-2b: its Spot price of $0.0600 a unit is not below the maximum of $0.0500")
}

func TestParseFleet(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{fleetJSON, ""},
		{`{"TargetCapacity": 2, "LaunchTemplateConfigs": [{"LaunchTemplateSpecification": {"LaunchTemplateId": "lt-1", "Version": "1"}}]}`, ""},
		{`{"TargetCapacity": 2}`, "it has no LaunchSpecifications and no LaunchTemplateConfigs"},
		{`{"LaunchSpecifications": [{"InstanceType": "m5.large"}]}`, "it has no TargetCapacity"},
		{`[1]`, "it is not the JSON of a Spot Fleet request"},
		{``, "it is not the JSON of a Spot Fleet request"},
	} {
		_, err := whatif.ParseFleet([]byte(c.text))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", c.text, err, c.want)
		}
	}
}

func FuzzParseFleet(f *testing.F) {
	f.Add(fleetJSON)
	f.Fuzz(func(_ *testing.T, text string) { _, _ = whatif.ParseFleet([]byte(text)) })
}
