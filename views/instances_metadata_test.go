package views

import (
	"fmt"
	"strings"
	"testing"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/classic"
	"fleetglass/awsclient/watch"
)

const interrupted = "i-0f1ee700000000001" // the Spot Instance of spotAccount that has a notice

func TestInstancePageScreens(t *testing.T) {
	for _, size := range sizes() {
		at := fmt.Sprintf("-%dx%d", size.W, size.H)
		open := func(id string) *desk {
			d := newDesk(t, size.W, size.H)
			s := spotAccount()
			s.ConsoleOutput = map[string]watch.Feed[string]{instanceID(0): ok("[    0.000000] Linux version 6.1 booting on m5.large\r\n[    1.000000] systemd[1]: Set hostname to <ip-172-31-0-10>.\r\n[    5.200000] cloud-init[1]: + yum install -y httpd\r\nip-172-31-0-10 login:\r\n")}
			d.see(s)
			d.c.Open(Ref{KindInstance, id})
			return d
		}
		golden(t, "instance-metadata"+at, open(instanceID(0)).tab("Metadata").screen())
		golden(t, "instance-metadata-notice"+at, open(interrupted).tab("Metadata").screen())
		golden(t, "instance-console"+at, open(instanceID(0)).tab("Console").screen())
		golden(t, "instance-classic"+at, open(instanceID(10)).screen())
	}
}

// A notice is read at its two paths, and 404 stands there before.
func TestMetadataOfANotice(t *testing.T) {
	read := func(id string) string {
		d := newDesk(t, 200, 60)
		d.see(spotAccount())
		d.c.Open(Ref{KindInstance, id})
		return d.tab("Metadata").screen()
	}
	screen := read(interrupted)
	for _, text := range []string{`{"action": "terminate", "time": "2026-03-03T14:04:13Z"}`, "instance-life-cycle", "meta-data/spot/", "termination-time"} {
		if !strings.Contains(screen, text) {
			t.Errorf("%q is not on the screen\n%s", text, screen)
		}
	}
	if screen := read(instanceID(0)); strings.Contains(screen, "spot/") {
		t.Errorf("an On-Demand Instance has no notices\n%s", screen)
	}
}

func TestTargetLifecycle(t *testing.T) {
	for state, want := range map[string]string{
		"Pending": "InService", "Pending:Wait": "InService", "InService": "InService", "Terminating:Wait": "Terminated", "Standby": "Standby", "EnteringStandby": "Standby", "Detaching": "Detached",
	} {
		if got := targetLifecycle(&awsclient.GroupInstance{Lifecycle: state}); got != want {
			t.Errorf("%s: %s, want %s", state, got, want)
		}
	}
}

// An instance says what its Classic balancer finds wrong with it, and leads
// there.
func TestInstanceBehindClassic(t *testing.T) {
	s := account()
	bad := inService(10)
	bad.State, bad.Reason, bad.Description = classic.OutOfService, classic.ByInstance, classic.TextFailed
	s.ClassicHealth = map[string]watch.Feed[awsclient.ClassicHealth]{legacyCLB: ok(bad)}
	d := newDesk(t, 200, 60)
	d.see(s)
	if got, want := d.c.Issue(Ref{KindInstance, instanceID(10)}), (Issue{"legacy-clb: failed its checks", true}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if screen := d.press("5").screen(); !strings.Contains(screen, "○ legacy-clb") {
		t.Errorf("the list does not have the balancer\n%s", screen)
	}
	if screen := d.press("j", "enter").screen(); !strings.Contains(screen, classic.TextFailed) {
		t.Errorf("AWS's text is not there\n%s", screen)
	}
}

// Console output is asked for while its page is in sight only.
func TestConsoleIsWantedInSight(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.see(account())
	d.c.Open(Ref{KindInstance, instanceID(0)})
	asks := func() bool {
		for _, w := range d.watcher.wants {
			if w.Kind == watch.ConsoleOutput {
				return true
			}
		}
		return false
	}
	d.screen()
	if asks() {
		t.Error("it is wanted from the details")
	}
	d.tab("Console").see(account())
	if !asks() {
		t.Error("it is not wanted on its page")
	}
}
