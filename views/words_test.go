package views

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
)

func TestTargetWordsAreShort(t *testing.T) {
	for _, c := range []struct {
		target awsclient.Target
		want   string
	}{
		{awsclient.Target{State: "unhealthy", Reason: "Target.ResponseCodeMismatch", Description: "Health checks failed with these codes: [503]"}, "HTTP 503"},
		{awsclient.Target{State: "unhealthy", Reason: "Target.Timeout", Description: "Request timed out"}, "health check timed out"},
		{awsclient.Target{State: "unhealthy", Reason: "Target.FailedHealthChecks", Description: "Health checks failed"}, "health check failed"},
		{awsclient.Target{State: "unhealthy", Description: "something new"}, "something new"},
		{awsclient.Target{State: "unhealthy"}, "unhealthy"},
	} {
		if got := targetWords(&c.target); got != c.want {
			t.Errorf("targetWords(%+v) = %q, want %q", c.target, got, c.want)
		}
	}
}

func TestARNName(t *testing.T) {
	for arn, want := range map[string]string{
		webALB: "web-alb",
		tcpNLB: "ingest-nlb",
		webTG:  "web-tg",
		"arn:aws:autoscaling:us-west-2:123456789012:autoScalingGroup:1111:autoScalingGroupName/web": "web",
		"arn:aws:cloudwatch:us-west-2:123456789012:alarm:web-cpu-high":                              "web-cpu-high",
		"i-0a1b2c3d4e5f60000": "i-0a1b2c3d4e5f60000",
	} {
		if got := arnName(arn); got != want {
			t.Errorf("arnName(%q) = %q, want %q", arn, got, want)
		}
	}
}

func TestCommandQuotesWhatAShellWouldRead(t *testing.T) {
	got := Command("aws", "ec2", "x", "--name", "it's $HOME; rm -rf /", "--filter", "Name=tag:a,Values=b", "")
	want := `aws ec2 x --name 'it'\''s $HOME; rm -rf /' --filter Name=tag:a,Values=b ''`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestEveryKindOfErrorHasARemedy(t *testing.T) {
	seen := map[string]awsclient.ErrorKind{}
	for k := awsclient.Failed; k < awsclient.Cancelled; k++ {
		words := Remedy(&awsclient.Error{Kind: k})
		if other, twice := seen[words]; twice {
			t.Errorf("%v and %v have the same remedy: %s", k, other, words)
		}
		seen[words] = k
	}
	if words := Remedy(denied("Auto Scaling", "DescribePolicies")); !strings.Contains(words, "autoscaling:DescribePolicies") {
		t.Errorf("the missing action is not named: %s", words)
	}
}

func TestResample(t *testing.T) {
	at := func(minutes ...int) (points []awsclient.Point) {
		for _, m := range minutes {
			points = append(points, awsclient.Point{At: moment().Add(time.Duration(m-60) * time.Minute), Value: float64(m)})
		}
		return points
	}
	nan := math.NaN()
	for _, c := range []struct {
		name   string
		points []awsclient.Point
		want   []float64
	}{
		{"nothing is a gap", nil, []float64{nan, nan, nan, nan, nan, nan}},
		{"mean of the points in a cell", at(0, 2, 4, 10, 12, 20, 30, 40, 50), []float64{2, 11, 20, 30, 40, 50}},
		{"a gap stays a gap", at(0, 5, 10, 50, 55), []float64{2.5, 10, 10, nan, nan, 52.5}},
		{"sparse points are bridged", at(0, 20, 40), []float64{0, 0, 20, 20, 40, 40}},
		{"older points are left out", at(-30, 10), []float64{nan, 10, 10, 10, 10, 10}},
	} {
		got := resample(c.points, moment(), time.Hour, 6)
		if !slices.EqualFunc(got, c.want, func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestSpeeds(t *testing.T) {
	for _, c := range []struct{ at, faster, slower float64 }{{1, 2, 1}, {60, 120, 30}, {3600, 3600, 1800}, {45, 60, 30}} {
		if faster(c.at) != c.faster || slower(c.at) != c.slower {
			t.Errorf("at %v: faster %v, slower %v; want %v, %v", c.at, faster(c.at), slower(c.at), c.faster, c.slower)
		}
	}
}

func TestGridNeverExceedsItsWidth(t *testing.T) {
	for width := leastWidth; width < 250; width++ {
		for _, columns := range [][]gridColumn{balancerGrid(width), groupGrid(width)} {
			g := layGrid(width, columns)
			if got := g.titles().Width(); got > width {
				t.Errorf("at %d the grid takes %d cells: %v", width, got, g.widths)
			}
		}
	}
}

func TestMetricsThatTheEndpointDoesNotHaveSaySo(t *testing.T) {
	d := newDesk(t, 120, 36)
	s := account()
	for key := range s.Series {
		s.Series[key] = failed[awsclient.Series](&awsclient.Error{Kind: awsclient.Unsupported, Service: "CloudWatch", Operation: "GetMetricData", Code: "404", Message: "Not Found"})
	}
	s.Activities["web-asg"] = failed[awsclient.Activity](&awsclient.Error{Kind: awsclient.Unsupported, Service: "Auto Scaling", Operation: "DescribeScalingActivities"})
	d.see(s)
	d.sees("unsupported", "scaling activities: unsupported (DescribeScalingActivities)", "2 errors !", "web-asg")
	d.press("5").sees("unsupported", instanceID(4))
}

func TestTiesAreBuiltAgainOnlyWhenSomethingChanged(t *testing.T) {
	s := account()
	ties := (&Ties{}).At(s)
	version := ties.Version()
	same := *s
	if ties.At(&same).Version() != version {
		t.Error("a snapshot with the same lists changed the ties")
	}
	other := *s
	other.Targets = map[string]watch.Feed[awsclient.Target]{}
	if ties.At(&other); ties.Version() == version || len(ties.Targets(instanceID(0))) != 0 {
		t.Error("lists that went away are still tied")
	}
}

func TestAllKeysAreExplained(t *testing.T) {
	for _, k := range AllKeys() {
		if k.Label == "" || k.Group == "" || len(k.Keys) == 0 {
			t.Errorf("key %v has no label or group", k.Keys)
		}
	}
}

func TestRowsWords(t *testing.T) {
	for status, want := range map[string]string{"340": "340 rows", "12 of 340": "12 of 340 rows", "12 of 340, 3 marked": "12 of 340 rows, 3 marked"} {
		if got := rowsWords(status); got != want {
			t.Errorf("rowsWords(%q) = %q, want %q", status, got, want)
		}
	}
}

var _ Watcher = (*watch.Watcher)(nil)

func TestAlarmsThatMeanTrouble(t *testing.T) {
	for _, c := range []struct {
		name, state string
		want        bool
	}{
		{"web-cpu-high", "ALARM", true},
		{"web-cpu-high", "OK", false},
		{"TargetTracking-web-AlarmHigh-11", "ALARM", true},
		{"TargetTracking-web-AlarmLow-11", "ALARM", false}, // capacity to spare
	} {
		if got := alarming(&awsclient.Alarm{Name: c.name, State: c.state}); got != c.want {
			t.Errorf("%s in %s: %v, want %v", c.name, c.state, got, c.want)
		}
	}
}
