package timeline

import (
	"cmp"
	"slices"
	"strings"

	"fleetglass/awsclient"
	"fleetglass/awsclient/semantics/logpattern"
)

// scope is what belongs to a subject: near is what its story is told of (a
// group with its instances, target groups and alarms), wide its neighbours.
type scope struct {
	near, wide map[Ref]bool
	user       string // whose calls belong to it, "" for nobody's
	patterns   []logpattern.Pattern
}

func (s scope) has(r Ref) bool { return s.near[r] || s.wide[r] }

// mentioned tells whether an event names anything of the scope. Calls were
// chosen before (see concerns).
func (s scope) mentioned(e *Event) bool {
	return e.Source == FromTrail || s.has(e.Subject) || slices.ContainsFunc(e.Also, s.has)
}

// told tells whether an event is of the story itself.
func (s scope) told(e *Event) bool {
	return s.near[e.Subject] || slices.ContainsFunc(e.Also, func(r Ref) bool { return s.near[r] && r.Kind != User })
}

// concerns tells whether a call names anything of the scope, or is of its user.
func (s scope) concerns(c *awsclient.Event) bool {
	if s.near[Ref{Call, c.ID}] || s.user != "" && c.Username == s.user {
		return true
	}
	for _, r := range c.Resources {
		if kind := KindOfType(r.Type); kind != "" && s.has(Ref{kind, r.Name}) {
			return true
		}
	}
	return false
}

// counted tells whether a metric filter counts a call for an alarm of the
// scope.
func (s scope) counted(c *awsclient.Event) bool {
	return slices.ContainsFunc(s.patterns, func(p logpattern.Pattern) bool { return p.Match(c.Record).Matched })
}

// Neighbours are what a subject's page needs to know of: itself, and what
// serves together with it. Some are found only when others are known, so it
// pays to ask again.
func Neighbours(f *Facts, subject Ref) []Ref {
	s := f.scopeOf(subject)
	var refs []Ref
	for _, m := range []map[Ref]bool{s.near, s.wide} {
		for r := range m {
			refs = append(refs, r)
		}
	}
	slices.SortFunc(refs, func(a, b Ref) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID)) })
	return slices.Compact(refs)
}

// Counted tells whether an alarm's metric may be made by metric filters, whose
// patterns say which calls it counts: it is of no service of AWS's own.
func Counted(f *Facts, alarm string) bool {
	for i := range f.Alarms {
		if f.Alarms[i].Name == alarm {
			return !strings.HasPrefix(f.Alarms[i].Metric.Namespace, "AWS/") && !f.Alarms[i].Composite()
		}
	}
	return false
}

// surveyor builds a scope.
type surveyor struct {
	f *Facts
	scope
}

// scopeOf is what belongs to a subject.
func (f *Facts) scopeOf(subject Ref) scope {
	v := surveyor{f, scope{near: map[Ref]bool{}, wide: map[Ref]bool{}}}
	v.near[subject] = true
	switch subject.Kind {
	case Instance:
		v.instance(subject.ID)
	case Group:
		v.stack(v.near, subject)
	case TargetGroup, Balancer, Classic:
		v.stack(v.near, subject)
	case Target:
		arn, rest, _ := strings.Cut(subject.ID, "|")
		id, _, _ := strings.Cut(rest, "|")
		v.near[Ref{Instance, id}] = true
		v.instance(id)
		v.wide[Ref{TargetGroup, arn}] = true
	case Alarm:
		v.alarm(subject.ID)
	case Fleet:
		v.fleet(v.near, subject.ID)
	case Request:
		v.request(subject.ID)
	case User:
		v.user = subject.ID
	case Call:
		v.call(subject.ID)
	}
	return v.scope
}

// instance adds an instance's request, and its neighbours: the stack of its
// group, and the target groups and balancers that it is registered with.
func (v *surveyor) instance(id string) {
	v.wide[Ref{Instance, id}] = true
	for i := range v.f.Instances {
		if in := &v.f.Instances[i]; in.ID == id && in.Group != "" {
			v.stack(v.wide, Ref{Group, in.Group})
		}
	}
	for _, group := range keys(v.f.Activities) {
		if slices.ContainsFunc(v.f.Activities[group], func(a awsclient.Activity) bool { return instanceIn(a.Description) == id }) {
			v.stack(v.wide, Ref{Group, group})
		}
	}
	for i := range v.f.Requests {
		if q := &v.f.Requests[i]; q.Instance == id {
			v.near[Ref{Request, q.ID}] = true
		}
	}
	for _, fleet := range keys(v.f.FleetHistory) {
		if slices.ContainsFunc(v.f.FleetHistory[fleet], func(e awsclient.FleetEvent) bool { return e.Instance == id }) {
			v.wide[Ref{Fleet, fleet}] = true
			v.fleet(v.wide, fleet)
		}
	}
	for _, arn := range keys(v.f.Targets) {
		if slices.ContainsFunc(v.f.Targets[arn], func(t awsclient.Target) bool { return t.ID == id }) {
			v.wide[Ref{TargetGroup, arn}] = true
		}
	}
	for _, name := range keys(v.f.ClassicHealth) {
		if slices.ContainsFunc(v.f.ClassicHealth[name], func(h awsclient.ClassicHealth) bool { return h.ID == id }) {
			v.wide[Ref{Classic, name}] = true
		}
	}
}

// stack adds all that serves together with a group, a target group or a
// balancer: each of these that hangs on another, the instances, the alarms and
// the launch template.
func (v *surveyor) stack(into map[Ref]bool, from Ref) {
	into[from] = true
	for more := true; more; {
		before := len(into)
		v.targetGroups(into)
		v.groups(into)
		more = len(into) > before
	}
	v.members(into)
	v.alarmsOf(into)
}

// targetGroups joins target groups and the balancers that use them.
func (v *surveyor) targetGroups(into map[Ref]bool) {
	for i := range v.f.TargetGroups {
		g := &v.f.TargetGroups[i]
		joined := into[Ref{TargetGroup, g.ARN}]
		for _, arn := range g.Balancers {
			joined = joined || into[Ref{Balancer, arn}]
		}
		if !joined {
			continue
		}
		into[Ref{TargetGroup, g.ARN}] = true
		for _, arn := range g.Balancers {
			into[Ref{Balancer, arn}] = true
		}
	}
}

// groups joins groups with what their instances are registered with.
func (v *surveyor) groups(into map[Ref]bool) {
	for i := range v.f.Groups {
		g := &v.f.Groups[i]
		var serves []Ref
		for _, arn := range g.TargetGroups {
			serves = append(serves, Ref{TargetGroup, arn})
		}
		for _, name := range g.ClassicBalancers {
			serves = append(serves, Ref{Classic, name})
		}
		if !into[Ref{Group, g.Name}] && !slices.ContainsFunc(serves, func(r Ref) bool { return into[r] }) {
			continue
		}
		into[Ref{Group, g.Name}] = true
		for _, r := range serves {
			into[r] = true
		}
		for _, name := range templatesOf(g) {
			v.wide[Ref{Template, name}] = true
		}
	}
}

// templatesOf are the launch templates that a group launches from, by each
// name that a call may have used.
func templatesOf(g *awsclient.Group) []string {
	refs := []awsclient.LaunchRef{g.Launch}
	if g.Mixed != nil {
		refs = append(refs, g.Mixed.Launch)
	}
	var names []string
	for _, ref := range refs {
		for _, name := range []string{ref.TemplateID, ref.TemplateName, ref.Configuration} {
			if name != "" {
				names = append(names, name)
			}
		}
	}
	return names
}

// members adds the instances of groups, those that are gone included, and the
// targets and Spot requests that stand for instances.
func (v *surveyor) members(into map[Ref]bool) {
	for i := range v.f.Instances {
		if in := &v.f.Instances[i]; in.Group != "" && into[Ref{Group, in.Group}] {
			into[Ref{Instance, in.ID}] = true
		}
	}
	for group, rows := range v.f.Activities {
		for i := range rows {
			if id := instanceIn(rows[i].Description); id != "" && into[Ref{Group, group}] {
				into[Ref{Instance, id}] = true
			}
		}
	}
	for arn, rows := range v.f.Targets {
		for i := range rows {
			if into[Ref{TargetGroup, arn}] {
				into[Ref{Instance, rows[i].ID}] = true
			}
		}
	}
	for i := range v.f.Requests {
		if q := &v.f.Requests[i]; q.Instance != "" && into[Ref{Instance, q.Instance}] {
			into[Ref{Request, q.ID}] = true
		}
	}
}

// alarmsOf adds the alarms whose metric is of something in the scope, and
// those that drive policies of its groups.
func (v *surveyor) alarmsOf(into map[Ref]bool) {
	for i := range v.f.Alarms {
		a := &v.f.Alarms[i]
		if slices.ContainsFunc(v.watches(a), func(r Ref) bool { return into[r] }) {
			into[Ref{Alarm, a.Name}] = true
		}
	}
	for i := range v.f.Policies {
		p := &v.f.Policies[i]
		if !into[Ref{Group, p.Group}] {
			continue
		}
		into[Ref{Policy, p.ARN}] = true
		for _, name := range p.AlarmNames {
			into[Ref{Alarm, name}] = true
		}
	}
}

// watches is what an alarm's metrics are of, by their dimensions.
func (v *surveyor) watches(a *awsclient.Alarm) []Ref {
	dimensions := slices.Clone(a.Metric.Dimensions)
	for _, q := range a.Queries {
		dimensions = append(dimensions, q.Metric.Dimensions...)
	}
	var refs []Ref
	for _, d := range dimensions {
		switch d.Name {
		case "AutoScalingGroupName":
			refs = append(refs, Ref{Group, d.Value})
		case "InstanceId":
			refs = append(refs, Ref{Instance, d.Value})
		case "LoadBalancerName":
			refs = append(refs, Ref{Classic, d.Value})
		case "FleetRequestId":
			refs = append(refs, Ref{Fleet, d.Value})
		case "TargetGroup":
			for i := range v.f.TargetGroups {
				if arn := v.f.TargetGroups[i].ARN; strings.HasSuffix(arn, ":"+d.Value) {
					refs = append(refs, Ref{TargetGroup, arn})
				}
			}
		case "LoadBalancer":
			for i := range v.f.Balancers {
				if arn := v.f.Balancers[i].ARN; strings.HasSuffix(arn, ":loadbalancer/"+d.Value) {
					refs = append(refs, Ref{Balancer, arn})
				}
			}
		}
	}
	return refs
}

// alarm adds what an alarm watches and what its policies act on, and the calls
// that metric filters count for it.
func (v *surveyor) alarm(name string) {
	for i := range v.f.Alarms {
		a := &v.f.Alarms[i]
		if a.Name != name {
			continue
		}
		for _, r := range v.watches(a) {
			v.stack(v.wide, r)
		}
		v.patterns = append(v.patterns, patternsOf(v.f, a)...)
		for _, other := range v.f.Alarms {
			if a.Composite() && strings.Contains(a.Rule, other.Name) {
				v.wide[Ref{Alarm, other.Name}] = true
			}
		}
	}
	for i := range v.f.Policies {
		if p := &v.f.Policies[i]; slices.Contains(p.AlarmNames, name) {
			v.stack(v.wide, Ref{Group, p.Group})
		}
	}
}

// patternsOf are the patterns of the metric filters that make an alarm's
// metric.
func patternsOf(f *Facts, a *awsclient.Alarm) []logpattern.Pattern {
	var patterns []logpattern.Pattern
	for i := range f.Filters {
		filter := &f.Filters[i]
		if filter.Namespace != a.Metric.Namespace || filter.Metric != a.Metric.Name {
			continue
		}
		if p, err := logpattern.Parse(filter.Pattern); err == nil {
			patterns = append(patterns, p)
		}
	}
	return patterns
}

// fleet adds a fleet's instances and their requests.
func (v *surveyor) fleet(into map[Ref]bool, id string) {
	for _, e := range v.f.FleetHistory[id] {
		if e.Instance != "" {
			into[Ref{Instance, e.Instance}] = true
		}
	}
	for i := range v.f.Requests {
		if q := &v.f.Requests[i]; q.Instance != "" && into[Ref{Instance, q.Instance}] {
			into[Ref{Request, q.ID}] = true
		}
	}
}

func (v *surveyor) request(id string) {
	for i := range v.f.Requests {
		if q := &v.f.Requests[i]; q.ID == id && q.Instance != "" {
			v.near[Ref{Instance, q.Instance}] = true
			v.instance(q.Instance)
		}
	}
}

// call adds what a call named, and the caller's other calls.
func (v *surveyor) call(id string) {
	for _, c := range v.f.Calls {
		if c.ID != id {
			continue
		}
		if !byService(c) {
			v.user = c.Username
		}
		for _, r := range c.Resources {
			if kind := KindOfType(r.Type); kind != "" {
				v.wide[Ref{kind, r.Name}] = true
			}
			if r.Type == "AWS::AutoScaling::AutoScalingGroup" {
				v.stack(v.wide, Ref{Group, r.Name})
			}
		}
	}
}
