package views

import (
	"context"
	"fmt"
	"slices"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/themes"
	"fleetglass/ui"
)

// instanceVerb is one of the four things that EC2 does to instances.
type instanceVerb struct {
	name, busy, done string
	help             string
	from             []string // states in which it can be done
	to               string   // the state that follows, "" when it stays
	typed            bool     // destructive: a name has to be typed
	command          string   // of the aws CLI
	run              func(awsclient.Client, context.Context, []string) error
}

func instanceVerbs() []instanceVerb {
	return []instanceVerb{
		{name: "stop", busy: "stopping", done: "stopping", to: "stopping", from: []string{"running", "pending"}, command: "stop-instances",
			help: "A stopped instance keeps its disks and private address, and loses its public one.", run: awsclient.Client.StopInstances},
		{name: "start", busy: "starting", done: "starting", to: "pending", from: []string{"stopped"}, command: "start-instances",
			help: "It may come back on another host, with another public address.", run: awsclient.Client.StartInstances},
		{name: "reboot", busy: "rebooting", done: "rebooting", from: []string{"running"}, command: "reboot-instances",
			help: "The operating system restarts; the instance stays where it is.", run: awsclient.Client.RebootInstances},
		{name: "terminate", busy: "terminating", done: "shutting down", to: "shutting-down", typed: true, command: "terminate-instances",
			from: []string{"pending", "running", "stopping", "stopped"},
			help: "This cannot be undone: the instance and its root disk are gone.", run: awsclient.Client.TerminateInstances},
	}
}

// instanceActions are what can be done with one instance, or several at once:
// by EC2, and by the Auto Scaling group that they are members of.
func instanceActions(s *watch.Snapshot, rows []*instanceRow) []Action {
	var actions []Action
	for _, v := range instanceVerbs() {
		actions = append(actions, v.action(rows))
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	actions = append(actions, tagInstancesAction(rows))
	if len(rows) == 1 {
		actions = append(actions, userDataAction(rows[0]))
	}
	if members := memberActions(s, rows[0].ties, ids); len(members) > 0 {
		return append(actions, members...)
	}
	return append(actions, attachAction(s, rows))
}

func (v instanceVerb) action(rows []*instanceRow) Action {
	a := Action{Name: v.name, Help: v.help, Busy: v.busy, Off: v.off(rows), Label: upperFirst(v.name) + " " + instancesWords(rows)}
	if v.typed {
		a.Type = confirmText(rows)
	}
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.ID)
		a.Refs = append(a.Refs, Ref{KindInstance, r.ID})
	}
	a.Plan = func(ui.Values) (Change, error) {
		return Change{
			Preview: v.preview(rows),
			CLI:     Command(append([]string{"aws", "ec2", v.command, "--instance-ids"}, ids...)...),
			Run:     func(ctx context.Context, c awsclient.Client) error { return v.run(c, ctx, ids) },
			Done:    instancesWords(rows) + ": " + v.done,
			Pokes:   []watch.Kind{watch.Instances, watch.Statuses, watch.Groups, watch.Targets, watch.Activities},
		}, nil
	}
	return a
}

// off is why a verb does not fit the rows' states.
func (v instanceVerb) off(rows []*instanceRow) string {
	for _, r := range rows {
		if !slices.Contains(v.from, r.State) {
			if len(rows) == 1 {
				return "it is " + r.State
			}
			return r.ID + " is " + r.State
		}
	}
	return ""
}

// preview is a line an instance, with what its group will do about it.
func (v instanceVerb) preview(rows []*instanceRow) []ui.Line {
	var lines []ui.Line
	for _, r := range rows {
		line := ui.Line{{Text: r.ID, Role: themes.Name}}
		if r.Name != "" {
			line = append(line, ui.Span{Text: " " + r.Name})
		}
		if v.to != "" {
			line = append(line, ui.Span{Text: "  " + r.State, Role: themes.Dim}, ui.Span{Text: " → ", Role: themes.Faint}, ui.Span{Text: v.to, Role: themes.Changed})
		}
		lines = append(lines, line)
		if m := r.ties.Member(r.ID); m != nil && (v.name == "terminate" || v.name == "stop") {
			lines = append(lines, ui.In(themes.Dim, "  group "+m.Group+" will find it unhealthy and launch another"))
		}
		if n := len(r.ties.Targets(r.ID)); n > 0 && v.name != "start" {
			lines = append(lines, ui.In(themes.Dim, "  it is a target of "+ui.Count(n, "target group")))
		}
	}
	return lines
}

func instancesWords(rows []*instanceRow) string {
	if len(rows) == 1 {
		return rows[0].ID
	}
	return ui.Count(len(rows), "instance")
}

// confirmText is what has to be typed: the one instance's id, or how many.
func confirmText(rows []*instanceRow) string {
	if len(rows) == 1 {
		return rows[0].ID
	}
	return fmt.Sprintf("%d instances", len(rows))
}

// upperFirst is a word with a capital letter.
func upperFirst(word string) string {
	if word == "" || word[0] < 'a' || word[0] > 'z' {
		return word
	}
	return string(word[0]-'a'+'A') + word[1:]
}
