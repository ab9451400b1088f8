package views

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
)

// busyAccount is the test account with a Spot fleet, a request that waits,
// denied calls and a broken trail.
func busyAccount() *watch.Snapshot {
	s, trail := spotAccount(), accountWithTrail()
	s.Events, s.Trails, s.TrailStatuses, s.TrailSelectors, s.BucketPolicies, s.Users = trail.Events, trail.Trails, trail.TrailStatuses, trail.TrailSelectors, trail.BucketPolicies, trail.Users
	return s
}

func TestBusyOverview(t *testing.T) {
	for _, size := range sizes() {
		d := newDesk(t, size.W, size.H)
		d.see(busyAccount())
		golden(t, fmt.Sprintf("overview-busy-%dx%d", size.W, size.H), d.screen())
	}
}

// Trouble of every service is on the overview, in words.
func TestOverviewTellsTrouble(t *testing.T) {
	d := newDesk(t, 200, 60)
	d.see(busyAccount())
	screen := d.screen()
	for _, text := range []string{
		"render-fleet", "3 of 4", "1 goes in 1m 42s", // the fleet
		"2 calls refused in the last 15 m", "StopInstances", "1 trail in trouble", "old-audit", // the trail
		"legacy-clb",
	} {
		if !strings.Contains(screen, text) {
			t.Errorf("%q is not on the screen\n%s", text, screen)
		}
	}
	if grave, calm := strings.Index(screen, "web-alb"), strings.Index(screen, "api-alb"); grave > calm {
		t.Error("trouble is not at the top")
	}
}

// Every line that can be selected opens what it tells of.
func TestOverviewDoors(t *testing.T) {
	d := newDesk(t, 200, 60)
	d.see(busyAccount())
	seen := map[string]bool{}
	for range 40 {
		d.screen()
		ref, _, _ := d.c.selected()
		d.press("enter")
		if screen := d.screen(); !strings.Contains(screen, "Overview ›") || strings.Contains(screen, "there is no ") {
			t.Fatalf("%v does not open\n%s", ref, screen)
		}
		d.press("esc")
		seen[ref.Kind] = true
		d.press("j")
	}
	for _, kind := range []string{KindBalancer, KindGroup, KindSpotFleet, KindAlarm, KindTrail, KindEvent} {
		if !seen[kind] {
			t.Errorf("no line opens a %s", kind)
		}
	}
}

// Old refusals are no news, and a healthy trail is quiet.
func TestOverviewIsQuiet(t *testing.T) {
	s := account()
	old := call(3600, "intern", "ec2", "StopInstances", instanceID(4), refused)
	s.Events[trailAsk{}.want().Key] = ok(old)
	s.Trails = ok(awsclient.Trail{ARN: mainTrail, TrailSettings: awsclient.TrailSettings{Name: "main", Bucket: "b"}})
	s.TrailStatuses = map[string]watch.Feed[awsclient.TrailStatus]{mainTrail: ok(awsclient.TrailStatus{Logging: true, Delivered: moment().Add(-time.Minute)})}
	d := newDesk(t, 200, 60)
	d.see(s)
	if screen := d.screen(); strings.Contains(screen, "TRAIL") || strings.Contains(screen, "SPOT FLEETS") {
		t.Errorf("a section has nothing to tell\n%s", screen)
	}
}
