package scaling_test

import (
	"testing"
	"time"

	"fleetglass/fake/world"
)

const (
	launching   = "autoscaling:EC2_INSTANCE_LAUNCHING"
	terminating = "autoscaling:EC2_INSTANCE_TERMINATING"
)

func hook(name, transition, result string, heartbeat time.Duration) world.Hook {
	return world.Hook{Name: name, Transition: transition, DefaultResult: result, Heartbeat: heartbeat}
}

func withHooks(hooks ...world.Hook) func(*world.Group) {
	return func(g *world.Group) { g.Hooks = hooks }
}

// Launch order: hook, then registration, then InService, then the grace
// (AS/lifecycle-hooks-overview).
func TestLaunchHook(t *testing.T) {
	a := newAccount(t, 1)
	arn := a.targetGroup("web")
	a.create(1, 2, 1, withHooks(hook("ready", launching, "ABANDON", time.Hour)), func(g *world.Group) {
		g.TargetGroups, g.Grace = []string{arn}, time.Minute
	})
	a.pass(10 * time.Minute)
	a.wantStates("Pending:Wait*1")
	act := a.activities()[0]
	if act.Status != "MidLifecycleAction" || a.recorded("RegisterTargets") != 0 {
		t.Errorf("status %s, %d registrations", act.Status, a.recorded("RegisterTargets"))
	}
	id := a.member(0).Instance
	a.must(a.room.CompleteLifecycle("web", "ready", id, "", "CONTINUE"))
	a.Settle()
	a.wantStates("Pending:Proceed*1")
	a.pass(2 * time.Second)
	a.wantStates("InService*1")
	if !a.member(0).GraceUntil.Equal(a.Now().Add(time.Minute)) || a.recorded("RegisterTargets") != 1 || act.Status != "Successful" {
		t.Errorf("grace until %s, %d registrations, status %s", a.member(0).GraceUntil, a.recorded("RegisterTargets"), act.Status)
	}
	a.refused(a.room.CompleteLifecycle("web", "ready", id, "", "CONTINUE"), "ValidationError", "No active Lifecycle Action found with instance ID "+id)
	a.refused(a.room.CompleteLifecycle("web", "ready", "", "t-0", "CONTINUE"), "ValidationError", "No active Lifecycle Action found with token t-0")
	a.refused(a.room.CompleteLifecycle("web", "no", id, "", "CONTINUE"), "ValidationError", "No Lifecycle Hook found with name: no")
}

// ABANDON at launch ends the instance and launches another; the activity is
// cancelled (AS/CHAP_Troubleshooting).
func TestLaunchHookAbandoned(t *testing.T) {
	a := newAccount(t, 2)
	a.create(1, 2, 1, withHooks(hook("ready", launching, "ABANDON", time.Hour)))
	a.pass(time.Minute)
	m := *a.member(0)
	a.must(a.room.CompleteLifecycle("web", "ready", "", m.Hook.Token, "ABANDON"))
	a.Settle()
	a.wantStates("Pending*1 Terminating*1")
	act := a.activities()[0]
	a.wantText("description", act.Description, "Launching a new EC2 instance: "+m.Instance+".  Status Reason: Instance failed to complete user's Lifecycle Action: Lifecycle Action with token "+
		m.Hook.Token+" was abandoned: Lifecycle Action Completed with ABANDON Result")
	if act.Status != "Cancelled" {
		t.Errorf("status %s", act.Status)
	}
	a.pass(2 * time.Minute)
	a.wantStates("Pending:Wait*1")
}

// The heartbeat (AS/lifecycle-hooks): recorded after 30 of 60 minutes, the
// wait ends after 90 in all, with the default result.
func TestHeartbeat(t *testing.T) {
	a := newAccount(t, 3)
	a.create(1, 2, 1, withHooks(hook("ready", launching, "CONTINUE", time.Hour)))
	a.pass(time.Minute)
	waiting := a.member(0).Hook.Started
	a.Advance(waiting.Add(30 * time.Minute))
	a.must(a.room.Heartbeat("web", "ready", a.member(0).Instance, ""))
	a.Advance(waiting.Add(90*time.Minute - time.Second))
	a.wantStates("Pending:Wait*1")
	a.pass(5 * time.Second)
	a.wantStates("InService*1")
}

// However often the heartbeat is recorded, the wait ends after the smaller of
// 48 hours and a hundred heartbeats.
func TestGlobalTimeout(t *testing.T) {
	a := newAccount(t, 4)
	a.create(1, 2, 1, withHooks(hook("ready", launching, "CONTINUE", time.Minute)))
	a.pass(time.Minute)
	waiting := a.member(0).Hook.Started
	for a.states() == "Pending:Wait*1" && a.Now().Before(waiting.Add(3*time.Hour)) {
		a.must(a.room.Heartbeat("web", "ready", a.member(0).Instance, ""))
		a.pass(50 * time.Second)
	}
	if waited := a.member(0).Since.Sub(waiting); waited < 99*time.Minute || waited > 101*time.Minute {
		t.Errorf("waited %s, want 100 heartbeats of a minute", waited)
	}
}

// Terminate order: deregister and drain, then the hook, then terminate
// (AS/lifecycle-hooks-overview).
func TestTerminateHook(t *testing.T) {
	a := newAccount(t, 5)
	arn := a.targetGroup("web")
	a.settled(1, 3, 2, withHooks(hook("bye", terminating, "CONTINUE", time.Hour)), func(g *world.Group) { g.TargetGroups = []string{arn} })
	a.must(a.room.SetDesired("web", 1, false))
	a.Settle()
	a.wantStates("InService*1 Terminating*1")
	if a.recorded("DeregisterTargets") != 1 {
		t.Error("it was not deregistered first")
	}
	a.pass(299 * time.Second)
	a.wantStates("InService*1 Terminating*1")
	a.pass(2 * time.Second)
	a.wantStates("InService*1 Terminating:Wait*1")
	if a.recorded("TerminateInstances") != 0 {
		t.Error("terminated before the hook was over")
	}
	a.pass(time.Hour)
	if a.recorded("TerminateInstances") != 1 {
		t.Error("not terminated after the hook")
	}
	a.pass(2 * time.Minute)
	a.wantStates("InService*1")
}

// A termination by hand in EC2 still drains and runs the hooks (AS/ts-as-healthchecks).
func TestTerminateHookAfterKill(t *testing.T) {
	a := newAccount(t, 6)
	a.settled(1, 3, 1, withHooks(hook("bye", terminating, "CONTINUE", time.Hour)))
	id := a.member(0).Instance
	a.must(a.compute.Terminate(id, "c", "r"))
	a.pass(5 * time.Minute)
	a.wantStates("InService*1 Terminating:Wait*1")
	a.must(a.room.CompleteLifecycle("web", "bye", id, "", "CONTINUE"))
	a.Settle()
	a.wantStates("InService*1")
}

// CONTINUE runs the remaining hooks of a termination, ABANDON skips them.
func TestSeveralTerminateHooks(t *testing.T) {
	for _, c := range []struct{ result, want string }{{"CONTINUE", "InService*1 Terminating:Wait*1"}, {"ABANDON", "InService*1 Terminating:Proceed*1"}} {
		t.Run(c.result, func(t *testing.T) {
			a := newAccount(t, 7)
			a.settled(1, 3, 2, withHooks(hook("one", terminating, "CONTINUE", time.Hour), hook("two", terminating, "CONTINUE", time.Hour)))
			a.must(a.room.SetDesired("web", 1, false))
			a.Settle()
			for _, m := range a.group().Members {
				if m.Hook.Name == "one" {
					a.must(a.room.CompleteLifecycle("web", "one", m.Instance, "", c.result))
				}
			}
			a.Settle()
			a.wantStates(c.want)
		})
	}
}

// Outstanding actions of a deleted hook are completed: ABANDON for launches,
// CONTINUE for terminations (BC:autoscaling.DeleteLifecycleHook).
func TestDeleteHook(t *testing.T) {
	a := newAccount(t, 8)
	a.create(1, 2, 1, withHooks(hook("ready", launching, "CONTINUE", time.Hour)))
	a.pass(time.Minute)
	a.must(a.room.DeleteHook("web", "ready"))
	a.Settle()
	if a.activities()[0].Status != "Cancelled" {
		t.Error("the launch was not abandoned")
	}
	a.pass(2 * time.Minute)
	a.wantStates("InService*1")
	if err := a.room.PutHook("web", hook("x", launching, "CONTINUE", time.Second)); err == nil {
		t.Error("a heartbeat of a second was taken")
	}
}
