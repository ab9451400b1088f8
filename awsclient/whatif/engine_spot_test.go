package whatif_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/spot"
	"fleetglass/awsclient/whatif"
	"fleetglass/awsclient/whatif/reading"
	"fleetglass/fake"
)

// What spot says of a maximum price is what a persistent request with that
// price goes through: as long as the pool has capacity, it runs and is
// interrupted when the tool says.
func TestSpotIsWhatTheEngineDoes(t *testing.T) {
	interrupted := 0
	for seed := uint64(1); seed <= 5; seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rehearse(t, "quiet-day", seed)
			pool := spot.Pool{Type: []string{"m5.large", "c5.xlarge", "r5.large", "t3.large"}[r.rnd.Intn(4)], Zone: "us-west-2" + string("abc"[r.rnd.Intn(3)]), Product: spot.Linux}
			begin := r.engine.Now()
			maximum := r.request(pool)
			seen := r.watchRequest(3 * 24 * time.Hour)
			prices, err := r.client.SpotPrices(r.Context(), awsclient.SpotPriceQuery{Types: []string{pool.Type}, Zone: pool.Zone, Products: []string{pool.Product}, Start: begin})
			if err != nil {
				t.Fatal(err)
			}
			said, err := whatif.Spot(whatif.SpotAsked{Type: pool.Type, Zone: pool.Zone, Product: pool.Product, Region: fake.Region, MaxPrice: maximum,
				From: begin, To: r.engine.Now(), Rules: spot.Today()}, prices)
			if err != nil {
				t.Fatal(err)
			}
			interrupted += compareRuns(t, said, seen)
		})
	}
	if interrupted == 0 {
		t.Error("nothing was interrupted: the test asks too little")
	}
}

// request asks for an instance with a maximum a little above today's price.
func (r *rehearsal) request(p spot.Pool) float64 {
	r.Helper()
	now, err := r.client.SpotPrices(r.Context(), awsclient.SpotPriceQuery{Types: []string{p.Type}, Zone: p.Zone, Products: []string{p.Product}, Start: r.engine.Now(), End: r.engine.Now()})
	if err != nil || len(now) == 0 {
		r.Fatal(err, len(now))
	}
	images := r.image()
	maximum := now[0].Price + 0.0003*float64(r.rnd.Intn(4))
	_, err = r.client.RequestSpotInstances(r.Context(), awsclient.SpotOrder{
		Count: 1, MaxPrice: spot.FormatPrice(maximum), Type: "persistent", Image: images, InstanceType: p.Type, Zone: p.Zone,
		ValidUntil: r.engine.Now().Add(30 * 24 * time.Hour)})
	if err != nil {
		r.Fatal(err)
	}
	return maximum
}

// image is one to launch from: that of some instance.
func (r *rehearsal) image() string {
	r.Helper()
	all, err := r.client.Instances(r.Context())
	if err != nil || len(all) == 0 {
		r.Fatal(err, len(all))
	}
	return all[0].Image
}

// moment is a change of the request's status.
type moment struct {
	at   time.Time
	code string
}

// watchRequest lets time pass, and notes each status of the one request.
func (r *rehearsal) watchRequest(d time.Duration) []moment {
	r.Helper()
	var seen []moment
	for range int(d / time.Minute) {
		r.engine.Advance(time.Minute)
		all, err := r.client.SpotRequests(r.Context())
		if err != nil || len(all) != 1 {
			r.Fatal(err, len(all))
		}
		q := all[0]
		if n := len(seen); n == 0 || seen[n-1].code != q.Status {
			seen = append(seen, moment{q.StatusSince, q.Status})
		}
	}
	return seen
}

// compareRuns holds each interruption for the price against the other side,
// and tells how many there were.
func compareRuns(t *testing.T, said *whatif.SpotTold, seen []moment) int {
	t.Helper()
	near := func(a, b time.Time) bool { return a.Sub(b).Abs() <= 90*time.Second }
	n := 0
	for _, m := range seen {
		if m.code != spot.MarkedForTermination {
			continue
		}
		n++
		if !slices.ContainsFunc(said.Runs, func(r whatif.SpotRun) bool { return r.Interrupted && near(r.End, m.at.Add(spot.NoticeLength)) }) {
			t.Errorf("interrupted at %s, which was not said:\n%s", m.at, said.Text())
		}
	}
	lost := slices.ContainsFunc(seen, func(m moment) bool {
		return slices.Contains([]string{spot.TerminatedNoCapacity, spot.CapacityNotAvailable}, m.code)
	})
	if !lost && n != said.Interruptions {
		t.Errorf("interrupted %d times, said %d:\n%v\n%s", n, said.Interruptions, seen, said.Text())
	}
	return n
}

// What fleet says that a strategy chooses is what a fleet with it launches,
// for the strategies that go by price and spread.
func TestFleetIsWhatTheEngineDoes(t *testing.T) {
	compared := 0
	for seed := uint64(1); seed <= 10; seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rehearse(t, "demo", seed)
			all, err := r.client.SpotFleets(r.Context())
			if err != nil || len(all) == 0 {
				t.Fatal(err, len(all))
			}
			f := awsclient.SpotFleet{
				Target: 2 + r.rnd.Intn(8), Type: "request", Role: all[0].Role, Strategy: []string{"lowestPrice", "diversified"}[r.rnd.Intn(2)],
			}
			if f.Strategy == "lowestPrice" {
				f.PoolsToUse = r.rnd.Intn(4)
			}
			for _, kind := range []string{"m5.large", "c5.xlarge", "m5a.large"} {
				f.Pools = append(f.Pools, awsclient.FleetPool{Type: kind, Image: r.image(), Weight: float64(1 + r.rnd.Intn(2)), Zones: []string{"us-west-2a", "us-west-2b"}[:1+r.rnd.Intn(2)]})
			}
			market, err := reading.Market(r.Context(), r.client, &f, r.engine.Now())
			if err != nil {
				t.Fatal(err)
			}
			said, err := whatif.Fleet(&f, market)
			if err != nil {
				t.Fatal(err)
			}
			want, got := askedPools(said), r.launched(f)
			if got == nil {
				return // some pool had no capacity
			}
			compared++
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s of %d over %d: said %v, launched %v", f.Strategy, f.Target, f.PoolsToUse, want, got)
			}
		})
	}
	if compared < 3 {
		t.Errorf("only %d fleets were compared", compared)
	}
}

// askedPools are the instances by pool of the strategy of the specification.
func askedPools(c *whatif.Compared) map[string]int {
	pools := map[string]int{}
	for _, s := range c.Strategies {
		for _, p := range s.Pools {
			if s.Asked {
				pools[p.Type+" "+p.Zone] += p.Instances
			}
		}
	}
	return pools
}

// launched makes the fleet, and counts its instances by pool; nil when a pool
// had too little capacity.
func (r *rehearsal) launched(f awsclient.SpotFleet) map[string]int {
	r.Helper()
	id, err := r.client.RequestSpotFleet(r.Context(), f)
	if err != nil {
		r.Fatal(err)
	}
	begin := r.engine.Now()
	r.engine.Advance(2 * time.Minute)
	events, err := r.client.SpotFleetHistory(r.Context(), id, begin.Add(-time.Minute))
	if err != nil {
		r.Fatal(err)
	}
	for _, e := range events {
		if e.Type == "error" {
			r.Log(e.Subtype, e.Description)
			return nil
		}
	}
	members, err := r.client.SpotFleetInstances(r.Context(), id)
	if err != nil {
		r.Fatal(err)
	}
	instances, err := r.client.Instances(r.Context())
	if err != nil {
		r.Fatal(err)
	}
	pools := map[string]int{}
	for _, m := range members {
		for i := range instances {
			if instances[i].ID == m.ID {
				pools[instances[i].Type+" "+instances[i].Zone]++
			}
		}
	}
	return pools
}
