package scaling

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient/semantics/alarm"
	"fleetglass/fake/awserr"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// lookAtAlarms is the tick of the minute: it evaluates every alarm, and lets
// those that fire run their policies. It goes on for as long as there are
// alarms.
func (r *Room) lookAtAlarms(string) {
	if r.k.World.Alarms.Len() == 0 {
		return
	}
	r.evaluateAll(time.Minute)
	r.k.WakeAt(nextTick(r.now(), time.Minute), KindMinute, "")
}

// lookAtShortAlarms is the tick of ten seconds, for alarms whose periods are
// shorter than a minute.
func (r *Room) lookAtShortAlarms(string) {
	if r.evaluateAll(shortTick) > 0 {
		r.k.WakeAt(nextTick(r.now(), shortTick), KindTenSeconds, "")
	}
}

const shortTick = 10 * time.Second

// evaluateAll evaluates the alarms that are evaluated so often, and tells how
// many there are.
func (r *Room) evaluateAll(step time.Duration) int {
	n := 0
	var firings []firing
	for _, a := range r.k.World.Alarms.All() {
		if alarm.EvaluationStep(a.Metric.Period) == step {
			n++
			firings = append(firings, r.evaluate(a)...)
		}
	}
	r.runPolicies(firings)
	return n
}

func nextTick(t time.Time, step time.Duration) time.Time { return t.Truncate(step).Add(step) }

// keepTicking makes sure that the next tick of an alarm is kept.
func (r *Room) keepTicking(a *world.Alarm) {
	r.keep(KindMinute, time.Minute) // it ends by itself, but only when there are no alarms at all
	if alarm.EvaluationStep(a.Metric.Period) == shortTick {
		r.keep(KindTenSeconds, shortTick)
	}
}

func (r *Room) keep(tick world.Kind, step time.Duration) {
	if !slices.ContainsFunc(r.k.World.Queue, func(a world.Appointment) bool { return a.Kind == tick }) {
		r.k.WakeAt(nextTick(r.now(), step), tick, "")
	}
}

func ruleOf(a *world.Alarm) alarm.Rule {
	return alarm.Rule{
		Comparison: a.Comparison, Threshold: a.Threshold, Periods: a.Periods, Datapoints: a.Datapoints,
		Period: a.Metric.Period, Statistic: a.Metric.Statistic, Unit: a.Metric.Unit, MissingData: a.MissingData,
	}
}

// evaluate brings an alarm's state up to date and returns the policies that it
// runs now.
func (r *Room) evaluate(a *world.Alarm) []firing {
	rule := ruleOf(a)
	r.starts = rule.AppendWindow(r.starts[:0], r.now())
	points := r.window(a, r.starts)
	changed := alarm.State(rule, points, a.State) != a.State && !tooFewSamples(a, newest(points))
	if changed {
		result := alarm.Evaluate(rule, points, a.State, r.now())
		r.setState(a, result.State, result.Reason, result.ReasonData)
	}
	return r.act(a, changed, newest(points))
}

// tooFewSamples tells whether an alarm on a percentile keeps its state because
// its newest point has too few samples to mean anything.
func tooFewSamples(a *world.Alarm, point datapoint) bool {
	if a.LowSamples != alarm.Ignore || point.Missing {
		return false
	}
	number, isPercentile := strings.CutPrefix(a.Metric.Statistic, "p")
	p, err := strconv.ParseFloat(number, 64)
	return isPercentile && err == nil && alarm.LowSampleCount(p, int(point.SampleCount))
}

// setState changes an alarm's state, and tells the history and the composite
// alarms when it is another.
func (r *Room) setState(a *world.Alarm, state, reason, data string) {
	old := a.State
	if state != old {
		r.rememberState(watched{name: a.Name}, world.AlarmState{Value: old, Reason: a.Reason, Data: a.ReasonData}, world.AlarmState{Value: state, Reason: reason, Data: data})
	}
	a.State, a.Reason, a.ReasonData = state, reason, data
	a.StateSince, a.Updated = r.now(), r.now()
	if state != old {
		a.Before = old
		r.tellParents(a.Name, a.ARN, state, old)
	}
}

// act runs the actions of an alarm's state that are due: all of them when it
// has just been entered, Auto Scaling's again every minute. The history tells
// of the first time only (choice: AWS does not say).
func (r *Room) act(a *world.Alarm, changed bool, point datapoint) []firing {
	if !a.ActionsEnabled {
		return nil
	}
	var firings []firing
	since := r.now().Sub(a.LastAction)
	for _, action := range actionsOf(a) {
		p := r.k.World.Policies.Get(action)
		if !alarm.ActionDue(changed, p != nil, since) {
			continue
		}
		a.LastAction = r.now()
		var err error
		if p != nil {
			firings = append(firings, firing{policy: p, alarm: a, point: point})
		} else {
			err = r.actElsewhere(a, action)
		}
		if changed {
			r.rememberAction(watched{name: a.Name}, action, a.StateSince, err)
		}
	}
	return firings
}

func actionsOf(a *world.Alarm) []string {
	return stateActions(a.State, a.AlarmActions, a.OKActions, a.NoData)
}

// stateActions is the actions that belong to a state.
func stateActions(state string, inAlarm, ok, noData []string) []string {
	switch state {
	case alarm.Alarm:
		return inAlarm
	case alarm.OK:
		return ok
	}
	return noData
}

// actElsewhere runs an action that is no scaling policy that is there.
func (r *Room) actElsewhere(a *world.Alarm, action string) error {
	switch {
	case strings.Contains(action, ":scalingPolicy:"):
		return invalid("PolicyName not found - No policy found with ARN %s", action)
	case strings.HasPrefix(action, r.k.World.ARNPrefix("automate")):
		return r.actOnInstance(a, action)
	case strings.HasPrefix(action, r.k.World.ARNPrefix("sns")):
		return r.notifyOfAlarm(a, action)
	}
	return nil // a function or the like: what it does is not known here
}

// actOnInstance runs an EC2 action, "arn:aws:automate:REGION:ec2:stop", on the
// instance that the alarm watches. An instance that is in no state for it is
// an error.
func (r *Room) actOnInstance(a *world.Alarm, action string) error {
	at := slices.IndexFunc(a.Metric.Dimensions, func(d world.Attribute) bool { return d.Key == "InstanceId" })
	if at < 0 {
		return invalid("The alarm does not watch an instance.")
	}
	id := a.Metric.Dimensions[at].Value
	switch action[strings.LastIndex(action, ":")+1:] {
	case "stop":
		return r.compute.Stop(id)
	case "reboot":
		return r.compute.Reboot(id)
	case "terminate":
		return r.compute.Terminate(id, compute.CodeUserShutdown, compute.UserShutdown)
	case "recover":
		r.compute.Heal(id)
	}
	return nil
}

// PutAlarm creates an alarm or replaces the one of the same name, which keeps
// its state and its tags.
func (r *Room) PutAlarm(a world.Alarm) error {
	rule := ruleOf(&a)
	if err := rule.Validate(); err != nil {
		return refused(err)
	}
	if err := checkQueries(&a); err != nil {
		return err
	}
	if r.k.World.CompositeAlarms.Has(a.Name) {
		return invalid("A composite alarm with the name %s exists already.", a.Name)
	}
	for _, action := range slices.Concat(a.AlarmActions, a.OKActions, a.NoData) {
		if strings.Contains(action, ":scalingPolicy:") && !r.k.World.Policies.Has(action) {
			return invalid("Invalid alarm action: %s", action)
		}
	}
	r.putAlarm(a)
	return nil
}

func (r *Room) putAlarm(a world.Alarm) {
	now := r.now()
	change := created
	a.ARN = r.k.World.ARN("cloudwatch", "alarm:"+a.Name)
	a.State, a.Reason, a.ReasonData = alarm.InsufficientData, alarm.InitialReason, ""
	a.StateSince, a.Updated, a.ConfigUpdate = now, now, now
	if old := r.k.World.Alarms.Get(a.Name); old != nil {
		change = updated
		a.State, a.Reason, a.ReasonData = old.State, old.Reason, old.ReasonData
		a.Before, a.StateSince, a.Updated, a.LastAction = old.Before, old.StateSince, old.Updated, old.LastAction
		a.Tags = old.Tags
	}
	r.k.World.Alarms.Put(a.Name, &a)
	r.rememberConfiguration(watched{name: a.Name}, change, metricAlarmData(&a))
	r.keepTicking(&a)
}

// EnableActions switches the actions of an alarm on or off. Names of no alarm
// are passed over, as AWS does.
func (r *Room) EnableActions(name string, on bool) {
	if a := r.k.World.Alarms.Get(name); a != nil && a.ActionsEnabled != on {
		a.ActionsEnabled, a.ConfigUpdate = on, r.now()
		r.rememberConfiguration(watched{name: a.Name}, updated, metricAlarmData(a))
	}
	if c := r.k.World.CompositeAlarms.Get(name); c != nil && c.ActionsEnabled != on {
		c.ActionsEnabled, c.ConfigUpdate = on, r.now()
		r.rememberConfiguration(watched{c.Name, true}, updated, compositeAlarmData(c))
	}
}

// deleteAlarm deletes an alarm of either sort, if it is there.
func (r *Room) deleteAlarm(name string) {
	if a := r.k.World.Alarms.Get(name); a != nil {
		r.k.World.Alarms.Delete(name)
		r.rememberConfiguration(watched{name: name}, deleted, metricAlarmData(a))
	}
	if c := r.k.World.CompositeAlarms.Get(name); c != nil {
		r.k.World.CompositeAlarms.Delete(name)
		r.rememberConfiguration(watched{name, true}, deleted, compositeAlarmData(c))
	}
}

// DeleteAlarms deletes alarms. Names of no alarm are passed over; only one of
// the others may be a composite alarm, and none in a cycle
// (BC:cloudwatch.DeleteAlarms).
func (r *Room) DeleteAlarms(names []string) error {
	var composites []string
	for _, name := range names {
		if r.k.World.CompositeAlarms.Has(name) {
			composites = append(composites, name)
		}
		if err := r.deletable(name); err != nil {
			return err
		}
	}
	if len(composites) > 1 {
		return invalid("Only one composite alarm can be deleted at a time: %v", composites)
	}
	for _, name := range names {
		r.deleteAlarm(name)
	}
	return nil
}

// SetAlarmState sets the state of an alarm until it is next evaluated, and
// runs the actions of that state. A composite alarm is next evaluated when one
// of its children changes.
func (r *Room) SetAlarmState(name, state, reason, data string) error {
	a, c := r.k.World.Alarms.Get(name), r.k.World.CompositeAlarms.Get(name)
	if a == nil && c == nil {
		return awserr.New("ResourceNotFound", "Alarm %s not found", name).WithStatus(404)
	}
	if !slices.Contains([]string{alarm.OK, alarm.Alarm, alarm.InsufficientData}, state) {
		return invalid("Value '%s' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]", state)
	}
	if c != nil {
		r.setCompositeState(c, state, reason, data)
		return nil
	}
	changed := a.State != state
	r.setState(a, state, reason, data)
	if changed {
		point := newest(r.window(a, ruleOf(a).Window(r.now())))
		r.runPolicies(r.act(a, true, point))
	}
	return nil
}
