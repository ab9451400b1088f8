package watch

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
)

func TestTheOverviewIsWatchedWithoutBeingAsked(t *testing.T) {
	a := newAccount("us-west-2")
	watched(t, a, Options{}, func(w *watching) {
		w.pass(200 * time.Millisecond)
		s := w.last()
		for name, loaded := range map[string]bool{
			"identity": s.Identity.Loaded(), "balancers": s.Balancers.Loaded(), "target groups": s.TargetGroups.Loaded(),
			"groups": s.Groups.Loaded(), "instances": s.Instances.Loaded(), "alarms": s.Alarms.Loaded(), "statuses": s.Statuses.Loaded(),
			"policies": s.Policies.Loaded(), "targets of each target group": s.Targets["tg-1"].Loaded(),
			"activities of each group": s.Activities["web"].Loaded(),
		} {
			if !loaded {
				t.Errorf("%s: not loaded", name)
			}
		}
		if s.Subnets.Loaded() || a.count("user data") > 0 {
			t.Error("something was fetched that nobody wants")
		}
		if s.Region != "us-west-2" || s.Generation != 1 {
			t.Errorf("snapshot of region %q, generation %d", s.Region, s.Generation)
		}
	})
}

func TestRhythms(t *testing.T) {
	a := newAccount("us-west-2")
	watched(t, a, Options{}, func(w *watching) {
		w.pass(10 * time.Minute)
		near(t, "instances in ten minutes, in the background", a.count("instances"), 20)
		near(t, "groups in ten minutes, in the background", a.count("groups"), 40)

		before := a.count("instances")
		w.Want([]Want{All(Instances)})
		w.pass(10 * time.Minute)
		near(t, "instances in ten minutes, visible", a.count("instances")-before, 40)
		if got := w.last().Instances.Every; got != 15*time.Second {
			t.Errorf("visible instances say every %v", got)
		}
	})
}

func TestASlowListIsFetchedSeldom(t *testing.T) {
	a := newAccount("us-west-2")
	a.before = func(_ context.Context, op, _ string) error {
		if op == "instances" {
			time.Sleep(4 * time.Second) // virtual
		}
		return nil
	}
	watched(t, a, Options{}, func(w *watching) {
		w.Want([]Want{All(Instances)})
		w.pass(10 * time.Minute)
		near(t, "fetches of a list that takes 4 s", a.count("instances"), 15)
	})
}

func TestManyKeysShareABudget(t *testing.T) {
	a := newAccount("us-west-2")
	a.targets = nil
	for i := range 100 {
		a.targets = append(a.targets, awsclient.TargetGroup{ARN: "tg-" + string(rune('A'+i))})
	}
	watched(t, a, Options{Budget: 2}, func(w *watching) {
		w.pass(10 * time.Minute)
		near(t, "calls for 100 keys at two a second", a.count("targets"), 1200)
	})
}

func TestSeriesShareACall(t *testing.T) {
	a := newAccount("us-west-2")
	watched(t, a, Options{}, func(w *watching) {
		w.Want([]Want{Graph(cpu("i-1"), time.Hour), Graph(cpu("i-2"), time.Hour), Graph(cpu("i-3"), 3*time.Hour)})
		w.pass(time.Second)
		if got := len(a.asked); got != 2 || a.asked[0]+a.asked[1] != 3 {
			t.Errorf("calls with %v series; want one for each range", a.asked)
		}
		feed := w.last().Series[SeriesKey(cpu("i-2"), time.Hour)]
		if len(feed.Rows) != 1 || feed.Rows[0].Query.Dimensions[0].Value != "i-2" {
			t.Errorf("series of i-2: %+v", feed.Rows)
		}
	})
}

func TestOneBadSeriesDoesNotSpoilTheOthers(t *testing.T) {
	a := newAccount("us-west-2")
	bad := awsclient.MetricQuery{Namespace: "AWS/EC2", Name: "bad", Period: time.Minute}
	a.before = func(_ context.Context, op, key string) error {
		if op == "series" && key == "bad" {
			return &awsclient.Error{Kind: awsclient.Invalid, Message: "no such statistic"}
		}
		return nil
	}
	watched(t, a, Options{}, func(w *watching) {
		w.Want([]Want{Graph(cpu("i-1"), time.Hour), Graph(bad, time.Hour)})
		w.pass(5 * time.Second)
		s := w.last()
		if !s.Series[SeriesKey(cpu("i-1"), time.Hour)].Loaded() {
			t.Error("the good series was not loaded")
		}
		if s.Series[SeriesKey(bad, time.Hour)].Err == nil {
			t.Error("the bad series has no error")
		}
	})
}

func TestNothingNewIsPublishedWhileNothingChanges(t *testing.T) {
	a := newAccount("us-west-2")
	watched(t, a, Options{Rhythms: EngineRhythms()}, func(w *watching) {
		w.pass(time.Second)
		before, calls := w.published(), a.total()
		w.pass(time.Minute)
		if got := w.published() - before; got > int(time.Minute/heartbeat)+1 {
			t.Errorf("%d snapshots in an idle minute", got)
		}
		if a.total()-calls < 60 {
			t.Errorf("only %d calls in a minute: polling stopped", a.total()-calls)
		}
		s := w.last()
		if age := s.Instances.Age(s.Wall); age > s.Instances.Every || s.Instances.Stale(s.Wall) {
			t.Errorf("instances are %v old in the newest snapshot", age)
		}
	})
}

func TestRowsStayTheSameSliceWhileNothingChanges(t *testing.T) {
	a := newAccount("us-west-2")
	watched(t, a, Options{Rhythms: EngineRhythms()}, func(w *watching) {
		w.pass(time.Second)
		first := w.last()
		w.pass(2 * heartbeat)
		if second := w.last(); first == second || &first.Instances.Rows[0] != &second.Instances.Rows[0] {
			t.Error("equal rows were replaced")
		}
		a.change(func() { a.instances = []awsclient.Instance{{ID: "i-2"}} })
		w.pass(2 * time.Second)
		if got := w.last().Instances.Rows[0].ID; got != "i-2" || first.Instances.Rows[0].ID != "i-1" {
			t.Errorf("after a change: %s, and the old snapshot says %s", got, first.Instances.Rows[0].ID)
		}
	})
}

func TestSnapshotsComeAtMostFourTimesASecond(t *testing.T) {
	a := newAccount("us-west-2")
	n := 0
	rhythms := EngineRhythms()
	rhythms[Instances] = Rhythm{10 * time.Millisecond, 10 * time.Millisecond}
	a.before = func(_ context.Context, op, _ string) error {
		if op == "instances" {
			a.change(func() { n++; a.instances = []awsclient.Instance{{ID: "i-1", PrivateIP: time.Duration(n).String()}} })
		}
		return nil
	}
	watched(t, a, Options{Rhythms: rhythms}, func(w *watching) {
		w.pass(20 * time.Second)
		w.mu.Lock()
		defer w.mu.Unlock()
		if len(w.seen) < 60 {
			t.Errorf("only %d snapshots in 20 s of constant change", len(w.seen))
		}
		for i := range len(w.seen) - perSecond {
			if d := w.seen[i+perSecond].Wall.Sub(w.seen[i].Wall); d < time.Second {
				t.Fatalf("%d snapshots within %v", perSecond+1, d)
			}
		}
	})
}

func TestAnErrorKeepsTheRows(t *testing.T) {
	a := newAccount("us-west-2")
	watched(t, a, Options{Rhythms: EngineRhythms()}, func(w *watching) {
		w.pass(time.Second)
		a.change(func() { a.before = failing("instances", throttle()) })
		w.pass(10 * time.Second)
		s := w.last()
		feed := s.Instances
		if len(feed.Rows) != 1 || feed.Err == nil || feed.Err.Code != "RequestLimitExceeded" || feed.Tries < 2 {
			t.Errorf("feed after failures: %d rows, error %v, %d tries", len(feed.Rows), feed.Err, feed.Tries)
		}
		if !feed.Stale(s.Wall) {
			t.Errorf("rows %v old are not stale", feed.Age(s.Wall))
		}
		if s.Groups.Err != nil || s.Groups.Stale(s.Wall) {
			t.Error("the failure spread to another list")
		}
	})
}

func TestBackOffGrowsAndEnds(t *testing.T) {
	a := newAccount("us-west-2")
	var tries []time.Time
	a.before = func(_ context.Context, op, _ string) error {
		if op != "instances" {
			return nil
		}
		tries = append(tries, time.Now())
		return throttle()
	}
	watched(t, a, Options{Rhythms: EngineRhythms()}, func(w *watching) {
		w.pass(5 * time.Minute)
		if len(tries) < 8 || len(tries) > 20 {
			t.Errorf("%d tries in five throttled minutes", len(tries))
		}
		if first, sixth := tries[1].Sub(tries[0]), tries[6].Sub(tries[5]); sixth < 8*first {
			t.Errorf("waits grow from %v to %v only", first, sixth)
		}
		for i := range len(tries) - 1 {
			if d := tries[i+1].Sub(tries[i]); d > longestUsual+time.Second {
				t.Errorf("wait of %v", d)
			}
		}
		a.change(func() { a.before = nil })
		w.pass(longestUsual)
		before := a.count("instances")
		w.pass(10 * time.Second)
		near(t, "calls in ten seconds after recovery", a.count("instances")-before, 10)
	})
}

func TestBackOffIsJitteredButRepeatable(t *testing.T) {
	waits := func(seed uint64) (d [5]time.Duration) {
		w := New(newAccount(""), Options{Seed: seed})
		for i := range d {
			d[i] = backoff(awsclient.Throttled, i+1, time.Second, w.draw)
		}
		return d
	}
	if first, again := waits(1), waits(1); first != again {
		t.Error("the same seed gives other waits")
	}
	if waits(1) == waits(2) {
		t.Error("another seed gives the same waits")
	}
}

func TestExpiredCredentialsRecoverByThemselves(t *testing.T) {
	a := newAccount("us-west-2")
	expired := &awsclient.Error{Kind: awsclient.Expired, Code: "ExpiredToken", Message: "The security token included in the request is expired"}
	a.before = func(context.Context, string, string) error { return expired }
	watched(t, a, Options{}, func(w *watching) {
		w.pass(5 * time.Minute)
		if err := w.last().Instances.Err; err == nil || err.Kind != awsclient.Expired {
			t.Fatalf("error is %v", err)
		}
		a.change(func() { a.before = nil })
		w.pass(longestUsual)
		s := w.last()
		if s.Instances.Err != nil || !s.Instances.Loaded() || !s.Groups.Loaded() {
			t.Errorf("a minute after signing in: %v", s.Instances.Err)
		}
		if s.Identity.Err != nil || !s.Identity.Loaded() { // which is seldom fetched
			t.Errorf("a minute after signing in, the identity: %v", s.Identity.Err)
		}
	})
}

func TestAfterASwitchLateAnswersAreDropped(t *testing.T) {
	old, fresh := newAccount("us-west-2"), newAccount("eu-west-1")
	fresh.instances = []awsclient.Instance{{ID: "i-eu", Region: "eu-west-1"}}
	ended := make(chan error, 10)
	old.before = func(ctx context.Context, op, _ string) error {
		if op != "instances" {
			return nil
		}
		time.Sleep(10 * time.Second) // virtual, and deaf to cancelling
		ended <- ctx.Err()
		return nil
	}
	watched(t, old, Options{}, func(w *watching) {
		w.pass(time.Second)
		w.Switch(fresh)
		w.pass(2 * time.Second)
		s := w.last()
		if s.Generation != 2 || s.Region != "eu-west-1" || s.Instances.Rows[0].ID != "i-eu" {
			t.Fatalf("after the switch: generation %d, region %s, rows %v", s.Generation, s.Region, s.Instances.Rows)
		}
		w.pass(20 * time.Second)
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("the old call's context: %v", err)
		}
		if s := w.last(); s.Generation != 2 || s.Instances.Rows[0].ID != "i-eu" {
			t.Errorf("the late answer came through: %v", s.Instances.Rows)
		}
	})
}

func TestASwitchStartsFromAnEmptyPicture(t *testing.T) {
	old, fresh := newAccount("us-west-2"), newAccount("eu-west-1")
	fresh.before = func(ctx context.Context, _, _ string) error { <-ctx.Done(); return ctx.Err() }
	watched(t, old, Options{}, func(w *watching) {
		w.pass(5 * time.Second)
		w.Switch(fresh)
		w.pass(time.Second)
		if s := w.last(); s.Generation != 2 || s.Instances.Loaded() || len(s.Targets) > 0 {
			t.Errorf("generation %d still shows %v", s.Generation, s.Instances.Rows)
		}
	})
}

func TestHoldPollsAndPublishesNothing(t *testing.T) {
	a := newAccount("us-west-2")
	watched(t, a, Options{Rhythms: EngineRhythms()}, func(w *watching) {
		w.pass(time.Second)
		w.Hold(true)
		w.pass(time.Second)
		calls, snapshots := a.total(), w.published()
		a.change(func() { a.instances = []awsclient.Instance{{ID: "i-9"}} })
		w.pass(10 * time.Minute)
		if a.total() != calls || w.published() != snapshots || !w.Held() {
			t.Errorf("while held: %d calls, %d snapshots", a.total()-calls, w.published()-snapshots)
		}
		w.Hold(false)
		w.pass(time.Second)
		if got := w.last().Instances.Rows[0].ID; got != "i-9" {
			t.Errorf("after the hold: %s", got)
		}
	})
}

func TestAPokeDoesNotWaitForTheRhythm(t *testing.T) {
	a := newAccount("us-west-2")
	watched(t, a, Options{}, func(w *watching) {
		w.pass(5 * time.Second)
		instances, groups := a.count("instances"), a.count("groups")
		w.Poke(Instances)
		w.pass(100 * time.Millisecond)
		if got := a.count("instances") - instances; got != 1 {
			t.Errorf("%d fetches of what was poked", got)
		}
		if a.count("groups") != groups {
			t.Error("another kind was fetched too")
		}
		w.Refresh()
		w.pass(100 * time.Millisecond)
		if a.count("groups") != groups+1 {
			t.Error("a refresh did not fetch everything")
		}
	})
}

func TestAPokeDuringAFetchFetchesAgain(t *testing.T) {
	a := newAccount("us-west-2")
	a.before = func(_ context.Context, op, _ string) error {
		if op == "instances" {
			time.Sleep(time.Second) // virtual
		}
		return nil
	}
	watched(t, a, Options{}, func(w *watching) {
		w.pass(500 * time.Millisecond) // the first fetch is under way
		w.Poke(Instances)
		w.pass(2 * time.Second)
		if got := a.count("instances"); got != 2 {
			t.Errorf("%d fetches; the one under way may have missed the change", got)
		}
	})
}

func TestAGroupsNewInstanceIsLookedUpAtOnce(t *testing.T) {
	a := newAccount("us-west-2")
	watched(t, a, Options{}, func(w *watching) {
		w.pass(16 * time.Second)
		a.change(func() {
			a.groups = []awsclient.Group{{Name: "web", Instances: []awsclient.GroupInstance{{ID: "i-1"}, {ID: "i-2"}}}}
			a.instances = append(a.instances, awsclient.Instance{ID: "i-2"})
		})
		w.Poke(Groups)
		w.pass(time.Second)
		if got := len(w.last().Instances.Rows); got != 2 {
			t.Errorf("%d instances known; the group has two", got)
		}
	})
}

func TestAtMostFourFetchesAtOnceVisibleFirst(t *testing.T) {
	a := newAccount("us-west-2")
	var atOnce, most int
	var order []string
	a.before = func(_ context.Context, op, key string) error {
		a.change(func() { atOnce++; most = max(most, atOnce); order = append(order, op+key) })
		time.Sleep(time.Second) // virtual
		a.change(func() { atOnce-- })
		return nil
	}
	watched(t, a, Options{}, func(run *watching) {
		run.pass(1500 * time.Millisecond) // four of the base set are done, four under way
		run.Want([]Want{Of(UserData, "i-1"), Of(UserData, "i-2"), Of(UserData, "i-3"), Of(UserData, "i-4")})
		run.pass(30 * time.Second)
		a.mu.Lock()
		defer a.mu.Unlock()
		if most != defaultWorkers {
			t.Errorf("%d fetches at once", most)
		}
		next := order[2*defaultWorkers : 3*defaultWorkers]
		if slices.ContainsFunc(next, func(op string) bool { return !strings.HasPrefix(op, "user data") }) {
			t.Errorf("what is on the screen had to wait for %v", next)
		}
	})
}

func TestRowsThatNobodyWantsAreForgottenInTheEnd(t *testing.T) {
	a := newAccount("us-west-2")
	watched(t, a, Options{}, func(w *watching) {
		w.Want([]Want{Of(UserData, "i-1")})
		w.pass(5 * time.Second)
		w.Want(nil)
		w.pass(forgetAfter / 2)
		if got := w.last().UserData["i-1"].Rows; len(got) != 1 {
			t.Errorf("forgotten too soon: %v", got)
		}
		w.pass(forgetAfter)
		if _, ok := w.last().UserData["i-1"]; ok {
			t.Error("never forgotten")
		}
	})
}

func TestTheAccountsClockIsItsOwn(t *testing.T) {
	then := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	watched(t, newAccount("us-west-2"), Options{Clock: func() time.Time { return then }}, func(w *watching) {
		w.pass(time.Second)
		if s := w.last(); !s.Now.Equal(then) || s.Wall.Equal(then) {
			t.Errorf("now %v, wall %v", s.Now, s.Wall)
		}
	})
}

func TestOnceFetchesEverythingOneTime(t *testing.T) {
	a := newAccount("us-west-2")
	s := Once(t.Context(), a, Options{})
	if !s.Instances.Loaded() || !s.Targets["tg-1"].Loaded() || !s.Activities["web"].Loaded() || a.total() != 13 {
		t.Errorf("%d calls: %v", a.total(), a.calls)
	}
	a = newAccount("us-west-2")
	s = Once(t.Context(), a, Options{}, All(Groups), Graph(cpu("i-1"), time.Hour), Graph(cpu("i-2"), time.Hour))
	if !s.Groups.Loaded() || s.Instances.Loaded() || len(s.Series) != 2 || len(a.asked) != 1 {
		t.Errorf("%d calls: %v", a.total(), a.calls)
	}
}

func near(t *testing.T, what string, got, want int) {
	t.Helper()
	if got < want*8/10 || got > want*12/10+1 {
		t.Errorf("%s: %d, want about %d", what, got, want)
	}
}

func BenchmarkComparing10000Instances(b *testing.B) {
	s := newShelves()
	old := Feed[awsclient.Instance]{Rows: manyInstances(10_000), At: time.Now()}
	rows := manyInstances(10_000)
	for b.Loop() {
		if !s.instances.answer(old, rows, nil, time.Now()).same {
			b.Fatal("not the same")
		}
	}
}

// A page that was left is not fetched any more: what failed there must not
// look as if it lasted, and is asked anew when the page is opened again.
func TestAFailureThatNobodyAsksForAnyMoreIsForgotten(t *testing.T) {
	a := newAccount("us-west-2")
	denied := &awsclient.Error{Kind: awsclient.Denied, Code: "AccessDenied"}
	a.before = func(_ context.Context, operation, _ string) error {
		if operation == "user data" {
			return denied
		}
		return nil
	}
	watched(t, a, Options{}, func(w *watching) {
		page := []Want{Of(UserData, "i-1")}
		w.Want(page)
		w.pass(10 * time.Second)
		if w.last().UserData["i-1"].Err == nil {
			t.Fatal("the denial is not told")
		}
		w.Want(nil)
		w.pass(10 * time.Second)
		if f, kept := w.last().UserData["i-1"]; kept {
			t.Errorf("nobody asks, but it says %v", f.Err)
		}
		a.change(func() { a.before = nil })
		w.Want(page)
		w.pass(2 * time.Second)
		if f := w.last().UserData["i-1"]; f.Err != nil || !f.Loaded() {
			t.Errorf("asked anew, it says %v", f.Err)
		}
	})
}
