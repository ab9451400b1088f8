package views

import (
	"context"
	"slices"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

func alarmPokes() []watch.Kind { return []watch.Kind{watch.Alarms, watch.AlarmHistory} }

// alarmRowActions change alarms: one, or those marked.
func alarmRowActions(s *watch.Snapshot, rows []*alarmRow) []Action {
	var actions []Action
	if len(rows) == 1 {
		actions = append(actions, changeAlarmAction(s, rows[0]), setAlarmStateAction(rows[0]))
	}
	return append(actions, turnAlarmsAction(rows, true), turnAlarmsAction(rows, false), deleteAlarmsAction(rows))
}

func alarmNames(rows []*alarmRow) string {
	if len(rows) == 1 {
		return rows[0].Name
	}
	return ui.Count(len(rows), "alarm")
}

func alarmRefs(rows []*alarmRow) []Ref {
	refs := make([]Ref, len(rows))
	for i, r := range rows {
		refs[i] = Ref{KindAlarm, r.Name}
	}
	return refs
}

// mostAlarms is how many alarms one call takes (shape AlarmNames).
const mostAlarms = 100

// inCalls are names in as few calls as CloudWatch allows.
func inCalls(names []string) [][]string { return slices.Collect(slices.Chunk(names, mostAlarms)) }

// setAlarmStateAction puts an alarm into a state, to try out what it does.
func setAlarmStateAction(r *alarmRow) Action {
	a := Action{Name: "set alarm state", Label: "Set the state of " + r.Name, Refs: alarmRefs([]*alarmRow{r}), Busy: "setting the state",
		Help: "to try out its actions: they run, and the next evaluation sets the state right"}
	to := "ALARM"
	if r.State == to {
		to = "OK"
	}
	a.Fields = []ui.Field{
		choiceField("state", "state", to, []string{"OK", "ALARM", "INSUFFICIENT_DATA"}, stateWord, "a metric alarm is set right within a minute; a composite one when an alarm below it changes"),
		needed(textField("reason", "reason", "testing", "for the alarm's history, at most 1023 characters", func(v string) string { return tooLong(v, 1023) })),
	}
	a.Plan = func(v ui.Values) (Change, error) {
		state, reason := v["state"], strings.TrimSpace(v["reason"])
		change := Change{
			Preview: []ui.Line{Becomes("state", stateWord(r.State), stateWord(state))},
			CLI:     aws("cloudwatch", "set-alarm-state").opt("--alarm-name", r.Name).opt("--state-value", state).opt("--state-reason", reason).String(),
			Done:    r.Name + " is set to " + stateWord(state), Pokes: alarmPokes(),
			Run: func(ctx context.Context, c awsclient.Client) error {
				return c.SetAlarmState(ctx, r.Name, state, reason)
			},
		}
		if state != r.State {
			change.Preview = append(change.Preview, r.actsOn(state)...)
		}
		return change, nil
	}
	return a
}

func tooLong(v string, most int) string {
	if len([]rune(v)) > most {
		return "at most " + ui.Count(most, "character")
	}
	return ""
}

// actsOn tells what an alarm does when it goes to a state.
func (a *alarmRow) actsOn(state string) []ui.Line {
	arns := map[string][]string{"ALARM": a.AlarmActions, "OK": a.OKActions}[state]
	if state == "INSUFFICIENT_DATA" {
		arns = a.NoDataActions
	}
	switch {
	case len(arns) == 0:
		return []ui.Line{ui.In(themes.Dim, "it does nothing when it goes there")}
	case !a.ActionsEnabled:
		return []ui.Line{ui.In(themes.Dim, "its actions are off: it does nothing")}
	}
	var lines []ui.Line
	for _, arn := range arns {
		lines = append(lines, ui.In(themes.Warn, "then it "+alarmActionWords(arn)))
	}
	return lines
}

// alarmActionWords is an action in words: "runs policy cpu-high of web-asg".
func alarmActionWords(arn string) string {
	act := readAction(arn)
	words := act.verb + " " + act.what
	if act.group != "" {
		words += " of " + act.group
	}
	return words
}

// turnAlarmsAction lets alarms act, or keeps them from it.
func turnAlarmsAction(rows []*alarmRow, on bool) Action {
	name, label, word, other := "enable alarm actions", "Enable the actions of ", "on", "off"
	if !on {
		name, label, word, other = "disable alarm actions", "Disable the actions of ", "off", "on"
	}
	a := Action{Name: name, Label: label + alarmNames(rows), Refs: alarmRefs(rows), Busy: "turning its actions " + word, Help: "states go on to change; with actions off nothing follows from them"}
	var names []string
	for _, r := range rows {
		if r.ActionsEnabled != on {
			names = append(names, r.Name)
		}
	}
	if len(names) == 0 {
		a.Off = "they are " + word + " already"
		return a
	}
	a.Plan = func(ui.Values) (Change, error) {
		change := Change{Done: "actions are " + word + ": " + alarmNames(rows), Pokes: alarmPokes()}
		for _, n := range names {
			change.Preview = append(change.Preview, Becomes("actions of "+n, other, word))
		}
		operation := strings.ReplaceAll(name, " ", "-")
		for _, some := range inCalls(names) {
			change.CLIs = append(change.CLIs, aws("cloudwatch", operation).opt("--alarm-names", some...).String())
		}
		change.Run = func(ctx context.Context, c awsclient.Client) error {
			call := c.DisableAlarmActions
			if on {
				call = c.EnableAlarmActions
			}
			for _, some := range inCalls(names) {
				if err := call(ctx, some); err != nil {
					return err
				}
			}
			return nil
		}
		return change, nil
	}
	return a
}

// deleteAlarmsAction deletes alarms: composite ones first, one a call, because
// CloudWatch deletes no alarm that a composite one watches.
func deleteAlarmsAction(rows []*alarmRow) Action {
	a := Action{Name: "delete alarm", Label: "Delete " + alarmNames(rows), Type: alarmNames(rows), Refs: alarmRefs(rows), Busy: "deleting", Help: "with its history; what it did is not undone"}
	a.Plan = func(ui.Values) (Change, error) {
		change := Change{Done: alarmNames(rows) + " is deleted", Pokes: alarmPokes()}
		if len(rows) > 1 {
			change.Done = alarmNames(rows) + " are deleted"
		}
		var calls [][]string
		var plain, all []string
		for _, r := range rows {
			all = append(all, r.Name)
			if r.Composite() {
				calls = append(calls, []string{r.Name})
			} else {
				plain = append(plain, r.Name)
			}
		}
		calls = append(calls, inCalls(plain)...)
		for _, r := range rows {
			change.Preview = append(change.Preview, ui.Say(r.Name+" is gone"))
			change.Preview = append(change.Preview, r.missedBy(all)...)
		}
		for _, names := range calls {
			change.CLIs = append(change.CLIs, aws("cloudwatch", "delete-alarms").opt("--alarm-names", names...).String())
		}
		change.Run = func(ctx context.Context, c awsclient.Client) error {
			for _, names := range calls {
				if err := c.DeleteAlarms(ctx, names); err != nil {
					return err
				}
			}
			return nil
		}
		return change, nil
	}
	return a
}

// missedBy tells who will miss an alarm: policies that nobody runs any more,
// and composite alarms that stay.
func (a *alarmRow) missedBy(gone []string) []ui.Line {
	var lines []ui.Line
	for _, arn := range policiesOf(a.Alarm) {
		lines = append(lines, ui.In(themes.Warn, "it no longer "+alarmActionWords(arn)))
	}
	for _, parent := range parentsOf(a.snap, a.Name) {
		if !slices.Contains(gone, parent) {
			lines = append(lines, ui.In(themes.Warn, parent+" watches it: AWS refuses to delete it"))
		}
	}
	return lines
}
