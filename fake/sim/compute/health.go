package compute

import (
	"slices"
	"time"

	"fleetglass/fake/sim/network"
	"fleetglass/fake/world"
)

// initializing is how long the status checks of an instance that has just
// started say "initializing". Choice: AWS does not publish this.
const initializing = 2 * time.Minute

// The results of a status check, as AWS names them.
const (
	CheckOK           = "ok"
	CheckInitializing = "initializing"
	CheckImpaired     = "impaired"
	CheckNone         = "not-applicable" // the instance does not run
)

// What Reply gives besides HTTP codes of pages.
const (
	AnswersWell  = 200
	Refuses      = 0  // the system is up and nothing listens
	DoesNotReply = -1 // nothing comes back, until the caller's timeout
)

// checksSettle is when the status checks of a running instance leave
// "initializing".
func checksSettle(in *world.Instance) time.Time { return in.StateSince.Add(initializing) }

// Status is what EC2's two status checks say of an instance: of the system
// that it runs on, and of the instance itself.
func (r *Room) Status(in *world.Instance) (system, instance string) {
	now := r.k.Now()
	switch {
	case in.State != world.Running:
		return CheckNone, CheckNone
	case impaired(in, now):
		return CheckOK, CheckImpaired
	case now.Before(checksSettle(in)):
		return CheckInitializing, CheckInitializing
	}
	return CheckOK, CheckOK
}

// Ask is a TCP connection to an instance's server, and what is asked of it.
type Ask struct {
	From network.Source
	Port int
	Path string // of an HTTP request; "" is a connection and no more
}

// Reply is what the instance's server would answer now: an HTTP code,
// Refuses, or DoesNotReply when the network does not let the connection
// through or nothing runs there.
func (r *Room) Reply(id string, ask Ask) int {
	in := r.k.World.Instances.Get(id)
	now := r.k.Now()
	switch {
	case in == nil || in.State != world.Running || impaired(in, now) || !r.net.Admits(in, ask.From, "tcp", ask.Port):
		return DoesNotReply
	case now.Before(in.ReadyAt) || !slices.Contains(in.Server.Ports, ask.Port):
		return Refuses
	case failing(in, now):
		return in.Health.FailCode
	case ask.Path == "":
		return AnswersWell
	}
	return Page(in.Server, ask.Path)
}

// networkChanged tells the neighbours of all instances in a VPC that what they
// answer may have changed.
func (r *Room) networkChanged(vpc string) {
	for id, in := range r.k.World.Instances.All() {
		if in.VPC == vpc {
			r.k.Changed(Instance, id)
		}
	}
}

// PermissionsChanged says that the rules of a security group have changed.
func (r *Room) PermissionsChanged(group string) {
	if g := r.k.World.SecurityGroups.Get(group); g != nil {
		r.net.Changed(g.VPC)
	}
}

// FailHealth makes an instance's server answer everything with this HTTP
// code, or with nothing at all for DoesNotReply, until a time; the zero time
// is until it is replaced, restarted or healed. An unknown id is ignored.
func (r *Room) FailHealth(id string, code int, until time.Time) {
	r.afflict(id, until, func(h *world.InstanceHealth) { h.FailCode, h.FailUntil = code, until })
}

// Impair makes an instance fail its status check, and not reply to anything,
// until a time; the zero time is until it is replaced, restarted or healed.
// An unknown id is ignored.
func (r *Room) Impair(id string, until time.Time) {
	r.afflict(id, until, func(h *world.InstanceHealth) { h.Impaired, h.ImpairUntil = true, until })
}

// Heal takes all faults of its own off an instance. An unknown id is ignored.
func (r *Room) Heal(id string) {
	if in := r.k.World.Instances.Get(id); in != nil {
		r.afflict(id, time.Time{}, func(h *world.InstanceHealth) { *h = r.mended(in) })
	}
}

func (r *Room) afflict(id string, until time.Time, change func(*world.InstanceHealth)) {
	in := r.k.World.Instances.Get(id)
	if in == nil {
		return
	}
	change(&in.Health)
	if !until.IsZero() {
		r.k.WakeAt(until, Instance, id)
	}
	r.k.Changed(Instance, id)
}

func impaired(in *world.Instance, now time.Time) bool {
	return in.Health.Impaired && inForce(in.Health.ImpairUntil, now)
}

func failing(in *world.Instance, now time.Time) bool {
	return in.Health.FailCode != 0 && inForce(in.Health.FailUntil, now)
}

func inForce(until, now time.Time) bool { return until.IsZero() || now.Before(until) }

// expireFaults takes off the faults whose time is over.
func (r *Room) expireFaults(in *world.Instance, now time.Time) bool {
	h := &in.Health
	changed := false
	if h.FailCode != 0 && !failing(in, now) {
		h.FailCode, h.FailUntil, changed = 0, time.Time{}, true
	}
	if h.Impaired && !impaired(in, now) {
		h.Impaired, h.ImpairUntil, changed = false, time.Time{}, true
	}
	return changed
}
