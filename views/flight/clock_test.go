package flight_test

import (
	"strings"
	"testing"
	"time"
)

func TestAnotherRegionIsEmptyAndHonest(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("5")
		f.row("webserver1")
		f.Press("R")
		f.Wait(time.Second)
		f.Type("eu-central")
		f.Press("enter")
		f.Wait(2 * time.Second)
		f.Sees("eu-central-1", "none in eu-central-1", "0 rows")
		f.SeesNot("loading...", "webserver")
		for digit, sees := range map[string]string{"1": "no balancers in eu-central-1", "2": "none in eu-central-1", "3": "none in eu-central-1"} {
			f.Press(digit)
			f.Wait(3 * time.Second)
			f.Sees(sees)
			f.SeesNot("loading...", "web-asg", "error")
		}
		f.Press("R")
		f.Wait(time.Second)
		f.Type("us-west-2")
		f.Press("enter")
		f.Wait(2 * time.Second)
		f.Press("5")
		f.Wait(time.Second)
		f.Sees("us-west-2", "webserver0", "webserver1")
	})
}

func TestTheClockIsPausedSteppedAndHurried(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("+")
		f.Wait(time.Second)
		f.Sees("x120")
		f.Press("-", "-")
		f.Wait(time.Second)
		f.Sees("x30")
		f.Press("p")
		f.Wait(time.Second)
		f.Sees("paused")
		then, clock := f.engine.Now(), f.clock()
		f.Wait(10 * time.Second)
		if !f.engine.Now().Equal(then) || f.clock() != clock {
			f.t.Fatalf("paused, but the clock went from %s to %s", clock, f.clock())
		}
		f.Press("n")
		f.Wait(time.Second)
		if !f.engine.Now().After(then) || f.clock() == clock {
			f.t.Fatalf("a step, but the clock stands at %s", f.clock())
		}
		f.Sees("paused")
		f.Press("p")
		f.Wait(2 * time.Second)
		f.SeesNot("paused")
		f.Sees("x30")
	})
}

// clock is what the header says that it is.
func (f *flight) clock() string {
	_, after, _ := strings.Cut(f.Lines()[0], "Tue ")
	clock, _, _ := strings.Cut(after, " ")
	return clock
}

// The clock in the header goes on though nothing else does: in a region where
// nothing happens, and while calls are refused.
func TestTheClockInSightNeverStandsLongerThanASecond(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("R")
		f.Wait(time.Second)
		f.Type("eu-central")
		f.Press("enter")
		f.Wait(3 * time.Second)
		for range 10 {
			was := f.clock()
			f.Wait(1300 * time.Millisecond)
			if f.clock() == was {
				f.t.Fatalf("the clock stands at %s", was)
			}
		}
	})
}

func TestHoldStopsTheCalls(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("@")
		f.Wait(time.Second)
		f.Sees("DescribeTargetHealth")
		f.Press("z")
		f.Wait(time.Second)
		f.Sees("held at")
		rows, made := f.line("rows"), f.calls()
		f.Wait(20 * time.Second)
		if f.line("rows") != rows {
			f.t.Errorf("the ledger went from %q to %q", rows, f.line("rows"))
		}
		if n := f.calls() - made; n != 0 {
			f.t.Errorf("%d calls were made while held", n)
		}
		f.Press("z")
		f.Wait(2 * time.Second)
		f.SeesNot("held at")
		if f.calls() == made {
			f.t.Error("nothing is fetched after the hold")
		}
	})
}

// calls is how many calls the console has made lately.
func (f *flight) calls() int { return len(f.console.Usage().Recent) }

func TestAShrunkTerminalSaysSoAndGrowsAgain(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("5")
		f.Wait(time.Second)
		f.row("webserver1")
		id, _, _ := strings.Cut(f.Cursor(), " ")
		for _, size := range [][2]int{{59, 40}, {120, 15}, {20, 5}, {3, 2}, {1, 1}} {
			f.resize(size[0], size[1])
			f.Wait(time.Second)
			f.SeesNot("webserver1")
		}
		f.resize(50, 12)
		f.Sees("fleetglass needs 60x16")
		f.resize(60, 16)
		f.Wait(time.Second)
		f.Selects(id)
		f.resize(200, 60)
		f.Wait(time.Second)
		f.Selects("webserver1")
		f.sound()
	})
}
