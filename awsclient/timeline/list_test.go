package timeline

import (
	"slices"
	"testing"
	"time"

	"fleetglass/awsclient"
)

func events(ids ...string) *List {
	var all []*Event
	for i, id := range ids {
		all = append(all, &Event{ID: id, At: sec(100 - 10*i)})
	}
	return Listed(all)
}

func idsOf(all []*Event) []string {
	var ids []string
	for _, e := range all {
		ids = append(ids, e.ID)
	}
	return ids
}

func TestListsAreMergedByTime(t *testing.T) {
	for _, c := range []struct {
		name  string
		lists []*List
		n     int
		want  []string
	}{
		{"nothing", nil, 0, nil},
		{"one list", []*List{events("a", "b")}, 0, []string{"a", "b"}},
		{"of one moment the first list's comes first", []*List{events("a", "b"), events("c", "d")}, 0, []string{"a", "c", "b", "d"}},
		{"the same event is told once", []*List{events("a", "b"), events("a", "d")}, 0, []string{"a", "b", "d"}},
		{"the newest", []*List{events("a", "b", "c"), events("d")}, 2, []string{"a", "d"}},
		{"empty and missing lists", []*List{events(), nil, events("a")}, 0, []string{"a"}},
	} {
		if got := idsOf(Newest(c.lists, c.n)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestOfTheSameEventTheFirstListTellsMost(t *testing.T) {
	poor, rich := &Event{ID: "a", At: sec(1)}, &Event{ID: "a", At: sec(0), Words: "more"}
	if got := Newest([]*List{Listed([]*Event{rich}), Listed([]*Event{poor})}, 0); len(got) != 1 || got[0] != rich {
		t.Errorf("got %+v", got)
	}
}

// An alarm's state and its history tell of the same change.
func TestAFiringAlarmIsToldOnceWithItsHistory(t *testing.T) {
	f := web()
	f.alarmed(160, "unhealthy", "")
	all := Newest([]*List{AlarmHistory(f.AlarmHistory[""]), Firing(f.Alarms)}, 0)
	n := 0
	for _, e := range all {
		if e.Subject.ID == "unhealthy" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("told %d times: %q", n, idsOf(all))
	}
}

func TestSeenNotesChanges(t *testing.T) {
	at := sec(5)
	target := func(id, state string) awsclient.Target {
		return awsclient.Target{TargetGroup: webTG, ID: id, Port: 80, State: state, Reason: "Target.Timeout"}
	}
	for _, c := range []struct {
		name          string
		before, after []awsclient.Target
		want          []string
	}{
		{"nothing changed", []awsclient.Target{target(one, "healthy")}, []awsclient.Target{target(one, "healthy")}, nil},
		{"it fails", []awsclient.Target{target(one, "healthy")}, []awsclient.Target{target(one, "unhealthy")}, []string{one + " is unhealthy: health check timed out"}},
		{"it recovers", []awsclient.Target{target(one, "unhealthy")}, []awsclient.Target{target(one, "healthy")}, []string{one + " is healthy"}},
		{"a new one that starts is no news", nil, []awsclient.Target{target(one, "initial")}, nil},
		{"a new one that fails is", nil, []awsclient.Target{target(one, "unhealthy")}, []string{one + " is unhealthy: health check timed out"}},
		{"one that is gone", []awsclient.Target{target(one, "draining")}, nil, nil},
	} {
		var s Seen
		s.Targets(c.before, c.after, at)
		var got []string
		for i := range s.List().Len() {
			got = append(got, s.List().Event(i).Text())
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestSeenIsBounded(t *testing.T) {
	var s Seen
	for n := range kept + 50 {
		id := "i-" + time.Duration(n).String()
		s.Targets([]awsclient.Target{{ID: id, State: "healthy"}}, []awsclient.Target{{ID: id, State: "unhealthy"}}, sec(n))
	}
	if got := s.List().Len(); got != kept {
		t.Errorf("%d are kept", got)
	}
	if !s.List().Event(0).At.Equal(sec(kept + 49)) {
		t.Error("the newest is not first")
	}
}

func TestAnInstanceTellsWhenItEnded(t *testing.T) {
	for _, c := range []struct {
		state, transition string
		want              time.Time
	}{
		{"terminated", "User initiated (2026-03-03 12:00:41 GMT)", sec(41)},
		{"stopped", "User initiated (2026-03-03 12:00:41 GMT)", sec(41)},
		{"running", "User initiated (2026-03-03 12:00:41 GMT)", time.Time{}}, // of an earlier stop
		{"terminated", "Server.SpotInstanceTermination: Spot instance termination", time.Time{}},
		{"terminated", "", time.Time{}},
	} {
		if got := endOf(&awsclient.Instance{State: c.state, StateTransition: c.transition}); !got.Equal(c.want) {
			t.Errorf("%s, %q: %s, want %s", c.state, c.transition, got, c.want)
		}
	}
}

func TestCallsAreJudged(t *testing.T) {
	for _, c := range []struct {
		call awsclient.Event
		want Severity
		text string
	}{
		{awsclient.Event{Name: "DescribeInstances", ReadOnly: true, Identity: "IAMUser"}, Quiet, "DescribeInstances"},
		{awsclient.Event{Name: "SetDesiredCapacity", Identity: "IAMUser"}, Calm, "SetDesiredCapacity"},
		{awsclient.Event{Name: "StopInstances", Identity: "IAMUser"}, Notable, "StopInstances"},
		{awsclient.Event{Name: "CreateKeyPair", Identity: "Root"}, Notable, "CreateKeyPair"},
		{awsclient.Event{Name: "CreateKeyPair", Caller: "999999999999", Account: "123456789012"}, Notable, "CreateKeyPair"},
		{awsclient.Event{Name: "StopLogging", ErrorCode: "AccessDeniedException"}, Grave, "StopLogging: denied"},
		{awsclient.Event{Name: "RunInstances", ErrorCode: "Client.InstanceLimitExceeded"}, Grave, "RunInstances: failed: InstanceLimitExceeded"},
		{awsclient.Event{Name: "ConsoleLogin", ErrorMessage: "Failed authentication"}, Grave, "ConsoleLogin: failed: Failed authentication"},
		{awsclient.Event{Name: "RunInstances", SourceIP: "autoscaling.amazonaws.com", ErrorCode: "Server.InsufficientInstanceCapacity"}, Quiet, "RunInstances: failed: InsufficientInstanceCapacity"},
	} {
		e := Trail([]*awsclient.Event{&c.call}).Event(0)
		if e.Severity != c.want || e.Text() != c.text {
			t.Errorf("%s: %s %q, want %s %q", c.call.Name, e.Severity, e.Text(), c.want, c.text)
		}
	}
}
