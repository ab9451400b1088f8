package timeline

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient"
)

// kept is how many changes Seen remembers (choice: an hour of a bad day).
const kept = 1000

// Seen remembers what AWS keeps no list of, by comparing what is known at one
// moment with what was known before: changes of targets' health, of instances'
// states, and of Spot requests' status.
type Seen struct {
	Since  time.Time // when the watching began; zero: nobody has watched
	events []*Event  // newest first
	list   *List
}

// List is what was seen.
func (s *Seen) List() *List {
	if s.list == nil {
		s.list = Listed(s.events)
	}
	return s.list
}

// Forget forgets everything: another account or region is watched.
func (s *Seen) Forget() { *s = Seen{} }

// Begin notes when the watching began.
func (s *Seen) Begin(at time.Time) {
	if s.Since.IsZero() {
		s.Since = at
	}
}

// add puts changes of one moment in front.
func (s *Seen) add(fresh []*Event) {
	if len(fresh) == 0 {
		return
	}
	all := slices.Concat(fresh, s.events)
	slices.SortStableFunc(all, func(a, b *Event) int { return b.At.Compare(a.At) })
	s.events, s.list = all[:min(len(all), kept)], nil
}

// Targets notes each target of a target group whose health is another. A
// target that was not there before is noted when it is unhealthy.
func (s *Seen) Targets(before, after []awsclient.Target, at time.Time) {
	type key struct {
		id   string
		port int
	}
	was := map[key]string{}
	for i := range before {
		was[key{before[i].ID, before[i].Port}] = before[i].State
	}
	var fresh []*Event
	for i := range after {
		t := &after[i]
		if old, known := was[key{t.ID, t.Port}]; known && old == t.State || !known && t.State != "unhealthy" {
			continue
		}
		e := ofTarget(t, at)
		e.was = was[key{t.ID, t.Port}]
		fresh = append(fresh, &e)
	}
	s.add(fresh)
}

// ClassicTargets is Targets for the instances of a Classic balancer.
func (s *Seen) ClassicTargets(before, after []awsclient.ClassicHealth, at time.Time) {
	was := map[string]string{}
	for i := range before {
		was[before[i].ID] = before[i].State
	}
	var fresh []*Event
	for i := range after {
		h := &after[i]
		if old, known := was[h.ID]; known && old == h.State || !known && h.State != "OutOfService" {
			continue
		}
		e := ofClassicHealth(h, at)
		e.was = strings.Replace(was[h.ID], "InService", "healthy", 1)
		fresh = append(fresh, &e)
	}
	s.add(fresh)
}

// Requests notes each Spot request whose status is another. AWS tells when it
// changed.
func (s *Seen) Requests(before, after []awsclient.SpotRequest) {
	was := map[string]*awsclient.SpotRequest{}
	for i := range before {
		was[before[i].ID] = &before[i]
	}
	var fresh []*Event
	for i := range after {
		q := &after[i]
		if old := was[q.ID]; old == nil || old.Status == q.Status {
			continue
		}
		for _, each := range []*awsclient.SpotRequest{was[q.ID], q} {
			e := ofRequest(each)
			fresh = append(fresh, &e)
		}
	}
	s.add(unknownOf(fresh, s.events))
}

// unknownOf are the events that are not among others.
func unknownOf(fresh, others []*Event) []*Event {
	return slices.DeleteFunc(fresh, func(e *Event) bool {
		return slices.ContainsFunc(others, func(o *Event) bool { return o.ID == e.ID })
	})
}

// Instances notes each instance whose state is another.
func (s *Seen) Instances(before, after []awsclient.Instance, at time.Time) {
	was := make(map[string]string, len(before))
	for i := range before {
		was[before[i].ID] = before[i].State
	}
	var fresh []*Event
	for i := range after {
		in := &after[i]
		old, known := was[in.ID]
		if !known || old == in.State {
			continue
		}
		e := aboutInstance(in, at, in.State)
		e.Words, e.Why = in.ID+" is "+in.State, stateWhy(in)
		e.Severity = Quiet // what did it tells more: an activity, a call, a status
		fresh = append(fresh, &e)
	}
	s.add(fresh)
}

func ofTarget(t *awsclient.Target, at time.Time) Event {
	e := Event{
		ID: "health/" + t.TargetGroup + "/" + t.ID + ":" + strconv.Itoa(t.Port) + "/" + t.State + "/" + at.UTC().Format(time.RFC3339Nano), At: at, Source: FromHealth, Severity: Calm,
		Subject: Ref{Instance, t.ID}, Also: []Ref{{TargetGroup, t.TargetGroup}, {Target, TargetID(t)}}, Words: t.ID + " is " + t.State, Zone: t.Zone,
	}
	if !strings.HasPrefix(t.ID, "i-") {
		e.Subject, e.Also = e.Also[1], e.Also[:1]
	}
	if t.State != "healthy" {
		e.Why = HealthWords(t)
	}
	if e.Why == t.State {
		e.Why = ""
	}
	switch t.State {
	case "unhealthy":
		e.deed, e.Severity = fails, Grave
	case "healthy":
		e.deed = heals
	case "draining":
		e.Severity = Quiet // whoever took it out tells more
	}
	return e
}

func ofClassicHealth(h *awsclient.ClassicHealth, at time.Time) Event {
	e := Event{
		ID: "health/" + h.Balancer + "/" + h.ID + "/" + h.State + "/" + at.UTC().Format(time.RFC3339Nano), At: at, Source: FromHealth, Severity: Calm,
		Subject: Ref{Instance, h.ID}, Also: []Ref{{Classic, h.Balancer}}, Words: h.ID + " is " + classicState(h.State), Why: h.Description,
	}
	switch h.State {
	case "OutOfService":
		e.deed, e.Severity = fails, Grave
	case "InService":
		e.deed, e.Why = heals, ""
	}
	return e
}

func classicState(state string) string {
	switch state {
	case "InService":
		return "in service"
	case "OutOfService":
		return "out of service"
	}
	return strings.ToLower(state)
}

// TargetID names a target: the same instance may be one of several target
// groups, and of one group on several ports.
func TargetID(t *awsclient.Target) string {
	return t.TargetGroup + "|" + t.ID + "|" + strconv.Itoa(t.Port)
}

// HealthWords is why a target is not healthy in two or three words: "HTTP
// 503", "health check timed out".
func HealthWords(t *awsclient.Target) string {
	switch t.Reason {
	case "Target.ResponseCodeMismatch":
		if _, codes, ok := strings.Cut(t.Description, "["); ok {
			return "HTTP " + strings.TrimSuffix(codes, "]")
		}
		return "wrong HTTP code"
	case "Target.Timeout":
		return "health check timed out"
	case "Target.FailedHealthChecks":
		return "health check failed"
	case "Target.NotRegistered", "Target.NotInUse", "Target.DeregistrationInProgress":
		return t.State
	}
	return cmp.Or(t.Description, t.Reason, t.State)
}

// standing are the targets that fail now, unless a change was seen that tells
// since when: the last of each target in events, newest first, counts.
func standing(f *Facts, events []*Event) []*Event {
	told := map[Ref]bool{}
	for _, e := range events {
		if e.deed == fails || e.deed == heals {
			told[checked(e)] = true
		}
	}
	var all []*Event
	add := func(e Event) {
		if e.deed == fails && !told[checked(&e)] {
			c := checked(&e)
			e.ID, e.Standing = "standing/"+c.Kind+"/"+c.ID, true
			all = append(all, &e)
		}
	}
	for _, arn := range keys(f.Targets) {
		for i := range f.Targets[arn] {
			add(ofTarget(&f.Targets[arn][i], f.Now))
		}
	}
	for _, name := range keys(f.ClassicHealth) {
		for i := range f.ClassicHealth[name] {
			add(ofClassicHealth(&f.ClassicHealth[name][i], f.Now))
		}
	}
	return all
}

// checked is what a health event is about: an instance in one target group or
// Classic balancer.
func checked(e *Event) Ref {
	if e.Source != FromHealth {
		return Ref{}
	}
	return Ref{e.Subject.ID, cmp.Or(e.of(Target), e.also(Classic))}
}
