package views

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/scaling"
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

func policyPokes() []watch.Kind { return []watch.Kind{watch.Policies, watch.Alarms} }

// The types of policies that can be made, as AWS names them.
const (
	simplePolicy   = "SimpleScaling"
	stepPolicy     = "StepScaling"
	trackingPolicy = "TargetTrackingScaling"
)

// policyActions change policies: one, or those marked.
func policyActions(_ *watch.Snapshot, rows []*policyRow) []Action {
	var actions []Action
	if len(rows) == 1 {
		actions = append(actions, changePolicyAction(rows[0]), executePolicyAction(rows[0]))
	}
	actions = append(actions, enablePoliciesAction(rows, true), enablePoliciesAction(rows, false), deletePoliciesAction(rows))
	if len(rows) == 1 {
		actions = append(actions, createPolicyAction(rows[0].group))
	}
	return actions
}

// createPolicyAction makes a policy of any type.
func createPolicyAction(r *groupRow) Action {
	a := Action{Name: "create policy", Label: "Create a scaling policy for " + r.Name, Refs: groupRefs([]*groupRow{r}), Busy: "creating a policy",
		Help: "target tracking makes its own alarms; simple and step policies wait for one that names them"}
	a.Fields = append(onPage("policy", needed(textField("name", "name", "", "unique in the group", resourceNameWrong)),
		choiceField("type", "type", trackingPolicy, []string{trackingPolicy, stepPolicy, simplePolicy}, policyType, "")), policyFields(awsclient.Policy{
		Target: awsclient.TargetTracking{Value: 50}, AdjustmentType: scaling.ChangeInCapacity, Adjustment: 1, MetricAggregation: "Average",
	})...)
	a.Plan = func(v ui.Values) (Change, error) {
		p, err := policyOf(awsclient.Policy{Group: r.Name, Name: strings.TrimSpace(v["name"]), Type: v["type"], Enabled: true}, v)
		if err != nil {
			return Change{}, err
		}
		for _, o := range r.policies() {
			if o.Name == p.Name {
				return Change{}, fmt.Errorf("there is a policy %s already: change that one", p.Name)
			}
		}
		return policyPlan(r, p, "created"), nil
	}
	return a
}

// changePolicyAction writes a policy anew. What it is about stays: AWS deletes
// and makes the alarms of target tracking itself.
func changePolicyAction(r *policyRow) Action {
	a := Action{Name: "change policy", Label: "Change " + r.Name, Refs: []Ref{{KindPolicy, r.Policy.ARN}}, Busy: "changing", Help: "it works as changed at once"}
	switch {
	case !slices.Contains([]string{simplePolicy, stepPolicy, trackingPolicy}, r.Policy.Type):
		a.Off = policyType(r.Policy.Type) + " policies are not changed here"
	case r.Target.CustomMetric != "" && r.Target.Custom == nil:
		a.Off = "it tracks metric math, which is not changed here"
	}
	kind := r.Policy.Type
	a.Fields = policyFields(r.Policy)
	for i := range a.Fields {
		when := a.Fields[i].When
		a.Fields[i].Page, a.Fields[i].When = "", func(v ui.Values) bool {
			v["type"] = kind
			return when == nil || when(v)
		}
	}
	a.Plan = func(v ui.Values) (Change, error) {
		v["type"] = kind
		p, err := policyOf(r.Policy, v)
		if err != nil {
			return Change{}, err
		}
		return policyPlan(r.group, p, "changed"), nil
	}
	return a
}

// customMetric is the choice of a metric of one's own.
const customMetric = "another metric"

// predefined are the metrics that AWS has for target tracking, and another.
func predefined() []string {
	return []string{"ASGAverageCPUUtilization", "ASGAverageNetworkIn", "ASGAverageNetworkOut", "ALBRequestCountPerTarget", customMetric}
}

func metricWords(metric string) string {
	switch metric {
	case "ASGAverageCPUUtilization":
		return "average CPU, percent"
	case "ASGAverageNetworkIn":
		return "average bytes in, a minute"
	case "ASGAverageNetworkOut":
		return "average bytes out, a minute"
	case "ALBRequestCountPerTarget":
		return "requests for each target, a minute"
	}
	return metric
}

// policyFields are the fields of all types; each is asked for by its own.
func policyFields(p awsclient.Policy) []ui.Field {
	of := func(kinds ...string) func(ui.Values) bool {
		return func(v ui.Values) bool { return slices.Contains(kinds, v["type"]) }
	}
	metricIs := func(metric string) func(ui.Values) bool {
		return func(v ui.Values) bool { return v["type"] == trackingPolicy && v["metric"] == metric }
	}
	metric := cmp.Or(p.Target.Predefined, predefined()[0])
	custom := awsclient.CustomMetric{Statistic: "Average"}
	if p.Target.Custom != nil {
		metric, custom = customMetric, *p.Target.Custom
	}
	warmup, cooldown, magnitude := secondsText(p.Warmup), secondsText(p.Cooldown), ""
	if p.MinMagnitude > 0 {
		magnitude = strconv.Itoa(p.MinMagnitude)
	}
	minimum := numberField("magnitude", "at least", magnitude, 1, 1000, "instances that a percentage changes at least")
	minimum.When = func(v ui.Values) bool {
		return v["type"] != trackingPolicy && v["adjustment"] == scaling.PercentChangeInCapacity
	}
	return slices.Concat(
		onPage("what it does", slices.Concat(
			asked(of(trackingPolicy), choiceField("metric", "metric", metric, predefined(), metricWords, "held near the target, as a thermostat does")),
			asked(metricIs("ALBRequestCountPerTarget"), needed(textField("label", "resource label", p.Target.ResourceLabel, "app/balancer/id/targetgroup/name/id", labelWrong))),
			asked(metricIs(customMetric),
				needed(textField("namespace", "namespace", custom.Namespace, "Shop, AWS/SQS", nil)), needed(textField("metricname", "metric name", custom.Name, "it must fall when capacity grows", nil)),
				textField("dimensions", "dimensions", dimensionsText(custom.Dimensions), "name=value, commas between them", func(v string) string { _, err := parseTags(v); return refusalWords(err) }),
				choiceField("statistic", "statistic", custom.Statistic, []string{"Average", "Sum", "Minimum", "Maximum", "SampleCount"}, nil, "")),
			asked(of(trackingPolicy), needed(textField("target", "target", number(p.Target.Value), "the value to hold", targetWrong))),
			asked(of(simplePolicy, stepPolicy), choiceField("adjustment", "adjusts", p.AdjustmentType, []string{scaling.ChangeInCapacity, scaling.PercentChangeInCapacity, scaling.ExactCapacity}, nil,
				"by a number, by percent, or to a number")),
			asked(of(simplePolicy), needed(numberField("amount", "amount", strconv.Itoa(p.Adjustment), -1000, 1000, "negative takes away"))),
			asked(of(stepPolicy), needed(textField("steps", "steps", cmp.Or(stepsText(p.Steps), "0.. +1"), "from..to amount, relative to the alarm's threshold: 0..20 +1; 20.. +3", stepsWrong))),
			[]ui.Field{minimum})...),
		onPage("pace", slices.Concat(
			asked(of(stepPolicy), choiceField("aggregation", "alarm's metric", p.MetricAggregation, []string{"Average", "Minimum", "Maximum"}, nil, "how the metric is put together")),
			asked(of(trackingPolicy, stepPolicy), numberField("warmup", "warm-up", warmup, 0, 21600, "seconds until a new instance counts; empty: the group's own")),
			asked(of(simplePolicy), numberField("cooldown", "cooldown", cooldown, 0, 86400, "seconds of rest afterwards; empty: the group's own")),
			asked(of(trackingPolicy), toggleField("noscalein", "never scale in", p.Target.DisableScaleIn, "only add")))...))
}

// secondsText is a duration for a field of seconds, "" for none.
func secondsText(d time.Duration) string {
	if d <= 0 {
		return ""
	}
	return strconv.Itoa(int(d / time.Second))
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func targetWrong(v string) string {
	if f, err := strconv.ParseFloat(v, 64); err != nil || f <= 0 {
		return "a number above 0"
	}
	return ""
}

// labelWrong is the form of a resource label
// (AS/as-scaling-target-tracking, shape PredefinedMetricSpecification).
func labelWrong(v string) string {
	parts := strings.Split(v, "/")
	if len(parts) != 6 || parts[0] != "app" || parts[3] != "targetgroup" {
		return "app/balancer/id/targetgroup/name/id"
	}
	return ""
}

func dimensionsText(list []awsclient.Dimension) string {
	var words []string
	for _, d := range list {
		words = append(words, d.Name+"="+d.Value)
	}
	return strings.Join(words, ", ")
}

// stepsText is steps as the form takes them: "0..20 +1; 20.. +3".
func stepsText(steps []awsclient.Step) string {
	bound := func(f *float64) string {
		if f == nil {
			return ""
		}
		return number(*f)
	}
	var words []string
	for _, s := range steps {
		words = append(words, fmt.Sprintf("%s..%s %+d", bound(s.Lower), bound(s.Upper), s.Adjustment))
	}
	return strings.Join(words, "; ")
}

func stepsWrong(v string) string { _, err := parseSteps(v); return refusalWords(err) }

// parseSteps reads steps and judges them by AWS's rules.
func parseSteps(text string) ([]awsclient.Step, error) {
	var steps []awsclient.Step
	var rules []scaling.Step
	for _, part := range strings.Split(text, ";") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		span, amount, ok := strings.Cut(strings.TrimSpace(part), " ")
		low, high, dots := strings.Cut(span, "..")
		n, err := strconv.Atoi(strings.TrimSpace(amount))
		if !ok || !dots || err != nil {
			return nil, errors.New("from..to amount, as in 0..20 +1; 20.. +3")
		}
		s := awsclient.Step{Adjustment: n}
		for _, b := range []struct {
			text string
			to   **float64
		}{{low, &s.Lower}, {high, &s.Upper}} {
			if b.text == "" {
				continue
			}
			f, err := strconv.ParseFloat(b.text, 64)
			if err != nil {
				return nil, errors.New("a bound is a number, or left out")
			}
			*b.to = &f
		}
		steps, rules = append(steps, s), append(rules, scaling.Step{Lower: s.Lower, Upper: s.Upper, Adjustment: n})
	}
	return steps, scaling.ValidateSteps(rules)
}

// policyOf is a policy with the values of a form.
func policyOf(p awsclient.Policy, v ui.Values) (awsclient.Policy, error) {
	p.Warmup, p.Cooldown, p.MinMagnitude = 0, 0, 0
	if d := secondsOf(v, "warmup"); d != nil {
		p.Warmup = *d
	}
	if d := secondsOf(v, "cooldown"); d != nil {
		p.Cooldown = *d
	}
	if p.Type == trackingPolicy {
		p.Target = trackingOf(v)
		return p, nil
	}
	p.AdjustmentType, p.MinMagnitude = v["adjustment"], v.Int("magnitude")
	change := scaling.Change{Kind: p.AdjustmentType, Amount: v.Int("amount"), MinMagnitude: p.MinMagnitude}
	if err := scaling.ValidateAdjustment(change); err != nil {
		return p, errors.New(refusalWords(err))
	}
	if p.Type == simplePolicy {
		p.Adjustment = v.Int("amount")
		return p, nil
	}
	steps, err := parseSteps(v["steps"])
	p.Steps, p.MetricAggregation = steps, v["aggregation"]
	return p, err
}

func trackingOf(v ui.Values) awsclient.TargetTracking {
	t := awsclient.TargetTracking{DisableScaleIn: v.Bool("noscalein"), Predefined: v["metric"], ResourceLabel: strings.TrimSpace(v["label"])}
	t.Value, _ = strconv.ParseFloat(strings.TrimSpace(v["target"]), 64)
	if v["metric"] != customMetric {
		return t
	}
	m := &awsclient.CustomMetric{Namespace: strings.TrimSpace(v["namespace"]), Name: strings.TrimSpace(v["metricname"]), Statistic: v["statistic"]}
	dimensions, _ := parseTags(v["dimensions"])
	for _, d := range dimensions {
		m.Dimensions = append(m.Dimensions, awsclient.Dimension{Name: d.Key, Value: d.Value})
	}
	t.Predefined, t.Custom = "", m
	t.CustomMetric, t.CustomStatistic = m.Namespace+" "+m.Name, m.Statistic
	return t
}

func policyPlan(r *groupRow, p awsclient.Policy, done string) Change {
	preview := []ui.Line{Becomes("policy", "", p.Name), ui.Say(policyWords(p))}
	if p.Type == trackingPolicy {
		preview = append(preview, ui.Say(fmt.Sprintf("adds above %s, takes away below about %s", number(p.Target.Value), number(scaling.AlarmLow(p.Target.Value)))))
	} else if p.Type == simplePolicy {
		change := scaling.Change{Kind: p.AdjustmentType, Amount: p.Adjustment, MinMagnitude: p.MinMagnitude}
		to := change.Apply(r.Limits.Desired, scaling.Bounds{Min: r.Limits.Min, Max: r.Limits.Max})
		preview = append(preview, Becomes("run now, desired", strconv.Itoa(r.Limits.Desired), strconv.Itoa(to.Clamped)))
	}
	return Change{
		Preview: preview, CLI: policyCommand(p), Done: p.Name + " is " + done, Pokes: policyPokes(),
		Run: func(ctx context.Context, c awsclient.Client) error {
			_, err := c.PutPolicy(ctx, p)
			return err
		},
	}
}

func policyCommand(p awsclient.Policy) string {
	a := aws("autoscaling", "put-scaling-policy").opt("--auto-scaling-group-name", p.Group).opt("--policy-name", p.Name).opt("--policy-type", p.Type)
	some := func(d time.Duration) *time.Duration {
		if d <= 0 {
			return nil
		}
		return &d
	}
	switch p.Type {
	case trackingPolicy:
		a = a.opt("--target-tracking-configuration", trackingObject(p.Target).text())
	case stepPolicy:
		var steps []object
		for _, s := range p.Steps {
			steps = append(steps, object{{"MetricIntervalLowerBound", s.Lower}, {"MetricIntervalUpperBound", s.Upper}, {"ScalingAdjustment", s.Adjustment}})
		}
		raw, err := plainJSON(steps)
		if err == nil {
			a = a.opt("--adjustment-type", p.AdjustmentType).opt("--step-adjustments", string(raw)).opt("--metric-aggregation-type", p.MetricAggregation)
		}
	default:
		a = a.opt("--adjustment-type", p.AdjustmentType).num("--scaling-adjustment", &p.Adjustment).secs("--cooldown", some(p.Cooldown))
	}
	if p.MinMagnitude > 0 {
		a = a.num("--min-adjustment-magnitude", &p.MinMagnitude)
	}
	return a.secs("--estimated-instance-warmup", some(p.Warmup)).turn(&p.Enabled, "--enabled", "--no-enabled").String()
}

func trackingObject(t awsclient.TargetTracking) object {
	if m := t.Custom; m != nil {
		var dimensions []object
		for _, d := range m.Dimensions {
			dimensions = append(dimensions, object{{"Name", d.Name}, {"Value", d.Value}})
		}
		return object{{"CustomizedMetricSpecification", object{{"MetricName", m.Name}, {"Namespace", m.Namespace}, {"Dimensions", dimensions}, {"Statistic", m.Statistic}, {"Unit", m.Unit}}},
			{"TargetValue", t.Value}, {"DisableScaleIn", t.DisableScaleIn}}
	}
	return object{{"PredefinedMetricSpecification", object{{"PredefinedMetricType", t.Predefined}, {"ResourceLabel", t.ResourceLabel}}},
		{"TargetValue", t.Value}, {"DisableScaleIn", t.DisableScaleIn}}
}

func policyNames(rows []*policyRow) string {
	if len(rows) == 1 {
		return rows[0].Name
	}
	return ui.Count(len(rows), "policy")
}

func policyRefs(rows []*policyRow) []Ref {
	refs := make([]Ref, len(rows))
	for i, r := range rows {
		refs[i] = Ref{KindPolicy, r.Policy.ARN}
	}
	return refs
}

// enablePoliciesAction switches policies on or off, without a loss.
func enablePoliciesAction(rows []*policyRow, on bool) Action {
	verb, busy, help := "Disable ", "disabling", "it is kept, and does nothing until it is enabled"
	if on {
		verb, busy, help = "Enable ", "enabling", "it works again"
	}
	a := Action{Name: strings.ToLower(strings.TrimSpace(verb)) + " policy", Label: verb + policyNames(rows), Help: help, Refs: policyRefs(rows), Busy: busy}
	for _, r := range rows {
		switch {
		case r.Enabled == on:
			a.Off = r.Name + " is " + map[bool]string{true: "enabled", false: "disabled"}[on]
		case r.Policy.Type == "PredictiveScaling" || r.Target.CustomMetric != "" && r.Target.Custom == nil:
			a.Off = r.Name + " cannot be written back whole from here"
		}
	}
	a.Plan = func(ui.Values) (Change, error) {
		var to []awsclient.Policy
		var clis []string
		for _, r := range rows {
			p := r.Policy
			p.Enabled = on
			to, clis = append(to, p), append(clis, policyCommand(p))
		}
		return Change{
			Preview: []ui.Line{Becomes("enabled", yesNo(!on), yesNo(on))}, CLIs: clis, Done: policyNames(rows) + ": " + busy[:len(busy)-3] + "ed", Pokes: policyPokes(),
			Run: func(ctx context.Context, c awsclient.Client) error {
				for _, p := range to {
					if _, err := c.PutPolicy(ctx, p); err != nil {
						return err
					}
				}
				return nil
			},
		}, nil
	}
	return a
}

// deletePoliciesAction deletes policies.
func deletePoliciesAction(rows []*policyRow) Action {
	a := Action{Name: "delete policy", Label: "Delete " + policyNames(rows), Help: "target tracking takes its alarms with it; others stay, and act on nothing",
		Refs: policyRefs(rows), Busy: "deleting", Type: policyNames(rows)}
	a.Plan = func(ui.Values) (Change, error) {
		var preview []ui.Line
		var clis []string
		for _, r := range rows {
			preview = append(preview, ui.Say(r.Name+" of "+r.Group+" is gone: "+policyWords(r.Policy)))
			clis = append(clis, aws("autoscaling", "delete-policy").opt("--auto-scaling-group-name", r.Group).opt("--policy-name", r.Name).String())
		}
		return Change{
			Preview: preview, CLIs: clis, Done: policyNames(rows) + " is deleted", Pokes: policyPokes(),
			Run: func(ctx context.Context, c awsclient.Client) error {
				for _, r := range rows {
					if err := c.DeletePolicy(ctx, r.Group, r.Name); err != nil {
						return err
					}
				}
				return nil
			},
		}, nil
	}
	return a
}
