package views

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/lifecycle"
	"fleetglass/awsclient/semantics/placement"
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

// groupActions are what can be done with Auto Scaling groups. The numbers of
// several groups are set to the same values only for desired capacity changes
// that all of them allow, so forms with numbers are for one group at a time.
func groupActions(_ *watch.Snapshot, rows []*groupRow) []Action {
	actions := []Action{suspendAction(rows), resumeAction(rows), tagGroupsAction(rows)}
	if len(rows) != 1 {
		return actions
	}
	r := rows[0]
	plans := Action{Name: "plans", Label: "Policies, schedules and hooks", Menu: []Action{createPolicyAction(r), createScheduleAction(r), createHookAction(r)}}
	renewal := Action{Name: "renewal", Label: "Instance refresh", Menu: append([]Action{startRefreshAction(r)}, endRefreshActions(r)...)}
	actions = append([]Action{desiredAction(r), limitsAction(r), settingsAction(r), plans, renewal}, actions...)
	return append(actions, deleteGroupAction(r))
}

func groupRefs(rows []*groupRow) []Ref {
	refs := make([]Ref, len(rows))
	for i, r := range rows {
		refs[i] = Ref{KindGroup, r.Name}
	}
	return refs
}

// groupPokes are the lists that change when a group does.
func groupPokes() []watch.Kind {
	return []watch.Kind{watch.Groups, watch.Activities, watch.Instances, watch.Targets}
}

// desiredAction sets the desired capacity of a group.
func desiredAction(r *groupRow) Action {
	return Action{
		Name: "set desired", Label: "Set desired capacity of " + r.Name,
		Help: "how many instances the group should have; it launches or terminates to get there",
		Refs: groupRefs([]*groupRow{r}), Busy: "setting desired capacity",
		Fields: []ui.Field{{
			Name: "desired", Label: "desired", Kind: ui.NumberField, Needed: true, Value: strconv.Itoa(r.Limits.Desired),
			Help:     fmt.Sprintf("from %d to %d", r.Limits.Min, r.Limits.Max),
			Validate: func(v string, _ ui.Values) string { return inRange(v, r.Limits.Min, r.Limits.Max) },
		}},
		Plan: func(v ui.Values) (Change, error) {
			n := v.Int("desired")
			if wrong := inRange(v["desired"], r.Limits.Min, r.Limits.Max); wrong != "" {
				return Change{}, errors.New("desired goes " + wrong)
			}
			if n == r.Limits.Desired {
				return Change{}, errors.New("the group wants " + strconv.Itoa(n) + " already")
			}
			return Change{
				Preview: append([]ui.Line{Becomes("desired", strconv.Itoa(r.Limits.Desired), strconv.Itoa(n))}, desiredPreview(r, n)...),
				CLI:     Command("aws", "autoscaling", "set-desired-capacity", "--auto-scaling-group-name", r.Name, "--desired-capacity", strconv.Itoa(n)),
				Run:     func(ctx context.Context, c awsclient.Client) error { return c.SetDesiredCapacity(ctx, r.Name, n) },
				Done:    r.Name + " wants " + ui.Count(n, "instance"),
				Pokes:   groupPokes(),
			}, nil
		},
	}
}

// inRange is why a number is outside of a range, "" when it is inside.
func inRange(value string, low, high int) string {
	n, err := strconv.Atoi(strings.TrimSpace(value))
	if err == nil && (n < low || n > high) {
		return fmt.Sprintf("from %d to %d", low, high)
	}
	return ""
}

// desiredPreview says where launches would go or which instances would leave.
func desiredPreview(r *groupRow, desired int) []ui.Line {
	switch by := desired - r.Limits.Desired; {
	case by > 0 && r.isSuspended("Launch"):
		return []ui.Line{ui.Say("nothing is launched while Launch is suspended")}
	case by > 0:
		return []ui.Line{ui.Say("launches " + ui.Count(by, "instance") + ": " + zonesWords(placement.LaunchZones(r.counts(), by)))}
	case by < 0 && r.isSuspended("Terminate"):
		return []ui.Line{ui.Say("nothing is terminated while Terminate is suspended")}
	case by < 0:
		return leavingPreview(r, -by)
	default:
		return nil
	}
}

// zonesWords counts launches by zone: "1 in us-west-2a, 2 in us-west-2b".
func zonesWords(zones []string) string {
	count := map[string]int{}
	for _, z := range zones {
		count[z]++
	}
	var words []string
	for _, z := range sortedKeys(count) {
		words = append(words, strconv.Itoa(count[z])+" in "+z)
	}
	return strings.Join(words, ", ")
}

func leavingPreview(r *groupRow, n int) []ui.Line {
	lines := []ui.Line{ui.Say("terminates " + ui.Count(n, "instance") + ", by the termination policies as things are now:")}
	chosen := r.leaving(n)
	for _, choice := range chosen {
		lines = append(lines, ui.Say("  "+choice.Candidate.ID+" in "+choice.Candidate.Zone+": it "+choice.Why))
	}
	if len(chosen) < n {
		lines = append(lines, ui.Say("  the others are protected from scale-in or not in service"))
	}
	return lines
}

// limitsAction sets minimum, desired and maximum together.
func limitsAction(r *groupRow) Action {
	number := func(name string, value int) ui.Field {
		return ui.Field{Name: name, Label: name, Kind: ui.NumberField, Needed: true, Value: strconv.Itoa(value), Validate: limitsWrong}
	}
	return Action{
		Name: "set limits", Label: "Set minimum, desired and maximum of " + r.Name,
		Help: "the bounds that policies and schedules keep to",
		Refs: groupRefs([]*groupRow{r}), Busy: "setting limits",
		Fields: []ui.Field{number("minimum", r.Limits.Min), number("desired", r.Limits.Desired), number("maximum", r.Limits.Max)},
		Plan: func(v ui.Values) (Change, error) {
			to := awsclient.Limits{Min: v.Int("minimum"), Desired: v.Int("desired"), Max: v.Int("maximum")}
			if to == r.Limits {
				return Change{}, errors.New("nothing changes")
			}
			return Change{
				Preview: append(limitsPreview(r.Limits, to), desiredPreview(r, to.Desired)...),
				CLI: Command("aws", "autoscaling", "update-auto-scaling-group", "--auto-scaling-group-name", r.Name,
					"--min-size", strconv.Itoa(to.Min), "--max-size", strconv.Itoa(to.Max), "--desired-capacity", strconv.Itoa(to.Desired)),
				Run:   func(ctx context.Context, c awsclient.Client) error { return c.SetGroupLimits(ctx, r.Name, to) },
				Done:  fmt.Sprintf("%s: minimum %d, desired %d, maximum %d", r.Name, to.Min, to.Desired, to.Max),
				Pokes: groupPokes(),
			}, nil
		},
	}
}

// limitsWrong is why three numbers do not fit together.
func limitsWrong(_ string, v ui.Values) string {
	low, desired, high := v.Int("minimum"), v.Int("desired"), v.Int("maximum")
	switch {
	case low < 0 || desired < 0 || high < 0:
		return "not below 0"
	case low > high:
		return "minimum is above maximum"
	case desired < low:
		return "desired is below minimum"
	case desired > high:
		return "desired is above maximum"
	default:
		return ""
	}
}

func limitsPreview(from, to awsclient.Limits) []ui.Line {
	var lines []ui.Line
	for _, n := range []struct {
		name     string
		from, to int
	}{{"minimum", from.Min, to.Min}, {"desired", from.Desired, to.Desired}, {"maximum", from.Max, to.Max}} {
		if n.from != n.to {
			lines = append(lines, Becomes(n.name, strconv.Itoa(n.from), strconv.Itoa(n.to)))
		}
	}
	return lines
}

// suspendAction suspends processes of groups.
func suspendAction(rows []*groupRow) Action {
	return processAction(rows, processVerb{
		name: "suspend processes", label: "Suspend processes of ", busy: "suspending", command: "suspend-processes", done: "suspended",
		help:   "what a group does by itself, switched off until resumed",
		offer:  func(r *groupRow, process string) bool { return !r.isSuspended(process) },
		effect: func(p lifecycle.Process) string { return p.Suspended },
		run: func(ctx context.Context, c awsclient.Client, group string, processes []string) error {
			return c.SuspendProcesses(ctx, group, processes)
		},
	})
}

// resumeAction resumes suspended processes of groups.
func resumeAction(rows []*groupRow) Action {
	return processAction(rows, processVerb{
		name: "resume processes", label: "Resume processes of ", busy: "resuming", command: "resume-processes", done: "resumed",
		help:   "the group does again by itself what was suspended",
		offer:  func(r *groupRow, process string) bool { return r.isSuspended(process) },
		effect: func(p lifecycle.Process) string { return p.Does },
		run: func(ctx context.Context, c awsclient.Client, group string, processes []string) error {
			return c.ResumeProcesses(ctx, group, processes)
		},
	})
}

// processVerb is what suspending and resuming differ in.
type processVerb struct {
	name, label, help, busy, command, done string
	offer                                  func(r *groupRow, process string) bool
	effect                                 func(lifecycle.Process) string
	run                                    func(ctx context.Context, c awsclient.Client, group string, processes []string) error
}

func processAction(rows []*groupRow, verb processVerb) Action {
	a := Action{Name: verb.name, Label: verb.label + groupNames(rows), Help: verb.help, Refs: groupRefs(rows), Busy: verb.busy}
	choices := processChoices(rows, verb)
	if len(choices) == 0 {
		a.Off = "there is none to " + strings.Fields(verb.name)[0]
		return a
	}
	a.Fields = []ui.Field{{Name: "processes", Label: "processes", Kind: ui.MultiField, Choices: choices, Needed: true, Help: "space marks"}}
	a.Plan = func(v ui.Values) (Change, error) { return processPlan(rows, verb, v.List("processes")) }
	return a
}

// processChoices are the processes that the verb fits for any of the groups.
func processChoices(rows []*groupRow, verb processVerb) []string {
	var names []string
	for _, p := range lifecycle.Processes() {
		if slices.ContainsFunc(rows, func(r *groupRow) bool { return verb.offer(r, p.Name) }) {
			names = append(names, p.Name)
		}
	}
	return names
}

func processPlan(rows []*groupRow, verb processVerb, processes []string) (Change, error) {
	if len(processes) == 0 {
		return Change{}, errors.New("mark at least one process")
	}
	var preview []ui.Line
	for _, p := range lifecycle.Processes() {
		if slices.Contains(processes, p.Name) {
			preview = append(preview, ui.Say(p.Name+": "+verb.effect(p)))
		}
	}
	var commands []string
	for _, r := range rows {
		words := append([]string{"aws", "autoscaling", verb.command, "--auto-scaling-group-name", r.Name, "--scaling-processes"}, processes...)
		commands = append(commands, Command(words...))
	}
	return Change{
		Preview: preview, CLIs: commands,
		Run: func(ctx context.Context, c awsclient.Client) error {
			for _, r := range rows {
				if err := verb.run(ctx, c, r.Name, processes); err != nil {
					return err
				}
			}
			return nil
		},
		Done:  strings.Join(processes, ", ") + " " + verb.done + " in " + groupNames(rows),
		Pokes: []watch.Kind{watch.Groups},
	}, nil
}

func groupNames(rows []*groupRow) string {
	if len(rows) == 1 {
		return rows[0].Name
	}
	return ui.Count(len(rows), "group")
}

// memberActions are what can be done with instances as members of one group.
// Instances of different groups, or of none, have no such actions.
func memberActions(s *watch.Snapshot, ties *Ties, ids []string) []Action {
	r, members, ok := membership(s, ties, ids)
	if !ok {
		return nil
	}
	return []Action{
		terminateInGroupAction(r, members), protectAction(r, members, true), protectAction(r, members, false),
		enterStandbyAction(r, members), exitStandbyAction(r, members), detachAction(r, members),
		completeAction(r, members), extendAction(r, members),
	}
}

// membership is the one group that all the instances belong to.
func membership(s *watch.Snapshot, ties *Ties, ids []string) (*groupRow, []awsclient.GroupInstance, bool) {
	ties = ties.At(s)
	var members []awsclient.GroupInstance
	for _, id := range ids {
		m := ties.Member(id)
		if m == nil || len(members) > 0 && members[0].Group != m.Group {
			return &groupRow{}, nil, false
		}
		members = append(members, *m)
	}
	if len(members) == 0 || ties.Group(members[0].Group) == nil {
		return &groupRow{}, nil, false
	}
	return &groupRow{ties.Group(members[0].Group), &scene{snap: s, ties: ties}}, members, true
}

func memberIDs(members []awsclient.GroupInstance) []string {
	ids := make([]string, len(members))
	for i, m := range members {
		ids[i] = m.ID
	}
	return ids
}

func memberRefs(members []awsclient.GroupInstance) []Ref {
	refs := make([]Ref, len(members))
	for i, m := range members {
		refs[i] = Ref{KindInstance, m.ID}
	}
	return refs
}

// memberNames are the instances in words.
func memberNames(members []awsclient.GroupInstance) string {
	if len(members) == 1 {
		return members[0].ID
	}
	return ui.Count(len(members), "instance")
}

// offUnless is why an action is off when some members do not fit it.
func offUnless(members []awsclient.GroupInstance, why string, fits func(awsclient.GroupInstance) bool) string {
	if slices.ContainsFunc(members, func(m awsclient.GroupInstance) bool { return !fits(m) }) {
		return why
	}
	return ""
}

func decrementField(what string) ui.Field {
	return ui.Field{Name: "decrement", Label: "lower desired", Kind: ui.ToggleField, Value: "false", Help: "otherwise the group launches a replacement for " + what}
}

// decrementPreview says what becomes of the group's desired capacity.
func decrementPreview(r *groupRow, n int, decrement bool) ui.Line {
	if decrement {
		return Becomes("desired", strconv.Itoa(r.Limits.Desired), strconv.Itoa(r.Limits.Desired-n))
	}
	return ui.Say("desired stays " + strconv.Itoa(r.Limits.Desired) + ": " + ui.Count(n, "replacement") + " will be launched")
}

func decrementFlag(decrement bool) string {
	if decrement {
		return "--should-decrement-desired-capacity"
	}
	return "--no-should-decrement-desired-capacity"
}

func terminateInGroupAction(r *groupRow, members []awsclient.GroupInstance) Action {
	ids := memberIDs(members)
	return Action{
		Name: "terminate in group", Label: "Terminate " + memberNames(members) + " in " + r.Name,
		Help: "through the group: targets drain and hooks run before the instance ends",
		Type: typed(ids, r.Name), Refs: memberRefs(members), Busy: "terminating",
		Fields: []ui.Field{decrementField("it")},
		Plan: func(v ui.Values) (Change, error) {
			decrement := v.Bool("decrement")
			if decrement && r.Limits.Desired-len(ids) < r.Limits.Min {
				return Change{}, fmt.Errorf("desired would fall below the minimum, %d", r.Limits.Min)
			}
			return Change{
				Preview: []ui.Line{ui.Say("terminates " + strings.Join(ids, ", ")), decrementPreview(r, len(ids), decrement)},
				CLIs: eachCommand(ids, func(id string) []string {
					return []string{"aws", "autoscaling", "terminate-instance-in-auto-scaling-group", "--instance-id", id, decrementFlag(decrement)}
				}),
				Run: func(ctx context.Context, c awsclient.Client) error {
					return eachID(ids, func(id string) error { return c.TerminateInGroup(ctx, id, decrement) })
				},
				Done: memberNames(members) + " is being terminated", Pokes: groupPokes(),
			}, nil
		},
	}
}

// typed is what has to be typed to confirm: the only id, or the group's name
// for several.
func typed(ids []string, group string) string {
	if len(ids) == 1 {
		return ids[0]
	}
	return group
}

func eachID(ids []string, do func(string) error) error {
	for _, id := range ids {
		if err := do(id); err != nil {
			return err
		}
	}
	return nil
}

func eachCommand(ids []string, words func(string) []string) []string {
	var lines []string
	for _, id := range ids {
		lines = append(lines, Command(words(id)...))
	}
	return lines
}

// protectAction switches protection from scale-in on or off.
func protectAction(r *groupRow, members []awsclient.GroupInstance, on bool) Action {
	name, flag, done := "protect", "--protected-from-scale-in", " is protected from scale-in"
	help := "scale-in passes it over; health replacement and termination by hand do not"
	if !on {
		name, flag, done = "unprotect", "--no-protected-from-scale-in", " may be chosen on scale-in"
		help = "scale-in may choose it again"
	}
	ids := memberIDs(members)
	a := Action{
		Name: name, Label: strings.ToUpper(name[:1]) + name[1:] + " " + memberNames(members), Help: help,
		Refs: memberRefs(members), Busy: "setting protection",
		Off: offUnless(members, "not all are "+map[bool]string{true: "unprotected", false: "protected"}[on], func(m awsclient.GroupInstance) bool { return m.Protected != on }),
	}
	a.Plan = func(ui.Values) (Change, error) {
		words := append([]string{"aws", "autoscaling", "set-instance-protection", "--auto-scaling-group-name", r.Name, flag, "--instance-ids"}, ids...)
		return Change{
			Preview: []ui.Line{Becomes("protected from scale-in", yesNo(!on), yesNo(on))},
			CLI:     Command(words...),
			Run: func(ctx context.Context, c awsclient.Client) error {
				return c.SetInstanceProtection(ctx, r.Name, ids, on)
			},
			Done: memberNames(members) + done, Pokes: []watch.Kind{watch.Groups},
		}, nil
	}
	return a
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func enterStandbyAction(r *groupRow, members []awsclient.GroupInstance) Action {
	ids := memberIDs(members)
	return Action{
		Name: "enter standby", Label: "Move " + memberNames(members) + " to standby",
		Help: "out of the balancer, still running, not checked: to look at it or mend it",
		Off:  offUnless(members, "only instances in service can go", func(m awsclient.GroupInstance) bool { return m.Lifecycle == "InService" }),
		Refs: memberRefs(members), Busy: "entering standby",
		Fields: []ui.Field{{Name: "decrement", Label: "lower desired", Kind: ui.ToggleField, Value: "true", Help: "otherwise the group launches a replacement"}},
		Plan: func(v ui.Values) (Change, error) {
			decrement := v.Bool("decrement")
			if decrement && r.Limits.Desired-len(ids) < r.Limits.Min {
				return Change{}, fmt.Errorf("desired would fall below the minimum, %d: lower that first, or do not lower desired", r.Limits.Min)
			}
			words := append([]string{"aws", "autoscaling", "enter-standby", "--auto-scaling-group-name", r.Name, decrementFlag(decrement), "--instance-ids"}, ids...)
			return Change{
				Preview: []ui.Line{ui.Say(strings.Join(ids, ", ") + " leaves service and its target groups"), decrementPreview(r, len(ids), decrement)},
				CLI:     Command(words...),
				Run: func(ctx context.Context, c awsclient.Client) error {
					return c.EnterStandby(ctx, r.Name, ids, decrement)
				},
				Done: memberNames(members) + " goes to standby", Pokes: groupPokes(),
			}, nil
		},
	}
}

func exitStandbyAction(r *groupRow, members []awsclient.GroupInstance) Action {
	ids := memberIDs(members)
	a := Action{
		Name: "exit standby", Label: "Return " + memberNames(members) + " to service", Help: "back into service; desired grows again",
		Off:  offUnless(members, "only instances in standby can return", func(m awsclient.GroupInstance) bool { return m.Lifecycle == "Standby" }),
		Refs: memberRefs(members), Busy: "returning to service",
	}
	a.Plan = func(ui.Values) (Change, error) {
		words := append([]string{"aws", "autoscaling", "exit-standby", "--auto-scaling-group-name", r.Name, "--instance-ids"}, ids...)
		return Change{
			Preview: []ui.Line{Becomes("desired", strconv.Itoa(r.Limits.Desired), strconv.Itoa(r.Limits.Desired+len(ids)))},
			CLI:     Command(words...),
			Run:     func(ctx context.Context, c awsclient.Client) error { return c.ExitStandby(ctx, r.Name, ids) },
			Done:    memberNames(members) + " returns to service", Pokes: groupPokes(),
		}, nil
	}
	return a
}

// completeAction ends the wait at a lifecycle hook.
func completeAction(r *groupRow, members []awsclient.GroupInstance) Action {
	a := hookAction(r, members, Action{
		Name: "complete lifecycle action", Label: "Complete the lifecycle action of " + memberNames(members),
		Help: "CONTINUE lets it go on; ABANDON ends a launching instance, and a terminating one without its other hooks",
		Busy: "completing",
	})
	if a.Off != "" {
		return a
	}
	hook, _ := r.holdingHook(members[0])
	a.Fields = []ui.Field{hookField(r, members[0]), {Name: "result", Label: "result", Kind: ui.ChoiceField, Choices: []string{"CONTINUE", "ABANDON"}, Value: "CONTINUE"}}
	a.Plan = func(v ui.Values) (Change, error) {
		action := awsclient.LifecycleAction{Group: r.Name, Hook: v["hook"], Instance: members[0].ID}
		result := v["result"]
		return Change{
			Preview: []ui.Line{Becomes("lifecycle", members[0].Lifecycle, resultState(hook.Transition, result))},
			CLI: Command("aws", "autoscaling", "complete-lifecycle-action", "--auto-scaling-group-name", r.Name,
				"--lifecycle-hook-name", action.Hook, "--instance-id", action.Instance, "--lifecycle-action-result", result),
			Run: func(ctx context.Context, c awsclient.Client) error {
				return c.CompleteLifecycleAction(ctx, action, result)
			},
			Done: action.Instance + ": " + result, Pokes: groupPokes(),
		}, nil
	}
	return a
}

// resultState is where an instance goes from a hook.
func resultState(transition, result string) string {
	switch {
	case hookWhen(transition) == "launching" && result == "CONTINUE":
		return "Pending:Proceed"
	case hookWhen(transition) == "launching":
		return "Terminating"
	default:
		return "Terminating:Proceed"
	}
}

// extendAction starts the heartbeat of a wait anew.
func extendAction(r *groupRow, members []awsclient.GroupInstance) Action {
	a := hookAction(r, members, Action{
		Name: "extend lifecycle action", Label: "Extend the wait of " + memberNames(members),
		Help: "starts the heartbeat anew, up to the hook's global limit", Busy: "extending",
	})
	if a.Off != "" {
		return a
	}
	hook, _ := r.holdingHook(members[0])
	a.Fields = []ui.Field{hookField(r, members[0])}
	a.Plan = func(v ui.Values) (Change, error) {
		action := awsclient.LifecycleAction{Group: r.Name, Hook: v["hook"], Instance: members[0].ID}
		return Change{
			Preview: []ui.Line{ui.Say("waits " + ui.Exact(hook.Heartbeat) + " from now, " + ui.Exact(hook.GlobalTimeout) + " at most in all")},
			CLI: Command("aws", "autoscaling", "record-lifecycle-action-heartbeat", "--auto-scaling-group-name", r.Name,
				"--lifecycle-hook-name", action.Hook, "--instance-id", action.Instance),
			Run:  func(ctx context.Context, c awsclient.Client) error { return c.ExtendLifecycleAction(ctx, action) },
			Done: action.Instance + " waits on", Pokes: groupPokes(),
		}, nil
	}
	return a
}

// hookAction is off unless one instance waits at a hook that is known.
func hookAction(r *groupRow, members []awsclient.GroupInstance, a Action) Action {
	a.Refs = memberRefs(members)
	switch {
	case len(members) != 1:
		a.Off = "for one instance at a time"
	case !strings.HasSuffix(members[0].Lifecycle, ":Wait"):
		a.Off = "it does not wait at a hook"
	case len(hooksOf(r, members[0])) == 0:
		a.Off = "the group's hooks are not known yet"
	}
	return a
}

// hooksOf are the hooks that may hold a member: those of its transition.
func hooksOf(r *groupRow, m awsclient.GroupInstance) []string {
	first, ok := r.holdingHook(m)
	if !ok {
		return nil
	}
	var names []string
	for _, h := range r.snap.Hooks[r.Name].Rows {
		if h.Transition == first.Transition {
			names = append(names, h.Name)
		}
	}
	return names
}

func hookField(r *groupRow, m awsclient.GroupInstance) ui.Field {
	names := hooksOf(r, m)
	return ui.Field{Name: "hook", Label: "hook", Kind: ui.ChoiceField, Choices: names, Value: names[0], Help: "AWS does not tell which hook holds an instance"}
}
