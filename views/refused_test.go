package views

import (
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
)

// allFailed is a snapshot in which every list failed from the start.
func allFailed(kind awsclient.ErrorKind, message string) *watch.Snapshot {
	err := func(service, operation string) *awsclient.Error {
		return &awsclient.Error{Kind: kind, Service: service, Operation: operation, Message: message + operation}
	}
	s := &watch.Snapshot{Now: moment(), Wall: moment()}
	s.Instances = watch.Feed[awsclient.Instance]{Err: err("EC2", "DescribeInstances"), Tries: 1, Tried: moment()}
	s.Balancers = watch.Feed[awsclient.LoadBalancer]{Err: err("Elastic Load Balancing v2", "DescribeLoadBalancers"), Tries: 3, Tried: moment()}
	s.Groups = watch.Feed[awsclient.Group]{Err: err("Auto Scaling", "DescribeAutoScalingGroups"), Tries: 2, Tried: moment()}
	s.Alarms = watch.Feed[awsclient.Alarm]{Err: err("CloudWatch", "DescribeAlarms"), Tries: 1, Tried: moment()}
	return s
}

func TestOneCauseIsOneError(t *testing.T) {
	for _, c := range []struct {
		kind   awsclient.ErrorKind
		errors int
	}{
		{awsclient.NoRegion, 1}, {awsclient.NoCredentials, 1}, {awsclient.Expired, 1}, {awsclient.Offline, 1},
		{awsclient.Denied, 4}, {awsclient.Throttled, 4}, {awsclient.Unsupported, 4}, // each has a remedy, or a call, of its own
	} {
		if got := feedErrors(allFailed(c.kind, "")); len(got) != c.errors {
			t.Errorf("%v: %d errors, want %d", c.kind, len(got), c.errors)
		}
	}
	got := feedErrors(allFailed(awsclient.Offline, ""))[0]
	if strings.Join(got.names, ", ") != "instances, balancers, groups, alarms" || got.tries != 3 {
		t.Errorf("%+v", got)
	}
}

func TestOneCauseIsToldOnceOnTheOverview(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.c.take(&watch.Snapshot{})
	d.see(allFailed(awsclient.Offline, "connection refused by "))
	d.sees("offline (DescribeLoadBalancers)", "cannot be reached", "offline, as above", "1 error !")
	if n := strings.Count(d.screen(), "cannot be reached"); n != 1 {
		t.Errorf("the remedy is told %d times:\n%s", n, d.screen())
	}
	d.press("!").sees("instances, balancers, groups, alarms", "tried 3 times")
}

// withoutMetrics is the account on an endpoint that refuses CloudWatch.
func withoutMetrics() *watch.Snapshot {
	s := account()
	for key := range s.Series {
		s.Series[key] = watch.Feed[awsclient.Series]{Err: noMetrics(), Tries: 1}
	}
	s.Alarms = watch.Feed[awsclient.Alarm]{Err: noMetrics(), Tries: 1}
	return s
}

func noMetrics() *awsclient.Error {
	return &awsclient.Error{Kind: awsclient.Unsupported, Service: "CloudWatch", Operation: "GetMetricData", Message: "this endpoint does not offer the operation (HTTP status 404)"}
}

// Nothing to draw and no answer are different things, in every list.
func TestListsSayThatTheirMetricsWereRefused(t *testing.T) {
	for pane, row := range map[string]string{"2": "web-alb", "3": "web-asg", "5": instanceID(0)} {
		d := newDesk(t, 200, 60).press(pane)
		d.see(withoutMetrics())
		if line := d.line(row); !strings.Contains(line, "unsupported") {
			t.Errorf("pane %s: %s", pane, line)
		}
	}
}

func TestGraphsThatAreRefusedForOneCauseSaySoOnce(t *testing.T) {
	d := newDesk(t, 80, 24).press("3", "j", "enter", "shift+tab").sees("[Metrics]")
	s := account()
	for _, w := range d.c.top().Wants() {
		s.Series[w.Key] = watch.Feed[awsclient.Series]{Err: noMetrics(), Tries: 1}
	}
	d.see(s)
	d.sees("status 404)", "all else") // wrapped, not cut
	if n := strings.Count(d.screen(), "unsupported (GetMetricData)"); n != 1 {
		t.Errorf("told %d times:\n%s", n, d.screen())
	}
}

func TestARelatedListThatWasNeverFetchedIsNotEmpty(t *testing.T) {
	d := newDesk(t, 120, 36).press("2")
	d.see(withoutMetrics())
	d.press("r")
	if line := d.line("alarms  "); !strings.Contains(line, "unsupported") {
		t.Error(line)
	}
}

func TestAFormPlansNothingWithHalfANumber(t *testing.T) {
	d := newDesk(t, 200, 60).press("3", "a", "enter").typed("4y")
	d.sees("not a whole number", "nothing yet").doesNotSee("→ 0", "set-desired-capacity")
}

func TestBannerWithoutRoomPointsToTheErrors(t *testing.T) {
	s := account()
	s.Instances.Err = &awsclient.Error{Kind: awsclient.Offline, Service: "EC2", Operation: "DescribeInstances", Message: "connection refused"}
	d := newDesk(t, 80, 24).press("5")
	d.see(s)
	d.sees("offline (DescribeInstances): connection refused", "! says what to do").doesNotSee("The endpoint cannot")
	d = newDesk(t, 200, 60).press("5")
	d.see(s)
	d.sees("fleetglass keeps trying.")
}

func TestAGroupYoungerThanTheGraphHasNoCapacityBefore(t *testing.T) {
	s := account()
	g := &groupNow{row: &groupRow{scene: &scene{snap: s}}}
	young := s.Groups.Rows[3]
	young.Created = moment().Add(-10 * time.Minute)
	g.row.Group = &young
	if points := g.desiredFromCauses(); !points[0].At.Equal(young.Created) {
		t.Errorf("begins at %v", points[0].At)
	}
}

// line is the first line of the screen with a text.
func (d *desk) line(text string) string {
	for _, line := range strings.Split(d.screen(), "\n") {
		if strings.Contains(line, text) {
			return line
		}
	}
	return ""
}
