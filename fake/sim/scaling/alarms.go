package scaling

import (
	"slices"
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
	var firings []firing
	for _, a := range r.k.World.Alarms.All() {
		firings = append(firings, r.evaluate(a)...)
	}
	r.runPolicies(firings)
	r.k.WakeAt(nextMinute(r.now()), KindMinute, "")
}

func nextMinute(t time.Time) time.Time { return t.Truncate(time.Minute).Add(time.Minute) }

// keepTicking makes sure that the next minute is looked at.
func (r *Room) keepTicking() {
	if !slices.ContainsFunc(r.k.World.Queue, func(a world.Appointment) bool { return a.Kind == KindMinute }) {
		r.k.WakeAt(nextMinute(r.now()), KindMinute, "")
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
	points := r.points(a.Metric, rule.Window(r.now()))
	changed := alarm.State(rule, points, a.State) != a.State
	if changed {
		result := alarm.Evaluate(rule, points, a.State, r.now())
		r.setState(a, result.State, result.Reason, result.ReasonData)
	}
	return r.act(a, changed, newest(points))
}

func (r *Room) setState(a *world.Alarm, state, reason, data string) {
	a.State, a.Reason, a.ReasonData = state, reason, data
	a.StateSince, a.Updated = r.now(), r.now()
}

// act runs the actions of an alarm's state that are due: all of them when it
// has just been entered, Auto Scaling's again every minute.
func (r *Room) act(a *world.Alarm, changed bool, point datapoint) []firing {
	if !a.ActionsEnabled {
		return nil
	}
	var firings []firing
	since := r.now().Sub(a.LastAction)
	for _, action := range actionsOf(a) {
		p := r.k.World.Policies.Get(action)
		switch {
		case !alarm.ActionDue(changed, p != nil, since):
		case p != nil:
			firings = append(firings, firing{policy: p, alarm: a, point: point})
			a.LastAction = r.now()
		default:
			r.actOnInstance(a, action)
			a.LastAction = r.now()
		}
	}
	return firings
}

func actionsOf(a *world.Alarm) []string {
	switch a.State {
	case alarm.Alarm:
		return a.AlarmActions
	case alarm.OK:
		return a.OKActions
	}
	return a.NoData
}

// actOnInstance runs an EC2 action, "arn:aws:automate:REGION:ec2:stop", on the
// instance that the alarm watches. An action on an instance that is in no
// state for it does nothing, as does any other kind of action here.
func (r *Room) actOnInstance(a *world.Alarm, action string) {
	if !strings.HasPrefix(action, "arn:aws:automate:") {
		return
	}
	at := slices.IndexFunc(a.Metric.Dimensions, func(d world.Attribute) bool { return d.Key == "InstanceId" })
	if at < 0 {
		return
	}
	id := a.Metric.Dimensions[at].Value
	switch action[strings.LastIndex(action, ":")+1:] {
	case "stop":
		_ = r.compute.Stop(id)
	case "reboot":
		_ = r.compute.Reboot(id)
	case "terminate":
		_ = r.compute.Terminate(id, compute.CodeUserShutdown, compute.UserShutdown)
	case "recover":
		r.compute.Heal(id)
	}
}

// PutAlarm creates an alarm or replaces the one of the same name, which keeps
// its state and its tags.
func (r *Room) PutAlarm(a world.Alarm) error {
	rule := ruleOf(&a)
	if err := rule.Validate(); err != nil {
		return refused(err)
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
	a.ARN = "arn:aws:cloudwatch:" + r.k.World.Region + ":" + r.k.World.Account + ":alarm:" + a.Name
	a.State, a.Reason, a.ReasonData = alarm.InsufficientData, alarm.InitialReason, ""
	a.StateSince, a.Updated, a.ConfigUpdate = now, now, now
	if old := r.k.World.Alarms.Get(a.Name); old != nil {
		a.State, a.Reason, a.ReasonData = old.State, old.Reason, old.ReasonData
		a.StateSince, a.Updated, a.LastAction = old.StateSince, old.Updated, old.LastAction
		a.Tags = old.Tags
	}
	r.k.World.Alarms.Put(a.Name, &a)
	r.keepTicking()
}

// DeleteAlarms deletes alarms, all of them or, when one does not exist, none.
func (r *Room) DeleteAlarms(names []string) error {
	var missing []string
	for _, name := range names {
		if !r.k.World.Alarms.Has(name) {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return awserr.New("ResourceNotFound", "Alarms %v not found", missing).WithStatus(404)
	}
	for _, name := range names {
		r.k.World.Alarms.Delete(name)
	}
	return nil
}

// SetAlarmState sets the state of an alarm until it is next evaluated, and
// runs the actions of that state.
func (r *Room) SetAlarmState(name, state, reason, data string) error {
	a := r.k.World.Alarms.Get(name)
	if a == nil {
		return awserr.New("ResourceNotFound", "Alarm %s not found", name).WithStatus(404)
	}
	if !slices.Contains([]string{alarm.OK, alarm.Alarm, alarm.InsufficientData}, state) {
		return invalid("Value '%s' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]", state)
	}
	changed := a.State != state
	r.setState(a, state, reason, data)
	if changed {
		point := newest(r.points(a.Metric, ruleOf(a).Window(r.now())))
		r.runPolicies(r.act(a, true, point))
	}
	return nil
}
