package views

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/scaling"
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

// executePolicyAction lets a policy work once, by hand, as its alarm would.
func executePolicyAction(r *policyRow) Action {
	a := Action{Name: "execute policy", Label: "Execute " + r.Name, Refs: []Ref{{KindPolicy, r.Policy.ARN}}, Busy: "executing", Help: "as if its alarm had fired now"}
	if r.Policy.Type != stepPolicy && r.Policy.Type != simplePolicy {
		a.Off = "AWS executes step and simple policies only"
		return a
	}
	if r.Policy.Type == stepPolicy {
		a.Fields = []ui.Field{
			needed(textField("metric", "metric", "", "a value of the metric, such as 72", numberWrong)),
			needed(textField("threshold", "threshold", "60", "of the alarm that it breaches: steps are counted from it", numberWrong)),
		}
	}
	a.Plan = func(v ui.Values) (Change, error) { return executePlan(r, v) }
	return a
}

func executePlan(r *policyRow, v ui.Values) (Change, error) {
	cli := aws("autoscaling", "execute-policy").opt("--auto-scaling-group-name", r.Policy.Group).opt("--policy-name", r.Policy.Name)
	preview := ui.Say("runs " + r.Policy.Name + " of " + r.Policy.Group)
	var metric, threshold *float64
	if r.Policy.Type == stepPolicy {
		value, wrong := strconv.ParseFloat(strings.TrimSpace(v["metric"]), 64)
		limit, alsoWrong := strconv.ParseFloat(strings.TrimSpace(v["threshold"]), 64)
		if err := errors.Join(wrong, alsoWrong); err != nil {
			return Change{}, errors.New("metric and threshold are numbers")
		}
		metric, threshold = &value, &limit
		cli = cli.opt("--metric-value", number(value)).opt("--breach-threshold", number(limit))
		preview = ui.Say(answeringStep(&r.Policy, limit, value))
	}
	return Change{
		Preview: []ui.Line{preview}, CLI: cli.String(),
		Run: func(ctx context.Context, c awsclient.Client) error {
			return c.ExecutePolicy(ctx, r.Policy.Group, r.Policy.Name, metric, threshold)
		},
		Done: r.Policy.Name + " was executed", Pokes: []watch.Kind{watch.Groups, watch.Activities, watch.Policies},
	}, nil
}

// answeringStep is the step that answers a value of the metric.
func answeringStep(p *awsclient.Policy, threshold, metric float64) string {
	var steps []scaling.Step
	for _, s := range p.Steps {
		steps = append(steps, scaling.Step{Lower: s.Lower, Upper: s.Upper, Adjustment: s.Adjustment})
	}
	s, ok := scaling.SelectStep(steps, threshold, metric)
	if !ok {
		return "no step answers " + number(metric) + ": nothing would change"
	}
	return "the step for " + s.Describe(threshold) + ": " + p.AdjustmentType + " " + strconv.Itoa(s.Adjustment)
}
