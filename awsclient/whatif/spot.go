package whatif

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/listprice"
	"fleetglass/awsclient/semantics/spot"
)

// SpotAsked is a question about one instance in one pool.
type SpotAsked struct {
	Type, Zone, Product string
	Region              string
	MaxPrice            float64 // 0: the On-Demand price
	From, To            time.Time
	Rules               spot.Rules
}

// SpotTold is what a persistent request with a maximum price would have gone
// through.
type SpotTold struct {
	Type          string    `json:"type"`
	Zone          string    `json:"zone"`
	Product       string    `json:"product"`
	MaxPrice      float64   `json:"maxPrice"`
	From          time.Time `json:"from"`
	To            time.Time `json:"to"`
	Runs          []SpotRun `json:"runs"`
	Interruptions int       `json:"interruptions"`
	RunHours      float64   `json:"runHours"`
	WaitHours     float64   `json:"waitHours"` // for the price
	Cost          float64   `json:"cost"`
	OnDemandPrice float64   `json:"onDemandPrice,omitempty"` // an hour; 0 when it is not known, as all that follows from it
	OnDemandSame  float64   `json:"onDemandSameHours,omitempty"`
	OnDemandWhole float64   `json:"onDemandWholeTime,omitempty"`
	Savings       float64   `json:"savingsPercent,omitempty"` // against On-Demand for the same hours
	Lowest        float64   `json:"lowestPrice"`
	Highest       float64   `json:"highestPrice"` // a maximum price of this much is never interrupted
	Notes         []string  `json:"notes"`
}

// SpotRun is one stretch in which the instance runs.
type SpotRun struct {
	Start       time.Time `json:"start"`
	End         time.Time `json:"end"`
	Interrupted bool      `json:"interrupted"` // for its price; the notice came two minutes before the end
	Price       float64   `json:"price,omitempty"`
	Cost        float64   `json:"cost"`
	Billed      string    `json:"billed"`
}

// NoPrices says that nothing is known of a pool.
type NoPrices struct{ text string }

func (e *NoPrices) Error() string { return e.text }

// Spot goes through the price history of a pool: the request is fulfilled when
// the price is not above its maximum, interrupted when it rises above it, and
// fulfilled again when it has come down. The error is a *NoPrices.
func Spot(asked SpotAsked, history []awsclient.SpotPrice) (*SpotTold, error) {
	onDemand, known := listprice.OnDemand(asked.Region, asked.Type, asked.Product)
	maximum := asked.MaxPrice
	if maximum == 0 {
		maximum = onDemand
	}
	prices := changes(asked, history)
	switch {
	case len(prices) == 0:
		return nil, &NoPrices{fmt.Sprintf("AWS tells no Spot prices of %s in %s for %s in this time", asked.Type, asked.Zone, asked.Product)}
	case maximum == 0:
		return nil, &NoPrices{fmt.Sprintf("the On-Demand price of %s in %s is not known here: a maximum price has to be given", asked.Type, asked.Region)}
	}
	s := &SpotTold{Type: asked.Type, Zone: asked.Zone, Product: asked.Product, MaxPrice: maximum, From: asked.From, To: asked.To, Runs: []SpotRun{}}
	if known {
		s.OnDemandPrice = onDemand
	}
	s.goThrough(prices, asked.Rules)
	s.sum(prices, asked.Rules)
	return s, nil
}

// changes are the prices of the pool in order of time, the first in force at
// the beginning.
func changes(asked SpotAsked, history []awsclient.SpotPrice) []spot.Change {
	pool := spot.Pool{Type: asked.Type, Zone: asked.Zone, Product: asked.Product}
	var all []spot.Change
	for _, p := range history {
		if p.Type == asked.Type && p.Zone == asked.Zone && p.Product == asked.Product {
			all = append(all, spot.Change{Pool: pool, At: p.At, Price: p.Price})
		}
	}
	kept := spot.History(all, asked.From, asked.To)
	slices.Reverse(kept)
	return kept
}

// goThrough makes the runs.
func (s *SpotTold) goThrough(prices []spot.Change, rules spot.Rules) {
	free := s.From // until then the last instance is on its way out
	var run *SpotRun
	for i, p := range prices {
		at := p.At
		if at.Before(s.From) {
			at = s.From
		}
		until := s.To
		if i+1 < len(prices) {
			until = prices[i+1].At
		}
		if run != nil && spot.OutPriced(s.MaxPrice, p.Price) {
			run.End, run.Interrupted, run.Price = at.Add(spot.NoticeLength), true, p.Price
			if run.End.After(s.To) {
				run.End = s.To // it is told, and still runs
			}
			free = run.End
			s.Runs, run = append(s.Runs, *run), nil
		}
		if start := later(at, free); run == nil && start.Before(until) && spot.Admit(s.MaxPrice, p.Price, true).OK {
			run = &SpotRun{Start: start}
		}
	}
	if run != nil {
		run.End = s.To
		s.Runs = append(s.Runs, *run)
	}
	for i := range s.Runs {
		r := &s.Runs[i]
		charge := rules.Bill(spot.Run{Start: r.Start, End: r.End, Interrupted: r.Interrupted}, prices)
		r.Cost, r.Billed = charge.Dollars, charge.Why
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// sum adds the runs up.
func (s *SpotTold) sum(prices []spot.Change, rules spot.Rules) {
	s.Lowest, s.Highest = prices[0].Price, prices[0].Price
	for _, p := range prices {
		s.Lowest, s.Highest = min(s.Lowest, p.Price), max(s.Highest, p.Price)
	}
	for _, r := range s.Runs {
		if r.Interrupted {
			s.Interruptions++
		}
		s.RunHours += r.End.Sub(r.Start).Hours()
		s.Cost += r.Cost
		if s.OnDemandPrice > 0 {
			s.OnDemandSame += rules.OnDemand(spot.Run{Start: r.Start, End: r.End}, s.OnDemandPrice).Dollars
		}
	}
	s.WaitHours = s.To.Sub(s.From).Hours() - s.RunHours
	if s.OnDemandPrice > 0 {
		s.OnDemandWhole = rules.OnDemand(spot.Run{Start: s.From, End: s.To}, s.OnDemandPrice).Dollars
		s.Savings = spot.Savings(s.Cost, s.OnDemandSame)
	} else {
		s.Notes = append(s.Notes, fmt.Sprintf("the On-Demand price of %s is not known here", s.Type))
	}
	s.Notes = append(s.Notes,
		"only the price is known: AWS also interrupts when it needs the capacity, and tells no history of that",
		"starting takes some seconds, which are not counted as waiting")
}

// Text is the answer for people.
func (s *SpotTold) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s in %s, %s, maximum price $%.4f an hour\n%s to %s UTC, Spot price from $%.4f to $%.4f\n\n",
		s.Type, s.Zone, s.Product, s.MaxPrice, minute(s.From), minute(s.To), s.Lowest, s.Highest)
	for _, r := range s.Runs {
		end := "still runs"
		if r.Interrupted {
			end = fmt.Sprintf("interrupted, the price went to $%.4f", r.Price)
		}
		fmt.Fprintf(&b, "  %s to %s  $%.4f  %s\n", minute(r.Start), minute(r.End), r.Cost, end)
	}
	if len(s.Runs) == 0 {
		b.WriteString("  it would not have run: the price was above the maximum all the time\n")
	}
	fmt.Fprintf(&b, "\n%d interruptions; %.1f hours run, %.1f waited\n$%.4f", s.Interruptions, s.RunHours, s.WaitHours, s.Cost)
	if s.OnDemandPrice > 0 {
		fmt.Fprintf(&b, "; On-Demand $%.4f for the same hours (%.0f%% less), $%.4f for the whole time", s.OnDemandSame, s.Savings, s.OnDemandWhole)
	}
	b.WriteString("\n")
	if s.Interruptions > 0 || len(s.Runs) == 0 {
		fmt.Fprintf(&b, "a maximum price of $%.4f would never have been interrupted\n", s.Highest)
	}
	writeNotes(&b, s.Notes)
	return b.String()
}
