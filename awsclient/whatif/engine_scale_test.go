package whatif_test

import (
	"fmt"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"fleetglass/awsclient"
	"fleetglass/awsclient/whatif"
)

func (r *rehearsal) putPolicy(p awsclient.Policy) {
	r.Helper()
	p.Enabled = true
	if _, err := r.client.PutPolicy(r.Context(), p); err != nil {
		r.Fatal(err)
	}
}

func bound(v float64) *float64 { return &v }

// policies are one of each kind that is executed by hand.
func (r *rehearsal) policies(group string) []awsclient.Policy {
	kinds := []string{"ChangeInCapacity", "PercentChangeInCapacity", "ExactCapacity"}
	amount := func(kind string) int {
		if kind == "ExactCapacity" {
			return r.rnd.Intn(12)
		}
		return map[string]int{"ChangeInCapacity": 1, "PercentChangeInCapacity": 15}[kind] * (r.rnd.Intn(9) - 4)
	}
	kind, other := kinds[r.rnd.Intn(3)], kinds[r.rnd.Intn(3)]
	return []awsclient.Policy{
		{Group: group, Name: "by-steps", Type: "StepScaling", AdjustmentType: kind, Steps: []awsclient.Step{
			{Upper: bound(-10), Adjustment: amount(kind)}, {Lower: bound(-10), Upper: bound(10), Adjustment: amount(kind)}, {Lower: bound(10), Adjustment: amount(kind)}}},
		{Group: group, Name: "simple", Type: "SimpleScaling", AdjustmentType: other, Adjustment: amount(other), Cooldown: time.Minute},
	}
}

// What scale says of a policy that is executed by hand is what executing it
// does, also while instances warm up, leave or are replaced.
func TestScaleIsWhatExecutingDoes(t *testing.T) {
	changed := 0
	worlds(t, func(r *rehearsal) {
		for _, name := range r.groups() {
			r.shake(name)
			if r.group(name).Mixed != nil {
				continue
			}
			for _, p := range r.policies(name) {
				r.putPolicy(p)
				r.setDesired(name, 2+r.rnd.Intn(6))
				r.engine.Advance(time.Duration(r.rnd.Intn(240)) * time.Second)
				g := r.group(name)
				metric, threshold := float64(r.rnd.Intn(100)), 50.0
				said, err := whatif.Scale(g, whatif.ScaleAsked{Policy: p.Name, Metrics: []float64{metric}, Threshold: &threshold})
				if err != nil {
					r.Fatal(err)
				}
				in := &autoscaling.ExecutePolicyInput{AutoScalingGroupName: &name, PolicyName: aws.String(p.Name)}
				if p.Type == "StepScaling" {
					in.MetricValue, in.BreachThreshold = &metric, &threshold
				}
				r.call("autoscaling", "ExecutePolicy", in)
				a := said.Answers[0]
				if got := r.group(name).Limits.Desired; got != a.To {
					r.Errorf("%s %s at %g: said %d (%s; %d warm, %d warming, %d leaving), is %d", name, p.Name, metric, a.To, a.Why, said.Warm, said.Warming, said.Leaving, got)
				}
				if a.To != a.From {
					changed++
				}
			}
		}
	})
	if changed < 20 {
		t.Errorf("only %d changes: the test asks too little", changed)
	}
}

// metric is a custom one that drives a policy, minute by minute.
func (r *rehearsal) metric(name string, v float64) {
	r.call("cloudwatch", "PutMetricData", &cloudwatch.PutMetricDataInput{Namespace: aws.String("Rehearsal"),
		MetricData: []cwtypes.MetricDatum{{MetricName: &name, Value: &v}}})
}

// What scale says of target tracking at a value is what happens once the
// alarms have seen that value for long enough.
func TestTrackingIsWhatTheEngineDoes(t *testing.T) {
	for seed := uint64(1); seed <= 8; seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rehearse(t, "quiet-day", seed)
			name := r.groups()[0]
			if err := r.client.SetGroupLimits(r.Context(), name, awsclient.Limits{Min: 1, Desired: 4, Max: 12}); err != nil {
				t.Fatal(err)
			}
			r.putPolicy(awsclient.Policy{Group: name, Name: "track", Type: "TargetTrackingScaling", Target: awsclient.TargetTracking{
				Value: 50, Custom: &awsclient.CustomMetric{Namespace: "Rehearsal", Name: "Load", Statistic: "Average"}}})
			r.engine.Advance(20*time.Minute - time.Duration(r.engine.Now().Second())*time.Second + 30*time.Second)
			value := float64(5 + 13*r.rnd.Intn(10))
			for range 25 { // the first evaluation that changes the capacity ends it
				r.metric("Load", value)
				g := r.group(name)
				said, err := whatif.Scale(g, whatif.ScaleAsked{Policy: "track", Metrics: []float64{value}})
				if err != nil {
					t.Fatal(err)
				}
				r.engine.Advance(time.Minute)
				if got := r.group(name).Limits.Desired; got != 4 {
					compareTracked(t, said, got)
					return
				}
			}
			if value < 35 || value > 50 {
				t.Errorf("at %g nothing happened", value)
			}
		})
	}
}

func compareTracked(t *testing.T, said *whatif.Scaled, got int) {
	t.Helper()
	for _, a := range said.Answers {
		if a.Fires && a.To != got {
			t.Errorf("at %g: said %d (%s), is %d", a.Metric, a.To, a.Why, got)
		}
	}
}

// A replay of what was recorded makes the changes that the engine made while
// it was recorded: the same capacities in the same order, at about the time.
func TestReplayIsWhatTheEngineDid(t *testing.T) {
	changed := 0
	for seed := uint64(1); seed <= 6; seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rehearse(t, "quiet-day", seed)
			name := r.groups()[0]
			if err := r.client.SetGroupLimits(r.Context(), name, awsclient.Limits{Min: 1, Desired: 3, Max: 12}); err != nil {
				t.Fatal(err)
			}
			r.drive(name)
			r.engine.Advance(20*time.Minute - time.Duration(r.engine.Now().Second())*time.Second + 30*time.Second)
			before := r.group(name)
			var samples []whatif.Sample
			for range 6 { // stretches of steady load, quiet ones between
				value := float64(40 + 20*r.rnd.Intn(4))
				for range 4 + r.rnd.Intn(10) {
					samples = append(samples, whatif.Sample{At: r.engine.Now().Truncate(time.Minute), Value: value})
					r.metric("Load", value)
					r.engine.Advance(time.Minute)
				}
			}
			r.engine.Advance(time.Minute)
			did := r.policyChanges(name, before.Now)
			said, err := whatif.Replay(before, whatif.ReplayAsked{Policies: []string{"out"}, Samples: samples})
			if err != nil {
				t.Fatal(err)
			}
			var want []string
			for _, c := range said.Changes {
				want = append(want, fmt.Sprintf("from %d to %d", c.From, c.To))
			}
			if fmt.Sprint(did) != fmt.Sprint(want) {
				t.Errorf("said %v, did %v\n%s", want, did, said.Text())
			}
			changed += len(did)
		})
	}
	if changed < 5 {
		t.Errorf("only %d changes: the test asks too little", changed)
	}
}

// drive has a step policy driven by a custom metric.
func (r *rehearsal) drive(group string) {
	r.Helper()
	arn, err := r.client.PutPolicy(r.Context(), awsclient.Policy{Group: group, Name: "out", Type: "StepScaling", Enabled: true, Warmup: 3 * time.Minute,
		AdjustmentType: "ChangeInCapacity", Steps: []awsclient.Step{{Lower: bound(0), Upper: bound(30), Adjustment: 1}, {Lower: bound(30), Adjustment: 3}}})
	if err != nil {
		r.Fatal(err)
	}
	r.call("cloudwatch", "PutMetricAlarm", &cloudwatch.PutMetricAlarmInput{
		AlarmName: aws.String("out"), Namespace: aws.String("Rehearsal"), MetricName: aws.String("Load"), Statistic: cwtypes.StatisticAverage,
		Period: aws.Int32(60), EvaluationPeriods: aws.Int32(2), Threshold: aws.Float64(50), ComparisonOperator: cwtypes.ComparisonOperatorGreaterThanThreshold,
		AlarmActions: []string{arn}})
}

// policyChanges are the changes of the desired capacity by policies, oldest
// first, in the words of the activities' causes.
func (r *rehearsal) policyChanges(group string, since time.Time) []string {
	r.Helper()
	all, err := r.client.Activities(r.Context(), group, 0)
	if err != nil {
		r.Fatal(err)
	}
	found := regexp.MustCompile(`triggered policy \S+ changing the desired capacity (from \d+ to \d+)`)
	var list []string
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Start.Before(since) {
			continue
		}
		for _, m := range found.FindAllStringSubmatch(all[i].Cause, -1) {
			if !slices.Contains(list, m[1]) { // each activity of a change tells it
				list = append(list, m[1])
			}
		}
	}
	return list
}
