package whatif_test

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/sdk"
	"fleetglass/awsclient/whatif"
	"fleetglass/awsclient/whatif/reading"
	"fleetglass/fake"
)

// rehearsal is an engine whose time is moved by hand, and its account.
type rehearsal struct {
	*testing.T
	engine *fake.Engine
	client awsclient.Client
	rnd    *rand.Rand
}

func rehearse(t *testing.T, scenario string, seed uint64) *rehearsal {
	t.Helper()
	at := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
	engine, err := fake.New(fake.Options{Scenario: scenario, Seed: seed, Wall: func() time.Time { return at }})
	if err != nil {
		t.Fatal(err)
	}
	engine.Pause()
	r := &rehearsal{T: t, engine: engine, client: sdk.InProcess(engine.Call, fake.Region), rnd: rand.New(rand.NewSource(int64(seed)))}
	r.engine.Advance(time.Duration(1+r.rnd.Intn(40)) * time.Minute)
	return r
}

func (r *rehearsal) group(name string) *whatif.Group {
	r.Helper()
	g, err := reading.Group(r.Context(), r.client, name, r.engine.Now())
	if err != nil {
		r.Fatal(err)
	}
	return g
}

func (r *rehearsal) call(service, operation string, input any) {
	r.Helper()
	if _, _, err := r.engine.Call(r.Context(), service, operation, fake.Region, input); err != nil {
		r.Fatalf("%s: %v", operation, err)
	}
}

// groups are the names of the groups that are not being deleted.
func (r *rehearsal) groups() []string {
	r.Helper()
	all, err := r.client.Groups(r.Context())
	if err != nil {
		r.Fatal(err)
	}
	var names []string
	for i := range all {
		if all[i].Status == "" {
			names = append(names, all[i].Name)
		}
	}
	return names
}

// shake moves desired capacities and protections about, so that zones are
// uneven and some instances are on their way.
func (r *rehearsal) shake(name string) {
	r.Helper()
	ctx := r.Context()
	g := r.group(name)
	limits := awsclient.Limits{Min: 0, Desired: 2 + r.rnd.Intn(6), Max: 40}
	if err := r.client.SetGroupLimits(ctx, name, limits); err != nil {
		r.Fatal(err)
	}
	r.engine.Advance(time.Duration(10+r.rnd.Intn(400)) * time.Second)
	for i := range g.Instances {
		if m := &r.group(name).Instances; i < len(*m) && (*m)[i].Lifecycle == "InService" && r.rnd.Intn(4) == 0 {
			if err := r.client.SetInstanceProtection(ctx, name, []string{(*m)[i].ID}, true); err != nil {
				r.Fatal(err)
			}
		}
	}
}

// calm tells whether nothing but what is asked will move the group.
func calm(g *whatif.Group) bool {
	return len(g.Instances) > 0 && len(g.Suspended) == 0
}

func (r *rehearsal) setDesired(name string, n int) {
	r.Helper()
	if err := r.client.SetDesiredCapacity(r.Context(), name, n); err != nil {
		r.Fatal(err)
	}
}

// scenarios are the worlds in which the tools are compared with the engine.
func scenarios() []string {
	return []string{"demo", "quiet-day", "zone-outage", "spot-storm", "traffic-surge"}
}

// worlds runs a test in each scenario with several seeds.
func worlds(t *testing.T, test func(r *rehearsal)) {
	for _, s := range scenarios() {
		for seed := uint64(1); seed <= 4; seed++ {
			t.Run(fmt.Sprintf("%s %d", s, seed), func(t *testing.T) { test(rehearse(t, s, seed)) })
		}
	}
}

// What scale-in says is who the engine terminates.
func TestScaleInIsWhatTheEngineDoes(t *testing.T) {
	asked := 0
	worlds(t, func(r *rehearsal) {
		for _, name := range r.groups() {
			r.shake(name)
			g := r.group(name)
			if !calm(g) || g.Limits.Desired == 0 {
				continue
			}
			n := 1 + r.rnd.Intn(g.Limits.Desired)
			var want []string
			for _, c := range whatif.ScaleIn(g, n).Goes {
				want = append(want, c.Instance)
			}
			r.setDesired(name, g.Limits.Desired-n)
			r.engine.Advance(time.Millisecond)
			got := left(g, r.group(name))
			slices.Sort(want)
			if !slices.Equal(got, want) {
				r.Errorf("%s by %d: said %v, went %v", name, n, want, got)
			}
			asked += len(want)
		}
	})
	if asked == 0 {
		t.Error("nothing was asked: the test looks in the wrong place")
	}
}

// left are the members that counted before and do not after.
func left(before, after *whatif.Group) []string {
	counts := func(g *whatif.Group) []string {
		var ids []string
		for _, m := range g.Instances {
			if m.Lifecycle == "InService" || strings.HasPrefix(m.Lifecycle, "Pending") {
				ids = append(ids, m.ID)
			}
		}
		return ids
	}
	stay := counts(after)
	gone := slices.DeleteFunc(counts(before), func(id string) bool { return slices.Contains(stay, id) })
	slices.Sort(gone)
	return gone
}

// What launch says is in which zones the engine launches, as long as every
// zone has room.
func TestLaunchIsWhatTheEngineDoes(t *testing.T) {
	asked := 0
	worlds(t, func(r *rehearsal) {
		for _, name := range r.groups() {
			r.shake(name)
			g := r.group(name)
			if !calm(g) || g.Mixed != nil && g.Mixed.Overrides[0].Weight > 0 {
				continue
			}
			n := 1 + r.rnd.Intn(6)
			said := whatif.Launch(g, n)
			// Which zones have Spot capacity AWS does not tell: of groups that
			// launch both only the markets are compared.
			place := func(zone, market string) string {
				if g.Mixed != nil {
					return market
				}
				return zone + " " + market
			}
			want := map[string]int{}
			for _, c := range said.Comes {
				want[place(c.Zone, c.Market)]++
			}
			r.setDesired(name, g.Limits.Desired+n)
			r.engine.Advance(time.Millisecond)
			after := r.group(name)
			if failedLaunch(g, after) {
				continue
			}
			got := map[string]int{}
			for _, id := range left(after, g) { // those that were not there
				m := after.Machines[id]
				got[place(m.Zone, m.Market)]++
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				r.Errorf("%s by %d: said %v, came %v", name, n, want, got)
			}
			asked += len(said.Comes)
		}
	})
	if asked == 0 {
		t.Error("nothing was asked: the test looks in the wrong place")
	}
}

// failedLaunch tells whether EC2 refused a launch in between.
func failedLaunch(before, after *whatif.Group) bool {
	return slices.ContainsFunc(after.Activities, func(a awsclient.Activity) bool {
		known := slices.ContainsFunc(before.Activities, func(b awsclient.Activity) bool { return b.ID == a.ID })
		return !known && a.StatusCode == "Failed"
	})
}
