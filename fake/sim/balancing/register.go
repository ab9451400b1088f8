package balancing

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"fleetglass/awsclient/semantics/health"
	"fleetglass/fake/awserr"
	"fleetglass/fake/world"
)

// maxTargets is the quota of targets per target group
// (ALB/load-balancer-limits).
const maxTargets = 1000

// deregistrationDelay is AWS's default (ALB/load-balancer-target-groups).
const deregistrationDelay = 300 * time.Second

// Register adds targets to a group: all of them or, when one cannot be one,
// none. A target that is registered already stays as it is; one that drains
// is taken back.
func (r *Room) Register(tg *world.TargetGroup, targets []TargetRef) error {
	if err := r.checkTargets(tg, targets); err != nil {
		return err
	}
	for _, ref := range targets {
		r.registerOne(tg, withPort(tg, ref))
	}
	return nil
}

func (r *Room) registerOne(tg *world.TargetGroup, ref TargetRef) {
	t := r.target(tg, ref.ID, ref.Port)
	if t != nil && t.State != health.DrainingNow {
		return
	}
	fresh := world.Target{ID: ref.ID, Port: ref.Port, Zone: ref.Zone, Registered: r.k.Now()}
	if t == nil {
		t = r.add(tg, fresh)
	} else {
		*t = fresh
	}
	r.settle(tg, t)
}

func withPort(tg *world.TargetGroup, ref TargetRef) TargetRef {
	if ref.Port == 0 {
		ref.Port = tg.Port
	}
	return ref
}

func (r *Room) checkTargets(tg *world.TargetGroup, targets []TargetRef) error {
	fresh := 0
	for _, ref := range targets {
		ref = withPort(tg, ref)
		if ref.Port < 1 || ref.Port > 65535 {
			return awserr.New("ValidationError", "Target port '%d' must be between '1' and '65535'", ref.Port)
		}
		if r.target(tg, ref.ID, ref.Port) == nil {
			fresh++
		}
	}
	if len(tg.Targets)+fresh > maxTargets {
		return awserr.New("TooManyTargets", "The maximum number of targets per target group '%d' has been reached on target group '%s'", maxTargets, tg.ARN)
	}
	if tg.TargetType == "instance" {
		return r.checkInstances(tg, targets)
	}
	return nil
}

// checkInstances refuses ids of no instance, of another VPC, and of instances
// that do not run. The last text is AWS's, the others are choices in its
// manner.
func (r *Room) checkInstances(tg *world.TargetGroup, targets []TargetRef) error {
	var unknown, elsewhere, idle []string
	for _, ref := range targets {
		quoted := "'" + ref.ID + "'"
		switch in := r.k.World.Instances.Get(ref.ID); {
		case in == nil:
			unknown = append(unknown, quoted)
		case tg.VPC != "" && in.VPC != tg.VPC:
			elsewhere = append(elsewhere, quoted)
		case in.State != world.Running:
			idle = append(idle, quoted)
		}
	}
	switch {
	case len(unknown) > 0:
		return awserr.New("InvalidTarget", "The following targets do not exist: %s", strings.Join(unknown, ", "))
	case len(elsewhere) > 0:
		return awserr.New("InvalidTarget", "The following targets are not in the target group VPC '%s': %s", tg.VPC, strings.Join(elsewhere, ", "))
	case len(idle) > 0:
		return awserr.New("InvalidTarget", "The following targets are not in a running state and cannot be registered: %s", strings.Join(idle, ", "))
	}
	return nil
}

// Deregister begins to drain targets: a target of a group in use drains for
// the whole deregistration delay, even when it has no connection or its
// instance has ended; any other is gone at once. A target that is not
// registered is no error.
func (r *Room) Deregister(tg *world.TargetGroup, targets []TargetRef) error {
	for _, ref := range targets {
		for _, port := range r.ports(tg, ref) {
			r.deregisterOne(tg, r.target(tg, ref.ID, port))
		}
	}
	return nil
}

// ports is the ports that a reference means.
func (r *Room) ports(tg *world.TargetGroup, ref TargetRef) []int {
	var ports []int
	for _, i := range r.at(tg, ref.ID) {
		if p := tg.Targets[i].Port; ref.Port == 0 || ref.Port == p {
			ports = append(ports, p)
		}
	}
	return ports
}

func (r *Room) deregisterOne(tg *world.TargetGroup, t *world.Target) {
	delay := DeregistrationDelay(tg)
	switch {
	case t.State == health.DrainingNow:
	case len(r.InUse(tg.ARN)) == 0 || delay == 0:
		r.remove(tg, t)
	default:
		t.CheckedFrom, t.CheckAt = time.Time{}, time.Time{}
		t.DrainUntil = r.k.Now().Add(delay)
		r.k.WakeAt(t.DrainUntil, KindTarget, subjectOf(tg.ARN, t))
		r.enter(tg, t, health.Draining())
	}
}

// DeregistrationDelay is for how long a group's targets drain.
func DeregistrationDelay(tg *world.TargetGroup) time.Duration {
	n, err := strconv.Atoi(attribute(tg, "deregistration_delay.timeout_seconds", ""))
	if err != nil {
		return deregistrationDelay
	}
	return time.Duration(n) * time.Second
}

// TargetState is the state of an instance in a target group, the worst over
// its ports; registered is false when it has none there.
func (r *Room) TargetState(targetGroup, instance string) (state string, registered bool) {
	tg := r.k.World.TargetGroups.Get(targetGroup)
	worst := len(byBadness())
	for _, i := range r.at(tg, instance) {
		worst = min(worst, badness(tg.Targets[i].State))
		registered = true
	}
	if !registered {
		return "", false
	}
	return byBadness()[worst], true
}

// byBadness is the states of targets, worst first.
func byBadness() []string {
	return []string{health.Unhealthy, health.Unused, health.DrainingNow, health.Initial, health.Unavailable, health.Healthy}
}

func badness(state string) int { return max(0, slices.Index(byBadness(), state)) }

// Target is a registered target, and false when there is none like that.
func (r *Room) Target(tg *world.TargetGroup, id string, port int) (world.Target, bool) {
	t := r.target(tg, id, port)
	if t == nil {
		return world.Target{}, false
	}
	return *t, true
}
