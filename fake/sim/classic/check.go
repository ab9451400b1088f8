package classic

import (
	"slices"
	"time"

	rules "fleetglass/awsclient/semantics/classic"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/network"
	"fleetglass/fake/world"
)

// lookAtInstance is the controller: circumstances first, health checks after.
func (r *Room) lookAtInstance(subject string) {
	b, i := r.find(subject)
	if i == nil {
		return
	}
	in := r.k.World.Instances.Get(i.ID)
	switch {
	case in == nil:
		r.remove(b, i) // EC2 has forgotten it, and so does the balancer (choice)
	case i.Description == rules.TextDeregistration:
		r.drain(b, i, in)
	default:
		r.settle(b, i, in)
	}
}

// drain ends a deregistration when its time is over. An instance that stops
// running has no connections left.
func (r *Room) drain(b *world.ClassicBalancer, i *world.ClassicInstance, in *world.Instance) {
	if in.State != world.Running || !r.k.Now().Before(i.DrainUntil) {
		r.remove(b, i)
	}
}

func (r *Room) settle(b *world.ClassicBalancer, i *world.ClassicInstance, in *world.Instance) {
	if s, imposed := r.imposed(b, i, in); imposed {
		i.CheckedFrom, i.CheckAt = time.Time{}, time.Time{}
		r.enter(b, i, s)
		return
	}
	now, check := r.k.Now(), checkOf(b)
	if i.CheckedFrom.IsZero() {
		r.beginChecks(b, i)
	}
	passed := r.passes(b, i)
	if !i.CheckAt.IsZero() && !now.Before(i.CheckAt) {
		i.CheckAt = time.Time{}
		r.enter(b, i, rules.Step(stateOf(i), passed, check))
	}
	if i.CheckAt.IsZero() && !steady(stateOf(i), passed, check) {
		i.CheckAt = nextCheck(i, check.Interval, now)
		r.k.WakeAt(i.CheckAt, KindState, subjectOf(b, i))
	}
	r.noteInstance(b, i)
}

// imposed is the state that circumstances give an instance, whatever it
// answers.
func (r *Room) imposed(b *world.ClassicBalancer, i *world.ClassicInstance, in *world.Instance) (rules.State, bool) {
	switch {
	case in.State != world.Running:
		return rules.NotRunning(string(in.State)), true
	case slices.Contains(b.Zones, i.Zone):
		return rules.State{}, false
	case i.Description == rules.TextZoneDisabling && r.k.Now().Before(i.DrainUntil):
		return stateOf(i), true
	}
	return rules.ZoneNotEnabled(), true
}

// beginChecks starts anew: the first check comes one interval from now
// (choice: AWS does not publish it).
func (r *Room) beginChecks(b *world.ClassicBalancer, i *world.ClassicInstance) {
	now := r.k.Now()
	i.CheckedFrom, i.CheckAt = now, now.Add(b.Check.Interval)
	r.enter(b, i, rules.Registering())
	r.k.WakeAt(i.CheckAt, KindState, subjectOf(b, i))
}

// nextCheck keeps to the instance's own grid: a slow answer does not shift the
// checks after it.
func nextCheck(i *world.ClassicInstance, interval time.Duration, now time.Time) time.Time {
	return i.CheckedFrom.Add((now.Sub(i.CheckedFrom)/interval + 1) * interval)
}

// steady tells whether one more check with this result would change nothing
// that anybody can see, now or later.
func steady(was rules.State, passed bool, c rules.Check) bool {
	next := rules.Step(was, passed, c)
	switch {
	case !same(was, next):
		return false
	case was.State == rules.InService:
		return passed && was.Failures == 0
	case was.Description == rules.TextFailed:
		return !passed
	}
	return false
}

// same compares what is told of two states, not how the last checks went.
func same(a, b rules.State) bool {
	return a.State == b.State && a.Reason == b.Reason && a.Description == b.Description
}

// enter gives an instance a state, and tells the watchers if it is another one.
func (r *Room) enter(b *world.ClassicBalancer, i *world.ClassicInstance, s rules.State) {
	was := stateOf(i)
	if was.State != s.State {
		i.Since = r.k.Now()
	}
	i.State, i.Reason, i.Description, i.Passes, i.Failures = s.State, s.Reason, s.Description, s.Passes, s.Failures
	r.noteInstance(b, i)
	if !same(was, s) {
		r.count(b)
		r.k.Changed(KindState, subjectOf(b, i))
	}
}

func stateOf(i *world.ClassicInstance) rules.State {
	return rules.State{State: i.State, Reason: i.Reason, Description: i.Description, Passes: i.Passes, Failures: i.Failures}
}

// checkOf is a balancer's health check in the words of the rules.
func checkOf(b *world.ClassicBalancer) rules.Check {
	c := b.Check
	return rules.Check{Target: c.Target, Interval: c.Interval, Timeout: c.Timeout, HealthyThreshold: c.Healthy, UnhealthyThreshold: c.Unhealthy}
}

// passes tells whether a check would be passed now. A check that times out is
// known at once here, not a timeout later (choice).
func (r *Room) passes(b *world.ClassicBalancer, i *world.ClassicInstance) bool {
	ping, err := rules.ParsePing(b.Check.Target)
	if err != nil {
		return false
	}
	switch code := r.answers(b, i, ping.Port, ping.Path); code {
	case compute.DoesNotReply, compute.Refuses:
		return ping.Passes(rules.Answer{})
	default:
		return ping.Passes(rules.Answer{Connected: true, Code: code})
	}
}

// answers is what an instance's server answers its balancer: a request for a
// path, or a connection and no more without one. The balancer calls from the
// subnet that it has in the instance's zone, or else from its first.
func (r *Room) answers(b *world.ClassicBalancer, i *world.ClassicInstance, port int, path string) int {
	var from network.Source
	if len(b.Zones) > 0 {
		subnet := b.Subnets[max(0, slices.Index(b.Zones, i.Zone))]
		from = network.Source{Address: r.compute.VPCs().Node(subnet), Subnet: subnet, Groups: b.SecurityGroups}
	}
	return r.compute.Reply(i.ID, compute.Ask{From: from, Port: port, Path: path})
}

// SetCheck gives a balancer another health check. States stay as they are;
// the rhythm begins anew.
func (r *Room) SetCheck(b *world.ClassicBalancer, c world.ClassicCheck) {
	b.Check = c
	now := r.k.Now()
	for n := range b.Instances {
		i := &b.Instances[n]
		if !i.CheckedFrom.IsZero() {
			i.CheckedFrom, i.CheckAt = now, now.Add(c.Interval)
			r.k.WakeAt(i.CheckAt, KindState, subjectOf(b, i))
		}
	}
}
