package views

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/refresh"
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

func refreshPokes() []watch.Kind { return append(groupPokes(), watch.Refreshes) }

// refreshUnderWay is the refresh that runs, or goes back, as far as it is
// known.
func refreshUnderWay(r *groupRow) (awsclient.InstanceRefresh, bool) {
	for _, x := range r.snap.Refreshes[r.Name].Rows {
		if refresh.Live(x.Status) {
			return x, true
		}
	}
	return awsclient.InstanceRefresh{}, false
}

// startRefreshAction replaces the group's instances a few at a time.
func startRefreshAction(r *groupRow) Action {
	defaults := refresh.Defaults()
	a := Action{Name: "start instance refresh", Label: "Start an instance refresh of " + r.Name, Refs: groupRefs([]*groupRow{r}), Busy: "starting a refresh",
		Help: "replaces its instances by new ones, a few at a time", Plan: func(v ui.Values) (Change, error) { return startRefreshPlan(r, v) }}
	if x, ok := refreshUnderWay(r); ok {
		a.Off = fmt.Sprintf("one is %s, %d %% done", x.Status, x.Percent)
	}
	a.Fields = append(onPage("pace",
		needed(numberField("min", "healthy at least", strconv.Itoa(defaults.MinHealthy), 0, 100, "percent of desired; at 100 new ones come first where the maximum allows it")),
		numberField("max", "healthy at most", "", 100, 200, "percent; above 100 new ones are launched before old ones go"),
		numberField("warmup", "warm-up", "", 0, 21600, "seconds until a new one counts; empty: the group's own"),
		toggleField("skip", "skip matching", defaults.SkipMatching, "leave alone what is launched from the wanted version already"),
		toggleField("rollback", "roll back by itself", false, "when it fails; wants a template with a numbered version"),
	), onPage("stops",
		textField("checkpoints", "checkpoints", "", "percent, ascending, commas between them: 20, 50, 100", func(v string) string { _, err := percents(v); return refusalWords(err) }),
		numberField("delay", "wait at each", "", 0, 172800, "seconds; empty is an hour"),
		numberField("bake", "bake", "", 0, 172800, "seconds to watch after the last"),
		choiceField("protected", "protected ones", defaults.ScaleInProtected, []string{refresh.Ignore, refresh.Refresh, refresh.Wait}, nil, "what becomes of instances protected from scale-in"),
		choiceField("standby", "in standby", defaults.Standby, []string{refresh.Ignore, refresh.Terminate, refresh.Wait}, nil, "what becomes of instances in standby"),
	)...)
	return a
}

// percents reads a list of checkpoints.
func percents(text string) ([]int, error) {
	var all []int
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 || n > 100 || len(all) > 0 && n <= all[len(all)-1] {
			return nil, errors.New("percent from 1 to 100, ascending, commas between them")
		}
		all = append(all, n)
	}
	return all, nil
}

func startRefreshPlan(r *groupRow, v ui.Values) (Change, error) {
	checkpoints, err := percents(v["checkpoints"])
	if err != nil {
		return Change{}, err
	}
	p := awsclient.RefreshPreferences{
		MinHealthy: numberOf(v, "min"), MaxHealthy: numberOf(v, "max"), Warmup: secondsOf(v, "warmup"), Checkpoints: checkpoints,
		SkipMatching: v.Bool("skip"), AutoRollback: v.Bool("rollback"), ScaleInProtected: v["protected"], Standby: v["standby"],
	}
	if d := secondsOf(v, "delay"); d != nil && len(checkpoints) > 0 {
		p.CheckpointDelay = *d
	}
	if d := secondsOf(v, "bake"); d != nil {
		p.BakeTime = *d
	}
	rules := refresh.Defaults()
	rules.MinHealthy, rules.Checkpoints, rules.SkipMatching, rules.AutoRollback = *p.MinHealthy, checkpoints, p.SkipMatching, p.AutoRollback
	if p.MaxHealthy != nil {
		rules.MaxHealthy = *p.MaxHealthy
	}
	rules.CheckpointDelay, rules.BakeTime = max(rules.CheckpointDelay, p.CheckpointDelay), p.BakeTime
	if err := rules.Validate(); err != nil {
		return Change{}, errors.New(refusalWords(err))
	}
	batch := rules.BatchOf(r.Limits.Desired)
	preview := []ui.Line{ui.Say("replaces " + ui.Count(len(r.Instances), "instance") + ", " + strconv.Itoa(batch.Size) + " at a time"), ui.Say(batch.Why)}
	if len(checkpoints) > 0 {
		preview = append(preview, ui.Say("stops at "+strings.Join(strings.Fields(strings.Trim(fmt.Sprint(checkpoints), "[]")), ", ")+" %"))
	}
	preferences := object{{"MinHealthyPercentage", p.MinHealthy}, {"MaxHealthyPercentage", p.MaxHealthy}}
	if p.Warmup != nil {
		preferences = append(preferences, member{"InstanceWarmup", int(p.Warmup.Seconds())})
	}
	preferences = append(preferences, member{"CheckpointPercentages", p.Checkpoints})
	if p.CheckpointDelay > 0 {
		preferences = append(preferences, member{"CheckpointDelay", int(p.CheckpointDelay.Seconds())})
	}
	if p.BakeTime > 0 {
		preferences = append(preferences, member{"BakeTime", int(p.BakeTime.Seconds())})
	}
	preferences = append(preferences, member{"SkipMatching", p.SkipMatching}, member{"AutoRollback", p.AutoRollback},
		member{"ScaleInProtectedInstances", p.ScaleInProtected}, member{"StandbyInstances", p.Standby})
	return Change{
		Preview: preview,
		CLI:     aws("autoscaling", "start-instance-refresh").opt("--auto-scaling-group-name", r.Name).opt("--preferences", preferences.text()).String(),
		Run: func(ctx context.Context, c awsclient.Client) error {
			_, err := c.StartInstanceRefresh(ctx, r.Name, p, awsclient.LaunchRef{}, nil)
			return err
		},
		Done: "a refresh of " + r.Name + " began", Pokes: refreshPokes(),
	}, nil
}

// endRefreshActions cancel a refresh, or turn it back.
func endRefreshActions(r *groupRow) []Action {
	x, live := refreshUnderWay(r)
	verb := func(name, label, help, command, done, status string, run func(awsclient.Client, context.Context, string) error) Action {
		a := Action{Name: name, Label: label + r.Name, Help: help, Refs: groupRefs([]*groupRow{r}), Busy: name, Type: r.Name}
		if !live && r.snap.Refreshes[r.Name].Loaded() {
			a.Off = "no refresh is under way"
		}
		a.Plan = func(ui.Values) (Change, error) {
			var preview []ui.Line
			if live {
				preview = []ui.Line{Becomes("refresh", x.Status, status), ui.Say(fmt.Sprintf("%d %% is done, %d instances are left", x.Percent, x.Left))}
			}
			return Change{
				Preview: preview, CLI: aws("autoscaling", command).opt("--auto-scaling-group-name", r.Name).String(),
				Run:  func(ctx context.Context, c awsclient.Client) error { return run(c, ctx, r.Name) },
				Done: r.Name + done, Pokes: refreshPokes(),
			}, nil
		}
		return a
	}
	actions := []Action{
		verb("cancel instance refresh", "Cancel the instance refresh of ", "what is replaced stays replaced", "cancel-instance-refresh", ": the refresh is cancelled", "Cancelled", awsclient.Client.CancelInstanceRefresh),
		verb("roll back instance refresh", "Roll back the instance refresh of ", "what is replaced is replaced again, by what was before", "rollback-instance-refresh", " goes back", "RollbackInProgress", awsclient.Client.RollbackInstanceRefresh),
	}
	return slices.Clip(actions)
}

// refreshActions end one refresh that is under way.
func refreshActions(_ *watch.Snapshot, rows []*refreshRow) []Action {
	if len(rows) != 1 || !refresh.Live(rows[0].Status) {
		return nil
	}
	return endRefreshActions(rows[0].group)
}
