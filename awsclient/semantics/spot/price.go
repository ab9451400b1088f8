package spot

import (
	"fmt"
	"math"
	"strconv"

	"fleetglass/awsclient/semantics/refusal"
)

// Rules are the terms of an era of Spot.
type Rules struct {
	Name string
	// MaximumRequired: a request must name the highest price it pays. When it
	// need not, it pays the On-Demand price at most.
	MaximumRequired bool
	// MaximumFactor bounds the maximum price, in multiples of the On-Demand
	// price; 0 for no bound.
	MaximumFactor float64
	// PerSecond: the last hour is billed by the second; otherwise in full.
	PerSecond bool
	// FreeFirstHour: a run that AWS interrupts in its first hour costs nothing.
	FreeFirstHour bool
	// FreeInterruptedHour: the hour in which AWS interrupts costs nothing.
	FreeInterruptedHour bool
}

// AuctionFactor is the most a bid could be, in multiples of the On-Demand
// price (memory).
const AuctionFactor = 10

// Today are the rules since the end of 2017: prices move slowly, and no bid
// is needed.
func Today() Rules {
	return Rules{Name: "today", PerSecond: true, FreeFirstHour: true}
}

// Auction are the rules until then: a bid, and whole hours.
func Auction() Rules {
	return Rules{Name: "auction", MaximumRequired: true, MaximumFactor: AuctionFactor, FreeInterruptedHour: true}
}

// Maximum is the price up to which a request pays: what it asks for, or the
// On-Demand price. asked is 0 when the request names none.
func (r Rules) Maximum(asked, onDemand float64) (float64, error) {
	switch {
	case asked < 0 || math.IsNaN(asked):
		return 0, refusal.New("InvalidParameterValue", "Value (%s) for parameter price is invalid. \"%s\" is not a valid Spot price", short(asked), short(asked))
	case asked == 0 && r.MaximumRequired:
		return 0, refusal.New("MissingParameter", "The request must contain the parameter price")
	case asked == 0:
		return onDemand, nil
	case r.MaximumFactor > 0 && asked > r.MaximumFactor*onDemand:
		// The code is AWS's, the text a choice.
		return 0, refusal.New("MaxSpotPriceExceeded", "Your Spot request price of %s is higher than %s times the On-Demand price of %s",
			short(asked), short(r.MaximumFactor), short(onDemand))
	}
	return asked, nil
}

// ParsePrice reads a price as the API takes it, a decimal of dollars. The
// text is in the manner of EC2 (choice).
func ParsePrice(text string) (float64, error) {
	p, err := strconv.ParseFloat(text, 64)
	if err != nil || p <= 0 || math.IsInf(p, 0) || math.IsNaN(p) {
		return 0, refusal.New("InvalidParameterValue", "Value (%s) for parameter price is invalid. %q is not a valid Spot price", text, text)
	}
	return p, nil
}

// FormatPrice is a price as the API tells it: six decimals.
func FormatPrice(p float64) string { return strconv.FormatFloat(p, 'f', 6, 64) }

// Admission is whether a request can be fulfilled now, by which code it is
// held when not, and why.
type Admission struct {
	OK   bool
	Code string // pending-fulfillment, price-too-low, capacity-not-available
	Why  string // plain words
}

// Admit judges a request: capacity and a price that is not above its maximum.
// The price is looked at first: a bid that is too low is told so even where
// nothing is free (choice).
func Admit(maximum, price float64, capacity bool) Admission {
	switch {
	case price > maximum:
		return Admission{false, PriceTooLow, fmt.Sprintf("the Spot price of $%s is above the maximum price of $%s", short(price), short(maximum))}
	case !capacity:
		return Admission{false, CapacityNotAvailable, "the pool has no Spot capacity to give"}
	}
	return Admission{true, PendingFulfillment, fmt.Sprintf(
		"the pool has capacity and its Spot price of $%s is within the maximum price of $%s", short(price), short(maximum))}
}

// OutPriced reports whether a running instance is interrupted for its price:
// only above its maximum, not at it.
func OutPriced(maximum, price float64) bool { return price > maximum }

// Savings is by how many percent Spot is cheaper than On-Demand; below zero
// when it is dearer, 0 when there is nothing to compare with.
func Savings(price, onDemand float64) float64 {
	if onDemand <= 0 {
		return 0
	}
	return (onDemand - price) / onDemand * 100
}
