package labs

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"fleetglass/awsclient"
)

// How many launch configurations are looked at: each costs a call. Choice.
const launchesLooked = 20

// launchSource is what the student's group launches from: the newest launch
// configuration whose user data starts a web server, or else such a template
// (AWS offers new accounts only templates).
func (w *World) launchSource() (awsclient.LaunchSettings, bool) {
	var best awsclient.LaunchSettings
	refs := []awsclient.LaunchRef{}
	for _, name := range w.LaunchConfigurations() {
		refs = append(refs, awsclient.LaunchRef{Configuration: name})
	}
	for _, t := range w.LaunchTemplates() {
		refs = append(refs, awsclient.LaunchRef{TemplateID: t.ID, Version: "$Latest"})
	}
	for _, ref := range refs[:min(len(refs), launchesLooked)] {
		s := w.Launch(ref)
		older := !best.Ref.Empty() && (best.Ref.Configuration != "") == (s.Ref.Configuration != "") && !s.Created.After(best.Created)
		worse := best.Ref.Configuration != "" && s.Ref.Configuration == ""
		if startsWebServer(s.UserData) && !older && !worse {
			best = s
		}
	}
	return best, !best.Ref.Empty()
}

func nameOf(ref awsclient.LaunchRef) string {
	if ref.Configuration != "" {
		return ref.Configuration
	}
	if ref.TemplateName != "" {
		return ref.TemplateName
	}
	return ref.TemplateID
}

// group is the student's group: the newest that launches web servers.
func (w *World) group() (awsclient.Group, bool) {
	all := slices.Clone(w.Groups())
	sort.SliceStable(all, func(i, j int) bool { return all[i].Created.After(all[j].Created) })
	for _, g := range all[:min(len(all), launchesLooked)] {
		if g.Status == "" && startsWebServer(w.Launch(g.Launch).UserData) {
			return g, true
		}
	}
	return awsclient.Group{}, false
}

// own is the student's group; what is missing of it is said.
func (w *World) own(f *Findings) (awsclient.Group, bool) {
	g, ok := w.group()
	if !ok && len(w.Groups()) > 0 {
		f.Lack("no Auto Scaling group launches web servers: its launch configuration needs user data that starts one")
		return g, false
	}
	return g, f.Want(ok, "there is no Auto Scaling group")
}

// checkLaunch: there is a launch configuration with user data for a web server.
func checkLaunch(w *World, f *Findings) {
	s, ok := w.launchSource()
	if !ok && len(w.LaunchConfigurations()) > 0 {
		f.Lack("no launch configuration has user data that starts a web server")
		return
	}
	if !f.Want(ok, "there is no launch configuration") {
		return
	}
	f.Want(strings.HasPrefix(s.UserData, "#!") || strings.HasPrefix(s.UserData, "#cloud-config"), "the user data of %s does not begin with #!, so it is not run", nameOf(s.Ref))
	f.Resource("launch", nameOf(s.Ref), s.Kind+" for "+s.Type+" from "+s.Image)
}

// checkGroup: a group of at least two serves from two zones.
func checkGroup(w *World, f *Findings) {
	g, ok := w.own(f)
	if !ok {
		return
	}
	serving := inService(g)
	f.Want(g.Limits.Min >= 2, "%s has a minimum of %d; the step wants at least 2", g.Name, g.Limits.Min)
	f.Want(len(g.Zones) >= 2, "%s stands in %s only: give it subnets of two zones", g.Name, strings.Join(g.Zones, ", "))
	if f.Want(len(serving) >= 2, "%s in service in %s, %d of them still to come", count(len(serving), "instance is", "instances are"), g.Name, max(0, g.Limits.Desired-len(serving))) {
		f.Want(len(zonesOf(serving)) >= 2, "all instances of %s are in %s", g.Name, strings.Join(zonesOf(serving), ", "))
	}
	f.Resource("group", g.Name, fmt.Sprintf("at least %d, in %s", g.Limits.Min, strings.Join(g.Zones, " and ")))
}

// The words by which AWS tells a loss and its replacement.
const (
	wordsLost     = "in response to an EC2 health check indicating it has been terminated or stopped"
	wordsReplaced = "in response to an unhealthy instance needing to be replaced"
)

// replacement are the two activities after a member was terminated behind the
// group's back: the loss, and the launch that made up for it.
func (w *World) replacement(group string) (loss, launch Activity, ok bool) {
	for _, l := range w.caused(group, wordsLost) {
		for _, r := range w.caused(group, wordsReplaced) {
			if terminates(l) && launches(r) && !r.Start.Before(l.Start) {
				return l, r, true
			}
		}
	}
	return Activity{}, Activity{}, false
}

// checkReplaced: a member was terminated, and the group has replaced it.
func checkReplaced(w *World, f *Findings) {
	g, ok := w.own(f)
	if !ok {
		return
	}
	lost := w.caused(g.Name, wordsLost)
	if len(lost) == 0 {
		f.Lack("%s", w.notLost(g))
		return
	}
	loss, launch, ok := w.replacement(g.Name)
	if !f.Want(ok, "%s was found terminated; its replacement is still to come", subjectOf(lost[0])) {
		return
	}
	f.Want(launch.StatusCode == "Successful", "the replacement %s is still %s", subjectOf(launch), launch.StatusCode)
	f.Activity("loss", loss)
	f.Activity("replacement", launch)
}

// notLost is why no loss is in a group's history.
func (w *World) notLost(g awsclient.Group) string {
	if byUser := w.caused(g.Name, "was taken out of service in response to a user request"); len(byUser) > 0 {
		return "the group itself terminated " + subjectOf(byUser[0]) + " at your request; terminate one with EC2, behind the group's back"
	}
	for _, in := range g.Instances {
		if known, ok := w.Instance(in.ID); ok && known.State != "running" && known.State != "pending" {
			return in.ID + " is " + known.State + "; the group has not noticed yet: its next health check is due within a minute"
		}
	}
	return "no instance of " + g.Name + " was terminated yet"
}

// checkByHand: somebody set the desired capacity, and the group has followed.
func checkByHand(w *World, f *Findings) {
	g, ok := w.own(f)
	if !ok {
		return
	}
	byHand := w.caused(g.Name, "a user request explicitly set group desired capacity")
	if !f.Want(len(byHand) > 0, "nobody has set the desired capacity of %s yet; it is %d", g.Name, g.Limits.Desired) {
		return
	}
	last := byHand[len(byHand)-1]
	f.Want(last.StatusCode == "Successful", "%q is still %s", last.Description, last.StatusCode)
	f.Activity("activity", last)
}

// checkScheduled: a scheduled action has run, and another recurs.
func checkScheduled(w *World, f *Findings) {
	g, ok := w.own(f)
	if !ok {
		return
	}
	recurring := w.recurring(g.Name)
	f.Want(recurring.Name != "", "no scheduled action of %s recurs: give one a recurrence, such as 0 8 * * 1-5", g.Name)
	ran := w.caused(g.Name, "a scheduled action update of AutoScalingGroup constraints")
	if len(ran) == 0 {
		f.Lack("%s", w.notRun(g))
		return
	}
	last := ran[len(ran)-1]
	f.Want(last.StatusCode == "Successful", "%q, by schedule, is still %s", last.Description, last.StatusCode)
	f.Activity("ran", last)
	f.Resource("recurring", g.Name, recurring.Name+" at "+recurring.Recurrence)
}

// recurring is a scheduled action of a group that recurs.
func (w *World) recurring(group string) awsclient.ScheduledAction {
	for _, s := range w.Schedules(group) {
		if s.Recurrence != "" {
			return s
		}
	}
	return awsclient.ScheduledAction{}
}

// notRun is why no scheduled action has changed a group yet.
func (w *World) notRun(g awsclient.Group) string {
	for _, s := range w.Schedules(g.Name) {
		switch {
		case s.Recurrence != "" || s.Start.Before(w.Now):
		case s.Desired != nil && *s.Desired == g.Limits.Desired:
			return fmt.Sprintf("%s will want %d, which %s has already: nothing would happen", s.Name, *s.Desired, g.Name)
		default:
			return fmt.Sprintf("%s runs in %s", s.Name, s.Start.Sub(w.Now).Round(time.Second))
		}
	}
	return "no scheduled action has changed " + g.Name + " yet, and none will soon"
}
