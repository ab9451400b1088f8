package flight_test

import (
	"testing"
	"time"

	"fleetglass/awsclient"
)

// trailNamed is the trail as AWS has it, and whether it is there.
func (f *flight) trailNamed(name string) (awsclient.Trail, bool) {
	f.t.Helper()
	trails, err := f.client.Trails(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	for _, t := range trails {
		if t.Name == name {
			return t, true
		}
	}
	return awsclient.Trail{}, false
}

func (f *flight) logging(arn string) bool {
	f.t.Helper()
	s, err := f.client.TrailStatus(f.t.Context(), arn)
	if err != nil {
		f.t.Fatal(err)
	}
	return s.Logging
}

func TestATrailIsStoppedStartedAndDeleted(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		const name = "management-events"
		trail, _ := f.trailNamed(name)
		f.Press("9", "tab")
		f.untilLine(10*time.Second, name, "logging")
		f.row(name)
		f.act("Stop logging of " + name)
		f.confirm("aws cloudtrail stop-logging --name "+trail.ARN, name)
		if f.logging(trail.ARN) {
			f.t.Errorf("it logs\n%s", f.Text())
		}
		f.untilLine(10*time.Second, name, "stopped")
		f.row(name)
		f.act("Start logging of " + name)
		f.yes("aws cloudtrail start-logging --name " + trail.ARN)
		if !f.logging(trail.ARN) {
			f.t.Errorf("it does not log\n%s", f.Text())
		}
		f.untilLine(10*time.Second, name, "logging")
		f.row(name)
		f.act("Delete " + name)
		f.confirm("aws cloudtrail delete-trail --name "+trail.ARN, name)
		if _, there := f.trailNamed(name); there {
			f.t.Errorf("it is still there\n%s", f.Text())
		}
	})
}
