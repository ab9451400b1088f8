package whatif

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/alarm"
	"fleetglass/awsclient/semantics/scaling"
)

// The types of policies, in AWS's words.
const (
	simpleScaling  = "SimpleScaling"
	stepScaling    = "StepScaling"
	targetTracking = "TargetTrackingScaling"
)

// Scaled is what a policy makes of a group at some values of its metric, each
// asked of the group as it is now.
type Scaled struct {
	Group   string     `json:"group"`
	Policy  string     `json:"policy"`
	Type    string     `json:"type"`
	Min     int        `json:"min"`
	Desired int        `json:"desired"`
	Max     int        `json:"max"`
	Warm    int        `json:"warm"`    // in service, and warmed up for the policy
	Warming int        `json:"warming"` // not yet
	Leaving int        `json:"leaving"` // on their way out by scaling in
	Answers []Adjusted `json:"answers"` // one for each value and alarm
	After   string     `json:"after"`   // what the group waits for once it has scaled
	Notes   []string   `json:"notes,omitempty"`
}

// Adjusted is what one value leads to.
type Adjusted struct {
	Metric    float64  `json:"metric"`
	Alarm     string   `json:"alarm,omitempty"` // "" when the policy is run by hand
	Threshold *float64 `json:"threshold,omitempty"`
	Fires     bool     `json:"fires"`
	From      int      `json:"from"`
	To        int      `json:"to"`
	Why       string   `json:"why"`            // the arithmetic
	When      string   `json:"when,omitempty"` // how long the alarm takes
}

// CannotScale says why a policy cannot be asked.
type CannotScale struct{ text string }

func (e *CannotScale) Error() string { return e.text }

func cannotScale(format string, args ...any) error { return &CannotScale{fmt.Sprintf(format, args...)} }

// ScaleAsked is a question about policies.
type ScaleAsked struct {
	Policy    string // name or ARN
	Metrics   []float64
	Threshold *float64 // of a step policy that no alarm runs
}

// Scale answers for each value what the policy does. The error is a
// *CannotScale.
func Scale(g *Group, asked ScaleAsked) (*Scaled, error) {
	p, err := g.find(asked.Policy)
	if err != nil {
		return nil, err
	}
	s := g.standing(p)
	out := &Scaled{
		Group: g.Name, Policy: p.Name, Type: p.Type, Min: g.Limits.Min, Desired: g.Limits.Desired, Max: g.Limits.Max,
		Warm: s.Warm, Warming: s.Warming, Leaving: s.Leaving, Answers: []Adjusted{}, After: g.after(p), Notes: g.scaleNotes(p),
	}
	alarms := g.alarmsOf(p)
	if len(alarms) == 0 {
		return out, g.byHand(p, asked, s, out)
	}
	for _, metric := range asked.Metrics {
		for _, a := range alarms {
			out.Answers = append(out.Answers, g.answer(p, a, metric, s))
		}
	}
	return out, nil
}

// find finds a policy that can be asked.
func (g *Group) find(name string) (*awsclient.Policy, error) {
	p := g.policy(name)
	switch {
	case p == nil && len(g.Policies) == 0:
		return nil, cannotScale("%s has no policies", g.Name)
	case p == nil:
		var names []string
		for i := range g.Policies {
			names = append(names, g.Policies[i].Name)
		}
		return nil, cannotScale("%s has no policy %q; it has %s", g.Name, name, strings.Join(names, ", "))
	case !slices.Contains([]string{simpleScaling, stepScaling, targetTracking}, p.Type):
		return nil, cannotScale("%s is of type %s; only %s, %s and %s can be told", p.Name, p.Type, simpleScaling, stepScaling, targetTracking)
	}
	return p, nil
}

// byHand answers for a policy that no alarm runs, as ExecutePolicy would.
func (g *Group) byHand(p *awsclient.Policy, asked ScaleAsked, s scaling.Standing, out *Scaled) error {
	switch {
	case p.Type == targetTracking:
		return cannotScale("%s has no alarms: it cannot act", p.Name)
	case p.Type == stepScaling && asked.Threshold == nil:
		return cannotScale("no alarm runs %s: its steps count from a threshold, which has to be given", p.Name)
	}
	threshold := 0.0
	if asked.Threshold != nil {
		threshold = *asked.Threshold
	}
	for _, metric := range asked.Metrics {
		d := decide(p, threshold, metric, true, true, s)
		out.Answers = append(out.Answers, Adjusted{Metric: metric, Threshold: asked.Threshold, Fires: true, From: s.Desired, To: d.To, Why: d.Why})
	}
	out.Notes = append(out.Notes, "no alarm runs the policy: this is what it does when it is executed by hand")
	return nil
}

// answer is what one alarm makes of one value.
func (g *Group) answer(p *awsclient.Policy, a *awsclient.Alarm, metric float64, s scaling.Standing) Adjusted {
	rule := ruleOf(a)
	out := Adjusted{Metric: metric, Alarm: a.Name, Threshold: &a.Threshold, From: s.Desired, To: s.Desired, Fires: rule.Breaches(metric)}
	if !out.Fires {
		out.Why = fmt.Sprintf("%g is not %s %g: the alarm does not fire", metric, alarm.OperatorText(rule.Comparison), rule.Threshold)
		return out
	}
	out.When = fires(rule)
	if wait := g.heldBack(p); wait != "" {
		out.Why = wait
		return out
	}
	d := decide(p, a.Threshold, metric, goesUp(rule), true, s)
	out.To, out.Why = d.To, d.Why
	return out
}

// decide is what a policy wants. high tells whether the alarm that fires is
// the one that scales out, settled whether the datapoint is younger than the
// last change of the members; both concern target tracking only.
func decide(p *awsclient.Policy, threshold, metric float64, high, settled bool, s scaling.Standing) scaling.Decision {
	change := scaling.Change{Kind: p.AdjustmentType, Amount: p.Adjustment, MinMagnitude: p.MinMagnitude}
	switch p.Type {
	case simpleScaling:
		return scaling.Simple(change, s)
	case stepScaling:
		return scaling.Stepped(stepsOf(p), change, threshold, metric, s)
	}
	return scaling.Tracked(scaling.Target{Value: p.Target.Value, DisableScaleIn: p.Target.DisableScaleIn}, metric, high, settled, s)
}

func stepsOf(p *awsclient.Policy) []scaling.Step {
	list := make([]scaling.Step, len(p.Steps))
	for i, s := range p.Steps {
		list[i] = scaling.Step(s)
	}
	return list
}

func ruleOf(a *awsclient.Alarm) alarm.Rule {
	return alarm.Rule{
		Comparison: a.Comparison, Threshold: a.Threshold, Periods: max(1, a.Periods), Datapoints: a.DatapointsToAlarm,
		Period: a.Metric.Period, Statistic: a.Metric.Statistic, MissingData: a.MissingData,
	}
}

func goesUp(r alarm.Rule) bool {
	return r.Comparison == alarm.GreaterThan || r.Comparison == alarm.GreaterThanOrEqual
}

// fires says how long a breach must last.
func fires(r alarm.Rule) string {
	if r.Datapoints == 0 || r.Datapoints == r.Periods {
		return fmt.Sprintf("once %d datapoints of %s breach", r.Periods, words(r.Period))
	}
	return fmt.Sprintf("once %d of %d datapoints of %s breach", r.Datapoints, r.Periods, words(r.Period))
}

// words is a duration without its zeros: "5m", "1h30m".
func words(d time.Duration) string {
	text := d.Round(time.Second).String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
