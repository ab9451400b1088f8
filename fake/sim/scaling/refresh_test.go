package scaling_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetglass/fake/world"
)

// template makes a launch template with so many versions, each of another
// type, and gives its id.
func (a *account) template(types ...string) string {
	t := &world.LaunchTemplate{ID: "lt-0a1b2c3d4e5f60718", Name: "web", Created: a.Now(), Default: 1, Numbered: len(types)}
	for i, typ := range types {
		s := a.settings()
		s.Type = typ
		t.Versions = append(t.Versions, world.LaunchTemplateVersion{Number: i + 1, Created: a.Now(), Settings: s})
	}
	a.w.LaunchTemplates.Put(t.ID, t)
	return t.ID
}

// templated is a settled group of so many from version 1 of a template that
// has two.
func (a *account) templated(n int, change ...func(*world.Group)) string {
	id := a.template("t3.micro", "t3.small")
	a.settled(0, 20, n, append([]func(*world.Group){func(g *world.Group) {
		g.Launch = world.LaunchRef{Template: id, Version: "1"}
	}}, change...)...)
	return id
}

func preferences(change ...func(*world.RefreshPreferences)) world.RefreshPreferences {
	p := world.RefreshPreferences{MinHealthy: 90, MaxHealthy: 100, Warmup: time.Minute, CheckpointDelay: time.Hour, ScaleInProtected: "Wait", Standby: "Wait"}
	for _, c := range change {
		c(&p)
	}
	return p
}

func (a *account) refresh(launch *world.LaunchRef, p world.RefreshPreferences) *world.Refresh {
	a.t.Helper()
	id, err := a.room.StartRefresh(world.Refresh{Group: "web", Launch: launch, Preferences: p})
	a.must(err)
	return a.w.Refreshes.Get(id)
}

// until lets time pass until a refresh has a status, and gives its length.
func (a *account) until(f *world.Refresh, status string) time.Duration {
	a.t.Helper()
	from := a.Now()
	for f.Status != status {
		a.pass(15 * time.Second)
		if a.Now().Sub(from) > 24*time.Hour {
			a.t.Fatalf("is %s (%s), not %s", f.Status, f.Reason, status)
		}
	}
	return a.Now().Sub(from)
}

// types is how many members of each type there are, by name.
func (a *account) types() string {
	n := map[string]int{}
	for _, m := range a.group().Members {
		if m.Lifecycle == "InService" {
			n[m.Type]++
		}
	}
	var list []string
	for typ, count := range n {
		list = append(list, fmt.Sprintf("%s*%d", typ, count))
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

// AS/asg-instance-refresh: in batches, and the desired configuration becomes
// the group's own when all is done.
func TestRefreshReplacesAll(t *testing.T) {
	a := newAccount(t, 30)
	id := a.templated(4)
	before := len(a.activities())
	lowest := 4
	a.AfterStep(func() {
		n := 0
		for _, m := range a.group().Members {
			if m.Lifecycle == "InService" {
				n++
			}
		}
		lowest = min(lowest, n)
	})
	f := a.refresh(&world.LaunchRef{Template: id, Version: "2"}, preferences(func(p *world.RefreshPreferences) { p.MinHealthy = 50 }))
	if f.Status != "Pending" || a.room.Refreshes("web")[0] != f {
		t.Errorf("%+v", f)
	}
	a.until(f, "InProgress")
	if f.Total != 4 || f.Left != 4 {
		t.Errorf("%+v", f)
	}
	a.until(f, "Successful")
	if a.types() != "t3.small*4" || lowest != 2 || a.group().Launch.Version != "2" || a.group().Refresh != "" || f.Left != 0 || f.Updated != 4 {
		t.Errorf("%s, at least %d in service, from version %s; %+v", a.types(), lowest, a.group().Launch.Version, f)
	}
	first := a.since(before)
	a.wantText("cause", named(first[0].Cause, first[0].Instance), strings.ReplaceAll(
		"AT an instance was taken out of service in response to an instance refresh.  AT instance i-1 was selected for termination.", "AT", at(first[0].Start)))
	launch := first[slices.IndexFunc(first, func(x *world.Activity) bool { return strings.HasPrefix(x.Description, "Launching") })]
	a.wantText("cause", launch.Cause, at(launch.Start)+" an instance was launched in response to an instance refresh.")
}

// AS/asg-instance-refresh: with 100 percent and room above it, launches come
// first and the group is never smaller than it was.
func TestRefreshLaunchesFirst(t *testing.T) {
	a := newAccount(t, 31)
	id := a.templated(3)
	a.AfterStep(func() {
		n := 0
		for _, m := range a.group().Members {
			if m.Lifecycle == "InService" {
				n++
			}
		}
		if n < 3 || len(a.group().Members) > 6 {
			t.Fatalf("%d in service of %d", n, len(a.group().Members))
		}
	})
	f := a.refresh(&world.LaunchRef{Template: id, Version: "2"}, preferences(func(p *world.RefreshPreferences) { p.MinHealthy, p.MaxHealthy = 100, 140 }))
	a.until(f, "Successful")
	if a.types() != "t3.small*3" {
		t.Error(a.types())
	}
}

// AS/asg-adding-checkpoints-instance-refresh.
func TestRefreshWaitsAtCheckpoints(t *testing.T) {
	a := newAccount(t, 32)
	id := a.templated(4)
	f := a.refresh(&world.LaunchRef{Template: id, Version: "2"}, preferences(func(p *world.RefreshPreferences) {
		p.Checkpoints, p.CheckpointDelay = []int{25, 100}, 2*time.Hour
	}))
	a.pass(time.Hour)
	if a.types() != "t3.micro*3 t3.small*1" || f.Status != "InProgress" || !strings.HasPrefix(f.Reason, "Waiting at the checkpoint of 25 percent") || f.Updated != 1 {
		t.Errorf("%s: %+v", a.types(), f)
	}
	a.until(f, "Successful")
	if a.types() != "t3.small*4" {
		t.Error(a.types())
	}
}

// AS/instance-refresh-rollback.
func TestRefreshGoesBack(t *testing.T) {
	a := newAccount(t, 33)
	id := a.templated(4)
	f := a.refresh(&world.LaunchRef{Template: id, Version: "2"}, preferences(func(p *world.RefreshPreferences) { p.Checkpoints = []int{50, 100} }))
	for f.Passed != 50 {
		a.pass(time.Minute)
	}
	_, err := a.room.RollbackRefresh("web")
	a.must(err)
	if f.Status != "RollbackInProgress" || f.Back.Percent != 50 || f.Back.Left != 2 || f.Back.Total != 2 {
		t.Errorf("%+v %+v", f, f.Back)
	}
	_, err = a.room.RollbackRefresh("web")
	a.refused(err, "ActiveInstanceRefreshNotFound", "No in progress Instance Refresh found for the Auto Scaling group.")
	a.until(f, "RollbackSuccessful")
	if a.types() != "t3.micro*4" || a.group().Launch.Version != "1" {
		t.Errorf("%s from version %s", a.types(), a.group().Launch.Version)
	}
}

// AS/understand-instance-refresh-default-values: an hour without getting
// further is the end, or with automatic rollback the way back.
func TestRefreshThatIsStuck(t *testing.T) {
	for _, c := range []struct {
		rollback bool
		end      string
		types    string
	}{{false, "Failed", "t3.micro*3"}, {true, "RollbackSuccessful", "t3.micro*4"}} {
		a := newAccount(t, 34)
		id := a.templated(4)
		lt := a.w.LaunchTemplates.Get(id)
		f := a.refresh(&world.LaunchRef{Template: id, Version: "2"}, preferences(func(p *world.RefreshPreferences) { p.AutoRollback = c.rollback }))
		lt.Versions[1].Settings.KeyName = "lost" // launches fail from now on
		if took := a.until(f, c.end); took < time.Hour {
			t.Errorf("%s after %s", c.end, took)
		}
		if a.types() != c.types || !strings.Contains(f.Reason+fmt.Sprint(f.Back), "waited an hour") && !c.rollback {
			t.Errorf("%s: %s %s", c.end, a.types(), f.Reason)
		}
	}
}

// Protected instances and those in standby (BC:autoscaling.RefreshPreferences).
func TestRefreshOutOfReach(t *testing.T) {
	for _, c := range []struct {
		protected, standby, status, reason string
	}{
		{"Wait", "Ignore", "Failed", "waited an hour"},
		{"Ignore", "Wait", "Failed", "waited an hour"},
		{"Refresh", "Terminate", "Successful", ""},
		{"Ignore", "Ignore", "Successful", ""},
	} {
		a := newAccount(t, 35)
		id := a.templated(4)
		a.must(a.room.SetProtection("web", []string{a.member(0).Instance}, true))
		_, err := a.room.EnterStandby("web", []string{a.member(1).Instance}, true)
		a.must(err)
		a.pass(time.Minute)
		f := a.refresh(&world.LaunchRef{Template: id, Version: "2"}, preferences(func(p *world.RefreshPreferences) { p.ScaleInProtected, p.Standby = c.protected, c.standby }))
		a.until(f, c.status)
		if !strings.Contains(f.Reason, c.reason) {
			t.Errorf("%+v: %s", c, f.Reason)
		}
	}
}

// Who matches is left alone, and an alarm ends it all.
func TestRefreshSkipsAndFails(t *testing.T) {
	a := newAccount(t, 36)
	id := a.templated(3)
	before := len(a.activities())
	f := a.refresh(&world.LaunchRef{Template: id, Version: "1"}, preferences(func(p *world.RefreshPreferences) { p.SkipMatching = true }))
	a.until(f, "Successful")
	if n := len(a.since(before)); n != 0 {
		t.Errorf("%d activities", n)
	}
	a.must(a.room.PutAlarm(cpuAlarm("busy", a.member(0).Instance, 99)))
	f = a.refresh(&world.LaunchRef{Template: id, Version: "2"}, preferences(func(p *world.RefreshPreferences) { p.Alarms, p.Checkpoints = []string{"busy"}, []int{30, 100} }))
	a.until(f, "InProgress")
	a.must(a.room.SetAlarmState("busy", "ALARM", "drill", ""))
	a.until(f, "Failed")
	a.wantText("reason", f.Reason, "The instance refresh failed because the alarm busy is in state ALARM.")
}

// Refusals, cancelling, suspension, deletion.
func TestRefreshIsStopped(t *testing.T) {
	a := newAccount(t, 37)
	id := a.templated(3)
	two := &world.LaunchRef{Template: id, Version: "2"}
	_, err := a.room.CancelRefresh("web")
	a.refused(err, "ActiveInstanceRefreshNotFound", "No in progress or pending Instance Refresh found for the Auto Scaling group.")
	start := func(l *world.LaunchRef, change func(*world.RefreshPreferences)) error {
		_, err := a.room.StartRefresh(world.Refresh{Group: "web", Launch: l, Preferences: preferences(change)})
		return err
	}
	for _, c := range []struct {
		launch *world.LaunchRef
		change func(*world.RefreshPreferences)
	}{
		{two, func(p *world.RefreshPreferences) { p.MinHealthy = 101 }},
		{two, func(p *world.RefreshPreferences) { p.Checkpoints = []int{50, 20} }},
		{two, func(p *world.RefreshPreferences) { p.Alarms = []string{"none"} }},
		{nil, func(p *world.RefreshPreferences) { p.AutoRollback = true }},
		{&world.LaunchRef{Template: id, Version: "$Latest"}, func(p *world.RefreshPreferences) { p.AutoRollback = true }},
		{&world.LaunchRef{Template: id, Version: "7"}, func(*world.RefreshPreferences) {}},
	} {
		if err := start(c.launch, c.change); err == nil || !strings.HasPrefix(err.Error(), "ValidationError: ") {
			t.Errorf("%v: %v", c.launch, err)
		}
	}
	f := a.refresh(two, preferences())
	if err := start(two, func(*world.RefreshPreferences) {}); err == nil || !strings.HasPrefix(err.Error(), "InstanceRefreshInProgress: ") {
		t.Error(err)
	}
	a.until(f, "InProgress")
	a.must(a.room.Suspend("web", []string{"InstanceRefresh"}))
	a.pass(5 * time.Hour)
	if f.Status != "InProgress" || f.Updated > 1 {
		t.Errorf("%+v", f)
	}
	a.must(a.room.Resume("web", nil))
	a.pass(20 * time.Second)
	_, err = a.room.CancelRefresh("web")
	a.must(err)
	a.until(f, "Cancelled")
	a.pass(time.Hour)
	a.wantStates("InService*3")
	if a.types() == "t3.small*3" || a.group().Launch.Version != "1" || f.Reason != "Cancelled due to user request." {
		t.Errorf("%s %+v", a.types(), f)
	}
	f = a.refresh(two, preferences())
	a.must(a.room.DeleteGroup("web", true))
	a.until(f, "Cancelled")
}
