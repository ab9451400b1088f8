package views

import (
	"context"

	"fleetglass/awsclient"
	"fleetglass/awsclient/watch"
	"fleetglass/ui"
)

// trailActions change a trail, start and stop its logging, and delete it.
func trailActions(_ *watch.Snapshot, rows []*trailRow) []Action {
	if len(rows) != 1 {
		return nil
	}
	t := rows[0]
	return []Action{startLoggingAction(t), stopLoggingAction(t), changeTrailAction(t), selectAction(t), recipesAction(t.glyphs, t.ARN), deleteTrailAction(t)}
}

func startLoggingAction(t *trailRow) Action {
	a := Action{Name: "start logging", Label: "Start logging of " + t.Name, Help: "events are delivered from now on; those that were missed are not", Refs: []Ref{{KindTrail, t.ARN}}, Busy: "starting"}
	if s, known := t.status(); known && s.Logging {
		a.Off = "it logs already"
	}
	a.Plan = t.plan("start-logging", Becomes("logging", "stopped", "on"), t.Name+" logs", awsclient.Client.StartLogging)
	return a
}

func stopLoggingAction(t *trailRow) Action {
	a := Action{Name: "stop logging", Label: "Stop logging of " + t.Name, Help: "nothing is delivered until it is started again", Type: t.Name, Refs: []Ref{{KindTrail, t.ARN}}, Busy: "stopping"}
	if s, known := t.status(); known && !s.Logging {
		a.Off = "it is stopped already"
	}
	a.Plan = t.plan("stop-logging", Becomes("logging", "on", "stopped"), t.Name+" is stopped", awsclient.Client.StopLogging)
	return a
}

func deleteTrailAction(t *trailRow) Action {
	return Action{
		Name: "delete trail", Label: "Delete " + t.Name, Help: "its bucket and the files in it stay", Type: t.Name, Refs: []Ref{{KindTrail, t.ARN}}, Busy: "deleting",
		Plan: t.plan("delete-trail", ui.Say(t.Name+" is gone; the files in "+t.Bucket+" stay"), t.Name+" is deleted", awsclient.Client.DeleteTrail),
	}
}

// plan is a call that wants nothing but the trail. The ARN is given, for a name
// alone means a trail of this region.
func (t *trailRow) plan(operation string, preview ui.Line, done string, call func(awsclient.Client, context.Context, string) error) func(ui.Values) (Change, error) {
	return func(ui.Values) (Change, error) {
		return Change{
			Preview: []ui.Line{preview}, CLI: aws("cloudtrail", operation).opt("--name", t.ARN).String(), Done: done,
			Run:   func(ctx context.Context, c awsclient.Client) error { return call(c, ctx, t.ARN) },
			Pokes: []watch.Kind{watch.Trails, watch.TrailStatuses},
		}, nil
	}
}
