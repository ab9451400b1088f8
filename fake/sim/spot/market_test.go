package spot_test

import (
	"math"
	"slices"
	"testing"
	"time"

	law "fleetglass/awsclient/semantics/spot"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/spot"
)

func pools(types ...string) []law.Pool {
	var list []law.Pool
	for _, typ := range types {
		for _, z := range compute.Zones("us-west-2") {
			list = append(list, law.Pool{Type: typ, Zone: z.Name, Product: law.Linux})
		}
	}
	return list
}

// EC2/using-spot-instances-history: today a Spot price is never above the
// On-Demand price; in the auction it could be ten times that.
func TestPricesAreBounded(t *testing.T) {
	for _, c := range []struct {
		era     string
		ceiling float64
	}{{"today", 1}, {"2017", 10}} {
		a := newAccount(c.era, 3)
		above := false
		for _, p := range pools("m5.large", "c5.2xlarge", "t3.nano", "r5.24xlarge") {
			whole := a.room.OnDemand(p.Type, p.Product)
			for hours := range 90 * 24 {
				price := a.room.PriceAt(p.Type, p.Zone, p.Product, a.Now().Add(-time.Duration(hours)*time.Hour))
				if price <= 0 || price > c.ceiling*whole+1e-9 {
					t.Fatalf("%s: %v costs %v, On-Demand %v", c.era, p, price, whole)
				}
				above = above || price > whole
			}
		}
		if above != (c.era == "2017") {
			t.Errorf("%s: some price above On-Demand: %t", c.era, above)
		}
	}
}

// What is far from its mean is nearer to it some days later, on average; and
// no price wanders off for good.
func TestPricesRevertToTheirMean(t *testing.T) {
	a := newAccount("", 11)
	far, later := 0.0, 0.0
	for _, p := range pools("m5.large", "m6i.xlarge", "c5.large", "r5.large", "t3.medium", "c6i.4xlarge") {
		var series []float64
		for step := range 90 * 6 {
			series = append(series, a.room.PriceAt(p.Type, p.Zone, p.Product, a.Now().Add(-time.Duration(step)*4*time.Hour)))
		}
		slices.Reverse(series)
		mean, deviation := moments(series)
		for i := 0; i+60 < len(series); i++ {
			if d := (series[i] - mean) / deviation; math.Abs(d) > 1.5 {
				far += math.Abs(d)
				later += math.Abs(series[i+60]-mean) / deviation
			}
		}
	}
	if far == 0 || later > 0.6*far {
		t.Errorf("of a distance of %.0f from the mean %.0f are left ten days later", far, later)
	}
}

func moments(series []float64) (mean, deviation float64) {
	for _, v := range series {
		mean += v / float64(len(series))
	}
	for _, v := range series {
		deviation += (v - mean) * (v - mean) / float64(len(series))
	}
	return mean, math.Sqrt(deviation)
}

// Pools of one family move together in a zone, and not across zones.
func TestPricesAreCorrelatedWithinAZone(t *testing.T) {
	a := newAccount("", 5)
	near, across, n := 0.0, 0.0, 0.0
	for _, family := range []string{"m5", "c5", "r5", "m6i", "c6i", "r6i"} {
		var one, sister, elsewhere []float64
		for step := range 90 * 6 {
			at := a.Now().Add(-time.Duration(step) * 4 * time.Hour)
			one = append(one, a.room.PriceAt(family+".large", "us-west-2a", law.Linux, at))
			sister = append(sister, a.room.PriceAt(family+".2xlarge", "us-west-2a", law.Linux, at))
			elsewhere = append(elsewhere, a.room.PriceAt(family+".large", "us-west-2b", law.Linux, at))
		}
		near, across, n = near+correlation(one, sister), across+correlation(one, elsewhere), n+1
	}
	if near/n < 0.25 || math.Abs(across/n) > 0.25 {
		t.Errorf("correlation %.2f in a zone, %.2f across", near/n, across/n)
	}
}

func correlation(x, y []float64) float64 {
	mx, sx := moments(x)
	my, sy := moments(y)
	sum := 0.0
	for i := range x {
		sum += (x[i] - mx) * (y[i] - my)
	}
	return sum / float64(len(x)) / sx / sy
}

// The same seed gives the same history, irrespective of how often, in what
// pages and when it is read; another seed another one.
func TestTheHistoryIsTheSameHoweverItIsRead(t *testing.T) {
	list := pools("m5.large", "c5.large")
	quiet, busy := newAccount("", 9), newAccount("", 9)
	for range 24 {
		busy.room.History(list, time.Time{}, time.Time{}, spot.Mark{}, 7)
		busy.room.Price("m5.large", "us-west-2a", law.Linux)
		busy.pass(time.Hour)
	}
	quiet.pass(24 * time.Hour)
	whole, more := quiet.room.History(list, time.Time{}, time.Time{}, spot.Mark{}, 1<<20)
	var paged []law.Change
	for mark, again := (spot.Mark{}), true; again; {
		var page []law.Change
		page, again = busy.room.History(list, time.Time{}, time.Time{}, mark, 97)
		paged = append(paged, page...)
		mark = spot.Mark{At: page[len(page)-1].At, Pool: page[len(page)-1].Pool}
	}
	if more || !slices.Equal(whole, paged) || len(whole) < 90*6*len(list) {
		t.Errorf("%d entries at once, %d in pages", len(whole), len(paged))
	}
	if other, _ := newAccount("", 10).room.History(list, time.Time{}, time.Time{}, spot.Mark{}, 1<<20); slices.Equal(whole, other) {
		t.Error("another seed has the same history")
	}
}

// BC:ec2.DescribeSpotPriceHistory: newest first, and for every pool the entry
// that was in force at the start. At any moment the history says what Price
// says, with faults on the market too.
func TestTheHistoryAgreesWithThePrice(t *testing.T) {
	a := newAccount("", 4)
	p := law.Pool{Type: "m5.large", Zone: "us-west-2b", Product: law.Linux}
	a.pass(7 * time.Hour)
	a.room.SetPrice("m5.large", "", 0.08, 90*time.Minute)
	a.pass(40 * time.Minute)
	a.room.SetPrice("m5.large", "us-west-2b", 0.09, 10*time.Minute)
	a.pass(20 * time.Hour)
	end := a.Now()
	start := end.Add(-26 * time.Hour)
	list, _ := a.room.History([]law.Pool{p}, start, end, spot.Mark{}, 1000)
	if !slices.IsSortedFunc(list, func(x, y law.Change) int { return y.At.Compare(x.At) }) {
		t.Error("not newest first")
	}
	if last := list[len(list)-1]; last.At.After(start) || list[len(list)-2].At.Before(start) {
		t.Errorf("the last entries are of %s and %s, the start is %s", list[len(list)-2].At, last.At, start)
	}
	for at := start; at.Before(end); at = at.Add(time.Minute) {
		i := slices.IndexFunc(list, func(c law.Change) bool { return !c.At.After(at) })
		if got := a.room.PriceAt(p.Type, p.Zone, p.Product, at); got != list[i].Price {
			t.Fatalf("%s: the price was %v, the history says %v", at, got, list[i].Price)
		}
	}
	if got := law.History(list, start, end); !slices.Equal(got, list) {
		t.Error("the answer is not what the rule of AWS makes of it")
	}
	long := a.room
	far, _ := long.History([]law.Pool{p}, end.Add(-200*24*time.Hour), end, spot.Mark{}, 1<<20)
	if oldest := far[len(far)-1].At; oldest.Before(end.Add(-law.MaxHistory - 5*time.Hour)) {
		t.Errorf("the history goes back to %s", oldest)
	}
	future, _ := a.room.History([]law.Pool{p}, end.Add(time.Hour), time.Time{}, spot.Mark{}, 10)
	if len(future) != 1 || future[0].Price != a.room.Price(p.Type, p.Zone, p.Product) {
		t.Errorf("from now on: %v", future)
	}
}

// Faults on the market hold for their time, and a price within the era's
// bounds.
func TestFaultsOnTheMarket(t *testing.T) {
	a := newAccount("", 2)
	before := a.room.Price("c5.large", "us-west-2a", law.Linux)
	a.room.SetPrice("c5.large", "us-west-2a", 99, time.Hour)
	if got := a.room.Price("c5.large", "us-west-2a", law.Linux); got != 0.085 {
		t.Errorf("a price of 99 makes %v", got)
	}
	a.room.SetCapacity("c5.large", "", 3, 10*time.Minute)
	if got := a.room.Capacity("c5.large", "us-west-2a", law.Linux); got != 3 {
		t.Errorf("capacity %d", got)
	}
	a.room.SetCapacity("c5.large", "us-west-2a", 0, 10*time.Minute)
	if a.room.Capacity("c5.large", "us-west-2a", law.Linux) != 0 || a.room.Depth("c5.large", "us-west-2a", law.Linux) != 0 {
		t.Error("there is capacity where there is none")
	}
	if a.room.Price("c5.large", "us-west-2b", law.Linux) == 0.085 {
		t.Error("the other zone is struck, too")
	}
	a.pass(61 * time.Minute)
	if a.room.Capacity("c5.large", "us-west-2a", law.Linux) < 100 {
		t.Error("the capacity has not come back")
	}
	if got := a.room.Price("c5.large", "us-west-2a", law.Linux); got == 0.085 && before != 0.085 {
		t.Error("the price has not come back")
	}
	if a.room.Price("x1.none", "us-west-2a", law.Linux) != 0 || a.room.Capacity("m5.large", "us-east-1a", law.Linux) != 0 {
		t.Error("what does not exist has a price or capacity")
	}
}
