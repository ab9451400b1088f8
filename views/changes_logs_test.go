package views

import (
	"strings"
	"testing"

	"fleetglass/awsclient"
	"fleetglass/ui"
)

// What PutMetricFilter would refuse is refused in the form, with AWS's reason.
func TestMetricFilterForm(t *testing.T) {
	d := newDesk(t, 120, 36)
	a := audited(t, d, aFilterForm(d))
	good := ui.Values{"pattern": "{ $.latency > 500 }", "name": "slow", "namespace": "Shop", "metric": "Slow"}
	for _, c := range []struct {
		name    string
		with    ui.Values
		wrong   string // by the form
		refused string // by the plan
	}{
		{"nothing but a pattern", ui.Values{"name": "", "namespace": "", "metric": ""}, "", "still needed: filter name, namespace, metric"},
		{"half a pattern", ui.Values{"pattern": "{ $.latency >"}, "", "at character"},
		{"a name with a colon", ui.Values{"name": "a:b"}, "", "'filterName' failed to satisfy constraint"},
		{"a namespace of AWS's", ui.Values{"namespace": "AWS/Shop"}, "", "must not begin with 'AWS/'"},
		{"a value that is no field", ui.Values{"value": "latency"}, "", "neither a number nor a field"},
		{"a default that is no number", ui.Values{"default": "none"}, "not a number", ""},
		{"dimensions without values", ui.Values{"dimensions": "Path"}, "name=$field", ""},
		{"a dimension that is no field", ui.Values{"dimensions": "Path=path"}, "", "is not a field of the filter pattern"},
		{"default and dimensions", ui.Values{"default": "0", "dimensions": "Path=$.path"}, "", "mutually exclusive"},
		{"four dimensions", ui.Values{"dimensions": "A=$.a, B=$.b, C=$.c, D=$.d"}, "", "more than 3 dimensions"},
		{"dimensions of terms", ui.Values{"pattern": "ERROR", "dimensions": "Path=$.path"}, "", "does not support dimensions"},
		{"a good one", nil, "", ""},
	} {
		with := ui.Values{}
		for _, v := range []ui.Values{good, c.with} {
			for name, value := range v {
				with[name] = value
			}
		}
		values, wrong := filled(a, with)
		if (c.wrong == "") != (wrong == "") || !strings.Contains(wrong, c.wrong) {
			t.Errorf("%s: the form says %q, want %q", c.name, wrong, c.wrong)
			continue
		}
		if _, err := a.Plan(values); c.wrong == "" && ((err == nil) != (c.refused == "") || err != nil && !strings.Contains(err.Error(), c.refused)) {
			t.Errorf("%s: the plan says %v, want %q", c.name, err, c.refused)
		}
	}
}

// A filter that is there is not overwritten by a new one, and the bench keeps
// AWS's bounds of a group.
func TestFiltersOfAGroup(t *testing.T) {
	f := awsclient.MetricFilter{Group: "g", Name: "one", Pattern: "%a%", Namespace: "N", Metric: "M", Value: "1"}
	bench := filterBench{others: []*awsclient.MetricFilter{&f}}
	if _, err := bench.plan(f); err == nil || !strings.Contains(err.Error(), "change that one") {
		t.Error(err)
	}
	for _, name := range []string{"two", "three", "four", "five"} {
		o := f
		o.Name = name
		bench.others = append(bench.others, &o)
	}
	sixth := f
	sixth.Name = "six"
	if _, err := bench.plan(sixth); err == nil || !strings.Contains(err.Error(), "Resource limit exceeded") {
		t.Errorf("a sixth with a regular expression: %v", err)
	}
	bench.before = &f
	if _, err := bench.plan(f); err == nil || !strings.Contains(err.Error(), "nothing changes") {
		t.Error(err)
	}
	changed := f
	changed.Value = "2"
	if change, err := bench.plan(changed); err != nil || !strings.Contains(previewText(change), "makes  N M = 1 → N M = 2") {
		t.Errorf("%v: %s", err, previewText(change))
	}
}

func TestRetentionIsOneOfAWSs(t *testing.T) {
	field := retentionField(30)
	if len(field.Choices) != 23 || field.Choices[0] != "0" || field.Value != "30" || field.Say("0") != "for ever" || field.Say("3653") != "3653 days" {
		t.Errorf("%+v", field)
	}
	if got := retentionCommand("g", 0); got != "aws logs delete-retention-policy --log-group-name g" {
		t.Error(got)
	}
	if got := logGroupWrong("a b"); got != `Member must satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+` {
		t.Error(got)
	}
}
