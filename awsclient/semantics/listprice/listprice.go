// Package listprice is what EC2 instances cost On-Demand: AWS's public list
// prices for Linux in US dollars an hour, for the common types. EC2 tells the
// prices of Spot but not these, and Spot is only ever judged against them.
//
// Prices are those of the regions that share the lowest list (us-east-1,
// us-east-2, us-west-2). The package does not know reserved prices, savings
// plans or discounts, nor what disks and traffic cost.
package listprice

import (
	"slices"
	"strconv"
	"strings"
)

// Linux is the product that the prices are for.
const Linux = "Linux/UNIX"

// OnDemand is the list price of a type in dollars an hour; false when it is
// not known.
func OnDemand(region, instanceType, product string) (float64, bool) {
	if !slices.Contains([]string{"us-east-1", "us-east-2", "us-west-2"}, region) || !strings.HasPrefix(product, Linux) {
		return 0, false
	}
	family, size, ok := strings.Cut(instanceType, ".")
	f, known := familyOf(family)
	if !ok || !known {
		return 0, false
	}
	if price, ok := f.odd[size]; ok {
		return price, true
	}
	times, ok := larges(size)
	if !ok || f.large == 0 || f.burstable && times > 4 {
		return 0, false
	}
	return f.large * times, true
}

// larges is how many times a "large" a size is: the price grows with it.
func larges(size string) (float64, bool) {
	switch size {
	case "large":
		return 1, true
	case "xlarge":
		return 2, true
	}
	n, err := strconv.Atoi(strings.TrimSuffix(size, "xlarge"))
	if err != nil || n < 2 || !strings.HasSuffix(size, "xlarge") {
		return 0, false
	}
	return 2 * float64(n), true
}

// family is the prices of a family: that of "large", from which the regular
// sizes follow, and those that do not follow.
type family struct {
	large     float64
	burstable bool // no size above 2xlarge
	odd       map[string]float64
}

func familyOf(name string) (family, bool) {
	regular := map[string]float64{
		"m4": 0.10, "m5": 0.096, "m5a": 0.086, "m6i": 0.096, "m7i": 0.1008, "c5": 0.085, "c6i": 0.085, "c7i": 0.08925,
		"r4": 0.133, "r5": 0.126, "r6i": 0.126, "i3": 0.156,
	}
	if large, ok := regular[name]; ok {
		return family{large: large}, true
	}
	switch name {
	case "t2":
		return family{large: 0.0928, burstable: true, odd: map[string]float64{"nano": 0.0058, "micro": 0.0116, "small": 0.023, "medium": 0.0464}}, true
	case "t3":
		return burstable(0.0832), true
	case "t3a":
		return burstable(0.0752), true
	case "t4g":
		return burstable(0.0672), true
	case "m6g":
		return family{large: 0.077, odd: map[string]float64{"medium": 0.0385}}, true
	case "c4": // rounded by AWS size by size
		return family{odd: map[string]float64{"large": 0.10, "xlarge": 0.199, "2xlarge": 0.398, "4xlarge": 0.796, "8xlarge": 1.591}}, true
	case "p3":
		return family{odd: map[string]float64{"2xlarge": 3.06, "8xlarge": 12.24, "16xlarge": 24.48}}, true
	case "g4dn":
		return family{odd: map[string]float64{"xlarge": 0.526, "2xlarge": 0.752, "4xlarge": 1.204, "8xlarge": 2.176, "12xlarge": 3.912, "16xlarge": 4.352}}, true
	}
	return family{}, false
}

// burstable is a family whose small sizes are halves of each other.
func burstable(large float64) family {
	return family{large: large, burstable: true, odd: map[string]float64{"nano": large / 16, "micro": large / 8, "small": large / 4, "medium": large / 2}}
}
