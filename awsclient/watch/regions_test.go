package watch

import (
	"context"
	"testing"
	"time"

	"fleetglass/awsclient"
)

// atlantic is a second region in which the same names stand for other things.
func atlantic() *account {
	b := newAccount("eu-west-1")
	b.instances = []awsclient.Instance{{ID: "i-eu", Region: "eu-west-1"}}
	return b
}

func TestSeveralRegionsAreWatchedSideBySide(t *testing.T) {
	a, b := newAccount("us-west-2"), atlantic()
	watched(t, a, Options{}, func(w *watching) {
		w.pass(time.Second)
		if s := w.last(); s.Regions != nil || len(s.Parts()) != 1 || s.In("us-west-2") != s || s.In("eu-west-1") != nil {
			t.Errorf("one region is %d parts", len(s.Parts()))
		}
		before := a.count("instances")
		w.Switch(a, b)
		w.pass(time.Second)
		s := w.last()
		if len(s.Regions) != 2 || s.Region != "us-west-2" || s.Generation != 2 {
			t.Fatalf("%d regions, the first %s, generation %d", len(s.Regions), s.Region, s.Generation)
		}
		if in := s.In("eu-west-1"); in == nil || len(in.Instances.Rows) != 1 || in.Instances.Rows[0].ID != "i-eu" || in.Generation != 2 || in.Regions != nil {
			t.Errorf("eu-west-1 is %+v", in)
		}
		if !s.Instances.Loaded() || len(s.Instances.Rows) != len(s.In("us-west-2").Instances.Rows) {
			t.Error("what stands beside the regions is not that of the first")
		}
		if a.count("instances") != before {
			t.Error("a region that was watched already was fetched anew")
		}
		// The same group name is a feed of its own in each.
		if !s.In("us-west-2").Activities["web"].Loaded() || !s.In("eu-west-1").Activities["web"].Loaded() || a.count("activities") == 0 || b.count("activities") == 0 {
			t.Error("the activities of the groups called web were not fetched in each region")
		}
		w.pass(5 * time.Minute)
		near(t, "instances of the second region in five minutes", b.count("instances"), 11)
	})
}

func TestAFailingRegionHoldsUpNoOther(t *testing.T) {
	a, b := newAccount("us-west-2"), atlantic()
	b.before = failing("instances", &awsclient.Error{Kind: awsclient.Denied, Service: "EC2", Operation: "DescribeInstances", Code: "UnauthorizedOperation"})
	watched(t, a, Options{Rhythms: EngineRhythms()}, func(w *watching) {
		w.Switch(a, b)
		w.pass(10 * time.Second)
		s := w.last()
		if bad := s.In("eu-west-1"); bad.Instances.Err == nil || bad.Instances.Loaded() || !bad.Groups.Loaded() {
			t.Errorf("the failing region says %+v", bad.Instances.Err)
		}
		if good := s.In("us-west-2"); good.Instances.Err != nil || good.Instances.Stale(s.Wall) || good.Instances.Tries != 0 {
			t.Errorf("the other region says %+v", good.Instances)
		}
		if tries := s.In("eu-west-1").Instances.Tries; tries > 6 {
			t.Errorf("%d tries in ten seconds: no back-off", tries)
		}
		near(t, "instances of the good region in ten seconds", a.count("instances"), 11)
	})
}

// A region that never answers keeps its own workers busy and nobody else's.
func TestASlowRegionHoldsUpNoOther(t *testing.T) {
	a, b := newAccount("us-west-2"), atlantic()
	b.before = func(ctx context.Context, _, _ string) error {
		<-ctx.Done()
		return ctx.Err()
	}
	watched(t, a, Options{Rhythms: EngineRhythms()}, func(w *watching) {
		w.Switch(a, b)
		w.pass(20 * time.Second)
		if s := w.last(); !s.In("us-west-2").Alarms.Loaded() || s.In("us-west-2").Instances.Stale(s.Wall) || s.In("eu-west-1").Instances.Loaded() {
			t.Error("the region that answers waits for the one that does not")
		}
	})
}

func TestFetchesOfAllRegionsTogetherAreBounded(t *testing.T) {
	a, b := newAccount("us-west-2"), atlantic()
	under, most := 0, 0
	slow := func(context.Context, string, string) error {
		under++
		most = max(most, under)
		time.Sleep(50 * time.Millisecond) // virtual
		under--
		return nil
	}
	a.before, b.before = slow, slow
	watched(t, a, Options{Rhythms: EngineRhythms(), Workers: 1, AtOnce: 1}, func(w *watching) {
		w.Switch(a, b)
		w.pass(10 * time.Second)
		if s := w.last(); most != 1 || !s.In("us-west-2").Policies.Loaded() || !s.In("eu-west-1").Policies.Loaded() {
			t.Errorf("%d fetches at once, or a region starved", most)
		}
	})
}

func TestAWantOfOneRegionIsAskedThereOnly(t *testing.T) {
	a, b := newAccount("us-west-2"), atlantic()
	watched(t, a, Options{}, func(w *watching) {
		w.Switch(a, b)
		w.Want([]Want{Of(UserData, "i-eu").In("eu-west-1"), Graph(cpu("i-eu"), time.Hour).In("eu-west-1")})
		w.pass(time.Second)
		if a.count("user data") != 0 || b.count("user data") != 1 || len(a.asked) != 0 || len(b.asked) != 1 {
			t.Errorf("user data: %d and %d calls, series: %d and %d", a.count("user data"), b.count("user data"), len(a.asked), len(b.asked))
		}
		if s := w.last(); len(s.UserData) != 0 || !s.In("eu-west-1").UserData["i-eu"].Loaded() {
			t.Error("the answer is not with its region")
		}
		w.Want([]Want{Of(UserData, "i-eu").In("us-west-2")})
		w.pass(time.Second)
		if a.count("user data") != 1 {
			t.Error("the same want in another region was taken for the same")
		}
	})
}

func TestLateAnswersOfALeftRegionAreDroppedWhileOthersStay(t *testing.T) {
	a, b := newAccount("us-west-2"), atlantic()
	watched(t, a, Options{}, func(w *watching) {
		w.Switch(a, b)
		w.pass(time.Second)
		b.change(func() {
			b.before = func(context.Context, string, string) error {
				time.Sleep(3 * time.Second) // virtual; deaf to its context's end
				return nil
			}
		})
		w.Refresh()
		w.pass(time.Second)
		w.Switch(a)
		w.pass(5 * time.Second)
		s := w.last()
		if s.Regions != nil || s.Region != "us-west-2" || s.Generation != 3 || !s.Instances.Loaded() || s.Instances.Err != nil {
			t.Errorf("after leaving a region: %d regions, generation %d, error %v", len(s.Regions), s.Generation, s.Instances.Err)
		}
		calls := b.total()
		w.pass(time.Minute)
		if b.total() != calls {
			t.Error("the region that was left is still asked")
		}
	})
}
