package spot

import (
	"cmp"
	"sort"
	"time"
)

// MaxHistory is how far back the price history goes.
const MaxHistory = 90 * 24 * time.Hour

// Products that a price can be for, in AWS's words (those with Linux and
// Windows only; the list of AWS has more).
const (
	Linux      = "Linux/UNIX"
	LinuxVPC   = "Linux/UNIX (Amazon VPC)"
	Windows    = "Windows"
	WindowsVPC = "Windows (Amazon VPC)"
)

// Pool is what has a price of its own: a type, in a zone, with a product.
type Pool struct{ Type, Zone, Product string }

// Change is an entry of the price history: from At on the pool costs Price.
type Change struct {
	Pool  Pool
	At    time.Time
	Price float64
}

// History is what an answer of DescribeSpotPriceHistory holds: for every pool
// the changes from start to end, both included, and the last one before start
// because it is the price in force then. Newest first, then by type, zone and
// product. A zero start or end sets no bound.
func History(changes []Change, start, end time.Time) []Change {
	before := map[Pool]Change{}
	var in []Change
	for _, c := range changes {
		switch {
		case !end.IsZero() && c.At.After(end):
		case !c.At.Before(start): // a zero start is before everything
			in = append(in, c)
		default:
			if last, ok := before[c.Pool]; !ok || c.At.After(last.At) {
				before[c.Pool] = c
			}
		}
	}
	for _, c := range before {
		in = append(in, c)
	}
	sort.SliceStable(in, func(i, j int) bool { return newestFirst(in[i], in[j]) < 0 })
	return in
}

func newestFirst(a, b Change) int {
	return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Pool.Type, b.Pool.Type), cmp.Compare(a.Pool.Zone, b.Pool.Zone),
		cmp.Compare(a.Pool.Product, b.Pool.Product), cmp.Compare(b.Price, a.Price))
}

// OldestStart is the earliest start that an answer takes: earlier ones are
// moved here.
func OldestStart(now, start time.Time) time.Time {
	if oldest := now.Add(-MaxHistory); start.Before(oldest) {
		return oldest
	}
	return start
}
