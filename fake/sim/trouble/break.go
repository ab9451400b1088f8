package trouble

import (
	"time"

	"fleetglass/fake/world"
)

// What EC2 says of an instance that the hardware under it has taken along.
const (
	codeLost   = "Server.InternalError"
	reasonLost = "Server.InternalError: Internal error"
)

// Surge is the factor and length of a surge of traffic.
type Surge struct {
	Factor float64
	For    time.Duration
}

// Kill ends an instance at once, as a failure of its host does.
func (r *Room) Kill(instance string) error {
	return r.compute.Terminate(instance, codeLost, reasonLost)
}

// FailServer makes an instance's server answer with a code, for a while; 0 is
// until it is replaced or restarted.
func (r *Room) FailServer(instance string, code int, lasts time.Duration) {
	r.compute.FailHealth(instance, code, r.end(lasts))
}

// Impair makes an instance fail its status check, for a while; 0 is until it
// is replaced or restarted.
func (r *Room) Impair(instance string, lasts time.Duration) {
	r.compute.Impair(instance, r.end(lasts))
}

func (r *Room) end(lasts time.Duration) time.Time {
	if lasts <= 0 {
		return time.Time{}
	}
	return r.k.Now().Add(lasts)
}

// FailZone takes a zone down, for a while: what runs there does not reply, and
// nothing launches there. It tells how many instances that struck.
func (r *Room) FailZone(zone string, lasts time.Duration) int {
	return r.compute.FailZone(zone, r.end(lasts))
}

// Surge multiplies a workload's demand, from now on for a while.
func (r *Room) Surge(w *world.Workload, s Surge) {
	w.Surges = append(w.Surges, world.Surge{From: r.k.Now(), To: r.k.Now().Add(s.For), Factor: s.Factor})
}

// Servers are the ids of a target group's targets that are instances, each
// once.
func (r *Room) Servers(tg *world.TargetGroup) []string {
	var ids []string
	seen := map[string]bool{}
	for i := range tg.Targets {
		id := tg.Targets[i].ID
		if r.k.World.Instances.Has(id) && !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids
}

// ClassicServers are the ids of the instances of a Classic balancer.
func (r *Room) ClassicServers(b *world.ClassicBalancer) []string {
	var ids []string
	for i := range b.Instances {
		if id := b.Instances[i].ID; r.k.World.Instances.Has(id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// DelayMetrics holds CloudWatch's datapoints back for a while: what is measured
// from now on is there only afterwards, and then all of it. A delay during
// another one goes on from where that began.
func (r *Room) DelayMetrics(lasts time.Duration) {
	late := &r.k.World.Metrics.Late
	now := r.k.Now()
	if !now.Before(late.Until) {
		late.From = now
	}
	if until := now.Add(lasts); until.After(late.Until) {
		late.Until = until
	}
}
