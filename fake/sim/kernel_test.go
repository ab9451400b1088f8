package sim_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"fleetglass/fake/sim"
	"fleetglass/fake/world"
)

func noon() time.Time { return time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC) }

func kernel() *sim.Kernel {
	return sim.New(&world.World{Now: noon(), Random: world.Random{Hi: 1, Lo: 2}})
}

func TestAppointmentsAreKeptInOrderOfTimeAndThenOfMaking(t *testing.T) {
	k := kernel()
	var kept []string
	k.Handle("bell", func(subject string) { kept = append(kept, subject+k.Now().Format("@05")) })
	k.WakeIn(2*time.Second, "bell", "late")
	k.WakeIn(time.Second, "bell", "first")
	k.WakeIn(time.Second, "bell", "second")
	k.WakeAt(noon().Add(-time.Hour), "bell", "past") // means now
	k.Advance(noon().Add(1500 * time.Millisecond))
	if want := []string{"past@00", "first@01", "second@01"}; !slices.Equal(kept, want) {
		t.Errorf("kept %v, want %v", kept, want)
	}
	if !k.Now().Equal(noon().Add(1500 * time.Millisecond)) {
		t.Errorf("the clock stands at %s", k.Now())
	}
	k.Advance(noon())
	if k.Now().Before(noon().Add(time.Second)) {
		t.Error("the clock went back")
	}
}

// The queue is the same as a sorted list, whatever comes and goes.
func TestTheQueueIsSorted(t *testing.T) {
	k := kernel()
	random := rand.New(rand.NewPCG(1, 1))
	var kept []time.Time
	k.Handle("bell", func(string) {
		kept = append(kept, k.Now())
		if len(kept) < 500 {
			k.WakeIn(time.Duration(random.IntN(100))*time.Second, "bell", "again")
		}
	})
	for range 50 {
		k.WakeIn(time.Duration(random.IntN(100))*time.Second, "bell", "first")
	}
	k.Advance(noon().Add(24 * time.Hour))
	if !slices.IsSortedFunc(kept, time.Time.Compare) || len(kept) != 549 {
		t.Errorf("%d appointments, sorted: %t", len(kept), slices.IsSortedFunc(kept, time.Time.Compare))
	}
}

func TestIdleMovesTheClockAndNothingElse(t *testing.T) {
	k := kernel()
	k.Handle("door", func(id string) { k.Changed("door", id) })
	k.WakeIn(time.Minute, "door", "front")
	k.Idle(noon().Add(time.Minute))
	if k.Idle(noon()); !k.Now().Equal(noon().Add(time.Minute)) || k.Changes() != 0 {
		t.Errorf("it is %s after %d changes", k.Now(), k.Changes())
	}
	if k.Settle(); k.Changes() != 1 {
		t.Errorf("%d changes, want that of the appointment", k.Changes())
	}
}

func TestWatchersHearInOrderAndStepsAreChecked(t *testing.T) {
	k := kernel()
	var heard []string
	k.Handle("door", func(id string) { k.Changed("door", id) })
	for _, who := range []string{"cat", "dog"} {
		k.Watch("door", func(id string) { heard = append(heard, who+" "+id) })
	}
	k.AfterStep(func() { heard = append(heard, "check") })
	k.Wake("door", "front")
	k.Settle()
	if want := []string{"cat front", "dog front", "check"}; !slices.Equal(heard, want) {
		t.Errorf("heard %v", heard)
	}
}

func TestDrawsComeFromTheWorldAlone(t *testing.T) {
	draw := func(k *sim.Kernel) string {
		return fmt.Sprint(k.ID("i-", 17), k.UUID(), k.Rand(1000), k.Between(time.Second, time.Minute))
	}
	a, b := kernel(), kernel()
	first := draw(a)
	if draw(b) != first {
		t.Error("two worlds with one seed draw differently")
	}
	resumed := sim.New(&world.World{Now: noon(), Random: a.World.Random})
	if draw(resumed) != draw(a) {
		t.Error("a world that goes on draws differently")
	}
	if draw(b) == first {
		t.Error("the second draw is the first")
	}
}

// A history is told what is, at any time and as often as one likes: it keeps
// what is new, one step a moment, and forgets what is too old to be asked for.
func TestNote(t *testing.T) {
	k := sim.New(&world.World{Now: time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)})
	var h world.StepHistory
	for _, c := range []struct {
		after time.Duration
		value float64
		fresh bool
		steps int
	}{
		{0, 1, true, 1},
		{time.Minute, 1, false, 1},
		{time.Minute, 2, true, 2},
		{0, 3, true, 2}, // the same moment: the last word counts
		{2 * time.Hour, 4, true, 2},
		{time.Minute, 5, true, 3},
	} {
		k.Advance(k.Now().Add(c.after))
		if fresh := k.Note(&h, []float64{c.value}, time.Hour); fresh != c.fresh || len(h.Steps) != c.steps {
			t.Errorf("%g: new %t, %d steps", c.value, fresh, len(h.Steps))
		}
	}
	if h.Steps[0].Values[0] != 3 {
		t.Errorf("what held an hour ago was %v, want 3", h.Steps[0].Values)
	}
}
