package scaling

import (
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient/semantics/alarm"
	"fleetglass/awsclient/semantics/composite"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// KindComposite is a composite alarm whose rule, or whose actions, are to be
// looked at; subject: its name. A change of a child is not waited for: it is
// told at once, because the reason names it.
const KindComposite world.Kind = "composite alarm"

// PutCompositeAlarm creates a composite alarm or replaces the one of the same
// name, which keeps its state and its tags.
func (r *Room) PutCompositeAlarm(c world.CompositeAlarm) error {
	rule, err := composite.Parse(c.Rule)
	switch {
	case err != nil:
		return refused(err)
	case r.k.World.Alarms.Has(c.Name):
		return invalid("A metric alarm with the name %s exists already.", c.Name)
	}
	var gone []string
	for _, ref := range rule.Refs() {
		if r.stateOf(ref) == "" && alarmName(ref) != c.Name {
			gone = append(gone, ref)
		}
	}
	switch {
	case len(gone) > 0:
		return invalid("Could not save the composite alarm as alarms [%s] in the alarm rule do not exist", strings.Join(gone, ", "))
	case c.Suppressor != "" && r.stateOf(c.Suppressor) == "":
		return invalid("Could not save the composite alarm as the alarm %s that suppresses its actions does not exist", c.Suppressor)
	}
	r.putComposite(c)
	return nil
}

func (r *Room) putComposite(c world.CompositeAlarm) {
	now, change := r.now(), created
	c.ARN = r.k.World.ARN("cloudwatch", "alarm:"+c.Name)
	c.State, c.Reason, c.ReasonData = alarm.InsufficientData, alarm.InitialReason, ""
	c.StateSince, c.Updated, c.ConfigUpdate = now, now, now
	if old := r.k.World.CompositeAlarms.Get(c.Name); old != nil {
		change = updated
		c.State, c.Reason, c.ReasonData = old.State, old.Reason, old.ReasonData
		c.Before, c.StateSince, c.Updated = old.Before, old.StateSince, old.Updated
		c.Held, c.SuppressedBy, c.SuppressorLeft = old.Held, old.SuppressedBy, old.SuppressorLeft
		c.Tags = old.Tags
	}
	r.k.World.CompositeAlarms.Put(c.Name, &c)
	r.rememberConfiguration(watched{c.Name, true}, change, compositeAlarmData(&c))
	r.k.Wake(KindComposite, c.Name)
}

// lookAtComposite evaluates a composite alarm that was made or changed, and
// runs the actions that nothing holds back any more.
func (r *Room) lookAtComposite(name string) {
	c := r.k.World.CompositeAlarms.Get(name)
	if c == nil {
		return
	}
	if c.ConfigUpdate.Equal(r.now()) {
		reason := composite.UpdatedReason
		if c.Reason == alarm.InitialReason {
			reason = composite.CreatedReason
		}
		r.reconsider(c, func(state string) (string, string) { return reason(c.ARN, state), composite.ReasonData(r.children(c)) })
	}
	r.release(c)
}

// reconsider evaluates a rule, and changes the state if it says so. why gives
// the reason of a state and its data. Alarms in a cycle are not evaluated.
func (r *Room) reconsider(c *world.CompositeAlarm, why func(state string) (reason, data string)) {
	rule, err := composite.Parse(c.Rule)
	if err != nil || composite.Cycle(c.Name, r.refsOf) != nil {
		return
	}
	if state := rule.State(r.stateOf, c.State); state != c.State {
		reason, data := why(state)
		r.setCompositeState(c, state, reason, data)
	}
}

// setCompositeState changes the state, tells the history and the alarms above,
// and runs the actions unless something holds them back.
func (r *Room) setCompositeState(c *world.CompositeAlarm, state, reason, data string) {
	old := c.State
	if state != old {
		r.rememberState(watched{c.Name, true}, world.AlarmState{Value: old, Reason: c.Reason, Data: c.ReasonData}, world.AlarmState{Value: state, Reason: reason, Data: data})
	}
	c.State, c.Reason, c.ReasonData = state, reason, data
	c.StateSince, c.Updated = r.now(), r.now()
	if state == old {
		return
	}
	c.Before, c.Held = old, true
	r.release(c)
	r.tellParents(c.Name, c.ARN, state, old)
}

// tellParents has the composite alarms look that watch an alarm which has
// changed, or whose actions it holds back.
func (r *Room) tellParents(name, arn, state, old string) {
	for _, c := range r.k.World.CompositeAlarms.All() {
		if c.Suppressor != "" && alarmName(c.Suppressor) == name {
			c.SuppressorLeft = old == alarm.Alarm
			r.release(c)
		}
		if !slices.Contains(r.refsOf(c.Name), name) {
			continue
		}
		r.reconsider(c, func(string) (string, string) {
			return composite.ChildReason(arn, state, r.now()), composite.ReasonData([]composite.Child{{ARN: arn, State: state, At: r.now()}})
		})
	}
}

// release runs the actions of a composite alarm's state, once, when nothing
// holds them back. Otherwise it sees to it that the alarm is looked at again.
func (r *Room) release(c *world.CompositeAlarm) {
	if !c.Held {
		return
	}
	s, known := r.suppressorOf(c)
	c.SuppressedBy = ""
	if known {
		c.SuppressedBy = s.SuppressedBy(c.StateSince, r.now(), c.SuppressorLeft)
	}
	switch c.SuppressedBy {
	case composite.ByAlarm:
		return // until that alarm changes
	case composite.ByWaitPeriod:
		r.k.WakeAt(c.StateSince.Add(s.Wait), KindComposite, c.Name)
		return
	case composite.ByExtensionPeriod:
		r.k.WakeAt(s.Since.Add(s.Extension), KindComposite, c.Name)
		return
	}
	c.Held = false
	if !c.ActionsEnabled {
		return
	}
	for _, action := range stateActions(c.State, c.AlarmActions, c.OKActions, c.NoData) {
		var err error
		if strings.HasPrefix(action, r.k.World.ARNPrefix("sns")) {
			err = r.notifyOfComposite(c, action)
		}
		r.rememberAction(watched{c.Name, true}, action, c.StateSince, err)
	}
}

func (r *Room) suppressorOf(c *world.CompositeAlarm) (composite.Suppressor, bool) {
	s := composite.Suppressor{Wait: c.SuppressorWait, Extension: c.SuppressorExtension}
	if c.Suppressor == "" {
		return s, false
	}
	child, ok := r.childOf(c.Suppressor)
	s.State, s.Since = child.State, child.At
	return s, ok
}

// childOf is an alarm as those that watch it see it; false when it is gone.
func (r *Room) childOf(ref string) (composite.Child, bool) {
	name := alarmName(ref)
	if a := r.k.World.Alarms.Get(name); a != nil {
		return composite.Child{ARN: a.ARN, State: a.State, At: a.StateSince}, true
	}
	if c := r.k.World.CompositeAlarms.Get(name); c != nil {
		return composite.Child{ARN: c.ARN, State: c.State, At: c.StateSince}, true
	}
	return composite.Child{}, false
}

// stateOf is an alarm's state by name or ARN, "" when it is gone.
func (r *Room) stateOf(ref string) string {
	child, _ := r.childOf(ref)
	return child.State
}

// children are the alarms of a rule.
func (r *Room) children(c *world.CompositeAlarm) []composite.Child {
	var list []composite.Child
	for _, name := range r.refsOf(c.Name) {
		if child, ok := r.childOf(name); ok {
			list = append(list, child)
		}
	}
	return list
}

// refsOf is the names of the alarms of a composite alarm's rule; none for
// other alarms.
func (r *Room) refsOf(name string) []string {
	c := r.k.World.CompositeAlarms.Get(name)
	if c == nil {
		return nil
	}
	return AlarmsInRule(c)
}

// AlarmsInRule is the names of the alarms that a composite alarm watches.
func AlarmsInRule(c *world.CompositeAlarm) []string {
	rule, err := composite.Parse(c.Rule)
	if err != nil {
		return nil
	}
	refs := rule.Refs()
	for i, ref := range refs {
		refs[i] = alarmName(ref)
	}
	return refs
}

// alarmName is the name in an ARN of an alarm; a name is one already.
func alarmName(ref string) string {
	if _, name, found := strings.Cut(ref, ":alarm:"); found && strings.HasPrefix(ref, "arn:") {
		return name
	}
	return ref
}

// deletable refuses to delete an alarm that is in a cycle, as AWS does.
func (r *Room) deletable(name string) error {
	if way := composite.Cycle(name, r.refsOf); way != nil {
		return awserr.New("ValidationError", "Alarm %s is in a cycle: %s. Change one of the rules, to FALSE for example, to break it.", name, strings.Join(way, " -> "))
	}
	return nil
}

// compositeData is a composite alarm as the history tells it (memory).
type compositeData struct {
	Rule               string   `json:"alarmRule"`
	StateValue         string   `json:"stateValue"`
	OKActions          []string `json:"okactions"`
	AlarmActions       []string `json:"alarmActions"`
	Name               string   `json:"alarmName"`
	NoDataActions      []string `json:"insufficientDataActions"`
	ActionsEnabled     bool     `json:"actionsEnabled"`
	Description        string   `json:"alarmDescription,omitempty"`
	ARN                string   `json:"alarmArn"`
	Suppressor         string   `json:"actionsSuppressor,omitempty"`
	Wait               int      `json:"actionsSuppressorWaitPeriod,omitempty"`
	Extension          int      `json:"actionsSuppressorExtensionPeriod,omitempty"`
	ConfigurationSince string   `json:"alarmConfigurationUpdatedTimestamp"`
	StateUpdated       string   `json:"stateUpdatedTimestamp"`
}

func compositeAlarmData(c *world.CompositeAlarm) compositeData {
	return compositeData{
		Rule: c.Rule, StateValue: c.State, OKActions: listed(c.OKActions), AlarmActions: listed(c.AlarmActions), Name: c.Name, NoDataActions: listed(c.NoData),
		ActionsEnabled: c.ActionsEnabled, Description: c.Description, ARN: c.ARN, Suppressor: c.Suppressor, Wait: int(c.SuppressorWait / time.Second),
		Extension: int(c.SuppressorExtension / time.Second), ConfigurationSince: historyStamp(c.ConfigUpdate), StateUpdated: historyStamp(c.Updated),
	}
}
