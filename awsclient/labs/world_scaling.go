package labs

import "fleetglass/awsclient"

// Groups are all Auto Scaling groups.
func (w *World) Groups() []awsclient.Group {
	rows, _ := w.once("groups", func() (any, error) { return w.client.Groups(w.ctx) }).([]awsclient.Group)
	return rows
}

// Activities are those of a group, newest first.
func (w *World) Activities(group string) []Activity {
	rows, _ := w.once("activities "+group, func() (any, error) { return w.client.Activities(w.ctx, group, 0) }).([]Activity)
	return rows
}

// Policies are the scaling policies of a group.
func (w *World) Policies(group string) []awsclient.Policy {
	rows, _ := w.once("policies", func() (any, error) { return w.client.Policies(w.ctx) }).([]awsclient.Policy)
	var of []awsclient.Policy
	for _, p := range rows {
		if p.Group == group {
			of = append(of, p)
		}
	}
	return of
}

// Schedules are the scheduled actions of a group.
func (w *World) Schedules(group string) []awsclient.ScheduledAction {
	rows, _ := w.once("schedules", func() (any, error) { return w.client.ScheduledActions(w.ctx) }).([]awsclient.ScheduledAction)
	var of []awsclient.ScheduledAction
	for _, s := range rows {
		if s.Group == group {
			of = append(of, s)
		}
	}
	return of
}

// Hooks are the lifecycle hooks of a group.
func (w *World) Hooks(group string) []awsclient.Hook {
	rows, _ := w.once("hooks "+group, func() (any, error) { return w.client.Hooks(w.ctx, group) }).([]awsclient.Hook)
	return rows
}

// LaunchConfigurations are the names of all launch configurations.
func (w *World) LaunchConfigurations() []string {
	rows, _ := w.once("launch configurations", func() (any, error) { return w.client.LaunchConfigurations(w.ctx) }).([]string)
	return rows
}

// LaunchTemplates are all launch templates.
func (w *World) LaunchTemplates() []awsclient.LaunchTemplate {
	rows, _ := w.once("launch templates", func() (any, error) { return w.client.LaunchTemplates(w.ctx) }).([]awsclient.LaunchTemplate)
	return rows
}

// Launch is what a reference resolves to.
func (w *World) Launch(ref awsclient.LaunchRef) awsclient.LaunchSettings {
	s, _ := w.once("launch "+ref.Configuration+ref.TemplateID+ref.TemplateName+"@"+ref.Version, func() (any, error) { return w.client.LaunchSettings(w.ctx, ref) }).(awsclient.LaunchSettings)
	return s
}
