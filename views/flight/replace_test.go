package flight_test

import (
	"slices"
	"testing"
	"time"

	"fleetglass/awsclient"
)

// The promise of the demo: kill an instance, watch the group replace it, read
// why, see its target drain and a new one turn healthy. Ten times is slow
// enough to see every state.
func TestAnInstanceIsTerminatedAndReplaced(t *testing.T) {
	how := wide()
	how.speed = 10
	fly(t, how, func(f *flight) {
		before := f.group("web-asg").Instances
		old := f.serving("web-asg")
		f.Press("5")
		f.filter("group:web-asg")
		f.row(old)
		f.act("Terminate " + old)
		f.Sees("running → shutting-down", "aws ec2 terminate-instances --instance-ids "+old+" --region us-west-2", "group web-asg will find it unhealthy and launch another")
		f.Type(old[:8])
		f.Press("enter")
		f.Sees("to go on") // half a name ends nothing
		f.Type(old[8:])
		f.Press("enter")
		f.untilLine(2*time.Second, old, "shutting-down")
		f.Selects(old)
		f.until(2*time.Second, "Instances ▲1") // the group's list may be fetched a moment later

		f.Press("2")
		f.open("web-alb")
		f.tab("Targets")
		f.untilLine(3*time.Second, old, "draining", "web-tg")
		f.Press("3")
		f.open("web-asg")
		f.tab("Activities")
		f.seesLine(old, "WaitingForELBConnection", "Terminating")
		f.open("Terminating " + old)
		f.Sees("Terminating EC2 instance: " + old + " - Waiting For ELB Connection Draining.")
		f.Press("esc")
		fresh := f.newcomer("web-asg", before)
		f.cause("Launching "+fresh, "an instance was launched in response to an unhealthy instance needing to be replaced.")
		f.cause("Terminating "+old, "an instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped.")

		f.Press("2")
		f.Sees("[Targets") // as it was left
		f.untilLine(15*time.Second, fresh, "healthy")
		f.Wait(10 * time.Second)
		f.SeesNot(old)
		if m := f.member("web-asg", fresh); m.Lifecycle != "InService" {
			f.t.Errorf("the new one is %q", m.Lifecycle)
		}
		f.Press("3")
		f.untilLine(3*time.Second, "Terminating "+old, "Successful")
	})
}

// newcomer is the member of a group that it did not have before.
func (f *flight) newcomer(group string, before []awsclient.GroupInstance) string {
	f.t.Helper()
	for range 40 {
		for _, m := range f.group(group).Instances {
			if !slices.ContainsFunc(before, func(b awsclient.GroupInstance) bool { return b.ID == m.ID }) {
				return m.ID
			}
		}
		f.Wait(time.Second / 4)
	}
	f.t.Fatalf("%s launches nothing:\n%s", group, f.Text())
	return ""
}
