package timeline

import (
	"slices"
	"strings"
	"time"

	"fleetglass/awsclient"
)

// tie is the cause of an event and how that is known.
type tie struct {
	cause *Event
	how   string
}

// Clocks of two services differ by a little, and stamps are cut to seconds.
const skew = 2 * time.Second

// How far apart cause and effect may be where AWS does not say that they
// belong together (choices).
const (
	callReach    = 5 * time.Minute  // from a call to the activity that it sets off
	releaseReach = 2 * time.Hour    // from a new version of a template to the refresh that brings it
	doneReach    = 15 * time.Minute // from an activity to the calls that a service makes for it
	refillReach  = 15 * time.Minute // from an instance's end to the launch in its place
	changeReach  = 10 * time.Minute // from a change of a target group to the targets that fail
	countReach   = 2 * time.Minute  // from the end of an alarm's periods to its change of state
)

// weaver finds the causes of events.
type weaver struct {
	f        *Facts
	events   []*Event // oldest first
	ties     map[*Event]tie
	replaced map[*Event]*Event // an instance's end, by the launch in its place
	filled   map[*Event]bool   // ends that have a launch in their place
	since    time.Time         // from when on the story is told
}

// weave ties events, which are in order, oldest first.
func weave(f *Facts, events []*Event, since time.Time) *weaver {
	w := &weaver{f: f, events: events, since: since, ties: map[*Event]tie{}, replaced: map[*Event]*Event{}, filled: map[*Event]bool{}}
	for _, e := range events {
		cause, how := w.causeOf(e)
		if cause != nil && cause != e && !w.leadsTo(e, cause) {
			w.ties[e] = tie{cause, how}
		}
	}
	return w
}

// leadsTo tells whether one event is among the causes of another: a chain has
// no loops.
func (w *weaver) leadsTo(e, later *Event) bool {
	for at := later; at != nil; at = w.ties[at].cause {
		if at == e {
			return true
		}
	}
	return false
}

func (w *weaver) causeOf(e *Event) (*Event, string) {
	switch e.Source {
	case FromScaling:
		return w.ofActivity(e)
	case FromAlarms:
		return w.ofAlarm(e)
	case FromHealth:
		return w.ofHealth(e)
	case FromFleet:
		return w.ofFleet(e)
	case FromInstances:
		return w.ofInstance(e)
	case FromTrail:
		return w.ofCall(e)
	}
	return nil, ""
}

// last is the newest event until a moment, and not before another, that is as
// wanted.
func (w *weaver) last(from, until time.Time, is func(*Event) bool) *Event {
	for _, e := range slices.Backward(w.events) {
		if e.At.After(until) {
			continue
		}
		if e.At.Before(from) {
			return nil
		}
		if is(e) {
			return e
		}
	}
	return nil
}

// ever is before all that is known.
func ever() time.Time { return time.Time{} }

// call is the newest call of some names about a resource.
func (w *weaver) call(from, until time.Time, about Ref, names ...string) *Event {
	return w.last(from, until.Add(skew), func(e *Event) bool {
		return e.deed == calls && !e.service && e.code == "" && slices.Contains(names, e.call) && e.Names(about)
	})
}

// ofActivity follows what an activity's cause says.
func (w *weaver) ofActivity(e *Event) (*Event, string) {
	id := Ref{Instance, e.instance()}
	asked := e.asked
	if asked.IsZero() {
		asked = e.At
	}
	switch e.trigger {
	case byPolicy:
		return w.ofPolicy(e, asked)
	case byCall, setUnhealthy:
		if c := w.call(asked.Add(-callReach), asked, e.Subject, e.call); c != nil {
			return c, "the cause tells of a call, and this is the group's " + e.call + " of that time"
		}
		return w.call(asked.Add(-callReach), asked, id, e.call), "the cause tells of a call, and this is the instance's " + e.call + " of that time"
	case byRefresh:
		return w.call(ever(), asked, e.Subject, "StartInstanceRefresh", "RollbackInstanceRefresh"), "the cause names an instance refresh, and this began the last one of the group"
	case failedELB:
		return w.last(ever(), asked.Add(skew), func(o *Event) bool { return o.deed == fails && o.instance() == id.ID }), "the cause names the load balancer's health check, and this is the instance's last failure"
	case failedEC2, interrupted:
		return w.endOf(id, asked), "the cause says that the instance ended, and this is how"
	case replacing, refilling:
		return w.inPlaceOf(e)
	}
	return nil, ""
}

// ofPolicy is the alarm's action that ran a policy, or its change of state.
func (w *weaver) ofPolicy(e *Event, asked time.Time) (*Event, string) {
	about := Ref{Alarm, e.alarm}
	action := w.last(asked.Add(-callReach), asked.Add(skew), func(o *Event) bool {
		return o.deed == acts && o.Subject == about && strings.HasSuffix(o.policy, ":policyName/"+e.policy)
	})
	if action != nil {
		return action, "the cause names the alarm and the policy"
	}
	return w.last(ever(), asked.Add(skew), func(o *Event) bool { return o.deed == fires && o.Subject == about }), "the cause names the alarm"
}

// endOf is how an instance came to its end: a Spot interruption, or a call.
func (w *weaver) endOf(id Ref, until time.Time) *Event {
	if e := w.last(until.Add(-doneReach), until.Add(skew), func(o *Event) bool { return o.deed == ends && o.Names(id) }); e != nil {
		return e
	}
	if c := w.call(until.Add(-callReach), until, id, "TerminateInstances", "StopInstances"); c != nil {
		return c
	}
	return w.last(until.Add(-callReach), until.Add(skew), func(o *Event) bool { return o.call == "BidEvictedEvent" && o.Names(id) })
}

// inPlaceOf pairs a launch with the end of another instance of the same group
// or fleet. AWS does not say which launch is for which end: the oldest end that
// has none yet is taken. A launch that failed takes none away from the others.
func (w *weaver) inPlaceOf(e *Event) (*Event, string) {
	const how = "launched in an instance's place; AWS does not say for which, so in order"
	failed := e.Severity == Grave
	var last *Event
	for _, o := range w.events {
		if o.At.After(e.At.Add(skew)) {
			break
		}
		if o.deed != terminates || o.Subject != e.Subject || o.Source != e.Source || o.At.Before(e.At.Add(-refillReach)) || wantedFewer(o) {
			continue
		}
		if failed {
			last = o
			continue
		}
		if !w.filled[o] {
			w.filled[o], w.replaced[e] = true, o
			return o, how
		}
	}
	if last == nil {
		return nil, ""
	}
	return last, how
}

// wantedFewer tells whether an end leaves nothing to fill.
func wantedFewer(e *Event) bool {
	switch e.trigger {
	case byPolicy, bySchedule, shrinking, balancing:
		return true
	}
	return false
}

// ofAlarm: an action is for a change of state, whose moment it carries. A
// change is caused by what the alarm counts, where events tell of that.
func (w *weaver) ofAlarm(e *Event) (*Event, string) {
	switch e.deed {
	case acts:
		run := e.run
		if run.IsZero() {
			run = e.At
		}
		return w.last(run.Add(-skew), e.At, func(o *Event) bool {
			return o.Subject == e.Subject && (o.deed == fires || o.deed == clears)
		}), "the action carries the moment of this change"
	case fires:
		return w.counted(e)
	}
	return nil, ""
}

// counted is what put an alarm into ALARM: the newest target that failed, call
// that a metric filter counts, or alarm of a composite one.
func (w *weaver) counted(e *Event) (*Event, string) {
	a := w.alarm(e.Subject.ID)
	if a == nil {
		return nil, ""
	}
	from := e.At.Add(-time.Duration(max(a.Periods, 1)) * max(a.Metric.Period, time.Minute)).Add(-countReach)
	if strings.HasSuffix(a.Metric.Name, "HealthyHostCount") {
		return w.failing(a, e, from), "the alarm counts the unhealthy targets of this target group"
	}
	if patterns := patternsOf(w.f, a); len(patterns) > 0 {
		called := map[string]bool{}
		for _, c := range w.f.Calls {
			for _, p := range patterns {
				called["trail/"+c.ID] = called["trail/"+c.ID] || p.Match(c.Record).Matched
			}
		}
		return w.first(from.Add(-logReach), e.At, func(o *Event) bool { return called[o.ID] }), "a metric filter counts such calls for the alarm"
	}
	if a.Composite() {
		return w.last(e.At.Add(-countReach), e.At, func(o *Event) bool {
			return o.deed == fires && o != e && strings.Contains(a.Rule, o.Subject.ID)
		}), "the alarm's rule names this alarm"
	}
	return nil, ""
}

// logReach is how late CloudTrail's events come to a log group, and with them
// to a metric (choice: AWS says about five minutes, and up to fifteen for the
// trail itself).
const logReach = 15 * time.Minute

// failing is the target whose failure an alarm counts. When no failure was
// seen, one that stands now is taken: it may be as old as the alarm.
func (w *weaver) failing(a *awsclient.Alarm, e *Event, from time.Time) *Event {
	v := surveyor{f: w.f}
	about := v.watches(a)
	counts := func(o *Event) bool {
		return o.deed == fails && slices.ContainsFunc(about, func(r Ref) bool { return o.Names(r) })
	}
	if seen := w.first(from, e.At.Add(skew), counts); seen != nil {
		return seen
	}
	if a.State != "ALARM" || w.last(e.At.Add(skew), w.f.Now, func(o *Event) bool { return o.Subject == e.Subject && o.deed == fires }) != nil {
		return nil
	}
	return w.first(ever(), w.f.Now, func(o *Event) bool { return o.Standing && counts(o) })
}

// first is the oldest event from a moment until another that is as wanted.
func (w *weaver) first(from, until time.Time, is func(*Event) bool) *Event {
	for _, e := range w.events {
		if !e.At.Before(from) && !e.At.After(until) && is(e) {
			return e
		}
	}
	return nil
}

func (w *weaver) alarm(name string) *awsclient.Alarm {
	for i := range w.f.Alarms {
		if w.f.Alarms[i].Name == name {
			return &w.f.Alarms[i]
		}
	}
	return nil
}

// ofHealth: a target fails since its target group was changed, or else it is
// one that a launch brought.
func (w *weaver) ofHealth(e *Event) (*Event, string) {
	brings := func(o *Event) bool { return o.deed == launches && o.instance() == e.instance() }
	if e.deed == heals && e.was == "initial" {
		return w.last(e.At.Add(-refillReach), e.At, brings), "this launch brought the instance"
	}
	if e.deed != fails {
		return nil, ""
	}
	group := Ref{TargetGroup, e.of(TargetGroup)}
	if c := w.call(e.At.Add(-changeReach), e.At, group, "ModifyTargetGroup"); c != nil && !e.Standing {
		return c, "the target group's health check was changed shortly before"
	}
	if healthy := w.last(ever(), e.At, func(o *Event) bool { return o.deed == heals && checked(o) == checked(e) }); healthy != nil || e.was == "healthy" {
		return nil, ""
	}
	if e.Standing {
		return w.last(w.since, e.At, brings), "this launch brought the instance; whether it was ever healthy is not known"
	}
	return w.last(ever(), e.At, brings), "this launch brought the instance, and it was never seen healthy"
}

// ofFleet: a fleet's instance ends because AWS takes it back, or because
// somebody changed the fleet; others are launched in its place.
func (w *weaver) ofFleet(e *Event) (*Event, string) {
	switch e.deed {
	case terminates:
		if end := w.endOf(Ref{Instance, e.instance()}, e.At); end != nil {
			return end, "the instance's Spot request tells how it ended"
		}
		return w.call(e.At.Add(-callReach), e.At, e.Subject, "ModifySpotFleetRequest", "CancelSpotFleetRequests"), "the fleet was changed shortly before"
	case launches:
		if c := w.call(e.At.Add(-callReach), e.At, e.Subject, "RequestSpotFleet", "ModifySpotFleetRequest"); c != nil {
			return c, "the fleet was asked for shortly before"
		}
		return w.inPlaceOf(e)
	}
	return nil, ""
}

// ofInstance: an instance begins or ends by a call that names it, or because
// AWS takes it back.
func (w *weaver) ofInstance(e *Event) (*Event, string) {
	switch e.deed {
	case launches:
		return w.call(e.At.Add(-callReach), e.At, e.Subject, "RunInstances", "StartInstances"), "the call names the instance"
	case terminates:
		return w.endOf(e.Subject, e.At), "it names the instance"
	}
	return nil, ""
}

// ofCall: a service calls for an activity or a fleet; a refresh brings what was
// put into the group's template before it.
func (w *weaver) ofCall(e *Event) (*Event, string) {
	if e.service {
		return w.ofService(e)
	}
	if e.call != "StartInstanceRefresh" || e.code != "" {
		return nil, ""
	}
	for i := range w.f.Groups {
		g := &w.f.Groups[i]
		if !e.Names(Ref{Group, g.Name}) {
			continue
		}
		for _, name := range templatesOf(g) {
			if c := w.call(e.At.Add(-releaseReach), e.At, Ref{Template, name}, "CreateLaunchTemplateVersion", "ModifyLaunchTemplate"); c != nil {
				return c, "the refresh brings the group's launch template, which was changed before"
			}
		}
	}
	return nil, ""
}

func (w *weaver) ofService(e *Event) (*Event, string) {
	id := e.instance()
	if id == "" {
		return nil, ""
	}
	if e.call == "BidEvictedEvent" {
		return w.endOf(Ref{Instance, id}, e.At), "both tell of the same instance"
	}
	wanted := launches
	if strings.HasPrefix(e.call, "Terminate") || strings.HasPrefix(e.call, "Deregister") {
		wanted = terminates
	}
	return w.last(e.At.Add(-doneReach), e.At.Add(skew), func(o *Event) bool {
		return (o.Source == FromScaling || o.Source == FromFleet) && o.deed == wanted && o.instance() == id
	}), "the service made the call for this"
}
