package fake

import (
	"cmp"
	"strconv"
	"strings"

	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/classic"
	"fleetglass/fake/sim/scaling"
	"fleetglass/fake/sim/spot"
	"fleetglass/fake/world"
)

// tellChanges tells those who listen of what goes from one state to another
// and is not an instance: targets, activities, hooks, alarms, Spot Instances.
func (p *place) tellChanges() {
	for _, w := range []struct {
		kind world.Kind
		tell func(subject string) (Happening, bool)
	}{
		{balancing.KindTarget, p.targetHappens}, {classic.KindState, p.classicHappens},
		{scaling.KindActivity, p.activityHappens}, {scaling.KindHook, p.hookHappens}, {scaling.KindAlarm, p.alarmHappens},
		{spot.KindNotice, p.noticeHappens}, {spot.KindRebalance, p.rebalanceHappens},
	} {
		p.kernel.Watch(w.kind, func(subject string) {
			if !p.engine.feed.heard() {
				return
			}
			if h, ok := w.tell(subject); ok {
				h.At, h.Region = p.world.Now, p.world.Region
				p.engine.feed.tell(h)
			}
		})
	}
}

// gone is the state of a target that is registered no longer.
const gone = "deregistered"

// targetHappens: the subject is "target group ARN|id|port".
func (p *place) targetHappens(subject string) (Happening, bool) {
	parts := strings.Split(subject, "|")
	h := Happening{Kind: "target", Name: gone, Subjects: parts}
	if tg := p.world.TargetGroups.Get(parts[0]); tg != nil {
		for _, t := range tg.Targets {
			if t.ID == parts[1] && strconv.Itoa(t.Port) == parts[2] {
				h.Name, h.Detail = t.State, cmp.Or(t.Description, t.Reason)
			}
		}
	}
	return h, true
}

// classicHappens: the subject is "balancer|instance".
func (p *place) classicHappens(subject string) (Happening, bool) {
	parts := strings.Split(subject, "|")
	h := Happening{Kind: "target", Name: gone, Subjects: parts}
	if b := p.world.ClassicBalancers.Get(parts[0]); b != nil {
		for _, i := range b.Instances {
			if i.ID == parts[1] {
				h.Name, h.Detail = i.State, i.Description
			}
		}
	}
	return h, true
}

func (p *place) activityHappens(id string) (Happening, bool) {
	a := p.world.Activities.Get(id)
	if a == nil {
		return Happening{}, false
	}
	return Happening{Kind: "activity", Name: a.Status, Subjects: []string{a.Group, a.ID}, Detail: cmp.Or(a.Message, a.Description)}, true
}

// hookHappens: the subject is "group|instance".
func (p *place) hookHappens(subject string) (Happening, bool) {
	name, id, _ := strings.Cut(subject, "|")
	g := p.world.Groups.Get(name)
	if g == nil {
		return Happening{}, false
	}
	for _, m := range g.Members {
		if m.Instance != id {
			continue
		}
		h := Happening{Kind: "hook", Name: "waits", Subjects: []string{name, id, m.Hook.Name}}
		if m.Hook.Name == "" {
			h.Name, h.Subjects = "goes on", []string{name, id, last(m.Passed)}
		}
		return h, true
	}
	return Happening{}, false
}

func last(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return names[len(names)-1]
}

// alarmHappens tells of states only: what else is in an alarm's history are
// calls, and what came of states.
func (p *place) alarmHappens(name string) (Happening, bool) {
	history := p.world.AlarmHistory
	if len(history) == 0 {
		return Happening{}, false
	}
	e := history[len(history)-1]
	if e.Alarm != name || e.Type != "StateUpdate" {
		return Happening{}, false
	}
	return Happening{Kind: "alarm", Name: e.New.Value, Subjects: []string{name}, Detail: e.New.Reason}, true
}

func (p *place) noticeHappens(instance string) (Happening, bool) {
	return Happening{Kind: "spot", Name: "interruption", Subjects: []string{instance}}, true
}

func (p *place) rebalanceHappens(instance string) (Happening, bool) {
	return Happening{Kind: "spot", Name: "rebalance", Subjects: []string{instance}}, true
}
