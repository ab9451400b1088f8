package views

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

// sees fails the test unless the screen has all of these texts.
func (d *desk) sees(texts ...string) *desk {
	d.t.Helper()
	screen := d.screen()
	for _, text := range texts {
		if !strings.Contains(screen, text) {
			d.t.Errorf("the screen does not have %q:\n%s", text, screen)
		}
	}
	return d
}

func (d *desk) doesNotSee(texts ...string) *desk {
	d.t.Helper()
	screen := d.screen()
	for _, text := range texts {
		if strings.Contains(screen, text) {
			d.t.Errorf("the screen has %q:\n%s", text, screen)
		}
	}
	return d
}

func (d *desk) hasSelected(id string) *desk {
	d.t.Helper()
	if got := d.selected(); got != id {
		d.t.Errorf("selected is %q, want %q", got, id)
	}
	return d
}

// The unhealthy web server (4) is first, the worker with a failed check (12)
// second; then the rest as AWS lists them.

func TestTroubleComesFirstAndSaysWhatItIs(t *testing.T) {
	d := newDesk(t, 120, 36).press("5").hasSelected(instanceID(4)).sees("web-tg: HTTP 503", "instance status check impaired", "Instances ▲2")
	d.press("j").hasSelected(instanceID(12)).press("j").hasSelected(instanceID(0))
}

func TestEnterOpensAndEscComesBackToTheSameRow(t *testing.T) {
	d := newDesk(t, 120, 36).press("5", "j", "j", "j").hasSelected(instanceID(1))
	d.press("enter").sees("Instances › web "+instanceID(1), "[Details]").press("esc").hasSelected(instanceID(1)).doesNotSee("[Details]")
}

func TestDigitReturnsToAPaneAsItWasLeft(t *testing.T) {
	d := newDesk(t, 120, 36).press("5", "j", "enter").sees(instanceID(12))
	d.press("1").sees("LATEST").press("5").sees("Instances › worker " + instanceID(12))
	d.press("5").doesNotSee("›  worker").hasSelected(instanceID(12))
}

func TestSelectionSurvivesARefreshThatMovesTheRow(t *testing.T) {
	d := newDesk(t, 120, 36).press("5", "G").hasSelected(instanceID(15))
	s := account()
	slices.Reverse(s.Instances.Rows)
	d.see(s)
	d.hasSelected(instanceID(15))
}

func TestFilterIsNotDisturbedByARefresh(t *testing.T) {
	d := newDesk(t, 120, 36).press("5", "/").typed("name:wor").sees("/name:wor", "4 of 16 rows")
	d.see(account())
	d.typed("ker").sees("/name:worker", "4 of 16 rows").doesNotSee("bastion").press("enter").sees("/name:worker")
	d.press("esc").sees("bastion", "16 rows")
}

func TestEscWhileTypingClearsTheFilter(t *testing.T) {
	newDesk(t, 120, 36).press("5", "/").typed("!web").sees("10 of 16 rows").press("esc").sees("16 rows").doesNotSee("/!web")
}

func TestKeysTypedIntoAFilterAreText(t *testing.T) {
	d := newDesk(t, 120, 36).press("5", "/").typed("q1?")
	d.sees("/q1?", "none of 16 matches q1?")
	if d.quit {
		t.Error("q in a filter must not quit")
	}
}

func TestPasteGoesIntoTheFilter(t *testing.T) {
	d := newDesk(t, 120, 36).press("5", "/")
	d.send(tea.PasteMsg{Content: "bastion"})
	d.sees("1 of 16 rows")
}

func TestTerminateAsksForTheNameToBeTyped(t *testing.T) {
	d := newDesk(t, 120, 36).press("5", "a").typed("jjj").press("enter")
	d.sees("Terminate "+instanceID(4), "aws ec2 terminate-instances --instance-ids "+instanceID(4)+" --region us-west-2", "group web-asg will find it unhealthy")
	d.press("enter")
	if len(d.client.calls) > 0 {
		t.Fatalf("nothing was typed, but: %v", d.client.calls)
	}
	d.typed(instanceID(4)).press("enter")
	if want := []string{"terminate [" + instanceID(4) + "]"}; !slices.Equal(d.client.calls, want) {
		t.Errorf("calls are %v, want %v", d.client.calls, want)
	}
	if !slices.Contains(d.watcher.poked, watch.Instances) {
		t.Error("the instances were not fetched again")
	}
	d.sees(instanceID(4) + ": shutting down")
	d.press("@", "tab").sees("Terminate "+instanceID(4), "aws ec2 terminate-instances", "done")
}

func TestRowSaysWhatIsBeingDoneToIt(t *testing.T) {
	d := newDesk(t, 120, 36).press("5", "a").typed("jj").press("enter").sees("Reboot")
	_, cmd := d.c.Update(keyPress("y")) // the command is not run yet: AWS has not answered
	d.sees("rebooting...")
	d.run(cmd)
	d.doesNotSee("rebooting...")
}

func TestFailedActionSaysWhatAWSSaid(t *testing.T) {
	synctest.Test(t, failedAction) // the dialog that opens is deaf for a moment
}

func failedAction(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.client.err = &awsclient.Error{Kind: awsclient.Conflict, Service: "EC2", Operation: "RebootInstances", Code: "IncorrectInstanceState", Message: "The instance is not in a state from which it can be rebooted."}
	d.press("5", "a").typed("jj").press("enter", "y")
	d.sees("Reboot "+instanceID(4)+" failed", "IncorrectInstanceState: The instance is not in a state from which it can be", "wait until it settles")
}

func TestActionOnMarkedRowsDoesAllOfThem(t *testing.T) {
	d := newDesk(t, 120, 36).press("5", "space", "space", "a").sees("Actions on 2 instances")
	d.typed("jj").press("enter", "y")
	if want := []string{"reboot [" + instanceID(4) + " " + instanceID(12) + "]"}; !slices.Equal(d.client.calls, want) {
		t.Errorf("calls are %v, want %v", d.client.calls, want)
	}
}

func TestReadOnlyListsActionsAndSaysWhyTheyAreOff(t *testing.T) {
	d := newDesk(t, 120, 36, func(o *Options) { o.Writes = false }).press("5", "a")
	d.sees("read-only", "--allow-writes", "changes are off", "Terminate").press("G", "enter")
	d.sees("Actions on")
	if len(d.client.calls) > 0 {
		t.Errorf("read-only, but: %v", d.client.calls)
	}
}

func TestRelatedLeadsToOthersAndBack(t *testing.T) {
	d := newDesk(t, 120, 36).press("5", "r").sees("Related to web", "group's other instances")
	d.press("esc").hasSelected(instanceID(4))
	d.press("r").press("G", "k", "enter").sees("› group's other instances of web", "5 rows").press("esc").hasSelected(instanceID(4))
}

func TestPaletteFindsAnInstanceByItsID(t *testing.T) {
	newDesk(t, 120, 36).press(":").typed(instanceID(7)).press("enter").sees("Overview › api " + instanceID(7))
}

func TestPaletteKnowsAliases(t *testing.T) {
	newDesk(t, 120, 36).press(":").typed("ec2").press("enter").hasSelected(instanceID(4))
}

func TestJSONShowsTheRecordAsAWSHasIt(t *testing.T) {
	newDesk(t, 120, 36).press("5", "J").sees(`"ID": "`+instanceID(4)+`"`, `"Type": "m5.large"`)
}

func TestCommandShowsTheCLIEquivalent(t *testing.T) {
	newDesk(t, 120, 36).press("5", "c").sees("aws ec2 describe-instances --instance-ids " + instanceID(4) + " --region us-west-2")
}

func TestCopyPutsIDAndARNIntoTheClipboard(t *testing.T) {
	d := newDesk(t, 120, 36).press("5", "y").sees("copied " + instanceID(4))
	if !d.copied {
		t.Error("nothing was copied")
	}
	d.press("Y").sees("copied arn:aws:ec2:us-west-2:123456789012:instance/" + instanceID(4))
}

func TestTrailAsksCloudTrailForThisResourceAndShowsRefusals(t *testing.T) {
	d := newDesk(t, 120, 36).press("5", "t")
	want := watch.Trail(awsclient.EventQuery{Attribute: "ResourceName", Value: instanceID(4), Limit: trailEvents})
	if !slices.ContainsFunc(d.watcher.wants, func(w watch.Want) bool { return w.ID() == want.ID() }) {
		t.Fatalf("the events were not asked for: %v", d.watcher.wants)
	}
	d.sees("loading...")
	s := account()
	s.Events[want.Key] = failed[awsclient.Event](&awsclient.Error{Kind: awsclient.Unsupported, Service: "CloudTrail", Operation: "LookupEvents", Code: "NotImplemented", Message: "The LookupEvents action has not been implemented"})
	d.see(s)
	d.sees("unsupported", "LookupEvents", "does not have the call")
	s = account()
	s.Events[want.Key] = ok(awsclient.Event{ID: "e1", Name: "StopInstances", Source: "ec2.amazonaws.com", Time: moment().Add(-time.Minute), Username: "intern",
		ErrorCode: "Client.UnauthorizedOperation", ErrorMessage: "no", SourceIP: "203.0.113.9", Resources: []awsclient.EventResource{{Type: "AWS::EC2::Instance", Name: instanceID(4)}}})
	d.see(s)
	d.sees("14:01:31", "denied", "intern", "StopInstances", "203.0.113.9")
}

func TestHoldStopsTheScreenAndSaysSo(t *testing.T) {
	d := newDesk(t, 120, 36).press("5", "z").sees("held at 14:02:31")
	if !d.watcher.held {
		t.Error("polling goes on")
	}
	s := account()
	s.Instances = ok[awsclient.Instance]()
	d.see(s)
	d.sees(instanceID(0)).press("z")
	d.see(s)
	d.doesNotSee(instanceID(0), "held")
}

func TestErrorOfOneFeedLeavesTheRestAlive(t *testing.T) {
	d := newDesk(t, 120, 36)
	s := account()
	s.Balancers = failed[awsclient.LoadBalancer](denied("Elastic Load Balancing v2", "DescribeLoadBalancers"))
	d.see(s)
	d.sees("UnauthorizedOperation", "ask for elasticloadbalancing:DescribeLoadBalancers", "web-asg", "1 error !")
	d.press("!").sees("request f1d5c8a0-1111-2222-3333-444455556666", "tried 3 times")
}

func TestEmptyDeniedAndLoadingAreDifferentScreens(t *testing.T) {
	d := newDesk(t, 120, 36).press("5")
	s := account()
	s.Instances = ok[awsclient.Instance]()
	d.see(s)
	d.sees("none in us-west-2")
	s = account()
	s.Instances = watch.Feed[awsclient.Instance]{}
	d.see(s)
	d.sees("loading...").doesNotSee("none in")
	s = account()
	s.Instances = failed[awsclient.Instance](denied("EC2", "DescribeInstances"))
	d.see(s)
	d.sees("denied", "ask for ec2:DescribeInstances").doesNotSee("none in", "loading")
}

func TestFailedRefreshKeepsTheRowsAndSaysHowOldTheyAre(t *testing.T) {
	d := newDesk(t, 120, 36).press("5")
	s := account()
	s.Wall = moment().Add(90 * time.Second)
	s.Instances.Err = &awsclient.Error{Kind: awsclient.Offline, Service: "EC2", Operation: "DescribeInstances", Message: "no such host"}
	d.see(s)
	d.sees(instanceID(4), "offline", "no such host", "stale: 1 m old")
}

func TestResourceThatGoesAwayStaysOnItsPage(t *testing.T) {
	d := newDesk(t, 120, 36).press("5", "enter").sees("state           ● running")
	s := account()
	s.Instances = ok(s.Instances.Rows[:2]...)
	d.see(s)
	d.sees("no longer listed", "m5.large")
}

func TestTooSmallSaysSoAndRecovers(t *testing.T) {
	d := newDesk(t, 50, 12).sees("fleetglass needs 60x16")
	d.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	d.sees("LATEST").doesNotSee("needs 60x16")
}

func TestEngineKeysMoveTheClock(t *testing.T) {
	d := newDesk(t, 120, 36).sees("x60").press("+").sees("x120")
	if d.engine.speed != 120 {
		t.Errorf("speed is %v", d.engine.speed)
	}
	d.press("p").sees("paused").press("n")
	if !d.engine.paused || !slices.Contains(d.engine.did, "step") {
		t.Errorf("engine: %+v", d.engine)
	}
}

func TestInjectHappensToTheSelectedRow(t *testing.T) {
	d := newDesk(t, 120, 36).press("5", "i").sees("Kill instance: web " + instanceID(4)).press("enter")
	if want := []string{"kill-instance " + instanceID(4)}; !slices.Equal(d.engine.did, want) {
		t.Errorf("engine did %v, want %v", d.engine.did, want)
	}
}

func TestRealAccountHasNoEngineKeys(t *testing.T) {
	d := newDesk(t, 120, 36, func(o *Options) { o.Engine = nil }).doesNotSee("x60")
	d.press("5", "i").doesNotSee("Inject")
	for _, set := range d.c.keySets() {
		for _, k := range set {
			if k.Group == groupEngine {
				t.Errorf("key %v is declared without an engine", k.Keys)
			}
		}
	}
}

func TestRegionStartsAnewAndDropsLateAnswers(t *testing.T) {
	synctest.Test(t, changedRegion) // the list of regions is deaf for a moment
}

func changedRegion(t *testing.T) {
	d := newDesk(t, 120, 36).press("5", "R").sees("eu-central-1", "us-west-2").typed("eu").press("enter")
	if d.watcher.client == nil || d.watcher.client.Region() != "eu-central-1" {
		t.Fatal("the watcher was not switched")
	}
	d.see(account()) // of the first generation: late
	d.sees("eu-central-1", "loading...").doesNotSee(instanceID(0))
}

func TestQuit(t *testing.T) {
	if d := newDesk(t, 120, 36).press("q"); !d.quit {
		t.Error("q does not quit")
	}
	if d := newDesk(t, 120, 36).press("a", "ctrl+c"); !d.quit {
		t.Error("ctrl+c does not quit from a dialog")
	}
}

func TestExportWritesWhatTheFilterShows(t *testing.T) {
	files := map[string]string{}
	d := newDesk(t, 120, 36, func(o *Options) {
		o.Save = func(name string, data []byte) (string, error) { files[name] = string(data); return name, nil }
	})
	d.press("5", "/").typed("name:bastion").press("enter", "E").sees("Export 1 row").press("c").sees("wrote instances-us-west-2-20260303-140231.csv")
	csv := files["instances-us-west-2-20260303-140231.csv"]
	if !strings.HasPrefix(csv, "id,name,state,") || !strings.Contains(csv, instanceID(15)+",bastion,stopped,") || strings.Count(csv, "\n") != 2 {
		t.Errorf("the file is\n%s", csv)
	}
	d.press("E", "j").sees("wrote instances-us-west-2-20260303-140231.json")
}

func TestFailedExportSaysSo(t *testing.T) {
	d := newDesk(t, 120, 36, func(o *Options) { o.Save = func(string, []byte) (string, error) { return "", errors.New("disk full") } })
	d.press("5", "E", "c").sees("not exported: disk full")
}

func TestNoKeyIsDeclaredTwiceOnAPage(t *testing.T) {
	for _, keys := range [][]string{{"1"}, {"2"}, {"2", "enter"}, {"3"}, {"3", "enter"}, {"5"}, {"5", "enter"}, {"@"}} {
		d := newDesk(t, 120, 36).press(keys...)
		seen := map[string]string{}
		for _, set := range d.c.keySets()[1:] {
			for _, k := range set {
				for _, name := range k.Keys {
					if old, twice := seen[name]; twice {
						t.Errorf("after %v, %s does %q and %q", keys, name, old, k.Label)
					}
					seen[name] = k.Label
				}
			}
		}
	}
}

func TestClickSelectsAndASecondClickOpens(t *testing.T) {
	d := newDesk(t, 120, 36).press("5").sees("NOTE")
	click := tea.MouseClickMsg{X: 10, Y: 6, Button: tea.MouseLeft}
	d.send(click)
	d.hasSelected(instanceID(0))
	d.send(click)
	d.sees("Instances › web " + instanceID(0))
	d.send(tea.MouseClickMsg{X: 3, Y: 1, Button: tea.MouseLeft})
	d.sees("LATEST")
}

func TestHostileTextNeverReachesTheTerminal(t *testing.T) {
	d := newDesk(t, 120, 36)
	s := account()
	s.Instances.Rows[4].Name = "evil\x1b]52;c;AAAA\x07\x1b[2Jname"
	d.see(s)
	d.press("5")
	if raw := d.c.View().Content; strings.Contains(raw, "\x1b]52") || strings.Contains(raw, "\x1b[2J") {
		t.Error("an escape sequence of a name reached the screen")
	}
	d.sees("evil")
}

// Every size gives exactly that many lines of exactly that many cells, on
// every page and with a dialog open.
func TestLayoutIsExactAtAnySize(t *testing.T) {
	for _, keys := range [][]string{{}, {"2"}, {"2", "enter"}, {"3"}, {"3", "enter"}, {"5"}, {"5", "enter"}, {"5", "enter", "tab"}, {"@"}, {"?"}, {":"}, {"5", "a"}, {"5", "/"}} {
		d := newDesk(t, 120, 36).press(keys...)
		for w := 1; w <= 230; w += 7 {
			for h := 1; h <= 70; h += 5 {
				d.send(tea.WindowSizeMsg{Width: w, Height: h})
				lines := strings.Split(d.screen(), "\n")
				if len(lines) != h {
					t.Fatalf("%v at %dx%d: %d lines", keys, w, h, len(lines))
				}
				for y, line := range lines {
					if got := ui.Width(line); got != w {
						t.Fatalf("%v at %dx%d: line %d has %d cells: %q", keys, w, h, y, got, line)
					}
				}
			}
		}
	}
}

func TestOverviewOfABigAccountKeepsTheLatestInSight(t *testing.T) {
	d := newDesk(t, 120, 36)
	s := account()
	web := s.Groups.Rows[2]
	for i := range 100 {
		web.Name = "fleet-" + strings.Repeat("x", i%5) + string(rune('a'+i%26)) + string(rune('a'+i/26))
		web.Instances = nil
		s.Groups.Rows = append(s.Groups.Rows, web)
	}
	d.see(s)
	d.sees("and 94 more: 3 has all groups", "LATEST", "batch-asg")
}

// Hundreds of keys between two frames are drawn once at the beginning of a
// rest and once after it, not each by itself.
func TestDrawsOncePerRest(t *testing.T) {
	var d drawing
	d.rest = rest
	draws := 0
	draw := func() string { draws++; return strconv.Itoa(draws) }

	if d.changed() == nil {
		t.Fatal("the first change does not begin a rest")
	}
	d.show(draw)
	for range 500 {
		if d.changed() != nil {
			t.Fatal("a change in a rest begins another")
		}
		d.show(draw)
	}
	if draws != 1 {
		t.Fatalf("%d draws in a rest, want 1", draws)
	}
	if d.rested() == nil {
		t.Fatal("what changed in a rest is not drawn after it")
	}
	if got := d.show(draw); got != "2" {
		t.Fatalf("after the rest the screen is drawing %s, want 2", got)
	}
	if d.rested() != nil || d.show(draw) != "2" {
		t.Fatal("a rest in which nothing changed is not the last")
	}
}
