package flight_test

import (
	"testing"
	"time"
)

// investigate plays a scenario until somebody is called, and counts the keys
// that are pressed from the overview on.
func investigate(t *testing.T, scenario string, after time.Duration, story func(*flight, func(...string))) {
	t.Helper()
	how := wide()
	how.scenario = scenario
	fly(t, how, func(f *flight) {
		f.Wait(after)
		f.Sees("LATEST") // the overview
		keys := 0
		story(f, func(names ...string) {
			keys += len(names)
			f.Press(names...)
		})
		if keys >= 5 {
			f.t.Errorf("it took %d keys", keys)
		}
	})
}

// A release whose servers answer 500: the balancer's line is red; its why says
// who released what.
func TestWhyTheReleaseWentWrong(t *testing.T) {
	investigate(t, "deploy-gone-wrong", 20*time.Second, func(f *flight, press func(...string)) {
		f.seesLine("shop-alb", "▲")
		press("w")
		f.until(10*time.Second, "IN SHORT", "StartInstanceRefresh")
		f.reads("4 of 4 targets unhealthy in shop-tg: HTTP 500, since ")
		f.reads("it began with CreateLaunchTemplateVersion shop by releaser from 192.0.2.44 at 20:38:00, then StartInstanceRefresh shop-asg by releaser from 192.0.2.44 at 20:39:00")
		f.inOrder("WHAT LED TO WHAT", "CreateLaunchTemplateVersion shop by releaser", "└   StartInstanceRefresh shop-asg", "└   Launching i-", "is unhealthy in shop-tg: HTTP 500; and 3 more", "└ ▲ shop-unhealthy is in alarm")
	})
}

// A zone is lost: the servers that fail, and the launches in their place, are
// all in it.
func TestWhyTheServersDieInAnOutage(t *testing.T) {
	investigate(t, "zone-outage", 16*time.Second, func(f *flight, press func(...string)) {
		press("w")
		f.until(10*time.Second, "IN SHORT", "failed the load balancer's health check")
		f.reads("instances terminated by shop-asg: failed the load balancer's health check, all in us-west-2a")
		f.reads("launches of shop-asg failed: no t3.small capacity in us-west-2a")
		f.reads("every instance and launch that went wrong is in us-west-2a; other zones go on")
		f.inOrder("WHAT LED TO WHAT", "is unhealthy in shop-tg: health check timed out", "└ ◆ Terminating i-", "Launching i-", "replaces an unhealthy instance")
	})
}

// The market turns: AWS takes Spot Instances back, and the group fills their
// places as far as there is capacity.
func TestWhyTheInstancesGoInASpotStorm(t *testing.T) {
	investigate(t, "spot-storm", 28*time.Second, func(f *flight, press func(...string)) {
		press("3", "w")
		f.until(10*time.Second, "IN SHORT", "taken back by AWS")
		f.reads("Spot Instances taken back by AWS: no Spot capacity")
		f.reads("launches of render-asg failed: no Spot capacity")
		f.inOrder("WHAT LED TO WHAT", "is taken back by AWS: no Spot capacity", "└ ◆ Terminating i-", "└   Launching i-", "there were too few")
	})
	investigate(t, "spot-storm", 28*time.Second, func(f *flight, press func(...string)) {
		press("4", "w")
		f.until(10*time.Second, "why render-fleet", "taken back by AWS")
		f.reads("Spot Instances taken back by AWS: no Spot capacity")
		f.inOrder("WHAT LED TO WHAT", "is taken back by AWS", "└ ◆ terminated i-", "└   launched i-")
	})
}

// An access key was found: the alarm fires, its metric filter says on which
// calls, and they say whose key it was and from where.
func TestWhyTheAlarmTellsOfAnIntruder(t *testing.T) {
	investigate(t, "intruder", 14*time.Second, func(f *flight, press func(...string)) {
		press("7")
		f.Wait(time.Second)
		f.Selects("AuthorizationFailures")
		press("w")
		f.until(15*time.Second, "why AuthorizationFailures", "denied")
		f.reads("3 calls of contractor from 203.0.113.66 denied: AuthorizeSecurityGroupIngress, CreateKeyPair, StopLogging")
		f.inOrder("WHAT LED TO WHAT", "AuthorizeSecurityGroupIngress", "by contractor from 203.0.113.66: denied; and 2 more", "└ ▲ AuthorizationFailures is in alarm")
	})
}
