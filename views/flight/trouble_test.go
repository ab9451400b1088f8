package flight_test

import (
	"testing"
	"time"

	"fleetglass/fake"
)

// breaks lets the engine refuse calls for a while of virtual time.
func (f *flight) breaks(kind, what string, long time.Duration) {
	f.t.Helper()
	if err := f.engine.Inject(fake.Fault{Kind: kind, Subject: what, For: long}); err != nil {
		f.t.Fatal(err)
	}
}

func TestDeniedCallsGreyOnlyWhatHangsOnThem(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("3")
		f.Wait(2 * time.Second)
		f.breaks(fake.Deny, "autoscaling:Describe*", 20*time.Minute) // 20 seconds here
		f.until(5*time.Second, "denied (DescribeAutoScalingGroups)", "AccessDenied")
		f.Sees("web-asg", "errors !") // what was known stays
		f.Press("!")
		f.reads("ask for autoscaling:DescribeAutoScalingGroups")
		f.Sees("request ")
		f.Press("esc")
		f.Press("1")
		f.Wait(2 * time.Second)
		f.Sees("denied (DescribeAutoScalingGroups)", "web-alb")
		f.SeesNot("denied (DescribeLoadBalancers)", "denied (DescribeAlarms)")
		f.Press("2")
		f.Wait(2 * time.Second)
		f.SeesNot("denied", "stale") // balancers live on
		f.Sees("updated now")
		f.Press("5")
		f.Wait(time.Second)
		f.Sees("webserver0", "updated now")

		f.Wait(2 * time.Minute) // rights change seldom: the waits have grown
		f.SeesNot("errors !", "error !", "denied")
		f.Press("3")
		f.Wait(time.Second)
		f.SeesNot("denied", "stale")
		f.sound()
	})
}

func TestDeniedFromTheStartIsNotAnEmptyAccount(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.breaks(fake.Deny, "ec2:DescribeInstances", time.Hour)
		f.Press("R")
		f.Wait(time.Second)
		f.Type("us-west-2")
		f.Press("enter")
		f.Wait(4 * time.Second)
		f.Press("5")
		f.Wait(time.Second)
		f.Sees("denied", "UnauthorizedOperation")
		f.SeesNot("none in us-west-2", "loading...")
		f.reads("ask for ec2:DescribeInstances")
		f.Press("2")
		f.Wait(2 * time.Second)
		f.seesLine("web-alb", "application")
	})
}

func TestExpiredCredentialsSayHowToSignInAndRecoverByThemselves(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Wait(2 * time.Second)
		f.Press("i")
		f.choose("Expire the credentials")
		f.until(4*time.Second, "credentials expired (DescribeLoadBalancers)", "ExpiredToken")
		f.reads("Sign in again in another terminal")
		f.Sees("web-alb", "web-asg", "1 error !")
		f.Wait(30 * time.Second)
		f.SeesNot("credentials expired", "errors !", "error !", "stale")
		f.Sees("updated now")
		f.sound()
	})
}

func TestThrottledCallsSlowDownAndTheRestLivesOn(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("2")
		f.Wait(3 * time.Second)
		f.breaks(fake.Throttle, "ec2:Describe*", 40*time.Minute)
		for range 6 {
			f.Wait(5 * time.Second)
			f.SeesNot("stale", "throttled (") // balancers have nothing to do with it
		}
		f.Sees(" throttled") // the meter
		f.Press("5")
		f.until(10*time.Second, "throttled (DescribeInstances)", "RequestLimitExceeded", "slows down and tries again by itself")
		f.Sees("webserver0")
		f.Wait(90 * time.Second)
		f.SeesNot("throttled (", "error !", "errors !")
		f.sound()
	})
}

func TestReadOnlyRefusesWithTheReason(t *testing.T) {
	how := wide()
	how.readOnly = true
	fly(t, how, func(f *flight) {
		f.Sees("read-only")
		desired := f.group("web-asg").Limits.Desired
		f.Press("3")
		f.Wait(time.Second)
		f.row("web-asg")
		f.Press("a")
		f.Sees("Changes are off", "changes are off")
		f.Press("enter", "enter", "y")
		f.Press("esc")
		f.Press("2")
		f.open("web-alb")
		f.tab("Rules")
		f.Press("a")
		f.Sees("changes are off")
		f.Press("esc")
		f.Press(":")
		f.Type("terminate")
		f.Press("enter")
		f.Wait(time.Second)
		f.Press("esc")
		if got := f.group("web-asg").Limits.Desired; got != desired {
			f.t.Errorf("desired went from %d to %d", desired, got)
		}
	})
}

// Locked twice: should a view forget the rule, the client still refuses.
func TestReadOnlyClientRefusesBeforeTheEngineIsAsked(t *testing.T) {
	how := wide()
	how.readOnly = true
	fly(t, how, func(f *flight) {
		made := f.calls()
		if err := f.console.SetDesiredCapacity(f.t.Context(), "web-asg", 9); err == nil {
			f.t.Error("a read-only client changed the capacity")
		}
		if f.calls() != made {
			f.t.Error("the call is in the ledger")
		}
	})
}
