package flight_test

import (
	"strings"
	"testing"
	"time"
)

// inOrder fails the test when the texts do not stand on the screen one after
// the other.
func (f *flight) inOrder(texts ...string) {
	f.t.Helper()
	rest := f.Text()
	for _, text := range texts {
		_, after, ok := strings.Cut(rest, text)
		if !ok {
			f.t.Fatalf("no %q after those before it, of %q:\n%s", text, texts, f.Text())
		}
		rest = after
	}
}

// The timeline lives: what is done to an account is read in it, merged with
// what comes of it.
func TestTheTimelineTellsAReleaseAsItHappens(t *testing.T) {
	how := wide()
	how.scenario = "deploy-gone-wrong"
	fly(t, how, func(f *flight) {
		f.Press("0")
		f.until(15*time.Second, "CreateLaunchTemplateVersion shop", "StartInstanceRefresh shop-asg")
		f.until(10*time.Second, "is unhealthy: HTTP 500", "shop-unhealthy", "in alarm")
		f.inOrder("in alarm", "is unhealthy: HTTP 500", "Launching i-", "StartInstanceRefresh shop-asg", "CreateLaunchTemplateVersion shop") // the newest first
		f.seesLine("scaling", "Launching i-", "an instance refresh")
		f.seesLine("trail", "releaser", "192.0.2.44")
		f.Press("v", "v")
		f.Sees("at least grave")
		f.SeesNot("StartInstanceRefresh")
		f.row("is unhealthy: HTTP 500")
		f.Press("w")
		f.until(4*time.Second, "StartInstanceRefresh shop-asg by releaser")
		f.Press("esc", "F")
		f.Sees("at least *")
		f.sound()
	})
}

func TestTheTimelineLoadsThePast(t *testing.T) {
	fly(t, wide(), func(f *flight) {
		f.Press("0")
		f.until(5*time.Second, "loaded back to: ", "m loads older")
		f.Press("m")
		f.until(5*time.Second, "older call")
		for range 12 {
			if f.has("trail all") {
				break
			}
			f.Press("m")
			f.Wait(time.Second)
		}
		f.Sees("trail all")
		f.sound()
	})
}
