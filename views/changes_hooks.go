package views

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/cron"
	"fleetglass/awsclient/semantics/lifecycle"
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

// hookActions change hooks.
func hookActions(_ *watch.Snapshot, rows []*hookRow) []Action {
	var actions []Action
	if len(rows) == 1 {
		actions = append(actions, putHookAction(rows[0].group, rows[0].Hook, "Change "+rows[0].Name))
	}
	actions = append(actions, deleteHooksAction(rows))
	if len(rows) == 1 {
		actions = append(actions, createHookAction(rows[0].group))
	}
	return actions
}

func createHookAction(r *groupRow) Action {
	return putHookAction(r, awsclient.Hook{Group: r.Name, Transition: lifecycle.Launching, Heartbeat: lifecycle.DefaultHeartbeat, DefaultResult: lifecycle.Abandon},
		"Create a lifecycle hook for "+r.Name)
}

// putHookAction makes a hook, or changes one.
func putHookAction(r *groupRow, h awsclient.Hook, label string) Action {
	a := Action{Name: "create hook", Label: label, Refs: groupRefs([]*groupRow{r}), Busy: "making a hook", Help: "holds instances until somebody says that they may go on"}
	heartbeat := needed(numberField("heartbeat", "waits at most", strconv.Itoa(int(h.Heartbeat/time.Second)), 30, 7200, "seconds; a heartbeat starts them anew"))
	heartbeat.Validate = func(v string, _ ui.Values) string {
		n, _ := strconv.Atoi(strings.TrimSpace(v))
		return refusalWords(lifecycle.ValidateHeartbeat(time.Duration(n) * time.Second))
	}
	transition := choiceField("transition", "holds", h.Transition, []string{lifecycle.Launching, lifecycle.Terminating}, transitionWords, "when")
	if h.Name == "" {
		a.Fields = []ui.Field{needed(textField("name", "name", "", "unique in the group", hookNameWrong)), transition}
	} else {
		a.Name, a.Busy, a.Refs = "change hook", "changing", []Ref{{KindHook, r.Name + "/" + h.Name}}
	}
	a.Fields = append(a.Fields, heartbeat,
		choiceField("result", "when time is up", h.DefaultResult, []string{lifecycle.Abandon, lifecycle.Continue}, nil, "ABANDON ends a launching instance; CONTINUE lets it into service"),
		textField("metadata", "metadata", h.Metadata, "told to whoever is notified", func(v string) string {
			if len(v) > 1023 {
				return "at most 1023 characters"
			}
			return ""
		}))
	a.Plan = func(v ui.Values) (Change, error) {
		to := h
		if h.Name == "" {
			to.Name, to.Transition = strings.TrimSpace(v["name"]), v["transition"]
			for _, o := range r.snap.Hooks[r.Name].Rows {
				if o.Name == to.Name {
					return Change{}, fmt.Errorf("there is a hook %s already: change that one", to.Name)
				}
			}
		}
		to.Heartbeat, to.DefaultResult, to.Metadata = time.Duration(v.Int("heartbeat"))*time.Second, v["result"], v["metadata"]
		if to == h {
			return Change{}, errors.New("nothing changes")
		}
		seconds := v.Int("heartbeat")
		return Change{
			Preview: []ui.Line{ui.Say(transitionWords(to.Transition) + ": waits " + ui.Exact(to.Heartbeat) + ", then " + to.DefaultResult),
				ui.Say("with heartbeats " + ui.Exact(lifecycle.GlobalTimeout(to.Heartbeat)) + " at most")},
			CLI: aws("autoscaling", "put-lifecycle-hook").opt("--lifecycle-hook-name", to.Name).opt("--auto-scaling-group-name", r.Name).opt("--lifecycle-transition", to.Transition).
				num("--heartbeat-timeout", &seconds).opt("--default-result", to.DefaultResult).opt("--notification-metadata", to.Metadata).String(),
			Run:  func(ctx context.Context, c awsclient.Client) error { return c.PutHook(ctx, to) },
			Done: to.Name + " holds " + transitionWords(to.Transition), Pokes: append(groupPokes(), watch.Hooks),
		}, nil
	}
	return a
}

func transitionWords(transition string) string {
	if transition == lifecycle.Terminating {
		return "those that end"
	}
	return "those that launch"
}

func hookNames(rows []*hookRow) string {
	if len(rows) == 1 {
		return rows[0].Name
	}
	return ui.Count(len(rows), "hook")
}

func deleteHooksAction(rows []*hookRow) Action {
	a := Action{Name: "delete hook", Label: "Delete " + hookNames(rows), Help: "who waits at it goes on at once", Busy: "deleting", Type: hookNames(rows)}
	var preview []ui.Line
	var clis []string
	for _, r := range rows {
		a.Refs = append(a.Refs, Ref{KindHook, r.Group + "/" + r.Name})
		preview = append(preview, ui.Say(r.Name+" of "+r.Group+" is gone"))
		if n := len(r.waiting()); n > 0 {
			preview = append(preview, ui.Say(ui.Count(n, "instance")+" that it holds may go on"))
		}
		clis = append(clis, aws("autoscaling", "delete-lifecycle-hook").opt("--lifecycle-hook-name", r.Name).opt("--auto-scaling-group-name", r.Group).String())
	}
	a.Plan = func(ui.Values) (Change, error) {
		return Change{
			Preview: preview, CLIs: clis, Done: hookNames(rows) + " is deleted", Pokes: append(groupPokes(), watch.Hooks),
			Run: func(ctx context.Context, c awsclient.Client) error {
				for _, r := range rows {
					if err := c.DeleteHook(ctx, r.Group, r.Name); err != nil {
						return err
					}
				}
				return nil
			},
		}, nil
	}
	return a
}

// scheduleActions change scheduled actions.
func scheduleActions(_ *watch.Snapshot, rows []*scheduleRow) []Action {
	var actions []Action
	if len(rows) == 1 {
		actions = append(actions, putScheduleAction(rows[0].group, rows[0].ScheduledAction, "Change "+rows[0].Name))
	}
	actions = append(actions, deleteSchedulesAction(rows))
	if len(rows) == 1 {
		actions = append(actions, createScheduleAction(rows[0].group))
	}
	return actions
}

func createScheduleAction(r *groupRow) Action {
	return putScheduleAction(r, awsclient.ScheduledAction{Group: r.Name}, "Create a scheduled action for "+r.Name)
}

// moments is how times are typed, in UTC.
const moments = "2006-01-02 15:04"

func momentWrong(v string) string {
	if _, err := time.Parse(moments, v); err != nil {
		return "a time in UTC, such as 2026-03-10 20:00"
	}
	return ""
}

func momentText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(moments)
}

func momentOf(v ui.Values, name string) time.Time {
	t, err := time.Parse(moments, strings.TrimSpace(v[name]))
	if err != nil {
		return time.Time{}
	}
	return t
}

// cronWrong is AWS's rule for a recurrence.
func cronWrong(v string) string { _, err := cron.Parse(v); return refusalWords(err) }

func zoneWrong(v string) string {
	if _, err := time.LoadLocation(v); err != nil {
		return "an IANA time zone, such as Europe/Berlin"
	}
	return ""
}

// putScheduleAction makes a scheduled action, or changes one.
func putScheduleAction(r *groupRow, was awsclient.ScheduledAction, label string) Action {
	a := Action{Name: "create scheduled action", Label: label, Refs: groupRefs([]*groupRow{r}), Busy: "scheduling", Help: "sets the group's numbers at a time, or again and again"}
	if was.Name == "" {
		a.Fields = onPage("sets", needed(textField("name", "name", "", "unique in the group", resourceNameWrong)))
	} else {
		a.Name, a.Refs, a.Busy = "change scheduled action", []Ref{{KindSchedule, was.ARN}}, "changing"
	}
	value := func(n *int) string {
		if n == nil {
			return ""
		}
		return strconv.Itoa(*n)
	}
	a.Fields = slices.Concat(a.Fields, onPage("sets",
		numberField("minimum", "minimum", value(was.Min), 0, 10000, "empty: as it is"), numberField("desired", "desired", value(was.Desired), 0, 10000, "empty: as it is"),
		numberField("maximum", "maximum", value(was.Max), 0, 10000, "empty: as it is")),
		onPage("when", textField("recurrence", "again and again", was.Recurrence, "cron: minute hour day month weekday: 0 8 * * MON-FRI; empty: once", cronWrong),
			textField("zone", "time zone", was.TimeZone, "of the recurrence; empty is UTC", zoneWrong),
			textField("start", "from", momentText(was.Start), "UTC, as in 2026-03-10 20:00; needed for what runs once", momentWrong),
			textField("end", "until", momentText(was.End), "UTC; empty: for ever", momentWrong)))
	a.Plan = func(v ui.Values) (Change, error) {
		to := awsclient.ScheduledAction{Group: r.Name, Name: was.Name, Min: numberOf(v, "minimum"), Desired: numberOf(v, "desired"), Max: numberOf(v, "maximum"),
			Recurrence: strings.TrimSpace(v["recurrence"]), TimeZone: strings.TrimSpace(v["zone"]), Start: momentOf(v, "start"), End: momentOf(v, "end")}
		if was.Name == "" {
			to.Name = strings.TrimSpace(v["name"])
		}
		if err := scheduleWrong(r, to); err != nil {
			return Change{}, err
		}
		return schedulePlan(r, to), nil
	}
	return a
}

// scheduleWrong is what AWS refuses in a scheduled action as a whole. The
// texts are choices.
func scheduleWrong(r *groupRow, a awsclient.ScheduledAction) error {
	switch {
	case a.Min == nil && a.Max == nil && a.Desired == nil:
		return awsWords("At least one of minimum, desired and maximum must be given.")
	case a.Min != nil && a.Max != nil && *a.Min > *a.Max:
		return awsWords("Min size must be less than or equal to max size.")
	case a.Desired != nil && (a.Min != nil && *a.Desired < *a.Min || a.Max != nil && *a.Desired > *a.Max):
		return awsWords("Desired capacity must be between minimum and maximum.")
	case a.Recurrence == "" && a.Start.IsZero():
		return errors.New("say when: again and again, or from when")
	case !a.Start.IsZero() && a.Start.Before(r.snap.Now):
		return awsWords("Given start time is in the past")
	case !a.End.IsZero() && !a.End.After(a.Start):
		return errors.New("the end is before the start")
	}
	return nil
}

func schedulePlan(r *groupRow, to awsclient.ScheduledAction) Change {
	preview := []ui.Line{ui.Say("sets " + scheduleSets(to)), ui.Say(scheduleWhen(to))}
	for _, at := range scheduleRuns(to, r.snap.Now, 3) {
		preview = append(preview, ui.Say("runs "+at.Format("Mon 02 Jan 2006 15:04 MST")))
	}
	stamp := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.UTC().Format("2006-01-02T15:04:05Z")
	}
	return Change{
		Preview: preview, Done: to.Name + " is scheduled", Pokes: []watch.Kind{watch.Schedules},
		CLI: aws("autoscaling", "put-scheduled-update-group-action").opt("--auto-scaling-group-name", r.Name).opt("--scheduled-action-name", to.Name).
			num("--min-size", to.Min).num("--max-size", to.Max).num("--desired-capacity", to.Desired).opt("--recurrence", to.Recurrence).opt("--time-zone", to.TimeZone).
			opt("--start-time", stamp(to.Start)).opt("--end-time", stamp(to.End)).String(),
		Run: func(ctx context.Context, c awsclient.Client) error { return c.PutScheduledAction(ctx, to) },
	}
}

func scheduleNames(rows []*scheduleRow) string {
	if len(rows) == 1 {
		return rows[0].Name
	}
	return ui.Count(len(rows), "scheduled action")
}

func deleteSchedulesAction(rows []*scheduleRow) Action {
	a := Action{Name: "delete scheduled action", Label: "Delete " + scheduleNames(rows), Help: "the group's numbers stay as they are", Busy: "deleting", Type: scheduleNames(rows)}
	var preview []ui.Line
	var clis []string
	for _, r := range rows {
		a.Refs = append(a.Refs, Ref{KindSchedule, r.ScheduledAction.ARN})
		preview = append(preview, ui.Say(r.Name+" of "+r.Group+" runs no more: "+scheduleSets(r.ScheduledAction)))
		clis = append(clis, aws("autoscaling", "delete-scheduled-action").opt("--auto-scaling-group-name", r.Group).opt("--scheduled-action-name", r.Name).String())
	}
	a.Plan = func(ui.Values) (Change, error) {
		return Change{
			Preview: preview, CLIs: clis, Done: scheduleNames(rows) + " is deleted", Pokes: []watch.Kind{watch.Schedules},
			Run: func(ctx context.Context, c awsclient.Client) error {
				for _, r := range rows {
					if err := c.DeleteScheduledAction(ctx, r.Group, r.Name); err != nil {
						return err
					}
				}
				return nil
			},
		}, nil
	}
	return a
}
