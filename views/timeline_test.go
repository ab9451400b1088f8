package views

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
)

// incident is the test account some minutes into an incident, with all its
// histories: a release makes servers fail, and somebody tries what he may not.
func incident() *watch.Snapshot {
	s := account()
	s.Seq = 3
	s.SpotRequests = ok(awsclient.SpotRequest{ID: "sir-0worker1", Status: "marked-for-termination", State: "active", StatusSince: moment().Add(-40 * time.Second), Instance: instanceID(10), Zone: "us-west-2b"})
	s.SpotFleets = ok[awsclient.SpotFleet]()
	state := func(ago time.Duration, alarm, was, is, why string) awsclient.AlarmEvent {
		return awsclient.AlarmEvent{Alarm: alarm, At: moment().Add(-ago), Type: "StateUpdate", Summary: "Alarm updated from " + was + " to " + is,
			Data: fmt.Sprintf(`{"oldState":{"stateValue":%q},"newState":{"stateValue":%q,"stateReason":%q}}`, was, is, why)}
	}
	s.AlarmHistory = map[string]watch.Feed[awsclient.AlarmEvent]{"": ok(
		state(6*time.Minute, "web-cpu-high", "OK", "ALARM", "Threshold Crossed: 3 datapoints [62.1, 64.0, 61.2] were greater than the threshold (60.0)."),
		state(2*time.Hour, "web-cpu-low", "ALARM", "OK", "Threshold Crossed: 1 datapoint [31.0] was not less than the threshold (20.0)."))}
	call := func(ago time.Duration, who, name, code string, resources ...awsclient.EventResource) awsclient.Event {
		return awsclient.Event{ID: "e-" + name + who, Name: name, Source: "ec2.amazonaws.com", Time: moment().Add(-ago), Username: who, Identity: "IAMUser", SourceIP: "198.51.100.23", ErrorCode: code, Resources: resources}
	}
	s.Events = map[string]watch.Feed[awsclient.Event]{trailAsk{}.want().Key: ok(
		call(70*time.Second, "intern", "TerminateInstances", "Client.UnauthorizedOperation", awsclient.EventResource{Type: "AWS::EC2::Instance", Name: instanceID(0)}),
		call(9*time.Minute, "operator", "SetDesiredCapacity", "", awsclient.EventResource{Type: "AWS::AutoScaling::AutoScalingGroup", Name: "batch-asg"}),
		call(30*time.Minute, "operator", "StopInstances", "", awsclient.EventResource{Type: "AWS::EC2::Instance", Name: instanceID(15)}))}
	return s
}

// newIncident is a desk on the incident, which has seen a target fail.
func newIncident(t testing.TB, w, h int, change ...func(*Options)) *desk {
	d := newDesk(t, w, h, change...)
	before := incident()
	rows := slices.Clone(before.Targets[webTG].Rows)
	rows[4].State, rows[4].Reason, rows[4].Description = "healthy", "", ""
	before.Targets = map[string]watch.Feed[awsclient.Target]{webTG: ok(rows...), apiTG: before.Targets[apiTG], tcpTG: before.Targets[tcpTG]}
	before.Now, before.Seq = moment().Add(-20*time.Second), 2
	d.see(before)
	after := incident()
	after.Targets[apiTG], after.Targets[tcpTG] = before.Targets[apiTG], before.Targets[tcpTG]
	d.see(after)
	d.screen() // a page has lines once it is drawn
	return d
}

func TestTimelineScreens(t *testing.T) {
	for _, c := range []struct {
		name string
		keys []string
	}{
		{"timeline", []string{"0"}},
		{"timeline-grave", []string{"0", "v", "v"}},
		{"timeline-ask", []string{"0", "f"}},
		{"why-balancer", []string{"w"}},
		{"why-instance", []string{"5", "j", "w"}},
	} {
		for _, size := range sizes() {
			t.Run(fmt.Sprintf("%s-%dx%d", c.name, size.W, size.H), func(t *testing.T) {
				golden(t, fmt.Sprintf("%s-%dx%d", c.name, size.W, size.H), newIncident(t, size.W, size.H).press(c.keys...).screen())
			})
		}
	}
}

func TestTimelineTellsAllHistoriesNewestFirst(t *testing.T) {
	d := newIncident(t, 200, 60).press("0")
	last := -1
	for _, text := range []string{
		instanceID(4) + " is unhealthy: HTTP 503", "Launching " + instanceID(5), "taken back by AWS", "TerminateInstances " + instanceID(0) + ": denied",
		"in alarm: 3 datapoints", "SetDesiredCapacity batch-asg", "StopInstances " + instanceID(15), "ok again: 1 datapoint",
	} {
		at := strings.Index(d.screen(), text)
		if at < 0 {
			t.Fatalf("no %q in\n%s", text, d.screen())
		}
		if at < last {
			t.Errorf("%q stands too high in\n%s", text, d.screen())
		}
		last = at
	}
}

func TestTimelineIsFilteredBySourceSeverityAndResource(t *testing.T) {
	d := newIncident(t, 200, 60).press("0")
	d.press("v", "v") // notable, grave
	d.sees("at least grave", "denied", "is unhealthy")
	d.doesNotSee("StopInstances", "Launching "+instanceID(5))
	d.press("v").sees("at least *", "StopInstances")
	d.press("o").sees("source scaling")
	d.doesNotSee("StopInstances", "is unhealthy")
	d.press("o").sees("source health", "is unhealthy")
	d.press("F").sees("source *", "StopInstances")
	d.press("g", "O").sees("which "+instanceID(4), "is unhealthy")
	d.doesNotSee("StopInstances")
	d.press("O").sees("which *", "StopInstances")
	d.press("f", "tab").typed("intern").press("enter")
	d.sees("which intern", "TerminateInstances")
	d.doesNotSee("SetDesiredCapacity")
}

func TestTimelineOpensWhatItTellsOf(t *testing.T) {
	d := newIncident(t, 200, 60).press("0")
	for _, c := range []struct{ filter, opens string }{
		{"unhealthy", targetID(&incident().Targets[webTG].Rows[4])},
		{"TerminateInstances", "e-TerminateInstancesintern"},
		{"Launching", "a2"},
	} {
		d.press("esc", "/").typed(c.filter).press("enter", "g")
		if got := d.selected(); got != c.opens {
			t.Errorf("%q selects %q, want %q:\n%s", c.filter, got, c.opens, d.screen())
		}
		d.press("enter")
		if len(d.c.crumbs()) != 2 {
			t.Errorf("%q opens nothing:\n%s", c.filter, d.screen())
		}
		d.press("esc") // back; the filter is cleared next
	}
}

// pastClient has older pages.
type pastClient struct {
	testClient
	err error
}

func (c *pastClient) Activities(_ context.Context, group string, limit int) ([]awsclient.Activity, error) {
	c.calls = append(c.calls, fmt.Sprint("activities ", group, " ", limit))
	return []awsclient.Activity{{ID: "old", Group: group, Description: "Launching a new EC2 instance: i-0aaaaaaaaaaaaaaa1", Start: moment().Add(-200 * time.Hour), StatusCode: "Successful"}}, c.err
}

func (c *pastClient) AlarmHistory(context.Context, string, int) ([]awsclient.AlarmEvent, error) {
	c.calls = append(c.calls, "alarms")
	return nil, c.err
}

func (c *pastClient) Events(_ context.Context, q awsclient.EventQuery) ([]awsclient.Event, error) {
	c.calls = append(c.calls, fmt.Sprint("events until ", q.End.Format(time.TimeOnly)))
	return []awsclient.Event{{ID: "e-old", Name: "CreateAutoScalingGroup", Time: moment().Add(-300 * time.Hour), Username: "operator", Identity: "IAMUser"}}, c.err
}

// busyIncident has more activities and calls than one page.
func busyIncident() *watch.Snapshot {
	s := incident()
	s.Seq = 9
	var activities []awsclient.Activity
	for i := range watch.ActivitiesKept {
		activities = append(activities, awsclient.Activity{ID: fmt.Sprint("b", i), Group: "web-asg", Description: "Launching a new EC2 instance", Start: moment().Add(-time.Duration(i) * time.Minute), StatusCode: "Successful"})
	}
	s.Activities["web-asg"] = ok(activities...)
	var calls []awsclient.Event
	for i := range trailEvents {
		calls = append(calls, awsclient.Event{ID: fmt.Sprint("x", i), Name: "CreateTags", Time: moment().Add(-time.Duration(i) * time.Minute), Username: "operator", Identity: "IAMUser"})
	}
	s.Events[trailAsk{}.want().Key] = ok(calls...)
	return s
}

func TestTimelineLoadsThePastAndSaysHowFarItGoes(t *testing.T) {
	client := &pastClient{testClient: testClient{region: "us-west-2"}}
	d := newDesk(t, 200, 60, func(o *Options) { o.Client = client })
	d.see(busyIncident())
	d.press("0").sees("loaded back to: scaling 12:23:31", "alarms all", "trail 13:13:31", "m loads older")
	d.press("m").sees("loaded 1 older call, all activities of 1 groups", "scaling all", "trail all")
	d.press("G").sees("CreateAutoScalingGroup", "Launching i-0aaaaaaaaaaaaaaa1")
	if want := []string{"activities web-asg 0", "events until 13:13:31"}; !slices.Equal(client.calls, want) {
		t.Errorf("calls %q, want %q", client.calls, want)
	}
	if d.press("m"); !strings.Contains(d.screen(), "all that AWS keeps is loaded") {
		t.Errorf("more could be loaded:\n%s", d.screen())
	}
}

// The footer tells of the keys that do something here and now.
func TestTheFooterOfTheTimelineHasItsKeys(t *testing.T) {
	for _, size := range sizes() {
		client := &pastClient{testClient: testClient{region: "us-west-2"}}
		d := newDesk(t, size.W, size.H, func(o *Options) { o.Client = client })
		d.see(busyIncident())
		d.press("0").sees("f ask", "o source", "m load older", "v severity")
		golden(t, fmt.Sprintf("timeline-busy-%dx%d", size.W, size.H), d.screen())
		if size.W > 150 {
			d.sees("F ask for everything") // the quiet ones are left out at first
		}
		d.press("F").doesNotSee("F ask for everything").press("F").sees("everything is shown already")
		d.press("m").doesNotSee("m load older")
	}
	newIncident(t, 120, 36).press("w").sees("b longer", "B shorter").press("b", "b", "b", "b", "b", "b", "b").sees("AWS keeps 90 days")
}

func TestTimelineSaysWhenThePastCannotBeLoaded(t *testing.T) {
	client := &pastClient{testClient: testClient{region: "us-west-2"}, err: denied("CloudTrail", "LookupEvents")}
	d := newDesk(t, 120, 36, func(o *Options) { o.Client = client })
	d.see(busyIncident())
	d.press("0", "m").sees("denied; m tries again")
}

func TestTimelineWithoutTheTrailSaysSo(t *testing.T) {
	d := newDesk(t, 120, 36)
	s := incident()
	s.Events[trailAsk{}.want().Key] = failed[awsclient.Event](denied("CloudTrail", "LookupEvents"))
	d.see(s)
	d.press("0").sees("trail denied", "SOURCE", "scaling")
}

// A change of region forgets what was seen in the other.
func TestWhatWasSeenIsForgottenWithTheRegion(t *testing.T) {
	d := newIncident(t, 120, 36)
	d.sees(instanceID(4) + " is unhealthy")
	s := account()
	s.Generation, s.Seq = 2, 12
	s.Targets = nil
	d.see(s)
	d.press("0").doesNotSee("is unhealthy", "health is seen since")
}

func TestTheOverviewTellsWhatTheTimelineTells(t *testing.T) {
	d := newIncident(t, 120, 36)
	d.sees("LATEST", instanceID(4)+" is unhealthy: HTTP 503", "no c5.2xlarge capacity in us-west-2c", "replaces an unhealthy instance")
}
