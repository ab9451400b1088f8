package views

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/naming"
	"fleetglass/awsclient/semantics/retention"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

func logPokes() []watch.Kind { return []watch.Kind{watch.LogGroups, watch.LogStreams} }

// logGroupActions change log groups: one, or those marked.
func logGroupActions(l *logParts, rows []*logGroupRow) []Action {
	var actions []Action
	if len(rows) == 1 {
		actions = append(actions, createFilterAction(l, rows[0].Name, rows[0].snap))
	}
	return append(actions, retentionAction(rows), deleteLogGroupsAction(rows))
}

// forEver is the choice to keep events for ever.
const forEver = "0"

// retentionField asks for one of the retentions that AWS has.
func retentionField(days int) ui.Field {
	choices := []string{forEver}
	for _, d := range retention.Days() {
		choices = append(choices, strconv.Itoa(d))
	}
	return choiceField("days", "keep events", strconv.Itoa(days), choices, func(d string) string {
		if d == forEver {
			return "for ever"
		}
		n, _ := strconv.Atoi(d)
		return ui.Count(n, "day")
	}, "what is older is deleted within three days; for ever is paid for ever")
}

// logGroupWrong is AWS's rule for names of log groups, without the words that
// come before it.
func logGroupWrong(name string) string {
	words := refusalWords(naming.LogGroup(name))
	if _, rule, found := strings.Cut(words, "constraint: "); found {
		return rule
	}
	return words
}

func retentionCommand(group string, days int) string {
	if days == 0 {
		return aws("logs", "delete-retention-policy").opt("--log-group-name", group).String()
	}
	return aws("logs", "put-retention-policy").opt("--log-group-name", group).num("--retention-in-days", &days).String()
}

// createLogGroupAction makes a log group, with a retention when one is chosen.
func createLogGroupAction() Action {
	a := Action{Name: "create log group", Label: "Create a log group", Busy: "creating", Help: "it is empty until somebody writes to it"}
	a.Fields = []ui.Field{
		needed(textField("name", "name", "", "letters, digits and . - _ / #", logGroupWrong)),
		retentionField(0),
	}
	a.Plan = func(v ui.Values) (Change, error) {
		name, days := strings.TrimSpace(v["name"]), v.Int("days")
		change := Change{
			Preview: []ui.Line{Becomes("log group", "", name), Becomes("kept for", "", kept(days))},
			CLIs:    []string{aws("logs", "create-log-group").opt("--log-group-name", name).String()},
			Done:    name + " is created", Pokes: logPokes(),
			Run: func(ctx context.Context, c awsclient.Client) error { return c.CreateLogGroup(ctx, name) },
		}
		if days == 0 {
			return change, nil
		}
		change.CLIs = append(change.CLIs, retentionCommand(name, days))
		change.Run, change.Steps = nil, []Step{
			func(ctx context.Context, c awsclient.Client) (string, error) {
				return "the log group " + name + " is made", c.CreateLogGroup(ctx, name)
			},
			func(ctx context.Context, c awsclient.Client) (string, error) {
				return "it keeps events for " + kept(days), c.PutRetention(ctx, name, days)
			},
		}
		return change, nil
	}
	return a
}

// retentionAction sets for how long groups keep their events.
func retentionAction(rows []*logGroupRow) Action {
	a := Action{Name: "set retention", Label: "Set the retention of " + logGroupNames(rows), Refs: logGroupRefs(rows), Busy: "setting the retention",
		Help: "for how long events are kept"}
	a.Fields = []ui.Field{retentionField(rows[0].Retention)}
	a.Plan = func(v ui.Values) (Change, error) {
		days := v.Int("days")
		var change Change
		var to []string
		for _, r := range rows {
			if r.Retention == days {
				continue
			}
			to = append(to, r.Name)
			change.Preview = append(change.Preview, Becomes(r.Name, kept(r.Retention), kept(days)))
			change.CLIs = append(change.CLIs, retentionCommand(r.Name, days))
			if days > 0 && (r.Retention == 0 || days < r.Retention) {
				change.Preview = append(change.Preview, ui.In(themes.Warn, "what is older than "+ui.Count(days, "day")+" is lost"))
			}
		}
		if len(to) == 0 {
			return Change{}, fmt.Errorf("they are kept for %s already", kept(days))
		}
		change.Done, change.Pokes = logGroupNames(rows)+": events are kept for "+kept(days), logPokes()
		change.Run = eachName(to, func(ctx context.Context, c awsclient.Client, name string) error {
			return c.PutRetention(ctx, name, days)
		})
		return change, nil
	}
	return a
}

// eachName makes one call for each name, and stops at the first that fails.
func eachName(names []string, call func(context.Context, awsclient.Client, string) error) func(context.Context, awsclient.Client) error {
	return func(ctx context.Context, c awsclient.Client) error {
		for _, name := range names {
			if err := call(ctx, c, name); err != nil {
				return err
			}
		}
		return nil
	}
}

// deleteLogGroupsAction deletes groups with all that is in them.
func deleteLogGroupsAction(rows []*logGroupRow) Action {
	a := Action{Name: "delete log group", Label: "Delete " + logGroupNames(rows), Help: "with its streams, events and metric filters; metrics stay", Type: logGroupNames(rows), Refs: logGroupRefs(rows), Busy: "deleting"}
	a.Plan = func(ui.Values) (Change, error) {
		change := Change{Done: logGroupNames(rows) + " is deleted", Pokes: logPokes()}
		var names []string
		for _, r := range rows {
			names = append(names, r.Name)
			line := r.Name + " is gone with " + ui.Bytes(float64(r.StoredBytes))
			if r.Filters > 0 {
				line += " and " + ui.Count(r.Filters, "metric filter")
			}
			change.Preview = append(change.Preview, ui.Say(line))
			for i := range r.snap.Trails.Rows {
				if t := &r.snap.Trails.Rows[i]; logGroupName(t.LogGroup) == r.Name {
					change.Preview = append(change.Preview, ui.In(themes.Warn, "the trail "+t.Name+" delivers there, and will fail to"))
				}
			}
			change.CLIs = append(change.CLIs, aws("logs", "delete-log-group").opt("--log-group-name", r.Name).String())
		}
		change.Run = eachName(names, func(ctx context.Context, c awsclient.Client, name string) error { return c.DeleteLogGroup(ctx, name) })
		return change, nil
	}
	return a
}

func logGroupNames(rows []*logGroupRow) string {
	if len(rows) == 1 {
		return rows[0].Name
	}
	return ui.Count(len(rows), "log group")
}

func logGroupRefs(rows []*logGroupRow) []Ref {
	refs := make([]Ref, len(rows))
	for i, r := range rows {
		refs[i] = Ref{KindLogGroup, r.Name}
	}
	return slices.Clip(refs)
}
