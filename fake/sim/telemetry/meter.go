package telemetry

import (
	"slices"
	"time"

	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// KindMeter is the kind of the appointments at which an instance's meter is
// read; the subject is the instance's id.
const KindMeter world.Kind = "meter"

// groupTag is the tag by which Auto Scaling marks the instances of a group.
const groupTag = "aws:autoscaling:groupName"

// The values of a step of a meter's history, all 0 or 1.
const (
	meterRuns = iota
	meterSystemFails
	meterInstanceFails
	meterValues
)

// lookAtMeter writes down what metrics need to know of an instance. When EC2
// has forgotten the instance, its meter is kept for as long as its metrics
// can be asked for.
func (r *Room) lookAtMeter(id string) {
	meters := &r.k.World.Metrics.Meters
	m := meters.Get(id)
	in := r.k.World.Instances.Get(id)
	switch {
	case in != nil:
		if m == nil {
			m = &world.Meter{Group: world.TagValue(in.Tags, groupTag), Type: in.Type, Zone: in.Zone}
			meters.Put(id, m)
			r.join(id, m)
		}
		r.read(m, in)
	case m != nil && r.k.Now().Sub(m.History.Steps[len(m.History.Steps)-1].At) >= balancing.Retention:
		meters.Delete(id)
		r.leave(id, m)
	case m != nil:
		r.k.WakeIn(balancing.Retention, KindMeter, id)
	}
}

// join puts a new meter among those of its group. It is the newest of all, so
// it comes last there too.
func (r *Room) join(id string, m *world.Meter) {
	if r.groups != nil && m.Group != "" {
		r.groups[m.Group] = append(r.groups[m.Group], r.gauge(id))
	}
}

// leave takes a meter from its group that has been forgotten.
func (r *Room) leave(id string, m *world.Meter) {
	delete(r.gauges, id)
	if r.groups != nil && m.Group != "" {
		r.groups[m.Group] = slices.DeleteFunc(r.groups[m.Group], func(g *gauge) bool { return g.meter == m })
	}
}

// read brings a meter up to date. An instance that leaves its group stays in
// the group's metrics until then.
func (r *Room) read(m *world.Meter, in *world.Instance) {
	if group := world.TagValue(in.Tags, groupTag); group != m.Group && group != "" {
		m.Group = group
		r.groups = nil
	}
	if m.Type != in.Type {
		m.Type = in.Type
		delete(r.gauges, in.ID)
		r.groups = nil
	}
	m.Detailed = in.Monitoring
	values := make([]float64, meterValues)
	if in.State == world.Running {
		values[meterRuns] = 1
		system, instance := r.compute.Status(in)
		values[meterSystemFails] = oneIf(system == compute.CheckImpaired)
		values[meterInstanceFails] = oneIf(instance == compute.CheckImpaired)
	}
	steps := &m.History.Steps
	switch last := len(*steps) - 1; {
	case last >= 0 && slices.Equal((*steps)[last].Values, values):
	case last >= 0 && (*steps)[last].At.Equal(r.k.Now()):
		(*steps)[last].Values = values
	default:
		*steps = append(*steps, world.HistoryStep{At: r.k.Now(), Values: values})
		*steps = slices.Delete(*steps, 0, over(*steps, r.k.Now().Add(-balancing.Retention)))
	}
}

// over is how many steps have ended before a time.
func over(steps []world.HistoryStep, before time.Time) int {
	n := 0
	for n+1 < len(steps) && !steps[n+1].At.After(before) {
		n++
	}
	return n
}

func oneIf(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// gauge is a meter with what is worked out of it once.
type gauge struct {
	id    string
	meter *world.Meter
	vcpu  float64
	seed  uint64  // of the instance's own noise
	idle  float64 // CPU percent without any work

	carried []carried           // where it gets requests
	from    []balancing.Carried // what carried was made of
	known   int                 // the number of histories when that was looked at
}

// carried is a pool in which an instance is, and its history there.
type carried struct {
	pool    *pool
	history *world.StepHistory
}

// Idle CPU of an instance (choice).
const (
	idleMin  = 0.8
	idleSpan = 1.4
)

func (r *Room) gauge(id string) *gauge {
	if g := r.gauges[id]; g != nil {
		return g
	}
	m := r.k.World.Metrics.Meters.Get(id)
	if m == nil {
		return nil
	}
	g := &gauge{id: id, meter: m, vcpu: 1, seed: balancing.Hash(id) ^ r.k.World.Seed}
	if t, ok := compute.TypeInfo(m.Type); ok {
		g.vcpu = float64(t.VCPU)
	}
	g.idle = idleMin + idleSpan*balancing.Chance(g.seed, 0)
	r.gauges[id] = g
	return g
}

// gaugesOf is the instances of a group, those that are gone too, in the order
// in which they came.
func (r *Room) gaugesOf(group string) []*gauge {
	if r.groups == nil {
		r.groups = map[string][]*gauge{}
		for id, m := range r.k.World.Metrics.Meters.All() {
			if m.Group != "" {
				r.groups[m.Group] = append(r.groups[m.Group], r.gauge(id))
			}
		}
	}
	return r.groups[group]
}

// runs tells whether an instance runs at the end of a minute: the moment at
// which its metrics are taken.
func (g *gauge) runs(m int64) bool {
	v := during(&g.meter.History, m)
	return v != nil && v[meterRuns] == 1
}

// started is when the instance began to run, as of the end of a minute.
func (g *gauge) started(m int64) time.Time {
	end := (m + 1) * 60
	steps := g.meter.History.Steps
	var since time.Time
	for i := len(steps) - 1; i >= 0; i-- {
		if steps[i].At.Unix() >= end {
			continue
		}
		if steps[i].Values[meterRuns] == 0 {
			break
		}
		since = steps[i].At
	}
	return since
}
