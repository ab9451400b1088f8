package flight_test

import (
	"slices"
	"testing"
	"time"

	"fleetglass/awsclient"
)

// Every change is made by keys: menu, form, question with the command that
// does the same, yes. Then AWS is asked, and the screen.

func TestDesiredCapacityAndLimitsAreSet(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("3")
		f.Wait(time.Second)
		f.row("worker-asg")
		f.act("Set desired capacity")
		f.fill("desired", "99")
		f.Press("enter")
		f.Sees("from 1 to 8") // refused before AWS is asked
		f.fill("desired", "6")
		f.Press("enter")
		f.Sees("→ 6", "launches 2 instances")
		f.yes("aws autoscaling set-desired-capacity --auto-scaling-group-name worker-asg")
		if got := f.group("worker-asg").Limits.Desired; got != 6 {
			f.t.Errorf("desired is %d", got)
		}
		f.Selects("worker-asg")
		f.untilLine(3*time.Second, "worker-asg", "6/6")

		f.act("Set minimum")
		f.fill("minimum", "2")
		f.fill("maximum", "7")
		f.Press("enter")
		f.Sees("minimum  1 → 2", "maximum  8 → 7")
		f.yes("aws autoscaling update-auto-scaling-group --auto-scaling-group-name worker-asg")
		if got := f.group("worker-asg").Limits; got.Min != 2 || got.Max != 7 {
			f.t.Errorf("the limits are %+v", got)
		}
		f.Selects("worker-asg")
		f.seesLine("worker-asg", "2 ▕", "▏ 7")
		f.Press("@", "tab")
		f.Wait(time.Second)
		f.Sees("set-desired-capacity", "update-auto-scaling-group", "done")
	})
}

func TestAProcessIsSuspendedAndResumed(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("3")
		f.Wait(time.Second)
		f.row("api-asg")
		f.act("Suspend processes")
		f.Press("right", "space", "enter")
		f.Sees("Terminate:")
		f.yes("aws autoscaling suspend-processes --auto-scaling-group-name api-asg")
		suspended := f.group("api-asg").Suspended
		if len(suspended) != 1 || suspended[0].Name != "Terminate" {
			f.t.Fatalf("suspended are %+v", suspended)
		}
		f.Selects("api-asg")
		f.seesLine("api-asg", "suspended: Terminate")
		f.Sees("Scaling ▲1")
		f.act("Resume processes")
		f.Press("space", "enter")
		f.yes("aws autoscaling resume-processes --auto-scaling-group-name api-asg --scaling-processes Terminate")
		if left := f.group("api-asg").Suspended; len(left) > 0 {
			f.t.Errorf("still suspended are %+v", left)
		}
		f.SeesNot("suspended")
	})
}

func TestAMemberIsProtectedAndTakesARest(t *testing.T) {
	how := wide()
	how.speed = 10
	fly(t, how, func(f *flight) {
		id := f.serving("web-asg")
		f.Press("3")
		f.open("web-asg")
		f.tab("Instances")
		f.row(id)
		f.act("Protect " + id)
		f.yes("aws autoscaling set-instance-protection --auto-scaling-group-name web-asg --protected-from-scale-in")
		if !f.member("web-asg", id).Protected {
			f.t.Error("it is not protected")
		}
		f.Selects(id)
		f.act("Unprotect " + id)
		f.yes("--no-protected-from-scale-in")
		if f.member("web-asg", id).Protected {
			f.t.Error("it is still protected")
		}

		desired := f.group("web-asg").Limits.Desired
		f.act("Move " + id + " to standby")
		f.Press("enter")
		f.yes("aws autoscaling enter-standby --auto-scaling-group-name web-asg --should-decrement-desired-capacity")
		f.untilLine(12*time.Second, id, " Standby")
		f.Selects(id)
		if got := f.group("web-asg").Limits.Desired; got != desired-1 {
			f.t.Errorf("desired is %d, it was %d", got, desired)
		}
		if state := f.targetState("web-tg", id); state == "healthy" {
			f.t.Errorf("its target is %s", state)
		}
		f.act("Return " + id + " to service")
		f.yes("aws autoscaling exit-standby --auto-scaling-group-name web-asg")
		f.untilLine(12*time.Second, id, "InService")
		f.Selects(id)
		for range 40 {
			if f.targetState("web-tg", id) == "healthy" {
				return
			}
			f.Wait(time.Second / 4)
		}
		f.t.Errorf("its target is %q", f.targetState("web-tg", id))
	})
}

func TestAWaitingInstanceIsLetGo(t *testing.T) {
	how := wide()
	how.speed = 1
	fly(t, how, func(f *flight) {
		f.Press("3")
		f.open("batch-asg")
		f.until(40*time.Second, "held by hooks", "load-data")
		f.tab("Instances")
		f.untilLine(40*time.Second, "Pending:Wait")
		f.filter("Pending:Wait")
		id := f.waiting()
		f.row(id)
		f.act("Extend the wait of " + id)
		f.Press("enter")
		f.yes("aws autoscaling record-lifecycle-action-heartbeat --auto-scaling-group-name batch-asg")
		f.act("Complete the lifecycle action of " + id)
		f.Sees("AWS does not tell which hook")
		f.Press("enter")
		f.Sees("Pending:Wait → Pending:Proceed")
		f.yes("--lifecycle-action-result CONTINUE")
		f.Press("esc") // the filter
		f.untilLine(10*time.Second, id, "InService")
		if got := f.member("batch-asg", id).Lifecycle; got != "InService" {
			f.t.Errorf("it is %q", got)
		}
	})
}

// waiting is an instance of the batch group that waits at a hook.
func (f *flight) waiting() string {
	f.t.Helper()
	for _, m := range f.group("batch-asg").Instances {
		if m.Lifecycle == "Pending:Wait" {
			return m.ID
		}
	}
	f.t.Fatalf("nothing waits:\n%s", f.Text())
	return ""
}

func TestATargetIsRegisteredAndDeregistered(t *testing.T) {
	how := wide()
	how.speed = 10
	fly(t, how, func(f *flight) {
		instances, err := f.client.Instances(f.t.Context())
		if err != nil {
			f.t.Fatal(err)
		}
		id := instances[slices.IndexFunc(instances, func(i awsclient.Instance) bool { return i.Name == "webserver1" })].ID
		f.Press("2")
		f.open("web-alb")
		f.tab("Target groups")
		f.row("ws0-tg")
		f.act("Register targets with ws0-tg")
		f.field("webserver1")
		f.Press("space", "enter")
		f.Sees(id + " becomes a target on port 80")
		f.yes("aws elbv2 register-targets")
		f.Selects("ws0-tg")
		if f.targetState("ws0-tg", id) == "" {
			f.t.Error("it is not registered")
		}
		f.tab("Targets")
		f.untilLine(8*time.Second, id, "ws0-tg")
		f.filter("group:ws0-tg")
		f.row(id)
		f.act("Deregister " + id)
		f.yes("aws elbv2 deregister-targets")
		f.untilLine(2*time.Second, id, "draining")
		f.Selects(id)
		if got := f.targetState("ws0-tg", id); got != "draining" {
			f.t.Errorf("it is %q", got)
		}
	})
}
