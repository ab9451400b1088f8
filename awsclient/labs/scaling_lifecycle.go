package labs

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fleetglass/awsclient"
)

const oldestFirst = "OldestInstance"

// checkTermination: the group ends its oldest instance first, and has done so.
func checkTermination(w *World, f *Findings) {
	g, ok := w.own(f)
	if !ok {
		return
	}
	f.Want(len(g.TerminationPolicies) > 0 && g.TerminationPolicies[0] == oldestFirst,
		"the first termination policy of %s is %s, not %s", g.Name, strings.Join(g.TerminationPolicies[:min(1, len(g.TerminationPolicies))], ""), oldestFirst)
	shrunk := w.shrunk(g.Name)
	if !f.Want(len(shrunk) > 0, "%s has not scaled in by hand yet: lower its desired capacity", g.Name) {
		return
	}
	last := shrunk[len(shrunk)-1]
	all := w.members(g.Name)
	i := slices.IndexFunc(all, func(m member) bool { return m.id == subjectOf(last) })
	if i >= 0 {
		older, there := olderThan(all, all[i])
		f.Want(!there, "%s went, but %s in the same zone was older: set the policy first, then scale in once more", all[i].id, older.id)
	}
	f.Activity("went", last)
}

// shrunk are the terminations that followed a lower desired capacity which a
// person set, oldest first.
func (w *World) shrunk(group string) []Activity {
	byHand := func(a Activity) bool {
		return strings.Contains(a.Cause, "a user request explicitly set group desired capacity") || strings.Contains(a.Cause, "a user request update of AutoScalingGroup constraints")
	}
	var found []Activity
	for _, a := range w.caused(group, "shrinking the capacity from") {
		if terminates(a) && byHand(a) {
			found = append(found, a)
		}
	}
	return found
}

// launchHook is the hook that holds new instances of a group.
func (w *World) launchHook(group string) (awsclient.Hook, bool) {
	for _, h := range w.Hooks(group) {
		if strings.HasSuffix(h.Transition, "EC2_INSTANCE_LAUNCHING") {
			return h, true
		}
	}
	return awsclient.Hook{}, false
}

// held are the instances of a group that wait at a hook.
func held(g awsclient.Group) []string {
	var ids []string
	for _, in := range g.Instances {
		if in.Lifecycle == "Pending:Wait" {
			ids = append(ids, in.ID)
		}
	}
	return ids
}

// checkHeld: a launch hook holds an instance.
func checkHeld(w *World, f *Findings) {
	g, ok := w.own(f)
	if !ok {
		return
	}
	h, ok := w.launchHook(g.Name)
	if !ok && len(w.Hooks(g.Name)) > 0 {
		f.Lack("the hook of %s is for instances that go; make one for the transition autoscaling:EC2_INSTANCE_LAUNCHING", g.Name)
		return
	}
	if !f.Want(ok, "%s has no lifecycle hook", g.Name) {
		return
	}
	f.Want(h.DefaultResult == "ABANDON", "the default result of %s is %s: an instance would go on by itself; take ABANDON", h.Name, h.DefaultResult)
	waiting := held(g)
	if !f.Want(len(waiting) > 0, "no instance waits at %s: let the group launch one, and give it a minute", h.Name) {
		return
	}
	f.Resource("held", waiting[0], fmt.Sprintf("waits at %s for up to %s", h.Name, h.Heartbeat))
	f.Resource("hook", g.Name, h.Name)
}

// checkContinued: the instance that was held is in service.
func checkContinued(w *World, f *Findings) {
	g, ok := w.own(f)
	if !ok {
		return
	}
	was, ok := w.Recall("hook", "held")
	if !f.Want(ok, "no instance was held yet: do the step before first") {
		return
	}
	i := slices.IndexFunc(g.Instances, func(in awsclient.GroupInstance) bool { return in.ID == was.ID })
	if i < 0 {
		if in, _ := w.Instance(was.ID); in.State == "" || in.State == "terminated" || in.State == "shutting-down" {
			f.Lack("%s is gone: its wait was abandoned, or ran out. Undo the step before and hold another one", was.ID)
		} else {
			f.Lack("%s is no longer in %s", was.ID, g.Name)
		}
		return
	}
	state := g.Instances[i].Lifecycle
	switch {
	case state == "Pending:Wait":
		f.Lack("%s still waits: complete its lifecycle action with CONTINUE", was.ID)
	case strings.HasPrefix(state, "Terminating"):
		f.Lack("%s is on its way out: its wait was abandoned, or ran out. Undo the step before and hold another one", was.ID)
	case state != "InService":
		f.Lack("%s is %s on its way into service", was.ID, state)
	}
	f.Resource("continued", was.ID, "in service, in "+g.Instances[i].Zone)
}

// rightHeartbeat is how long the student's hook holds an instance.
func rightHeartbeat(w *World) []string {
	g, _ := w.group()
	h, ok := w.launchHook(g.Name)
	if !ok {
		return nil
	}
	seconds := int(h.Heartbeat.Seconds())
	return []string{strconv.Itoa(seconds), fmt.Sprintf("%d s", seconds), fmt.Sprintf("%d seconds", seconds)}
}
