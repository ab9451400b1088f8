package telemetry

import (
	"time"

	"fleetglass/fake/sim"
	"fleetglass/fake/sim/balancing"
	"fleetglass/fake/sim/compute"
	"fleetglass/fake/world"
)

// Room computes the metrics of one world. It holds nothing but what can be
// computed again.
type Room struct {
	k         *sim.Kernel
	compute   *compute.Room
	balancing *balancing.Room
	logs      LogVolume // nil until CountLogs

	ec2      []ec2Metric      // AWS/EC2
	alb, nlb []balancerMetric // AWS/ApplicationELB, AWS/NetworkELB

	gauges map[string]*gauge         // by instance
	groups map[string][]*gauge       // by group
	pools  map[string]*pool          // by target group ARN or other pool
	fed    int                       // how many shares were known when pools were made
	sums   map[sumKey]map[int64]part // of many instances, by minute
}

// New is the room of k's world, with its controllers and watchers registered.
func New(k *sim.Kernel, c *compute.Room, b *balancing.Room) *Room {
	r := &Room{k: k, compute: c, balancing: b, ec2: ec2Metrics(), alb: albMetrics(), nlb: nlbMetrics()}
	r.forgetComputed()
	k.Handle(KindMeter, r.lookAtMeter)
	k.Handle(KindRetention, r.lookAtRetention)
	k.Watch(compute.Instance, func(id string) { k.Wake(KindMeter, id) })
	k.Watch(balancing.KindWorkload, func(string) { r.forgetComputed() })
	return r
}

// forgetComputed drops everything that can be computed again.
func (r *Room) forgetComputed() {
	r.gauges = map[string]*gauge{}
	r.groups = nil
	r.pools = map[string]*pool{}
	r.sums = map[sumKey]map[int64]part{}
}

// refresh drops what was computed before a workload went somewhere new.
// Everything that reads metrics begins with it.
func (r *Room) refresh() {
	if n := r.k.World.Metrics.Shares.Len(); n != r.fed {
		r.fed = n
		r.forgetComputed()
	}
}

// complete is the end of the last minute that is over.
func (r *Room) complete() time.Time { return r.k.Now().Truncate(time.Minute) }

// at is the value of a step history at a time, as values; nil before its
// first step. Most questions are about the last step.
func at(h *world.StepHistory, t time.Time) []float64 {
	if n := len(h.Steps); n > 0 && !h.Steps[n-1].At.After(t) {
		return h.Steps[n-1].Values
	}
	return balancing.At(h, t)
}

func minuteStart(m int64) time.Time { return time.Unix(m*60, 0).UTC() }

// lastMoment is when a minute's levels are taken. The minute's end would not
// do: what happens then may happen after the minute was read.
func lastMoment(m int64) time.Time { return minuteStart(m + 1).Add(-1) }

func minuteOf(t time.Time) int64 { return t.Unix() / 60 }

// during is at for the last moment of a minute.
func during(h *world.StepHistory, m int64) []float64 {
	if n := len(h.Steps); n > 0 && h.Steps[n-1].At.Unix() < (m+1)*60 {
		return h.Steps[n-1].Values
	}
	return balancing.At(h, lastMoment(m))
}
