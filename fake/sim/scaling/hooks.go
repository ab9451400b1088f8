package scaling

import (
	"slices"
	"strings"

	"fleetglass/awsclient/semantics/activity"
	"fleetglass/awsclient/semantics/lifecycle"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// maxHooks is the quota of hooks per group (AS/ec2-auto-scaling-quotas).
const maxHooks = 50

// waitAtHook stops a member at the next hook of a transition; false when
// there is none left. Hooks are waited for one after the other.
func (r *Room) waitAtHook(g *world.Group, m *world.Member, transition, state string) bool {
	at := slices.IndexFunc(g.Hooks, func(h world.Hook) bool {
		return h.Transition == transition && !slices.Contains(m.Passed, h.Name)
	})
	if at < 0 {
		return false
	}
	h, now := g.Hooks[at], r.now()
	m.Hook = world.HookWait{Name: h.Name, Token: r.k.UUID(), Started: now, ExpiresAt: lifecycle.HookDeadline(now, now, h.Heartbeat)}
	r.enter(m, state)
	r.progress(m, statusMidHook, progressHalf)
	r.wakeMemberAt(m.Hook.ExpiresAt, g.Name, m.Instance)
	r.announceWait(g, m, &h)
	r.k.Tell(KindHook, g.Name+"|"+m.Instance)
	r.wakeGroup(g)
	return true
}

// stepWaiting ends the wait at a hook whose time is over, with the hook's
// default result.
func (r *Room) stepWaiting(g *world.Group, m *world.Member) {
	if r.now().Before(m.Hook.ExpiresAt) {
		return
	}
	result := lifecycle.Abandon
	if h := hookOf(g, m.Hook.Name); h != nil {
		result = h.DefaultResult
	}
	r.complete(g, m, result)
}

func hookOf(g *world.Group, name string) *world.Hook {
	for i := range g.Hooks {
		if g.Hooks[i].Name == name {
			return &g.Hooks[i]
		}
	}
	return nil
}

// complete ends the wait of a member at its hook.
func (r *Room) complete(g *world.Group, m *world.Member, result string) {
	token := m.Hook.Token
	m.Passed = append(m.Passed, m.Hook.Name)
	m.Hook = world.HookWait{}
	r.k.Tell(KindHook, g.Name+"|"+m.Instance)
	if ending(m) {
		r.completeEnding(g, m, result)
	} else {
		r.completeLaunch(g, m, result, token)
	}
	r.wakeGroup(g)
}

// completeLaunch lets a member go on to the next hook or into service, or
// gives it up.
func (r *Room) completeLaunch(g *world.Group, m *world.Member, result, token string) {
	goesOn, _ := lifecycle.HookOutcome(lifecycle.Launching, result)
	switch {
	case !goesOn:
		r.abandon(g, m, token)
	case !r.waitAtHook(g, m, lifecycle.Launching, pendingWait):
		r.enter(m, pendingProceed)
		r.wakeMemberAt(r.now().Add(proceedTime), g.Name, m.Instance)
	}
}

// completeEnding lets a member end, after the hooks that are left or without
// them.
func (r *Room) completeEnding(g *world.Group, m *world.Member, result string) {
	if _, further := lifecycle.HookOutcome(lifecycle.Terminating, result); !further {
		for _, h := range g.Hooks {
			m.Passed = append(m.Passed, h.Name)
		}
	}
	if r.waitAtHook(g, m, lifecycle.Terminating, terminatingWait) {
		return
	}
	r.enter(m, terminatingGo)
	r.progress(m, statusInProgress, progressHalf)
	r.wakeMember(g.Name, m.Instance)
}

// abandon gives a launch up: its activity is cancelled, the instance goes and
// another will be launched for it.
func (r *Room) abandon(g *world.Group, m *world.Member, token string) {
	r.describe(m, activity.DescribeAbandoned(m.Instance, token))
	r.finish(m, statusCancelled, activity.AbandonedMessage(token))
	r.leave(g, m, whyAbandoned, activity.HookAbandoned(r.now(), m.Instance))
}

// CompleteLifecycle ends the wait of an instance at a hook. The instance is
// named by its id or by the token of the action, or both.
func (r *Room) CompleteLifecycle(group, hook, instance, token, result string) error {
	g, m, err := r.waiting(group, hook, instance, token)
	if err != nil {
		return err
	}
	if err := lifecycle.ValidateResult(result); err != nil {
		return refused(err)
	}
	r.complete(g, m, result)
	return nil
}

// Heartbeat restarts the timer of an instance that waits at a hook, up to the
// hook's global timeout.
func (r *Room) Heartbeat(group, hook, instance, token string) error {
	g, m, err := r.waiting(group, hook, instance, token)
	if err != nil {
		return err
	}
	h := hookOf(g, m.Hook.Name)
	m.Hook.ExpiresAt = lifecycle.HookDeadline(m.Hook.Started, r.now(), h.Heartbeat)
	r.wakeMemberAt(m.Hook.ExpiresAt, g.Name, m.Instance)
	return nil
}

// waiting is the member that waits at a hook, or AWS's refusal.
func (r *Room) waiting(group, hook, instance, token string) (*world.Group, *world.Member, error) {
	g, err := r.group(group)
	if err != nil {
		return nil, nil, err
	}
	if hookOf(g, hook) == nil {
		return nil, nil, invalid("No Lifecycle Hook found with name: %s", hook)
	}
	for i := range g.Members {
		m := &g.Members[i]
		if m.Hook.Name == hook && (instance == "" || m.Instance == instance) && (token == "" || m.Hook.Token == token) {
			return g, m, nil
		}
	}
	if instance != "" {
		return nil, nil, invalid("No active Lifecycle Action found with instance ID %s", instance)
	}
	return nil, nil, invalid("No active Lifecycle Action found with token %s", token)
}

// PutHook adds a hook to a group, or replaces the one of the same name. Waits
// that have begun keep their timers.
func (r *Room) PutHook(group string, h world.Hook) error {
	g, err := r.group(group)
	if err != nil {
		return err
	}
	if err := CheckHook(h); err != nil {
		return err
	}
	if strings.HasPrefix(h.Notification, r.k.World.ARNPrefix("sns")) {
		if err := r.checkTopic(h.Notification); err != nil {
			return err
		}
	}
	switch old := hookOf(g, h.Name); {
	case old != nil:
		*old = h
	case len(g.Hooks) >= maxHooks:
		return awserr.New("LimitExceeded", "LifecycleHook limit exceeded. Limit: %d", maxHooks)
	default:
		g.Hooks = append(g.Hooks, h)
	}
	r.testHook(g, h)
	return nil
}

// CheckHook is AWS's refusal of a hook that is wrong in itself.
func CheckHook(h world.Hook) error {
	for _, err := range []error{
		lifecycle.ValidateTransition(h.Transition),
		lifecycle.ValidateHeartbeat(h.Heartbeat),
		lifecycle.ValidateResult(h.DefaultResult),
	} {
		if err != nil {
			return refused(err)
		}
	}
	return nil
}

// DeleteHook removes a hook. Waits at it are completed first: abandoned for
// launches, continued for terminations (BC:autoscaling.DeleteLifecycleHook).
func (r *Room) DeleteHook(group, hook string) error {
	g, err := r.group(group)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(g.Hooks, func(h world.Hook) bool { return h.Name == hook })
	if at < 0 {
		return invalid("No Lifecycle Hook found with name: %s", hook)
	}
	g.Hooks = slices.Delete(g.Hooks, at, at+1)
	for i := range g.Members {
		m := &g.Members[i]
		switch {
		case m.Hook.Name != hook:
		case ending(m):
			r.complete(g, m, lifecycle.Continue)
		default:
			r.complete(g, m, lifecycle.Abandon)
		}
	}
	return nil
}
