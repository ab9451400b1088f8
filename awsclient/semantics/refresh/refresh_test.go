package refresh_test

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient/semantics/refresh"
)

func preferences(minHealthy int, checkpoints ...int) refresh.Preferences {
	p := refresh.Defaults()
	p.MinHealthy, p.Checkpoints = minHealthy, checkpoints
	return p
}

// AS/asg-instance-refresh, "Minimum healthy percentage".
func TestBatch(t *testing.T) {
	for _, c := range []struct{ desired, min, max, size int }{
		{10, 90, 100, 1}, {10, 80, 100, 2}, {10, 85, 100, 1}, {10, 50, 100, 5}, {10, 100, 100, 1}, {10, 0, 100, 10},
		{3, 90, 100, 1}, {3, 50, 100, 1}, {4, 50, 100, 2}, {1, 0, 100, 1}, {0, 90, 100, 0},
		{10, 100, 110, 1}, {10, 100, 150, 5}, {10, 90, 120, 3}, {10, 100, 200, 10}, {1, 100, 110, 1},
	} {
		p := preferences(c.min)
		p.MaxHealthy = c.max
		if b := p.BatchOf(c.desired); b.Size != c.size || b.Why == "" || b.LaunchFirst != (c.min == 100 && c.max > 100 && c.desired > 0) {
			t.Errorf("%+v: %+v", c, b)
		}
	}
}

// play runs a refresh to its end; it tells each step as "+n" for instances
// replaced and "@p" for a checkpoint.
func play(t *testing.T, p refresh.Preferences, desired int) string {
	t.Helper()
	var steps []string
	progress, passed := refresh.Progress{Total: desired}, 0
	for range 10 * (desired + 2) {
		s := p.Next(desired, progress, passed)
		switch {
		case s.Why == "":
			t.Fatalf("no reason for %+v", s)
		case s.Done:
			return strings.Join(steps, " ")
		case s.Checkpoint > 0:
			passed = s.Checkpoint
			steps = append(steps, fmt.Sprint("@", passed))
		default:
			steps = append(steps, fmt.Sprint("+", s.Replace))
			progress.Launched = s.Replace
			if again := p.Next(desired, progress, passed); again.Replace != 0 || again.Done || again.Checkpoint != 0 {
				t.Fatalf("does not wait for %+v: %+v", progress, again)
			}
			progress.Updated, progress.Launched = progress.Updated+progress.Launched, 0
		}
	}
	t.Fatalf("%+v of %d never ends: %s", p, desired, steps)
	return ""
}

// AS/asg-adding-checkpoints-instance-refresh, its examples.
func TestNext(t *testing.T) {
	for _, c := range []struct {
		p       refresh.Preferences
		desired int
		want    string
	}{
		{preferences(80, 20, 50), 10, "+2 @20 +2 +1"},
		{preferences(80, 20, 50, 100), 10, "+2 @20 +2 +1 @50 +2 +2 +1"},
		{preferences(50, 10, 40, 100), 2, "+1 @40 +1"},
		{preferences(80, 1, 20, 100), 10, "+1 @1 +1 @20 +2 +2 +2 +2"},
		{preferences(80, 1, 20), 10, "+1 @1 +1"},
		{preferences(0), 5, "+5"},
		{preferences(100), 3, "+1 +1 +1"},
		{preferences(90), 0, ""},
	} {
		if got := play(t, c.p, c.desired); got != c.want {
			t.Errorf("%v of %d: %q, want %q", c.p.Checkpoints, c.desired, got, c.want)
		}
	}
}

// Whatever the preferences: it ends, never takes more than a batch, and
// replaces what was asked for.
func TestNextHolds(t *testing.T) {
	rnd := rand.New(rand.NewSource(9))
	for range 500 {
		p := preferences(rnd.Intn(101))
		for c := rnd.Intn(50); c <= 100 && c > 0 && len(p.Checkpoints) < 5; c += 1 + rnd.Intn(40) {
			p.Checkpoints = append(p.Checkpoints, c)
		}
		desired, sum := 1+rnd.Intn(40), 0
		if err := p.Validate(); err != nil {
			t.Fatal(err)
		}
		for _, s := range strings.Fields(play(t, p, desired)) {
			var n int
			if _, err := fmt.Sscanf(s, "+%d", &n); err != nil {
				continue
			}
			sum += n
			if n < 1 || n > p.BatchOf(desired).Size {
				t.Fatalf("%+v of %d: a step of %d", p, desired, n)
			}
		}
		if want := (desired*p.Goal() + 99) / 100; sum != want {
			t.Fatalf("%+v of %d: %d replaced, want %d", p, desired, sum, want)
		}
	}
}

func TestProgress(t *testing.T) {
	p := refresh.Progress{Total: 10, Launched: 1, Updated: 4}
	if p.Percent() != 40 || p.Left() != 6 || p.Replaced() != 5 {
		t.Errorf("%d%%, %d left", p.Percent(), p.Left())
	}
	if (refresh.Progress{}).Percent() != 100 {
		t.Error("nothing to replace is complete at once")
	}
	// "Skips the first checkpoint": of two instances one is 50 percent.
	if got := preferences(50, 10, 40, 100).Checkpoint(2, 1); got != 40 {
		t.Error(got)
	}
}

func TestSelect(t *testing.T) {
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	instance := func(id, version string, age int) refresh.Instance {
		return refresh.Instance{ID: id, Launch: refresh.Launch{Template: "lt-1", Version: version, Type: "t3.micro"}, LaunchTime: now.Add(-time.Duration(age) * time.Hour)}
	}
	old, older, matching := instance("old", "1", 5), instance("older", "1", 9), instance("new", "2", 20)
	protected, standby, ours := instance("protected", "1", 7), instance("standby", "1", 8), instance("ours", "2", 0)
	protected.Protected, standby.Standby, ours.Updated = true, true, true
	d := refresh.Desired{Launch: refresh.Launch{Template: "lt-1", Version: "2", Type: "t3.micro"}}
	all := []refresh.Instance{matching, old, protected, ours, standby, older}
	set := func(skip bool, protected, standby string) refresh.Preferences {
		p := refresh.Defaults()
		p.SkipMatching, p.ScaleInProtected, p.Standby = skip, protected, standby
		return p
	}
	for _, c := range []struct {
		p    refresh.Preferences
		want string
	}{
		{refresh.Defaults(), "older:replace old:replace new:replace standby:wait protected:wait ours:skip"},
		{set(true, refresh.Wait, refresh.Wait), "older:replace old:replace standby:wait protected:wait new:skip ours:skip"},
		{set(true, refresh.Ignore, refresh.Ignore), "older:replace old:replace standby:skip protected:skip new:skip ours:skip"},
		{set(true, refresh.Refresh, refresh.Terminate), "older:replace protected:replace old:replace standby:terminate new:skip ours:skip"},
	} {
		var got []string
		for _, choice := range refresh.Select(all, d, c.p) {
			got = append(got, choice.Instance.ID+":"+string(choice.Verdict))
			if choice.Why == "" {
				t.Errorf("no reason for %s", choice.Instance.ID)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%+v: %v, want %s", c.p, got, c.want)
		}
	}
}

func TestMatches(t *testing.T) {
	have := refresh.Launch{Template: "lt-1", Version: "2", Type: "t3.micro"}
	for _, c := range []struct {
		d    refresh.Desired
		want string
	}{
		{refresh.Desired{Launch: have}, ""},
		{refresh.Desired{Launch: refresh.Launch{Template: "lt-1", Version: "2"}}, ""},
		{refresh.Desired{Launch: have, Types: []string{"m5.large", "t3.micro"}}, ""},
		{refresh.Desired{Launch: have, Types: []string{"m5.large"}}, "is a t3.micro, which is not among the types wanted"},
		{refresh.Desired{Launch: refresh.Launch{Template: "lt-1", Version: "3"}}, "has version 2 of the launch template, not 3"},
		{refresh.Desired{Launch: refresh.Launch{Template: "lt-2", Version: "2"}}, "was launched from the launch template lt-1, not from the launch template lt-2"},
		{refresh.Desired{Launch: refresh.Launch{Configuration: "lc"}}, "was launched from the launch template lt-1, not from the launch configuration lc"},
	} {
		if ok, why := c.d.Matches(have); ok != (c.want == "") || why != c.want {
			t.Errorf("%+v: %v, %q", c.d, ok, why)
		}
	}
	// The other way round: from a configuration to a template.
	if ok, why := (refresh.Desired{Launch: have}).Matches(refresh.Launch{Configuration: "lc"}); ok || why != "was launched from the launch configuration lc, not from the launch template lt-1" {
		t.Error(why)
	}
}

func TestStatuses(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{"", refresh.Pending, true}, {refresh.Pending, refresh.InProgress, true}, {refresh.InProgress, refresh.Baking, true},
		{refresh.Baking, refresh.Successful, true}, {refresh.Pending, refresh.Successful, true}, {refresh.InProgress, refresh.Cancelled, false},
		{refresh.Cancelling, refresh.Cancelled, true}, {refresh.RollbackInProgress, refresh.RollbackFailed, true}, {refresh.Successful, refresh.RollbackInProgress, false},
	} {
		if got := refresh.MayFollow(c.from, c.to); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
	for status, live := range map[string]bool{"Pending": true, "Baking": true, "Cancelling": true, "Cancelled": false, "Failed": false, "RollbackSuccessful": false, "": false} {
		if refresh.Live(status) != live {
			t.Errorf("%s", status)
		}
	}
	p := refresh.Defaults()
	if p.AfterFailure() != refresh.Failed {
		t.Error(p.AfterFailure())
	}
	if p.AutoRollback = true; p.AfterFailure() != refresh.RollbackInProgress {
		t.Error(p.AfterFailure())
	}
}

func TestOverdue(t *testing.T) {
	now := time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	for _, c := range []struct {
		began, moved time.Duration
		overdue      bool
	}{{2 * time.Hour, 59 * time.Minute, false}, {2 * time.Hour, time.Hour, true}, {14 * 24 * time.Hour, time.Minute, true}} {
		if why := refresh.Overdue(ago(c.began), ago(c.moved), now); (why != "") != c.overdue {
			t.Errorf("%+v: %q", c, why)
		}
	}
}

func TestValidate(t *testing.T) {
	with := func(change func(*refresh.Preferences)) refresh.Preferences {
		p := refresh.Defaults()
		change(&p)
		return p
	}
	template, latest := refresh.Desired{Launch: refresh.Launch{Template: "lt", Version: "2"}}, refresh.Desired{Launch: refresh.Launch{Template: "lt", Version: "$Latest"}}
	configuration := refresh.Desired{Launch: refresh.Launch{Configuration: "lc"}}
	skip := with(func(p *refresh.Preferences) { p.SkipMatching = true })
	rollback := with(func(p *refresh.Preferences) { p.AutoRollback = true })
	for _, c := range []struct {
		name string
		err  error
		code string
	}{
		{"the defaults", refresh.Defaults().Validate(), ""},
		{"min", preferences(101).Validate(), "ValidationError"},
		{"max", with(func(p *refresh.Preferences) { p.MaxHealthy = 99 }).Validate(), "ValidationError"},
		{"too wide", with(func(p *refresh.Preferences) { p.MinHealthy, p.MaxHealthy = 50, 151 }).Validate(), "ValidationError"},
		{"checkpoints", preferences(90, 1, 20, 100).Validate(), ""},
		{"checkpoints fall", preferences(90, 20, 10).Validate(), "ValidationError"},
		{"checkpoints twice", preferences(90, 20, 20).Validate(), "ValidationError"},
		{"checkpoint of nothing", preferences(90, 0).Validate(), "ValidationError"},
		{"delay", with(func(p *refresh.Preferences) { p.CheckpointDelay = 49 * time.Hour }).Validate(), "ValidationError"},
		{"protected", with(func(p *refresh.Preferences) { p.ScaleInProtected = refresh.Terminate }).Validate(), "ValidationError"},
		{"standby", with(func(p *refresh.Preferences) { p.Standby = refresh.Refresh }).Validate(), "ValidationError"},
		{"start", refresh.ValidateStart([]string{refresh.Successful, refresh.Cancelled}, skip, template, true), ""},
		{"start twice", refresh.ValidateStart([]string{refresh.Cancelling}, skip, template, true), "InstanceRefreshInProgress"},
		{"skip with a configuration", refresh.ValidateStart(nil, skip, configuration, false), "ValidationError"},
		{"rollback to $Latest", refresh.ValidateStart(nil, rollback, latest, true), "ValidationError"},
		{"rollback to nothing", refresh.ValidateStart(nil, rollback, template, false), "ValidationError"},
		{"cancel", refresh.ValidateCancel(refresh.Baking), ""},
		{"cancel twice", refresh.ValidateCancel(refresh.Cancelling), "ActiveInstanceRefreshNotFound"},
		{"cancel what has ended", refresh.ValidateCancel(refresh.Failed), "ActiveInstanceRefreshNotFound"},
		{"roll back", refresh.ValidateRollback(refresh.InProgress, template, true), ""},
		{"roll back to nothing", refresh.ValidateRollback(refresh.InProgress, template, false), "IrreversibleInstanceRefresh"},
		{"roll back what has ended", refresh.ValidateRollback(refresh.Successful, template, true), "ActiveInstanceRefreshNotFound"},
	} {
		if (c.err == nil) != (c.code == "") || c.err != nil && !strings.HasPrefix(c.err.Error(), c.code+": ") {
			t.Errorf("%s: %v", c.name, c.err)
		}
	}
}

// AS/check-status-instance-refresh, and the order of warm-ups.
func TestReasons(t *testing.T) {
	if got := refresh.WarmingReason("i-0e69cc3f05f825f4f"); got != "Waiting for instances to warm up before continuing. For example: i-0e69cc3f05f825f4f is warming up." {
		t.Error(got)
	}
	if got := refresh.UnavailableReason("i-1", refresh.InsufficientHealth); got != "Waiting for remaining instances to be available. For example: i-1 has insufficient data to evaluate its health with Amazon EC2." {
		t.Error(got)
	}
	for _, c := range [][4]time.Duration{{5, 6, 7, 5}, {refresh.Unset, 6, 7, 6}, {refresh.Unset, refresh.Unset, 7, 7}, {0, 6, 7, 0}} {
		if got := refresh.Warmup(c[0], c[1], c[2]); got != c[3] {
			t.Errorf("%v: %v", c, got)
		}
	}
}
