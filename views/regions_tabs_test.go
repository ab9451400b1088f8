package views

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
)

const (
	awayFleet = "sfr-99992222-3333-4444-5555-666677778888"
	awayTrail = "arn:aws:cloudtrail:eu-central-1:123456789012:trail/eu-audit"
)

// spotThere is the second region with a fleet and a request of its own.
func spotThere() *watch.Snapshot {
	s, home := accountAway(), spotAccount()
	fleet := home.SpotFleets.Rows[0]
	fleet.ID, fleet.Region, fleet.Activity, fleet.Fulfilled, fleet.Tags = awayFleet, away, "fulfilled", float64(fleet.Target), []awsclient.Tag{{Key: "Name", Value: "eu-fleet"}}
	fleet.Pools = slices.Clone(fleet.Pools)
	for i := range fleet.Pools {
		fleet.Pools[i].Zones = []string{away + "a"}
	}
	request := home.SpotRequests.Rows[0]
	request.ID, request.Region, request.Zone = "sir-eu000001", away, away+"a"
	s.SpotFleets, s.SpotRequests = ok(fleet), ok(request)
	s.SpotPrices = map[string]watch.Feed[awsclient.SpotPrice]{}
	want := spotPricesWant(s, pricesBack)
	for _, kind := range want.Prices.Types {
		s.SpotPrices[want.Key] = ok(append(s.SpotPrices[want.Key].Rows, awsclient.SpotPrice{Type: kind, Zone: away + "a", Product: linux, At: s.Now.Add(-pricesBack / 2), Price: 0.0412})...)
	}
	return s
}

// trailsThere is the second region with a trail of its own, and the one for all
// regions that the first region has.
func trailsThere() *watch.Snapshot {
	s, home := accountAway(), accountWithTrail()
	own := home.Trails.Rows[0]
	own.ARN, own.HomeRegion, own.Name, own.AllRegions = awayTrail, away, "eu-audit", false
	s.Trails = ok(home.Trails.Rows[0], own)
	s.TrailStatuses = map[string]watch.Feed[awsclient.TrailStatus]{awayTrail: home.TrailStatuses[mainTrail], mainTrail: home.TrailStatuses[mainTrail]}
	s.TrailSelectors = map[string]watch.Feed[awsclient.TrailSelectors]{awayTrail: home.TrailSelectors[mainTrail]}
	s.BucketPolicies, s.Users = home.BucketPolicies, home.Users
	return s
}

func logsThere() *watch.Snapshot {
	s := accountAway()
	group := logsOfAccount().LogGroups.Rows[0]
	group.Name, group.Region, group.ARN = "/eu/access", away, strings.NewReplacer("us-west-2", away, "/api/", "/eu/").Replace(group.ARN)
	s.LogGroups = ok(group)
	return s
}

func TestSpotOfTwoRegions(t *testing.T) {
	inTime(t, func(t *testing.T) {
		d := newTwo(t, 200, 60)
		d.see(both(2, spotAccount(), spotThere()))
		d.press("4").sees("[Fleets 2]", "Requests 5", "REGION", "render-fleet", "eu-fleet", "us-west-2 + eu-central-1")
		d.press("tab").sees("[Requests 5]", "REGION", "sir-eu000001", "sir-abcd0001")
		d.press("/").typed("region:" + away).press("enter").sees("1 of 5 rows").hasSelected("sir-eu000001")
		d.press("enter").sees(away + " (1 of 2)")
		d.press("esc", "tab").sees("us-west-2 (1 of 2)", "us-west-2a").doesNotSee("REGION", away+"a")
		d.press(")").sees("[Prices]", away+" (1 of 2)", away+"a").doesNotSee("us-west-2a")
		d.press("tab").sees("[Fleets 2]", "REGION", "us-west-2").press(")").sees("this list shows all regions")
	})
}

func TestASpotRegionThatFailsIsTold(t *testing.T) {
	inTime(t, func(t *testing.T) {
		d := newTwo(t, 120, 36)
		there := spotThere()
		there.SpotFleets = failed[awsclient.SpotFleet](denied("EC2", "DescribeSpotFleetRequests"))
		d.see(both(2, spotAccount(), there))
		d.press("4").sees(away+": denied (DescribeSpotFleetRequests)", "1 row of us-west-2 shown", "[Fleets 1]", "render-fleet")
		d.press("tab").sees("sir-eu000001").doesNotSee("denied")
	})
}

// A trail for all regions is listed by each of them, and is still one trail.
func TestTrailsOfTwoRegions(t *testing.T) {
	inTime(t, func(t *testing.T) {
		d := newTwo(t, 200, 60)
		d.see(both(2, accountWithTrail(), trailsThere()))
		d.press("9").sees("us-west-2 (1 of 2)", "[Events]").press("tab")
		d.sees("[Trails 3]", "REGION", "eu-audit", "us-west-2 + eu-central-1", "3 rows")
		home := accountWithTrail()
		home.Trails = failed[awsclient.Trail](denied("CloudTrail", "DescribeTrails"))
		d.see(both(2, home, trailsThere()))
		d.sees("us-west-2: denied", "2 rows of "+away+" shown", "[Trails 2]")
		d.see(both(2, accountWithTrail(), trailsThere()))
		d.press("tab").sees("[Users 3]", "us-west-2 (1 of 2)").press(")").sees("[Users 3]", away+" (1 of 2)")
	})
}

func TestLogGroupsOfTwoRegions(t *testing.T) {
	inTime(t, func(t *testing.T) {
		d := newTwo(t, 120, 36)
		d.see(both(2, logsOfAccount(), logsThere()))
		d.press("8").sees("REGION", "/eu/access", "/web/access", "5 rows").press("/").typed("region:" + away).press("enter").hasSelected("/eu/access")
		d.press("d", "c").sees("--region", away+" ", "(1 of 2)")
	})
}

// Kinds that are reached by name show all regions, and want their parts where
// these are.
func TestListsByNameOfTwoRegions(t *testing.T) {
	inTime(t, func(t *testing.T) {
		d := newTwo(t, 200, 60)
		for _, kind := range []string{KindTargetGroup, KindPolicy, KindSchedule, KindHook, KindActivity, KindListener, KindRule, KindTarget, KindRefresh, KindLogStream, KindMetricFilter, KindAlarmChange} {
			for _, e := range d.c.entries {
				if e.Kind == nil || e.Kind.kindName() != kind {
					continue
				}
				d.c.Push(e.open(d.c))
				d.send(nil)
				if d.c.sight().about() != nil || !strings.Contains(d.screen(), "REGION") {
					t.Errorf("the list of kind %s shows one region:\n%s", kind, d.screen())
				}
				d.press("esc")
			}
		}
		d.press(":").typed("listeners").press("enter").sees("REGION")
		where := map[string]bool{}
		for _, w := range d.watcher.wants {
			if w.Kind == watch.Listeners {
				where[w.Region+" "+w.Key] = true
			}
		}
		if !where[away+" "+awayALB] || where["us-west-2 "+awayALB] || where[" "+awayALB] {
			t.Errorf("listeners are wanted of %v", where)
		}
	})
}

func TestScreensOfTabsOfTwoRegions(t *testing.T) {
	for _, size := range sizes() {
		if size.W < 100 {
			continue
		}
		inTime(t, func(t *testing.T) {
			at := fmt.Sprintf("-%dx%d", size.W, size.H)
			d := newTwo(t, size.W, size.H)
			d.see(both(2, spotAccount(), spotThere()))
			golden(t, "regions-spot-fleets"+at, d.press("4").screen())
			golden(t, "regions-spot-requests"+at, d.press("tab").screen())
			golden(t, "regions-spot-prices"+at, d.press("tab", ")").screen())
			d.see(both(2, accountWithTrail(), trailsThere()))
			golden(t, "regions-trails"+at, d.press("9", "tab").screen())
			d.see(both(2, logsOfAccount(), logsThere()))
			golden(t, "regions-logs"+at, d.press("8").screen())
			bad := spotThere()
			bad.SpotFleets = failed[awsclient.SpotFleet](denied("EC2", "DescribeSpotFleetRequests"))
			d.see(both(2, spotAccount(), bad))
			golden(t, "regions-spot-failing"+at, d.press("4", "tab").screen())
		})
	}
}
