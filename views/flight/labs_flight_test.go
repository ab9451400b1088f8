package flight_test

import (
	"testing"
	"time"

	"fleetglass/awsclient/labs"
)

// inTrouble is the world of free flight.
func inTrouble() terms {
	how := wide()
	how.scenario = "intruder"
	return how
}

// Free flight in the console: its first two puzzles, and the trail that was
// stopped, by keys alone.
func TestPuzzlesAreSolvedInTheConsole(t *testing.T) {
	fly(t, inTrouble(), func(f *flight) {
		f.Press("L")
		f.Wait(time.Second)
		for range len(labs.All()) - 1 { // it is the last
			f.Press("down")
		}
		f.Press("enter")
		f.Wait(time.Second)
		f.Press("enter")
		f.Wait(time.Second)
		f.Press("v")
		f.Wait(time.Second)
		f.Sees("this puzzle has not begun")

		f.shop("Suspend processes of shop-asg")
		f.Press("space", "enter") // Launch comes first
		f.agree("aws autoscaling suspend-processes --auto-scaling-group-name shop-asg --scaling-processes Launch")
		f.shop("Set desired capacity of shop-asg")
		f.fill("desired", "4")
		f.Press("enter")
		f.agree("--desired-capacity 4")
		f.step("1", "Launch")
		f.shop("Resume processes of shop-asg")
		f.Press("space", "enter")
		f.agree("aws autoscaling resume-processes --auto-scaling-group-name shop-asg --scaling-processes Launch")
		f.step("2", "")

		f.shop("Set minimum, desired and maximum of shop-asg")
		f.fill("minimum", "1")
		f.fill("desired", "1")
		f.Press("enter")
		f.agree("--min-size 1")
		f.step("3", "4")
		f.shop("Set minimum, desired and maximum of shop-asg")
		f.fill("minimum", "2")
		f.fill("desired", "4")
		f.Press("enter")
		f.agree("--min-size 2")
		f.step("4", "")
	})
}

// shop begins an action on the group of the shop.
func (f *flight) shop(action string) {
	f.t.Helper()
	f.Press("3", "3")
	f.Wait(2 * time.Second)
	f.row("shop-asg")
	f.act(action)
}
