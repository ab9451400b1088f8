package balancing

import (
	"strconv"
	"time"

	"fleetglass/awsclient/semantics/health"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/sim/network"
	"fleetglass/fake/world"
)

// registrationTakes is how long a new target says that its registration is in
// progress; half an interval if that is shorter. Its first check comes one
// interval after its registration. Choice: AWS does not publish these.
const registrationTakes = 10 * time.Second

// lookAtTarget is the controller: circumstances first (draining, a group that
// is not used, an instance that does not run), health checks otherwise.
func (r *Room) lookAtTarget(subject string) {
	tg, t := r.find(subject)
	switch {
	case t == nil:
	case t.State == health.DrainingNow:
		r.drain(tg, t)
	case tg.TargetType == "instance" && r.instance(tg, t) == nil:
		// EC2 has forgotten the instance, and so does its target group (choice).
		r.remove(tg, t)
	default:
		r.settle(tg, t)
	}
}

func (r *Room) drain(tg *world.TargetGroup, t *world.Target) {
	if len(r.InUse(tg.ARN)) == 0 || !r.k.Now().Before(t.DrainUntil) {
		r.remove(tg, t)
	}
}

func (r *Room) settle(tg *world.TargetGroup, t *world.Target) {
	if s, imposed := r.imposed(tg, t); imposed {
		t.CheckedFrom, t.CheckAt = time.Time{}, time.Time{}
		r.enter(tg, t, s)
		return
	}
	now := r.k.Now()
	if t.CheckedFrom.IsZero() {
		r.beginChecks(tg, t)
	}
	if t.Reason == health.ReasonRegistration && !now.Before(t.CheckedFrom.Add(registering(tg))) {
		r.enter(tg, t, health.Checking())
	}
	result := health.Judge(checkOf(tg), r.checkAnswer(tg, t))
	if !t.CheckAt.IsZero() && !now.Before(t.CheckAt) {
		t.CheckAt = time.Time{}
		r.enter(tg, t, health.Step(stateOf(t), result, checkOf(tg)))
	}
	if t.CheckAt.IsZero() && !steady(t, result, checkOf(tg)) {
		t.CheckAt = nextCheck(tg, t, now)
		r.k.WakeAt(t.CheckAt, KindTarget, subjectOf(tg.ARN, t))
	}
	r.noteTarget(tg, t)
}

// imposed is the state that circumstances give a target, whatever it answers.
func (r *Room) imposed(tg *world.TargetGroup, t *world.Target) (health.State, bool) {
	users := r.InUse(tg.ARN)
	in := r.instance(tg, t)
	switch {
	case len(users) == 0:
		return health.NotInUse(), true
	case in != nil && in.State != world.Running:
		return health.InvalidState(string(in.State)), true
	case !r.zoneEnabled(users, r.zone(t, in)):
		return health.ZoneNotEnabled(), true
	case !r.anyActive(users):
		return health.Registering(), true
	case !tg.Check.Enabled:
		return health.Disabled(), true
	}
	return health.State{}, false
}

func (r *Room) beginChecks(tg *world.TargetGroup, t *world.Target) {
	now := r.k.Now()
	t.CheckedFrom, t.CheckAt = now, now.Add(tg.Check.Interval)
	t.Passes, t.Failures, t.Checked = 0, 0, false
	r.enter(tg, t, health.Registering())
	subject := subjectOf(tg.ARN, t)
	r.k.WakeAt(now.Add(registering(tg)), KindTarget, subject)
	r.k.WakeAt(t.CheckAt, KindTarget, subject)
}

func registering(tg *world.TargetGroup) time.Duration {
	return min(registrationTakes, tg.Check.Interval/2)
}

// nextCheck keeps to the target's own grid: a slow or late answer does not
// shift the checks after it.
func nextCheck(tg *world.TargetGroup, t *world.Target, now time.Time) time.Time {
	n := now.Sub(t.CheckedFrom)/tg.Check.Interval + 1
	return t.CheckedFrom.Add(n * tg.Check.Interval)
}

// steady tells whether one more check with this result would change nothing
// that anybody can see, now or later.
func steady(t *world.Target, result health.Result, c health.Check) bool {
	was := stateOf(t)
	next := health.Step(was, result, c)
	switch {
	case next.Status != was.Status || next.Reason != was.Reason || next.Description != was.Description:
		return false
	case was.Status == health.Healthy:
		return result.Passed && was.Failures == 0
	case was.Status == health.Unhealthy:
		return !result.Passed && was.Passes == 0
	}
	return false
}

// enter gives a target a state, and tells the watchers if it is another one.
func (r *Room) enter(tg *world.TargetGroup, t *world.Target, s health.State) {
	was := stateOf(t)
	if t.State != s.Status {
		t.Since = r.k.Now()
	}
	t.State, t.Reason, t.Description = s.Status, s.Reason, s.Description
	t.Passes, t.Failures, t.Checked = s.Passes, s.Failures, s.Checked
	r.noteTarget(tg, t)
	if was.Status != s.Status {
		r.count(tg)
	}
	if was.Status != s.Status || was.Reason != s.Reason || was.Description != s.Description {
		r.k.Changed(KindTarget, subjectOf(tg.ARN, t))
	}
}

func stateOf(t *world.Target) health.State {
	return health.State{
		Status: t.State, Reason: t.Reason, Description: t.Description,
		Passes: t.Passes, Failures: t.Failures, Checked: t.Checked,
	}
}

// checkOf is a target group's health check in the words of the rules.
func checkOf(tg *world.TargetGroup) health.Check {
	c := tg.Check
	return health.Check{
		Enabled: c.Enabled, Protocol: c.Protocol, Port: c.Port, Path: c.Path,
		Interval: c.Interval, Timeout: c.Timeout, HealthyThreshold: c.Healthy, UnhealthyThreshold: c.Unhealthy,
		Matcher: c.Matcher, Family: health.FamilyOf(tg.Protocol),
	}
}

// checkAnswer is what a health check would get back now. A check that times
// out is known at once here, not a timeout later (choice).
func (r *Room) checkAnswer(tg *world.TargetGroup, t *world.Target) health.Answer {
	port := t.Port
	if n, err := strconv.Atoi(tg.Check.Port); err == nil {
		port = n
	}
	asked := ""
	if p := tg.Check.Protocol; p == "HTTP" || p == "HTTPS" {
		asked = tg.Check.Path
	}
	switch code := r.answers(tg, t, port, asked); code {
	case compute.DoesNotReply:
		return health.Answer{TimedOut: true}
	case compute.Refuses:
		return health.Answer{Refused: true}
	default:
		return health.Answer{Code: code}
	}
}

// answers is what a target answers to a node of its balancer; without a path,
// whether it answers at all.
func (r *Room) answers(tg *world.TargetGroup, t *world.Target, port int, path string) int {
	in := r.instance(tg, t)
	if in == nil {
		return compute.DoesNotReply
	}
	return r.compute.Reply(in.ID, compute.Ask{From: r.node(tg, in), Port: port, Path: path})
}

// node is the node of a target group's balancer that an instance hears from:
// the one in its own zone, or else the first (choice: with balancing across
// zones a target hears from all, and is as healthy as they find it together).
func (r *Room) node(tg *world.TargetGroup, in *world.Instance) network.Source {
	var from network.Source
	for _, arn := range r.InUse(tg.ARN) {
		b := r.k.World.LoadBalancers.Get(arn)
		if b == nil {
			continue
		}
		from.Groups = b.SecurityGroups
		for _, id := range b.Subnets {
			s := r.k.World.Subnets.Get(id)
			if s != nil && (from.Subnet == "" || s.Zone == in.Zone) {
				from.Subnet = id
			}
		}
		break
	}
	from.Address = r.compute.VPCs().Node(from.Subnet)
	return from
}

// instance is what is behind a target: the instance with its id, or the one
// that has its address.
func (r *Room) instance(tg *world.TargetGroup, t *world.Target) *world.Instance {
	if tg.TargetType != "ip" {
		return r.k.World.Instances.Get(t.ID)
	}
	for _, in := range r.k.World.Instances.All() {
		if in.PrivateIP == t.ID {
			return in
		}
	}
	return nil
}

// zone is the zone of a target; "all" and "" are in every zone.
func (r *Room) zone(t *world.Target, in *world.Instance) string {
	if in != nil {
		return in.Zone
	}
	return t.Zone
}

func (r *Room) zoneEnabled(balancers []string, zone string) bool {
	if zone == "" || zone == "all" {
		return true
	}
	for _, arn := range balancers {
		b := r.k.World.LoadBalancers.Get(arn)
		if b == nil {
			continue
		}
		for _, id := range b.Subnets {
			if s := r.k.World.Subnets.Get(id); s != nil && s.Zone == zone {
				return true
			}
		}
	}
	return false
}

func (r *Room) anyActive(balancers []string) bool {
	for _, arn := range balancers {
		if b := r.k.World.LoadBalancers.Get(arn); b != nil && b.State != "provisioning" && b.State != "failed" {
			return true
		}
	}
	return false
}
