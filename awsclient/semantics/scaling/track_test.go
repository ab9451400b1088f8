package scaling_test

import (
	"testing"
	"time"

	"fleetglass/awsclient/semantics/scaling"
)

// AS/as-scaling-target-tracking: both ways are rounded up.
func TestTrack(t *testing.T) {
	b := scaling.Bounds{Min: 1, Max: 10}
	for _, c := range []struct {
		current        int
		metric, target float64
		noScaleIn      bool
		want           int
		why            string
	}{
		{3, 75, 50, false, 5, "3 x 75 / 50 = 4.5, rounded up to 5"},
		{4, 31.25, 50, false, 3, "4 x 31.25 / 50 = 2.5, rounded up to 3"},
		{4, 20, 50, true, 4, "4 x 20 / 50 = 1.6, rounded up to 2, but scale-in is disabled"},
		{8, 90, 50, false, 10, "8 x 90 / 50 = 14.4, rounded up to 15, held at the maximum 10"},
		{2, 0, 50, false, 1, "2 x 0 / 50 = 0, rounded up to 0, held at the minimum 1"},
		{3, 0.1 + 0.2, 0.1, false, 9, "3 x 0.3 / 0.1 = 9, rounded up to 9"}, // no instance for the last bit of a float
	} {
		got := scaling.Track(c.current, c.metric, c.target, b, c.noScaleIn)
		if got.Clamped != c.want || got.Why != c.why {
			t.Errorf("%d %q, want %d %q", got.Clamped, got.Why, c.want, c.why)
		}
	}
}

// Thresholds of the low alarm as seen of the real service: OBS#49125488803,
// OBS#55629456395, OBS#45940397892.
func TestAlarmLow(t *testing.T) {
	for target, want := range map[float64]float64{75: 52.5, 50: 35, 40: 28, 90: 63, 30: 21} {
		if got := scaling.AlarmLow(target); got != want {
			t.Errorf("target %v: %v, want %v", target, got, want)
		}
	}
}

// The description is OBS#8265012191's.
func TestTrackingAlarms(t *testing.T) {
	got := scaling.TrackingAlarms("web", "arn:p", 50, "hh", "ll", false)
	want := []scaling.TrackingAlarm{
		{"TargetTracking-web-AlarmHigh-hh", "DO NOT EDIT OR DELETE. For TargetTrackingScaling policy arn:p.", true, "GreaterThanThreshold", 50, time.Minute, 3, 3},
		{"TargetTracking-web-AlarmLow-ll", "DO NOT EDIT OR DELETE. For TargetTrackingScaling policy arn:p.", false, "LessThanThreshold", 35, time.Minute, 15, 15},
	}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("%+v", got)
	}
	if n := len(scaling.TrackingAlarms("web", "arn:p", 50, "hh", "ll", true)); n != 1 {
		t.Errorf("%d alarms with scale-in disabled", n)
	}
}

// AS/as-scale-based-on-demand, "Multiple scaling policies".
func TestLargest(t *testing.T) {
	o, ok := scaling.Largest(4, []scaling.Proposal{{Policy: "a", Capacity: 2}, {Policy: "b", Capacity: 3}})
	if !ok || o.Capacity != 3 || o.Why != "b wants 3, the largest of 2 policies" {
		t.Errorf("%+v %v", o, ok)
	}
	if _, ok := scaling.Largest(4, nil); ok {
		t.Error("none had a largest")
	}
}

func TestTrackingVerdict(t *testing.T) {
	tracking := func(capacity int, noIn bool) scaling.Proposal {
		return scaling.Proposal{Policy: "p", Capacity: capacity, TargetTracking: true, DisableScaleIn: noIn}
	}
	for _, c := range []struct {
		name      string
		proposals []scaling.Proposal
		want      int
	}{
		{"any may scale out", []scaling.Proposal{tracking(2, false), tracking(6, false)}, 6},
		{"one is content", []scaling.Proposal{tracking(2, false), tracking(4, false)}, 4},
		{"all agree", []scaling.Proposal{tracking(2, false), tracking(3, false)}, 3},
		{"one has no say in it", []scaling.Proposal{tracking(2, false), tracking(4, true)}, 2},
		{"none has", []scaling.Proposal{tracking(2, true)}, 4},
	} {
		if got := scaling.TrackingVerdict(4, c.proposals); got.Capacity != c.want || got.Why == "" {
			t.Errorf("%s: %+v, want %d", c.name, got, c.want)
		}
	}
}

func TestWarmup(t *testing.T) {
	const unset = -1
	for _, c := range []struct {
		policy, group, cooldown, want time.Duration
		from                          string
	}{
		{30, 60, 300, 30, "EstimatedInstanceWarmup"},
		{0, 60, 300, 0, "EstimatedInstanceWarmup"}, // zero is set
		{unset, 60, 300, 60, "DefaultInstanceWarmup"},
		{unset, unset, 300, 300, "DefaultCooldown"},
	} {
		if got, from := scaling.Warmup(c.policy, c.group, c.cooldown); got != c.want || from != c.from {
			t.Errorf("%+v: %v from %s", c, got, from)
		}
	}
	if _, from := scaling.RefreshWarmup(unset, unset, 9); from != "HealthCheckGracePeriod" {
		t.Error(from)
	}
	if got, _ := scaling.SimpleCooldown(unset, 300); got != 300 {
		t.Error(got)
	}
}
