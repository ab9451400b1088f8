package scaling_test

import (
	"strings"
	"testing"
	"time"

	"fleetglass/fake/world"
)

// Homework 2: terminate one of two by hand and see. Unhealthy at once, grace
// or no grace; terminated, then replaced, in the zone with the fewest; the
// desired capacity does not change.
func TestKilledInstanceIsReplaced(t *testing.T) {
	a := newAccount(t, 1)
	a.settled(2, 4, 2, func(g *world.Group) { g.Grace = time.Hour })
	before := len(a.activities())
	victim := *a.member(0)
	killed := a.Now()
	a.must(a.compute.Terminate(victim.Instance, "Client.UserInitiatedShutdown", "Client.UserInitiatedShutdown: User initiated shutdown"))
	a.Settle()
	if m := a.member(0); m.Health != "Unhealthy" || m.Lifecycle != "Terminating" {
		t.Fatalf("the member is %s and %s", m.Health, m.Lifecycle)
	}
	a.pass(3 * time.Minute)
	a.wantStates("InService*2")
	list := a.since(before)
	if len(list) != 2 {
		t.Fatalf("%d activities, want a termination and a launch", len(list))
	}
	a.wantText("description", list[0].Description, "Terminating EC2 instance: "+victim.Instance)
	a.wantText("cause", list[0].Cause, at(killed)+" an instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped.")
	a.wantText("cause", list[1].Cause, at(list[1].Start)+" an instance was launched in response to an unhealthy instance needing to be replaced.")
	if wait := list[1].Start.Sub(killed); wait < time.Second || wait > 2*time.Second {
		t.Errorf("the replacement came after %s, want one to two seconds", wait)
	}
	if a.member(1).Zone != victim.Zone {
		t.Errorf("the replacement is in %s, want %s", a.member(1).Zone, victim.Zone)
	}
	if a.group().Desired != 2 || a.recorded("TerminateInstances") != 0 {
		t.Errorf("desired %d, %d terminations by the group", a.group().Desired, a.recorded("TerminateInstances"))
	}
}

func TestStoppedInstanceIsReplaced(t *testing.T) {
	a := newAccount(t, 2)
	a.settled(1, 2, 1)
	a.must(a.compute.Stop(a.member(0).Instance))
	a.pass(3 * time.Minute)
	a.wantStates("InService*1")
	if a.recorded("TerminateInstances") != 1 {
		t.Error("the stopped instance was not terminated")
	}
}

// What makes an instance unhealthy, and in whose words (AWS-SEMANTICS 3.12).
func TestCausesOfReplacement(t *testing.T) {
	for _, c := range []struct {
		name, source, want string
		hurt               func(a *account, id string)
	}{
		{"status check", "AS/ts-as-healthchecks", "an EC2 instance status check failure", func(a *account, id string) { a.compute.Impair(id, time.Time{}) }},
		{"set by hand", "convox/rack issue 718", "a user health-check", func(a *account, id string) { a.must(a.room.SetInstanceHealth(id, "Unhealthy", true)) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newAccount(t, 3)
			a.settled(1, 2, 1)
			before := len(a.activities())
			c.hurt(a, a.member(0).Instance)
			a.pass(5 * time.Minute)
			a.wantStates("InService*1")
			act := a.since(before)[0]
			a.wantText("cause", act.Cause, at(act.Start)+" an instance was taken out of service in response to "+c.want+".")
		})
	}
}

// A status check that recovers within a few minutes is put up with.
func TestShortImpairmentIsTolerated(t *testing.T) {
	a := newAccount(t, 4)
	a.settled(1, 2, 1)
	id := a.member(0).Instance
	a.compute.Impair(id, a.Now().Add(90*time.Second))
	a.pass(10 * time.Minute)
	if a.member(0).Instance != id {
		t.Error("the instance was replaced")
	}
}

// SetInstanceHealth heeds the grace unless told not to (BC:autoscaling.SetInstanceHealth).
func TestSetInstanceHealthAndGrace(t *testing.T) {
	a := newAccount(t, 5)
	a.settled(1, 2, 1, func(g *world.Group) { g.Grace = time.Hour })
	id := a.member(0).Instance
	a.must(a.room.SetInstanceHealth(id, "Unhealthy", true))
	a.pass(5 * time.Minute)
	if a.member(0).Instance != id {
		t.Fatal("replaced within its grace")
	}
	a.must(a.room.SetInstanceHealth(id, "Unhealthy", false))
	a.pass(5 * time.Minute)
	if a.member(0).Instance == id {
		t.Error("not replaced")
	}
	a.refused(a.room.SetInstanceHealth("i-no", "Unhealthy", true), "ValidationError", "No managed instance found for instance ID: i-no")
}

// AS/ec2-auto-scaling-health-checks: health of the load balancer counts after
// the grace, and only with the type ELB.
func TestLoadBalancerHealth(t *testing.T) {
	for _, c := range []struct {
		name, kind string
		replaced   bool
	}{{"EC2 only", "EC2", false}, {"ELB", "ELB", true}} {
		t.Run(c.name, func(t *testing.T) {
			a := newAccount(t, 6)
			arn := a.targetGroup("web")
			a.settled(2, 4, 2, func(g *world.Group) {
				g.HealthCheckType, g.Grace, g.TargetGroups = c.kind, 5*time.Minute, []string{arn}
			})
			if n := a.recorded("RegisterTargets"); n != 2 {
				t.Fatalf("%d RegisterTargets recorded", n)
			}
			before := len(a.activities())
			id := a.member(0).Instance
			a.compute.FailHealth(id, 500, time.Time{})
			a.pass(3 * time.Minute)
			if !c.replaced {
				a.wantStates("InService*2")
				return
			}
			act := a.since(before)[0]
			a.wantText("cause", act.Cause, at(act.Start)+" an instance was taken out of service in response to an ELB system health check failure.")
			if act.Start.Sub(start)%(30*time.Second) != 0 {
				t.Errorf("at %s: want it on the group's periodic check", act.Start)
			}
			a.wantText("description", act.Description, "Terminating EC2 instance: "+id+" - Waiting For ELB Connection Draining.")
			if act.Status != "WaitingForELBConnectionDraining" {
				t.Errorf("status %s", act.Status)
			}
			a.pass(10 * time.Minute)
			a.wantStates("InService*2")
			a.wantText("description", act.Description, "Terminating EC2 instance: "+id)
		})
	}
}

// AS/health-check-grace-period: a server that is slow to start is left alone.
func TestGraceCoversTheStart(t *testing.T) {
	a := newAccount(t, 7)
	arn := a.targetGroup("web")
	a.settled(1, 2, 1, func(g *world.Group) {
		g.HealthCheckType, g.Grace, g.TargetGroups = "ELB", 10*time.Minute, []string{arn}
	})
	id := a.member(0).Instance
	_, err := a.room.EnterStandby("web", []string{id}, false)
	a.must(err)
	a.pass(10 * time.Minute)
	fresh := a.member(1)
	fails := a.Now()
	a.compute.FailHealth(fresh.Instance, 503, time.Time{})
	a.pass(fresh.GraceUntil.Sub(fails) - time.Second)
	for _, m := range a.group().Members {
		if m.Health == "Unhealthy" {
			t.Fatal("unhealthy within the grace")
		}
	}
	a.pass(2 * time.Minute)
	if !strings.Contains(a.states(), "Terminating") {
		t.Errorf("after the grace the members are %s", a.states())
	}
}

// AS/ec2-auto-scaling-health-checks: at most a tenth of the group is replaced
// at a time for what a load balancer says.
func TestReplacementIsThrottled(t *testing.T) {
	a := newAccount(t, 8)
	arn := a.targetGroup("web")
	a.settled(20, 40, 20, func(g *world.Group) {
		g.HealthCheckType, g.Grace, g.TargetGroups = "ELB", 3*time.Minute, []string{arn}
	})
	for i := range 6 {
		a.compute.FailHealth(a.member(i).Instance, 500, time.Time{})
	}
	most := 0
	for range 120 {
		a.pass(15 * time.Second)
		n := 0
		for _, m := range a.group().Members {
			if m.Lifecycle == "Pending" {
				n++
			}
		}
		most = max(most, n)
	}
	if most == 0 || most > 2 {
		t.Errorf("%d replacements at a time, want 2", most)
	}
	a.pass(30 * time.Minute)
	a.wantStates("InService*20")
}

// AS/ec2-auto-scaling-health-checks: an instance that is not running is
// unhealthy at once, and replaced at once, though its load balancer has found
// it unhealthy before and it waits for its turn.
func TestOneThatWaitsItsTurnIsReplacedAtOnceWhenItStops(t *testing.T) {
	for _, c := range []struct {
		name string
		end  func(*account, string) error
	}{
		{"stopped", func(a *account, id string) error { return a.compute.Stop(id) }},
		{"terminated", func(a *account, id string) error {
			return a.compute.Terminate(id, "Client.UserInitiatedShutdown", "Client.UserInitiatedShutdown: User initiated shutdown")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newAccount(t, 14)
			arn := a.targetGroup("web")
			a.settled(10, 20, 10, func(g *world.Group) {
				g.HealthCheckType, g.Grace, g.TargetGroups = "ELB", 3*time.Minute, []string{arn}
			})
			for i := range 4 {
				a.compute.FailHealth(a.member(i).Instance, 500, time.Time{})
			}
			waits := a.firstWaiting()
			before := len(a.activities())
			a.must(c.end(a, waits))
			a.Settle()
			list := a.since(before)
			if len(list) != 1 {
				t.Fatalf("%d activities, want one termination at once", len(list))
			}
			a.wantText("cause", list[0].Cause, at(a.Now())+" an instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped.")
			a.pass(2 * time.Second)
			if len(a.since(before)) < 2 {
				t.Error("no other is launched in its place")
			}
		})
	}
}

// firstWaiting is the first member that its load balancer finds unhealthy and
// that is not replaced yet.
func (a *account) firstWaiting() string {
	a.t.Helper()
	for range 60 {
		a.pass(5 * time.Second)
		for _, m := range a.group().Members {
			if m.Lifecycle == "InService" && m.Health == "Unhealthy" {
				return m.Instance
			}
		}
	}
	a.t.Fatal("no member waits for its turn")
	return ""
}

// Whoever calls an instance healthy that does not run is not believed for
// long (AS/ec2-auto-scaling-health-checks).
func TestAStoppedInstanceCannotBeCalledHealthy(t *testing.T) {
	a := newAccount(t, 15)
	a.settled(1, 4, 2)
	a.must(a.room.Suspend("web", []string{"ReplaceUnhealthy"}))
	a.must(a.compute.Stop(a.member(0).Instance))
	a.Settle()
	a.must(a.room.SetInstanceHealth(a.member(0).Instance, "Healthy", true))
	a.Settle()
	if a.member(0).Health != "Unhealthy" {
		t.Error("it is healthy")
	}
}

// When nothing serves, the fault is not in the instances: replacing goes on,
// slowly (AS/ec2-auto-scaling-health-checks).
func TestAllUnhealthySlowsDown(t *testing.T) {
	a := newAccount(t, 9)
	arn := a.targetGroup("web")
	a.settled(10, 20, 10, func(g *world.Group) {
		g.HealthCheckType, g.Grace, g.TargetGroups = "ELB", time.Minute, []string{arn}
	})
	closed := a.w.SecurityGroups.Get(a.net.SecurityGroup)
	open := closed.Ingress
	closed.Ingress = nil
	a.compute.PermissionsChanged(a.net.SecurityGroup)
	for _, m := range a.group().Members {
		a.Changed("instance", m.Instance)
	}
	before := a.recorded("TerminateInstances") + len(a.activities())
	a.pass(time.Hour)
	if n := (a.recorded("TerminateInstances") + len(a.activities()) - before) / 3; n < 6 || n > 13 {
		t.Errorf("%d replacements in an hour", n)
	}
	closed.Ingress = open
	a.compute.PermissionsChanged(a.net.SecurityGroup)
	for _, m := range a.group().Members {
		a.Changed("instance", m.Instance)
	}
	a.pass(3 * time.Hour)
	a.wantStates("InService*10")
}

func TestSuspendedHealthProcesses(t *testing.T) {
	a := newAccount(t, 10)
	a.settled(1, 4, 2)
	a.must(a.room.Suspend("web", []string{"ReplaceUnhealthy"}))
	a.must(a.compute.Stop(a.member(0).Instance))
	a.pass(5 * time.Minute)
	if a.member(0).Health != "Unhealthy" {
		t.Error("ReplaceUnhealthy off: it should still be marked")
	}
	a.wantStates("InService*2")
	a.must(a.room.Resume("web", []string{"ReplaceUnhealthy"}))
	a.pass(5 * time.Minute)
	a.wantStates("InService*2")
	a.must(a.room.Suspend("web", []string{"HealthCheck"}))
	a.must(a.compute.Stop(a.member(0).Instance))
	a.pass(5 * time.Minute)
	if a.member(0).Health != "Healthy" {
		t.Error("HealthCheck off: it should not be marked")
	}
	a.must(a.room.SetInstanceHealth(a.member(1).Instance, "Unhealthy", true))
	a.Settle()
	a.wantStates("InService*1 Terminating*1")

	a.must(a.room.Resume("web", nil))
	a.must(a.room.Suspend("web", []string{"Launch"}))
	a.pass(5 * time.Minute)
	if n := len(a.group().Members); n > 1 {
		t.Errorf("Launch off: the unhealthy should go and not be replaced, %d members", n)
	}
}

// Missed registrations are not made up for on resuming (AS/as-suspend-resume-processes).
func TestSuspendedAddToLoadBalancer(t *testing.T) {
	a := newAccount(t, 11)
	arn := a.targetGroup("web")
	a.settled(1, 4, 1, func(g *world.Group) { g.TargetGroups = []string{arn} })
	a.must(a.room.Suspend("web", []string{"AddToLoadBalancer"}))
	a.must(a.room.SetDesired("web", 2, false))
	a.pass(5 * time.Minute)
	a.must(a.room.Resume("web", nil))
	a.pass(5 * time.Minute)
	if n := len(a.w.TargetGroups.Get(arn).Targets); n != 1 {
		t.Errorf("%d targets, want the first alone", n)
	}
}

func TestMaximumLifetime(t *testing.T) {
	a := newAccount(t, 12)
	a.settled(1, 4, 2, func(g *world.Group) { g.MaxInstanceLifetime = 24 * time.Hour })
	old := a.member(0).Instance
	a.pass(25 * time.Hour)
	a.wantStates("InService*2")
	for _, m := range a.group().Members {
		if m.Instance == old {
			t.Error("it has outlived the maximum")
		}
	}
}

func TestTargetGroupStates(t *testing.T) {
	a := newAccount(t, 13)
	arn := a.targetGroup("web")
	a.settled(1, 4, 1)
	a.must(a.room.AttachTargetGroups("web", []string{arn}))
	state := func() string {
		list := a.room.Sources(a.group())
		if len(list) == 0 {
			return "Removed"
		}
		return list[0].State
	}
	if s := state(); s != "Added" {
		t.Errorf("after attaching: %s", s)
	}
	a.pass(5 * time.Minute)
	if s := state(); s != "InService" {
		t.Errorf("once healthy: %s", s)
	}
	a.must(a.room.DetachTargetGroups("web", []string{arn}))
	if s := state(); s != "Removing" {
		t.Errorf("after detaching: %s", s)
	}
	a.pass(10 * time.Minute)
	if s := state(); s != "Removed" {
		t.Errorf("once drained: %s", s)
	}
	a.refused(a.room.DetachTargetGroups("web", []string{arn}), "ValidationError", "Trying to remove Target Groups that are not part of the group")
}
