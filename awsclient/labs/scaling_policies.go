package labs

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/scaling"
)

// stepPolicy is the step policy of a group that has most steps.
func (w *World) stepPolicy(group string) (awsclient.Policy, bool) {
	var best awsclient.Policy
	for _, p := range w.Policies(group) {
		if p.Type == "StepScaling" && (best.Name == "" || len(p.Steps) > len(best.Steps)) {
			best = p
		}
	}
	return best, best.Name != ""
}

// alarmOf is the alarm that drives a policy; what is wrong with those there
// are is said.
func (w *World) alarmOf(p awsclient.Policy, f *Findings) (awsclient.Alarm, bool) {
	var wrong string
	for _, a := range w.Alarms() {
		if !slices.Contains(a.AlarmActions, p.ARN) {
			continue
		}
		of := slices.ContainsFunc(a.Metric.Dimensions, func(d awsclient.Dimension) bool {
			return d.Name == "AutoScalingGroupName" && d.Value == p.Group
		})
		switch {
		case a.Metric.Name != "CPUUtilization":
			wrong = fmt.Sprintf("the alarm %s watches %s, not CPUUtilization", a.Name, a.Metric.Name)
		case !of:
			wrong = fmt.Sprintf("the alarm %s does not watch the group: its dimension must be AutoScalingGroupName=%s", a.Name, p.Group)
		case !strings.HasPrefix(a.Comparison, "GreaterThan"):
			wrong = fmt.Sprintf("the alarm %s fires when CPU is low: its comparison is %s", a.Name, a.Comparison)
		default:
			return a, true
		}
	}
	if wrong == "" {
		wrong = "no alarm drives " + p.Name + ": the policy's ARN must be among the actions of one"
	}
	f.Lack("%s", wrong)
	return awsclient.Alarm{}, false
}

// checkSteps: a step policy of three steps on CPU has changed the group.
func checkSteps(w *World, f *Findings) {
	g, ok := w.own(f)
	if !ok {
		return
	}
	p, ok := w.stepPolicy(g.Name)
	if !f.Want(ok, "%s has no step scaling policy", g.Name) {
		return
	}
	f.Want(len(p.Steps) >= 3, "%s has %s; three are wanted", p.Name, count(len(p.Steps), "step", "steps"))
	for i := 1; i < len(p.Steps); i++ {
		if p.Steps[i].Adjustment <= p.Steps[i-1].Adjustment {
			f.Lack("step %d of %s adds %d, no more than the one before: the worse, the more", i+1, p.Name, p.Steps[i].Adjustment)
		}
	}
	if a, ok := w.alarmOf(p, f); ok {
		f.Resource("alarm", a.Name, fmt.Sprintf("CPU against %g", a.Threshold))
	}
	ran := slices.Concat(w.caused(g.Name, "executed policy "+p.Name+" "), w.caused(g.Name, "triggered policy "+p.Name+" "))
	if len(ran) == 0 {
		f.Lack("%s", w.notWorked(p))
		return
	}
	f.Activity("ran", ran[0])
	f.Resource("policy", g.Name, p.Name)
}

// notWorked is why a policy has changed nothing yet.
func (w *World) notWorked(p awsclient.Policy) string {
	for _, e := range w.Called("ExecutePolicy") {
		if strings.Contains(e.Record, p.Name) {
			return p.Name + " was executed and changed nothing: instances that warm up count as asked for already. Wait five minutes after the last launch and execute it again"
		}
	}
	return p.Name + " has changed nothing yet: execute it, or give the group work"
}

// rightStep is how many instances the student's policy adds at a CPU value.
func rightStep(w *World, cpu float64) []string {
	g, _ := w.group()
	p, ok := w.stepPolicy(g.Name)
	if !ok {
		return nil
	}
	a, ok := w.alarmOf(p, &Findings{})
	if !ok {
		return nil
	}
	var steps []scaling.Step
	for _, s := range p.Steps {
		steps = append(steps, scaling.Step{Lower: s.Lower, Upper: s.Upper, Adjustment: s.Adjustment})
	}
	s, ok := scaling.SelectStep(steps, a.Threshold, cpu)
	if !ok {
		return []string{"0", "none"}
	}
	n := scaling.Adjust(p.AdjustmentType, g.Limits.Desired, s.Adjustment, p.MinMagnitude)
	if p.AdjustmentType == "ChangeInCapacity" || n == g.Limits.Desired+s.Adjustment {
		n = s.Adjustment
	} else {
		n -= g.Limits.Desired
	}
	return []string{strconv.Itoa(n), fmt.Sprintf("+%d", n)}
}

// tracking is the target tracking policy of a group.
func (w *World) tracking(group string) (awsclient.Policy, bool) {
	for _, p := range w.Policies(group) {
		if p.Type == "TargetTrackingScaling" {
			return p, true
		}
	}
	return awsclient.Policy{}, false
}

// checkTracking: a target tracking policy holds the group's CPU, with both of
// its alarms.
func checkTracking(w *World, f *Findings) {
	g, ok := w.own(f)
	if !ok {
		return
	}
	p, ok := w.tracking(g.Name)
	if !f.Want(ok, "%s has no target tracking policy", g.Name) {
		return
	}
	f.Want(p.Target.Predefined == "ASGAverageCPUUtilization", "%s tracks %s, not the group's average CPU (ASGAverageCPUUtilization)", p.Name, p.Target.Predefined+p.Target.CustomMetric)
	f.Want(!p.Target.DisableScaleIn, "%s does not scale in: leave DisableScaleIn off", p.Name)
	f.Want(p.Target.Value >= 20 && p.Target.Value <= 80, "%s holds CPU at %g %%; take a value from 20 to 80", p.Name, p.Target.Value)
	for _, name := range p.AlarmNames {
		if a, ok := w.alarm(name); ok {
			f.Seen("alarm", a.Name, fmt.Sprintf("%s %g, %d periods", a.Comparison, a.Threshold, a.Periods))
		}
	}
	f.Want(len(p.AlarmNames) >= 2, "%s there; AWS makes two", count(len(p.AlarmNames), "alarm of "+p.Name+" is", "alarms of "+p.Name+" are"))
	f.Resource("policy", g.Name, fmt.Sprintf("%s holds CPU at %g %%", p.Name, p.Target.Value))
}

func (w *World) alarm(name string) (awsclient.Alarm, bool) {
	for _, a := range w.Alarms() {
		if a.Name == name {
			return a, true
		}
	}
	return awsclient.Alarm{}, false
}

// rightLowPeriods is for how many periods the low alarm of the student's
// target tracking must breach.
func rightLowPeriods(w *World) []string {
	g, _ := w.group()
	p, _ := w.tracking(g.Name)
	for _, name := range p.AlarmNames {
		if a, ok := w.alarm(name); ok && strings.HasPrefix(a.Comparison, "LessThan") {
			n := a.Periods * int(a.Metric.Period.Minutes())
			return []string{strconv.Itoa(n), fmt.Sprintf("%d min", n), fmt.Sprintf("%d minutes", n)}
		}
	}
	return nil
}
