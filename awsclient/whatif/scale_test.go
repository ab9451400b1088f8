package whatif_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/whatif"
)

func noon() time.Time { return time.Date(2026, time.March, 10, 12, 0, 0, 0, time.UTC) }

// crew is a group of m5.large in two zones with one policy, driven by an alarm
// on CPU above 50.
func crew(n int, p awsclient.Policy) *whatif.Group {
	p.ARN, p.Name, p.Enabled = "policy-arn", "cpu", true
	g := &whatif.Group{
		Group: awsclient.Group{Name: "web", Region: "us-west-2", Limits: awsclient.Limits{Min: 1, Desired: n, Max: 6},
			Zones: []string{"us-west-2a", "us-west-2b"}, DefaultCooldown: 5 * time.Minute},
		Policies: []awsclient.Policy{p},
		Alarms: []awsclient.Alarm{{Name: "cpu-high", AlarmActions: []string{"policy-arn"}, Threshold: 50, Comparison: "GreaterThanThreshold", Periods: 2,
			Metric: awsclient.MetricQuery{Namespace: "AWS/EC2", Name: "CPUUtilization", Statistic: "Average", Period: time.Minute}}},
		Machines: map[string]awsclient.Instance{},
		Type:     "m5.large", Now: noon(),
	}
	for i := range n {
		m := awsclient.GroupInstance{ID: fmt.Sprintf("i-%d", i), Zone: g.Zones[i%2], Lifecycle: "InService", Health: "Healthy"}
		g.Instances = append(g.Instances, m)
		g.Machines[m.ID] = awsclient.Instance{ID: m.ID, Launched: noon().Add(-time.Hour - time.Duration(i)*time.Minute), Market: "on-demand"}
	}
	return g
}

func steps() awsclient.Policy {
	b := func(v float64) *float64 { return &v }
	return awsclient.Policy{Type: "StepScaling", AdjustmentType: "PercentChangeInCapacity", Warmup: 2 * time.Minute, Steps: []awsclient.Step{
		{Lower: b(0), Upper: b(20), Adjustment: 50}, {Lower: b(20), Adjustment: 100}}}
}

func TestScale(t *testing.T) { // AS/as-scaling-simple-step, AS/as-scaling-target-tracking
	simple := awsclient.Policy{Type: "SimpleScaling", AdjustmentType: "ChangeInCapacity", Adjustment: 2}
	track := awsclient.Policy{Type: "TargetTrackingScaling", Target: awsclient.TargetTracking{Value: 50}}
	for _, c := range []struct {
		name   string
		group  *whatif.Group
		metric float64
		to     int
		says   []string
	}{
		{"a step", crew(4, steps()), 60, 6, []string{"step 50 <= metric < 70: 4 + 50% of 4 = 6", "by alarm cpu-high, once 2 datapoints of 1m breach", "warm-up of 2m (EstimatedInstanceWarmup)"}},
		{"held at the maximum", crew(4, steps()), 80, 6, []string{"4 + 100% of 4 = 8, held at the maximum 6"}},
		{"no breach", crew(4, steps()), 50, 4, []string{"4 stays", "50 is not greater than 50: the alarm does not fire"}},
		{"simple", crew(3, simple), 51, 5, []string{"3 + 2 = 5", "cooldown of 5m (DefaultCooldown)"}},
		{"simple, cooling down", cooling(crew(3, simple)), 90, 3, []string{"the group cools down for 4m more"}},
		{"simple, an activity in progress", busy(crew(3, simple)), 90, 3, []string{"a scaling activity is in progress"}},
		{"target tracking", crew(3, track), 75, 5, []string{"3 x 75 / 50 = 4.5, rounded up to 5"}},
		{"one still warms up", young(crew(4, steps())), 60, 4, []string{"3 warm, 1 warming up", "3 + 50% of 3 (1.5, taken as 1) = 4 (counted from the 3 of 4 that have warmed up); 4 are desired already"}},
		{"disabled", disabled(crew(4, steps())), 60, 4, []string{"the policy is disabled"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := whatif.Scale(c.group, whatif.ScaleAsked{Policy: "cpu", Metrics: []float64{c.metric}})
			if err != nil {
				t.Fatal(err)
			}
			if got.Answers[0].To != c.to {
				t.Errorf("to %d, want %d", got.Answers[0].To, c.to)
			}
			contains(t, got.Text(), c.says...)
		})
	}
}

func cooling(g *whatif.Group) *whatif.Group {
	g.Activities = []awsclient.Activity{{End: noon().Add(-time.Minute), StatusCode: "Successful",
		Cause: "At 2026-03-10T11:58:00Z a monitor alarm cpu-high in state ALARM triggered policy cpu changing the desired capacity from 2 to 3."}}
	return g
}

func busy(g *whatif.Group) *whatif.Group {
	g.Activities = []awsclient.Activity{{StatusCode: "InProgress"}}
	return g
}

func young(g *whatif.Group) *whatif.Group {
	g.Activities = []awsclient.Activity{{Description: "Launching a new EC2 instance: i-0", StatusCode: "Successful", End: noon().Add(-time.Minute)}}
	return g
}

func disabled(g *whatif.Group) *whatif.Group {
	g.Policies[0].Enabled = false
	return g
}

func TestCannotScale(t *testing.T) {
	alone := crew(2, steps())
	alone.Alarms = nil
	predictive := crew(2, awsclient.Policy{Type: "PredictiveScaling"})
	none := crew(2, steps())
	none.Policies = nil
	for _, c := range []struct {
		group        *whatif.Group
		policy, want string
	}{
		{crew(2, steps()), "mem", `web has no policy "mem"; it has cpu`},
		{none, "cpu", "web has no policies"},
		{alone, "cpu", "no alarm runs cpu: its steps count from a threshold, which has to be given"},
		{predictive, "cpu", "cpu is of type PredictiveScaling"},
	} {
		_, err := whatif.Scale(c.group, whatif.ScaleAsked{Policy: c.policy, Metrics: []float64{1}})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

// values are a minute each, the last one a minute before noon.
func values(list ...float64) []whatif.Sample {
	samples := make([]whatif.Sample, len(list))
	for i, v := range list {
		samples[i] = whatif.Sample{At: noon().Add(-time.Duration(len(list)-i) * time.Minute), Value: v}
	}
	return samples
}

func TestReplay(t *testing.T) {
	simple := awsclient.Policy{Type: "SimpleScaling", AdjustmentType: "ChangeInCapacity", Adjustment: 1}
	for _, c := range []struct {
		name    string
		group   *whatif.Group
		samples []whatif.Sample
		want    string // the capacities
	}{
		{"one point is too few", crew(2, steps()), values(40, 60, 40, 60, 40), "2"},
		{"two in a row", crew(2, steps()), values(40, 60, 60, 40, 40), "2 3"},
		{"a breach that goes on adds again only once the first are warm", crew(2, steps()), values(60, 60, 60, 60, 60, 60, 60, 60, 40), "2 3 4 6"},
		{"a cooldown lasts from the end of the activity", crew(2, simple), values(60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60), "2 3 4"},
		{"no data", crew(2, steps()), append(values(60), whatif.Sample{At: noon().Add(20 * time.Minute), Value: 60}), "2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := whatif.Replay(c.group, whatif.ReplayAsked{Policies: []string{"cpu"}, Samples: c.samples})
			if err != nil {
				t.Fatal(err)
			}
			text := fmt.Sprint(got.Start)
			for _, ch := range got.Changes {
				text += fmt.Sprint(" ", ch.To)
			}
			if text != c.want {
				t.Errorf("capacity went %s, want %s\n%s", text, c.want, got.Text())
			}
		})
	}
}

func TestReplayCosts(t *testing.T) {
	flat := make([]float64, 120)
	got, err := whatif.Replay(crew(2, steps()), whatif.ReplayAsked{Policies: []string{"cpu"}, Samples: values(flat...)})
	if err != nil {
		t.Fatal(err)
	}
	contains(t, got.Text(), "nothing would have changed", "4.0 instance hours: $0.38 On-Demand; steady at 2 $0.38, always at the maximum $1.15",
		"the metric is taken as it was recorded")
}

// A load that instances share halves when they double.
func TestReplayOfASharedLoad(t *testing.T) {
	track := awsclient.Policy{Type: "TargetTrackingScaling", Warmup: time.Minute, Target: awsclient.TargetTracking{Value: 50}}
	samples := make([]float64, 60)
	for i := range samples {
		samples[i] = 90
	}
	shared := values(samples...)
	for i := range shared {
		shared[i].Instances = 2
	}
	for _, c := range []struct {
		name    string
		samples []whatif.Sample
		end     int
	}{{"as recorded", values(samples...), 6}, {"shared", shared, 4}} {
		got, err := whatif.Replay(crew(2, track), whatif.ReplayAsked{Policies: []string{"cpu"}, Samples: c.samples})
		if err != nil {
			t.Fatal(err)
		}
		if got.End != c.end {
			t.Errorf("%s: ends with %d, want %d\n%s", c.name, got.End, c.end, got.Text())
		}
	}
}

func TestParseSamples(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"1\n2\n\n# a comment\n3", 3, ""},
		{"2026-03-10T11:00:00Z,1\n2026-03-10T11:05:00Z, 2.5", 2, ""},
		{"", 0, "there are no values"},
		{"1\nx", 0, `line 2: "x" is not a number`},
		{"NaN", 0, "is not a number"},
		{"yesterday,2", 0, "is not a time such as"},
		{"1\n2026-03-10T11:05:00Z,2", 0, "some lines have a time and some have none"},
		{"2020-03-10T11:05:00Z,2\n2026-03-10T11:05:00Z,2", 0, "a replay goes over"},
	} {
		got, err := whatif.ParseSamples(c.text, noon())
		if len(got) != c.n || c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%q: %d samples, %v; want %d, %q", c.text, len(got), err, c.n, c.want)
		}
	}
}

func FuzzParseSamples(f *testing.F) {
	f.Add("1\n2")
	f.Add("2026-03-10T11:00:00Z,1")
	f.Fuzz(func(t *testing.T, text string) {
		samples, err := whatif.ParseSamples(text, noon())
		if err == nil && len(samples) == 0 {
			t.Error("nothing was read, and nothing was wrong")
		}
	})
}
