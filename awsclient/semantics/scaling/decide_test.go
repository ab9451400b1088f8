package scaling

import (
	"strings"
	"testing"
)

func bound(v float64) *float64 { return &v }

// courseSteps add 1 from 50 on, 2 from 60 and 4 from 70, at a threshold of 50.
func courseSteps() []Step {
	return []Step{{bound(0), bound(10), 1}, {bound(10), bound(20), 2}, {bound(20), nil, 4}}
}

func TestSteppedCountsOnlyWhatIsWarm(t *testing.T) { // AS/as-scaling-simple-step
	for _, c := range []struct {
		name   string
		metric float64
		s      Standing
		want   int
		why    string
	}{
		{"first breach", 55, Standing{Desired: 2, Warm: 2}, 3, "step 50 <= metric < 60: 2 + 1 = 3"},
		{"still breaching while the new one warms up", 55, Standing{Desired: 3, Warm: 2, Warming: 1}, 3, "3 are desired already"},
		{"higher step while it warms up", 75, Standing{Desired: 3, Warm: 2, Warming: 1}, 6, "2 + 4 = 6 (counted from the 2 of 3 that have warmed up)"},
		{"held at the maximum", 75, Standing{Desired: 8, Warm: 8}, 10, "8 + 4 = 12, held at the maximum 10"},
		{"no step below the threshold", 40, Standing{Desired: 3, Warm: 3}, 3, "no step is for a metric of 40"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.s.Bounds = Bounds{1, 10}
			got := Stepped(courseSteps(), Change{Kind: ChangeInCapacity}, 50, c.metric, c.s)
			if got.To != c.want || !strings.Contains(got.Why, c.why) {
				t.Errorf("got %d, %q; want %d, %q", got.To, got.Why, c.want, c.why)
			}
		})
	}
}

func TestSteppedScalesInWithWhatLeaves(t *testing.T) { // AS/as-scaling-simple-step
	down := []Step{{nil, bound(0), -2}}
	for _, c := range []struct {
		name string
		s    Standing
		want int
		why  string
	}{
		{"at rest", Standing{Desired: 6, Warm: 6}, 4, "6 - 2 = 4"},
		{"while others leave", Standing{Desired: 4, Warm: 4, Leaving: 2}, 4, "6 - 2 = 4 (2 that leave are still counted); 4 stays"},
		{"not while others warm up", Standing{Desired: 6, Warm: 5, Warming: 1}, 6, "but nothing scales in while 1 warm up"},
		{"held at the minimum", Standing{Desired: 2, Warm: 2}, 1, "held at the minimum 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.s.Bounds = Bounds{1, 10}
			got := Stepped(down, Change{Kind: ChangeInCapacity}, 30, 20, c.s)
			if got.To != c.want || !strings.Contains(got.Why, c.why) {
				t.Errorf("got %d, %q; want %d, %q", got.To, got.Why, c.want, c.why)
			}
		})
	}
}

func TestTracked(t *testing.T) { // AS/as-scaling-target-tracking
	for _, c := range []struct {
		name          string
		metric        float64
		high, settled bool
		target        Target
		s             Standing
		want          int
		why           string
	}{
		{"out", 75, true, true, Target{Value: 50}, Standing{Desired: 4, Warm: 4}, 6, "4 x 75 / 50 = 6"},
		{"out, counted from the warm", 75, true, true, Target{Value: 50}, Standing{Desired: 6, Warm: 4, Warming: 2}, 6, "6 are desired already"},
		{"in", 20, false, true, Target{Value: 50}, Standing{Desired: 5, Warm: 5}, 2, "5 x 20 / 50 = 2"},
		{"in, on old news", 20, false, false, Target{Value: 50}, Standing{Desired: 5, Warm: 5}, 5, "older than the group's last change"},
		{"in, while others warm up", 20, false, true, Target{Value: 50}, Standing{Desired: 5, Warm: 4, Warming: 1}, 5, "nothing scales in while 1 warm up"},
		{"in, when that is disabled", 20, false, true, Target{50, true}, Standing{Desired: 5, Warm: 5}, 5, "scale-in is disabled"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.s.Bounds = Bounds{1, 10}
			got := Tracked(c.target, c.metric, c.high, c.settled, c.s)
			if got.To != c.want || !strings.Contains(got.Why, c.why) {
				t.Errorf("got %d, %q; want %d, %q", got.To, got.Why, c.want, c.why)
			}
		})
	}
}
