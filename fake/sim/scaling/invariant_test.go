package scaling_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"
	"time"

	"fleetglass/awsclient/semantics/lifecycle"
	"fleetglass/fake/sim/scaling"
	"fleetglass/fake/world"
)

// check is what must hold in a world with groups after every step.
func (a *account) check() {
	a.t.Helper()
	// Appointments must not beget appointments.
	if n := len(a.w.Queue); n > 1000 {
		a.t.Fatalf("%d appointments are waiting", n)
	}
	seen := map[string]bool{}
	for _, g := range a.w.Groups.All() {
		if g.Desired < g.Min || g.Desired > g.Max {
			a.t.Fatalf("min %d, desired %d, max %d", g.Min, g.Desired, g.Max)
		}
		for _, m := range g.Members {
			if seen[m.Instance] {
				a.t.Fatalf("%s is a member twice", m.Instance)
			}
			seen[m.Instance] = true
			was, known := a.before[m.Instance]
			if known && was != m.Lifecycle && !lifecycle.MemberMayBecome(was, m.Lifecycle) {
				a.t.Fatalf("%s went from %s to %s", m.Instance, was, m.Lifecycle)
			}
			a.before[m.Instance] = m.Lifecycle
			if m.Lifecycle == "InService" && m.Activity != "" {
				a.t.Fatalf("%s is in service with an activity in progress", m.Instance)
			}
			if m.Activity != "" && !a.w.Activities.Get(m.Activity).End.IsZero() {
				a.t.Fatalf("%s has an activity that has ended", m.Instance)
			}
		}
	}
	// One that is gone may come back, by attachment.
	maps.DeleteFunc(a.before, func(id, _ string) bool { return !seen[id] })
	for _, act := range a.w.Activities.All() {
		if act.Start.After(a.Now()) || act.End.After(a.Now()) || act.Cause == "" {
			a.t.Fatalf("activity %+v", act)
		}
	}
}

// operate does something at random to the group, as an operator or fate might.
func (a *account) operate(rng *rand.Rand, targetGroup string) {
	g := a.group()
	var id string
	if len(g.Members) > 0 {
		id = g.Members[rng.IntN(len(g.Members))].Instance
	}
	one, yes := []string{id}, rng.IntN(2) == 0
	// Refusals are part of it: an operator asks for what cannot be.
	switch rng.IntN(16) {
	case 0, 1, 2:
		_ = a.room.SetDesired("web", rng.IntN(10), yes)
	case 3:
		_ = a.compute.Terminate(id, "c", "r")
	case 4:
		_ = a.compute.Stop(id)
	case 5:
		_, _ = a.room.EnterStandby("web", one, yes)
	case 6:
		_, _ = a.room.ExitStandby("web", one)
	case 7:
		_, _ = a.room.Detach("web", one, yes)
	case 8:
		_ = a.room.SetInstanceHealth(id, "Unhealthy", yes)
	case 9:
		_, _ = a.room.TerminateInGroup(id, yes)
	case 10:
		_ = a.room.SetProtection("web", one, yes)
	case 11:
		processes := []string{"Launch", "Terminate", "AZRebalance", "HealthCheck", "ReplaceUnhealthy", "AddToLoadBalancer"}
		_ = a.room.Suspend("web", processes[rng.IntN(6):][:1])
	case 12:
		_ = a.room.Resume("web", nil)
	case 13:
		_ = a.room.UpdateGroup("web", scaling.Update{Zones: zones(1 + rng.IntN(4))})
	case 14:
		a.compute.FailHealth(id, 500, a.Now().Add(10*time.Minute))
	case 15:
		if yes {
			_ = a.room.AttachTargetGroups("web", []string{targetGroup})
		} else {
			_ = a.room.DetachTargetGroups("web", []string{targetGroup})
		}
	}
}

// simulate is a world after a random half day, checked after every step.
func simulate(t *testing.T, seed uint64) *account {
	t.Helper()
	a := newAccount(t, seed)
	arn := a.targetGroup("web")
	a.AfterStep(a.check)
	a.create(1, 8, 3, func(g *world.Group) {
		g.HealthCheckType, g.Grace, g.TargetGroups = "ELB", 3*time.Minute, []string{arn}
		g.Hooks = []world.Hook{hook("in", launching, "CONTINUE", 30*time.Second), hook("out", terminating, "CONTINUE", time.Minute), hook("last", terminating, "ABANDON", time.Minute)}
	})
	rng := rand.New(rand.NewPCG(seed, 99))
	for range 200 {
		a.operate(rng, arn)
		a.check()
		a.pass(time.Duration(rng.IntN(420)) * time.Second)
	}
	return a
}

// Whatever is done to a group: its numbers stay in order, no instance is in it
// twice; and left alone it comes to rest with what is desired.
func TestInvariants(t *testing.T) {
	for seed := range uint64(25) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			a := simulate(t, seed)
			a.must(a.room.Resume("web", nil))
			for _, m := range a.group().Members {
				a.compute.Heal(m.Instance)
				_ = a.room.SetProtection("web", []string{m.Instance}, false)
			}
			a.pass(6 * time.Hour)
			working := 0
			for _, m := range a.group().Members {
				switch m.Lifecycle {
				case "InService":
					working++
				case "Standby":
				default:
					t.Errorf("%s is still %s", m.Instance, m.Lifecycle)
				}
			}
			if g := a.group(); working != g.Desired {
				t.Errorf("%d in service, %d desired", working, g.Desired)
			}
		})
	}
}

// The same seed gives the same world, to the last id and timestamp.
func TestDeterminism(t *testing.T) {
	var worlds [2][]byte
	for i := range worlds {
		data, err := json.Marshal(simulate(t, 42).w)
		if err != nil {
			t.Fatal(err)
		}
		worlds[i] = data
	}
	if !bytes.Equal(worlds[0], worlds[1]) {
		t.Error("two runs differ")
	}
}

// A world that was saved in the middle and opened again goes on as if nothing
// had been: the room keeps nothing of its own.
func TestResume(t *testing.T) {
	a := tracked(t, 5)
	a.Advance(start.Add(66*time.Minute + 20*time.Second)) // scaling out for the surge
	saved, err := json.Marshal(a.w)
	if err != nil {
		t.Fatal(err)
	}
	var copied world.World
	if err := json.Unmarshal(saved, &copied); err != nil {
		t.Fatal(err)
	}
	b := open(t, &copied)
	var after [2][]byte
	for i, one := range []*account{a, b} {
		one.pass(3 * time.Hour)
		if after[i], err = json.Marshal(one.w); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(after[0], after[1]) {
		t.Error("the opened world went another way")
	}
}
