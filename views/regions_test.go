package views

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
)

// The second region of the tests: a small web tier with the names that the
// first one has.
const (
	away    = "eu-central-1"
	awayALB = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/web-alb/60dc6c495c0c9188"
	awayTG  = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web-tg/83e2d6bc24d8a067"
)

func awayID(i int) string { return fmt.Sprintf("i-0eu%014d", i) }

// accountAway is a snapshot of the second region.
func accountAway() *watch.Snapshot {
	home := account()
	s := &watch.Snapshot{Seq: 1, Generation: 1, Now: moment(), Wall: moment(), Region: away, Identity: home.Identity, Meter: home.Meter}
	var instances []awsclient.Instance
	for i := range 2 {
		in := home.Instances.Rows[i]
		in.ID, in.Region, in.Zone, in.Name, in.Group = awayID(i), away, away+"ab"[i:i+1], "web-eu", "web-asg"
		instances = append(instances, in)
	}
	s.Instances = ok(instances...)
	s.Statuses = ok(statusesOfAccount(instances)...)
	balancer := home.Balancers.Rows[2]
	balancer.ARN, balancer.Region, balancer.Zones = awayALB, away, []awsclient.ZoneSubnet{{Zone: away + "a", Subnet: "subnet-0ea"}}
	s.Balancers, s.ClassicBalancers = ok(balancer), ok[awsclient.ClassicBalancer]()
	s.TargetGroups = ok(awsclient.TargetGroup{ARN: awayTG, Name: "web-tg", Protocol: "HTTP", Port: 80, TargetType: "instance", Balancers: []string{awayALB}})
	s.Targets = map[string]watch.Feed[awsclient.Target]{awayTG: ok(
		awsclient.Target{TargetGroup: awayTG, ID: awayID(0), Port: 80, State: "healthy"}, awsclient.Target{TargetGroup: awayTG, ID: awayID(1), Port: 80, State: "healthy"})}
	var group awsclient.Group
	for _, g := range home.Groups.Rows {
		if g.Name == "web-asg" {
			group = g
		}
	}
	group.Region, group.ARN, group.Zones, group.TargetGroups = away, strings.Replace(group.ARN, "us-west-2", away, 1), []string{away + "a", away + "b"}, []string{awayTG}
	group.Limits = awsclient.Limits{Min: 1, Desired: 2, Max: 4}
	group.Instances = []awsclient.GroupInstance{
		{ID: awayID(0), Group: "web-asg", Zone: away + "a", Type: "t3.micro", Lifecycle: "InService", Health: "Healthy"},
		{ID: awayID(1), Group: "web-asg", Zone: away + "b", Type: "t3.micro", Lifecycle: "InService", Health: "Healthy"}}
	s.Groups = ok(group)
	alarm := home.Alarms.Rows[0]
	alarm.Region, alarm.ARN, alarm.State = away, strings.Replace(alarm.ARN, "us-west-2", away, 1), "OK"
	s.Alarms = ok(alarm)
	s.Policies, s.SpotFleets, s.SpotRequests = ok[awsclient.Policy](), ok[awsclient.SpotFleet](), ok[awsclient.SpotRequest]()
	return s
}

// both is a snapshot of two regions.
func both(generation uint64, home, there *watch.Snapshot) *watch.Snapshot {
	home.Generation, there.Generation = generation, generation
	whole := *home
	whole.Regions = []*watch.Snapshot{home, there}
	return &whole
}

// newTwo is a desk that watches both regions, as R makes it.
func newTwo(t *testing.T, w, h int) *desk {
	t.Helper()
	d := newDesk(t, w, h)
	d.press("R", "up", "space")
	d.sees("[x] us-west-2", "[x] "+away, "enter: watch "+away+" and us-west-2")
	d.press("enter")
	if len(d.watcher.clients) != 2 || d.watcher.clients[0] != awsclient.Client(d.client) || d.watcher.clients[1].Region() != away {
		t.Fatalf("watched are %v", d.watcher.clients)
	}
	d.see(both(2, account(), accountAway()))
	return d
}

// inTime runs a test in virtual time: the list of regions is deaf for a moment.
func inTime(t *testing.T, test func(*testing.T)) {
	t.Helper()
	synctest.Test(t, test)
}

func TestTheRegionDialog(t *testing.T) {
	inTime(t, func(t *testing.T) {
		d := newDesk(t, 120, 36).press("R")
		d.sees("Regions", "[ ] eu-central-1", "[x] us-west-2", "enter: watch us-west-2")
		d.press("space").sees("[ ] us-west-2", "nothing is chosen").press("enter").sees("Regions") // it stays
		d.press("space", "up", "space").sees("[x] eu-central-1", "[x] us-west-2")
		d.press("esc").doesNotSee("Regions")
		if d.watcher.clients != nil {
			t.Error("esc changed the regions")
		}
	})
}

func TestListsOfTwoRegions(t *testing.T) {
	inTime(t, func(t *testing.T) {
		d := newTwo(t, 200, 60)
		for _, c := range []struct {
			key  string
			sees []string
		}{
			{"5", []string{"REGION", "us-west-2 + eu-central-1", awayID(0), instanceID(0), "18 rows"}},
			{"3", []string{"REGION", "eu-central-1", "5 rows"}},
			{"2", []string{"REGION", "eu-central-1", "5 rows"}},
			{"7", []string{"REGION", "eu-central-1", "4 rows"}},
		} {
			d.press(c.key).sees(c.sees...)
		}
		d.press("3", "/").typed("region:eu-central-1").press("enter").sees("1 of 5 rows").hasSelected("web-asg")
	})
}

func TestOneRegionHasNoRegionColumn(t *testing.T) {
	d := newDesk(t, 200, 60)
	for _, key := range []string{"2", "3", "5", "7"} {
		d.press(key).doesNotSee("REGION")
	}
}

// The two groups called web-asg are two resources, each with its own detail,
// links, command and actions.
func TestTheSameNameInTwoRegionsIsTwoResources(t *testing.T) {
	inTime(t, func(t *testing.T) {
		d := newTwo(t, 160, 45).press("3", "/").typed("name:web-asg").press("enter").sees("2 of 5 rows")
		seen := map[string]bool{}
		for range 2 {
			region := d.c.here.region
			seen[region] = true
			d.hasSelected("web-asg").press("c").sees("--auto-scaling-group-names web-asg", "--region "+region).press("esc")
			mine := "copied arn:aws:autoscaling:us-west-2:"
			if region == away {
				mine = "copied arn:aws:autoscaling:" + away + ":"
			}
			d.press("Y").sees(mine).press("enter").sees(region + " (1 of 2)")
			for _, w := range d.watcher.wants {
				if w.Region != region {
					t.Fatalf("%s is wanted in %q, not in %s", w.ID(), w.Region, region)
				}
			}
			d.press("esc").hasSelected("web-asg")
			if d.c.here.region != region {
				t.Errorf("back from %s it stands in %s", region, d.c.here.region)
			}
			d.press("j")
		}
		if len(seen) != 2 {
			t.Errorf("the rows are of %v", seen)
		}
	})
}

func TestLinksStayInTheirRegion(t *testing.T) {
	inTime(t, func(t *testing.T) {
		d := newTwo(t, 160, 45).press("3", "/").typed("region:" + away).press("enter")
		d.press("r").sees("Related to web-asg", "instances", "2").press("enter")
		d.sees(awayID(0), awayID(1), "2 rows", away+" (1 of 2)").doesNotSee(instanceID(0), "REGION")
	})
}

func TestRowsWantWhatTheyShowInTheirOwnRegion(t *testing.T) {
	inTime(t, func(t *testing.T) {
		d := newTwo(t, 200, 60).press("3")
		d.screen()
		d.see(both(2, account(), accountAway()))
		d.screen()
		d.send(nil)
		where := map[string]string{}
		for _, w := range d.watcher.wants {
			switch {
			case w.Key == "":
				if w.Region != "" {
					t.Errorf("the list of %s is wanted in %s only", w.Kind, w.Region)
				}
			case w.Kind == watch.Activities:
				where[w.Region] += w.Key + " "
			}
		}
		if where[away] != "web-asg " || !strings.Contains(where["us-west-2"], "batch-asg ") || where[""] != "" {
			t.Errorf("activities are wanted of %v", where)
		}
	})
}

func TestAnActionGoesToTheRowsRegion(t *testing.T) {
	inTime(t, func(t *testing.T) {
		d := newTwo(t, 120, 36).press("5", "/").typed("region:"+away).press("enter", "G", "a").typed("jj").press("enter")
		d.sees("aws ec2 reboot-instances --instance-ids "+awayID(1), "--region "+away).press("y")
		there := d.watcher.clients[1].(*testClient)
		if len(there.calls) != 1 || there.calls[0] != "reboot ["+awayID(1)+"]" || len(d.client.calls) != 0 {
			t.Errorf("calls there %v, at home %v", there.calls, d.client.calls)
		}
	})
}

// An action begun in one region stays there, whatever the list shows meanwhile.
func TestARefreshDoesNotMoveWhatADialogIsAbout(t *testing.T) {
	inTime(t, func(t *testing.T) {
		d := newTwo(t, 120, 36).press("5", "/").typed("region:"+away).press("enter", "G", "a").typed("jj").press("enter")
		gone := accountAway()
		gone.Instances = ok[awsclient.Instance]()
		d.see(both(2, account(), gone))
		d.press("y")
		if calls := d.watcher.clients[1].(*testClient).calls; len(calls) != 1 || len(d.client.calls) != 0 {
			t.Errorf("calls there %v, at home %v", calls, d.client.calls)
		}
	})
}

func TestMarksInTwoRegionsAreNoActionsSubject(t *testing.T) {
	inTime(t, func(t *testing.T) {
		d := newTwo(t, 120, 36).press("5", "/").typed("name:web").press("enter", "G", "space", "g", "space", "a")
		d.sees("not all marked rows are in").doesNotSee("Actions on")
	})
}

func TestAFailingRegionIsToldAndTheRestLivesOn(t *testing.T) {
	inTime(t, func(t *testing.T) {
		d := newTwo(t, 120, 36).press("5")
		bad := accountAway()
		bad.Instances = failed[awsclient.Instance](denied("EC2", "DescribeInstances"))
		d.see(both(2, account(), bad))
		d.sees(away+": denied (DescribeInstances): UnauthorizedOperation", "16 rows of us-west-2 shown", "1 error !", instanceID(0), "16 rows", "updated now")
		d.press("!").sees("instances of "+away, "ask for ec2:DescribeInstances").press("esc")

		stale := accountAway()
		stale.Instances.Err = denied("EC2", "DescribeInstances")
		d.see(both(2, account(), stale))
		d.sees("16 rows of us-west-2, 2 old rows of "+away+" shown", "18 rows", awayID(0))

		home := account()
		home.Instances = failed[awsclient.Instance](denied("EC2", "DescribeInstances"))
		d.see(both(2, home, bad))
		d.sees("us-west-2: denied", away+": denied").doesNotSee("none in")
	})
}

func TestARegionThatLoadsYetSaysSo(t *testing.T) {
	inTime(t, func(t *testing.T) {
		d := newTwo(t, 120, 36).press("5")
		d.see(both(2, account(), &watch.Snapshot{Seq: 1, Now: moment(), Wall: moment(), Region: away}))
		d.sees(away+" loading", "16 rows", instanceID(0))
		empty := accountAway()
		empty.Instances = ok[awsclient.Instance]()
		home := account()
		home.Instances = ok[awsclient.Instance]()
		d.see(both(2, home, empty))
		d.sees("none in us-west-2, " + away)
	})
}

// Panes of one region show the leading one, and the next with ).
func TestPanesOfOneRegionTurn(t *testing.T) {
	inTime(t, func(t *testing.T) {
		d := newTwo(t, 120, 36).press("1").sees("us-west-2 (1 of 2)", "api-alb")
		d.press(")").sees(away+" (1 of 2)", "web-alb").doesNotSee("api-alb")
		d.press("5").sees(away + " + us-west-2").press(")").sees("this list shows all regions")
		d.press("1", ")").sees("us-west-2 (1 of 2)", "api-alb")
	})
	newDesk(t, 120, 36).press("?").doesNotSee("next region")
}

func TestTroubleIsCountedInAllRegions(t *testing.T) {
	inTime(t, func(t *testing.T) {
		d := newTwo(t, 120, 36)
		n := d.c.troubleIn(KindAlarm)
		there := accountAway()
		there.Alarms.Rows[0].State = "ALARM"
		d.see(both(2, account(), there))
		if got := d.c.troubleIn(KindAlarm); got != n+1 {
			t.Errorf("%d alarms, then %d", n, got)
		}
	})
}

func TestThePaletteFindsResourcesOfEachRegion(t *testing.T) {
	inTime(t, func(t *testing.T) {
		d := newTwo(t, 120, 36).press(":").typed(awayID(1)).sees("instance in " + away).press("enter")
		d.sees(away+" (1 of 2)", awayID(1))
	})
}

func TestBackToOneRegionStartsAnew(t *testing.T) {
	inTime(t, func(t *testing.T) {
		d := newTwo(t, 120, 36).press("5", "enter", "R").typed("us-west").press("enter")
		if len(d.watcher.clients) != 1 || d.watcher.clients[0].Region() != "us-west-2" {
			t.Fatalf("watched are %v", d.watcher.clients)
		}
		d.see(both(2, account(), accountAway())) // late
		d.sees("us-west-2", "loading...").doesNotSee(instanceID(0), "REGION")
		s := account()
		s.Generation = 3
		d.see(s)
		d.sees(instanceID(0), "16 rows").doesNotSee("REGION", awayID(0))
	})
}

func TestScreensOfTwoRegions(t *testing.T) {
	for _, size := range sizes() {
		inTime(t, func(t *testing.T) {
			d := newTwo(t, size.W, size.H)
			for _, c := range [][2]string{{"groups", "3"}, {"instances", "5"}, {"balancers", "2"}, {"alarms", "7"}} {
				golden(t, fmt.Sprintf("regions-%s-%dx%d", c[0], size.W, size.H), d.press(c[1]).screen())
			}
			bad := accountAway()
			bad.Instances = failed[awsclient.Instance](denied("EC2", "DescribeInstances"))
			d.see(both(2, account(), bad))
			golden(t, fmt.Sprintf("regions-failing-%dx%d", size.W, size.H), d.press("5").screen())
			golden(t, fmt.Sprintf("regions-dialog-%dx%d", size.W, size.H), d.press("R").screen())
		})
	}
}
