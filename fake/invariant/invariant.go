// Package invariant is what must hold in a simulated world at every moment,
// whatever was done to it.
//
// Check looks at one moment. A Watch also compares each moment with the one
// before: it knows which changes of state AWS allows. Neither changes
// anything, and neither knows the rooms that move the world: they read the
// data alone, so that a mistake in a room cannot hide itself here.
package invariant

import (
	"fmt"
	"time"

	"fleetglass/awsclient/semantics/health"
	"fleetglass/awsclient/semantics/lifecycle"
	"fleetglass/awsclient/semantics/spot"
	"fleetglass/fake/world"
)

// Violation is something that must not be.
type Violation struct {
	Rule    string // which invariant: a short name
	Subject string // what breaks it: an id, a name or an ARN
	Problem string // in words
}

// String is the violation on one line.
func (v Violation) String() string { return v.Rule + ": " + v.Subject + ": " + v.Problem }

// The names of the invariants.
const (
	Bounds     = "min <= desired <= max"
	OneGroup   = "an instance is in at most one group"
	DeadTarget = "no terminated instance is a healthy target"
	Future     = "nothing comes from the future"
	Unique     = "ids and addresses are unique"
	Reference  = "what is named exists"
	Default    = "a listener has one default rule"
	History    = "a history goes forward"
	Queue      = "no appointment is in the past"
	Known      = "states are AWS's"
	Change     = "changes of state are AWS's"
	Capacity   = "a fleet has at most its target and its largest weight"
	Sums       = "totals are what their parts add up to"
	Ghost      = "a group finds out at once that an instance does not run"
)

// Check is every violation in the world as it is now.
func Check(w *world.World) []Violation {
	c := checker{w: w}
	c.present()
	c.past()
	return c.found
}

// present checks what is, past what has been: what a world remembers grows
// and grows, and mostly does not change.
func (c *checker) present() {
	c.instances()
	c.groups()
	c.targets()
	c.balancers()
	c.network()
	c.spots()
	c.classic()
	c.spotFleets()
	c.refreshes()
	c.alarmsAndPolicies()
	c.trails()
	c.identities()
	c.queue()
}

func (c *checker) past() {
	c.messages()
	c.logs()
	c.activities()
	c.histories()
	c.buckets()
	c.undelivered()
	c.fleetHistories()
}

type checker struct {
	w        *world.World
	found    []Violation
	statuses map[string]spot.Status // of Spot requests, by code; nil until one is asked for
}

// status is what AWS says of a Spot request's status code.
func (c *checker) status(code string) (spot.Status, bool) {
	if c.statuses == nil {
		c.statuses = map[string]spot.Status{}
		for _, s := range spot.Statuses() {
			c.statuses[s.Code] = s
		}
	}
	s, known := c.statuses[code]
	return s, known
}

func (c *checker) report(rule, subject, format string, args ...any) {
	c.found = append(c.found, Violation{rule, subject, fmt.Sprintf(format, args...)})
}

// notAfterNow reports a time that is later than now.
func (c *checker) notAfterNow(subject, what string, t time.Time) {
	if t.After(c.w.Now) {
		c.report(Future, subject, "%s is %s, now is %s", what, t.Format(time.RFC3339), c.w.Now.Format(time.RFC3339))
	}
}

// same reports a record that is filed under an id that is not its own.
func (c *checker) same(filed, own string) {
	if filed != own {
		c.report(Unique, filed, "is filed under this id, but says that it is %q", own)
	}
}

func (c *checker) instances() {
	addresses := map[string]string{}
	for id, in := range c.w.Instances.All() {
		c.same(id, in.ID)
		c.notAfterNow(id, "its launch", in.Launched)
		c.notAfterNow(id, "its state", in.StateSince)
		if _, ok := lifecycle.InstanceCode(string(in.State)); !ok {
			c.report(Known, id, "its state is %q", in.State)
		}
		if !c.w.Subnets.Has(in.Subnet) {
			c.report(Reference, id, "it is in subnet %q", in.Subnet)
		}
		for _, ip := range []string{in.PrivateIP, in.PublicIP} {
			if other := addresses[ip]; ip != "" && other != "" {
				c.report(Unique, id, "it has the address %s of %s", ip, other)
			}
			addresses[ip] = id
		}
	}
}

func (c *checker) groups() {
	groupOf := map[string]string{}
	for name, g := range c.w.Groups.All() {
		c.same(name, g.Name)
		c.notAfterNow(name, "its creation", g.Created)
		if !g.Deleting && (g.Min > g.Desired || g.Desired > g.Max) {
			c.report(Bounds, name, "min %d, desired %d, max %d", g.Min, g.Desired, g.Max)
		}
		for _, arn := range g.TargetGroups {
			if !c.w.TargetGroups.Has(arn) {
				c.report(Reference, name, "it serves target group %s", arn)
			}
		}
		for i := range g.Members {
			m := &g.Members[i]
			if other := groupOf[m.Instance]; other != "" {
				c.report(OneGroup, m.Instance, "it is in %s and in %s", other, name)
			}
			groupOf[m.Instance] = name
			c.member(m)
		}
	}
}

func (c *checker) member(m *world.Member) {
	c.notAfterNow(m.Instance, "its lifecycle state", m.Since)
	if lifecycle.MemberNext(m.Lifecycle) == nil && m.Lifecycle != lifecycle.MemberTerminated {
		c.report(Known, m.Instance, "its lifecycle state is %q", m.Lifecycle)
	}
}

func (c *checker) targets() {
	type target struct {
		id   string
		port int
	}
	for arn, tg := range c.w.TargetGroups.All() {
		c.same(arn, tg.ARN)
		seen := make(map[target]bool, len(tg.Targets))
		for i := range tg.Targets {
			t := &tg.Targets[i]
			if key := (target{t.ID, t.Port}); seen[key] {
				c.report(Unique, arn, "target %s:%d is registered twice", t.ID, t.Port)
			} else {
				seen[key] = true
			}
			c.target(arn, t)
		}
	}
}

func (c *checker) target(arn string, t *world.Target) {
	c.notAfterNow(t.ID, "its state as a target", t.Since)
	in := c.w.Instances.Get(t.ID)
	if in != nil && in.State == world.Terminated && t.State == health.Healthy {
		c.report(DeadTarget, t.ID, "it is terminated and healthy in %s", arn)
	}
}

func (c *checker) balancers() {
	for arn, b := range c.w.LoadBalancers.All() {
		c.same(arn, b.ARN)
		c.notAfterNow(arn, "its creation", b.Created)
	}
	defaults := map[string]int{}
	for arn, r := range c.w.Rules.All() {
		c.same(arn, r.ARN)
		if !c.w.Listeners.Has(r.Listener) {
			c.report(Reference, arn, "it is a rule of listener %s", r.Listener)
		}
		if r.Default {
			defaults[r.Listener]++
		}
		for _, a := range r.Actions {
			for _, f := range a.Forwards {
				if !c.w.TargetGroups.Has(f.TargetGroup) {
					c.report(Reference, arn, "it forwards to %s", f.TargetGroup)
				}
			}
		}
	}
	for arn, l := range c.w.Listeners.All() {
		c.same(arn, l.ARN)
		if !c.w.LoadBalancers.Has(l.Balancer) {
			c.report(Reference, arn, "it is a listener of %s", l.Balancer)
		}
		if defaults[arn] != 1 {
			c.report(Default, arn, "it has %d", defaults[arn])
		}
	}
}

func (c *checker) alarmsAndPolicies() {
	for name, a := range c.w.Alarms.All() {
		c.same(name, a.Name)
		c.notAfterNow(name, "its state", a.StateSince)
	}
	for arn, p := range c.w.Policies.All() {
		c.same(arn, p.ARN)
		if !c.w.Groups.Has(p.Group) {
			c.report(Reference, arn, "it is a policy of group %s", p.Group)
		}
	}
	if n := len(c.w.Trail); n > 0 {
		c.notAfterNow(c.w.Trail[n-1].ID, "its time", c.w.Trail[n-1].At)
	}
}

func (c *checker) activities() {
	for id, a := range c.w.Activities.All() {
		c.same(id, a.ID)
		c.notAfterNow(id, "its start", a.Start)
		c.notAfterNow(id, "its end", a.End)
		if !a.End.IsZero() && a.End.Before(a.Start) {
			c.report(History, id, "it ends before it starts")
		}
	}
}

func (c *checker) histories() {
	m := &c.w.Metrics
	for _, table := range []*world.Table[world.StepHistory]{&m.Serving, &m.Capacity, &m.Load, &m.Shares} {
		for id, h := range table.All() {
			c.history(id, h)
		}
	}
	for id, meter := range m.Meters.All() {
		c.history(id, &meter.History)
	}
}

func (c *checker) history(id string, h *world.StepHistory) {
	for i := range h.Steps {
		c.notAfterNow(id, "a step of its history", h.Steps[i].At)
		if i > 0 && !h.Steps[i-1].At.Before(h.Steps[i].At) {
			c.report(History, id, "step %d is at %s, the one before is not earlier", i, h.Steps[i].At.Format(time.RFC3339))
		}
	}
}

func (c *checker) queue() {
	if len(c.w.Queue) == 0 {
		return
	}
	if first := c.w.Queue[0]; first.At.Before(c.w.Now) {
		c.report(Queue, string(first.Kind)+" "+first.Subject, "it is due at %s, now is %s", first.At.Format(time.RFC3339), c.w.Now.Format(time.RFC3339))
	}
}
