package scaling_test

import (
	"math/rand"
	"strings"
	"testing"

	"fleetglass/awsclient/semantics/scaling"
)

func bound(v float64) *float64 { return &v }

// scaleOut and scaleIn are the two policies of AS/as-scaling-simple-step,
// with thresholds 60 and 40.
func scaleOut() []scaling.Step {
	return []scaling.Step{{bound(0), bound(10), 0}, {bound(10), bound(20), 10}, {bound(20), nil, 30}}
}

func scaleIn() []scaling.Step {
	return []scaling.Step{{bound(-10), bound(0), 0}, {bound(-20), bound(-10), -10}, {nil, bound(-20), -30}}
}

func TestSelectStep(t *testing.T) {
	for _, c := range []struct {
		name              string
		steps             []scaling.Step
		threshold, metric float64
		want              int
		ok                bool
	}{
		{"at the threshold", scaleOut(), 60, 60, 0, true},
		{"below an upper bound", scaleOut(), 60, 69.9, 0, true},
		{"a lower bound is inclusive above", scaleOut(), 60, 70, 10, true},
		{"the open step", scaleOut(), 60, 80, 30, true},
		{"no step below", scaleOut(), 60, 59, 0, false},
		{"an upper bound is inclusive below", scaleIn(), 40, 30, -10, true},
		{"above a lower bound", scaleIn(), 40, 30.1, 0, true},
		{"the open step below", scaleIn(), 40, 20, -30, true},
		{"less than or equal, at the threshold", scaleIn(), 40, 40, 0, true},
	} {
		s, ok := scaling.SelectStep(c.steps, c.threshold, c.metric)
		if ok != c.ok || s.Adjustment != c.want {
			t.Errorf("%s: %d %v, want %d %v", c.name, s.Adjustment, ok, c.want, c.ok)
		}
	}
}

func TestDescribeStep(t *testing.T) {
	var got []string
	for _, s := range scaleOut() {
		got = append(got, s.Describe(60))
	}
	for _, s := range scaleIn() {
		got = append(got, s.Describe(40))
	}
	want := "60 <= metric < 70|70 <= metric < 80|80 <= metric|30 < metric < 40|20 < metric <= 30|metric <= 20"
	if strings.Join(got, "|") != want {
		t.Errorf("%s\nwant %s", strings.Join(got, "|"), want)
	}
}

func TestValidateSteps(t *testing.T) {
	many := []scaling.Step{}
	for i := range 20 {
		many = append(many, scaling.Step{bound(float64(i)), bound(float64(i + 1)), 1})
	}
	for _, c := range []struct {
		name  string
		steps []scaling.Step
		want  string
	}{
		{"out", scaleOut(), ""},
		{"in", scaleIn(), ""},
		{"both", append(scaleOut(), scaleIn()...), ""},
		{"one open step", []scaling.Step{{bound(0), nil, 1}}, ""},
		{"none", nil, "are required"},
		{"no bounds", []scaling.Step{{nil, nil, 1}}, "At least one of"},
		{"upside down", []scaling.Step{{bound(2), bound(1), 1}}, "must be less than"},
		{"two open above", []scaling.Step{{bound(0), nil, 1}, {bound(5), nil, 1}}, "unspecified MetricIntervalUpperBound"},
		{"two open below", []scaling.Step{{nil, bound(0), 1}, {nil, bound(-5), 1}}, "unspecified MetricIntervalLowerBound"},
		{"positive without an end", []scaling.Step{{bound(0), bound(10), 1}}, "positive MetricIntervalUpperBound"},
		{"negative without an end", []scaling.Step{{bound(-10), bound(0), 1}}, "negative MetricIntervalLowerBound"},
		{"a gap", []scaling.Step{{bound(0), bound(10), 1}, {bound(20), nil, 1}}, "gaps"},
		{"an overlap", []scaling.Step{{bound(0), bound(10), 1}, {bound(5), nil, 1}}, "overlap"},
		{"twenty-one", append(many, scaling.Step{bound(20), nil, 1}), "more than 20"},
	} {
		err := scaling.ValidateSteps(c.steps)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

// Valid steps leave no metric on their side unanswered, and none answered
// twice.
func TestValidStepsAnswerOnce(t *testing.T) {
	rnd := rand.New(rand.NewSource(3))
	steps := append(scaleOut(), scaleIn()...)
	for range 2000 {
		metric := float64(rnd.Intn(200)) / 2
		answers := 0
		for _, s := range steps {
			if _, ok := scaling.SelectStep([]scaling.Step{s}, 50, metric); ok {
				answers++
			}
		}
		if answers != 1 && metric != 50 {
			t.Fatalf("metric %v was answered by %d steps", metric, answers)
		}
	}
}
